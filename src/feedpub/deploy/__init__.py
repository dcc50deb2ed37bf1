"""The one way to change what is published."""

from feedpub.deploy.destination import Destination, destination, open_target
from feedpub.deploy.judging import Judged, Wishes, by_slug
from feedpub.deploy.run import Ended, FeedSeen, Said, Verify, run
from feedpub.deploy.transaction import (
    ATTEMPTS,
    Began,
    Changing,
    Doing,
    Done,
    Effects,
    Event,
    Outcome,
    Planned,
    Restarted,
    Step,
    Target,
    observe,
    transact,
)

__all__ = [
    "ATTEMPTS",
    "Began",
    "Changing",
    "Destination",
    "Doing",
    "Done",
    "Effects",
    "Ended",
    "Event",
    "FeedSeen",
    "Judged",
    "Outcome",
    "Planned",
    "Restarted",
    "Said",
    "Step",
    "Target",
    "Verify",
    "Wishes",
    "by_slug",
    "destination",
    "observe",
    "open_target",
    "run",
    "transact",
]
