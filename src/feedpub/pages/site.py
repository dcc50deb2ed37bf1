"""What all pages of a show have in common: its voice, its addresses, its pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from feedpub.model import Artwork, Channel, Item
from feedpub.model.address import address, feed_address
from feedpub.model.item import DerivedPicture
from feedpub.pages.shown import derived
from feedpub.pages.words import Speech, speech

SUBSCRIBE, SITEMAP, SEARCH = "subscribe.html", "sitemap.xml", "search.json"
"""Keys of pages that every show has, beside its home and the one for unknown addresses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture of the target."""

    url: str
    width: int
    height: int
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Somewhere to go."""

    title: str
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A show and how its pages speak. Addresses for readers are relative, those for machines absolute."""

    channel: Channel
    speech: Speech
    assets: Mapping[str, str]
    """Name of a style sheet or script (`page.css`) → its key."""

    def absolute(self, key: str) -> str:
        """The address of an object for whoever is elsewhere."""
        return address(self.channel, key)

    @property
    def feed(self) -> str:
        """Where apps subscribe."""
        return feed_address(self.channel)

    @property
    def root(self) -> str:
        """Path of the target, ending in `/`: for a page that is shown at any address, as that for 404 is."""
        return urlsplit(self.channel.base).path or "/"

    def own(self, url: str) -> str:
        """The relative address of an object of the target, given its key or address; empty for what is elsewhere.

        Pages load nothing from elsewhere: that would tell others who reads them, and their own policy forbids it.
        """
        inside = url.removeprefix(self.channel.base)
        return "" if "//" in inside or ":" in inside else relative(inside)

    def cover(self, item: Item | None = None, edge: int = 300) -> Picture:
        """The artwork of an episode, else of the show; the one made with `edge` pixels if there is one."""
        of = item if item is not None and item.image is not None else self.channel
        return picture(derived(of, f"cover-{edge}") or of.image or self.channel.image)

    def icons(self) -> tuple[Picture, ...]:
        """What browsers put beside the title."""
        names = ("icon-32", "icon-180", "icon-512")
        return tuple(picture(one) for name in names if (one := derived(self.channel, name)))

    def card(self, item: Item | None = None) -> Picture:
        """What is shown elsewhere of a page that somebody shares: made for that, or the artwork itself."""
        own = item if item is not None and item.image is not None else self.channel
        made = derived(own, "card") or own.image or self.channel.image
        return Picture(url=self.absolute(made.key), width=made.width, height=made.height, type=made.type)


def site_of(channel: Channel, assets: Mapping[str, str]) -> Site:
    """The site of a show; `assets` are the keys of its style sheets and scripts by name."""
    return Site(channel=channel, speech=speech(channel.language, dict(channel.theme.words)), assets=assets)


def relative(key: str) -> str:
    """The address of an object for a page of the same target."""
    return quote(key, safe="/-._~%")


def embed_of(slug: str) -> str:
    """Key of the player that others put in a frame."""
    return f"{slug}-embed.html"


def picture(one: Artwork | DerivedPicture) -> Picture:
    """A picture for pages of the target."""
    return Picture(url=relative(one.key), width=one.width, height=one.height, type=one.type)
