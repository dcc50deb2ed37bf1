"""MP4 files made by hand: real boxes around bytes that are no real AAC."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import accumulate

PER_SAMPLE = 1024
"""Units of time of a sample, at 44,100 a second."""

_RATE = 44100
_MATRIX = bytes(36)


def box(name: bytes, *parts: bytes) -> bytes:
    """One box."""
    body = b"".join(parts)
    return struct.pack(">I4s", len(body) + 8, name) + body


def full(name: bytes, *parts: bytes, version: int = 0, flags: int = 0) -> bytes:
    """One box with a version and flags."""
    return box(name, (version << 24 | flags).to_bytes(4, "big"), *parts)


def words(*values: int) -> bytes:
    """Numbers of four bytes."""
    return struct.pack(f">{len(values)}I", *values)


@dataclass(frozen=True, kw_only=True)
class Track:
    """One track; its samples come in chunks of at most `per_chunk`."""

    samples: Sequence[bytes]
    id: int = 1
    kind: bytes = b"soun"
    codec: bytes = b"mp4a"
    per_chunk: int = 10
    large: bool = False
    """Offsets of eight bytes."""

    uniform: bool = False
    """One size for all samples, and one run of chunks, though the last has fewer samples."""

    edit: tuple[int, int] | None = None
    """Milliseconds, and the unit of time to begin with."""

    chapters: int | tuple[int, ...] = 0
    """The track, or the tracks, that hold its chapters."""

    lengths: Sequence[int] = ()
    """Units of time of each sample, if they are listed."""

    extra: bytes = b""
    """More of the description of its samples."""

    @property
    def chunks(self) -> list[bytes]:
        """The samples, as they lie together."""
        step = self.per_chunk
        return [b"".join(self.samples[at : at + step]) for at in range(0, len(self.samples), step)]


def sound(seconds: float = 1.0, *, seed: int = 0, **fields: object) -> Track:
    """A sound track of about that length; another `seed` is another recording."""
    count = round(seconds * _RATE / PER_SAMPLE)
    samples = [sha256(f"{seed}:{at}".encode()).digest()[: 16 + at % 16] for at in range(count)]
    return Track(samples=samples, **fields)  # type: ignore[arg-type]  # fields of Track, checked when it is made


@dataclass(frozen=True, kw_only=True)
class Movie:
    """A file: its tracks, and how it is laid out."""

    tracks: Sequence[Track] = field(default_factory=lambda: [sound()])
    brand: bytes = b"M4A "
    index_first: bool = True
    title: bytes = b""
    """Something else in the index that is no recording."""

    def build(self) -> bytes:
        """The bytes of the file."""
        head = box(b"ftyp", self.brand, bytes(4), self.brand)
        data = box(b"mdat", *(chunk for track in self.tracks for chunk in track.chunks))
        index = self._index(0)
        start = len(head) + 8 + (len(index) if self.index_first else 0)
        index = self._index(start)
        return head + (index + data if self.index_first else data + index)

    def _index(self, start: int) -> bytes:
        traks = []
        for track in self.tracks:
            traks.append(_trak(track, start))
            start += sum(map(len, track.chunks))
        mvhd = full(b"mvhd", words(0, 0, 1000, 0), bytes(80))
        return box(b"moov", mvhd, *traks, box(b"udta", self.title))


def _trak(track: Track, start: int) -> bytes:
    length = PER_SAMPLE * len(track.samples)
    parts = [full(b"tkhd", words(0, 0, track.id, 0, 0), bytes(60))]
    if track.edit:
        parts.append(box(b"edts", full(b"elst", words(1), struct.pack(">Iii", *track.edit, 1 << 16))))
    if track.chapters:
        tracks = track.chapters if isinstance(track.chapters, tuple) else (track.chapters,)
        parts.append(box(b"tref", box(b"chap", words(*tracks))))
    minf = box(b"minf", full(b"hdlr", bytes(4), b"url ", bytes(12)), _table(track, start))
    handler = full(b"hdlr", bytes(4), track.kind, bytes(13))
    clock = full(b"mdhd", words(0, 0, _RATE, length, 0))
    return box(b"trak", *parts, box(b"mdia", clock, handler, minf))


def _table(track: Track, start: int) -> bytes:
    offsets = list(accumulate(map(len, track.chunks), initial=start))[:-1]
    last = 0 if track.uniform else len(track.samples) % track.per_chunk
    sizes = [len(sample) for sample in track.samples]
    table = words(sizes[0], len(sizes)) if track.uniform else words(0, len(sizes), *sizes)
    runs = [(1, track.per_chunk, 1)] + ([(len(offsets), last, 1)] if last and len(offsets) > 1 else [])
    places = struct.pack(f">{len(offsets)}{'Q' if track.large else 'I'}", *offsets)
    times = [words(1, length) for length in track.lengths]
    return box(
        b"stbl",
        full(b"stts", words(len(times)), *times) if times else b"",
        full(
            b"stsd", words(1), box(track.codec, bytes(16), struct.pack(">HHHHI", 2, 16, 0, 0, _RATE << 16), track.extra)
        ),
        full(b"stsz", table),
        full(b"stsc", words(len(runs)), *(words(*run) for run in runs)),
        full(b"co64" if track.large else b"stco", words(len(offsets)), places),
    )


def m4a(seconds: float = 1.0, *, seed: int = 0) -> bytes:
    """A sound file that feedpub takes for whole; another `seed` is another recording."""
    return Movie(tracks=[sound(seconds, seed=seed)]).build()
