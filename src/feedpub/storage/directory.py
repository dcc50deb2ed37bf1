"""A directory as a store: whole files or none, guarded against other processes and threads.

Write to a temporary file, fsync, rename, fsync the folder. Files are written by several at once, who share the lock of
the folder; the guard is checked by one alone, who holds it until the rename is done: two steps without it would let two
publishers pass the same check. The lock is `flock` on the folder
itself: it leaves nothing in a public folder, ends with the process, and excludes threads since each opens it anew.
Windows locks no folders, but a file in a private one.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cached_property, partial
from hashlib import file_digest, sha256
from importlib import import_module
from io import BufferedReader
from pathlib import Path
from secrets import token_hex
from threading import Lock
from types import ModuleType

from feedpub.errors import StorageError, Unsupported
from feedpub.storage.body import Body
from feedpub.storage.protocol import (
    Content,
    Guard,
    ListedObject,
    ObjectInfo,
    OnBytes,
    UnfinishedUpload,
    checked_key,
    checked_prefix,
    holds,
    is_listed,
    lost_race,
    uncounted,
)

_PART = ".feedpub-part-"
"""What unfinished files begin with; a killed run leaves one behind, the next one removes it."""

_NO_LOCKS = {errno.ENOLCK, errno.EBADF, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS}
"""How file systems say that they cannot lock; NFS says EBADF, since it wants the folder open for writing."""

_READ = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_BINARY", "O_NONBLOCK", "O_CLOEXEC"))
"""Each system has some of these. Without O_NONBLOCK opening a pipe would wait for its other end."""

_FOLDER = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_DIRECTORY", "O_CLOEXEC"))

_AWAY = "move it away, or publish elsewhere"
_FULL = "make room, then run the same command again"
_MODE = "look at the owner and the mode of the folder"
_WORDS = {
    errno.ENOSPC: ("the disk is full", _FULL),
    errno.EDQUOT: ("the disk quota is used up", _FULL),
    errno.EFBIG: ("the file is too large for this file system", "publish to another disk"),
    errno.EROFS: ("the file system is read-only", "publish elsewhere (`--to`)"),
    errno.EACCES: ("no permission to read or write here", _MODE),
    errno.EPERM: ("no permission to read or write here", _MODE),
    errno.ENOENT: ("the folder was removed meanwhile", "run the same command again"),
    errno.ENOTDIR: ("there is a file where a folder is needed", _AWAY),
    errno.EEXIST: ("there is a file where a folder is needed", _AWAY),
    errno.EISDIR: ("there is a folder where a file is needed", _AWAY),
    errno.ELOOP: ("symbolic links lead in a circle", "replace them by a real folder"),
    errno.ENAMETOOLONG: ("the path is too long for this file system", "publish into a shorter path"),
}


class Directory:
    """Files below a root that need not exist yet. Content type and caching are its web server's business.

    Tokens are digests of the bytes: nothing else is sure to change with them, and equal bytes are no lost update.
    """

    def __init__(self, root: Path, *, private: Path | None = None, owner_only: bool = False) -> None:
        """`private` is a folder for the lock where folders cannot be locked; left out, the root is private.

        `owner_only`: files get the mode 0600, and folders that are made here 0700; otherwise the umask decides.
        """
        self.root = root
        self._private = private or root
        self._owner_only = owner_only
        self._swept: set[Path] = set()
        self._sweeping: dict[str, Lock] = {}
        """The lock of each folder that is swept, or was."""

    @property
    def name(self) -> str:
        """The path."""
        return str(self.root)

    def read(self, key: str) -> Content | None:
        """The file; its token is the digest of its bytes."""
        with self._file(key) as file:
            data = file.read() if file else None
        return None if data is None else Content(data=data, token=sha256(data).hexdigest())

    def head(self, key: str) -> ObjectInfo | None:
        """Size, token and digest of the file; reads all of it, since only the bytes tell whether it is whole."""
        with self._file(key) as file:
            if file is None:
                return None
            facts = os.fstat(file.fileno())
            digest = file_digest(file, "sha256").hexdigest()
        modified = datetime.fromtimestamp(facts.st_mtime, UTC)
        return ObjectInfo(size=facts.st_size, token=digest, digest=digest, modified=modified)

    def slice(self, key: str, start: int, stop: int) -> bytes:
        """The bytes from `start` to `stop`; none if there is no file."""
        with self._file(key) as file:
            if file is None:
                return b""
            file.seek(start)
            return file.read(stop - start)

    def put(
        self, key: str, body: Body, *, type: str, cache: str, guard: Guard | None = None, on_bytes: OnBytes = uncounted
    ) -> str:
        """Write the file; readers see the old one or the new one, never a part."""
        del type, cache
        with self._words(key):
            path = self._path(key)
            _make(path.parent, mode=self._mode_of)
            self._sweep(path.parent)
            part = path.parent / f"{_PART}{token_hex(8)}"
            write = partial(_write, part, body, on_bytes, mode=_OWNER if self._owner_only else _ANYBODY)
            try:
                with self._locked(path.parent, needed=False, shared=True):
                    write()
                    if guard is None:
                        part.replace(path)
                        _sync(path.parent)
                if guard is not None:
                    self._replace(path, part, write, key=key, guard=guard)
            except BaseException:
                part.unlink(missing_ok=True)
                raise
        return body.digest

    def _replace(self, path: Path, part: Path, write: Callable[[], None], *, key: str, guard: Guard) -> None:
        """Put the finished file into its place if the guard holds."""
        with self._locked(path.parent, needed=True):
            self._refuse_unless(guard, key)
            if not part.exists():  # somebody swept meanwhile
                write()
            part.replace(path)
            _sync(path.parent)

    def _sweep(self, folder: Path) -> None:
        """Remove unfinished files of runs that were killed, once; nobody writes here while the lock is held alone.

        No thread of this run begins to write there before, or the others would wait for the end of its file. Other
        folders wait for none: somebody else may be in the middle of a large file here.
        """
        with self._sweeping.setdefault(str(folder), Lock()):
            if folder in self._swept:
                return
            with self._locked(folder, needed=False) as alone:
                for part in folder.glob(f"{_PART}*") if alone else ():
                    part.unlink(missing_ok=True)
            self._swept.add(folder)

    def delete(self, key: str, *, guard: Guard | None = None) -> None:
        """Remove the file; if there is none, nothing happens."""
        with self._words(key):
            path = self._path(key)
            if not path.exists():
                return
            with self._locked(path.parent, needed=guard is not None), suppress(FileNotFoundError):
                if guard is not None and path.exists():
                    self._refuse_unless(guard, key)
                path.unlink()
                _sync(path.parent)

    def list(self, prefix: str = "", *, after: str = "") -> Iterator[ListedObject]:
        """The files below the root whose keys begin so; links that lead out of it, or in a circle, are left out."""
        folder = checked_prefix(prefix).rpartition("/")[0]
        with self._words(folder):
            root = Path(os.path.realpath(self.root))
            for key, facts in _files(self.root / folder, f"{folder}/" if folder else "", root=root):
                if is_listed(key, prefix=prefix, after=after):
                    modified = datetime.fromtimestamp(facts.st_mtime, UTC)
                    yield ListedObject(key=key, size=facts.st_size, modified=modified)

    def delete_versions(self, key: str) -> int:
        """None: a directory keeps no versions; a file system that takes snapshots does so without our knowledge."""
        checked_key(key)
        return 0

    def uploads(self) -> Iterator[UnfinishedUpload]:
        """Files that killed runs have not finished."""
        with self._words(""):
            for part in sorted(self.root.rglob(f"{_PART}*")):
                started = datetime.fromtimestamp(part.stat().st_mtime, UTC)
                yield UnfinishedUpload(key=part.relative_to(self.root).as_posix(), id="", started=started)

    def delete_upload(self, upload: UnfinishedUpload) -> None:
        """Remove the unfinished file."""
        with self._words(upload.key):
            self._path(upload.key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        path = self.root / checked_key(key)
        if not os.path.realpath(path).startswith(self._inside):
            raise StorageError(
                "a symbolic link leads out of the folder that is published",
                where=str(path),
                hint="replace it by a real file or folder",
            )
        return path

    @cached_property
    def _inside(self) -> str:
        """How the real path of whatever lies below the root begins."""
        return os.path.join(os.path.realpath(self.root), "")  # noqa: PTH118 - a path has no separator at its end

    def _mode_of(self, folder: Path) -> int:
        """The mode of a folder that is made: a state's own, and the folder of all states."""
        is_private = folder.is_relative_to(self.root) or folder.name.startswith(".")
        return 0o700 if self._owner_only and is_private else 0o777

    @contextmanager
    def _file(self, key: str) -> Iterator[BufferedReader | None]:
        """The file, open for reading; None if nothing is there."""
        with self._words(key):
            try:
                handle = os.open(self._path(key), _READ)
            except FileNotFoundError:
                yield None
                return
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                os.close(handle)
                raise StorageError("this is not a file", where=str(self.root / key), hint=_AWAY)
            with os.fdopen(handle, "rb") as file:
                yield file

    def _refuse_unless(self, guard: Guard | None, key: str) -> None:
        if guard is None:
            return
        info = self.head(key)
        if not holds(guard, info.token if info else None):
            raise lost_race(str(self.root / key))

    @contextmanager
    def _locked(self, folder: Path, *, needed: bool, shared: bool = False) -> Iterator[bool]:
        """The lock of a folder; gives False where the file system has none and none is needed."""
        fcntl = _module("fcntl")
        with _folder_lock(fcntl, folder, shared=shared) if fcntl else _file_lock(self._private) as alone:
            if needed and not alone:
                raise Unsupported(
                    "this file system cannot lock folders, so nothing guards against two people publishing at once",
                    where=self.name,
                    hint="publish to a local disk, or declare under `publish:` that you are alone: "
                    "`single_writer: true`",
                )
            yield alone

    @contextmanager
    def _words(self, key: str) -> Iterator[None]:
        """What the system says, in our words."""
        try:
            yield
        except OSError as error:
            code = error.errno or 0
            unknown = (f"the system refuses ({errno.errorcode.get(code, 'no reason given')})", "look at the disk")
            message, hint = _WORDS.get(code, unknown)
            raise StorageError(message, where=str(self.root / key), hint=hint) from None


