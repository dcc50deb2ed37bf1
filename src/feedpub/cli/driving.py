"""A verb and its report, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from feedpub.cli.exits import Interrupted
from feedpub.cli.nearest import refuse_nowhere
from feedpub.errors import FeedpubError

if TYPE_CHECKING:
    from feedpub.deploy.events import OnEvent
    from feedpub.output.running import Running

T = TypeVar("T")

_FINISH = "run the same command again to finish"


@contextmanager
def running(*, json: bool, quiet: bool, verbose: bool) -> Iterator[Running]:
    """A report that leaves the terminal as it found it."""
    from feedpub.output.running import Running
    from feedpub.output.terminal import log_shown

    refuse_nowhere()
    report = Running(json=json, quiet=quiet, verbose=verbose)
    with log_shown(verbose=verbose):
        try:
            yield report
        finally:
            report.close()


def drive(verb: Callable[[OnEvent], T], report: Running) -> T:
    """Run a verb; every event is shown before the verb goes on.

    Errors and Ctrl-C say how far things are: before the catalog is written the feed is as it was.
    """
    from feedpub.deploy import PhaseStarted, Restarted

    reached = ""

    def on_event(event: object) -> None:
        nonlocal reached
        report.event(event)
        if isinstance(event, PhaseStarted):
            reached = event.phase.name
        elif isinstance(event, Restarted):
            reached = ""

    try:
        return verb(on_event)
    except KeyboardInterrupt:
        raise _interrupted(reached) from None
    except FeedpubError as error:
        if reached not in _BEFORE:
            error.add_note(f"recorded; {_FINISH}")
        raise


_BEFORE = ("", "media", "proof", "catalog")
"""Phases in which a failure leaves the feed as it was."""


def _interrupted(reached: str) -> Interrupted:
    if reached not in _BEFORE:
        return Interrupted("interrupted; recorded, but perhaps not out yet", hint=_FINISH)
    if reached == "catalog":
        return Interrupted("interrupted; perhaps recorded, but not out yet", hint=_FINISH)
    return Interrupted("interrupted; the feed is as it was", hint="run the same command again")
