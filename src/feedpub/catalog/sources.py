"""Digests of what authors wrote: an equal earlier one is an old checkout, or a deliberate step back."""

from __future__ import annotations

REMEMBERED = 20
"""How many sources of an item, and of the show, the catalog can recognise as an old checkout."""


def remember(sources: tuple[str, ...], digest: str) -> tuple[str, ...]:
    """The sources with `digest` as the newest, each once, the last 20 of them."""
    return (*(known for known in sources if known != digest), digest)[-REMEMBERED:]


def is_stale(sources: tuple[str, ...], digest: str) -> bool:
    """Whether a source equals an earlier one than the newest: an old checkout, or a deliberate step back."""
    return digest in sources[:-1]
