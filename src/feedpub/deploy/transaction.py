"""The one way to change what is published: observe, change, plan, look again, apply; start over after a lost race.

`run` is a transaction on a real destination; `transact` is its protocol, on any storage and with any effects. Both are
generators. They yield an event before and after what they do, and None right before every single storage call, so that
a caller can show progress or stop (a dry run stops at `Planned`), and a test can interleave publishers call by call.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from hashlib import sha256
from random import Random
from typing import Literal

from feedpub.catalog import RENDERER, Change, NextCatalog, Origin, is_stamped
from feedpub.deploy.caller import NOBODY, Caller
from feedpub.deploy.destination import Destination, open_target
from feedpub.deploy.events import ActionDone, Event, FeedVerified, PhaseStarted, Planned, Restarted
from feedpub.deploy.gate import Gate, GateOptions, gate, locate_by_slug, open_gate
from feedpub.deploy.observe import Observed, Target, catalog_changed, lost_catalog, observe
from feedpub.deploy.plan import Delete, Plan, Put, Verify, make_plan, next_revision, to_look_at, to_read
from feedpub.deploy.preflight import preflight
from feedpub.deploy.verify import missing_guids, verify_feed, verify_public, verify_stored
from feedpub.errors import Conflict, FetchError, Refused
from feedpub.model.address import feed_address
from feedpub.model.catalog import Catalog
from feedpub.storage import ObjectInfo, Storage, confirm

ATTEMPTS = 30
"""How often a run starts over before it gives up with exit code 3. Each lost race means that somebody else won one."""

CatalogChange = Callable[[Catalog | None], NextCatalog]
"""From the catalog that is published to the next one. It may raise `Refused`; it is called again after a lost race."""

VerifyMode = Literal["public", "store"]
"""Whether to ask the public address, as listeners do, or the store itself."""


Steps = Generator[Event | None, None, None]


# --- a run


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What is published after a transaction."""

    before: Catalog | None
    """What it found first."""

    after: Catalog
    plan: Plan
    """The last plan: empty if there was nothing to do."""

    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """What a run has published, where, and how that was verified."""

    outcome: Outcome
    where: Destination
    verify: VerifyMode
    feed: FeedVerified | None = None
    """None if the feed was not put, or not asked for at its public address."""


def run(
    where: Destination,
    change: CatalogChange,
    *,
    command: str,
    now: datetime,
    caller: Caller = NOBODY,
    verify: VerifyMode | None = None,
    on_bytes: Callable[[Put, int], None],
    gate_options: GateOptions | None = None,
) -> Generator[Event | None, None, RunResult]:
    """Carry out a change on a real destination and verify it; yields events, `Planned` with warnings first.

    `command` is the verb, for the record. Without `verify`, a bucket is verified at its public address and a directory
    on the disk. `gate_options` say how the change is linted; without them, by every rule.
    Raises `VerificationFailed` also when everything is published, but the public feed is wrong.
    """
    mode = verify or ("store" if where.is_directory else "public")
    target = open_target(where)
    if mode == "public":
        check = partial(verify_public, target=where.to, allow_private=where.is_local_only)
    else:
        check = partial(verify_stored, storage=target.site)
    effects = Effects(
        verify=check,
        preflight=partial(preflight, where),
        on_bytes=on_bytes,
        sleep=time.sleep,
        random=Random(),  # noqa: S311 - jitter, not secrecy
        check_move=partial(_check_move, where),
        gate=partial(gate, options=gate_options or GateOptions(locate=locate_by_slug), now=now),
        warnings=_unguarded(where),
    )
    origin = Origin(
        lineage=caller.new_lineage(),
        folder=where.folder,
        target="" if where.is_directory else where.to,
        author=caller.author,
        command=command,
    )
    outcome = yield from transact(target, change, now=now, origin=origin, effects=effects)
    feed = None
    if mode == "public" and any(phase.name == "feed" for phase in outcome.plan.phases):
        feed = _verify_feed(where, target, outcome, now=now)
        yield feed
    return RunResult(outcome=outcome, where=where, verify=mode, feed=feed)


def _unguarded(where: Destination) -> tuple[str, ...]:
    if not where.single_writer:
        return ()
    return ("single_writer: two people who publish at the same time can overwrite each other's work",)


def _verify_feed(where: Destination, target: Target, outcome: Outcome, *, now: datetime) -> FeedVerified:
    url = feed_address(outcome.after.channel)
    sent = next(put.body for put in outcome.plan.puts if put.key == outcome.after.channel.feed)

    def stored() -> bytes | None:
        content = target.site.read(outcome.after.channel.feed)
        return content.data if content else None

    until = verify_feed(url, sent=sent.data, now=now, stored=stored, target=where.to, allow_private=where.is_local_only)
    return FeedVerified(url=url, cached_until=until)


def _check_move(where: Destination, before: Catalog | None, after: Catalog) -> None:
    """Raise `Refused` for a `new_feed_url` that is set now and does not answer with this show yet."""
    channel = after.channel
    is_new = channel.new_feed_url and (before is None or before.channel.new_feed_url != channel.new_feed_url)
    if not is_new or channel.new_feed_url == feed_address(channel):
        return
    guids = [channel.guid, *(item.guid for item in after.published_items)]
    try:
        missing = missing_guids(channel.new_feed_url, guids, allow_private=where.is_local_only)
    except FetchError as error:
        raise Refused(f"new_feed_url: {error.message}", where=error.where, hint=error.hint) from None
    if missing:
        raise Refused(
            f"new_feed_url: {channel.new_feed_url} lacks {len(missing)} of this show's {len(guids)} guids "
            f"(first: {missing[0]}); subscribers moved there would lose those episodes or download them again",
            hint="publish the show there first, with the same podcast:guid and item guids; then set new_feed_url",
        )


