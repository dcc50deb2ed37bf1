"""What somebody wants checked: addresses, feed files, an author's files; the latter by show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from feedpub.source import find_show

_AUTHORS = frozenset({".yaml", ".yml", ".md", ".markdown"})


@dataclass(frozen=True, slots=True)
class Address:
    """A live feed."""

    url: str


@dataclass(frozen=True, slots=True)
class FeedFile:
    """A feed in a file; the path `-` is standard input."""

    path: Path


@dataclass(frozen=True, slots=True)
class Authored:
    """Files of one show, or folders of it."""

    paths: tuple[Path, ...]


Subject = Address | FeedFile | Authored


def subjects(written: Iterable[str]) -> tuple[Subject, ...]:
    """What the words of a command line mean, in their order; files of one show are checked together.

    Raises `FileAbsent` for what is not there, `FeedpubError` for a file that belongs to no show.
    """
    shows: dict[Path, list[Path]] = {}
    found: list[Subject | Path] = []
    for word in written:
        for subject in _meant(word):
            if isinstance(subject, Path):
                show = find_show(subject).resolve()
                if show not in shows:
                    found.append(show)
                shows.setdefault(show, []).append(subject)
            else:
                found.append(subject)
    return tuple(Authored(tuple(shows[one])) if isinstance(one, Path) else one for one in found)


def _meant(word: str) -> Iterator[Address | FeedFile | Path]:
    path = Path(word)
    if "://" in word:
        yield Address(word)
    elif word == "-" or (path.is_file() and path.suffix.lower() not in _AUTHORS):
        yield FeedFile(path)
    elif path.is_file() and path.suffix.lower() in {".md", ".markdown"}:
        yield _episode_of(path)
    elif path.is_dir() and (shows := _shows(path)):
        yield from shows
    else:
        yield path


def _episode_of(notes: Path) -> Path:
    """The episode whose notes these are; else the show around them."""
    beside = [notes.with_suffix(end) for end in (".yaml", ".yml")]
    return next((path for path in beside if path.is_file()), notes.parent)


def _shows(folder: Path) -> list[Path]:
    """The shows in a folder that is none itself: `feeds`."""
    if any((around / "show.yaml").is_file() for around in (folder, *folder.resolve().parents)):
        return []
    inside = folder / "feeds" if (folder / "feeds").is_dir() else folder
    return sorted(show.parent for show in inside.glob("*/show.yaml"))
