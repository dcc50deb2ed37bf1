"""`recover`: a catalog that is lost, damaged or too old comes back, as a revision above everything seen."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from feedpub.audio import probe
from feedpub.audio.probe import Measure
from feedpub.catalog import NextCatalog
from feedpub.catalog.recovery import RevisionName, without_purged
from feedpub.commands.rebuilding import Rebuilding
from feedpub.commands.recorded import change_recorded
from feedpub.commands.remaking import Author, Supply
from feedpub.deploy.caller import NOBODY, Caller
from feedpub.deploy.destination import destination
from feedpub.deploy.events import Event, OnEvent, Planned, finish, ignore, reading
from feedpub.deploy.recovery import Recovery, described
from feedpub.deploy.run import RunResult, VerifyMode
from feedpub.deploy.target import Claim, Observed, Target
from feedpub.errors import Refused
from feedpub.model.catalog import Catalog
from feedpub.source import find_show, read_show


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """The result of a recovery."""

    run: RunResult
    revision: int | None
    """The revision that was taken from the history; None: the catalog was rebuilt, or there was nothing to recover."""

    is_rebuilt: bool
    """Whether there was no history, so that it was made of what is published and of the author's files."""

    unknown: tuple[str, ...] = ()
    """What nobody could tell of a catalog that was rebuilt, a line each."""

    on_hold: tuple[str, ...] = ()
    """Slugs of which nobody knows whether they were ever published."""

    missing: Mapping[str, str] = field(default_factory=dict)
    """Key → what to do, of each object that the catalog names, and that is neither there nor in the author's files."""


def recover(  # noqa: PLR0913 - what a caller may choose, each by its name
    path: Path,
    *,
    now: datetime,
    revision: RevisionName | None = None,
    without_lost: bool = False,
    to: str | None = None,
    url: str | None = None,
    verify: VerifyMode | None = None,
    measure: Measure = probe.measure,
    caller: Caller = NOBODY,
    on_event: OnEvent = ignore,
    stop_after_plan: bool = False,
) -> Recovered | Planned:
    """Bring the catalog of the show at or above `path` back, from its history, or without one from what is published.

    `revision` names the one to go on from, where a catalog was restored on purpose, or several may be the newest. A
    sound catalog is not touched. What it names and is gone is made again from the author's files; what they do not
    give is named. `without_lost` takes episodes out whose recording nobody has, and which no stored feed names: they
    are `Refused` otherwise. `now` is aware. `on_event`, `measure`, `stop_after_plan` and what is raised are as with
    `publish`; `Refused` also where nothing is there to recover, and where somebody has to choose.
    """
    steps = recover_steps(
        path,
        now=now,
        revision=revision,
        without_lost=without_lost,
        to=to,
        url=url,
        verify=verify,
        measure=measure,
        caller=caller,
        on_event=on_event,
    )
    return finish(steps, on_event=on_event, stop_after_plan=stop_after_plan)


def recover_steps(  # noqa: PLR0913 - as above
    path: Path,
    *,
    now: datetime,
    revision: RevisionName | None = None,
    without_lost: bool = False,
    to: str | None = None,
    url: str | None = None,
    verify: VerifyMode | None = None,
    measure: Measure = probe.measure,
    caller: Caller = NOBODY,
    on_event: OnEvent = ignore,
) -> Generator[Event | None, None, Recovered]:
    """`recover` with its pauses."""
    show, on_read = find_show(path), reading(on_event)
    where = destination(read_show(show), to=to, url=url)
    rebuilding = Rebuilding(
        folder=show.parent, where=where, now=now, measure=measure, on_read=on_read, new_lineage=caller.new_lineage
    )
    recovery = Recovery(feed=where.feed, wanted=revision, rebuild=rebuilding.rebuild)
    supply = Supply(
        author=Author(folder=show.parent, measure=measure, on_read=on_read), now=now, without_lost=without_lost
    )
    recovering = Recovering(recovery=recovery, supply=supply, rebuilding=rebuilding)
    result = yield from change_recorded(
        path,
        recovering.change,
        command="recover",
        now=now,
        caller=caller,
        to=to,
        url=url,
        look=recovering.look,
        verify=verify,
        on_event=on_event,
    )
    is_rebuilt = rebuilding.rebuilt is not None
    return Recovered(
        run=result,
        revision=recovery.recovered.catalog.revision if recovery.recovered else None,
        is_rebuilt=is_rebuilt,
        unknown=rebuilding.unknown,
        on_hold=result.outcome.after.on_hold if is_rebuilt else (),
        missing=supply.missing(result.outcome.after),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovering:
    """A catalog that comes back, with what it names and the store has lost: as a look and a change of a transaction."""

    recovery: Recovery
    supply: Supply
    rebuilding: Rebuilding | None = None

    def look(self, target: Target, known: Sequence[Claim]) -> Generator[None, None, Observed | None]:
        """What is stored, with the catalog that comes back in the place of the one that is stored."""
        observed = yield from self.recovery.look(target, known)
        if observed is None or not observed.adopted or observed.catalog is None:
            return observed
        wanted = self._comes_back(observed.catalog)
        return (yield from self.supply.look(target, observed, wanted.catalog, wanted.objects))

    def change(self, target: str, before: Catalog | None) -> NextCatalog:
        """The catalog that comes back; a sound one stays as it is."""
        if before is None:
            raise Refused(f"nothing is published at {target} yet", hint="publish the show: feedpub publish")
        if not self._is_rebuilt(before) and not self._is_recovered(before):
            return NextCatalog(catalog=before, warnings=tuple(_warnings(self.recovery, before)))
        wanted = self._comes_back(before)
        supplied = self.supply.wanted(wanted.catalog, wanted.objects)
        return replace(supplied, warnings=(*wanted.warnings, *supplied.warnings), decisions=wanted.decisions)

    def _is_rebuilt(self, before: Catalog) -> bool:
        return self.rebuilding is not None and self.rebuilding.rebuilt is not None and before is self.rebuilding.before

    def _is_recovered(self, before: Catalog) -> bool:
        return self.recovery.recovered is not None and self.recovery.recovered.catalog is before

    def _comes_back(self, before: Catalog) -> NextCatalog:
        if self.rebuilding and self.rebuilding.rebuilt and self._is_rebuilt(before):
            return self.rebuilding.rebuilt
        catalog = without_purged(before, self.recovery.later)
        return NextCatalog(catalog=catalog, warnings=tuple(_warnings(self.recovery, before)))


def _warnings(recovery: Recovery, before: Catalog) -> Iterator[str]:
    if recovery.recovered is not None and recovery.recovered.catalog is before:
        yield f"the catalog is brought back from the history: {described(recovery.recovered)}"
    for key in recovery.damaged:
        yield f"{key} is damaged, and was left out"
