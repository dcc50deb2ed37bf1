"""`release`, minute by minute over both changes to summer time, and `release --watch`, which sleeps in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from tests.studio import NOW, Studio
from typer.testing import CliRunner

from feedpub.cli import app
from feedpub.commands.watch import LONGEST_PAUSE, LOOK, NAP, watch
from feedpub.errors import FeedpubError, NoResponse, Refused
from feedpub.model import Catalog

pytestmark = pytest.mark.slow

SPRING, AUTUMN = datetime(2026, 3, 29, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
SPRING_THERE, AUTUMN_THERE = datetime(2026, 3, 8, 6, 30, tzinfo=UTC), datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
MINUTES = 60


@dataclass
class Clock:
    """A clock that only sleeping moves, up to its end."""

    now: datetime
    end: datetime
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> datetime:
        """The time."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Ctrl-C at the end."""
        if self.now >= self.end:
            raise KeyboardInterrupt
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)


def scheduled(root: Path, begin: datetime, times: dict[str, str], *, zone: str = BERLIN) -> Studio:
    """A show in a zone with episodes that come out at these times, published an hour before."""
    desk = Studio(root, now=begin - timedelta(hours=1))
    desk.show(timezone=zone, pages="off")
    desk.episode("first")
    for slug, time in times.items():
        desk.episode(slug, published=time)
    desk.publish()
    return desk


CHANGES = [
    pytest.param(
        BERLIN,
        SPRING,
        {"before": "2026-03-29T01:45", "at-once": "2026-03-29T03:00", "after": "2026-03-29T03:17"},
        {"before": 15, "at-once": 30, "after": 47},
        id="Berlin, 02:00 to 03:00",
    ),
    pytest.param(
        BERLIN,
        AUTUMN,
        {
            "summer": "2026-10-25T02:45:00+02:00",
            "wintertime": "2026-10-25T02:00:00+01:00",
            "later": "2026-10-25T02:17:00+01:00",
        },
        {"summer": 15, "wintertime": 30, "later": 47},
        id="Berlin, 03:00 to 02:00",
    ),
    pytest.param(
        NEW_YORK,
        SPRING_THERE,
        {"before": "2026-03-08T01:45", "at-once": "2026-03-08T03:00", "after": "2026-03-08T03:17"},
        {"before": 15, "at-once": 30, "after": 47},
        id="New York, 02:00 to 03:00",
    ),
    pytest.param(
        NEW_YORK,
        AUTUMN_THERE,
        {
            "summer": "2026-11-01T01:45:00-04:00",
            "wintertime": "2026-11-01T01:00:00-05:00",
            "later": "2026-11-01T01:17:00-05:00",
        },
        {"summer": 15, "wintertime": 30, "later": 47},
        id="New York, 02:00 to 01:00",
    ),
]


@pytest.mark.parametrize(("zone", "begin", "times", "expected"), CHANGES)
def test_each_episode_comes_out_once_and_on_time_over_a_change_of_the_clocks(
    zone: str, begin: datetime, times: dict[str, str], expected: dict[str, int], tmp_path: Path
) -> None:
    """`release` 60 times, a minute apart: in the first minute in which it is due, and nothing else is written.

    Listeners read the moment that was meant, whatever the clocks on the wall say.
    """
    desk = scheduled(tmp_path, begin, times, zone=zone)
    found: list[tuple[str, int]] = []
    for minute in range(MINUTES):
        done = desk.release(now=begin + timedelta(minutes=minute))
        found += [(change.slug, minute) for change in done.outcome.changes if change.slug]
    dates = {item.slug: item.published for item in desk.catalog().items if item.slug in expected}

    assert list(expected.items()) == found
    assert {slug: begin + timedelta(minutes=minute) for slug, minute in expected.items()} == dates
    assert 1 + len(expected) == desk.catalog().revision


@pytest.mark.parametrize(("zone", "begin", "times", "expected"), CHANGES)
def test_a_watch_over_a_change_of_the_clocks_wakes_when_an_episode_is_due(
    zone: str, begin: datetime, times: dict[str, str], expected: dict[str, int], tmp_path: Path
) -> None:
    """It looks every ten minutes, and at the very second."""
    desk = scheduled(tmp_path, begin, times, zone=zone)
    clock = Clock(begin, begin + timedelta(minutes=MINUTES))
    found: list[tuple[str, int]] = []
    looks: list[int] = []

    def release(_show: Path) -> Catalog:
        minute = int((clock.now - begin) / timedelta(minutes=1))
        done = desk.release(now=clock.now)
        looks.append(minute)
        found.extend((change.slug, minute) for change in done.outcome.changes if change.slug)
        return done.outcome.after

    watched(clock, {desk.folder: release})

    assert list(expected.items()) == found
    assert [0, 10, 15, 25, 30, 40, 47, 57] == looks


