"""What happens during a run, as values, and the way to its end with a listener for them."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from feedpub.catalog import Change, Decision
from feedpub.deploy.actions import Delete, Phase, Plan, Put, Verify
from feedpub.deploy.gate import GateResult
from feedpub.model.catalog import Catalog

if TYPE_CHECKING:
    from feedpub.ingest import OnRead

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """The plan, before anything is done; again after a lost race.

    >>> from datetime import UTC, datetime
    >>> from pathlib import Path
    >>> trailer, now = Path("feeds/tidewater/trailer.yaml"), datetime(2026, 10, 1, 12, tzinfo=UTC)
    >>> planned = feedpub.publish([trailer], now=now, to="public/planned", stop_after_plan=True)
    >>> [(change.slug, change.transition.value) for change in planned.changes if change.slug]
    [('trailer', 'add')]
    """

    plan: Plan
    changes: tuple[Change, ...]
    before: Catalog | None
    after: Catalog
    attempt: int
    to: str = ""
    """Where it is stored: `s3://bucket/prefix`, or an absolute path."""

    warnings: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()
    """Of the episodes that change."""

    gate: GateResult = field(default_factory=GateResult)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseStarted:
    """A phase starts."""

    phase: Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionDone:
    """The store, or the server, has acknowledged an action."""

    action: Put | Verify | Delete


@dataclass(frozen=True, slots=True, kw_only=True)
class Resent:
    """The store had something else than was sent, and got it again; it is verified once more."""

    key: str
    found: str
    """What was there instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restarted:
    """The run starts over after `wait` seconds, as a rule because someone else published in between."""

    attempt: int
    wait: float
    reason: str = ""
    """Another reason, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedVerified:
    """Apps get the new feed from the public address, now or when caches have expired."""

    url: str
    cached_until: datetime | None
    """Until when caches may show the older feed; None: apps get the new one now."""


Event = Planned | PhaseStarted | ActionDone | Resent | Restarted | FeedVerified
"""What a transaction yields."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """Objects that are published are being looked at."""

    done: int
    """How many so far."""

    total: int
    key: str
    """Of the last one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtPlace:
    """The events that follow are about one of the two places of a move."""

    where: str
    """The target, as messages name it."""

    is_old: bool


OnEvent = Callable[[Any], None]
"""Called with each event, before the run goes on: `Inputs`, `Reading`, `Planned`, `PhaseStarted`, `Sending`, …

`Waiting` (`feedpub.deploy.verify`) is one of them.
"""


def ignore(_event: object) -> None:
    """Listen to nothing."""


def reading(on_event: OnEvent) -> OnRead | None:
    """What says `Reading` to a listener; None for one who listens to nothing, so that nobody counts bytes."""
    if on_event is ignore:
        return None
    return lambda file, read, size: on_event(Reading(file=file, read=read, size=size))


def finish(
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


def plan_of(steps: Generator[object, None, object], *, on_event: OnEvent = ignore) -> Planned:
    """Run the steps to their first plan, and no further."""
    for event in steps:
        if event is not None:
            on_event(event)
        if isinstance(event, Planned):
            steps.close()
            return event
    raise ValueError("these steps make no plan")
