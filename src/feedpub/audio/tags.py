"""What an audio file says of itself: title, date, number, cover, chapters, and what its author did not mean to publish.

The one reader of tags, for `new`, `check` and `publish`. Nothing is checked: it is only as good as the tags are.
Mutagen reads the tags. It knows no chapter tracks and drops boxes that are no tags of iTunes, so those are read here.

Sources: id3.org "ID3 tag version 2.4.0 - Native Frames" and "ID3v2 Chapter Frame Addendum"; Apple "QuickTime File
Format" (chapter tracks, `©xyz`); the `chpl` box of Nero, as every program reads it.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import accumulate, chain
from pathlib import Path
from typing import Any, BinaryIO

from mutagen import MutagenError
from mutagen.apev2 import APEv2
from mutagen.id3 import ID3, ParseID3v1
from mutagen.mp4 import MP4

from feedpub.audio import personal_data
from feedpub.audio.boxes import Box, children, find, find_all, number, numbers, require, top_level
from feedpub.audio.mp3 import frames_span
from feedpub.audio.personal_data import PersonalData
from feedpub.audio.probe import reading
from feedpub.audio.tracks import VIDEO, chapter_tracks, chunks, clock, handler, sample_sizes, track_id
from feedpub.errors import Unusable
from feedpub.model.chapter import Chapter
from feedpub.standards import extension

_LARGEST_TAG = 1 << 26
"""Bytes of a tag that is taken apart."""

_LARGE_DATA = 1000
"""Bytes of a program's own data that are worth a word."""

_DAMAGE = (MutagenError, ValueError, ArithmeticError, LookupError, TypeError, EOFError, struct.error, zlib.error)
"""What mutagen raises for tags that are not what they say."""

_NUMBER = re.compile(r"\s*([0-9]{1,5})")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


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
    """Id of the frame (empty in MP4 files) and the chapter; `toc` is off where a table of contents leaves it out."""

    pictures: Mapping[str, bytes] = field(default_factory=dict)
    """Id of a chapter's frame → its picture."""

    chapter_pictures: tuple[bytes, ...] = ()
    """The picture of each of `chapters`, empty where it has none; shorter where no more have one."""

    size: int = 0
    """Bytes of the tags in front of the recording; in a movie, of those that stand anywhere."""

    largest_picture: int = 0
    """Bytes of the largest picture."""

    personal_data: tuple[PersonalData, ...] = ()
    """What listeners need not know, if that was asked for: each once, at most twenty."""


def read_tags(path: Path, *, with_personal_data: bool = False) -> Tags:
    """What the tags of an MP3 or MP4 file say; nothing if they cannot be read. Raises `Unusable` for no such file.

    Looking for personal data takes 0.1 s for each megabyte that programs have left in the tags.
    """
    with reading(), path.open("rb") as file:
        size = file.seek(0, 2)
        tags, found = _mp3(file, size) if extension(path.name) == "mp3" else _mp4(file, size)
        return replace(tags, personal_data=tuple(personal_data.single(found))) if with_personal_data else tags


# --- MP3


def _mp3(file: BinaryIO, size: int) -> tuple[Tags, Iterator[PersonalData]]:
    """The tags, and personal data that is looked for while it is taken."""
    start, stop = frames_span(file, size)
    if (start, stop) == (0, size) and not _begins_with_tag(file):
        return Tags(), iter(())
    tag: Any = _id3(file, start)
    chapters = sorted(tag.getall("CHAP"), key=lambda frame: (frame.start_time, frame.element_id))
    listed = {_clean(child) for table in tag.getall("CTOC") for child in table.child_element_ids}
    frames = [*tag.values(), *(inner for frame in tag.getall("CHAP") for inner in frame.sub_frames.values())]
    found = chain(chain.from_iterable(map(_of_frame, frames)), _behind(file, stop, size))
    tags = Tags(
        title=_text(tag, "TIT2"),
        show=_text(tag, "TALB"),
        author=_text(tag, "TPE1") or _text(tag, "TPE2"),
        description=_text(tag, "TDES") or _comment(tag) or _own(tag, "description") or _text(tag, "TIT3"),
        date=(_text(tag, "TDRL") or _text(tag, "TDRC")).replace(" ", "T"),
        number=_whole(_text(tag, "TRCK")),
        season=_whole(_text(tag, "TPOS")),
        cover=_cover(tag.getall("APIC")),
        chapters=tuple(_chapter(frame, listed) for frame in chapters),
        pictures={
            _clean(frame.element_id): picture
            for frame in chapters
            if (picture := _cover(frame.sub_frames.getall("APIC")))
        },
        chapter_pictures=tuple(_cover(frame.sub_frames.getall("APIC")) for frame in chapters),
        size=start,
        largest_picture=max((len(frame.data) for frame in frames if frame.FrameID == "APIC"), default=0),
    )
    return tags, found


