"""Three publishers, random schedules, crashes, lost answers and re-runs: nothing is lost, nothing dangles.

The real `transact` is driven call by call: it yields None right before each storage call, so a schedule is a sequence
publishers and every interleaving of single calls can happen. No threads, no clock: a schedule is a seed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import Random
from typing import Any

import pytest
from tests.builders import channel, enclosure, item
from tests.driving import NOW, ORIGIN, quiet_effects, with_objects

from feedpub import feed, pages
from feedpub.catalog import (
    CATALOG,
    NextCatalog,
    PublishedDocument,
    begin,
    loads,
    of_item,
    revision_of,
    stamp,
    with_item,
)
from feedpub.deploy import plan as planning
from feedpub.deploy import transaction
from feedpub.deploy.observe import Observed, Target
from feedpub.deploy.transaction import transact
from feedpub.errors import Conflict, FeedpubError, NoResponse, Refused
from feedpub.model import Catalog
from feedpub.storage import Body, Content, Guard, ObjectInfo, OnBytes, uncounted
from feedpub.storage.memory import Memory

SCHEDULES = 4200
CHUNKS = 6


def fast_render(catalog: Catalog) -> bytes:
    """A feed that can be rendered 100,000 times in a test: revision, slug, key and notes of what is out, and stamp."""
    entry = catalog.manifest[catalog.channel.feed]
    items = [(one.slug, one.notes, [key for key, _ in of_item(one)]) for one in catalog.published_items]
    return json.dumps([entry.revision, items, stamp(entry.revision)]).encode()


def fast_digest(catalog: Catalog) -> str:
    """What the fast feed is rendered from, without the revision."""
    return json.dumps([(one.slug, one.notes, one.enclosure.key) for one in catalog.published_items])


def fast_pages(catalog: Catalog) -> dict[str, PublishedDocument]:
    """A home and a page of each item, the page with the slug of the next one: what they say, and their revision."""
    out = catalog.published_items
    around = [*(one.slug for one in out[1:]), ""]
    texts = {f"{one.slug}.html": f"{one.notes} {after}" for one, after in zip(out, around, strict=True)}
    texts["index.html"] = fast_digest(catalog)

    def page(key: str, text: str) -> PublishedDocument:
        return PublishedDocument(
            type="text/html", source=text, render=lambda after: f"{stamp(revision_of(after, key))} {text}".encode()
        )

    return {key: page(key, text) for key, text in texts.items()}


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "render", fast_render)
    monkeypatch.setattr(feed, "source_digest", fast_digest)
    monkeypatch.setattr(pages, "wanted", fast_pages)
    monkeypatch.setattr(pages, "assets", lambda _catalog: {})


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


@dataclass
class World:
    """One show in one store, and who publishes to it."""

    seed: int
    random: Random = field(init=False)
    target: Target = field(init=False)
    running: dict[str, Generator[Any, None, Any]] = field(default_factory=dict)
    killed: list[Generator[Any, None, Any]] = field(default_factory=list)
    """Kept, so that no `finally` runs: a kill -9 cleans nothing up."""

    ended: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    notes: str = "first"
    wrong: list[str] = field(default_factory=list)
    """What was seen to be wrong at any instant."""

    highest: int = 0
    """The highest revision that the public feed has shown."""

    slugs: set[str] = field(default_factory=set)
    """The episodes in the public feed."""

    token: str | None = None
    """That of the public feed that was seen last."""

    history: list[bytes] = field(default_factory=list)
    """Every catalog that was committed, as stored."""

    is_lost: bool = False
    """Whether somebody has deleted the catalog."""

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self.target = Target(site=Flaky("site", self.random), state=Flaky("state", self.random))

    def start(self, who: str) -> None:
        """A fresh run of a publisher."""
        audio = f"sound of {who}".encode()
        body = Body.of_bytes(audio)
        sound = enclosure(key=f"media/{who}-{body.digest[:12]}.mp3", digest=body.digest, identity=who, size=body.size)
        cover = Body.of_bytes(b"cover")
        shown = channel(pages=True)
        shown = replace(shown, image=replace(shown.image, key="art/cover-1.jpg", digest=cover.digest, size=cover.size))
        wanted = item(who, guid=who, enclosure=sound, notes=self.notes if who == "editor" else "")

        def change(before: Catalog | None) -> NextCatalog:
            catalog = begin(shown, ("source",)) if before is None else before
            return NextCatalog(catalog=with_item(catalog, wanted))

        effects = quiet_effects(random=self.random)
        bodies = {sound.key: body, shown.image.key: cover}
        self.running[who] = transact(self.target, with_objects(change, bodies), now=NOW, origin=ORIGIN, effects=effects)

    def step(self, who: str) -> None:
        """One storage call of a publisher, or its crash, or its end."""
        if self.random.random() < 0.02:
            self.killed.append(self.running.pop(who))
            self.start(who)
            return
        try:
            while next(self.running[who]) is not None:
                pass
        except StopIteration:
            del self.running[who]
            self.ended.add(who)
        except (NoResponse, Conflict):
            self.start(who)
        except Refused:
            del self.running[who]
            self.refused.add(who)

    def watch(self) -> None:
        """Look at what the public sees at this instant, and at what is committed."""
        stored = self.target.state.read(CATALOG)
        if stored is not None and stored.data not in self.history[-1:]:
            self.history.append(stored.data)
        seen = self.target.site.read("feed.xml")
        if seen is None or seen.token == self.token:
            return
        self.token, (revision, items, _) = seen.token, json.loads(seen.data)
        self.wrong += [
            f"dangling {key}"
            for slug, _, keys in items
            for key in (*keys, f"{slug}.html")
            if self.target.site.head(key) is None
        ]
        if revision < self.highest:
            self.wrong.append("the feed went back")
        slugs = {slug for slug, _, _ in items}
        if self.slugs - slugs:
            self.wrong.append(f"the feed lost {sorted(self.slugs - slugs)}")
        self.highest, self.slugs = max(self.highest, revision), slugs

    def lose_catalog(self) -> None:
        """Somebody deletes the catalog; whoever runs goes on."""
        self.target.state.delete(CATALOG)
        self.is_lost = True

    def restore(self, data: bytes) -> None:
        """Somebody stores an earlier catalog again."""
        Memory.put(self.target.state, CATALOG, Body.of_bytes(data), type="", cache="")  # type: ignore[arg-type]
        self.is_lost = False
        self.refused.clear()

    def catalog(self) -> Catalog | None:
        """What is committed."""
        stored = self.target.state.read(CATALOG)
        return loads(stored.data, where="catalog") if stored else None

    def published(self) -> list[Any] | None:
        """What the public sees."""
        stored = self.target.site.read("feed.xml")
        return list(json.loads(stored.data)) if stored else None


PEOPLE = ("first", "second", "editor")


def violations(seed: int) -> list[str]:
    """Run one schedule to its end; what went wrong, at every instant and at the end."""
    world = World(seed)
    everybody_publishes(world)
    return world.wrong + at_the_end(world, PEOPLE)


def everybody_publishes(world: World, *, loses_catalog: bool = False) -> None:
    """Everybody publishes until their runs end, or are refused; the editor edits twice more.

    `loses_catalog`: at some instant the catalog is deleted.
    """
    for who in PEOPLE:
        world.start(who)
    edits = 2
    while world.running:
        world.step(world.random.choice(sorted(world.running)))
        world.watch()
        if loses_catalog and not world.is_lost and world.random.random() < 0.03:
            world.lose_catalog()
        if "editor" in world.ended and edits:
            edits -= 1
            world.notes = "second" if world.notes == "first" else "first"
            world.ended.discard("editor")
            world.start("editor")
        if world.refused and not world.is_lost:
            world.wrong.append(f"refused {sorted(world.refused)}")
            return


def violations_after_a_restored_catalog(seed: int) -> list[str]:
    """Everybody publishes, any earlier catalog is restored, and everybody publishes again."""
    world = World(seed)
    everybody_publishes(world)
    world.restore(world.random.choice(world.history))
    world.slugs = set()  # what was published since leaves the feed until it is published again
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


def at_the_end(world: World, people: Sequence[str]) -> list[str]:
    """What must hold when everybody's last run has ended well."""
    catalog = world.catalog()
    assert catalog is not None
    shown = world.published()
    notes_of = {slug: notes for slug, notes, _ in shown[1]} if shown else {}
    applied = world.target.state.read("applied")
    wrong = [f"lost {who}" for who in people if who not in notes_of]
    if shown != json.loads(fast_render(catalog)):
        wrong.append("the feed is not that of the catalog")
    for key, page in fast_pages(catalog).items():
        stored = world.target.site.read(key)
        if stored is None or stored.data != page.render(catalog):
            wrong.append(f"{key} is not that of the catalog")
    if notes_of.get("editor") != world.notes:
        wrong.append("the last edit is not out")
    if applied is None or int(applied.data) != catalog.revision:
        wrong.append("applied is behind")
    return wrong


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_no_schedule_of_three_publishers_loses_anything(chunk: int) -> None:
    """4,200 schedules with crashes, lost answers and re-runs: no violation at any instant."""
    size = SCHEDULES // CHUNKS

    found = {seed: wrong for seed in range(chunk * size, (chunk + 1) * size) if (wrong := violations(seed))}

    assert {} == found


