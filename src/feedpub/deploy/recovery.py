"""A catalog that is lost, damaged or too old: what takes its place in the eyes of a transaction."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace

from feedpub.catalog import CATALOG, Stored, Version
from feedpub.catalog.history import HISTORY, history_digest, history_revision
from feedpub.catalog.recovery import Recoverable, RevisionName, is_proof, name_of, recoverable, with_marks
from feedpub.deploy.history import heads, read_history, unlistable, with_stored
from feedpub.deploy.observe import catalog_changed, observe_damaged, read_at
from feedpub.deploy.refusals import own_claims
from feedpub.deploy.target import Claim, Observed, Target
from feedpub.errors import Refused
from feedpub.model.catalog import Catalog

Rebuild = Callable[[Target, Observed, Sequence[Claim]], Generator[None, None, Observed]]
"""Makes a catalog where there is no history: of what is published, and of the author's files. May raise `Refused`."""


class SeveralNewest(Refused):
    """Several revisions may be the newest: somebody has to choose."""

    def __init__(self, message: str, *, names: Sequence[str], where: str) -> None:
        hint = f"choose one: {' or '.join(f'feedpub recover --revision {name}' for name in names)}"
        super().__init__(message, where=where, hint=hint)
        self.names = tuple(names)
        """As `--revision` takes them."""


@dataclass(slots=True, kw_only=True)
class Recovery:
    """Looks at a store, and puts a catalog of its history into the place of the one that cannot be gone on from.

    A sound catalog stays: so a run that starts over after its own commit only brings pages and feed up to date.
    """

    feed: str
    """Key of the feed, whose marker tells which revision was published."""

    wanted: RevisionName | None = None
    """The revision that the author names."""

    rebuild: Rebuild | None = None
    is_begun: bool = field(default=False, init=False)
    recovered: Stored | None = field(default=None, init=False)
    """What was taken from the history last."""

    later: tuple[Catalog, ...] = field(default=(), init=False)
    """Those that came after it, as far as they were read: what was purged or deleted since stands in them."""

    damaged: tuple[str, ...] = field(default=(), init=False)
    """Keys of the history that cannot be read, of those that were."""

    def look(self, target: Target, known: Sequence[Claim]) -> Generator[None, None, Observed | None]:
        """What is stored, with a catalog that may be gone on from; None if somebody wrote one meanwhile."""
        self.damaged = ()
        observed = yield from observe_damaged(target)
        observed = yield from read_at(target, observed, self._feed_of(observed))
        claims = [*own_claims(target, observed, feed=self.feed), *known]
        refusal: Refused | None = None
        if observed.catalog is not None and not observed.contradicting(claims):
            refusal = self._refusal_of_sound(target, observed)
            recovered = observed
        else:
            try:
                recovered = yield from self._recovered(target, observed, claims)
            except Refused as error:
                refusal = error
        if refusal is not None:
            if (yield from catalog_changed(target, observed)):
                return None
            raise refusal
        self.is_begun = True
        return replace(recovered, objects={}, stamped=frozenset(), feed=None)

    def _feed_of(self, observed: Observed) -> str:
        return observed.catalog.channel.feed if observed.catalog else self.feed

    def _refusal_of_sound(self, target: Target, observed: Observed) -> Refused | None:
        """Why a revision cannot be brought back over a sound catalog; None where it is there, or its recovery is."""
        if self.wanted is None or self.is_begun or observed.catalog is None:
            return None
        number = self.wanted.number
        digests = [history_digest(key) for key in observed.history or () if history_revision(key) == number]
        if observed.catalog.revision == number or any(observed.catalog.parent.startswith(one) for one in digests):
            return None
        return Refused(
            f"the catalog is sound, of revision {observed.catalog.revision}: there is nothing to recover",
            where=f"{target.state.name}/{CATALOG}",
            hint="to take a change back: feedpub undo",
        )

    def _recovered(
        self, target: Target, observed: Observed, claims: Sequence[Claim]
    ) -> Generator[None, None, Observed]:
        if observed.history is None:
            raise unlistable(target)
        if _is_first(observed, claims):
            raise _nothing(target)
        named = heads(observed, claims)
        down_to = self.wanted.number if self.wanted else _lowest(observed.history, named)
        history = with_stored((yield from read_history(target, observed.history, named, down_to=down_to)), observed)
        self.damaged = history.damaged
        if not history.kept and self.wanted is None and self.rebuild is not None:
            return (yield from self.rebuild(target, observed, claims))
        found = recoverable(
            history,
            [*_stored_version(observed), *(claim.version for claim in claims)],
            marker=observed.feed or next((one.version for one in claims if not is_proof(one.version)), None),
            wanted=self.wanted,
        )
        one = _only(target, found, claims, wanted=self.wanted)
        after = (other.catalog for other in history.kept.values() if other.catalog.revision > one.catalog.revision)
        self.later = tuple(sorted(after, key=lambda other: other.revision))
        one = one._replace(catalog=with_marks(one.catalog, self.later))
        self.recovered = one
        return replace(observed, catalog=one.catalog, digest=one.digest, data=one.data, adopted=True)


