"""Three publishers, random schedules, crashes, lost answers and re-runs: nothing is lost, nothing dangles.

The real `transact` is driven call by call: it yields None right before each storage call, so a schedule is a sequence
publishers and every interleaving of single calls can happen. No threads, no clock: a schedule is a seed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

import pytest
from tests.builders import channel, enclosure, item
from tests.driving import NOW, quiet_effects, with_objects

from feedpub import feed, pages
from feedpub import plan as planning
from feedpub.catalog import CATALOG, Document, NextCatalog, begin, loads, of_item, revision_of, with_item
from feedpub.errors import Conflict, FeedpubError, Unanswered
from feedpub.model import Catalog
from feedpub.storage import Body, Content, Guard, OnBytes, Seen, unheard
from feedpub.storage.memory import Memory
from feedpub.transact import Target, transact, transaction

SCHEDULES = 4200
CHUNKS = 6


def fast_render(catalog: Catalog) -> bytes:
    """A feed that can be rendered 100,000 times in a test: revision, and slug, key and notes of what is out."""
    entry = catalog.manifest[catalog.channel.feed]
    items = [(one.slug, one.notes, [key for key, _ in of_item(one)]) for one in catalog.out]
    return json.dumps([entry.revision, items]).encode()


def fast_digest(catalog: Catalog) -> str:
    """What the fast feed is rendered from, without the revision."""
    return json.dumps([(one.slug, one.notes, one.enclosure.key) for one in catalog.out])


def fast_pages(catalog: Catalog) -> dict[str, Document]:
    """A home and a page of each item, the page with the slug of the next one: what they say, and their revision."""
    out = catalog.out
    around = [*(one.slug for one in out[1:]), ""]
    said = {f"{one.slug}.html": f"{one.notes} {after}" for one, after in zip(out, around, strict=True)}
    said["index.html"] = fast_digest(catalog)

    def page(key: str, text: str) -> Document:
        return Document(
            type="text/html", source=text, render=lambda after: f"{revision_of(after, key)} {text}".encode()
        )

    return {key: page(key, text) for key, text in said.items()}


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
        self, key: str, body: Body, *, type: str, cache: str, guard: Guard | None = None, on_bytes: OnBytes = unheard
    ) -> str:
        """Store, or lose the request, or lose the answer."""
        if self.random.random() < self.faults:
            if self.random.random() < 0.5:
                super().put(key, body, type=type, cache=cache, guard=guard, on_bytes=on_bytes)
            raise Unanswered("the line went dead", where=key)
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
    notes: str = "first"

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
        self.running[who] = transact(self.target, with_objects(change, bodies), now=NOW, effects=effects)

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
        except (Unanswered, Conflict):
            self.start(who)

    def catalog(self) -> Catalog | None:
        """What is committed."""
        stored = self.target.state.read(CATALOG)
        return loads(stored.data, where="catalog") if stored else None

    def published(self) -> list[Any] | None:
        """What the public sees."""
        stored = self.target.site.read("feed.xml")
        return list(json.loads(stored.data)) if stored else None


def violations(seed: int) -> list[str]:
    """Run one schedule to its end; what went wrong, at every instant and at the end."""
    world = World(seed)
    people = ["first", "second", "editor"]
    for who in people:
        world.start(who)
    found: list[str] = []
    edits = 2
    highest = 0
    token = None
    while world.running:
        world.step(world.random.choice(sorted(world.running)))
        seen = world.target.site.read("feed.xml")
        if seen is not None and seen.token != token:
            token, shown = seen.token, json.loads(seen.data)
            found += [
                f"dangling {key}"
                for slug, _, keys in shown[1]
                for key in (*keys, f"{slug}.html")
                if world.target.site.look(key) is None
            ]
            if shown[0] < highest:
                found.append("the feed went back")
            highest = max(highest, shown[0])
        if "editor" in world.ended and edits:
            edits -= 1
            world.notes = "second" if world.notes == "first" else "first"
            world.ended.discard("editor")
            world.start("editor")
    return found + at_the_end(world, people)


def at_the_end(world: World, people: list[str]) -> list[str]:
    """What must hold when everybody's last run has ended well."""
    catalog = world.catalog()
    assert catalog is not None
    shown = world.published()
    said = {slug: notes for slug, notes, _ in shown[1]} if shown else {}
    applied = world.target.state.read("applied")
    wrong = [f"lost {who}" for who in people if who not in said]
    if shown != json.loads(fast_render(catalog)):
        wrong.append("the feed is not that of the catalog")
    for key, page in fast_pages(catalog).items():
        stored = world.target.site.read(key)
        if stored is None or stored.data != page.render(catalog):
            wrong.append(f"{key} is not that of the catalog")
    if said.get("editor") != world.notes:
        wrong.append("the last edit is not out")
    if applied is None or int(applied.data) != catalog.revision:
        wrong.append("applied is behind")
    return wrong


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_no_schedule_of_three_publishers_loses_anything(chunk: int) -> None:
    """4,200 schedules with crashes, lost answers and re-runs: no violation at any instant."""
    size = SCHEDULES // CHUNKS

    found = {seed: wrong for seed in range(chunk * size, (chunk + 1) * size) if (wrong := violations(seed))}

    assert {} == found


def never(_target: Target, _observed: planning.Observed) -> Iterator[None]:
    """A last look that never sees anything."""
    yield None
    return False  # type: ignore[return-value]  # a generator's return value


def late_token(target: Target) -> Generator[None, None, planning.Observed]:
    """Looking at the catalog with its token taken by a later HEAD."""
    yield None
    stored = target.state.read(CATALOG)
    yield None
    reached = target.state.read("applied")
    yield None
    seen: Seen | None = target.state.look(CATALOG)
    return planning.Observed(
        catalog=loads(stored.data, where="") if stored else None,
        token=seen.token if seen else None,
        applied=int(reached.data) if reached else 0,
        applied_token=reached.token if reached else None,
    )


def applied_ignored(observed: planning.Observed, after: Catalog) -> list[str]:
    """Sending the feed only if this very run changed it."""
    before = observed.catalog
    entry = after.manifest[after.channel.feed]
    known = before.manifest.get(after.channel.feed) if before else None
    return [] if known == entry else [after.channel.feed]


BREAKS: dict[str, tuple[Any, str, Callable[..., Any]]] = {
    "no last look": (transaction, "_moved", never),
    "token taken by a later HEAD": (transaction, "observe", late_token),
    "applied ignored": (planning, "_lagging", applied_ignored),
}


@pytest.mark.parametrize("name", BREAKS)
def test_the_model_notices_when_a_guard_is_taken_away(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each rule of the protocol is needed: without it some schedule loses something."""
    where, attribute, broken = BREAKS[name]
    monkeypatch.setattr(where, attribute, broken)

    def wrong(seed: int) -> bool:
        try:
            return bool(violations(seed))
        except (FeedpubError, AssertionError):
            return True

    assert any(wrong(seed) for seed in range(3000))


def test_content_is_read_with_its_token() -> None:
    """The model's store gives bytes and token in one answer, as the protocol asks."""
    store = Memory("memory")
    token = store.put("key", Body.of_bytes(b"x"), type="text/plain", cache="")

    assert Content(data=b"x", token=token) == store.read("key")
