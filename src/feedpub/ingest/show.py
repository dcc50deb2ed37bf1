"""Everything that is read before anything is decided: the show, its episodes, their files; all problems at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from feedpub import transcripts
from feedpub.audio import probe
from feedpub.audio.probe import Measure
from feedpub.cache import NO_CACHE, Cache
from feedpub.catalog.inputs import Inputs
from feedpub.catalog.metadata import picture_name
from feedpub.catalog.objects import badge_name, font_name, key, portrait_name
from feedpub.errors import Invalid, Problem, Refused
from feedpub.ingest.episode import measure_episode, measure_picture
from feedpub.ingest.measured_episodes import MeasuredEpisodes
from feedpub.ingest.network import network_of
from feedpub.ingest.notes import rendered
from feedpub.ingest.own_pages import own_pages
from feedpub.ingest.page_pictures import Measurements, portraits_of_show, stored_names
from feedpub.ingest.reading import MeasureAudio, OnRead, with_progress
from feedpub.ingest.recorded_chapters import picture_bytes
from feedpub.ingest.theme import read_badges, read_fonts, read_logo, read_theme
from feedpub.model.channel import PICTURES
from feedpub.model.measured import Audio, Elsewhere, FontFile, Measured, Picture
from feedpub.process_pool import in_processes
from feedpub.source import (
    EpisodeFile,
    ShowFile,
    episode_files,
    file_also_in,
    files_also_in,
    files_below,
    find_show,
    read_also_in,
    read_episode,
    read_owners,
    read_readable,
    read_show,
    real_path,
    refuse_other_file,
    show_of,
)
from feedpub.storage import Body

if TYPE_CHECKING:
    from feedpub.artwork.cache import Whole

T = TypeVar("T")


def ingest(
    paths: Sequence[Path],
    *,
    on_read: OnRead | None = None,
    measure: Measure = probe.measure,
    results: Cache = NO_CACHE,
) -> Inputs:
    """Read and measure what `paths` name: episode files, show.yaml, or folders (all of a show).

    `on_read` is called with the name of a file, how many bytes of it were read, and how many it has. `measure` gives an
    audio file's facts, perhaps remembered ones; what is among the `results` of earlier runs is not done again. Times
    are aware; those without an offset are in the show's `timezone`.

    >>> from pathlib import Path
    >>> inputs = feedpub.load([Path("feeds/tidewater/trailer.yaml")])
    >>> inputs.show.show.title, [(file.slug, file.episode.title) for file, _measured in inputs.episodes]
    ('Tidewater', [('trailer', 'What the water brings')])

    Raises `Invalid` with every problem of every file, `Refused` for two shows at once, `FeedpubError` if there is
    nothing to read.
    """
    inputs, problems = ingest_readable(paths, on_read=on_read, measure=measure, results=results)
    if problems or inputs is None:
        raise Invalid(problems)
    return inputs


def ingest_readable(
    paths: Sequence[Path],
    *,
    on_read: OnRead | None = None,
    measure: Measure = probe.measure,
    results: Cache = NO_CACHE,
    with_drafts: bool = False,
    meanwhile: Callable[[], None] | None = None,
) -> tuple[Inputs | None, tuple[Problem, ...]]:
    """As `ingest`, but what can be read, whatever else is wrong, and all that is; None if the show cannot be read.

    A file of an episode that cannot be used counts as absent. `with_drafts` reads and measures drafts as the episodes
    that they would be. `meanwhile` is done while another process reads, if one does. Raises `FeedpubError` if there is
    nothing to read at all.
    """
    asked = _asked(paths)
    show_path = asked.show
    problems: list[Problem] = []
    show = _read(read_show, show_path, problems)
    owners = read_owners(asked.also_in, problems) if asked.also_in else {}
    files = [one for one in asked.files if one in owners or one not in asked.also_in]
    earlier = MeasuredEpisodes.of(show, results)
    given = partial(_episodes, show, show_path, owners)
    read = in_processes(
        partial(given, with_progress(measure, on_read), results, earlier, with_drafts=with_drafts),
        files,
        sent=partial(given, with_progress(measure, None), results, earlier, with_drafts=with_drafts),
        meanwhile=meanwhile,
    )
    earlier.keep((one.written, one.measured) for one in read if one.written and one.measured and one.is_new)
    problems += [problem for one in read for problem in one.problems]
    if show is None:
        return None, tuple(problems)
    written = [one.written for one in read if one.written]
    problems += _same_slugs(written)
    elsewhere: list[Elsewhere] = []
    cover = measure_picture(
        show.show.image.file,
        show,
        problems,
        subject="image",
        workspace=show.workspace,
        elsewhere=elsewhere,
        whole=results,
    )
    cover = _tinted(cover, results) if cover and show.show.pages else cover
    site = show.show.link or ""
    description, changed = rendered(show.show.description, show, problems, subject="description", site=site)
    footer, changed_too = rendered(show.show.footer or "", show, problems, subject="footer", site=site)
    portraits = portraits_of_show(show, problems, elsewhere)
    theme = read_theme(show, problems)
    fonts = read_fonts(show, problems, elsewhere)
    pages = own_pages([one for one in show.own_pages if with_drafts or not one.entry.draft], problems)
    network, unlisted = network_of(show)
    logo, logo_dark = (read_logo(show, field, problems, elsewhere, whole=results) for field in ("logo", "logo_dark"))
    badges = read_badges(show, problems, elsewhere, whole=results)
    episodes = tuple((one.written, one.measured) for one in read if one.written and one.measured)
    inputs = Inputs(
        show=show,
        cover=cover,
        description=description,
        footer=footer,
        altered=(*changed, *changed_too),
        badges=badges,
        portraits=portraits,
        theme=theme,
        logo=logo,
        logo_dark=logo_dark,
        fonts=fonts,
        episodes=episodes,
        drafts=tuple(episode for episode in written if episode.episode.draft),
        elsewhere=tuple(elsewhere),
        found=frozenset(one.slug for one in written if one.path in asked.found),
        own_pages=pages,
        network=network,
        unlisted=unlisted,
        present=_present(show_path.parent, written) if asked.whole else None,
        objects={
            **dict(_objects(_pictures(cover, logo, logo_dark, portraits, badges), episodes)),
            **dict(_letters(fonts)),
        },
    )
    return inputs, tuple(problems)


def _tinted(cover: Picture, results: Cache) -> Picture:
    from feedpub.artwork import tinted  # noqa: PLC0415 - Pillow takes its time

    return tinted(cover, results)


@dataclass(frozen=True, slots=True)
class _Read:
    """An episode's file: what it says, what its files are, and what is wrong with any of it."""

    written: EpisodeFile | None
    measured: Measured | None
    """None: a draft that is not asked for, or nothing could be read."""

    problems: tuple[Problem, ...]
    is_new: bool = False
    """Whether it was measured in this run, and nothing is wrong with it."""