def _begins_with_tag(file: BinaryIO) -> bool:
    """Whether there is one that claims more than there is: what of it can be read is read."""
    file.seek(0)
    return file.read(3) == b"ID3"


def _id3(file: BinaryIO, size: int) -> ID3:
    """The tag of `size` bytes in front, and what only the ID3v1 tag behind says; an empty tag if they are damaged."""
    if size <= _LARGEST_TAG:
        file.seek(0)
        with suppress(*_DAMAGE):
            return ID3(file)  # type: ignore[no-untyped-call]  # mutagen types only parts of itself
    return ID3()  # type: ignore[no-untyped-call]  # as above


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


def _chapter(frame: Any, listed: set[str]) -> tuple[str, Chapter]:  # noqa: ANN401 - a frame of mutagen's
    name, links = _clean(frame.element_id), frame.sub_frames.getall("WXXX")
    return name, Chapter(
        start_ms=int(frame.start_time),
        end_ms=int(frame.end_time) if frame.end_time > frame.start_time else None,
        title=_text(frame.sub_frames, "TIT2"),
        url=_clean(str(links[0].url)) if links else "",
        toc=not listed or name in listed or not name,
    )


def _cover(pictures: Sequence[Any]) -> bytes:
    """The front cover, or else the first picture."""
    ordered = sorted(pictures, key=lambda picture: int(picture.type) != 3)
    return bytes(ordered[0].data) if ordered else b""


def _of_frame(frame: Any) -> Iterator[PersonalData]:  # noqa: ANN401 - a frame of mutagen's
    """What one frame says of the author."""
    name, label = frame.FrameID, str(getattr(frame, "desc", "") or getattr(frame, "owner", ""))
    where = f"{name}:{label[:40]}" if label else name
    data = getattr(frame, "data", b"")
    if name == "APIC":
        yield from personal_data.in_picture(bytes(data), where)
    elif isinstance(data, bytes) and data:
        yield from personal_data.in_data(data, where)
        if len(data) >= _LARGE_DATA:
            yield PersonalData("data", f"{len(data)} bytes", where)
    is_text = isinstance(getattr(frame, "text", None), list)
    text = "\n".join(map(str, frame.text)) if is_text else ""
    parts = ("url", "filename", "desc") if text else ("text", "url", "filename", "desc")
    found = list(personal_data.in_text("\n".join((text, *(str(getattr(frame, part, "")) for part in parts))), where))
    yield from found
    if not found and (name == "COMM" or where.lower() in {"txxx:comment", "txxx:comments"}):
        yield from personal_data.of_comment(text, where, label)


def _behind(file: BinaryIO, stop: int, size: int) -> Iterator[PersonalData]:
    """What the tags behind the recording say of the author, from `stop` to the file's end."""
    if stop == size:
        return
    file.seek(max(stop, size - 128))
    for frame in (ParseID3v1(file.read(128)) or {}).values():  # type: ignore[no-untyped-call]  # mutagen types only parts
        yield from _of_frame(frame)
    file.seek(0)
    try:
        tag: Any = APEv2(file)  # type: ignore[no-untyped-call]  # mutagen types only parts of itself
        texts = [(str(name), str(value)) for name, value in tag.items() if value.kind == 0]
    except _DAMAGE:
        return
    for name, text in texts:
        found = list(personal_data.in_text(text, f"APE:{name}"))
        yield from found or (personal_data.of_comment(text, f"APE:{name}") if name.lower() == "comment" else ())


# --- MP4


