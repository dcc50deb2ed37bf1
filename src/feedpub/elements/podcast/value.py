"""How listeners pay: `podcast:value`, `podcast:valueRecipient`, `podcast:valueTimeSplit`; and `podcast:funding`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from feedpub.elements.element import ANYWHERE, Attribute, Examples, Inner, Least, Text, element
from feedpub.elements.podcast.show import RemoteItem
from feedpub.elements.xml import seconds
from feedpub.scalars import Count, Duration, HttpsUrl, JsonSchema, Label, Line, Reads, Switch, one_of, refuse, refuse_at
from feedpub.scalars.podcasting import Amount, Percent
from feedpub.standards import quoted
from feedpub.standards.podcasting import RECIPIENT_TYPES, VALUE_METHODS, VALUE_TYPES, is_lnaddress, is_node


@element("podcast:funding", field="funding", inside=ANYWHERE, many=True)
class Funding:
    """Where listeners can give: `podcast:funding` (podcast namespace, tag `funding`)."""

    example: ClassVar[str] = "an address, or {url: …, label: …}"
    short: ClassVar[str] = "url"

    url: Annotated[HttpsUrl, Attribute("url", address="web"), Examples("https://tidewater.example/support")]
    """`podcast:funding` `url`; https (podcast namespace)."""

    label: Annotated[Label, Text(limit=128, shown=True, required=True)] = "Support the show"
    """Text of `podcast:funding`: what the button says; at most 128 characters (podcast namespace)."""


@element("podcast:valueRecipient", inside=("podcast:value", "podcast:valueTimeSplit"), many=True)
class ValueRecipient:
    """Who gets a share: `podcast:valueRecipient` (podcast namespace, tag `valueRecipient`)."""

    example: ClassVar[str] = "{type: lnaddress, address: …, split: …}"

    name: Annotated[Label, Attribute("name"), Examples("Ada")] = ""
    """`podcast:valueRecipient` `name`."""

    type: Annotated[
        str,
        Reads(one_of(*RECIPIENT_TYPES)),
        JsonSchema({"enum": list(RECIPIENT_TYPES)}),
        Attribute("type"),
        Examples("lnaddress"),
    ]
    """`podcast:valueRecipient` `type`: `node` or `lnaddress`."""

    address: Annotated[Line, Attribute("address"), Examples("ada@wallet.example")]
    """`podcast:valueRecipient` `address`: a node's public key (66 digits), or name@host."""

    custom_key: Annotated[Line, Attribute("customKey"), Examples("696969")] = ""
    """`podcast:valueRecipient` `customKey`: name of a record in the payment."""

    custom_value: Annotated[Line, Attribute("customValue")] = ""
    """`podcast:valueRecipient` `customValue`: what that record holds."""

    split: Annotated[Count, Attribute("split"), Examples(90)]
    """`podcast:valueRecipient` `split`: shares, of the sum of all shares."""

    fee: Annotated[Switch, Attribute("fee")] = False
    """`podcast:valueRecipient` `fee`: whether it is taken before the shares are counted."""

    def check(self) -> Iterator[Exception]:
        """The address is what its type says; a value has a key."""
        if self.type == "node" and not is_node(self.address):
            hint = "write its public key: 66 hexadecimal digits that begin with 02 or 03"
            yield refuse_at(("address",), refuse(f"{quoted(self.address)} is no Lightning node", hint))
        if self.type == "lnaddress" and not is_lnaddress(self.address):
            message = f"{quoted(self.address)} is no Lightning address"
            yield refuse_at(("address",), refuse(message, "write it like ada@wallet.example"))
        if self.custom_value and not self.custom_key:
            yield refuse_at(("custom_key",), "missing")


@element("podcast:valueTimeSplit", inside=("podcast:value",), many=True)
class ValueTimeSplit:
    """Others get the shares for a while: `podcast:valueTimeSplit` (podcast namespace, tag `valueTimeSplit`)."""

    example: ClassVar[str] = "{start: …, duration: …, remote: …}"

    start: Annotated[Duration, Attribute("startTime", spell=seconds), Examples("1:00")]
    """`podcast:valueTimeSplit` `startTime`."""

    duration: Annotated[Duration, Attribute("duration", spell=seconds), Examples("3:57")]
    """`podcast:valueTimeSplit` `duration`."""

    remote_start: Annotated[Duration | None, Attribute("remoteStartTime", spell=seconds)] = None
    """`podcast:valueTimeSplit` `remoteStartTime`: where in the other item; its beginning if left out."""

    remote_percentage: Annotated[Percent | None, Attribute("remotePercentage"), Examples(95)] = None
    """`podcast:valueTimeSplit` `remotePercentage`: how much of a payment the other item gets; all if left out."""

    remote: Annotated[RemoteItem | None, Inner()] = None
    """`podcast:remoteItem`: whose shares they are, a song's for example; or name `recipients`."""

    recipients: Annotated[tuple[ValueRecipient, ...], Inner()] = ()
    """`podcast:valueRecipient`: who gets the shares; or name a `remote` item."""

    def check(self) -> Iterator[Exception]:
        """Either another item or recipients; what describes the other item needs one."""
        if (self.remote is None) == (not self.recipients):
            yield refuse("needs either `remote:` or `recipients:`", "write one of them")
        elif self.remote is None and (self.remote_start is not None or self.remote_percentage is not None):
            yield refuse_at(("remote",), "missing")


@element("podcast:value", field="value", inside=ANYWHERE, many=True)
class Value:
    """How listeners pay; an episode's own replaces the show's: `podcast:value` (podcast namespace, tag `value`)."""

    example: ClassVar[str] = "{method: …, recipients: […]}"

    type: Annotated[
        str, Reads(one_of(*VALUE_TYPES)), JsonSchema({"enum": list(VALUE_TYPES)}), Attribute("type", required=True)
    ] = "lightning"
    """`podcast:value` `type`: the network."""

    method: Annotated[
        str,
        Reads(one_of(*VALUE_METHODS)),
        JsonSchema({"enum": list(VALUE_METHODS)}),
        Attribute("method"),
        Examples("keysend"),
    ]
    """`podcast:value` `method`: `keysend` (nodes), `lnaddress` or `default`."""

    suggested: Annotated[Amount, Attribute("suggested"), Examples("0.00000005000")] = ""
    """`podcast:value` `suggested`: bitcoins a minute."""

    recipients: Annotated[
        tuple[ValueRecipient, ...],
        Inner(),
        Least(1),
        Examples([{"type": "lnaddress", "address": "ada@wallet.example", "split": 100}]),
    ]
    """`podcast:valueRecipient`: who gets what share, at least one."""

    splits: Annotated[tuple[ValueTimeSplit, ...], Inner()] = ()
    """`podcast:valueTimeSplit`: parts of the episode whose shares go to others."""
