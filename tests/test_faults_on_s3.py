"""Every verb that writes, as a real process on a real S3 server, one request of which goes wrong.

Whatever fails: the exit code says it, there is no traceback and no secret, what listeners have is whole, and the same
command without a fault ends where an undisturbed run does. The suite tries some requests of each verb; by hand all, or
every Nth: `python -m tests.test_faults_on_s3 1 [verb …]`. In memory, `test_verbs_disturbed.py` does so for all calls.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import pytest
from tests import parts, servers
from tests.servers import (
    Fault,
    Proxy,
    Request,
    S3Server,
    answers_with,
    cut_answer,
    damage,
    damage_answer,
    late,
    lose_answer,
    lose_request,
)
from tests.studio import Studio
from tests.test_processes import PublishedShow
from tests.zygote import Child, Zygote

from feedpub.catalog import APPLIED, CATALOG

pytestmark = [pytest.mark.s3, pytest.mark.slow]


def corrupt(line: Any, request: Request) -> None:
    """A byte of what is sent is another one when it arrives, or of the answer to a question."""
    (damage if request.writes and int(request.headers.get("Content-Length") or 0) else damage_answer)(line, request)


FAULTS = {
    "denied": answers_with(403, "AccessDenied"),
    "throttled": answers_with(503, "SlowDown"),
    "dropped": lose_request,
    "answer lost": lose_answer,
    "truncated": cut_answer,
    "corrupted": corrupt,
    "hanging": late,
}
"""What the line or the store does, by name."""

HOW_OFTEN = {"at one call": 2, "from then on": 10**6}
"""How many requests are struck: the SDK tries each again once, but for one whose bytes it does not know to be wrong."""


@dataclass
class World:
    """A show in a bucket behind a line that can fail, and the processes that work on it."""

    show: PublishedShow
    proxy: Proxy
    zygote: Zygote

    clock: timedelta = -timedelta(days=3)
    """How wrong the publisher's clock is: what comes before the verb was three days ago."""

    def run(self, words: Sequence[str], *, store_wait: float = 30) -> Child:
        """`feedpub` with these words, to its end."""
        given = [one.format(show=self.show.desk.folder) for one in words]
        clock = self.clock.total_seconds()
        child = self.zygote.start(*given, proof_wait=0.3, store_wait=store_wait, clock=clock)
        child.wait()
        return child

    def good(self, *words: str) -> None:
        """The same, which must end well."""
        child = self.run(words)
        assert 0 == child.code(), (words, child.stderr(), child.stdout())

    def lose(self, *names: str) -> None:
        """Objects of the private state are gone."""
        for name in names:
            for key in self.show.server.keys(f".feedpub/{self.show.prefix}/{name}"):
                self.show.server.client().delete_object(Bucket=self.show.server.bucket, Key=key)

    def end(self) -> tuple[object, ...]:
        """What there is for listeners; recordings that nobody names any more may be left of a run that failed.

        An address that answered wrongly makes a run take another key for the same bytes.
        """
        server, prefix = self.show.server, self.show.prefix
        served = {_AGAIN.sub(r"\1", key.removeprefix(prefix)) for key in server.keys(prefix) if "/media/" not in key}
        return self.show.entries(), self.show.feed().feed.title, sorted(served)


_AGAIN = re.compile(r"(-[0-9a-f]{12})-[0-9]+(?=\.)")
"""The same bytes under another key."""


def edit(world: World) -> None:
    """Another title, and an episode more."""
    world.show.desk.episode("first", title="Edited again", published="2026-01-01T06:00:00Z")
    world.show.desk.episode("second", published="2026-01-02T06:00:00Z")


def publish(world: World) -> None:
    """Publish both."""
    edit(world)
    world.good("publish", "{show}")


def plan(world: World) -> None:
    """Edit, and write the plan of that into a file."""
    edit(world)
    world.good("publish", "{show}", "--plan-out", "{show}/desk.plan")


def schedule(world: World) -> None:
    """An episode that is due by now."""
    due = datetime.now(UTC) - timedelta(days=2)
    world.show.desk.episode("second", published=due.isoformat(timespec="seconds"))
    world.good("publish", "{show}")


