"""RSS 2.0's own elements: what feedgen is told, and what it would get wrong.

There is no `<image>`: its pictures are at most 144 pixels wide (RSS 2.0), and every app takes the artwork from
`itunes:image`. Nor is there `<docs>`, which no program reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lxml import etree

from feedpub.catalog.documents import stamp
from feedpub.elements.xml import Tag, rfc2822, tag
from feedpub.feed import content
from feedpub.feed.extension import ChannelExtension
from feedpub.feed.tags import cdata
from feedpub.model import Channel, Entry, Item
from feedpub.model.address import enclosure_address, feed_address, item_link
from feedpub.standards import FEED_TYPE

Told = Mapping[str, Sequence[Any]]
"""Name of a setter of feedgen's → its arguments."""


class Rss(ChannelExtension):
    """Puts the description into CDATA, and appends what feedgen cannot write."""

    def extend_rss(self, feed: etree._Element) -> etree._Element:
        """Change and append in the channel of the `<rss>` element."""
        for description in feed[0].findall("description"):
            description.text = cdata(description.text or "")
        return super().extend_rss(feed)


def tell_channel(channel: Channel) -> Told:
    """What feedgen writes rightly if it is told in this order: the site's link last, since the last one wins."""
    return {
        "title": [channel.title.strip()],
        "description": [channel.description.strip()],
        "link": [
            [
                {"href": feed_address(channel), "rel": "self", "type": FEED_TYPE.partition(";")[0]},
                {"href": channel.link, "rel": "alternate"},
            ]
        ],
        "language": [channel.language],
        "copyright": [channel.copyright.strip()],
        "docs": [""],
    }


def tell_item(channel: Channel, item: Item) -> Told:
    """What feedgen writes rightly about an item."""
    enclosure = item.enclosure
    return {
        "title": [item.title.strip()],
        "link": [{"href": item_link(channel, item), "rel": "alternate"}],
        "guid": [item.guid, False],
        "enclosure": [enclosure_address(channel, enclosure), str(enclosure.size), enclosure.type],
    }


def of_version(entry: Entry) -> Iterator[Tag]:
    """When the feed changed last, and its revision, which makes the bytes of every version different.

    feedgen would read the clock, and switches the locale of the whole process to write a date.
    """
    yield tag("lastBuildDate", rfc2822(entry.since))
    yield tag("generator", stamp(entry.revision))


def of_item(channel: Channel, item: Item) -> Iterator[Tag]:
    """Date and words of an item."""
    yield tag("pubDate", rfc2822(item.published))
    yield from content.of_item(item, channel.footer)
