"""Chapters in other forms than JSON: lines of notes, Podlove XML, and the files of other programs.

Sources: Spotify for Creators "Creating and managing chapters" (lines of notes; Apple 5482 and YouTube take the same);
podlove-specifications, "Podlove Simple Chapters" 1.2.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from html import escape

from feedpub.chapters.json import UNREADABLE, read_json
from feedpub.chapters.outline import Outline, table_of_contents
from feedpub.feed_view import Element, Trouble
from feedpub.model.chapter import Chapter
from feedpub.sidecars import read_text
from feedpub.standards import LINE_TIME, LONGEST_MS, extension, plain_text, read_clock, written_clock

_TIMED_LINE = re.compile(
    rf"""(?xm) ^ [^\S\n]* {LINE_TIME} [^\S\n]* [-–—:.|]? [^\S\n]*
    (?! (?i: [ap]\.?m\b | uhr\b | h\b | utc\b | gmt\b ) )   # a time of the day
    (\S.*) $"""
)
_HINT = re.compile(r"[0-9]:[0-5][0-9]")
_MP4CHAPS = re.compile(r"([0-9:.]+)\s+(\S.*?)(?:\s*<(\S+)>)?")
_LABEL = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\t([0-9]+(?:[.,][0-9]+)?)\t(.*)")


# --- files of other programs


def read_file(name: str, data: bytes) -> Outline:
    """The chapters in a file: JSON and XML by the ending of `name`, otherwise lines of mp4chaps, Audacity or notes."""
    end = extension(name)
    if end == "json":
        return read_json(data)
    text = read_text(data)
    if text.fault:
        return _unreadable(text.fault, "save the file again as UTF-8", text.line)
    if end in {"psc", "xml"} or text.text.lstrip().startswith("<"):
        return _podlove(data)
    return _lines(text.text)


def _podlove(data: bytes) -> Outline:
    from feedpub.reader import read  # noqa: PLC0415 - only an author's Podlove file needs it

    root = read(data, now=datetime(1970, 1, 1, tzinfo=UTC)).feed.root
    found = next((one for one in (root, *root.below()) if one.name == "psc:chapters"), None)
    if found is None:
        hint = 'its root is `<psc:chapters version="1.2" xmlns:psc="http://podlove.org/simple-chapters">`'
        return _unreadable("there is no `psc:chapters` in it", hint)
    return from_psc(found)


def _lines(text: str) -> Outline:
    """Audacity's labels or mp4chaps if every line is one; otherwise lines of notes."""
    lines = [line.strip("\r") for line in text.split("\n") if line.strip()]
    for parse in (_label, _mp4chaps_line):
        found = [parse(line.strip() if parse is _mp4chaps_line else line) for line in lines]
        if lines and all(found):
            return Outline(chapters=tuple(one for one in found if one))
    timed = in_notes("<br>".join(escape(line, quote=False) for line in lines))
    if not timed:
        return _unreadable("no line in it begins with a time", "write lines like `0:00 Intro`")
    return Outline(chapters=tuple(Chapter(start_ms=start, title=title) for start, title in timed))


def _label(line: str) -> Chapter | None:
    """Start, end and title with tabs between, times in seconds (Audacity, "Importing and Exporting Labels")."""
    match = _LABEL.fullmatch(line)
    if match is None:
        return None
    seconds = [float(part.replace(",", ".")) for part in match.groups()[:2]]
    if max(seconds) * 1000 > LONGEST_MS:  # no recording is that long; hundreds of digits are infinite
        return None
    start, end = (round(one * 1000) for one in seconds)
    return Chapter(start_ms=start, end_ms=end if end > start else None, title=match[3].strip())


def _mp4chaps_line(line: str) -> Chapter | None:
    """`00:03:15.000 The tide <https://…>` (mp4chaps; Auphonic and Podlove write the address)."""
    match = _MP4CHAPS.fullmatch(line)
    start = read_clock(match[1]) if match and ":" in match[1] else None
    return Chapter(start_ms=start, title=match[2].strip(), url=match[3] or "") if match and start is not None else None


def _unreadable(message: str, hint: str, line: int = 0) -> Outline:
    return Outline(faults=(Trouble(kind=UNREADABLE, message=message, hint=hint, line=line),), whole=False)


# --- lines of notes


@lru_cache(maxsize=4096)  # the same notes are read while an episode is gathered, rendered and checked
def in_notes(html: str) -> tuple[tuple[int, str], ...]:
    """Start in milliseconds and title of every line of HTML notes that begins with a time, in their order."""
    if not _HINT.search(html):
        return ()
    return tuple(
        ((int(hours or 0) * 3600 + int(minutes or alone) * 60 + int(seconds)) * 1000, title.strip())
        for hours, minutes, alone, seconds, title in _TIMED_LINE.findall(plain_text(html))
    )


def note_lines(chapters: Sequence[Chapter]) -> str:
    """HTML for notes with a line per chapter, `(3:15) The tide tables`, as Spotify, YouTube and Apple read it."""
    listed = table_of_contents(chapters)
    if not listed:
        return ""
    hours = any(one.start_ms >= 3_600_000 for one in listed)
    return "<p>" + "<br>\n".join(_note_line(one, hours=hours) for one in listed) + "</p>"


def _note_line(chapter: Chapter, *, hours: bool) -> str:
    clock = written_clock(chapter.start_ms // 1000 * 1000)
    minutes, _, seconds = clock.rpartition(":")
    clock = f"{int(minutes):02}:{seconds}" if ":" not in minutes else clock
    return f"({'0:' + clock if hours and clock.count(':') == 1 else clock}) {escape(chapter.title, quote=False)}"


# --- Podlove Simple Chapters


def from_psc(chapters: Element) -> Outline:
    """The chapters of a `psc:chapters` element, without those whose start cannot be read."""
    listed = [_psc_chapter(one) for one in chapters.all("psc:chapter")]
    read = tuple(one for one in listed if one is not None)
    return Outline(chapters=read, whole=len(read) == len(listed))


def _psc_chapter(one: Element) -> Chapter | None:
    start = read_clock(one.get("start"))
    if start is None:
        return None
    return Chapter(start_ms=start, title=one.get("title"), url=one.get("href"), image=one.get("image"))


def play_time(ms: int) -> str:
    """`HH:MM:SS.mmm`: the form of a Podlove start that every app reads (some read bare seconds as 0)."""
    seconds, rest = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{rest:03}"
