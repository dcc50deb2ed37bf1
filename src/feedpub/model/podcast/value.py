"""How listeners pay: `podcast:value`, `podcast:valueRecipient`, `podcast:valueTimeSplit`."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from feedpub.model import podcasting
from feedpub.model.podcast.links import RemoteItem
from feedpub.model.scalars import Count, Duration, Label, Line, Switch, one_of, refuse
from feedpub.model.scalars.forms import Amount, Percent, refuse_at
from feedpub.model.written import Written, listed, some
from feedpub.vocab import quoted
from feedpub.vocab.podcasting import RECIPIENT_TYPES, VALUE_METHODS, VALUE_TYPES, is_lnaddress, is_node


class Recipient(Written):
    """Who gets a share: `podcast:valueRecipient` (podcast namespace, tag `valueRecipient`)."""

    example = "{type: lnaddress, address: …, split: …}"
    becomes = podcasting.Recipient

    type: Annotated[str, BeforeValidator(one_of(*RECIPIENT_TYPES)), WithJsonSchema({"enum": list(RECIPIENT_TYPES)})] = (
        Field(examples=["lnaddress"])
    )
    """`podcast:valueRecipient` `type`: `node` or `lnaddress`."""

    address: Line = Field(examples=["ada@wallet.example"])
    """`podcast:valueRecipient` `address`: a node's public key (66 digits), or name@host."""

    split: Count = Field(examples=[90])
    """`podcast:valueRecipient` `split`: shares, of the sum of all shares."""

    name: Label | None = Field(default=None, examples=["Ada"])
    """`podcast:valueRecipient` `name`."""

    custom_key: Line | None = Field(default=None, examples=["696969"])
    """`podcast:valueRecipient` `customKey`: name of a record in the payment."""

    custom_value: Line | None = None
    """`podcast:valueRecipient` `customValue`: what that record holds."""

    fee: Switch = False
    """`podcast:valueRecipient` `fee`: whether it is taken before the shares are counted."""

    @model_validator(mode="after")
    def _reachable(self) -> Recipient:
        if self.type == "node" and not is_node(self.address):
            hint = "write its public key: 66 hexadecimal digits that begin with 02 or 03"
            raise refuse_at(("address",), refuse(f"{quoted(self.address)} is no Lightning node", hint))
        if self.type == "lnaddress" and not is_lnaddress(self.address):
            message = f"{quoted(self.address)} is no Lightning address"
            raise refuse_at(("address",), refuse(message, "write it like ada@wallet.example"))
        if self.custom_value is not None and self.custom_key is None:
            raise refuse_at(("custom_key",), "missing")
        return self


class TimeSplit(Written):
    """Others get the shares for a while: `podcast:valueTimeSplit` (podcast namespace, tag `valueTimeSplit`)."""

    example = "{start: …, duration: …, remote: …}"
    becomes = podcasting.TimeSplit

    start: Duration = Field(examples=["1:00"])
    """`podcast:valueTimeSplit` `startTime`."""

    duration: Duration = Field(examples=["3:57"])
    """`podcast:valueTimeSplit` `duration`."""

    remote_start: Duration | None = None
    """`podcast:valueTimeSplit` `remoteStartTime`: where in the other item; its beginning if left out."""

    remote_percentage: Percent | None = Field(default=None, examples=[95])
    """`podcast:valueTimeSplit` `remotePercentage`: how much of a payment the other item gets; all if left out."""

    remote: RemoteItem | None = None
    """`podcast:remoteItem`: whose shares they are, a song's for example; or name `recipients`."""

    recipients: Annotated[tuple[Recipient, ...], BeforeValidator(listed)] = ()
    """`podcast:valueRecipient`: who gets the shares; or name a `remote` item."""

    @model_validator(mode="after")
    def _one_of_both(self) -> TimeSplit:
        if (self.remote is None) == (not self.recipients):
            raise refuse("needs either `remote:` or `recipients:`", "write one of them")
        if self.remote is None and (self.remote_start is not None or self.remote_percentage is not None):
            raise refuse_at(("remote",), "missing")
        return self


class Value(Written):
    """How listeners pay: `podcast:value` (podcast namespace, tag `value`)."""

    example = "{method: …, recipients: […]}"
    becomes = podcasting.Value

    type: Annotated[str, BeforeValidator(one_of(*VALUE_TYPES)), WithJsonSchema({"enum": list(VALUE_TYPES)})] = (
        "lightning"
    )
    """`podcast:value` `type`: the network."""

    method: Annotated[str, BeforeValidator(one_of(*VALUE_METHODS)), WithJsonSchema({"enum": list(VALUE_METHODS)})] = (
        Field(examples=["keysend"])
    )
    """`podcast:value` `method`: `keysend` (nodes), `lnaddress` or `default`."""

    suggested: Amount | None = Field(default=None, examples=["0.00000005000"])
    """`podcast:value` `suggested`: bitcoins a minute."""

    recipients: Annotated[tuple[Recipient, ...], BeforeValidator(listed), some] = Field(
        examples=[[{"type": "lnaddress", "address": "ada@wallet.example", "split": 100}]],
        json_schema_extra={"minItems": 1},
    )
    """`podcast:valueRecipient`: who gets what share, at least one."""

    splits: Annotated[tuple[TimeSplit, ...], BeforeValidator(listed)] = ()
    """`podcast:valueTimeSplit`: parts of the episode whose shares go to others."""


Values = Annotated[tuple[Value, ...], BeforeValidator(listed)]
