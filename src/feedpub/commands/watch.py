"""`release --watch`: stay, release each show's episodes at their time, and outlive a network that is away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from feedpub.errors import FeedpubError, Invalid, Refused
from feedpub.model.catalog import Catalog

LOOK = timedelta(minutes=10)
"""Catalogs are looked at so often: others publish and schedule, too."""

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), LOOK
"""After a failure; each further one doubles the pause, up to the longest."""

NAP = 60.0
"""Seconds that are slept at once at most; then the clock is read again: the machine may have been suspended."""

Release = Callable[[Path], Catalog]
"""Releases what is due of a show, and gives what is published then. Raises `FeedpubError`."""


@dataclass(slots=True)
class _Watched:
    """A show: when it is looked at again, and what is wrong with it."""

    at: datetime
    pause: timedelta = FIRST_PAUSE
    trouble: str = ""


def watch(
    shows: Callable[[], Sequence[Path]],
    release: Release,
    *,
    clock: Callable[[], datetime],
    sleep: Callable[[float], None],
    on_failure: Callable[[Path, FeedpubError], None],
    on_recovery: Callable[[Path], None],
) -> None:
    """Release what is due of every show, at its time; returns never, and ends by what `sleep` or a release raises.

    `shows` is asked before each look, so that a new one is found. `clock` gives an aware time in whole seconds, which a
    release compares with the store's. A failure of a show is reported once, until it is another one or over.
    """
    watched: dict[Path, _Watched] = {}
    while True:
        watched = {show: watched.get(show) or _Watched(at=clock()) for show in shows()}
        for show, one in watched.items():
            if one.at <= clock():
                _look(show, one, release, clock, on_failure, on_recovery)
        until = min((one.at for one in watched.values()), default=clock() + LOOK)
        while (left := (until - clock()).total_seconds()) > 0:
            sleep(min(left, NAP))


def _look(
    show: Path,
    one: _Watched,
    release: Release,
    clock: Callable[[], datetime],
    on_failure: Callable[[Path, FeedpubError], None],
    on_recovery: Callable[[Path], None],
) -> None:
    try:
        catalog = release(show)
    except FeedpubError as error:
        trouble = _kind_of_failure(error)
        if one.trouble != trouble:
            on_failure(show, error)
        one.trouble = trouble
        one.at, one.pause = clock() + one.pause, min(2 * one.pause, LONGEST_PAUSE)
        return
    if one.trouble:
        on_recovery(show)
    one.trouble, one.pause = "", FIRST_PAUSE
    now = clock()
    one.at = min([now + LOOK, *(due for due in [next_due(catalog)] if due and due > now)])


def _kind_of_failure(error: FeedpubError) -> str:
    """What tells a failure from others: its kind, and of what an author can mend its text."""
    return f"{type(error).__name__} {error if isinstance(error, Invalid | Refused) else ''}"


def next_due(catalog: Catalog) -> datetime | None:
    """When the next scheduled episode comes out; None if none is scheduled."""
    return min((item.published for item in catalog.items if item.scheduled), default=None)