def _module(name: str) -> ModuleType | None:
    """A module of this system; None where it has no such module."""
    try:
        return import_module(name)
    except ImportError:
        return None


@contextmanager
def _folder_lock(fcntl: ModuleType, folder: Path, *, shared: bool) -> Iterator[bool]:
    """Gives False where the file system has no locks."""
    handle = os.open(folder, _FOLDER)
    try:
        yield _flock(fcntl, handle, shared=shared)
    finally:
        os.close(handle)


def _flock(fcntl: ModuleType, handle: int, *, shared: bool) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
    except OSError as error:
        if error.errno in _NO_LOCKS:
            return False
        raise
    return True


@contextmanager
def _file_lock(private: Path) -> Iterator[bool]:
    """As Windows has them: one for all folders of a target. Gives False where there are none either."""
    msvcrt = _module("msvcrt")
    if msvcrt is None:
        yield False
        return
    private.mkdir(parents=True, exist_ok=True)
    with (private / "lock").open("ab") as file:
        _wait_for(msvcrt, file.fileno())
        try:
            yield True
        finally:
            msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)


def _wait_for(msvcrt: ModuleType, handle: int) -> None:
    """Windows gives up after ten seconds; who publishes a long recording holds the lock for longer."""
    while True:
        try:
            msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
        except OSError as error:
            if error.errno != errno.EDEADLK:
                raise
        else:
            return


