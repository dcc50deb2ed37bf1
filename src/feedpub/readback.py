"""A catalog's feed, read back: rendered, and read as any reader reads it, with what was measured put beside it.

So rules look at what is really published, and not at what somebody meant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from feedpub import feed as rss
from feedpub.catalog import revise
from feedpub.model.address import feed_address
from feedpub.model.catalog import Catalog
from feedpub.model.item import Artwork, Enclosure, Item
from feedpub.reader import read
from feedpub.view import Element, Feed, fact, with_facts
from feedpub.vocab import is_private_address

Facts = Mapping[str, Mapping[str, Sequence[Element]]]
"""Slug (empty for the show) → path in the item (`enclosure`) → facts about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBack:
    """What the feed of a catalog says."""

    feed: Feed
    slugs: tuple[str, ...]
    """Slug of each item, in the feed's order."""


def read_back(catalog: Catalog, *, now: datetime, facts: Facts | None = None) -> ReadBack:
    """What the feed of a catalog will say once everything in it is out; withheld items hold the fact `seen:withheld`.

    `now` is aware. `facts` say more of some items than the catalog does.
    """
    shown = replace(catalog, items=tuple(replace(item, withheld=False) for item in catalog.items))
    if shown.channel.feed not in shown.manifest:
        shown = revise(None, shown, rendered={shown.channel.feed: ""}, now=now)
    address = feed_address(catalog.channel)
    said = read(rss.render(shown), now=now, address=address).feed
    out = shown.out
    waiting = {item.slug for item in catalog.items if item.withheld}
    seen = {**_known(catalog, out, waiting), **_more(out, facts or {})}
    said = replace(with_facts(said, seen), rehearsal=is_private_address(catalog.channel.base), measured=True)
    return ReadBack(feed=said, slugs=tuple(item.slug for item in out))


def _known(catalog: Catalog, out: Sequence[Item], waiting: set[str]) -> dict[str, list[Element]]:
    """What the catalog itself knows of the objects."""
    known = {"itunes:image": [_picture(catalog.channel.image)]}
    for at, item in enumerate(out):
        known[f"items[{at}].enclosure"] = [_audio(item.enclosure)]
        if item.image:
            known[f"items[{at}].itunes:image"] = [_picture(item.image)]
        if item.slug in waiting:
            known[f"items[{at}]"] = [fact("withheld")]
    return known


def _more(out: Sequence[Item], facts: Facts) -> dict[str, list[Element]]:
    """What this run measured, in the place of what the catalog knows."""
    more = {path: list(seen) for path, seen in facts.get("", {}).items()}
    for at, item in enumerate(out):
        for path, seen in facts.get(item.slug, {}).items():
            more[f"items[{at}].{path}" if path else f"items[{at}]"] = list(seen)
    return more


def _audio(enclosure: Enclosure) -> Element:
    return fact(
        "audio",
        type=enclosure.type,
        size=enclosure.size,
        duration_ms=enclosure.duration_ms,
        bitrate=enclosure.bitrate,
        sample_rate=enclosure.sample_rate,
        channels=enclosure.channels,
    )


def _picture(artwork: Artwork) -> Element:
    kind = {"image/jpeg": "JPEG", "image/png": "PNG"}.get(artwork.type, "")
    return fact("picture", kind=kind, width=artwork.width, height=artwork.height, size=artwork.size)
