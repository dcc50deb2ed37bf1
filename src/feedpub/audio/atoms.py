"""The tags of MP4 files: what iTunes writes into `moov.udta`, and Nero's list of chapters.

Sources: mutagen's "MPEG-4 metadata" (names and types of atoms), ffmpeg's muxer for `chpl`.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from datetime import UTC

from feedpub.audio.boxes_written import box, full
from feedpub.audio.tag_chapters import TagChapter
from feedpub.audio.tag_text import GENRE, TagText, address, line, listed, picture_type, prose

_IMPLICIT, _TEXT, _JPEG, _PNG, _INTEGER = 0, 1, 13, 14, 21
_PODCAST = 21
"""Kind of medium (`stik`)."""

_MOST, _LONGEST = 255, 255
"""Chapters, and bytes of a title, that Nero's list counts with one byte."""


def tags(text: TagText, marks: Sequence[TagChapter], cover: bytes | None) -> bytes:
    """The box of everything that users see."""
    handler = full(b"hdlr", bytes(4), b"mdirappl", bytes(9))
    meta = full(b"meta", handler, box(b"ilst", *_atoms(text), *_cover(cover or b"")))
    return box(b"udta", meta, *_nero([mark for mark in marks if mark.is_listed]))


def _atoms(text: TagText) -> Iterator[bytes]:
    description = prose(text.description)
    yield from _text("©nam", line(text.title))
    yield from _text("©ART", line(text.author))
    yield from _text("aART", line(text.show))
    yield from _text("©alb", line(text.show))
    yield from _text("©gen", GENRE)
    if text.published:
        yield from _text("©day", text.published.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    yield from _text("©cmt", description)
    yield from _text("desc", _cut(line(description), _LONGEST))
    yield from _text("ldes", description)
    yield from _text("catg", listed(text.categories))
    yield from _text("keyw", listed(text.keywords))
    yield from _text("purl", address(text.feed), kind=_IMPLICIT)
    yield from _text("egid", line(text.guid), kind=_IMPLICIT)
    yield _atom("pcst", _INTEGER, b"\1")
    yield _atom("stik", _INTEGER, bytes([_PODCAST]))
    if text.number:
        yield _atom("trkn", _IMPLICIT, struct.pack(">4H", 0, min(text.number, 0xFFFF), 0, 0))
    if text.season:
        yield _atom("disk", _IMPLICIT, struct.pack(">3H", 0, min(text.season, 0xFFFF), 0))


def _cover(picture: bytes) -> Iterator[bytes]:
    if kind := picture_type(picture):
        yield _atom("covr", _JPEG if kind == "image/jpeg" else _PNG, picture)


def _text(name: str, text: str, *, kind: int = _TEXT) -> Iterator[bytes]:
    if text:
        yield _atom(name, kind, text.encode())


def _atom(name: str, kind: int, value: bytes) -> bytes:
    return box(name.encode("latin-1"), full(b"data", bytes(4), value, flags=kind))


def _nero(marks: Sequence[TagChapter]) -> Iterator[bytes]:
    if marks:
        rows = (_row(mark) for mark in marks[:_MOST])
        yield full(b"chpl", bytes(4), bytes([min(len(marks), _MOST)]), *rows, version=1)


def _row(mark: TagChapter) -> bytes:
    title = _cut(mark.title, _LONGEST).encode()
    return struct.pack(">QB", mark.start * 10_000, len(title)) + title


def _cut(text: str, most: int) -> str:
    """As much of a text as fits into so many bytes of UTF-8."""
    return text.encode()[:most].decode(errors="ignore")
