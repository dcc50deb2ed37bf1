"""XML elements as values: so that what a feed says can be compared without rendering it; and how values are spelt."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from typing import NamedTuple


class Tag(NamedTuple):
    """One XML element, with everything in it."""

    name: str
    """With the usual prefix of its namespace: `itunes:explicit`; `{uri}prefix:name` where nobody knows the prefix."""

    text: str
    attributes: tuple[tuple[str, str], ...]
    children: tuple[Tag, ...]
    html: bool
    """The text is HTML and goes into CDATA: one level of escaping, as Apple asks for it."""


def tag(name: str, text: str = "", /, *children: Tag, html: bool = False, **attributes: str) -> Tag:
    """An element; blanks around values and attributes without value are left out (PSP-1: no blanks around values)."""
    pairs = [(key, value.strip()) for key, value in attributes.items() if value]
    return Tag(name, text.strip(), tuple(pairs), children, html)


def rfc2822(moment: datetime) -> str:
    """`Mon, 23 Nov 2026 07:05:09 +0000`: English whatever the locale, UTC whatever the machine's zone (RFC 2822 §3.3).

    Raises `ValueError` for a naive time, which means another moment on every machine.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no UTC offset")
    return format_datetime(moment.astimezone(UTC))


def iso8601(moment: datetime | None) -> str:
    """`2026-11-23T07:05:09Z`; nothing for what was not written."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else ""


def seconds(milliseconds: int | None) -> str:
    """Seconds with as many decimals as are needed: `60.5`; nothing for what was not written."""
    if milliseconds is None:
        return ""
    whole, rest = divmod(milliseconds, 1000)
    return f"{whole}.{rest:03}".rstrip("0").rstrip(".")


def spelt(value: object) -> str:
    """A value as attributes say it: digits, `true` for what is on, nothing for what is off or was not written."""
    if value is None or value is False:
        return ""
    if value is True:
        return "true"
    return iso8601(value) if isinstance(value, datetime) else str(value)
