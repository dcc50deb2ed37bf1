"""Somebody who has Python, a recording and our README: every line is typed as it stands there, in a new environment."""

from __future__ import annotations

import os
import re
import shlex
import signal
import sys
import sysconfig
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from tests import programs
from tests.deadlines import SECONDS
from tests.sounds import mp3
from tests.terminal import screen

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")

PREFIX = "unset PYTHONPATH; "
"""The feedpub that a newcomer has is the one that was installed, not the source beside this test."""

BORROWING = f"export PYTHONPATH={shlex.quote(sysconfig.get_path('purelib'))}; "
"""Instead: what is installed beside this test stands in for a registry, to build with and to run with."""

OFFLINE = {
    "PIP_NO_BUILD_ISOLATION": "0",  # pip's own riddle: this turns the isolation off
    "PIP_NO_INDEX": "1",
    "PIP_NO_DEPS": "1",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
}
"""pip asks nobody; what feedpub needs is that of this environment."""


def lines(section: str) -> list[str]:
    """The commands that a section of README shows, as they stand there."""
    found = re.search(rf"^## {re.escape(section)}$(.+?)(?=^## |\Z)", README, re.MULTILINE | re.DOTALL)
    assert found, section
    prose = re.sub(r"(?ms)^```.*?^```", "", found[1])
    return [line for line in re.findall(r"^    (\S.*)$", prose, re.MULTILINE) if not re.match(r"\S+:\d+:", line)]


@dataclass
class Newcomer:
    """A home with a recording in it, a folder for the show, and all that has happened on the screen."""

    home: Path
    folder: Path
    index: bool = False
    """Whether pip and uv ask the index that they have here; else nobody is asked."""

    commands: int = 0
    questions: int = 0
    seconds: float = 0.0
    screen: list[str] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """What a shell of this person knows; programs are found as after the installation."""
        own = (self.home / "feedpub-venv" / "bin", self.home / ".local" / "bin", Path(sys.executable).parent)
        path = os.pathsep.join([*map(str, own), os.defpath])
        kept = ("AWS_", *(("PIP_", "UV_", "SSL_") if self.index else ()))
        some = {name: value for name, value in os.environ.items() if name.startswith(kept)}
        installing = {"UV_PYTHON": sys.executable} if self.index else OFFLINE
        return {**installing, **some, "HOME": str(self.home), "PATH": path, "LANG": "C.UTF-8", "TERM": "xterm"}

    def type(self, line: str, *, cwd: Path | None = None, prefix: str = PREFIX) -> str:
        """What a line prints, which must end well."""
        with self._counted(line):
            done = programs.run(
                ["sh", "-c", prefix + line],
                cwd=cwd or self.folder,
                env=self.environment,
                text=True,
                check=False,
                seconds=3 * SECONDS,
            )
        printed = f"{done.stdout}{done.stderr}"
        self.screen.append(printed)
        assert 0 == done.returncode, f"{line}\n{printed}"
        return printed

    def answer(
        self, line: str, dialogue: Sequence[tuple[str, str]] = (), *, cwd: Path | None = None, prefix: str = PREFIX
    ) -> str:
        """What a line shows on a terminal, with these answers to its questions."""
        with self._counted(line):
            code, seen = screen(dialogue, ["sh", "-c", prefix + line], cwd=cwd or self.folder, env=self.environment)
        self.questions += len(dialogue)
        self.screen.append(seen)
        assert 0 == code, seen
        return seen

    @contextmanager
    def serving(self, line: str) -> Iterator[str]:
        """The address of the feed while a line serves it; Ctrl-C ends it."""
        self._count(line)
        command = ["sh", "-c", f"{PREFIX}exec {line}"]
        with programs.started(command, cwd=self.folder, env=self.environment, text=True) as server:
            assert server.stdout
            shown = ""
            while not (found := re.search(r"feed: (http://\S+)", shown)):
                shown += server.stdout.readline() or "feed: http://ended/"
            yield found[1]
            server.send_signal(signal.SIGINT)
            printed, talk = server.communicate()
            self.screen.append(shown + printed + talk)

    def _count(self, line: str) -> None:
        self.commands += 1
        self.screen.append(f"$ {line}")

    @contextmanager
    def _counted(self, line: str) -> Iterator[None]:
        self._count(line)
        began = perf_counter()
        yield
        self.seconds += perf_counter() - began

    def report(self) -> str:
        """What it took, and everything that was on the screen."""
        text = "\n".join(self.screen)
        words = len(text.split())
        return (
            f"{text}\n\n{self.commands} commands, {self.questions} questions, {self.seconds:.1f} seconds of waiting, "
            f"{words} words on the screen"
        )


def unpacked(folder: Path) -> Path:
    """The source distribution, built and unpacked: what somebody has who has no git."""
    programs.python("-m", "hatchling", "build", "--target", "sdist", "--directory", folder, cwd=ROOT)
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return archive.with_name(archive.name.removesuffix(".tar.gz"))


def arrived(folder: Path, *, index: bool = False) -> Newcomer:
    """Somebody with two recordings and an empty folder."""
    home, podcast = folder / "home", folder / "home" / "My Podcast"
    podcast.mkdir(parents=True)
    for seed, name in enumerate(("recording", "second")):
        (home / f"{name}.mp3").write_bytes(mp3(3.0, seed=seed))
    return Newcomer(home, podcast, index=index)


def borrow_dependencies(environment: Path) -> None:
    """Let an environment find the packages of this one, in place of a registry; its own come first."""
    (site,) = environment.glob("lib/python*/site-packages")
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
