"""A show on its way to another place: what is read of the old one, and how the new one is looked at."""

from __future__ import annotations

from collections.abc import Collection, Generator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256

from feedpub.catalog import CATALOG, MOVE, NextCatalog, moved_to, of_catalog, read_stored, sizes
from feedpub.catalog.history import history_key, history_revision
from feedpub.catalog.objects import is_document, key
from feedpub.catalog.sources import remember
from feedpub.chapters.json import chapters_json
from feedpub.deploy.caller import Caller
from feedpub.deploy.destination import Destination, open_target
from feedpub.deploy.observe import catalog_changed, look_at_feed, observe
from feedpub.deploy.refusals import older_catalog, own_claims
from feedpub.deploy.run import recall
from feedpub.deploy.target import Claim, Observed, Target
from feedpub.errors import Conflict, Denied, Refused
from feedpub.model.catalog import Catalog
from feedpub.model.channel import Channel
from feedpub.model.item import ChapterFile, Item
from feedpub.standards import is_http_url
from feedpub.storage import Body, Storage


class Overtaken(Conflict):
    """Somebody has published at the old place after it was read: what came out there has to come along."""


def _overtaken() -> Overtaken:
    return Overtaken("somebody has published at the old place meanwhile", hint="run the same command again")


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveSource:
    """A show as it is published at the place that it leaves."""

    target: Target
    observed: Observed
    to: str
    """Where it has moved already; empty if it has not."""

    objects: Mapping[str, Body] = field(default_factory=dict)
    """Key → every immutable object that somebody may ask for, read from there when it is sent."""

    gone: tuple[str, ...] = ()
    """Keys that nothing refers to any more, and that are not there any more."""

    @property
    def catalog(self) -> Catalog:
        """What is published there."""
        if self.observed.catalog is None:
            raise ValueError("a source has a catalog")
        return self.observed.catalog


def read_source(where: Destination, caller: Caller, *, is_public: bool) -> Generator[None, None, MoveSource]:
    """What is published at a place, and where its objects are.

    Raises `Refused` for what cannot be taken elsewhere, and `Overtaken`.
    """
    target = open_target(replace(where, single_writer=False))  # it is read: guards do not matter
    observed = yield from observe(target, whole_history=True)
    catalog = observed.catalog
    if catalog is None:
        raise Refused(f"nothing is published at {where.to} yet", hint="publish the show there: feedpub publish")
    if not catalog.lineage:
        raise Refused(
            "this catalog is of the first version of feedpub, which does not tell one show from another",
            where=f"{target.state.name}/{CATALOG}",
            hint="publish an episode, or a change, with this version first: feedpub publish",
        )
    place = moved_to(catalog, where.recorded)
    if place:
        return MoveSource(target=target, observed=observed, to=place)
    observed = yield from look_at_feed(target, observed)
    known = recall(where, caller, is_public=is_public)
    if claims := observed.contradicting([*own_claims(target, observed), *known]):
        if (yield from catalog_changed(target, observed)):
            raise _overtaken()
        raise older_catalog(target, observed, claims[0])
    objects, gone = yield from _objects(target.site, catalog)
    return MoveSource(target=target, observed=observed, to="", objects=objects, gone=gone)


def _objects(site: Storage, catalog: Catalog) -> Generator[None, None, tuple[dict[str, Body], tuple[str, ...]]]:
    """The immutable objects of a catalog, and the keys of earlier ones that are lost.

    Raises `Refused` if one is lost, or has another length, that is still referred to.
    """
    current, lengths = of_catalog(catalog), sizes(catalog)
    there = {name: one.digest for name, one in catalog.manifest.items() if not is_document(name) and not one.deleted}
    found = yield from _lengths(site, there.keys())
    for name in sorted(current):
        if found.get(name) != lengths.get(name, found.get(name)) or name not in found:
            what = f"has {found[name]} bytes instead of {lengths[name]}" if name in found else "is not there any more"
            raise Refused(
                f"{name} {what}: the show would arrive without it",
                where=f"{site.name}/{name}",
                hint="put it in order first: feedpub verify --repair",
            )
    bodies = {
        name: Body.of_object(site, name, size=found[name], digest=digest)
        for name, digest in there.items()
        if name in found
    }
    return bodies, tuple(sorted(there.keys() - found.keys()))


