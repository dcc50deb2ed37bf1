"""A year of a show against an adversary: no listener ever sees a broken feed, and no run says "done" over damage.

A Hypothesis state machine, in memory, in a folder and on a real S3 server: a few years in the suite, by hand as many
as one likes: `python -m tests.test_year directory 500` (or `memory`, `bucket`).
"""

from __future__ import annotations

import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from tests import parts, servers
from tests.driving import call_by_call_from_now_on
from tests.servers import S3Server
from tests.webservers import HttpRequest, Reply, serving
from tests.year import FEED, Machine, Violation, World, exists, steps_of

from feedpub.catalog import APPLIED, CATALOG
from feedpub.deploy import pending, transaction
from feedpub.deploy.observe import look_at_feed
from feedpub.deploy.target import Area, Claim, Observed, Target
from feedpub.model import Catalog
from feedpub.storage import ObjectInfo
from feedpub.storage.memory import Memory
from feedpub.storage.open import open_state, open_storage, state_url

SLUGS = ("ebb", "flow", "moon", "neap", "reef")
PILOT = "pilot"
"""An episode that stays: a feed without any is refused."""

TOTAL: Counter[str] = Counter()
"""What happened in all years that were played, for whoever plays many."""

kills = st.one_of(st.none(), st.none(), st.integers(0, 30))
some = st.integers(0, 10_000)


