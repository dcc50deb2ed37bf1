"""How often a show is published: in words, and as a recurrence rule (RFC 5545 §3.3.10).

Source: podcast namespace, tag `updateFrequency`, which is a little less strict than the RFC: `BYDAY=+4TH`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_DAYS = {"monday": "MO", "tuesday": "TU", "wednesday": "WE", "thursday": "TH"} | {
    "friday": "FR",
    "saturday": "SA",
    "sunday": "SU",
}
_UNITS = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY"}
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")

FREQUENCIES: Mapping[str, str] = {
    "daily": "FREQ=DAILY",
    "weekdays": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "weekends": "FREQ=WEEKLY;BYDAY=SA,SU",
    "weekly": "FREQ=WEEKLY",
    "biweekly": "FREQ=WEEKLY;INTERVAL=2",
    "fortnightly": "FREQ=WEEKLY;INTERVAL=2",
    "monthly": "FREQ=MONTHLY",
    "quarterly": "FREQ=MONTHLY;INTERVAL=3",
    "yearly": "FREQ=YEARLY",
}
"""Words → their rule; `every two weeks`, `every Monday` and `Mondays and Thursdays` are read, too."""

_EVERY = re.compile(rf"every (?:(other|[1-9][0-9]?|{'|'.join(_NUMBERS)}) )?({'|'.join(_UNITS)})s?")
_DAY = re.compile(rf"(?:(?:weekly )?on |every )?({'|'.join(_DAYS)})s?")
_AND = re.compile(r",? and |, ?")

_DAY_LIST = r"(?:[+-]?[0-9]{1,2})?(?:MO|TU|WE|TH|FR|SA|SU)"
_PARTS: Mapping[str, re.Pattern[str]] = {
    "FREQ": re.compile(r"DAILY|WEEKLY|MONTHLY|YEARLY"),
    "INTERVAL": re.compile(r"[1-9][0-9]{0,2}"),
    "COUNT": re.compile(r"[1-9][0-9]{0,3}"),
    "UNTIL": re.compile(r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}(?:T[0-9]{2}:?[0-9]{2}:?[0-9]{2}(?:\.[0-9]+)?Z?)?"),
    "BYDAY": re.compile(rf"{_DAY_LIST}(?:,{_DAY_LIST})*"),
    "BYMONTHDAY": re.compile(r"[+-]?[0-9]{1,2}(?:,[+-]?[0-9]{1,2})*"),
    "BYYEARDAY": re.compile(r"[+-]?[0-9]{1,3}(?:,[+-]?[0-9]{1,3})*"),
    "BYWEEKNO": re.compile(r"[+-]?[0-9]{1,2}(?:,[+-]?[0-9]{1,2})*"),
    "BYMONTH": re.compile(r"[0-9]{1,2}(?:,[0-9]{1,2})*"),
    "BYSETPOS": re.compile(r"[+-]?[0-9]{1,3}(?:,[+-]?[0-9]{1,3})*"),
    "BYHOUR": re.compile(r"[0-9]{1,2}(?:,[0-9]{1,2})*"),
    "BYMINUTE": re.compile(r"[0-9]{1,2}(?:,[0-9]{1,2})*"),
    "WKST": re.compile(r"MO|TU|WE|TH|FR|SA|SU"),
}


def rrule_of(words: str) -> str | None:
    """The rule that words mean: `weekly`, `every two weeks`, `Mondays and Thursdays`; None if they mean none."""
    text = " ".join(words.casefold().split())
    if text in FREQUENCIES:
        return FREQUENCIES[text]
    if match := _EVERY.fullmatch(text):
        return _every(match[1] or "1", _UNITS[match[2]])
    days = [_DAY.fullmatch(day) for day in _AND.split(text)]
    named = [_DAYS[day[1]] for day in days if day]
    return f"FREQ=WEEKLY;BYDAY={','.join(named)}" if len(named) == len(days) == len(set(named)) else None


def _every(number: str, unit: str) -> str:
    interval = 2 if number == "other" else _NUMBERS.index(number) + 1 if number in _NUMBERS else int(number)
    return f"FREQ={unit};INTERVAL={interval}" if interval > 1 else f"FREQ={unit}"


def rrule_parts(text: str) -> Mapping[str, str] | None:
    """The parts of a rule by name; None if it is not a rule: an unknown part, or the same part twice."""
    pairs = [part.partition("=") for part in text.split(";")]
    parts = {name: value for name, _, value in pairs}
    fit = all(name in _PARTS and _PARTS[name].fullmatch(value) for name, value in parts.items())
    return parts if fit and len(parts) == len(pairs) and "FREQ" in parts else None


def rrule_fault(text: str) -> str | None:
    """Why it is not a rule, as the end of a sentence; None if it is one."""
    parts = rrule_parts(text) if text.isascii() else None
    if parts is None:
        return "is not a recurrence rule"
    return "has both COUNT and UNTIL" if {"COUNT", "UNTIL"} <= parts.keys() else None
