"""Many tasks, several at once, but few for one host; whoever stops waiting is not held up by those that still run."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from queue import SimpleQueue
from threading import Thread, current_thread
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


def taking_turns(
    tasks: Iterable[Task],
    carry_out: Callable[[Task], Result],
    *,
    host: Callable[[Task], str],
    workers: int,
    per_host: int,
) -> Iterator[tuple[Task, Result]]:
    """Each task with its result, in the order in which they end; at most `workers` run at once, `per_host` of one host.

    A host that is slow keeps no others waiting. Threads are daemons: after Ctrl-C the program ends at once, where an
    executor would wait for the last time-out. `carry_out` answers with failures, it does not raise them.
    """
    waiting: dict[str, deque[Task]] = {}
    for task in tasks:
        waiting.setdefault(host(task), deque()).append(task)
    running: Counter[str] = Counter()
    ended: SimpleQueue[tuple[Task, list[Result], Thread]] = SimpleQueue()

    def run(task: Task) -> None:
        result: list[Result] = []
        try:
            result.append(carry_out(task))
        finally:
            ended.put((task, result, current_thread()))

    while waiting or running.total():
        for task in _next(waiting, running, workers=workers, per_host=per_host):
            Thread(target=run, args=(task,), name="asking", daemon=True).start()
        task, result, thread = ended.get()
        running[host(task)] -= 1
        if not result:
            thread.join()  # which shows its traceback first
            raise RuntimeError(f"{task} was not carried out; the reason is above")
        yield task, result[0]


def _next(waiting: dict[str, deque[Task]], running: Counter[str], *, workers: int, per_host: int) -> Iterator[Task]:
    """Tasks that may begin now; they are taken out of those that wait, and counted among those that run."""
    for name in list(waiting):
        while waiting[name] and running[name] < per_host and running.total() < workers:
            running[name] += 1
            yield waiting[name].popleft()
        if not waiting[name]:
            del waiting[name]
