"""Tags that no class declares: where each may stand, how often, what is in it, and of which field it is made.

Their facts lead findings back to the author's lines. Some are made of other fields, others are never written.
"""

from __future__ import annotations

from feedpub.elements.facts import XmlAttribute, row

_BOTH = "channel item"
_ADDRESS = XmlAttribute("url", address="web")

# --- RSS 2.0, and the two that everybody adds: `atom:link` and `content:encoded`

RSS = (
    row("channel", "rss", once=True),
    row("title", "channel item image textInput", once=True, text="plain", field={"channel": "title", "item": "title"}),
    row("link", "channel item image textInput", once=True, text="address", field={"channel": "link", "item": "link"}),
    row(
        "description",
        "channel item image textInput",
        once=True,
        text="html",
        field={"channel": "description", "item": "notes"},
    ),
    row("category", "channel item", text="plain"),
    row("pubDate", "channel item", once=True, field={"item": "published"}),
    row("language", "channel", once=True, field="language"),
    row("copyright", "channel", once=True, text="plain", field="copyright"),
    row("managingEditor", "channel", once=True, text="plain"),
    row("webMaster", "channel", once=True, text="plain"),
    row("lastBuildDate", "channel", once=True),
    row("generator", "channel", once=True, text="plain"),
    row("docs", "channel", once=True, text="address"),
    row("cloud", "channel", once=True),
    row("ttl", "channel", once=True),
    row("image", "channel", once=True),
    row("rating", "channel", once=True),
    row("textInput", "channel", once=True),
    row("skipHours", "channel", once=True),
    row("skipDays", "channel", once=True),
    row("item", "channel"),
    row("author", "item", once=True, text="plain"),
    row("comments", "item", once=True, text="address"),
    row("enclosure", "item", attributes=[_ADDRESS], field="audio"),
    row("guid", "item", once=True, field="guid"),
    row("source", "item", once=True, attributes=[_ADDRESS]),
    row("url", "image", text="address"),
    row("width", "image"),
    row("height", "image"),
    row("name", "textInput"),
    row("hour", "skipHours"),
    row("day", "skipDays"),
    row("atom:link", "channel", attributes=[XmlAttribute("href", address="any")], field="publish.url"),
    row("content:encoded", "item", once=True, text="html", field="notes"),
)
"""Source: RSS 2.0 specification; RFC 4287; RSS 1.0 module `content`."""

# --- Apple's, also those that it no longer reads

ITUNES = (
    row("itunes:applepodcastsverify", "channel", once=True),
    row("itunes:author", _BOTH, once=True, text="plain", field="author"),
    row("itunes:block", _BOTH, once=True, field="block"),
    row(
        "itunes:category",
        "channel itunes:category",
        attributes=[XmlAttribute("text", shown=True)],
        field={"channel": "categories[]"},
    ),
    row("itunes:complete", "channel", once=True, field="complete"),
    row("itunes:duration", "item", once=True, field="audio"),
    row("itunes:email", "itunes:owner", once=True),
    row("itunes:episode", "item", once=True, field="number"),
    row("itunes:episodeType", "item", once=True, field="type"),
    row("itunes:explicit", _BOTH, once=True, field="explicit"),
    row("itunes:image", _BOTH, once=True, attributes=[XmlAttribute("href", address="web")], field="image"),
    row("itunes:isClosedCaptioned", "item", once=True),
    row("itunes:keywords", _BOTH, once=True, text="plain"),
    row("itunes:name", "itunes:owner", once=True, text="plain"),
    row("itunes:new-feed-url", "channel", once=True, text="address", field="new_feed_url"),
    row("itunes:order", "item", once=True),
    row("itunes:owner", "channel", once=True, field="owner"),
    row("itunes:season", "item", once=True, field="season"),
    row("itunes:subtitle", _BOTH, once=True, text="plain"),
    row("itunes:summary", _BOTH, once=True, text="html"),
    row("itunes:title", _BOTH, once=True, text="plain"),
    row("itunes:type", "channel", once=True, field="type"),
)
"""Source: Apple, A Podcaster's Guide to RSS."""

# --- the podcast namespace's

_EPISODES = "item podcast:liveItem"
_REQUIRED_URL = XmlAttribute("url", required=True, address="web")
_ANY = "channel item podcast:liveItem"


def _required(*names: str) -> tuple[XmlAttribute, ...]:
    return tuple(XmlAttribute(name, required=True) for name in names)


def _optional(*names: str) -> tuple[XmlAttribute, ...]:
    return tuple(XmlAttribute(name) for name in names)


PODCAST = (
    row("podcast:guid", "channel", once=True, needs_text=True, field="guid"),
    row("podcast:locked", "channel", once=True, needs_text=True, attributes=_optional("owner"), field="locked"),
    row("podcast:medium", "channel", once=True, needs_text=True, field="medium"),
    row("podcast:trailer", "channel", field="trailer"),
    row(
        "podcast:season",
        _EPISODES,
        once=True,
        needs_text=True,
        attributes=[XmlAttribute("name", limit=128, shown=True, field="seasons")],
        field="season",
    ),
    row(
        "podcast:episode",
        _EPISODES,
        once=True,
        needs_text=True,
        attributes=[XmlAttribute("display", limit=32, shown=True, field="number_display")],
        field="number",
    ),
    row(
        "podcast:transcript",
        _EPISODES,
        attributes=[
            _REQUIRED_URL,
            *_required("type"),
            *_optional("language", "rel"),
        ],
        field="transcripts[]",
    ),
    row(
        "podcast:chapters",
        _EPISODES,
        once=True,
        attributes=[_REQUIRED_URL, *_required("type")],
        field="chapters",
    ),
    row("podcast:remoteItem", "channel"),
    row("podcast:images", _ANY, once=True, attributes=_required("srcset")),
    row(
        "podcast:podping",
        "channel",
        once=True,
        attributes=[*_required("usesPodping"), *_optional("feedGuid", "hiveAccount")],
    ),
)
"""Source: podcast namespace 1.0."""

PROPOSED = frozenset(
    {"verify", "social", "hiveAccount", "hive-account", "recommendations", "previousUrl", "contact", "gateway"}
)
"""Names that were talked about and never became part of the namespace."""

# --- of other namespaces that podcast feeds hold; of these feedpub writes Podlove's chapters alone

FOREIGN = (
    row("psc:chapters", "item", once=True, field="chapters"),
    row("dc:creator", _BOTH, text="plain"),
    row("media:content", _BOTH, attributes=[_ADDRESS]),
    row("media:description", _BOTH, text="html"),
    row("media:player", _BOTH, attributes=[_ADDRESS]),
    row("media:thumbnail", _BOTH, attributes=[_ADDRESS]),
    row("media:title", _BOTH, text="plain"),
    row("googleplay:description", _BOTH, text="html"),
    row("googleplay:image", _BOTH, attributes=[XmlAttribute("href", address="web")]),
    row("atom:content", _BOTH, text="html"),
)
"""Sources: Podlove Simple Chapters 1.2; Dublin Core; Media RSS; Google Play podcasts (read no more); RFC 4287."""
