"""What only Spotify reads: `spotify:…`, `media:restriction`, `dcterms:valid` (Spotify delivery specification)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from feedpub.elements.element import CHANNEL, ITEM, Examples, Moment, Within, element
from feedpub.elements.xml import Tag, iso8601, tag
from feedpub.scalars import Count, Line, Switch, refuse, refuse_at
from feedpub.scalars.dates import parse_when
from feedpub.scalars.podcasting import Country


def parsed(when: object) -> str:
    """A date or time as its author wrote it, in a form that can be compared with another of the same kind."""
    return str(parse_when(str(when)))


@element("", field="spotify", inside=(CHANNEL,))
class SpotifyShow:
    """What only Spotify reads of a show (Spotify delivery specification)."""

    example: ClassVar[str] = "{limit: …, origin: […], countries: […]}"

    limit: Annotated[Count | None, Within("spotify:limit"), Examples(10)] = None
    """`spotify:limit` `recentCount`: shows only so many of the newest episodes (Spotify)."""

    origin: Annotated[tuple[Country, ...], Within("spotify:countryOfOrigin"), Examples(["SE", "NO"])] = ()
    """`spotify:countryOfOrigin`: whom the show is made for, most important first; the world if left out (Spotify)."""

    countries: Annotated[tuple[Country, ...], Within("media:restriction"), Examples(["SE", "NO"])] = ()
    """`media:restriction`: the only countries where it can be heard; everywhere if left out (Spotify)."""

    partner: Annotated[Line, Within("spotify:access")] = ""
    """`spotify:access` with `partner` `id`: of an Open Access partner (Spotify)."""

    sandbox: Switch | None = None
    """`spotify:access` with `sandbox` `enabled`: whether Open Access is only tried (Spotify)."""

    def check(self) -> Iterator[Exception]:
        """Open Access is tried with somebody."""
        if self.sandbox is not None and not self.partner:
            yield refuse_at(("partner",), "missing")

    def tags(self) -> Iterator[Tag]:
        """One element for each, but for Open Access."""
        if self.limit is not None:
            yield tag("spotify:limit", recentCount=str(self.limit))
        if self.origin:
            yield tag("spotify:countryOfOrigin", " ".join(self.origin))
        if self.countries:
            yield tag("media:restriction", " ".join(self.countries), type="country", relationship="allow")
        if self.partner:
            sandbox = [tag("sandbox", enabled=str(self.sandbox).lower())] if self.sandbox is not None else []
            yield tag("spotify:access", "", tag("partner", id=self.partner), *sandbox)


@element("", field="spotify", inside=(ITEM,))
class SpotifyEpisode:
    """What only Spotify reads of an episode (Spotify delivery specification)."""

    example: ClassVar[str] = "{available: …, until: …}"

    available: Annotated[Moment | None, Within("dcterms:valid"), Examples("2026-11-23")] = None
    """`dcterms:valid` `start`: since when it can be heard (Spotify)."""

    until: Annotated[Moment | None, Examples("2026-12-24")] = None
    """`dcterms:valid` `end`: until when it can be heard (Spotify)."""

    entitlement: Annotated[Line, Within("spotify:access")] = ""
    """`spotify:access` with `entitlement` `name`: whom Open Access lets hear it (Spotify)."""

    def check(self) -> Iterator[Exception]:
        """It ends after it begins, as far as the two can be compared."""
        if self.available and self.until and parsed(self.available) > parsed(self.until):
            yield refuse_at(("until",), refuse("is before it is available", "check the two dates"))

    def tags(self) -> Iterator[Tag]:
        """One element for the time, one for Open Access."""
        if self.available or self.until:
            ends = {"start": iso8601(self.available), "end": iso8601(self.until), "scheme": "W3C-DTF"}
            yield tag("dcterms:valid", "; ".join(f"{name}={value}" for name, value in ends.items() if value))
        if self.entitlement:
            yield tag("spotify:access", "", tag("entitlement", name=self.entitlement))
