"""What was read of a list of chapters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from feedpub.model.chapter import Chapter
from feedpub.view import Trouble

TOLERANCE_MS = 1000
"""Lists that differ by no more agree: notes have whole seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapters:
    """A list of chapters, in the order in which it is written."""

    chapters: tuple[Chapter, ...] = ()
    faults: tuple[Trouble, ...] = ()
    """What is wrong with the form; what the list means is for others to judge."""

    whole: bool = True
    """Whether every chapter could be read."""


def agree(one: Sequence[Chapter], other: Sequence[Chapter]) -> bool:
    """Whether two lists show chapters at the same times, whatever they call them."""
    first, second = ([chapter.start_ms for chapter in each if chapter.toc] for each in (one, other))
    return len(first) == len(second) and all(abs(a - b) <= TOLERANCE_MS for a, b in zip(first, second, strict=True))
