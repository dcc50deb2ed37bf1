"""How our elements get into feedgen's document: one extension for each namespace, told its tags beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from lxml import etree

from feedpub.elements.xml import Tag
from feedpub.feed.tags import NAMESPACES, write


class ChannelExtension(BaseExtension):  # type: ignore[misc]  # feedgen has no types
    """Appends its tags to `<channel>`; feedgen asks before it appends the items, so they come last."""

    prefixes: ClassVar[tuple[str, ...]] = ()
    """Namespaces to declare on `<rss>`, used or not (PSP-1)."""

    def __init__(self) -> None:
        self.tags: Sequence[Tag] = ()

    def extend_ns(self) -> dict[str, str]:
        """Prefix → namespace."""
        return {prefix: NAMESPACES[prefix] for prefix in self.prefixes}

    def extend_rss(self, feed: etree._Element) -> etree._Element:
        """Append to the channel of the `<rss>` element."""
        for tag in self.tags:
            write(feed[0], tag)
        return feed


class ItemExtension(BaseEntryExtension):  # type: ignore[misc]  # feedgen has no types
    """Appends its tags to one `<item>`."""

    def __init__(self) -> None:
        self.tags: Sequence[Tag] = ()

    def extend_rss(self, entry: etree._Element) -> etree._Element:
        """Append to the `<item>` element."""
        for tag in self.tags:
            write(entry, tag)
        return entry
