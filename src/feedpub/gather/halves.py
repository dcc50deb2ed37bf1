"""Much work on two processors: half of it in a child process. Reading a thousand files is all computing."""

from __future__ import annotations

import os
import pickle
import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

MANY = 200
"""Jobs from which a second process is worth its start."""


def in_halves(work: Callable[[Sequence[T]], list[R]], jobs: Sequence[T]) -> list[R]:
    """What `work` gives for all jobs, in their order; with many of them, half comes from a child process.

    `work` must change nothing and give values that can be pickled. Whatever goes wrong in the child is done again here,
    so that errors are raised as if there were none.
    """
    if len(jobs) < MANY or not _can_fork():
        return work(jobs)
    half = len(jobs) // 2
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _answer(work, jobs[half:], writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as answers:
        try:
            mine = work(jobs[:half])
        finally:
            data = answers.read()
            _, status = os.waitpid(child, 0)
    return [*mine, *(work(jobs[half:]) if status else pickle.loads(data))]  # noqa: S301 - written by our own child


def _can_fork() -> bool:
    """Whether there is a second processor, and no thread that a copy of this process would lack."""
    return hasattr(os, "fork") and (os.cpu_count() or 1) > 1 and threading.active_count() == 1


def _answer(work: Callable[[Sequence[T]], list[R]], jobs: Sequence[T], writing: int) -> None:
    """The child's whole life: nothing of the parent's is flushed or cleaned up twice."""
    status = 1
    try:
        data = pickle.dumps(work(jobs), protocol=pickle.HIGHEST_PROTOCOL)
        with os.fdopen(writing, "wb") as answer:
            answer.write(data)
        status = 0
    finally:
        os._exit(status)
