"""Who runs feedpub: what a machine tells a run, handed in by the border."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Protocol

from feedpub.cache.dependencies import Dependencies
from feedpub.catalog import Version


class Witness(Protocol):
    """What a machine remembers of the catalogs that it has seen, outside of the stores that hold them.

    A store that was restored as a whole agrees with itself: only somebody outside can tell that it is an older one.
    """

    def recall(self, place: str) -> Version | None:
        """The version of the catalog that was last seen at a place; None if none was, or the note is lost."""

    def note(self, place: str, version: Version) -> None:
        """Remember it, if that is possible."""


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

    clock: Callable[[], datetime] | None = None
    """This machine's clock, which is compared with the store's; None: it is not."""

    witness: Witness | None = None
    """None (a CI, which begins with an empty disk): what the public feed shows is the witness."""

    noted: Dependencies | None = None
    """Where it is noted what the run asks the store, and what that answers; None: nowhere."""


NOBODY = Caller()
"""A caller of whom nothing is known."""
