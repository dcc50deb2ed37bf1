"""Boxes of MP4 and QuickTime files, taken apart and made. Source: ISO/IEC 14496-12 §4.2."""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

LARGEST_NUMBER = (1 << 32) - 1


@dataclass(frozen=True, slots=True)
class Place:
    """Where a box of the top level lies."""

    name: bytes
    begin: int
    start: int
    """Where its content begins."""

    stop: int


def top(file: BinaryIO, size: int) -> Iterator[Place]:
    """The boxes of a file of `size` bytes, up to whatever is no box."""
    position = 0
    while position + 8 <= size:
        file.seek(position)
        length, name, large = struct.unpack(">I4sQ", file.read(16).ljust(16, b"\0"))
        start = position + (16 if length == 1 else 8)
        stop = {0: size, 1: position + large}.get(length, position + length)
        if not start <= stop <= size:
            return
        yield Place(name, position, start, stop)
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


def inside(data: memoryview, *names: bytes) -> memoryview:
    """Content of the first box at a path; empty if there is none."""
    for name in names:
        data = next((body for found, body in boxes(data) if found == name), memoryview(b""))
    return data


def box(name: bytes, *parts: bytes | memoryview) -> bytes:
    """A box."""
    body = b"".join(parts)
    return opening(name, len(body)) + body


def opening(name: bytes, size: int) -> bytes:
    """What stands in front of the content of a box; eight bytes longer where that is very large."""
    if size + 8 > LARGEST_NUMBER:
        return struct.pack(">I4sQ", 1, name, size + 16)
    return struct.pack(">I4s", size + 8, name)


def full(name: bytes, *parts: bytes | memoryview, version: int = 0, flags: int = 0) -> bytes:
    """A box with a version and flags."""
    return box(name, (version << 24 | flags).to_bytes(4, "big"), *parts)


def words(*values: int) -> bytes:
    """Numbers of four bytes."""
    return struct.pack(f">{len(values)}I", *values)


def table(data: memoryview, *, wide: bool = False) -> array[int]:
    """Numbers to the end, of eight bytes or of four."""
    numbers = array("Q" if wide else "I")
    numbers.frombytes(data[: len(data) // numbers.itemsize * numbers.itemsize])
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


def counted(data: memoryview, *, wide: bool) -> array[int]:
    """The numbers of a box that says, behind its version, how many they are."""
    count = int.from_bytes(data[4:8], "big")
    return table(data[8 : 8 + count * (8 if wide else 4)], wide=wide)


def numbered(values: Iterable[int], *, wide: bool) -> bytes:
    """Numbers as a table holds them."""
    numbers = array("Q" if wide else "I", values)
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers.tobytes()
