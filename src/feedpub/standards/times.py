"""Dates of feeds, and times within an episode.

Sources: RFC 2822 §3.3 (dates), in the strict form that Apple describes and every parser reads: `Mon, 23 Nov 2026
07:05:09 +0000`, with English names, a four-digit year, 24-hour time with seconds, and a numeric zone or GMT; RFC 2326
§3.6 (times within an episode: `7:48`, `01:35:52.250`, `37`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from feedpub.standards.text import quoted

# Dates of feeds

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_MONTHS = {name.lower(): number for number, name in enumerate(MONTHS, 1)}

_LOOSE = re.compile(
    r"(?:(?P<day>[A-Za-z]{3,9})\.?,?[ \t]+)?(?P<date>[0-9]{1,2})[ \t-]+(?P<month>[A-Za-z]{3,9})\.?[ \t-]+"
    r"(?P<year>[0-9]{2,4}),?[ \t]+(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?"
    r"(?:[ \t]*(?P<zone>[+-][0-9]{2}:?[0-9]{2}|[A-Za-z]{1,5}))?(?:[ \t]*\([^()]*\))?"
)
_STRICT = re.compile(
    r"[A-Z][a-z]{2}, [0-9]{1,2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} (?:[+-][0-9]{4}|GMT)"
)
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}.*)?")
_ZONES = {"gmt": 0, "ut": 0, "utc": 0, "z": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5}
_ZONES |= {"mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "cet": 1, "cest": 2, "bst": 1, "msk": 3, "jst": 9}
_NO_DATE = "write it like `Mon, 23 Nov 2026 07:05:09 +0000`"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedDate:
    """A date of a feed as it was read."""

    moment: datetime | None = None
    """Aware, UTC; None if the date cannot be read."""

    fault: str = ""
    """Why the date cannot be read."""

    weekday: str = ""
    """The right day of the week if the date names another one."""

    oddity: str = ""
    """Why strict readers refuse it."""

    hint: str = ""


def read_date(text: str) -> ParsedDate:
    """Read a date of a feed, in any of the forms that feeds use."""
    if _ISO.fullmatch(text):
        return ParsedDate(fault=f"{quoted(text)} is a date of ISO 8601, which feeds do not use", hint=_as_rfc(text))
    match = _LOOSE.fullmatch(text)
    if match is None:
        return ParsedDate(fault=f"{quoted(text)} is not a date that feeds use", hint=_NO_DATE)
    month = _MONTHS.get(match["month"][:3].lower())
    if month is None:
        return ParsedDate(fault=f"{quoted(match['month'])} is not a month in English", hint=_NO_DATE)
    if match["zone"] is None:
        return ParsedDate(fault=f"{quoted(text)} has no time zone", hint="add the offset, for example `+0000`")
    return _dated(text, match, month)


def _dated(text: str, match: re.Match[str], month: int) -> ParsedDate:
    zone = _zone(match["zone"])
    year = int(match["year"])
    if len(match["year"]) < 4:  # RFC 2822 §4.3
        year += 2000 if len(match["year"]) == 2 and year < 50 else 1900
    try:
        local = datetime(
            year,
            month,
            int(match["date"]),
            int(match["hour"]),
            int(match["minute"]),
            min(59, int(match["second"] or 0)),
            tzinfo=zone or UTC,
        )
        moment = local.astimezone(UTC)
    except (ValueError, OverflowError):
        return ParsedDate(fault=f"{quoted(text)} is not a possible day or time", hint=_NO_DATE)
    if zone is None:
        return ParsedDate(fault=f"no program knows the zone {quoted(match['zone'])}", hint="write its offset, `+0100`")
    weekday, oddity = _other_day(match["day"], local), _oddity(text, match)
    hint = f"write `{_like(local)}`" if weekday or oddity else ""
    return ParsedDate(moment=moment, weekday=weekday, oddity=oddity, hint=hint)


def _zone(text: str) -> timezone | None:
    if text[0] in "+-":
        hours, minutes = int(text[1:3]), int(text[-2:])
        offset = timedelta(hours=hours, minutes=minutes)
        return timezone(-offset if text[0] == "-" else offset) if hours < 24 and minutes < 60 else None
    known = _ZONES.get(text.lower())
    return None if known is None else timezone(timedelta(hours=known))


def _like(local: datetime) -> str:
    """The same moment in its own zone."""
    return (
        f"{DAYS[local.weekday()]}, {local.day:02} {MONTHS[local.month - 1]} {local.year:04} {local:%H:%M:%S} {local:%z}"
    )


def _other_day(written: str | None, local: datetime) -> str:
    really = DAYS[local.weekday()]
    return really if written and written[:3].lower() != really.lower() else ""


def _oddity(text: str, match: re.Match[str]) -> str:
    zone = match["zone"]
    if match["day"] is None:
        return "the day of the week is missing, which Apple asks for"
    if match["second"] is None:
        return "the seconds are missing, which Apple asks for"
    if zone[0] not in "+-" and zone != "GMT":
        return f"the zone is the name {quoted(zone)}, which strict readers do not know"
    if len(match["year"]) < 4:
        return "the year has two digits"
    return "" if _STRICT.fullmatch(text) else "its form is loose, and strict readers refuse it"


def _as_rfc(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return _NO_DATE
    return f"write `{_like(moment)}`" if moment.tzinfo else _NO_DATE


# Times within an episode

LONGEST_MS = 10_000_000_000
"""Milliseconds; 115 days. A longer time is not a time in an episode."""

RINGING_MS = 3_000
"""Last words may ring on: a transcript may end so long after its recording."""

LINE_TIME = r"\(?(?:([0-9]{1,2}):([0-5]?[0-9])|([0-9]{1,3})):([0-5][0-9])(?![0-9:])\)?"
"""Pattern of a time that begins a line of notes, as Spotify documents it: `0:00`, `75:00`, `(1:02:03)`.

Its groups are hours and minutes, or minutes alone, and seconds.
"""

_CLOCK = re.compile(r"(?:(?:([0-9]{1,4}):)?([0-9]{1,5}):)?([0-9]{1,8})(?:\.([0-9]{0,20}))?")


def read_clock(text: str) -> int | None:
    """Milliseconds of a Normal Play Time (RFC 2326 §3.6: `37`, `7:48`, `1:35:52.25`); None if it is not one.

    Minutes may pass 59 where there are no hours.
    """
    if (match := _CLOCK.fullmatch(text)) is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups()[:3])
    if (match[2] and seconds > 59) or (match[1] and minutes > 59):
        return None
    at = (hours * 3600 + minutes * 60 + seconds) * 1000 + int((match[4] or "").ljust(3, "0")[:3])
    return at if at <= LONGEST_MS else None


def written_length(ms: int) -> str:
    """How long something is, to the nearest second as in `itunes:duration`: 1,753,992 is `29:14`."""
    return written_clock(round(ms / 1000) * 1000)


def written_clock(ms: int) -> str:
    """A time as people read it: `0:37`, `7:48`, `1:35:52.250`."""
    seconds, rest = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    clock = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
    return f"{clock}.{rest:03}" if rest else clock
