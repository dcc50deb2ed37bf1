"""What the catalog holds of other namespaces: Spotify's, and whatever an author declares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from feedpub.model.podcasting import Said


@dataclass(frozen=True, slots=True, kw_only=True)
class SpotifyShow(Said):
    """What only Spotify reads of a show."""

    limit: int | None = None
    origin: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    partner: str = ""
    sandbox: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpotifyEpisode(Said):
    """What only Spotify reads of an episode."""

    available: datetime | None = None
    until: datetime | None = None
    entitlement: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Custom(Said):
    """An element of somebody else's namespace, and everything in it."""

    element: str
    """With its prefix: `acme:mood`."""

    namespaces: tuple[tuple[str, str], ...] = ()
    """Prefix → URI of all that it and its attributes use, so that the item needs nothing else to be written."""

    text: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    children: tuple[Custom, ...] = ()
