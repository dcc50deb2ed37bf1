"""Reading an author's files: how far it is, and files whose content is elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from feedpub.audio.probe import Measure
from feedpub.model.measured import Audio, Elsewhere
from feedpub.source import FileAbsent, FileElsewhere

OnRead = Callable[[str, int, int], None]
"""Takes a file's name, the bytes read so far and its size, while audio is measured."""

MeasureAudio = Callable[[Path, str], Audio]
"""Measures the audio at a path that its author calls by a name."""


def with_progress(measure: Measure, on_read: OnRead | None) -> MeasureAudio:
    """Measure audio, each file once, and call `on_read` with how far it is. The result can be pickled if both can."""
    return partial(_measure, measure, on_read, {})


def _measure(measure: Measure, on_read: OnRead | None, known: dict[Path, Audio], path: Path, file: str) -> Audio:
    """`known` is what was measured already: a rerun names the file of another episode."""
    if path not in known:
        known[path] = _measure_first(measure, on_read, path, file)
    return replace(known[path], file=file)


def _measure_first(measure: Measure, on_read: OnRead | None, path: Path, file: str) -> Audio:
    size, read = _size(path), 0

    def count(more: int) -> None:
        nonlocal read
        read += more
        if on_read:
            on_read(file, read, size)

    return measure(path, file=file, on_bytes=count)


def _size(path: Path) -> int:
    """Bytes, for showing how far it is; `measure` says what is wrong with a file that has just vanished."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def note_elsewhere(file: str, absent: FileAbsent, elsewhere: list[Elsewhere]) -> None:
    """Add a file that is absent to those that left a pointer, if it did."""
    if isinstance(absent, FileElsewhere):
        elsewhere.append(Elsewhere(file, absent.message, absent.hint))
