"""What a file, a folder or the program is in this run: by bytes, or a recording by what the system says of it.

An author's text is read in each run. A recording is the same while its size, its times, its inode and its disk are,
and that is not believed within `SETTLED` seconds of its last change, nor where the time of change tells nothing: on
Windows, which has none, and on disks of other machines. Its bytes count there.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import file_digest, sha256
from pathlib import Path
from threading import Lock

Identity = str
"""Another one for another content; the empty text for what is not there, or cannot be read."""

SETTLED = 2.0
"""Seconds after a file's last change from which on its times show a further change."""

POINTER = 1024
"""Bytes: a file in the place of a recording that is smaller may be a pointer (git-lfs), whose bytes name the recording.
"""

_REMOTE = frozenset({"9p", "afs", "afpfs", "ceph", "cifs", "davfs", "drvfs", "glusterfs", "ncpfs", "smb3", "smbfs"})


def of_file(path: str) -> Identity:
    """The digest of a file's bytes; of a link, also where it leads."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - thousands of them, and a Path costs more than the answer
            facts = os.fstat(file.fileno())
            if not stat.S_ISREG(facts.st_mode):
                return ""
            digest = file_digest(file, "sha256").hexdigest()
        return f"bytes {digest}{_link(path)}"
    except OSError:
        return ""


def of_recording(path: str, *, now: float) -> Identity:
    """What the system says of a recording, or the digest of its bytes; `now` is in seconds since the epoch."""
    try:
        facts = os.stat(path)  # noqa: PTH116 - as above
    except OSError:
        return ""
    if facts.st_size < POINTER or not is_believed(facts, now=now):
        return of_file(path)
    return f"{of_facts(facts)}{_link(path)}"


def of_facts(facts: os.stat_result) -> Identity:
    """What changes when a file does."""
    known = (facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino, facts.st_dev)
    return f"facts {' '.join(map(str, known))}"


def is_believed(facts: os.stat_result, *, now: float) -> bool:
    """Whether a change after these facts would show in them."""
    is_settled = now - max(facts.st_mtime, facts.st_ctime) > SETTLED
    return is_settled and _has_time_of_change(facts.st_dev)


def of_folder(path: str) -> Identity:
    """The names in a folder, with what each is and where links lead; and where the folder itself is."""
    try:
        with os.scandir(path) as entries:
            names = sorted(map(_entry, entries))
        return f"names {sha256(chr(0).join(names).encode(errors='surrogateescape')).hexdigest()} {_real(path)}"
    except OSError:
        return ""


def of_workspace(feeds: str) -> Identity:
    """The shows in `feeds/`, and the digest of each YAML file there that has `also_in`: it may be in any of them.

    Of one show alone no other one has an episode, and its files are not read for it.
    """
    if (known := _looked_at) is None:
        return _of_workspace(feeds)
    with _look:
        if feeds not in known:
            known[feeds] = _of_workspace(feeds)
        return known[feeds]


@contextmanager
def workspaces_looked_at_once() -> Iterator[None]:
    """In it, `of_workspace` looks once, for a command on many shows; what is edited meanwhile the next command sees."""
    global _looked_at  # noqa: PLW0603 - threads of the command see it, and it ends with the command
    before, _looked_at = _looked_at, {} if _looked_at is None else _looked_at
    try:
        yield
    finally:
        _looked_at = before


_looked_at: dict[str, Identity] | None = None
_look = Lock()


def _of_workspace(feeds: str) -> Identity:
    shows = of_folder(feeds)
    folders = [one.path for one in _folders(feeds) if os.path.isfile(f"{one.path}/show.yaml")]  # noqa: PTH113
    if len(folders) < _SHOWS:
        return shows
    found = [f"{path} {one}" for folder in folders for path in _yaml_below(folder) if (one := _with_also_in(path))]
    return f"{shows} {sha256(chr(0).join(sorted(found)).encode(errors='surrogateescape')).hexdigest()}"


_SHOWS = 2
"""From so many on an episode can be in another show as well."""


def _folders(path: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(path) as entries:
            return [one for one in entries if is_folder(one)]
    except OSError:
        return []


def is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether it is a folder, or a link to one; a link in a circle is none, as whoever reads it says."""
    return entry.is_dir(follow_symlinks=False) or (entry.is_symlink() and os.path.isdir(entry))  # noqa: PTH112 - as above


