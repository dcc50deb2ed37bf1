"""What commands write into the author's workspace: YAML, JSON Schemas, plans, new files; `move` alone changes one."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from shutil import copyfileobj
from types import ModuleType
from typing import BinaryIO

from feedpub.errors import Conflict, FeedpubError
from feedpub.source import display_path, find_workspace, real_path
from feedpub.standards import control_character

Content = str | bytes | Path
"""The content of a file; text is written in UTF-8, a path is a file to copy."""

# --- YAML


def yaml_string(text: str) -> str:
    """A YAML scalar that is read back as exactly this text whatever it looks like (`no`, `1984`, `a: b`)."""
    return json.dumps(text, ensure_ascii=False)


def yaml_block(text: str) -> str:
    """Several lines as a YAML block where that is read back exactly, else as a quoted string."""
    lines = text.split("\n")
    if text[:1].isspace() or "\t" in text or control_character(text) is not None:
        return yaml_string(text)
    return "|\n" + "\n".join(f"  {line}".rstrip() if not line.strip() else f"  {line}" for line in lines)


def episode_header(schema: str) -> str:
    """The comments at the top of an episode's YAML; `schema` is the path to its JSON Schema."""
    return f"""\
# yaml-language-server: $schema={schema}
#
# An episode. Addresses contain this file's name. Rename it before the first publication, never after it.
# All fields are explained by: feedpub schema episode

# Leave out the number and the name of the show: apps print them next to the title.
"""


PUBLISHED_COMMENT = """\
# Without this line, the date is that of the first publication. With a date in the future, the episode waits for
# `feedpub release`."""
SUMMARY_COMMENT = "# One or two sentences, for places that show no notes."
NOTES_COMMENT = "# What listeners read, in Markdown. It may also be in a file of the same name that ends in .md."

# --- JSON Schemas


def schema_folder(show: Path) -> Path:
    """Where editors find the schemas of a show: `feeds/.schema` of its workspace, or its own `.schema`."""
    workspace = find_workspace(show / "show.yaml")
    return (workspace if is_workspace(show) else workspace / "feeds") / ".schema"


def is_workspace(show: Path) -> bool:
    """Whether the folder of a show is a workspace itself, without `feeds/` around it."""
    return find_workspace(show / "show.yaml") == Path(os.path.normpath(show.absolute()))


def media_folder(show: Path) -> Path:
    """The folder for a show's audio and artwork: `media/<show>` beside `feeds/`, else the show's own folder."""
    if is_workspace(show):
        return show
    return Path(display_path(find_workspace(show / "show.yaml") / "media" / show.absolute().name))


def from_folder(path: str, folder: Path) -> str:
    """A path from the current folder as one from `folder`, with slashes; an address stays as it is."""
    if "://" in path or path.startswith("~") or not path.strip():
        return path
    return os.path.relpath(path, folder).replace(os.sep, "/")


def schema_text(schema: object) -> str:
    """A JSON Schema as its file contains it."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


# --- files


def write_all(new: Mapping[Path, Content], schemas: Mapping[Path, str], *, folders: Iterable[Path] = ()) -> None:
    """Write all files or none: `new` ones, which must not exist, and `schemas`, which are updated; make `folders`.

    Raises `FeedpubError` if a new file exists or one cannot be written, and removes what was made.
    """
    made: list[Path] = []
    one_by_one = len(new) <= _MANY
    try:
        for folder in folders:
            _make(folder, made)
        for path, content in {**schemas, **new}.items():
            _make(path.parent, made)
            if path in new:
                _write_new(path, content, sync=one_by_one)
                made.append(path)
            elif _content(path) != schemas[path].encode():
                is_new = not path.exists()
                _temporary(path, content).replace(path)
                made += [path] if is_new else []
        if not one_by_one and hasattr(os, "sync"):
            os.sync()
    except OSError as error:
        _remove(made)
        raise _cannot_write(error) from None
    except BaseException:
        _remove(made)
        raise


def _make(folder: Path, made: list[Path]) -> None:
    """Make the folder and all above it, and add each that is new to `made`."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir()
        made.append(one)


_MANY = 100
"""So many new files, and more, are brought to the disk together: one after the other, each waits for it."""


def _write_new(path: Path, content: Content, *, sync: bool) -> None:
    """Write a temporary file and link it to its name, which fails if another program has made that file meanwhile."""
    temporary = _temporary(path, content, sync=sync)
    try:
        path.hardlink_to(temporary)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.ENOSYS):
            raise
        with path.open("xb") as file:  # a file system without links (FAT)
            _fill(file, temporary)
    finally:
        temporary.unlink()


