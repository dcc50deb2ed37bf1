"""`podcast:liveItem`: an event, with the elements of an item in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from html import escape
from typing import Annotated, ClassVar

from feedpub.elements.collection import NONE, Elements, Holding, Refused, disagreements, in_order, moment, resolve, tags
from feedpub.elements.element import (
    CHANNEL,
    LIVE_ITEM,
    Attribute,
    Examples,
    Inner,
    Least,
    Moment,
    ShowContext,
    element,
    entry,
)
from feedpub.elements.podcast.media import ContentLink
from feedpub.elements.xml import Tag, iso8601, tag
from feedpub.scalars import Guid, HttpsUrl, JsonSchema, Line, Reads, Summary, one_of
from feedpub.scalars.podcasting import MediaType, Size
from feedpub.standards.podcasting import LIVE_STATUSES


@element("enclosure", inside=(LIVE_ITEM,))
class Stream:
    """What is listened to while it is live: `enclosure` of the live item."""

    example: ClassVar[str] = "{url: …, type: …}"

    url: Annotated[HttpsUrl, Attribute("url", address="web"), Examples("https://live.tidewater.example/stream.mp3")]
    """`enclosure` `url` in `podcast:liveItem`."""

    type: Annotated[MediaType, Attribute("type"), Examples("audio/mpeg")]
    """`enclosure` `type` in `podcast:liveItem`."""

    length: Annotated[Size, Attribute("length")] = 0
    """`enclosure` `length` in `podcast:liveItem`; 0 for a stream, whose end nobody knows."""


@entry
class LiveEntry:
    """An event that is, was or will be streamed: `podcast:liveItem` (podcast namespace, tag `liveItem`)."""

    example: ClassVar[str] = "{title: …, guid: …, status: …, start: …, stream: …, content_links: …}"
    holds: ClassVar[str] = LIVE_ITEM

    title: Annotated[Line, Examples("Live from the pier")]
    """`title` in `podcast:liveItem`."""

    guid: Annotated[Guid, Examples("tidewater-live-1")]
    """`guid` in `podcast:liveItem`; another one is another event."""

    status: Annotated[
        str, Reads(one_of(*LIVE_STATUSES)), JsonSchema({"enum": list(LIVE_STATUSES)}), Examples("pending")
    ]
    """`podcast:liveItem` `status`: `pending`, `live` or `ended`; publish again when it changes."""

    start: Annotated[Moment, Examples("2026-11-23T19:00")]
    """`podcast:liveItem` `start`."""

    end: Moment | None = None
    """`podcast:liveItem` `end`: recommended."""

    stream: Annotated[Stream, Examples({"url": "https://live.tidewater.example/stream.mp3", "type": "audio/mpeg"})]
    """`enclosure` in `podcast:liveItem`: what is listened to."""

    content_links: Annotated[
        tuple[ContentLink, ...], Least(1), Examples([{"url": "https://video.example/live", "label": "Watch"}])
    ]
    """`podcast:contentLink`: where to go with an app that plays no streams, at least one."""

    description: Summary | None = None
    """`description` in `podcast:liveItem`: plain text."""

    link: HttpsUrl | None = None
    """`link` in `podcast:liveItem`."""

    def disagreements(self, show: ShowContext) -> Iterator[Refused]:
        """What the elements in it refer to."""
        yield from disagreements(self, LIVE_ITEM, show)


@element("podcast:liveItem", field="live", inside=(CHANNEL,), many=True, written=LiveEntry)
class LiveItem(Holding):
    """An event that is, was or will be streamed (podcast namespace, tag `liveItem`)."""

    holds: ClassVar[str] = LIVE_ITEM

    title: str
    guid: str
    status: Annotated[str, Attribute("status")]
    start: Annotated[datetime, Attribute("start")]
    end: Annotated[datetime | None, Attribute("end")] = None
    stream: Annotated[Stream, Inner()]
    description: str = ""
    """Plain text."""

    link: str = ""
    elements: Elements = NONE
    """Those that may stand in a live item."""

    @classmethod
    def resolve(cls, written: LiveEntry, show: ShowContext) -> LiveItem:
        """The event, in UTC, with people of the roster."""
        return cls(
            title=written.title,
            guid=written.guid,
            status=written.status,
            start=moment(written.start, show),
            end=moment(written.end, show) if written.end else None,
            stream=Stream(url=written.stream.url, type=written.stream.type, length=written.stream.length),
            description=written.description or "",
            link=written.link or "",
            elements=resolve(written, LIVE_ITEM, show),
        )

    def tags(self) -> Iterator[Tag]:
        """`podcast:liveItem`; it stands in the channel, and elements of an item in it."""
        start, end = iso8601(self.start), iso8601(self.end)
        inside = (*self._own(), *in_order(tags(self.elements), LIVE_ITEM))
        yield tag("podcast:liveItem", "", *inside, status=self.status, start=start, end=end)

    def _own(self) -> Iterator[Tag]:
        yield tag("title", self.title)
        if self.description:
            yield tag("description", f"<p>{escape(self.description, quote=False)}</p>", html=True)
        if self.link:
            yield tag("link", self.link)
        yield tag("guid", self.guid, isPermaLink="false")
        stream = self.stream
        yield tag("enclosure", url=stream.url, length=str(stream.length), type=stream.type)
