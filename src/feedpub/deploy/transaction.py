"""The one way to change what is published: observe, change, plan, look again, apply; start over after a lost race.

`run` is a transaction on a real destination; `transact` is its protocol, on any storage and with any effects. Both are
generators. They yield an event before and after what they do, and None right before every single storage call, so that
a caller can show progress or stop (a dry run stops at `Planned`), and a test can interleave publishers call by call.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto
from functools import partial
from random import Random
from typing import Literal, Protocol

from feedpub.catalog import (
    APPLIED,
    CATALOG,
    RENDERER,
    Change,
    NextCatalog,
    Origin,
    Overrides,
    Version,
    dumps_applied,
    loads_applied,
    read_stored,
    with_tokens,
)
from feedpub.catalog.deleted import marked
from feedpub.deploy.caller import NOBODY, Caller
from feedpub.deploy.destination import Destination, open_target
from feedpub.deploy.events import ActionDone, Event, FeedVerified, PhaseStarted, Planned, Resent, Restarted
from feedpub.deploy.free_keys import with_free_keys
from feedpub.deploy.gate import Gate, GateOptions, gate, locate_by_slug, open_gate
from feedpub.deploy.observe import (
    Area,
    Claim,
    Observed,
    Target,
    catalog_changed,
    look_at,
    look_at_feed,
    lost_by_history,
    lost_catalog,
    observe,
    older_catalog,
    read_objects,
)
from feedpub.deploy.plan import (
    Delete,
    Phase,
    Plan,
    Put,
    Verify,
    lost_objects,
    make_plan,
    next_revision,
    showing_digest,
    stored_form,
    to_look_at,
    to_read,
    to_render,
)
from feedpub.deploy.preflight import StateCheck, preflight
from feedpub.deploy.public_address import check_address
from feedpub.deploy.refusals import (
    Sibling,
    adopted_warning,
    damage_warning,
    history_warning,
    own_claims,
    refuse_moved,
    refuse_other_show,
    refuse_sibling,
    refuse_wrong_clock,
)
from feedpub.deploy.steps import Steps, Threads, Together, nothing
from feedpub.deploy.verify import (
    OnWait,
    VerifySession,
    is_cached,
    missing_guids,
    public_version,
    server_date,
    silently,
    verify_feed,
    verify_public,
    verify_stored,
)
from feedpub.errors import Conflict, Denied, FetchError, Refused, VerificationFailed
from feedpub.model.address import feed_address
from feedpub.model.catalog import Catalog
from feedpub.storage import Absent, Body, Same, Storage, confirm

ATTEMPTS = 30
"""How often a run starts over before it gives up with exit code 3. Each lost race means that somebody else won one."""

NO_OVERRIDES = Overrides()

CatalogChange = Callable[[Catalog | None], NextCatalog]
"""From the catalog that is published to the next one. It may raise `Refused`; it is called again after a lost race."""

Inspection = Callable[[Target, Observed], Generator[None, None, CatalogChange]]
"""Gives the change after looking at more of what is stored, with a pause in front of every call."""

VerifyMode = Literal["public", "store"]
"""Whether to ask the public address, as listeners do, or the store itself."""


Remaking = Callable[[Target, Catalog, Collection[str]], Mapping[str, Body]]
"""Gives the bytes of those of the keys that can be made again exactly."""

Observe = Callable[[Target, Sequence[Claim]], Generator[None, None, Observed | None]]
"""Looks at what is stored, given what is known outside of it, and perhaps puts another catalog into the place of the
stored one. None: somebody has published meanwhile. It may raise `Refused`.
"""


class Preflight(Protocol):
    """Looks at a destination, given the old and the new catalog, and whether the run will write."""

    def __call__(
        self, target: Target, before: Catalog | None, after: Catalog, /, *, writes: bool
    ) -> Generator[None, None, None]:
        """Raises what the run must stop for."""


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


def run(  # noqa: PLR0913 - what a verb may choose, each by its name
    where: Destination,
    change: CatalogChange,
    *,
    command: str,
    now: datetime,
    caller: Caller = NOBODY,
    overrides: Overrides = NO_OVERRIDES,
    look: Observe | None = None,
    verify: VerifyMode | None = None,
    on_bytes: Callable[[Put, int], None],
    check_files: Callable[[], None] = lambda: None,
    on_wait: OnWait = silently,
    gate_options: GateOptions | None = None,
    is_deleting: bool = False,
    inspect: Inspection | None = None,
    remake: Remaking | None = None,
    is_first: bool = False,
    moves_to: Destination | None = None,
) -> Generator[Event | None, None, RunResult]:
    """Carry out a change on a real destination and verify it; yields events, `Planned` with warnings first.

    `command` is the verb, for the record; of the `overrides` those count here that are about the catalog. `look` is how
    the store is looked at, where it is not `observe`. Without `verify`, a bucket is verified at its public address and
    a directory on the disk. `gate_options` say how the change is linted; without them, by every rule. `is_deleting` and
    `inspect` are as in `Effects`. `on_wait` is called where the public address is asked again. `is_first`: nothing of
    the show is there yet, whatever `look` gives, so the place is looked at as before a first publication. `moves_to` is
    the place where a show has moved: the catalog names it from then on, the pages lead there, and the public address
    here is no witness any more, since it may lead there, too.
    Raises `VerificationFailed` also when everything is published, but the public feed is wrong.
    """
    mode = verify or ("store" if where.is_directory else "public")
    target = open_target(where, noted=caller.noted)
    threads, session, state = Threads(), VerifySession(), StateCheck(where)
    if mode == "public":
        check = partial(_verify_public, where, session, on_wait=threads.relayed(on_wait), sleep=threads.sleep)
    else:
        check = partial(verify_stored, storage=target.site)
    effects = Effects(
        verify=check,
        is_cached=partial(_is_cached, where, is_public=mode == "public"),
        preflight=partial(_preflight, where, state, is_first=is_first, on_wait=on_wait if mode == "public" else None),
        meanwhile=state.look,
        on_bytes=threads.relayed(on_bytes),
        together=threads,
        sleep=time.sleep,
        random=Random(),  # noqa: S311 - jitter, not secrecy
        check_move=partial(_check_move, where),
        gate=partial(gate, options=gate_options or GateOptions(locate=locate_by_slug), now=now),
        check_files=check_files,
        recall=tuple if moves_to else partial(recall, where, caller, is_public=mode == "public"),
        note=partial(_note_at, where, caller),
        overrides=overrides,
        look=look,
        clock=caller.clock,
        ahead=partial(_ahead_of_server, where, caller),
        is_guarded=not where.single_writer,
        is_deleting=is_deleting,
        inspect=inspect,
        remake=remake or (lambda _target, _catalog, _keys: {}),
        warnings=_unguarded(where),
    )
    origin = Origin(
        lineage=caller.new_lineage(),
        folder=where.folder,
        target=_recorded_target(where, moves_to),
        author=caller.author,
        command=command,
        redirect=moves_to.base if moves_to and moves_to.has_address and moves_to.base != where.base else "",
    )
    with session:
        outcome = yield from transact(target, change, now=now, origin=origin, effects=effects)
    feed = None
    if mode == "public" and any(phase.name == "feed" for phase in outcome.plan.phases):
        verify_it = partial(_verify_feed, where, target, outcome, now=now, on_wait=on_wait)
        try:
            feed = verify_it()
        except VerificationFailed:
            if not (yield from _send_feed_again(target, outcome)):
                raise
            feed = verify_it()
        yield feed
    return RunResult(outcome=outcome, where=where, verify=mode, feed=feed)


def _recorded_target(where: Destination, moves_to: Destination | None) -> str:
    """The target that the catalog names: none of a directory, which may be copied, unless the show leaves for it."""
    if moves_to is not None:
        return moves_to.named_from(where)
    return "" if where.is_directory else where.to


def _unguarded(where: Destination) -> tuple[str, ...]:
    if not where.single_writer:
        return ()
    return ("single_writer: two people who publish at the same time can overwrite each other's work",)


def _preflight(
    where: Destination,
    state: StateCheck,
    target: Target,
    before: Catalog | None,
    after: Catalog,
    /,
    *,
    is_first: bool,
    writes: bool,
    on_wait: OnWait | None,
) -> Generator[None, None, None]:
    """What is asked before a run writes; the public address only with `on_wait`."""
    before = None if is_first else before
    yield from preflight(where, target, before, after, writes=writes, check=state)
    if on_wait is not None and writes:
        yield from check_address(where, target, before, after, on_wait=on_wait)


def _verify_public(
    where: Destination, session: VerifySession, action: Verify, *, on_wait: OnWait, sleep: Callable[[float], None]
) -> None:
    verify_public(
        action,
        session=session,
        target=where.to,
        endpoint=where.endpoint or "",
        allow_private=where.is_local_only,
        on_wait=on_wait,
        sleep=sleep,
    )


def _is_cached(where: Destination, action: Verify, *, is_public: bool) -> bool:
    return is_public and is_cached(action, allow_private=where.is_local_only)


def recall(where: Destination, caller: Caller, *, is_public: bool) -> Iterator[Claim]:
    """What is known outside of the store: what this machine noted, or else what the public feed shows."""
    noted = caller.witness.recall(where.place) if caller.witness else None
    if noted is not None:
        yield Claim(noted, "what this machine has seen there")
    elif (
        is_public and where.has_address and (shown := public_version(where.feed_url, allow_private=where.is_local_only))
    ):
        yield Claim(shown, f"the public feed ({where.feed_url})")


def _ahead_of_server(where: Destination, caller: Caller) -> timedelta | None:
    """How far the caller's clock is ahead of the public server's, of a directory that has one."""
    if not (caller.clock and where.is_directory and where.has_address):
        return None
    date = server_date(where.base, allow_private=where.is_local_only)
    return caller.clock() - date if date else None


def _note_at(where: Destination, caller: Caller, version: Version) -> None:
    if caller.witness:
        caller.witness.note(where.place, version)


def _verify_feed(
    where: Destination, target: Target, outcome: Outcome, *, now: datetime, on_wait: OnWait
) -> FeedVerified:
    url = feed_address(outcome.after.channel)
    sent = next(put.body for put in outcome.plan.puts if put.key == outcome.after.channel.feed)

    def stored() -> bytes | None:
        content = target.site.read(outcome.after.channel.feed)
        return content.data if content else None

    until = verify_feed(
        url,
        sent=sent.data,
        now=now,
        stored=stored,
        target=where.to,
        endpoint=where.endpoint or "",
        allow_private=where.is_local_only,
        on_wait=on_wait,
    )
    return FeedVerified(url=url, cached_until=until)


def _send_feed_again(target: Target, outcome: Outcome) -> Generator[Event | None, None, bool]:
    """Put the feed once more if the store has something else, and nobody has published since; whether that was so.

    By the token of its put every later run would take it for what was published.
    """
    put = next(one for one in outcome.plan.puts if one.key == outcome.after.channel.feed)
    yield None
    stored = target.site.read(put.key)
    yield None
    committed = target.state.read(CATALOG)
    ours = outcome.plan.version
    if committed is None or ours is None or read_stored(committed.data, where=CATALOG).digest != ours.digest:
        return False
    if stored is not None and stored.data == put.body.data:
        return False
    guard = Same(stored.token) if stored else Absent()
    yield from confirm.steps(target.site, put.key, put.body, type=put.type, cache=put.cache, guard=guard)
    yield Resent(key=put.key, found="the store has other bytes" if stored else "the store does not have it")
    return True


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

    is_cached: Callable[[Verify], bool] = lambda _action: False
    """Of an object that the store has as it was sent: does a cache show something else at its public address?"""

    preflight: Preflight
    """Before a run writes, once: does the store obey guards, is the state private?"""

    meanwhile: Callable[[Target], Steps[None]] = lambda _target: nothing()
    """While the store is looked at first; what it finds is for `preflight`."""

    on_bytes: Callable[[Put, int], None]
    """Called with the number of bytes that the store has accepted."""

    together: Together
    """Carries out the actions of a phase, several at once; so must be `verify` and `is_cached` then."""

    sleep: Callable[[float], None]
    random: Random
    check_move: Callable[[Catalog | None, Catalog], None] = lambda _before, _after: None
    """Before anything is planned: does the address that subscribers are moved to have this show? Raises `Refused`."""

    gate: Gate = open_gate
    """Lint, before anything is planned; raises `Rejected`."""

    check_files: Callable[[], None] = lambda: None
    """After everything was sent and verified, before it counts: are the author's files what they were when they were
    measured? Raises `FileChanged`."""

    recall: Callable[[], Iterable[Claim]] = tuple
    """What is known outside of the store of the catalog that is published; asked once, before the store is."""

    note: Callable[[Version], None] = lambda _version: None
    """Told which version of the catalog is stored: after each commit, and at the end."""

    overrides: Overrides = NO_OVERRIDES
    """Which catalog may be gone on from."""

    look: Observe | None = None
    """Looks at the store before every attempt; None: `observe` does."""

    clock: Callable[[], datetime] | None = None
    """This machine's; None: it is not compared with the store's."""

    ahead: Callable[[], timedelta | None] = lambda: None
    """How far this machine's clock is ahead of the public server's, where the store has none; None: nobody knows."""

    remake: Remaking = lambda _target, _catalog, _keys: {}
    """Makes objects again that a catalog names and that are lost, as far as somebody has their files."""

    inspect: Inspection | None = None
    """Looks at what the change needs beside the catalog, and gives the change; None: it needs nothing."""

    is_deleting: bool = False
    """Whether the run is there to delete: it fails where it may not. What others have marked, any run deletes."""

    is_guarded: bool = True
    """Whether the store obeys guards: where it does not, a commit is looked at again."""

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
    is_committed = False
    known, ahead = tuple(effects.recall()), effects.ahead()
    unusable: frozenset[str] = frozenset()
    for attempt in range(1, ATTEMPTS + 1):
        try:
            observed = yield from _look(target, effects, known, is_first=attempt == 1)
            first = first or (observed.catalog if observed else None)
            planned = None
            if observed is not None:
                planned = yield from _plan(
                    target,
                    replace(observed, ahead=_ahead(observed, effects, of_server=ahead)),
                    change,
                    now=now,
                    origin=origin,
                    known=known,
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
                end = (yield from _apply(target, observed, planned, effects)) if is_ready else _End.LOST
            except _Unusable as found:
                unusable |= {found.key}
                yield Restarted(attempt=attempt, wait=0.0, reason=f"a cache shows something else as {found.key}")
                continue
            is_committed = is_committed or end is _End.LOST_AFTER_COMMIT
            if end is _End.DONE:
                _note(planned, effects)
                return Outcome(before=first, after=planned.after, plan=planned.plan, changes=shown)
        wait = effects.random.uniform(0.0, min(2.0, 0.05 * 2**attempt))
        yield Restarted(attempt=attempt, wait=wait)
        effects.sleep(wait)
    raise Conflict(
        f"others published at the same time, {ATTEMPTS} times in a row; nothing of theirs was overwritten",
        hint="run the same command again",
    )


def _look(
    target: Target, effects: Effects, known: Sequence[Claim], *, is_first: bool
) -> Generator[Event | None, None, Observed | None]:
    """What is stored, looked at while others are asked whatever does not depend on it."""
    if effects.look is not None:
        return (yield from effects.look(target, known))
    looking = observe(target, together=effects.together)
    if not is_first:
        return (yield from looking)
    observed, _ = yield from effects.together([looking, effects.meanwhile(target)])
    return observed


def _ahead(observed: Observed, effects: Effects, *, of_server: timedelta | None) -> timedelta | None:
    """How far this machine's clock is ahead of the store's, or else of the public server's."""
    return effects.clock() - observed.date if effects.clock and observed.date else of_server


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
    refusal = lost_by_history(target, observed, first=effects.overrides.first)
    if claims and not observed.adopted:
        refusal = older_catalog(target, observed, claims[0])
    if refusal is not None:
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
    looked_at = to_look_at(observed, after, wanted.again)
    read = to_read(observed, after)
    observed = yield from look_at(target, observed, looked_at, read=read, together=effects.together)
    bodies = {**wanted.objects, **revision.assets}
    shown = to_render(observed, after, revision.documents, wanted.again)
    objects = yield from read_objects(target, shown, bodies, together=effects.together)
    if (yield from catalog_changed(target, observed)):
        return None
    if observed.catalog is None and after.channel.feed in observed.stamped:
        raise lost_catalog(target, remains=feed_address(after.channel))
    if lost := lost_objects(observed, after, bodies, wanted.absent):
        bodies |= effects.remake(target, after, lost)
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
        ),
        decisions=tuple(one for one in wanted.decisions if one.slug in {change.slug for change in revision.changes}),
        gate=linted,
    )


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


