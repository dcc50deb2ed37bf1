"""The podcast namespace: `podcast:` (podcastindex.org/namespace/1.0)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from feedpub.elements.collection import in_order, tags
from feedpub.elements.element import CHANNEL, ITEM
from feedpub.elements.xml import Tag, rfc2822, tag
from feedpub.feed.extension import ChannelExtension
from feedpub.model import Channel, Item, Transcript
from feedpub.model.address import address, enclosure_address
from feedpub.standards import CHAPTERS_TYPE

PREFIX = "podcast:"

LABEL = 128
"""Characters of a tag's text (namespace, tags `trailer` and `person`)."""


class Podcast(ChannelExtension):
    """Declares `podcast` and appends its tags to the channel."""

    prefixes = ("podcast",)


def of_channel(channel: Channel, out: Iterable[Item]) -> tuple[Tag, ...]:
    """What the show says; `out` are the items that the public may see."""
    own = (*_of_channel(channel, out), *(one for one in tags(channel.elements) if one.name.startswith(PREFIX)))
    return in_order(own, CHANNEL)


def of_item(channel: Channel, item: Item) -> tuple[Tag, ...]:
    """What an episode says. People of its own replace the show's (tag `person`), so none are added to them here."""
    own = (*_of_item(channel, item), *(one for one in tags(item.elements) if one.name.startswith(PREFIX)))
    return in_order(own, ITEM)


def _of_channel(channel: Channel, out: Iterable[Item]) -> Iterator[Tag]:
    yield tag("podcast:guid", channel.guid)
    if channel.locked is not None:
        yield _locked(channel, locked=channel.locked)
    yield tag("podcast:medium", channel.medium)
    if channel.trailer:
        yield from (_trailer(channel, item) for item in out if item.slug == channel.trailer)


def _locked(channel: Channel, *, locked: bool) -> Tag:
    """The owner's address is said only by a show that shows its owner."""
    owner = channel.owner.email if channel.owner and channel.owner.in_feed else ""
    return tag("podcast:locked", "yes" if locked else "no", owner=owner)


def _trailer(channel: Channel, item: Item) -> Tag:
    """The trailer that is an episode of the feed."""
    return tag(
        "podcast:trailer",
        item.title if len(item.title) <= LABEL else item.title[: LABEL - 1].rstrip() + "…",
        url=enclosure_address(channel, item.enclosure),
        pubdate=rfc2822(item.published),
        length=str(item.enclosure.size),
        type=item.enclosure.type,
        season="" if item.season is None else str(item.season),
    )


def _of_item(channel: Channel, item: Item) -> Iterator[Tag]:
    if item.season is not None:
        names = {season.number: season.name for season in channel.seasons}
        yield tag("podcast:season", str(item.season), name=names.get(item.season, ""))
    if item.number is not None:
        yield tag("podcast:episode", str(item.number), display=item.number_display)
    if item.chapter_file:
        yield tag("podcast:chapters", url=address(channel, item.chapter_file.key), type=CHAPTERS_TYPE)
    yield from (_transcript(channel, transcript) for transcript in item.transcripts)


def _transcript(channel: Channel, transcript: Transcript) -> Tag:
    return tag(
        "podcast:transcript",
        url=address(channel, transcript.key),
        type=transcript.type,
        language=transcript.language,
        rel=transcript.rel,
    )
