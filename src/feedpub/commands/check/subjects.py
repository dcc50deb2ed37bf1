"""The subjects of a check that a command line names: addresses of feeds, feed files, an author's files by show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from feedpub.source import files_naming, real_path, refuse_other_file, show_of, shows_extending
from feedpub.source.paths import SHOW
from feedpub.standards import ENCLOSURE_TYPES

_YAML = frozenset({".yaml", ".yml"})
_NOTES = frozenset({".md", ".markdown"})
_FEEDS = frozenset({".xml", ".rss", ".atom", ""})
"""Endings of files that are feeds whatever lies beside them."""


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

    Raises `FileAbsent` for a path that does not exist, `FeedpubError` for a recording that no episode has, and for a
    file that belongs to no show.
    """
    shows: dict[Path, list[Path]] = {}
    found: list[Subject | Path] = []
    for argument in arguments:
        for subject in _subjects_of(argument):
            if isinstance(subject, Path):
                show = real_path(show_of(subject))
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
    if argument == "-":
        yield FeedFile(path)
    elif path.is_file() and path.suffix.lower() not in _YAML:
        yield from _subjects_of_file(path)
    elif path.is_dir() and (shows := _shows(path)):
        yield from shows
    elif path.is_file() and (extending := shows_extending(path)):
        yield from extending
    else:
        yield path


def _subjects_of_file(path: Path) -> Iterator[FeedFile | Path]:
    """What a file that is no YAML stands for: the author's files that name it, such as its episode; else a feed."""
    suffix = path.suffix.lower()
    naming = files_naming(path) if suffix not in _FEEDS else []
    if naming:
        yield from (one.parent if one.name == SHOW else one for one in naming)
    elif suffix in _NOTES:
        yield path.parent
    else:
        if suffix.removeprefix(".") in ENCLOSURE_TYPES:
            refuse_other_file(path, command="check")
        yield FeedFile(path)


def _shows(folder: Path) -> list[Path]:
    """The shows inside a folder that is not in a show itself, such as `feeds`."""
    if any((parent / "show.yaml").is_file() for parent in (folder, *real_path(folder).parents)):
        return []
    inside = folder / "feeds" if (folder / "feeds").is_dir() else folder
    return sorted(show.parent for show in inside.glob("*/show.yaml"))
