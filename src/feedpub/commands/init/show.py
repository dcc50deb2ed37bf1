"""A new show on disk: all files or none, and nothing that was there before is touched."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from shlex import quote

from feedpub.commands.init.questions import Answers
from feedpub.commands.init.texts import GITIGNORE, episode_text, show_text
from feedpub.commands.workspace import (
    Content,
    from_folder,
    is_workspace,
    media_folder,
    schema_folder,
    schema_text,
    write_all,
)
from feedpub.errors import FeedpubError
from feedpub.source import display_path, find_workspace, json_schema
from feedpub.standards import slug_of

EPISODE = "first-episode"
"""Slug of the episode that a new show without a recording has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatedShow:
    """A new show on disk; paths as the author would type them."""

    folder: str
    files: tuple[str, ...]
    """The files that `init` wrote."""

    episode: str
    """The first episode, which awaits its recording; empty if there is a recording, for `new` to make one of."""

    image: str
    """Where the cover is."""

    is_placeholder: bool
    """Whether feedpub has drawn the cover."""

    audio: str
    """Where the recording of the first episode is or belongs."""

    is_local_only: bool
    """Whether it has no public address yet, so that publishing reaches this machine alone."""


def init(folder: Path, answers: Answers, *, guid: str) -> CreatedShow:
    """Write `show.yaml`, an episode to edit, a cover, and the JSON Schemas that editors check them by.

    `guid` is a UUID that no other show has.

    Raises `FeedpubError` if a file exists already or cannot be written; nothing is written then.
    """
    refuse_existing(folder)
    _refuse_backslash(folder)
    cover, recording, schemas = _cover(folder, answers), _recording(folder, answers), schema_folder(folder)
    schema = from_folder(str(schemas / "show.json"), folder)
    answers = replace(answers, image=from_folder(str(cover.path), folder), to=answers.to or _beside(folder))
    new: dict[Path, Content] = {
        folder / "show.yaml": show_text(answers, schema=schema, name=folder.absolute().name, guid=guid),
        **recording.new,
        **cover.new,
        **_ignored(folder),
    }
    schema_files = {
        schemas / "show.json": schema_text(json_schema("show")),
        schemas / "episode.json": schema_text(json_schema("episode")),
    }
    write_all(new, schema_files, folders=(media_folder(folder),))
    return CreatedShow(
        folder=display_path(folder),
        files=tuple(display_path(path) for path in new),
        episode="" if answers.audio else display_path(folder / f"{EPISODE}.yaml"),
        image=display_path(cover.path),
        is_placeholder=cover.is_placeholder,
        audio=display_path(recording.path),
        is_local_only=not answers.url,
    )


def refuse_existing(folder: Path) -> None:
    """Raise `FeedpubError` if there is something that `init` would overwrite, or the name is not that of a show."""
    name, shown = folder.absolute().name, display_path(folder)
    if name == "feeds":
        hint = f"name a folder in it: feedpub init {quote(str(Path(shown) / 'my-show'))}"
        raise FeedpubError("is the folder of all shows, not of one", where=shown, hint=hint)
    if Path(name).suffix in {".yaml", ".yml"}:
        raise FeedpubError(
            "is the name of a file, not of a folder", where=shown, hint="name the folder, in which show.yaml is written"
        )
    if folder.exists() and not folder.is_dir():
        raise FeedpubError(
            "is a file, not a folder", where=display_path(folder), hint="name a new or empty folder for the show"
        )
    for path in (folder / "show.yaml", folder / f"{EPISODE}.yaml"):
        if os.path.lexists(path):
            hint = "name another folder; to add an episode, run feedpub new with its audio file"
            raise FeedpubError("exists already; nothing is overwritten", where=display_path(path), hint=hint)


def _refuse_backslash(folder: Path) -> None:
    """Raise `FeedpubError` for a name that would be two names on Windows: paths in YAML mean the same everywhere."""
    if "\\" in folder.absolute().name:
        raise FeedpubError(
            "the name of this folder has a backslash in it", where=display_path(folder), hint="choose another name"
        )


# --- the cover


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cover:
    """The cover of a new show: where it is, what has to be written for it, and whether feedpub has drawn it."""

    path: Path
    new: Mapping[Path, Content]
    is_placeholder: bool = False


def _cover(folder: Path, answers: Answers) -> _Cover:
    """The author's picture, copied if the show cannot use it where it is; without one, a placeholder."""
    from feedpub import artwork  # noqa: PLC0415 - Pillow takes its time

    media = media_folder(folder)
    if not answers.image:
        path = media / "cover.jpg"
        return _Cover(path=path, new={path: artwork.placeholder(answers.title)}, is_placeholder=True)
    own = Path(answers.image)
    if _can_stay(own, folder):
        return _Cover(path=own, new={})
    path = media / f"cover.{artwork.measure(own, file=answers.image).extension}"
    return _Cover(path=path, new={path: own})


def _can_stay(file: Path, folder: Path) -> bool:
    """Whether a show can use a file where it is: in its workspace, by a path that means the same everywhere."""
    inside = Path(os.path.normpath(file.absolute())).is_relative_to(find_workspace(folder / "show.yaml"))
    return inside and "\\" not in from_folder(str(file), folder)


# --- the first episode


@dataclass(frozen=True, slots=True, kw_only=True)
class _Recording:
    """The recording of the first episode: where it is or belongs, and what has to be written for it."""

    path: Path
    new: Mapping[Path, Content]


def _recording(folder: Path, answers: Answers) -> _Recording:
    """The author's recording, copied if the show cannot use it where it is; without one, an episode that awaits it."""
    media = media_folder(folder)
    if answers.audio:
        own = Path(answers.audio)
        path = own if _can_stay(own, folder) else media / f"{slug_of(own.stem) or EPISODE}{own.suffix.lower()}"
        return _Recording(path=path, new={} if path is own else {path: own})
    path = media / f"{EPISODE}.mp3"
    schema = from_folder(str(schema_folder(folder) / "episode.json"), folder)
    text = episode_text(audio=from_folder(str(path), folder), schema=schema)
    return _Recording(path=path, new={folder / f"{EPISODE}.yaml": text})


# --- beside the show


def _beside(folder: Path) -> str:
    """Where a show that is its own workspace is published to be tried: not inside itself. Empty for any other."""
    return f"../public/{folder.absolute().name}" if is_workspace(folder) else ""


def _ignored(folder: Path) -> Mapping[Path, Content]:
    """A `.gitignore` for what publishing makes on this machine, unless there is one: at the top of the repository."""
    workspace = find_workspace(folder / "show.yaml")
    above = workspace.parent
    path = (above if is_workspace(folder) and (above / ".git").exists() else workspace) / ".gitignore"
    return {} if os.path.lexists(path) else {path: GITIGNORE}
