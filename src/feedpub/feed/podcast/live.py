"""`podcast:liveItem`: an event, with the elements of an item in it."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from feedpub.feed.podcast import shared
from feedpub.feed.podcast.words import iso8601
from feedpub.feed.tags import Tag, tag
from feedpub.model.podcasting import Live


def live_item(live: Live) -> Tag:
    """`podcast:liveItem`; it stands in the channel."""
    start, end = iso8601(live.start), iso8601(live.end)
    return tag("podcast:liveItem", "", *_inside(live), status=live.status, start=start, end=end)


def _inside(live: Live) -> Iterator[Tag]:
    yield tag("title", live.title)
    if live.description:
        yield tag("description", f"<p>{escape(live.description, quote=False)}</p>", html=True)
    if live.link:
        yield tag("link", live.link)
    yield tag("guid", live.guid, isPermaLink="false")
    yield tag("enclosure", url=live.stream.url, length=str(live.stream.length), type=live.stream.type)
    yield from map(shared.person, live.people)
    yield from map(shared.alternate_enclosure, live.alternates)
    yield from map(shared.funding, live.funding)
    yield from map(shared.content_link, live.content_links)
    yield from shared.of_both(live)
