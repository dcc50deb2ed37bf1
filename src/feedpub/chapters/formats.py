"""Chapters in the forms that apps read beside JSON: lines of notes, and Podlove XML.

Sources: Spotify for Creators "Creating and managing chapters" (lines of notes; Apple 5482 and YouTube take the same);
podlove-specifications, "Podlove Simple Chapters" 1.2.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from feedpub.chapters.outline import Outline, table_of_contents
from feedpub.feed_view import Element
from feedpub.model.chapter import Chapter
from feedpub.standards import LINE_TIME, plain_text, read_clock, written_clock

# --- lines of notes

_DOCUMENTED = re.compile(
    rf"(?m)^[^\S\n]*{LINE_TIME}[^\S\n]*[-–—:.|]?[^\S\n]*(?!(?i:[ap]\.?m\b|uhr\b|h\b|utc\b|gmt\b))\S.*$"
)


def has_note_lines(html: str) -> bool:
    """Whether notes have lines with times in the forms that Spotify documents."""
    return bool(_DOCUMENTED.search(plain_text(html)))


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
