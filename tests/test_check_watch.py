"""`feedpub check --watch`: again whenever a file is saved."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from tests import programs
from tests.deadlines import SECONDS
from tests.good_feed import good_feed
from tests.studio import Studio
from typer.testing import CliRunner

from feedpub.cli import app
from feedpub.cli.watch import watching
from feedpub.errors import FeedpubError

GOOD = good_feed()
BAD = GOOD.replace("<title>First light", "<title>Ep. 12: First light")


def stream(*changes: Iterable[str]) -> Iterator[list[Path]]:
    """Changes as they are seen: first none."""
    yield []
    yield from ([Path(name) for name in some] for some in changes)


def test_each_change_is_checked(capsys: pytest.CaptureFixture[str]) -> None:
    """Once at first; nothing is cleared where no terminal is, and stderr names what changed."""
    watching(lambda: sys.stdout.write("checked\n"), stream(["a.yaml"], ["b.md", "a.yaml"], list("edcba")))

    out, err = capsys.readouterr()
    assert "checked\n" * 4 == out
    waiting = "note: waiting for changes; Ctrl-C ends"
    assert [
        waiting,
        "note: a.yaml changed",
        waiting,
        "note: a.yaml, b.md changed",
        waiting,
        "note: a, b, c and 2 more changed",
        waiting,
    ] == err.splitlines()


def test_a_file_that_is_away_for_a_moment_ends_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """Editors delete and write anew; the error is shown, and the next change is checked."""
    answers = iter([FeedpubError("there is no such file", where="a.yaml"), None])

    def check() -> None:
        if error := next(answers):
            raise error

    watching(check, stream(["a.yaml"]))

    assert "error: a.yaml: there is no such file\n" in capsys.readouterr().err
    assert [] == list(answers)


def test_ctrl_c_is_the_way_to_end_it() -> None:
    """While it waits, and while it checks."""

    def interrupted() -> Iterator[list[Path]]:
        yield []
        raise KeyboardInterrupt

    def check() -> None:
        raise KeyboardInterrupt

    watching(lambda: None, interrupted())
    watching(check, stream())


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["https://example.com/feed.xml"], "--watch is for files"),
        (["-"], "not for stdin"),
        (["feed.xml", "--json"], "--watch prints text"),
        (["feed.xml", "--format", "sarif"], "--watch prints text"),
    ],
)
def test_what_cannot_be_watched_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], message: str
) -> None:
    """Of the web and of stdin no change is seen, and a document is one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "feed.xml").write_text(GOOD, encoding="utf-8")

    done = CliRunner().invoke(app, ["check", "--watch", *words])

    assert 2 == done.exit_code
    assert message in done.output


@pytest.mark.slow
def test_a_terminal_shows_the_newest_check_alone(tmp_path: Path) -> None:
    """A feed that is saved with a mistake, and once more without; then what Ctrl-C sends."""
    feed = tmp_path / "feed.xml"
    feed.write_text(GOOD, encoding="utf-8")
    ours, theirs = programs.pseudo_terminal()
    command = [sys.executable, "-m", "feedpub", "check", "feed.xml", "--watch"]
    with programs.started(
        command, seconds=SECONDS, cwd=tmp_path, stdin=theirs, stdout=theirs, stderr=theirs
    ) as process:
        first = _until(ours, b"Ctrl-C ends")
        feed.write_text(BAD, encoding="utf-8")
        second = _until(ours, b"Ctrl-C ends")
        replaced = tmp_path / "feed.new"
        replaced.write_text(GOOD, encoding="utf-8")
        replaced.rename(feed)
        third = _until(ours, b"Ctrl-C ends")
        process.send_signal(signal.SIGINT)
        assert 0 == process.wait()
    os.close(ours)
    os.close(theirs)

    assert [b"FP203" in screen for screen in (first, second, third)] == [False, True, False]
    assert [screen.count(b"\x1b[2J") for screen in (first, second, third)] == [1, 1, 1]
    assert b"feed.xml changed" in second


@pytest.mark.slow
def test_all_files_of_a_show_are_watched(tmp_path: Path) -> None:
    """Notes beside an episode too; findings that the run itself writes to a file in the workspace wake nobody."""
    desk = Studio(tmp_path)
    desk.show()
    desk.episode("first-light", notes=None)
    notes = desk.folder / "first-light.md"
    notes.write_text("Words.\n", encoding="utf-8")
    command = [sys.executable, "-m", "feedpub", "check", "feeds/desk", "--watch", "--output", "json=findings.json"]
    with programs.started(command, seconds=SECONDS, cwd=tmp_path) as process:
        assert process.stderr
        _lines_until(process.stderr, b"Ctrl-C ends")
        written = (tmp_path / "findings.json").read_bytes()
        notes.write_text("[A link](/tides)\n", encoding="utf-8")
        changed = _lines_until(process.stderr, b"Ctrl-C ends")

    assert b"note: feeds/desk/first-light.md changed\n" in changed
    assert b"FP248" in (tmp_path / "findings.json").read_bytes()
    assert b"FP248" not in written


def _until(terminal: int, text: bytes) -> bytes:
    seen = b""
    while text not in seen:
        seen += os.read(terminal, 65536)
    return seen


def _lines_until(stream: Iterable[bytes], text: bytes) -> list[bytes]:
    seen = []
    for line in stream:
        seen.append(line)
        if text in line:
            return seen
    raise AssertionError(seen)
