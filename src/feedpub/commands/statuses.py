"""`status` of several shows: their stores are asked at the same time, and what has not changed is not read again.

A show is remembered with every file and folder that its status depends on. While their sizes, times and inodes are the
same, and what is stored of the show is, so is its status. Only a cache: deleting it costs time and nothing else.
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import feedpub
from feedpub.audio import probe
from feedpub.audio.probe import Measure
from feedpub.catalog import APPLIED, CATALOG
from feedpub.commands.old_feed import NAME as OLD_FEED
from feedpub.commands.status import Row, State, Status, look, status_of
from feedpub.deploy.destination import Destination, destination, open_target
from feedpub.ingest.differences import compared_files
from feedpub.ingest.page_pictures import show_portraits
from feedpub.ingest.reading import OnRead
from feedpub.model.item import Item
from feedpub.source import EpisodeFile, ShowFile, all_also_in, find_show, read_show, workspace_shows
from feedpub.source.also_in import names_of_shows

VERSION = 2
"""Rises when the same files have another status."""

SETTLED = 2.0
"""Seconds after a file's last change from which on its times show a further change."""

AT_ONCE = 8
"""Stores that are asked at the same time."""

_log = logging.getLogger(__name__)

StatusOf = Callable[[Path], Status]


@contextmanager
def statuses(
    paths: Iterable[Path],
    *,
    now: datetime,
    memory: Path,
    measure: Measure = probe.measure,
    on_read: OnRead | None = None,
    clock: Callable[[], float] = time.time,
) -> Iterator[StatusOf]:
    """What gives the status of each of these shows; it raises what `status` does. Two requests a show, or four.

    `memory` is the folder where they are remembered. `clock` gives seconds since the epoch; the rest is as with
    `status`.
    """
    pool = ThreadPoolExecutor(max_workers=AT_ONCE)
    try:
        looks = {
            path: pool.submit(_stored, path, also_in) for path, also_in in _with_files_also_in(paths, memory, clock)
        }

        def status(path: Path) -> Status:
            stored = looks[path].result()
            note = memory / f"{sha256(os.fsencode(os.path.realpath(stored.show.path))).hexdigest()[:32]}.json"
            if (known := _recalled(note, stored, now)) is not None:
                return known
            files = _Files(stored.show)
            found = status_of(look(path), now=now, measure=measure, on_read=on_read, on_file=files.add)
            if not found.problems and found.claim is None and stored.mark:
                _remember(note, stored, found, files.paths(), clock)
            return found

        yield status
    finally:
        pool.shutdown(cancel_futures=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stored:
    show: ShowFile
    where: Destination
    mark: str
    """What tells this state of the store, this program and its folder from others; empty if nothing is published."""


def _stored(path: Path, also_in: Sequence[Path]) -> _Stored:
    """`also_in`: the files of other shows that are also in this one."""
    show = read_show(find_show(path))
    where = destination(show)
    target = open_target(where)
    found = [target.state.read(key) for key in (APPLIED, CATALOG)]
    digests = [sha256(one.data).hexdigest() if one else "" for one in found]
    whole = [VERSION, feedpub.__version__, str(Path.cwd()), repr(where), *digests, *map(str, also_in)]
    return _Stored(show=show, where=where, mark=json.dumps(whole) if found[1] else "")


def _recalled(note: Path, stored: _Stored, now: datetime) -> Status | None:
    try:
        values: dict[str, Any] = json.loads(note.read_bytes())
        if values["mark"] != stored.mark or any(_facts(path) != facts for path, facts in values["files"].items()):
            return None
        plain = values["status"]
        rows = tuple(_row(one, now) for one in plain.pop("rows"))
        return Status(
            **(plain | {"changed_files": tuple(plain["changed_files"])}),
            where=stored.where,
            rows=rows,
            problems=(),
            claim=None,
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _row(plain: dict[str, Any], now: datetime) -> Row:
    published = datetime.fromisoformat(plain["published"]) if plain["published"] else None
    state = State(plain["state"])
    row = Row(**(plain | {"state": state, "published": published, "changed_files": tuple(plain["changed_files"])}))
    is_due = state is State.SCHEDULED and published is not None and published <= now
    return row if row.due == is_due else replace(row, due=is_due)


def _remember(note: Path, stored: _Stored, status: Status, files: Sequence[str], clock: Callable[[], float]) -> None:
    facts = {path: _facts(path) for path in files}
    newest = max((max(one[1:3]) for one in facts.values() if one), default=0)
    if clock() - newest / 1e9 <= SETTLED:
        return
    plain = asdict(replace(status, where=None, problems=(), claim=None))  # type: ignore[arg-type]  # each is left out
    values = {
        "mark": stored.mark,
        "files": facts,
        "status": {key: one for key, one in plain.items() if key not in {"where", "problems", "claim"}},
    }
    _write(note, values)


def _write(note: Path, values: object) -> None:
    part = note.with_suffix(f".{os.getpid()}")
    try:
        note.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(values, default=datetime.isoformat))
        part.replace(note)
    except OSError as error:
        _log.debug("%s is not remembered: %s", note.name, error)


def _facts(path: str) -> list[int] | None:
    """What changes when a file does, or when a folder gets or loses one; None where there is nothing."""
    try:
        found = os.stat(path)  # noqa: PTH116 - thousands of them, and a Path costs more than the answer
    except OSError:
        return None
    return [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino]


def _with_files_also_in(
    paths: Iterable[Path], memory: Path, clock: Callable[[], float]
) -> list[tuple[Path, list[Path]]]:
    """Each path with the files of other shows that are also in its show; none where it belongs to no show."""
    workspaces: dict[tuple[Path, ...], Mapping[str, list[Path]]] = {}
    found = []
    for path in paths:
        whole = Path(os.path.abspath(path))  # noqa: PTH100 - links are kept, as in the paths of the workspace's shows
        shows = tuple(workspace_shows(whole))
        if shows not in workspaces:
            workspaces[shows] = _all_also_in(shows, memory, clock)
        own = next((show for show in shows if show.parent in (whole, *whole.parents)), None)
        found.append((path, workspaces[shows].get(own.parent.name, []) if own else []))
    return found


def _all_also_in(shows: Sequence[Path], memory: Path, clock: Callable[[], float]) -> Mapping[str, list[Path]]:
    """What `all_also_in` gives; only files that have changed are read again."""
    if len(shows) < 2:
        return {}
    note = memory / f"also-in-{sha256(os.fsencode(shows[0].parent.parent)).hexdigest()[:32]}.json"
    known: dict[str, list[str]] = {}
    with suppress(OSError, ValueError, TypeError):
        known = dict(json.loads(note.read_bytes()))
    found: dict[str, list[str]] = {}

    def names_in(path: str, facts: tuple[int, ...]) -> Sequence[str]:
        mark = " ".join(map(str, facts))
        remembered = known.get(path)
        if isinstance(remembered, list) and remembered[:1] == [mark]:
            found[path] = remembered
            return [name for name in remembered[1:] if isinstance(name, str)]
        names = names_of_shows(path, facts)
        if clock() - max(facts[1:3]) / 1e9 > SETTLED:
            found[path] = [mark, *names]
        return names

    also_in = all_also_in(shows, names_in)
    if found != known:
        _write(note, found)
    return also_in


class _Files:
    """Every file and folder that the status of a show depends on, whether it is there or not."""

    def __init__(self, show: ShowFile) -> None:
        written, folder = show.show, show.path.parent
        theme = written.theme
        portraits = (file for _, file in show_portraits(show))
        named = (written.image.file, theme.logo, theme.logo_dark, theme.css, *portraits)
        self._paths = {show.path, folder / OLD_FEED, *show.extends, *(folder / one for one in named if one)}
        self._paths |= {Path(parent) for parent, _, _ in os.walk(folder)}
        for parent, _, names in os.walk(folder / theme.templates) if theme.templates else ():
            self._paths |= {Path(parent), *(Path(parent) / name for name in names)}

    def add(self, file: EpisodeFile, item: Item | None) -> None:
        """Those of an episode."""
        self._paths |= {file.path, file.path.with_suffix(".md"), *([file.notes_file] if file.notes_file else [])}
        self._paths |= set(file.written_in)
        self._paths |= {file.path.parent / name for name in compared_files(item, file)}

    def paths(self) -> list[str]:
        """All of them, whole; links are followed by the system."""
        return sorted({os.path.abspath(one) for one in self._paths})  # noqa: PTH100
