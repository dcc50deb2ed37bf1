"""MP4 and QuickTime files, measured: how long they play, and which of their bytes are the recording.

Source: ISO/IEC 14496-12 §8.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain
from typing import BinaryIO

from feedpub.audio.boxes import children, find, find_all, number, numbers, top_level
from feedpub.audio.completeness import (
    AGAIN,
    cut_short,
    refuse_missing_bytes,
    refuse_missing_fragments,
    refuse_missing_samples,
    refuse_too_few_bytes,
)
from feedpub.audio.sound_description import AAC
from feedpub.audio.tracks import SOUND, VIDEO, ByteRanges, Track, tracks
from feedpub.errors import Unusable

EXTENSIONS: Mapping[tuple[bool, bool], tuple[str, ...]] = {
    (False, False): ("m4a",),
    (False, True): ("mp4", "m4v"),
    (True, False): (),
    (True, True): ("mov",),
}
"""By (is QuickTime, has video): the extensions that Apple lists for it."""


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
    return moov, list(tracks(moov))


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
