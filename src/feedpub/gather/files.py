"""Everything that is read before anything is decided: the show, its episodes, their files; all problems at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from feedpub import notes, probe, transcripts
from feedpub.catalog.description import links, people, picture_name
from feedpub.catalog.keys import key
from feedpub.catalog.podcasting import disagreements
from feedpub.errors import FeedpubError, Invalid, Problem, Refused
from feedpub.gather.chaptered import chaptered
from feedpub.gather.speakers import speakers
from feedpub.gather.theme import read_logo, read_theme
from feedpub.halves import in_halves
from feedpub.model.item import Link
from feedpub.model.measured import Audio, Measured, Picture, Sidecar
from feedpub.model.pages import Theme
from feedpub.model.podcast.people import named
from feedpub.model.times import published_at
from feedpub.probe.kept import Measure
from feedpub.source import (
    EpisodeFile,
    FileAbsent,
    ShowFile,
    episode_files,
    find_show,
    locate,
    read_episode,
    read_show,
)
from feedpub.storage import Body

T = TypeVar("T")

OnRead = Callable[[str, int, int], None]
"""Told file name, bytes read so far and size while audio is measured."""


Heard = Callable[[Path, str], Audio]
"""Measures the audio at a path that its author calls by a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """One show with the episodes of this run, read and measured."""

    show: ShowFile
    cover: Picture | None
    """None: the file is absent."""

    description: str
    """Sanitised HTML, as are the notes."""

    footer: str
    theme: Theme
    """How the pages look, but for the logo."""

    logo: Picture | None
    """None: there is none, or the file is absent."""

    episodes: tuple[tuple[EpisodeFile, Measured], ...]
    drafts: tuple[EpisodeFile, ...]
    bodies: dict[str, Body]
    """Key → bytes of every immutable object that this run may bring."""


def gather(paths: Sequence[Path], *, on_read: OnRead | None = None, measure: Measure = probe.measure) -> Gathered:
    """Read and measure what `paths` name: episode files, show.yaml, or folders (all of a show).

    `measure` gives an audio file's facts, perhaps remembered ones.

    Raises `Invalid` with every problem of every file, `Refused` for two shows at once.
    """
    gathered, problems = gather_sound(paths, on_read=on_read, measure=measure)
    if problems or gathered is None:
        raise Invalid(problems)
    return gathered


def gather_sound(
    paths: Sequence[Path],
    *,
    on_read: OnRead | None = None,
    measure: Measure = probe.measure,
    meanwhile: Callable[[], None] | None = None,
) -> tuple[Gathered | None, tuple[Problem, ...]]:
    """As `gather`, but what can be read, whatever else is wrong, and all that is; None if the show cannot be read.

    A file of an episode that cannot be used counts as absent. `meanwhile` is done while another process reads, if one
    does. Raises `FeedpubError` if there is nothing to read at all.
    """
    show_path, files = _files(paths)
    problems: list[Problem] = []
    show = _read(read_show, show_path, problems)
    heard = _heard(measure, on_read)
    read = in_halves(lambda some: [_episode(show, path, heard, show_path) for path in some], files, meanwhile=meanwhile)
    problems += [problem for one in read for problem in one.problems]
    if show is None:
        return None, tuple(problems)
    written = [one.written for one in read if one.written]
    problems += _same_slugs(written)
    cover = _picture(show.show.image, show.path, show, problems, subject="image")
    description = _html(show.show.description, show, problems, subject="description")
    footer = _html(show.show.footer or "", show, problems, subject="footer")
    theme, logo = read_theme(show, problems), read_logo(show, problems)
    episodes = tuple((one.written, one.measured) for one in read if one.written and one.measured)
    gathered = Gathered(
        show=show,
        cover=cover,
        description=description,
        footer=footer,
        theme=theme,
        logo=logo,
        episodes=episodes,
        drafts=tuple(episode for episode in written if episode.episode.draft),
        bodies=dict(_bodies({"cover": cover, "logo": logo}, episodes)),
    )
    return gathered, tuple(problems)


@dataclass(frozen=True, slots=True)
class _Read:
    """An episode's file: what it says, what its files are, and what is wrong with any of it."""

    written: EpisodeFile | None
    measured: Measured | None
    """None: a draft, or nothing could be read."""

    problems: tuple[Problem, ...]


def _episode(show: ShowFile | None, path: Path, heard: Heard, show_path: Path) -> _Read:
    problems: list[Problem] = []
    written = _read(partial(read_episode, show=show_path), path, problems)
    if show is None or written is None or written.episode.draft:
        return _Read(written, None, tuple(problems))
    measured = _measure(show, written, problems, heard)
    return _Read(written, measured, tuple(problems))


def _files(paths: Sequence[Path]) -> tuple[Path, list[Path]]:
    """The one show.yaml, and the episode files, each once, in the order given."""
    files: dict[Path, Path] = {}
    shows: dict[Path, Path] = {}
    for path in paths:
        show = find_show(path)
        shows.setdefault(show.resolve(), path)
        folder = path.resolve()
        for one in episode_files(path) if path.is_dir() else [path]:
            is_in_it = one != path and not one.is_symlink()
            files.setdefault(folder / one.name if is_in_it else one.resolve(), one)
        files.pop(show.resolve(), None)
    if len(shows) > 1:
        first, second = list(shows.values())[:2]
        raise Refused(f"{first} and {second} belong to two shows", hint="publish one show after the other")
    return find_show(paths[0]), list(files.values())


def _read(read: Callable[[Path], T], path: Path, problems: list[Problem]) -> T | None:
    try:
        return read(path)
    except Invalid as invalid:
        problems.extend(invalid.problems)
        return None


