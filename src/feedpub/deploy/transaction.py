"""The one way to change what is published: look, change, plan, look again, apply; start over if someone was faster.

A generator. It yields an event before and after what it does, and None right before every single storage call, so that
a caller can show progress, stop (a dry run stops at `Planned`), and a test can interleave publishers call by call.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from random import Random

from feedpub.catalog import APPLIED, CATALOG, RENDERER, Change, NextCatalog, changes, is_stamped, loads
from feedpub.deploy.judging import Judge, Judged, unjudged
from feedpub.deploy.plan import Area, Delete, Observed, Phase, Plan, Prove, Put, make_plan, to_look_at, to_read
from feedpub.deploy.revising import revised
from feedpub.errors import Conflict, Refused
from feedpub.model.address import feed_address
from feedpub.model.catalog import Catalog
from feedpub.storage import ObjectInfo, Storage, confirm

ATTEMPTS = 30
"""How often a run starts over before it gives up with exit code 3. Each lost race means that somebody else won one."""

Step = Generator["Event | None", None, None]


Changing = Callable[[Catalog | None], NextCatalog]
"""A changing verb: from what is published to what should be. It may raise `Refused`; it is asked again after a race."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a show is published."""

    site: Storage
    """What the public sees."""

    state: Storage
    """What it never sees: catalog and `applied`."""

    def of(self, area: Area) -> Storage:
        """The storage of an area."""
        return self.site if area is Area.SITE else self.state


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """The plan, before anything is done; again after a lost race."""

    plan: Plan
    changes: tuple[Change, ...]
    before: Catalog | None
    after: Catalog
    attempt: int
    warnings: tuple[str, ...] = ()
    judged: Judged = field(default_factory=Judged)


@dataclass(frozen=True, slots=True, kw_only=True)
class Began:
    """A phase begins."""

    phase: Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """An action begins."""

    action: Put | Prove | Delete


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """An action is acknowledged."""

    action: Put | Prove | Delete


@dataclass(frozen=True, slots=True, kw_only=True)
class Restarted:
    """Someone else published in between; everything is looked at anew after `wait` seconds."""

    attempt: int
    wait: float


