"""Where and how listeners follow a show."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from feedpub.elements.podcast.show import UpdateFrequency
from feedpub.pages.site import Link, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """Every way to subscribe."""

    frequency: str
    """How often there is an episode, in the author's words; empty for unknown."""

    platforms: tuple[Link, ...]
    apps: tuple[Link, ...]
    """Addresses of the feed that open in whatever app the device has for them."""

    feed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """How to write to the hosts."""

    email: str
    subject: str
    url: str
    """`mailto:` with the subject line filled in."""


def following(site: Site) -> Following:
    """Every way to subscribe to the show."""
    frequency = site.channel.one(UpdateFrequency)
    inside = site.feed.partition("://")[2]
    return Following(
        frequency=frequency.text if frequency else "",
        platforms=tuple(Link(title=one.name, url=one.url) for one in site.channel.platforms),
        apps=tuple(Link(title=f"{scheme}:", url=f"{scheme}://{inside}") for scheme in ("podcast", "pcast")),
        feed=site.feed,
    )


def letter(site: Site) -> Letter | None:
    """How to write to the hosts; None if nobody says."""
    contact = site.channel.contact
    if contact is None:
        return None
    subject = f"?subject={quote(contact.subject, safe='')}" if contact.subject else ""
    url = f"mailto:{quote(contact.email, safe='@+')}{subject}"
    return Letter(email=contact.email, subject=contact.subject, url=url)
