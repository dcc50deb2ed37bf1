"""Running many tasks, several at once but few for one host, without waiting for them at the end of the program."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from queue import SimpleQueue
from threading import Thread, current_thread
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


def run_per_host(
    tasks: Iterable[Task],
    run: Callable[[Task], Result],
    *,
    host: Callable[[Task], str],
    workers: int,
    per_host: int,
) -> Iterator[tuple[Task, Result]]:
    """Each task with its result, in the order in which they end; at most `workers` run at once, `per_host` of one host.

    A slow host does not delay the others. Threads are daemons: after Ctrl-C the program ends at once, where an executor
    would wait for the last time-out. `run` must not raise: it returns failures as results.
    """
    waiting: dict[str, deque[Task]] = {}
    for task in tasks:
        waiting.setdefault(host(task), deque()).append(task)
    running: Counter[str] = Counter()
    ended: SimpleQueue[tuple[Task, list[Result], Thread]] = SimpleQueue()

    def run_in_thread(task: Task) -> None:
        result: list[Result] = []
        try:
            result.append(run(task))
        finally:
            ended.put((task, result, current_thread()))

    while waiting or running.total():
        for task in _start(waiting, running, workers=workers, per_host=per_host):
            Thread(target=run_in_thread, args=(task,), name="request", daemon=True).start()
        task, result, thread = ended.get()
        running[host(task)] -= 1
        if not result:
            thread.join()  # which shows its traceback first
            raise RuntimeError(f"{task} failed with the traceback above")
        yield task, result[0]


def _start(waiting: dict[str, deque[Task]], running: Counter[str], *, workers: int, per_host: int) -> Iterator[Task]:
    """Tasks that may start now; they move from those that wait to those that run."""
    for name in list(waiting):
        while waiting[name] and running[name] < per_host and running.total() < workers:
            running[name] += 1
            yield waiting[name].popleft()
        if not waiting[name]:
            del waiting[name]
