"""When an episode is out: from what an author wrote to a moment."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from feedpub.errors import FeedpubError
from feedpub.standards import quoted

FIRST_YEAR, LAST_YEAR = 1900, 2999
"""RFC 2822 §3.3 knows no year before 1900; four digits and room for offsets end it on the other side."""

_WHEN = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[Tt ](?P<clock>[0-9]{2}:[0-9]{2}(?::[0-9]{2})?) ?(?P<offset>[Zz]|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_EXAMPLES = "2026-11-23, 2026-11-23T07:05 or 2026-11-23T07:05+01:00"


def parse_when(text: str) -> date | datetime:
    """A date, a naive or an aware time, as ISO 8601 writes them with hyphens and colons; whole seconds.

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
        raise FeedpubError(f"{quoted(text)} is no day and time of the calendar", hint="check day and clock") from None


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
    what = "comes twice" if back else "is skipped"
    first, second = sorted(one.astimezone(UTC).astimezone(zone) for one in (early, late))
    raise FeedpubError(
        f"{naive:%H:%M} {what} on {naive:%Y-%m-%d} in {timezone}, where the clocks are changed then",
        where=where,
        hint=f"write {first.isoformat()} or {second.isoformat()}",
    )
