"""The light version of `make bench`: processor time of commands that are typed all day, beside what they import."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pytest
from benchmarks.process import Trial, python
from benchmarks.shows import show
from benchmarks.table import FLOORS, IMPORTS

from feedpub.cache.identity import SETTLED

pytestmark = pytest.mark.slow

ROUNDS = 3
BOUNDS = {"--help": 3.0, "status": 4.5, "check": 4.5, "publish": 4.5}
"""At most so many times the processor time of `import pydantic, lxml, mutagen`: twice what is usual."""


def least(trial: Trial) -> float:
    """Seconds of processor time: what the machine does besides adds to it, and takes nothing away."""
    return min(trial.run().processor for _ in range(ROUNDS))


def test_a_command_takes_no_more_than_its_bound(tmp_path: Path) -> None:
    """A show of ten, published and unchanged. A ratio that is worse in its best of three runs is no noise.

    What was written less than two seconds ago is not believed to be unchanged, so first some other things are measured.
    """
    command = [sys.executable, "-m", "feedpub"]
    made = show(tmp_path / "ten", 10)
    written = time.monotonic()
    floor = least(Trial(python(IMPORTS), tmp_path))
    Trial([*command, "publish", str(made.folder)], made.root).run()
    took = {"--help": least(Trial([*command, "--help"], made.root))}
    while time.monotonic() - written < SETTLED:
        Trial(python(IMPORTS), tmp_path).run()
    for verb in ("status", "check", "publish"):
        trial = Trial([*command, verb, str(made.folder)], made.root)
        trial.run()
        took[verb] = least(trial)

    assert {} == {verb: one / floor for verb, one in took.items() if one / floor > BOUNDS[verb]}


def test_the_feed_is_written_as_fast_as_by_stock_feedgen(tmp_path: Path) -> None:
    """A show of ten, each item fifty items, with every element that the show has. A third is for noise."""
    made = show(tmp_path / "ten", 10)
    Trial([sys.executable, "-m", "feedpub", "publish", str(made.folder)], made.root).run()

    run = Trial([sys.executable, FLOORS, "feed", str(made.root), "50"], made.root).run()
    ours, theirs = json.loads(run.printed)

    assert ours < theirs * 4 / 3
