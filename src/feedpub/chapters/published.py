"""One list of chapters in every form in which listeners may meet it: JSON, Podlove's attributes, lines in the notes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from feedpub.model.chapter import Chapter
from feedpub.vocab import written_clock

VERSION = "1.2.0"
"""Of JSON chapters (podcast namespace)."""


def to_json(chapters: Sequence[Chapter], *, title: str = "", show: str = "", author: str = "", file: str = "") -> bytes:
    """The file that `podcast:chapters` names: the same chapters give the same bytes."""
    about = {"title": title, "podcastName": show, "author": author, "fileName": file}
    root: dict[str, Any] = {"version": VERSION, **{name: text for name, text in about.items() if text}}
    root["chapters"] = [_entry(one) for one in chapters]
    return (json.dumps(root, ensure_ascii=False, indent=1) + "\n").encode()


def _entry(chapter: Chapter) -> dict[str, Any]:
    entry: dict[str, Any] = {"startTime": _seconds(chapter.start_ms)}
    if chapter.end_ms is not None:
        entry["endTime"] = _seconds(chapter.end_ms)
    texts = {"title": chapter.title, "img": chapter.image, "url": chapter.url}
    entry |= {name: text for name, text in texts.items() if text}
    if not chapter.toc:
        entry["toc"] = False
    if spot := chapter.location:
        entry["location"] = {"name": spot.name, "geo": spot.geo, **({"osm": spot.osm} if spot.osm else {})}
    return entry


def _seconds(ms: int) -> int | float:
    """Whole numbers where it is whole: some apps read no others (AntennaPod)."""
    return ms // 1000 if ms % 1000 == 0 else ms / 1000


def play_time(ms: int) -> str:
    """`HH:MM:SS.mmm`, the form of Podlove's times that every reader reads (bare seconds are 0 to some)."""
    seconds, rest = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{rest:03}"


def shown(chapters: Sequence[Chapter]) -> tuple[Chapter, ...]:
    """Those that lists of chapters show."""
    return tuple(one for one in chapters if one.toc and one.title)


def note_lines(chapters: Sequence[Chapter]) -> str:
    """The list as HTML for notes: `(3:15) The tide tables`, a line each, as Spotify, YouTube and Apple read it."""
    listed = shown(chapters)
    if not listed:
        return ""
    hours = any(one.start_ms >= 3_600_000 for one in listed)
    return "<p>" + "<br>\n".join(_line(one, hours=hours) for one in listed) + "</p>"


def _line(chapter: Chapter, *, hours: bool) -> str:
    clock = written_clock(chapter.start_ms // 1000 * 1000)
    minutes, _, seconds = clock.rpartition(":")
    clock = f"{int(minutes):02}:{seconds}" if ":" not in minutes else clock
    return f"({'0:' + clock if hours and clock.count(':') == 1 else clock}) {escape(chapter.title, quote=False)}"


def ended(chapters: Sequence[Chapter], duration_ms: int) -> Iterator[Chapter]:
    """The chapters with their ends: where the next one of the list begins, or the episode ends."""
    ordered = sorted(chapters, key=lambda one: one.start_ms)
    for one, following in zip(ordered, [*ordered[1:], None], strict=False):
        end = following.start_ms if following else duration_ms
        yield one if one.end_ms is not None else _until(one, max(end, one.start_ms))


def _until(chapter: Chapter, end_ms: int) -> Chapter:
    return Chapter(
        start_ms=chapter.start_ms,
        title=chapter.title,
        url=chapter.url,
        image=chapter.image,
        toc=chapter.toc,
        end_ms=end_ms,
        location=chapter.location,
    )
