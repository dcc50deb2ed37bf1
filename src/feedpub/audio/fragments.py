"""Fragmented MP4: the samples and the time that lie outside the movie box. Source: ISO/IEC 14496-12 §8.8."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from feedpub.audio.boxes import boxes, every, number, numbers

_BASE, _DESCRIPTION, _DURATION, _SIZE, _FROM_FRAGMENT = 0x1, 0x2, 0x8, 0x10, 0x20000
_RUN_OFFSET, _RUN_FIRST_FLAGS = 0x1, 0x4
_ROW_DURATION, _ROW_SIZE, _ROW_FLAGS, _ROW_SHIFT = 0x100, 0x200, 0x400, 0x800


@dataclass(slots=True)
class Added:
    """What fragments add to a track."""

    length: int = 0
    """Units of the track's time."""

    parts: list[tuple[int, int]] = field(default_factory=list)
    """Where runs of samples begin and end in the file."""


@dataclass(slots=True)
class _Run:
    duration: int
    """Of each sample that says nothing else."""

    size: int


def defaults(moov: memoryview) -> Mapping[int, tuple[int, int]]:
    """By track: duration and size of samples of which nothing else is said."""
    return {number(trex, 4): (number(trex, 12), number(trex, 16)) for trex in every(moov, b"mvex", b"trex")}


def add(moof: memoryview, begin: int, preset: Mapping[int, tuple[int, int]], added: dict[int, Added]) -> None:
    """Add one fragment, whose box begins at `begin` in the file. Raises `IndexError` if it is damaged."""
    position = begin
    for traf in every(moof, b"traf"):
        inner = list(boxes(traf))
        tfhd = next((body for name, body in inner if name == b"tfhd"), memoryview(b""))
        track, run = _header(tfhd, preset)
        base = position = _base(tfhd, begin, position)
        for trun in (body for name, body in inner if name == b"trun"):
            position = _run(trun, run, base, position, added.setdefault(track, Added()))


def _header(tfhd: memoryview, preset: Mapping[int, tuple[int, int]]) -> tuple[int, _Run]:
    """The track, and what its samples are unless they say otherwise."""
    flags, track = number(tfhd, 1, 3), number(tfhd, 4)
    at = 8 + 8 * bool(flags & _BASE) + 4 * bool(flags & _DESCRIPTION)
    duration, size = preset.get(track, (0, 0))
    if flags & _DURATION:
        duration, at = number(tfhd, at), at + 4
    if flags & _SIZE:
        size = number(tfhd, at)
    return track, _Run(duration, size)


def _base(tfhd: memoryview, begin: int, position: int) -> int:
    """Where the data are counted from: as said, from the fragment, or from the end of the track before."""
    flags = number(tfhd, 1, 3)
    if flags & _BASE:
        return number(tfhd, 8, 8)
    return begin if flags & _FROM_FRAGMENT else position


def _run(trun: memoryview, run: _Run, base: int, position: int, added: Added) -> int:
    """Add one run of samples; gives where its data end."""
    flags, count, at = number(trun, 1, 3), number(trun, 4), 8
    if flags & _RUN_OFFSET:
        offset = number(trun, at)
        position, at = base + (offset - (1 << 32) if offset >> 31 else offset), at + 4
    at += 4 * bool(flags & _RUN_FIRST_FLAGS)
    columns = list(_columns(flags))
    rows = numbers(trun, at, count * len(columns))

    def total(column: int, each: int) -> int:
        return sum(rows[columns.index(column) :: len(columns)]) if flags & column else each * count

    added.length += total(_ROW_DURATION, run.duration)
    stop = position + total(_ROW_SIZE, run.size)
    added.parts.append((position, stop))
    return stop


def _columns(flags: int) -> Iterator[int]:
    return (column for column in (_ROW_DURATION, _ROW_SIZE, _ROW_FLAGS, _ROW_SHIFT) if flags & column)
