"""Programs that tests start: each finds the feedpub under test, has a deadline, and leaves nothing running behind."""

from __future__ import annotations

import os
import pty
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from select import select
from threading import Event, Timer
from typing import Any

import pytest
from tests.deadlines import SECONDS

import feedpub

ROOT = Path(__file__).parent.parent
SOURCE = Path(feedpub.__file__).parent.parent

PYTHONPATH = {"PYTHONPATH": os.pathsep.join(map(str, (SOURCE, ROOT)))}
"""So that a Python imports the feedpub that is tested here, whichever one is installed, and `tests`."""

Command = Sequence[str | Path]
Process = subprocess.Popen[Any]  # noqa: TID251 - the one place


def run(command: Command, *, check: bool = True, input: Any = None, **options: Any) -> subprocess.CompletedProcess[Any]:
    """Run a program to its end, which must be a good one unless `check` is false; both streams are caught."""
    with started(command, stdin=None if input is None else subprocess.PIPE, **options) as process:
        out, err = process.communicate(input)
        if process.returncode == -signal.SIGKILL or (check and process.returncode):
            pytest.fail(f"{_line(command)} ended with {process.returncode}\n{_text(out)}\n{_text(err)}")
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def python(*words: str | Path, **options: Any) -> subprocess.CompletedProcess[Any]:
    """Run this Python with these words; see `run`."""
    return run([sys.executable, *words], **options)


@contextmanager
def started(
    command: Command, *, seconds: float | None = SECONDS, env: Mapping[str, str] | None = None, **options: Any
) -> Iterator[Process]:
    """A program that runs while the body does: it is killed, with all that it started, at the end or at its deadline.

    Whoever reads from it then reads its end. Its streams are pipes unless `options`, those of `Popen`, say otherwise.
    `env` takes the place of the environment of this process. What fails in the body says what the program printed.
    """
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    environment = {**(os.environ if env is None else env), **PYTHONPATH}
    process = Process(command, env=environment, start_new_session=True, **options)
    late = Event()

    def end() -> None:
        late.set()
        _kill(process)

    watchdog = Timer(seconds or 0, end)
    watchdog.daemon = True
    if seconds:
        watchdog.start()
    try:
        yield process
        if late.is_set():
            pytest.fail(f"{_line(command)} was killed")
    except BaseException as error:
        _kill(process)
        if late.is_set():
            error.add_note(f"{_line(command)} had not ended after {seconds:g} seconds")
        error.add_note(_rest(process))
        raise
    finally:
        watchdog.cancel()
        _kill(process)
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream:
                with suppress(OSError):
                    stream.close()


def pseudo_terminal() -> tuple[int, int]:
    """Both ends of one: a test's, and the one for a program that `started` starts, so that it has a deadline."""
    return pty.openpty()  # noqa: TID251 - the one place


def at_terminal(
    command: Command, typed: bytes = b"", *, seconds: float = SECONDS, check: bool = True, **options: Any
) -> tuple[int, bytes]:
    r"""Run a program on a terminal of its own: its exit code, and what a person sees there.

    A line of `typed` is typed whenever it asks something, which ends in a colon; `\x03` is Ctrl-C. Whoever holds the
    terminal longer than the program is not waited for.
    """
    ours, theirs = pseudo_terminal()
    seen, line = b"", b""
    try:
        with started(command, seconds=seconds, stdin=theirs, stdout=theirs, stderr=theirs, **options) as process:
            while more := printed(ours, process, again=line if line == CTRL_C else b""):
                seen += more
                if typed and seen.rstrip().endswith(b":"):
                    line, _, typed = typed.partition(b"\n")
                    os.write(ours, line if line == CTRL_C else line + b"\n")
            if process.wait() == -signal.SIGKILL or (check and process.returncode):
                pytest.fail(f"{_line(command)} ended with {process.returncode}\n{_text(seen)}")
    finally:
        os.close(theirs)
        os.close(ours)
    return process.returncode, seen


CTRL_C = b"\x03"

AGAIN = 10.0
"""Seconds without an answer after which a person presses Ctrl-C again: Python misses a signal right before it waits."""


def printed(terminal: int, process: Process, *, again: bytes) -> bytes:
    """What comes next; nothing once the program has ended and all is read. Meanwhile `again` is typed, now and then."""
    late = time.monotonic() + AGAIN
    while not select([terminal], [], [], 0.05)[0]:
        if process.poll() is not None and not select([terminal], [], [], 0)[0]:
            return b""
        if again and time.monotonic() > late:
            os.write(terminal, again)
            late += AGAIN
    return os.read(terminal, 65536)


def _kill(process: Process) -> None:
    # Until it is waited for, its number is nobody else's.
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _rest(process: Process) -> str:
    """What a killed program had printed that nobody read."""
    with suppress(ValueError, OSError):
        return "\n".join(_text(stream.read()) for stream in (process.stdout, process.stderr) if stream)
    return ""


def _line(command: Command) -> str:
    return shlex.join(map(str, command))


def _text(printed: str | bytes | None) -> str:
    return printed.decode(errors="replace") if isinstance(printed, bytes) else printed or ""
