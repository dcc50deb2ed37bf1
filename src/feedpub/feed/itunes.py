"""Apple's namespace. feedgen's own extension knows neither `true`/`false` nor every cover (it drops some silently)."""

from __future__ import annotations

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from lxml import etree

from feedpub.feed.elements import NAMESPACES, add
from feedpub.model.address import address
from feedpub.model.channel import Channel
from feedpub.model.item import Item

URI = NAMESPACES["itunes"]


class ItunesChannel(BaseExtension):  # type: ignore[misc]  # feedgen is untyped
    """`itunes:` of the channel."""

    channel: Channel

    def extend_ns(self) -> dict[str, str]:
        """Declare the namespace."""
        return {"itunes": URI}

    def extend_rss(self, feed: etree._Element) -> etree._Element:
        """Write what Apple and Spotify require or recommend; switches that are off are left out."""
        channel, parent = self.channel, feed[0]
        add(parent, URI, "author", channel.author)
        add(parent, URI, "image", href=address(channel, channel.image.key))
        for category in channel.categories:
            outer = add(parent, URI, "category", text=category.name)
            if category.sub:
                add(outer, URI, "category", text=category.sub)
        add(parent, URI, "explicit", _truth(channel.explicit))
        add(parent, URI, "type", channel.type)
        self._owner(parent)
        self._switches(parent)
        return feed

    def _owner(self, parent: etree._Element) -> None:
        owner = self.channel.owner
        if owner and owner.in_feed:
            element = add(parent, URI, "owner")
            add(element, URI, "name", owner.name)
            add(element, URI, "email", owner.email)

    def _switches(self, parent: etree._Element) -> None:
        if self.channel.new_feed_url:
            add(parent, URI, "new-feed-url", self.channel.new_feed_url)
        if self.channel.block:
            add(parent, URI, "block", "Yes")
        if self.channel.complete:
            add(parent, URI, "complete", "Yes")


class ItunesItem(BaseEntryExtension):  # type: ignore[misc]  # feedgen is untyped
    """`itunes:` of an item."""

    channel: Channel
    item: Item

    def extend_rss(self, entry: etree._Element) -> etree._Element:
        """Write what is known of the item; explicit is inherited from the show."""
        item = self.item
        explicit = self.channel.explicit if item.explicit is None else item.explicit
        add(entry, URI, "duration", str(seconds(item.enclosure.duration_ms)))
        add(entry, URI, "explicit", _truth(explicit))
        add(entry, URI, "episodeType", item.type)
        if item.season is not None:
            add(entry, URI, "season", str(item.season))
        if item.number is not None:
            add(entry, URI, "episode", str(item.number))
        if item.image:
            add(entry, URI, "image", href=address(self.channel, item.image.key))
        if item.author:
            add(entry, URI, "author", item.author)
        if item.block:
            add(entry, URI, "block", "Yes")
        return entry


def seconds(milliseconds: int) -> int:
    """Whole seconds, rounded half up, at least 1: players take 0 for unknown."""
    return max(1, (milliseconds + 500) // 1000)


def _truth(value: bool) -> str:  # noqa: FBT001 - the value itself is the subject
    return "true" if value else "false"
