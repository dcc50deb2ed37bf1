"""`prune`: delete what no feed has named for long, what crashed runs left, and most of an old history."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shlex import quote

from feedpub.catalog import NextCatalog, Removal, read_stored
from feedpub.catalog.deleted import marked
from feedpub.catalog.history import HISTORY, history_revision
from feedpub.catalog.objects import key_digest
from feedpub.catalog.prune import DAYS, LEFTOVER, Kept, superseded, thinned, unknown
from feedpub.commands.recorded import change_recorded
from feedpub.deploy.actions import Delete
from feedpub.deploy.caller import NOBODY, Caller
from feedpub.deploy.effects import CatalogChange
from feedpub.deploy.events import Event, OnEvent, Planned, finish, ignore
from feedpub.deploy.public_address import ADDRESS_PROBE
from feedpub.deploy.run import RunResult
from feedpub.deploy.target import Area, Observed, Target
from feedpub.errors import Denied, Refused, StorageError
from feedpub.model.catalog import Catalog
from feedpub.source import display_path, find_show
from feedpub.storage import UnfinishedUpload


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruning:
    """What may be deleted."""

    days: int = DAYS
    """For so many days everything stays that a feed named."""

    media: bool = False
    """Recordings that feeds named, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """The result of a prune."""

    run: RunResult
    objects: tuple[str, ...]
    """Keys in the published target."""

    history: tuple[str, ...]
    """Keys in the private state."""

    uploads: tuple[UnfinishedUpload, ...]
    recordings: tuple[str, ...]
    """Keys of recordings that nothing refers to, and that stay."""


def prune(
    path: Path,
    *,
    now: datetime,
    how: Pruning = Pruning(),
    to: str | None = None,
    url: str | None = None,
    caller: Caller = NOBODY,
    on_event: OnEvent = ignore,
    stop_after_plan: bool = False,
) -> Pruned | Planned:
    """Delete what the show at or above `path` does not need any more. `now` is aware.

    `on_event`, `stop_after_plan` and what is raised are as with `publish`; `Refused` also if nothing was ever published
    there, `Denied` without the right to list and to delete.
    """
    steps = prune_steps(path, now=now, how=how, to=to, url=url, caller=caller)
    return finish(steps, on_event=on_event, stop_after_plan=stop_after_plan)


def prune_steps(
    path: Path,
    *,
    now: datetime,
    how: Pruning = Pruning(),
    to: str | None = None,
    url: str | None = None,
    caller: Caller = NOBODY,
) -> Generator[Event | None, None, Pruned]:
    """`prune` with its pauses."""

    def change(target: str, before: Catalog | None) -> NextCatalog:
        if before is None:
            folder = display_path(find_show(path).parent)
            raise Refused(
                f"nothing is published at {target} yet", hint=f"publish the show: feedpub publish {quote(folder)}"
            )
        return NextCatalog(catalog=before)

    def inspect(change: CatalogChange, target: Target, observed: Observed) -> Generator[None, None, CatalogChange]:
        wanted = change(observed.catalog)
        is_directory = "://" not in target.site.name
        made = yield from pruning(wanted, target, observed, how, now=now, is_directory=is_directory)
        return lambda _: made

    result = yield from change_recorded(
        path, change, command="prune", now=now, caller=caller, to=to, url=url, is_deleting=True, inspect=inspect
    )
    after, plan = result.outcome.after, result.outcome.plan
    gone = [one for phase in plan.phases for one in phase.actions if isinstance(one, Delete)]
    left = superseded(after, until=now, media=True)
    return Pruned(
        run=result,
        objects=tuple(one.key for one in gone if one.area is Area.SITE and one.upload is None),
        history=tuple(one.key for one in gone if one.area is Area.STATE),
        uploads=tuple(one.upload for one in gone if one.upload),
        recordings=tuple(sorted(key for key in left if key.startswith("media/"))),
    )


_NEVER = datetime.min.replace(tzinfo=UTC)
"""A clock on which everything is new."""


def pruning(
    wanted: NextCatalog, target: Target, observed: Observed, how: Pruning, *, now: datetime, is_directory: bool = True
) -> Generator[None, None, NextCatalog]:
    """What is wanted, and what is to be deleted: it looks at everything that is stored, the history included.

    How old something is that no catalog names, the clock of the store says: a directory's is `now`, and of a bucket
    that does not tell the time nothing of this kind is deleted.
    """
    catalog, clock = wanted.catalog, observed.date or (now if is_directory else _NEVER)
    leftovers = yield from _leftovers(target, catalog, clock=clock)
    history = yield from _history(target, leftovers)
    heads = {observed.digest, *([observed.applied.digest] if observed.applied else [])}
    go, kept = thinned(history, heads=heads, kept=catalog.kept, now=now)
    old = superseded(catalog, until=now - timedelta(days=how.days), media=how.media)
    uploads = yield from _uploads(target, clock=clock)
    named = frozenset(key for one in history if one.key not in go for key in one.names)
    removal = Removal(keys=old | (leftovers - named), history=tuple(sorted(go)), uploads=uploads)
    return replace(wanted, catalog=replace(catalog, kept=kept) if go else catalog, removal=removal)


def _leftovers(target: Target, catalog: Catalog, *, clock: datetime) -> Generator[None, None, frozenset[str]]:
    """Objects of our form that the manifest does not name, whose bytes are those that the key says, and old enough."""
    yield None
    listed = {one.key: one for one in target.site.list()}
    found = set()
    for key in unknown(listed, catalog.manifest, {ADDRESS_PROBE}):
        modified = listed[key].modified
        if modified is None or clock - modified <= LEFTOVER:
            continue
        yield None
        info = target.site.head(key)
        if info and len(info.digest) == 64 and info.digest.startswith(key_digest(key)):
            found.add(key)
    return frozenset(found)


def _history(target: Target, leftovers: frozenset[str]) -> Generator[None, None, list[Kept]]:
    """The whole history, with those of `leftovers` that each catalog names: they may have been in a feed."""
    yield None
    listed = {one.key: one for one in target.state.list(HISTORY) if history_revision(one.key)}
    found = []
    for key in sorted(listed):
        yield None
        content = target.state.read(key)
        if content is None:
            continue
        try:
            made = read_stored(content.data, where=f"{target.state.name}/{key}", read_only=True)
        except StorageError:  # a damaged one says nothing, and stays
            continue
        if date := (made.catalog.commit.date if made.catalog.commit else listed[key].modified):
            found.append(
                Kept(
                    key=key,
                    digest=made.digest,
                    parent=made.catalog.parent,
                    date=date,
                    names=(leftovers & made.catalog.manifest.keys()) - marked(made.catalog),
                )
            )
    return found


def _uploads(target: Target, *, clock: datetime) -> Generator[None, None, tuple[UnfinishedUpload, ...]]:
    """Those that no run can still be sending; none without the right to list them."""
    yield None
    with suppress(Denied):
        return tuple(one for one in target.site.uploads() if one.started and clock - one.started > LEFTOVER)
    return ()
