"""Driving `transact` without a network: effects that do nothing, and a run to its end."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from typing import Any, ParamSpec, TypeVar

import pytest

from feedpub.catalog import NextCatalog, Origin
from feedpub.catalog.inventory import Flaw, fault, inventory, repaired
from feedpub.commands import remaking
from feedpub.deploy import run as running
from feedpub.deploy.effects import CatalogChange, Effects
from feedpub.deploy.observe import observe
from feedpub.deploy.target import Target
from feedpub.deploy.transaction import Outcome, transact
from feedpub.deploy.verify.survey import vouched
from feedpub.model import Catalog
from feedpub.storage import Body
from feedpub.storage.steps import Steps

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
ORIGIN = Origin(lineage="1f" * 16, author="ada@studio", command="publish")


def no_preflight(
    _target: Target, _before: Catalog | None, _after: Catalog, *, writes: bool
) -> Generator[None, None, None]:
    """A store that needs no probing."""
    yield from ()


P = ParamSpec("P")
T = TypeVar("T")


class Interleaved:
    """Carries out some actions at once without a thread: call by call, each time another of them goes on (`Together`).

    With the same `random` the calls come in the same order. It pauses in front of each, as a single action does.
    """

    def __init__(self, random: Random, *, most: int) -> None:
        self.random = random
        self.most = most
        self.together = 0
        """So many actions were on their way at once."""

    def relayed(self, function: Callable[P, None]) -> Callable[P, None]:
        """The same function: there is one thread."""
        return function

    def sleep(self, seconds: float) -> None:
        """There is nobody to wait for."""

    def __call__(self, actions: Sequence[Steps[T]], /) -> Generator[Any, None, list[T]]:
        """The result of each action, in their order."""
        waiting = deque(enumerate(actions))
        running: dict[int, Steps[T]] = {}
        done: dict[int, T] = {}
        failed: dict[int, Exception] = {}
        events: dict[int, deque[object]] = {at: deque() for at in range(len(actions))}
        shown = 0
        while running or (waiting and not failed):
            while waiting and len(running) < self.most and not failed:
                at, action = waiting.popleft()
                self._go_on(at, action, running, done, failed, events[at])
            self.together = max(self.together, len(running))
            if running:
                at = self.random.choice(sorted(running))
                yield None
                self._go_on(at, running.pop(at), running, done, failed, events[at])
            while shown in done:
                yield from events.pop(shown)
                shown += 1
        for at in sorted(events):
            yield from events[at]
        if failed:
            raise failed[min(failed)]
        return [done[at] for at in range(len(actions))]

    def _go_on(
        self,
        at: int,
        action: Steps[T],
        running: dict[int, Steps[T]],
        done: dict[int, T],
        failed: dict[int, Exception],
        events: deque[object],
    ) -> None:
        """To its next call, or to its end."""
        try:
            while (event := next(action)) is not None:
                events.append(event)
        except StopIteration as stop:
            done[at] = stop.value
        except Exception as error:  # noqa: BLE001 - raised when the others have ended
            failed[at] = error
        else:
            running[at] = action


class Rounds:
    """Carries out all actions at once, a call of each after the other (`Together`).

    It pauses once for each round trip.
    """

    def relayed(self, function: Callable[P, None]) -> Callable[P, None]:
        """The same function: there is one thread."""
        return function

    def sleep(self, seconds: float) -> None:
        """There is nobody to wait for."""

    def __call__(self, actions: Sequence[Steps[T]], /) -> Generator[Any, None, list[T]]:
        """The result of each action, in their order."""
        done = dict[int, T]()
        running = dict(enumerate(actions))
        while running:
            for at, action in tuple(running.items()):
                try:
                    while (event := next(action)) is not None:
                        yield event
                except StopIteration as stop:
                    done[at] = stop.value
                    del running[at]
            if running:
                yield None
        return [done[at] for at in range(len(actions))]


def quiet_effects(seed: int = 0, **changes: Any) -> Effects:
    """Proofs that succeed, sleeps that take no time."""
    quiet: dict[str, Any] = {
        "verify": lambda _action: None,
        "preflight": no_preflight,
        "on_bytes": lambda _put, _count: None,
        "together": Interleaved(Random(seed), most=4),
        "sleep": lambda _seconds: None,
        "random": Random(seed),
    }
    return Effects(**(quiet | changes))


def with_objects(change: CatalogChange, objects: Mapping[str, Body]) -> CatalogChange:
    """The change that also brings these objects."""

    def changed(before: Catalog | None) -> NextCatalog:
        return replace(change(before), objects=objects)

    return changed


def call_by_call_from_now_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Carry actions of a phase out without threads, four at once: a run pauses in front of each call."""
    for module in (running, remaking):
        monkeypatch.setattr(module, "Threads", lambda: Interleaved(Random(0), most=4))


def repairing(
    target: Target, objects: Mapping[str, Body], *, effects: Effects, origin: Origin = ORIGIN, now: datetime = NOW
) -> Generator[Any, None, None]:
    """`verify --repair`, call by call: look at everything, then put again what was found to be wrong."""
    observed = yield from observe(target, read_only=True)
    if observed.catalog is None:
        return
    wrong = {}
    for one in inventory(observed.catalog, vouched(observed, observed.catalog)):
        yield None
        found = fault(one, target.site.head(one.key))
        if found and found.fault is not Flaw.GONE:
            wrong[one.key] = found.token
    design = observed.catalog.design

    def change(before: Catalog | None) -> NextCatalog:
        assert before is not None
        return repaired(before, wrong, objects, renewed=lambda same: same, design=design, assets=())

    yield from transact(target, change, now=now, origin=origin, effects=effects)


def transacted(
    target: Target,
    change: CatalogChange,
    *,
    bodies: Mapping[str, Body],
    effects: Effects | None = None,
    now: datetime = NOW,
    origin: Origin = ORIGIN,
) -> Outcome:
    """Run a transaction to its end; `bodies` are the bytes that the change brings."""
    steps = transact(target, with_objects(change, bodies), now=now, origin=origin, effects=effects or quiet_effects())
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            outcome: Outcome = stop.value
            return outcome
