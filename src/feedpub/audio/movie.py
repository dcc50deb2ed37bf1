"""MP4 and QuickTime files: a new index in front of the author's samples, which stay where they lie together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from feedpub.audio import mp4_tags, texts
from feedpub.audio.boxes_written import LARGEST_NUMBER, Place, box, boxes, inside, opening, top
from feedpub.audio.tag_chapters import TagChapter

FRAGMENTED = "its index lies in many places between its sound (a fragmented file)"
PARTED = "its index lies between two parts of its sound"
ELSEWHERE = "some of its samples lie outside of its media data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Movie:
    """A file whose samples are one slice."""

    type: bytes
    """Its first box, which says what it is; empty in old QuickTime files."""

    moov: memoryview
    """The content of its mp4_tags."""

    start: int
    """Where the content of the first box of samples begins."""

    stop: int
    """Where that of the last one ends."""


def read(file: BinaryIO, size: int, *, end: int) -> Movie | str:
    """The parts of a file whose last sample ends at `end`; or why one slice does not hold its samples."""
    found = list(top(file, size))
    names = [one.name for one in found]
    moov = memoryview(_read(file, found[names.index(b"moov")])[1])
    if b"moof" in names or inside(moov, b"mvex") or b"mdat" not in names:
        return FRAGMENTED
    media = [one for one in found if one.name == b"mdat"]
    if media[0].begin < found[names.index(b"moov")].begin < media[-1].begin:
        return PARTED
    kind = b"".join(_read(file, found[names.index(b"ftyp")])) if b"ftyp" in names else b""
    movie = Movie(type=kind, moov=moov, start=media[0].start, stop=media[-1].stop)
    return movie if end <= movie.stop and _is_inside(movie) else ELSEWHERE


def _read(file: BinaryIO, place: Place) -> tuple[bytes, bytes]:
    """What opens a box, and its content."""
    file.seek(place.begin)
    data = file.read(place.stop - place.begin)
    return data[: place.start - place.begin], data[place.start - place.begin :]


def _is_inside(movie: Movie) -> bool:
    """Whether all that an index points at moves with the slice."""
    for trak in mp4_tags.tracks(movie.moov):
        if any(name == b"saio" for name, _ in boxes(mp4_tags.samples(trak))):
            return False
        if not all(movie.start <= place <= movie.stop for place in mp4_tags.places(trak)):
            return False
    return True


def head(movie: Movie, tags: bytes, marks: Sequence[TagChapter], *, duration_ms: int, language: str) -> bytes:
    """Everything in front of the slice: type, index, texts of chapters, and what opens the author's samples."""
    said = texts.samples(marks, min(duration_ms, LARGEST_NUMBER))
    number = mp4_tags.free_id(movie.moov) if said else 0
    data = box(b"mdat", *(text for _, text in said)) if said else b""
    behind = data + opening(b"mdat", movie.stop - movie.start)

    def moov(shift: int, place: int, *, wide: bool) -> bytes:
        change = mp4_tags.Change(shift=shift, wide=wide, language=texts.packed(language))
        scale = mp4_tags.scale(movie.moov)
        track = texts.track(said, id=number, scale=scale, place=place, language=language) if said else b""
        return mp4_tags.rewritten(movie.moov, change, chapters=number, texts=track, tags=tags)

    wide = len(movie.type) + len(moov(0, 0, wide=True)) + len(behind) + movie.stop > LARGEST_NUMBER
    front = len(movie.type) + len(moov(0, 0, wide=wide))
    return movie.type + moov(front + len(behind) - movie.start, front + 8, wide=wide) + behind
