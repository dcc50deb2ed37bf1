"""Elements of the podcast namespace that no class declares: made of other fields, or never written."""

from __future__ import annotations

from feedpub.elements.facts import XmlAttribute, row

_EPISODES = "item podcast:liveItem"
_URL = XmlAttribute("url", required=True, address="web")
_ANY = "channel item podcast:liveItem"


def _required(*names: str) -> tuple[XmlAttribute, ...]:
    return tuple(XmlAttribute(name, required=True) for name in names)


def _optional(*names: str) -> tuple[XmlAttribute, ...]:
    return tuple(XmlAttribute(name) for name in names)


TABLE = (
    row("podcast:guid", "channel", once=True, needs_text=True, field="guid"),
    row("podcast:locked", "channel", once=True, needs_text=True, attributes=_optional("owner"), field="locked"),
    row("podcast:medium", "channel", once=True, needs_text=True, field="medium"),
    row("podcast:trailer", "channel", field="trailer"),
    row(
        "podcast:season",
        _EPISODES,
        once=True,
        needs_text=True,
        attributes=[XmlAttribute("name", limit=128, shown=True, field="seasons")],
        field="season",
    ),
    row(
        "podcast:episode",
        _EPISODES,
        once=True,
        needs_text=True,
        attributes=[XmlAttribute("display", limit=32, shown=True, field="number_display")],
        field="number",
    ),
    row(
        "podcast:transcript",
        _EPISODES,
        attributes=[
            XmlAttribute("url", required=True, address="web"),
            *_required("type"),
            *_optional("language", "rel"),
        ],
        field="transcripts[]",
    ),
    row(
        "podcast:chapters",
        _EPISODES,
        once=True,
        attributes=[_URL, *_required("type")],
        field="chapters",
    ),
    row("podcast:remoteItem", "channel"),
    row("podcast:images", _ANY, once=True, attributes=_required("srcset")),
    row(
        "podcast:podping",
        "channel",
        once=True,
        attributes=[*_required("usesPodping"), *_optional("feedGuid", "hiveAccount")],
    ),
)
"""Source: podcast namespace 1.0."""

PROPOSED = frozenset(
    {"verify", "social", "hiveAccount", "hive-account", "recommendations", "previousUrl", "contact", "gateway"}
)
"""Names that were talked about and never became part of the namespace."""
