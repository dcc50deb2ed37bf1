"""What the feed says, as values; then as bytes, or as their digest."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator

from feedpub.elements.xml import Tag
from feedpub.feed import itunes, others, podcast, rss
from feedpub.feed.extension import ItemExtension
from feedpub.feed.itunes import Itunes
from feedpub.feed.others import Others
from feedpub.feed.podcast import Podcast
from feedpub.feed.rss import Rss, Told
from feedpub.model import Catalog, Item

EXTENSIONS = {"rss": Rss, "itunes": Itunes, "podcast": Podcast, "others": Others}
"""In the order of their elements."""


class Said(NamedTuple):
    """Everything that the feed says about the show or one item."""

    told: Told
    """What feedgen writes itself."""

    tags: Mapping[str, tuple[Tag, ...]]
    """Extension → what it writes; `others` only if there is something."""


def render(catalog: Catalog, *, base: str | None = None) -> bytes:
    """The feed as UTF-8 XML: a function of the catalog and nothing else (no clock, locale, environment).

    `base` (ending in `/`) replaces the public address, to serve the same objects somewhere else. The manifest must
    hold the feed's own key: its entry is the date and the revision that the feed shows.
    """
    if base is not None:
        catalog = replace(catalog, channel=replace(catalog.channel, base=base))
    channel, *items = _said(catalog)
    generator = _generator()
    generator.others.declared = others.namespaces(_others((channel, *items)))
    _tell(generator, channel)
    generator.rss.tags = (*rss.of_version(catalog.manifest[catalog.channel.feed]), *channel.tags["rss"])
    for item in items:
        _tell(generator.add_entry(order="append"), item)
    document: bytes = generator.rss_str(pretty=True)
    return document


def source_digest(catalog: Catalog) -> str:
    """SHA-256 (hex) of everything the feed says but its date and revision: equal if and only if the feeds say the same.

    Taken of the very values that `render` writes, before XML is made of them: nothing can be forgotten, and other
    bytes from another version of a library make no new revision.
    """
    said = json.dumps([catalog.renderer, *_said(catalog)], ensure_ascii=False, separators=(",", ":"))
    return sha256(said.encode()).hexdigest()


def _said(catalog: Catalog) -> Iterator[Said]:
    """The show, then the items that are out, newest first."""
    channel, out = catalog.channel, catalog.out
    tags = {"rss": (), "itunes": tuple(itunes.of_channel(channel)), "podcast": podcast.of_channel(channel, out)}
    yield Said(rss.tell_channel(channel), {**tags, **_more(others.of_channel(channel))})
    yield from (_said_of(catalog, item) for item in out)


def _said_of(catalog: Catalog, item: Item) -> Said:
    tags = {"rss": rss.of_item, "itunes": itunes.of_item, "podcast": podcast.of_item}
    channel = catalog.channel
    usual = {name: tuple(of(channel, item)) for name, of in tags.items()}
    return Said(rss.tell_item(channel, item), {**usual, **_more(others.of_item(channel, item))})


def _more(tags: Iterator[Tag]) -> Mapping[str, tuple[Tag, ...]]:
    """What few feeds say. Left out if there is none, so that the digest of most feeds is what it always was."""
    found = tuple(tags)
    return {"others": found} if found else {}


def _others(said: Iterable[Said]) -> Iterator[Tag]:
    for one in said:
        yield from one.tags.get("others", ())


def _generator() -> FeedGenerator:
    generator = FeedGenerator()
    generator.lastBuildDate(_Unwritten(1970, 1, 1, tzinfo=UTC))
    generator.generator("")
    for name, extension in EXTENSIONS.items():
        generator.register_extension(name, extension, ItemExtension, atom=False, rss=True)
    return generator


def _tell(writer: FeedGenerator | FeedEntry, said: Said) -> None:
    """Tell feedgen's feed or entry what to write, and its extensions what they write."""
    for setter, arguments in said.told.items():
        getattr(writer, setter)(*arguments)
    for name, tags in said.tags.items():
        getattr(writer, name).tags = tags


class _Unwritten(datetime):
    """A date that feedgen takes for none: it would write one in any case, and switch the process' locale for it."""

    def __bool__(self) -> bool:
        return False
