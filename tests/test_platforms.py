"""What only some systems have is imported where it is used: a program runs here as if it ran on Windows."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests import programs

pytestmark = pytest.mark.slow

WITHOUT = """
import asyncio, subprocess, tempfile  # the system's own, which know where they are
import fcntl as posix
import os, sys

for name in ("fcntl", "grp", "pwd", "resource", "syslog", "termios", "tty", "pty", "readline"):
    sys.modules[name] = None
for name in (
    "O_CLOEXEC", "O_DIRECTORY", "O_NOFOLLOW", "O_NONBLOCK", "fchmod", "fork", "getuid", "geteuid", "mkfifo",
    "sched_getaffinity",
):
    delattr(os, name)
"""
"""A system without POSIX's own modules, flags and calls."""

MSVCRT = """
from types import ModuleType

locked = []
def locking(handle, mode, count):
    taken = [(os.readlink(f"/proc/self/fd/{handle}"), mode)]
    if mode == posix.LOCK_UN:
        locked.extend(taken)
    posix.flock(handle, mode)
    if mode == posix.LOCK_EX:
        locked.extend(taken)

msvcrt = ModuleType("msvcrt")
msvcrt.locking, msvcrt.LK_LOCK, msvcrt.LK_UNLCK = locking, posix.LOCK_EX, posix.LOCK_UN
sys.modules["msvcrt"] = msvcrt
"""
"""Windows' own locks of files, which those of Linux stand for that exclude threads, too: each has its own handle."""

DESK = """
from pathlib import Path
from tests.studio import Studio

desk = Studio(Path.cwd())
desk.show()
desk.episode()
"""


def python(code: str, cwd: Path) -> str:
    """What a fresh interpreter prints."""
    done = programs.python("-c", code, cwd=cwd, text=True, check=False)
    assert "" == done.stderr
    return str(done.stdout.strip())


def test_everything_can_be_imported(tmp_path: Path) -> None:
    """No module of ours begins with what a system may lack."""
    code = """
import importlib, pkgutil, feedpub

modules = [one.name for one in pkgutil.walk_packages(feedpub.__path__, "feedpub.") if not one.name.endswith("__main__")]
for name in modules:
    importlib.import_module(name)
print(len(modules) > 100)
"""

    assert "True" == python(WITHOUT + code, tmp_path)


def test_a_show_is_published_to_a_folder(tmp_path: Path) -> None:
    """A file in the private state is locked, once for each write; none lies in what is public."""
    code = """
desk.publish()
print(desk.catalog().revision, {Path(file).relative_to(Path.cwd()).as_posix() for file, _ in locked})
print([mode for _, mode in locked] == [posix.LOCK_EX, posix.LOCK_UN] * (len(locked) // 2), len(locked) > 10)
print([path.name for path in desk.site.rglob("*lock*")])
"""

    lines = python(WITHOUT + MSVCRT + DESK + code, tmp_path).splitlines()

    assert ["1 {'public/.feedpub/desk/lock'}", "True True", "[]"] == lines


def test_without_any_lock_a_single_writer_is_asked_for(tmp_path: Path) -> None:
    """Nothing would guard two people who publish at once; who is alone says so."""
    code = """
from feedpub.errors import Unsupported

try:
    desk.publish()
except Unsupported as error:
    print("`single_writer: true`" in error.hint)
desk.show(publish={"single_writer": "true"})
desk.publish()
print(desk.catalog().revision)
"""

    lines = python(WITHOUT + DESK + code, tmp_path).splitlines()

    assert ["True", "1"] == lines


def test_a_show_is_published_elsewhere(tmp_path: Path) -> None:
    """A store that is no folder needs no lock of this system."""
    code = """
import feedpub.deploy.run
from feedpub.storage.memory import Memory
from feedpub.deploy.target import Target

target = Target(site=Memory(), state=Memory())
sys.modules["feedpub.deploy.run"].open_target = lambda where, **_: target
desk.publish()
print(target.site.read("feed.xml").data[:5])
"""

    assert "b'<?xml'" == python(WITHOUT + DESK + code, tmp_path)


def test_facts_of_audio_are_kept(tmp_path: Path) -> None:
    """The second time nothing is measured."""
    code = """
from feedpub.audio import probe
from feedpub.audio.cache import with_cache
from feedpub.cache import Cache
from tests.sounds import mp3

sound = desk.folder / "first-light.mp3"
sound.write_bytes(mp3(40.0))  # a small one would be measured again
first = with_cache(Cache(Path("cache")), probe.measure, clock=lambda: 4e9)(sound, file="a.mp3")
print(first == with_cache(Cache(Path("cache")), None, clock=lambda: 4e9)(sound, file="a.mp3"))
"""

    assert "True" == python(WITHOUT + DESK + code, tmp_path)


@pytest.mark.parametrize("words", [["--help"], ["check", "feeds/desk"], ["publish", "feeds/desk", "--dry-run"]])
def test_the_command_line_answers(tmp_path: Path, words: list[str]) -> None:
    """Without a traceback; what the rules find is said on stdout."""
    code = f"""
from typer.testing import CliRunner
from feedpub.cli import app

done = CliRunner().invoke(app, {words!r}, catch_exceptions=False)
print(done.exit_code)
"""

    assert "0" == python(WITHOUT + DESK + code, tmp_path)
