"""Chapters as a track of texts, which QuickTime, Apple's players and ffmpeg read.

Source: QuickTime File Format Specification, "Text Media", "Chapter Lists" and "Hypertext" (`href`).
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

from feedpub.audio.boxes_written import LARGEST_NUMBER, box, full, words
from feedpub.audio.tag_chapters import TagChapter, without_gaps
from feedpub.vocab import three_letters

_SCALE = 1000
_UTF8 = box(b"encd", words(0x100))
_LONGEST = 255
_IDENTITY = words(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
_IN_MOVIE = 2
"""Part of the movie, but not enabled: nobody shows the texts over the picture."""


def samples(marks: Sequence[TagChapter], duration_ms: int) -> list[tuple[int, bytes]]:
    """Length in milliseconds and bytes of each text, without a gap; an empty one before a first that begins later."""
    return [(length, _sample(mark)) for length, mark in without_gaps(marks, duration_ms)]


def _sample(mark: TagChapter | None) -> bytes:
    if mark is None:
        return bytes(2) + _UTF8
    title = mark.title.encode()[:0xFFFF].decode(errors="ignore").encode()
    return struct.pack(">H", len(title)) + title + _UTF8 + _link(mark.link.encode(), len(mark.title))


def _link(url: bytes, length: int) -> bytes:
    if not url or len(url) > _LONGEST:
        return b""
    return box(b"href", struct.pack(">HHB", 0, min(length, 0xFFFF), len(url)), url, b"\0")


def track(texts: Sequence[tuple[int, bytes]], *, id: int, scale: int, place: int, language: str) -> bytes:
    """The track of such texts, which lie together at `place` in the file; `scale` is the movie's."""
    length = sum(duration for duration, _ in texts)
    tkhd = full(
        b"tkhd",
        words(0, 0, id, 0, min(length * scale // _SCALE, LARGEST_NUMBER)),
        bytes(16),
        _IDENTITY,
        bytes(8),
        flags=_IN_MOVIE,
    )
    mdhd = full(b"mdhd", words(0, 0, _SCALE, length), packed(language), bytes(2))
    header = full(b"hdlr", b"mhlrtext", bytes(13))
    return box(b"trak", tkhd, box(b"mdia", mdhd, header, _information(texts, place)))


def packed(language: str) -> bytes:
    """A language as media headers hold it: three letters of five bits."""
    first, second, third = (ord(letter) - 0x60 for letter in three_letters(language) or "und")
    return (first << 10 | second << 5 | third).to_bytes(2, "big")


def _information(texts: Sequence[tuple[int, bytes]], place: int) -> bytes:
    general = full(b"gmin", struct.pack(">HHHHhH", 0x40, 0x8000, 0x8000, 0x8000, 0, 0))
    data = box(b"dinf", full(b"dref", words(1), full(b"url ", flags=1)))
    table = box(
        b"stbl",
        full(b"stsd", words(1), box(b"text", bytes(6), b"\0\1", words(1, 1), bytes(35))),
        full(b"stts", words(len(texts)), *(words(1, duration) for duration, _ in texts)),
        full(b"stsc", words(1, 1, len(texts), 1)),
        full(b"stsz", words(0, len(texts)), *(words(len(text)) for _, text in texts)),
        full(b"stco", words(1, place)),
    )
    return box(b"minf", box(b"gmhd", general, box(b"text", _IDENTITY)), data, table)
