"""A whole process, measured by the operating system: seconds, processor time, memory at its peak."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Run:
    """What one process took."""

    seconds: float
    """From its start to its end, on the wall."""

    processor: float
    """Seconds of processor time, its own and the system's for it."""

    printed: str
    """Its standard output."""


@dataclass(frozen=True)
class Trial:
    """A command, what must be so before it, and what shows that it did its work."""

    command: Sequence[str]
    cwd: Path
    proof: Callable[[Run], bool] = lambda _: True
    """Whether the run did what it is measured for."""

    before: Callable[[], object] = lambda: None
    """Brings things back to where the command begins; not measured."""

    code: int = 0
    """The exit code that is right."""

    environment: Mapping[str, str] | None = None

    def run(self) -> Run:
        """Run it once. Raises `AssertionError` where it did not do its work."""
        self.before()
        # Of modules that are compiled already, as an installer leaves them.
        known = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        start = time.perf_counter()
        process = subprocess.Popen(
            self.command,
            cwd=self.cwd,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**known, **(self.environment or {})},
        )
        assert process.stdout is not None
        with process.stdout:
            printed = process.stdout.read().decode(errors="replace")
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        run = Run(
            seconds=time.perf_counter() - start,
            processor=used.ru_utime + used.ru_stime,
            printed=printed,
        )
        assert process.returncode == self.code, f"{' '.join(self.command)} ended with {process.returncode}:\n{printed}"
        assert self.proof(run), f"{' '.join(self.command)} did not do its work:\n{printed[-2000:]}"
        return run


def in_turns(trials: Sequence[Trial], rounds: int) -> list[list[Run]]:
    """Run them one after the other, `rounds` times: whatever else the machine does meets all. A list for each trial.

    The first round only warms up what it reads and compiles.
    """
    for one in trials:
        one.run()
    turns = [[one.run() for one in trials] for _ in range(rounds)]
    return [list(column) for column in zip(*turns, strict=True)]


_STARTER = """
import os, sys
process = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
_, status, used = os.wait4(process, 0)
print("", used.ru_maxrss, sep="\\n")
sys.exit(os.waitstatus_to_exitcode(status))
"""


def peak(trial: Trial) -> float:
    """MiB that the process of a trial holds at most.

    Linux counts what whoever starts a process holds at that moment; so a process does it that holds nothing.
    """
    started = replace(trial, command=[sys.executable, "-S", "-E", "-c", _STARTER, *trial.command])
    return int(started.run().printed.split()[-1]) / 1024


def middle(runs: Sequence[Run], what: str = "seconds") -> float:
    """The median of a figure."""
    return float(median(getattr(run, what) for run in runs))


def python(code: str, *arguments: str) -> list[str]:
    """The command that runs this code in the environment that feedpub is installed in."""
    return [sys.executable, "-c", code, *arguments]
