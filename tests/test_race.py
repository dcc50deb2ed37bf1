"""Three publishers, random schedules, crashes, lost answers and re-runs: nothing is lost, nothing dangles.

The real `transact` is driven call by call: it yields None right before each storage call, so a schedule is a sequence
publishers and every interleaving of single calls can happen. No threads, no clock: a schedule is a seed.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache, lru_cache, partial
from pathlib import Path
from random import Random
from typing import Any, ClassVar

import pytest
from tests.builders import channel, enclosure, item
from tests.driving import NOW, ORIGIN, Interleaved, quiet_effects, repairing, with_objects

from feedpub import feed, pages
from feedpub.audio import probe
from feedpub.catalog import (
    APPLIED,
    CATALOG,
    NextCatalog,
    PublishedDocument,
    Stored,
    Version,
    begin,
    digest,
    loads_applied,
    marker,
    of_catalog,
    of_item,
    plain,
    read_stored,
    revision_of,
    stamp,
    with_item,
    without_item,
)
from feedpub.catalog.deleted import marked, to_delete
from feedpub.catalog.history import HISTORY, committed, history_key
from feedpub.catalog.objects import key_digest
from feedpub.catalog.recovery import RevisionName, revision_name
from feedpub.commands.prune import Pruning, pruning
from feedpub.commands.purge import Purging, purging, rewriting
from feedpub.commands.recover import Recovering
from feedpub.commands.remaking import Author, Supply
from feedpub.deploy import observe as observing
from feedpub.deploy import pending, recovery, transaction
from feedpub.deploy import plan as planning
from feedpub.deploy.actions import Delete, Plan
from feedpub.deploy.effects import CatalogChange, Observe
from feedpub.deploy.observe import observe
from feedpub.deploy.recovery import Recovery
from feedpub.deploy.revision import next_revision
from feedpub.deploy.target import Claim, Observed, Target
from feedpub.deploy.transaction import transact
from feedpub.deploy.undoing import Undoing
from feedpub.errors import Conflict, FeedpubError, NoResponse, Refused, StorageError
from feedpub.ingest.remake import Remade
from feedpub.model import Catalog, Channel, Item
from feedpub.storage import Body, Content, Guard, ListedObject, OnBytes, uncounted
from feedpub.storage.memory import Memory

DAMAGED = b"\x1f\x8bdamaged"
SCHEDULES = 3000
"""Of three publishers; with those of the accidents below they are 4,700 in each run of the suite."""

CHUNKS = 6


def fast_render(catalog: Catalog) -> bytes:
    """A feed that can be rendered 100,000 times in a test: revision, slug, key and notes of what is out, and marker."""
    revision = catalog.manifest[catalog.channel.feed].revision
    items = [(one.slug, one.notes, [key for key, _ in of_item(one)]) for one in catalog.published_items]
    brought = Version(revision=revision, lineage=catalog.lineage, digest=catalog.feed_digest or digest(plain(catalog)))
    return json.dumps([revision, items, f"<generator>{marker(brought)}</generator>"]).encode()


def fast_digest(catalog: Catalog) -> str:
    """What the fast feed is rendered from, without the revision."""
    return json.dumps([(one.slug, one.notes, one.enclosure.key) for one in catalog.published_items])


class FastRendering:
    """A `feed.Rendering` of such feeds."""

    def render(self, catalog: Catalog, *, base: str | None = None) -> bytes:
        """As `fast_render`, at any address."""
        return fast_render(catalog)

    def source_digest(self, catalog: Catalog) -> str:
        """As `fast_digest`."""
        return fast_digest(catalog)


def fast_pages(catalog: Catalog) -> dict[str, PublishedDocument]:
    """A home and a page of each item, the page with the slug of the next one: what they say, and their revision."""
    out = catalog.published_items
    around = [*(one.slug for one in out[1:]), ""]
    texts = {f"{one.slug}.html": f"{one.notes} {after}" for one, after in zip(out, around, strict=True)}
    texts["index.html"] = fast_digest(catalog)

    def page(key: str, text: str) -> PublishedDocument:
        return PublishedDocument(
            type="text/html; charset=utf-8",
            source=text,
            render=lambda after: f"{stamp(revision_of(after, key))} {text}".encode(),
            lists=key == "index.html",
        )

    return {key: page(key, text) for key, text in texts.items()}


@lru_cache(maxsize=512)
def read_once(data: bytes) -> Stored:
    """A stored catalog: every publisher, and every question of a test, reads the same few."""
    return read_stored(data, where="catalog")


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "Rendering", FastRendering)
    monkeypatch.setattr(pages, "wanted", fast_pages)
    monkeypatch.setattr(pages, "assets", lambda _catalog: {})
    monkeypatch.setattr(observing, "read_stored", lambda data, **_where: read_once(data))


class Flaky(Memory):
    """A store that loses the answer of some writes: half of those did happen."""

    def __init__(self, name: str, random: Random) -> None:
        super().__init__(name)
        self.random = random
        self.faults = 0.05

    def put(
        self, key: str, body: Body, *, type: str, cache: str, guard: Guard | None = None, on_bytes: OnBytes = uncounted
    ) -> str:
        """Store, or lose the request, or lose the answer."""
        if self.random.random() < self.faults:
            if self.random.random() < 0.5:
                super().put(key, body, type=type, cache=cache, guard=guard, on_bytes=on_bytes)
            raise NoResponse("the line went dead", where=key)
        return super().put(key, body, type=type, cache=cache, guard=guard, on_bytes=on_bytes)

    def list(self, prefix: str = "", *, after: str = "") -> Iterator[ListedObject]:
        """Everything is old."""
        for one in super().list(prefix, after=after):
            yield replace(one, modified=AGES_AGO)


SECRET = "secret"
"""The episode that some publish, and others purge."""

AGES_AGO = NOW - timedelta(days=8)
"""So old the store says that everything is: whatever no catalog names may be deleted at any moment."""

Deleting = tuple[Callable[[Catalog | None], NextCatalog], Any]


def purger() -> Deleting:
    """Somebody who purges the episode, its words in the history included."""

    def change(before: Catalog | None) -> NextCatalog:
        if before is None or (before.item(SECRET) is None and before.tombstone(SECRET) is None):
            raise Conflict("it was never published")
        return purging(before, SECRET, Purging(history=True), now=NOW, author="purger")

    return change, partial(rewriting, SECRET, change)


def pruner() -> Deleting:
    """Somebody who deletes all that is not named now, recordings too."""

    def change(before: Catalog | None) -> NextCatalog:
        if before is None:
            raise Conflict("nothing was ever published")
        return NextCatalog(catalog=before)

    def inspect(target: Target, observed: Observed) -> Generator[None, None, Callable[[Catalog | None], NextCatalog]]:
        wanted = change(observed.catalog)
        made = yield from pruning(wanted, target, observed, Pruning(days=0, media=True), now=NOW + timedelta(days=8))
        return lambda _: made

    return change, inspect


def remover() -> Deleting:
    """Somebody who takes the episode out of the feed, and deletes nothing."""

    def change(before: Catalog | None) -> NextCatalog:
        if before is None:
            raise Conflict("it was never published")
        return NextCatalog(catalog=without_item(before, SECRET, now=NOW))

    return change, None


DELETING: dict[str, Callable[[], Deleting]] = {"purger": purger, "pruner": pruner}


@dataclass(frozen=True, slots=True, kw_only=True)
class Files(Author):
    """An author who still has everything that was ever sent."""

    bodies: dict[str, Body]

    def remade(self, _target: Target, _catalog: Catalog, keys: Collection[str]) -> Remade:
        """All of it."""
        return Remade(objects={key: self.bodies[key] for key in keys if key in self.bodies})


@cache
def show_with_cover() -> tuple[Channel, Body]:
    """The show, and its cover."""
    cover, shown = Body.of_bytes(b"cover"), channel(pages=True)
    image = replace(shown.image, key="art/cover-1.jpg", digest=cover.digest, size=cover.size)
    return replace(shown, image=image), cover


@cache
def episode_of(who: str, notes: str) -> tuple[Item, Body]:
    """The episode of a publisher, and its recording."""
    body = Body.of_bytes(f"sound of {who}".encode())
    sound = enclosure(key=f"media/{who}-{body.digest[:12]}.mp3", digest=body.digest, identity=who, size=body.size)
    return item(who, guid=who, enclosure=sound, notes=notes), body


@dataclass
class World:
    """One show in one store, and who publishes to it."""

    seed: int
    random: Random = field(init=False)
    target: Target = field(init=False)
    interleaved: Interleaved = field(init=False)
    """Carries out the actions of everybody's phases: four of them are on their way at once."""

    running: dict[str, Generator[Any, None, Any]] = field(default_factory=dict)
    killed: list[Generator[Any, None, Any]] = field(default_factory=list)
    """Kept, so that no `finally` runs: a kill -9 cleans nothing up."""

    ended: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    notes: str = "first"
    edits: int = 0
    """How often the second publisher has edited an episode."""

    wrong: list[str] = field(default_factory=list)
    """What was seen to be wrong at any instant."""

    highest: int = 0
    """The highest revision that the public feed has shown."""

    slugs: set[str] = field(default_factory=set)
    """The episodes in the public feed."""

    token: str | None = None
    """That of the public feed that was seen last."""

    home: str | None = None
    """That of the home page."""

    history: list[bytes] = field(default_factory=list)
    """Every catalog that was committed, as stored."""

    seen: dict[str, Version] = field(default_factory=dict)
    """What the machine of each publisher remembers of the catalog that it saw last."""

    verbs: dict[str, str] = field(default_factory=dict)
    """What each of them runs: `publish`, `recover`, `recover N`, `undo`."""

    is_lost: bool = False
    """Whether somebody has deleted the catalog."""

    bodies: dict[str, Body] = field(default_factory=dict)
    """The bytes of everything that any of them has sent under an immutable key: the files of the author."""

    harmed: set[str] = field(default_factory=set)
    """Keys of objects that somebody has deleted or overwritten."""

    burst: int = 1
    """So many calls of one publisher may follow each other while the others wait."""

    calm: bool = False
    """Whether nobody is killed any more."""

    stepping: ClassVar[str] = ""
    """Which verb makes the call that is made now: `publish`, `recover`, `undo`, `repair`, `purger`, `pruner`."""

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self.interleaved = Interleaved(self.random, most=4)
        self.target = Target(site=Flaky("site", self.random), state=Flaky("state", self.random))

    def start(self, who: str, verb: str = "publish") -> None:
        """A fresh run of a verb."""
        self.verbs[who] = verb
        if verb == "repair":
            self.running[who] = self.repair(who)
            return
        name, _, number = verb.partition(" ")
        change, bodies, look = self.publishing(who)
        if name == "recover":
            recovery = Recovery(feed="feed.xml", wanted=revision_name(number))
            files = Files(folder=Path(), measure=probe.measure, bodies=self.bodies)
            recovering = Recovering(recovery=recovery, supply=Supply(author=files, now=NOW))
            look, change, bodies = recovering.look, partial(recovering.change, "site"), {}
        elif name == "undo":
            undoing = Undoing(at=NOW)
            look, change = undoing.look, partial(undoing.change, "site")
        made = with_objects(change, bodies) if bodies else change
        deleting: dict[str, Any] = {}
        if who in DELETING or who == "remover":
            made, inspect = (DELETING.get(who) or remover)()
            deleting = {"inspect": inspect, "is_deleting": True}
        effects = quiet_effects(
            random=self.random,
            together=self.interleaved,
            recall=lambda: self.recall(who),
            note=lambda version: self.seen.update({who: version}),
            look=look,
            **deleting,
        )
        origin = replace(ORIGIN, lineage=f"{self.seed:016x}{who.encode().hex():0<16}"[:32], author=who, command=name)
        self.running[who] = transact(self.target, made, now=NOW, origin=origin, effects=effects)

    def repair(self, who: str) -> Generator[Any, None, Any]:
        """A fresh run of `verify --repair`."""
        origin = replace(ORIGIN, lineage=f"{self.seed:032x}", author=who)
        effects = quiet_effects(random=self.random, recall=lambda: self.recall(who), together=self.interleaved)
        return repairing(self.target, self.bodies, effects=effects, origin=origin)

    def publishing(self, who: str) -> tuple[CatalogChange, dict[str, Body], Observe | None]:
        """What a publisher wants: an episode of their own, which the editor edits."""
        notes = {"editor": self.notes, SECRET: "secret", "second": "edited " * self.edits}.get(who, "")
        shown, cover = show_with_cover()
        wanted, body = episode_of(who, notes)

        def change(before: Catalog | None) -> NextCatalog:
            catalog = begin(shown, ("source",)) if before is None else before
            return NextCatalog(catalog=with_item(catalog, wanted))

        bodies = {wanted.enclosure.key: body, shown.image.key: cover}
        self.bodies |= bodies
        return change, bodies, None

    def harm(self, *, deletes: bool = False) -> None:
        """Somebody deletes an object that is published, or overwrites it with something of their own; not the feed."""
        catalog = read_once(self.history[-1]).catalog if self.history else None
        keys = [key for key in catalog.manifest if self.target.site.head(key)] if catalog else []
        keys = [key for key in keys if key != "feed.xml"]
        if not keys:
            return
        key = self.random.choice(keys)
        self.harmed.add(key)
        if deletes or self.random.random() < 0.5:
            self.target.site.delete(key)
        else:
            Memory.put(self.target.site, key, Body.of_bytes(b"hacked"), type="text/html", cache="")  # type: ignore[arg-type]

    def step(self, who: str) -> None:
        """One storage call of a publisher, or its crash, or its end."""
        if not self.calm and self.random.random() < 0.02:
            self.killed.append(self.running.pop(who))
            self.start(who, self.verbs[who])
            return
        World.stepping = who if who in DELETING else self.verbs[who].partition(" ")[0]
        try:
            while next(self.running[who]) is not None:
                pass
        except StopIteration:
            del self.running[who]
            self.ended.add(who)
        except (NoResponse, Conflict):
            self.start(who, self.verbs[who])
        except (Refused, StorageError) as refusal:
            del self.running[who]
            if chosen := self.choice(who, refusal):
                self.start(who, f"recover {chosen}")
            elif self.harmed and "not in the store any more" in refusal.message:
                self.start(who, self.verbs[who])  # as the hint says: somebody repairs meanwhile
            elif self.verbs[who].startswith("recover ") and "the catalog is sound" in refusal.message:
                self.ended.add(who)  # somebody else has recovered it meanwhile, and others have published since
            else:
                self.refused.add(who)

    def choice(self, who: str, refusal: FeedpubError) -> str:
        """The revision that was committed, of those that a recovery offers where nothing tells which was."""
        if self.verbs[who] != "recover" or "nothing tells" not in refusal.message:
            return ""
        offered = re.findall(r"--revision (\S+)", refusal.hint)
        kept = [read_once(data) for data in self.history[::-1]]
        return next((one for made in kept for one in offered if named(one).names(made)), "")

    def watch(self) -> None:
        """Look at what the public sees at this instant, and at what is committed."""
        stored = self.target.state.read(CATALOG)
        if stored is not None and stored.data not in (DAMAGED, *self.history[-1:]):
            self.history.append(stored.data)
        self.watch_home()
        seen = self.target.site.read("feed.xml")
        if seen is None or seen.token == self.token:
            return
        self.token, (revision, items, _) = seen.token, json.loads(seen.data)
        self.wrong += [
            f"dangling {key}"
            for slug, _, keys in items
            for key in (*keys, f"{slug}.html")
            if self.target.site.head(key) is None and key not in self.harmed
        ]
        if revision < self.highest:
            self.wrong.append("the feed went back")
        slugs = {slug for slug, _, _ in items}
        if self.slugs - slugs - {SECRET}:
            self.wrong.append(f"the feed lost {sorted(self.slugs - slugs)}")
        self.highest, self.slugs = max(self.highest, revision), slugs

    def watch_home(self) -> None:
        """Whatever readers find from the home on is there: pages that it lists, and those that these name."""
        seen = self.target.site.read("index.html")
        if seen is None or seen.token == self.home or "index.html" in self.harmed:
            return
        self.home = seen.token
        found = re.search(rb"\[.*\]", seen.data)
        listed = [f"{slug}.html" for slug, _, _ in json.loads(found[0])] if found else []
        stored = [self.target.site.read(key) for key in listed if key not in self.harmed]
        named = [page.data.rpartition(b" ")[2].decode() for page in stored if page]
        self.wrong += [
            f"dangling {key} from the home"
            for key in {*listed, *(f"{slug}.html" for slug in named if slug)}
            if self.target.site.head(key) is None and key not in self.harmed
        ]

    def lose_catalog(self) -> None:
        """Somebody deletes the catalog; whoever runs goes on."""
        self.target.state.delete(CATALOG)
        self.is_lost = True

    def damage_catalog(self) -> None:
        """Somebody overwrites the catalog, or deletes it, and sometimes `applied` and what the machines remember."""
        self.lose_catalog()
        if self.random.random() < 0.5:
            Memory.put(self.target.state, CATALOG, Body.of_bytes(DAMAGED), type="", cache="")  # type: ignore[arg-type]
        if self.random.random() < 0.3:
            self.target.state.delete(APPLIED)
            self.seen.clear()

    def restore(self, data: bytes) -> None:
        """Somebody stores an earlier catalog again."""
        Memory.put(self.target.state, CATALOG, Body.of_bytes(data), type="", cache="")  # type: ignore[arg-type]
        self.is_lost = False
        self.refused.clear()

    def recall(self, who: str) -> list[Claim]:
        """What the machine of a publisher knows."""
        return [Claim(self.seen[who], "this machine")] if who in self.seen else []

    def snapshot(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Both stores as they are."""
        return (dict(self.target.site._objects), dict(self.target.state._objects))  # type: ignore[attr-defined]

    def restore_all(self, snapshot: tuple[dict[str, Any], dict[str, Any]]) -> None:
        """Somebody brings both stores back to what they were: they agree with each other."""
        for store, objects in zip((self.target.site, self.target.state), snapshot, strict=True):
            store._objects = dict(objects)  # type: ignore[attr-defined]
        self.refused.clear()

    def forget_the_public(self) -> None:
        """What was published since the restored revision leaves the feed on purpose."""
        shown = self.target.site.read("feed.xml")
        self.slugs, self.token = set(), shown.token if shown else None

    def catalog(self) -> Catalog | None:
        """What is committed."""
        stored = self.target.state.read(CATALOG)
        return read_once(stored.data).catalog if stored else None

    def published(self) -> list[Any] | None:
        """What the public sees."""
        stored = self.target.site.read("feed.xml")
        return list(json.loads(stored.data)) if stored else None


PEOPLE = ("first", "second", "editor")
MENDER = "mender"
"""Runs `verify --repair`."""


def violations(seed: int) -> list[str]:
    """Run one schedule to its end; what went wrong, at every instant and at the end."""
    world = World(seed)
    everybody_publishes(world)
    return world.wrong + at_the_end(world, PEOPLE)


def harm_and_repair(world: World) -> None:
    """Perhaps an object is harmed now; somebody repairs as long as others publish."""
    if world.random.random() < 0.05:
        world.harm()
    if MENDER in world.ended and world.running:
        world.ended.discard(MENDER)
        world.start(MENDER, "repair")


def everybody_publishes(world: World, *, loses_catalog: bool = False, harms: bool = False) -> None:
    """Everybody publishes until their runs end, or are refused; the editor edits twice more.

    `loses_catalog`: at some instant the catalog is deleted. `harms`: objects are harmed, and repaired meanwhile.
    """
    for who in PEOPLE:
        world.start(who)
    edits = 2
    if harms:
        world.start(MENDER, "repair")
    while world.running:
        who = world.random.choice(sorted(world.running))
        for _ in range(world.random.randint(1, world.burst) if world.burst > 1 else 1):
            if who in world.running:
                world.step(who)
                world.watch()
        if loses_catalog and not world.is_lost and world.random.random() < 0.03:
            world.lose_catalog()
        if harms:
            harm_and_repair(world)
        if "editor" in world.ended and edits:
            edits -= 1
            world.notes = "second" if world.notes == "first" else "first"
            world.ended.discard("editor")
            world.start("editor")
        if world.refused and not world.is_lost:
            world.wrong.append(f"refused {sorted(world.refused)}")
            return


def violations_around_deletions(seed: int, deleting: Sequence[str] = tuple(DELETING)) -> list[str]:
    """While everybody publishes, somebody purges an episode that another one publishes, and somebody prunes."""
    world = World(seed)
    world.burst = 25
    world.start("first")
    while world.running:
        world.step("first")
        world.watch()
    for who in (SECRET, *deleting):
        world.start(who)
    everybody_publishes(world)
    if world.wrong:
        return world.wrong
    for who in (SECRET, *deleting):  # at last alone, and without faults
        world.random, world.calm = Random(seed), True
        world.target.site.faults = world.target.state.faults = 0.0  # type: ignore[attr-defined]
        world.start(who)
        while who in world.running:
            world.step(who)
            world.watch()
        if who in world.refused:
            world.wrong.append(f"{who} was refused")
    return world.wrong + at_the_end(world, PEOPLE) + [*_wrong_in_deletions(world, is_purged="purger" in deleting)]


def _wrong_in_deletions(world: World, *, is_purged: bool) -> Iterator[str]:
    """What the catalog names is there, what was marked is not, and no word of what was purged is left."""
    catalog = world.catalog()
    assert catalog is not None
    for key, entry in catalog.manifest.items():
        is_there = world.target.site.head(key) is not None
        if is_there == (entry.superseded is not None):
            yield f"{key} is {'there' if is_there else 'not there'}"
    if not is_purged:
        return
    if catalog.item(SECRET):
        yield "the secret is published"
    for one in world.target.state.list(HISTORY):
        found = world.target.state.read(one.key)
        if found and read_once(found.data).catalog.item(SECRET):
            yield f"{one.key} has the secret"


def violations_after_a_restored_catalog(seed: int) -> list[str]:
    """Everybody publishes, any earlier catalog is restored: everybody is refused, until somebody adopts it."""
    world = World(seed)
    everybody_publishes(world)
    older = world.random.choice(world.history[:-1] or world.history)
    is_older = older != world.history[-1]
    world.restore(older)
    if world.random.random() < 0.5:  # the feed alone tells
        world.target.state.delete(APPLIED)
        world.seen.clear()
    return refused_then_adopted(world, is_older=is_older)


def violations_after_a_deletion_and_an_older_revision(seed: int) -> list[str]:
    """An episode is taken out and what it had is pruned; then an older revision comes back, which names it."""
    world = World(seed)
    for who in (SECRET, "remover", "pruner"):
        world.start(who)
        while world.running:
            world.step(who)
            world.watch()
        if who == SECRET:
            everybody_publishes(world)
    kept = [read_once(data).catalog for data in world.history]
    older = max(one.revision for one in kept if one.item(SECRET))
    world.slugs.discard(SECRET)
    world.damage_catalog()
    world.start("editor", f"recover {older}")
    while world.running:
        world.step("editor")
        world.watch()
    world.is_lost = False
    everybody_publishes(world)
    return [*world.wrong, *at_the_end(world, PEOPLE), *_named_again(world, frozenset().union(*map(marked, kept)))]


def _named_again(world: World, deleted: Collection[str]) -> Iterator[str]:
    """A key that was marked for deletion is named by nobody, and is not there."""
    catalog = world.catalog()
    assert catalog is not None
    assert catalog.item(SECRET) is not None
    assert deleted
    for key in filter(key_digest, deleted):  # pages and the feed change under their keys
        if key in of_catalog(catalog) or world.target.site.head(key) is not None:
            yield f"{key} is there again"


def violations_of_a_verb_after_a_restored_store(seed: int, who: str, verb: str) -> list[str]:
    """Somebody whose machine remembers more runs a verb on a store that was restored as a whole."""
    world = World(seed)
    world.calm = True
    world.target.site.faults = world.target.state.faults = 0.0  # type: ignore[attr-defined]
    world.start(SECRET)
    while world.running:
        world.step(SECRET)
    everybody_publishes(world)
    earlier = world.snapshot()
    world.notes = "third"
    everybody_publishes(world)
    world.restore_all(earlier)
    newest = max(world.seen.values(), key=lambda version: version.revision)
    world.seen[who] = newest
    world.start(who, verb)
    while who in world.running:
        world.step(who)
    return [] if who in world.refused else [f"{verb or who} was not refused"]


def violations_after_a_restored_store(seed: int) -> list[str]:
    """Everybody publishes; then catalog, history, pages, feed and `applied` become those of an earlier moment.

    They agree with each other: only what the machines remember tells that they are old.
    """
    world = World(seed)
    everybody_publishes(world)
    earlier = world.snapshot()
    world.notes = "third"
    everybody_publishes(world)
    world.restore_all(earlier)
    world.history.pop()
    return refused_then_adopted(world, is_older=True, restores_all=True)


def refused_then_adopted(world: World, *, is_older: bool, restores_all: bool = False) -> list[str]:
    """Nobody goes on from an older catalog without saying so; who does publishes a revision above all others."""
    world.ended.clear()
    stored = world.target.state.read(CATALOG)
    assert stored is not None
    made = read_once(stored.data)
    for who in PEOPLE if is_older else ():
        if restores_all and (who not in world.seen or world.seen[who].is_before(made.catalog, digest=made.digest)):
            continue  # nothing tells this machine
        world.start(who)
        while who in world.running:
            world.step(who)
        if who not in world.refused:
            world.wrong.append(f"{who} was not refused")
    if world.wrong:
        return world.wrong
    world.refused.clear()
    world.forget_the_public()
    world.start("editor", f"recover {made.catalog.revision}")
    while world.running:
        world.step("editor")
        world.watch()
    everybody_publishes(world)
    return world.wrong + at_the_end(world, PEOPLE)


def violations_around_a_lost_catalog(seed: int) -> list[str]:
    """The catalog is deleted while everybody publishes again; then the last one is restored, and they publish again."""
    world = World(seed)
    everybody_publishes(world)
    everybody_publishes(world, loses_catalog=True)
    world.ended.clear()
    for who in PEOPLE if world.is_lost else ():
        world.start(who)
        while who in world.running:
            world.step(who)
            world.watch()
        if who not in world.refused:
            world.wrong.append(f"{who} was not refused")
    if world.is_lost and world.catalog() is not None:
        world.wrong.append("a new catalog was begun")
    world.restore(world.history[-1])
    everybody_publishes(world)
    return world.wrong + at_the_end(world, PEOPLE)


def violations_around_a_recovery(seed: int) -> list[str]:
    """The catalog is lost or damaged while everybody publishes; two recover it at once, and all publish again."""
    world = World(seed)
    everybody_publishes(world)
    everybody_publishes(world, loses_catalog=True)
    if not world.is_lost:
        return world.wrong
    world.running.clear()
    world.ended.clear()
    for _ in range(world.random.randint(0, 2)):
        world.harm(deletes=True)
    world.damage_catalog()
    world.refused.clear()
    world.burst = world.random.choice((1, 40))  # many calls of one between two of another: whole runs end meanwhile
    for who, verb in {"first": "recover", "editor": "recover", "second": "publish"}.items():
        world.start(who, verb)
    while world.running:
        who = world.random.choice(sorted(world.running))
        for _ in range(world.random.randint(1, world.burst)):
            if who in world.running:
                world.step(who)
                world.watch()
        if "second" not in world.running and world.running:
            world.refused.discard("second")
            world.edits += 1
            world.start("second")
    if world.refused - {"second"}:
        return [*world.wrong, f"could not be recovered by {sorted(world.refused)}"]
    world.burst = 1
    world.is_lost = False
    world.refused.clear()
    everybody_publishes(world)
    return [*world.wrong, *at_the_end(world, PEOPLE), *_still_harmed(world)]


def violations_with_undo(seed: int) -> list[str]:
    """Everybody publishes while two take back whatever is the newest; nothing that is published leaves the feed."""
    world = World(seed)
    everybody_publishes(world)
    world.notes = "third"
    for who in PEOPLE:
        world.start(who)
    for who in ("undoer", "other undoer"):
        world.start(who, "undo")
    while world.running:
        world.step(world.random.choice(sorted(world.running)))
        world.watch()
    wrong = at_the_end(world, PEOPLE)
    undone = [one for one in map(revision_of_history, world.history) if one.commit and one.commit.command == "undo"]
    for one in undone:
        notes = [item.notes for item in one.items if item.slug == "editor"]
        if notes not in (["first"], ["second"], ["third"]):
            wrong.append(f"an undo made {notes}")
    return world.wrong + [one for one in wrong if one != "the last edit is not out" or not undone]


def named(text: str) -> RevisionName:
    """The revision of a text."""
    name = revision_name(text)
    assert name is not None
    return name


def revision_of_history(data: bytes) -> Catalog:
    """A catalog that was committed."""
    return read_once(data).catalog


def nothing_but_what_is_due(before: Catalog | None) -> NextCatalog:
    """What a recovery changes of the catalog that it brings back."""
    assert before is not None
    return NextCatalog(catalog=before)


def violations_with_a_repair(seed: int) -> list[str]:
    """Objects are harmed while everybody publishes and somebody repairs; in the end a repair brings all back."""
    world = World(seed)
    everybody_publishes(world, harms=True)
    if world.wrong:
        return world.wrong
    while world.running:
        world.step(MENDER)
        world.watch()
    world.start(MENDER, "repair")
    while world.running:
        world.step(MENDER)
        world.watch()
    return [*world.wrong, *at_the_end(world, PEOPLE), *_still_harmed(world)]


def _still_harmed(world: World) -> Iterator[str]:
    """Everything that the catalog names is there as it was put."""
    catalog = world.catalog()
    assert catalog is not None
    for key, digest_ in of_catalog(catalog).items():
        found = world.target.site.head(key)
        if found is None or found.digest != digest_:
            yield f"{key} is not what was put"


def at_the_end(world: World, people: Sequence[str]) -> list[str]:
    """What must hold when everybody's last run has ended well."""
    catalog = world.catalog()
    assert catalog is not None
    shown = world.published()
    notes_of = {slug: notes for slug, notes, _ in shown[1]} if shown else {}
    applied = world.target.state.read(APPLIED)
    wrong = [f"lost {who}" for who in people if who not in notes_of]
    if shown != json.loads(fast_render(catalog)):
        wrong.append("the feed is not that of the catalog")
    for key, page in fast_pages(catalog).items():
        stored = world.target.site.read(key)
        if stored is None or stored.data != page.render(catalog):
            wrong.append(f"{key} is not that of the catalog")
    if notes_of.get("editor") != world.notes:
        wrong.append("the last edit is not out")
    return [*wrong, *_wrong_in_applied(world, applied), *_wrong_in_history(world, applied)]


def _wrong_in_applied(world: World, applied: Content | None) -> Iterator[str]:
    """It names the catalog, and of each page and the feed the very token that it has."""
    stored = world.target.state.read(CATALOG)
    reached = loads_applied(applied.data) if applied else None
    assert stored is not None
    made = read_once(stored.data)
    wanted = Version(revision=made.catalog.revision, lineage=made.catalog.lineage, digest=made.digest)
    if reached is None or reached.version != wanted:
        yield "applied is behind"
        return
    for key, one in reached.objects.items():
        found = world.target.site.head(key)
        if found is None or found.token != one.token:
            yield f"applied vouches for another {key}"


def _wrong_in_history(world: World, applied: Content | None) -> Iterator[str]:
    """Every catalog that was ever committed lies there, and nothing else counts."""
    stored = world.target.state.read(CATALOG)
    reached = loads_applied(applied.data) if applied else None
    found = [world.target.state.read(one.key) for one in world.target.state.list(HISTORY)]
    kept = [read_once(one.data) for one in found if one]
    heads = [read_once(stored.data).digest if stored else "", reached.digest if reached else ""]
    counted = counts({one.digest: one.catalog.parent for one in kept}, heads)
    for data in world.history:
        made = read_once(data)
        if world.target.state.read(history_key(made.catalog.revision, made.digest)) is None:
            yield f"revision {made.catalog.revision} is not in history"
    if counted - {read_once(data).digest for data in world.history}:
        yield "history counts what was never committed"


def counts(parents: dict[str, str], heads: Sequence[str]) -> frozenset[str]:
    """What of the history was committed."""
    return committed(parents, heads)


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_no_schedule_of_three_publishers_loses_anything(chunk: int) -> None:
    """3,000 schedules with crashes, lost answers and re-runs: no violation at any instant."""
    size = SCHEDULES // CHUNKS

    found = {seed: wrong for seed in range(chunk * size, (chunk + 1) * size) if (wrong := violations(seed))}

    assert {} == found


@pytest.mark.slow
def test_no_schedule_with_repairs_loses_anything() -> None:
    """60 schedules in which objects are deleted and overwritten, and somebody repairs all the time."""
    found = {seed: wrong for seed in range(60) if (wrong := violations_with_a_repair(seed))}

    assert {} == found


@pytest.mark.slow
def test_no_schedule_with_purge_and_prune_leaves_a_feed_that_names_what_is_deleted() -> None:
    """60 schedules: what is named is there at every instant, and in the end nothing is left of what was purged."""
    found = {seed: wrong for seed in range(60) if (wrong := violations_around_deletions(seed))}

    assert {} == found


ACCIDENTS = {
    "an older catalog is restored": violations_after_a_restored_catalog,
    "the whole store is restored": violations_after_a_restored_store,
    "the catalog is lost": violations_around_a_lost_catalog,
    "the catalog is recovered": violations_around_a_recovery,
    "somebody takes back what others publish": violations_with_undo,
    "an older revision comes back after a deletion": violations_after_a_deletion_and_an_older_revision,
}
COUNTS = {
    "the catalog is recovered": 150,
    "somebody takes back what others publish": 200,
    "an older revision comes back after a deletion": 30,
}


@pytest.mark.slow
@pytest.mark.parametrize("accident", ACCIDENTS)
def test_no_schedule_with_an_accident_to_the_catalog_loses_anything(accident: str) -> None:
    """Some hundreds of schedules each, with crashes, lost answers and re-runs before and after it."""
    found = {seed: wrong for seed in range(COUNTS.get(accident, 400)) if (wrong := ACCIDENTS[accident](seed))}

    assert {} == found


def never(_target: Target, _observed: Observed) -> Iterator[None]:
    """A last look that never sees anything."""
    yield None
    return False  # type: ignore[return-value]  # a generator's return value


def never_of(verb: str) -> Any:
    """A last look that sees nothing in the runs of one verb."""

    def look(target: Target, observed: Observed) -> Generator[None, None, bool]:
        if World.stepping == verb:
            yield None
            return False
        return (yield from observing.catalog_changed(target, observed))

    return look


def late_token(target: Target, **_: Any) -> Generator[None, None, Observed]:
    """Looking at the catalog with its token taken by a later HEAD."""
    observed = yield from observe(target)
    yield None
    seen = target.state.head(CATALOG)
    return replace(observed, token=seen.token if seen else None)


def revisions_used_again(*arguments: Any, now: datetime, **options: Any) -> Any:
    """The revision after the catalog's own, whatever was seen of later ones."""
    return next_revision(*arguments, now=now, origin=options["origin"], adopted=options["adopted"])


def nothing_contradicts(_observed: Observed, _claims: Sequence[Claim]) -> list[Claim]:
    """An older catalog that is taken for today's."""
    return []


def nothing_is_seen(_data: bytes) -> None:
    """A feed that says nothing of its catalog."""


def everything_counts(parents: dict[str, str], _heads: Sequence[str]) -> frozenset[str]:
    """A history whose every object is taken for a revision."""
    return frozenset(parents)


def nothing_is_known(_observed: Observed, _claims: Sequence[Claim]) -> list[str]:
    """A recovery that takes whatever lies in the history."""
    return []


def no_history(_observed: Observed, _made: Any, **_options: Any) -> Iterator[Any]:
    """A commit that keeps nothing of what it wrote."""
    yield from ()


def nothing_is_remembered(_world: World, _who: str) -> list[Claim]:
    """A machine without a memory, and no public feed either."""
    return []


def applied_ignored(observed: Observed, after: Catalog) -> list[str]:
    """Sending pages and feed only if this very run changed them."""
    known = observed.catalog.manifest if observed.catalog else {}
    documents = (*fast_pages(after), after.channel.feed)
    return [key for key in documents if known.get(key) != after.manifest[key]]


def keys_named_again(_before: Catalog | None, wanted: NextCatalog, **_options: Any) -> NextCatalog:
    """What is published again under the key that was marked."""
    return wanted


def marks_forgotten(catalog: Catalog, _later: Sequence[Catalog]) -> Catalog:
    """An older catalog that knows nothing of what was deleted after it."""
    return catalog


def deleted_at_once(*arguments: Any, **options: Any) -> Plan:
    """A plan that deletes before the feed is there which does not name it."""
    made = planning.make_plan(*arguments, **options)
    early = [phase for phase in made.phases if phase.name == "delete"]
    late = [phase for phase in made.phases if phase.name != "delete"]
    ends = {"pages", "lists", "linking", "feed", "applied"}
    at = next((number for number, phase in enumerate(late) if phase.name in ends), len(late))
    return replace(made, phases=(*late[:at], *early, *late[at:]))


def pages_deleted_as_they_are(observed: Observed, after: Catalog) -> Iterator[Delete]:
    """Pages that are deleted although somebody has published them again."""
    for key, revision in to_delete(after, reached=observed.deleted).items():
        yield Delete(key=key, reason=str(revision))


def pages_in_one_phase(_observed: Observed, pages_: Sequence[Any], _documents: Any) -> tuple[Any, Any, Any]:
    """Pages and the home that lists them, all at once."""
    return tuple(pages_), (), ()


with_purge = partial(violations_around_deletions, deleting=("purger",))
with_prune = partial(violations_around_deletions, deleting=("pruner",))
AFTER_A_RESTORED_STORE = {
    f"{verb}, of a store that was restored": partial(violations_of_a_verb_after_a_restored_store, who=who, verb=verb)
    for verb, who in {
        "recover": "editor",
        "undo": "editor",
        "repair": MENDER,
        "purge": "purger",
        "prune": "pruner",
    }.items()
}

BREAKS: dict[str, tuple[Any, str, Any, Callable[[int], list[str]]]] = {
    "no last look": (transaction, "catalog_changed", never, violations),
    "token taken by a later HEAD": (transaction, "observe", late_token, violations),
    "applied ignored": (pending, "lagging_documents", applied_ignored, violations),
    "an older catalog believed": (
        Observed,
        "contradicting",
        nothing_contradicts,
        violations_after_a_restored_catalog,
    ),
    "revisions used again": (
        transaction,
        "next_revision",
        revisions_used_again,
        violations_after_a_restored_catalog,
    ),
    "the feed's marker not read": (
        observing,
        "feed_version",
        nothing_is_seen,
        violations_after_a_restored_catalog,
    ),
    "recover: no last look before it refuses": (recovery, "catalog_changed", never, violations_around_a_recovery),
    "recover: no last look": (transaction, "catalog_changed", never_of("recover"), violations_around_a_recovery),
    "recover: no marks": (
        recovery,
        "with_marks",
        marks_forgotten,
        violations_after_a_deletion_and_an_older_revision,
    ),
    "undo: no last look": (transaction, "catalog_changed", never_of("undo"), violations_with_undo),
    "repair: no last look": (transaction, "catalog_changed", never_of("repair"), violations_with_a_repair),
    "purge: no last look": (transaction, "catalog_changed", never_of("purger"), with_purge),
    "prune: no last look": (transaction, "catalog_changed", never_of("pruner"), with_prune),
    "undo: no committed rule": (sys.modules[__name__], "counts", everything_counts, violations_with_undo),
    "repair: no committed rule": (sys.modules[__name__], "counts", everything_counts, violations_with_a_repair),
    "purge: no committed rule": (sys.modules[__name__], "counts", everything_counts, with_purge),
    "prune: marked keys named again": (transaction, "with_free_keys", keys_named_again, with_prune),
    **{
        f"{name}: no witness": (World, "recall", nothing_is_remembered, played)
        for name, played in AFTER_A_RESTORED_STORE.items()
    },
    "no witness": (World, "recall", nothing_is_remembered, violations_after_a_restored_store),
    "everything in the history recovered": (recovery, "heads", nothing_is_known, violations_around_a_recovery),
    "no committed rule": (sys.modules[__name__], "counts", everything_counts, violations),
    "no history": (planning, "history_puts", no_history, violations),
    "marked keys named again": (transaction, "with_free_keys", keys_named_again, violations_around_deletions),
    "deleted before the feed": (transaction, "make_plan", deleted_at_once, violations_around_deletions),
    "pages deleted unseen": (planning, "_deletions", pages_deleted_as_they_are, violations_around_deletions),
    "pages in one phase": (planning, "_by_links", pages_in_one_phase, violations),
    "deletions not repeated": (Observed, "deleted", 10**9, violations_around_deletions),
}


FIRST = {
    "marked keys named again": 90,
    "pages deleted unseen": 290,
    "recover: no last look": 50,
    "recover: no last look before it refuses": 140,
    "undo: no last look": 45,
    "repair: no last look": 25,
}
"""Seeds before which no schedule finds it, where there are many of them."""


@pytest.mark.slow
@pytest.mark.parametrize("verb", AFTER_A_RESTORED_STORE)
def test_every_verb_is_refused_on_a_store_that_was_restored_as_a_whole(verb: str) -> None:
    """By a machine that remembers what was there."""
    assert [] == [wrong for seed in range(5) for wrong in AFTER_A_RESTORED_STORE[verb](seed)]


@pytest.mark.slow
@pytest.mark.parametrize("name", BREAKS)
def test_the_model_notices_when_a_guard_is_taken_away(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each rule of the protocol is needed: without it some schedule loses something."""
    where, attribute, broken, played = BREAKS[name]
    monkeypatch.setattr(where, attribute, broken)

    def wrong(seed: int) -> bool:
        try:
            return bool(played(seed))
        except (FeedpubError, AssertionError):
            return True

    assert any(wrong(seed) for seed in range(FIRST.get(name, 0), 3000))


def test_content_is_read_with_its_token() -> None:
    """The model's store gives bytes and token in one answer, as the protocol asks."""
    store = Memory("memory")
    token = store.put("key", Body.of_bytes(b"x"), type="text/plain", cache="")

    assert Content(data=b"x", token=token) == store.read("key")
