"""The two storages of a destination, and what is known to be in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from feedpub.catalog import Applied, AppliedObject, Version
from feedpub.catalog.history import history_key, history_revision
from feedpub.model.catalog import Catalog, Entry
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
    """What it cannot read: the catalog, its history, and `applied`."""

    def of(self, area: Area) -> Storage:
        """The storage of an area."""
        return self.site if area is Area.SITE else self.state


class Claim(NamedTuple):
    """Something that names a version of the catalog, which the stored one must be, or have come of."""

    version: Version
    source: str
    """What names it, for messages: an address, or `s3://bucket/.feedpub/show/applied`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What is stored now, each with the token of the answer that brought it."""

    catalog: Catalog | None = None
    digest: str = ""
    """Of the catalog, exactly as it was read."""

    data: bytes = b""
    """The object that is the catalog, exactly as it was read."""

    token: str | None = None
    date: datetime | None = None
    """When the store answered, on its own clock; None where it does not say."""

    ahead: timedelta | None = None
    """How far this machine's clock is ahead of the store's, or of the public server's; None: nobody knows."""

    applied: Applied | None = None
    """None where there is none, or one that cannot be read."""

    applied_token: str | None = None
    history: Sequence[str] | None = ()
    """Keys of the history from the catalog's revision on, or all if there is no catalog; None: no right to list."""

    adopted: bool = False
    """The catalog was recovered: it takes the place of the stored one, and pages and feed may be of any other."""

    is_incoming: bool = False
    """The catalog is that of another place, from which the show moves here: nothing is known to be here."""

    objects: Mapping[str, ObjectInfo | None] = field(default_factory=dict)
    """Objects of the target that were looked at: everything in `to_look_at`."""

    stamped: frozenset[str] = frozenset()
    """Those of `to_read` that feedpub made, by the stamp in them."""

    feed: Version | None = None
    """What the stored feed shows, if it was read."""

    @property
    def manifest(self) -> Mapping[str, Entry]:
        """What a catalog of this place names: nothing before its first one."""
        return self.catalog.manifest if self.catalog is not None and not self.is_incoming else {}

    @property
    def _fits(self) -> bool:
        if self.catalog is None or self.applied is None:
            return False
        return self.applied.version.is_before(self.catalog, digest=self.digest)

    @property
    def reached(self) -> int:
        """The revision that pages and feed have reached; 0 where `applied` does not fit the catalog: look at all."""
        return self.applied.revision if self.applied and self._fits else 0

    @property
    def shown(self) -> int:
        """The newest revision that a feed has shown, as `applied` or the stored feed says; 0 if nothing tells."""
        if self.catalog is None or self.feed is None or not self.feed.is_before(self.catalog, digest=self.digest):
            return self.reached
        return max(self.reached, self.feed.revision)

    @property
    def vouched(self) -> Mapping[str, AppliedObject]:
        """Key → what `applied` says of pages and feed; nothing where it does not fit the catalog."""
        return self.applied.objects if self.applied and self._fits else {}

    @property
    def deleted(self) -> int:
        """The revision up to which everything is deleted that was marked; 0 where `applied` does not fit.

        What was marked elsewhere was never here.
        """
        if self.is_incoming and self.catalog is not None:
            return self.catalog.revision
        return self.applied.deleted if self.applied and self._fits else 0

    @property
    def is_in_history(self) -> bool:
        """Whether the catalog lies in the history, too; without the right to list only schema 1 is known not to.

        One that was rebuilt was never stored, and has no place there.
        """
        if self.catalog is None or not self.data:
            return True
        if self.history is None:
            return bool(self.catalog.lineage)
        return history_key(self.catalog.revision, self.digest) in self.history

    @property
    def newest(self) -> int:
        """The highest revision that anything stored names."""
        named = [self.applied.revision if self.applied else 0, self.feed.revision if self.feed else 0]
        return max([*named, *map(history_revision, self.history or ())])

    def contradicting(self, claims: Sequence[Claim]) -> list[Claim]:
        """Those claims that the catalog has not come of: an older one was restored, or that of another show."""
        if self.catalog is None or self.is_incoming:
            return []
        return [one for one in claims if not one.version.is_before(self.catalog, digest=self.digest)]
