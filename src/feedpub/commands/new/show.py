"""The show that a recording belongs to, and the episodes that it has already."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from shlex import quote

from feedpub.errors import FeedpubError
from feedpub.model.files import EpisodeFile, ShowFile
from feedpub.source import (
    display_path,
    episode_files,
    find_file,
    read_episode,
    read_readable_also_in,
    read_show,
    real_path,
    shows_near,
)

ChooseShow = Callable[[Path, Sequence[Path]], Path]
"""A function that gets a recording and the folders of several shows, and gives the folder that the author chooses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExistingEpisode:
    """An episode that has a file; only its name is known if the file cannot be read."""

    file: str
    """As messages name it."""

    slug: str
    audio: Path | None = None
    """Its real path, without links."""

    season: int | None = None
    number: int | None = None
    is_publishable: bool = False
    """Neither a draft nor unreadable."""


@dataclass(slots=True, kw_only=True)
class ShowEpisodes:
    """A show and its episodes; `new` adds those that it creates."""

    file: ShowFile
    episodes: list[ExistingEpisode] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """The folder of the YAML."""
        return self.file.path.parent

    @property
    def cover(self) -> Path | None:
        """The show's cover; None if the file is missing."""
        try:
            return find_file(self.file.show.image.file, beside=self.file.path, workspace=self.file.workspace)
        except FeedpubError:
            return None

    def with_audio(self, audio: Path) -> ExistingEpisode | None:
        """The episode that has a recording."""
        return next((one for one in self.episodes if one.audio == real_path(audio)), None)

    def with_slug(self, slug: str) -> ExistingEpisode | None:
        """The episode that has a slug."""
        return next((one for one in self.episodes if one.slug == slug), None)


def read_show_episodes(show: Path) -> ShowEpisodes:
    """Read a `show.yaml`, the episodes beside it, and those of other shows that are also in it.

    Raises `Invalid` if `show.yaml` is invalid; episodes may be.
    """
    own = map(_existing, episode_files(show.parent))
    return ShowEpisodes(file=read_show(show), episodes=[*own, *map(_from_file, read_readable_also_in(show))])


def _existing(path: Path) -> ExistingEpisode:
    try:
        return _from_file(read_episode(path))
    except FeedpubError:
        return ExistingEpisode(file=display_path(path), slug=path.stem)


def _from_file(written: EpisodeFile) -> ExistingEpisode:
    episode = written.episode
    return ExistingEpisode(
        file=written.name,
        slug=written.slug,
        audio=real_path(written.path.parent / episode.audio),
        season=episode.season,
        number=episode.number,
        is_publishable=not episode.draft,
    )


def find_show_of(audio: Path, *, title: str = "", choose: ChooseShow | None = None) -> Path:
    """The `show.yaml` that a recording belongs to; `title` is the show's, as the recording's tags have it.

    That is the show around the file or around the current folder; else the only one of the workspace, or of the folders
    in the current one; else the one with the name of the file's folder (`media/tidewater`) or with that title. If
    several are left, `choose` decides. Raises `FeedpubError` that names the shows if there is no `choose`, or says how
    to create a show if there is none.
    """
    shows = shows_near(audio)
    if len(shows) > 1:
        shows = _with_folder_name(shows, audio.absolute().parent.name) or _with_title(shows, title) or shows
    if len(shows) == 1:
        return shows[0]
    if not shows:
        begin = f"feedpub init feeds/my-show --audio {quote(display_path(audio))}"
        hint = f"create a show with it: {begin}; or name the folder of one with --show"
        raise FeedpubError("no show was found for this file", where=display_path(audio), hint=hint)
    folders = [show.parent for show in shows]
    if choose:
        return choose(audio, folders) / "show.yaml"
    names = ", ".join(map(display_path, folders))
    raise FeedpubError(
        f"there are {len(shows)} shows: {names}", where=display_path(audio), hint=f"--show {display_path(folders[0])}"
    )


def _with_folder_name(shows: Sequence[Path], name: str) -> list[Path]:
    return [show for show in shows if show.parent.name == name]


def _with_title(shows: Sequence[Path], title: str) -> list[Path]:
    found = [show for show in shows if title and _title(show).casefold() == title.casefold()]
    return found if len(found) == 1 else []


def _title(show: Path) -> str:
    try:
        return read_show(show).show.title
    except FeedpubError:
        return ""
