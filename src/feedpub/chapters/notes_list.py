"""Chapters in notes: which lines are a list of them, and why others are none.

Lines with times are chapters if there are at least three, in one list or adjacent, each with a title, in the order of
time, all within the recording, **and** one of these holds: the first is at 0:00; the line above is one of `vocabulary`
(`Timestamps`, `Kapitel`); they span half of the recording. They never are with a word that makes them times of the day
(`10:30 Uhr`), with a book's name before the time (`John 3:16`), or with the equal steps of a timetable (`9:00`,
`10:00`, `11:00`; from 0:00 on they are chapters). Nothing vanishes: lines that look like times and are no chapters are
`unread`, with the reason.

Sources: Spotify for Creators "Creating and managing chapters" and Apple 5482 (three, from 0:00, in order); YouTube the
same. The other conditions are for authors whose notes hold a list that begins later.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from feedpub.chapters.runs import Run, runs, texts_with_times
from feedpub.chapters.vocabulary import introduces_chapters, is_book
from feedpub.model.chapter import Chapter, UnreadTimes
from feedpub.standards import quoted, written_clock, written_length
from feedpub.standards.timed_lines import (
    TimedLine,
    clocks_in,
    looks_timed,
    read_timed_line,
    rough_time,
    text_before_times,
    time_within,
    timed_lines,
)

FEWEST = 3
"""Chapters that Apple, Spotify and YouTube take for a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesChapters:
    """What the lines with times of an episode's notes are."""

    chapters: tuple[Chapter, ...] = ()
    reason: str = ""
    """Why they are chapters: `the first is at 0:00`."""

    unread: tuple[UnreadTimes, ...] = ()
    at_most_ms: int | None = None
    """They are chapters only of a recording that is no longer, as that was the only reason; None: of every one."""


@lru_cache(maxsize=4096)  # the same notes are read while an episode is gathered, rendered and checked
def in_notes(html: str) -> tuple[tuple[int, str], ...]:
    """Start in milliseconds and title of every line of HTML notes that begins with a time, in their order.

    Lines that end with a time count where at least three are adjacent; times of the day and lines without title do not.
    """
    entries = (one for run in runs(html) for one in run.entries)
    return tuple((one.timed.start_ms, one.title) for one in entries if one.title and not one.timed.of_day)


@lru_cache(maxsize=256)
def listed_in_notes(html: str, duration_ms: int | None = None) -> NotesChapters:
    """The chapters that HTML notes list, if one of their lists is one, and what looks like times beside.

    `duration_ms` is that of the recording; None: unknown, and then no line is beyond its end.
    """
    chosen: tuple[Run, str, int | None] | None = None
    unread: list[UnreadTimes] = []
    short: list[Run] = []
    for run in runs(html):
        fault = _fault(run, duration_ms)
        reason, at_most = _reason(run, duration_ms) if not fault else ("", None)
        if reason and chosen is None:
            chosen = run, reason, at_most
        elif len(run.entries) < FEWEST and not run.of_day:
            short.append(run)
        elif len(run.entries) > 1:
            lines = tuple(one.line for one in run.entries)
            unread.append(_unread(lines, fault or _why_not(run, chosen[0] if chosen else None, reason)))
    unread += [*_too_few(short, chosen[0] if chosen else None), *_strange(html)]
    if chosen is None:
        return NotesChapters(unread=tuple(unread))
    run, reason, at_most = chosen
    chapters = tuple(one.chapter for one in run.entries)
    unread += _beside(run, {line for one in unread for line in one.lines})
    return NotesChapters(chapters=chapters, reason=reason, unread=tuple(unread), at_most_ms=at_most)


