"""The tags of MP4 files: what iTunes writes into `moov.udta`, and Nero's list of chapters.

Sources: mutagen's "MPEG-4 metadata" (names and types of atoms), ffmpeg's muxer for `chpl`.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from datetime import UTC

from feedpub.tags.boxes import box, full
from feedpub.tags.marks import Mark
from feedpub.tags.words import GENRE, Words, address, line, listed, picture_type, prose

_IMPLICIT, _TEXT, _JPEG, _PNG, _INTEGER = 0, 1, 13, 14, 21
_PODCAST = 21
"""Kind of medium (`stik`)."""

_MOST, _LONGEST = 255, 255
"""Chapters, and bytes of a title, that Nero's list counts with one byte."""


def tags(words: Words, marks: Sequence[Mark], cover: bytes | None) -> bytes:
    """The box of everything that users see."""
    handler = full(b"hdlr", bytes(4), b"mdirappl", bytes(9))
    meta = full(b"meta", handler, box(b"ilst", *_atoms(words), *_cover(cover or b"")))
    return box(b"udta", meta, *_nero([mark for mark in marks if mark.is_listed]))


def _atoms(words: Words) -> Iterator[bytes]:
    description = prose(words.description)
    yield from _text("©nam", line(words.title))
    yield from _text("©ART", line(words.author))
    yield from _text("aART", line(words.show))
    yield from _text("©alb", line(words.show))
    yield from _text("©gen", GENRE)
    if words.published:
        yield from _text("©day", words.published.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    yield from _text("©cmt", description)
    yield from _text("desc", _cut(line(description), _LONGEST))
    yield from _text("ldes", description)
    yield from _text("catg", listed(words.categories))
    yield from _text("keyw", listed(words.keywords))
    yield from _text("purl", address(words.feed), kind=_IMPLICIT)
    yield from _text("egid", line(words.guid), kind=_IMPLICIT)
    yield _atom("pcst", _INTEGER, b"\1")
    yield _atom("stik", _INTEGER, bytes([_PODCAST]))
    if words.number:
        yield _atom("trkn", _IMPLICIT, struct.pack(">4H", 0, min(words.number, 0xFFFF), 0, 0))
    if words.season:
        yield _atom("disk", _IMPLICIT, struct.pack(">3H", 0, min(words.season, 0xFFFF), 0))


def _cover(picture: bytes) -> Iterator[bytes]:
    if kind := picture_type(picture):
        yield _atom("covr", _JPEG if kind == "image/jpeg" else _PNG, picture)


def _text(name: str, text: str, *, kind: int = _TEXT) -> Iterator[bytes]:
    if text:
        yield _atom(name, kind, text.encode())


def _atom(name: str, kind: int, value: bytes) -> bytes:
    return box(name.encode("latin-1"), full(b"data", bytes(4), value, flags=kind))


def _nero(marks: Sequence[Mark]) -> Iterator[bytes]:
    if marks:
        rows = (_row(mark) for mark in marks[:_MOST])
        yield full(b"chpl", bytes(4), bytes([min(len(marks), _MOST)]), *rows, version=1)


def _row(mark: Mark) -> bytes:
    title = _cut(mark.title, _LONGEST).encode()
    return struct.pack(">QB", mark.start * 10_000, len(title)) + title


def _cut(text: str, most: int) -> str:
    """As much of a text as fits into so many bytes of UTF-8."""
    return text.encode()[:most].decode(errors="ignore")
