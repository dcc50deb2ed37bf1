"""Feeds of single seasons, for listeners who want one: the show's own, with the episodes of that season alone.

An episode has the same guid and address as in the show's feed. The feed has a `podcast:guid` of its own, by the rule of
the namespace, since it is another feed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from feedpub.catalog.objects import PublishedDocument
from feedpub.feed.document import render, source_digest
from feedpub.model.address import address, season_feed_key
from feedpub.model.catalog import Catalog
from feedpub.model.channel import Channel
from feedpub.standards import FEED_TYPE, podcast_guid, with_charset


def season_feeds(catalog: Catalog) -> Mapping[str, PublishedDocument]:
    """Key → feed of each season that has an episode; none unless the show says `season_feeds: true`."""
    if not catalog.channel.season_feeds:
        return {}
    numbers = sorted({one.season for one in catalog.published_items if one.season is not None})
    return {season_feed_key(number): _document(catalog, number) for number in numbers}


def _document(catalog: Catalog, number: int) -> PublishedDocument:
    return PublishedDocument(
        type=with_charset(FEED_TYPE),
        source=source_digest(_of_season(catalog, number)),
        render=lambda named: render(_of_season(named, number)),
    )


def _of_season(catalog: Catalog, number: int) -> Catalog:
    """The catalog as if this season were all that is published."""
    channel, key = catalog.channel, season_feed_key(number)
    name = next((one.name for one in channel.seasons if one.number == number), "") or f"S{number}"
    there = replace(channel, feed=key)
    return replace(
        catalog,
        channel=replace(
            there,
            title=f"{channel.title}: {name}",
            guid=podcast_guid(address(there, key)),
            new_feed_url=_moved(channel, key),
            trailer="",
        ),
        items=tuple(one for one in catalog.items if one.season == number),
        feed_digest=None,
    )


def _moved(channel: Channel, key: str) -> str:
    """Where the season's feed has moved with the show's; the show's feed there if nobody knows a season's."""
    there = channel.new_feed_url
    return there.removesuffix(channel.feed) + key if there.endswith(f"/{channel.feed}") else there
