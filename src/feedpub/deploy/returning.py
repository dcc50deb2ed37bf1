"""Objects that the feed names again, or for the first time long after they were sent: are they still there?

A scheduled episode was sent weeks before it is released; what was taken out, or replaced, may come back after years; a
run that was killed between its catalog and its feed has sent what no feed has named. Meanwhile somebody may have tidied
up: a lifecycle rule, a person at a console. Nothing else looks at what was sent.
"""

from __future__ import annotations

from dataclasses import dataclass

from feedpub.catalog import of_catalog, of_item
from feedpub.catalog.objects import sizes
from feedpub.deploy.observe import Observed
from feedpub.model.catalog import Catalog
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
        if found is None or (self.size and found.size != self.size) or found.checksum not in {self.digest, ""}:
            return False
        return found.digest in {self.digest, ""}


def returning(observed: Observed, after: Catalog) -> dict[str, Returning]:
    """Key → each object that an earlier catalog named, and that listeners will be sent to from now on.

    With an older catalog that is adopted all that it names is looked at anyway; of a show that arrives from another
    place all of it is new here.
    """
    before = observed.catalog
    if before is None or observed.is_incoming:
        return {}
    scheduled = {item.guid for item in before.items if item.scheduled}
    released = {key for item in after.published_items if item.guid in scheduled for key, _ in of_item(item)}
    hidden = {key for item in after.items if item.scheduled for key, _ in of_item(item)}
    lengths = sizes(after)
    return {
        key: Returning(digest=digest, size=lengths.get(key, 0))
        for key, digest in of_catalog(after).items()
        if (entry := before.manifest.get(key)) is not None
        and (
            entry.superseded is not None
            or key in released
            or (entry.revision > observed.shown and key not in hidden and not observed.adopted)
        )
    }
