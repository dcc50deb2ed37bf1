"""Numbers and times as the podcast namespace spells them."""

from __future__ import annotations

from datetime import UTC, datetime


def number(value: int | None) -> str:
    """Digits; nothing for what was not written."""
    return "" if value is None else str(value)


def seconds(milliseconds: int | None) -> str:
    """Seconds with as many decimals as are needed: `60.5`; nothing for what was not written."""
    if milliseconds is None:
        return ""
    whole, rest = divmod(milliseconds, 1000)
    return f"{whole}.{rest:03}".rstrip("0").rstrip(".")


def iso8601(moment: datetime | None) -> str:
    """`2026-11-23T07:05:09Z`; nothing for what was not written."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else ""
