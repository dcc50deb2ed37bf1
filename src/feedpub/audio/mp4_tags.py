"""The tags of an MP4 or QuickTime file, written: what iTunes shows, two lists of chapters, and an index that has both.

The author's samples stay where they lie together; in front of them comes a new index with other places, other chapters
and nobody's private boxes.

Sources: ISO/IEC 14496-12 §8; mutagen's "MPEG-4 metadata" (names and types of iTunes' atoms); ffmpeg's muxer for `chpl`;
QuickTime File Format Specification, "Track References" (`chap`), "Text Media", "Chapter Lists", "Hypertext" (`href`).
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from itertools import count
from typing import BinaryIO

from feedpub.audio.boxes import (
    LARGEST_NUMBER,
    Box,
    box,
    box_head,
    children,
    find,
    full_box,
    numbers,
    require,
    table,
    top_level,
    track_ids,
    uint32,
)
from feedpub.audio.tag_text import GENRE, TagChapter, TagText, address, joined, line, picture_type, prose, without_gaps
from feedpub.audio.tracks import SOUND, VIDEO, chapter_tracks, clock, handler, track_id
from feedpub.standards import three_letters

# --- the file that is written anew

FRAGMENTED = "its index lies in many places between its sound (a fragmented file)"
PARTED = "its index lies between two parts of its sound"
ELSEWHERE = "some of its samples lie outside of its media data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where the parts of a file lie whose samples are one slice."""

    type: bytes
    """Its first box, which says what it is; empty in old QuickTime files."""

    moov: memoryview
    """The content of its index."""

    start: int
    """Where the content of the first box of samples begins."""

    stop: int
    """Where that of the last one ends."""


def read_layout(file: BinaryIO, size: int, *, end: int) -> Layout | str:
    """The parts of a file whose last sample ends at `end`; or why one slice does not hold its samples."""
    found = list(top_level(file, size))
    names = [one.name for one in found]
    index = found[names.index(b"moov")]
    moov = index.read(file)
    if b"moof" in names or find(moov, b"mvex") or b"mdat" not in names:
        return FRAGMENTED
    media = [one for one in found if one.name == b"mdat"]
    if media[0].begin < index.begin < media[-1].begin:
        return PARTED
    kind = _whole(file, found[names.index(b"ftyp")]) if b"ftyp" in names else b""
    layout = Layout(type=kind, moov=moov, start=media[0].start, stop=media[-1].stop)
    return layout if end <= layout.stop and _is_inside(layout) else ELSEWHERE


def _whole(file: BinaryIO, found: Box) -> bytes:
    file.seek(found.begin)
    return file.read(found.stop - found.begin)


def _is_inside(layout: Layout) -> bool:
    """Whether all that an index points at moves with the slice."""
    for trak in _shown_tracks(layout.moov):
        samples = find(trak, b"mdia", b"minf", b"stbl") or memoryview(b"")
        for name, body in children(samples):
            if name == b"saio":
                return False
            if not all(layout.start <= place <= layout.stop for place in _offsets(name, body)):
                return False
    return True


def head(layout: Layout, user_data: bytes, chapters: Sequence[TagChapter], *, duration_ms: int, language: str) -> bytes:
    """Everything in front of the slice: type, index, texts of chapters, and what opens the author's samples."""
    texts = _chapter_samples(chapters, min(duration_ms, LARGEST_NUMBER))
    number = _free_id(layout.moov) if texts else 0
    data = box(b"mdat", *(text for _, text in texts)) if texts else b""
    behind = data + box_head(b"mdat", layout.stop - layout.start)

    def moov(shift: int, place: int, *, wide: bool) -> bytes:
        change = _Change(shift=shift, wide=wide, language=_packed_language(language))
        scale, _ = clock(require(layout.moov, b"mvhd"))
        track = _chapter_track(texts, id=number, scale=scale, place=place, language=language) if texts else b""
        return _index(layout.moov, change, number=number, chapter_track=track, user_data=user_data)

    wide = len(layout.type) + len(moov(0, 0, wide=True)) + len(behind) + layout.stop > LARGEST_NUMBER
    front = len(layout.type) + len(moov(0, 0, wide=wide))
    return layout.type + moov(front + len(behind) - layout.start, front + 8, wide=wide) + behind


# --- its index

_PRIVATE = frozenset({b"udta", b"meta", b"uuid", b"free", b"skip"})
"""What users and programs add, and holes."""

_TABLES = frozenset({b"mdia", b"minf", b"stbl"})
"""Boxes that hold, at some depth, where samples lie."""

_WIDTHS: Mapping[bytes, int] = {b"stco": 4, b"co64": 8}
"""Boxes that list where chunks of samples begin → bytes of a number."""