class _End(Enum):
    """How far a plan was carried out."""

    DONE = auto()
    LOST = auto()
    """Someone else was faster: nothing of the plan counts."""

    LOST_AFTER_COMMIT = auto()
    """The catalog was committed, and then somebody else published."""


def _undone(refusal: Refused) -> Conflict:
    """For a run whose revision was committed, and whose change is refused after what somebody else did then."""
    return Conflict(
        f"somebody else published right after this run: {refusal.message}",
        where=refusal.where,
        hint="this run's changes were recorded before; see feedpub status",
    )


def _apply(
    target: Target, observed: Observed, planned: Planned, effects: Effects
) -> Generator[Event | None, None, _End]:
    """Carry the plan out, unless someone else is faster somewhere on the way.

    An object that is put again under a key that is named already is not protected by the guard of the catalog, as a new
    one is: somebody may mark it for deletion, and delete it, before the put. So the catalog is looked at afterwards.
    """
    tokens: dict[tuple[Area, str], str] = {}
    end = yield from _carry_out_all(target, observed, planned, effects, tokens)
    media = [one for phase in planned.plan.phases if phase.name == "media" for one in phase.actions]
    again = [put.key for put in media if isinstance(put, Put) and put.guard]
    sent = {key: tokens[Area.SITE, key] for key in again if (Area.SITE, key) in tokens}
    expected = replace(observed, token=tokens.get((Area.STATE, CATALOG), observed.token))
    if sent and (yield from catalog_changed(target, expected)):
        yield from _take_back(target, sent)
        return _lost(tokens)
    return end


