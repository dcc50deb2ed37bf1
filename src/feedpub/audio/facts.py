"""Audio as a fact in a view: `seen:audio`, to stand in the `enclosure` that names it.

Beside what was measured: how players find their way through the file, what its tags weigh, and what they say of the
author. Only tags and the first frames are read: the bit rate that was measured says the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from feedpub.audio import formats
from feedpub.audio.boxes import top_level
from feedpub.audio.mp3 import RATES, SAMPLES, SIZES, STREAM
from feedpub.audio.probe import reading
from feedpub.audio.tags import read_tags
from feedpub.audio.xing import read_header
from feedpub.feed_view import Element, fact
from feedpub.model.measured import Audio

_HEAD = 1 << 18
"""Bytes of frames that are looked at."""

_SYNC = re.compile(rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb]")
_SLACK = 0.01
"""By how much the average of a constant bit rate may differ from the name of that rate: frames are whole bytes."""


def audio_facts(path: Path, audio: Audio, *, is_copied: bool = True) -> Element:
    """The fact about a file and what was measured of it.

    Its silence (`seen:silence`) and personal data in its tags (`seen:leftover`) are children. `is_copied`: listeners
    get a copy with other tags, not the file itself. Damaged tags say nothing.

    Raises `Unusable` if the file cannot be read.
    """
    tags = read_tags(path, with_personal_data=True)
    with reading(), path.open("rb") as file:
        way = _mp3(file, audio, tags.size) if audio.extension == "mp3" else _mp4(file, audio)
    measured = fact(
        "audio",
        type=audio.type,
        size=audio.size,
        duration_ms=audio.duration_ms,
        bitrate=audio.bitrate,
        sample_rate=audio.sample_rate,
        channels=audio.channels,
        file=path.name,
        codec=audio.codec or None,
        partial=audio.frames.partial or None if audio.frames else None,
        copied=_yes(is_copied),
        picture_size=tags.largest_picture or None,
        **way,
        tag_size=tags.size,
    )
    silences = (fact("silence", start_ms=start, ms=length) for start, length in audio.silences)
    leftovers = (fact("leftover", kind=one.kind, text=one.text or None, where=one.where) for one in tags.personal_data)
    return Element(measured.name, attributes=measured.attributes, children=(*silences, *leftovers))


def _yes(is_so: bool) -> str:  # noqa: FBT001 - the value itself
    return "true" if is_so else "false"


# --- MP3


def _mp3(file: BinaryIO, audio: Audio, start: int) -> dict[str, object]:
    file.seek(start)
    first, codes = _frames(file.read(_HEAD))
    header = read_header(first)
    count = header.count if header else 0
    return {
        "kind": formats.MP3,
        "vbr": _yes(_varies(codes[1:] if header else codes, audio.bitrate)),
        "xing": _yes(header is not None),
        "claimed_ms": round(1000 * count * SAMPLES[codes[0]] / RATES[codes[0]]) if count else None,
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


# --- MP4


def _mp4(file: BinaryIO, audio: Audio) -> dict[str, object]:
    order = [box.name for box in top_level(file, audio.size)]
    return {
        "kind": formats.QUICKTIME if audio.extension == "mov" else formats.MP4,
        "faststart": _yes(b"mdat" not in order or b"moov" in order[: order.index(b"mdat")]),
    }
