"""Many files are read by two processes: with the same result, and the same errors."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Sequence
from functools import partial
from multiprocessing import get_all_start_methods
from pathlib import Path
from typing import Any, Literal

import pytest
from tests import programs
from tests.studio import Studio

from feedpub import process_pool
from feedpub.audio import probe
from feedpub.audio.cache import with_cache
from feedpub.cache import Cache
from feedpub.errors import FeedpubError
from feedpub.ingest import ingest
from feedpub.process_pool import MANY, MANY_SENT, Background, in_processes, start_method

METHODS = [
    pytest.param(("fork", MANY), id="fork"),
    pytest.param(("spawn", MANY_SENT), id="spawn", marks=pytest.mark.slow),
]
"""How the other process begins, and from how many jobs on."""


@pytest.fixture(params=METHODS)
def many(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Jobs that occupy two processors; the other process begins as it does on Linux, and as on macOS and Windows."""
    method, jobs = request.param
    if method not in get_all_start_methods():
        pytest.skip(f"there is no {method} here")
    monkeypatch.setattr(process_pool, "start_method", lambda: method)
    monkeypatch.setattr(process_pool, "processors", lambda: 2)
    return int(jobs)


def squares(some: Sequence[int]) -> list[tuple[int, int]]:
    """Each square, and who has calculated it."""
    time.sleep(0.005)  # long enough for both to take some
    return [(one * one, os.getpid()) for one in some]


def meet(here: int, markers: Path, some: Sequence[int]) -> list[tuple[int, int]]:
    """As `squares`; the process `here` and the other one wait for each other: either may begin late."""
    is_here = os.getpid() == here
    (markers / f"{is_here}").touch()
    while not (markers / f"{not is_here}").exists():
        time.sleep(0.005)
    return [(one * one, os.getpid()) for one in some]


def quit_elsewhere(here: int, some: Sequence[int]) -> list[int]:
    """Another process than `here` ends at once, as one that is killed."""
    time.sleep(0.005)
    if os.getpid() != here:
        os._exit(9)
    return list(some)


def refuse(bad: int, some: Sequence[int]) -> list[int]:
    """Refuses one of the jobs."""
    if bad in some:
        raise FeedpubError(f"{bad} is bad")
    return list(some)


def test_many_jobs_are_done_by_two_processes_in_their_order(many: int, tmp_path: Path) -> None:
    """Whoever is done with some takes the next."""
    work = partial(meet, os.getpid(), tmp_path)

    done = in_processes(work, range(many), sent=work)

    assert [one * one for one in range(many)] == [square for square, _who in done]
    assert 2 == len({who for _square, who in done})


def test_few_jobs_stay_here(many: int) -> None:
    """A second process would cost more than it saves."""
    assert {os.getpid()} == {who for _square, who in in_processes(squares, range(many - 1), sent=squares)}


def test_beside_a_thread_nothing_is_forked() -> None:
    """A copy of this process would lack it."""
    wait = threading.Event()
    thread = threading.Thread(target=wait.wait)
    thread.start()
    try:
        method = start_method()
    finally:
        wait.set()
        thread.join()

    assert "spawn" == method


def test_macos_does_not_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own libraries start threads that nobody sees."""
    monkeypatch.setattr(sys, "platform", "darwin")

    assert "spawn" == start_method()


@pytest.mark.parametrize("sent", [None, threading.Lock().__enter__], ids=["nothing", "what cannot be pickled"])
def test_what_cannot_be_sent_stays_here(monkeypatch: pytest.MonkeyPatch, sent: Any) -> None:
    """A process that is no copy of this one knows only what can be pickled."""
    monkeypatch.setattr(process_pool, "start_method", lambda: "spawn")
    monkeypatch.setattr(process_pool, "processors", lambda: 2)

    done = in_processes(lambda some: [os.getpid() for _ in some], range(MANY_SENT), sent=sent)

    assert {os.getpid()} == set(done)


def test_a_system_without_pools_has_one_process(many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where there is no shared memory for their locks."""
    monkeypatch.setattr("concurrent.futures.process._system_limits_checked", True)
    monkeypatch.setattr("concurrent.futures.process._system_limited", "no semaphores")

    assert list(range(many)) == in_processes(partial(refuse, -1), range(many), sent=partial(refuse, -1))


def test_what_a_child_leaves_undone_is_done_here(many: int) -> None:
    """It may be killed for want of memory; nobody notices."""
    work = partial(quit_elsewhere, os.getpid())

    assert list(range(many)) == in_processes(work, range(many), sent=work)


@pytest.mark.parametrize("is_many", [False, True])
def test_what_is_to_be_done_meanwhile_is_done_here_once(many: int, is_many: bool) -> None:
    """Whether there is another process or not."""
    done: list[int] = []

    jobs = range(many if is_many else 1)
    in_processes(squares, jobs, sent=squares, meanwhile=lambda: done.append(os.getpid()))

    assert [os.getpid()] == done


@pytest.mark.parametrize("at", [0, -1])
def test_an_error_in_either_process_is_raised(many: int, at: int) -> None:
    """As if there were one."""
    bad = range(many)[at]
    work = partial(refuse, bad)

    with pytest.raises(FeedpubError, match=f"{bad} is bad"):
        in_processes(work, range(many), sent=work)


