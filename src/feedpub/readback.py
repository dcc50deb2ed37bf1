"""A catalog's feed, rendered and read again as any reader reads it, with facts that were measured.

Rules read the result, so they judge what is published.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from feedpub import chapters
from feedpub import feed as rss
from feedpub.catalog import end_claim, is_claim_over, revise
from feedpub.chapters import Outline
from feedpub.chapters.json import with_addresses
from feedpub.feed_view import Element, FeedView, fact, with_facts
from feedpub.model.address import feed_address
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
    """The feed of a catalog, as it was read."""

    feed: FeedView
    slugs: tuple[str, ...]
    """Slug of each item, in the feed's order."""


def read_back(
    catalog: Catalog,
    *,
    now: datetime,
    facts: Facts | None = None,
    known: Container[str] = (),
    render: Callable[[Catalog], bytes] = rss.render,
) -> ReadBack:
    """The feed of a catalog when everything in it is published; scheduled items have the fact `seen:scheduled`.

    `now` is aware. `facts` replace those that the catalog has of the same elements. `known` are the slugs of the
    episodes that listeners have already: they have the fact `seen:published`. `render` gives the feed of a catalog.
    """
    everything = _everything(catalog, now=now)
    address = feed_address(catalog.channel)
    view = read(render(everything), now=now, address=address, with_places=False).feed
    published = everything.published_items
    scheduled = {item.slug for item in catalog.items if item.scheduled}
    found = {**_catalog_facts(catalog, published), **_measured_facts(catalog, published, facts or {})}
    if until := catalog.channel.claim_until:
        over = "true" if is_claim_over(catalog.channel, now) else ""
        found[""] = [*found.get("", ()), fact("claim", until=until, over=over)]
    for at, item in enumerate(published):
        states = [("scheduled", scheduled), ("published", known)]
        if now_true := [fact(name) for name, slugs in states if item.slug in slugs]:
            found[f"items[{at}]"] = [*found.get(f"items[{at}]", ()), *now_true]
    view = replace(with_facts(view, found), rehearsal=is_private_address(catalog.channel.base), measured=True)
    return ReadBack(feed=view, slugs=tuple(item.slug for item in published))


def rendered(catalog: Catalog, *, now: datetime) -> bytes:
    """The feed of a catalog when everything in it is published. `now` is aware."""
    return rss.render(_everything(catalog, now=now))


def _everything(catalog: Catalog, *, now: datetime) -> Catalog:
    items = tuple(replace(item, scheduled=False) if item.scheduled else item for item in catalog.items)
    everything = end_claim(replace(catalog, items=items), now=now)
    if everything.channel.feed in everything.manifest:
        return everything
    made = revise(None, everything, rendered={everything.channel.feed: ""}, now=now)
    return replace(made, feed_digest=_NO_DIGEST)


_NO_DIGEST = "0" * 64
"""What a feed shows as the digest of a catalog that is stored nowhere: to take it would be for nobody."""


def _catalog_facts(catalog: Catalog, published: Sequence[Item]) -> dict[str, list[Element]]:
    """The facts that the catalog has of its objects."""
    known = {"itunes:image": [_picture(catalog.channel.image)]}
    for at, item in enumerate(published):
        if not item.enclosure.is_elsewhere:
            known[f"items[{at}].enclosure"] = [_audio(item.enclosure), *_outdated_tags(catalog.channel, item)]
        if item.chapter_file:
            listed = Outline(chapters=with_addresses(catalog.channel, item))
            known[f"items[{at}].podcast:chapters"] = [chapters.facts(listed)]
        if item.image:
            known[f"items[{at}].itunes:image"] = [_picture(item.image)]
    return known


def _measured_facts(catalog: Catalog, published: Sequence[Item], measured: Facts) -> dict[str, list[Element]]:
    """The facts that this run measured, instead of those of the catalog."""
    found = {path: list(some) for path, some in measured.get("", {}).items()}
    for at, item in enumerate(published):
        for path, some in measured.get(item.slug, {}).items():
            own = [_of_copy(one, item.enclosure.size) for one in some] if item.enclosure.tags else list(some)
            outdated = _outdated_tags(catalog.channel, item) if path == "enclosure" else ()
            found[f"items[{at}].{path}" if path else f"items[{at}]"] = [*own, *outdated]
    return found


def _of_copy(measured: Element, size: int) -> Element:
    """A fact about the author's audio file, without what is otherwise in the copy that listeners get: its tags."""
    if measured.name != "seen:audio":
        return measured
    kept = {name: value for name, value in measured.attributes.items() if name not in _OF_THE_FILE}
    silences = tuple(one for one in measured.children if one.name == "seen:silence")
    return Element(measured.name, attributes={**kept, "size": str(size)}, children=silences)


_OF_THE_FILE = frozenset({"vbr", "xing", "claimed-ms", "faststart", "tag-size", "picture-size"})
"""Facts about an author's file that are not so in the copy which listeners get."""


def _outdated_tags(channel: Channel, item: Item) -> list[Element]:
    """The tags of the stored file that differ from what the feed says now."""
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
    return [fact("tag", field=name, before=old, now=new) for name, (old, new) in now.items() if old != new]


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
