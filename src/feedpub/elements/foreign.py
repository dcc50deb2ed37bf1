"""Elements of other namespaces that podcast feeds hold; of these feedpub writes Podlove's chapters alone."""

from __future__ import annotations

from feedpub.elements.facts import XmlAttribute, row

_BOTH = "channel item"
_URL = (XmlAttribute("url", address="web"),)

TABLE = (
    row("psc:chapters", "item", once=True, field="chapters"),
    row("dc:creator", _BOTH, text="plain"),
    row("media:content", _BOTH, attributes=_URL),
    row("media:description", _BOTH, text="html"),
    row("media:player", _BOTH, attributes=_URL),
    row("media:thumbnail", _BOTH, attributes=_URL),
    row("media:title", _BOTH, text="plain"),
    row("googleplay:description", _BOTH, text="html"),
    row("googleplay:image", _BOTH, attributes=[XmlAttribute("href", address="web")]),
    row("atom:content", _BOTH, text="html"),
)
"""Sources: Podlove Simple Chapters 1.2; Dublin Core; Media RSS; Google Play podcasts (read no more); RFC 4287."""
