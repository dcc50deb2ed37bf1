"""What was measured of an enclosure's file, as rules read it."""

from __future__ import annotations

from feedpub.lint.numbers import whole
from feedpub.view import Element

SEEN = "seen:audio"


def measured(enclosure: Element, name: str) -> int | None:
    """A number that was measured; None if it was not."""
    seen = enclosure.first(SEEN)
    return whole(seen.get(name)) if seen else None


def measured_text(enclosure: Element, name: str) -> str:
    """What was measured and is no number; empty if it was not."""
    seen = enclosure.first(SEEN)
    return seen.get(name) if seen else ""


def megabytes(size: int) -> str:
    """Bytes as people read them."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, size // 1000)} KB"
