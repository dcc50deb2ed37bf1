"""Who may do what with it: `podcast:license`, `podcast:block`."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from feedpub.model import podcasting
from feedpub.model.scalars import HttpsUrl, Switch, did_you_mean, refuse
from feedpub.model.scalars.forms import LicenseId, Service
from feedpub.model.written import Written, listed
from feedpub.vocab import nearest, quoted
from feedpub.vocab.podcasting import LICENSES, license_id


class License(Written):
    """What others may do with it: `podcast:license` (podcast namespace, tag `license`)."""

    example = "a license of the list, or {id: …, url: …}"
    short = "id"
    becomes = podcasting.License

    id: LicenseId = Field(examples=["CC-BY-4.0"])
    """Text of `podcast:license`: ARR (all rights reserved), CC-BY-4.0, …, or a name of your own with its `url`."""

    url: HttpsUrl | None = Field(default=None, examples=["https://tidewater.example/license"])
    """`podcast:license` `url`: its text; required of one that is not in the namespace's list."""

    @model_validator(mode="after")
    def _listed_or_linked(self) -> License:
        if self.url is None and license_id(self.id) is None:
            hint = did_you_mean(nearest(self.id, LICENSES), "add `url:`, where its text is")
            raise refuse(f"{quoted(self.id)} is not in the namespace's list of licenses, and has no address", hint)
        return self


class ServiceBlock(Written):
    """Whether a service may list the show: `podcast:block` (podcast namespace, tag `block`)."""

    example = "a service, or {service: …, block: …}"
    short = "service"
    becomes = podcasting.ServiceBlock

    service: Service = Field(examples=["youtube", "all"])
    """`podcast:block` `id`: a service of the namespace's list; `all` for every service that is not named."""

    block: Switch = True
    """Text of `podcast:block`: `yes` keeps the service out, `no` lets it in where `all` are kept out."""


ServiceBlocks = Annotated[tuple[ServiceBlock, ...], BeforeValidator(listed)]
