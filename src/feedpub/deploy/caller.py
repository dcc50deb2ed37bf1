"""Who runs feedpub: what a machine tells a run, handed in by the border."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_hex


def random_lineage() -> str:
    """128 random bits, as hex: they tell the catalogs of two shows, or of one that was begun twice, apart."""
    return token_hex(16)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who runs feedpub, and what their machine knows.

    >>> feedpub.Caller(author="ada@studio").author
    'ada@studio'
    """

    author: str = ""
    """What each revision records of who made it: `user@host`, or the actor and the commit of a CI."""

    new_lineage: Callable[[], str] = random_lineage
    """Asked once in a run; its answer is used by the first revision of a show."""


NOBODY = Caller()
"""A caller of whom nothing is known."""