ACCIDENTS = {
    "an older catalog is restored": violations_after_a_restored_catalog,
    "the catalog is lost": violations_around_a_lost_catalog,
}


@pytest.mark.slow
@pytest.mark.parametrize("accident", ACCIDENTS)
def test_no_schedule_with_an_accident_to_the_catalog_loses_anything(accident: str) -> None:
    """400 schedules each, with crashes, lost answers and re-runs before and after it."""
    found = {seed: wrong for seed in range(400) if (wrong := ACCIDENTS[accident](seed))}

    assert {} == found


def never(_target: Target, _observed: Observed) -> Iterator[None]:
    """A last look that never sees anything."""
    yield None
    return False  # type: ignore[return-value]  # a generator's return value


def late_token(target: Target) -> Generator[None, None, Observed]:
    """Looking at the catalog with its token taken by a later HEAD."""
    yield None
    reached = target.state.read("applied")
    yield None
    stored = target.state.read(CATALOG)
    yield None
    seen: ObjectInfo | None = target.state.head(CATALOG)
    return Observed(
        catalog=loads(stored.data, where="") if stored else None,
        token=seen.token if seen else None,
        applied=int(reached.data) if reached else 0,
        applied_token=reached.token if reached else None,
    )


def older_catalog_believed(*arguments: Any, now: datetime, **options: Any) -> Any:
    """The revision after the catalog's own, whatever pages and feed have reached."""
    return planning.next_revision(*arguments, now=now, origin=options["origin"])


def applied_ignored(observed: Observed, after: Catalog) -> list[str]:
    """Sending pages and feed only if this very run changed them."""
    known = observed.catalog.manifest if observed.catalog else {}
    documents = (*fast_pages(after), after.channel.feed)
    return [key for key in documents if known.get(key) != after.manifest[key]]


BREAKS: dict[str, tuple[Any, str, Callable[..., Any], Callable[[int], list[str]]]] = {
    "no last look": (transaction, "catalog_changed", never, violations),
    "token taken by a later HEAD": (transaction, "observe", late_token, violations),
    "applied ignored": (planning, "_lagging", applied_ignored, violations),
    "an older catalog believed": (
        transaction,
        "next_revision",
        older_catalog_believed,
        violations_after_a_restored_catalog,
    ),
}


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

    assert any(wrong(seed) for seed in range(3000))


def test_content_is_read_with_its_token() -> None:
    """The model's store gives bytes and token in one answer, as the protocol asks."""
    store = Memory("memory")
    token = store.put("key", Body.of_bytes(b"x"), type="text/plain", cache="")

    assert Content(data=b"x", token=token) == store.read("key")
