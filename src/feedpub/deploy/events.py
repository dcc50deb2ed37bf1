"""Carrying a run out to its end, and telling whoever listens what happens."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, TypeVar

from feedpub.deploy.plan import Put
from feedpub.deploy.transaction import Planned

T = TypeVar("T")

OnEvent = Callable[[Any], None]
"""Called with each event, before the run goes on: `Inputs`, `Reading`, `Planned`, `Began`, `Doing`, `Sending`, …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A file is being read."""

    file: str
    """As its author calls it."""

    read: int
    """Bytes so far."""

    size: int
    """Bytes of the whole file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """The store has accepted some bytes of an object."""

    put: Put
    count: int
    """Bytes since the last event of this kind; fewer than none where an upload starts over."""


def ignore(_event: object) -> None:
    """Listen to nothing."""


def carry_out(
    steps: Generator[object, None, T], *, on_event: OnEvent = ignore, stop_after_plan: bool = False
) -> T | Planned:
    """Run the steps to their end and give their result; or, with `stop_after_plan`, to the plan, and give that."""
    while True:
        try:
            event = next(steps)
        except StopIteration as stop:
            result: T = stop.value
            return result
        if event is None:
            continue
        on_event(event)
        if stop_after_plan and isinstance(event, Planned):
            steps.close()
            return event
