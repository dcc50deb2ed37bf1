"""`verify`: is everything still there as it was published? And with `repair`: put again what is not.

Looking writes nothing. A repair is a change like every other one: the transaction looks again, puts what is wrong by
the token that was seen, and starts over where somebody else was faster.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from shlex import quote

from feedpub import pages
from feedpub.audio import probe
from feedpub.audio.probe import Measure
from feedpub.catalog import NextCatalog, moved_to
from feedpub.catalog.enclosure import with_facts
from feedpub.catalog.inventory import Discrepancy, Flaw, inventory, is_immutable, repaired
from feedpub.commands.published_files import PublishedFiles
from feedpub.commands.remaking import Author
from feedpub.deploy.caller import NOBODY, Caller
from feedpub.deploy.destination import Destination, destination, open_target
from feedpub.deploy.events import Event, Looked, OnEvent, Planned, finish, ignore, reading
from feedpub.deploy.gate import GateOptions, locate_by_slug
from feedpub.deploy.observe import observe
from feedpub.deploy.preflight import preflight
from feedpub.deploy.public_address import ADDRESS_PROBE
from feedpub.deploy.refusals import older_catalog, own_claims
from feedpub.deploy.run import RunResult, VerifyMode, recall, run
from feedpub.deploy.target import Claim, Target
from feedpub.deploy.verify.survey import BY_HEADERS, OnProgress, Reach, Scope, Survey, look_again, survey
from feedpub.errors import Conflict, Refused
from feedpub.ingest import OnRead
from feedpub.ingest.remake import Remade
from feedpub.model.catalog import Catalog
from feedpub.model.item import Enclosure
from feedpub.source import ShowFile, display_path, find_show, read_show

TRIES = 3
"""How often everything is looked at anew where somebody publishes meanwhile."""

SENT_AGAIN = frozenset({Flaw.MISSING, Flaw.CHANGED, Flaw.UNKNOWN, Flaw.TYPE, Flaw.CACHE, Flaw.INVALID})
"""What a put mends."""

LOOKED_AT_AGAIN = frozenset({Flaw.BEHIND, Flaw.COPIED, Flaw.UNMEASURED})
"""What is mended by looking, and by noting what was seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """What a repair did."""

    run: RunResult
    supply: Mapping[str, str]
    """Key → what the author has to supply."""

    remaining: tuple[Discrepancy, ...]
    """The damage that is still there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What `verify` found of one show."""

    show: str
    """Its folder, as messages name it."""

    title: str
    where: Destination
    scope: Scope
    survey: Survey
    repaired: Repaired | None = None
    """None: nothing was to be repaired."""

    @property
    def moved_to(self) -> str:
        """The place that the show has moved to; empty if it is here."""
        return moved_to(self.survey.catalog, self.where.recorded)

    @property
    def damage(self) -> tuple[Discrepancy, ...]:
        """What is wrong now."""
        return self.survey.damage if self.repaired is None else self.repaired.remaining


def verify(  # noqa: PLR0913 - what a caller may choose, each by its name
    path: Path,
    *,
    now: datetime,
    to: str | None = None,
    url: str | None = None,
    scope: Scope = BY_HEADERS,
    repair: bool = False,
    caller: Caller = NOBODY,
    measure: Measure = probe.measure,
    on_event: OnEvent = ignore,
    stop_after_plan: bool = False,
) -> Verified | Planned:
    """Look at everything that the show at or above `path` has published; with `repair`, put again what is wrong.

    `now` is aware. Looking changes nothing. `on_event`, `stop_after_plan` (of a repair) and what is raised are as with
    `publish`; `Refused` also if nothing is published there. `measure` gives the facts of an audio file, perhaps from a
    cache.
    """
    steps = verify_steps(
        path,
        now=now,
        to=to,
        url=url,
        scope=scope,
        repair=repair,
        caller=caller,
        measure=measure,
        on_event=on_event,
    )
    return finish(steps, on_event=on_event, stop_after_plan=stop_after_plan)


def verify_steps(
    path: Path,
    *,
    now: datetime,
    to: str | None = None,
    url: str | None = None,
    scope: Scope = BY_HEADERS,
    repair: bool = False,
    caller: Caller = NOBODY,
    measure: Measure = probe.measure,
    on_event: OnEvent = ignore,
) -> Generator[Event | None, None, Verified]:
    """`verify` with its pauses."""
    show_path = find_show(path)
    show = read_show(show_path)
    where = destination(show, to=to, url=url)
    scope = replace(scope, asks_public=scope.asks_public and where.has_address)
    target = open_target(where)
    known = tuple(recall(where, caller, is_public=scope.asks_public))

    def on_looked(done: int, total: int, key: str) -> None:
        on_event(Looked(done=done, total=total, key=key))

    found = yield from _looked_at(target, where, show_path, scope=scope, known=known, now=now, on_progress=on_looked)
    done = Verified(
        show=display_path(show_path.parent), title=found.catalog.channel.title, where=where, scope=scope, survey=found
    )
    if not repair or not any(one.fault in {*SENT_AGAIN, *LOOKED_AT_AGAIN} for one in found.findings):
        return done
    remade = _remade(target, show_path, found, measure=measure, on_read=reading(on_event))
    remade = replace(remade, enclosures={**remade.enclosures, **(yield from _measured(target, found, measure))})
    result = yield from _repair(
        where,
        show,
        found,
        remade,
        now=now,
        caller=caller,
        verify=None if scope.asks_public else "store",
        on_event=on_event,
    )
    remaining = yield from _remaining(target, found)
    return replace(done, repaired=Repaired(run=result, supply=remade.absent, remaining=remaining))


