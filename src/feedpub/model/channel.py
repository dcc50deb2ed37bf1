"""A show as it is published."""

from __future__ import annotations

from dataclasses import dataclass, field

from feedpub.model.item import Artwork, Derived
from feedpub.model.others import Custom, SpotifyShow
from feedpub.model.pages import Contact, Platform, Theme
from feedpub.model.podcasting import (
    Chat,
    Funding,
    Image,
    License,
    Live,
    Location,
    Person,
    RemoteItem,
    Season,
    ServiceBlock,
    Social,
    Trailer,
    Txt,
    UpdateFrequency,
    Value,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """`itunes:category`, Apple's spelling, with its sub-category or empty."""

    name: str
    sub: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """`itunes:owner`: where directories mail their claim code."""

    name: str
    email: str
    in_feed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """What the feed says about the show, and where it is public."""

    title: str
    description: str
    """Sanitised HTML."""

    link: str
    """The show's web site."""

    language: str
    """BCP 47 as it stands in the feed (`en`, `pt-BR`)."""

    author: str
    image: Artwork
    categories: tuple[Category, ...]
    explicit: bool
    guid: str
    """`podcast:guid`, assigned once for life."""

    base: str
    """Public address of the target, ending in `/`; every URL arises from it at render."""

    feed: str = "feed.xml"
    """Key of the feed."""

    owner: Owner | None = None
    type: str = "episodic"
    """`episodic` or `serial`."""

    copyright: str = ""
    locked: bool | None = None
    funding: tuple[Funding, ...] = ()
    people: tuple[Person, ...] = ()
    medium: str = "podcast"
    trailer: str = ""
    """Slug of the item that `podcast:trailer` points at; nothing is written until it is out."""

    trailers: tuple[Trailer, ...] = ()
    """Previews that are no episodes of the feed."""

    seasons: tuple[Season, ...] = ()
    """Names of seasons, by number."""

    locations: tuple[Location, ...] = ()
    license: License | None = None
    images: tuple[Image, ...] = ()
    update_frequency: UpdateFrequency | None = None
    blocks: tuple[ServiceBlock, ...] = ()
    podroll: tuple[RemoteItem, ...] = ()
    publisher: RemoteItem | None = None
    social: tuple[Social, ...] = ()
    chat: Chat | None = None
    txt: tuple[Txt, ...] = ()
    value: tuple[Value, ...] = ()
    live: tuple[Live, ...] = ()
    spotify: SpotifyShow | None = None
    custom: tuple[Custom, ...] = ()
    keywords: tuple[str, ...] = ()
    """Of the whole show; no feed has them, tags in audio files do."""

    timezone: str = ""
    """IANA name; empty where the author declared none."""

    footer: str = ""
    """Sanitised HTML below every item's notes."""

    prefix: str = ""
    """Analytics prefix for new items."""

    new_feed_url: str = ""
    block: bool = False
    complete: bool = False
    pages: bool = False
    """Whether the show has web pages here."""

    platforms: tuple[Platform, ...] = ()
    contact: Contact | None = None
    theme: Theme = field(default_factory=Theme)
    derived: tuple[Derived, ...] = ()
    """Of the cover."""