def forced_in_notes(html: str) -> NotesChapters:
    """Every line with a time and a title as a chapter (`chapters: notes`), and what is wrong with them."""
    chapters, unread = [], []
    for run in runs(html):
        taken = [one for one in run.entries if one.title and not one.timed.of_day]
        chapters += [one.chapter for one in taken]
        left = tuple(one.line for one in run.entries if one not in taken)
        if left:
            unread.append(_unread(left, _fault(run, None), hint=_MEND))
    starts = [one.start_ms for one in chapters]
    if not _ascend(starts):
        lines = tuple(f"{written_clock(one.start_ms)} {one.title}" for one in _backward(chapters))
        reason = "are not behind the chapter before" if len(lines) > 1 else "is not behind the chapter before"
        unread.append(UnreadTimes(lines=lines, reason=reason, hint=_MEND))
    return NotesChapters(
        chapters=tuple(chapters), reason="`chapters: notes`", unread=(*unread, *_strange(html)), at_most_ms=None
    )


# --- whether they are chapters

_NO_REASON = (
    "the first is not at 0:00, no line such as `Chapters` stands above them, and they span less than half of the "
    "recording"
)
_HOUR_MS, _QUARTER_MS, _DAY_MS = 60_000, 15_000, 1_440_000
"""`1:00`, `0:15` and `24:00` as a line of chapters means them, which a timetable means as hours and minutes."""

_MEND = "correct these lines, or write the chapters as a list: `chapters:`"
_FORCE = "`chapters: notes` takes them all the same, `chapters: off` says that there are none"


def _reason(run: Run, duration_ms: int | None) -> tuple[str, int | None]:
    """Why sound lines are chapters, and for recordings of what length at most; empty: they are none."""
    span = run.starts[-1] - run.starts[0]
    if run.starts[0] == 0:
        return "the first is at 0:00", None
    if introduces_chapters(run.above):
        return f"{quoted(run.above, 40)} stands above them", None
    if duration_ms is None:
        return f"they span {written_clock(span)}", 2 * span
    if 2 * span >= duration_ms:
        return f"they span {written_clock(span)} of {written_length(duration_ms)}", None
    return "", None


def _fault(run: Run, duration_ms: int | None) -> str:
    """Why lines cannot be chapters, whatever stands around them; empty if they can."""
    return next(_faults(run, duration_ms), "")


def _faults(run: Run, duration_ms: int | None) -> Iterator[str]:
    starts, entries = run.starts, run.entries
    yield from (f"{quoted(one.line, 40)} is a time of the day" for one in entries if one.timed.of_day)
    if 0 not in starts:  # no book has a chapter 0
        verses = (one for one in entries if one.timed.behind and is_book(one.title))
        yield from (f"{quoted(one.line, 40)} is a verse of a book" for one in verses)
    yield from (f"{quoted(one.line, 40)} has no title" for one in entries if not one.title)
    if len(entries) < FEWEST:
        yield f"{FEWEST} adjacent ones are the least"
    for before, one in pairwise(entries):
        if one.timed.start_ms <= before.timed.start_ms:
            yield f"{quoted(one.line, 40)} is not behind the line before it"
    if duration_ms is not None and starts[-1] >= duration_ms:
        yield f"{quoted(entries[-1].line, 40)} is behind the end of the recording ({written_length(duration_ms)})"
    if _is_timetable(starts):
        yield "they are as far apart as the rows of a timetable"


def _is_timetable(starts: Sequence[int]) -> bool:
    """Whether times, read as hours and minutes, have equal steps: of an hour at most, or from quarter to quarter.

    A list that begins at 0:00 is none: chapters begin there, and hardly anything at midnight.
    """
    steps = {later - before for before, later in pairwise(starts)}
    if starts[0] == 0 or len(steps) != 1 or starts[-1] >= _DAY_MS:
        return False
    return max(steps) <= _HOUR_MS or all(start % _QUARTER_MS == 0 for start in starts)


def _ascend(starts: Sequence[int]) -> bool:
    return all(before < later for before, later in pairwise(starts))


def _backward(chapters: Sequence[Chapter]) -> list[Chapter]:
    return [later for before, later in pairwise(chapters) if later.start_ms <= before.start_ms]


