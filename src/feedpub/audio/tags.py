"""What an audio file tells of itself: title, date, number, cover, chapters. Not checked, and only as good as its tags.

Sources: id3.org "ID3 tag version 2.4.0 - Native Frames" and "ID3v2 Chapter Frame Addendum"; Apple "QuickTime File
Format" (chapter tracks); the `chpl` box of Nero, as every program reads it.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Any, BinaryIO

from mutagen import MutagenError
from mutagen.id3 import ID3
from mutagen.mp4 import MP4

from feedpub.audio.boxes import find, find_all, number, numbers, require, top_level
from feedpub.audio.mp4 import chapter_tracks, chunks, clock, handler, sample_sizes, track_id
from feedpub.audio.probe import reading
from feedpub.errors import Unusable
from feedpub.model.chapter import Chapter
from feedpub.vocab import extension

_NUMBER = re.compile(r"\s*([0-9]{1,5})")
_LEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """The tags of a file, as text without blanks around; empty where they say nothing."""

    title: str = ""
    show: str = ""
    author: str = ""
    description: str = ""
    date: str = ""
    """As the tag has it: `2026`, `2026-11-23`, `2026-11-23T07:05:00`; in UTC where it says no zone (ID3v2.4 §4)."""

    number: int | None = None
    season: int | None = None
    cover: bytes = b""
    """The bytes of the picture, whatever they are."""

    chapters: tuple[tuple[str, Chapter], ...] = ()
    """Id of the frame (empty in MP4 files) and the chapter; pictures are left out."""

    contents: tuple[tuple[str, bool, tuple[str, ...]], ...] = ()
    """Tables of contents: id, whether it is the outermost, ids of what it lists."""

    pictures: Mapping[str, bytes] = field(default_factory=dict)
    """Id of a chapter's frame → its picture."""


def read_tags(path: Path) -> Tags:
    """What the tags of an MP3 or MP4 file say; nothing if they cannot be read. Raises `Unusable` for no such file."""
    with reading(), path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(0)
        if extension(path.name) == "mp3":
            return _id3(file)
        return _mp4(file, size)


# --- MP3


def _id3(file: BinaryIO) -> Tags:
    try:
        tag: Any = ID3(file)  # type: ignore[no-untyped-call]  # mutagen types only parts of itself
    except MutagenError:
        return Tags()
    marks = sorted(tag.getall("CHAP"), key=lambda frame: (frame.start_time, frame.element_id))
    return Tags(
        title=_text(tag, "TIT2"),
        show=_text(tag, "TALB"),
        author=_text(tag, "TPE1") or _text(tag, "TPE2"),
        description=_text(tag, "TDES") or _comment(tag) or _own(tag, "description") or _text(tag, "TIT3"),
        date=(_text(tag, "TDRL") or _text(tag, "TDRC")).replace(" ", "T"),
        number=_whole(_text(tag, "TRCK")),
        season=_whole(_text(tag, "TPOS")),
        cover=_cover(tag.getall("APIC")),
        chapters=tuple((_clean(frame.element_id), _chapter(frame)) for frame in marks),
        contents=tuple(
            (_clean(table.element_id), bool(int(table.flags) & 2), tuple(map(_clean, table.child_element_ids)))
            for table in tag.getall("CTOC")
        ),
        pictures={
            _clean(frame.element_id): picture for frame in marks if (picture := _cover(frame.sub_frames.getall("APIC")))
        },
    )


def _text(tag: Any, name: str) -> str:  # noqa: ANN401 - a tag of mutagen's
    frames = tag.getall(name)
    return _clean(str(frames[0].text[0])) if frames and getattr(frames[0], "text", None) else ""


def _comment(tag: Any) -> str:  # noqa: ANN401 - a tag of mutagen's
    """The comment without a name of its own: others are a program's."""
    return next((_clean(str(frame.text[0])) for frame in tag.getall("COMM") if not frame.desc and frame.text), "")


def _own(tag: Any, name: str) -> str:  # noqa: ANN401 - a tag of mutagen's
    """A text under a name that ID3 does not know, as ffmpeg writes what it has no frame for."""
    frames = (frame for frame in tag.getall("TXXX") if frame.desc.lower() == name and frame.text)
    return next((_clean(str(frame.text[0])) for frame in frames), "")


def _chapter(frame: Any) -> Chapter:  # noqa: ANN401 - a frame of mutagen's
    links = frame.sub_frames.getall("WXXX")
    return Chapter(
        start_ms=int(frame.start_time),
        end_ms=int(frame.end_time) if frame.end_time > frame.start_time else None,
        title=_text(frame.sub_frames, "TIT2"),
        url=_clean(str(links[0].url)) if links else "",
    )


def _cover(pictures: Sequence[Any]) -> bytes:
    """The front cover, or else the first picture."""
    ordered = sorted(pictures, key=lambda picture: int(picture.type) != 3)
    return bytes(ordered[0].data) if ordered else b""


# --- MP4


