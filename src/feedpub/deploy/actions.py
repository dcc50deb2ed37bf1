"""What a run may do to a store, in phases: each action with its reason. Values only: `carry_out` does it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from feedpub.catalog import Applied, Version
from feedpub.deploy.target import Area
from feedpub.standards import IMMUTABLE
from feedpub.storage import Absent, Body, Guard, Same, UnfinishedUpload


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """Store one object."""

    key: str
    body: Body
    type: str
    cache: str
    reason: str
    area: Area = Area.SITE
    guard: Guard | None = None
    """None only for immutable keys: their name is their content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verify:
    """Ask the public address, or the store, whether listeners get exactly these bytes."""

    key: str
    url: str
    type: str
    size: int
    """Bytes; negative: any number."""

    body: Body
    reason: str
    cache: str = IMMUTABLE
    is_page: bool = False
    """A web page: a CDN may rewrite it on its way, so it has to be the right page, not the same bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delete:
    """Remove one object that an earlier catalog named, or something of it."""

    key: str
    reason: str
    guard: Guard | None = None
    area: Area = Area.SITE
    what: Literal["object", "versions", "upload"] = "object"
    """`versions`: only what a store with versions keeps of earlier objects. `upload`: what was sent of one."""

    upload: UnfinishedUpload | None = None


Action = Put | Verify | Delete


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """Actions whose order among each other does not matter."""

    name: str
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything a run will do; false if there is nothing to do.

    >>> from datetime import UTC, datetime
    >>> from pathlib import Path
    >>> trailer, now = Path("feeds/tidewater/trailer.yaml"), datetime(2026, 10, 1, 12, tzinfo=UTC)
    >>> plan = feedpub.publish([trailer], now=now, to="public/plan", stop_after_plan=True).plan
    >>> plan.puts[0].key, plan.puts[0].reason
    ('art/cover-99caf5237748.jpg', 'artwork of the show')
    """

    phases: tuple[Phase, ...] = ()
    version: Version | None = field(default=None, compare=False)
    """The revision that it leads to, with its lineage and the digest of its catalog."""

    applied: Applied | None = field(default=None, compare=False)
    """What pages and feed have reached then; the tokens of what it puts are not known yet."""

    def __bool__(self) -> bool:
        return bool(self.phases)

    @property
    def puts(self) -> tuple[Put, ...]:
        """What will be stored, in order."""
        return tuple(action for phase in self.phases for action in phase.actions if isinstance(action, Put))

    @property
    def verifications(self) -> tuple[Verify, ...]:
        """What will be verified, in order."""
        return tuple(action for phase in self.phases for action in phase.actions if isinstance(action, Verify))


def guard_of(token: str | None) -> Guard:
    """The guard that nobody has written since the token was read; None: since nothing was there."""
    return Absent() if token is None else Same(token)
