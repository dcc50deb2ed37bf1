"""Paths: the show of a file, its episodes, the workspace, and the files that YAML names."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from unicodedata import normalize

from feedpub.cache.identity import is_folder
from feedpub.errors import FeedpubError
from feedpub.source.elsewhere import where_else

SHOW = "show.yaml"
ENDINGS = (".yaml", ".yml")
"""Of episode files."""

_LOOP = "check the path; its links may lead in a circle"


class FileAbsent(FeedpubError):
    """There is no file of the name that an author wrote."""


class FileElsewhere(FileAbsent):
    """The name is here, but the content is not: a pointer of git-lfs, a placeholder of a cloud drive."""


def display_path(path: Path) -> str:
    """The path as messages print it: from the current directory if it lies below, else unchanged."""
    here = Path.cwd()
    whole, inside = os.path.normpath(here / path), f"{here}{os.sep}".replace(os.sep * 2, os.sep)
    return whole.removeprefix(inside) if whole.startswith(inside) else str(path)


def real_path(path: Path) -> Path:
    """The path without links; of links in a circle what can be resolved, and whoever opens it learns the rest.

    (`Path.resolve` raises `RuntimeError` for a circle until Python 3.12.)
    """
    return Path(os.path.realpath(path))


def find_show(path: Path) -> Path:
    """The nearest `show.yaml` at or above a file or folder.

    Raises `FileAbsent` if there is no such path, `FeedpubError` if no folder above it holds a show.
    """
    if not os.path.lexists(path):
        raise FileAbsent("there is no such file or folder", where=str(path), hint="check the spelling of the path")
    start = Path(os.path.normpath(path.absolute()))
    for folder in (start, *start.parents):
        if (found := folder / SHOW).is_file():
            return found
    if any((folder / "show.yml").is_file() for folder in (start, *start.parents)):
        hint = f"there is a show.yml; rename it to {SHOW}"
    else:
        hint = _show_to_name(path, start)
    raise FeedpubError(f"belongs to no show: no {SHOW} in its folder or above", where=display_path(path), hint=hint)


def _show_to_name(path: Path, start: Path) -> str:
    """The hint where a path, whole as `start`, belongs to no show: those that may be meant, or how to create one."""
    from shlex import quote  # noqa: PLC0415 - only this error needs it

    folder = start if start.is_dir() else start.parent
    below = sorted((*folder.glob(f"*/{SHOW}"), *folder.glob(f"feeds/*/{SHOW}")))
    shows = below or workspace_shows(start) or workspace_shows(Path())
    shows = [show for show in shows if show.parent.name == folder.name] or shows
    is_new = start.is_dir() and not any(start.iterdir())
    create = f"feedpub init {quote(display_path(path) if start.is_dir() else 'feeds/my-show')}"
    if not shows:
        return f"name a show's folder, or create a show: {create}"
    named = f"name a show: {', '.join(display_path(show.parent) for show in shows[:9])}"
    return f"{named}; or create one: {create}" if is_new else named


def workspace_shows(path: Path) -> list[Path]:
    """Each `show.yaml` of the nearest `feeds/`, at a path or above; none without one."""
    whole = Path(os.path.normpath(path.absolute()))
    feeds = next((one / "feeds" for one in (whole, *whole.parents) if (one / "feeds").is_dir()), None)
    return sorted(feeds.glob(f"*/{SHOW}")) if feeds else []


def shows_near(path: Path) -> list[Path]:
    """Each `show.yaml` that a path may belong to.

    That is the one around it or around the current folder; else those of the workspace of either; else those in the
    folders of the current one.
    """
    here = Path()
    nearest = _around(path) or _around(here) or workspace_shows(path) or workspace_shows(here)
    return nearest or sorted(here.glob(f"*/{SHOW}"))


def _around(path: Path) -> list[Path]:
    whole = Path(os.path.normpath(path.absolute()))
    return [found for folder in (whole, *whole.parents) if (found := folder / SHOW).is_file()][:1]


def find_workspace(show: Path) -> Path:
    """The folder that files may be taken from: the one that holds `feeds/`, or else the show's own."""
    folder = Path(os.path.normpath(show.absolute())).parent
    feeds = next((one for one in (folder, *folder.parents) if one.name == "feeds"), None)
    return feeds.parent if feeds else folder


