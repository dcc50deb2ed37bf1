"""Which catalog of the history takes the place of one that is lost, damaged or older than what is published."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from feedpub.catalog.codec import Stored
from feedpub.catalog.history import History, leaves, of_marker
from feedpub.catalog.version import SHOWN, Version
from feedpub.model.catalog import Catalog


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionName:
    """A revision as `--revision` names it: its number, and the first digits of its digest where several have it."""

    number: int
    digest: str = ""

    def names(self, one: Stored) -> bool:
        """Whether it is this one."""
        return one.catalog.revision == self.number and one.digest.startswith(self.digest)

    def __str__(self) -> str:
        return f"{self.number}-{self.digest}" if self.digest else str(self.number)


_NAME = re.compile(r"0*([1-9][0-9]{0,14})(?:-([0-9a-f]{4,64}))?")


def revision_name(text: str) -> RevisionName | None:
    """The revision that a text names, such as `7` or `7-9a0c44d1e2f3`; None for any other text."""
    found = _NAME.fullmatch(text.strip().lower())
    return RevisionName(number=int(found[1]), digest=found[2] or "") if found else None


def name_of(one: Stored, among: Sequence[Stored]) -> str:
    """What `--revision` takes to mean it: the number, unless others have that, too."""
    same = [other for other in among if other.catalog.revision == one.catalog.revision]
    return str(RevisionName(number=one.catalog.revision, digest=one.digest[:12] if len(same) > 1 else ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Recoverable:
    """What may take the catalog's place: exactly one, unless somebody has to choose."""

    candidates: tuple[Stored, ...]
    """The highest revision first; none if the history has no such revision."""

    later: Version | None = None
    """A version that is known to have been there, is later than the candidate, and is not in the history."""


def recoverable(
    history: History, known: Sequence[Version], *, marker: Version | None, wanted: RevisionName | None
) -> Recoverable:
    """What takes the place of a catalog, given all versions that are known, and among them the one that the feed shows.

    If several could be the newest, the feed decides, as far as it can. Where the feed alone tells what was published,
    what has come of it is a candidate as well: it may have been committed, or not.
    """
    among = list(history.kept.values())
    if wanted is not None:
        return Recoverable(candidates=tuple(one for one in among if wanted.names(one)))
    newest = leaves(among)
    shown = history.found(marker.digest) if marker else None
    if shown is not None and not any(is_proof(version) for version in known):
        newest = [*(one for one in of_marker(newest, marker, history.parents) if one is not shown), shown]
    elif len(newest) > 1:
        newest = of_marker(newest, marker, history.parents) or newest
    lost = [version for version in known if not history.found(version.digest)]
    later = [version for version in lost if newest and not _includes(newest, version)]
    return Recoverable(candidates=tuple(newest), later=max(later, key=lambda one: one.revision, default=None))


def is_proof(version: Version) -> bool:
    """Whether it was noted after a commit: with the whole digest, which no feed shows."""
    return len(version.digest) > SHOWN


def _includes(among: Sequence[Stored], version: Version) -> bool:
    """Whether one of them is that version, or may have come of it."""
    return any(version.is_before(one.catalog, digest=one.digest) for one in among)


def with_marks(catalog: Catalog, later: Iterable[Catalog]) -> Catalog:
    """A catalog that comes back, with the marks of what was deleted since: such a key is never named again.

    `later` are catalogs that came after it, in the order of their revisions.
    """
    marks = {key: entry for one in later for key, entry in one.manifest.items() if entry.deleted is not None}
    return replace(catalog, manifest={**catalog.manifest, **marks}) if marks else catalog


def without_purged(catalog: Catalog, later: Iterable[Catalog]) -> Catalog:
    """A catalog that comes back, without the episodes that were purged since: nothing brings those back."""
    purged = {stone.item.guid: stone for one in later for stone in one.gone if stone.purged}
    if not purged:
        return catalog
    return replace(
        catalog,
        items=tuple(item for item in catalog.items if item.guid not in purged),
        gone=(*(stone for stone in catalog.gone if stone.item.guid not in purged), *purged.values()),
    )
