"""Purge and prune, killed at every call of the store, run twice at once, and with every fault at every call.

Whatever happens, the feed names only what is there; and the clean run afterwards ends where an undisturbed one does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from itertools import count
from typing import Any

import pytest
from tests.test_race import DELETING, SECRET, World, _fast

from feedpub.catalog import CATALOG, loads
from feedpub.catalog.history import HISTORY, history_revision
from feedpub.errors import Denied, FeedpubError, NoResponse, StorageError
from feedpub.storage import Body, Content, Guard, ListedObject, ObjectInfo, OnBytes, UnfinishedUpload, uncounted
from feedpub.storage.memory import Memory

assert _fast, "the fixture that renders fast is used by name"

VERBS = tuple(DELETING)


def calm() -> World:
    """A world in which nobody is killed and no answer is lost."""
    world = World(0)
    world.calm = True
    world.target.site.faults = world.target.state.faults = 0.0  # type: ignore[attr-defined]
    return world


@cache
def prepared() -> World:
    """A show with three episodes, one of them secret, another edited, and what a crashed run has left."""
    world = calm()
    for who in ("first", SECRET, "editor"):
        to_the_end(world, who)
    world.notes = "second"
    to_the_end(world, "editor")
    for name in ("media/lost", "art/lost"):
        left = Body.of_bytes(name.encode())
        world.target.site.put(f"{name}-{left.digest[:12]}.mp3", left, type="", cache="")
    return world


def quiet() -> World:
    """A copy of it."""
    world, of = calm(), prepared()
    world.restore_all(of.snapshot())
    for store in (world.target.site, world.target.state):
        store._versions = count(1000)  # type: ignore[attr-defined]  # no token of the copied objects comes again
    world.notes, world.highest, world.slugs, world.token = of.notes, of.highest, of.slugs, of.token
    world.history, world.seen = [*of.history], dict(of.seen)
    return world


def to_the_end(world: World, who: str) -> None:
    """A run that nobody disturbs; what the public sees is watched."""
    world.start(who)
    finish(world, who)


def finish(world: World, who: str) -> None:
    """A run that has begun."""
    while who in world.running:
        world.step(who)
        world.watch()
    assert who not in world.refused


def published(world: World) -> dict[str, Any]:
    """What is stored that counts: objects of the target, and the catalog without what says which run wrote it."""
    catalog = world.catalog()
    assert catalog is not None
    objects = sorted(one.key for one in world.target.site.list())
    items = [(one.slug, one.notes, one.enclosure.key) for one in catalog.items]
    gone = [(stone.item.slug, stone.item.title, bool(stone.purged)) for stone in catalog.gone]
    marked = sorted(key for key, entry in catalog.manifest.items() if entry.deleted is not None)
    return {"objects": objects, "items": items, "gone": gone, "marked": marked, "wrong": world.wrong}


def undisturbed(who: str) -> dict[str, Any]:
    """Where a run that nothing disturbs ends."""
    world = quiet()
    to_the_end(world, who)
    to_the_end(world, "first")
    return published(world)


def words(world: World) -> list[int]:
    """Revisions in the history that have the secret."""
    keys = [one.key for one in world.target.state.list(HISTORY)]
    found = {key: world.target.state.read(key) for key in keys}
    return sorted(
        history_revision(key) for key, one in found.items() if one and loads(one.data, where=key).item(SECRET)
    )


@pytest.mark.slow
@pytest.mark.parametrize("who", VERBS)
@pytest.mark.parametrize("between", ["nothing", "a publish"])
def test_killed_at_any_call_and_run_again_it_ends_as_undisturbed(who: str, between: str) -> None:
    """Also where a publish of somebody else comes in between: that carries out what is marked."""
    wanted, calls = undisturbed(who), 0
    while True:
        world = quiet()
        world.start(who)
        for _ in range(calls):
            if who in world.running:
                world.step(who)
                world.watch()
        is_killed = who in world.running
        if is_killed:
            world.killed.append(world.running.pop(who))
        if between == "a publish":
            to_the_end(world, "first")
        to_the_end(world, who)
        to_the_end(world, "first")
        assert wanted == published(world), calls
        assert who != "purger" or [] == words(world)
        if not is_killed:
            break
        calls += 1

    assert calls > 15


@pytest.mark.slow
@pytest.mark.parametrize("who", VERBS)
def test_twice_at_once_it_ends_as_once(who: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other run comes to its end between any two calls of the first."""
    monkeypatch.setitem(DELETING, "other", DELETING[who])
    wanted, calls = undisturbed(who), 0
    while True:
        world = quiet()
        world.start(who)
        for _ in range(calls):
            if who in world.running:
                world.step(who)
        is_between = who in world.running
        to_the_end(world, "other")
        finish(world, who)
        to_the_end(world, "first")
        assert wanted == published(world), calls
        if not is_between:
            break
        calls += 1

    assert calls > 15


