"""When the items of a feed came out, also where the feed says it in a form of its own.

An episode's date is what apps sort by, so it is guessed only where nothing of it can be read. Read besides the forms of
RSS (`standards.read_date`): ISO 8601, names of months in the languages of large hosts, dates without a zone or with one
that nobody knows, 12 hours and am or pm, `Jun 29 07:05:00 2026`, seconds since 1970.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from feedpub.feed_view import Element
from feedpub.standards import quoted, read_date
from feedpub.standards.times import MONTHS

if TYPE_CHECKING:
    from feedpub.commands.imports.items import SourceItem

_NAMES = (
    *("jan gen ene янв", "feb fev фев", "mar mae maa mrt мар", "apr avr abr апр", "may mai mag mei maj мая май"),
    *("jun juin giu июн", "jul juil lug июл", "aug aou ago авг", "sep set сен", "oct okt ott out окт"),
    *("nov ноя", "dec dez dic дек"),
)
"""How the names of the months begin: English, German, French, Italian, Spanish, Portuguese, Dutch, Scandinavian and
Russian, without accents. Source: Unicode CLDR, months of the Gregorian calendar.
"""

_MONTH = {name: at for at, names in enumerate(_NAMES) for name in names.split()}
_WORD = re.compile(r"[^\W\d_]+\.?")
_HOUR = re.compile(r"\b([0-9]{1,2})(:[0-9]{2}(?::[0-9]{2})?) ?([ap])\.?m\b\.?", re.IGNORECASE)
_SECONDS = re.compile(r"[0-9]{9,10}")
_TIME = re.compile(r"(?<![0-9+-])\b([0-9]{1,2}):([0-9]{1,2})(?::([0-9]{1,2}))?\b")
_DAY = re.compile(r"(?<![0-9+-])[0-9]{1,2}(?![0-9])")
_YEAR = re.compile(r"\b(?:19|20)[0-9]{2}\b(?!:)")
_TUESDAY = re.compile(r"^\s*mar\.?,\s*", re.IGNORECASE)
"""`mar.` in French, Italian and Spanish, in front of a date; else it is March."""

_TUESDAYS = frozenset(("martes", "martedi", "mardi"))
_ZONE = re.compile(r"(?<=[0-9: ])[+-][0-9]{1,2}:?[0-9]{2}\b|\b(?:gmt|utc?|[ecmp][sd]t|cest|cet|bst)\b", re.IGNORECASE)
_OFFSET = re.compile(r"([+-])([0-9]{1,2}):?([0-9]{2})")
_ZONES = frozenset(("gmt", "utc", "ut", "est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt", "cet", "cest", "bst"))


class ItemDate(NamedTuple):
    """When an item came out."""

    moment: datetime
    """Aware, UTC."""

    fault: str = ""
    """What of it the feed does not say, as the end of a sentence about the date; empty if it says all."""

    repair: str = ""
    """What is wrong with how it is written, though it says all, in such a sentence; empty if apps read it."""


def dates_of(items: Sequence[SourceItem], now: datetime) -> Iterator[ItemDate]:
    """The date of each item; where it has none that can be read, a guess that keeps the item at its place."""
    read = [_date_of(item.element) for item in items]
    known = [one.moment for one in read if one]
    last = (known[0] + timedelta(seconds=1)) if known else now.astimezone(UTC).replace(microsecond=0)
    for item, date in zip(items, read, strict=True):
        if date:
            last = date.moment
            yield date
        else:
            written = item.element.value("pubDate")
            last -= timedelta(seconds=1)
            why = f"{quoted(written)} is no date" if written else "the feed has no date"
            yield ItemDate(last, f"{why}, so the episode stands a second before the one above it")


def date_of(element: Element) -> datetime | None:
    """When an item came out, in UTC; None if it has no date that can be read."""
    date = _date_of(element)
    return date.moment if date else None


def shown_date(element: Element) -> str:
    """When an item came out, as apps read it: the moment in UTC if `pubDate` is one of RSS, else what is there."""
    written = element.value("pubDate")
    moment = read_date(written).moment
    return moment.isoformat() if moment else written


def _date_of(element: Element) -> ItemDate | None:
    for name in ("pubDate", "dc:date", "atom:published"):
        if date := read_item_date(element.value(name)):
            return date if name == "pubDate" else date._replace(repair=f"is missing, or no date: {name} has one")
    return None


def read_item_date(written: str) -> ItemDate | None:
    """The date that a text says in one of the forms that feeds have; None if it says no day."""
    if moment := read_date(written).moment:
        return ItemDate(moment)
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return _loosely(written)
    if moment.tzinfo:
        return ItemDate(moment.astimezone(UTC).replace(microsecond=0), repair=_in_no_form(written))
    return ItemDate(moment.replace(tzinfo=UTC, microsecond=0), _without_zone(written))


def _without_zone(written: str) -> str:
    return f"{quoted(written)} names no time zone that is known, so UTC is taken"


def _in_no_form(written: str) -> str:
    return f"was {quoted(written)}, a form that apps do not read"


def _loosely(written: str) -> ItemDate | None:
    """A date whose day, month and year are there in any order, with or without a time and a zone."""
    if _SECONDS.fullmatch(written):
        return ItemDate(datetime.fromtimestamp(int(written), UTC), repair=_in_no_form(written))
    text = _in_english(written)
    time, zone = _TIME.search(text), _ZONE.search(text)
    day, year = _DAY.search(_TIME.sub(" ", text)), _YEAR.search(text)
    month = next((at for at, name in enumerate(MONTHS, 1) if name in text), 0)
    if not (day and month and year):
        return None
    clock = ":".join(f"{int(one or 0):02}" for one in time.groups()) if time else "00:00:00"
    name = _OFFSET.sub(_two_digits, zone[0]) if zone else "+0000"
    date = f"{day[0]} {MONTHS[month - 1]} {year[0]}"
    if moment := read_date(f"{date} {clock} {name}").moment:
        if not time:
            return ItemDate(moment, f"{quoted(written)} has no time of day, so the day begins there")
        return ItemDate(moment, repair=_in_no_form(written)) if zone else ItemDate(moment, _without_zone(written))
    if moment := read_date(f"{date} 00:00:00 {name}").moment:
        return ItemDate(moment, f"{quoted(written)} has no possible time, so the day begins there")
    return None


def _two_digits(offset: re.Match[str]) -> str:
    return f"{offset[1]}{int(offset[2]):02}{offset[3]}"


def _in_english(written: str) -> str:
    """A date with its months in English, in 24 hours, and with no other words than zones."""

    def word(match: re.Match[str]) -> str:
        name = _plain(match[0])
        if name in _ZONES:
            return match[0]
        if name in _TUESDAYS:
            return " "
        at = next((_MONTH[name[:size]] for size in (4, 3) if name[:size] in _MONTH), None)
        return " " if at is None else MONTHS[at]

    def hour(match: re.Match[str]) -> str:
        return f"{int(match[1]) % 12 + 12 * (match[3] in 'pP'):02}{match[2]}"

    return _WORD.sub(word, _HOUR.sub(hour, _TUESDAY.sub("", written)))


def _plain(word: str) -> str:
    letters = unicodedata.normalize("NFD", word.casefold().rstrip("."))
    return "".join(one for one in letters if not unicodedata.combining(one))
