"""The tracks of an MP4 or QuickTime file: what they are, how long they play, where their samples lie.

Source: ISO/IEC 14496-12 §8.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import mul

from feedpub.audio.boxes import find, find_all, number, numbers, require, track_ids
from feedpub.audio.silence import silent_samples
from feedpub.audio.sound_description import SoundDescription, describe
from feedpub.errors import Unusable

SOUND, VIDEO = b"soun", b"vide"
"""What a track's handler is called."""


_PROTECTED: Mapping[bytes, str] = {
    b"drms": "Apple's FairPlay",
    b"drmi": "Apple's FairPlay",
    b"p608": "Apple's FairPlay",
    b"aavd": "Audible",
    b"enca": "common encryption",
    b"encv": "common encryption",
}
"""Code of a sample entry → whose protection it is."""


class ByteRanges:
    """Parts of a file, in its order."""

    __slots__ = ("_starts", "_stops")

    def __init__(self, parts: Iterable[tuple[int, int]]) -> None:
        """Take parts as (start, stop); those that touch become one, so that a table of samples stays small."""
        self._starts, self._stops = array("Q"), array("Q")
        for start, stop in parts:
            if self._stops and self._stops[-1] == start:
                self._stops[-1] = stop
            elif start < stop:
                self._starts.append(start)
                self._stops.append(stop)
        if any(self._starts[at] < self._stops[at - 1] for at in range(1, len(self._starts))):
            ordered = sorted(zip(self._starts, self._stops, strict=True))
            self._starts, self._stops = (array("Q", column) for column in zip(*ordered, strict=True))

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return zip(self._starts, self._stops, strict=True)

    def __len__(self) -> int:
        return len(self._starts)

    @property
    def end(self) -> int:
        """Where the last part ends; 0 without parts."""
        return max(self._stops, default=0)

    @property
    def bytes(self) -> int:
        """Bytes of all parts."""
        return sum(self._stops) - sum(self._starts)

    def at(self, number: int) -> tuple[int, int]:
        """Where a part begins and ends."""
        return self._starts[number], self._stops[number]


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """Sound or picture; in a fragmented file the samples and most of the time come from its fragments."""

    id: int
    kind: bytes
    scale: int
    """Units of time per second."""

    length: int
    """Units of time of all samples in the index."""

    claimed: int
    """The same, as the header of the track says it."""

    timed: int
    """Samples that have a length in time."""

    samples: int
    """Samples that have a size."""

    placed: int
    """Of these, those for which there is room in a chunk."""

    edits: Sequence[tuple[float, int]]
    """Seconds (0: to the end) and the unit of time where each edit begins; -1 where nothing plays."""

    described: SoundDescription
    silences: tuple[tuple[int, int], ...]
    parts: ByteRanges
    """Where its chunks of samples begin and end in the file."""

    @property
    def is_sound(self) -> bool:
        """Or else a picture."""
        return self.kind == SOUND

    def seconds(self, more: int = 0) -> float:
        """Playing time, edits applied, with so many units of time from fragments."""
        whole = (self.length + more) / self.scale
        return sum(self._played(edit, whole) for edit in self.edits) if self.edits else whole

    def _played(self, edit: tuple[float, int], whole: float) -> float:
        seconds, begin = edit
        if begin < 0:
            return seconds
        rest = max(0.0, whole - begin / self.scale)
        return rest if seconds == _TO_THE_END else min(seconds, rest)


_TO_THE_END = 0


def tracks(moov: memoryview) -> Iterator[Track]:
    """Sound and pictures that play; not the pictures and texts of chapters.

    Raises `Unusable` for a protected track; `KeyError`, `IndexError`, `ValueError`, `OverflowError` or `struct.error`
    for an index that is damaged.
    """
    chapters = chapter_tracks(moov)
    scale, _ = clock(require(moov, b"mvhd"))
    for trak in find_all(moov, b"trak"):
        kind, track = handler(trak), track_id(trak)
        if kind in {SOUND, VIDEO} and track not in chapters:
            yield _track(trak, track, kind, scale)


