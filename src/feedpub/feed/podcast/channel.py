"""What the podcast namespace says of a show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from feedpub.feed.podcast import shared
from feedpub.feed.podcast.live import live_item
from feedpub.feed.podcast.value import remote_item
from feedpub.feed.podcast.words import iso8601, number
from feedpub.feed.tags import Tag, rfc2822, tag
from feedpub.model import Channel, Item
from feedpub.model.address import enclosure_address
from feedpub.model.podcasting import ServiceBlock, Trailer, UpdateFrequency

LABEL = 128
"""Characters of a tag's text (namespace, tags `trailer` and `person`)."""


def of_channel(channel: Channel, out: Iterable[Item]) -> Iterator[Tag]:
    """What the show says; `out` are the items that the public may see."""
    yield tag("podcast:guid", channel.guid)
    if channel.locked is not None:
        yield _locked(channel, locked=channel.locked)
    yield from map(shared.funding, channel.funding)
    yield from map(shared.person, channel.people)
    yield tag("podcast:medium", channel.medium)
    if channel.trailer:
        yield from (_of_item(channel, item) for item in out if item.slug == channel.trailer)
    yield from map(_trailer, channel.trailers)
    yield from map(_block, channel.blocks)
    if channel.update_frequency:
        yield _update_frequency(channel.update_frequency)
    if channel.podroll:
        yield tag("podcast:podroll", "", *map(remote_item, channel.podroll))
    if channel.publisher:
        yield tag("podcast:publisher", "", remote_item(channel.publisher))
    yield from shared.of_both(channel)
    yield from map(live_item, channel.live)


def _locked(channel: Channel, *, locked: bool) -> Tag:
    """The owner's address is said only by a show that shows its owner."""
    owner = channel.owner.email if channel.owner and channel.owner.in_feed else ""
    return tag("podcast:locked", "yes" if locked else "no", owner=owner)


def _of_item(channel: Channel, item: Item) -> Tag:
    """The trailer that is an episode of the feed."""
    return tag(
        "podcast:trailer",
        item.title if len(item.title) <= LABEL else item.title[: LABEL - 1].rstrip() + "…",
        url=enclosure_address(channel, item.enclosure),
        pubdate=rfc2822(item.published),
        length=str(item.enclosure.size),
        type=item.enclosure.type,
        season=number(item.season),
    )


def _trailer(trailer: Trailer) -> Tag:
    return tag(
        "podcast:trailer",
        trailer.title,
        url=trailer.url,
        pubdate=rfc2822(trailer.published),
        length=number(trailer.length),
        type=trailer.type,
        season=number(trailer.season),
    )


def _block(block: ServiceBlock) -> Tag:
    return tag("podcast:block", "yes" if block.block else "no", id="" if block.service == "all" else block.service)


def _update_frequency(frequency: UpdateFrequency) -> Tag:
    return tag(
        "podcast:updateFrequency",
        frequency.text,
        complete="true" if frequency.complete else "",
        dtstart=iso8601(frequency.start),
        rrule=frequency.rrule,
    )
