"""Several files, all or none; each whole or not there."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from feedpub.errors import FeedpubError
from feedpub.source import display_path

Content = str | bytes


def put_all(new: Mapping[Path, Content], ours: Mapping[Path, str], *, folders: Iterable[Path] = ()) -> None:
    """Write files that must be `new`, and files that are `ours` alone and may be brought up to date; make `folders`.

    Texts are written in UTF-8.

    Raises `FeedpubError` if one is there or cannot be written, and takes back what was made.
    """
    made: list[Path] = []
    try:
        for folder in folders:
            _make(folder, made)
        for path, content in {**ours, **new}.items():
            _make(path.parent, made)
            data = content.encode() if isinstance(content, str) else content
            if path in new:
                _put_new(path, data)
                made.append(path)
            elif _content(path) != data:
                fresh = not path.exists()
                _replace(path, data)
                made += [path] if fresh else []
    except OSError as error:
        _take_back(made)
        raise _cannot(error) from None
    except BaseException:
        _take_back(made)
        raise


def _make(folder: Path, made: list[Path]) -> None:
    """The folder with all above it, noting each that is new."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir()
        made.append(one)


def _put_new(path: Path, data: bytes) -> None:
    """Write the file elsewhere and link it to its name, which fails if somebody has taken that meanwhile."""
    draft = _drafted(path, data)
    try:
        path.hardlink_to(draft)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.ENOSYS):
            raise
        with path.open("xb") as file:  # a file system without links (FAT)
            file.write(data)
    finally:
        draft.unlink()


def _replace(path: Path, data: bytes) -> None:
    _drafted(path, data).replace(path)


def _drafted(path: Path, data: bytes) -> Path:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return draft


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _take_back(made: list[Path]) -> None:
    for path in reversed(made):
        with suppress(OSError):  # somebody has put something into the new folder: it stays
            path.rmdir() if path.is_dir() else path.unlink()


def _cannot(error: OSError) -> FeedpubError:
    where = display_path(Path(str(error.filename2 or error.filename or "")))
    if isinstance(error, FileExistsError | NotADirectoryError):
        return FeedpubError("is there already; nothing is overwritten", where=where, hint="name another folder")
    if isinstance(error, PermissionError):
        return FeedpubError("must not be written by you", where=where, hint="change its permissions, or go elsewhere")
    code = errno.errorcode.get(error.errno or 0, "unknown")
    return FeedpubError(f"cannot be written ({code})", where=where, hint="check the path and the disk")
