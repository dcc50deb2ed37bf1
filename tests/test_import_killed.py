"""Imports that are killed at any step, or run twice at once: another run ends where an undisturbed one ends."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from tests.deadlines import until
from tests.importing import GUID, NOW, Move, content, feed, item
from tests.sounds import mp3
from tests.webservers import HttpRequest, Reply, serving

from feedpub.commands.imports import apply, prepare
from feedpub.commands.workspace import locked
from feedpub.errors import Conflict, FeedpubError

pytestmark = pytest.mark.slow

KILLED, REFUSED = 9, 2
NOTES = "<description><![CDATA[<p>About the tide.</p><ul><li>One</li></ul>]]></description>"


@pytest.fixture(scope="module")
def source() -> Iterator[str]:
    """The feed of a show of two episodes at a host."""
    files: dict[str, bytes] = {}
    with serving(lambda request: _reply(files, request)) as served:
        data = feed(item(2, NOTES), item(1, NOTES)).replace(b"https://cdn.host.example/", served.url.encode())
        files |= {"/feed.xml": data, "/cover.jpg": content("picture", ".jpg", 0)}
        files |= {f"/{number}.mp3": mp3(0.5, seed=number) for number in (1, 2)}
        yield f"{served.url}feed.xml"


def _reply(files: dict[str, bytes], request: HttpRequest) -> Reply:
    body = files.get(request.path)
    return Reply(status=404) if body is None else Reply(body=body)


def bring(root: Path, source: str) -> None:
    """`feedpub import`, to its end."""
    (root / "feeds").mkdir(exist_ok=True)
    known: dict[str, Any] = {"now": NOW, "allow_private": True}
    prepared = prepare(source, Move(root).studio.folder, random_guid=GUID, **known)
    apply(prepared, sleep=lambda _seconds: None, accept_ads=True, **known)


def tree(root: Path) -> dict[str, bytes]:
    """Every file but what a run that was killed was about to write, which no later run takes for anything."""
    files = (one for one in root.rglob("*") if one.is_file())
    return {
        str(one.relative_to(root)): one.read_bytes() for one in files if not re.search(r"/\.[^/]*\.[0-9]+$", str(one))
    }


class Copy:
    """A copy of this process that imports a show, and at a change of the disk is killed, or stopped."""

    def __init__(self, root: Path, source: str, *, at: int, do: Callable[[], None]) -> None:
        self.pid = os.fork()
        if self.pid == 0:
            sys.addaudithook(_at_change(root, at, do))
            code = 70
            try:
                bring(root, source)
                code = 0
            except FeedpubError:
                code = REFUSED
            finally:
                os._exit(code)

    def ended(self) -> int | None:
        """Its exit code; None if it was stopped and waits."""
        found: list[int] = []

        def has_changed() -> bool:
            pid, status = os.waitpid(self.pid, os.WNOHANG | os.WUNTRACED)
            found.extend([status] if pid else [])
            return bool(found)

        until(has_changed, waiting_for="an import")
        return None if os.WIFSTOPPED(found[0]) else os.waitstatus_to_exitcode(found[0])

    def go_on(self) -> int | None:
        """Let it go on to its end."""
        os.kill(self.pid, signal.SIGCONT)
        return self.ended()


def _at_change(root: Path, at: int, do: Callable[[], None]) -> Callable[[str, tuple[Any, ...]], None]:
    changes = 0

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal changes
        writes = event in {"os.rename", "os.link", "os.remove", "os.mkdir"} or (
            event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        )
        if writes and str(arguments[0]).startswith(str(root)):
            changes += 1
            if changes == at:
                do()

    return hook


def _kill() -> None:
    os._exit(KILLED)


def _stop() -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


EVERY, MOST = 3, 400


def test_killed_at_any_change_of_the_disk_another_run_ends_as_an_undisturbed_one(source: str, tmp_path: Path) -> None:
    """Nothing is half there: a run that was killed leaves whole files, and another one brings the rest."""
    (tmp_path / "undisturbed").mkdir()
    bring(tmp_path / "undisturbed", source)
    expected = tree(tmp_path / "undisturbed")
    for at in range(1, MOST, EVERY):
        root = tmp_path / f"killed-{at}"
        root.mkdir()
        code = Copy(root, source, at=at, do=_kill).ended()
        bring(root, source)

        assert expected == tree(root), at
        if code == 0:
            break
    assert code == 0


def test_two_imports_at_once_lose_nothing(source: str, tmp_path: Path) -> None:
    """One stops anywhere, another one finds it at work, or ends before it: then a third finds all there."""
    (tmp_path / "undisturbed").mkdir()
    bring(tmp_path / "undisturbed", source)
    expected = tree(tmp_path / "undisturbed")
    for at in range(1, MOST, 5 * EVERY):
        root = tmp_path / f"stopped-{at}"
        root.mkdir()
        first = Copy(root, source, at=at, do=_stop)
        if first.ended() is not None:
            break
        with suppress(Conflict):
            bring(root, source)

        assert first.go_on() in {0, REFUSED}, at
        bring(root, source)
        assert expected == tree(root), at


def test_an_import_that_is_at_work_keeps_others_out(source: str, tmp_path: Path) -> None:
    """They say so and write nothing, and may be run again; the lock leaves no trace."""
    first = Copy(tmp_path, source, at=12, do=_stop)
    assert first.ended() is None
    before = tree(tmp_path)

    with pytest.raises(Conflict, match="another import is at work here"):
        bring(tmp_path, source)

    assert before == tree(tmp_path)
    assert first.go_on() == 0


def test_a_process_that_was_begun_meanwhile_keeps_no_lock(tmp_path: Path) -> None:
    """Recordings are measured by other processes, which end a little later than an import that was killed."""
    begun, has_begun = os.pipe()
    end, may_end = os.pipe()
    with locked(tmp_path):
        child = os.fork()
        if child == 0:
            os.write(has_begun, b"x")
            os.read(end, 1)
            os._exit(0)
        os.read(begun, 1)
        with pytest.raises(Conflict), locked(tmp_path):
            pass
    try:
        with locked(tmp_path):
            pass
    finally:
        os.write(may_end, b"x")
        os.waitpid(child, 0)
        for handle in (begun, has_begun, end, may_end):
            os.close(handle)
