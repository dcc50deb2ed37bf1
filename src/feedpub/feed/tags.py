"""Elements as values, and how they become XML: so that what a feed says can be compared without rendering it."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from typing import NamedTuple

from lxml import etree

NAMESPACES = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
}
"""Compared as exact strings by every reader. Sources: Apple 823, podcast namespace, RFC 4287, RSS content module."""


class Tag(NamedTuple):
    """One element, with everything in it."""

    name: str
    """With its prefix, as in `NAMESPACES`: `itunes:explicit`."""

    text: str
    attributes: tuple[tuple[str, str], ...]
    children: tuple[Tag, ...]
    html: bool
    """The text is HTML and goes into CDATA: one level of escaping, as Apple asks for it."""


def tag(name: str, text: str = "", /, *children: Tag, html: bool = False, **attributes: str) -> Tag:
    """An element; blanks around values and attributes without value are left out (PSP-1: no blanks around values)."""
    pairs = [(key, value.strip()) for key, value in attributes.items() if value]
    return Tag(name, text.strip(), tuple(pairs), children, html)


def write(parent: etree._Element, made: Tag) -> None:
    """Append the element to `parent`."""
    name, text, attributes, children, html = made
    element = etree.SubElement(parent, qualified(name), dict(attributes))
    if text:
        element.text = cdata(text) if html else text
    for child in children:
        write(element, child)


def cdata(html: str) -> etree.CDATA:
    """HTML as CDATA; `]]>`, which would end it, is written as the same HTML in other letters."""
    return etree.CDATA(html.replace("]]>", "]]&gt;"))


@cache
def qualified(name: str) -> str:
    """`itunes:explicit` as lxml names it: `{http://www.itunes.com/…}explicit`."""
    prefix, _, local = name.rpartition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}" if prefix else local


def rfc2822(moment: datetime) -> str:
    """`Mon, 23 Nov 2026 07:05:09 +0000`: English whatever the locale, UTC whatever the machine's zone (RFC 2822 §3.3).

    Raises `ValueError` for a naive time, which means another moment on every machine.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no UTC offset")
    return format_datetime(moment.astimezone(UTC))
