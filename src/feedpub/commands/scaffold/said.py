"""What tags and file names say, as the fields of an episode take it: cleaned, cut, or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TypeVar
from unicodedata import normalize
from zoneinfo import ZoneInfo

from pydantic_core import PydanticCustomError

from feedpub.errors import FeedpubError
from feedpub.scalars.dates import parse_when, published_at, read_when
from feedpub.scalars.scalar import read_summary, short
from feedpub.standards import bidi_override, html_tags, is_visible, plain_text, without_controls

T = TypeVar("T")

TITLE, SUMMARY, NOTES = 255, 500, 50_000
"""Characters at most: of a title (Apple), of what is a summary rather than notes, and of notes from tags."""

_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_FRACTION = re.compile(r"\.[0-9]+")
_NOTES_FILES = (".md", ".markdown", ".html", ".htm")
_NAME = re.compile(
    r"""(?ix) (?: [0-9]{4} -? [0-9]{2} -? [0-9]{2} [\s._-]+ )?
    (?: s (?P<season>[0-9]{1,3}) [\s._-]? e (?P<in_season>[0-9]{1,4}) [\s._-]+
      | (?: episode | ep | folge | \# ) [\s._-]* (?P<number>[0-9]{1,4}) [\s._:-]+
      | (?P<padded>0[0-9]{1,3}) [\s._-]+ )? (?P<title>.*\S.*)"""
)


def accepted(read: Callable[[object], T], value: object) -> T | None:
    """The value as a field of the model reads it; None if it is refused."""
    try:
        return read(value)
    except PydanticCustomError:
        return None


def one_line(text: str, most: int = TITLE) -> str:
    """Text on one line of at most so many characters; empty if nothing is left that can be seen."""
    line = " ".join(_composed(text).split())
    if len(line) > most:
        line = line[: most - 1].rstrip() + "…"
    return accepted(short(most), line) or ""


def prose(text: str) -> str:
    """Text with its line breaks."""
    lines = (line.rstrip() for line in _composed(text).expandtabs(4).splitlines())
    whole = "\n".join(lines).strip("\n")[:NOTES].strip()
    return whole if is_visible(whole) else ""


def _composed(text: str) -> str:
    clean = normalize("NFC", without_controls(text.replace("\r\n", "\n").replace("\r", "\n")))
    return clean if bidi_override(clean) is None else _TURNING.sub("", clean)


@dataclass(frozen=True, slots=True)
class Description:
    """A description from tags: short enough for a summary, or notes."""

    summary: str = ""
    notes: str = ""
    plain: str = ""
    """All of it, without HTML."""


def described(text: str) -> Description:
    """One short line is a summary; anything longer is notes, whose first line may be a summary as well."""
    is_html = bool(html_tags(text))
    whole = prose(plain_text(text) if is_html else text)
    first = " ".join(whole.split("\n", 1)[0].split())
    summary = accepted(read_summary, first) if len(first) <= SUMMARY else None
    if summary == whole:
        return Description(summary=summary, plain=whole)
    notes = prose(text) if is_html and text.lstrip().startswith("<") else whole
    if "\n" not in notes and notes.lower().endswith(_NOTES_FILES):
        notes += "."  # or it would be the name of a file
    return Description(summary=summary or "", notes=notes, plain=whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a file's name says."""

    title: str
    season: int | None = None
    number: int | None = None


def named(stem: str) -> Named:
    """Title, and a number where it can be nothing else: `012-night-tide`, `S02E05 Night tide`, `Ep. 7 - Night tide`."""
    match = _NAME.fullmatch(stem)
    words = _spaced(match["title"]) if match else ""
    if match is None or not any(map(str.isalpha, words)):
        return Named(title=one_line(stem))
    number = match["in_season"] or match["number"] or match["padded"]
    return Named(title=words, season=_count(match["season"]), number=_count(number))


def _count(digits: str | None) -> int | None:
    return int(digits or 0) or None


def _spaced(text: str) -> str:
    """Words as people write them: hyphens and dots between words are blanks where the name has no blanks."""
    words = text.replace("_", " ").strip()
    if " " not in words:
        words = re.sub(r"[-.]+", " ", words)
    line = one_line(words.strip(" -–—.:"))
    return line[:1].upper() + line[1:]


def published(text: str, *, timezone: str | None, publish_hour: time) -> str:
    """A tag's date as `published:` takes it in a show of that zone; empty if it is no whole date.

    A time without zone is in UTC (ID3v2.4 §4). A date alone stays one where the show's zone makes a moment of it.
    """
    try:
        when = parse_when(_FRACTION.sub("", text.strip(), count=1))
    except FeedpubError:
        return ""
    if isinstance(when, datetime):
        return _written(when if when.tzinfo else when.replace(tzinfo=UTC), timezone)
    return when.isoformat() if _is_moment(when, timezone, publish_hour) else f"{when}T{publish_hour:%H:%M}+00:00"


def _written(when: datetime, timezone: str | None) -> str:
    """In the show's zone, but for offsets of seconds, which nobody writes (before 1940)."""
    local = when.astimezone(ZoneInfo(timezone)) if timezone else when
    for one in (local, when.astimezone(UTC)):
        text = one.isoformat(timespec="seconds" if one.second else "minutes")
        if accepted(read_when, text):
            return text
    return ""


def _is_moment(when: date, timezone: str | None, publish_hour: time) -> bool:
    try:
        published_at(when, timezone=timezone, publish_hour=publish_hour)
    except FeedpubError:
        return False
    return True