def _episodes(
    show: ShowFile | None,
    show_path: Path,
    owners: Mapping[Path, ShowFile],
    measure_audio: MeasureAudio,
    whole: Whole,
    earlier: MeasuredEpisodes,
    files: Sequence[Path],
    *,
    with_drafts: bool,
) -> list[_Read]:
    """`owners`: the show that a file belongs to, of those that are also in this one."""
    found = []
    for path in files:
        owner = owners.get(path)
        read = partial(read_also_in, show=show_path, owner=owner) if owner else partial(read_episode, show=show_path)
        found.append(_episode(show, path, read, measure_audio, whole, earlier, with_drafts=with_drafts))
    return found


def _episode(
    show: ShowFile | None,
    path: Path,
    read: Callable[[Path], EpisodeFile],
    measure_audio: MeasureAudio,
    whole: Whole,
    earlier: MeasuredEpisodes,
    *,
    with_drafts: bool,
) -> _Read:
    problems: list[Problem] = []
    written = _read(read, path, problems)
    if show is None or written is None or (written.episode.draft and not with_drafts):
        return _Read(written, None, tuple(problems))
    if (known := earlier.recall(written)) is not None:
        return _Read(written, known, ())
    measured = measure_episode(show, written, problems, measure_audio, whole=whole)
    return _Read(written, measured, tuple(problems), is_new=not problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What the paths of a command name."""

    show: Path
    """The one show.yaml."""

    files: list[Path]
    """The episode files, each once, in the order given."""

    found: frozenset[Path]
    """Those that lie in a folder that was named, and were not named themselves."""

    also_in: frozenset[Path]
    """Those that belong to other shows, and are also in this one."""

    whole: bool
    """The folder of the show was named."""


def _asked(paths: Sequence[Path]) -> _Asked:
    files: dict[Path, Path] = {}
    named: set[Path] = set()
    folders: set[Path] = set()
    shows: dict[Path, Path] = {}
    also_in: set[Path] = set()
    for path in paths:
        refuse_other_file(path)
        if (other := file_also_in(path)) is not None:
            shows.setdefault(real_path(show_of(path)), path)
            named.add(real_path(other))
            also_in.add(files.setdefault(real_path(other), other))
            continue
        show = find_show(path)
        shows.setdefault(real_path(show), path)
        folder = real_path(path)
        is_folder = path.is_dir()
        (folders if is_folder else named).add(folder)
        for one in episode_files(path) if is_folder else [path]:
            is_in_it = one != path and not one.is_symlink()
            files.setdefault(folder / one.name if is_in_it else real_path(one), one)
        files.pop(real_path(show), None)
        if is_folder and folder == real_path(show.parent):
            also_in |= {files.setdefault(real_path(one), one) for one in files_also_in(show)}
    if len(shows) > 1:
        first, second = list(shows.values())[:2]
        raise Refused(f"{first} and {second} belong to two shows", hint="publish one show after the other")
    show = show_of(paths[0])
    return _Asked(
        show=show,
        files=list(files.values()),
        found=frozenset(path for real, path in files.items() if real not in named),
        also_in=frozenset(also_in),
        whole=real_path(show.parent) in folders,
    )


def _present(folder: Path, written: Iterable[EpisodeFile]) -> frozenset[str]:
    """Slugs of the files that were read, and of those in folders below, which belong to the show as well."""
    return frozenset((*(one.slug for one in written), *(one.slug for one in read_readable(files_below(folder)))))


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


def _pictures(
    cover: Picture | None,
    logo: Picture | None,
    logo_dark: Picture | None,
    portraits: Measurements,
    badges: Measurements,
) -> Iterator[tuple[str, Picture]]:
    """What each of the show's pictures is called, and the picture."""
    named = (("cover", cover), ("logo", logo), ("logo-dark", logo_dark))
    yield from ((name, one) for name, one in named if one)
    yield from ((portrait_name(file), one) for file, one in portraits if one)
    yield from ((badge_name(file), one) for file, one in badges if one)


def _objects(
    pictures: Iterable[tuple[str, Picture]], episodes: Iterable[tuple[EpisodeFile, Measured]]
) -> Iterator[tuple[str, Body]]:
    """`pictures` are the show's."""
    yield from (_body("art", name, picture) for name, picture in pictures)
    for written, measured in episodes:
        if measured.audio:
            yield _body("media", written.slug, measured.audio)
        if measured.image:
            yield _body("art", written.slug, measured.image)
        for file, picture in measured.chaptered.pictures if measured.chaptered else ():
            if picture:
                yield _body("art", picture_name(written.slug, file), picture)
        yield from (_body("art", name, one) for name, one in stored_names(written.slug, measured))
        for sidecar in measured.transcripts:
            name = key("transcripts", written.slug, sidecar.digest, sidecar.extension)
            yield name, Body(size=sidecar.size, digest=sidecar.digest, make=partial(transcripts.content, sidecar))


def _letters(fonts: Iterable[FontFile | None]) -> Iterator[tuple[str, Body]]:
    for one in fonts:
        if one is not None and one.role != PICTURES:
            body = Body.of_file(one.path, size=one.size, digest=one.digest)
            yield key("art", font_name(one.file), one.digest, "woff2"), body


def _body(folder: str, name: str, file: Audio | Picture) -> tuple[str, Body]:
    if isinstance(file, Picture) and file.inside is not None:
        body = Body(size=file.size, digest=file.digest, make=partial(picture_bytes, file))
    else:
        body = Body.of_file(file.path, size=file.size, digest=file.digest)
    return key(folder, name, file.digest, file.extension), body
