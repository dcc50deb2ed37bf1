"""Many files are read by two processes: with the same result, and the same errors."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Sequence

import pytest

from feedpub.errors import FeedpubError
from feedpub.halves import MANY, in_halves


def squares(some: Sequence[int]) -> list[tuple[int, int]]:
    """Each square, and who has calculated it."""
    time.sleep(0.005)  # long enough for both to take their turns
    return [(one * one, os.getpid()) for one in some]


def test_many_jobs_are_done_by_two_processes_in_their_order() -> None:
    """Whoever is done with some takes the next."""
    done = in_halves(squares, range(MANY))

    assert [one * one for one in range(MANY)] == [square for square, _who in done]
    assert 2 == len({who for _square, who in done}) or (os.cpu_count() or 1) == 1 or threading.active_count() > 1


def test_few_jobs_stay_here() -> None:
    """A second process would cost more than it saves."""
    assert {os.getpid()} == {who for _square, who in in_halves(squares, range(MANY - 1))}


def test_beside_a_thread_nothing_is_forked() -> None:
    """A copy of this process would lack it."""
    wait = threading.Event()
    thread = threading.Thread(target=wait.wait)
    thread.start()
    try:
        done = in_halves(squares, range(MANY))
    finally:
        wait.set()
        thread.join()

    assert {os.getpid()} == {who for _square, who in done}


def test_what_a_child_leaves_undone_is_done_here() -> None:
    """It may be killed for want of memory; nobody notices."""
    here = os.getpid()

    def quit_elsewhere(some: Sequence[int]) -> list[int]:
        time.sleep(0.005)
        if os.getpid() != here:
            os._exit(9)
        return list(some)

    assert list(range(MANY)) == in_halves(quit_elsewhere, range(MANY))


@pytest.mark.parametrize("count", [1, MANY])
def test_what_is_to_be_done_meanwhile_is_done_here_once(count: int) -> None:
    """Whether there is another process or not."""
    done: list[int] = []

    in_halves(squares, range(count), meanwhile=lambda: done.append(os.getpid()))

    assert [os.getpid()] == done


@pytest.mark.parametrize("bad", [0, MANY - 1])
def test_an_error_in_either_half_is_raised(bad: int) -> None:
    """As if there were one process."""

    def refuse(some: Sequence[int]) -> list[int]:
        if bad in some:
            raise FeedpubError(f"{bad} is bad")
        return list(some)

    with pytest.raises(FeedpubError, match=f"{bad} is bad"):
        in_halves(refuse, range(MANY))
