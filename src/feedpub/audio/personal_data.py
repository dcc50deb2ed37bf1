"""Personal data in the tags of a file, which listeners need not know: paths, e-mail addresses, comments, places.

Sources: id3.org "ID3 tag version 2.4.0 - Native Frames"; EXIF 2.32 §4.6 (places in pictures); ISO 6709 in QuickTime's
`©xyz` and `com.apple.quicktime.location.ISO6709`.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from feedpub.standards import is_email

LARGEST_BLOB = 1 << 20
"""Bytes of one frame or box that are looked through."""

_LONGEST = 160
"""Characters of what is found that are shown."""

_PATH = re.compile(
    r"""(?x)
    (?<![A-Za-z0-9]) [A-Za-z]:\\(?!\\) [^\x00-\x1f"<>|*?]{2,160}
    | (?<!\\) \\\\ [\w.-]{1,60} \\ [^\x00-\x1f"<>|*?]{2,160}
    | (?:(?<![\w./:%~-]) | (?<=file://)) /(?:Users|home|Volumes)/ [^/\x00-\x1f"<>|*?]{1,80} / [^\x00-\x1f"<>|*?]{1,160}
    | file:///?[A-Za-z]:/ [^\x00-\x1f"<>|*?]{2,160}
    """
)
_PRINTABLE = re.compile(r"(?:[\x20-\x7e\xa0-\ufffc]|\ufffd(?=[\x20-\x7e])){12,}")
_HOST = re.compile(r"@[A-Za-z0-9-]{2,63}(?:\.[A-Za-z0-9-]{2,63}){1,4}")
_LOCAL = re.compile(r"[A-Za-z0-9._%+-]{2,64}\Z")
_NAMES_OF_PROGRAMS = re.compile(r"iTun|Songs-DB|MusicMatch|Media ?Jukebox", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PersonalData:
    """One thing that was found."""

    kind: str
    """`path`, `email`, `comment`, `data` (a program's own) or `gps`."""

    text: str
    where: str
    """The frame or box: `PRIV:XMP`, `©cmt`."""


def in_text(text: str, where: str) -> Iterator[PersonalData]:
    """Paths and e-mail addresses in a text."""
    for match in _PATH.finditer(text):
        yield PersonalData("path", _short(match[0]), where)
    for match in _HOST.finditer(text):
        local = _LOCAL.search(text[max(0, match.start() - 64) : match.start()])
        if local and is_email(address := local[0].lstrip(".%+-") + match[0]):
            yield PersonalData("email", address, where)


def in_data(data: bytes, where: str) -> Iterator[PersonalData]:
    """The same in whatever a program stored, in UTF-8 or UTF-16; in what is no text, nothing is found by chance."""
    text = data[:LARGEST_BLOB].replace(b"\0", b"").decode("utf-8", "replace")
    yield from in_text("\n".join(_PRINTABLE.findall(text)), where)


def of_comment(text: str, where: str, name: str = "") -> Iterator[PersonalData]:
    """A comment that was written by somebody; those of programs have names of theirs."""
    if (comment := text.strip()) and not _NAMES_OF_PROGRAMS.match(name):
        yield PersonalData("comment", _short(comment), where)


def _short(text: str) -> str:
    short = " ".join(text.split())
    return short if len(short) <= _LONGEST else short[: _LONGEST - 1] + "…"


def single(found: Iterable[PersonalData], most: int = 20) -> list[PersonalData]:
    """Each once, the first that were found; a comment that is only the beginning of another is the same."""
    first: list[PersonalData] = []
    for one in found:
        if len(first) == most:
            break
        if not any(_is_same(one, other) for other in first):
            first.append(one)
    return first


def _is_same(one: PersonalData, other: PersonalData) -> bool:
    if one.kind != other.kind:
        return False
    return one == other if one.kind in {"gps", "data"} else other.text.startswith(one.text)


def in_picture(picture: bytes, where: str) -> Iterator[PersonalData]:
    """That a picture says where on earth it was taken."""
    if has_place(picture):
        yield PersonalData("gps", "", where)


def has_place(picture: bytes) -> bool:
    """Whether a picture says where on earth it was taken, by its EXIF or XMP."""
    head = picture[: 1 << 18]
    if b"GPSLatitude" in head:
        return True
    for mark in (b"Exif\0\0", b"eXIf"):
        if (at := head.find(mark)) >= 0:
            try:
                return _has_latitude(head[at + len(mark) :])
            except struct.error:
                return False
    return False


def _has_latitude(tiff: bytes) -> bool:
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return False
    (first,) = struct.unpack_from(f"{order}I", tiff, 4)
    places = _entries(tiff, first, order).get(0x8825)
    return places is not None and 2 in _entries(tiff, places, order)


def _entries(tiff: bytes, at: int, order: str) -> dict[int, int]:
    """Tag → value or its offset, of one table of a TIFF."""
    (count,) = struct.unpack_from(f"{order}H", tiff, at)
    rows = (struct.unpack_from(f"{order}HHII", tiff, at + 2 + 12 * row) for row in range(count))
    return {tag: value for tag, _type, _count, value in rows}
