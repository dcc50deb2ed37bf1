"""Facts measured before, so that publishing a folder does not read every old recording again.

A file is the same while its path, size, times and inode are; the digest is checked once more while it is sent. Only a
cache: deleting it costs time and nothing else.
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from feedpub.audio.probe import Measure, OnBytes
from feedpub.model.measured import Audio, Frames

VERSION = 3
"""Rises when the same file measures differently."""

SETTLED = 2.0
"""Seconds after a file's last change from which on its times show a further change."""

_log = logging.getLogger(__name__)


def with_cache(folder: Path, measure: Measure, *, clock: Callable[[], float] = time.time) -> Measure:
    """`measure`, but facts of unchanged files come from `folder`, where new ones are noted.

    `clock` gives seconds since the epoch. A folder that cannot be written is no error: everything is measured then.
    It can be pickled if `measure` and `clock` can.
    """
    return partial(_cached, folder, measure, clock)


def _cached(
    folder: Path,
    measure: Measure,
    clock: Callable[[], float],
    path: Path,
    *,
    file: str,
    on_bytes: OnBytes | None = None,
) -> Audio:
    note = folder / f"{sha256(os.fsencode(os.path.realpath(path))).hexdigest()[:32]}.json"
    state = _state(path)
    if (found := _read(note, state, path)) is not None:
        return replace(found, file=file)
    audio = measure(path, file=file, on_bytes=on_bytes)
    if _state(path) == state and clock() - path.stat().st_mtime > SETTLED:
        _write(note, state, audio)
    return audio


def _state(path: Path) -> list[int]:
    """What changes when a file does."""
    facts = path.stat()
    return [VERSION, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino]


def _read(note: Path, state: list[int], path: Path) -> Audio | None:
    try:
        values: dict[str, Any] = json.loads(note.read_bytes())
        if values["mark"] != state:
            return None
        audio = values["audio"]
        silences = tuple((begin, length) for begin, length in audio["silences"])
        return Audio(**(audio | {"path": path, "frames": _frames(audio["frames"]), "silences": silences}))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _frames(values: dict[str, Any] | None) -> Frames | None:
    return Frames(**(values | {"toc": tuple(values["toc"])})) if values else None


def _write(note: Path, state: list[int], audio: Audio) -> None:
    values = {"mark": state, "audio": asdict(audio) | {"path": ""}}
    part = note.with_suffix(f".{os.getpid()}")
    try:
        note.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(values))
        part.replace(note)
    except OSError as error:
        _log.debug("facts of %s are not cached: %s", audio.file, error)
        with suppress(OSError):
            part.unlink()