def _why_not(run: Run, chosen: Run | None, reason: str) -> str:
    """Why sound lines are none of the chapters, which are `chosen`."""
    if chosen is not None and chosen.below and chosen.starts[-1] < run.starts[0]:
        return f"{quoted(chosen.below, 40)} stands between them and the chapters above"
    return "another list stands above" if reason else _NO_REASON


def _beside(run: Run, named: Container[str]) -> Iterator[UnreadTimes]:
    """The line behind a list if it ends with a time that goes on."""
    timed = None if run.below in named or run.entries[-1].timed.behind else read_timed_line(run.below)
    if timed and timed.behind and not timed.of_day and timed.start_ms > run.starts[-1]:
        yield _unread((run.below,), "its time is behind its title, unlike those of the chapters above")


def _too_few(short: Sequence[Run], chosen: Run | None) -> Iterator[UnreadTimes]:
    """Lines here and there: two or more, or one that begins at 0:00 or goes on behind the chapters.

    A single `(3:15)` is a remark.
    """
    kept = [(run, one) for run in short for one in run.entries if not _is_list(one.line)]
    entries = [one for _, one in kept]
    further = [one for one in entries if chosen and not one.timed.behind and one.timed.start_ms > chosen.starts[-1]]
    if len(entries) > 1 or further or any(one.timed.start_ms == 0 for one in entries):
        between = next((run.below for run, _ in kept if run.below), "") if len(entries) >= FEWEST else ""
        if further and chosen:
            between = chosen.below
        why = f"chapters are at least {FEWEST} lines that are adjacent or in one list"
        why += f", and {quoted(between, 40)} stands between them" if between else ""
        yield _unread(tuple(one.line for one in entries), why)


def _unread(lines: tuple[str, ...], why: str, *, hint: str = _FORCE) -> UnreadTimes:
    what = "look like times and are no chapters" if len(lines) > 1 else "looks like a time and is no chapter"
    return UnreadTimes(lines=lines, reason=f"{what}: {why}", hint=hint)


def _strange(html: str) -> list[UnreadTimes]:
    """Lines that begin with what looks like a time in a form that is not read, three or more; and lists in one line."""
    texts = texts_with_times(html)
    read = timed_lines(texts)
    strange = tuple(text for text, one in zip(texts, read, strict=True) if one is None and looks_timed(text))
    groups = [strange] if len(strange) >= FEWEST else []
    groups += [*_ascending(texts, time_within), *_ascending(texts, rough_time, from_zero=True)]
    found = [UnreadTimes(lines=lines, reason=_STRANGE, hint=_FORM) for lines in groups]
    lists = (text for text in texts if _is_list(text))
    return [*found, *(UnreadTimes(lines=(text,), reason="has several times", hint=_APART) for text in lists)]


def _ascending(
    texts: Sequence[str], time: Callable[[str], TimedLine | None], *, from_zero: bool = False
) -> Iterator[tuple[str, ...]]:
    """Three or more adjacent lines in the order of the times that `time` finds in them, which are none of the day."""
    run: list[tuple[TimedLine, str]] = []
    for text in [*texts, ""]:
        timed = time(text)
        if timed is not None and (not run or timed.start_ms > run[-1][0].start_ms):
            run.append((timed, text))
            continue
        begins = bool(run) and run[0][0].start_ms == 0
        if len(run) >= FEWEST and (begins or not (from_zero or any(one.of_day for one, _ in run))):
            yield tuple(line for _, line in run)
        run = [] if timed is None else [(timed, text)]


def _is_list(text: str) -> bool:
    """Whether one line holds a whole list: from 0:00, or behind `In this episode:`."""
    starts = clocks_in(text)
    if len(starts) < FEWEST or not _ascend(starts):
        return False
    return starts[0] == 0 or introduces_chapters(text_before_times(text))


_STRANGE = "look like times, in a form that is not read"
_APART = "write each chapter in a line of its own"
_FORM = "write them like `0:00 Intro` and `1:02:03 The tide`; `chapters: off` says that they are none"
