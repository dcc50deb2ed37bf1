"""The only clock."""

from datetime import UTC, datetime


def now() -> datetime:
    """This moment in UTC, in whole seconds; a command reads it once."""
    return datetime.now(UTC).replace(microsecond=0)
