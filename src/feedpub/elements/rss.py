"""RSS 2.0's own elements, and the two that everybody adds: `atom:link` and `content:encoded`."""

from __future__ import annotations

from feedpub.elements.facts import XmlAttribute, row

_ADDRESS = XmlAttribute("url", address="web")

TABLE = (
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
