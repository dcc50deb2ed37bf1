"""Asking again: stores and CDNs may need time to show what was put. The wait is bounded, and no pause is silent."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from feedpub import fetch
from feedpub.errors import FetchError, VerificationFailed

T = TypeVar("T")

_log = logging.getLogger(__name__)

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 8.0
"""Seconds between two looks: doubled from the first to the longest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A public address does not show yet what was put there; it is asked again after a pause."""

    url: str
    reason: str
    """What it answered instead."""

    pause: float
    """Seconds until it is asked again."""

    left: float
    """Seconds until the run gives up, at most; the pause is a part of them."""


OnWait = Callable[[Waiting], None]
"""Called before each pause."""


def silently(_waiting: Waiting) -> None:
    """Tell nobody."""


def retry(
    look: Callable[[], T],
    *,
    url: str,
    wait: float,
    sleep: Callable[[float], None],
    clock: Callable[[], float],
    on_wait: OnWait = silently,
) -> T:
    """What `look` returns, tried until `wait` seconds are over; what waiting cannot change is tried once.

    Raises the last `VerificationFailed` or `FetchError`.
    """
    end, pause = clock() + wait, _FIRST_PAUSE
    while True:
        try:
            return look()
        except fetch.PermanentError:
            raise
        except (VerificationFailed, FetchError) as failure:
            left = end - clock()
            if pause > left:
                raise
            _log.debug("%s: %s; again in %g s", url, failure.message, pause)
            on_wait(Waiting(url=url, reason=failure.message, pause=pause, left=left))
        sleep(pause)
        pause = min(_LONGEST_PAUSE, pause * 2)