def withhold(world: World) -> None:
    """An episode was taken out: its recording can be deleted."""
    publish(world)
    world.good("unpublish", "{show}/second.yaml")


def lose_catalog(world: World) -> None:
    """The catalog is gone."""
    world.lose(CATALOG)


def lose_state(world: World) -> None:
    """All of the state that could tell what there was is gone."""
    world.lose(CATALOG, APPLIED, "history/")


def damage_recording(world: World) -> None:
    """The recording of the first episode has other bytes."""
    client, server = world.show.server.client(), world.show.server
    for key in server.keys(f"{world.show.prefix}/media/first"):
        client.put_object(Bucket=server.bucket, Key=key, Body=b"x", ContentType="audio/mpeg")


Words = tuple[str, ...]
VERBS: dict[str, tuple[Callable[[World], None], Words]] = {
    "publish": (edit, ("publish", "{show}")),
    "publish --plan": (plan, ("publish", "--plan", "{show}/desk.plan")),
    "release": (schedule, ("release", "{show}")),
    "unpublish": (publish, ("unpublish", "{show}/second.yaml")),
    "purge": (publish, ("unpublish", "{show}/second.yaml", "--purge", "--history", "--yes")),
    "prune": (withhold, ("prune", "{show}", "--days", "1", "--media", "--yes")),
    "undo": (lambda _world: None, ("undo", "{show}", "--revision", "2", "--yes")),
    "recover": (lose_catalog, ("recover", "{show}", "--yes")),
    "rebuild": (lose_state, ("recover", "{show}", "--yes")),
    "repair": (damage_recording, ("verify", "{show}", "--repair")),
}
"""Name → what comes before it, and its words."""

DONE_ALREADY = (
    "was unpublished",
    "is not published",
    "nothing to recover",
    "carried out already",
    "took back",
    "is there",
)
"""What a run says that was disturbed after its commit, and is asked once more."""


@dataclass
class Trials:
    """One verb and its undisturbed run; faults come after it, one a time."""

    world: World
    verb: str
    kept: dict[str, str] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    """Of the undisturbed run."""

    wanted: tuple[object, ...] = ()

    def __post_init__(self) -> None:
        prepare, words = VERBS[self.verb]
        prepare(self.world)
        self.world.clock = timedelta()
        self.kept = self.world.show.keep()
        self.world.proxy.requests.clear()
        self.world.good(*words)
        self.requests = [*self.world.proxy.requests]
        self.wanted = self.world.end()

    def faulty(self, kind: str, number: int, how_often: str) -> list[str]:
        """What is wrong with a run whose request of that number meets a fault, and with the clean run after it."""
        words, proxy, show = VERBS[self.verb][1], self.world.proxy, self.world.show
        show.bring_back(self.kept)
        signed = kind == "hanging"  # strangers' requests have deadlines of their own, which are longer
        when = (lambda request: "Authorization" in request.headers) if signed else (lambda _request: True)
        times = 1 if (kind, how_often) == ("corrupted", "at one call") else HOW_OFTEN[how_often]
        proxy.faults = [Fault(when, FAULTS[kind], times=times, skip=number)]
        disturbed = self.world.run(words, store_wait=0.5)
        proxy.faults = []
        return [*_trouble(disturbed), *self._trouble_after(self.world.run(words))]

    def _trouble_after(self, again: Child) -> Iterator[str]:
        show = self.world.show
        yield from _trouble(again)
        text = again.stdout() + again.stderr()
        if again.code() != 0 and not any(one in text for one in DONE_ALREADY):
            yield f"the clean run ends with {again.code()}: {text}"
        if self.wanted != (end := self.world.end()):
            yield f"it ends otherwise: {end} instead of {self.wanted}"
        try:
            show.assert_whole()
        except AssertionError as error:
            yield f"the feed names what is not there: {error}"
        verified = self.world.run(("verify", "{show}", "--deep"))
        if verified.code():
            yield f"verify: {verified.stdout()}{verified.stderr()}"


