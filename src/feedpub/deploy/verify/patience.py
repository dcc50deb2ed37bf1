"""Asking again for a while: stores and CDNs may take their time to show what was put."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from feedpub import fetch
from feedpub.errors import FeedpubError, FetchError, VerificationFailed

WAIT = 60.0
"""Seconds in which a store or CDN may come to show what was put."""

FIRST, LONGEST = 0.5, 8.0
"""Seconds between two looks: doubled from the first to the longest."""

T = TypeVar("T")


def patiently(look: Callable[[], T], *, wait: float, sleep: Callable[[float], None], clock: Callable[[], float]) -> T:
    """What `look` gives, tried until `wait` seconds are over; what waiting does not mend is tried once.

    Raises the last `VerificationFailed` or `FetchError`.
    """
    end, pause = clock() + wait, FIRST
    while True:
        try:
            return look()
        except fetch.PermanentError:
            raise
        except (VerificationFailed, FetchError):
            if clock() + pause > end:
                raise
        sleep(pause)
        pause = min(LONGEST, pause * 2)


def unproved(failure: FeedpubError, what: str, *, url: str) -> VerificationFailed:
    """The failure as the run says it: what it means, then what was seen."""
    seen = failure.message if failure.where in {"", url} else f"{failure.message} ({failure.where})"
    return VerificationFailed(f"{what}: {seen}", where=url, hint=failure.hint)