_SHOWN = frozenset({SOUND, VIDEO, b"text", b"sbtl", b"subt", b"clcp"})
"""Tracks that players show; others hold clocks, places and other data of cameras."""

_NO_LANGUAGE = frozenset({b"\x55\xc4", b"\0\0"})
"""`und`, and nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """What becomes other in an index."""

    shift: int
    """By how much samples move."""

    wide: bool
    """Whether places need eight bytes."""

    language: bytes
    """Of sound that names none, as media headers hold it."""


def _shown_tracks(moov: memoryview) -> list[memoryview]:
    """The tracks that players show; chapters are not among them."""
    chapters = chapter_tracks(moov)
    traks = (body for name, body in children(moov) if name == b"trak")
    return [trak for trak in traks if handler(trak) in _SHOWN and track_id(trak) not in chapters]


def _free_id(moov: memoryview) -> int:
    """The first number that no track of the index has."""
    taken = {track_id(body) for name, body in children(moov) if name == b"trak"}
    return next(number for number in count(1) if number not in taken)


def _index(moov: memoryview, change: _Change, *, number: int, chapter_track: bytes, user_data: bytes) -> bytes:
    """The index with what changes; `number` is that of the chapter track, 0 without one."""
    kept = _shown_tracks(moov)
    ids = {track_id(trak) for trak in kept}
    mvhd = bytes(require(moov, b"mvhd"))[:-4] + uint32(min(max(ids | {number}) + 1, LARGEST_NUMBER))
    more = (box(name, body) for name, body in children(moov) if name == b"iods")
    traks = (_track(trak, change, ids, number) for trak in kept)
    return box(b"moov", box(b"mvhd", mvhd), *more, *traks, chapter_track, user_data)


def _track(trak: memoryview, change: _Change, ids: set[int], chapters: int) -> bytes:
    kind = handler(trak)
    parts = []
    for name, body in children(trak):
        if name == b"mdia":
            parts += [
                _references(trak, ids, chapters if kind in {SOUND, VIDEO} else 0),
                _tables(name, body, change, kind),
            ]
        elif name != b"tref" and name not in _PRIVATE:
            parts.append(box(name, body))
    return box(b"trak", *parts)


def _references(trak: memoryview, ids: set[int], chapters: int) -> bytes:
    """Which other tracks it belongs to: those that are left."""
    kept = {
        name: [track for track in track_ids(body) if track in ids]
        for name, body in children(find(trak, b"tref") or memoryview(b""))
        if name != b"chap"
    }
    if chapters:
        kept[b"chap"] = [chapters]
    parts = [box(name, uint32(*tracks)) for name, tracks in kept.items() if tracks]
    return box(b"tref", *parts) if parts else b""


def _tables(name: bytes, data: memoryview, change: _Change, kind: bytes) -> bytes:
    return box(name, *(_part(inner, body, change, kind) for inner, body in children(data) if inner not in _PRIVATE))


def _part(name: bytes, body: memoryview, change: _Change, kind: bytes) -> bytes:
    if name in _TABLES:
        return _tables(name, body, change, kind)
    if name in _WIDTHS:
        return _moved(_offsets(name, body), change)
    if name == b"mdhd" and kind == SOUND:
        return box(name, _with_language(bytes(body), change.language))
    return box(name, body)


def _offsets(name: bytes, body: memoryview) -> array[int]:
    """Where chunks of samples begin, as far as the box goes; nothing for boxes that say something else."""
    width = _WIDTHS.get(name, 0)
    rows = max(0, len(body) - 8) // width if width else 0
    return numbers(body, 8, min(int.from_bytes(body[4:8], "big"), rows), width)


def _moved(offsets: array[int], change: _Change) -> bytes:
    moved = table((offset + change.shift for offset in offsets), size=8 if change.wide else 4)
    return full_box(b"co64" if change.wide else b"stco", uint32(len(offsets)), moved)


def _with_language(mdhd: bytes, language: bytes) -> bytes:
    """A media header that names the language, if it named none."""
    at = 32 if mdhd[0] else 20
    return mdhd[:at] + language + mdhd[at + 2 :] if mdhd[at : at + 2] in _NO_LANGUAGE else mdhd


# --- chapters as a track of texts, which QuickTime, Apple's players and ffmpeg read

_SCALE = 1000
_UTF8 = box(b"encd", uint32(0x100))
_LONGEST_LINK = 255
_IDENTITY = uint32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
_IN_MOVIE = 2
"""Part of the movie, but not enabled: nobody shows the texts over the picture."""


def _chapter_samples(chapters: Sequence[TagChapter], duration_ms: int) -> list[tuple[int, bytes]]:
    """Length in milliseconds and bytes of each text, without a gap; an empty one before a first that begins later."""
    return [(length, _chapter_sample(chapter)) for length, chapter in without_gaps(chapters, duration_ms)]


def _chapter_sample(chapter: TagChapter | None) -> bytes:
    if chapter is None:
        return bytes(2) + _UTF8
    title = _cut(chapter.title, 0xFFFF).encode()
    return struct.pack(">H", len(title)) + title + _UTF8 + _link(chapter.link.encode(), len(chapter.title))


def _link(url: bytes, length: int) -> bytes:
    if not url or len(url) > _LONGEST_LINK:
        return b""
    return box(b"href", struct.pack(">HHB", 0, min(length, 0xFFFF), len(url)), url, b"\0")


def _chapter_track(texts: Sequence[tuple[int, bytes]], *, id: int, scale: int, place: int, language: str) -> bytes:
    """The track of such texts, which lie together at `place` in the file; `scale` is the movie's."""
    length = sum(duration for duration, _ in texts)
    tkhd = full_box(
        b"tkhd",
        uint32(0, 0, id, 0, min(length * scale // _SCALE, LARGEST_NUMBER)),
        bytes(16),
        _IDENTITY,
        bytes(8),
        flags=_IN_MOVIE,
    )
    mdhd = full_box(b"mdhd", uint32(0, 0, _SCALE, length), _packed_language(language), bytes(2))
    hdlr = full_box(b"hdlr", b"mhlrtext", bytes(13))
    return box(b"trak", tkhd, box(b"mdia", mdhd, hdlr, _media_information(texts, place)))


def _packed_language(language: str) -> bytes:
    """A language as media headers hold it: three letters of five bits."""
    first, second, third = (ord(letter) - 0x60 for letter in three_letters(language) or "und")
    return (first << 10 | second << 5 | third).to_bytes(2, "big")


def _media_information(texts: Sequence[tuple[int, bytes]], place: int) -> bytes:
    general = full_box(b"gmin", struct.pack(">HHHHhH", 0x40, 0x8000, 0x8000, 0x8000, 0, 0))
    data = box(b"dinf", full_box(b"dref", uint32(1), full_box(b"url ", flags=1)))
    samples = box(
        b"stbl",
        full_box(b"stsd", uint32(1), box(b"text", bytes(6), b"\0\1", uint32(1, 1), bytes(35))),
        full_box(b"stts", uint32(len(texts)), *(uint32(1, duration) for duration, _ in texts)),
        full_box(b"stsc", uint32(1, 1, len(texts), 1)),
        full_box(b"stsz", uint32(0, len(texts)), *(uint32(len(text)) for _, text in texts)),
        full_box(b"stco", uint32(1, place)),
    )
    return box(b"minf", box(b"gmhd", general, box(b"text", _IDENTITY)), data, samples)


# --- what iTunes writes into `moov.udta`, and Nero's list of chapters

_IMPLICIT, _TEXT, _JPEG, _PNG, _INTEGER = 0, 1, 13, 14, 21
_PODCAST = 21
"""Kind of medium (`stik`)."""

_MOST, _LONGEST = 255, 255
"""Chapters, and bytes of a title, that Nero's list counts with one byte."""


def user_data(text: TagText, chapters: Sequence[TagChapter], cover: bytes | None) -> bytes:
    """The box of everything that users see."""
    hdlr = full_box(b"hdlr", bytes(4), b"mdirappl", bytes(9))
    meta = full_box(b"meta", hdlr, box(b"ilst", *_atoms(text), *_cover(cover or b"")))
    return box(b"udta", meta, *_nero([chapter for chapter in chapters if chapter.is_listed]))


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
    yield from _text("catg", joined(text.categories))
    yield from _text("keyw", joined(text.keywords))
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
    return box(name.encode("latin-1"), full_box(b"data", bytes(4), value, flags=kind))


def _nero(chapters: Sequence[TagChapter]) -> Iterator[bytes]:
    if chapters:
        rows = (_row(chapter) for chapter in chapters[:_MOST])
        yield full_box(b"chpl", bytes(4), bytes([min(len(chapters), _MOST)]), *rows, version=1)


def _row(chapter: TagChapter) -> bytes:
    title = _cut(chapter.title, _LONGEST).encode()
    return struct.pack(">QB", chapter.start * 10_000, len(title)) + title


def _cut(text: str, most: int) -> str:
    """As much of a text as fits into so many bytes of UTF-8."""
    return text.encode()[:most].decode(errors="ignore")
