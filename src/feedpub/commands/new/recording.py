"""What a recording's tags and file name say about an episode: cleaned, cut to length, and empty if not usable."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import TypeVar
from unicodedata import normalize
from zoneinfo import ZoneInfo

from pydantic_core import PydanticCustomError

from feedpub.audio.tags import Tags
from feedpub.errors import FeedpubError
from feedpub.model.chapter import Chapter
from feedpub.scalars.dates import parse_when, published_at, read_when
from feedpub.scalars.names import read_url
from feedpub.scalars.scalar import read_summary, short
from feedpub.standards import (
    HTML_ELEMENTS,
    begins_with_html,
    bidi_override,
    html_tags,
    is_visible,
    plain_text,
    without_controls,
)

T = TypeVar("T")

TITLE, SUMMARY, NOTES = 255, 500, 50_000
"""Limits in characters: of a title (Apple), of a summary, where longer texts are notes, and of notes from tags."""

# --- texts

_BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_NOTES_FILES = (".md", ".markdown", ".html", ".htm")


def read_or_none(read: Callable[[object], T], value: object) -> T | None:
    """The value as a field of the model reads it; None if it is refused."""
    try:
        return read(value)
    except PydanticCustomError:
        return None


def one_line(text: str, limit: int = TITLE) -> str:
    """Text on one line of at most `limit` characters; empty if no visible text is left."""
    line = " ".join(_cleaned(text).split())
    if len(line) > limit:
        line = line[: limit - 1].rstrip() + "…"
    return read_or_none(short(limit), line) or ""


def prose(text: str) -> str:
    """Text with its line breaks; empty if no visible text is left."""
    lines = (line.rstrip() for line in _cleaned(text).expandtabs(4).splitlines())
    whole = "\n".join(lines).strip("\n")[:NOTES].strip()
    return whole if is_visible(whole) else ""


def _cleaned(text: str) -> str:
    clean = normalize("NFC", without_controls(text.replace("\r\n", "\n").replace("\r", "\n")))
    return clean if bidi_override(clean) is None else _BIDI_CONTROLS.sub("", clean)


@dataclass(frozen=True, slots=True)
class Description:
    """A description from tags: a summary if it is short, notes, or both."""

    summary: str = ""
    notes: str = ""
    text: str = ""
    """All of it, without HTML."""


def read_description(text: str) -> Description:
    """One short line is a summary; anything longer is notes, whose first line may be a summary, too."""
    is_html = any(tag.name in HTML_ELEMENTS for tag in html_tags(text))
    whole = prose(plain_text(text) if is_html else text)
    first = " ".join(whole.split("\n", 1)[0].split())
    summary = read_or_none(read_summary, first) if len(first) <= SUMMARY else None
    if summary == whole:
        return Description(summary=summary, text=whole)
    notes = prose(text) if begins_with_html(text) else whole
    if "\n" not in notes and notes.lower().endswith(_NOTES_FILES):
        notes += "."  # without it, it would be the name of a file
    return Description(summary=summary or "", notes=notes, text=whole)


# --- file names

_FILE_NAME = re.compile(
    r"""(?ix) (?: [0-9]{4} -? [0-9]{2} -? [0-9]{2} [\s._-]+ )?
    (?: s (?P<season>[0-9]{1,3}) [\s._-]? e (?P<in_season>[0-9]{1,4}) [\s._-]+
      | (?: episode | ep | folge | \# ) [\s._-]* (?P<number>[0-9]{1,4}) [\s._:-]+
      | (?P<padded>0[0-9]{1,3}) [\s._-]+ )? (?P<title>.*\S.*)"""
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileName:
    """What a file's name says about an episode."""

    title: str
    season: int | None = None
    number: int | None = None


def read_file_name(stem: str) -> FileName:
    """Title, and an unmistakable number: `012-night-tide`, `S02E05 Night tide`, `Ep. 7 - Night tide`."""
    match = _FILE_NAME.fullmatch(stem)
    title = _with_spaces(match["title"]) if match else ""
    if match is None or not any(map(str.isalpha, title)):
        return FileName(title=one_line(stem))
    number = match["in_season"] or match["number"] or match["padded"]
    return FileName(title=title, season=_positive(match["season"]), number=_positive(number))


def _positive(digits: str | None) -> int | None:
    return int(digits or 0) or None


def _with_spaces(text: str) -> str:
    """A title with spaces for underscores; for hyphens and dots, too, if the file name has no spaces."""
    title = text.replace("_", " ").strip()
    if " " not in title:
        title = re.sub(r"[-.]+", " ", title)
    line = one_line(title.strip(" -–—.:"))
    return line[:1].upper() + line[1:]


def without_number(title: str, number: int | None) -> str:
    """A title without that episode number in front of it, which apps print beside it: `01 Moths`, `Ep. 1: Moths`."""
    match = _NUMBERED_TITLE.fullmatch(title)
    if match is None or not number or not any(map(str.isalpha, match["title"])):
        return title
    return match["title"] if number == _positive(match["number"] or match["padded"] or match["alone"]) else title


_NUMBERED_TITLE = re.compile(
    r"""(?ix) (?: (?: episode | ep | folge | \# ) [\s.]* (?P<number>[0-9]{1,4}) \s* [-–—:.|] \s*
      | (?P<padded>0[0-9]{1,3}) [\s.:–—-]+ | (?P<alone>[0-9]{1,4}) \s* [-–—:|] \s+ ) (?P<title>\S.*)"""
)


def read_type(title: str) -> str:
    """`trailer` or `bonus`, where a title says nothing else in its first words; else empty."""
    match = _TYPED_TITLE.fullmatch(title)
    return match[1].lower() if match else ""


_TYPED_TITLE = re.compile(r"(?i)(trailer|bonus)(?:\s*[:–—|(].*|\s+-\s.*|\s+(?:s|season\s*|staffel\s*)?[0-9]{1,3})?")

# --- dates

_FRACTION = re.compile(r"\.[0-9]+")


def read_date_tag(text: str, *, timezone: str | None, publish_hour: time) -> str:
    """A tag's date as `published:` contains it in a show of that time zone; empty if it is no complete date.

    A time without zone is in UTC (ID3v2.4 §4). A date alone stays one if it is a moment in the show's time zone.
    """
    try:
        when = parse_when(_FRACTION.sub("", text.strip(), count=1))
    except FeedpubError:
        return ""
    if isinstance(when, datetime):
        return _in_zone(when if when.tzinfo else when.replace(tzinfo=UTC), timezone)
    return when.isoformat() if _is_moment(when, timezone, publish_hour) else f"{when}T{publish_hour:%H:%M}+00:00"


def _in_zone(when: datetime, timezone: str | None) -> str:
    """A time in the show's zone; in UTC where that has an offset with seconds, which nobody writes (before 1940)."""
    local = when.astimezone(ZoneInfo(timezone)) if timezone else when
    for one in (local, when.astimezone(UTC)):
        text = one.isoformat(timespec="seconds" if one.second else "minutes")
        if read_or_none(read_when, text):
            return text
    return ""


def _is_moment(when: date, timezone: str | None, publish_hour: time) -> bool:
    try:
        published_at(when, timezone=timezone, publish_hour=publish_hour)
    except FeedpubError:
        return False
    return True


# --- chapters

MAX_CHAPTERS = 255
"""The limit of a table of contents (ID3v2)."""

GAP_MS = 1_000
"""An end that is at most this long before the next chapter is the beginning of that chapter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TagChapters:
    """The usable chapters of a recording's tags, and why the others are left out."""

    chapters: tuple[Chapter, ...] = ()
    frame_ids: tuple[str, ...] = ()
    """Of their frames, in the same order."""

    left_out: tuple[str, ...] = ()


def read_chapters(tags: Tags, duration_ms: int) -> TagChapters:
    """The chapters with a title that begin within the recording, each at its own time."""
    found: list[tuple[str, Chapter]] = []
    unusable: dict[str, int] = {}
    for frame_id, one in sorted(tags.chapters, key=lambda pair: pair[1].start_ms):
        chapter = replace(one, title=one_line(one.title), url=read_or_none(read_url, one.url) or "")
        if reason := _why_unusable(chapter, found, duration_ms):
            unusable[reason] = unusable.get(reason, 0) + 1
        else:
            found.append((frame_id, chapter))
    ends = _ends([chapter for _, chapter in found], duration_ms)
    return TagChapters(
        chapters=tuple(replace(one, end_ms=end) for (_, one), end in zip(found, ends, strict=True)),
        frame_ids=tuple(frame_id for frame_id, _ in found),
        left_out=tuple(f"{count} chapter{'s' * (count > 1)} {reason}" for reason, count in unusable.items()),
    )


def _why_unusable(one: Chapter, before: Sequence[tuple[str, Chapter]], duration_ms: int) -> str:
    if not one.title:
        return "without a title"
    if one.start_ms >= duration_ms:
        return "after the end of the recording"
    if one.toc and any(other.toc and other.start_ms == one.start_ms for _, other in before):
        return "at the same time as another"
    return (
        f"after the first {MAX_CHAPTERS}, more than a table of contents can have" if len(before) >= MAX_CHAPTERS else ""
    )


def _ends(chapters: Sequence[Chapter], duration_ms: int) -> Iterator[int | None]:
    """The end of each chapter; None if it ends where the next begins, as apps assume."""
    for at, one in enumerate(chapters):
        later = (other.start_ms for other in chapters[at + 1 :] if other.toc or not one.toc)
        natural = next((start for start in later if start > one.start_ms), duration_ms)
        end = one.end_ms or natural
        yield end if one.start_ms < end < natural - GAP_MS else None
