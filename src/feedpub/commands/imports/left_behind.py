"""What a published show still has at its old host: every address there that its feed names, and what it is of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Literal

from feedpub.commands.imports.hosts import HOSTS, host_name
from feedpub.commands.imports.old_host import without_prefixes
from feedpub.commands.old_feed import OldFeed
from feedpub.feed_view import SEEN, Element
from feedpub.model.catalog import Catalog
from feedpub.model.item import Item
from feedpub.readback import read_back

Kind = Literal["enclosure", "picture", "chapters", "transcript", "link"]
KINDS: tuple[Kind, ...] = ("enclosure", "picture", "chapters", "transcript", "link")


@dataclass(frozen=True, slots=True, order=True)
class LeftBehind:
    """An address at the old host."""

    kind: Kind
    slug: str
    """Of the episode; empty for the show."""

    url: str


def left_behind(catalog: Catalog, old: OldFeed, *, now: datetime) -> list[LeftBehind]:
    """Every address at the old host that the feed names, each once an episode; that of scheduled episodes, too.

    A guid is a name and no address, even if it looks like one. Where the old host is the author's own site, links in
    notes count all the same, since they may lead to what goes with it; those that say which page is the show's, or the
    episode's, may stay. `now` is aware.
    """
    read = read_back(catalog, now=now)
    names = {*old.names, *(name for host in HOSTS if host.name == old.host for name in host.domains)}

    def is_there(url: str) -> bool:
        name = host_name(url)
        return not url.startswith(catalog.channel.base) and any(
            name == one or name.endswith(f".{one}") for one in names
        )

    elements = [("", read.feed.channel), *zip(read.slugs, read.feed.items, strict=True)]
    named = [(slug, *one) for slug, element in elements for one in _addresses(element, old.site)]
    named += ((item.slug, *one) for item in catalog.items for one in _of_chapters(item))
    found = {LeftBehind(kind, slug, url) for slug, kind, written in named if is_there(url := without_prefixes(written))}
    files = {(one.slug, one.url) for one in found if one.kind != "link"}
    kept = (one for one in found if one.kind != "link" or (one.slug, one.url) not in files)
    return sorted(kept, key=lambda one: (KINDS.index(one.kind), one.slug, one.url))


_URL = re.compile(r"https?://[^\s\"'<>]+")
_NAMES = frozenset(
    {"guid", "podcast:guid", "podcast:remoteItem", "itunes:new-feed-url", "atom:link", "generator", "psc:chapters"}
)
"""Elements whose addresses are names, the feed's own, or looked at elsewhere."""

_OF: dict[str, Kind] = {
    "enclosure": "enclosure",
    "podcast:alternateEnclosure": "enclosure",
    "podcast:trailer": "enclosure",
    "media:content": "enclosure",
    "itunes:image": "picture",
    "podcast:image": "picture",
    "podcast:images": "picture",
    "image": "picture",
    "podcast:chapters": "chapters",
    "podcast:transcript": "transcript",
}


def _addresses(parent: Element, site: str, kind: Kind = "link") -> Iterator[tuple[Kind, str]]:
    for one in parent.children:
        if one.name in _NAMES or one.name == "item" or one.name.startswith(f"{SEEN}:"):
            continue
        if one.name == "link" and host_name(one.text) == site:
            continue
        inside = _OF.get(one.name, kind)
        for name, text in (("", one.text), *one.attributes.items()):
            yield from (("picture" if name == "img" else inside, _trimmed(url)) for url in _URL.findall(text))
        yield from _addresses(one, site, inside)


def _of_chapters(item: Item) -> Iterator[tuple[Kind, str]]:
    """Links and pictures of chapters, which the feed does not name: they are in a file of their own."""
    for one in item.chapters:
        yield "link", one.url
        yield "picture", one.image


def _trimmed(url: str) -> str:
    """An address in a text, without what ends the sentence around it."""
    url = unescape(url).rstrip(".,;:!?")
    return url if "(" in url else url.rstrip(")")
