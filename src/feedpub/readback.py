"""A catalog's feed, read back: rendered, and read as any reader reads it, with what was measured put beside it.

So rules look at what is really published, and not at what somebody meant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from feedpub import chapters
from feedpub import feed as rss
from feedpub.catalog import revise
from feedpub.chapters import Outline
from feedpub.feed_view import Element, FeedView, fact, with_facts
from feedpub.model.address import chapter_image, feed_address
from feedpub.model.catalog import Catalog
from feedpub.model.channel import Channel
from feedpub.model.chapter import Chapter
from feedpub.model.item import Artwork, Enclosure, Item
from feedpub.reader import read
from feedpub.standards import is_private_address, written_clock

Facts = Mapping[str, Mapping[str, Sequence[Element]]]
"""Slug (empty for the show) → path in the item (`enclosure`) → facts about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBack:
    """What the feed of a catalog says."""

    feed: FeedView
    slugs: tuple[str, ...]
    """Slug of each item, in the feed's order."""


def read_back(catalog: Catalog, *, now: datetime, facts: Facts | None = None) -> ReadBack:
    """What the feed of a catalog will say once everything in it is out; withheld items hold the fact `seen:withheld`.

    `now` is aware. `facts` say more of some items than the catalog does.
    """
    items = tuple(replace(item, withheld=False) if item.withheld else item for item in catalog.items)
    shown = replace(catalog, items=items)
    if shown.channel.feed not in shown.manifest:
        shown = revise(None, shown, rendered={shown.channel.feed: ""}, now=now)
    address = feed_address(catalog.channel)
    said = read(rss.render(shown), now=now, address=address).feed
    out = shown.out
    waiting = {item.slug for item in catalog.items if item.withheld}
    seen = {**_known(catalog, out, waiting), **_more(catalog, out, facts or {})}
    said = replace(with_facts(said, seen), rehearsal=is_private_address(catalog.channel.base), measured=True)
    return ReadBack(feed=said, slugs=tuple(item.slug for item in out))


def _known(catalog: Catalog, out: Sequence[Item], waiting: set[str]) -> dict[str, list[Element]]:
    """What the catalog itself knows of the objects."""
    known = {"itunes:image": [_picture(catalog.channel.image)]}
    for at, item in enumerate(out):
        known[f"items[{at}].enclosure"] = [_audio(item.enclosure), *_tagged(catalog.channel, item)]
        if item.chapter_file:
            known[f"items[{at}].podcast:chapters"] = [_chapters(catalog.channel, item)]
        if item.image:
            known[f"items[{at}].itunes:image"] = [_picture(item.image)]
        if item.slug in waiting:
            known[f"items[{at}]"] = [fact("withheld")]
    return known


def _chapters(channel: Channel, item: Item) -> Element:
    shown = tuple(replace(one, image=chapter_image(channel, one)) if one.image else one for one in item.chapters)
    return chapters.facts(Outline(chapters=shown))


def _more(catalog: Catalog, out: Sequence[Item], measured: Facts) -> dict[str, list[Element]]:
    """What this run measured, in the place of what the catalog knows."""
    more = {path: list(seen) for path, seen in measured.get("", {}).items()}
    for at, item in enumerate(out):
        for path, seen in measured.get(item.slug, {}).items():
            said = [_cleaned(one, item.enclosure.size) for one in seen] if item.enclosure.tags else list(seen)
            also = _tagged(catalog.channel, item) if path == "enclosure" else ()
            more[f"items[{at}].{path}" if path else f"items[{at}]"] = [*said, *also]
    return more


def _cleaned(seen: Element, size: int) -> Element:
    """What was seen in the author's file, but for what listeners do not get: its tags."""
    if seen.name != "seen:audio":
        return seen
    kept = {name: value for name, value in seen.attributes.items() if name not in _OF_TAGS}
    return Element(seen.name, attributes={**kept, "size": str(size)})


_OF_TAGS = frozenset({"vbr", "xing", "claimed-ms", "faststart", "tag-size", "picture-size"})
"""Facts about an author's file that are not so in the copy which listeners get."""


def _tagged(channel: Channel, item: Item) -> list[Element]:
    """What the tags of the stored file say that is no longer so."""
    tags = item.enclosure.tags
    if tags is None:
        return []
    now: dict[str, tuple[str, ...]] = {
        "title": (tags.title, item.title),
        "show": (tags.show, channel.title),
        "author": (tags.author, item.author or channel.author),
        "season": (str(tags.season or ""), str(item.season or "")),
        "number": (str(tags.number or ""), str(item.number or "")),
    }
    if tags.chapters != item.chapters:
        now["chapters"] = tuple(f"{len(one)}: {_starts(one)}" for one in (tags.chapters, item.chapters))
    return [fact("tag", field=name, said=said, now=wanted) for name, (said, wanted) in now.items() if said != wanted]


def _starts(listed: Sequence[Chapter]) -> str:
    return ", ".join(f"{written_clock(one.start_ms)} {one.title}".strip() for one in listed[:_FEW]) + (
        ", …" if len(listed) > _FEW else ""
    )


_FEW = 3
"""Chapters that a message names."""


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
