"""Namespaces that few feeds use: Podlove's chapters, Spotify's tags, and whatever elements an author declares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from feedpub.chapters.formats import play_time
from feedpub.elements.collection import tags
from feedpub.elements.xml import Tag, tag
from feedpub.feed.extension import ChannelExtension
from feedpub.feed.podcast import PREFIX
from feedpub.feed.tags import DECLARED, used_namespaces
from feedpub.model import Channel, Item
from feedpub.model.address import chapter_image
from feedpub.model.chapter import Chapter


class Others(ChannelExtension):
    """Declares what the feed uses, and appends its tags to the channel."""

    def __init__(self) -> None:
        super().__init__()
        self.declared: Mapping[str, str] = {}

    def extend_ns(self) -> dict[str, str]:
        """Prefix → namespace."""
        return dict(self.declared)


def of_channel(channel: Channel) -> Iterator[Tag]:
    """What the show says."""
    yield from _elements(channel)


def of_item(channel: Channel, item: Item) -> Iterator[Tag]:
    """What an episode says."""
    if listed := [one for one in item.chapters if one.toc]:
        yield tag("psc:chapters", "", *(_chapter(channel, one) for one in listed), version="1.2")
    yield from _elements(item)


def _elements(holder: Channel | Item) -> Iterator[Tag]:
    yield from (one for one in tags(holder.elements) if not one.name.startswith(PREFIX))


def namespaces(tags: Iterable[Tag]) -> dict[str, str]:
    """Prefix → URI of all that the tags use, to be declared once; of two URIs with one prefix the first."""
    found: dict[str, str] = {}
    for one in tags:
        found = {**used_namespaces(one), **namespaces(one.children), **found}
    return {prefix: uri for prefix, uri in found.items() if prefix not in DECLARED}


def _chapter(channel: Channel, chapter: Chapter) -> Tag:
    """Source: Podlove Simple Chapters 1.2; only what lists show: it knows no `toc`."""
    return tag(
        "psc:chapter",
        start=play_time(chapter.start_ms),
        title=chapter.title,
        href=chapter.url,
        image=chapter_image(channel, chapter),
    )
