"""What the show's web pages say beside what its feed says, as the catalog holds it."""

from __future__ import annotations

from dataclasses import dataclass

from feedpub.model.item import Artwork, Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """Where listeners can follow the show."""

    name: str
    """`Apple Podcasts`, `Spotify`, … as it is printed."""

    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How to write to the hosts."""

    email: str
    subject: str = ""
    """What the subject line should say; empty for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """How the pages look; everything that a page is rendered from, so that any command can render it."""

    accent: str = ""
    """`#rrggbb`; empty for ours."""

    logo: Artwork | None = None
    css: str = ""
    """The author's own style sheet, behind ours."""

    header: tuple[Link, ...] = ()
    footer: tuple[Link, ...] = ()
    templates: tuple[tuple[str, str], ...] = ()
    """Name and text of the templates that replace ours, by name."""

    words: tuple[tuple[str, str], ...] = ()
    """Name and text of the words that replace ours, by name."""
