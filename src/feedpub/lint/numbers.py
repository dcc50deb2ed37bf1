"""Numbers as feeds write them."""

from __future__ import annotations

import re

DECIMAL = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?", re.ASCII)
"""A number, with a point perhaps."""

WHOLE = re.compile(r"[0-9]{1,9}", re.ASCII)
"""A whole number of few digits."""

LONGEST = 255
"""Characters of a value where nothing else is said (Apple, PSP-1)."""


def whole(text: str) -> int | None:
    """A whole number as it stands in a feed; None for anything else, and for what no file or length can be."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
