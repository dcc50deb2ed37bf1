"""`history`: the committed revisions of a show, who made each, when, with which command, and what it changed."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from feedpub.catalog import Change, Stored, changes, moved_to
from feedpub.catalog.history import HISTORY
from feedpub.catalog.recovery import RevisionName, name_of
from feedpub.deploy.destination import Destination, destination, open_target
from feedpub.deploy.history import heads, read_history, unlistable, with_stored
from feedpub.deploy.observe import observe_damaged, read_at
from feedpub.deploy.refusals import own_claims
from feedpub.deploy.target import Observed, Target
from feedpub.errors import Refused
from feedpub.model.catalog import Catalog
from feedpub.source import find_show, read_show
from feedpub.storage.steps import finished

NEWEST = 20
"""How many revisions are shown unless more are asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeRevision:
    """One catalog of the history."""

    name: str
    """As `--revision` takes it."""

    number: int
    digest: str
    lineage: str
    date: datetime | None
    """None: of a version of feedpub that did not record it."""

    author: str
    command: str
    changes: tuple[str, ...]
    """A line for the show and each episode, as it was recorded."""

    episodes: int
    """How many were published."""

    is_current: bool
    """Whether it is the catalog that is stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRevision:
    """One revision in full."""

    revision: WholeRevision
    catalog: Catalog
    parent: int | None
    """The number of the revision before; None: there was none, or it is not in the history any more."""

    is_first: bool
    changes: tuple[Change, ...]
    """What differs from the revision before, if that is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """The history of a show, the newest revision first."""

    where: Destination
    title: str
    revisions: tuple[WholeRevision, ...]
    has_older: bool
    """Whether there are more revisions than were asked for."""

    is_cut: bool
    """Whether the revision before the oldest one that is there was thinned out, or lost."""

    is_lost: bool
    """Whether there is no catalog that can be read."""

    is_certain: bool
    """Whether something tells which revisions were committed; if not, all that are there are shown."""

    damaged: tuple[str, ...]
    """Keys of objects that cannot be read."""

    moved_to: str = ""
    """The place that the show has moved to; empty if it is here."""

    one: PastRevision | None = None
    """The revision that was asked for."""


def history(
    path: Path,
    *,
    to: str | None = None,
    url: str | None = None,
    revision: RevisionName | None = None,
    newest: int | None = NEWEST,
) -> Past:
    """The newest revisions of the show at or above `path` (None: all), or the one that is named; changes nothing.

    Raises `Refused` if nothing was ever published, or there is no such revision, and `StorageError`.
    """
    show = read_show(find_show(path))
    where = destination(show, to=to, url=url)
    return finished(_read(where, open_target(where), title=show.show.title, wanted=revision, newest=newest))


def _read(
    where: Destination, target: Target, *, title: str, wanted: RevisionName | None, newest: int | None
) -> Generator[None, None, Past]:
    observed = yield from observe_damaged(target)
    if observed.history is None:
        raise unlistable(target)
    if observed.catalog is None:
        observed = yield from read_at(target, observed, where.feed)
    keys = observed.history or ()
    named = heads(observed, tuple(own_claims(target, observed, feed=where.feed)))
    most = newest + 1 if newest is not None and wanted is None else None
    found = yield from read_history(target, keys, named, down_to=wanted.number if wanted else 0, most=most)
    found = with_stored(found, observed)
    among = list(found.kept.values())
    one = None
    if wanted is not None:
        one = yield from _one(target, observed, among, wanted)
    elif not among:
        raise _nothing(target)
    shown = [] if wanted else among[:newest]
    return Past(
        where=where,
        title=title,
        revisions=tuple(_revision(stored, among, observed) for stored in shown),
        has_older=wanted is None and len(among) > len(shown),
        is_cut=bool(found.missing),
        is_lost=observed.catalog is None,
        is_certain=any(found.found(head) for head in named),
        damaged=found.damaged,
        moved_to=moved_to(observed.catalog, where.recorded) if observed.catalog else "",
        one=one,
    )


def _one(
    target: Target, observed: Observed, among: Sequence[Stored], wanted: RevisionName
) -> Generator[None, None, PastRevision]:
    named = [stored for stored in among if wanted.names(stored)]
    if not named:
        raise Refused(
            f"there is no revision {wanted} among those that were committed",
            where=f"{target.state.name}/{HISTORY}",
            hint="to see all: feedpub history",
        )
    stored = named[0]
    before = yield from read_history(target, observed.history or (), [stored.catalog.parent], most=1)
    parent = before.kept.get(stored.catalog.parent)
    is_known = parent is not None or not stored.catalog.parent
    return PastRevision(
        revision=_revision(stored, among, observed),
        catalog=stored.catalog,
        parent=parent.catalog.revision if parent else None,
        is_first=not stored.catalog.parent,
        changes=changes(parent.catalog if parent else None, stored.catalog) if is_known else (),
    )


def _revision(stored: Stored, among: Sequence[Stored], observed: Observed) -> WholeRevision:
    commit = stored.catalog.commit
    return WholeRevision(
        name=name_of(stored, among),
        number=stored.catalog.revision,
        digest=stored.digest,
        lineage=stored.catalog.lineage,
        date=commit.date if commit else None,
        author=commit.author if commit else "",
        command=commit.command if commit else "",
        changes=commit.changes if commit else (),
        episodes=len(stored.catalog.published_items),
        is_current=stored.digest == observed.digest,
    )


def _nothing(target: Target) -> Refused:
    return Refused(
        f"nothing was published at {target.site.name} yet",
        where=f"{target.state.name}/{HISTORY}",
        hint="publish the show: feedpub publish",
    )
