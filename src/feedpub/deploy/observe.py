"""What is stored now: the catalog, `applied`, and the objects that a plan needs."""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from feedpub.catalog import APPLIED, CATALOG, read_stored
from feedpub.errors import Refused
from feedpub.model.catalog import Catalog
from feedpub.storage import ObjectInfo, Storage


class Area(StrEnum):
    """Where a key lies: in the published target, or in the private state."""

    SITE = "site"
    STATE = "state"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The two storages of a destination."""

    site: Storage
    """What the public can read."""

    state: Storage
    """What it cannot read: the catalog and `applied`."""

    def of(self, area: Area) -> Storage:
        """The storage of an area."""
        return self.site if area is Area.SITE else self.state


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What is stored now, each with the token of the answer that brought it."""

    catalog: Catalog | None = None
    digest: str = ""
    """Of the catalog, exactly as it was read."""

    token: str | None = None
    applied: int = 0
    """The revision that pages and feed have reached; 0 where none is recorded."""

    applied_token: str | None = None
    objects: Mapping[str, ObjectInfo | None] = field(default_factory=dict)
    """Objects of the target that were looked at: everything in `to_look_at`."""

    stamped: frozenset[str] = frozenset()
    """Those of `to_read` that feedpub made, by the stamp in them."""

    @property
    def is_restored(self) -> bool:
        """Whether an older catalog was restored: pages and feed have reached a revision that it knows nothing of."""
        return self.catalog is not None and self.applied > self.catalog.revision


def observe(target: Target, *, read_only: bool = False) -> Generator[None, None, Observed]:
    """Catalog and `applied`, each with the token of the very answer that brought it.

    `applied` is read first: it is written after the catalog, so it never names a revision that the catalog read
    afterwards has not reached, however many publish meanwhile.
    `read_only` reads also a catalog with fields that only a newer feedpub knows; without it that is `Refused`, as a
    lost catalog always is.
    """
    yield None
    reached = target.state.read(APPLIED)
    yield None
    stored = target.state.read(CATALOG)
    if stored is None and reached is not None:
        raise lost_catalog(target, f"{target.state.name}/{APPLIED}")
    where = f"{target.state.name}/{CATALOG}"
    found = read_stored(stored.data, where=where, read_only=read_only) if stored else None
    return Observed(
        catalog=found.catalog if found else None,
        digest=found.digest if found else "",
        token=stored.token if stored else None,
        applied=_revision(reached.data) if reached else 0,
        applied_token=reached.token if reached else None,
    )


def catalog_changed(target: Target, observed: Observed) -> Generator[None, None, bool]:
    """Look a last time: whether the stored catalog is another one than at the first look.

    Without it a publisher that has nothing to commit could send an old feed over a newer one: the feed's token would be
    the newer one's, taken after the catalog was read.
    """
    yield None
    stored = target.state.head(CATALOG)
    return (stored.token if stored else None) != observed.token


def lost_catalog(target: Target, remains: str) -> Refused:
    """A first publication would begin a new catalog, and every other episode would leave the feed."""
    return Refused(
        f"the catalog is missing, but {remains} is there, which feedpub writes only after the catalog",
        where=f"{target.state.name}/{CATALOG}",
        hint="restore it there from a backup or an earlier version (bucket versioning); if it lies elsewhere, name its "
        "place (`publish: state:`); to begin a new show, choose an empty target (`publish: to:`)",
    )


def _revision(data: bytes) -> int:
    """What `applied` names; 0 for what feedpub did not write: then pages and feed are looked at, as if it was lost."""
    return int(data) if re.fullmatch(rb"[0-9]{1,15}\n?", data) else 0