# --- faults


class Faulty:
    """A store with one fault, at one call of all that are counted together."""

    def __init__(self, storage: Memory, counter: list[int], fault: Callable[[Any], Any]) -> None:
        self.storage = storage
        self.counter = counter
        self.fault = fault

    @property
    def name(self) -> str:
        """The inner one's."""
        return self.storage.name

    def _call(self, call: Callable[[], Any]) -> Any:
        self.counter[0] -= 1
        return self.fault(call) if self.counter[0] == 0 else call()

    def read(self, key: str) -> Content | None:
        """As the store, or its fault."""
        found: Content | None = self._call(lambda: self.storage.read(key))
        return found

    def head(self, key: str) -> ObjectInfo | None:
        """As the store, or its fault."""
        found: ObjectInfo | None = self._call(lambda: self.storage.head(key))
        return found

    def slice(self, key: str, start: int, stop: int) -> bytes:
        """As the store."""
        return self.storage.slice(key, start, stop)

    def put(
        self, key: str, body: Body, *, type: str, cache: str, guard: Guard | None = None, on_bytes: OnBytes = uncounted
    ) -> str:
        """As the store, or its fault."""
        put = self.storage.put
        token: str = self._call(lambda: put(key, body, type=type, cache=cache, guard=guard, on_bytes=on_bytes))
        return token

    def delete(self, key: str, *, guard: Guard | None = None) -> None:
        """As the store, or its fault."""
        self._call(lambda: self.storage.delete(key, guard=guard))

    def list(self, prefix: str = "", *, after: str = "") -> Iterator[ListedObject]:
        """As the store, or its fault."""
        yield from self._call(lambda: list(self.storage.list(prefix, after=after)))

    def delete_versions(self, key: str) -> int:
        """As the store, or its fault."""
        count: int = self._call(lambda: self.storage.delete_versions(key))
        return count

    def uploads(self) -> Iterator[UnfinishedUpload]:
        """As the store, or its fault."""
        yield from self._call(lambda: list(self.storage.uploads()))

    def delete_upload(self, upload: UnfinishedUpload) -> None:
        """As the store."""
        self.storage.delete_upload(upload)


def denied(_call: Callable[[], Any]) -> Any:
    """The credentials may not do this."""
    raise Denied("these credentials do not have the permission", where="store")


def throttled(_call: Callable[[], Any]) -> Any:
    """Nothing was done."""
    raise StorageError("the store asks to slow down at every attempt", where="store")


def dropped(_call: Callable[[], Any]) -> Any:
    """The request is lost; so it is where the store hangs, once the SDK has given up."""
    raise NoResponse("the line went dead", where="store")


def answer_lost(call: Callable[[], Any]) -> Any:
    """It was done, and nobody knows."""
    call()
    raise NoResponse("the line went dead", where="store")


def truncated(call: Callable[[], Any]) -> Any:
    """Of what is read only the first half arrives."""
    found = call()
    return Content(data=found.data[: len(found.data) // 2], token=found.token) if isinstance(found, Content) else found


def corrupted(call: Callable[[], Any]) -> Any:
    """One byte of what is read is another one."""
    found = call()
    if not isinstance(found, Content):
        return found
    middle = len(found.data) // 2
    data = found.data[:middle] + bytes([found.data[middle] ^ 0x55]) + found.data[middle + 1 :]
    return Content(data=data, token=found.token)


FAULTS = (denied, throttled, dropped, answer_lost, truncated, corrupted)


@pytest.mark.slow
@pytest.mark.parametrize("who", VERBS)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda one: one.__name__)
def test_after_a_fault_at_any_call_a_clean_run_ends_as_undisturbed(who: str, fault: Callable[[Any], Any]) -> None:
    """The faulty run ends well or with an error of ours; nothing that the feed names is lost."""
    wanted, calls, codes = undisturbed(who), 1, set[int]()
    while True:
        world, counter = quiet(), [calls]
        site, state = world.target.site, world.target.state
        world.target = type(world.target)(
            site=Faulty(site, counter, fault),  # type: ignore[arg-type]
            state=Faulty(state, counter, fault),  # type: ignore[arg-type]
        )
        world.start(who)
        try:
            while next(world.running[who], "end") != "end":
                pass
        except FeedpubError as error:
            codes.add(error.exit_code)
        is_struck = counter[0] <= 0
        world.running.clear()
        world.target = type(world.target)(site=site, state=state)
        world.watch()
        to_the_end(world, who)
        to_the_end(world, "first")
        assert wanted == published(world), calls
        assert world.target.state.head(CATALOG) is not None
        if not is_struck:
            break
        calls += 1

    assert calls > 15
    assert codes <= {2, 3}
