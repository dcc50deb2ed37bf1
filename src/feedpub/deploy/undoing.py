"""A revision that is to be taken back: found in the history, and whether all is there that it would name again."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from feedpub.catalog import CATALOG, MOVE, NextCatalog, Stored, of_catalog, sizes
from feedpub.catalog.deleted import marked
from feedpub.catalog.history import HISTORY, History
from feedpub.catalog.recovery import RevisionName, name_of
from feedpub.catalog.undo import Undone, refusal, undo
from feedpub.deploy.history import read_history, unlistable, with_stored
from feedpub.deploy.observe import observe
from feedpub.deploy.target import Claim, Observed, Target
from feedpub.errors import Refused
from feedpub.model.catalog import Catalog


@dataclass(slots=True, kw_only=True)
class Undoing:
    """Looks at a store and into its history, and makes the change that takes a revision back.

    Which revision that is, is settled at the first look: a run that starts over takes back the same one.
    """

    wanted: RevisionName | None = None
    """The revision that the author names; None: the newest."""

    restore: bool = False
    at: datetime
    """The time of the undo; aware."""

    undone: Stored | None = field(default=None, init=False)
    parent: Stored | None = field(default=None, init=False)
    is_interrupted: bool = field(default=False, init=False)
    """The newest revision is an undo that pages and feed have not reached: it is brought to its end, not taken back."""

    result: Undone | None = field(default=None, init=False)

    def look(self, target: Target, _known: Sequence[Claim]) -> Generator[None, None, Observed]:
        """What is stored. Raises `Refused` for what cannot be taken back.

        That is so of the catalog that was read, whatever others commit meanwhile: the history does not change.
        """
        observed = yield from observe(target, whole_history=True)
        before = observed.catalog
        if before is None:
            return observed
        if observed.history is None:
            raise unlistable(target)
        if self.undone is None and not self.is_interrupted:
            self.is_interrupted = self.wanted is None and _is_interrupted(observed, before)
            if not self.is_interrupted:
                problem = yield from self._find(target, observed, before)
                if problem is not None:
                    raise problem
        if self.undone is not None and self.parent is not None:
            self.result = undo(self.parent, self.undone, before, restore=self.restore, at=self.at)
            problem = refusal(self.result, before, where=_where(target), number=self.undone.catalog.revision)
            problem = problem or (yield from _missing(target, before, self.result.catalog))
            if problem is not None:
                raise problem
        return observed

    def change(self, target: str, before: Catalog | None) -> NextCatalog:
        """The catalog without the revision."""
        if before is None:
            raise Refused(f"nothing is published at {target} yet", hint="publish the show: feedpub publish")
        if self.undone is None or self.result is None:
            text = "the undo before was interrupted, and is brought to its end; to take it back, run the command again"
            return NextCatalog(catalog=before, warnings=(text,))
        return NextCatalog(catalog=self.result.catalog, warnings=self.result.remarks)

    def _find(self, target: Target, observed: Observed, before: Catalog) -> Generator[None, None, Refused | None]:
        """Settle which revision is taken back, and what was before it; or why that cannot be."""
        if self.wanted is None:
            self.undone = Stored(before, observed.digest, observed.data)
        else:
            history = yield from _read(target, observed, down_to=self.wanted.number)
            among = [one for one in history.kept.values() if self.wanted.names(one)]
            if len(among) != 1:
                return _not_one(target, self.wanted, among)
            self.undone = among[0]
        commit = self.undone.catalog.commit
        if commit is not None and commit.command == MOVE:
            return Refused(
                f"revision {self.undone.catalog.revision} moved the show to {before.target or target.site.name}: "
                "that is not taken back",
                where=_where(target),
                hint="to take back what was changed before it, name that revision: --revision N (feedpub history); to "
                "leave this place: feedpub move",
            )
        if not self.undone.catalog.parent:
            return Refused(
                "this is the first revision: there is nothing before it",
                where=_where(target),
                hint="to take an episode out: feedpub unpublish",
            )
        history = yield from _read(target, observed, heads=[self.undone.catalog.parent], most=1)
        self.parent = history.kept.get(self.undone.catalog.parent)
        if self.parent is None:
            return Refused(
                f"the revision before {self.undone.catalog.revision} is not in the history any more",
                where=f"{target.state.name}/{HISTORY}",
                hint="publish the earlier files instead: feedpub publish --revert",
            )
        return None


def _is_interrupted(observed: Observed, before: Catalog) -> bool:
    is_undo = before.commit is not None and before.commit.command == "undo"
    return is_undo and observed.reached != before.revision


def _read(
    target: Target,
    observed: Observed,
    *,
    heads: Sequence[str] = (),
    down_to: int = 0,
    most: int | None = None,
) -> Generator[None, None, History]:
    """The committed history, or as much of it as is asked for."""
    named = heads or [observed.digest]
    history = yield from read_history(target, observed.history or (), named, down_to=down_to, most=most)
    return with_stored(history, observed)


def _missing(target: Target, before: Catalog, after: Catalog) -> Generator[None, None, Refused | None]:
    """Look at every object that would be named again; why that cannot be where one is not there, or is another."""
    named, known, deleted = of_catalog(before), sizes(after), marked(before)
    for key, digest in of_catalog(after).items():
        if key in named:
            continue
        yield None
        found = None if key in deleted else target.site.head(key)
        if found is None or found.size != known.get(key, found.size) or found.digest not in {"", digest}:
            file = next(_files(after, key), key)
            return Refused(
                f"{key} would be named again, and it is {'another object now' if found else 'not there any more'}",
                where=target.site.name,
                hint=f"publish the file itself, if you have it: {file}, whose published form has the SHA-256 {digest}",
            )
    return None


def _files(catalog: Catalog, key: str) -> Iterator[str]:
    """What the author's file is called that an object was made of."""
    for item in catalog.items:
        links = (link.image for link in item.links)
        for one in (item.enclosure, item.image, *item.pictures, *item.portraits, *links, *item.transcripts):
            if one and one.key == key:
                yield f"{one.file} of {item.slug}"
    for one in (catalog.channel.image, *catalog.channel.portraits):
        if one.key == key:
            yield one.file


def _not_one(target: Target, wanted: RevisionName, among: Sequence[Stored]) -> Refused:
    if not among:
        return Refused(
            f"there is no revision {wanted} among those that were committed",
            where=f"{target.state.name}/{HISTORY}",
            hint="to see all: feedpub history",
        )
    names = " or ".join(name_of(one, among) for one in among)
    return Refused(f"several revisions are called {wanted}", where=_where(target), hint=f"name one: {names}")


def _where(target: Target) -> str:
    return f"{target.state.name}/{CATALOG}"
