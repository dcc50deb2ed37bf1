"""What only Spotify reads: `spotify:…`, `media:restriction`, `dcterms:valid` (Spotify delivery specification)."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from feedpub.model import others
from feedpub.model.scalars import Count, Line, Switch, When, refuse
from feedpub.model.scalars.forms import Country, refuse_at
from feedpub.model.times import parse_when
from feedpub.model.written import Written, listed

_Countries = Annotated[tuple[Country, ...], BeforeValidator(listed)]


class SpotifyShow(Written):
    """What only Spotify reads of a show."""

    example = "{limit: …, origin: […], countries: […]}"
    becomes = others.SpotifyShow

    limit: Count | None = Field(default=None, examples=[10])
    """`spotify:limit` `recentCount`: shows only so many of the newest episodes (Spotify)."""

    origin: _Countries = Field(default=(), examples=[["SE", "NO"]])
    """`spotify:countryOfOrigin`: whom the show is made for, most important first; the world if left out (Spotify)."""

    countries: _Countries = Field(default=(), examples=[["SE", "NO"]])
    """`media:restriction`: the only countries where it can be heard; everywhere if left out (Spotify)."""

    partner: Line | None = None
    """`spotify:access` with `partner` `id`: of an Open Access partner (Spotify)."""

    sandbox: Switch | None = None
    """`spotify:access` with `sandbox` `enabled`: whether Open Access is only tried (Spotify)."""

    @model_validator(mode="after")
    def _sandbox_of_somebody(self) -> SpotifyShow:
        if self.sandbox is not None and self.partner is None:
            raise refuse_at(("partner",), "missing")
        return self


class SpotifyEpisode(Written):
    """What only Spotify reads of an episode."""

    example = "{available: …, until: …}"
    becomes = others.SpotifyEpisode

    available: When | None = Field(default=None, examples=["2026-11-23"])
    """`dcterms:valid` `start`: since when it can be heard (Spotify)."""

    until: When | None = Field(default=None, examples=["2026-12-24"])
    """`dcterms:valid` `end`: until when it can be heard (Spotify)."""

    entitlement: Line | None = None
    """`spotify:access` with `entitlement` `name`: whom Open Access lets hear it (Spotify)."""

    @model_validator(mode="after")
    def _some_time(self) -> SpotifyEpisode:
        if self.available and self.until and str(parse_when(self.available)) > str(parse_when(self.until)):
            raise refuse_at(("until",), refuse("is before it is available", "check the two dates"))
        return self
