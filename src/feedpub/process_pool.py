"""Much work on two processors: some of it in another process. Reading a thousand files is all computing."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, MutableSequence, Sequence
from contextlib import suppress
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkProcess, SpawnProcess

T = TypeVar("T")
R = TypeVar("R")

MANY = 200
"""Jobs from which another process is worth its start, where it begins as a copy of this one."""

MANY_SENT = 2000
"""The same where it begins anew, and must import everything first (`docs/design.md`, §6)."""

_PIECES = 64
"""Into so many pieces work is cut at most. One process begins with the first, the other with the last, until they meet:
both end together, and neither waits for the other.
"""


def in_processes(
    work: Callable[[Sequence[T]], list[R]],
    jobs: Sequence[T],
    *,
    sent: Callable[[Sequence[T]], list[R]] | None = None,
    size: int | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> list[R]:
    """What `work` gives for all jobs, in their order; of many jobs, some are done in another process.

    `work` is given some jobs at a time and answers each; it must change nothing and give values that can be pickled.
    `sent` is the same work for the other process; it can be pickled, as the jobs can. Without it the other process does
    `work` itself where it is a copy of this one, and there is none elsewhere. Whatever goes wrong there is done again
    here, so that errors are raised as if there were one process. `size` says how much work it is, where that is not the
    number of jobs. `meanwhile` is done here once.
    """
    pieces = _pieces(jobs)
    shared = _shared(work, sent, pieces, size=len(jobs) if size is None else size)
    if shared is None:
        if meanwhile:
            meanwhile()
        return work(jobs)
    pool, theirs, reached = shared
    try:
        if meanwhile:
            meanwhile()
        done = dict(_from_the_first(work, pieces, reached))
        done |= _answers(theirs)
    finally:
        reached[0] = len(pieces)  # after an error the other process stops at its next piece
        pool.shutdown()
    return [one for at, piece in enumerate(pieces) for one in (done[at] if at in done else work(piece))]


def start_method() -> Literal["fork", "spawn"]:
    """How another process may begin: as a copy of this one, unless that would lack a thread; else anew.

    On macOS the system's own libraries start threads that nobody sees.
    """
    is_safe = hasattr(os, "fork") and sys.platform != "darwin" and threading.active_count() == 1
    return "fork" if is_safe else "spawn"


def processors() -> int:
    """How many this process may use: a container has fewer than its machine."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _pieces(jobs: Sequence[T]) -> list[Sequence[T]]:
    size = -(-len(jobs) // _PIECES) or 1
    return [jobs[start : start + size] for start in range(0, len(jobs), size)]


_Reached = MutableSequence[int]
"""Memory of both processes: how many pieces this one has begun, and the first of those that the other one has begun.

It needs no lock: at worst both do the piece where they meet. So whoever is killed leaves nobody waiting.
"""


def _shared(
    work: Callable[..., Any], sent: Callable[..., Any] | None, pieces: Sequence[Sequence[Any]], *, size: int
) -> tuple[ProcessPoolExecutor, Future[dict[int, bytes]], _Reached] | None:
    """Another process that has begun; None if it is not worth its start, or cannot begin."""
    method = start_method()
    if size < (MANY if method == "fork" else MANY_SENT) or processors() == 1:
        return None
    if method == "spawn" and not _is_picklable(sent):
        return None
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - few shows have so many files
    from multiprocessing import current_process, get_context  # noqa: PLC0415

    if current_process().daemon:  # which must have no children
        return None
    try:
        context = get_context(method)
        reached = context.RawArray("i", [0, len(pieces)])
        given = (sent or work, pieces, reached)
        pool = ProcessPoolExecutor(1, mp_context=context, initializer=_begin, initargs=given)
        return pool, pool.submit(_from_the_last), reached
    except (ImportError, NotImplementedError, OSError):  # no shared memory, no locks, too many processes
        return None


def _is_picklable(work: object) -> bool:
    """Whether there is something to send, and it can be sent."""
    try:
        return work is not None and bool(pickle.dumps(work))
    except (AttributeError, TypeError, pickle.PicklingError):  # which of them depends on what it is
        return False


def _from_the_first(
    work: Callable[[Sequence[T]], list[R]], pieces: Sequence[Sequence[T]], reached: _Reached
) -> Iterator[tuple[int, list[R]]]:
    """The pieces that this process does."""
    for at, piece in enumerate(pieces):
        if at >= reached[1]:
            return
        reached[0] = at + 1
        yield at, work(piece)


def _answers(theirs: Future[dict[int, bytes]]) -> dict[int, list[Any]]:
    """What the other process gives; nothing if it failed."""
    if theirs.exception():
        return {}
    return {at: pickle.loads(one) for at, one in theirs.result().items()}  # noqa: S301 - our own process gave it


# --- one job after the other


class Background(Generic[T, R]):
    """Jobs that other processes do one by one, while this one has something else to do."""

    def __init__(self, work: Callable[[T], R], *, method: Literal["fork", "spawn"], count: int) -> None:
        """Begin `count` processes. `work` answers a job; where they begin anew (`spawn`), it can be pickled.

        Raises `OSError` or `ImportError` where the system lets no process begin.
        """
        from multiprocessing import get_context  # noqa: PLC0415 - for large files alone

        context = get_context("fork") if method == "fork" else get_context("spawn")
        self._jobs: SimpleQueue[tuple[T, float] | None] = SimpleQueue()
        self._done: dict[T, R] = {}
        self._hurry = threading.Event()
        self._ours: list[Connection] = []
        self._processes: list[ForkProcess | SpawnProcess] = []
        self._threads: list[threading.Thread] = []
        try:
            for _ in range(count):
                ours, theirs = context.Pipe()
                self._ours.append(ours)
                given = (work, theirs, tuple(self._ours) if method == "fork" else ())
                process = context.Process(target=_answer_jobs, args=given, daemon=True)
                process.start()
                theirs.close()
                self._processes.append(process)
        except BaseException:
            self._close()
            raise
        for ours in self._ours:  # no thread before the last fork
            self._threads.append(threading.Thread(target=self._send, args=(ours,), name="job", daemon=True))
        for thread in self._threads:
            thread.start()

    def begin(self, job: T, *, after: float = 0.0) -> None:
        """Have a job done, `after` so many seconds, or earlier if nothing else is to be done."""
        self._jobs.put((job, time.monotonic() + after))

    def finish(self) -> dict[T, R]:
        """Wait for all jobs: each with its answer. A job that failed, or whose process was killed, is missing."""
        self._hurry.set()
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join()
        self._close()
        return dict(self._done)

    def cancel(self) -> None:
        """End the processes, whatever they do."""
        for process in self._processes:
            process.terminate()
        self.finish()

    def _close(self) -> None:
        for ours in self._ours:
            ours.close()
        for process in self._processes:
            process.join()

    def _send(self, to: Connection) -> None:
        """Give one process its jobs."""
        while (given := self._jobs.get()) is not None:
            job, due = given
            self._hurry.wait(max(0.0, due - time.monotonic()))
            try:
                to.send(job)
                answers = to.recv()
            except (EOFError, OSError):  # it was killed
                return
            for one in answers:
                self._done[job] = one


# --- in the other process


def _answer_jobs(work: Callable[[Any], Any], connection: Connection, inherited: Sequence[Connection]) -> None:
    """Do one job after the other until the process that sends them ends, or is killed: then the connection is closed.

    `inherited` are the other ends, which this process must not keep open.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for one in inherited:
        one.close()
    with suppress(EOFError, OSError):
        while True:
            job = connection.recv()
            try:
                answers = [work(job)]
            except Exception:  # noqa: BLE001 - the other process does it again, and raises it
                answers = []
            connection.send(answers)


_given: tuple[Callable[[Sequence[Any]], list[Any]], Sequence[Sequence[Any]], _Reached]
"""The work, its pieces, and who has reached which."""


def _begin(work: Callable[[Sequence[Any]], list[Any]], pieces: Sequence[Sequence[Any]], reached: _Reached) -> None:
    """Keep what is given. Ctrl-C and SIGTERM end this process without a word: the other one reports it."""
    global _given  # noqa: PLW0603 - a process of a pool has no other place
    _given = work, pieces, reached
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _from_the_last() -> dict[int, bytes]:
    """The pieces that this process does. Each is pickled at once, since that is work, too."""
    work, pieces, reached = _given
    done = {}
    for at in reversed(range(len(pieces))):
        if at < reached[0]:
            break
        reached[1] = at
        done[at] = pickle.dumps(work(pieces[at]), pickle.HIGHEST_PROTOCOL)
    return done
