"""Chapters in lines of text: a time and a title in each, as mp4chaps, Auphonic and people write them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from feedpub.chapters.outline import UNREAD
from feedpub.feed_view import Trouble
from feedpub.model.chapter import Chapter
from feedpub.standards import quoted
from feedpub.standards.timed_lines import TimedLine, looks_timed, read_timed_line

AS_LINES = "write lines like `0:00 Intro`"

_QUOTED = re.compile(r'\s*"?(?P<clock>[0-9][0-9:.]*)"?\s*[,;\t]\s*"(?P<title>(?:[^"]|"")+)"[\s,;]*')
_ADDRESS = re.compile(r"(.*?)\s*<(https?://[^<>\s]+)>")


def unread(number: int, line: str, why: str, hint: str = AS_LINES) -> Trouble:
    """A fault: the line of that number is in no chapter, and why."""
    return Trouble(kind=UNREAD, message=f"{quoted(line.strip(), 40)} {why}", hint=hint, line=number)


def read_lines(lines: Sequence[str]) -> Iterator[Chapter | Trouble]:
    """Lines with a time and a title; what stands above the first one is a heading, what begins with `#` a comment."""
    read = _without_headings(lines, [_cells(line) or read_timed_line(line) for line in lines])
    first = next((at for at, line in enumerate(lines) if not _is_comment(line) and read_timed_line(line)), len(lines))
    taken: set[int] = set()
    for at, (line, timed) in enumerate(zip(lines, read, strict=True)):
        if timed is not None:
            title = timed.title
            if not title and (below := _below(lines, read, at)) is not None:
                title = lines[below].strip()
                taken.add(below)
            yield _line(at + 1, line, timed, title)
        elif at in taken or line.lstrip().startswith("#") or not re.search(r"\w", line):
            continue
        elif looks_timed(line):
            yield unread(at + 1, line, "looks like a time in a form that is not read")
        elif read_timed_line(line):
            yield unread(at + 1, line, "stands above the first chapter, and its time is later")
        elif at > first:
            yield unread(at + 1, line, "has no time")


def _without_headings(lines: Sequence[str], read: Sequence[TimedLine | None]) -> list[TimedLine | None]:
    """What lines are, where a comment or a heading that ends with a time (`Recorded at 10:30`) is none of them."""
    first = next((at for at, one in enumerate(read) if one and not one.behind), None)
    kept = []
    for at, one in enumerate(read):
        is_comment = one is not None and one.behind and _is_comment(lines[at])
        is_heading = one is not None and first is not None and at < first and _ms(one) > _ms(read[first])
        kept.append(None if is_comment or is_heading else one)
    return kept


def _is_comment(line: str) -> bool:
    return line.startswith(("# ", "##"))


def _ms(one: TimedLine | None) -> int:
    return one.start_ms if one else 0


def _cells(line: str) -> TimedLine | None:
    """A row of a spreadsheet without a header: `"0:00","Tide, and ebb"`."""
    match = _QUOTED.fullmatch(line)
    timed = read_timed_line(match["clock"]) if match else None
    return replace(timed, title=match["title"].replace('""', '"').strip()) if match and timed else None


def _below(lines: Sequence[str], read: Sequence[TimedLine | None], at: int) -> int | None:
    """The next line with text, if it has no time of its own."""
    below = next((one for one in range(at + 1, len(lines)) if lines[one].strip()), None)
    return below if below is not None and read[below] is None else None


def _line(number: int, line: str, timed: TimedLine, title: str) -> Chapter | Trouble:
    match = _ADDRESS.fullmatch(title)  # `00:03:15.000 The tide <https://…>`: Auphonic and Podlove write the address
    title, url = (match[1], match[2]) if match else (title, "")
    if not title:
        return unread(number, line, "has no title", "write it behind the time")
    return Chapter(start_ms=timed.start_ms, end_ms=timed.end_ms, title=title, url=url)
