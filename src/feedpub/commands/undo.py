"""`undo`: take back what a revision changed, as a revision of its own."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from feedpub.catalog.recovery import RevisionName
from feedpub.commands.recorded import change_recorded
from feedpub.deploy.caller import NOBODY, Caller
from feedpub.deploy.events import Event, OnEvent, Planned, finish, ignore
from feedpub.deploy.run import RunResult, VerifyMode
from feedpub.deploy.undoing import Undoing


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoResult:
    """The result of an undo."""

    run: RunResult
    undone: int | None
    """The revision that was taken back; None: an undo that was interrupted was brought to its end."""


def undo(  # noqa: PLR0913 - what a caller may choose, each by its name
    path: Path,
    *,
    now: datetime,
    revision: RevisionName | None = None,
    restore: bool = False,
    to: str | None = None,
    url: str | None = None,
    verify: VerifyMode | None = None,
    caller: Caller = NOBODY,
    on_event: OnEvent = ignore,
    stop_after_plan: bool = False,
) -> UndoResult | Planned:
    """Take back what a revision of the show at or above `path` changed; the newest one unless `revision` names another.

    Nothing that is published leaves the feed; guids, slugs and addresses stay. `restore` brings back episodes that the
    revision took out. `now` is aware. `on_event`, `stop_after_plan` and what is raised are as with `publish`; `Refused`
    also where that was changed again since, or is not there any more.
    """
    steps = undo_steps(
        path,
        now=now,
        revision=revision,
        restore=restore,
        to=to,
        url=url,
        verify=verify,
        caller=caller,
        on_event=on_event,
    )
    return finish(steps, on_event=on_event, stop_after_plan=stop_after_plan)


def undo_steps(
    path: Path,
    *,
    now: datetime,
    revision: RevisionName | None = None,
    restore: bool = False,
    to: str | None = None,
    url: str | None = None,
    verify: VerifyMode | None = None,
    caller: Caller = NOBODY,
    on_event: OnEvent = ignore,
) -> Generator[Event | None, None, UndoResult]:
    """`undo` with its pauses."""
    undoing = Undoing(wanted=revision, restore=restore, at=now)
    result = yield from change_recorded(
        path,
        undoing.change,
        command="undo",
        now=now,
        caller=caller,
        to=to,
        url=url,
        look=undoing.look,
        verify=verify,
        on_event=on_event,
    )
    return UndoResult(run=result, undone=undoing.undone.catalog.revision if undoing.undone else None)
