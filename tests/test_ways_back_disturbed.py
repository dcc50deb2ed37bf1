"""`undo` and `recover` killed, run twice at once, or with a store that fails: at every single call.

The store is in memory, so that thousands of runs cost little. A clean run ends then where an undisturbed one does.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import count, product
from pathlib import Path
from typing import Any

import pytest
from tests.studio import NOW, Studio, finish

from feedpub.audio import probe
from feedpub.catalog import APPLIED, CATALOG, loads
from feedpub.catalog.history import HISTORY
from feedpub.catalog.recovery import revision_name
from feedpub.commands.recover import recover_steps
from feedpub.commands.undo import undo_steps
from feedpub.deploy import transaction
from feedpub.deploy.observe import Target
from feedpub.errors import Denied, FeedpubError, NoResponse, StorageError
from feedpub.model import Catalog
from feedpub.storage import Body, Content, Guard, OnBytes, uncounted
from feedpub.storage.memory import Memory

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("call_by_call")]


@dataclass
class Fault:
    """What goes wrong at one call of all that are made of both storages."""

    at: int = -1
    kind: str = ""
    calls: int = 0
    happened: bool = False


class Failing(Memory):
    """A store in memory, one call of which goes wrong."""

    def __init__(self, name: str, fault: Fault) -> None:
        super().__init__(name)
        self.fault = fault

    def _now(self, *kinds: str) -> bool:
        """Whether this call is the one, and its fault one of these; others happen before anything else."""
        self.fault.calls += 1
        if self.fault.calls - 1 != self.fault.at:
            return False
        self.fault.happened = True
        if self.fault.kind in kinds:
            return True
        if self.fault.kind == "denied":
            raise Denied("these credentials have no right to do this", where=self.name)
        if self.fault.kind == "throttled":
            raise StorageError("the store is too busy (503)", where=self.name)
        raise NoResponse("the store does not answer", where=self.name)

    def read(self, key: str) -> Content | None:
        """Read; cut off, or with a wrong byte, if that is the fault."""
        wrong = self._now("truncated", "corrupted")
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
        self._now()
        return super().head(key)

    def slice(self, key: str, start: int, stop: int) -> bytes:
        """Read a part."""
        wrong = self._now("truncated", "corrupted")
        found = super().slice(key, start, stop)
        return found[: len(found) // 2] if wrong else found

    def put(
        self, key: str, body: Body, *, type: str, cache: str, guard: Guard | None = None, on_bytes: OnBytes = uncounted
    ) -> str:
        """Store; the answer is lost if that is the fault."""
        lost = self._now("answer lost")
        token = super().put(key, body, type=type, cache=cache, guard=guard, on_bytes=on_bytes)
        if lost:
            raise NoResponse("the store does not answer", where=key)
        return token

    def list(self, prefix: str = "", *, after: str = "") -> Iterator[Any]:
        """List."""
        self._now()
        return super().list(prefix, after=after)


@dataclass
class Shop:
    """A show, its author's files, and a store that can be brought back to what it was."""

    desk: Studio
    monkeypatch: pytest.MonkeyPatch
    fault: Fault = field(default_factory=Fault)

    def __post_init__(self) -> None:
        self.target = Target(site=Failing("site", self.fault), state=Failing("state", self.fault))
        self.monkeypatch.setattr(transaction, "open_target", lambda _where, **_: self.target)

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
        return after.items, after.gone, after.channel, after.on_hold, lines, live


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


VERBS: dict[str, tuple[Callable[[Shop], None], Steps]] = {
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


def disturbed(shop: Shop, verb: str, again: Callable[[Shop, int], bool]) -> int:
    """Disturb each call of the verb, then run it cleanly; gives how many calls there are.

    `again` disturbs the run at a call, and says whether the run has come so far.
    """
    prepare, steps = VERBS[verb]
    prepare(shop)
    start = shop.objects()
    finish(steps(shop))
    wanted = shop.end()
    for calls in count():
        shop.restore(start)
        came_so_far = again(shop, calls)
        shop.restore(shop.objects())
        finish(steps(shop))
        assert wanted == shop.end(), calls
        if not came_so_far:
            return calls
    raise AssertionError


@pytest.mark.parametrize("verb", VERBS)
def test_a_clean_run_after_a_kill_ends_as_an_undisturbed_one(verb: str, shop: Shop) -> None:
    """Killed at the 1st, 2nd, … call."""
    dead = []

    def killed(shop: Shop, calls: int) -> bool:
        steps = VERBS[verb][1](shop)
        dead.append(steps)  # kept, so that no `finally` runs meanwhile
        return _after(steps, calls)

    assert 10 < disturbed(shop, verb, killed)
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
        finish(slow)
        return True

    assert 10 < disturbed(shop, verb, overtaken)


@pytest.mark.parametrize(
    ("verb", "kind"),
    [
        *product(("undo", "recover"), ("denied", "throttled", "dropped", "answer lost", "truncated", "corrupted")),
        *product(("recover without a history",), ("denied", "corrupted")),
    ],
)
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
        return fault.happened

    assert 10 < disturbed(shop, verb, failing)
    assert {2, 3} >= {error.exit_code for error in errors}


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
