"""A catalog that is being edited, with what is asked of it for each episode found at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from feedpub.catalog.deleted import marked
from feedpub.model.catalog import Catalog
from feedpub.model.item import Item, Tombstone


class CatalogIndex:
    """Items and tombstones by slug, guid and recording, so that an archive is not searched once for each episode."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._marked = marked(catalog)
        self._items = {item.slug: item for item in catalog.items}
        self._gone = {stone.item.slug: stone for stone in catalog.gone}
        self._guids = {item.guid for item in (*catalog.items, *(stone.item for stone in catalog.gone))}
        self._on_hold = set(catalog.on_hold)
        self._recordings: dict[str, list[str]] = {}
        for item in catalog.items:
            self._recordings.setdefault(item.enclosure.identity, []).append(item.slug)

    def item(self, slug: str) -> Item | None:
        """The item of that slug, published or scheduled."""
        return self._items.get(slug)

    def tombstone(self, slug: str) -> Tombstone | None:
        """The tombstone of that slug."""
        return self._gone.get(slug)

    def is_on_hold(self, slug: str) -> bool:
        """Whether nobody knows if an episode of that slug was ever published."""
        return slug in self._on_hold

    @property
    def marked(self) -> frozenset[str]:
        """The keys of objects that were deleted, or may be at any moment."""
        return self._marked

    def has_guid(self, guid: str) -> bool:
        """Whether an item has the guid, or had it once."""
        return guid in self._guids

    @property
    def slugs(self) -> set[str]:
        """Of all items and tombstones."""
        return {*self._items, *self._gone}

    def slugs_of_recording(self, identity: str) -> list[str]:
        """The slugs of the items with that recording: several, if there are reruns."""
        return self._recordings.get(identity, [])

    def put(self, item: Item, *, instead_of: str = "") -> None:
        """Put the item in the place of its slug (and of the slug it was renamed from)."""
        for slug in {item.slug, instead_of}:
            self._forget(slug)
        self._gone.pop(item.slug, None)
        self._on_hold.discard(item.slug)
        self._items[item.slug] = item
        self._guids.add(item.guid)
        self._recordings.setdefault(item.enclosure.identity, []).append(item.slug)

    def unpublish(self, slug: str, *, now: datetime) -> None:
        """Leave a tombstone instead of the item; its slug and guid stay taken."""
        if item := self._forget(slug):
            self._gone[slug] = Tombstone(item=item, removed=now)

    def unschedule(self, slug: str) -> None:
        """Take a scheduled item out, as if it had never been recorded: nobody has seen it, and nothing is taken.

        What was uploaded for it stays in the manifest, so that it need not be sent again.
        """
        if item := self._forget(slug):
            self._guids.discard(item.guid)

    def _forget(self, slug: str) -> Item | None:
        item = self._items.pop(slug, None)
        if item:
            self._recordings[item.enclosure.identity].remove(slug)
        return item

    def catalog(self) -> Catalog:
        """The catalog as it is now."""
        items = (self._items[slug] for slug in sorted(self._items))
        gone = (self._gone[slug] for slug in sorted(self._gone))
        return replace(self._catalog, items=tuple(items), gone=tuple(gone), on_hold=tuple(sorted(self._on_hold)))
