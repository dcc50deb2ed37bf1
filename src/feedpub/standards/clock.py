"""Times within an episode, as people and standards write them: `7:48`, `01:35:52.250`, `37`."""

from __future__ import annotations

import re

LONGEST_MS = 10_000_000_000
"""Milliseconds; 115 days. What is beyond is no time in an episode."""

LINE_TIME = r"\(?(?:([0-9]{1,2}):([0-5]?[0-9])|([0-9]{1,3})):([0-5][0-9])(?![0-9:])\)?"
"""Pattern of a time that begins a line of notes, as Spotify documents it: `0:00`, `75:00`, `(1:02:03)`.

Its groups are hours and minutes, or minutes alone, and seconds.
"""

_CLOCK = re.compile(r"(?:(?:([0-9]{1,4}):)?([0-9]{1,5}):)?([0-9]{1,8})(?:\.([0-9]{0,9}))?")


def read_clock(text: str) -> int | None:
    """Milliseconds of a Normal Play Time (RFC 2326 §3.6: `37`, `7:48`, `1:35:52.25`); None if it is none.

    Minutes may pass 59 where there are no hours.
    """
    if (match := _CLOCK.fullmatch(text)) is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups()[:3])
    if (match[2] and seconds > 59) or (match[1] and minutes > 59):
        return None
    at = (hours * 3600 + minutes * 60 + seconds) * 1000 + int((match[4] or "").ljust(3, "0")[:3])
    return at if at <= LONGEST_MS else None


def written_clock(ms: int) -> str:
    """A time as people read it: `0:37`, `7:48`, `1:35:52.250`."""
    seconds, rest = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    clock = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
    return f"{clock}.{rest:03}" if rest else clock