def _same_slugs(written: Iterable[EpisodeFile]) -> Iterator[Problem]:
    first: dict[str, EpisodeFile] = {}
    for episode in written:
        other = first.setdefault(episode.slug, episode)
        if other is not episode:
            yield Problem(
                episode.place("slug"),
                "slug",
                f"{episode.slug!r} is the slug of {other.name} too",
                "write another `slug:`",
            )


def _measure(show: ShowFile, written: EpisodeFile, problems: list[Problem], heard: Heard) -> Measured:
    episode = written.episode
    _date(show, written, problems)
    problems += disagreements(show.show, written)
    audio = _audio(show, written, problems, heard)
    html = _html(written.notes, written, problems, subject="notes", format=written.notes_format, shown=links(episode))
    return Measured(
        audio=audio,
        image=_picture(episode.image, written.path, written, problems, subject="image", workspace=show.workspace),
        transcripts=tuple(_published(show, written, audio, problems)) if episode.transcripts else (),
        chaptered=chaptered(written, notes=html, audio=audio, workspace=show.workspace, problems=problems),
        notes=html,
    )


def _date(show: ShowFile, written: EpisodeFile, problems: list[Problem]) -> None:
    when = written.episode.published
    if when is None:
        return
    try:
        published_at(when, timezone=show.show.timezone, publish_hour=show.show.publish_hour)
    except FeedpubError as error:
        problems.append(_problem(written, "published", error))


def _audio(show: ShowFile, written: EpisodeFile, problems: list[Problem], heard: Heard) -> Audio | None:
    """The audio's facts; None if the file is not here, which `settle` allows for what is out."""
    file = written.episode.audio
    try:
        path = locate(file, beside=written.path, workspace=show.workspace)
        return None if probe.is_absent(path) else heard(path, file)
    except FileAbsent:
        return None
    except FeedpubError as error:
        problems.append(_problem(written, "audio", error))
        return None


def _heard(measure: Measure, on_read: OnRead | None) -> Heard:
    """Measuring with somebody who is told how far it is."""

    def heard(path: Path, file: str) -> Audio:
        size, read = _size(path), 0

        def count(more: int) -> None:
            nonlocal read
            read += more
            if on_read:
                on_read(file, read, size)

        return measure(path, file=file, on_bytes=count)

    return heard


def _size(path: Path) -> int:
    """Bytes, for showing how far it is; `measure` says what is wrong with a file that has just vanished."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _picture(
    file: str | None,
    beside: Path,
    written: ShowFile | EpisodeFile,
    problems: list[Problem],
    *,
    subject: str,
    workspace: Path | None = None,
) -> Picture | None:
    if file is None:
        return None
    root = workspace or (written.workspace if isinstance(written, ShowFile) else beside.parent)
    try:
        path = locate(file, beside=beside, workspace=root)
        if probe.is_absent(path):
            return None
        from feedpub import artwork  # noqa: PLC0415 - Pillow takes its time, and is here for pictures alone

        return artwork.measure(path, file=file)
    except FileAbsent:
        return None
    except FeedpubError as error:
        problems.append(_problem(written, subject, error))
        return None


def _published(show: ShowFile, written: EpisodeFile, audio: Audio | None, problems: list[Problem]) -> Iterator[Sidecar]:
    """Transcripts in every form; whoever speaks is called as the show calls them."""
    heard = people(show.show, written.episode) or named(show.show.people, show.show.roster)
    files = _transcripts(show, written, problems)
    yield from transcripts.forms(files, duration_ms=audio.duration_ms if audio else 0, speakers=speakers(heard))


def _transcripts(show: ShowFile, written: EpisodeFile, problems: list[Problem]) -> Iterator[Sidecar]:
    for number, one in enumerate(written.episode.transcripts):
        try:
            path = locate(one.file, beside=written.path, workspace=show.workspace)
            yield transcripts.measure(path, file=one.file, language=one.language or "", rel=one.rel or "")
        except FeedpubError as error:
            problems.append(_problem(written, f"transcripts[{number}].file", error))


def _html(
    text: str,
    written: ShowFile | EpisodeFile,
    problems: list[Problem],
    *,
    subject: str,
    format: str = "markdown",
    shown: Sequence[Link] = (),
) -> str:
    try:
        return notes.render(text, format=format, links=shown)
    except FeedpubError as error:
        problems.append(_problem(written, subject, error))
        return ""


def _problem(written: ShowFile | EpisodeFile, subject: str, error: FeedpubError) -> Problem:
    return Problem(written.place(subject), subject, error.message, error.hint)


def _bodies(
    pictures: Mapping[str, Picture | None], episodes: Iterable[tuple[EpisodeFile, Measured]]
) -> Iterator[tuple[str, Body]]:
    """`pictures` are the show's, by name."""
    yield from (_body("art", name, picture) for name, picture in pictures.items() if picture)
    for written, measured in episodes:
        if measured.audio:
            yield _body("media", written.slug, measured.audio)
        if measured.image:
            yield _body("art", written.slug, measured.image)
        for file, picture in measured.chaptered.pictures if measured.chaptered else ():
            if picture:
                yield _body("art", picture_name(written.slug, file), picture)
        for sidecar in measured.transcripts:
            name = key("transcripts", written.slug, sidecar.digest, sidecar.extension)
            yield name, Body(size=sidecar.size, digest=sidecar.digest, make=partial(transcripts.content, sidecar))


def _body(folder: str, name: str, file: Audio | Picture) -> tuple[str, Body]:
    return (
        key(folder, name, file.digest, file.extension),
        Body.of_file(file.path, size=file.size, digest=file.digest),
    )