def _lengths(site: Storage, names: Collection[str]) -> Generator[None, None, dict[str, int]]:
    """Key → bytes of those objects that are there: by a listing, or one by one without the right to list."""
    yield None
    with suppress(Denied):
        return {one.key: one.size for one in site.list() if one.key in names}
    found = {}
    for name in names:
        yield None
        if info := site.head(name):
            found[name] = info.size
    return found


@dataclass(slots=True, kw_only=True)
class MoveTarget:
    """Looks at the new place of a show, and puts the catalog of the old one there as long as there is none.

    What an earlier run, or another one at the same time, has brought is gone on from.
    """

    source: MoveSource
    where: Destination
    new_feed_url: str
    """What the feed says of its own address from then on; empty: what it said before."""

    files: tuple[str, str]
    """Digests of show.yaml, as it is now and as it will be."""

    is_there: bool = field(default=False, init=False)
    """Whether the show is there already."""

    history: Mapping[str, Body] = field(default_factory=dict, init=False)
    incoming: Catalog | None = field(default=None, init=False)

    def look(self, target: Target, _known: Sequence[Claim]) -> Generator[None, None, Observed | None]:
        """What is there; or the catalog that arrives, in the place of none. Raises `Refused` for another show's."""
        observed = yield from observe(target, whole_history=True)
        problem = self._problem(target, observed) or (yield from self._foreign_history(target, observed))
        if problem is not None:
            if (yield from catalog_changed(target, observed)):
                return None
            raise problem
        self.is_there = observed.catalog is not None and not self._is_behind(observed)
        if self.is_there:
            return observed
        self.history = yield from self._history(observed)
        found = yield from _lengths_if_listed(target.site)
        named = {} if found is None else dict.fromkeys(self.source.catalog.manifest.keys() - found, None)
        self.incoming = _incoming(self.source)
        return replace(
            observed,
            catalog=self.incoming,
            digest=self.source.observed.digest,
            data=self.source.observed.data,
            date=self.source.observed.date,
            applied=None,
            history=tuple({*(observed.history or ()), *self.history}),
            is_incoming=True,
            adopted=observed.catalog is not None,
            objects=named,
        )

    def change(self, before: Catalog | None) -> NextCatalog:
        """The catalog with the addresses of the new place; what is there already stays as it is."""
        if before is None:
            raise ValueError("a catalog arrives")
        if before is not self.incoming:
            return NextCatalog(catalog=before)
        channel = replace(before.channel, base=self.where.base)
        if self.new_feed_url:
            channel = replace(channel, new_feed_url=self.new_feed_url)
        items, made = _with_chapters(channel, before.items)
        now, then = self.files
        sources = remember(before.sources, then) if before.sources[-1:] == (now,) else before.sources
        return NextCatalog(
            catalog=replace(before, channel=channel, items=items, sources=sources),
            objects={**self.source.objects, **made},
            history=self.history,
            warnings=tuple(self._warnings(before)),
        )

    def _is_behind(self, observed: Observed) -> bool:
        """Whether the show has gone on at the old place since it was brought there."""
        there, ours = observed.catalog, self.source.observed
        if self.source.to or there is None:
            return False
        if _is_move(there):
            return there.parent != ours.digest
        return history_key(self.source.catalog.revision, ours.digest) not in (observed.history or ())

    def _problem(self, target: Target, observed: Observed) -> Refused | None:
        """Why the show cannot arrive there; None if it can."""
        ours, there = self.source.catalog, observed.catalog
        where = f"{target.state.name}/{CATALOG}"
        if there is None and self.source.to:
            return Refused(
                f"the old place says that the show has moved to {self.where.to}, but nothing is published there",
                where=where,
                hint="bring its catalog back: feedpub recover",
            )
        if there is not None and there.lineage != ours.lineage:
            return _another(there.channel.title, where)
        if there is not None and moved_to(there, self.where.recorded):
            return Refused(
                "the show was published there before, and its old feed there sends subscribers on",
                where=where,
                hint=_ELSEWHERE,
            )
        if there is not None and self._is_behind(observed) and not _is_move(there):
            return Refused(
                "the show is published at both places: each has gone on since it was copied",
                where=where,
                hint=f"decide which one counts, then {_ELSEWHERE}",
            )
        return None

    def _foreign_history(self, target: Target, observed: Observed) -> Generator[None, None, Refused | None]:
        """Why the show cannot arrive where there is no catalog, and what is left of a history is another show's.

        Of our own, a run that was killed may have left a revision.
        """
        if observed.catalog is not None:
            return None
        for name in sorted(set(observed.history or ()) - set(self.source.observed.history or ())):
            yield None
            found = target.state.read(name)
            kept = read_stored(found.data, where=f"{target.state.name}/{name}").catalog if found else None
            if kept is not None and kept.lineage != self.source.catalog.lineage:
                return _another(f"{kept.channel.title}, whose catalog is lost", f"{target.state.name}/{name}")
        return None

    def _history(self, observed: Observed) -> Generator[None, None, Mapping[str, Body]]:
        """The revisions that are not there yet."""
        state, bodies = self.source.target.state, {}
        for name in sorted(set(self.source.observed.history or ()) - set(observed.history or ())):
            yield None
            info = state.head(name)
            if info is None or not history_revision(name):
                continue
            digest = info.digest
            if not digest:
                yield None
                digest = sha256(state.slice(name, 0, info.size)).hexdigest()
            bodies[name] = Body.of_object(state, name, size=info.size, digest=digest)
        return bodies

    def _warnings(self, before: Catalog) -> Sequence[str]:
        texts = []
        own = [item for item in before.published_items if not item.enclosure.is_elsewhere]
        if self.where.base != before.channel.base and own:
            texts.append(
                f"the recordings get other addresses ({len(own)} in the feed): guids and dates stay, but an app that "
                "knows an episode by the address of its recording downloads it again"
            )
        if self.where.base == before.channel.base and self.where.has_address:
            texts.append(
                f"the public address stays {self.where.base}: it is not asked before you have it lead to the new place"
            )
        if gone := self.source.gone:
            texts.append(f"{gone[0]}: an earlier version that is not there any more ({len(gone)} in all)")
        return texts


