"""Work that pauses in front of every call to the storage: run to its end, and several at once."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from threading import Event, Lock, Thread, current_thread
from typing import Any, Generic, ParamSpec, Protocol, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

Steps = Generator[Any, None, T]
"""Yields None right before each call to the storage, and events."""

PARALLEL = 16
"""Actions of a phase that are carried out at once, at most."""

_TICK = 0.05
"""Seconds after which what the actions have yielded is shown."""


def finished(steps: Generator[object, None, T]) -> T:
    """Run the steps to their end, and give their result."""
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            result: T = stop.value
            return result


def nothing() -> Steps[None]:
    """No call at all."""
    yield from ()


class Together(Protocol):
    """Carries out several actions at once, whose order among each other does not matter.

    The events of all of them are yielded in the order of the actions, whichever ends first. It ends only when every
    action that was begun has ended. The first failure keeps further ones from beginning; of several failures that of
    the first action is raised.
    """

    def __call__(self, actions: Sequence[Steps[T]], /) -> Generator[Any, None, list[T]]:
        """The result of each action, in their order."""


def one_by_one(actions: Sequence[Steps[T]], /) -> Steps[list[T]]:
    """The result of each action, one after the other (`Together`)."""
    results: list[T] = []
    for one in actions:
        results += [(yield from one)]
    return results


class Threads:
    """Carries out actions in threads (`Together`).

    When the caller stops (Ctrl-C, an error of a listener), what is being sent is broken off at its next piece. Threads
    are daemons: after a second Ctrl-C the program ends without them.
    """

    def __init__(self, most: int = PARALLEL) -> None:
        self._most = most
        self._run: _Run[Any] | None = None
        self._owner: Thread | None = None

    def relayed(self, function: Callable[P, None]) -> Callable[P, None]:
        """The function, always called in the thread that waits for the actions: listeners need not know of others."""

        def call(*arguments: P.args, **options: P.kwargs) -> None:
            run = self._run
            if run is None or current_thread() is self._owner:
                function(*arguments, **options)
            else:
                run.relay(lambda: function(*arguments, **options))

        return call

    def sleep(self, seconds: float) -> None:
        """Sleep, in an action or not; ended at once when the caller stops."""
        if self._run is None or current_thread() is self._owner:
            time.sleep(seconds)
        else:
            self._run.sleep(seconds)

    def __call__(self, actions: Sequence[Steps[T]], /) -> Generator[Any, None, list[T]]:
        """The result of each action, in their order."""
        if not actions:
            return []
        if len(actions) == 1:
            return [(yield from actions[0])]
        if self._run is not None:  # one of the actions has several parts
            return (yield from Threads(self._most)(actions))
        yield None
        self._owner, self._run = current_thread(), (run := _Run(actions, self._most))
        try:
            yield from run.events()
        finally:
            run.end()
            self._run = None
        return run.results()


class _Stopped(BaseException):
    """Ends what a thread is sending; not an `Exception`, after which an SDK would try again."""


class _Run(Generic[T]):
    """Some actions on their way."""

    def __init__(self, actions: Sequence[Steps[T]], most: int) -> None:
        self._waiting = deque(enumerate(actions))
        self._count = len(actions)
        self._failed: dict[int, BaseException] = {}
        self._done: dict[int, T] = {}
        self._messages: deque[Callable[[], None]] = deque()
        self._events: dict[int, list[object]] = {}
        """Of actions that have yielded some which are not shown yet."""
        self._lock = Lock()
        self._stopped = Event()
        self._working = count = min(most, len(actions))
        self._ended = Event()
        """No thread works any more."""
        self._threads = [Thread(target=self._work, name="feedpub-action", daemon=True) for _ in range(count)]

    def relay(self, call: Callable[[], None]) -> None:
        """Let the waiting thread call this. Ends the calling one if nobody waits any more."""
        if self._stopped.is_set():
            raise _Stopped
        self._messages.append(call)

    def sleep(self, seconds: float) -> None:
        """Sleep in the calling thread, but no longer than somebody waits for it."""
        if self._stopped.wait(seconds):
            raise _Stopped

    def events(self) -> Iterator[object]:
        """Begin; what the actions yield, in their order, until all have ended that were begun.

        Whoever waits looks after each `_TICK`. To be woken by each action would cost as much as the actions: of
        Python's threads one works at a time.
        """
        for thread in self._threads:
            thread.start()
        shown, is_over = 0, False
        while not is_over:
            is_over = self._ended.wait(_TICK)
            while self._messages:
                self._messages.popleft()()
            while shown < self._count:
                yield from self._shown(shown)
                if shown not in self._done or shown in self._events:
                    break
                shown += 1
        for at in range(shown, self._count):  # of those that failed, and of those behind them
            yield from self._shown(at)

    def _shown(self, at: int) -> Iterator[object]:
        while events := self._taken(at):
            yield from events

    def _taken(self, at: int) -> list[object]:
        with self._lock:
            return self._events.pop(at, [])

    def end(self) -> None:
        """Begin nothing more, and wait for what is on its way; a run that has not ended by itself is broken off."""
        self._stopped.set()
        with self._lock:
            self._waiting.clear()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()

    def results(self) -> list[T]:
        """The results; raises the failure of the first action that failed."""
        if self._failed:
            raise self._failed[min(self._failed)]
        return [self._done[at] for at in range(self._count)]

    def _work(self) -> None:
        while (begun := self._next()) is not None:
            at, action = begun
            try:
                self._done[at] = self._carried_out(at, action)
            except BaseException as error:  # noqa: BLE001 - raised again by `results`
                self._failed[at] = error
                with self._lock:
                    self._waiting.clear()
        with self._lock:
            self._working -= 1
            if not self._working:
                self._ended.set()

    def _next(self) -> tuple[int, Steps[T]] | None:
        with self._lock:
            return self._waiting.popleft() if self._waiting else None

    def _carried_out(self, at: int, action: Steps[T]) -> T:
        while True:
            try:
                event = next(action)
            except StopIteration as stop:
                result: T = stop.value
                return result
            if self._stopped.is_set():
                raise _Stopped
            if event is not None:
                with self._lock:
                    self._events.setdefault(at, []).append(event)
