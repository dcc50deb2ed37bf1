"""Marks of deletion in the manifest: a key that has one is never named again.

A mark is committed before anything is deleted, so whoever publishes afterwards knows it. The same bytes come back under
another key, since somebody may still be deleting the object under the first one.
"""

from __future__ import annotations

from collections.abc import Container
from itertools import count

from feedpub.model.catalog import Catalog


def marked(catalog: Catalog | None) -> frozenset[str]:
    """The keys that some revision has marked."""
    manifest = catalog.manifest if catalog else {}
    return frozenset(key for key, entry in manifest.items() if entry.deleted is not None)


def free_key(key: str, marked: Container[str]) -> str:
    """The key, or the first that is not marked: `media/first-light-9a0c44d1e2f3-2.mp3`, `…-3.mp3`, …"""
    stem, dot, extension = key.rpartition(".")
    numbered = (f"{stem}-{number}{dot}{extension}" for number in count(2))
    return key if key not in marked else next(one for one in numbered if one not in marked)


def to_delete(catalog: Catalog, *, reached: int) -> dict[str, int]:
    """Key → the revision that marked it, of everything that was marked after the revision `reached`."""
    marks = {key: entry.deleted for key, entry in catalog.manifest.items() if entry.deleted is not None}
    return {key: revision for key, revision in marks.items() if revision > reached}
