"""`release`: publish the scheduled episodes that are due, and nothing else."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime
from pathlib import Path
from shlex import quote

from feedpub.catalog import NextCatalog
from feedpub.commands.recorded import change_recorded
from feedpub.deploy.caller import NOBODY, Caller
from feedpub.deploy.events import Event, OnEvent, Planned, finish, ignore
from feedpub.deploy.run import RunResult, VerifyMode
from feedpub.errors import Refused
from feedpub.model.catalog import Catalog
from feedpub.source import display_path, find_show


def release(
    path: Path,
    *,
    now: datetime,
    to: str | None = None,
    url: str | None = None,
    verify: VerifyMode | None = None,
    caller: Caller = NOBODY,
    on_event: OnEvent = ignore,
    stop_after_plan: bool = False,
) -> RunResult | Planned:
    """Release every scheduled item of the show at or above `path` whose time has come at `now` (aware).

    Reads no episode file: what is scheduled was uploaded and recorded before. `on_event`, `stop_after_plan` and what is
    raised are as with `publish`; `Refused` also if nothing was ever published there.
    """
    steps = release_steps(
        path,
        now=now,
        to=to,
        url=url,
        verify=verify,
        caller=caller,
        on_event=on_event,
    )
    return finish(steps, on_event=on_event, stop_after_plan=stop_after_plan)


def release_steps(
    path: Path,
    *,
    to: str | None = None,
    url: str | None = None,
    now: datetime,
    verify: VerifyMode | None = None,
    caller: Caller = NOBODY,
    on_event: OnEvent = ignore,
) -> Generator[Event | None, None, RunResult]:
    """`release` with its pauses."""

    def change(target: str, before: Catalog | None) -> NextCatalog:
        if before is None:
            folder = display_path(find_show(path).parent)
            raise Refused(
                f"nothing is published at {target} yet", hint=f"publish the show: feedpub publish {quote(folder)}"
            )
        return NextCatalog(catalog=before)  # what is due in it is released by every run

    return (
        yield from change_recorded(
            path,
            change,
            command="release",
            now=now,
            caller=caller,
            to=to,
            url=url,
            verify=verify,
            on_event=on_event,
        )
    )