class Year(RuleBasedStateMachine):
    """Author, machines and adversary, in any order."""

    place: Callable[[], AbstractContextManager[World]]
    """A new show in a new place."""

    def __init__(self) -> None:
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        self.opened = self.place()
        self.world = self.opened.__enter__()
        open_here(self.patch, self.world)
        self.sounds = 0
        self.dues: dict[str, datetime | None] = {}
        self.world.write(PILOT, sound=500_000)
        self.world.publish()

    def teardown(self) -> None:
        """The year is over: whatever is left to do is done, and everything is as it should be."""
        try:
            if self.world.files:
                self.world.publish()
                self.world.release()
        finally:
            TOTAL.update(self.world.counts)
            TOTAL["years"] += 1
            self.world.end()
            self.patch.undo()
            self.opened.__exit__(None, None, None)

    # --- the author

    @rule(slug=st.sampled_from(SLUGS), in_days=st.one_of(st.none(), st.integers(1, 60)))
    def write(self, slug: str, in_days: int | None) -> None:
        """A new episode, perhaps for a later day; or another version of one, with its date."""
        known = self.world.files.get(slug) or self.world.recorded.get(slug)
        if known is None:
            self.sounds += 1
            later = self.world.now + timedelta(days=in_days) if in_days else None
            self.world.write(slug, sound=self.sounds, due=self.dues.setdefault(slug, later))
        else:
            self.world.write(slug, sound=known.sound, due=known.due)

    @rule(slug=st.sampled_from(SLUGS), in_days=st.one_of(st.none(), st.integers(1, 60)), kill=kills)
    def write_and_publish(self, slug: str, in_days: int | None, kill: int | None) -> None:
        """What authors do most."""
        self.write(slug, in_days)
        if slug in self.world.removed | self.world.perhaps_removed:
            self.publish_named(slug, kill=kill)
        else:
            self.publish(kill=kill)

    @precondition(lambda self: self.world.files)
    @rule(which=some, earlier=st.booleans())
    def replace_recording(self, which: int, earlier: bool) -> None:
        """Another recording for an episode, or one that it had before."""
        slug = sorted(self.world.files)[which % len(self.world.files)]
        one = self.world.files[slug]
        self.sounds += not earlier
        taken = {other.sound for name, other in {**self.world.files, **self.world.recorded}.items() if name != slug}
        sound = one.sound + 1000 if earlier and one.sound < 1000 else one.sound - 1000 if earlier else self.sounds
        if sound not in taken and sound > 0:
            self.world.write(slug, sound=sound, due=one.due)

    @precondition(lambda self: self.world.files)
    @rule(which=some)
    def tidy_up(self, which: int) -> None:
        """The author deletes the file of an episode that is published."""
        slug = sorted(self.world.files)[which % len(self.world.files)]
        if slug in self.world.recorded and slug not in {PILOT, *self.world.unsure}:
            self.world.drop_file(slug)

    @rule(words=st.integers(0, 3))
    def describe(self, words: int) -> None:
        """Other words about the show."""
        self.world.write_show(f"Life at the coast, in {words} words.")

    @rule(days=st.integers(1, 40))
    def wait(self, days: int) -> None:
        """Time passes."""
        self.world.now += timedelta(days=days)

    # --- the runs

    @precondition(lambda self: self.world.files)
    @rule(kill=kills)
    def publish(self, kill: int | None) -> None:
        """All of the show."""
        self.world.now += timedelta(minutes=1)
        self.world.publish(kill=kill)

    @precondition(lambda self: self.world.files)
    @rule(which=some, kill=kills)
    def publish_one(self, which: int, kill: int | None) -> None:
        """One episode; if it was taken out, it is brought back."""
        self.publish_named(sorted(self.world.files)[which % len(self.world.files)], kill=kill)

    def publish_named(self, slug: str, *, kill: int | None) -> None:
        """That episode."""
        self.world.now += timedelta(minutes=1)
        self.world.publish(slug, kill=kill, restore=slug in self.world.removed or slug in self.world.unsure)

    @precondition(lambda self: self.world.files and self.world.snapshots)
    @rule(which=some, verb=st.sampled_from(["publish", "release"]), turns=st.lists(st.integers(0, 1), max_size=60))
    def two_at_once(self, which: int, verb: str, turns: list[int]) -> None:
        """Somebody publishes an episode while all is published, or what is due released: call by call in turns."""
        self.world.now += timedelta(minutes=1)
        slug = sorted(self.world.files)[which % len(self.world.files)]
        if slug not in self.world.removed | self.world.unsure:
            self.world.two_at_once(slug, verb, turns)

    @precondition(lambda self: self.world.snapshots)
    @rule(kill=kills)
    def release(self, kill: int | None) -> None:
        """What is due."""
        self.world.now += timedelta(minutes=1)
        self.world.release(kill=kill)

    @precondition(lambda self: set(self.world.recorded) - self.world.unsure - {PILOT})
    @rule(which=some, kill=kills, keeps_file=st.booleans())
    def unpublish(self, which: int, kill: int | None, keeps_file: bool) -> None:
        """An episode leaves the feed, and perhaps the folder."""
        self.world.now += timedelta(minutes=1)
        known = sorted(set(self.world.recorded) - self.world.unsure - {PILOT})
        slug = known[which % len(known)]
        if not keeps_file:
            self.world.drop_file(slug)
        self.world.unpublish(slug, kill=kill)

    @precondition(lambda self: exists("undo") and len(self.world.snapshots) > 1)
    @rule(kill=kills)
    def undo(self, kill: int | None) -> None:
        """The newest revision is taken back, if that can be."""
        self.world.now += timedelta(minutes=1)
        self.world.undo(kill=kill)

    @precondition(lambda self: exists("recover") and self.world.truth)
    @rule()
    def recover(self) -> None:
        """Somebody tries whether that helps."""
        self.world.now += timedelta(minutes=1)
        if not self.world.is_exposed:
            self.world.recover()

    @precondition(lambda self: exists("prune") and self.world.truth)
    @rule(kill=kills)
    def prune(self, kill: int | None) -> None:
        """What nothing names any more goes."""
        self.world.now += timedelta(minutes=1)
        self.world.prune(kill=kill)

    @precondition(lambda self: exists("verify") and self.world.truth)
    @rule()
    def verify(self) -> None:
        """Somebody looks at everything."""
        self.world.verify()

    # --- the adversary

    @precondition(lambda self: self.world.truth)
    @rule(which=some, how=st.sampled_from(["delete", "truncate", "overwrite", "flip", "earlier"]), at=some)
    def tamper(self, which: int, how: str, at: int) -> None:
        """One object of everything that is stored."""
        places = self.world.places()
        self.damage(places[which % len(places)], how, at)

    @precondition(lambda self: self.world.truth)
    @rule(
        place=st.sampled_from([(Area.SITE, FEED), (Area.STATE, CATALOG), (Area.STATE, APPLIED)]),
        how=st.sampled_from(["delete", "truncate", "overwrite", "flip", "earlier"]),
        at=some,
    )
    def tamper_with_what_counts(self, place: tuple[Area, str], how: str, at: int) -> None:
        """The feed, the catalog or `applied`."""
        if place in self.world.truth:
            self.damage(place, how, at)

    @rule(which=some, how=st.sampled_from(["delete", "truncate", "overwrite", "flip"]), at=some)
    def tamper_with_a_recording(self, which: int, how: str, at: int) -> None:
        """One that is published, or was."""
        places = [place for place in self.world.places() if place[1].startswith("media/")]
        self.damage(places[which % len(places)], how, at)

    def damage(self, place: tuple[Area, str], how: str, at: int) -> None:
        """Do that to an object."""
        data, versions = self.world.truth[place], self.world.versions[place]
        spot = at % max(1, len(data))
        done: dict[str, bytes | None] = {
            "delete": None,
            "truncate": data[:spot],
            "overwrite": b"<html>Welcome to nginx!</html>",
            "flip": data[:spot] + bytes([data[spot] ^ 1]) + data[spot + 1 :] if data else b"x",
            "earlier": versions[at % len(versions)],
        }
        self.world.counts[f"{place[0].value} {how}"] += 1
        self.world.tamper(place, done[how])

    @precondition(lambda self: len(self.world.snapshots) > 1)
    @rule(which=some, areas=st.sampled_from([{Area.STATE}, {Area.SITE, Area.STATE}]))
    def restore_a_backup(self, which: int, areas: set[Area]) -> None:
        """The state, or everything, becomes what it was."""
        self.world.counts["restored"] += 1
        self.world.bring_back(self.world.snapshots[which % len(self.world.snapshots)], areas)

    @precondition(lambda self: self.world.expose and self.world.truth)
    @rule()
    def open_the_state(self) -> None:
        """Strangers may read what is private."""
        assert self.world.expose
        self.world.counts["exposed"] += 1
        self.world.is_tampered = self.world.is_exposed = True
        self.world.expose(True)


