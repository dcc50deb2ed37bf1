"""Chapters in a table, as audio editors export their markers (Adobe Audition, Reaper), and in a cue sheet.

Audition writes `Name`, `Start`, `Duration`, `Time Format`, `Type` and `Description` with tabs between, Reaper `#`,
`Name`, `Start`, `End` and `Length` with commas. Cue sheets are of Mp3tag, foobar2000 and programs for CDs: tracks with
a title and an index. Sources: CDRWIN "Cue sheet"; foobar2000 "Cue sheet".
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence

from feedpub.chapters.outline import UNREAD
from feedpub.feed_view import Trouble
from feedpub.model.chapter import Chapter
from feedpub.standards import quoted, read_clock

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "start": ("start", "start time", "starttime", "time", "timecode", "timestamp", "position", "in"),
    "title": ("name", "title", "chapter", "chapter name", "marker name", "label"),
    "end": ("end", "end time", "endtime", "out"),
    "length": ("length", "duration"),
    "description": ("description", "comment", "notes"),
    "url": ("url", "link", "href"),
    "format": ("time format", "zeitformat", "format de l'heure", "formato de hora"),
}
"""What a column holds → its names in headers, in lower case; of several the first counts."""

_RATE = re.compile(r"([0-9]{2,3}(?:\.[0-9]{1,3})?) fps.*", re.IGNORECASE)
_NO_CLOCK = re.compile(r"sample|beat|bars|takt", re.IGNORECASE)
_DIGITS = 4

_LONGEST = 10_000
"""Characters of a row that are read."""

_HINT = "export the times as minutes and seconds (Audition: Decimal; Reaper: Minutes:Seconds), such as `3:15.000`"


def read_table(lines: Sequence[str]) -> Iterator[Chapter | Trouble] | None:
    """The chapters of a table whose first row names columns for the start and the title; None if there is no such row.

    A row without title, or with a time that cannot be read, is a fault with its line.
    """
    first = next((at for at, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return None
    for delimiter in ("\t", ",", ";"):
        header = next(csv.reader([lines[first][:_LONGEST]], delimiter=delimiter), [])
        names = [name.strip().lower() for name in header]
        places = {what: _place(names, known) for what, known in _COLUMNS.items()}
        if places["start"] is not None and places["title"] is not None:
            return _rows(lines, first + 1, delimiter, places)
    return None


def _place(names: Sequence[str], known: Sequence[str]) -> int | None:
    return next((names.index(name) for name in known if name in names), None)


def _rows(
    lines: Sequence[str], first: int, delimiter: str, places: Mapping[str, int | None]
) -> Iterator[Chapter | Trouble]:
    reader = csv.reader((line[:_LONGEST] for line in lines[first:]), delimiter=delimiter)
    try:
        for row in reader:
            cells = {what: row[at].strip() if at is not None and at < len(row) else "" for what, at in places.items()}
            if any(cells.values()):
                yield from _row(first + reader.line_num, cells)
    except csv.Error:
        yield _unread(first + reader.line_num, "a quotation mark is open up to here", "close it")


def _row(number: int, cells: Mapping[str, str]) -> Iterator[Chapter | Trouble]:
    start, end, length = (_clock(cells[name], cells["format"]) for name in ("start", "end", "length"))
    if end is None and start is not None and length:
        end = start + length
    title, more = cells["title"], cells["description"]
    if not title:
        title, more = more, ""
    if start is None:
        yield _unread(number, f"{quoted(cells['start'], 40)}, where {quoted(title, 40)} begins, is no time", _HINT)
    elif not title:
        yield _unread(number, f"the marker at {quoted(cells['start'], 40)} has no name", "name it")
    else:
        yield Chapter(
            start_ms=start, end_ms=end if end is not None and end > start else None, title=title, url=cells["url"]
        )
        if more:
            yield _unread(number, f"the description {quoted(more, 40)} is in no chapter", "put it into the name")


def _clock(text: str, time_format: str) -> int | None:
    """Milliseconds; of frames (`03:15:37` at `75 fps`) those that they last, of samples and beats None."""
    rate = _RATE.fullmatch(time_format)
    if rate is None:
        return None if _NO_CLOCK.search(time_format) else read_clock(text.replace(",", "."))
    clock, _, frames = text.rpartition(":")
    at = read_clock(clock)
    if at is None or not (frames.isascii() and frames.isdigit() and len(frames) < _DIGITS):
        return None
    return at + round(1000 * int(frames) / float(rate[1]))


def _unread(number: int, message: str, hint: str) -> Trouble:
    return Trouble(kind=UNREAD, message=message, hint=hint, line=number)


# --- cue sheets


_TRACK = re.compile(r"\s*TRACK\s+[0-9]{1,3}\s+AUDIO\s*", re.IGNORECASE)
_TITLE = re.compile(r'\s*TITLE\s+(?:"(.*)"|(.*?))\s*', re.IGNORECASE)
_INDEX = re.compile(r"\s*INDEX\s+01\s+([0-9]{1,4}):([0-5][0-9]):([0-7][0-9])\s*", re.IGNORECASE)
_FRAMES = 75
"""A second."""


def is_cue_sheet(lines: Sequence[str]) -> bool:
    """Whether they have a track with an index."""
    return any(map(_TRACK.fullmatch, lines)) and any(map(_INDEX.fullmatch, lines))


def read_cue_sheet(lines: Sequence[str]) -> Iterator[Chapter | Trouble]:
    """A chapter for each track; one without a title or an index is a fault with its line."""
    tracks = [at for at, line in enumerate(lines) if _TRACK.fullmatch(line)]
    for at, stop in zip(tracks, [*tracks[1:], len(lines)], strict=True):
        own = lines[at:stop]
        title = next((found[1] or found[2] or "" for line in own if (found := _TITLE.fullmatch(line))), "").strip()
        index = next((found for line in own if (found := _INDEX.fullmatch(line))), None)
        if index is None or not title:
            what = "TITLE" if index else "INDEX 01"
            message = f"{quoted(lines[at].strip(), 40)} has no `{what}`"
            yield Trouble(kind=UNREAD, message=message, hint='write `TITLE "…"` and `INDEX 01 03:15:00`', line=at + 1)
            continue
        minutes, seconds, frames = map(int, index.groups())
        yield Chapter(start_ms=(minutes * 60 + seconds) * 1000 + frames * 1000 // _FRAMES, title=title)