# --- looking


def _looked_at(
    target: Target,
    where: Destination,
    show: Path,
    *,
    scope: Scope,
    known: Sequence[Claim],
    now: datetime,
    on_progress: OnProgress,
) -> Generator[None, None, Survey]:
    """What is there of one revision: where somebody publishes meanwhile, it is looked at anew.

    Raises `Refused`, as every run does, if strangers can read the private state, and if the catalog is older than what
    `known`, `applied` or the feed name: a store that was restored as a whole agrees with itself.
    """
    reach = Reach(
        target=where.to,
        endpoint=where.endpoint or "",
        allow_private=where.is_local_only,
        is_directory=where.is_directory,
        known=frozenset({ADDRESS_PROBE}),
    )
    observed = yield from observe(target, read_only=True)
    for _ in range(TRIES):
        if observed.catalog is None:
            folder = display_path(show.parent)
            raise Refused(
                f"nothing is published at {where.to} yet", hint=f"publish it: feedpub publish {quote(folder)}"
            )
        if older := observed.contradicting((*own_claims(target, observed), *known)):
            raise older_catalog(target, observed, older[0])
        yield from preflight(where, target, observed.catalog, observed.catalog, writes=False)
        yield None
        found = survey(target, observed, observed.catalog, scope=scope, reach=reach, now=now, on_progress=on_progress)
        again = yield from observe(target, read_only=True)
        if (again.token, again.applied) == (observed.token, observed.applied):
            return found
        observed = again
    raise Conflict(
        f"others published while everything was looked at, {TRIES} times in a row",
        hint="run the same command again",
    )


def _remaining(target: Target, before: Survey) -> Generator[None, None, tuple[Discrepancy, ...]]:
    """What is still wrong after a repair: everything that was found is read again, but for what its address shows."""
    observed = yield from observe(target, read_only=True)
    yield None
    if observed.catalog is None:
        return before.damage
    of_address = tuple(one for one in before.damage if one.fault in {Flaw.UNREACHABLE, Flaw.UNDELETED})
    asked = [one for one in before.damage if one not in of_address]
    return (*of_address, *(one for one in look_again(target, asked, observed, observed.catalog) if one.is_damage))


# --- repairing


def _remade(target: Target, show: Path, found: Survey, *, measure: Measure, on_read: OnRead | None) -> Remade:
    """The bytes of immutable objects that are to be sent again; the author's files are read only if there are any."""
    keys = [one.key for one in found.damage if one.fault in SENT_AGAIN and is_immutable(one.key)]
    named = {one.key for one in inventory(found.catalog, {}) if not one.superseded and not one.deleted}
    keys = [key for key in keys if key in named]
    return Author(folder=show.parent, measure=measure, on_read=on_read).remade(target, found.catalog, keys)


def _measured(target: Target, found: Survey, measure: Measure) -> Generator[None, None, Mapping[str, Enclosure]]:
    """Key → the enclosure with the facts of the stored recording, for those of which a rebuilt catalog knows none."""
    files = PublishedFiles(base="", measure=measure)
    known = {item.enclosure.key: item.enclosure for item in found.catalog.items}
    enclosures = {}
    for one in found.findings:
        enclosure = known.get(one.key)
        if one.fault is Flaw.UNMEASURED and enclosure and (audio := (yield from files.audio(target.site, one.key))):
            enclosures[one.key] = with_facts(enclosure, audio)
    return enclosures


def _repair(
    where: Destination,
    show: ShowFile,
    found: Survey,
    remade: Remade,
    *,
    now: datetime,
    caller: Caller,
    verify: VerifyMode | None,
    on_event: OnEvent,
) -> Generator[Event | None, None, RunResult]:
    wrong = {one.key: one.token for one in found.findings if one.fault in {*SENT_AGAIN, Flaw.COPIED}}

    def change(before: Catalog | None) -> NextCatalog:
        if before is None:
            raise Refused(f"nothing is published at {where.to} any more", hint="see: feedpub status")
        wanted = repaired(
            before,
            wrong,
            remade.objects,
            renewed=remade.renewed,
            design=pages.design(),
            assets=pages.assets(before),
        )
        return replace(wanted, warnings=tuple(f"{key} cannot be sent: {text}" for key, text in remade.absent.items()))

    return (
        yield from run(
            where,
            change,
            command="verify --repair",
            now=now,
            caller=caller,
            verify=verify,
            on_event=on_event,
            gate_options=GateOptions(locate=locate_by_slug, ignore=show.show.check.ignore),
        )
    )
