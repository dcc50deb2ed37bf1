"""Which text stands in an item's `description`, and which in `content:encoded`."""

from __future__ import annotations

from html import escape

from feedpub.model.channel import Channel
from feedpub.model.item import Item

DESCRIPTION_BYTES = 4000
"""UTF-8 bytes of a description that every directory takes (Apple's older guide, PSP-1)."""


def description(channel: Channel, item: Item) -> str:
    """HTML: the notes with the footer; the summary where those are too long or missing; at last the title.

    Apple reads `content:encoded` only where there is no description, so the notes stand here whenever they fit.
    """
    body = _body(channel, item)
    if not item.summary or (item.notes and _fits(body)):
        return body if item.notes else _paragraph(item.summary or item.title) + channel.footer
    short = _paragraph(item.summary) + channel.footer
    return short if _fits(short) else _paragraph(item.summary)


def content(channel: Channel, item: Item) -> str:
    """HTML of `content:encoded`: the whole notes where the description could not hold them; else empty."""
    body = _body(channel, item)
    return body if item.notes and body != description(channel, item) else ""


def _body(channel: Channel, item: Item) -> str:
    return item.notes + channel.footer


def _paragraph(text: str) -> str:
    return f"<p>{escape(text, quote=False).replace(']]>', ']]&gt;')}</p>"


def _fits(html: str) -> bool:
    return len(html.encode()) <= DESCRIPTION_BYTES
