"""The elements of an `<item>`: RSS 2.0, `itunes:`, `podcast:`, and those of other namespaces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from feedpub.chapters.formats import play_time
from feedpub.elements.collection import in_order, tags
from feedpub.elements.element import ITEM
from feedpub.elements.xml import Tag, rfc2822, tag
from feedpub.feed.channel import PODCAST, FeedgenCalls, explicit
from feedpub.feed.description import description
from feedpub.model import Channel, Item, Transcript
from feedpub.model.address import address, chapter_image, enclosure_address, item_link
from feedpub.model.chapter import Chapter
from feedpub.model.people import with_portraits
from feedpub.standards import CHAPTERS_TYPE

# --- RSS 2.0


def feedgen_calls(channel: Channel, item: Item) -> FeedgenCalls:
    """What feedgen writes rightly about an item."""
    enclosure = item.enclosure
    return {
        "title": [item.title.strip()],
        "link": [{"href": item_link(channel, item), "rel": "alternate"}],
        "guid": [item.guid, item.permalink],
        "enclosure": [enclosure_address(channel, enclosure), str(enclosure.size), enclosure.type],
    }


def rss(channel: Channel, item: Item) -> Iterator[Tag]:
    """The date and the description of an item."""
    yield tag("pubDate", rfc2822(item.published))
    yield from description(item, channel.footer)


# --- Apple's namespace


def itunes(channel: Channel, item: Item) -> Iterator[Tag]:
    """Apple's elements."""
    if item.enclosure.duration_ms or not item.enclosure.is_elsewhere:
        yield tag("itunes:duration", str(_seconds(item.enclosure.duration_ms)))
    yield tag("itunes:explicit", explicit(channel, item))
    yield tag("itunes:episodeType", item.type)
    if item.season is not None:
        yield tag("itunes:season", str(item.season))
    if item.number is not None:
        yield tag("itunes:episode", str(item.number))
    if item.image:
        yield tag("itunes:image", href=address(channel, item.image.key))
    if item.author:
        yield tag("itunes:author", item.author)
    if item.block:
        yield tag("itunes:block", "Yes")


def _seconds(milliseconds: int) -> int:
    """Whole seconds, halves up; at least one, since apps take 0 for unknown."""
    return max(1, (milliseconds + 500) // 1000)


# --- podcast namespace


def declared(channel: Channel, item: Item) -> tuple[Tag, ...]:
    """All elements whose classes say how they are written, of whatever namespace.

    The show's people are not added: those of the item replace them (tag `person`).
    """
    return tuple(tags(with_portraits(channel, item)))


def podcast(channel: Channel, item: Item, declared: Iterable[Tag]) -> tuple[Tag, ...]:
    """The elements of the podcast namespace, those that are `declared` among them."""
    return in_order((*_podcast(channel, item), *(one for one in declared if one.name.startswith(PODCAST))), ITEM)


def _podcast(channel: Channel, item: Item) -> Iterator[Tag]:
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


# --- other namespaces


def others(channel: Channel, item: Item, declared: Iterable[Tag]) -> Iterator[Tag]:
    """Podlove's chapters, and of those that are `declared` Spotify's and whatever an author declares."""
    if listed := [one for one in item.chapters if one.toc]:
        yield tag("psc:chapters", "", *(_chapter(channel, one) for one in listed), version="1.2")
    yield from (one for one in declared if not one.name.startswith(PODCAST))


def _chapter(channel: Channel, chapter: Chapter) -> Tag:
    """Source: Podlove Simple Chapters 1.2; only what lists show: it knows no `toc`."""
    return tag(
        "psc:chapter",
        start=play_time(chapter.start_ms),
        title=chapter.title,
        href=chapter.url,
        image=chapter_image(channel, chapter),
    )
