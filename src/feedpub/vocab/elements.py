"""What elements feeds are made of, by their usual names: which exist, which are addresses, HTML, plain text, single.

Sources: RSS 2.0 specification; Apple, A Podcaster's Guide to RSS (with what it dropped); podcast namespace; Media RSS;
Podlove Simple Chapters.
"""

from __future__ import annotations

from collections.abc import Mapping

_MEANT_FOR_BOTH = frozenset({"title", "link", "description", "category", "pubDate"})

RSS: Mapping[str, frozenset[str]] = {
    "channel": _MEANT_FOR_BOTH
    | {"language", "copyright", "managingEditor", "webMaster", "lastBuildDate", "generator", "docs", "cloud", "ttl"}
    | {"image", "rating", "textInput", "skipHours", "skipDays", "item"},
    "item": _MEANT_FOR_BOTH | {"author", "comments", "enclosure", "guid", "source"},
    "image": frozenset({"url", "title", "link", "width", "height", "description"}),
    "textInput": frozenset({"title", "description", "name", "link"}),
    "skipHours": frozenset({"hour"}),
    "skipDays": frozenset({"day"}),
}
"""Element → the elements of RSS 2.0 that may be in it."""

ITUNES = frozenset(
    f"itunes:{name}"
    for name in (
        *(
            "applepodcastsverify",
            "author",
            "block",
            "category",
            "complete",
            "duration",
            "email",
            "episode",
            "episodeType",
        ),
        *("explicit", "image", "isClosedCaptioned", "keywords", "name", "new-feed-url", "order", "owner", "season"),
        *("subtitle", "summary", "title", "type"),
    )
)
"""Apple's tags, also those that it no longer reads."""

HTML_TEXT = frozenset(
    {"description", "content:encoded", "itunes:summary", "media:description", "googleplay:description", "atom:content"}
)
"""Elements that may hold HTML."""

PLAIN_TEXT: Mapping[str, tuple[str, ...]] = {
    "title": ("",),
    "copyright": ("",),
    "category": ("",),
    "author": ("",),
    "managingEditor": ("",),
    "webMaster": ("",),
    "generator": ("",),
    "itunes:title": ("",),
    "itunes:author": ("",),
    "itunes:subtitle": ("",),
    "itunes:keywords": ("",),
    "itunes:name": ("",),
    "itunes:category": ("text",),
    "dc:creator": ("",),
    "media:title": ("",),
    "podcast:person": ("",),
    "podcast:location": ("",),
    "podcast:funding": ("",),
    "podcast:soundbite": ("",),
    "podcast:trailer": ("",),
    "podcast:season": ("name",),
    "podcast:episode": ("display",),
}
"""Element → its attributes that are shown as they are (an empty name is its text); chapters are another matter."""

ADDRESSES: Mapping[str, tuple[str, ...]] = {
    "link": ("",),
    "url": ("",),
    "docs": ("",),
    "comments": ("",),
    "enclosure": ("url",),
    "source": ("url",),
    "itunes:image": ("href",),
    "itunes:new-feed-url": ("",),
    "atom:link": ("href",),
    "media:content": ("url",),
    "media:thumbnail": ("url",),
    "media:player": ("url",),
    "googleplay:image": ("href",),
    "podcast:chapters": ("url",),
    "podcast:contentLink": ("href",),
    "podcast:funding": ("url",),
    "podcast:image": ("href",),
    "podcast:license": ("url",),
    "podcast:person": ("img", "href"),
    "podcast:remoteItem": ("feedUrl",),
    "podcast:socialInteract": ("uri", "accountUrl"),
    "podcast:source": ("uri",),
    "podcast:trailer": ("url",),
    "podcast:transcript": ("url",),
}
"""Element → its attributes that are addresses (an empty name is its text); chapters are another matter."""

ANY_SCHEME = frozenset({"atom:link", "podcast:socialInteract", "podcast:source"})
"""Elements whose addresses need not be of the web: `nostr:…`, `ipfs:…`, `magnet:…`."""

SINGLE: Mapping[str, frozenset[str]] = {
    "channel": (RSS["channel"] - {"category", "item"}) | (ITUNES - {"itunes:category", "itunes:name", "itunes:email"}),
    "item": (RSS["item"] - {"category", "enclosure"}) | (ITUNES - {"itunes:category"}) | {"content:encoded"},
}
"""Element → the elements that may be in it once."""
