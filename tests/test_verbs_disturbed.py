"""Every verb that publishes or takes back, killed, run twice at once, or with a store that fails: at every single call.

`verify --repair` is in test_repair.py; `unpublish --purge` and `prune`, whose deletions need more looks, also in
test_deletion_faults.py.

The store is in memory, so that thousands of runs cost little. A clean run ends then where an undisturbed one does.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from itertools import count, product
from pathlib import Path
from typing import Any

import pytest
from tests.studio import NOW, Studio, finish

from feedpub.audio import probe
from feedpub.catalog import APPLIED, CATALOG, Overrides, loads
from feedpub.catalog.history import HISTORY
from feedpub.catalog.recovery import revision_name
from feedpub.commands import planned, purge
from feedpub.commands.planned import plan_to_file, publish_planned_steps
from feedpub.commands.prune import Pruning, prune_steps
from feedpub.commands.publish import publish_steps
from feedpub.commands.purge import Purging
from feedpub.commands.recover import recover_steps
from feedpub.commands.release import release_steps
from feedpub.commands.undo import undo_steps
from feedpub.commands.unpublish import unpublish_steps
from feedpub.deploy import run as running
from feedpub.deploy.target import Target
from feedpub.errors import Denied, FeedpubError, NoResponse, Refused, StorageError
from feedpub.model import Catalog
from feedpub.storage import Body, Content, Guard, OnBytes, uncounted
from feedpub.storage.memory import Memory

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("call_by_call")]


@dataclass
class Fault:
    """What goes wrong at one call of all that are made of both storages."""

    at: int = -1
    kind: str = ""
    calls: list[str] = field(default_factory=list)
    """What was called until now."""

    happened: bool = False


class Failing(Memory):
    """A store in memory, one call of which goes wrong."""

    def __init__(self, name: str, fault: Fault) -> None:
        super().__init__(name)
        self.fault = fault

    def _now(self, call: str, *kinds: str) -> bool:
        """Whether this call is the one, and its fault one of these; others happen before anything else."""
        self.fault.calls.append(call)
        if len(self.fault.calls) - 1 != self.fault.at:
            return False
        self.fault.happened = True
        if self.fault.kind in kinds:
            return True
        if self.fault.kind == "denied":
            raise Denied("these credentials have no right to do this", where=self.name)
        if self.fault.kind == "throttled":
            raise StorageError("the store is too busy (503)", where=self.name)
        raise NoResponse("the store does not answer", where=self.name)  # dropped, and hanging: the client gives up

    def read(self, key: str) -> Content | None:
        """Read; cut off, or with a wrong byte, if that is the fault."""
        wrong = self._now("read", "truncated", "corrupted")
        found = super().read(key)
        if found is None or not wrong:
            return found
        half = len(found.data) // 2
        data = (
            found.data[:half] if self.fault.kind == "truncated" else found.data[:half] + b"\0" + found.data[half + 1 :]
        )
        return Content(data=data, token=found.token)

    def head(self, key: str) -> Any:
        """Ask."""
        self._now("head")
        return super().head(key)

    def slice(self, key: str, start: int, stop: int) -> bytes:
        """Read a part."""
        wrong = self._now("read", "truncated", "corrupted")
        found = super().slice(key, start, stop)
        return found[: len(found) // 2] if wrong else found

    def put(
        self, key: str, body: Body, *, type: str, cache: str, guard: Guard | None = None, on_bytes: OnBytes = uncounted
    ) -> str:
        """Store; the answer is lost if that is the fault."""
        lost = self._now("write", "answer lost")
        token = super().put(key, body, type=type, cache=cache, guard=guard, on_bytes=on_bytes)
        if lost:
            raise NoResponse("the store does not answer", where=key)
        return token

    def list(self, prefix: str = "", *, after: str = "") -> Iterator[Any]:
        """List."""
        self._now("list")
        return super().list(prefix, after=after)

    def delete(self, key: str, *, guard: Guard | None = None) -> None:
        """Delete; the answer is lost if that is the fault."""
        lost = self._now("write", "answer lost")
        super().delete(key, guard=guard)
        if lost:
            raise NoResponse("the store does not answer", where=key)

    def uploads(self) -> Iterator[Any]:
        """List what is not finished."""
        self._now("list")
        return super().uploads()


@dataclass
class Shop:
    """A show, its author's files, and a store that can be brought back to what it was."""

    desk: Studio
    monkeypatch: pytest.MonkeyPatch
    fault: Fault = field(default_factory=Fault)

    def __post_init__(self) -> None:
        self.target = Target(site=Failing("site", self.fault), state=Failing("state", self.fault))
        for where in (running, planned, purge):
            self.monkeypatch.setattr(where, "open_target", lambda _where, **_: self.target)

    def objects(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Everything that is stored."""
        site, state = self.target.site, self.target.state
        return dict(site._objects), dict(state._objects)  # type: ignore[attr-defined]

    def restore(self, objects: tuple[dict[str, Any], dict[str, Any]], fault: Fault | None = None) -> None:
        """Bring it back; from now on that fault happens."""
        for store, kept in zip((self.target.site, self.target.state), objects, strict=True):
            store._objects = dict(kept)  # type: ignore[attr-defined]
            store.fault = fault or Fault()  # type: ignore[attr-defined]

    def catalog(self) -> Catalog:
        """What is committed."""
        found = self.target.state.read(CATALOG)
        assert found is not None
        return loads(found.data, where="catalog")

    def end(self) -> tuple[Any, ...]:
        """What there is for everybody, and what is known: without numbers of revisions."""
        after, feed, applied = self.catalog(), self.target.site.read("feed.xml"), self.target.state.read(APPLIED)
        assert feed is not None
        assert applied is not None
        lines = [
            line for line in feed.data.splitlines() if b"<generator>" not in line and b"<lastBuildDate" not in line
        ]
        live = sorted(key for key, entry in after.manifest.items() if entry.superseded is None)
        there = sorted(one.key for one in self.target.site.list() if not one.key.startswith("media/"))
        return after.items, after.gone, after.channel, after.on_hold, lines, live, there


Steps = Callable[[Shop], Generator[Any, None, Any]]
measured = cache(probe.measure)


def undoing(shop: Shop) -> Generator[Any, None, Any]:
    """Take the second revision back."""
    return undo_steps(shop.desk.folder, now=NOW, revision=revision_name("2"))


def recovering(shop: Shop) -> Generator[Any, None, Any]:
    """Bring the catalog back."""
    return recover_steps(shop.desk.folder, now=NOW, measure=measured)


def lose(shop: Shop, *, history: bool = False) -> None:
    """Delete the catalog, and the rest of the state if it shall be rebuilt."""
    state = shop.target.state
    for key in [one.key for one in state.list(HISTORY)] if history else []:
        state.delete(key)
    for key in (CATALOG, *([APPLIED] if history else [])):
        state.delete(key)


LATER = NOW + timedelta(days=30)


def edit(shop: Shop) -> None:
    """Another title, and an episode more."""
    shop.desk.episode("first", title="Edited again")
    shop.desk.episode("second")


def publishing(shop: Shop) -> Generator[Any, None, Any]:
    """Publish what was edited."""
    folder = [shop.desk.folder]
    return publish_steps(folder, now=NOW, overrides=Overrides(), new_guid=lambda _: "", measure=measured)


def plan(shop: Shop) -> None:
    """Edit, and write the plan of that into a file."""
    edit(shop)
    folder, file = [shop.desk.folder], shop.desk.root / "desk.plan"
    plan_to_file(folder, file, now=NOW, overrides=Overrides(), new_guid=lambda _: "", measure=measured)


def publishing_the_plan(shop: Shop) -> Generator[Any, None, Any]:
    """Carry the plan out."""
    return publish_planned_steps(shop.desk.root / "desk.plan", measure=measured)


def schedule(shop: Shop) -> None:
    """Publish an episode that is due later."""
    shop.desk.episode("second", published=(NOW + timedelta(days=1)).isoformat())
    finish(publishing(shop))


def releasing(shop: Shop) -> Generator[Any, None, Any]:
    """Release it."""
    return release_steps(shop.desk.folder, now=LATER)


def unpublishing(shop: Shop) -> Generator[Any, None, Any]:
    """Take the second episode out."""
    return unpublish_steps(shop.desk.folder / "second.yaml", now=LATER)


def purging(shop: Shop) -> Generator[Any, None, Any]:
    """Delete it, its words in the history too."""
    path = shop.desk.folder / "second.yaml"
    return unpublish_steps(path, now=LATER, purge=Purging(history=True), verify="store")


def publish(shop: Shop) -> None:
    """Edit and publish."""
    edit(shop)
    finish(publishing(shop))


def pruning(shop: Shop) -> Generator[Any, None, Any]:
    """Delete what was replaced, recordings too."""
    return prune_steps(shop.desk.folder, now=LATER, how=Pruning(days=1, media=True))


VERBS: dict[str, tuple[Callable[[Shop], None], Steps]] = {
    "publish": (edit, publishing),
    "publish --plan": (plan, publishing_the_plan),
    "release": (schedule, releasing),
    "unpublish": (publish, unpublishing),
    "unpublish --purge": (publish, purging),
    "prune": (publish, pruning),
    "undo": (lambda _shop: None, undoing),
    "recover": (lose, recovering),
    "recover without a history": (lambda shop: lose(shop, history=True), recovering),
}


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """One episode, published and edited."""
    desk = Studio(tmp_path)
    shop = Shop(desk, monkeypatch)
    desk.show(pages="off")
    desk.publish(desk.episode("first"))
    desk.publish(desk.episode("first", title="Edited", season=2))
    return shop


class CarriedOut(Exception):
    """A plan that was disturbed at its very end is used up."""


def clean(steps: Generator[Any, None, Any]) -> Generator[Any, None, Any]:
    """A run that nothing disturbs; the refusal of a plan that was carried out is told apart from all others."""
    try:
        return (yield from steps)
    except Refused as refusal:
        if "the plan was carried out already" in refusal.message:
            raise CarriedOut from refusal
        raise


def disturbed(shop: Shop, verb: str, again: Callable[[Shop, int], bool], *, at: Collection[str] | None = None) -> int:
    """Disturb the verb at each pause, or at each call of those kinds, then run it cleanly; gives how many there are.

    `again` disturbs the run at a pause or call, and says whether the run has come so far.
    """
    prepare, steps = VERBS[verb]
    prepare(shop)
    start, undisturbed = shop.objects(), Fault()
    shop.restore(start, undisturbed)
    finish(steps(shop))
    calls = [*undisturbed.calls]
    wanted = shop.end()
    for number in count() if at is None else [number for number, call in enumerate(calls) if call in at]:
        shop.restore(start)
        came_so_far = again(shop, number)
        shop.restore(shop.objects())
        with suppress(CarriedOut):
            finish(clean(steps(shop)))
        assert wanted == shop.end(), number
        if not came_so_far:
            return number
    return len(calls)


@pytest.mark.parametrize("verb", VERBS)
def test_a_clean_run_after_a_kill_ends_as_an_undisturbed_one(verb: str, shop: Shop) -> None:
    """Killed at the 1st, 2nd, … call."""
    dead = []

    def killed(shop: Shop, calls: int) -> bool:
        steps = VERBS[verb][1](shop)
        dead.append(steps)  # kept, so that no `finally` runs meanwhile
        return _after(steps, calls)

    assert 8 < disturbed(shop, verb, killed)
    for steps in dead:
        steps.close()


def _after(steps: Generator[Any, None, Any], calls: int) -> bool:
    """Run to the place in front of that call; False if the run ended before."""
    for event in steps:
        calls -= event is None
        if calls < 0:
            return True
    return False


@pytest.mark.parametrize("verb", VERBS)
def test_twice_at_once_is_as_once(verb: str, shop: Shop) -> None:
    """Another run of the same from beginning to end, in front of each call."""

    def overtaken(shop: Shop, calls: int) -> bool:
        slow = VERBS[verb][1](shop)
        if not _after(slow, calls):
            return False
        finish(VERBS[verb][1](shop))
        with suppress(CarriedOut):
            finish(clean(slow))
        return True

    assert 8 < disturbed(shop, verb, overtaken)


ANY = frozenset({"read", "head", "list", "write"})

FAULTS = {
    "denied": ANY,
    "throttled": ANY,
    "dropped": ANY,  # hanging, too: the client gives up
    "answer lost": {"write"},
    "truncated": {"read"},
    "corrupted": {"read"},
}
"""What can go wrong → at which calls; elsewhere it would be the same as a dropped one."""


@pytest.mark.parametrize(("verb", "kind"), [*product(VERBS, FAULTS)])
def test_a_store_that_fails_once_changes_nothing_of_the_end(verb: str, kind: str, shop: Shop) -> None:
    """The run ends well, or with an error of ours that says where; no traceback, whatever fails."""
    errors: list[FeedpubError] = []

    def failing(shop: Shop, calls: int) -> bool:
        fault = Fault(at=calls, kind=kind)
        shop.restore(shop.objects(), fault)
        try:
            finish(VERBS[verb][1](shop))
        except FeedpubError as error:
            errors.append(error)
        assert fault.happened
        return True

    assert 8 < disturbed(shop, verb, failing, at=FAULTS[kind])
    assert {2, 3} >= {error.exit_code for error in errors}
    assert [] == [error for error in errors if not error.message or "Traceback" in str(error)]


def test_an_undo_that_was_interrupted_is_finished_and_not_taken_back(shop: Shop) -> None:
    """The command is the same one, without a number: the newest revision is the undo itself."""
    start = shop.objects()
    titles = set()
    for calls in count():
        shop.restore(start)
        steps = undo_steps(shop.desk.folder, now=NOW)
        is_dead = _after(steps, calls)
        if not is_dead:
            break
        finish(undo_steps(shop.desk.folder, now=NOW))
        titles.add(shop.catalog().items[0].title)
        steps.close()

    assert {"First"} == titles
