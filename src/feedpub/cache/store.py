"""The one cache: a small file for each entry, in one folder for each kind of them."""

from __future__ import annotations

import json
import logging
import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

KEPT = 500
"""Entries of a kind that is `bounded`: the oldest beyond them are deleted."""

_log = logging.getLogger(__name__)


class Cache(NamedTuple):
    """Entries by kind and name, as JSON; it can be pickled.

    A file is `<folder>/<kind>/<digest of the name>.json`, with mode 0600 in folders with 0700. Its first line is the
    SHA-256 of the rest, which has the name: a file that is damaged, cut short or of another name is no entry.
    """

    folder: Path | None
    """None: nothing is found, and nothing is kept (`--no-cache`)."""

    def get(self, kind: str, name: str) -> Any:  # noqa: ANN401 - whatever JSON holds
        """The value of an entry; None if there is none, or its file is not as it was written."""
        path = self._path(kind, name)
        if path is None:
            return None
        try:
            digest, _, body = path.read_bytes().partition(b"\n")
            if sha256(body).hexdigest().encode() != digest:
                return None
            found, value = json.loads(body)
        except (OSError, ValueError, RecursionError):
            return None
        return value if found == name else None

    def put(self, kind: str, name: str, value: object, *, bounded: bool = False) -> None:
        """Keep a value; a folder that cannot be written is no error."""
        path = self._path(kind, name)
        if path is None:
            return
        body = json.dumps([name, value], separators=(",", ":")).encode()
        part = path.with_suffix(f".{os.getpid()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with open(part, "wb", opener=_for_owner) as file:  # a path has no opener
                file.write(sha256(body).hexdigest().encode() + b"\n" + body)
            part.replace(path)
            if bounded:
                _delete_oldest(path.parent)
        except OSError as error:
            _log.debug("%s of %s is not cached: %s", kind, name, error)
            with suppress(OSError):
                part.unlink()

    def _path(self, kind: str, name: str) -> Path | None:
        return self.folder and self.folder / kind / f"{sha256(os.fsencode(name)).hexdigest()[:32]}.json"


NO_CACHE = Cache(None)
"""Everything is computed."""


def _for_owner(path: str, flags: int) -> int:
    return os.open(path, flags, mode=0o600)


def _delete_oldest(folder: Path) -> None:
    files = list(folder.iterdir())
    if len(files) > KEPT:
        for old in sorted(files, key=lambda one: one.stat().st_mtime)[:-KEPT]:
            with suppress(OSError):
                old.unlink()