def _another(title: str, where: str) -> Refused:
    return Refused(f"another show is published there: {title}", where=where, hint=_ELSEWHERE)


_ELSEWHERE = "move the show to a place of its own, such as another prefix (--to)"


def _is_move(catalog: Catalog) -> bool:
    return catalog.commit is not None and catalog.commit.command == MOVE


def _lengths_if_listed(site: Storage) -> Generator[None, None, frozenset[str] | None]:
    """The keys that are there; None without the right to list."""
    yield None
    with suppress(Denied):
        return frozenset(one.key for one in site.list())
    return None


def _incoming(source: MoveSource) -> Catalog:
    """The catalog without what does not come along: lost objects, and pages that there are no more."""
    catalog, coming = source.catalog, source.objects.keys()
    kept = {
        name: one
        for name, one in catalog.manifest.items()
        if one.superseded is None or one.deleted is not None or name in coming
    }
    return replace(catalog, manifest=kept)


def _with_chapters(channel: Channel, items: Sequence[Item]) -> tuple[tuple[Item, ...], dict[str, Body]]:
    """The items with other chapters files where these name pictures by their old addresses."""
    moved, made = [], {}
    for item in items:
        if item.chapter_file and any(one.image and not is_http_url(one.image) for one in item.chapters):
            body = Body.of_bytes(chapters_json(channel, item))
            name = key("chapters", item.slug, body.digest, "json")
            made[name] = body
            moved.append(replace(item, chapter_file=ChapterFile(key=name, size=body.size, digest=body.digest)))
        else:
            moved.append(item)
    return tuple(moved), made


def leave(source: MoveSource, before: Catalog | None, *, to: str, here: str, new_feed_url: str) -> NextCatalog:
    """What the old place says from then on: the same items, and where the feed is now.

    `here` is as `moved_to` takes it. Raises `Overtaken` if it is not the catalog that was brought to the new place.
    """
    if before is not None and (place := moved_to(before, here)):
        if place != to:
            raise Refused(
                f"the show has moved to {place} meanwhile; what was copied to {to} is published nowhere",
                hint=f"delete {to}, or move the show there from {place}",
            )
        return NextCatalog(catalog=before)
    if before is None or before != source.catalog:
        raise _overtaken()
    channel = replace(before.channel, new_feed_url=new_feed_url) if new_feed_url else before.channel
    return NextCatalog(catalog=replace(before, channel=channel))
