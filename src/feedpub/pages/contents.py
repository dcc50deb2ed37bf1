"""Each kind of page: which template prints it, and what the template is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import NamedTuple

from markupsafe import Markup

from feedpub.elements.podcast.media import ContentLink
from feedpub.elements.podcast.show import License
from feedpub.elements.podcast.value import Funding
from feedpub.model import Item
from feedpub.model.address import page_key
from feedpub.pages import heads
from feedpub.pages.following import following
from feedpub.pages.frame import frame, license_of
from feedpub.pages.lists import Shelf, seasons
from feedpub.pages.notes import reading
from feedpub.pages.people import cast
from feedpub.pages.player import player
from feedpub.pages.qr import symbol
from feedpub.pages.shown import Listed, listed
from feedpub.pages.site import SUBSCRIBE, Link, Site, embed_of

EMBED_HEIGHT, EMBED_HEIGHT_WITH_TEXT = 260, 320
"""Pixels of the frame that others are told to put a player in: nothing scrolls in it on a phone, until somebody opens
the chapters or the transcript.
"""


class Neighbours(NamedTuple):
    """Slug and title of the episodes after and before one; empty where there is none."""

    newer: tuple[str, str] = ("", "")
    older: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """An episode as its page tells of it."""

    about: Listed
    url: str
    """Absolute address of its page."""

    summary: str
    """Plain text in front of the notes; empty where they begin with it."""

    notes: Markup
    """Sanitised HTML without the chapters and links, which the page has elsewhere."""

    links: tuple[Link, ...]
    funding: tuple[Link, ...]
    """Where listeners of this episode can give, then where those of the show can."""

    license: Link | None
    snippet: str
    """HTML that shows the player on somebody else's page."""


def episode(site: Site, item: Item, near: Neighbours) -> bytes:
    """An episode's page."""
    return _printed(
        site,
        "episode.html",
        head=heads.episode(site, item),
        show=frame(site),
        episode=_episode(site, item),
        player=player(site, item),
        cast=cast(site, item),
        following=following(site),
        newer=_neighbour(near.newer),
        older=_neighbour(near.older),
    )


def embed(site: Site, item: Item) -> bytes:
    """An episode's player for frames on others' pages."""
    head = heads.embedded(site, item)
    return _printed(site, "embed.html", head=head, show=frame(site), player=player(site, item, embed=True))


def home(site: Site, shelf: Shelf, latest: Item | None, trailer: Listed | None) -> bytes:
    """The show's home, with the newest episodes; the first of all is ready to be played."""
    alone = replace(latest, chapters=(), transcripts=()) if latest else None
    return _printed(
        site,
        "home.html",
        head=heads.home(site, alone),
        show=frame(site),
        cast=cast(site),
        following=following(site),
        latest=listed(latest) if latest else None,
        player=player(site, alone) if alone else None,
        trailer=trailer,
        seasons=seasons(site, shelf.episodes),
        shelf=shelf,
    )


def older(site: Site, shelf: Shelf) -> bytes:
    """A page with older episodes."""
    years = _years(shelf.episodes)
    head = heads.older(site, shelf.key, years)
    found = seasons(site, shelf.episodes)
    return _printed(site, "older.html", head=head, show=frame(site), seasons=found, shelf=shelf, years=years)


def subscribe(site: Site) -> bytes:
    """Every way to follow the show; a phone that reads the QR symbol finds the others on this page."""
    return _printed(
        site,
        "subscribe.html",
        head=heads.subscribing(site),
        show=frame(site),
        following=following(site),
        symbol=symbol(site.absolute(SUBSCRIBE)),
    )


def missing(site: Site) -> bytes:
    """What is shown for addresses that nothing is at; its own addresses work at any depth of path."""
    return _printed(site, "missing.html", head=heads.message(site, "not-found"), show=frame(site, root=site.root))


def gone(site: Site, *, embed: bool = False) -> bytes:
    """What is shown in the place of an episode that was taken out, or of its player in a frame."""
    return _printed(site, "gone.html", head=heads.message(site, "gone"), show=frame(site), embed=embed)


def _episode(site: Site, item: Item) -> Episode:
    read = reading(item)
    giving = dict.fromkeys((*item.all(Funding), *site.channel.all(Funding)))
    elsewhere = [Link(title=one.label, url=one.url) for one in item.all(ContentLink)]
    return Episode(
        about=listed(item),
        url=site.absolute(page_key(item.slug)),
        summary=read.summary,
        notes=read.notes,
        links=(*(Link(title=one.title, url=one.url, note=one.note) for one in item.links), *elsewhere),
        funding=tuple(Link(title=one.label, url=one.url) for one in giving),
        license=license_of(item.one(License)),
        snippet=snippet(site, item),
    )


def snippet(site: Site, item: Item) -> str:
    """HTML that shows an episode's player on somebody else's page."""
    url, title = escape(site.absolute(embed_of(item.slug))), escape(f"{item.title} – {site.channel.title}")
    height = EMBED_HEIGHT_WITH_TEXT if item.chapters or item.transcripts else EMBED_HEIGHT
    looks = f'width="100%" height="{height}" style="border: 0; border-radius: 16px" loading="lazy"'
    return f'<iframe src="{url}" title="{title}" {looks} allow="web-share; clipboard-write; autoplay"></iframe>'


def _neighbour(named: tuple[str, str]) -> Link | None:
    slug, title = named
    return Link(title=title, url=page_key(slug)) if slug else None


def _years(episodes: Sequence[Listed]) -> str:
    """`2019`, `2019–2021`."""
    last, first = episodes[0].published.year, episodes[-1].published.year
    return str(last) if first == last else f"{first}–{last}"


def _printed(site: Site, template: str, **values: object) -> bytes:
    from feedpub.pages.printing import printed  # noqa: PLC0415 - Jinja2 is for those who render, not for who asks what

    return printed(site, template, **values)
