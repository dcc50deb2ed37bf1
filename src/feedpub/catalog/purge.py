"""Purging an episode: what is its own and nobody else's, and what the catalog and its history remember of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from feedpub.catalog.codec import Stored, stored
from feedpub.catalog.objects import key_digest, of_catalog, of_item
from feedpub.model.address import embed_key, is_transcript_of, oembed_key, page_key
from feedpub.model.catalog import Catalog
from feedpub.model.item import Enclosure, Item, Purge, Tombstone


def purged(catalog: Catalog, slug: str, *, now: datetime, author: str = "", reason: str = "") -> Catalog:
    """The catalog with a tombstone without words instead of the episode, published or not; as it is if that is there.

    The tombstone names the keys that are to be deleted: the episode's own, which nothing else uses.
    """
    stone = catalog.tombstone(slug)
    item = catalog.item(slug) or (stone.item if stone and stone.purged is None else None)
    if item is None:
        return catalog
    rest = replace(
        catalog,
        items=tuple(one for one in catalog.items if one.slug != slug),
        gone=tuple(one for one in catalog.gone if one.item.slug != slug),
    )
    made = Tombstone(
        item=without_words(item),
        removed=stone.removed if stone else now,
        purged=Purge(
            date=now,
            digest=item.enclosure.digest,
            keys=tuple(sorted(_own_keys(catalog, item) - _used(rest))),
            author=author,
            reason=reason,
        ),
    )
    return replace(rest, gone=tuple(sorted((*rest.gone, made), key=lambda one: one.item.slug)))


def without_words(item: Item) -> Item:
    """What is left of an episode: its slugs and guid, which stay taken, its dates, and where else its recording is.

    Of a recording at another host nothing is deleted here, so its address is what can be asked later.
    """
    nothing = Enclosure(
        key=item.enclosure.key if item.enclosure.is_elsewhere else "",
        type="",
        size=0,
        duration_ms=0,
        digest="",
        identity="",
        bitrate=0,
        sample_rate=0,
        channels=0,
        file="",
        prefix=item.enclosure.prefix,
    )
    return Item(
        slug=item.slug,
        guid=item.guid,
        title="",
        published=item.published,
        enclosure=nothing,
        scheduled=item.scheduled,
        first=item.first,
        dated=item.dated,
        former=item.former,
    )


def _used(catalog: Catalog) -> set[str]:
    """What the other episodes and the show use; the page of a tombstone is not its object."""
    slugs = [slug for item in catalog.items for slug in (item.slug, *item.former)]
    return {*of_catalog(catalog), *(key for slug in slugs for key in _pages(slug))}


def _pages(slug: str) -> tuple[str, ...]:
    """Keys of the page of an episode, and of what stands beside it."""
    return (page_key(slug), embed_key(slug), oembed_key(slug))


def _own_keys(catalog: Catalog, item: Item) -> set[str]:
    """What the episode has, and what it had before it was edited, as far as the manifest knows it by its name."""
    slugs = (item.slug, *item.former)
    others = {one.slug for one in (*catalog.items, *(stone.item for stone in catalog.gone))} - set(slugs)
    named = {key for key, _ in of_item(item)}
    named |= {key for key in catalog.manifest if any(_is_named_after(key, slug, others) for slug in slugs)}
    return named & catalog.manifest.keys()


def _is_named_after(key: str, slug: str, others: set[str]) -> bool:
    """Whether an object is called after the slug, and not after that of an episode whose slug begins with it."""
    if key in _pages(slug) or is_transcript_of(key, slug):
        return True
    digest, (folder, _, file) = key_digest(key), key.partition("/")
    if not digest or folder == "assets":
        return False
    name = file.rpartition(f"-{digest}")[0]
    if name == slug:
        return True
    if folder != "art" or not name.startswith(f"{slug}-"):
        return False
    return not any(name == other or name.startswith(f"{other}-") for other in others if other.startswith(f"{slug}-"))


# --- the history


def without_item(made: Stored, stone: Tombstone) -> Stored | None:
    """A catalog of the history without an episode, and with its tombstone; None if it says nothing of it.

    It stands for the catalog in whose place it is: `substitute` is the digest of that one. So whatever names that as
    its parent still finds it. It is known by its guid, under whatever slug.
    """
    catalog, guid = made.catalog, stone.item.guid
    if guid not in set(_words_of(catalog)):
        return None
    changed = replace(
        catalog,
        items=tuple(item for item in catalog.items if item.guid != guid),
        gone=tuple(sorted((*_other_stones(catalog, guid), stone), key=lambda one: one.item.slug)),
        substitute=made.digest,
    )
    return stored(changed)


def _words_of(catalog: Catalog) -> Iterator[str]:
    """The guids of all episodes of which it holds more than a tombstone of what was purged."""
    yield from (item.guid for item in catalog.items)
    yield from (stone.item.guid for stone in catalog.gone if stone.purged is None)


def _other_stones(catalog: Catalog, guid: str) -> Iterator[Tombstone]:
    return (stone for stone in catalog.gone if stone.item.guid != guid)
