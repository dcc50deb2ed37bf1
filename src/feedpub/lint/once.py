"""What many rules need to know of the same feed, worked out once: they ask one after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def once(read: Callable[[T], R]) -> Callable[[T], R]:
    """`read`, which keeps its answer for the subject that it was last asked about.

    Subjects are compared by identity, not by what they say; they and the answer must never change.
    """
    last: list[tuple[T, R]] = []

    def asked(subject: T) -> R:
        kept = last[0] if last else None
        if kept is None or kept[0] is not subject:
            kept = subject, read(subject)
            last[:] = [kept]
        return kept[1]

    return asked
