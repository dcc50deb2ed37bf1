"""Runs of lines with times in notes: which lines belong together, in one list or adjacent, and with which titles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from html import unescape

from feedpub.model.chapter import Chapter
from feedpub.standards.timed_lines import TimedLine, may_hold_time, timed_lines

_BLOCK = re.compile(
    r"<(/?)(br|p|li|ul|ol|h[1-6]|div|tr|table|blockquote|pre|section|article|dd|dt|hr)\b[^<>]*>", re.IGNORECASE
)
_TAG = re.compile(r"<[!/A-Za-z][^<>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedChapter:
    """A line of the notes with a time and a title."""

    line: str
    """As it reads in the notes."""

    timed: TimedLine
    title: str
    """Its own, or where the time stands alone that of a line beside it; empty: there is none."""

    @property
    def chapter(self) -> Chapter:
        """What it says."""
        return Chapter(start_ms=self.timed.start_ms, title=self.title, end_ms=self.timed.end_ms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Lines with times of one list, or adjacent ones."""

    entries: tuple[ListedChapter, ...]
    above: str
    """The line before the first one; empty at the beginning."""

    below: str = ""
    """The line behind the last one; empty at the end."""

    @property
    def starts(self) -> list[int]:
        """Milliseconds."""
        return [one.timed.start_ms for one in self.entries]

    @property
    def of_day(self) -> bool:
        """Whether one of the times is one of the day."""
        return any(one.timed.of_day for one in self.entries)


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    within: int
    """Number of the outermost list of the item that it begins; 0 for none."""

    block: int
    """Number of the paragraph, or of the item of a list."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line with a time, and the lines that it takes: its own, or with its title."""

    listed: ListedChapter
    first: int
    """Number of the first of these lines."""

    following: int
    """Number of the line behind them."""


@lru_cache(maxsize=256)
def runs(html: str) -> tuple[Run, ...]:
    """The lines of HTML notes that have a time at their beginning or end, by the lists that they make."""
    if not may_hold_time(html):
        return ()
    lines = list(_lines(html))
    read = timed_lines([line.text for line in lines])
    found: list[list[_Entry]] = []
    of_lists: dict[int, list[_Entry]] = {}
    for entry in _entries(lines, read):
        within = lines[entry.first].within
        run = of_lists.get(within) if within else None
        if run is None and found and found[-1][-1].following == entry.first:
            run = found[-1]
        if run is not None and run[-1].listed.timed.behind == entry.listed.timed.behind:
            run.append(entry)
        else:
            found.append(run := [entry])
        if within:
            of_lists[within] = run
    return tuple(_run(lines, run) for run in found)


def _run(lines: Sequence[_Line], entries: Sequence[_Entry]) -> Run:
    """Lines that belong together; `Intro @ 0:00` is no time of the day, nor are those below it."""
    listed = tuple(entry.listed for entry in entries)
    if listed[0].timed.start_ms == 0 and listed[0].timed.behind:
        listed = tuple(replace(one, timed=replace(one.timed, of_day=False)) for one in listed)
    first, following = entries[0].first, entries[-1].following
    above = lines[first - 1].text if first else ""
    below = lines[following].text if following < len(lines) else ""
    return Run(entries=listed, above=above, below=below)


def texts_with_times(html: str) -> tuple[str, ...]:
    """The lines of HTML notes that have text; none of notes in which nothing looks like a time."""
    return tuple(line.text for line in _lines(html)) if may_hold_time(html) else ()


def _entries(lines: Sequence[_Line], read: Sequence[TimedLine | None]) -> Iterator[_Entry]:
    """Each line with a time. The title of a time alone is the next line, or the one above in the same paragraph."""
    free = 0
    for at, timed in enumerate(read):
        if timed is None:
            continue
        title, first, following = timed.title, at, at + 1
        if not title:
            below = at + 1 < len(lines) and read[at + 1] is None
            above = at > free and read[at - 1] is None and 0 < lines[at - 1].block == lines[at].block
            if above and not (below and lines[at + 1].block == lines[at].block):
                title, first = lines[at - 1].text, at - 1
            elif below:
                title, following = lines[at + 1].text, at + 2
        free = following
        yield _Entry(ListedChapter(line=lines[at].text, timed=timed, title=title), first, following)


def _lines(html: str) -> Iterator[_Line]:
    """The lines that have text, each with the list whose item it begins."""
    opened: list[int] = []
    count, begins, block, at = 0, 0, 0, 0
    for match in [*_BLOCK.finditer(html), None]:
        piece = unescape(_TAG.sub("", html[at : match.start() if match else len(html)]))
        for text in piece.split("\n"):
            if bare := " ".join(text.split()):
                yield _Line(bare, begins, block)
                begins = 0
        if match is None:
            return
        at, closing, tag = match.end(), match[1], match[2].lower()
        block += tag != "br"
        if tag in {"ul", "ol"}:
            if not closing:
                opened.append(count := count + 1)
            elif opened:
                opened.pop()
        elif tag == "li":
            begins = opened[0] if opened and not closing else 0
