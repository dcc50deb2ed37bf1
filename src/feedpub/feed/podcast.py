"""The Podcasting 2.0 namespace."""

from __future__ import annotations

from collections.abc import Iterable
from email.utils import format_datetime

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from lxml import etree

from feedpub.feed.elements import NAMESPACES, add
from feedpub.model.address import address, enclosure_address
from feedpub.model.catalog import Catalog
from feedpub.model.channel import Channel
from feedpub.model.item import Item, Person

URI = NAMESPACES["podcast"]


class PodcastChannel(BaseExtension):  # type: ignore[misc]  # feedgen is untyped
    """`podcast:` of the channel."""

    catalog: Catalog

    def extend_ns(self) -> dict[str, str]:
        """Declare the namespace."""
        return {"podcast": URI}

    def extend_rss(self, feed: etree._Element) -> etree._Element:
        """Write guid, locked, medium, funding, people and the trailer."""
        channel, parent = self.catalog.channel, feed[0]
        add(parent, URI, "guid", channel.guid)
        if channel.locked is not None:
            owner = channel.owner.email if channel.owner and channel.owner.in_feed else ""
            add(parent, URI, "locked", "yes" if channel.locked else "no", owner=owner)
        add(parent, URI, "medium", channel.medium)
        for funding in channel.funding:
            add(parent, URI, "funding", funding.label, url=funding.url)
        _people(parent, channel.people)
        trailer = next((item for item in self.catalog.out if item.slug == channel.trailer), None)
        if trailer:
            _trailer(parent, channel, trailer)
        return feed


class PodcastItem(BaseEntryExtension):  # type: ignore[misc]  # feedgen is untyped
    """`podcast:` of an item."""

    channel: Channel
    item: Item

    def extend_rss(self, entry: etree._Element) -> etree._Element:
        """Write season, episode, people and transcripts."""
        item = self.item
        if item.season is not None:
            add(entry, URI, "season", str(item.season))
        if item.number is not None:
            add(entry, URI, "episode", str(item.number))
        _people(entry, item.people)
        for transcript in item.transcripts:
            add(
                entry,
                URI,
                "transcript",
                url=address(self.channel, transcript.key),
                type=transcript.type,
                language=transcript.language,
                rel=transcript.rel,
            )
        return entry


def _people(parent: etree._Element, people: Iterable[Person]) -> None:
    for person in people:
        add(parent, URI, "person", person.name, role=person.role, group=person.group, img=person.img, href=person.href)


def _trailer(parent: etree._Element, channel: Channel, item: Item) -> None:
    add(
        parent,
        URI,
        "trailer",
        item.title,
        url=enclosure_address(channel, item.enclosure),
        pubdate=format_datetime(item.published),
        length=str(item.enclosure.size),
        type=item.enclosure.type,
        season=str(item.season) if item.season is not None else "",
    )