Event = Planned | Began | Doing | Done | Restarted


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What is published after the run."""

    before: Catalog | None
    """What this run found first."""

    after: Catalog
    plan: Plan
    """The last plan: empty if there was nothing to do."""

    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """What a transaction does beside storage calls; a test gives its own."""

    prove: Callable[[Prove], None]
    """Raises `VerificationFailed`; nothing is committed then."""

    preflight: Callable[[Target, Planned], Step]
    """Before a run writes, once: does the store honour guards, is the state private?"""

    on_bytes: Callable[[Put, int], None]
    """Told about accepted bytes."""

    sleep: Callable[[float], None]
    random: Random
    check_move: Callable[[Catalog | None, Catalog], None] = lambda _before, _after: None
    """Before anything is planned: has the address that subscribers will be moved to this show? Raises `Refused`."""

    judge: Judge = unjudged
    """What the rules say, before anything is planned; raises `Rejected`."""


def transact(
    target: Target,
    change: Changing,
    *,
    now: datetime,
    effects: Effects,
) -> Generator[Event | None, None, Outcome]:
    """Bring what is published to what `change` makes of it, or raise and leave the feed as it was.

    `change` is asked again after every lost race; it brings the bytes of the immutable keys that it names.
    Whatever is due at `now` (aware) is released on the way.
    Raises `Refused`, `VerificationFailed`, `StorageError`; `Conflict` after `ATTEMPTS` lost races.
    """
    first: Catalog | None = None
    shown: tuple[Change, ...] = ()
    is_ready = False
    for attempt in range(1, ATTEMPTS + 1):
        observed = yield from observe(target)
        first = first or observed.catalog
        planned = yield from _planned(target, observed, change, now=now, attempt=attempt, effects=effects)
        if planned is not None:
            shown = planned.changes or shown
            yield planned
            is_ready = is_ready or (yield from _prepared(target, planned, effects))
            if is_ready and (yield from _applied(target, planned, effects)):
                return Outcome(before=first, after=planned.after, plan=planned.plan, changes=shown)
        wait = effects.random.uniform(0.0, min(2.0, 0.05 * 2**attempt))
        yield Restarted(attempt=attempt, wait=wait)
        effects.sleep(wait)
    raise Conflict(
        f"others published at the same time, {ATTEMPTS} times in a row; nothing of theirs was overwritten",
        hint="run the same command again",
    )


def _planned(
    target: Target,
    observed: Observed,
    change: Changing,
    *,
    now: datetime,
    attempt: int,
    effects: Effects,
) -> Generator[Event | None, None, Planned | None]:
    """The plan for what was observed; None if someone published while it was looked at."""
    _refuse_newer(observed.catalog)
    wanted = change(observed.catalog)
    revision = revised(observed.catalog, wanted.catalog, now=now, applied=observed.applied)
    after = revision.catalog
    changed = changes(observed.catalog, after)
    effects.check_move(observed.catalog, after)
    judged = effects.judge(after, changed)
    observed = yield from _look_at(target, observed, after)
    if (yield from _moved(target, observed)):
        return None
    if observed.catalog is None and after.channel.feed in observed.stamped:
        raise _lost(target, feed_address(after.channel))
    return Planned(
        plan=make_plan(observed, after, bodies={**wanted.objects, **revision.bodies}, documents=revision.documents),
        changes=changed,
        before=observed.catalog,
        after=after,
        attempt=attempt,
        warnings=(*wanted.warnings, *_restored(observed)),
        judged=judged,
    )


def _prepared(target: Target, planned: Planned, effects: Effects) -> Generator[Event | None, None, bool]:
    """Make sure that the plan may be carried out; False if someone else wrote in between."""
    try:
        if planned.plan:
            yield from effects.preflight(target, planned)
    except Conflict:
        return False
    return True


def _applied(target: Target, planned: Planned, effects: Effects) -> Generator[Event | None, None, bool]:
    """Carry the plan out; False if someone else was faster somewhere on the way."""
    try:
        for phase in planned.plan.phases:
            yield Began(phase=phase)
            yield from _carry_out(target, phase.actions, effects)
    except Conflict:
        return False
    return True


def observe(target: Target, *, read_only: bool = False) -> Generator[Event | None, None, Observed]:
    """Catalog and `applied`, each with the token of the very answer that brought it.

    `applied` is read first: it is written after the catalog, so it never names a revision that the catalog read
    afterwards has not reached, however many publish meanwhile.
    `read_only` reads also a catalog with fields that only a newer feedpub knows; without it that is `Refused`, as a
    lost catalog always is.
    """
    yield None
    reached = target.state.read(APPLIED)
    yield None
    stored = target.state.read(CATALOG)
    if stored is None and reached is not None:
        raise _lost(target, f"{target.state.name}/{APPLIED}")
    where = f"{target.state.name}/{CATALOG}"
    catalog = loads(stored.data, where=where, read_only=read_only) if stored else None
    return Observed(
        catalog=catalog,
        token=stored.token if stored else None,
        applied=_revision(reached.data) if reached else 0,
        applied_token=reached.token if reached else None,
    )


def _revision(data: bytes) -> int:
    """What `applied` names; 0 for what feedpub did not write: then pages and feed are looked at, as if it was lost."""
    return int(data) if re.fullmatch(rb"[0-9]{1,15}\n?", data) else 0


def _restored(observed: Observed) -> Iterator[str]:
    if observed.catalog is not None and observed.is_restored:
        yield (
            f"an older catalog was restored: it is of revision {observed.catalog.revision}, pages and feed are of "
            f"revision {observed.applied}; what was published in between is not in it: publish that again"
        )


def _lost(target: Target, remains: str) -> Refused:
    """A first publication would begin a new catalog, and every other episode would leave the feed."""
    return Refused(
        f"the catalog is missing, but {remains} is there, which feedpub writes only after the catalog",
        where=f"{target.state.name}/{CATALOG}",
        hint="restore it there from a backup or an earlier version (bucket versioning); if it lies elsewhere, name its "
        "place (`publish: state:`); to begin a new show, choose an empty target (`publish: to:`)",
    )


def _refuse_newer(before: Catalog | None) -> None:
    if before is not None and before.renderer > RENDERER:
        raise Refused(
            f"this show was published by a newer feedpub (renderer {before.renderer}, this one has {RENDERER})",
            hint="update feedpub: pip install --upgrade feedpub",
        )


def _look_at(target: Target, observed: Observed, after: Catalog) -> Generator[Event | None, None, Observed]:
    objects, stamped, read = {}, set(), to_read(observed, after)
    for key in to_look_at(observed, after):
        yield None
        if key not in read:
            objects[key] = target.site.head(key)
        elif content := target.site.read(key):
            digest = sha256(content.data).hexdigest()
            objects[key] = ObjectInfo(size=len(content.data), token=content.token, digest=digest)
            stamped |= {key} if is_stamped(content.data) else set()
    return replace(observed, objects=objects, stamped=frozenset(stamped))


def _moved(target: Target, observed: Observed) -> Generator[Event | None, None, bool]:
    """The last look: whether the catalog is another one than at the first look.

    Without it a publisher that has nothing to commit could send an old feed over a newer one: the feed's token would be
    the newer one's, taken after the catalog was read.
    """
    yield None
    seen = target.state.head(CATALOG)
    return (seen.token if seen else None) != observed.token


def _carry_out(target: Target, actions: Sequence[Put | Prove | Delete], effects: Effects) -> Step:
    for action in actions:
        yield Doing(action=action)
        match action:
            case Put():
                yield from _put(target.of(action.area), action, effects)
            case Prove():
                yield None
                effects.prove(action)
            case Delete():
                yield None
                target.site.delete(action.key, guard=action.guard)
        yield Done(action=action)


def _put(storage: Storage, put: Put, effects: Effects) -> Step:
    yield from confirm.steps(
        storage,
        put.key,
        put.body,
        type=put.type,
        cache=put.cache,
        guard=put.guard,
        on_bytes=lambda count: effects.on_bytes(put, count),
    )