def _track(trak: memoryview, id: int, kind: bytes, movie_scale: int) -> Track:
    scale, length = clock(require(trak, b"mdia", b"mdhd"))
    stbl = require(trak, b"mdia", b"minf", b"stbl")
    entry = require(stbl, b"stsd")[8:]
    if (code := bytes(entry[4:8])) in _PROTECTED:
        how = f"{code.decode()}, {_PROTECTED[code]}"
        hint = "listeners could not play it: export it without protection"
        raise Unusable(f"the file is copy-protected ({how})", hint=hint)
    times = _times(stbl)
    timed, total = sum(times[::2]), sum(map(mul, times[::2], times[1::2]))
    _, samples, sizes = sample_sizes(stbl)
    return Track(
        id=id,
        kind=kind,
        scale=scale,
        length=total or length,
        claimed=length,
        timed=timed,
        samples=samples,
        placed=min(samples, sum(each for _, each in chunks(stbl))),
        edits=tuple(_edits(trak, movie_scale)),
        described=describe(entry) if kind == SOUND else SoundDescription("", 0, 0),
        silences=silent_samples(sizes, (total or length) / scale / samples) if samples else (),
        parts=ByteRanges(_chunk_ranges(stbl)),
    )


def _times(stbl: memoryview) -> array[int]:
    """How many samples play how many units of time each, in pairs; empty where it does not say."""
    stts = find(stbl, b"stts")
    return array("I") if stts is None else numbers(stts, 8, 2 * number(stts, 4))


def _edits(trak: memoryview, scale: int) -> Iterator[tuple[float, int]]:
    if (elst := find(trak, b"edts", b"elst")) is None:
        return
    entry = ">Qqi" if elst[0] else ">Iii"
    for index in range(number(elst, 4)):
        duration, begin, _ = struct.unpack_from(entry, elst, 8 + index * struct.calcsize(entry))
        yield duration / scale, begin


def handler(trak: memoryview) -> bytes:
    """What kind of track it is: `SOUND`, `VIDEO`, `text`, …. Raises `KeyError` if it does not say."""
    return bytes(require(trak, b"mdia", b"hdlr")[8:12])


def track_id(trak: memoryview) -> int:
    """A track's number. Raises `KeyError` or `IndexError` if it has none."""
    tkhd = require(trak, b"tkhd")
    return number(tkhd, 20 if tkhd[0] else 12)


def chapter_tracks(moov: memoryview) -> set[int]:
    """Numbers of the tracks that hold the chapters of others."""
    return {track for chap in find_all(moov, b"trak", b"tref", b"chap") for track in track_ids(chap)}


def clock(header: memoryview) -> tuple[int, int]:
    """Units of time per second, and the length in them, of a movie or media header."""
    scale, length = struct.unpack_from(">IQ", header, 20) if header[0] else struct.unpack_from(">II", header, 12)
    return scale or 1, 0 if length in {(1 << 32) - 1, (1 << 64) - 1} else length


def chunks(stbl: memoryview) -> Iterator[tuple[int, int]]:
    """Where each chunk begins, and how many samples it has room for."""
    offsets, runs = _chunk_offsets(stbl), _runs(stbl)
    for index, (first, each) in enumerate(runs):
        end = runs[index + 1][0] if index + 1 < len(runs) else len(offsets) + 1
        for chunk in range(first, end):
            yield offsets[chunk - 1], each


def sample_sizes(stbl: memoryview) -> tuple[int, int, array[int]]:
    """The size that all samples have, or 0; how many there are; their sizes if they differ."""
    stsz = require(stbl, b"stsz")
    same, count = number(stsz, 4), number(stsz, 8)
    return same, count, array("I") if same else numbers(stsz, 12, count)


def _chunk_ranges(stbl: memoryview) -> Iterator[tuple[int, int]]:
    """Where the chunks begin and end."""
    same, count, sizes = sample_sizes(stbl)
    sample = 0
    for place, each in chunks(stbl):
        samples = min(each, count - sample)
        size = same * samples if same else sum(sizes[sample : sample + samples])
        sample += samples
        yield place, place + size


def _chunk_offsets(stbl: memoryview) -> array[int]:
    if (large := find(stbl, b"co64")) is not None:
        return numbers(large, 8, number(large, 4), 8)
    small = require(stbl, b"stco")
    return numbers(small, 8, number(small, 4))


def _runs(stbl: memoryview) -> list[tuple[int, int]]:
    """First chunk (from 1), and samples per chunk from there on."""
    stsc = require(stbl, b"stsc")
    flat = numbers(stsc, 8, 3 * number(stsc, 4))
    return list(zip(flat[::3], flat[1::3], strict=True))