def _take_back(target: Target, sent: Mapping[str, str]) -> Generator[None, None, None]:
    """Delete what was sent again, by the token of its put, and what somebody has marked for deletion meanwhile."""
    yield None
    stored = target.state.read(CATALOG)
    taken = marked(read_stored(stored.data, where=CATALOG).catalog) if stored else frozenset()
    for key in sorted(taken & sent.keys()):
        yield None
        with suppress(Conflict):
            target.site.delete(key, guard=Same(sent[key]))


def _carry_out_all(
    target: Target,
    observed: Observed,
    planned: Planned,
    effects: Effects,
    tokens: dict[tuple[Area, str], str],
) -> Generator[Event | None, None, _End]:
    """Carry out all phases; `tokens` gets those of the puts as they are done."""
    effects = replace(effects, is_deleting=effects.is_deleting or _marks(planned))
    try:
        for phase in planned.plan.phases:
            yield PhaseStarted(phase=phase)
            if phase.name == "history":
                effects.check_files()
            expected = replace(observed, token=tokens.get((Area.STATE, CATALOG), observed.token))
            if not (yield from _phase(target, expected, phase, tokens, effects)):
                break
            if phase.name == "catalog":
                yield from _committed(target, observed, planned, effects)
    except Sibling as found:
        raise Conflict(found.message, where=found.where, hint=found.hint) from None
    except Conflict:
        return _lost(tokens)
    except VerificationFailed:
        expected = replace(observed, token=tokens.get((Area.STATE, CATALOG), observed.token))
        if not (yield from catalog_changed(target, expected)):
            raise
        return _lost(tokens)  # somebody published meanwhile: what was verified may have been taken out, or replaced
    return _End.DONE


