"""Deadlines: what hangs ends as a failure. They are so generous that a busy machine meets them; nothing is timed."""

from __future__ import annotations

import faulthandler
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn, TypeVar

import pytest

SECONDS = 120.0
"""For one program, server, thread or answer. Each needs a second or two on an idle machine."""

LONGEST = 600.0
"""For one test. The longest needs twenty seconds on an idle machine."""

AGAIN = 60.0

T = TypeVar("T")


class Overdue(BaseException):
    """A test has not ended in time. No `except Exception`, of the code under test or of Hypothesis, catches it."""


@contextmanager
def limited(seconds: float = LONGEST) -> Iterator[None]:
    """Raise `Overdue` here, in the main thread, when the body takes longer; whatever it waits for is interrupted.

    What all threads do then is on stderr. Where the error is lost, as in a finalizer, it is raised again every minute.
    """

    def raise_overdue(_signal: int, _frame: FrameType | None) -> NoReturn:
        faulthandler.dump_traceback(2)
        raise Overdue(f"not ended after {seconds:g} seconds")

    before = signal.signal(signal.SIGALRM, raise_overdue)
    rest, _ = signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, rest, AGAIN if rest else 0)
        signal.signal(signal.SIGALRM, before)


def until(condition: Callable[[], T | None], *, waiting_for: str, seconds: float = SECONDS) -> T:
    """What `condition` gives once that is true; it is asked a hundred times a second."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > end:
            pytest.fail(f"waited {seconds:g} seconds for {waiting_for}")
        time.sleep(0.01)
    return found


def join(thread: threading.Thread, *, seconds: float = SECONDS) -> None:
    """Wait for the end of a thread."""
    thread.join(seconds)
    if thread.is_alive():
        pytest.fail(f"{thread.name} has not ended after {seconds:g} seconds")
