"""The light version of `make bench`: processor time of commands that are typed all day, beside what they import."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from benchmarks.process import Trial, python
from benchmarks.shows import show
from benchmarks.table import IMPORTS

pytestmark = pytest.mark.slow

ROUNDS = 3
BOUNDS = {"--help": 3.0, "status": 4.5, "check": 4.5, "publish": 8.0}
"""At most so many times the processor time of `import pydantic, lxml, mutagen`: half above what is usual. Recordings
that were written a moment ago are not believed to be unchanged, so the publish here is one that measures them."""


def least(trial: Trial) -> float:
    """Seconds of processor time: what the machine does besides adds to it, and takes nothing away."""
    return min(trial.run().processor for _ in range(ROUNDS))


@pytest.fixture(scope="module")
def floor(tmp_path_factory: pytest.TempPathFactory) -> float:
    """The floor, in seconds."""
    return least(Trial(python(IMPORTS), tmp_path_factory.mktemp("floor")))


@pytest.mark.parametrize("verb", BOUNDS)
def test_a_command_takes_no_more_than_its_bound(verb: str, floor: float, tmp_path: Path) -> None:
    """A show of ten, published and unchanged. A ratio that is worse in its best of three runs is no noise."""
    made = show(tmp_path / "ten", 10)
    command = [sys.executable, "-m", "feedpub"]
    Trial([*command, "publish", str(made.folder)], made.root).run()
    words = [verb] if verb.startswith("-") else [verb, str(made.folder)]
    trial = Trial([*command, *words], made.root)
    trial.run()

    assert least(trial) / floor <= BOUNDS[verb]
