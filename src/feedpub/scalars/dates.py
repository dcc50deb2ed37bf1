"""Dates, hours and time zones, read from the text that the author typed."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from feedpub.errors import FeedpubError
from feedpub.scalars.reads import JsonSchema, Reads
from feedpub.scalars.refusal import as_text, refuse
from feedpub.scalars.times import parse_when
from feedpub.standards import nearest, quoted

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
