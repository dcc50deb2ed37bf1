"""Namespaces, exactly as readers compare them, and one way to add an element."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

NAMESPACES: Mapping[str, str] = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
}
"""Prefix → URI; scheme, case and trailing slash all matter."""


def add(parent: etree._Element, uri: str, name: str, value: str = "", /, **attributes: str) -> etree._Element:
    """A child element in a namespace; attributes that are empty are left out, `_` in their names is `-`."""
    element = etree.SubElement(parent, f"{{{uri}}}{name}")
    for key, text in attributes.items():
        if text:
            element.set(key.replace("_", "-"), text)
    if value:
        element.text = value
    return element