def watched(clock: Clock, shows: dict[Path, Callable[[Path], Catalog]]) -> list[str]:
    """What a watch reports until its clock ends."""
    reported: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        watch(
            lambda: list(shows),
            lambda show: shows[show](show),
            clock=clock,
            sleep=clock.sleep,
            on_failure=lambda show, error: reported.append(f"{clock.now:%H:%M:%S} {show}: {error.message}"),
            on_recovery=lambda show: reported.append(f"{clock.now:%H:%M:%S} {show}: again"),
        )
    return reported


def failing(
    errors: Iterator[FeedpubError | None], catalog: Catalog, tried: list[datetime], clock: Clock
) -> Callable[[Path], Catalog]:
    """A release that fails as often as there are errors."""

    def release(_show: Path) -> Catalog:
        tried.append(clock.now)
        if error := next(errors, None):
            raise error
        return catalog

    return release


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """A show with nothing scheduled."""
    return scheduled(tmp_path_factory.mktemp("quiet"), NOW, {}).catalog()


def test_a_network_that_is_away_is_reported_once_and_tried_with_growing_pauses(catalog: Catalog) -> None:
    """Up to ten minutes; what works again is reported, too, and other shows are not held up."""
    clock = Clock(NOW, NOW + timedelta(minutes=40))
    tried: list[datetime] = []
    others: list[datetime] = []
    errors = iter([NoResponse("the store does not answer")] * 8)
    shows = {
        Path("east"): failing(errors, catalog, tried, clock),
        Path("west"): failing(iter(()), catalog, others, clock),
    }

    reported = watched(clock, shows)

    pauses = [int((after - before).total_seconds()) for before, after in pairwise(tried)]
    assert [10, 20, 40, 80, 160, 320, 600, 600][: len(pauses)] == pauses
    assert 600 == LONGEST_PAUSE.total_seconds()
    assert [0, 10, 20, 30, 40] == [int((one - NOW).total_seconds() / 60) for one in others]
    assert ["07:00:00 east: the store does not answer", "07:30:30 east: again"] == reported


def test_another_failure_is_reported(catalog: Catalog) -> None:
    """What an author has to mend, by its text."""
    clock = Clock(NOW, NOW + timedelta(minutes=3))
    errors = iter([NoResponse("a"), NoResponse("b"), Refused("the clock is ahead"), Refused("nothing is published")])

    reported = watched(clock, {Path("east"): failing(errors, catalog, [], clock)})

    assert ["a", "the clock is ahead", "nothing is published", "again"] == [
        one.partition("east: ")[2] for one in reported
    ]


def test_no_sleep_is_longer_than_a_minute(catalog: Catalog) -> None:
    """A machine that was suspended finds the time that has passed."""
    clock = Clock(NOW, NOW + 3 * LOOK)

    watched(clock, {Path("east"): failing(iter(()), catalog, [], clock)})

    assert {NAP} == set(clock.slept)


def test_the_command_is_quiet_while_nothing_happens_and_ends_with_ctrl_c(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It prints what it releases, and the exit code is that of Ctrl-C."""
    desk = scheduled(tmp_path, NOW, {"due": "2026-11-23T07:05:00Z"})
    clock = Clock(NOW, NOW + timedelta(minutes=20))
    monkeypatch.chdir(desk.root)
    monkeypatch.setattr("feedpub.cli.environment.now", clock)
    monkeypatch.setattr("feedpub.cli.environment.sleep", clock.sleep)

    found = CliRunner().invoke(app, ["release", "--all", "--watch"], prog_name="feedpub")

    assert 130 == found.exit_code
    assert {"due", "first"} == {item.slug for item in desk.catalog().items if not item.scheduled}
    assert ["watching 1 show; Ctrl-C ends it", "error: interrupted"] == found.stderr.splitlines()
    assert 1 == found.stdout.count("\nfeed: ")
