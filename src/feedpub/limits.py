"""How much may be on its way at once: requests to a host that may ask to slow down, and bytes in memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, local


class RequestLimit:
    """How many requests may be on their way to one host.

    Halved when the host asks to slow down (HTTP 429, 503, `SlowDown`), and larger again with each answer: additive
    increase, multiplicative decrease (RFC 5681 §3.1). For any number of threads.
    """

    def __init__(self, most: int) -> None:
        """`most` requests at once, 1 or more; that is also how it begins."""
        self.most = most
        self._allowed = float(most)
        self._running = 0
        self._begun = 0
        self._halved_at = 0
        """Of the requests that had begun when it was halved, none halves it again: their answers say the same."""

        self._changed = Condition()
        self._own = local()

    @property
    def allowed(self) -> int:
        """How many may be on their way now."""
        return max(1, int(self._allowed))

    @contextmanager
    def request(self) -> Iterator[None]:
        """Wait until one more request may be sent; it is on its way while the body runs."""
        with self._changed:
            self._changed.wait_for(lambda: self._running < self.allowed)
            self._running += 1
            self._begun += 1
            self._own.number = self._begun
        try:
            yield
        finally:
            with self._changed:
                self._running -= 1
                if self._own.number > self._halved_at:
                    self._allowed = min(float(self.most), self._allowed + 1 / self._allowed)
                self._changed.notify_all()

    def slow_down(self) -> None:
        """The host asks the request of this thread to slow down: half as many from now on."""
        with self._changed:
            if getattr(self._own, "number", 0) > self._halved_at:
                self._halved_at = self._begun
                self._allowed = max(1.0, self._allowed / 2)


class MemoryLimit:
    """How many bytes may be held in memory at once, by any number of threads.

    What is larger than all of it waits until it is alone. Nobody may wait for more while holding some.
    """

    def __init__(self, most: int) -> None:
        """`most` bytes."""
        self._most = most
        self._held = 0
        self._changed = Condition()

    def take(self, size: int) -> None:
        """Wait until there is room for so many bytes."""
        with self._changed:
            self._changed.wait_for(lambda: not self._held or self._held + size <= self._most)
            self._held += size

    def give_back(self, size: int) -> None:
        """The bytes are needed no more."""
        with self._changed:
            self._held -= size
            self._changed.notify_all()

    @contextmanager
    def held(self, size: int) -> Iterator[None]:
        """Room for so many bytes while the body runs."""
        self.take(size)
        try:
            yield
        finally:
            self.give_back(size)
