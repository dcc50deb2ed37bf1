"""The boxes that MP4 and QuickTime files are made of, and their tables of numbers: read, and written.

Source: ISO/IEC 14496-12 §4.2.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from feedpub.errors import Unusable

LARGEST_INDEX = 1 << 28
"""Bytes of a movie box that is read; ten hours of video need some 20 MB."""

LARGEST_NUMBER = (1 << 32) - 1
"""What four bytes hold."""

_TOP_LEVEL = frozenset(
    b"ftyp moov mdat moof mfra free skip wide udta meta uuid sidx styp prft emsg ssix pnot PICT pdin bloc".split()
)


# --- read


@dataclass(frozen=True, slots=True)
class Box:
    """Where one box of the top level lies in its file."""

    name: bytes
    begin: int
    start: int
    """Where its content begins."""

    stop: int

    def read(self, file: BinaryIO) -> memoryview:
        """The content. Raises `Unusable` if that is more than an index ever is."""
        if self.stop - self.start > LARGEST_INDEX:
            raise Unusable("the index of the file is far too large", hint="export it again")
        file.seek(self.start)
        return memoryview(file.read(self.stop - self.start))


def top_level(file: BinaryIO, size: int) -> Iterator[Box]:
    """The boxes of a file of `size` bytes, in its order, up to whatever is no box.

    Raises `Unusable` if one runs past the end of the file.
    """
    position = 0
    while position + 8 <= size:
        file.seek(position)
        length, name, large = struct.unpack(">I4sQ", file.read(16).ljust(16, b"\0"))
        start = position + (16 if length == 1 else 8)
        stop = {0: size, 1: position + large}.get(length, position + length)
        if stop < start or (stop > size and name not in _TOP_LEVEL):
            return
        if stop > size:
            raise Unusable("the file is cut short", hint="export or copy it again")
        yield Box(name, position, start, stop)
        position = stop


def children(data: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    """Names and contents of the boxes inside a box, up to whatever is none."""
    position = 0
    while position + 8 <= len(data):
        length, name = struct.unpack_from(">I4s", data, position)
        head = 8
        if length == 1 and position + 16 <= len(data):
            head, length = 16, struct.unpack_from(">Q", data, position + 8)[0]
        stop = position + length if length else len(data)
        if length in range(1, head) or stop > len(data):
            return
        yield name, data[position + head : stop]
        position = stop


def find_all(data: memoryview, *names: bytes) -> Iterator[memoryview]:
    """Contents of all boxes at a path (`mdia`, `minf`, `stbl`)."""
    for name, body in children(data):
        if name == names[0]:
            if len(names) == 1:
                yield body
            else:
                yield from find_all(body, *names[1:])


def find(data: memoryview, *names: bytes) -> memoryview | None:
    """Content of the first box at a path; None if there is none."""
    return next(find_all(data, *names), None)


def require(data: memoryview, *names: bytes) -> memoryview:
    """Content of the first box at a path. Raises `KeyError` if there is none."""
    if (found := find(data, *names)) is None:
        raise KeyError(names)
    return found


def number(data: memoryview, at: int, size: int = 4) -> int:
    """An unsigned number. Raises `IndexError` if the box ends before it."""
    if at + size > len(data):
        raise IndexError(at)
    return int.from_bytes(data[at : at + size], "big")


def numbers(data: memoryview, at: int, count: int, size: int = 4) -> array[int]:
    """A table of unsigned numbers of 4 or 8 bytes. Raises `IndexError` if the box ends before it."""
    stop = at + count * size
    if stop > len(data):
        raise IndexError(stop)
    table = array("Q" if size == 8 else "I")
    table.frombytes(data[at:stop])
    if sys.byteorder == "little":
        table.byteswap()
    return table


def track_ids(data: memoryview) -> array[int]:
    """The tracks that a track reference names."""
    return numbers(data, 0, len(data) // 4)


# --- written


def box(name: bytes, *parts: bytes | memoryview) -> bytes:
    """A box."""
    body = b"".join(parts)
    return box_head(name, len(body)) + body


def box_head(name: bytes, size: int) -> bytes:
    """What stands in front of the content of a box; eight bytes longer where that is very large."""
    if size + 8 > LARGEST_NUMBER:
        return struct.pack(">I4sQ", 1, name, size + 16)
    return struct.pack(">I4s", size + 8, name)


def full_box(name: bytes, *parts: bytes | memoryview, version: int = 0, flags: int = 0) -> bytes:
    """A box with a version and flags."""
    return box(name, (version << 24 | flags).to_bytes(4, "big"), *parts)


def uint32(*values: int) -> bytes:
    """Numbers of four bytes."""
    return struct.pack(f">{len(values)}I", *values)


def table(values: Iterable[int], *, size: int = 4) -> bytes:
    """Many numbers of 4 or 8 bytes."""
    packed = array("Q" if size == 8 else "I", values)
    if sys.byteorder == "little":
        packed.byteswap()
    return packed.tobytes()
