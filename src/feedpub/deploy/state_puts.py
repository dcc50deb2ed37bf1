"""What a plan puts into the private state: the history, the catalog, which is the commit, and `applied`."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import replace

from feedpub.catalog import APPLIED, CATALOG, Applied, AppliedObject, Removal, Stored, dumps_applied
from feedpub.catalog.deleted import to_delete
from feedpub.catalog.history import history_key, history_revision
from feedpub.deploy.actions import Put, guard_of
from feedpub.deploy.pending import current_documents, is_revised
from feedpub.deploy.target import Area, Observed
from feedpub.model.catalog import Catalog
from feedpub.standards import PRIVATE
from feedpub.storage import Body


def catalog_put(observed: Observed, made: Stored) -> Iterator[Put]:
    """The commit, if there is another catalog to write."""
    if not is_revised(observed, made.catalog):
        return
    yield Put(
        key=CATALOG,
        area=Area.STATE,
        body=Body.of_bytes(made.data),
        type=_PACKED,
        cache=PRIVATE,
        guard=guard_of(observed.token),
        reason=f"revision {made.catalog.revision}" + ("" if observed.catalog else ", the first"),
    )


def history_puts(observed: Observed, made: Stored, *, without: Container[str]) -> Iterator[Put]:
    """The catalog before, if it is not there yet, exactly as it was read; then the next one.

    What is to be rewritten in the same run is left out.
    """
    if not is_revised(observed, made.catalog):
        return
    if observed.catalog is not None and not observed.is_in_history:
        before = _kept(observed.catalog.revision, observed.digest, observed.data)
        yield from [] if before.key in without else [before]
    yield _kept(made.catalog.revision, made.digest, made.data)


def brought_puts(history: Mapping[str, Body]) -> Iterator[Put]:
    """The revisions from before a move."""
    for key in sorted(history):
        reason = f"revision {history_revision(key)}"
        yield Put(key=key, area=Area.STATE, body=history[key], type=_PACKED, cache=PRIVATE, reason=reason)


def _kept(revision: int, digest: str, data: bytes) -> Put:
    return Put(
        key=history_key(revision, digest),
        area=Area.STATE,
        body=Body.of_bytes(data),
        type=_PACKED,
        cache=PRIVATE,
        reason=f"revision {revision}",
    )


_PACKED = "application/gzip"


def applied_after(observed: Observed, made: Stored, puts: Mapping[str, Put]) -> Applied:
    """What pages and feed have reached after the puts, whose tokens are not known yet."""
    objects = {}
    for key in current_documents(made.catalog):
        if put := puts.get(key):
            objects[key] = AppliedObject(size=put.body.size, digest=put.body.digest, token="")
        elif found := observed.objects.get(key):
            objects[key] = AppliedObject(size=found.size, digest=found.digest, token=found.token)
        elif known := observed.vouched.get(key):
            objects[key] = known
    return Applied(
        revision=made.catalog.revision,
        lineage=made.catalog.lineage,
        digest=made.digest,
        objects=dict(sorted(objects.items())),
        deleted=observed.deleted,
    )


def applied_put(observed: Observed, applied: Applied, *, changed: bool) -> Iterator[Put]:
    """What pages and feed have reached, if `applied` does not say so already."""
    known = observed.applied
    is_kept_number = known is not None and known.is_number and known.revision == applied.revision and not changed
    if known == applied or is_kept_number:
        return
    yield _record(observed, applied, reason=f"revision {applied.revision}")


def _record(observed: Observed, applied: Applied, *, reason: str) -> Put:
    return Put(
        key=APPLIED,
        area=Area.STATE,
        body=Body.of_bytes(dumps_applied(applied)),
        type="application/json",
        cache=PRIVATE,
        guard=guard_of(observed.applied_token),
        reason=reason,
    )


def deleted_put(observed: Observed, after: Catalog, applied: Applied) -> Iterator[Put]:
    """That everything is deleted which was marked until now, so that no later run does it again."""
    if marks := to_delete(after, reached=observed.deleted):
        yield _record(observed, replace(applied, deleted=max(marks.values())), reason="what was marked is deleted")


def rewritten_puts(removal: Removal) -> Iterator[Put]:
    """Revisions of the history without what was purged."""
    for key, one in sorted(removal.rewritten.items()):
        yield Put(
            key=key,
            area=Area.STATE,
            body=Body.of_bytes(one.data),
            type=_PACKED,
            cache=PRIVATE,
            guard=guard_of(one.token or None),
            reason="without what was purged",
        )
