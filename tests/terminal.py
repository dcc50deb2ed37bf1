"""`feedpub` at a terminal: a dialogue with somebody who types when something appears."""

from __future__ import annotations

import fcntl
import os
import re
import struct
import sys
import termios
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests import programs

AT_TERMINAL = """
import fcntl, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # so that Ctrl-C arrives
from feedpub.cli import main
main()
"""


def at_terminal(dialogue: Sequence[tuple[str, str]], *words: str, cwd: Path, term: str = "xterm") -> tuple[int, str]:
    """Exit code and screen of `feedpub` for somebody who types the second text of each pair on seeing the first."""
    return screen(dialogue, [sys.executable, "-c", AT_TERMINAL, *words], cwd=cwd, env={**os.environ, "TERM": term})


def screen(
    dialogue: Sequence[tuple[str, str]], command: Sequence[str], *, cwd: Path, env: Mapping[str, str]
) -> tuple[int, str]:
    """The same of any command; `env` is its environment."""
    ours, theirs = programs.pseudo_terminal()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    environment = {**env, "PROMPT_TOOLKIT_NO_CPR": "1", "NO_COLOR": "1"}
    with programs.started(command, cwd=cwd, env=environment, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        seen, new, left, typed = "", "", list(dialogue), b""
        try:
            while more := programs.printed(ours, process, again=typed if typed == programs.CTRL_C else b""):
                seen += more.decode(errors="replace")
                new += more.decode(errors="replace")
                while left and left[0][0] in plain(new):
                    new, typed = "", left.pop(0)[1].encode()
                    os.write(ours, typed)
        except OSError:  # Linux says so when the other end is closed
            pass
        os.close(ours)
        process.wait()
    assert [] == left, seen
    return process.returncode, plain(seen)


def plain(screen: str) -> str:
    """What a terminal is sent, without the sequences that move and colour."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|\x07", "", screen)
