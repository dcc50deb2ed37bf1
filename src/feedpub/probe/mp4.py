"""MP4 and QuickTime files: whole, with sound, not encrypted, and which of their bytes are the recording."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from feedpub.errors import Unusable

_REMUX = "make a plain one: ffmpeg -i {name} -c copy -movflags +faststart out.m4a"
_CONTAINERS = {b"trak", b"mdia", b"minf", b"stbl"}
_SOUND, _VIDEO = b"soun", b"vide"


@dataclass(frozen=True, slots=True, kw_only=True)
class Movie:
    """What the boxes say."""

    duration_ms: int
    sample_rate: int
    channels: int
    bitrate: int
    """Bits per second of the sound."""

    has_video: bool
    identity: str
    """SHA-256 (hex) of the samples of the sound (of all tracks, in a video), wherever the boxes lie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Track:
    kind: bytes
    duration_ms: int
    codec: bytes
    channels: int
    sample_rate: int
    sizes: Sequence[int]
    offsets: Sequence[int]
    runs: Sequence[tuple[int, int]]
    """First chunk (from 1) and samples per chunk from there on."""


def read(path: Path) -> Movie:
    """Walk the boxes. Raises `Unusable` for truncated, fragmented, encrypted and soundless files."""
    with path.open("rb") as file:
        moov = _moov(file, path)
        if b"mvex" in {name for name, _ in _boxes(moov)}:
            raise Unusable("the file is fragmented; few apps can seek in it", hint=_REMUX.format(name=path.name))
        tracks = [track for name, body in _boxes(moov) if name == b"trak" if (track := _track(body, path))]
        sound = next((track for track in tracks if track.kind == _SOUND), None)
        if sound is None or not sound.sizes:
            raise Unusable("there is no sound in this file", hint="is it the right one?")
        has_video = any(track.kind == _VIDEO for track in tracks)
        identity = sha256()
        for track in tracks if has_video else [sound]:
            for chunk in _samples(file, track, path):
                identity.update(chunk)
    return Movie(
        duration_ms=sound.duration_ms,
        sample_rate=sound.sample_rate,
        channels=sound.channels,
        bitrate=round(sum(sound.sizes) * 8000 / max(1, sound.duration_ms)),
        has_video=has_video,
        identity=identity.hexdigest(),
    )


def _moov(file: BinaryIO, path: Path) -> bytes:
    """The movie box; every box of the top level must end inside the file."""
    end = path.stat().st_size
    found, position = b"", 0
    while position < end:
        name, start, stop = _header(file, position, end)
        if stop > end or stop <= position:
            raise Unusable("the file is cut short", hint="copy or export it again")
        if name == b"moov":
            file.seek(start)
            found = file.read(stop - start)
        position = stop
    if not found:
        raise Unusable("the file has no index (moov); it is cut short or was never finished", hint="export it again")
    return found


def _header(file: BinaryIO, position: int, end: int) -> tuple[bytes, int, int]:
    """Name of the box that begins here, where its content begins, and where it ends."""
    file.seek(position)
    head = file.read(16)
    if len(head) < 8:
        return b"", end, end + 1
    size, name = struct.unpack(">I4s", head[:8])
    if size == 1 and len(head) == 16:
        return name, position + 16, position + int.from_bytes(head[8:], "big")
    return name, position + 8, end if size == 0 else position + size


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    position = 0
    while position + 8 <= len(data):
        size, name = struct.unpack(">I4s", data[position : position + 8])
        stop = len(data) if size == 0 else position + size
        if size in range(1, 8) or stop > len(data):
            return
        yield name, data[position + 8 : stop]
        position = stop


def _flat(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Boxes inside boxes, those that a track needs."""
    for name, body in _boxes(data):
        if name in _CONTAINERS:
            yield from _flat(body)
        else:
            yield name, body


def _track(data: bytes, path: Path) -> _Track | None:
    """The track, if it is sound or picture and tells all it must."""
    boxes = dict(_flat(data))
    kind = boxes.get(b"hdlr", b"")[8:12]
    if kind not in {_SOUND, _VIDEO}:
        return None
    try:
        return _parsed(kind, boxes)
    except (KeyError, struct.error, IndexError, ZeroDivisionError):
        raise Unusable("the index of the file is damaged", hint=_REMUX.format(name=path.name)) from None


def _parsed(kind: bytes, boxes: dict[bytes, bytes]) -> _Track:
    scale, duration = _timing(boxes[b"mdhd"])
    entry = boxes[b"stsd"][8:]
    codec = entry[4:8]
    if codec in {b"drms", b"enca", b"encv"}:
        raise Unusable("the file is copy-protected", hint="listeners could not play it; export an open one")
    channels, rate = struct.unpack(">H", entry[24:26])[0], struct.unpack(">I", entry[32:36])[0] >> 16
    return _Track(
        kind=kind,
        duration_ms=round(1000 * duration / scale),
        codec=codec,
        channels=channels,
        sample_rate=rate if kind == _SOUND and rate else scale,
        sizes=_sizes(boxes[b"stsz"]),
        offsets=_offsets(boxes),
        runs=[run[:2] for run in struct.iter_unpack(">III", boxes[b"stsc"][8:])],
    )


def _timing(mdhd: bytes) -> tuple[int, int]:
    """Units per second, and duration in them."""
    scale, duration = struct.unpack(">IQ", mdhd[20:32]) if mdhd[0] else struct.unpack(">II", mdhd[12:20])
    return scale, duration


def _sizes(stsz: bytes) -> Sequence[int]:
    same, count = struct.unpack(">II", stsz[4:12])
    return [same] * count if same else struct.unpack(f">{count}I", stsz[12 : 12 + 4 * count])


def _offsets(boxes: dict[bytes, bytes]) -> Sequence[int]:
    if b"co64" in boxes:
        count = struct.unpack(">I", boxes[b"co64"][4:8])[0]
        return struct.unpack(f">{count}Q", boxes[b"co64"][8 : 8 + 8 * count])
    count = struct.unpack(">I", boxes[b"stco"][4:8])[0]
    return struct.unpack(f">{count}I", boxes[b"stco"][8 : 8 + 4 * count])


def _samples(file: BinaryIO, track: _Track, path: Path) -> Iterator[bytes]:
    """The track's bytes, chunk by chunk, in playing order."""
    sample = 0
    ends = [first for first, _ in track.runs[1:]] + [len(track.offsets) + 1]
    for (first, each), end in zip(track.runs, ends, strict=True):
        for chunk in range(first, end):
            size = sum(track.sizes[sample : sample + each])
            sample += each
            file.seek(track.offsets[chunk - 1])
            data = file.read(size)
            if len(data) != size:
                raise Unusable("the sound is cut short", hint=_REMUX.format(name=path.name))
            yield data
