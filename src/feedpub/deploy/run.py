"""The one way to change what is published: a transaction on a real destination, verified from outside."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Literal

from feedpub.catalog import (
    CATALOG,
    Origin,
    Overrides,
    Version,
    read_stored,
)
from feedpub.deploy.actions import Verify
from feedpub.deploy.caller import NOBODY, Caller
from feedpub.deploy.destination import Destination, open_target
from feedpub.deploy.effects import NO_OVERRIDES, CatalogChange, Effects, Inspection, Observe, Remaking
from feedpub.deploy.events import Event, FeedVerified, OnEvent, Resent, Sending, ignore
from feedpub.deploy.gate import GateOptions, gate, locate_by_slug
from feedpub.deploy.preflight import StateCheck, preflight
from feedpub.deploy.public_address import check_address
from feedpub.deploy.target import Claim, Target
from feedpub.deploy.transaction import Outcome, transact
from feedpub.deploy.verify import (
    OnWait,
    VerifySession,
    is_cached,
    missing_guids,
    public_version,
    server_date,
    verify_feed,
    verify_public,
    verify_stored,
)
from feedpub.errors import FetchError, Refused, VerificationFailed
from feedpub.model.address import feed_address
from feedpub.model.catalog import Catalog
from feedpub.storage import Absent, Same, confirm
from feedpub.storage.steps import Threads

VerifyMode = Literal["public", "store"]
"""Whether to ask the public address, as listeners do, or the store itself."""


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
    on_event: OnEvent = ignore,
    check_files: Callable[[], None] = lambda: None,
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
    `inspect` are as in `Effects`. `on_event` is called with `Sending` and `Waiting` between the pauses. `is_first`:
    nothing of the show is there yet, whatever `look` gives, so the place is looked at as before a first publication.
    `moves_to` is the place where a show has moved: the catalog names it from then on, the pages lead there, and the
    public address here is no witness any more, since it may lead there, too.
    Raises `VerificationFailed` also when everything is published, but the public feed is wrong.
    """
    mode = verify or ("store" if where.is_directory else "public")
    target = open_target(where, noted=caller.noted)
    threads, session, state = Threads(), VerifySession(), StateCheck(where)
    if mode == "public":
        check = partial(_verify_public, where, session, on_wait=threads.relayed(on_event), sleep=threads.sleep)
    else:
        check = partial(verify_stored, storage=target.site)
    effects = Effects(
        verify=check,
        is_cached=partial(_is_cached, where, is_public=mode == "public"),
        preflight=partial(
            _preflight, where, state, threads, is_first=is_first, on_wait=on_event if mode == "public" else None
        ),
        meanwhile=state.look,
        on_bytes=threads.relayed(lambda put, count: on_event(Sending(put=put, count=count))),
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
        verify_it = partial(_verify_feed, where, target, outcome, now=now, on_wait=on_event)
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
    return where.recorded


def _unguarded(where: Destination) -> tuple[str, ...]:
    if not where.single_writer:
        return ()
    return ("single_writer: two people who publish at the same time can overwrite each other's work",)


def _preflight(
    where: Destination,
    state: StateCheck,
    threads: Threads,
    target: Target,
    before: Catalog | None,
    after: Catalog,
    /,
    *,
    is_first: bool,
    writes: bool,
    on_wait: OnWait | None,
) -> Generator[None, None, None]:
    """What is asked before a run writes; the public address only with `on_wait`, once the state is private."""
    before = None if is_first else before
    yield from preflight(where, target, before, after, writes=writes, check=state, together=threads)
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