# --- the places


def open_here(patch: pytest.MonkeyPatch, world: World) -> None:
    """Every verb opens the stores of the world, and pauses in front of each call to them."""
    call_by_call_from_now_on(patch)
    for verb in ("undo", "recover", "prune", "verify"):
        if exists(verb):
            steps_of(verb)
    for name, module in list(sys.modules.items()):
        if name.startswith("feedpub.") and "open_target" in vars(module):
            patch.setattr(module, "open_target", lambda _where, **_: world.target)


@contextmanager
def folder() -> Iterator[Path]:
    """An empty one."""
    made = Path(mkdtemp(prefix="year-"))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@contextmanager
def in_memory() -> Iterator[World]:
    """Two dictionaries."""
    with folder() as root:
        yield World(root, lambda: (Memory("site"), Memory("state")))


def kept_private(base: Path) -> tuple[Callable[[HttpRequest], Reply], Callable[[bool], None]]:
    """What a web server of a folder answers, and how it is made to answer too much."""
    opened = False

    def answer(request: HttpRequest) -> Reply:
        path = base / request.path.partition("?")[0].lstrip("/")
        if not path.is_file() or (".feedpub" in path.parts and not opened):
            return Reply(404)
        return Reply(headers={"Content-Type": "application/octet-stream"}, body=path.read_bytes())

    def expose(now: bool) -> None:
        nonlocal opened
        opened = now

    return answer, expose


@contextmanager
def in_directory() -> Iterator[World]:
    """A folder that a web server shows; it keeps the state private, until somebody changes its configuration."""
    with folder() as root:
        answer, expose = kept_private(root / "public")
        with serving(answer) as server:
            site = root / "public" / "desk"
            yield World(
                root,
                lambda: (open_storage(str(site)), open_state(state_url(str(site)))),
                publish_to={"to": "../../public/desk", "url": f"{server.url}desk/"},
                expose=expose,
            )


def in_bucket(server: S3Server) -> Callable[[], AbstractContextManager[World]]:
    """A prefix of a real S3 server, which lets strangers read below `years/`, and at times the state."""
    server.make_public("years")

    def expose(now: bool) -> None:
        server.public.discard(".feedpub/years")
        if now:
            server.public.add(".feedpub/years")
        server.make_public("years")

    @contextmanager
    def opened() -> Iterator[World]:
        prefix = f"years/{uuid4().hex[:12]}"
        to, endpoint = f"s3://{server.bucket}/{prefix}", server.endpoint
        with folder() as root:
            yield World(
                root,
                lambda: (open_storage(to, endpoint=endpoint), open_state(state_url(to), endpoint=endpoint)),
                publish_to={"to": to, "url": f"{server.url(prefix)}/", "endpoint": endpoint},
                expose=expose,
            )
            expose(False)

    return opened


def play(place: Callable[[], AbstractContextManager[World]], *, years: int, steps: int = 50, **more: Any) -> None:
    """Play some years; the first violation is made as short as it can be, and raised."""
    machine = type("Year", (Year,), {"place": staticmethod(place)})
    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=years,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=checks,
            database=None,
            print_blob=False,
            report_multiple_bugs=False,
            **{"derandomize": True, "phases": [Phase.generate, Phase.shrink], **more},
        ),
    )


@pytest.mark.slow
def test_in_memory_no_year_ends_badly() -> None:
    """A few years."""
    play(in_memory, years=5)


@pytest.mark.slow
def test_in_a_directory_no_year_ends_badly() -> None:
    """Behind a web server that may show too much."""
    play(in_directory, years=2)


@pytest.mark.slow
@pytest.mark.s3
def test_in_a_bucket_no_year_ends_badly(s3_server: S3Server) -> None:
    """A real S3 server, and a short year."""
    play(in_bucket(s3_server), years=1, steps=15)


