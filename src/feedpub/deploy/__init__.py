"""The one way to change what is published."""

from feedpub.deploy.destination import Destination, Target, destination, open_target
from feedpub.deploy.events import ActionDone, Event, FeedVerified, PhaseStarted, Planned, Restarted
from feedpub.deploy.gate import GateOptions, GateResult, locate_by_slug
from feedpub.deploy.transaction import (
    ATTEMPTS,
    Changing,
    Effects,
    Outcome,
    RunResult,
    VerifyMode,
    observe,
    run,
    transact,
)

__all__ = [
    "ATTEMPTS",
    "ActionDone",
    "Changing",
    "Destination",
    "Effects",
    "Event",
    "FeedVerified",
    "GateOptions",
    "GateResult",
    "Outcome",
    "PhaseStarted",
    "Planned",
    "Restarted",
    "RunResult",
    "Target",
    "VerifyMode",
    "destination",
    "locate_by_slug",
    "observe",
    "open_target",
    "run",
    "transact",
]
