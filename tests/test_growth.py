"""No line runs for each pair of episodes: in an archive four times as large, each runs about four times as often."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from time import time
from types import FrameType
from typing import Any

import pytest
from tests.studio import NOW, Studio
from typer.testing import CliRunner, Result

import feedpub
from feedpub.cli import app
from feedpub.commands.check import CheckOptions
from feedpub.commands.check.files import check_files
from feedpub.commands.status import status
from feedpub.deploy import observe

pytestmark = pytest.mark.slow

SMALL, LARGE = 12, 48
"""Episodes: few, as the count is exact."""

_OURS = str(Path(feedpub.__file__).parent)

Line = tuple[str, int]


def lines_run(work: Callable[[], object]) -> Counter[Line]:
    """How often each line of feedpub runs while the work is done; a comprehension runs once for each value."""
    run: Counter[Line] = Counter()

    def line(frame: FrameType, event: str, _: object) -> Any:
        if event == "line":
            run[frame.f_code.co_filename, frame.f_lineno] += 1
        return line

    def call(frame: FrameType, _event: str, _: object) -> Any:
        return line if frame.f_code.co_filename.startswith(_OURS) else None

    before = sys.gettrace()
    sys.settrace(call)
    try:
        work()
    finally:
        sys.settrace(before)
    return run


def growing(small: Counter[Line], large: Counter[Line]) -> dict[str, tuple[int, int]]:
    """The lines that ran more often than the archive grew, by half; a few beginnings are allowed to each."""
    most = LARGE / SMALL * 1.5
    return {
        f"{Path(file).relative_to(_OURS)}:{number}": (small[file, number], count)
        for (file, number), count in large.items()
        if count > most * max(small[file, number], SMALL)
    }


def archive(root: Path, size: int) -> Studio:
    """A show with as many episodes, all the same but for number, date and recording; one of four is scheduled."""
    studio = Studio(root)
    studio.show(people=["Ada Lovelace"])
    for number in range(size):
        ahead = timedelta(days=number + 1 if number % 4 == 0 else -number)
        studio.episode(
            f"episode-{number:03}",
            published=f"{NOW + ahead:%Y-%m-%dT%H:%M:%S+00:00}",
            number=number + 1,
            notes="The *tide* goes out.\n\n- [one](https://example.com/)\n- two\n",
            sound=number,
        )
    return studio


def first(studio: Studio) -> None:
    """The first publication, with pages."""
    studio.publish()


def again(studio: Studio) -> None:
    """Nothing has changed."""
    studio.publish()


def one_more(studio: Studio) -> None:
    """One episode more."""
    studio.episode("one-more", published="2026-01-01T00:00:00+00:00", sound=999)
    studio.publish()


def checked(studio: Studio) -> None:
    """`check` of the folder."""
    check_files([studio.folder], options=CheckOptions(), now=NOW)


def listed(studio: Studio) -> None:
    """`status`."""
    status(studio.folder, now=NOW)


def released(studio: Studio) -> None:
    """All that is scheduled is due."""
    studio.release(now=NOW + timedelta(days=99))


VERBS = (first, again, one_more, checked, listed, released)


@pytest.mark.slow
@pytest.mark.usefixtures("call_by_call")
def test_no_line_runs_for_each_pair_of_episodes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Publishing (with home pages and search), checking, listing and releasing; all in one thread, which is counted.

    What would be asked for one by one of few episodes is looked up in a listing here, too, as it is of many.
    """
    monkeypatch.setattr(observe, "_FEW", 0)
    runs = {}
    for size in (SMALL, LARGE):
        studio = archive(tmp_path / str(size), size)
        runs[size] = [lines_run(partial(verb, studio)) for verb in VERBS]
    found = {
        verb.__name__: growing(small, large) for verb, small, large in zip(VERBS, runs[SMALL], runs[LARGE], strict=True)
    }

    assert {verb.__name__: {} for verb in VERBS} == found


MOST = 150
"""Lines that may run for each further episode of a show in which nothing has changed: three files are looked at."""


def test_a_command_that_is_repeated_runs_few_lines_for_each_episode(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It reads the author's texts, asks what recordings are, and does nothing else with an episode."""
    monkeypatch.setattr("feedpub.cli.repeated._seconds", lambda: time() + 60)
    monkeypatch.setattr("feedpub.cli.environment.now", lambda: NOW)
    counted: dict[str, list[int]] = {command: [] for command in ("status", "check", "publish", "diff", "release")}
    for size in (SMALL, LARGE):
        studio = archive(tmp_path / str(size), size)
        studio.show(people=["Ada Lovelace"], pages=False)
        studio.publish()
        for command, counts in counted.items():
            run = partial(CliRunner().invoke, app, [command, str(studio.folder)], catch_exceptions=False)
            first = run().output
            counts.append(lines_run(partial(_print_the_same, first, run)).total())

    assert {} == {one: counts for one, counts in counted.items() if counts[1] - counts[0] > MOST * (LARGE - SMALL)}


def _print_the_same(expected: str, run: Callable[[], Result]) -> None:
    assert expected == run().output


def test_a_line_that_runs_for_each_pair_is_found() -> None:
    """The count can fail."""
    pairs, each = (_OURS + "/x.py", 1), (_OURS + "/x.py", 2)
    small = Counter({pairs: SMALL * SMALL, each: SMALL})
    large = Counter({pairs: LARGE * LARGE, each: LARGE})

    assert {"x.py:1": (SMALL * SMALL, LARGE * LARGE)} == growing(small, large)
