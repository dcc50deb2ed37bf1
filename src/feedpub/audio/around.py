"""What stands around the recording in an MP3 file: tags in front and behind.

Only where they end is asked here; mutagen would take every frame of a tag apart and stop at a damaged one. Sources:
id3.org "ID3 tag version 2.4.0 - Main Structure" §3, "ID3v1", "Lyrics3 v2.00"; "APE Tags Header", version 2.
"""

from __future__ import annotations

import re
import struct
from typing import BinaryIO

ID3_HEADER = 10
"""Bytes of an ID3v2 header."""

_APE = 32
"""Bytes of the header and of the footer of an APE tag."""

_APE_HAS_HEADER = 1 << 31
_LYRICS1_LIMIT = 5100 + 20
_SYNCHSAFE = re.compile(rb"ID3[\x02-\x04][^\xff].[\x00-\x7f]{4}", re.DOTALL)


def id3_size(head: bytes) -> int:
    """Bytes of the ID3v2 tag that begins with these ten, header and footer included; 0 if none does."""
    if not _SYNCHSAFE.match(head):
        return 0
    footer = ID3_HEADER if head[5] & 0x10 else 0
    return ID3_HEADER + _synchsafe(head[6:10]) + footer


def span(file: BinaryIO, size: int) -> tuple[int, int]:
    """From where to where frames can be in an MP3 file of `size` bytes. A tag that claims too much is not believed."""
    start, stop = 0, size
    while 0 < (length := _in_front(_read(file, start, _APE))) <= size - start:
        start += length
    while 0 < (length := _behind(file, stop)) <= stop - start:
        stop -= length
    return start, stop


def _in_front(head: bytes) -> int:
    if head[:8] == b"APETAGEX":
        return _APE + int(struct.unpack_from("<I", head.ljust(_APE, b"\0"), 12)[0])
    return id3_size(head)


def _behind(file: BinaryIO, stop: int) -> int:
    """Bytes of the tag that ends here; 0 if none does."""
    tail = _read(file, max(0, stop - 128), min(128, stop)).rjust(128, b"\0")
    if tail[:3] == b"TAG":
        return 128 + (227 if _read(file, max(0, stop - 128 - 227), 4) == b"TAG+" else 0)
    if tail[-32:-24] == b"APETAGEX":
        length, _, flags = struct.unpack("<III", tail[-20:-8])
        return int(length) + (_APE if flags & _APE_HAS_HEADER else 0)
    if tail[-10:-7] == b"3DI":
        return 2 * ID3_HEADER + _synchsafe(tail[-4:])
    if tail[-9:] == b"LYRICS200" and tail[-15:-9].isdigit():
        return int(tail[-15:-9]) + 15
    if tail[-9:] == b"LYRICSEND":
        begin = max(0, stop - _LYRICS1_LIMIT)
        at = _read(file, begin, stop - begin).rfind(b"LYRICSBEGIN")
        return stop - begin - at if at >= 0 else 0
    return 0


def _read(file: BinaryIO, at: int, size: int) -> bytes:
    file.seek(at)
    return file.read(size)


def _synchsafe(four: bytes) -> int:
    return four[0] << 21 | four[1] << 14 | four[2] << 7 | four[3]
