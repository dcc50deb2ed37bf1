"""Audio as a fact in a view: `seen:audio`, to stand in the `enclosure` that names it.

Beside what was measured: how players find their way through the file, what its tags weigh, and what they tell of the
author. Only tags and the first frames are read: the bit rate that was measured tells the rest.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from mutagen import MutagenError
from mutagen.apev2 import APEv2
from mutagen.id3 import ID3, ParseID3v1

from feedpub.audio import formats, mp3, personal_data
from feedpub.audio.boxes import children, find, find_all, top_level
from feedpub.audio.mp3 import RATES, SAMPLES, SIZES, STREAM
from feedpub.audio.personal_data import Leftover
from feedpub.audio.probe import reading
from feedpub.audio.xing import read_header
from feedpub.model.measured import Audio
from feedpub.view import Element, fact

_HEAD = 1 << 18
"""Bytes of frames that are looked at."""

_LARGEST_TAG = 1 << 26
"""Bytes of a tag that is taken apart."""

_LARGE_DATA = 1000
"""Bytes of a program's own data that are worth a word."""

_DAMAGE = (MutagenError, ValueError, ArithmeticError, LookupError, TypeError, EOFError, struct.error, zlib.error)
"""What mutagen raises for tags that are not what they say."""

_SYNC = re.compile(rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb]")
_SLACK = 0.01
"""By how much the average of a constant bit rate may differ from the name of that rate: frames are whole bytes."""


@dataclass(slots=True)
class _Tags:
    """What tags hold."""

    picture_size: int = 0
    """Bytes of the largest picture."""

    found: list[Leftover] = field(default_factory=list)


def audio_facts(path: Path, audio: Audio) -> Element:
    """The fact about a file and what was measured of it; leftovers in its tags are children (`seen:leftover`).

    Damaged tags say nothing. Raises `Unusable` if the file cannot be read.
    """
    with reading(), path.open("rb") as file:
        if audio.extension == "mp3":
            return _fact(audio, **_mp3(file, audio))
        return _fact(audio, **_mp4(file, audio))


def _fact(audio: Audio, *, held: _Tags, **more: object) -> Element:
    seen = fact(
        "audio",
        type=audio.type,
        size=audio.size,
        duration_ms=audio.duration_ms,
        bitrate=audio.bitrate,
        sample_rate=audio.sample_rate,
        channels=audio.channels,
        picture_size=held.picture_size or None,
        **more,
    )
    children = (
        fact("leftover", kind=one.kind, text=one.text or None, where=one.where)
        for one in personal_data.single(held.found)
    )
    return Element(seen.name, attributes=seen.attributes, children=tuple(children))


def _said(is_so: bool) -> str:  # noqa: FBT001 - the value itself
    return "true" if is_so else "false"


# --- MP3


def _mp3(file: BinaryIO, audio: Audio) -> dict[str, Any]:
    start, stop = mp3.frames_span(file, audio.size)
    file.seek(start)
    first, codes = _frames(file.read(_HEAD))
    header = read_header(first)
    count = header.count if header else 0
    return {
        "kind": formats.MP3,
        "vbr": _said(_varies(codes[1:] if header else codes, audio.bitrate)),
        "xing": _said(header is not None),
        "claimed_ms": round(1000 * count * SAMPLES[codes[0]] / RATES[codes[0]]) if count else None,
        "tag_size": start,
        "held": _mp3_tags(file, start, stop, audio.size),
    }


def _frames(head: bytes) -> tuple[bytes, list[int]]:
    """The first frame and the codes of those that follow it, itself included; nothing if none are found."""
    for match in _SYNC.finditer(head):
        codes = list(_codes(head, match.start()))
        if len(codes) > 2:
            return head[match.start() : match.start() + SIZES[codes[0]]], codes
    return b"", []


def _codes(head: bytes, position: int) -> Iterator[int]:
    stream = None
    while position + 3 <= len(head) and head[position] == 0xFF:
        code = head[position + 1] << 8 | head[position + 2]
        if not SIZES[code] or stream not in {None, code & STREAM}:
            return
        stream = code & STREAM
        yield code
        position += SIZES[code]


def _varies(codes: list[int], bitrate: int) -> bool:
    """Whether the bit rate changes: among the first frames, or because the average is not theirs."""
    if len({code >> 4 & 15 for code in codes}) != 1:
        return bool(codes)
    code = codes[0] & ~2  # without padding
    named = 8 * SIZES[code] * RATES[code] / SAMPLES[code]
    return abs(bitrate / named - 1) > _SLACK


def _mp3_tags(file: BinaryIO, start: int, stop: int, size: int) -> _Tags:
    held = _Tags()
    if 0 < start <= _LARGEST_TAG:
        for frame in _id3(file):
            _look(frame, held)
    if stop < size:
        file.seek(max(stop, size - 128))
        for frame in (ParseID3v1(file.read(128)) or {}).values():  # type: ignore[no-untyped-call]  # mutagen types only parts
            _look(frame, held)
        held.found += _ape(file)
    return held