def _stored_version(observed: Observed) -> Iterator[Version]:
    if observed.catalog is not None:
        yield Version(revision=observed.catalog.revision, lineage=observed.catalog.lineage, digest=observed.digest)


def _lowest(keys: Sequence[str], named: Sequence[str]) -> int:
    """The lowest revision that has to be read to know which of the named ones has come of the others."""
    digests = {digest[:12] for digest in named}
    return min((history_revision(key) for key in keys if history_digest(key) in digests), default=0)


def _is_first(observed: Observed, claims: Sequence[Claim]) -> bool:
    """Whether nothing was ever published: nothing is there, or what an interrupted first publication leaves."""
    return observed.token is None and not claims and max(map(history_revision, observed.history or ()), default=0) <= 1


def _only(target: Target, found: Recoverable, claims: Sequence[Claim], *, wanted: RevisionName | None) -> Stored:
    """The one that is to be recovered. Raises `Refused` where somebody has to choose."""
    where = f"{target.state.name}/{HISTORY}"
    if not found.candidates:
        raise Refused(
            f"there is no revision {wanted} among those that were committed" if wanted else "no revision can be read",
            where=where,
            hint="to see all: feedpub history",
        )
    if len(found.candidates) > 1:
        names = [name_of(one, found.candidates) for one in found.candidates]
        raise SeveralNewest(
            "several revisions may be the newest, and nothing tells which was committed: "
            + "; ".join(f"{name}, {described(one)}" for name, one in zip(names, found.candidates, strict=True)),
            names=names,
            where=where,
        )
    (one,) = found.candidates
    if found.later is not None:
        source = next(claim.source for claim in claims if claim.version == found.later)
        raise Refused(
            f"{source} names {found.later}, which is not in the history; the newest that is there is {described(one)}",
            where=where,
            hint="restore that revision from a backup; to go on without it, and publish again what is not in the "
            f"newest one: feedpub recover --revision {one.catalog.revision}",
        )
    return one


def described(one: Stored) -> str:
    """A revision in a few words: `revision 7 of 2026-11-23 07:00 by ada@studio (publish), 12 episodes`."""
    commit, number = one.catalog.commit, len(one.catalog.published_items)
    made = f" of {commit.date:%Y-%m-%d %H:%M} UTC" if commit else ""
    author = f" by {commit.author}" if commit and commit.author else ""
    command = f" ({commit.command})" if commit and commit.command else ""
    return f"revision {one.catalog.revision}{made}{author}{command}, {number} episode{'' if number == 1 else 's'}"


def _nothing(target: Target) -> Refused:
    return Refused(
        "nothing was published here yet: there is nothing to recover",
        where=target.site.name,
        hint="if the show lies elsewhere, name its place (`publish: to:`, `publish: state:`, --to); "
        "to publish it: feedpub publish",
    )
