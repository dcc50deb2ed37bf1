"""The user's cache: results of earlier runs, guids of shows not published yet, and the catalogs it has seen.

Every command loads this module, `--help` too: what only a publish needs is imported in the functions.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feedpub.cache import Cache
    from feedpub.catalog import Version
    from feedpub.source import ShowFile


def folder() -> Path:
    """The user's cache folder for feedpub (XDG base directories)."""
    cache = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(cache) if Path(cache).is_absolute() else Path.home() / ".cache") / "feedpub"


def results(*, is_used: bool = True) -> Cache:
    """What earlier runs have computed, which may be deleted at any time; nothing of it where it is not to be used."""
    from feedpub.cache import NO_CACHE, Cache

    return Cache(folder() / "results") if is_used else NO_CACHE


def random_guid() -> str:
    """A `podcast:guid` of 128 random bits."""
    from secrets import token_hex

    from feedpub.standards import podcast_guid

    return podcast_guid(token_hex(16))


def show_guid(show: ShowFile) -> str:
    """The `podcast:guid` that was drawn for a show: the same at each plan, until a catalog holds it.

    It is kept by where `show.yaml` lies, so that a copied folder is another show. Where nothing can be kept, each call
    gives another one.
    """
    from hashlib import sha256
    from logging import getLogger

    from feedpub.standards import is_uuid

    note = folder() / "guids" / sha256(os.fsencode(os.path.realpath(show.path))).hexdigest()[:32]
    try:
        kept = note.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        kept = ""
    if is_uuid(kept):
        return kept
    drawn = random_guid()
    try:
        _write(note, drawn)
    except OSError as error:
        getLogger(__name__).debug("the guid of %s is not kept: %s", show.name, error)
    return drawn


def _write(note: Path, text: str) -> None:
    """Write a note whole or not at all."""
    part = note.with_suffix(f".{os.getpid()}")
    note.parent.mkdir(parents=True, exist_ok=True)
    part.write_text(text, encoding="ascii")
    part.replace(note)


class SeenCatalogs:
    """Which version of the catalog was last seen at each place: a `Witness`, one small file for each."""

    def recall(self, place: str) -> Version | None:
        """None also for a note that cannot be read."""
        from json import loads

        from feedpub.catalog import Version

        try:
            noted = loads(self.path_of(place).read_text(encoding="ascii"))
            version = Version(**noted)
        except (OSError, ValueError, TypeError):
            return None
        texts = (version.lineage, version.digest)
        is_ours = type(version.revision) is int and all(isinstance(one, str) and one for one in texts)
        return version if is_ours else None

    def note(self, place: str, version: Version) -> None:
        """Where nothing can be kept, nothing is."""
        from json import dumps
        from logging import getLogger

        noted = {"revision": version.revision, "lineage": version.lineage, "digest": version.digest}
        if self.recall(place) == version:
            return
        try:
            _write(self.path_of(place), dumps(noted))
        except OSError as error:
            getLogger(__name__).debug("the catalog at %s is not noted: %s", place, error)

    def path_of(self, place: str) -> Path:
        """The file that keeps it."""
        from hashlib import sha256

        return folder() / "catalogs" / sha256(os.fsencode(place)).hexdigest()[:32]