# --- it can fail


def everything_is_reached(observed: Observed) -> int:
    """Pages and feed that are taken for those of the catalog, whatever `applied` says."""
    return observed.catalog.revision if observed.catalog else 0


def nothing_contradicts(_observed: Observed, _claims: Sequence[Claim]) -> list[Claim]:
    """An older catalog that is taken for today's."""
    return []


def believed(target: Target, observed: Observed) -> Generator[None, None, Observed]:
    """A feed that nobody looks at: it is what `applied` says."""
    yield None
    key = observed.catalog.channel.feed if observed.catalog else ""
    known = observed.vouched.get(key)
    if known is None:
        return (yield from look_at_feed(target, observed))
    info = ObjectInfo(size=known.size, token=known.token, digest=known.digest)
    return replace(observed, objects={key: info})


def nothing_returns(_before: Catalog | None, _after: Catalog) -> dict[str, Any]:
    """What was sent once is there for ever."""
    return {}


def nothing_is_remembered(_machine: Machine, _place: str) -> None:
    """A machine without a memory."""


def committed_and_killed(world: World) -> None:
    """A run dies between the catalog and the feed; the next one has nothing else to do."""
    world.write("ebb", sound=1)
    for kill in range(8, 24):
        world.write("ebb", sound=1)
        world.publish(kill=kill)
        world.release()


def an_older_catalog(world: World) -> None:
    """Somebody restores the state of a month ago; the author edits an episode that was published before that."""
    world.write("ebb", sound=1)
    world.publish()
    world.bring_back(world.snapshots[0], {Area.STATE})
    world.publish(PILOT)


def an_older_store(world: World) -> None:
    """Somebody restores everything of a month ago, and what is there agrees with itself."""
    world.write("ebb", sound=1)
    world.publish()
    world.bring_back(world.snapshots[0], {Area.SITE, Area.STATE})
    world.publish(PILOT)


def an_overwritten_feed(world: World) -> None:
    """A web server's first page is in its place."""
    world.tamper((Area.SITE, FEED), b"<html>Welcome to nginx!</html>")
    world.release()


def a_lost_recording(world: World) -> None:
    """Of an episode that was sent weeks before it is released."""
    world.write("ebb", sound=1, due=world.now + timedelta(days=20))
    world.publish()
    (key,) = [place for place in world.places() if place[1].startswith("media/ebb")]
    world.tamper(key, None)
    world.now += timedelta(days=21)
    world.release()


BREAKS: dict[str, tuple[Any, str, Any, Callable[[World], None]]] = {
    "applied ignored": (Observed, "reached", property(everything_is_reached), committed_and_killed),
    "an older catalog believed": (Observed, "contradicting", nothing_contradicts, an_older_catalog),
    "the feed not looked at": (transaction, "look_at_feed", believed, an_overwritten_feed),
    "what returns not looked at": (pending, "returning", nothing_returns, a_lost_recording),
    "no witness": (Machine, "recall", nothing_is_remembered, an_older_store),
}


def play_by_hand(month: Callable[[World], None]) -> None:
    """A few days of a year, as they are written down."""
    with in_memory() as world, pytest.MonkeyPatch.context() as patch:
        open_here(patch, world)
        world.write(PILOT, sound=500_000)
        world.publish()
        month(world)
        world.end()


@pytest.mark.slow
@pytest.mark.parametrize("name", BREAKS)
def test_without_a_guard_a_month_ends_badly_and_with_it_well(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of these is needed: without it a listener, or the author, is told something that is not so."""
    where, attribute, broken, month = BREAKS[name]
    play_by_hand(month)
    monkeypatch.setattr(where, attribute, broken)

    with pytest.raises(Violation):
        play_by_hand(month)


# --- many years, by hand


def main(kind: str, years: int) -> None:
    """Play many years, twenty at a time; each violation is printed, and the next ones are played all the same."""
    os.fsync = os.fstat  # type: ignore[assignment]  # nothing of this must outlive a loss of power
    parts.CURRENT = {"s3"}
    with ExitStack() as opened:
        if kind == "bucket":
            os.environ.update(servers.CREDENTIALS)
            weed = Path(opened.enter_context(TemporaryDirectory(prefix="weed-")))
            place = in_bucket(opened.enter_context(servers.seaweed(weed)))
        else:
            place = {"memory": in_memory, "directory": in_directory}[kind]
        while TOTAL["years"] < years:
            try:
                play(place, years=20, derandomize=False, phases=[Phase.generate])
            except Violation as violation:
                TOTAL["violations"] += 1
                print(violation, *getattr(violation, "__notes__", ()), sep="\n")  # noqa: T201
            print(dict(sorted(TOTAL.items())), flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
