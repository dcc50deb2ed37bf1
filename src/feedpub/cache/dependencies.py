"""What a run depends on: files, folders, answers of the store, the clock; and whether files are what they were."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from feedpub.cache.identity import Identity, is_believed, of_file, of_folder, of_permission, of_recording, of_workspace

_YAML = (".yaml", ".yml")
"""Endings of files of a show's folder that a run may read although nothing names them."""

_MOST = 20_000
"""Folders and YAML below a show's folder; whoever has more has put something else there."""

Identities = Mapping[str, Mapping[str, Identity]]
"""What is looked at (`files`, `recordings`, `folders`, …) → path → what it is; as JSON holds it."""


@dataclass
class Dependencies:
    """What a run has read. Paths are absolute; what is not there is one as well, since it may come."""

    files: set[str] = field(default_factory=set)
    recordings: set[str] = field(default_factory=set)
    folders: set[str] = field(default_factory=set)
    permissions: set[str] = field(default_factory=set)
    """Folders of which it matters whether they may be written to."""

    workspaces: set[str] = field(default_factory=set)
    """Folders `feeds/`, whose shows may have episodes of each other."""

    asked: list[list[Any]] = field(default_factory=list)
    """What the store was asked, in order: how it was opened, the question, a digest of the answer (`storage.trace`)."""

    has_written: bool = False
    """Whether anything was put or deleted, so that asking again says nothing."""

    is_known: bool = True
    """False: it depends on something else, too."""

    until: datetime | None = None
    """Until when it says the same (aware); None: nobody knows, and it is not kept."""

    private: Mapping[str, Any] | None = None
    """Where strangers may reach the private state, as `state_addresses` takes it; None: the run did not ask."""

    def add(self, *paths: Path, are_recordings: bool = False) -> None:
        """Files, each with its folder: that holds what may take its place, and says where links lead."""
        for path in map(os.path.abspath, paths):
            (self.recordings if are_recordings else self.files).add(path)
            self.folders.add(_nearest(os.path.dirname(path)))  # noqa: PTH120 - as above

    def add_folder(self, folder: Path, *, except_below: Iterable[str] = ()) -> None:
        """A show's folder with all YAML in it, and those below that are not hidden; not what is published there."""
        for parent, folders, names in os.walk(folder):
            here = os.path.abspath(parent)  # noqa: PTH100 - as above
            folders[:] = [one for one in folders if one[:1] != "." and f"{here}/{one}" not in except_below]
            self.folders.add(here)
            self.files |= {f"{here}/{one}" for one in names if one.endswith(_YAML) and one[:1] != "."}
            if len(self.folders) + len(self.files) > _MOST:
                self.is_known = False
                return

    def add_workspace(self, show: Path) -> None:
        """The shows beside a show, given its show.yaml: an episode of theirs may be in it as well."""
        feeds = Path(os.path.abspath(show)).parent.parent  # noqa: PTH100 - as above
        if feeds.name == "feeds":
            self.workspaces.add(str(feeds))

    def identities(self, *, now: float) -> Identities:
        """What each of them is at `now`, in seconds since the epoch."""
        return {
            "files": {path: of_file(path) for path in sorted(self.files)},
            "recordings": {path: of_recording(path, now=now) for path in sorted(self.recordings)},
            "folders": {path: of_folder(path) for path in sorted(self.folders)},
            "permissions": {path: of_permission(path) for path in sorted(self.permissions)},
            "workspaces": {path: of_workspace(path) for path in sorted(self.workspaces)},
        }


def as_in_the_run(after: Identities, before: Identities, *, began: float) -> bool:
    """Whether nothing has changed since a run began: so what it is after the run is what the run has read.

    `before` are identities that were taken then; what is not among them must be older.
    """
    for kind, found in after.items():
        for path, one in found.items():
            known = before[kind].get(path)
            is_same = known == one if known is not None else kind == "permissions" or _is_older(path, began)
            if not is_same:
                return False
    return True


def _is_older(path: str, began: float) -> bool:
    """Whether a file or a folder was last changed before; so was the folder of what is not there."""
    try:
        return is_believed(os.stat(path), now=began)  # noqa: PTH116 - thousands of them
    except OSError:
        return os.path.dirname(path) == path or _is_older(_nearest(os.path.dirname(path)), began)  # noqa: PTH120


def are_unchanged(noted: Identities, *, now: float) -> bool:
    """Whether everything is what it was."""
    return all(
        (
            all(of_folder(path) == one for path, one in noted["folders"].items()),
            all(of_file(path) == one for path, one in noted["files"].items()),
            all(of_recording(path, now=now) == one for path, one in noted["recordings"].items()),
            all(of_permission(path) == one for path, one in noted["permissions"].items()),
            all(of_workspace(path) == one for path, one in noted["workspaces"].items()),
        )
    )


def _nearest(folder: str) -> str:
    """The folder, or the nearest one above it that is there."""
    while not os.path.isdir(folder) and os.path.dirname(folder) != folder:  # noqa: PTH112, PTH120 - as above
        folder = os.path.dirname(folder)  # noqa: PTH120 - as above
    return folder
