"""A show as it is published: its feed and its web pages."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import ClassVar

from feedpub.elements.collection import NONE, Elements, Holding
from feedpub.elements.element import CHANNEL
from feedpub.elements.podcast.people import Person
from feedpub.model.item import Artwork, DerivedPicture, Link


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformLink:
    """Where listeners can follow the show."""

    name: str
    """`Apple Podcasts`, `Spotify`, … as it is printed."""

    url: str
    badge: str = ""
    """The file of its badge as its author wrote it, of those in the theme; empty for a button with its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How to write to the hosts."""

    email: str
    subject: str = ""
    """What the subject line should say; empty for none."""

    name: str = ""
    """Who reads what is written."""


PICTURES = "pictures"
"""The role of fonts that are for pictures alone."""

SLOPES = ("normal", "italic")
"""Values of `font-style`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Font:
    """A file of letters of the author's, for pages: WOFF2; or for pictures, which no page loads."""

    key: str
    """Empty for what no page loads: it is not stored."""

    size: int
    digest: str
    file: str
    """As the author wrote it."""

    role: str
    """What is set in it: `display`, `reading`, `text` or `pictures`."""

    style: str = "normal"
    """`font-style`."""

    weight: str = "400"
    """`font-weight`: one, or from which to which (`400 700`)."""


