"""MP4 and QuickTime files, measured: how long they play, and which of their bytes are the recording.

Source: ISO/IEC 14496-12 §8; sound descriptions of version 1 and 2: QuickTime File Format Specification.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain
from operator import mul
from typing import BinaryIO

from feedpub.audio.boxes import children, find, find_all, number, numbers, require, top_level, track_ids
from feedpub.audio.completeness import (
    AGAIN,
    cut_short,
    refuse_missing_bytes,
    refuse_missing_fragments,
    refuse_missing_samples,
    refuse_too_few_bytes,
)
from feedpub.audio.silence import silent_samples
from feedpub.audio.sound_description import AAC, SoundDescription, describe
from feedpub.errors import Unusable

EXTENSIONS: Mapping[tuple[bool, bool], tuple[str, ...]] = {
    (False, False): ("m4a",),
    (False, True): ("mp4", "m4v"),
    (True, False): (),
    (True, True): ("mov",),
}
"""By (is QuickTime, has video): the extensions that Apple lists for it."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Movie:
    """What the boxes say."""

    duration_ms: int
    sample_rate: int
    channels: int
    codec: str
    """Of the sound, by its common name."""

    sounds: tuple[str, ...]
    """The codecs of all its sounds, in the order of the file."""

    silences: tuple[tuple[int, int], ...]
    """Digital silence: where it begins and how long it is, in milliseconds."""

    bitrate: int
    """Bits per second of the sound."""

    has_video: bool
    recording: tuple[ByteRanges, ...]
    """Where the samples lie, track by track, wherever the boxes are and whatever else they say."""


def read(file: BinaryIO, size: int) -> Movie:
    """Walk the boxes of a file of `size` bytes.

    Raises `Unusable` for files that are cut short, damaged, protected or without sound.
    """
    try:
        moov, found = _moov(file, size)
        is_fragmented = find(moov, b"mvex") is not None
        refuse_missing_bytes(found, size)
        added = _fragments(file, size, moov)
        recording = tuple(_recording(track, added, size) for track in found)
        for track in found if not is_fragmented else ():
            refuse_missing_samples(track)
        seconds = [track.seconds(added.get(track.id, Fragments()).length) for track in found]
        if is_fragmented:
            refuse_missing_fragments(file, size, moov, max(seconds, default=0))
    except (KeyError, IndexError, ValueError, OverflowError, struct.error):
        raise Unusable("the index of the file is damaged", hint=AGAIN) from None
    sound = next((at for at, track in enumerate(found) if track.kind == SOUND and recording[at].bytes), None)
    if sound is None:
        raise Unusable("there is no sound in this file", hint="name the right one, or export it again")
    if not seconds[sound]:
        raise Unusable("the sound has no length", hint=AGAIN)
    refuse_too_few_bytes(seconds[sound], recording[sound].bytes)
    described = found[sound].described
    return Movie(
        duration_ms=round(1000 * max(seconds)),
        sample_rate=described.sample_rate or found[sound].scale,
        channels=described.channels,
        codec=described.codec,
        sounds=tuple(track.described.codec for track in found if track.kind == SOUND),
        silences=found[sound].silences if described.codec == AAC else (),
        bitrate=round(recording[sound].bytes * 8 / seconds[sound]),
        has_video=any(track.kind == VIDEO for track in found),
        recording=recording,
    )


def _moov(file: BinaryIO, size: int) -> tuple[memoryview, list[Track]]:
    """The movie box and its tracks."""
    moov = next((box.read(file) for box in top_level(file, size) if box.name == b"moov"), None)
    if moov is None:
        raise Unusable("the file has no index (moov); it is cut short or was never finished", hint=AGAIN)
    return moov, list(_tracks(moov))


def _fragments(file: BinaryIO, size: int, moov: memoryview) -> Mapping[int, Fragments]:
    """By track, what lies outside the movie box. Looks at every box, so that one cut short is found."""
    added: dict[int, Fragments] = {}
    preset = _defaults(moov)
    for box in top_level(file, size):
        if box.name == b"moof":
            _add(box.read(file), box.begin, preset, added)
    return added


def _recording(track: Track, added: Mapping[int, Fragments], size: int) -> ByteRanges:
    ranges = ByteRanges(chain(track.parts, added.get(track.id, Fragments()).parts))
    if ranges.end > size:
        raise cut_short()
    return ranges


# --- which bytes of a file are the recording, and their digest while the file streams by


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


class RangesDigest:
    """SHA-256 of the parts of a file that streams by in pieces of any size."""

    __slots__ = ("_digest", "_part", "_ranges")

    def __init__(self, ranges: ByteRanges) -> None:
        self._ranges = ranges
        self._part = 0
        self._digest = sha256()

    def feed(self, piece: bytes, at: int) -> None:
        """Take the next piece, which begins at that byte of the file."""
        view, end = memoryview(piece), at + len(piece)
        while self._part < len(self._ranges):
            start, stop = self._ranges.at(self._part)
            if start >= end:
                return
            self._digest.update(view[max(0, start - at) : min(stop, end) - at])
            if stop > end:
                return
            self._part += 1

    @property
    def digest(self) -> bytes:
        """Of what was fed so far."""
        return self._digest.digest()


def combined_digest(parts: Sequence[RangesDigest]) -> str:
    """One digest (hex) of several."""
    digests = [part.digest for part in parts]
    return digests[0].hex() if len(digests) == 1 else sha256(b"".join(digests)).hexdigest()


# --- tracks: what they are, how long they play, where their samples lie


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


_TO_THE_END = 0


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


def _tracks(moov: memoryview) -> Iterator[Track]:
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


# --- fragments: the samples and the time that lie outside the movie box (§8.8)

_BASE, _DESCRIPTION, _DURATION, _SIZE, _FROM_FRAGMENT = 0x1, 0x2, 0x8, 0x10, 0x20000
_RUN_OFFSET, _RUN_FIRST_FLAGS = 0x1, 0x4
_ROW_DURATION, _ROW_SIZE, _ROW_FLAGS, _ROW_SHIFT = 0x100, 0x200, 0x400, 0x800


@dataclass(slots=True)
class Fragments:
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


def _defaults(moov: memoryview) -> Mapping[int, tuple[int, int]]:
    """By track: duration and size of samples that say nothing else."""
    return {number(trex, 4): (number(trex, 12), number(trex, 16)) for trex in find_all(moov, b"mvex", b"trex")}


def _add(moof: memoryview, begin: int, preset: Mapping[int, tuple[int, int]], added: dict[int, Fragments]) -> None:
    """Add one fragment, whose box begins at `begin` in the file. Raises `IndexError` if it is damaged."""
    position = begin
    for traf in find_all(moof, b"traf"):
        inner = list(children(traf))
        tfhd = next((body for name, body in inner if name == b"tfhd"), memoryview(b""))
        track, run = _header(tfhd, preset)
        base = position = _base(tfhd, begin, position)
        for trun in (body for name, body in inner if name == b"trun"):
            position = _run(trun, run, base, position, added.setdefault(track, Fragments()))


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
    """Where the data are counted from: where it says, from the fragment, or from the end of the track before."""
    flags = number(tfhd, 1, 3)
    if flags & _BASE:
        return number(tfhd, 8, 8)
    return begin if flags & _FROM_FRAGMENT else position


def _run(trun: memoryview, run: _Run, base: int, position: int, added: Fragments) -> int:
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
