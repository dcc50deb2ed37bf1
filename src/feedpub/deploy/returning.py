"""Objects that the feed names again, or for the first time long after they were sent: are they still there?

A scheduled episode was sent weeks before it is released; what was taken out, or replaced, may come back after years.
Meanwhile somebody may have tidied up: a lifecycle rule, a person at a console. Nothing else looks at what was sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from feedpub.catalog import of_catalog, of_item
from feedpub.catalog.objects import sizes
from feedpub.model.catalog import Catalog
from feedpub.model.item import Item
from feedpub.storage import ObjectInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Returning:
    """An object that was sent by an earlier run."""

    digest: str
    """SHA-256 (hex) of its bytes."""

    size: int
    """In bytes; 0 where the catalog does not say."""

    def is_stored(self, found: ObjectInfo | None) -> bool:
        """Whether what was looked at is it; of a store that keeps no digests the size tells."""
        if found is None or (self.size and found.size != self.size):
            return False
        return found.digest in {self.digest, ""}


def returning(before: Catalog | None, after: Catalog) -> dict[str, Returning]:
    """Key → each object that an earlier catalog named, and that listeners will be sent to from now on."""
    if before is None:
        return {}
    superseded = {key for key, entry in before.manifest.items() if entry.superseded is not None}
    released = {key for item in _released(before, after) for key, _ in of_item(item)}
    lengths = sizes(after)
    return {
        key: Returning(digest=digest, size=lengths.get(key, 0))
        for key, digest in of_catalog(after).items()
        if key in before.manifest and (key in superseded or key in released)
    }


def _released(before: Catalog, after: Catalog) -> Iterator[Item]:
    scheduled = {item.guid for item in before.items if item.scheduled}
    return (item for item in after.published_items if item.guid in scheduled)
