"""Objects that are gone, made again from the author's files: what `verify --repair` and `recover` share."""

from __future__ import annotations

from collections.abc import Collection, Generator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache, partial
from pathlib import Path

from feedpub import pages
from feedpub.audio.probe import Measure
from feedpub.catalog import NextCatalog, Removal, of_catalog, read_stored, without_item
from feedpub.catalog.deleted import marked
from feedpub.catalog.history import HISTORY, history_revision, since
from feedpub.catalog.inputs import Inputs
from feedpub.catalog.inventory import repaired
from feedpub.deploy.observe import catalog_changed, look_at
from feedpub.deploy.target import Observed, Target
from feedpub.errors import Denied, Refused
from feedpub.ingest import OnRead, ingest_readable
from feedpub.ingest.remake import REPAIR, Remade, remake
from feedpub.model.address import enclosure_address
from feedpub.model.catalog import Catalog
from feedpub.model.item import Item
from feedpub.reader import read
from feedpub.storage import Body
from feedpub.storage.steps import Threads


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Whose files make objects again."""

    folder: Path
    """Of the show."""

    measure: Measure
    on_read: OnRead | None = None

    def remade(self, target: Target, catalog: Catalog, keys: Collection[str]) -> Remade:
        """What can be made again of these immutable objects, which the catalog names; files are read only if any is.

        What pages load is not made of the author's files, and is left out.
        """
        keys = [key for key in keys if key not in dict(catalog.assets)]
        if not keys:
            return Remade()
        inputs, _ = ingest_readable([self.folder], on_read=self.on_read, measure=self.measure)
        if inputs is None:
            return Remade(absent=dict.fromkeys(keys, "show.yaml cannot be read: see feedpub check"))
        return remake(catalog, keys, inputs, past=cache(partial(_past, target)))


def exactly_remade(inputs: Inputs, target: Target, catalog: Catalog, keys: Collection[str]) -> Mapping[str, Body]:
    """Key → the very bytes that the catalog names, for those that the author's files give."""
    made = remake(catalog, keys, inputs, past=cache(partial(_past, target))).objects
    return {key: made[key] for key in keys if key in made and made[key].digest == catalog.manifest[key].digest}


def _past(target: Target, revision: int) -> Catalog | None:
    """The catalog of a revision, as the history has it; it is only compared, so any object of that revision will do."""
    with suppress(Denied):
        for one in target.state.list(HISTORY, after=since(revision)):
            if history_revision(one.key) == revision and (content := target.state.read(one.key)):
                return read_stored(content.data, where=one.key, read_only=True).catalog
    return None


# --- of a catalog that comes back