def _phase(
    target: Target, observed: Observed, phase: Phase, tokens: dict[tuple[Area, str], str], effects: Effects
) -> Generator[Event | None, None, bool]:
    """Carry out a phase; `tokens` gets those of its puts. False where this run may not delete what others have marked.

    It has published all the same; what is marked goes with the next run that may delete. A run that is there to delete,
    or marks something itself, as pictures of who has left, fails.
    """
    actions = [_with_tokens(action, tokens) for action in phase.actions]
    try:
        yield from _carry_out(target, observed, actions, effects, tokens)
    except Denied:
        if effects.is_deleting or phase.name != "delete":
            raise
        return False
    return True


def _marks(planned: Planned) -> bool:
    """Whether the run itself marks what is to be deleted."""
    before, after = planned.before, planned.after
    is_new = before is None or before.revision != after.revision
    return is_new and any(entry.deleted == after.revision for entry in after.manifest.values())


def _committed(target: Target, observed: Observed, planned: Planned, effects: Effects) -> Generator[None, None, None]:
    _note(planned, effects)
    if not effects.is_guarded:
        yield from _refuse_sibling(target, observed, planned)


def _lost(tokens: Mapping[tuple[Area, str], str]) -> _End:
    return _End.LOST_AFTER_COMMIT if (Area.STATE, CATALOG) in tokens else _End.LOST


