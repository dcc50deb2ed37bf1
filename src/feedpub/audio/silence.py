"""Stretches of a recording in which nothing is heard at all, found without decoding it.

What is found is digital silence: samples that are all zero, as editors leave them where a track is muted or an export
goes on behind the last clip. Hiss, hum and a room without a voice are sound. Source: ISO/IEC 11172-3 §2.4.1.7 (a frame
of MP3 whose `part2_3_length` are zero holds no sound; so LAME writes silence), ISO/IEC 14496-3 §4.4.2 (an AAC frame of
eight bytes has room for its headers, but not for a sound).
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Mapping, Sequence

SHORTEST_MS = 1000
"""Shorter silence is a pause."""

_EVERY = 38
"""Frames of MP3 from one that is looked at to the next: about a second. The others are looked at where it is silent."""

_SIDE, _LENGTH, _MONO = 32, 12, 3
_MPEG1 = 1
_HEAD = 6 + _SIDE
"""Bytes of a frame that are looked at."""


def _mask(*places: int) -> int:
    """Ones where the numbers of 12 bits lie that begin at these bits of the side information."""
    return sum(0xFFF << (8 * _SIDE - place - _LENGTH) for place in places)


_LENGTHS: Mapping[tuple[int, bool], int] = {
    (_MPEG1, False): _mask(20, 79, 138, 197),
    (_MPEG1, True): _mask(18, 77),
    (0, False): _mask(10, 73),
    (0, True): _mask(9),
}
"""By version (MPEG-1, or a lower sample rate) and whether it is mono: the lengths of all granules and channels."""


def is_silent(buffer: bytes, place: int) -> bool:
    """Whether the MP3 frame that begins at a place holds no sound."""
    return _is_silent(buffer[place : place + _HEAD])


def _is_silent(frame: bytes) -> bool:
    """Whether no granule of this MP3 frame holds a sound."""
    side = 4 if frame[1] & 1 else 6  # behind a checksum
    bits = int.from_bytes(frame[side : side + _SIDE].ljust(_SIDE, b"\0"), "big")
    return not bits & _LENGTHS[frame[1] >> 3 & 1, frame[3] >> 6 == _MONO]


Stretch = tuple[int, int]
"""Where it begins and how long it is, in milliseconds."""


class SilenceFinder:
    """Notes the silence of an MP3 whose frames come in runs."""

    __slots__ = ("_found", "_index", "_seconds", "_since")

    def __init__(self) -> None:
        self._found: list[Stretch] = []
        self._index = 0
        """Frames so far."""
        self._seconds = 0.0
        """How long they play."""
        self._since = -1.0
        """When the silence began that has not ended yet; negative: it has."""

    @property
    def is_open(self) -> bool:
        """Whether the last frame was silent."""
        return self._since >= 0

    def skip(self, count: int, each: float) -> None:
        """Pass over frames of so many seconds each, in which there is sound."""
        self._index += count
        self._seconds += count * each

    def add(self, buffer: bytes, places: Sequence[int], each: float) -> None:
        """Look at frames of so many seconds each: where in the buffer they begin, and the last one ends."""
        at, last = 0, len(places) - 1
        while at < last:
            if self._since >= 0:
                at = self._end(buffer, places, at, each)
                continue
            at = min(at + -(self._index + at) % _EVERY, last - 1)
            if _is_silent(buffer[places[at] : places[at] + _HEAD]):
                self._since = self._seconds + self._begin(buffer, places, at) * each
            at += 1
        self._index += last
        self._seconds += last * each

    def _begin(self, buffer: bytes, places: Sequence[int], at: int) -> int:
        """The first frame of the silence that one is in."""
        while at and _is_silent(buffer[places[at - 1] : places[at - 1] + _HEAD]):
            at -= 1
        return at

    def _end(self, buffer: bytes, places: Sequence[int], at: int, each: float) -> int:
        """The first frame from there on that is no silence any more; the one behind the last if all are."""
        before = b""
        for place in places[at:-1]:
            frame = buffer[place : place + _HEAD]
            if frame != before and not _is_silent(frame):  # in silence, frames hardly differ
                self._close(self._seconds + at * each)
                break
            before = frame
            at += 1
        return at

    def _close(self, seconds: float) -> None:
        if (length := round(1000 * (seconds - self._since))) >= SHORTEST_MS:
            self._found.append((round(1000 * self._since), length))
        self._since = -1.0

    def finish(self) -> tuple[Stretch, ...]:
        """All of it, once there are no more frames."""
        if self._since >= 0:
            self._close(self._seconds)
        return tuple(self._found)


# --- AAC

_TINY = 8
"""Bytes of the largest frame that is taken for silence."""

_SMALL = 32
"""Bytes of a frame that is taken for silence between two such: ffmpeg says in every 256th who it is."""

_SILENT = re.compile(rb"\x00+(?:\x01\x00+)*")
"""Of frames that are tiny (0), small (1) or neither."""

_STEP = 16
"""Frames from one that is looked at to the next, some third of a second."""


def silent_samples(sizes: array[int], each: float) -> tuple[Stretch, ...]:
    """The silence in a track of AAC, whose frames have these sizes and play so many seconds each."""
    if not any(size <= _TINY for size in sizes[::_STEP]):
        return ()
    marks = bytes(0 if size <= _TINY else 1 if size <= _SMALL else 2 for size in sizes)
    spans = ((match.start() * each, len(match[0]) * each) for match in _SILENT.finditer(marks))
    stretches = ((round(1000 * begin), round(1000 * length)) for begin, length in spans)
    return tuple(one for one in stretches if one[1] >= SHORTEST_MS)
