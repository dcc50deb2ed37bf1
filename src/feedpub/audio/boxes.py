"""The boxes that MP4 and QuickTime files are made of, and their tables of numbers. Source: ISO/IEC 14496-12 §4.2."""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from feedpub.errors import Unusable

LARGEST_INDEX = 1 << 28
"""Bytes of a movie box that is read; ten hours of video need some 20 MB."""

_TOP = frozenset(
    b"ftyp moov mdat moof mfra free skip wide udta meta uuid sidx styp prft emsg ssix pnot PICT pdin bloc".split()
)


@dataclass(frozen=True, slots=True)
class Box:
    """One box of the top level."""

    name: bytes
    begin: int
    """Where the box begins in the file."""

    start: int
    """Where its content begins."""

    stop: int
    """Where it ends."""

    def read(self, file: BinaryIO) -> memoryview:
        """The content. Raises `Unusable` if that is more than an index ever is."""
        if self.stop - self.start > LARGEST_INDEX:
            raise Unusable("the index of the file is far too large", hint="export it again")
        file.seek(self.start)
        return memoryview(file.read(self.stop - self.start))


def top(file: BinaryIO, size: int) -> Iterator[Box]:
    """The boxes of a file of `size` bytes, in its order, up to whatever is no box.

    Raises `Unusable` if one runs past the end of the file.
    """
    position = 0
    while position + 8 <= size:
        file.seek(position)
        head = file.read(16).ljust(16, b"\0")
        length, name, large = struct.unpack(">I4sQ", head)
        start = position + (16 if length == 1 else 8)
        stop = {0: size, 1: position + large}.get(length, position + length)
        if name not in _TOP or stop < start:
            return
        if stop > size:
            raise Unusable("the file is cut short", hint="export or copy it again")
        yield Box(name, position, start, stop)
        position = stop


def boxes(data: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    """Names and contents of the boxes inside a box."""
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


def every(data: memoryview, *names: bytes) -> Iterator[memoryview]:
    """Contents of all boxes at a path (`mdia`, `minf`, `stbl`)."""
    for name, body in boxes(data):
        if name == names[0]:
            if len(names) == 1:
                yield body
            else:
                yield from every(body, *names[1:])


def one(data: memoryview, *names: bytes) -> memoryview | None:
    """Content of the first box at a path; None if there is none."""
    return next(every(data, *names), None)


def need(data: memoryview, *names: bytes) -> memoryview:
    """Content of the first box at a path. Raises `KeyError` if there is none."""
    if (found := one(data, *names)) is None:
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