def _refuse_sibling(target: Target, observed: Observed, planned: Planned) -> Generator[None, None, None]:
    digest = planned.plan.version.digest if planned.plan.version else ""
    yield from refuse_sibling(target, observed, planned.after, digest=digest)


def _note(planned: Planned, effects: Effects) -> None:
    """Tell the witness what is stored now; a catalog of schema 1 has no lineage to remember."""
    if planned.plan.version and planned.plan.version.lineage:
        effects.note(planned.plan.version)


def _with_tokens(action: Put | Verify | Delete, tokens: Mapping[tuple[Area, str], str]) -> Put | Verify | Delete:
    """The action; that of `applied` with the tokens that the puts before it gave, its own among them."""
    if not isinstance(action, Put) or (action.area, action.key) != (Area.STATE, APPLIED):
        return action
    applied = loads_applied(b"".join(action.body.chunks()))
    if applied is None:
        return action
    of_site = {key: token for (area, key), token in tokens.items() if area is Area.SITE}
    body = Body.of_bytes(dumps_applied(with_tokens(applied, of_site)))
    own = tokens.get((Area.STATE, APPLIED))
    return replace(action, body=body, guard=Same(own) if own else action.guard)


def _carry_out(
    target: Target,
    observed: Observed,
    actions: Sequence[Put | Verify | Delete],
    effects: Effects,
    tokens: dict[tuple[Area, str], str],
) -> Generator[Event | None, None, None]:
    """Carry out a phase; `tokens` gets those of its puts. `observed` has the token that the catalog has now.

    Versions that nobody may delete keep no others from being deleted.
    """
    steps = [_action(target, observed, action, effects, tokens) for action in actions]
    refused = [one for one in (yield from effects.together(steps)) if one is not None]
    if refused:
        raise refused[0]


