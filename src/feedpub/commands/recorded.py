"""A change of what is published that reads no episode file: what `release`, `unpublish`, `undo` and `recover` share."""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import datetime
from functools import partial
from pathlib import Path

from feedpub.catalog import NextCatalog
from feedpub.deploy.caller import NOBODY, Caller
from feedpub.deploy.destination import destination
from feedpub.deploy.effects import CatalogChange, Observe
from feedpub.deploy.events import Event, OnEvent, ignore
from feedpub.deploy.gate import GateOptions, locate_by_slug
from feedpub.deploy.run import RunResult, VerifyMode, run
from feedpub.deploy.target import Observed, Target
from feedpub.model.catalog import Catalog
from feedpub.source import find_show, read_show

RecordedChange = Callable[[str, Catalog | None], NextCatalog]
"""The next catalog, given the target as messages name it, and the catalog that is published there or none."""

RecordedInspection = Callable[[CatalogChange, Target, Observed], Generator[None, None, CatalogChange]]
"""The change, given the change without what it needs to look at."""


def change_recorded(  # noqa: PLR0913 - what a verb hands on, each by its name
    path: Path,
    change: RecordedChange,
    *,
    command: str,
    to: str | None = None,
    url: str | None = None,
    now: datetime,
    caller: Caller = NOBODY,
    look: Observe | None = None,
    verify: VerifyMode | None = None,
    on_event: OnEvent = ignore,
    is_deleting: bool = False,
    inspect: RecordedInspection | None = None,
) -> Generator[Event | None, None, RunResult]:
    """Carry out a change of the show at or above `path`, with a pause in front of every call to the storage.

    `command` is the verb, for the record. Rules name episodes by their slugs, since no file of the author is read but
    show.yaml. `look`, `is_deleting` and `inspect` are as `run` takes them; the latter is given the change.
    """
    show = read_show(find_show(path))
    where = destination(show, to=to, url=url)
    options = GateOptions(locate=locate_by_slug, ignore=show.show.check.ignore)
    next_catalog = partial(change, where.to)
    return (
        yield from run(
            where,
            next_catalog,
            command=command,
            now=now,
            caller=caller,
            look=look,
            verify=verify,
            on_event=on_event,
            gate_options=options,
            is_deleting=is_deleting,
            inspect=partial(inspect, next_catalog) if inspect else None,
        )
    )
