"""The RSS document: the values of its elements, then the bytes of the XML or the digest of the values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from typing import NamedTuple

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from feedpub.elements.xml import Tag
from feedpub.feed import channel, item
from feedpub.feed.channel import FeedgenCalls
from feedpub.model import Catalog, Channel, Item
from feedpub.standards import namespaces

DECLARED = ("itunes", "podcast", "atom", "content")
"""Prefixes that `<rss>` declares, used or not (PSP-1)."""

NAMESPACES = {prefix: namespaces.NAMESPACES[prefix] for prefix in DECLARED}
"""Prefix → URI of the namespaces that every feed of ours declares."""

_BY_FEEDGEN = ("atom", "content")
"""Prefixes that feedgen declares by itself."""

_XML = {"xml": "http://www.w3.org/XML/1998/namespace"}


class FeedElements(NamedTuple):
    """All elements of the channel or of one item, as values."""

    calls: FeedgenCalls
    """The elements that feedgen writes."""

    tags: Mapping[str, tuple[Tag, ...]]
    """Group → the elements that we write behind those, in the order of the groups. The group `others` is left out if it
    is empty, so that the digest of most feeds is what it always was.
    """


def render(catalog: Catalog, *, base: str | None = None) -> bytes:
    """The feed as UTF-8 XML: a function of the catalog and nothing else (no clock, locale, environment).

    `base` (ending in `/`) replaces the public address, to serve the same objects somewhere else. The manifest must
    hold the feed's own key: its entry is the date and the revision that the feed shows. Raises `KeyError` if it does
    not.

    >>> from datetime import UTC, datetime
    >>> from pathlib import Path
    >>> trailer, now = Path("feeds/tidewater/trailer.yaml"), datetime(2026, 10, 1, 12, tzinfo=UTC)
    >>> catalog = feedpub.publish([trailer], now=now, to="public/plan", stop_after_plan=True).after
    >>> b'<enclosure url="https://mirror.example/media/' in feedpub.render(catalog, base="https://mirror.example/")
    True
    """
    return Rendering().render(catalog, base=base)


def source_digest(catalog: Catalog) -> str:
    """SHA-256 (hex) of everything the feed says but its date and revision: equal if and only if the feeds say the same.

    Taken of the very values that `render` writes, before XML is made of them: nothing can be forgotten, and other
    bytes from another version of a library make no new revision.
    """
    return Rendering().source_digest(catalog)


class Rendering:
    """What one run renders: the values of an item, and the bytes of a feed, are made once.

    A run takes the digest of the values, lints the feed, and sends it. Catalogs never change, so an item that is the
    same object in the same channel has the same values. They are dropped when the feed of which the digest was taken
    is rendered: in a large feed they take as much memory as the catalog.
    """

    def __init__(self) -> None:
        self._channel: Channel | None = None
        self._values: dict[int, tuple[Item, FeedElements]] = {}
        self._digested: tuple[Item, ...] = ()
        self._last: tuple[Channel, tuple[Item, ...], tuple[Tag, ...], bytes] | None = None

    def render(self, catalog: Catalog, *, base: str | None = None) -> bytes:
        """As `render`."""
        version = tuple(channel.version(catalog))
        if base is not None:
            catalog = replace(catalog, channel=replace(catalog.channel, base=base))
        items = catalog.published_items
        if self._last is not None:
            about, shown, marked, document = self._last
            if about is catalog.channel and marked == version and _are_same(shown, items):
                return document
        document = _document(version, self._values_of(catalog, items))
        self._last = catalog.channel, items, version, document
        if _are_same(items, self._digested):
            self._values = {}
        return document

    def source_digest(self, catalog: Catalog) -> str:
        """As `source_digest`."""
        self._digested = catalog.published_items
        every = [catalog.renderer, *self._values_of(catalog, self._digested)]
        values = json.dumps(every, ensure_ascii=False, separators=(",", ":"))
        return sha256(values.encode()).hexdigest()

    def _values_of(self, catalog: Catalog, items: Sequence[Item]) -> list[FeedElements]:
        """Those of the channel, then those of the published items, newest first."""
        about = catalog.channel
        if about is not self._channel:
            self._channel, self._values = about, {}
        for one in items:
            if id(one) not in self._values:  # the item is kept with its values, so no other one has its number
                self._values[id(one)] = one, _item_values(about, one)
        return [_channel_values(about, items), *(self._values[id(one)][1] for one in items)]


def _are_same(some: Sequence[Item], others: Sequence[Item]) -> bool:
    """Whether they are the very same objects."""
    return len(some) == len(others) and all(one is other for one, other in zip(some, others, strict=True))


def _document(version: Iterable[Tag], values: Sequence[FeedElements]) -> bytes:
    """The XML of these values, those of the channel first; `version` stands in front of what the channel has."""
    about, *items = values
    generator = FeedGenerator()
    generator.lastBuildDate(_NoDate(1970, 1, 1, tzinfo=UTC))
    generator.generator("")
    generator.register_extension("elements", _ChannelExtension, _ItemExtension, atom=False, rss=True)
    generator.elements.declared = _namespaces(values)
    _write_values(generator, about, before=version)
    for one in items:
        _write_values(generator.add_entry(order="append"), one)
    document: bytes = generator.rss_str(pretty=True)
    return document


# --- values


def _channel_values(about: Channel, published: Sequence[Item]) -> FeedElements:
    usual = {"rss": (), "itunes": tuple(channel.itunes(about)), "podcast": channel.podcast(about, published)}
    return FeedElements(channel.feedgen_calls(about), {**usual, **_others(channel.others(about))})


def _item_values(about: Channel, one: Item) -> FeedElements:
    declared = item.declared(about, one)
    usual = {
        "rss": tuple(item.rss(about, one)),
        "itunes": tuple(item.itunes(about, one)),
        "podcast": item.podcast(about, one, declared),
    }
    return FeedElements(item.feedgen_calls(about, one), {**usual, **_others(item.others(about, one, declared))})


def _others(tags: Iterable[Tag]) -> Mapping[str, tuple[Tag, ...]]:
    found = tuple(tags)
    return {"others": found} if found else {}


# --- feedgen


class _ChannelExtension(BaseExtension):  # type: ignore[misc]  # feedgen has no types
    """Appends its tags to `<channel>`; feedgen asks before it appends the items, so they come last."""

    def __init__(self) -> None:
        self.tags: Sequence[Tag] = ()
        self.declared: Mapping[str, str] = {}

    def extend_ns(self) -> dict[str, str]:
        """Prefix → URI of the namespaces to declare on `<rss>`."""
        return dict(self.declared)

    def extend_rss(self, feed: etree._Element) -> etree._Element:
        """Put the description into CDATA, and append to the channel of the `<rss>` element."""
        for description in feed[0].findall("description"):
            description.text = _cdata(description.text or "")
        for tag in self.tags:
            _write(feed[0], tag)
        return feed


class _ItemExtension(BaseEntryExtension):  # type: ignore[misc]  # feedgen has no types
    """Appends its tags to one `<item>`."""

    def __init__(self) -> None:
        self.tags: Sequence[Tag] = ()

    def extend_rss(self, entry: etree._Element) -> etree._Element:
        """Append to the `<item>` element."""
        for tag in self.tags:
            _write(entry, tag)
        return entry


def _write_values(writer: FeedGenerator | FeedEntry, values: FeedElements, *, before: Iterable[Tag] = ()) -> None:
    """Give the values to feedgen's feed or entry; `before` stands in front of the tags that we write ourselves."""
    for setter, arguments in values.calls.items():
        getattr(writer, setter)(*arguments)
    writer.elements.tags = (*before, *(tag for group in values.tags.values() for tag in group))