def _action(
    target: Target,
    observed: Observed,
    action: Put | Verify | Delete,
    effects: Effects,
    tokens: dict[tuple[Area, str], str],
) -> Steps[Denied | None]:
    """Carry out one action; gives why versions may not be deleted."""
    refused = None
    match action:
        case Put():
            tokens[action.area, action.key] = yield from _put(target.of(action.area), action, effects)
        case Verify():
            if token := (yield from _verify(target, observed, action, effects)):
                tokens[Area.SITE, action.key] = token
        case Delete():
            yield None
            try:
                _delete(target.of(action.area), action)
            except Denied as error:
                if action.what != "versions":
                    raise
                refused = error
    yield ActionDone(action=action)
    return refused


class _Unusable(Exception):
    """A cache holds something else under a key that no catalog has named yet: the object gets another key."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _verify(
    target: Target, observed: Observed, action: Verify, effects: Effects
) -> Generator[Event | None, None, str | None]:
    """Verify an object. If the store itself has something else, send it again, once; gives the token of that put.

    The key of an immutable object says which bytes it has, so every later run would find the object there, and fail in
    the same way.
    """
    yield None
    try:
        effects.verify(action)
    except VerificationFailed as failure:
        if (yield from catalog_changed(target, observed)):
            raise
        yield None
        stored = target.site.head(action.key)
        found = _difference(target.site, action)
        if not found:
            if action.key not in observed.manifest and effects.is_cached(action):
                raise _Unusable(action.key) from None
            raise failure from None
        put = Put(
            key=action.key,
            body=action.body,
            type=action.type,
            cache=action.cache,
            guard=Same(stored.token) if stored else Absent(),
            reason=found,
        )
        token = yield from _put(target.site, put, effects)
        yield Resent(key=action.key, found=found)
        yield None
        effects.verify(action)
        return token
    return None


def _difference(storage: Storage, action: Verify) -> str:
    """What the store has instead of what was sent; empty if nothing is wrong with it."""
    try:
        verify_stored(action, storage=storage)
    except VerificationFailed as failure:
        return failure.message
    return ""


def _delete(storage: Storage, action: Delete) -> None:
    if action.what == "versions":
        storage.delete_versions(action.key)
    elif action.upload is not None:
        storage.delete_upload(action.upload)
    else:
        storage.delete(action.key, guard=action.guard)


def _put(storage: Storage, put: Put, effects: Effects) -> Generator[None, None, str]:
    return (
        yield from confirm.steps(
            storage,
            put.key,
            put.body,
            type=put.type,
            cache=put.cache,
            guard=put.guard,
            on_bytes=lambda count: effects.on_bytes(put, count),
        )
    )