def _mp4(file: BinaryIO, size: int) -> tuple[Tags, Iterator[PersonalData]]:
    """The same of a movie."""
    boxes = list(_boxes(file, size))
    moov = _moov(file, boxes)
    entries = [entry for part, content in _user_data(moov) if part == b"meta" for entry in _entries(content)]
    found = chain(_of_movie(moov), *(_of_box(file, box) for box in boxes if box.name in _USER_DATA))
    beside = sum(box.stop - box.begin for box in boxes if box.name in _USER_DATA)
    itunes = _itunes(file)
    covers = (itunes or {}).get("covr") or []
    chapters = [] if itunes is None else _movie_chapters(file, moov)
    tags = Tags(
        title=_atom(itunes, "©nam"),
        show=_atom(itunes, "©alb"),
        author=_atom(itunes, "©ART") or _atom(itunes, "aART"),
        description=_atom(itunes, "ldes") or _atom(itunes, "desc") or _atom(itunes, "©cmt"),
        date=_atom(itunes, "©day"),
        number=_pair(itunes, "trkn"),
        season=_pair(itunes, "disk"),
        cover=bytes(covers[0]) if covers else b"",
        chapters=tuple(("", chapter) for chapter, _ in chapters),
        chapter_pictures=tuple(picture for _, picture in chapters),
        size=beside + sum(len(body) for name, body in children(moov) if name in {b"udta", b"meta"}),
        largest_picture=max((len(value) for key, kind, value in entries if _is_picture(key, kind)), default=0),
    )
    return tags, found


_USER_DATA = frozenset({b"udta", b"meta", b"uuid"})
"""Boxes of the top level that are tags, if a program put them there; mutagen looks at none of them."""


def _boxes(file: BinaryIO, size: int) -> Iterator[Box]:
    """The boxes of the top level, up to one that is cut short."""
    with suppress(Unusable):
        yield from top_level(file, size)


def _moov(file: BinaryIO, boxes: Sequence[Box]) -> memoryview:
    """The content of the movie box; empty without one."""
    with suppress(Unusable):
        return next((box.read(file) for box in boxes if box.name == b"moov"), memoryview(b""))
    return memoryview(b"")


def _itunes(file: BinaryIO) -> Any:  # noqa: ANN401 - tags of mutagen's
    """The tags that iTunes shows; None if mutagen cannot read the file."""
    file.seek(0)
    try:
        return MP4(file).tags or {}  # type: ignore[no-untyped-call]  # mutagen types only parts of itself
    except _DAMAGE:
        return None


