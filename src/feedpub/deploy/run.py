"""A transaction on a real destination: with proof, and with what the public feed says afterwards."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from random import Random
from typing import Literal

from feedpub.catalog import NextCatalog
from feedpub.deploy import verify as proof
from feedpub.deploy.destination import Destination, open_target
from feedpub.deploy.judging import Wishes, by_slug, judge
from feedpub.deploy.plan import Put
from feedpub.deploy.preflight import preflight
from feedpub.deploy.transaction import Changing, Effects, Event, Outcome, transact
from feedpub.errors import FetchError, Refused
from feedpub.model.address import feed_address
from feedpub.model.catalog import Catalog

Verify = Literal["public", "store"]
"""From outside as listeners do, or by the store's own word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSeen:
    """What the public feed answered after it was put."""

    url: str
    until: datetime | None
    """None: it is the new one. Otherwise caches may show the older one until then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """The end of a run, with everything there is to say about it."""

    outcome: Outcome
    where: Destination
    verify: Verify
    feed: FeedSeen | None = None


Said = Event | FeedSeen


def run(
    where: Destination,
    change: Changing,
    *,
    now: datetime,
    verify: Verify | None = None,
    on_bytes: Callable[[Put, int], None],
    wishes: Wishes | None = None,
) -> Generator[Said | None, None, Ended]:
    """Carry out a change and prove it; yields what `transact` yields, warnings first.

    `verify` left out means "public" for a bucket and "store" (the disk) for a directory. `wishes` say how the rules are
    applied; left out, as they come.
    Raises `VerificationFailed` also when all is recorded and out, but the public feed is wrong.
    """
    how = verify or ("store" if where.is_directory else "public")
    target = open_target(where)
    if how == "public":
        prove = partial(proof.public, target=where.to, allow_private=where.is_rehearsal)
    else:
        prove = partial(proof.stored, storage=target.site)
    effects = Effects(
        prove=prove,
        preflight=partial(preflight, where),
        on_bytes=on_bytes,
        sleep=time.sleep,
        random=Random(),  # noqa: S311 - jitter, not secrecy
        check_move=partial(_check_move, where),
        judge=partial(judge, wishes=wishes or Wishes(placed=by_slug), now=now),
    )
    outcome = yield from transact(target, _with_warning(where, change), now=now, effects=effects)
    seen = None
    if how == "public" and any(phase.name == "feed" for phase in outcome.plan.phases):
        seen = _feed_seen(where, outcome, now=now)
        yield seen
    return Ended(outcome=outcome, where=where, verify=how, feed=seen)


def _feed_seen(where: Destination, outcome: Outcome, *, now: datetime) -> FeedSeen:
    url = feed_address(outcome.after.channel)
    sent = next(put.body for put in outcome.plan.puts if put.key == outcome.after.channel.feed)
    until = proof.feed(url, sent=sent.data, now=now, target=where.to, allow_private=where.is_rehearsal)
    return FeedSeen(url=url, until=until)


_ALONE = "single_writer: nothing guards against two people publishing at once"


def _with_warning(where: Destination, change: Changing) -> Changing:
    """The change, with a warning where nothing guards a target."""
    if not where.single_writer:
        return change

    def warned(before: Catalog | None) -> NextCatalog:
        wanted = change(before)
        return replace(wanted, warnings=(*wanted.warnings, _ALONE))

    return warned


def _check_move(where: Destination, before: Catalog | None, after: Catalog) -> None:
    """Raise `Refused` for a `new_feed_url` that is set now and does not answer with this show yet."""
    channel = after.channel
    is_new = channel.new_feed_url and (before is None or before.channel.new_feed_url != channel.new_feed_url)
    if not is_new or channel.new_feed_url == feed_address(channel):
        return
    guids = [channel.guid, *(item.guid for item in after.out)]
    try:
        missing = proof.missing_guids(channel.new_feed_url, guids, allow_private=where.is_rehearsal)
    except FetchError as error:
        raise Refused(f"new_feed_url: {error.message}", where=error.where, hint=error.hint) from None
    _refuse_unready(channel.new_feed_url, missing, of=len(guids))


def _refuse_unready(url: str, missing: list[str], *, of: int) -> None:
    if missing:
        raise Refused(
            f"new_feed_url: {url} lacks {len(missing)} of this show's {of} guids (first: {missing[0]}); "
            "subscribers moved there would lose those episodes or download them again",
            hint="publish the show there first, with the same podcast:guid and item guids; then set new_feed_url",
        )
