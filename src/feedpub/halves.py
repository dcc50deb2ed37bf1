"""Much work on two processors: half of it in a child process. Reading a thousand files is all computing."""

from __future__ import annotations

import os
import pickle
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

MANY = 200
"""Jobs from which a second process is worth its start."""

_PIECES = 64
"""Into so many pieces work is cut at most. Each process takes the next when it is done with one: both end together."""


_PROTOCOL = pickle.HIGHEST_PROTOCOL


def in_halves(
    work: Callable[[Sequence[T]], list[R]],
    jobs: Sequence[T],
    *,
    many: int = MANY,
    meanwhile: Callable[[], None] | None = None,
) -> list[R]:
    """What `work` gives for all jobs, in their order; from `many` jobs on, about half comes from a child process.

    `work` is given some jobs at a time and answers each; it must change nothing and give values that can be pickled.
    Whatever goes wrong in the child is done again here, so that errors are raised as if there were none. `meanwhile` is
    done here once, while the child has begun.
    """
    if len(jobs) < many or not _can_fork():
        if meanwhile:
            meanwhile()
        return work(jobs)
    pieces = _pieces(jobs)
    turns = _turns(len(pieces))
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        _answer(work, pieces, turns, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as answers:
        try:
            if meanwhile:
                meanwhile()
            done = dict(_taken(work, pieces, turns))
        finally:
            data = answers.read()
            _, status = os.waitpid(child, 0)
            os.close(turns)
    if not status:
        done |= {turn: pickle.loads(one) for turn, one in pickle.loads(data).items()}  # noqa: S301 - our own child's
    return [one for at, piece in enumerate(pieces) for one in (done[at] if at in done else work(piece))]


def _pieces(jobs: Sequence[T]) -> list[Sequence[T]]:
    size = -(-len(jobs) // _PIECES)
    return [jobs[start : start + size] for start in range(0, len(jobs), size)]


def _turns(count: int) -> int:
    """A pipe with one byte for each piece: whoever reads it does that piece."""
    reading, writing = os.pipe()
    os.write(writing, bytes(range(count)))
    os.close(writing)
    return reading


def _taken(
    work: Callable[[Sequence[T]], list[R]], pieces: Sequence[Sequence[T]], turns: int
) -> Iterator[tuple[int, list[R]]]:
    """The pieces that this process takes, each with what came of it."""
    while turn := os.read(turns, 1):
        yield turn[0], work(pieces[turn[0]])


def _can_fork() -> bool:
    """Whether there is a second processor, and no thread that a copy of this process would lack."""
    return hasattr(os, "fork") and _processors() > 1 and threading.active_count() == 1


def _processors() -> int:
    """How many this process may use: a container has fewer than its machine."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _answer(work: Callable[[Sequence[T]], list[R]], pieces: Sequence[Sequence[T]], turns: int, writing: int) -> None:
    """The child's whole life: nothing of the parent's is flushed or cleaned up twice."""
    status = 1
    try:
        done = {turn: pickle.dumps(one, _PROTOCOL) for turn, one in _taken(work, pieces, turns)}
        with os.fdopen(writing, "wb") as answer:
            pickle.dump(done, answer, _PROTOCOL)
        status = 0
    finally:
        os._exit(status)
