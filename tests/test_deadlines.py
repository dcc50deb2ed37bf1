"""What hangs ends as a failure that says what was waited for and what was printed."""

from __future__ import annotations

import signal
import sys
import threading
from pathlib import Path

import pytest
from tests import deadlines, parts, programs

import feedpub

HANGS = ["sh", "-c", "echo to the end of time >&2; exec tail -f /dev/null"]


@pytest.mark.slow
def test_a_program_that_does_not_end_is_killed_and_its_words_are_shown() -> None:
    """It waits for what nobody does."""
    with pytest.raises(pytest.fail.Exception, match="to the end of time") as caught:
        programs.run(HANGS, seconds=2)

    assert "had not ended after 2 seconds" in "".join(caught.value.__notes__)


@pytest.mark.slow
@pytest.mark.parametrize("typed", [b"", b"a line that it never asks for\n"])
def test_a_program_at_a_terminal_that_does_not_end_is_killed(typed: bytes) -> None:
    """It waits for a person, or asks something else than a test thinks."""
    with pytest.raises(pytest.fail.Exception, match="to the end of time"):
        programs.at_terminal(HANGS, typed, seconds=2)


DEAF = """
import signal
signal.signal(signal.SIGINT, lambda *_: signal.signal(signal.SIGINT, signal.default_int_handler))
print("Name:", flush=True)
signal.pause(), signal.pause()
"""


@pytest.mark.slow
def test_ctrl_c_that_is_missed_is_pressed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a person would: a program that begins to wait at that very moment does not hear the first."""
    monkeypatch.setattr(programs, "AGAIN", 0.1)
    terminal = "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0)"

    code, seen = programs.at_terminal([sys.executable, "-c", terminal + DEAF], programs.CTRL_C, check=False)

    assert (-signal.SIGINT, True) == (code, b"KeyboardInterrupt" in seen)


@pytest.mark.slow
def test_whoever_holds_a_terminal_longer_is_not_waited_for() -> None:
    """A program may leave another one behind, in a session of its own."""
    script = (
        "import subprocess, time; print('done', flush=True); subprocess.Popen(['sleep', '3'], start_new_session=True)"
    )

    code, seen = programs.at_terminal([sys.executable, "-c", script])

    assert (0, b"done\r\n") == (code, seen)


def test_a_program_that_a_failed_test_leaves_is_killed() -> None:
    """What fails says what it printed."""
    running: list[programs.Process] = []

    def fail() -> None:
        with programs.started(HANGS) as process:
            running.append(process)
            assert process.stderr
            process.stderr.read(1)
            raise AssertionError

    with pytest.raises(AssertionError) as caught:
        fail()

    assert [-9] == [process.returncode for process in running]
    assert "o the end of time" in caught.value.__notes__[-1]


def test_a_program_that_fails_says_why() -> None:
    """Exit code and both streams."""
    with pytest.raises(pytest.fail.Exception, match=r"ended with 3\n*one\n*two"):
        programs.python("-c", "import sys; print('one'); print('two', file=sys.stderr); sys.exit(3)")


@pytest.mark.parametrize("env", [None, {}])
def test_a_program_finds_the_feedpub_that_is_tested(tmp_path: Path, env: dict[str, str] | None) -> None:
    """Another one may be installed; neither folder nor environment leads to it."""
    done = programs.python("-c", "import feedpub, tests; print(feedpub.__file__)", cwd=tmp_path, env=env, text=True)

    assert feedpub.__file__ == done.stdout.strip()


def test_a_test_that_waits_for_ever_is_interrupted() -> None:
    """Even where every exception is caught."""

    def wait() -> None:
        try:
            threading.Event().wait()
        except Exception:  # noqa: BLE001 - that is the question
            wait()

    with pytest.raises(deadlines.Overdue, match=r"not ended after 0\.05 seconds"), deadlines.limited(0.05):
        wait()


def test_every_test_is_limited() -> None:
    """The alarm is set, whatever runs it."""
    left, _ = signal.getitimer(signal.ITIMER_REAL)

    assert 0 < left <= deadlines.LONGEST


def test_a_test_that_needs_a_part_must_be_marked() -> None:
    """So that `make quick` can leave it out."""
    with pytest.raises(pytest.fail.Exception, match="this test needs node, sox: mark it `audio`, `node`"):
        parts.need("node", "sox")


def test_what_never_comes_is_not_waited_for() -> None:
    """The failure names it."""
    with pytest.raises(pytest.fail.Exception, match=r"waited 0\.01 seconds for Godot"):
        deadlines.until(lambda: None, waiting_for="Godot", seconds=0.01)


def test_a_thread_that_does_not_end_is_not_joined() -> None:
    """The failure names it."""
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait, name="the long thread")
    thread.start()
    try:
        with pytest.raises(pytest.fail.Exception, match="the long thread has not ended"):
            deadlines.join(thread, seconds=0.01)
    finally:
        stop.set()
        deadlines.join(thread)
