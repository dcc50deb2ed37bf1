"""The two feeds of a comparison, and a pair of channels or items of them; why elements of theirs may differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from feedpub.commands.imports.differing import Reason
from feedpub.commands.imports.elements import ElementReader
from feedpub.commands.imports.files import absolute
from feedpub.commands.imports.items import SourcePage, base_of, base_of_feed, link_of, sound_of
from feedpub.commands.imports.left_out import REASONS
from feedpub.commands.imports.old_host import OldHost, old_host, without_prefixes
from feedpub.commands.imports.remarks import Remarks
from feedpub.commands.imports.texts import line
from feedpub.feed_view import Element
from feedpub.standards import (
    is_http_url,
)


def artwork_of(xml: Element, base: str) -> str:
    """Address of the artwork of a channel or an item; empty if it has none of its own."""
    image, old = xml.first("itunes:image"), xml.first("image")
    written = (image.get("href") or image.value_here) if image else ""
    return absolute(written or (old.value("url") if old else ""), base)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two feeds."""

    channel: Element
    address: str
    """Of the feed; empty if nobody knows."""

    base: str
    """Against which relative addresses are resolved."""

    old: OldHost
    """Where its files are."""

    elements: ElementReader
    image: str
    """Address of the show's artwork."""

    seasons: frozenset[tuple[str, str]]
    """Number and name of seasons."""

    hosts: frozenset[str]
    """Where the feed is, and at least half of its recordings."""

    @classmethod
    def of(cls, pages: Sequence[SourcePage]) -> Side:
        """The side of a feed, of all its documents."""
        first = pages[0]
        channel, address = first.read.feed.channel, first.address
        sounds = [one.get("url") for page in pages for item in page.read.feed.items for one in item.all("enclosure")]
        old = old_host(address, sounds, site=link_of(channel))
        namespaces = {one.uri: one.prefix for page in pages for one in page.read.feed.document.namespaces}
        return cls(
            channel=channel,
            address=address,
            base=base_of_feed(first),
            old=old,
            elements=ElementReader(remarks=Remarks(first.read, first.name), old=old, prefixes=namespaces),
            seasons=frozenset(_season_names(item for page in pages for item in page.read.feed.items)),
            hosts=frozenset({_host(address), *_usual(map(_host, map(without_prefixes, sounds)))} - {""}),
            image=artwork_of(channel, base_of_feed(first)),
        )

    def whole(self, url: str, inside: Element) -> str:
        """An address in a channel or an item of this feed, absolute."""
        return absolute(url, self.base if inside is self.channel else base_of(inside, self.base))

    def recording(self, item: Element) -> str:
        """Where the recording of an item is; empty if it has none."""
        return self.whole(sound.get("url"), item) if (sound := sound_of(item)) else ""

    def has(self, url: str) -> bool:
        """Whether an address is where this feed is, or its recordings."""
        return _host(without_prefixes(url)) in self.hosts


def _host(url: str) -> str:
    return urlsplit(url).hostname or "" if is_http_url(url) else ""


def _season_names(items: Iterable[Element]) -> Iterator[tuple[str, str]]:
    for item in items:
        for one in item.all("podcast:season"):
            number = one.value_here.lstrip("0") if one.value_here.isdigit() else one.value_here
            yield number, line(one.get("name"), 128)


def _usual(hosts: Iterable[str]) -> list[str]:
    found = Counter(hosts)
    return [name for name, count in found.items() if 2 * count >= found.total()]


@dataclass(frozen=True, slots=True)
class ItemPair:
    """The two elements that are compared: channels, or items."""

    before: Side
    after: Side
    one: Element
    other: Element
    guid: str = ""

    def moved(self, before: str, after: str) -> Reason | None:
        """The reason for other addresses: they are the new feed's own."""
        return "address" if before and after and all(map(self.after.has, after.split())) else None

    @property
    def is_downloaded(self) -> bool:
        """Whether the recording is no more where the source has it."""
        return self.before.recording(self.one) != self.after.recording(self.other)

    def reason(self, name: str, place: str) -> Reason | None:
        """Why elements differ that have no fact of their own, and no meaning that is the same; None if nobody knows."""
        first = self.one.first(name)
        if first is None:
            return "added" if name in {*_ADDED, *_OWN} else None
        if self.other.all(name):
            return "never moves" if name in _OWN else None
        if name.startswith("{"):
            kept, _ = self.before.elements.custom(self.one, frozenset(), place)
            ends = f":{name.rpartition('}')[2]}"
            return None if any(str(one["element"]).endswith(ends) for one in kept) else "never moves"
        is_left_out = self.before.elements.reason_against(first)
        return "private" if name in _PRIVATE else "never moves" if is_left_out else None

    def reason_of_meaning(self, field: str, name: str, place: str) -> tuple[bool, Reason | None]:
        """Whether elements that have a class mean the same in both, and else why they do not."""
        remarks = self.before.elements.remarks.found
        known = len(remarks)
        own = self.before.elements.meaning(self.one, place, field)
        other = self.after.elements.meaning(self.other, place, field)
        is_repaired = any(one.about == name for one in remarks[known:])
        if own is not None and own == other:
            return not is_repaired, "repaired"
        if isinstance(own, tuple) and isinstance(other, tuple) and (reason := _of_lists(own, other)):
            return False, reason
        if own is None and name in REASONS:
            return False, "never moves"
        return False, "repaired" if own is None or is_repaired else None


_PRIVATE = frozenset({"itunes:owner", "managingEditor", "webMaster", "author"})
_ADDED = frozenset({"podcast:trailer"})
_OWN = frozenset({"lastBuildDate", "generator", "atom:link", "docs", "itunes:new-feed-url"})
"""What every feed says of itself alone."""


def _of_lists(own: tuple[object, ...], other: tuple[object, ...]) -> Reason | None:
    """`added` if all of the source's are there in their order, among others that follow from the show."""
    rest = iter(other)
    return "added" if all(any(one == more for more in rest) for one in own) else None
