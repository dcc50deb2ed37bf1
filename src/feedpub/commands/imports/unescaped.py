"""HTML that stands in a feed as if it were RSS: `<description>What the <b>tide</b> brings.</description>`.

For a parser each of its tags is an element, and what apps show of the text is up to them. Its author meant the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from feedpub.feed_view import Element, with_changes
from feedpub.reader import Read
from feedpub.reader.build import start_tag
from feedpub.reader.text import Lines

_TEXTS = (
    *("title", "description", "copyright", "content:encoded"),
    *("itunes:author", "itunes:subtitle", "itunes:summary", "itunes:title"),
)
"""Elements that hold text, and no other element."""

_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)


def with_texts(read: Read) -> tuple[Read, tuple[str, ...]]:
    """A feed whose texts have their HTML as text, and the paths of those that had it as elements."""
    feed = read.feed
    found = tuple(one.path for parent in (feed.channel, *feed.items) for one in _with_elements(parent))
    if not found:
        return read, ()
    lines = Lines(read.text)

    def with_texts_of(parent: Element) -> Element:
        texts = {one.path: replace(one, text=_inside(read, lines, one), children=()) for one in _with_elements(parent)}
        return replace(parent, children=tuple(texts.get(one.path, one) for one in parent.children))

    return replace(read, feed=with_changes(feed, with_texts_of)), found


def _with_elements(parent: Element) -> Iterator[Element]:
    for name in _TEXTS:
        yield from (one for one in parent.all(name) if one.children)


def _inside(read: Read, lines: Lines, element: Element) -> str:
    """What the document has between the tags of an element."""
    at = lines.position(*read.places.get(element.path, (1, 1)))
    tag = start_tag(read.text, at)
    end = read.text.find(f"</{tag.name}", tag.end) if tag else -1
    return _CDATA.sub(r"\1", read.text[tag.end : end]) if tag and end >= 0 else element.text
