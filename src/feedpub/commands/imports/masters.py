"""Recordings from the author's own folder instead of the old host: which file is which episode."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from feedpub.errors import FeedpubError
from feedpub.source import display_path
from feedpub.standards import slug_of

TOLERANCE = 0.02
"""By how much the duration of a file may differ from what the feed says."""

_NUMBER = re.compile(r"^(?:s\d+)?e?p?(?:isode)?[-_ ]*\d+[-_. ]+", re.IGNORECASE)

Duration = Callable[[Path], int]
"""Milliseconds of a file; raises `FeedpubError` for one that is no recording."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A recording that is not here yet."""

    path: Path
    """Where it shall be."""

    title: str
    url: str
    """Where the old host has it."""

    duration_ms: int | None = None
    """As the feed says; None if it does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A recording and the file that is taken for it, or why none is."""

    recording: Recording
    file: Path | None = None
    by: str = ""
    """What they have in common: `file name` or `title`."""

    duration_ms: int | None = None
    """Of the file."""

    message: str = ""


def match_masters(recordings: Sequence[Recording], folder: Path, duration: Duration) -> list[Match]:
    """For each recording the file in a folder, or below it, that has its name or its title, and its duration.

    A file is taken once. Raises `FeedpubError` if there is no such folder.
    """
    if not folder.is_dir():
        raise FeedpubError("is no folder", where=display_path(folder), hint="name the folder with the recordings")
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    taken: set[Path] = set()
    found = []
    for one in recordings:
        match = _match(one, [path for path in files if path not in taken], duration)
        taken |= {match.file} if match.file else set()
        found.append(match)
    return found


def _match(one: Recording, files: Sequence[Path], duration: Duration) -> Match:
    message = "no file has its name or title"
    for path, by in _candidates(one, files):
        try:
            length = duration(path)
        except FeedpubError as error:
            message = f"{display_path(path)}: {error.message}"
            continue
        if one.duration_ms and abs(length - one.duration_ms) > TOLERANCE * one.duration_ms:
            message = f"{display_path(path)} has another duration"
            continue
        return Match(recording=one, file=path, by=by, duration_ms=length)
    return Match(recording=one, message=message)


def _candidates(one: Recording, files: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    """Files of the same format with the name that the old host has, then those with the title."""
    there = Path(unquote(urlsplit(one.url).path)).name.casefold()
    titles = {slug_of(one.title), one.path.stem} - {""}
    same = [path for path in files if path.suffix.casefold() == one.path.suffix.casefold()]
    yield from ((path, "file name") for path in same if path.name.casefold() == there)
    yield from (
        (path, "title")
        for path in same
        if path.name.casefold() != there and titles & {slug_of(path.stem), slug_of(_NUMBER.sub("", path.stem))}
    )