def _id3(file: BinaryIO) -> list[Any]:
    file.seek(0)
    try:
        tag: Any = ID3(file, load_v1=False)  # type: ignore[no-untyped-call]  # mutagen types only parts of itself
    except _DAMAGE:
        return []
    return [*tag.values(), *(inner for mark in tag.getall("CHAP") for inner in mark.sub_frames.values())]


def _look(frame: Any, held: _Tags) -> None:  # noqa: ANN401 - a frame of mutagen's
    """Note what one frame weighs and tells."""
    name, label = frame.FrameID, str(getattr(frame, "desc", "") or getattr(frame, "owner", ""))
    where = f"{name}:{label[:40]}" if label else name
    data = getattr(frame, "data", b"")
    if name == "APIC":
        _weigh(bytes(data), where, held)
    elif isinstance(data, bytes) and data:
        held.found += personal_data.in_data(data, where)
        if len(data) >= _LARGE_DATA:
            held.found.append(Leftover("data", f"{len(data)} bytes", where))
    text = "\n".join(map(str, frame.text)) if isinstance(getattr(frame, "text", None), list) else ""
    others = (
        str(getattr(frame, part, "")) for part in ("text", "url", "filename", "desc") if part != "text" or not text
    )
    said = list(personal_data.in_text("\n".join((text, *others)), where))
    held.found += said
    if not said and (name == "COMM" or where.lower() in {"txxx:comment", "txxx:comments"}):
        held.found += personal_data.of_comment(text, where, label)


def _weigh(picture: bytes, where: str, held: _Tags) -> None:
    held.picture_size = max(held.picture_size, len(picture))
    if personal_data.has_place(picture):
        held.found.append(Leftover("gps", "", where))


def _ape(file: BinaryIO) -> Iterator[Leftover]:
    file.seek(0)
    try:
        tag: Any = APEv2(file)  # type: ignore[no-untyped-call]  # mutagen types only parts of itself
        texts = [(str(name), str(value)) for name, value in tag.items() if value.kind == 0]
    except _DAMAGE:
        return
    for name, text in texts:
        said = list(personal_data.in_text(text, f"APE:{name}"))
        yield from said or (personal_data.of_comment(text, f"APE:{name}") if name.lower() == "comment" else ())


# --- MP4


def _mp4(file: BinaryIO, audio: Audio) -> dict[str, Any]:
    held, weight, order = _Tags(), 0, []
    for box in top_level(file, audio.size):
        order.append(box.name)
        if box.name == b"moov":
            weight += _index(box.read(file), held)
        elif box.name in {b"udta", b"meta", b"uuid"}:
            weight += box.stop - box.begin
            file.seek(box.start)
            data = file.read(min(box.stop - box.start, personal_data.LARGEST_BLOB))
            held.found += personal_data.in_data(data, _name(box.name))
    return {
        "kind": formats.QUICKTIME if audio.extension == "mov" else formats.MP4,
        "faststart": _said(b"mdat" not in order or b"moov" in order[: order.index(b"mdat")]),
        "tag_size": weight,
        "held": held,
    }


def _index(moov: memoryview, held: _Tags) -> int:
    """Note what stands in the movie box beside its tracks; gives its bytes."""
    weight = 0
    for name, body in children(moov):
        if name in {b"udta", b"meta"}:
            weight += len(body)
            inner = [(name, body)] if name == b"meta" else children(body)
            for part, content in inner:
                _part(part, content, held)
    return weight


def _part(name: bytes, body: memoryview, held: _Tags) -> None:
    """Note one box of what users add to a movie."""
    if name in {b"\xa9xyz", b"loci"}:
        held.found.append(Leftover("gps", "", _name(name)))
    elif name == b"meta" and (listed := find(body if bytes(body[4:8]) == b"hdlr" else body[4:], b"ilst")) is not None:
        for key, entry in children(listed):
            for data in find_all(entry, b"data"):
                _entry(_name(key), bytes(data[:4]), data[8:], held)
        if b"location.ISO6709" in bytes(body[:_HEAD]):
            held.found.append(Leftover("gps", "", "location.ISO6709"))
    else:
        held.found += personal_data.in_data(bytes(body[: personal_data.LARGEST_BLOB]), _name(name))


def _entry(key: str, type: bytes, value: memoryview, held: _Tags) -> None:
    """Note one entry of the list that iTunes shows."""
    if key == "covr" or type in _PICTURES:
        _weigh(bytes(value), key, held)
        return
    data = bytes(value[: personal_data.LARGEST_BLOB])
    said = list(personal_data.in_data(data, key))
    held.found += said or (personal_data.of_comment(data.decode("utf-8", "replace"), key) if key == "©cmt" else ())


_PICTURES = frozenset({b"\0\0\0\x0d", b"\0\0\0\x0e", b"\0\0\0\x1b"})
"""Types of an entry's data: JPEG, PNG, BMP. Source: QuickTime File Format, "Well-known types"."""


def _name(box: bytes) -> str:
    """Of a box; QuickTime numbers the entries of its lists instead."""
    name = box.decode("latin-1")
    return name if name.isprintable() else "meta"