def _mp4(file: BinaryIO, size: int) -> Tags:
    try:
        tags: Any = MP4(file).tags or {}  # type: ignore[no-untyped-call]  # mutagen types only parts of itself
    except MutagenError:
        return Tags()
    covers = tags.get("covr") or []
    return Tags(
        title=_atom(tags, "©nam"),
        show=_atom(tags, "©alb"),
        author=_atom(tags, "©ART") or _atom(tags, "aART"),
        description=_atom(tags, "ldes") or _atom(tags, "desc") or _atom(tags, "©cmt"),
        date=_atom(tags, "©day"),
        number=_pair(tags, "trkn"),
        season=_pair(tags, "disk"),
        cover=bytes(covers[0]) if covers else b"",
        chapters=tuple(("", chapter) for chapter in _movie_chapters(file, size)),
    )


def _atom(tags: Any, name: str) -> str:  # noqa: ANN401 - tags of mutagen's
    values = tags.get(name) or []
    return _clean(str(values[0])) if values else ""


def _pair(tags: Any, name: str) -> int | None:  # noqa: ANN401 - tags of mutagen's
    values = tags.get(name) or []
    return int(values[0][0]) or None if values else None


def _movie_chapters(file: BinaryIO, size: int) -> list[Chapter]:
    """Of the chapter track, or else of the `chpl` box; none where either is damaged."""
    try:
        moov = next((box.read(file) for box in top_level(file, size) if box.name == b"moov"), None)
        if moov is None:
            return []
        return list(_track(file, moov)) or list(_nero(moov))
    except (KeyError, IndexError, ValueError, OverflowError, struct.error, Unusable):
        return []


def _track(file: BinaryIO, moov: memoryview) -> Iterator[Chapter]:
    """The text track that a sound track names as its chapters: one sample each, two bytes of length, then text."""
    wanted = chapter_tracks(moov)
    for trak in find_all(moov, b"trak"):
        if track_id(trak) not in wanted or handler(trak) not in {b"text", b"sbtl"}:
            continue
        scale, _ = clock(require(trak, b"mdia", b"mdhd"))
        at = 0
        for length, data in _samples(file, require(trak, b"mdia", b"minf", b"stbl")):
            start, end = (round(moment * 1000 / scale) for moment in (at, at + length))
            yield Chapter(start_ms=start, end_ms=end, title=_sample_text(data), url=_sample_link(data))
            at += length


_MOST = 10_000


def _samples(file: BinaryIO, stbl: memoryview) -> Iterator[tuple[int, bytes]]:
    """Length in the track's units, and bytes, of each sample."""
    stts = require(stbl, b"stts")
    runs = numbers(stts, 8, 2 * number(stts, 4))
    lengths = [length for count, length in zip(runs[::2], runs[1::2], strict=True) for _ in range(min(count, _MOST))]
    same, count, sizes = sample_sizes(stbl)
    each = [same] * min(count, _MOST) if same else list(sizes[:_MOST])
    for length, (position, size) in zip(lengths, _positions(stbl, each), strict=False):
        file.seek(position)
        yield length, file.read(min(size, 4096))


def _positions(stbl: memoryview, sizes: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Where each sample lies, and its bytes."""
    sample = 0
    for begin, count in chunks(stbl):
        inside = sizes[sample : sample + count]
        yield from zip(accumulate(inside, initial=begin), inside, strict=False)
        sample += count


def _sample_text(data: bytes) -> str:
    length = int.from_bytes(data[:2], "big")
    text = data[2 : 2 + length]
    return _clean(text.decode("utf-16", "replace") if text[:2] in {b"\xfe\xff", b"\xff\xfe"} else _decoded(text))


def _sample_link(data: bytes) -> str:
    """The address in the `href` box behind the text: two positions in the text, then the length of the address."""
    boxes = data[2 + int.from_bytes(data[:2], "big") :]
    while len(boxes) >= 8:
        size = int.from_bytes(boxes[:4], "big")
        if boxes[4:8] == b"href" and len(boxes) > 12:
            return _clean(_decoded(boxes[13 : 13 + boxes[12]]))
        boxes = boxes[max(size, 8) :]
    return ""


def _nero(moov: memoryview) -> Iterator[Chapter]:
    """`moov.udta.chpl`: starts in units of 100 nanoseconds, each with a title of at most 255 bytes."""
    chpl = find(moov, b"udta", b"chpl")
    if chpl is None:
        return
    at = 9 if chpl[0] else 5
    for _ in range(number(chpl, at - 1, 1)):
        start, length = number(chpl, at, 8), number(chpl, at + 8, 1)
        yield Chapter(start_ms=round(start / 10_000), title=_clean(_decoded(bytes(chpl[at + 9 : at + 9 + length]))))
        at += 9 + length


def _decoded(text: bytes) -> str:
    return text.decode("utf-8", "replace")


# --- both


def _clean(text: str) -> str:
    """Text as XML and YAML may hold it."""
    return _LEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _whole(text: str) -> int | None:
    """The number in front of a track number (`12/20`); None for 0 and for anything else."""
    match = _NUMBER.match(text)
    return int(match[1]) or None if match else None
