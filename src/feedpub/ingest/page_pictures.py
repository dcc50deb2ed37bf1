"""Pictures that only pages and `podcast:person` show: portraits of people, and what links lead to; measured."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from feedpub.catalog.metadata import picture_name
from feedpub.catalog.objects import portrait_name
from feedpub.elements.podcast.people import PersonEntry
from feedpub.errors import FeedpubError, Problem
from feedpub.ingest.reading import note_elsewhere
from feedpub.model.files import EpisodeFile, ShowFile
from feedpub.model.measured import Elsewhere, Measured, Picture
from feedpub.source import FileAbsent, find_file
from feedpub.standards import is_http_url

Measurements = tuple[tuple[str, Picture | None], ...]
"""The file as its author writes it, and what it is; None: it is absent, or cannot be used."""

Named = tuple[str, str]
"""The field, and the file that it names."""

_PORTRAIT, _LINK = "portrait", "link"


def portraits_of_show(show: ShowFile, problems: list[Problem], elsewhere: list[Elsewhere]) -> Measurements:
    """The portraits of the show's own people and of its roster."""
    return _measured(show_portraits(show), _PORTRAIT, show, problems, show.workspace, elsewhere)


def portraits_of_episode(
    show: ShowFile, written: EpisodeFile, problems: list[Problem], elsewhere: list[Elsewhere]
) -> Measurements:
    """The portraits of the episode's own people."""
    return _measured(episode_portraits(written), _PORTRAIT, written, problems, show.workspace, elsewhere)


def pictures_of_links(
    show: ShowFile, written: EpisodeFile, problems: list[Problem], elsewhere: list[Elsewhere]
) -> Measurements:
    """The pictures of the episode's links."""
    return _measured(link_pictures(written), _LINK, written, problems, show.workspace, elsewhere)


def show_portraits(show: ShowFile) -> Iterator[Named]:
    """Where each of the show's portraits is named, and the file."""
    people = ((f"people[{at}]", one) for at, one in enumerate(show.show.people))
    roster = ((f"roster.{key}", one) for key, one in show.show.roster.items())
    return portraits((*people, *roster))


def episode_portraits(written: EpisodeFile) -> Iterator[Named]:
    """Where each of the episode's own portraits is named, and the file."""
    return portraits((f"people[{at}]", one) for at, one in enumerate(written.episode.people))


def portraits(people: Iterable[tuple[str, PersonEntry]]) -> Iterator[Named]:
    """Where the file of each portrait is named, and the file."""
    for field, one in people:
        if one.image and not is_http_url(one.image.file):
            yield f"{field}.image.file", one.image.file


def link_pictures(written: EpisodeFile) -> Iterator[Named]:
    """Where the picture of each link is named, and the file."""
    for at, one in enumerate(written.episode.links):
        if one.image:
            yield f"links[{at}].image.file", one.image.file


def _measured(
    named: Iterable[Named],
    what: str,
    written: ShowFile | EpisodeFile,
    problems: list[Problem],
    workspace: Path,
    elsewhere: list[Elsewhere],
) -> Measurements:
    found: dict[str, Picture | None] = {}
    for field, file in named:
        if file not in found:
            found[file] = _picture(file, what, field, written, problems, workspace, elsewhere)
    return tuple(found.items())


def _picture(
    file: str,
    what: str,
    field: str,
    written: ShowFile | EpisodeFile,
    problems: list[Problem],
    workspace: Path,
    elsewhere: list[Elsewhere],
) -> Picture | None:
    try:
        path = find_file(file, beside=written.path, workspace=workspace)
        from feedpub import artwork  # noqa: PLC0415 - Pillow takes its time, and few shows have such pictures

        bounds = artwork.PORTRAIT if what == _PORTRAIT else artwork.LINK_PICTURE
        return artwork.measure_within(path, file=file, bounds=bounds)
    except FileAbsent as absent:
        note_elsewhere(file, absent, elsewhere)
        return None
    except FeedpubError as error:
        subject = field.removesuffix(".file")
        problems.append(Problem(written.place(field), subject, error.message, error.hint))
        return None


def stored_names(slug: str, measured: Measured) -> Iterator[tuple[str, Picture]]:
    """What each of an episode's pictures is called in the target, and the picture."""
    yield from ((portrait_name(file), one) for file, one in measured.portraits if one)
    yield from ((picture_name(slug, file), one) for file, one in measured.link_pictures if one)