def _trouble(child: Child) -> Iterator[str]:
    text = child.stdout() + child.stderr()
    if child.code() not in {0, 1, 2, 3}:
        yield f"exit code {child.code()}: {text}"
    if "Traceback" in text:
        yield f"a traceback: {text}"
    if servers.SECRET in text or "Signature=" in text:
        yield f"a secret: {text}"


def new_world(server: S3Server, proxy: Proxy, zygote: Zygote, root: Path) -> World:
    """One episode, published and edited."""
    prefix = f"shows/{uuid4().hex[:12]}"
    server.make_public(prefix)
    show = PublishedShow(Studio(root), server, prefix)
    url = f"{proxy.endpoint}/{server.bucket}/{prefix}/"
    show.show(guid="917393e3-1b1e-5cef-ace4-edaa54e1f810", url=url, endpoint=proxy.endpoint)
    world = World(show, proxy, zygote)
    for title in ("First", "Edited"):
        show.desk.episode("first", title=title, published="2026-01-01T06:00:00Z")
        world.good("publish", "{show}")
    return world


@pytest.fixture(scope="module")
def line(_seaweed: S3Server) -> Iterator[Proxy]:
    """The line to the store, for all tests of a process."""
    with Proxy(_seaweed.endpoint) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def worlds() -> list[tuple[World, dict[str, str]]]:
    """What the first test has published, and what was stored then."""
    return []


@pytest.fixture
def world(
    worlds: list[tuple[World, dict[str, str]]],
    line: Proxy,
    s3_server: S3Server,
    zygote: Zygote,
    tmp_path_factory: pytest.TempPathFactory,
) -> World:
    """One episode, published and edited: a first publication takes as long as all that a test does with it."""
    if not worlds:
        made = new_world(s3_server, line, zygote, tmp_path_factory.mktemp("world") / "desk")
        worlds.append((made, made.show.keep()))
    ((world, kept),) = worlds
    for path in (world.show.desk.folder / name for name in ("second.yaml", "second.mp3", "desk.plan")):
        path.unlink(missing_ok=True)
    world.show.desk.episode("first", title="Edited", published="2026-01-01T06:00:00Z")
    world.show.bring_back(kept)
    line.faults, world.clock = [], World.clock
    return world


@pytest.mark.parametrize(("number", "verb"), [*enumerate(VERBS)])
def test_a_fault_leaves_nothing_behind(number: int, verb: str, world: World) -> None:
    """Another fault for each verb, and another of its requests: of the first verb an early one, of the last a late."""
    kinds = [*product(FAULTS, HOW_OFTEN)]
    kind, how_often = kinds[number * 3 % len(kinds)]  # all seven kinds come, and both of how often
    trials = Trials(world, verb)

    trouble = trials.faulty(kind, number * len(trials.requests) // len(VERBS), how_often)

    assert [] == trouble


# --- all requests, by hand


def main(step: int, verbs: Sequence[str]) -> None:
    """Every fault at every `step`th request of these verbs, or of all; what goes wrong is printed."""
    os.environ.update(servers.CREDENTIALS, AWS_EC2_METADATA_DISABLED="true")
    parts.CURRENT = {"s3"}
    runs = bad = 0
    with ExitStack() as opened:
        root = Path(opened.enter_context(TemporaryDirectory(prefix="faults-")))
        os.environ["XDG_CACHE_HOME"] = str(root / "cache")
        server = opened.enter_context(servers.seaweed(root / "weed"))
        for verb in verbs or VERBS:
            with ExitStack() as inner:
                proxy = inner.enter_context(Proxy(server.endpoint))
                zygote = inner.enter_context(Zygote(root / verb / "zygote", seconds=None))
                trials = Trials(new_world(server, proxy, zygote, root / verb / "desk"), verb)
                numbers = range(0, len(trials.requests), step)
                for number, (kind, often) in product(numbers, product(FAULTS, HOW_OFTEN)):
                    runs += 1
                    if trouble := trials.faulty(kind, number, often):
                        bad += 1
                        request = f"{number}: {trials.requests[number].method} {trials.requests[number].path}"
                        print(verb, request, kind, often, *trouble, sep="\n  ", flush=True)  # noqa: T201
            print(f"{verb}: {len(trials.requests)} requests; {runs} runs, {bad} bad", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