# --- the protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """What a transaction does beside storage calls; a test passes its own."""

    verify: Callable[[Verify], None]
    """Raises `VerificationFailed`; then nothing is committed."""

    preflight: Callable[[Target, Catalog | None, Catalog], Generator[None, None, None]]
    """Before a run writes, once: does the store obey guards, is the state private? Given the old and new catalog."""

    on_bytes: Callable[[Put, int], None]
    """Called with the number of bytes that the store has accepted."""

    sleep: Callable[[float], None]
    random: Random
    check_move: Callable[[Catalog | None, Catalog], None] = lambda _before, _after: None
    """Before anything is planned: does the address that subscribers are moved to have this show? Raises `Refused`."""

    gate: Gate = open_gate
    """Lint, before anything is planned; raises `Rejected`."""

    warnings: tuple[str, ...] = ()
    """What every plan warns about."""


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
    for attempt in range(1, ATTEMPTS + 1):
        observed = yield from observe(target)
        first = first or observed.catalog
        planned = yield from _plan(target, observed, change, now=now, origin=origin, attempt=attempt, effects=effects)
        if planned is not None:
            shown = planned.changes or shown
            yield planned
            is_ready = is_ready or (yield from _passes_preflight(target, planned, effects))
            if is_ready and (yield from _apply(target, planned, effects)):
                return Outcome(before=first, after=planned.after, plan=planned.plan, changes=shown)
        wait = effects.random.uniform(0.0, min(2.0, 0.05 * 2**attempt))
        yield Restarted(attempt=attempt, wait=wait)
        effects.sleep(wait)
    raise Conflict(
        f"others published at the same time, {ATTEMPTS} times in a row; nothing of theirs was overwritten",
        hint="run the same command again",
    )


def _plan(
    target: Target,
    observed: Observed,
    change: CatalogChange,
    *,
    now: datetime,
    origin: Origin,
    attempt: int,
    effects: Effects,
) -> Generator[Event | None, None, Planned | None]:
    """The plan for what was observed; None if someone published while it was made."""
    _refuse_newer(observed.catalog)
    wanted = change(observed.catalog)
    revision = next_revision(
        observed.catalog,
        wanted.catalog,
        now=now,
        origin=replace(origin, parent=observed.digest),
        newest=observed.applied,
        adopted=observed.is_restored,
    )
    after = revision.catalog
    effects.check_move(observed.catalog, after)
    linted = effects.gate(after, revision.changes)
    observed = yield from _look_at(target, observed, after)
    if (yield from catalog_changed(target, observed)):
        return None
    if observed.catalog is None and after.channel.feed in observed.stamped:
        raise lost_catalog(target, feed_address(after.channel))
    return Planned(
        plan=make_plan(observed, after, bodies={**wanted.objects, **revision.assets}, documents=revision.documents),
        changes=revision.changes,
        before=observed.catalog,
        after=after,
        attempt=attempt,
        to=target.site.name,
        warnings=(*wanted.warnings, *effects.warnings, *_restored(observed)),
        decisions=tuple(one for one in wanted.decisions if one.slug in {change.slug for change in revision.changes}),
        gate=linted,
    )


def _refuse_newer(before: Catalog | None) -> None:
    if before is not None and before.renderer > RENDERER:
        raise Refused(
            f"this show was published by a newer feedpub (renderer {before.renderer}, this one has {RENDERER})",
            hint="update feedpub: pip install --upgrade feedpub",
        )


def _restored(observed: Observed) -> Iterator[str]:
    if observed.catalog is not None and observed.is_restored:
        yield (
            f"an older catalog was restored: it is of revision {observed.catalog.revision}, pages and feed are of "
            f"revision {observed.applied}; what was published in between is not in it: publish that again"
        )


def _look_at(target: Target, observed: Observed, after: Catalog) -> Generator[Event | None, None, Observed]:
    """What was observed, with the objects that a plan needs."""
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


def _passes_preflight(target: Target, planned: Planned, effects: Effects) -> Generator[Event | None, None, bool]:
    """Whether the plan may be carried out; False if someone else wrote in between."""
    try:
        if planned.plan:
            yield from effects.preflight(target, planned.before, planned.after)
    except Conflict:
        return False
    return True


def _apply(target: Target, planned: Planned, effects: Effects) -> Generator[Event | None, None, bool]:
    """Carry the plan out; False if someone else was faster somewhere on the way."""
    try:
        for phase in planned.plan.phases:
            yield PhaseStarted(phase=phase)
            yield from _carry_out(target, phase.actions, effects)
    except Conflict:
        return False
    return True


def _carry_out(target: Target, actions: Sequence[Put | Verify | Delete], effects: Effects) -> Steps:
    for action in actions:
        match action:
            case Put():
                yield from _put(target.of(action.area), action, effects)
            case Verify():
                yield None
                effects.verify(action)
            case Delete():
                yield None
                target.site.delete(action.key, guard=action.guard)
        yield ActionDone(action=action)


def _put(storage: Storage, put: Put, effects: Effects) -> Steps:
    yield from confirm.steps(
        storage,
        put.key,
        put.body,
        type=put.type,
        cache=put.cache,
        guard=put.guard,
        on_bytes=lambda count: effects.on_bytes(put, count),
    )
