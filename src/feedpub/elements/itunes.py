"""Apple's elements: `itunes:`, also those that it no longer reads."""

from __future__ import annotations

from feedpub.elements.facts import XmlAttribute, row

_BOTH = "channel item"

TABLE = (
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
