"""A revision of a catalog as something else names it: `applied`, the marker of a feed, a witness."""

from __future__ import annotations

import re
from dataclasses import dataclass

from feedpub.model.catalog import Catalog

SHOWN = 12
"""Digits of lineage and digest that a feed shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A revision of a catalog. Lineage and digest may be their first digits; both are empty for schema 1."""

    revision: int
    lineage: str = ""
    digest: str = ""

    def is_before(self, catalog: Catalog, *, digest: str) -> bool:
        """Whether the catalog is this revision, or one that may have come of it; `digest` is the catalog's.

        Only the next revision names its parent: of later ones nothing more is known than lineage and number.
        """
        if self.lineage and not catalog.lineage.startswith(self.lineage):
            return False
        if self.revision == catalog.revision:
            return digest.startswith(self.digest)
        if self.revision + 1 == catalog.revision:
            return catalog.parent.startswith(self.digest)
        return self.revision < catalog.revision

    def __str__(self) -> str:
        return f"revision {self.revision}" + (f" of lineage {self.lineage[:SHOWN]}" if self.lineage else "")


_MARKER = r"feedpub \(revision ([0-9]{1,15})(?:, lineage ([0-9a-f]{12}), catalog ([0-9a-f]{12}))?\)"
_GENERATOR = re.compile(rb"<generator>" + _MARKER.encode() + rb"</generator>")
_TEXT = re.compile(_MARKER)


def marker(version: Version) -> str:
    """What a feed says of who made it: `feedpub (revision 3, lineage 1f0c…, catalog 9a0c…)`.

    A version of schema 1 shows its revision alone.
    """
    shown = f", lineage {version.lineage[:SHOWN]}, catalog {version.digest[:SHOWN]}" if version.lineage else ""
    return f"feedpub (revision {version.revision}{shown})"


def read_marker(text: str) -> Version | None:
    """The version that a marker shows; None for what is none."""
    return _version(_TEXT.fullmatch(text.strip()))


def feed_version(data: bytes) -> Version | None:
    """The version that a stored feed shows; None for what feedpub did not make."""
    found = _GENERATOR.search(data)
    return _version(found)


def _version(found: re.Match[str] | re.Match[bytes] | None) -> Version | None:
    if found is None:
        return None
    revision, lineage, digest = (
        "" if one is None else one.decode() if isinstance(one, bytes) else one for one in found.groups()
    )
    return Version(revision=int(revision), lineage=lineage, digest=digest)