def _yaml_below(folder: str) -> Iterator[str]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [one for one in folders if one[:1] != "."]
        yield from (f"{parent}{os.sep}{one}" for one in names if one.endswith((".yaml", ".yml")) and one[:1] != ".")


def _with_also_in(path: str) -> Identity:
    """The digest of a file that has the word; empty for every other one."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - as above
            data = file.read()
    except OSError:
        return ""
    return sha256(data).hexdigest() if b"also_in" in data else ""


def of_permission(path: str) -> Identity:
    """Whether a folder, or the one in which it would be made, may be written to."""
    there = path
    while not os.path.lexists(there) and os.path.dirname(there) != there:  # noqa: PTH120
        there = os.path.dirname(there)  # noqa: PTH120
    return f"may {os.path.isdir(there)} {os.access(there, os.W_OK | os.X_OK)} {there} {_real(path)}"  # noqa: PTH112


def of_files(paths: Iterable[str]) -> Identity:
    """What the system says of many files, as one: they are a program, which nobody edits while it runs."""
    facts = []
    for path in paths:
        try:
            facts.append(f"{path} {of_facts(os.stat(path))}")  # noqa: PTH116 - as above
        except OSError:
            facts.append(path)
    return sha256("\n".join(facts).encode(errors="surrogateescape")).hexdigest()


def _real(path: str) -> str:
    return os.path.realpath(path)


def _link(path: str) -> str:
    return f" {_real(path)}" if os.path.islink(path) else ""  # noqa: PTH114 - as above


def _entry(entry: os.DirEntry[str]) -> str:
    if entry.is_symlink():
        return f"{entry.name}\nlink {os.readlink(entry.path)}"  # noqa: PTH115 - as above
    return f"{entry.name}\n{'folder' if entry.is_dir() else 'file'}"


# --- programs


@cache
def program() -> str:
    """Another one after each upgrade of feedpub, of Python, or of any package that is installed beside it.

    Of a checkout it is that of all files, which may change between two runs.
    """
    package = Path(__file__).parents[1]
    packages = [one for one in sys.path if one.endswith(("site-packages", "dist-packages"))]
    if str(package.parent) not in packages:
        for folder, _, names in os.walk(package):
            packages += [f"{folder}{os.sep}{one}" for one in names if not one.endswith(".pyc")]
    return f"{sys.version} {of_files([str(package), *packages])}"


# --- disks


def _has_time_of_change(device: int) -> bool:
    """Whether a file's time of change is what POSIX says, which no program sets back."""
    if os.name == "nt":
        return False
    return _kind_of_disk(device) not in _REMOTE and not _kind_of_disk(device).startswith(("fuse", "nfs"))


def _kind_of_disk(device: int) -> str:
    """The type of a mounted file system; empty where the system does not tell."""
    return _disks().get(device, "") if sys.platform == "linux" else ""


@cache
def _disks() -> dict[int, str]:
    """Device number → type of file system (proc(5), `mountinfo`: `36 35 98:0 /mnt1 /mnt2 rw - ext3 /dev/root rw`)."""
    try:
        with open("/proc/self/mountinfo", encoding="utf-8", errors="replace") as file:  # noqa: PTH123
            lines = [line.split() for line in file]
    except OSError:
        return {}
    found = {}
    for line in lines:
        major, _, minor = line[2].partition(":")
        found[os.makedev(int(major), int(minor))] = line[line.index("-") + 1] if "-" in line else ""
    return found
