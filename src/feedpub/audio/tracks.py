"""The tracks of a movie box: what they are, how long they play, where their samples lie.

Source: ISO/IEC 14496-12 §8; sound descriptions of version 1 and 2: QuickTime File Format Specification.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from feedpub.audio.boxes import every, need, number, numbers, one
from feedpub.audio.spans import Spans
from feedpub.errors import Unusable

SOUND, VIDEO = b"soun", b"vide"
_PROTECTED = {b"drms", b"drmi", b"enca", b"encv", b"aavd", b"p608"}
_WHOLE = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """Sound or picture; in a fragmented file the samples and most of the time come from its fragments."""

    id: int
    kind: bytes
    scale: int
    """Units of time per second."""

    length: int
    """Units of time of all samples in the index."""

    edits: Sequence[tuple[float, int]]
    """Seconds (0: to the end) and the unit of time where each edit begins; -1 where nothing plays."""

    sample_rate: int
    channels: int
    parts: Spans
    """Where its chunks of samples begin and end in the file."""

    def seconds(self, more: int = 0) -> float:
        """Playing time, edits applied, with so many units of time from fragments."""
        whole = (self.length + more) / self.scale
        return sum(self._played(edit, whole) for edit in self.edits) if self.edits else whole

    def _played(self, edit: tuple[float, int], whole: float) -> float:
        seconds, begin = edit
        if begin < 0:
            return seconds
        rest = max(0.0, whole - begin / self.scale)
        return rest if seconds == _WHOLE else min(seconds, rest)


def tracks(moov: memoryview) -> Iterator[Track]:
    """Sound and pictures that play; not the pictures and texts of chapters.

    Raises `Unusable` for a protected track; `KeyError`, `IndexError`, `ValueError`, `OverflowError` or `struct.error`
    for an index that is damaged.
    """
    chapters = {at for trak in every(moov, b"trak") for at in _chapters(trak)}
    scale = _clock(need(moov, b"mvhd"))[0]
    for trak in every(moov, b"trak"):
        kind = bytes(need(trak, b"mdia", b"hdlr")[8:12])
        track = _id(trak)
        if kind in {SOUND, VIDEO} and track not in chapters:
            yield _track(trak, track, kind, scale)


def _id(trak: memoryview) -> int:
    tkhd = need(trak, b"tkhd")
    return number(tkhd, 20 if tkhd[0] else 12)


def _chapters(trak: memoryview) -> Iterator[int]:
    """The tracks that hold this one's chapters."""
    for chap in every(trak, b"tref", b"chap"):
        yield from numbers(chap, 0, len(chap) // 4)


def _track(trak: memoryview, id: int, kind: bytes, movie_scale: int) -> Track:
    scale, length = _clock(need(trak, b"mdia", b"mdhd"))
    table = need(trak, b"mdia", b"minf", b"stbl")
    entry = need(table, b"stsd")[8:]
    if bytes(entry[4:8]) in _PROTECTED:
        raise Unusable("the file is copy-protected", hint="listeners could not play it; export an open one")
    channels, rate = _sound(entry) if kind == SOUND else (0, 0)
    return Track(
        id=id,
        kind=kind,
        scale=scale,
        length=length,
        edits=tuple(_edits(trak, movie_scale)),
        sample_rate=rate or scale,
        channels=channels,
        parts=Spans(_parts(table)),
    )


def _clock(header: memoryview) -> tuple[int, int]:
    """Units of time per second, and the length in them, of a movie or media header."""
    scale, length = struct.unpack_from(">IQ", header, 20) if header[0] else struct.unpack_from(">II", header, 12)
    return scale or 1, 0 if length in {(1 << 32) - 1, (1 << 64) - 1} else length


def _sound(entry: memoryview) -> tuple[int, int]:
    """Channels and hertz of a sound description."""
    if number(entry, 16, 2) == 2:
        return number(entry, 48), round(struct.unpack_from(">d", entry, 40)[0])
    return number(entry, 24, 2), number(entry, 32) >> 16


def _edits(trak: memoryview, scale: int) -> Iterator[tuple[float, int]]:
    if (elst := one(trak, b"edts", b"elst")) is None:
        return
    entry = ">Qqi" if elst[0] else ">Iii"
    for index in range(number(elst, 4)):
        duration, begin, _ = struct.unpack_from(entry, elst, 8 + index * struct.calcsize(entry))
        yield duration / scale, begin


def _parts(table: memoryview) -> Iterator[tuple[int, int]]:
    """Where the chunks lie: their places, how many samples each has, and how large those are."""
    offsets, runs = _offsets(table), _runs(table)
    same, count, sizes = _sizes(need(table, b"stsz"))
    sample = 0
    for index, (first, each) in enumerate(runs):
        end = runs[index + 1][0] if index + 1 < len(runs) else len(offsets) + 1
        for chunk in range(first, end):
            samples = min(each, count - sample)
            size = same * samples if same else sum(sizes[sample : sample + samples])
            sample += samples
            yield offsets[chunk - 1], offsets[chunk - 1] + size


def _offsets(table: memoryview) -> array[int]:
    if (large := one(table, b"co64")) is not None:
        return numbers(large, 8, number(large, 4), 8)
    small = need(table, b"stco")
    return numbers(small, 8, number(small, 4))


def _runs(table: memoryview) -> list[tuple[int, int]]:
    """First chunk (from 1), and samples per chunk from there on."""
    stsc = need(table, b"stsc")
    flat = numbers(stsc, 8, 3 * number(stsc, 4))
    return list(zip(flat[::3], flat[1::3], strict=True))


def _sizes(stsz: memoryview) -> tuple[int, int, array[int]]:
    """The size that all samples have, or 0; how many there are; their sizes if they differ."""
    same, count = number(stsz, 4), number(stsz, 8)
    return same, count, array("I") if same else numbers(stsz, 12, count)