class _NoDate(datetime):
    """A date that feedgen takes for none: it would write one in any case, and switch the process' locale for it."""

    def __bool__(self) -> bool:
        return False


# --- XML


def _write(parent: etree._Element, tag: Tag) -> None:
    """Append the element to `parent`."""
    name, text, attributes, children, html = tag
    declared = _used_namespaces(tag) if name[0] == "{" else None
    element = etree.SubElement(parent, _qualified(name), None, declared)
    for attribute, value in attributes:
        element.set(_qualified(attribute), value)
    if text:
        element.text = _cdata(text) if html else text
    for child in children:
        _write(element, child)


def _cdata(html: str) -> etree.CDATA:
    """HTML as CDATA; `]]>`, which would end it, is written as the same HTML in other letters."""
    return etree.CDATA(html.replace("]]>", "]]&gt;"))


def _namespaces(values: Iterable[FeedElements]) -> dict[str, str]:
    """Prefix → URI of what `<rss>` declares: what every feed does, and what the other elements of this one use."""
    ours = {prefix: uri for prefix, uri in NAMESPACES.items() if prefix not in _BY_FEEDGEN}
    used = _all_namespaces(tag for one in values for tag in one.tags.get("others", ()))
    return {**ours, **{prefix: uri for prefix, uri in used.items() if prefix not in DECLARED}}


def _all_namespaces(tags: Iterable[Tag]) -> dict[str, str]:
    """Prefix → URI of everything that the tags use; of two URIs with one prefix the first."""
    found: dict[str, str] = {}
    for tag in tags:
        found = {**_used_namespaces(tag), **_all_namespaces(tag.children), **found}
    return found


def _used_namespaces(tag: Tag) -> dict[str, str]:
    """Prefix → URI of the names of an element and its attributes, without the elements in it."""
    names = (tag.name, *(attribute for attribute, _ in tag.attributes))
    parts = [_parts(name) for name in names]
    return {prefix: uri for uri, prefix, _ in parts if prefix and prefix not in _XML}


@cache
def _qualified(name: str) -> str:
    """`itunes:explicit` as lxml names it: `{http://www.itunes.com/…}explicit`."""
    uri, _, local = _parts(name)
    return f"{{{uri}}}{local}" if uri else local


@cache
def _parts(name: str) -> tuple[str, str, str]:
    """URI, prefix and local name."""
    known, _, rest = name.removeprefix("{").partition("}") if name.startswith("{") else ("", "", name)
    prefix, _, local = rest.rpartition(":")
    uri = known or (({**namespaces.NAMESPACES, **_XML})[prefix] if prefix else "")
    return uri, prefix, local