@dataclass(slots=True, kw_only=True)
class Supply:
    """What a catalog that comes back names and the store does not have, and what the author's files give of it."""

    author: Author
    now: datetime
    without_lost: bool = False
    """Take episodes out whose recording nobody has, where listeners would be sent to it for the first time."""

    gone: frozenset[str] = field(default=frozenset(), init=False)
    brought: Mapping[str, Body] = field(default_factory=dict, init=False)
    """The bytes that the catalog brings itself."""

    remade: Remade = field(default_factory=Remade, init=False)
    lost: tuple[Item, ...] = field(default=(), init=False)
    """Those episodes."""

    def look(
        self, target: Target, observed: Observed, after: Catalog, objects: Mapping[str, Body]
    ) -> Generator[None, None, Observed | None]:
        """What was observed, with every object that `after` names; `objects` are the bytes that it brings.

        None if somebody has published meanwhile. Raises `Refused` for episodes of `lost`, unless they are to go, and
        for what was deleted on purpose and nobody has.
        """
        named = of_catalog(after)
        observed = yield from look_at(target, observed, list(named), read=(), together=Threads())
        deleted = marked(observed.catalog) & named.keys()
        self.gone, self.brought = frozenset(key for key in named if observed.objects[key] is None) | deleted, objects
        self.remade = self.author.remade(target, after, sorted(self.gone - objects.keys()))
        self.lost = yield from self._lost(target, after)
        refusal = self._refusal(after, deleted)
        if refusal is not None:
            if (yield from catalog_changed(target, observed)):
                return None
            raise refusal
        return observed

    def wanted(self, before: Catalog, objects: Mapping[str, Body]) -> NextCatalog:
        """The catalog that comes back, with what is put again, and what is missing as a warning."""
        if not self.gone:
            return NextCatalog(catalog=before, objects=objects)
        catalog = before
        for item in self.lost:
            catalog = without_item(catalog, item.slug, now=self.now)
        wanted = repaired(
            catalog,
            dict.fromkeys(self.gone, ""),
            {**objects, **self.remade.objects},
            renewed=self.remade.renewed,
            design=pages.design(),
            assets=pages.assets(catalog),
        )
        missing = self.missing(catalog)
        warnings = tuple(f"{key} is gone: {text}" for key, text in missing.items())
        taken_out = frozenset(item.enclosure.key for item in self.lost) - of_catalog(catalog).keys()
        # Their keys are marked, so that an episode whose recording turns up comes back with another one.
        return replace(wanted, warnings=warnings, removal=Removal(keys=taken_out), absent=frozenset(missing))

    def missing(self, catalog: Catalog) -> Mapping[str, str]:
        """Key → what to do, of each object that the catalog names, and that is neither there nor could be made."""
        named = of_catalog(catalog).keys() - dict(catalog.assets).keys()
        return {key: self._advice(key) for key in sorted(self.gone & named) if not self._is_made(key)}

    def _is_made(self, key: str) -> bool:
        return (
            key in self.brought
            or key in self.remade.objects
            or key in self.remade.enclosures
            or key in self.remade.pictures
        )

    def _advice(self, key: str) -> str:
        return self.remade.absent.get(key, f"bring it back from a backup, then run {REPAIR}")

    def _first(self, key: str) -> str:
        """What to do before the catalog comes back."""
        return self._advice(key).replace(REPAIR, "feedpub recover")

    def _lost(self, target: Target, after: Catalog) -> Generator[None, None, tuple[Item, ...]]:
        """The episodes of the next feed whose recording is gone for good, and which the stored feed does not name."""
        unplayable = [
            item
            for item in after.items
            if item.enclosure.key in self.gone
            and not self._is_made(item.enclosure.key)
            and (not item.scheduled or item.published <= self.now)
        ]
        if not unplayable:
            return ()
        yield None
        feed = target.site.read(after.channel.feed)
        known = set(_enclosures(feed.data, now=self.now)) if feed else set()
        return tuple(item for item in unplayable if enclosure_address(after.channel, item.enclosure) not in known)

    def _refusal(self, after: Catalog, deleted: Collection[str]) -> Refused | None:
        """Why the catalog cannot come back so."""
        if self.lost and not self.without_lost:
            slugs = ", ".join(item.slug for item in self.lost)
            keys = [item.enclosure.key for item in self.lost]
            return Refused(
                f"the recording of {slugs} is gone ({', '.join(keys)}), and no feed is there that names it: listeners "
                "would be sent to it from now on",
                where=enclosure_address(after.channel, self.lost[0].enclosure),
                flag="--without-lost",
                hint=f"{'; '.join(dict.fromkeys(map(self._first, keys)))}; if nobody has it any more, take it out of "
                "the feed, with its guid reserved: feedpub recover --without-lost",
            )
        taken_out = {item.enclosure.key for item in self.lost}
        if absent := [key for key in sorted(deleted) if not self._is_made(key) and key not in taken_out]:
            return Refused(
                f"{absent[0]} was deleted on purpose since that revision"
                + (f", and {len(absent) - 1} more" if absent[1:] else ""),
                hint=f"{self._first(absent[0])}; or go on from a newer revision",
            )
        return None


def _enclosures(data: bytes, *, now: datetime) -> list[str]:
    """The addresses of recordings in a feed, whatever is wrong with the rest of it."""
    items = read(data, now=now, address="feed").feed.items
    return [enclosure.get("url") for item in items if (enclosure := item.first("enclosure"))]