def _fill(file: BinaryIO, content: Content) -> None:
    if isinstance(content, Path):
        with content.open("rb") as source:
            copyfileobj(source, file)
    else:
        file.write(content.encode() if isinstance(content, str) else content)


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, in the place of an earlier one: as a whole, or not at all.

    Raises `FeedpubError` if it cannot be written.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.unlink(missing_ok=True)
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise _cannot_write(error) from None


def rewrite(path: Path, text: str) -> None:
    """Write a file of the author anew, with its permissions: as a whole, or not at all.

    Raises `FeedpubError` if it cannot be written.
    """
    whole = real_path(path)
    try:
        mode = whole.stat().st_mode
        temporary = _temporary(whole, text)
        temporary.chmod(mode)
        temporary.replace(whole)
    except OSError as error:
        raise _cannot_write(error) from None


def _temporary(path: Path, content: Content, *, sync: bool = True) -> Path:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("wb") as file:
            _fill(file, content)
            if sync:
                file.flush()
                os.fsync(file.fileno())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _remove(made: list[Path]) -> None:
    for path in reversed(made):
        with suppress(OSError):  # another program has put something into the new folder: it stays
            path.rmdir() if path.is_dir() else path.unlink()


def _cannot_write(error: OSError) -> FeedpubError:
    where = display_path(Path(str(error.filename2 or error.filename or "")))
    if isinstance(error, FileExistsError | NotADirectoryError):
        return FeedpubError("exists already; nothing is overwritten", where=where, hint="choose another folder")
    if isinstance(error, PermissionError):
        hint = "change its permissions, or choose another folder"
        return FeedpubError("cannot be written: you have no permission", where=where, hint=hint)
    code = errno.errorcode.get(error.errno or 0, "unknown")
    return FeedpubError(f"cannot be written ({code})", where=where, hint="check the path and the disk")


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other programs that ask for this lock out of a folder, which is made if it is not there.

    The lock ends with the process. Where the system locks no folders (Windows, some network drives), there is none.
    Raises `Conflict` if another program has it.
    """
    made = [one for one in (folder, *folder.parents) if not one.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY) if _fcntl else None
    except OSError as error:
        raise _cannot_write(error) from None
    try:
        if _fcntl and handle is not None:
            _held.add(handle)
            _lock(_fcntl, handle, folder)
        yield
    finally:
        if handle is not None and handle in _held:
            _held.remove(handle)
            os.close(handle)
        with suppress(OSError):  # something is in it
            for one in made:
                one.rmdir()


_held: set[int] = set()
"""Handles of the folders that this process has locked."""


def _leave_locks() -> None:
    """In a process that begins as a copy of this one: a lock ends with the process that has it, not with its copies."""
    for handle in _held:
        os.close(handle)
    _held.clear()


def _lock(fcntl: ModuleType, handle: int, folder: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        hint = "wait until it has ended, then run the same command again"
        raise Conflict("another import is at work here", where=display_path(folder), hint=hint) from None
    except OSError:  # a file system without locks
        return


try:
    _fcntl: ModuleType | None = import_module("fcntl")
except ImportError:  # Windows
    _fcntl = None
if _fcntl:
    os.register_at_fork(after_in_child=_leave_locks)


# --- files that come in parts


class PartialFile:
    """A new file while it is downloaded, under a hidden name beside its own; what was received outlives the program.

    A few words stand beside it: where the bytes are from, to tell whether the rest can be asked for.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._part = path.with_name(f".{path.name}.part")
        self._origin = path.with_name(f".{path.name}.part.origin")

    @property
    def size(self) -> int:
        """Bytes that are there; 0 without an origin."""
        return self._part.stat().st_size if self.origin and self._part.is_file() else 0

    @property
    def origin(self) -> str:
        """What `begin` was told; empty if nothing was received."""
        return (_content(self._origin) or b"").decode(errors="replace")

    def begin(self, origin: str) -> BinaryIO:
        """The file, empty, to be written; what was received before is dropped."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._origin.write_text(origin)
        return self._part.open("wb")

    def go_on(self) -> BinaryIO:
        """The file, to be written to at its end."""
        return self._part.open("ab")

    @property
    def received(self) -> Path:
        """Where the bytes are."""
        return self._part

    def content(self, most: int) -> bytes:
        """Its first bytes."""
        with self._part.open("rb") as file:
            return file.read(most)

    def finish(self) -> None:
        """Give the file its name. Raises `FeedpubError` if another file has it by now."""
        try:
            self.path.hardlink_to(self._part)
        except FileExistsError as error:
            raise _cannot_write(error) from None
        except OSError:  # a file system without links
            self._part.rename(self.path)
        self.drop()

    def drop(self) -> None:
        """Remove what was received."""
        self._part.unlink(missing_ok=True)
        self._origin.unlink(missing_ok=True)
