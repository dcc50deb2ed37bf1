"""`release`: publish the scheduled episodes that are due, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import datetime
from pathlib import Path

from feedpub.catalog import NextCatalog
from feedpub.deploy.destination import destination
from feedpub.deploy.events import Event, OnEvent, Planned, Sending, carry_out, ignore
from feedpub.deploy.gate import GateOptions, locate_by_slug
from feedpub.deploy.plan import Put
from feedpub.deploy.transaction import RunResult, VerifyMode, run
from feedpub.errors import Refused
from feedpub.model.catalog import Catalog
from feedpub.source import find_show, read_show


def release(
    path: Path,
    *,
    now: datetime,
    to: str | None = None,
    url: str | None = None,
    verify: VerifyMode | None = None,
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
        on_bytes=lambda put, count: on_event(Sending(put=put, count=count)),
    )
    return carry_out(steps, on_event=on_event, stop_after_plan=stop_after_plan)


def release_steps(
    path: Path,
    *,
    to: str | None = None,
    url: str | None = None,
    now: datetime,
    verify: VerifyMode | None = None,
    on_bytes: Callable[[Put, int], None] = lambda _put, _count: None,
) -> Generator[Event | None, None, RunResult]:
    """`release` with its pauses."""
    show = read_show(find_show(path))
    where = destination(show, to=to, url=url)
    gate_options = GateOptions(locate=locate_by_slug, ignore=show.show.check.ignore)

    def change(before: Catalog | None) -> NextCatalog:
        if before is None:
            raise Refused(f"nothing is published at {where.to} yet", hint="feedpub publish does the first step")
        return NextCatalog(catalog=before)

    return (yield from run(where, change, now=now, verify=verify, on_bytes=on_bytes, gate_options=gate_options))
