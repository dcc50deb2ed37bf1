"""How elements become XML."""

from __future__ import annotations

from functools import cache

from lxml import etree

from feedpub.elements.xml import Tag
from feedpub.standards import namespaces

DECLARED = ("itunes", "podcast", "atom", "content")
"""Prefixes that `<rss>` declares, used or not (PSP-1)."""

NAMESPACES = {prefix: namespaces.NAMESPACES[prefix] for prefix in DECLARED}
"""What every feed of ours declares."""

_XML = {"xml": "http://www.w3.org/XML/1998/namespace"}


def write(parent: etree._Element, made: Tag) -> None:
    """Append the element to `parent`."""
    name, text, attributes, children, html = made
    declared = used_namespaces(made) if name.startswith("{") else None
    pairs = {qualified(attribute): value for attribute, value in attributes}
    element = etree.SubElement(parent, qualified(name), pairs, declared)
    if text:
        element.text = cdata(text) if html else text
    for child in children:
        write(element, child)


def cdata(html: str) -> etree.CDATA:
    """HTML as CDATA; `]]>`, which would end it, is written as the same HTML in other letters."""
    return etree.CDATA(html.replace("]]>", "]]&gt;"))


def used_namespaces(made: Tag) -> dict[str, str]:
    """Prefix → URI of the names of an element and its attributes, what is in it aside."""
    names = (made.name, *(attribute for attribute, _ in made.attributes))
    parts = [_parts(name) for name in names]
    return {prefix: uri for uri, prefix, _ in parts if prefix and prefix not in _XML}


@cache
def qualified(name: str) -> str:
    """`itunes:explicit` as lxml names it: `{http://www.itunes.com/…}explicit`."""
    uri, _, local = _parts(name)
    return f"{{{uri}}}{local}" if uri else local


@cache
def _parts(name: str) -> tuple[str, str, str]:
    """URI, prefix and local name."""
    known, _, rest = name.removeprefix("{").partition("}") if name.startswith("{") else ("", "", name)
    prefix, _, local = rest.rpartition(":")
    uri = known or (({**namespaces.NAMESPACES, **_XML})[prefix] if prefix else "")
    return uri, prefix, local