def episode_files(folder: Path) -> list[Path]:
    """The episode files of a show's folder, by name: every .yaml and .yml except `show.yaml` and hidden files."""
    with os.scandir(folder) as entries:
        names = [one.name for one in entries if one.name.endswith(ENDINGS) and not is_folder(one)]
    return [folder / name for name in sorted(names) if name != SHOW and not name.startswith(".")]


def files_below(folder: Path) -> list[Path]:
    """The episode files in the folders below a show's folder; not those of another show, and none of hidden folders."""
    found: list[Path] = []
    for parent, folders, _ in os.walk(folder):
        here = Path(parent)
        folders[:] = sorted(one for one in folders if not one.startswith(".") and not (here / one / SHOW).is_file())
        found += episode_files(here) if here != folder else ()
    return found


def find_file(written: str, *, beside: Path, workspace: Path, where: str = "") -> Path:
    """The file that `written` names, from the folder of the YAML file `beside`; links resolved.

    It may leave that folder but not the workspace. Raises `FileAbsent` if it is not there, `FileElsewhere` if only a
    pointer to it is, `FeedpubError` if it leads outside, is a folder or a special file, or must not be read.
    """
    folder = beside if beside.is_dir() else beside.parent
    try:
        path = real_path(_as_stored(folder / written))
        root = real_path(workspace)
    except (OSError, ValueError):  # a NUL
        raise FeedpubError(f"{written!r} cannot be resolved", where=where, hint=_LOOP) from None
    if not path.is_relative_to(root):
        hint = f"copy the file below {display_path(workspace)}; nothing outside of it is published"
        raise FeedpubError(f"{written!r} leads outside the workspace", where=where, hint=hint)
    refuse_special(path, written, where)
    return path


def refuse_special(path: Path, name: str = "", where: str = "") -> None:
    """Refuse what is no ordinary file that can be read, and what only says where the file is.

    `name` is what an author's file calls it, at `where`.
    """
    what, hint = where_else(path)
    if what:
        raise FileElsewhere(_of(name, what), where=where, hint=hint)
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise unreadable(error, name, where) from None
    if stat.S_ISDIR(mode):
        raise FeedpubError(_of(name, "is a folder, not a file"), where=where, hint="name a file in it")
    if not stat.S_ISREG(mode):
        message = _of(name, "is a special file, not an ordinary one")
        raise FeedpubError(message, where=where, hint="name an ordinary file")


def unreadable(error: OSError, name: str, where: str) -> FeedpubError:
    """The error for a file that the system does not read, with what to do about it."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        message = f"there is no file {name!r}" if name else "there is no such file"
        return FileAbsent(message, where=where, hint="check the name, or copy the file here")
    if isinstance(error, PermissionError):
        message = _of(name, "cannot be read: you have no permission")
        return FeedpubError(message, where=where, hint="change the file's permissions")
    if error.errno == errno.ELOOP:
        return FeedpubError(_of(name, "cannot be resolved"), where=where, hint=_LOOP)
    code = errno.errorcode.get(error.errno or 0, "unknown")
    return FeedpubError(_of(name, f"cannot be read ({code})"), where=where, hint="check the path and the disk")


def _of(name: str, text: str) -> str:
    return f"{name!r} {text}" if name else text


def _as_stored(path: Path) -> Path:
    """The path, or the one beside it that is the same text composed otherwise (macOS stores `é` as two characters)."""
    if path.name.isascii() or path.exists() or not path.parent.is_dir():
        return path
    name = normalize("NFC", path.name)
    return next((one for one in path.parent.iterdir() if normalize("NFC", one.name) == name), path)
