"""Dates, hours and time zones: how they are read from text, and how they become a moment in UTC."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from feedpub.errors import FeedpubError
from feedpub.scalars.scalar import JsonSchema, Reads, as_text, refuse
from feedpub.standards import nearest, quoted

FIRST_YEAR, LAST_YEAR = 1900, 2999
"""RFC 2822 §3.3 allows no year before 1900; four digits, with room for offsets, allow none after 2999."""

_WHEN = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[Tt ](?P<clock>[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?:(?<=:[0-9]{2}:[0-9]{2})[.,][0-9]{1,9})?"
    r" ?(?P<offset>[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)
_EXAMPLES = "2026-11-23, 2026-11-23T07:05 or 2026-11-23T07:05+01:00"


def parse_when(text: str) -> date | datetime:
    """A date, a naive or an aware time, as ISO 8601 writes them with hyphens and colons.

    Whole seconds: a fraction, which programs write (`.000Z`), is left out, since RFC 2822 has none.

    Raises `FeedpubError` that says what is wrong with the text.
    """
    if (match := _WHEN.fullmatch(text)) is None:
        raise FeedpubError(f"{quoted(text)} is not a date or time", hint=f"write it like {_EXAMPLES}")
    when = _calendar(text, match)
    if not FIRST_YEAR <= when.year <= LAST_YEAR:
        raise FeedpubError(f"{quoted(text)} is not between {FIRST_YEAR} and {LAST_YEAR}", hint="check the year")
    return when


def published_at(when: str | date | datetime, *, timezone: str | None, publish_hour: time, where: str = "") -> datetime:
    """The moment in UTC, in whole seconds.

    Aware times are taken as they are; naive ones and dates (which mean `publish_hour`) are read in `timezone`, the
    show's IANA zone. Raises `FeedpubError` (at `where`) if the show declares none, and for a clock reading that the
    zone skips or has twice, naming both readings.
    """
    parsed = parse_when(when) if isinstance(when, str) else when
    moment = parsed if isinstance(parsed, datetime) else datetime.combine(parsed, publish_hour)
    if moment.tzinfo is None:
        moment = _local(moment, timezone, str(when), where)
    return moment.astimezone(UTC).replace(microsecond=0)


def _calendar(text: str, match: re.Match[str]) -> date | datetime:
    day, clock, offset = match["day"], match["clock"], match["offset"] or ""
    try:
        return datetime.fromisoformat(f"{day}T{clock}{offset.upper()}") if clock else date.fromisoformat(day)
    except ValueError:
        raise FeedpubError(
            f"{quoted(text)} is not a date and time that exists", hint="check the date and the time"
        ) from None


def _local(naive: datetime, timezone: str | None, written: str, where: str) -> datetime:
    if not timezone:
        raise FeedpubError(
            f"{quoted(written)} has no UTC offset, and the show declares no timezone",
            where=where,
            hint=f"write it like {naive.isoformat()}+01:00, or set `timezone: Europe/Berlin` in show.yaml",
        )
    zone = ZoneInfo(timezone)
    early, late = naive.replace(tzinfo=zone, fold=0), naive.replace(tzinfo=zone, fold=1)
    if early.utcoffset() == late.utcoffset():
        return early
    back = early.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == naive
    what = "occurs twice" if back else "is skipped"
    first, second = sorted(one.astimezone(UTC).astimezone(zone) for one in (early, late))
    raise FeedpubError(
        f"{naive:%H:%M} {what} on {naive:%Y-%m-%d} in {timezone}, where the clocks are changed then",
        where=where,
        hint=f"write {first.isoformat()} or {second.isoformat()}",
    )


_HOUR = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+)*")
# Files beside the zones: this machine's own zone, and copies that count leap seconds.
_NO_ZONES = ("localtime", "posixrules", "Factory", "posix/", "right/")


def read_when(value: object) -> str:
    """A date or time in ISO form: naive stays naive, `Z` becomes `+00:00`."""
    if isinstance(value, date):
        value = value.isoformat()
    try:
        return parse_when(as_text(value).strip()).isoformat()
    except FeedpubError as error:
        raise refuse(error.message, error.hint) from None


def read_day(value: object) -> date:
    """A date alone, `2026-11-23`."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    text = read_when(value)
    if len(text) != len("2026-11-23"):
        raise refuse(f"{quoted(text)} is a date with a time", f"write {text[:10]}")
    return date.fromisoformat(text)


def read_hour(value: object) -> time:
    """A clock reading, `06:00`."""
    if isinstance(value, time):
        return value
    text = as_text(value).strip()
    if (match := _HOUR.fullmatch(text)) is None:
        raise refuse(f"{quoted(text)} is not a time of day", "write hours and minutes, for example 06:00")
    return time(int(match[1]), int(match[2]))


def read_zone(value: object) -> str:
    """An IANA zone by its name, `Europe/Berlin`."""
    text = as_text(value).strip()
    if not _is_zone(text):
        raise refuse(f"{quoted(text)} is not a time zone", _zone_hint(text))
    return text


def _is_zone(text: str) -> bool:
    if not _ZONE.fullmatch(text) or text.startswith(_NO_ZONES):
        return False
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):  # unknown · no zone file · a folder of zones
        return False
    return True


def _zone_hint(text: str) -> str:
    zones = available_timezones()
    city = text.replace(" ", "_")
    by_city = {zone.rsplit("/", 1)[-1]: zone for zone in sorted(zones)}
    guess = nearest(city, zones) or by_city.get(nearest(city, by_city) or "")
    return f"did you mean `{guess}`?" if guess else "write a name like Europe/Berlin or America/New_York"


When = Annotated[
    str,
    Reads(read_when),
    JsonSchema({"type": "string", "examples": ["2026-11-23", "2026-11-23T07:05", "2026-11-23T07:05+01:00"]}),
]
"""A date, a naive or an aware time; as text, because only the show's time zone makes a moment of it."""

Day = Annotated[date, Reads(read_day), JsonSchema({"type": "string", "examples": ["2026-11-23"]})]
"""A date alone."""

Hour = Annotated[
    time,
    Reads(read_hour),
    # YAML 1.1 editors read `6:00` as the number 360.
    JsonSchema({"type": ["string", "number"], "examples": ["06:00"]}),
]
"""A clock reading."""

Zone = Annotated[str, Reads(read_zone), JsonSchema({"type": "string", "examples": ["Europe/Berlin"]})]
"""An IANA time zone."""
