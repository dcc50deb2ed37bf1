"""History: every catalog as it was stored, beside the one that counts.

An object is put here before its catalog is committed, so what lies here need not ever have been published: that of a
run that crashed, or that lost a race, lies here too. Only the chain of parents from what is committed tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

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
