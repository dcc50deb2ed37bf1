"""The history, read object by object: only as far as somebody asks, and always from what is known to be committed."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from heapq import heapify, heappop, heappush

from feedpub.catalog import Stored, read_stored
from feedpub.catalog.history import HISTORY, History, history_digest, history_key, history_revision
from feedpub.catalog.recovery import is_proof
from feedpub.deploy.target import Claim, Observed, Target
from feedpub.errors import Refused, StorageError


def read_history(
    target: Target, keys: Sequence[str], heads: Iterable[str], *, down_to: int = 0, most: int | None = None
) -> Generator[None, None, History]:
    """The catalogs that `heads` name (digests, or their first digits), and those that they have come of.

    What `prune` has kept of a history is named by the catalogs after it, since their parents are gone.

    `keys` are those of the history. The highest revision is read first; what is below `down_to` is not read, nor more
    than `most`. Without any head that is there, everything is read: nobody knows then what was committed.
    """
    by_digest = {history_digest(key): key for key in keys}
    named = {key for head in heads if (key := by_digest.get(head[:_DIGITS]))}
    waiting = _queue(named or by_digest.values())
    kept: dict[str, Stored] = {}
    damaged, missing, pushed = [], [], {key for _, key in waiting}
    while waiting and -waiting[0][0] >= down_to and (most is None or len(kept) < most):
        _, key = heappop(waiting)
        yield None
        found = _read(target, key)
        if found is None:
            damaged.append(key)
            if not waiting and not kept:  # the way to all others is lost with it
                waiting, down_to = _queue(set(by_digest.values()) - pushed), 0
                pushed.update(by_digest.values())
            continue
        kept[found.digest] = found
        older = [by_digest.get(digest[:_DIGITS]) for digest in (found.catalog.parent, *found.catalog.kept)]
        if found.catalog.parent and older[0] is None:
            missing.append(found.catalog.parent)
        for one in older:
            if one is not None and one not in pushed:
                pushed.add(one)
                heappush(waiting, (-history_revision(one), one))
    return History(kept=kept, damaged=tuple(damaged), missing=tuple(missing))


def _queue(keys: Iterable[str]) -> list[tuple[int, str]]:
    queue = [(-history_revision(key), key) for key in keys]
    heapify(queue)
    return queue


_DIGITS = 12
"""Of a digest, in the name of an object of the history."""


def _read(target: Target, key: str) -> Stored | None:
    """The catalog under a key; None if it is damaged, or not the one that the key names."""
    content = target.state.read(key)
    if content is None:
        return None
    try:
        found = read_stored(content.data, where=f"{target.state.name}/{key}")
    except StorageError:
        return None
    return found if history_key(found.catalog.revision, found.digest) == key else None


def heads(observed: Observed, claims: Sequence[Claim]) -> list[str]:
    """The digests, or their first digits, of what was committed; none where only a feed tells.

    A feed shows what was committed once, but not whether anything came after it that did not change it: then all of the
    history has to be looked at.
    """
    named = [one.version.digest for one in claims if one.version.digest]
    is_proven = observed.catalog is not None or any(is_proof(one.version) for one in claims)
    return [*filter(None, [observed.digest]), *named] if is_proven else []


def with_stored(history: History, observed: Observed) -> History:
    """The history with the stored catalog, which may be missing there."""
    if observed.catalog is None or observed.digest in history.kept:
        return history
    stored = Stored(observed.catalog, observed.digest, observed.data)
    kept = sorted([stored, *history.kept.values()], key=lambda one: -one.catalog.revision)
    return History(kept={one.digest: one for one in kept}, damaged=history.damaged, missing=history.missing)


def unlistable(target: Target) -> Refused:
    """That nobody can tell which revisions there are."""
    return Refused(
        "these credentials may not list the history",
        where=f"{target.state.name}/{HISTORY}",
        hint="allow s3:ListBucket on the bucket (a statement of its own: "
        '{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::BUCKET"})',
    )
