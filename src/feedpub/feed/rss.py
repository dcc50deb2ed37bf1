"""RSS's own elements where feedgen writes them otherwise than directories want them.

Apple wants HTML in CDATA; feedgen escapes descriptions. An extension sees the tree before it is written, so the text is
put there as what it is.
"""

from __future__ import annotations

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from lxml import etree


class RssChannel(BaseExtension):  # type: ignore[misc]  # feedgen is untyped
    """The channel's description as CDATA."""

    def extend_rss(self, feed: etree._Element) -> etree._Element:
        """Put the description into CDATA."""
        _as_cdata(feed[0])
        return feed


class RssItem(BaseEntryExtension):  # type: ignore[misc]  # feedgen is untyped
    """The item's description as CDATA."""

    def extend_rss(self, entry: etree._Element) -> etree._Element:
        """Put the description into CDATA."""
        _as_cdata(entry)
        return entry


def _as_cdata(parent: etree._Element) -> None:
    description = parent.find("description")
    if description is not None:
        description.text = etree.CDATA(description.text or "")
