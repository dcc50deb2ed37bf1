"""Chapters in JSON of other programs: Podlove and Auphonic (`start`), ffprobe, yt-dlp and Podigee (`start_time`).

Sources: Podlove Web Player "chapters"; Auphonic "JSON API"; ffprobe `-show_chapters -of json`; yt-dlp "chapters" of its
info file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from feedpub.chapters.outline import UNREAD
from feedpub.feed_view import Trouble
from feedpub.model.chapter import Chapter
from feedpub.sidecars import parse_json
from feedpub.standards import read_clock

_STARTS = ("start_time", "start")
"""In this order: ffprobe's `start` counts units of `time_base`."""

_ENDS = ("end_time", "end")


def read_objects(text: str) -> Iterator[Chapter | Trouble] | None:
    """The chapters of a list of objects, or of a list `chapters`, with `start` or `start_time`; None of any other."""
    value = parse_json(text).value
    listed = value.get("chapters") if isinstance(value, dict) else value
    if not isinstance(listed, list) or not listed or not all(map(_is_chapter, listed)):
        return None
    return _chapters(listed)


def _is_chapter(one: object) -> bool:
    return isinstance(one, dict) and "startTime" not in one and any(name in one for name in _STARTS)


def _chapters(listed: Sequence[Mapping[str, object]]) -> Iterator[Chapter | Trouble]:
    for number, one in enumerate(listed, start=1):
        start, end = _time(one, _STARTS), _time(one, _ENDS)
        if start is None:
            yield Trouble(kind=UNREAD, message=f"chapter {number}: `start` is no time", hint="write `00:03:15.000`")
            continue
        tags = one.get("tags")
        title = _text(one, "title") or (_text(tags, "title") if isinstance(tags, dict) else "")
        yield Chapter(
            start_ms=start,
            end_ms=end if end is not None and end > start else None,
            title=title,
            url=_text(one, "href", "url", "link"),
            image=_text(one, "image", "img"),
        )


def _time(one: Mapping[str, object], names: Sequence[str]) -> int | None:
    """Milliseconds of a clock or of seconds, as a number or a text."""
    value = next((one[name] for name in names if one.get(name) is not None), None)
    return None if isinstance(value, bool) else read_clock(str(value).strip())


def _text(one: Mapping[str, object], *names: str) -> str:
    return next((text for name in names if isinstance(value := one.get(name), str) and (text := value.strip())), "")
