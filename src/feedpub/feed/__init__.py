"""Catalog → RSS: the same catalog gives the same bytes, whatever the clock, the locale or the machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator

from feedpub.catalog import RENDERER, canonical, plain
from feedpub.feed.elements import NAMESPACES
from feedpub.feed.itunes import ItunesChannel, ItunesItem, seconds
from feedpub.feed.podcast import PodcastChannel, PodcastItem
from feedpub.feed.rss import RssChannel, RssItem
from feedpub.feed.texts import content, description
from feedpub.model.address import enclosure_address, feed_address, item_link
from feedpub.model.catalog import Catalog
from feedpub.model.item import Item
from feedpub.vocab import FEED_TYPE

__all__ = ["NAMESPACES", "content", "description", "render", "seconds", "source_digest"]

_UNSEEN_OF_ITEMS = frozenset({"sources", "first", "dated", "withheld", "links"})
_UNSEEN_OF_ENCLOSURES = frozenset({"identity", "file", "bitrate", "sample_rate", "channels", "digest"})
_UNSEEN_OF_CHANNEL = frozenset({"timezone", "prefix"})


def render(catalog: Catalog, *, base: str | None = None) -> bytes:
    """The feed: UTF-8 RSS 2.0 with the items that are out, newest first.

    `base` renders it for another public address than the catalog's. `lastBuildDate` and the revision in `generator` are
    those of the catalog's entry for the feed, so no two versions of a feed have the same bytes (nor the same ETag).
    """
    if base is not None:
        catalog = replace(catalog, channel=replace(catalog.channel, base=base))
    generator = _channel(catalog)
    for item in catalog.out:
        _item(generator.add_entry(order="append"), catalog, item)
    rendered: bytes = generator.rss_str(pretty=True)
    return rendered


def source_digest(catalog: Catalog) -> str:
    """SHA-256 (hex) of everything the feed is rendered from: an equal one means an equal feed but for its revision.

    Taken from the values, not from rendered bytes, so that a newer XML library alone never sends a feed again. Fields
    are left out by name, so one that is added later counts until somebody says otherwise.
    """
    values = plain(catalog)
    channel = _without(values["channel"], _UNSEEN_OF_CHANNEL)
    channel["image"] = channel["image"]["key"]
    if channel["owner"] and not channel["owner"]["in_feed"]:
        channel["owner"] = None
    items = [_seen(item) for item in values["items"] if not item["withheld"]]
    return sha256(canonical({"renderer": RENDERER, "channel": channel, "items": items})).hexdigest()


def _seen(item: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **_without(item, _UNSEEN_OF_ITEMS),
        "enclosure": _without(item["enclosure"], _UNSEEN_OF_ENCLOSURES),
        "image": item["image"]["key"] if item["image"] else None,
        "transcripts": [_without(one, frozenset({"file", "size", "digest"})) for one in item["transcripts"]],
    }


def _without(values: Mapping[str, Any], names: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}


def _channel(catalog: Catalog) -> FeedGenerator:
    channel, entry = catalog.channel, catalog.manifest[catalog.channel.feed]
    generator = FeedGenerator()
    generator.title(channel.title)
    generator.description(channel.description)
    generator.language(channel.language)
    generator.copyright(channel.copyright or None)
    generator.generator(f"feedpub (revision {entry.revision})")
    generator.lastBuildDate(entry.since)
    generator.link(href=feed_address(channel), rel="self", type=FEED_TYPE)
    generator.link(href=channel.link, rel="alternate")  # last: feedgen makes the last one the channel's link
    generator.register_extension("rss", RssChannel, RssItem, atom=False)
    generator.register_extension("itunes", ItunesChannel, ItunesItem, atom=False)
    generator.register_extension("podcast", PodcastChannel, PodcastItem, atom=False)
    generator.itunes.channel = channel
    generator.podcast.catalog = catalog
    return generator


def _item(entry: FeedEntry, catalog: Catalog, item: Item) -> None:
    channel, enclosure = catalog.channel, item.enclosure
    entry.title(item.title)
    entry.link(href=item_link(channel, item), rel="alternate")
    entry.description(description(channel, item))
    if whole := content(channel, item):
        entry.content(whole, type="CDATA")
    entry.guid(item.guid, permalink=False)
    entry.enclosure(enclosure_address(channel, enclosure), str(enclosure.size), enclosure.type)
    entry.pubDate(item.published)
    entry.itunes.channel = entry.podcast.channel = channel
    entry.itunes.item = entry.podcast.item = item
