"""Files whose name is here while their content is not: git-lfs, git-annex and cloud drives leave notes in their place.

Sources: git-lfs specification, "The Pointer"; git-annex, "Internals" (links into `.git/annex/objects`, pointer files);
macOS until Sonoma puts `.NAME.icloud` where NAME was.
"""

from __future__ import annotations

import os
import shlex
import stat
from pathlib import Path

LARGEST_POINTER = 1024
"""Bytes: no pointer is larger (git-lfs specification)."""

_LFS = b"version https://git-lfs.github.com/spec/"
_ANNEX = b"/annex/objects/"
_ANNEX_FOLDER = ".git/annex/objects/"


def where_else(path: Path) -> tuple[str, str]:
    """What is at a path instead of the file, and how to get the file; two empty texts if it is here, or nowhere."""
    try:
        facts = path.stat()
    except OSError:
        real = Path(os.path.realpath(path))
        return ("", "") if os.path.lexists(real) else _instead(real)
    start = _beginning(path, facts)
    if start.startswith(_LFS):
        return "is only a git-lfs pointer here", "get the file itself: git lfs pull"
    if start.startswith(_ANNEX):
        return "is only a git-annex pointer here", f"get the file itself: git annex get {shlex.quote(path.name)}"
    return "", ""


def may_be_elsewhere(data: bytes) -> bool:
    """Whether what was read of a file may be a pointer, which `where_else` tells."""
    return data.startswith((_LFS, _ANNEX))


def _instead(path: Path) -> tuple[str, str]:
    """The same for a path at which there is nothing."""
    if _ANNEX_FOLDER in path.as_posix():
        return "is only a link of git-annex", "get the file itself: git annex get"
    if os.path.lexists(path.parent / f".{path.name}.icloud"):
        return "is in iCloud, and not on this disk", f"download it: brctl download {shlex.quote(path.name)}"
    return "", ""


def _beginning(path: Path, facts: os.stat_result) -> bytes:
    """Of a small ordinary file; of any other, nothing."""
    if not stat.S_ISREG(facts.st_mode) or facts.st_size >= LARGEST_POINTER:
        return b""
    try:
        with path.open("rb") as file:
            return file.read(len(_LFS))
    except OSError:
        return b""
