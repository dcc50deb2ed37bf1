"""Actions of a phase are carried out at once, in threads: what is yielded, raised and begun, whichever ends first."""

from __future__ import annotations

from collections.abc import Callable, Generator
from random import Random
from threading import Barrier, Event, Thread, current_thread
from typing import Any

import pytest
from tests.deadlines import SECONDS
from tests.driving import Interleaved

from feedpub.limits import MemoryLimit, RequestLimit
from feedpub.storage.steps import PARALLEL, Threads, Together, finished

RUNNERS: dict[str, Callable[[], Together]] = {
    "threads": Threads,
    "interleaved": lambda: Interleaved(Random(7), most=PARALLEL),
}


@pytest.fixture(params=RUNNERS)
def together(request: pytest.FixtureRequest) -> Together:
    """What publishes carry out phases with, and what stands for it in tests that count calls."""
    return RUNNERS[request.param]()


def action(name: str, calls: list[str], *, fails: bool = False) -> Generator[Any, None, str]:
    """One call of a store, and an event."""
    yield None
    calls.append(name)
    if fails:
        raise ValueError(name)
    yield f"{name} is done"
    return name.upper()


def carried_out(together: Together, *actions: Generator[Any, None, Any]) -> tuple[list[Any], list[Any]]:
    """Events and results."""
    events: list[Any] = []

    def steps() -> Generator[Any, None, list[Any]]:
        for_all = together(actions)
        while True:
            try:
                event = next(for_all)
            except StopIteration as stop:
                results: list[Any] = stop.value
                return results
            if event is not None:
                events.append(event)
            yield event

    return events, finished(steps())


@pytest.mark.parametrize("count", [0, 1, 2, 40])
def test_events_and_results_come_in_the_order_of_the_actions(together: Together, count: int) -> None:
    """Whichever ends first; each is carried out once."""
    names, calls = [f"{number:02}" for number in range(count)], list[str]()

    events, results = carried_out(together, *(action(name, calls) for name in names))

    assert (names, [f"{name} is done" for name in names], names) == (results, events, sorted(calls))


def test_of_several_failures_that_of_the_first_action_is_raised(together: Together) -> None:
    """It ends when all have ended that were begun, and nothing begins after a failure."""
    calls: list[str] = []
    actions = [action(f"{number:02}", calls, fails=number % 5 == 3) for number in range(200)]

    with pytest.raises(ValueError, match=r"^(03|08|13)$") as caught:
        carried_out(together, *actions)

    assert min(name for name in calls if int(name) % 5 == 3) == str(caught.value)
    assert len(calls) <= 20 + PARALLEL


def test_what_an_action_yields_is_shown_while_others_are_on_their_way() -> None:
    """A publish of an hour shows how far it is: whoever waits looks now and then, though nothing has ended."""
    is_seen = Event()

    def send() -> Generator[Any, None, None]:
        yield None
        yield "half"
        assert is_seen.wait(SECONDS)

    steps = Threads()([send(), send()])
    while next(steps) != "half":
        pass
    is_seen.set()

    assert ["half"] == [event for event in steps if event]


def test_a_look_that_is_far_off_does_not_keep_what_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """The end of the last action wakes whoever waits."""
    monkeypatch.setattr("feedpub.storage.steps._TICK", 1e6)

    events, results = carried_out(Threads(), *(action(name, []) for name in "abc"))

    assert (["a is done", "b is done", "c is done"], ["A", "B", "C"]) == (events, results)


def test_a_failure_waits_for_what_is_on_its_way() -> None:
    """Its write may arrive after a new run has begun otherwise."""
    both, is_failed, ended = Barrier(2), Event(), list[str]()

    def fail() -> Generator[Any, None, None]:
        yield None
        both.wait(SECONDS)
        is_failed.set()
        raise ValueError("failed")

    def write() -> Generator[Any, None, None]:
        yield None
        both.wait(SECONDS)
        assert is_failed.wait(SECONDS)
        yield None
        ended.append("the write")

    with pytest.raises(ValueError, match="failed"):
        carried_out(Threads(), write(), fail())

    assert ["the write"] == ended


