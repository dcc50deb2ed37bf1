"""Apple's namespace: `itunes:` (Apple 823; Spotify, PSP-1 and everybody else read it too)."""

from __future__ import annotations

from collections.abc import Iterator

from feedpub.elements.xml import Tag, tag
from feedpub.feed.extension import ChannelExtension
from feedpub.model import Category, Channel, Item
from feedpub.model.address import address


class Itunes(ChannelExtension):
    """Declares `itunes` and appends its tags to the channel."""

    prefixes = ("itunes",)


def of_channel(channel: Channel) -> Iterator[Tag]:
    """What the show says. Switches that only work as `Yes` are left out when off."""
    if channel.owner and channel.owner.in_feed:  # in front of the author: some readers take the last name they see
        name, email = tag("itunes:name", channel.owner.name), tag("itunes:email", channel.owner.email)
        yield tag("itunes:owner", "", name, email)
    yield tag("itunes:author", channel.author)
    yield tag("itunes:image", href=address(channel, channel.image.key))
    yield from map(_category, channel.categories)
    yield tag("itunes:explicit", truth(on=channel.explicit))
    yield tag("itunes:type", channel.type)
    if channel.new_feed_url:
        yield tag("itunes:new-feed-url", channel.new_feed_url)
    if channel.block:
        yield tag("itunes:block", "Yes")
    if channel.complete:
        yield tag("itunes:complete", "Yes")


def of_item(channel: Channel, item: Item) -> Iterator[Tag]:
    """What an episode says, with the show's `explicit` where it says nothing itself."""
    yield tag("itunes:duration", str(seconds(item.enclosure.duration_ms)))
    yield tag("itunes:explicit", truth(on=channel.explicit if item.explicit is None else item.explicit))
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


def seconds(milliseconds: int) -> int:
    """Whole seconds, halves up; at least one, since apps take 0 for unknown."""
    return max(1, (milliseconds + 500) // 1000)


def truth(*, on: bool) -> str:
    """`true` or `false`, the only values of `itunes:explicit` that Apple documents."""
    return "true" if on else "false"


def _category(category: Category) -> Tag:
    inner = [tag("itunes:category", text=category.sub)] if category.sub else []
    return tag("itunes:category", "", *inner, text=category.name)
