"""The protocol of every change: observe, change, plan, look again, carry out; start over after a lost race.

`transact` is a generator, on any storage and with any effects. It yields an event before and after what it does, and
None right before every single storage call, so that a caller can show progress or stop (a dry run stops at `Planned`),
and a test can interleave publishers call by call.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from feedpub.catalog import RENDERER, Change, NextCatalog, Origin
from feedpub.deploy.actions import Plan
from feedpub.deploy.carry_out import End, HeldByCache, carry_out, note_version
from feedpub.deploy.effects import CatalogChange, Effects
from feedpub.deploy.events import Event, Planned, Restarted
from feedpub.deploy.free_keys import with_free_keys
from feedpub.deploy.observe import catalog_changed, look_at, look_at_feed, observe, read_objects
from feedpub.deploy.pending import lost_objects, to_look_at, to_read, to_render
from feedpub.deploy.plan import make_plan, showing_digest, stored_form
from feedpub.deploy.refusals import (
    absent_feed_warning,
    adopted_warning,
    damage_warning,
    history_warning,
    lost_by_history,
    lost_catalog,
    older_catalog,
    own_claims,
    refuse_moved,
    refuse_other_show,
    refuse_wrong_clock,
)
from feedpub.deploy.revision import Revision, next_revision
from feedpub.deploy.target import Claim, Observed, Target
from feedpub.errors import Conflict, Refused
from feedpub.model.address import feed_address
from feedpub.model.catalog import Catalog
from feedpub.storage import Body
from feedpub.storage.steps import Steps

ATTEMPTS = 30
"""How often a run starts over before it gives up with exit code 3. Each lost race means that somebody else won one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What is published after a transaction."""

    before: Catalog | None
    """What it found first."""

    after: Catalog
    plan: Plan
    """The last plan: empty if there was nothing to do."""

    changes: tuple[Change, ...]


def transact(
    target: Target,
    change: CatalogChange,
    *,
    now: datetime,
    origin: Origin,
    effects: Effects,
) -> Generator[Event | None, None, Outcome]:
    """Bring what is published to what `change` makes of it, or raise and leave the feed as it was.

    `change` is asked again after every lost race; it brings the bytes of the immutable keys that it names. `origin` is
    what a new revision records, but for its parent, which is what was observed.
    Whatever is due at `now` (aware) is released on the way.
    Raises `Refused`, `VerificationFailed`, `StorageError`; `Conflict` after `ATTEMPTS` lost races.
    """
    first: Catalog | None = None
    shown: tuple[Change, ...] = ()
    is_ready = False
    is_committed = False
    recalled = _Recalled(effects)
    unusable: frozenset[str] = frozenset()
    for attempt in range(1, ATTEMPTS + 1):
        try:
            observed = yield from _look(target, effects, recalled, is_first=attempt == 1)
            first = first or (observed.catalog if observed else None)
            planned = None
            if observed is not None:
                planned = yield from _plan(
                    target,
                    observed,
                    change,
                    now=now,
                    origin=origin,
                    known=recalled.claims,
                    unusable=unusable,
                    attempt=attempt,
                    effects=effects,
                )
        except Refused as refusal:
            raise (_undone(refusal) if is_committed else refusal) from None
        if observed is not None and planned is not None:
            shown = planned.changes or shown
            yield planned
            is_ready = is_ready or (yield from _passes_preflight(target, planned, effects))
            try:
                end = (yield from carry_out(target, observed, planned, effects)) if is_ready else End.LOST
            except HeldByCache as found:
                unusable |= {found.key}
                yield Restarted(attempt=attempt, wait=0.0, reason=f"a cache shows something else as {found.key}")
                continue
            is_committed = is_committed or end is End.LOST_AFTER_COMMIT
            if end is End.DONE:
                note_version(planned, effects)
                return Outcome(before=first, after=planned.after, plan=planned.plan, changes=shown)
        wait = effects.random.uniform(0.0, min(2.0, 0.05 * 2**attempt))
        yield Restarted(attempt=attempt, wait=wait)
        effects.sleep(wait)
    raise Conflict(
        f"others published at the same time, {ATTEMPTS} times in a row; nothing of theirs was overwritten",
        hint="run the same command again",
    )


class _Recalled:
    """What is known outside of the store, asked once; `transact` starts over with the same."""

    def __init__(self, effects: Effects) -> None:
        self._effects = effects
        self.claims: tuple[Claim, ...] = ()
        self.ahead: timedelta | None = None

    def ask(self) -> Steps[None]:
        """Ask whoever else knows of the catalog. No call to the store, so without a pause."""
        yield from ()
        self.claims, self.ahead = tuple(self._effects.recall()), self._effects.ahead()


def _look(
    target: Target, effects: Effects, recalled: _Recalled, *, is_first: bool
) -> Generator[Event | None, None, Observed | None]:
    """What is stored, looked at while others are asked whatever does not depend on it.

    The public feed may show more than the catalog that was read before somebody published: then the run starts over.
    """
    if effects.look is not None:
        if is_first:
            yield from recalled.ask()
        observed = yield from effects.look(target, recalled.claims)
    elif is_first:
        looking = observe(target, together=effects.together)
        observed, _, _ = yield from effects.together([looking, recalled.ask(), effects.meanwhile(target)])
    else:
        observed = yield from observe(target, together=effects.together)
    if observed is None:
        return None
    ahead = effects.clock() - observed.date if effects.clock and observed.date else recalled.ahead
    return replace(observed, ahead=ahead)


def _plan(
    target: Target,
    observed: Observed,
    change: CatalogChange,
    *,
    now: datetime,
    origin: Origin,
    known: Sequence[Claim],
    unusable: frozenset[str],
    attempt: int,
    effects: Effects,
) -> Generator[Event | None, None, Planned | None]:
    """The plan for what was observed; None if someone published while it was made."""
    _refuse_newer(observed.catalog)
    refuse_moved(target, observed.catalog, origin, effects.overrides)
    observed = yield from look_at_feed(target, observed)
    claims = observed.contradicting((*own_claims(target, observed), *known))
    if (refusal := _lost_or_older(target, observed, claims, effects)) is not None:
        if (yield from catalog_changed(target, observed)):
            return None
        raise refusal
    refuse_other_show(target, observed.catalog, origin, effects.overrides)
    if effects.inspect is not None:
        change = yield from effects.inspect(target, observed)
    wanted = with_free_keys(observed.catalog, change(observed.catalog), unusable=unusable)
    revision = next_revision(
        observed.catalog,
        wanted.catalog,
        now=now,
        origin=replace(origin, parent=observed.digest),
        newest=max([observed.newest if observed.catalog else 0, *(one.version.revision for one in claims)]),
        adopted=observed.adopted or observed.is_incoming,
        deleted=wanted.removal.keys,
    )
    after = revision.catalog
    if after is not observed.catalog:
        refuse_wrong_clock(observed, now=now)
    effects.check_move(observed.catalog, after)
    made = stored_form(observed, after)
    linted = effects.gate(showing_digest(made), revision.changes, revision.documents[after.channel.feed].render)
    looked = yield from _look_at_objects(target, observed, wanted, revision, effects)
    if looked is None:
        return None
    observed, bodies, objects = looked
    return Planned(
        plan=make_plan(
            observed,
            after,
            bodies=bodies,
            documents=revision.documents,
            objects=objects,
            again=wanted.again,
            removal=wanted.removal,
            history=wanted.history,
            absent=wanted.absent,
            made=made,
        ),
        changes=revision.changes,
        before=observed.catalog,
        after=after,
        attempt=attempt,
        to=target.site.name,
        warnings=(
            *wanted.warnings,
            *effects.warnings,
            *adopted_warning(claims, observed),
            *history_warning(observed),
            *damage_warning(observed, after),
            *absent_feed_warning(observed, after),
        ),
        decisions=tuple(one for one in wanted.decisions if one.slug in {change.slug for change in revision.changes}),
        gate=linted,
    )


def _lost_or_older(target: Target, observed: Observed, claims: Sequence[Claim], effects: Effects) -> Refused | None:
    """Why nobody may go on from the catalog that is there, or from none; None if somebody may."""
    if claims and not observed.adopted:
        return older_catalog(target, observed, claims[0])
    return lost_by_history(target, observed, first=effects.overrides.first)


def _look_at_objects(
    target: Target, observed: Observed, wanted: NextCatalog, revision: Revision, effects: Effects
) -> Steps[tuple[Observed, Mapping[str, Body], Mapping[str, bytes]] | None]:
    """What was observed, with all that the plan needs; the bytes of what it puts; and those of what pages show.

    None if someone published meanwhile: the catalog is looked at last.
    """
    after = revision.catalog
    keys, read = to_look_at(observed, after, wanted.again), to_read(observed, after)
    observed = yield from look_at(target, observed, keys, read=read, together=effects.together)
    bodies = {**wanted.objects, **revision.assets}
    shown = to_render(observed, after, revision.documents, wanted.again)
    objects = yield from read_objects(target, shown, bodies, together=effects.together)
    if (yield from catalog_changed(target, observed)):
        return None
    if observed.catalog is None and after.channel.feed in observed.stamped:
        raise lost_catalog(target, remains=feed_address(after.channel))
    if lost := lost_objects(observed, after, bodies, wanted.absent):
        bodies |= effects.remake(target, after, lost)
    return observed, bodies, objects


def _refuse_newer(before: Catalog | None) -> None:
    if before is not None and before.renderer > RENDERER:
        raise Refused(
            f"this show was published by a newer feedpub (renderer {before.renderer}, this one has {RENDERER})",
            hint="update feedpub: pip install --upgrade feedpub",
        )


def _passes_preflight(target: Target, planned: Planned, effects: Effects) -> Generator[Event | None, None, bool]:
    """Whether the plan may be carried out; False if someone else wrote in between."""
    try:
        yield from effects.preflight(target, planned.before, planned.after, writes=bool(planned.plan))
    except Conflict:
        return False
    return True


def _undone(refusal: Refused) -> Conflict:
    """For a run whose revision was committed, and whose change is refused after what somebody else did then."""
    return Conflict(
        f"somebody else published right after this run: {refusal.message}",
        where=refusal.where,
        hint="this run's changes were recorded before; see feedpub status",
    )
