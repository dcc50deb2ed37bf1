"""Facts measured before, so that publishing a folder does not read every old recording again.

A recording is the same while its path, size, times and inode are; the digest is checked once more while it is sent.
Where they tell nothing (`cache.identity`), it is measured in each run, and so is a small one, which takes no longer
than to keep what was measured.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import fields, replace
from functools import partial
from pathlib import Path
from typing import Any

from feedpub.audio.probe import Measure, OnBytes
from feedpub.cache import Cache
from feedpub.cache.identity import is_believed, of_facts
from feedpub.model.measured import Audio, Frames

VERSION = 4
"""Rises when the same file measures differently."""

SMALLEST = 256 << 10
"""Bytes of a recording that is worth an entry."""

_KIND = "audio"


def with_cache(cache: Cache, measure: Measure, *, clock: Callable[[], float] = time.time) -> Measure:
    """`measure`, but facts of unchanged files come from `cache`, where new ones are kept.

    `clock` gives seconds since the epoch. It can be pickled if `measure` and `clock` can.
    """
    return partial(_cached, cache, measure, clock)


def _cached(
    cache: Cache,
    measure: Measure,
    clock: Callable[[], float],
    path: Path,
    *,
    file: str,
    on_bytes: OnBytes | None = None,
) -> Audio:
    facts = path.stat()
    if facts.st_size < SMALLEST:
        return measure(path, file=file, on_bytes=on_bytes)
    name = os.path.realpath(path)
    is_known = is_believed(facts, now=clock())
    mark = f"{VERSION} {of_facts(facts)}"
    if is_known and (found := _read(cache.get(_KIND, name), mark, path)) is not None:
        return replace(found, file=file)
    audio = measure(path, file=file, on_bytes=on_bytes)
    if is_known and of_facts(path.stat()) == of_facts(facts):
        frames = _plain(audio.frames) if audio.frames else None
        cache.put(_KIND, name, {"mark": mark, "audio": _plain(audio) | {"path": "", "frames": frames}})
    return audio


def _plain(values: Audio | Frames) -> dict[str, Any]:
    return {one.name: getattr(values, one.name) for one in fields(values)}


def _read(values: Any, mark: str, path: Path) -> Audio | None:  # noqa: ANN401 - whatever JSON holds
    try:
        if values["mark"] != mark:
            return None
        audio = values["audio"]
        silences = tuple((begin, length) for begin, length in audio["silences"])
        return Audio(**(audio | {"path": path, "frames": _frames(audio["frames"]), "silences": silences}))
    except (KeyError, TypeError, ValueError):
        return None


def _frames(values: dict[str, Any] | None) -> Frames | None:
    return Frames(**(values | {"toc": tuple(values["toc"])})) if values else None
