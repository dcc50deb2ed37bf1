"""The elements of `<channel>`: RSS 2.0, `itunes:`, `podcast:`, and those of other namespaces.

There is no `<image>`: its pictures are at most 144 pixels wide (RSS 2.0), and every app takes the artwork from
`itunes:image`. Nor is there `<docs>`, which no program reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from feedpub.catalog.codec import digest, plain
from feedpub.catalog.version import Version, marker
from feedpub.elements.collection import in_order, tags
from feedpub.elements.element import CHANNEL
from feedpub.elements.xml import Tag, rfc2822, tag
from feedpub.model import Catalog, Category, Channel, Item
from feedpub.model.address import address, enclosure_address, feed_address, show_link
from feedpub.model.people import with_portraits
from feedpub.notes import feed_form
from feedpub.standards import FEED_TYPE

FeedgenCalls = Mapping[str, Sequence[Any]]
"""Name of a setter of feedgen → its arguments."""

PODCAST = "podcast:"
"""Begins the names of the podcast namespace."""

TRAILER_TEXT = 128
"""Characters in the text of a `podcast:trailer` (podcast namespace, tag `trailer`)."""


# --- RSS 2.0


def feedgen_calls(channel: Channel) -> FeedgenCalls:
    """What feedgen writes rightly if it is called in this order: the site's link last, since the last one wins."""
    return {
        "title": [channel.title.strip()],
        "description": [feed_form(channel.description).strip()],
        "link": [
            [
                {"href": feed_address(channel), "rel": "self", "type": FEED_TYPE.partition(";")[0]},
                {"href": show_link(channel), "rel": "alternate"},
            ]
        ],
        "language": [channel.language],
        "copyright": [channel.copyright.strip()],
        "docs": [""],
    }


def version(catalog: Catalog) -> Iterator[Tag]:
    """When the feed changed last, and the revision that brought it, which makes the bytes of every version different.

    feedgen would read the clock, and switches the locale of the whole process to write a date.
    """
    entry = catalog.manifest[catalog.channel.feed]
    yield tag("lastBuildDate", rfc2822(entry.since))
    yield tag("generator", marker(_brought_by(catalog, entry.revision)))


def _brought_by(catalog: Catalog, revision: int) -> Version:
    """The version that the feed shows."""
    if catalog.feed_digest is None:
        return Version(revision=revision)
    shown = catalog.feed_digest or digest(plain(catalog))
    return Version(revision=revision, lineage=catalog.lineage, digest=shown)


# --- Apple's namespace (Apple 823; Spotify, PSP-1 and everybody else read it too)


def itunes(channel: Channel) -> Iterator[Tag]:
    """Apple's elements. Switches that only work as `Yes` are left out when off."""
    if owner := channel.public_owner:  # in front of the author: some readers take the last name they see
        name, email = tag("itunes:name", owner.name), tag("itunes:email", owner.email)
        yield tag("itunes:owner", "", name, email)
    yield tag("itunes:author", channel.author)
    yield tag("itunes:image", href=address(channel, channel.image.key))
    yield from map(_category, channel.categories)
    yield tag("itunes:explicit", explicit(channel))
    yield tag("itunes:type", channel.type)
    if channel.new_feed_url:
        yield tag("itunes:new-feed-url", channel.new_feed_url)
    if channel.block:
        yield tag("itunes:block", "Yes")
    if channel.complete:
        yield tag("itunes:complete", "Yes")


def _category(category: Category) -> Tag:
    inner = [tag("itunes:category", text=category.sub)] if category.sub else []
    return tag("itunes:category", "", *inner, text=category.name)


def explicit(channel: Channel, item: Item | None = None) -> str:
    """`true` or `false`, the only values that Apple documents; that of the show for an item without its own."""
    is_explicit = channel.explicit if item is None or item.explicit is None else item.explicit
    return "true" if is_explicit else "false"


# --- podcast namespace (podcastindex.org/namespace/1.0)


def podcast(channel: Channel, published: Iterable[Item]) -> tuple[Tag, ...]:
    """The elements of the podcast namespace; `published` are the items that the public may see."""
    declared = (one for one in tags(with_portraits(channel)) if one.name.startswith(PODCAST))
    return in_order((*_podcast(channel, published), *declared), CHANNEL)


def _podcast(channel: Channel, published: Iterable[Item]) -> Iterator[Tag]:
    yield tag("podcast:guid", channel.guid)
    if channel.locked is not None:
        yield _locked(channel, locked=channel.locked)
    yield tag("podcast:medium", channel.medium)
    if channel.trailer:
        yield from (_trailer(channel, item) for item in published if item.slug == channel.trailer)


def _locked(channel: Channel, *, locked: bool) -> Tag:
    """The owner's address stands there only if the show publishes its owner."""
    owner = channel.public_owner
    return tag("podcast:locked", "yes" if locked else "no", owner=owner.email if owner else "")


def _trailer(channel: Channel, item: Item) -> Tag:
    """The trailer that is an episode of the feed."""
    return tag(
        "podcast:trailer",
        item.title if len(item.title) <= TRAILER_TEXT else item.title[: TRAILER_TEXT - 1].rstrip() + "…",
        url=enclosure_address(channel, item.enclosure),
        pubdate=rfc2822(item.published),
        length=str(item.enclosure.size),
        type=item.enclosure.type,
        season="" if item.season is None else str(item.season),
    )


# --- other namespaces


def others(channel: Channel) -> Iterator[Tag]:
    """The elements of namespaces that few feeds use: Spotify's, and whatever an author declares."""
    yield from (one for one in tags(channel.elements) if not one.name.startswith(PODCAST))