def _user_data(moov: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    """The boxes of a movie that users and programs add."""
    for name, body in children(moov):
        if name == b"meta":
            yield name, body
        elif name == b"udta":
            yield from children(body)


def _item_list(meta: memoryview) -> memoryview | None:
    """The list in a `meta` box, which is a full box in MP4 and a plain one in QuickTime."""
    return find(meta if bytes(meta[4:8]) == b"hdlr" else meta[4:], b"ilst")


def _entries(meta: memoryview) -> Iterator[tuple[str, bytes, memoryview]]:
    """Key, kind and value of each entry of the list that iTunes shows."""
    for key, entry in children(_item_list(meta) or memoryview(b"")):
        for data in find_all(entry, b"data"):
            yield _name(key), bytes(data[:4]), data[8:]


_PICTURES = frozenset({b"\0\0\0\x0d", b"\0\0\0\x0e", b"\0\0\0\x1b"})
"""Kinds of an entry's data: JPEG, PNG, BMP. Source: QuickTime File Format, "Well-known types"."""


def _is_picture(key: str, kind: bytes) -> bool:
    return key == "covr" or kind in _PICTURES


def _of_movie(moov: memoryview) -> Iterator[PersonalData]:
    """What the movie box says of the author, beside its tracks."""
    for part, content in _user_data(moov):
        if part in {b"\xa9xyz", b"loci"}:
            yield PersonalData("gps", "", _name(part))
        elif part == b"meta" and _item_list(content) is not None:
            for key, kind, value in _entries(content):
                yield from _of_entry(key, kind, value)
            if b"location.ISO6709" in bytes(content[:_KEYS]):
                yield PersonalData("gps", "", "location.ISO6709")
        else:
            yield from personal_data.in_data(bytes(content[: personal_data.LARGEST_BLOB]), _name(part))


_KEYS = 1 << 18
"""Bytes of a list in which the names of its keys are looked for."""


def _of_entry(key: str, kind: bytes, value: memoryview) -> Iterator[PersonalData]:
    if _is_picture(key, kind):
        yield from personal_data.in_picture(bytes(value), key)
        return
    data = bytes(value[: personal_data.LARGEST_BLOB])
    found = list(personal_data.in_data(data, key))
    yield from found
    if not found and key == "©cmt":
        yield from personal_data.of_comment(data.decode("utf-8", "replace"), key)


def _of_box(file: BinaryIO, box: Box) -> Iterator[PersonalData]:
    """What a box of the top level says of the author."""
    file.seek(box.start)
    yield from personal_data.in_data(file.read(min(box.stop - box.start, personal_data.LARGEST_BLOB)), _name(box.name))


def _name(box: bytes) -> str:
    """Of a box; QuickTime numbers the entries of its lists instead."""
    name = box.decode("latin-1")
    return name if name.isprintable() else "meta"


def _atom(tags: Any, name: str) -> str:  # noqa: ANN401 - tags of mutagen's
    values = tags.get(name) if tags else None
    return _clean(str(values[0])) if values else ""


def _pair(tags: Any, name: str) -> int | None:  # noqa: ANN401 - tags of mutagen's
    values = tags.get(name) if tags else None
    return int(values[0][0]) or None if values else None


def _movie_chapters(file: BinaryIO, moov: memoryview) -> list[tuple[Chapter, bytes]]:
    """Of the chapter track, or else of the `chpl` box, each with its picture; none where either is damaged."""
    try:
        listed = list(_track(file, moov)) or list(_nero(moov))
    except _MOVIE_DAMAGE:
        return []
    pictures: list[tuple[int, bytes]] = []
    with suppress(*_MOVIE_DAMAGE):
        pictures += _track_pictures(file, moov)
    return _pictured(listed, pictures) if listed else []


_MOVIE_DAMAGE = (KeyError, IndexError, ValueError, OverflowError, struct.error)


def _track(file: BinaryIO, moov: memoryview) -> Iterator[Chapter]:
    """The text track that a sound track names as its chapters: one sample each, two bytes of length, then text."""
    for start, end, data in _chapter_samples(file, moov, {b"text", b"sbtl"}, most=4096):
        yield Chapter(start_ms=start, end_ms=end, title=_sample_text(data), url=_sample_link(data))


def _track_pictures(file: BinaryIO, moov: memoryview) -> Iterator[tuple[int, bytes]]:
    """Start and bytes of each picture of the video track that is named so, too: a JPEG or a PNG each."""
    left = _LARGEST_TAG
    for start, _, data in _chapter_samples(file, moov, {VIDEO}, most=_LARGEST_TAG):
        left -= len(data)
        if left < 0:
            return
        if data.startswith((b"\xff\xd8\xff", b"\x89PNG")):
            yield start, data


def _pictured(listed: Sequence[Chapter], pictures: Sequence[tuple[int, bytes]]) -> list[tuple[Chapter, bytes]]:
    """The chapters with their pictures; a picture at another time is a chapter that no list shows."""
    by_start = {one.start_ms: number for number, one in reversed(list(enumerate(listed)))}
    found = [b""] * len(listed)
    more = []
    for start, data in pictures:
        near = min(by_start, key=lambda at: abs(at - start))
        if abs(near - start) <= _TOLERANCE_MS:
            found[by_start[near]] = data
        else:
            more.append((Chapter(start_ms=start, toc=False), data))
    return sorted([*zip(listed, found, strict=True), *more], key=lambda pair: pair[0].start_ms)


_TOLERANCE_MS = 1000
"""How far from the beginning of its chapter a picture may begin."""


def _chapter_samples(
    file: BinaryIO, moov: memoryview, kinds: Container[bytes], *, most: int
) -> Iterator[tuple[int, int, bytes]]:
    """Start and end in milliseconds, and the first bytes, of each sample of the tracks that hold chapters."""
    wanted = chapter_tracks(moov)
    for trak in find_all(moov, b"trak"):
        if track_id(trak) not in wanted or handler(trak) not in kinds:
            continue
        scale, _ = clock(require(trak, b"mdia", b"mdhd"))
        at = 0
        for length, data in _samples(file, require(trak, b"mdia", b"minf", b"stbl"), most=most):
            start, end = (round(moment * 1000 / scale) for moment in (at, at + length))
            yield start, end, data
            at += length


_MOST = 10_000


def _samples(file: BinaryIO, stbl: memoryview, *, most: int) -> Iterator[tuple[int, bytes]]:
    """Length in the track's units, and at most that many bytes, of each sample."""
    stts = require(stbl, b"stts")
    runs = numbers(stts, 8, 2 * number(stts, 4))
    lengths = [length for count, length in zip(runs[::2], runs[1::2], strict=True) for _ in range(min(count, _MOST))]
    same, count, sizes = sample_sizes(stbl)
    each = [same] * min(count, _MOST) if same else list(sizes[:_MOST])
    for length, (position, size) in zip(lengths, _positions(stbl, each), strict=False):
        file.seek(position)
        yield length, file.read(min(size, most))


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
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _whole(text: str) -> int | None:
    """The number in front of a track number (`12/20`); None for 0 and for anything else."""
    match = _NUMBER.match(text)
    return int(match[1]) or None if match else None
