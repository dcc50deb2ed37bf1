"""The author's files that a run has read, each with the digest of its bytes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import file_digest
from pathlib import Path

from feedpub.catalog.inputs import Inputs
from feedpub.errors import FeedpubError
from feedpub.model.files import EpisodeFile, ShowFile
from feedpub.model.measured import Measured
from feedpub.source import find_file


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
    pictures = (inputs.cover, inputs.logo, inputs.logo_dark, *(one for _, one in inputs.portraits))
    yield from (picture.path for picture in pictures if picture)
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
