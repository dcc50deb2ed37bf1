"""An outline: the chapters of an episode as one source lists them, and what follows from such a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from feedpub.feed_view import Trouble
from feedpub.model.chapter import Chapter

UNREAD = "unread-chapter-line"
"""The kind of faults that name a line of a list which is left out."""

TOLERANCE_MS = 1000
"""Starts that differ by no more are the same: notes have whole seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What was read of a list of chapters, in the order in which it is written."""

    chapters: tuple[Chapter, ...] = ()
    faults: tuple[Trouble, ...] = ()
    """What is wrong with the form; rules judge what the list means."""

    whole: bool = True
    """Whether every chapter could be read."""


def same_starts(one: Sequence[Chapter], other: Sequence[Chapter]) -> bool:
    """Whether two lists show chapters at the same times, whatever their titles are."""
    first, second = ([chapter.start_ms for chapter in each if chapter.toc] for each in (one, other))
    return len(first) == len(second) and all(abs(a - b) <= TOLERANCE_MS for a, b in zip(first, second, strict=True))


def table_of_contents(chapters: Sequence[Chapter]) -> tuple[Chapter, ...]:
    """The chapters that apps list: those with a title, without those that only change picture or link."""
    return tuple(one for one in chapters if one.toc and one.title)


def with_ends(chapters: Sequence[Chapter], duration_ms: int) -> Iterator[Chapter]:
    """The chapters by time, each with an end: its own, or where the next one begins, or where the episode ends."""
    ordered = sorted(chapters, key=lambda one: one.start_ms)
    for one, following in zip(ordered, [*ordered[1:], None], strict=False):
        end = following.start_ms if following else duration_ms
        yield one if one.end_ms is not None else replace(one, end_ms=max(end, one.start_ms))
