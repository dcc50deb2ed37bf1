"""The index of a movie, written anew: other places, other chapters, nobody's private boxes.

Sources: ISO/IEC 14496-12 §8; QuickTime File Format Specification, "Track References" (`chap`).
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from itertools import count

from feedpub.audio.boxes_written import LARGEST_NUMBER, box, boxes, counted, full, inside, numbered, table, words

_PRIVATE = frozenset({b"udta", b"meta", b"uuid", b"free", b"skip"})
"""What users and programs add, and holes."""

_TABLES = frozenset({b"mdia", b"minf", b"stbl"})
"""Boxes that hold, at some depth, where samples lie."""

_HEARD_AND_SEEN = frozenset({b"soun", b"vide"})
_SHOWN = _HEARD_AND_SEEN | {b"text", b"sbtl", b"subt", b"clcp"}
"""Tracks that players show; others hold clocks, places and other data of cameras."""

_NO_LANGUAGE = frozenset({b"\x55\xc4", b"\0\0"})
"""`und`, and nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What becomes other in an index."""

    shift: int
    """By how much samples move."""

    wide: bool
    """Whether places need eight bytes."""

    language: bytes
    """Of sound that names none, as media headers hold it."""


def tracks(moov: memoryview) -> list[memoryview]:
    """The tracks that players show; chapters are not among them."""
    found = [body for name, body in boxes(moov) if name == b"trak"]
    chapters = {track for trak in found for track in table(inside(trak, b"tref", b"chap"))}
    return [trak for trak in found if _kind(trak) in _SHOWN and id_of(trak) not in chapters]


def id_of(trak: memoryview) -> int:
    """A track's number."""
    tkhd = inside(trak, b"tkhd")
    return int.from_bytes(tkhd[20:24] if tkhd[0] else tkhd[12:16], "big")


def free_id(moov: memoryview) -> int:
    """The first number that no track of the index has."""
    taken = {id_of(body) for name, body in boxes(moov) if name == b"trak"}
    return next(number for number in count(1) if number not in taken)


def _kind(trak: memoryview) -> bytes:
    return bytes(inside(trak, b"mdia", b"hdlr")[8:12])


def samples(trak: memoryview) -> memoryview:
    """The box that says where a track's samples lie."""
    return inside(trak, b"mdia", b"minf", b"stbl")


def places(trak: memoryview) -> array[int]:
    """Where a track's chunks of samples begin."""
    far = inside(samples(trak), b"co64")
    return counted(far, wide=True) if far else counted(inside(samples(trak), b"stco"), wide=False)


def scale(moov: memoryview) -> int:
    """Units of the movie's time in a second."""
    mvhd = inside(moov, b"mvhd")
    return int.from_bytes(mvhd[20:24] if mvhd[0] else mvhd[12:16], "big")


def rewritten(moov: memoryview, change: Change, *, chapters: int, texts: bytes, tags: bytes) -> bytes:
    """The index; `chapters` is the number of the track `texts`, 0 without one."""
    kept = tracks(moov)
    ids = {id_of(trak) for trak in kept}
    header = bytes(inside(moov, b"mvhd"))[:-4] + words(min(max(ids | {chapters}) + 1, LARGEST_NUMBER))
    movie = (box(name, body) for name, body in boxes(moov) if name == b"iods")
    return box(
        b"moov", box(b"mvhd", header), *movie, *(_track(trak, change, ids, chapters) for trak in kept), texts, tags
    )


def _track(trak: memoryview, change: Change, ids: set[int], chapters: int) -> bytes:
    kind = _kind(trak)
    parts = []
    for name, body in boxes(trak):
        if name == b"mdia":
            parts += [
                _references(trak, ids, chapters if kind in _HEARD_AND_SEEN else 0),
                _tables(name, body, change, kind),
            ]
        elif name != b"tref" and name not in _PRIVATE:
            parts.append(box(name, body))
    return box(b"trak", *parts)


def _references(trak: memoryview, ids: set[int], chapters: int) -> bytes:
    """Which other tracks it belongs to: those that are left."""
    kept = {
        name: [track for track in table(body) if track in ids]
        for name, body in boxes(inside(trak, b"tref"))
        if name != b"chap"
    }
    if chapters:
        kept[b"chap"] = [chapters]
    parts = [box(name, words(*tracks)) for name, tracks in kept.items() if tracks]
    return box(b"tref", *parts) if parts else b""


def _tables(name: bytes, data: memoryview, change: Change, kind: bytes) -> bytes:
    return box(name, *(_part(inner, body, change, kind) for inner, body in boxes(data) if inner not in _PRIVATE))


def _part(name: bytes, body: memoryview, change: Change, kind: bytes) -> bytes:
    if name in _TABLES:
        return _tables(name, body, change, kind)
    if name in {b"stco", b"co64"}:
        return _moved(counted(body, wide=name == b"co64"), change)
    if name == b"mdhd" and kind == b"soun":
        return box(name, _spoken(bytes(body), change.language))
    return box(name, body)


def _moved(offsets: array[int], change: Change) -> bytes:
    moved = numbered((offset + change.shift for offset in offsets), wide=change.wide)
    return full(b"co64" if change.wide else b"stco", words(len(offsets)), moved)


def _spoken(mdhd: bytes, language: bytes) -> bytes:
    """A media header that names the language, if it named none."""
    at = 32 if mdhd[0] else 20
    return mdhd[:at] + language + mdhd[at + 2 :] if mdhd[at : at + 2] in _NO_LANGUAGE else mdhd
