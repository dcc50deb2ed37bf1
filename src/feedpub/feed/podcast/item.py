"""What the podcast namespace says of an episode."""

from __future__ import annotations

from collections.abc import Iterator

from feedpub.feed.podcast import shared
from feedpub.feed.podcast.words import seconds
from feedpub.feed.tags import Tag, tag
from feedpub.model import Channel, Item, Transcript
from feedpub.model.address import address
from feedpub.model.podcasting import Soundbite
from feedpub.vocab import CHAPTERS_TYPE


def of_item(channel: Channel, item: Item) -> Iterator[Tag]:
    """What an episode says. People of its own replace the show's (tag `person`), so none are added to them here."""
    if item.season is not None:
        names = {season.number: season.name for season in channel.seasons}
        yield tag("podcast:season", str(item.season), name=names.get(item.season, ""))
    if item.number is not None:
        yield tag("podcast:episode", str(item.number), display=item.number_display)
    yield from map(shared.person, item.people)
    if item.chapter_file:
        yield tag("podcast:chapters", url=address(channel, item.chapter_file.key), type=CHAPTERS_TYPE)
    for transcript in item.transcripts:
        yield _transcript(channel, transcript)
    yield from map(_soundbite, item.soundbites)
    yield from map(shared.alternate_enclosure, item.alternates)
    yield from map(shared.funding, item.funding)
    yield from map(shared.content_link, item.content_links)
    yield from shared.of_both(item)


def _transcript(channel: Channel, transcript: Transcript) -> Tag:
    return tag(
        "podcast:transcript",
        url=address(channel, transcript.key),
        type=transcript.type,
        language=transcript.language,
        rel=transcript.rel,
    )


def _soundbite(soundbite: Soundbite) -> Tag:
    start, duration = seconds(soundbite.start), seconds(soundbite.duration)
    return tag("podcast:soundbite", soundbite.title, startTime=start, duration=duration)