def refuse_here(here: int, folder: Path, some: Sequence[int]) -> list[int]:
    """Refuses all in the process `here`; the other one begins once that has happened, and notes each of its pieces."""
    if os.getpid() == here:
        (folder / "refused").touch()
        raise FeedpubError("bad")
    while not (folder / "refused").exists():
        time.sleep(0.01)
    (folder / str(some[0])).touch()
    time.sleep(0.5)  # the piece is not done before the refusal has arrived, however busy the machine
    return list(some)


def test_after_an_error_the_other_process_goes_on_no_further(many: int, tmp_path: Path) -> None:
    """Nobody waits for what nobody wants any more."""
    work = partial(refuse_here, os.getpid(), tmp_path)

    with pytest.raises(FeedpubError, match="bad"):
        in_processes(work, range(many), sent=work)

    assert len(list(tmp_path.iterdir())) < 32


@pytest.mark.slow
def test_episodes_can_be_read_by_a_process_that_begins_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the facts of their audio, from the cache of this one, and nobody there who is told how far it is."""
    desk = Studio(tmp_path)
    desk.show(people=["Ada Lovelace"], funding=[{"url": "https://example.com/", "label": "Give"}])
    for number in range(8):
        desk.episode(
            f"tide-{number}", notes=f"(0:00) Tide {number}", people=[{"name": "Grace Hopper", "role": "guest"}]
        )
    measure = with_cache(Cache(tmp_path / "cache"), probe.measure)
    monkeypatch.setattr(process_pool, "processors", lambda: 2)
    alone = ingest([desk.folder], measure=measure)
    monkeypatch.setattr(process_pool, "start_method", lambda: "spawn")
    monkeypatch.setattr(process_pool, "MANY_SENT", 8)
    monkeypatch.setattr(process_pool, "_from_the_first", lambda *_: ())

    done: list[str] = []
    sent = ingest([desk.folder], measure=measure, on_read=lambda file, *_: done.append(file))

    assert alone.episodes == sent.episodes
    assert [] == done


INTERRUPTED = """
import os, signal, sys, time
from feedpub.process_pool import MANY, in_processes

def work(some):
    if os.getpid() != here:
        os.killpg(0, signal.SIGINT)  # as a terminal does at Ctrl-C
    time.sleep(600)
    return list(some)

here = os.getpid()
try:
    in_processes(work, range(MANY))
except KeyboardInterrupt:
    print("interrupted")
"""


@pytest.mark.slow
def test_ctrl_c_ends_both_and_is_heard_once(tmp_path: Path) -> None:
    """The other process ends without a word."""
    script = tmp_path / "script.py"
    script.write_text(INTERRUPTED)

    done = programs.python(script, text=True, check=False)

    assert ("interrupted\n", "") == (done.stdout, done.stderr)


# --- one job after the other

BACKGROUND = [
    pytest.param("fork", id="fork"),
    pytest.param("spawn", id="spawn", marks=pytest.mark.slow),
]


def square_elsewhere(here: int, job: int) -> tuple[int, bool]:
    """The square, and whether another process has calculated it; 3 is refused, and at 4 the process is killed."""
    if job == 3:
        raise FeedpubError("3 is bad")
    if job == 4:
        os._exit(9)
    return job * job, os.getpid() != here


@pytest.mark.parametrize("method", BACKGROUND)
def test_jobs_are_done_elsewhere_and_what_fails_there_is_missing(method: Literal["fork", "spawn"]) -> None:
    """Who waits for the end waits for no job that could begin later."""
    if method not in get_all_start_methods():
        pytest.skip(f"there is no {method} here")
    background = Background(partial(square_elsewhere, os.getpid()), method=method, count=2)
    for job in (2, 3, 4, 5, 6):
        background.begin(job, after=3600)

    done = background.finish()

    assert {2: (4, True), 5: (25, True), 6: (36, True)} == done


def test_jobs_that_nobody_wants_any_more_are_given_up(tmp_path: Path) -> None:
    """Neither a job that is being done nor one that waits delays the end."""
    background = Background(wait_forever, method="fork", count=2)
    for name in ("a", "b", "c"):
        background.begin(tmp_path / name)
    while len(list(tmp_path.iterdir())) < 2:
        time.sleep(0.005)

    background.cancel()

    assert {"a", "b"} == {one.name for one in tmp_path.iterdir()}


def wait_forever(marker: Path) -> None:
    """Leave a mark, and do not end."""
    marker.touch()
    time.sleep(600)


KILLED = """
import os, signal
from feedpub.process_pool import Background

def work(job):
    return job

if killed := os.fork():
    os.waitpid(killed, 0)
else:
    background = Background(work, method="fork", count=3)
    for job in range(9):
        background.begin(job)
    print("begun", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.slow
def test_a_program_that_is_killed_leaves_no_process_behind(tmp_path: Path) -> None:
    """Its output, which all of them hold open, ends."""
    script = tmp_path / "script.py"
    script.write_text(KILLED)

    done = programs.python(script, text=True)

    assert "begun\n" == done.stdout
