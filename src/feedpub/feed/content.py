"""An item's words: which of its texts becomes `description`, and when there is a `content:encoded`."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from feedpub.feed.tags import Tag, tag
from feedpub.model import Item

LIMIT = 4000
"""Bytes of UTF-8 in a `description` (PSP-1; Apple names it for shows and, by some of its pages, for episodes)."""


def of_item(item: Item, footer: str) -> Iterator[Tag]:
    """`description`, and behind it `content:encoded` where the description could not hold all of the notes.

    Behind it, because some readers keep the last they saw (W3C, `NeedDescriptionBeforeContent`).
    """
    summary = f"<p>{escape(item.summary, quote=False)}</p>" if item.summary else ""
    if not item.notes:
        title = f"<p>{escape(item.title, quote=False)}</p>"
        yield tag("description", _joined(summary or title, footer), html=True)
    elif _fits(body := _joined(item.notes, footer)) or not summary:
        yield tag("description", body, html=True)
    else:
        short = _joined(summary, footer)
        yield tag("description", short if _fits(short) else summary, html=True)
        yield tag("content:encoded", body, html=True)


def _joined(above: str, below: str) -> str:
    return f"{above}\n{below}" if below else above


def _fits(html: str) -> bool:
    return len(html.encode()) <= LIMIT
