"""Cues: what a transcript holds in any format, and what may be wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from feedpub.feed_view import Trouble
from feedpub.sidecars import Faults
from feedpub.standards import quoted, written_clock

OTHER_TYPE = "transcript-of-another-type"
UNREADABLE = "unreadable-transcript"
MISWRITTEN = "miswritten-transcript"
UNVERSIONED = "transcript-without-version"
UNSORTED = "cues-out-of-order"
BACKWARD = "cue-without-length"
OVERLAPPING = "overlapping-cues"
ARROW = "arrow-in-cue"
STRAY = "text-outside-cues"
MISNUMBERED = "gap-in-card-numbers"
LONG = "long-caption-line"
BLANK = "blank-line-in-card"
ROLLING = "rolling-captions"
UNNAMED = "unnamed-speakers"

VTT_LINE, SRT_LINE, SRT_LINES = 65, 32, 2
"""Characters of a line, and lines of a card, that the podcast namespace recommends."""

LOSING = frozenset({OTHER_TYPE, STRAY, UNREADABLE})
"""Faults with which a conversion would lose text. With all others (`MISWRITTEN`) every word and time can be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """What somebody says from one time to another."""

    start_ms: int
    end_ms: int | None = None
    """None where the format has no ends."""

    speaker: str = ""
    """As the file labels them; empty where nobody is named: mostly whoever spoke before goes on."""

    is_turn: bool = False
    """Somebody else begins to speak, and nobody is named."""

    text: str = ""
    """Words only, without tags."""

    line: int = 0
    """Where it begins in the file, from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedTranscript:
    """What was read of a transcript file."""

    type: str
    """The type of its content: `text/vtt`, `application/x-subrip`, `application/json`, `text/html`, `text/plain`."""

    cues: tuple[Cue, ...] = ()
    """In the order of the file; none in plain text."""

    faults: tuple[Trouble, ...] = ()


def check_times(cues: Sequence[Cue], faults: Faults) -> None:
    """Add a fault for each cue without length, out of order, or begun before the previous one ends."""
    for kind, message, hint, line in _time_faults(cues):
        faults.add(kind, message, hint, line)


def _time_faults(cues: Sequence[Cue]) -> Iterator[tuple[str, str, str, int]]:
    before: Cue | None = None
    for cue in cues:
        at = written_clock(cue.start_ms)
        if cue.end_ms is not None and cue.end_ms <= cue.start_ms:
            message = f"{quoted(cue.text, 30)} begins at {at} and ends at {written_clock(cue.end_ms)}"
            yield BACKWARD, message, "it is never shown: correct its end", cue.line
        if before is not None and cue.start_ms < before.start_ms:
            message = f"the cue at {at} comes after the cue at {written_clock(before.start_ms)}"
            yield UNSORTED, message, "sort the cues by time", cue.line
        elif before is not None and before.end_ms is not None and before.start_ms < before.end_ms > cue.start_ms:
            message = f"the cue at {at} begins before the previous one ends ({written_clock(before.end_ms)})"
            yield OVERLAPPING, message, "start it where the previous one ends", cue.line
        before = cue


def check_lines(lines: Sequence[str], *, limit: int, most: int | None, at: int, faults: Faults) -> None:
    """Add a fault for each line that does not fit on screens; `at` is the number of the first in the file."""
    for number, line in enumerate(lines):
        if len(line) > limit:
            message = f"the line has {len(line)} characters; {limit} fit on screens"
            faults.add(LONG, message, "break the line, or split the cue in two", at + number)
    if most is not None and (count := sum(map(bool, lines))) > most:
        message = f"the card has {count} lines; {most} fit on screens"
        faults.add(LONG, message, "split the card in two", at + most)
