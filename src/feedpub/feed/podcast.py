"""The podcast namespace: `podcast:` (podcastindex.org/namespace/1.0)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from feedpub.feed.extension import ChannelExtension
from feedpub.feed.tags import Tag, rfc2822, tag
from feedpub.model import Channel, Item, Person, Transcript
from feedpub.model.address import address, enclosure_address

LABEL = 128
"""Characters of a tag's text (namespace, tags `trailer` and `person`)."""


class Podcast(ChannelExtension):
    """Declares `podcast` and appends its tags to the channel."""

    prefixes = ("podcast",)


def of_channel(channel: Channel, out: Iterable[Item]) -> Iterator[Tag]:
    """What the show says; `out` are the items that the public may see."""
    yield tag("podcast:guid", channel.guid)
    if channel.locked is not None:
        yield _locked(channel, locked=channel.locked)
    for funding in channel.funding:
        yield tag("podcast:funding", funding.label, url=funding.url)
    yield from map(_person, channel.people)
    yield tag("podcast:medium", channel.medium)
    if channel.trailer:
        yield from (_trailer(channel, item) for item in out if item.slug == channel.trailer)


def of_item(channel: Channel, item: Item) -> Iterator[Tag]:
    """What an episode says. People of its own replace the show's (tag `person`), so none are added to them here."""
    if item.season is not None:
        yield tag("podcast:season", str(item.season))
    if item.number is not None:
        yield tag("podcast:episode", str(item.number))
    yield from map(_person, item.people)
    for transcript in item.transcripts:
        yield _transcript(channel, transcript)


def _locked(channel: Channel, *, locked: bool) -> Tag:
    """The owner's address is said only by a show that shows its owner."""
    owner = channel.owner.email if channel.owner and channel.owner.in_feed else ""
    return tag("podcast:locked", "yes" if locked else "no", owner=owner)


def _person(person: Person) -> Tag:
    return tag("podcast:person", person.name, role=person.role, group=person.group, img=person.img, href=person.href)


def _trailer(channel: Channel, item: Item) -> Tag:
    return tag(
        "podcast:trailer",
        item.title if len(item.title) <= LABEL else item.title[: LABEL - 1].rstrip() + "…",
        url=enclosure_address(channel, item.enclosure),
        pubdate=rfc2822(item.published),
        length=str(item.enclosure.size),
        type=item.enclosure.type,
        season="" if item.season is None else str(item.season),
    )


def _transcript(channel: Channel, transcript: Transcript) -> Tag:
    return tag(
        "podcast:transcript",
        url=address(channel, transcript.key),
        type=transcript.type,
        language=transcript.language,
        rel=transcript.rel,
    )
