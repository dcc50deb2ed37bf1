"""Objects of the next catalog that are not known to be in the store: new, returning, and behind.

A scheduled episode was sent weeks before it is released; what was taken out, or replaced, may come back after years; a
run that was killed between its catalog and its feed has sent what no feed has named. Meanwhile somebody may have tidied
up: a lifecycle rule, a person at a console. Nothing else looks at what was sent.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from feedpub.catalog import PublishedDocument, of_catalog, of_item
from feedpub.catalog.deleted import to_delete
from feedpub.catalog.objects import is_document, sizes
from feedpub.deploy.target import Observed
from feedpub.model.catalog import Catalog
from feedpub.storage import Body, ObjectInfo


def to_look_at(observed: Observed, after: Catalog, again: Collection[str] = ()) -> tuple[str, ...]:
    """Keys whose stored state a plan needs, sorted: new and returning ones, those behind, those of `again`, the feed.

    Of what is to be deleted they are the pages, which are deleted with a guard. An older catalog that is adopted may
    name what was deleted since, so all that it names is looked at.
    """
    new = of_catalog(after) if observed.adopted else new_immutable(observed, after)
    pages = (key for key in to_delete(after, reached=observed.deleted) if is_document(key))
    behind = (*unproven_documents(observed, after), *still_named(again, after))
    return tuple(sorted({*new, *returning(observed, after), *behind, *pages, after.channel.feed}))


def to_read(observed: Observed, after: Catalog) -> frozenset[str]:
    """Those of them that a plan needs with their bytes.

    That is the feed, and pages that are new to the catalog: what is stored there must not be somebody else's.
    """
    new = (key for key in unproven_documents(observed, after) if key not in observed.manifest)
    return frozenset({after.channel.feed, *new})


def to_render(
    observed: Observed, after: Catalog, documents: Mapping[str, PublishedDocument], again: Collection[str] = ()
) -> tuple[PublishedDocument, ...]:
    """The pages that a plan may have to render, of which it needs what they read."""
    unproven = {*unproven_documents(observed, after), *still_named(again, after)}
    return tuple(one for key, one in documents.items() if key in unproven and one.reads)


def still_named(again: Collection[str], after: Catalog) -> list[str]:
    """Those keys that the catalog still refers to: what was taken out or deleted meanwhile never comes back."""
    return [key for key in again if key in after.manifest and after.manifest[key].superseded is None]


def is_revised(observed: Observed, after: Catalog) -> bool:
    """Whether there is another catalog to write."""
    return observed.catalog is None or observed.catalog.revision != after.revision


# --- new


def new_immutable(observed: Observed, after: Catalog) -> dict[str, str]:
    """Immutable keys (and digests) that no committed catalog names yet; a superseded one is still stored.

    With an older catalog that is adopted they are also those that are not there any more. Of a show that moves here
    they are all that there are, also those that nothing refers to any more: apps keep addresses for years.
    """
    gone = {key for key, found in observed.objects.items() if found is None} if observed.adopted else set()
    wanted = {**(_earlier(after) if observed.is_incoming else {}), **of_catalog(after)}
    return {key: digest for key, digest in wanted.items() if key not in observed.manifest or key in gone}


def _earlier(catalog: Catalog) -> dict[str, str]:
    """Key → digest of each immutable object that nothing refers to any more, and that nobody has deleted."""
    there = ((key, one) for key, one in catalog.manifest.items() if one.superseded is not None and one.deleted is None)
    return {key: one.digest for key, one in there if not is_document(key)}


# --- what returns


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
    lengths, shown = sizes(after), observed.shown
    return {
        key: Returning(digest=digest, size=lengths.get(key, 0))
        for key, digest in of_catalog(after).items()
        if (entry := before.manifest.get(key)) is not None
        and (
            entry.superseded is not None
            or key in released
            or (entry.revision > shown and key not in hidden and not observed.adopted)
        )
    }


def lost_objects(
    observed: Observed, after: Catalog, bodies: Mapping[str, Body], absent: frozenset[str]
) -> tuple[str, ...]:
    """Keys of returning objects that are not there any more, or not as they were sent, and that nobody brings; sorted.

    Those of `absent` are known to be.
    """
    return tuple(sorted(damaged_objects(observed, after) - bodies.keys() - absent))


def damaged_objects(observed: Observed, after: Catalog) -> frozenset[str]:
    """Returning objects that are not there any more, or not as they were sent."""
    again = returning(observed, after).items()
    return frozenset(key for key, one in again if not one.is_stored(observed.objects.get(key)))


# --- behind


def current_documents(after: Catalog) -> list[str]:
    """Keys of the feed and of every page that there is."""
    immutable = of_catalog(after)
    return [key for key, entry in after.manifest.items() if entry.superseded is None and key not in immutable]


def lagging_documents(observed: Observed, after: Catalog) -> list[str]:
    """Those whose content changed after the revision that `applied` names."""
    reached, manifest = observed.reached, after.manifest
    return [key for key in current_documents(after) if manifest[key].revision > reached]


def unproven_documents(observed: Observed, after: Catalog) -> list[str]:
    """Those that are behind, and those of which `applied` says nothing.

    An `applied` of schema 1 says nothing of any; it is enough to look at all of them when something is written.
    """
    lagging, vouched = lagging_documents(observed, after), observed.vouched
    if not vouched and not is_revised(observed, after):
        return lagging
    behind = frozenset(lagging)
    return [key for key in current_documents(after) if key in behind or key not in vouched]