NO_TINT = "none"
"""Written for `theme.tint`, where pages shall not have their colours from the cover."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """How the pages look; everything that a page is rendered from, so that any command can render it."""

    accent: str = ""
    """`#rrggbb` of links and buttons, readable on a light background; empty for feedpub's own."""

    accent_dark: str = ""
    """The same on a dark background; empty exactly where `accent` is."""

    logo: Artwork | None = None
    logo_dark: Artwork | None = None
    """The same on a dark background; None: `logo` is for both."""

    tint: str = ""
    """`#rrggbb` in place of the cover's; `none`: pages have feedpub's own colours; empty: the cover's."""

    fonts: tuple[Font, ...] = ()
    """Several of one role are one family."""

    css: str = ""
    """The author's own style sheet, loaded after feedpub's."""

    header: tuple[Link, ...] = ()
    footer: tuple[Link, ...] = ()
    templates: tuple[tuple[str, str], ...] = ()
    """Name and text of the templates that replace feedpub's, by name."""

    words: tuple[tuple[str, str], ...] = ()
    """Name and text of the words that replace feedpub's, by name; one of several plural forms as `episodes.few`."""

    badges: tuple[Artwork, ...] = ()
    """Badges of platforms, one for each file, as their author got them from there."""

    stable_sheet: bool = False
    """Accents and `css` are a document under a key that stays, so an edit of them changes no page; else they are an
    object under the digest of its bytes, as in shows whose theme is older than this.
    """

    @property
    def has_sheet(self) -> bool:
        """Whether there is a style sheet of the show's own."""
        return bool(self.accent or self.css or self.page_fonts or self.tint.startswith("#"))

    @property
    def on_pages(self) -> Theme:
        """What the pages themselves hold of it."""
        if self.stable_sheet:
            return replace(self, accent="", accent_dark="", tint="", fonts=(), css="")
        return replace(self, fonts=self.page_fonts)

    @property
    def page_fonts(self) -> tuple[Font, ...]:
        """The fonts that pages load."""
        return tuple(one for one in self.fonts if one.key)

    @property
    def logos(self) -> tuple[Artwork, ...]:
        """The logo for the day and the one for the night, as far as there are any."""
        return tuple(one for one in (self.logo, self.logo_dark) if one)

    @property
    def pictures(self) -> tuple[Artwork, ...]:
        """Everything that lies in the target for it, beside its style sheet."""
        return (*self.logos, *self.badges)

    def __str__(self) -> str:
        """What differs from feedpub's own theme, in a few words."""
        logos = [f"logo {one.key}" for one in self.logos] + [f"badge {one.key}" for one in self.badges]
        css = f"{len(self.css)} characters of CSS" if self.css else ""
        links = [link.title for link in (*self.header, *self.footer)]
        logos += [f"font {one.file}" for one in self.fonts]
        names = [name for name, _ in (*self.templates, *self.words)]
        return ", ".join(part for part in (self.accent, self.tint, *logos, css, *links, *names) if part) or "nothing"


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
    """Whether it is in the feed for good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """What a season is called: `podcast:season` `name` of its episodes."""

    number: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPage:
    """A page of the author's own: about the show, a legal notice, a newsletter."""

    name: str
    """In addresses: `about`."""

    title: str
    html: str = ""
    """Sanitised, with headings and relative links to other pages of the target."""

    menu: str = ""
    """Where every page links to it: `header` or `footer`; empty for nowhere."""

    order: int = 0
    """Its place in that menu, from 1 on; 0: behind those that have one."""

    description: str = ""
    """Plain text for search engines; empty for the beginning of the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """A script on the show's own origin that counts readers of its pages."""

    src: str
    """Its path on the host of the pages: `/count.js`."""

    data: tuple[tuple[str, str], ...] = ()
    """Names and values of the `data-` attributes that it reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkShow:
    """A show of the same workspace."""

    title: str
    feed: str = ""
    """Absolute address; empty: this very show."""

    home: str = ""
    """Absolute address of its web site; empty where nobody knows it, or it is this very show's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel(Holding):
    """The show: what its feed and its pages say, and its public address.

    >>> from datetime import UTC, datetime
    >>> from pathlib import Path
    >>> trailer, now = Path("feeds/tidewater/trailer.yaml"), datetime(2026, 10, 1, 12, tzinfo=UTC)
    >>> channel = feedpub.publish([trailer], now=now, to="public/plan", stop_after_plan=True).after.channel
    >>> channel.title, channel.language, channel.base
    ('Tidewater', 'en-GB', 'http://127.0.0.1:8910/')
    """

    holds: ClassVar[str] = CHANNEL

    title: str
    description: str
    """Sanitised HTML."""

    link: str
    """The show's web site; empty if that is its home here."""

    language: str
    """BCP 47, as in the feed (`en`, `pt-BR`)."""

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
    claim_until: str = ""
    """The last day of an open claim (ISO date, in `timezone`); empty without one, and when it is over."""

    type: str = "episodic"
    """`episodic` or `serial`."""

    copyright: str = ""
    locked: bool | None = None
    medium: str = "podcast"
    trailer: str = ""
    """Slug of the item that `podcast:trailer` points at; nothing is written until that is published."""

    seasons: tuple[Season, ...] = ()
    """Names of seasons, by number."""

    elements: Elements = NONE
    """Those that may stand in a channel: `channel.all(Funding)`."""

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

    platforms: tuple[PlatformLink, ...] = ()
    contact: Contact | None = None
    theme: Theme = field(default_factory=Theme)
    derived: tuple[DerivedPicture, ...] = ()
    """Of the cover, and of `portraits`."""

    roster: tuple[Person, ...] = ()
    """Those of the roster that pages have more to say of than their names, or who shall have a page or none; by key."""

    portraits: tuple[Artwork, ...] = ()
    """Of people of the show and of the roster, one for each file."""

    comments_from: tuple[str, ...] = ()
    """Origins from which pages load comments when somebody asks for them: `https://social.example`."""

    own_pages: tuple[OwnPage, ...] = ()
    """By name."""

    counter: Counter | None = None
    network: tuple[NetworkShow, ...] = ()
    """The shows that `network.xml` lists, this one among them, by title; empty: there is no such list."""

    season_feeds: bool = False
    """Whether each season has a feed of its own."""

    robots: str = ""
    """`off`: `robots.txt` is left to others, where the show is at the root of its host; empty: it is published."""

    @property
    def tint(self) -> str:
        """`#rrggbb` from which pages have their colours: the author's, else the cover's; empty for feedpub's own."""
        return "" if self.theme.tint == NO_TINT else self.theme.tint or self.image.tint

    @property
    def has_stable_sheet(self) -> bool:
        """Whether pages load a style sheet of the show's own under a key that stays."""
        return self.theme.stable_sheet or (not self.theme.has_sheet and bool(self.tint))

    @property
    def public_owner(self) -> Owner | None:
        """The owner, where the feed names them: while a claim is open, or for good."""
        return self.owner if self.owner and (self.owner.in_feed or self.claim_until) else None