def test_as_many_as_allowed_are_on_their_way_at_once() -> None:
    """Each waits for the others."""
    barrier = Barrier(PARALLEL)

    def meet() -> Generator[Any, None, None]:
        yield None
        barrier.wait(SECONDS)

    carried_out(Threads(), *(meet() for _ in range(2 * PARALLEL)))

    assert not barrier.broken


def test_listeners_are_called_by_the_thread_that_waits() -> None:
    """Those of another library may not be called by any other; and one at a time."""
    threads = Threads()
    callers: set[Thread] = set()
    note = threads.relayed(lambda: callers.add(current_thread()))

    def tell() -> Generator[Any, None, None]:
        yield None
        inner = Thread(target=note)  # as one that sends a part
        inner.start()
        inner.join(SECONDS)
        note()

    carried_out(threads, *(tell() for _ in range(9)))
    note()

    assert {current_thread()} == callers


@pytest.mark.parametrize("kind", [KeyboardInterrupt, ValueError])
def test_what_is_being_sent_is_broken_off_when_the_caller_stops(kind: type[BaseException]) -> None:
    """Ctrl-C, or an error of a listener: at the next piece, and what cleans up does so before anything goes on."""
    threads, begun, cleaned = Threads(), Barrier(3), list[int]()

    def stop() -> None:
        raise kind

    def send(number: int) -> Generator[Any, None, None]:
        yield None
        begun.wait(SECONDS)
        try:
            while True:
                threads.relayed(stop)()
        finally:
            cleaned.append(number)

    with pytest.raises(kind):
        carried_out(threads, *(send(number) for number in range(3)))

    assert [0, 1, 2] == sorted(cleaned)


def test_a_pause_of_an_action_ends_when_the_caller_stops() -> None:
    """A verification waits for a CDN for a minute; Ctrl-C does not."""
    threads, begun = Threads(), Barrier(2)

    def wait() -> Generator[Any, None, None]:
        yield None
        begun.wait(SECONDS)
        threads.sleep(1e6)

    def interrupt() -> None:
        raise KeyboardInterrupt

    def stop() -> Generator[Any, None, None]:
        yield None
        begun.wait(SECONDS)
        threads.relayed(interrupt)()

    with pytest.raises(KeyboardInterrupt):
        carried_out(threads, wait(), stop())


def test_a_host_that_is_busy_is_asked_half_as_often_and_then_more_again() -> None:
    """All answers to what was on its way then say the same: it is halved once."""
    limit = RequestLimit(16)

    def ask(*, is_busy: bool) -> None:
        with limit.request():
            if is_busy:
                limit.slow_down()
                limit.slow_down()

    allowed = [limit.allowed]
    for is_busy in (True, True, True, True, True):
        ask(is_busy=is_busy)
        allowed.append(limit.allowed)
    for _ in range(200):
        ask(is_busy=False)

    assert ([16, 8, 4, 2, 1, 1], 16) == (allowed, limit.allowed)


def test_answers_to_what_was_on_its_way_halve_it_once() -> None:
    """Sixteen answers that say the same are one sign."""
    limit, barrier = RequestLimit(16), Barrier(16)

    def ask() -> None:
        with limit.request():
            barrier.wait(SECONDS)
            limit.slow_down()

    threads = [Thread(target=ask) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)

    assert 8 == limit.allowed


def test_no_more_is_held_in_memory_than_allowed() -> None:
    """What is larger than all of it goes alone."""
    limit, held, most = MemoryLimit(10), list[int](), list[int]()

    def hold(size: int) -> None:
        for _ in range(50):
            with limit.held(size):
                held.append(size)
                most.append(sum(held))
                held.remove(size)

    threads = [Thread(target=hold, args=(size,)) for size in (3, 4, 5, 6, 12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)

    assert 250 == len(most)
    assert max(most) <= 12
