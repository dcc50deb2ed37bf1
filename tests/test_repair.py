"""`verify --repair` as a writer: killed, failing, twice at once, and against somebody who deletes on purpose."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import suppress
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import pytest
from tests.driving import quiet_effects, repairing, transacted
from tests.stores import Counting
from tests.test_plan import BODIES, episode, wanting

from feedpub.catalog import NextCatalog, Removal
from feedpub.deploy import carry_out
from feedpub.deploy import plan as planning
from feedpub.deploy.target import Target
from feedpub.errors import Denied, FeedpubError, NoResponse, StorageError
from feedpub.model import Catalog
from feedpub.storage import Body, Content, Guard, ObjectInfo, OnBytes, Storage, uncounted
from feedpub.storage.memory import Memory

pytestmark = pytest.mark.slow

TYPE = "text/html"
KEYS = ("media/one.mp3", "media/two.mp3", "art/cover-1.jpg", "feed.xml")


def damaged() -> Target:
    """A published show: a recording is gone, another one and the feed are overwritten, and the cover lost its type."""
    where = Target(site=Memory("site"), state=Memory("state"))
    transacted(where, wanting(episode("one"), episode("two")), bodies=BODIES)
    where.site.delete("media/one.mp3")
    for key in ("media/two.mp3", "feed.xml"):
        where.site.put(key, Body.of_bytes(b"hacked"), type=TYPE, cache="")
    where.site.put("art/cover-1.jpg", BODIES["art/cover-1.jpg"], type="image/gif", cache="")
    return where


def stored(where: Target) -> dict[str, tuple[bytes, str, str]]:
    """What is there: bytes, type and caching of each object; `applied` but for its tokens."""
    found = {}
    for store in (where.site, where.state):
        for one in store.list():
            content, info = store.read(one.key), store.head(one.key)
            if content and info and one.key != "applied":
                found[one.key] = (content.data, info.type, info.cache)
    return found


def finish(steps: Generator[Any, None, Any]) -> None:
    """Run to the end."""
    for _ in steps:
        pass


def repair(where: Target) -> None:
    """An undisturbed repair."""
    finish(repairing(where, BODIES, effects=quiet_effects()))


@pytest.fixture(scope="module")
def wanted() -> dict[str, tuple[bytes, str, str]]:
    """What an undisturbed repair leaves."""
    where = damaged()
    repair(where)
    return stored(where)


def test_an_undisturbed_repair_brings_everything_back(wanted: dict[str, tuple[bytes, str, str]]) -> None:
    """As if nothing had happened; and the next publish has nothing to do."""
    where = Target(site=Memory("site"), state=Memory("state"))
    transacted(where, wanting(episode("one"), episode("two")), bodies=BODIES)

    assert stored(where) == wanted
    other = damaged()
    repair(other)
    assert not transacted(other, wanting(), bodies=BODIES).plan


def test_killed_at_any_call_the_next_repair_ends_well(wanted: dict[str, tuple[bytes, str, str]]) -> None:
    """At the 1st, 2nd, … call of the storage."""
    dead = []
    for calls in range(100):
        where = damaged()
        steps = repairing(where, BODIES, effects=quiet_effects())
        left = calls
        for event in steps:
            left -= event is None
            if left < 0:
                break
        dead.append(steps)
        repair(where)
        assert wanted == stored(where)
        if left >= 0:
            break
    for steps in dead:
        steps.close()

    assert calls > 15


@pytest.mark.parametrize("seed", range(20))
def test_two_repairs_at_once_end_well(seed: int, wanted: dict[str, tuple[bytes, str, str]]) -> None:
    """Call by call in any order, and with a publisher beside them."""
    random, where = Random(seed), damaged()
    running = [repairing(where, BODIES, effects=quiet_effects(seed + number)) for number in range(2)]
    while running:
        steps = random.choice(running)
        if next(steps, StopIteration) is StopIteration:
            running.remove(steps)

    assert wanted == stored(where)


# --- faults of the storage


@dataclass
class Failing(Counting):
    """A storage one of whose calls goes wrong."""

    storage: Storage
    fault: str
    left: list[int]
    """How many calls go well before, for all storages of a target together."""

    def __post_init__(self) -> None:
        super().__init__(self.storage)

    def fails(self) -> bool:
        """Whether this is the call."""
        self.left[0] -= 1
        return self.left[0] == -1

    def refuse(self) -> None:
        """Raise what the fault means for a call that the store does not carry out."""
        if self.fault == "denied":
            raise Denied("these credentials may not do that")
        if self.fault == "throttled":
            raise StorageError("the store gets too many requests")
        raise NoResponse("the store does not answer")  # dropped, and hanging: the client gives up

    def read(self, key: str) -> Content | None:
        """Read, or fail."""
        if self.fails():
            self.refuse()
        return super().read(key)

    def head(self, key: str) -> ObjectInfo | None:
        """Look, or fail."""
        if self.fails():
            self.refuse()
        return super().head(key)

    def put(
        self, key: str, body: Body, *, type: str, cache: str, guard: Guard | None = None, on_bytes: OnBytes = uncounted
    ) -> str:
        """Put, or fail: before, afterwards, or with other bytes."""
        fails = self.fails()
        if fails and self.fault in {"denied", "throttled", "dropped"}:
            self.refuse()
        token = super().put(key, body, type=type, cache=cache, guard=guard, on_bytes=on_bytes)
        if fails and self.fault in {"truncated", "corrupted"}:
            data = body.slice(0, body.size)
            wrong = data[: body.size // 2] if self.fault == "truncated" else bytes([data[0] ^ 1]) + data[1:]
            token = self.storage.put(key, Body.of_bytes(wrong), type=type, cache=cache)
        if fails:
            self.refuse()
        return token

    def list(self, prefix: str = "", *, after: str = "") -> Any:
        """List, or fail."""
        if self.fails():
            self.refuse()
        return super().list(prefix, after=after)


FAULTS = ("denied", "throttled", "dropped", "truncated", "corrupted", "answer lost", "hanging")


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_fails_at_any_call_the_next_repair_ends_well(
    fault: str, wanted: dict[str, tuple[bytes, str, str]]
) -> None:
    """An error of ours or none; then a clean run."""
    for calls in range(100):
        where, left = damaged(), [calls]
        failing = Target(site=Failing(where.site, fault, left), state=Failing(where.state, fault, left))
        with suppress(FeedpubError):
            finish(repairing(failing, BODIES, effects=quiet_effects()))
        repair(where)
        assert wanted == stored(where), calls
        if left[0] >= 0:
            break

    assert calls > 15


# --- never brings back


def mark(where: Target, key: str) -> None:
    """Somebody takes an episode out and deletes its recording: the mark, the feed, `applied`, and the deletion."""

    def change(before: Catalog | None) -> NextCatalog:
        assert before is not None
        items = tuple(one for one in before.items if one.enclosure.key != key)
        return NextCatalog(catalog=replace(before, items=items), removal=Removal(keys=frozenset({key})))

    transacted(where, change, bodies=BODIES)


def test_what_is_marked_for_deletion_at_any_moment_of_a_repair_does_not_come_back() -> None:
    """Also where the mark and the deletion come between the last look at the catalog and the put."""
    assert [] == come_back()


def look_at_nothing(_target: Target, _sent: Any) -> Generator[None, None, None]:
    """A repair that does not look at the catalog after its puts."""
    yield None


@pytest.mark.parametrize(
    ("where", "name", "broken"),
    [
        (carry_out, "_take_back", look_at_nothing),
        (planning, "guard_of", lambda _token: None),
    ],
    ids=["no look after the put", "no guard"],
)
def test_each_guard_is_needed(
    where: Any, name: str, broken: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without it, something that was deleted on purpose comes back."""
    monkeypatch.setattr(where, name, broken)

    assert come_back()


def come_back() -> list[int]:
    """The calls of a repair before which a key is marked and its object deleted, and after which it is there again."""
    wrong = []
    for calls in range(100):
        where = damaged()
        steps = repairing(where, BODIES, effects=quiet_effects())
        left = calls
        for event in steps:
            left -= event is None
            if left == -1 and event is None:
                mark(where, "media/one.mp3")
        if left >= 0:
            break
        if where.site.head("media/one.mp3") is not None or where.site.head("media/two.mp3") is None:
            wrong.append(calls)
    assert calls > 15
    return wrong


def test_what_was_taken_out_before_is_not_put_again() -> None:
    """It was found to be wrong, and then its episode was unpublished: nothing refers to it any more."""
    where = damaged()
    steps = repairing(where, BODIES, effects=quiet_effects())
    next(steps)
    mark(where, "media/one.mp3")
    finish(steps)

    assert where.site.head("media/one.mp3") is None
