"""The author's files that a run has read, each with the digest of its bytes; and those that it would have read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING

from feedpub.cache.dependencies import Dependencies
from feedpub.errors import FeedpubError
from feedpub.ingest.measured_episodes import UnchangedFile
from feedpub.ingest.page_pictures import episode_portraits, link_pictures, show_portraits
from feedpub.model.files import EpisodeFile, ShowFile
from feedpub.model.measured import Measured
from feedpub.model.webpages import badge_of, fonts_of
from feedpub.source import find_file, read_show, workspace_shows
from feedpub.source.own_pages import FOLDER
from feedpub.source.paths import real_path

if TYPE_CHECKING:
    from feedpub.catalog.inputs import Inputs


def digests(inputs: Inputs) -> dict[str, str]:
    """Path from the workspace → SHA-256 (hex) of every file that is here and that the show or an episode is made of.

    Of a recording it is the digest that was measured. A file that has vanished since has none.
    """
    measured = {one.audio.path: one.audio.digest for _, one in inputs.episodes if one.audio}
    workspace = inputs.show.workspace
    found = {}
    for path in dict.fromkeys(_paths(inputs)):
        if value := measured.get(path) or _digest(path):
            found[Path(os.path.relpath(path, workspace)).as_posix()] = value
    return dict(sorted(found.items()))


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as data:
            return file_digest(data, "sha256").hexdigest()
    except OSError:
        return ""


def _paths(inputs: Inputs) -> Iterator[Path]:
    show = inputs.show
    yield show.path
    yield from (one.path for one in show.own_pages)
    pictures = (inputs.cover, inputs.logo, inputs.logo_dark, *(one for _, one in (*inputs.portraits, *inputs.badges)))
    yield from (one.path for one in (*pictures, *inputs.fonts) if one)
    yield from _named(show, show, [show.show.theme.css])
    if show.show.theme.templates:
        names = (f"{show.show.theme.templates}/{name}" for name, _ in inputs.theme.templates)
        yield from _named(show, show, names)
    yield from (path for draft in inputs.drafts for path in _texts(draft))
    for written, measured in inputs.episodes:
        yield from _texts(written)
        yield from _of_episode(show, written, measured)


def _texts(written: EpisodeFile) -> Iterator[Path]:
    yield written.path
    yield from written.written_in
    yield from [written.notes_file] if written.notes_file else []


def _of_episode(show: ShowFile, written: EpisodeFile, measured: Measured) -> Iterator[Path]:
    yield from (one.path for one in (measured.audio, measured.image, *measured.transcripts) if one)
    yield from (one.path for _, one in (*measured.portraits, *measured.link_pictures) if one)
    if measured.chaptered:
        yield from (picture.path for _, picture in measured.chaptered.pictures if picture)
        yield from _named(show, written, [measured.chaptered.file[0]] if measured.chaptered.file else [])


def _named(show: ShowFile, written: ShowFile | EpisodeFile, names: Iterable[str | None]) -> Iterator[Path]:
    for name in filter(None, names):
        with suppress(FeedpubError):  # it has vanished since it was read
            yield find_file(name, beside=written.path, workspace=show.workspace)


# --- what a run depends on


def add_inputs(found: Dependencies, inputs: Inputs, *, except_below: Iterable[str] = ()) -> None:
    """Add all that `inputs` depend on, whether it is here or not, but for what is published in these folders."""
    add_show(found, inputs.show, except_below=except_below)
    found.add(*_paths(replace(inputs, episodes=())))
    for written, measured in inputs.episodes:
        chaptered = measured.chaptered
        add_episode(found, written, [name for name, _ in chaptered.pictures] if chaptered else [])
        recording = measured.audio.path if measured.audio else None
        found.add(*(path for path in _of_episode(inputs.show, written, measured) if path != recording))
        found.add(*([recording] if recording else []), are_recordings=True)


def add_show(found: Dependencies, show: ShowFile, *, except_below: Iterable[str] = ()) -> None:
    """Add what a show depends on without its episodes, and all YAML in its folder."""
    folder, theme = show.path.parent, show.show.theme
    found.add_folder(folder, except_below=except_below)
    found.add_workspace(show.path)
    found.add(show.path, *show.extends)
    portraits = (file for _, file in show_portraits(show))
    badges = (badge_of(one) for one in show.show.platforms)
    fonts = (entry.file for _, _, entry in fonts_of(theme))
    named = (show.show.image.file, theme.logo, theme.logo_dark, theme.css, *portraits, *badges, *fonts)
    found.add(*(folder / name for name in named if name))
    if (folder / FOLDER).is_dir():
        found.add(*(one.path for one in show.own_pages))
        found.folders.add(os.path.abspath(folder / FOLDER))  # noqa: PTH100 - as below
    if show.show.network:
        for one in workspace_shows(folder):
            with suppress(FeedpubError):
                found.add(one, *read_show(one).extends)
    for parent, _, names in os.walk(folder / theme.templates) if theme.templates else ():
        found.add(*(Path(parent) / name for name in names))
        found.folders.add(os.path.abspath(parent))  # noqa: PTH100 - a path without links is another one


def add_episode(found: Dependencies, written: EpisodeFile, names: Iterable[str] = ()) -> None:
    """Add the files of an episode, and others of these names that belong to it."""
    episode, folder = written.episode, written.path.parent
    found.add(*_texts(written), written.path.with_suffix(".md"))
    found.add(folder / episode.audio, are_recordings=True)
    named = [one.file for one in (episode.image, *episode.transcripts) if one]
    named += [one.source for one in episode.chapters if one.source]
    named += [file for _, file in (*episode_portraits(written), *link_pictures(written))]
    found.add(*(folder / name for name in filter(None, [*named, *names])))


def add_unchanged(found: Dependencies, file: UnchangedFile) -> None:
    """Add the files of an episode of which none is another one."""
    notes = file.path.with_suffix(".md")
    found.add(file.path, notes, *([real_path(notes)] if notes.is_symlink() else []), *file.others)
    found.add(file.recording, are_recordings=True)