def _files(folder: Path, prefix: str, *, root: Path, above: frozenset[Path] = frozenset()) -> Iterator[_Listed]:
    """Key and facts of each finished file in a folder, and in those below it."""
    place = Path(os.path.realpath(folder))  # of links in a circle `resolve` gives nothing
    if place in above or not place.is_relative_to(root) or not place.is_dir():
        return
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith(_PART):
            continue
        if entry.is_dir():
            yield from _files(entry, f"{prefix}{entry.name}/", root=root, above=above | {place})
        elif entry.is_file() and Path(os.path.realpath(entry)).is_relative_to(root):
            with suppress(FileNotFoundError):
                yield f"{prefix}{entry.name}", entry.stat()


_Listed = tuple[str, os.stat_result]


def _make(folder: Path, *, mode: Callable[[Path], int]) -> None:
    """The folder and its parents, each safe on disk before anything is put into it."""
    if folder.is_dir():
        return
    if folder.parent != folder:
        _make(folder.parent, mode=mode)
    folder.mkdir(exist_ok=True, mode=mode(folder))
    _sync(folder.parent)


_OWNER, _ANYBODY = 0o600, 0o666
"""Modes of files: for their owner alone, or for everybody whom the umask lets."""


def _write(part: Path, body: Body, on_bytes: OnBytes, *, mode: int) -> None:
    """A finished, synced file with exactly the promised bytes."""
    with open(part, "xb", opener=partial(os.open, mode=mode)) as file:  # a path has no opener
        for chunk in body.checked():
            file.write(chunk)
            on_bytes(len(chunk))
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    if not hasattr(os, "O_DIRECTORY"):  # Windows opens no folders
        return
    handle = os.open(folder, _FOLDER)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in {errno.EINVAL, *_NO_LOCKS}:  # some network file systems cannot; the rename is done
            raise
    finally:
        os.close(handle)
