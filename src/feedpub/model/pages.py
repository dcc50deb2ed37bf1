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
    """`#rrggbb` of links and buttons, readable on a light background; empty for ours."""

    accent_dark: str = ""
    """The same on a dark background; empty exactly where `accent` is."""

    logo: Artwork | None = None
    css: str = ""
    """The author's own style sheet, behind ours."""

    header: tuple[Link, ...] = ()
    footer: tuple[Link, ...] = ()
    templates: tuple[tuple[str, str], ...] = ()
    """Name and text of the templates that replace ours, by name."""

    words: tuple[tuple[str, str], ...] = ()
    """Name and text of the words that replace ours, by name; one of several plural forms as `episodes.few`."""

    def __str__(self) -> str:
        """What is not ours, in few words."""
        logo = f"logo {self.logo.key}" if self.logo else ""
        css = f"{len(self.css)} characters of CSS" if self.css else ""
        links = [link.title for link in (*self.header, *self.footer)]
        names = [name for name, _ in (*self.templates, *self.words)]
        return ", ".join(said for said in (self.accent, logo, css, *links, *names) if said) or "nothing"
