"""A new show on disk."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from feedpub.commands.scaffold.answers import Answers, media
from feedpub.commands.scaffold.files import put_all
from feedpub.commands.scaffold.texts import episode_text, show_text
from feedpub.errors import FeedpubError
from feedpub.source import display_path, find_workspace, json_schema

EPISODE = "first-episode"


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A show that was begun; paths as the author would type them."""

    folder: str
    files: tuple[str, ...]
    """What was written."""

    episode: str
    image: str
    """Where the cover is expected, as is `audio`."""

    audio: str
    rehearsal: bool
    """It names no place to publish to yet."""


def init(folder: Path, known: Answers, *, guid: str) -> Begun:
    """Write `show.yaml`, an episode to edit, and the JSON Schemas that editors check them by.

    `guid` is a UUID that no other show has.

    Raises `FeedpubError` if a file is there already or cannot be written; nothing is written then.
    """
    refuse_taken(folder)
    audio = media(folder) / f"{EPISODE}.mp3"
    beside = schemas(folder)
    hint = {kind: os.path.relpath(beside / f"{kind}.json", folder) for kind in ("show", "episode")}
    show, episode = folder / "show.yaml", folder / f"{EPISODE}.yaml"
    new = {
        show: show_text(known, schema=hint["show"], name=folder.absolute().name, guid=guid),
        episode: episode_text(audio=os.path.relpath(audio, folder), schema=hint["episode"]),
    }
    ours = {
        beside / "show.json": schema_text(json_schema("show")),
        beside / "episode.json": schema_text(json_schema("episode")),
    }
    put_all(new, ours, folders=(audio.parent,))
    return Begun(
        folder=display_path(folder),
        files=tuple(display_path(path) for path in new),
        episode=display_path(episode),
        image=display_path(Path(os.path.normpath(folder / known.image))),
        audio=display_path(audio),
        rehearsal=not known.to,
    )


def refuse_taken(folder: Path) -> None:
    """Raise `FeedpubError` if there is something that `init` would write over."""
    if folder.exists() and not folder.is_dir():
        raise FeedpubError("is not a folder", where=str(folder), hint="name a folder for the show, new or empty")
    for path in (folder / "show.yaml", folder / f"{EPISODE}.yaml"):
        if os.path.lexists(path):
            hint = "name another folder; to add an episode: feedpub new, with its audio file"
            raise FeedpubError("is there already; nothing is overwritten", where=display_path(path), hint=hint)


def schemas(folder: Path) -> Path:
    """Where the schemas lie, once for all shows of a workspace: `feeds/.schema`, or `.schema` in a lone folder."""
    workspace = find_workspace(folder / "show.yaml")
    lone = workspace == Path(os.path.normpath(folder.absolute()))
    return (workspace if lone else workspace / "feeds") / ".schema"


def schema_text(schema: object) -> str:
    """A JSON Schema as it is written."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
