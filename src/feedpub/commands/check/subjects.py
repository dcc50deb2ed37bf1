"""The subjects of a check that a command line names: addresses of feeds, feed files, an author's files by show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from feedpub.source import find_show, real_path, refuse_other_file
from feedpub.standards import ENCLOSURE_TYPES

_AUTHOR_SUFFIXES = frozenset({".yaml", ".yml", ".md", ".markdown"})


@dataclass(frozen=True, slots=True)
class FeedAddress:
    """A live feed."""

    url: str


@dataclass(frozen=True, slots=True)
class FeedFile:
    """A feed in a file; the path `-` is standard input."""

    path: Path


@dataclass(frozen=True, slots=True)
class ShowPaths:
    """An author's files of one show, or folders of it."""

    paths: tuple[Path, ...]


Subject = FeedAddress | FeedFile | ShowPaths


def subjects(arguments: Iterable[str]) -> tuple[Subject, ...]:
    """The subjects that arguments name, in their order; files of one show are one subject.

    Raises `FileAbsent` for a path that does not exist, `FeedpubError` for a recording, and for a file that
    belongs to no show.
    """
    shows: dict[Path, list[Path]] = {}
    found: list[Subject | Path] = []
    for argument in arguments:
        for subject in _subjects_of(argument):
            if isinstance(subject, Path):
                show = real_path(find_show(subject))
                if show not in shows:
                    found.append(show)
                shows.setdefault(show, []).append(subject)
            else:
                found.append(subject)
    return tuple(ShowPaths(tuple(shows[one])) if isinstance(one, Path) else one for one in found)


def _subjects_of(argument: str) -> Iterator[FeedAddress | FeedFile | Path]:
    path = Path(argument)
    if "://" in argument:
        yield FeedAddress(argument)
        return
    if path.suffix.lower().removeprefix(".") in ENCLOSURE_TYPES:
        refuse_other_file(path)
    if argument == "-" or (path.is_file() and path.suffix.lower() not in _AUTHOR_SUFFIXES):
        yield FeedFile(path)
    elif path.is_file() and path.suffix.lower() in {".md", ".markdown"}:
        yield _episode_of(path)
    elif path.is_dir() and (shows := _shows(path)):
        yield from shows
    else:
        yield path


def _episode_of(notes: Path) -> Path:
    """The episode that has these notes; without one, their folder."""
    beside = [notes.with_suffix(end) for end in (".yaml", ".yml")]
    return next((path for path in beside if path.is_file()), notes.parent)


def _shows(folder: Path) -> list[Path]:
    """The shows inside a folder that is not in a show itself, such as `feeds`."""
    if any((parent / "show.yaml").is_file() for parent in (folder, *real_path(folder).parents)):
        return []
    inside = folder / "feeds" if (folder / "feeds").is_dir() else folder
    return sorted(show.parent for show in inside.glob("*/show.yaml"))
