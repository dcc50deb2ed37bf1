"""Numbers, switches and durations, read from the text that the author typed."""

from __future__ import annotations

import re
from typing import Annotated

from feedpub.scalars.reads import JsonSchema, Reads
from feedpub.scalars.refusal import as_text, refuse
from feedpub.standards import quoted

_WHOLE = re.compile(r"[+-]?[0-9]+")
_SWITCH = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_DURATION = re.compile(r"(?:([0-9]{1,4}):(?=[0-5]?[0-9]:))?([0-9]{1,4}):([0-5][0-9])(?:\.([0-9]{1,3}))?")


def read_whole(value: object) -> int:
    """`[+-]?[0-9]+`, decimal whatever it begins with: `010` is 10."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    text = as_text(value).strip()
    if not _WHOLE.fullmatch(text):
        raise refuse(f"{quoted(text)} is not a whole number", "write digits only")
    if len(text) > 12:
        raise refuse(f"{quoted(text)} is too large", "check the number")
    return int(text)


def read_count(value: object) -> int:
    """A whole number from 1 on (Apple: `itunes:season` and `itunes:episode` are non-zero)."""
    number = read_whole(value)
    if number < 1:
        raise refuse(f"{number} is too small; counting begins at 1", "delete the line if there is no number")
    return number


def read_switch(value: object) -> bool:
    """`true`, `yes`, `on`, `false`, `no` or `off`, in upper or lower case."""
    if isinstance(value, bool):
        return value
    text = as_text(value).strip()
    if (switch := _SWITCH.get(text.lower())) is None:
        raise refuse(f"{quoted(text)} is neither true nor false", "write true or false")
    return switch


def read_duration(value: object) -> int:
    """Milliseconds of `[h:]m:ss[.fff]`: `3:15` is 195,000, `1:02:03.5` is 3,723,500. Whole milliseconds stay."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    text = as_text(value).strip()
    if (match := _DURATION.fullmatch(text)) is None:
        raise refuse(f"{quoted(text)} is not a duration", "write it like 3:15 or 1:02:03")
    hours, minutes, seconds, fraction = match.groups(default="0")
    return ((int(hours) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(fraction.ljust(3, "0"))


Count = Annotated[
    int,
    Reads(read_count),
    JsonSchema({"type": ["integer", "string"], "minimum": 1, "pattern": r"^\s*\+?[0-9]+\s*$"}),
]
"""A whole number from 1 on."""

Switch = Annotated[
    bool,
    Reads(read_switch),
    JsonSchema(
        {
            "type": ["boolean", "string"],
            "pattern": r"^\s*([Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]|[Yy][Ee][Ss]|[Oo][Nn]|[Nn][Oo]|[Oo][Ff][Ff])\s*$",
        }
    ),
]
"""On or off."""

Duration = Annotated[
    int,
    Reads(read_duration),
    # YAML 1.1 editors read `3:15` as the number 195.
    JsonSchema({"type": ["string", "number"], "examples": ["3:15", "1:02:03.5"]}),
]
"""Playing time in milliseconds."""
