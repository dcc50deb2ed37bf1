"""History: every catalog as it was stored, beside the one that counts.

An object is put here before its catalog is committed, so what lies here need not ever have been published: that of a
run that crashed, or that lost a race, lies here too. Only the chain of parents from what is committed tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from feedpub.catalog.codec import Stored
from feedpub.catalog.version import Version

HISTORY = "history/"
"""In the state: the prefix of every object of the history."""

_KEY = re.compile(r"history/([0-9]{10,15})-([0-9a-f]{12})\.json\.gz")


def history_key(revision: int, digest: str) -> str:
    """`history/0000000007-9a0c44d1e2f3.json.gz`; `digest` is that of the catalog."""
    return f"{HISTORY}{revision:010}-{digest[:12]}.json.gz"


def since(revision: int) -> str:
    """What keys of this revision and of later ones come after, in the order of UTF-8."""
    return f"{HISTORY}{revision:010}"


def history_revision(key: str) -> int:
    """The revision of an object of the history; 0 for what feedpub did not put there."""
    found = _KEY.fullmatch(key)
    return int(found[1]) if found else 0


def committed(parents: Mapping[str, str], heads: Iterable[str]) -> frozenset[str]:
    """The digests of the history that were committed.

    `parents` is digest → digest of the parent, of every object of the history; `heads` are the digests that the catalog
    and `applied` name, and those that the newest committed catalog says are kept (`Catalog.kept`) where others between
    them were deleted. What they name was committed, and so was every parent of it; nothing else was.
    """
    found: set[str] = set()
    for head in heads:
        digest = head
        while digest in parents and digest not in found:
            found.add(digest)
            digest = parents[digest]
    return frozenset(found)


def history_digest(key: str) -> str:
    """The first digits of the digest that an object of the history is named by; empty for what feedpub did not put."""
    found = _KEY.fullmatch(key)
    return found[2] if found else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What was read of the history: what was committed, or all of it where nothing tells what was."""

    kept: Mapping[str, Stored] = field(default_factory=dict)
    """Digest → the catalog, the highest revision first."""

    damaged: tuple[str, ...] = ()
    """Keys of objects that cannot be read, or that hold another catalog than their name says."""

    missing: tuple[str, ...] = ()
    """Digests that are named as parents and are not there: thinned out, or lost."""

    @property
    def parents(self) -> dict[str, str]:
        """Digest → the digest of the parent."""
        return {digest: one.catalog.parent for digest, one in self.kept.items()}

    def found(self, digest: str) -> Stored | None:
        """The catalog whose digest begins so; None for an empty one, and if it was not read."""
        matches = [one for known, one in self.kept.items() if digest and known.startswith(digest)]
        return matches[0] if matches else None

    def parent(self, of: Stored) -> Stored | None:
        """The catalog before; None if this is the first, and if it was not read."""
        return self.kept.get(of.catalog.parent)


def leaves(among: Sequence[Stored]) -> list[Stored]:
    """Those that no other one names as its parent."""
    parents = {one.catalog.parent for one in among}
    return [one for one in among if one.digest not in parents]


def of_marker(among: Sequence[Stored], version: Version | None, parents: Mapping[str, str]) -> list[Stored]:
    """Those which are the revision that a feed shows, or have come of it."""
    digest = version.digest if version else ""
    return [one for one in among if digest and any(of.startswith(digest) for of in committed(parents, [one.digest]))]
