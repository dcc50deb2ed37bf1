"""`also_in`: which shows of its workspace an episode's file names, and which files name a show.

A show of four hundred episodes is one of forty here and there: whoever asks for one show looks at the files of all, so
these are not parsed unless they have the word.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from feedpub.cache.identity import of_workspace
from feedpub.errors import FeedpubError, Problem
from feedpub.model.also_in import AlsoInEntry
from feedpub.model.files import Places
from feedpub.scalars import did_you_mean
from feedpub.source.paths import ENDINGS, SHOW, real_path, workspace_shows
from feedpub.source.yaml import Node, compose
from feedpub.standards import nearest, quoted

FIELD = "also_in"

Facts = tuple[int, ...]
"""What changes when a file does: its size, times and inode."""

NamesIn = Callable[[str, Facts], Sequence[str]]
"""The shows that the file at a path names in `also_in`."""


def refused_shows(entries: Sequence[AlsoInEntry], show: Path, places: Places) -> Iterator[Problem]:
    """What is wrong with the second shows that a file of `show` (its show.yaml) names."""
    known = {one.parent.name: one for one in workspace_shows(show.parent)}
    own = next((name for name, one in known.items() if real_path(one) == real_path(show)), "")
    for number, entry in enumerate(entries):
        subject = f"{FIELD}[{number}].show"
        if not own:
            message, hint = (
                "this show does not lie in a folder `feeds/`, so there is no other one beside it",
                "delete it",
            )
        elif entry.show == own:
            message, hint = f"{quoted(own)} is the show that this file belongs to", "delete it, or name another show"
        elif entry.show not in known:
            others = sorted(known.keys() - {own})
            listed = f"there are {', '.join(others)}" if others else "there is no other show in this workspace"
            message, hint = (
                f"there is no show {quoted(entry.show)} in this workspace",
                did_you_mean(nearest(entry.show, others), listed),
            )
        elif not real_path(known[entry.show]).is_relative_to(real_path(show.parent.parent)):
            message, hint = f"{quoted(entry.show)} is a link to a show of another workspace", "name a show of this one"
        else:
            continue
        yield Problem(places.of(subject), subject, message, hint)


def files_also_in(show: Path) -> list[Path]:
    """The episode files of other shows of the workspace that are also in a show, which is its show.yaml; by path."""
    whole = Path(os.path.normpath(show.absolute()))
    shows = workspace_shows(whole.parent)
    return all_also_in(shows).get(whole.parent.name, []) if whole in shows else []


def all_also_in(shows: Sequence[Path], names_in: NamesIn | None = None) -> Mapping[str, list[Path]]:
    """Name of a show's folder → the files of other shows that are also in it, by path.

    `shows` are those of a workspace. A file that cannot be read names every show whose name occurs in it.
    """
    known = _looked_at.get()
    if known is None or names_in or not shows:
        return _all_also_in(shows, names_in or names_of_shows)
    if (key := tuple(shows)) not in known:
        of_workspace(str(shows[0].parent.parent))  # before: a run that is kept as of then has seen what came later
        known[key] = _all_also_in(shows, names_of_shows)
    return known[key]


@contextmanager
def workspaces_looked_at_once() -> Iterator[None]:
    """In it, the files of a workspace are looked at once for `also_in`: for a command on many shows."""
    token = _looked_at.set({})
    try:
        yield
    finally:
        _looked_at.reset(token)


_looked_at: ContextVar[dict[tuple[Path, ...], Mapping[str, list[Path]]] | None] = ContextVar("also_in", default=None)


def _all_also_in(shows: Sequence[Path], read: NamesIn) -> Mapping[str, list[Path]]:
    found: dict[str, list[Path]] = {show.parent.name: [] for show in shows}
    if len(shows) < 2:
        return found
    for show in shows:
        own = show.parent.name
        for entry in _episode_entries(show.parent):
            with suppress(OSError):
                names = read(entry.path, _facts(entry.stat()))
                for name in dict.fromkeys(names) if names else ():
                    if name in found and name != own:
                        found[name].append(Path(entry.path))
    return {name: sorted(files) for name, files in found.items()}


def _episode_entries(folder: str | Path) -> Iterator[os.DirEntry[str]]:
    """The episode files of a show's folder and below, but those of another show, and of hidden folders."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                if not (Path(entry.path) / SHOW).is_file():
                    yield from _episode_entries(entry.path)
            elif entry.name.endswith(ENDINGS) and entry.name != SHOW:
                yield entry


def _facts(found: os.stat_result) -> Facts:
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


@lru_cache(maxsize=1 << 16)
def names_of_shows(path: str, _facts: Facts) -> tuple[str, ...]:
    """The shows that a file names in `also_in`; while its facts are the same it is not read again.

    Of a file that cannot be read, all its words: nobody can tell which of them are names of shows.
    """
    data = Path(path).read_bytes()
    if FIELD.encode() not in data:
        return ()
    try:
        text = data.decode()
        composed = compose(text, path)
    except (FeedpubError, UnicodeDecodeError):
        return tuple(_WORD.findall(data.decode(errors="replace")))
    pair = (composed.root.pairs or {}).get(FIELD)
    if pair is None:
        return tuple(_WORD.findall(text)) if composed.problems else ()
    return tuple(_names(pair.value.items or [pair.value]))


_WORD = re.compile(r"[^\s\[\]{},:'\"]+")


def _names(entries: Iterable[Node]) -> Iterator[str]:
    for entry in entries:
        named = (entry.pairs or {}).get("show")
        yield ((named.value if named else entry).text or "").strip()
