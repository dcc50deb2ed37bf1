"""Whether all of a recording is there that its file promises: a copy that broke off looks like a whole file at first.

Sources: ISO/IEC 14496-12 §8.6.1.2 (`stts`), §8.7.3 (`stsz`), §8.8.2 (`mehd`), §8.16.3 (`sidx`).
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import BinaryIO

from feedpub.audio.boxes import find, number, numbers, top_level
from feedpub.audio.tracks import Track
from feedpub.errors import Unusable
from feedpub.standards import written_clock

AGAIN = "export or copy it again"

_SLACK_SECONDS, _SLACK_SHARE = 1.0, 0.01
"""By how much a length that is written down may be longer than the samples: writers round, and cut with edits."""

_LEAST_BITRATE = 100
"""Bits a second that a recording needs: AAC of silence at the lowest rate has some 190, Opus of silence 66 at worst."""

_CHUNK = 1 << 16

_LONG_SECONDS = 600.0
"""From what length on a lower bit rate is no recording, whatever its frames are."""


def cut_short(there: float = 0, promised: float = 0, *, hint: str = AGAIN) -> Unusable:
    """The error for a file of which so many seconds are there of those that it promises."""
    have, want = (written_clock(round(seconds) * 1000) for seconds in (there, promised))
    return Unusable(f"the file is cut short: {have} of {want}" if have != want else "the file is cut short", hint=hint)


def refuse_missing_bytes(tracks: Sequence[Track], size: int) -> None:
    """Raise `Unusable` if the samples of a track lie behind the end of a file of `size` bytes."""
    for track in tracks:
        if track.parts.end > size:
            there = sum(min(stop, size) - min(start, size) for start, stop in track.parts)
            raise cut_short(track.seconds() * there / track.parts.bytes, track.seconds())


def refuse_missing_samples(track: Track) -> None:
    """Raise `Unusable` if a track that is not fragmented promises more samples than it has.

    Or a longer time, if it is sound: cameras write the length of the longest track into all of them.
    """
    whole = track.length / track.scale
    promised = max(track.timed, track.samples)
    if promised - track.placed > 1:
        each = whole / (track.timed or promised)
        raise cut_short(track.placed * each, promised * each)
    if track.is_sound and _is_longer(track.claimed / track.scale, whole):
        raise cut_short(whole, track.claimed / track.scale)


def _is_longer(promised: float, seconds: float) -> bool:
    return promised > seconds + max(_SLACK_SECONDS, _SLACK_SHARE * seconds)


def refuse_zeros(file: BinaryIO, stop: int, *, least: int) -> None:
    """Raise `Unusable` if the `least` bytes in front of `stop` are zeros: room for a copy that broke off.

    Torrents, `rsync --inplace` and online drives do; the size is that of the whole file then. No codec writes so many.
    """
    there = stop
    while there > 0:
        begin = max(0, there - _CHUNK)
        file.seek(begin)
        if rest := file.read(there - begin).rstrip(b"\0"):
            there = begin + len(rest)
            break
        there = begin
    if stop - there >= least:
        message = f"the file is cut short: its last {stop - there:,} bytes are zeros"
        raise Unusable(message, hint=f"{AGAIN}: a copy of it broke off, or is still going on")


def refuse_too_few_bytes(seconds: float, size: int) -> None:
    """Raise `Unusable` if so many bytes cannot be a sound of so many seconds."""
    if seconds > _LONG_SECONDS and size * 8 < _LEAST_BITRATE * seconds:
        claimed = written_clock(round(seconds) * 1000)
        message = f"the file is cut short: its index claims {claimed}, but there are {size:,} bytes of sound"
        raise Unusable(message, hint=AGAIN)


def refuse_missing_fragments(file: BinaryIO, size: int, moov: memoryview, seconds: float) -> None:
    """Raise `Unusable` if a fragmented file promises more than its fragments' `seconds`."""
    if (mehd := find(moov, b"mvex", b"mehd")) is not None and (mvhd := find(moov, b"mvhd")) is not None:
        scale = number(mvhd, 20 if mvhd[0] else 12) or 1
        promised = number(mehd, 4, 8 if mehd[0] else 4) / scale
        if _is_longer(promised, seconds):
            raise cut_short(seconds, promised)
    listed = [(_end(body := box.read(file), box.stop), body) for box in top_level(file, size) if box.name == b"sidx"]
    if any(end > size for end, _ in listed):
        raise cut_short(seconds, sum(_seconds(body) for _, body in listed))


def _end(sidx: memoryview, stop: int) -> int:
    """Where the last subsegment ends that this index lists, which itself ends at `stop`."""
    _, offset, rows = _rows(sidx)
    return stop + offset + sum(size & _SIZE for size in rows[::3])


def _seconds(sidx: memoryview) -> float:
    """How long its subsegments play."""
    scale, _, rows = _rows(sidx)
    return sum(rows[1::3]) / (scale or 1)


_SIZE = (1 << 31) - 1


def _rows(sidx: memoryview) -> tuple[int, int, array[int]]:
    """Units of time a second, the offset of the first subsegment; size, duration and kind of access of each."""
    wide = 8 if sidx[0] else 4
    at = 12 + 2 * wide
    return number(sidx, 8), number(sidx, 12 + wide, wide), numbers(sidx, at + 4, 3 * number(sidx, at + 2, 2))
