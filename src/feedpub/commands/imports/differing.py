"""A difference between two feeds of one show, and the ten reasons that one may have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Reason = Literal[
    "address", "measured", "never moves", "private", "repaired", "notes", "guid", "order", "no episode", "added"
]

REASONS: Mapping[Reason, str] = {
    "address": "it names a file or a page of the old host, and ours names ours",
    "measured": "length, type and duration are read from the file",
    "never moves": "it belongs to the old feed, or no app reads it",
    "private": "it shows an e-mail address, and ours does not",
    "repaired": "what the source says is missing, or not valid, so ours says what it means",
    "notes": "feeds hold text, links and lists, and ours has no more than that",
    "guid": "it was missing, or that of another item, so it is the address of the enclosure",
    "order": "ours begins with the newest, as apps show them",
    "no episode": "it has no recording that apps play, is there twice, or comes out later",
    "added": "ours adds what follows from the rest",
}
"""Every reason, and what it says. The list is closed: what has none of them is a fault."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not in one feed as it is in the other."""

    about: str
    """The element or attribute: `enclosure@url`."""

    before: str
    """As the source has it; empty if it does not."""

    after: str
    reason: Reason | None
    """None: nobody knows why."""

    episode: str = ""
    """The guid; empty for the show."""
