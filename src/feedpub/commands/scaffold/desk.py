"""Which show a recording belongs to, and what that show has already."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from feedpub.errors import FeedpubError
from feedpub.model.files import EpisodeFile, ShowFile
from feedpub.source import display_path, episode_files, find_file, find_show, read_episode, read_show

Choose = Callable[[Path, Sequence[Path]], Path]
"""Told a recording and the folders of several shows, gives the one that it belongs to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An episode that is there already; of a file that cannot be read, its name alone."""

    file: str
    """As messages call it."""

    slug: str
    audio: Path | None = None
    """Links resolved."""

    season: int | None = None
    number: int | None = None
    is_out: bool = False
    """Neither a draft nor unreadable."""


@dataclass(slots=True, kw_only=True)
class Desk:
    """A show and its episodes; grows as new ones are drafted."""

    show: ShowFile
    episodes: list[Known] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """Where the YAML lies."""
        return self.show.path.parent

    @property
    def cover(self) -> Path | None:
        """The show's cover; None if it is not there."""
        try:
            return find_file(self.show.show.image, beside=self.show.path, workspace=self.show.workspace)
        except FeedpubError:
            return None

    def has(self, audio: Path) -> Known | None:
        """The episode of a recording."""
        return next((one for one in self.episodes if one.audio == audio.resolve()), None)

    def called(self, slug: str) -> Known | None:
        """The episode of that slug."""
        return next((one for one in self.episodes if one.slug == slug), None)


def desk_of(show: Path) -> Desk:
    """What lies around a `show.yaml`. Raises `Invalid` if that file is not valid; episodes may be anything."""
    return Desk(show=read_show(show), episodes=[_known(path) for path in episode_files(show.parent)])


def _known(path: Path) -> Known:
    try:
        return _of_file(read_episode(path))
    except FeedpubError:
        return Known(file=display_path(path), slug=path.stem)


def _of_file(written: EpisodeFile) -> Known:
    episode = written.episode
    return Known(
        file=written.name,
        slug=written.slug,
        audio=(written.path.parent / episode.audio).resolve(),
        season=episode.season,
        number=episode.number,
        is_out=not episode.draft,
    )


def show_of(audio: Path, *, title: str = "", choose: Choose | None = None) -> Path:
    """The `show.yaml` that a recording belongs to; `title` is the show's, as its tags have it.

    That is the show around the file or around the current folder, else the only one of the workspace, else the one of
    the file's folder (`media/tidewater`) or of that title. Raises `FeedpubError` that names the shows if there are
    several and nobody is there to `choose`, and one that says how to begin a show if there is none.
    """
    shows = _around(audio) or _around(Path()) or _near(audio) or _near(Path())
    if len(shows) > 1:
        shows = _named(shows, audio.absolute().parent.name) or _titled(shows, title) or shows
    if len(shows) == 1:
        return shows[0]
    if not shows:
        hint = "begin one: feedpub init feeds/my-show; or name its folder: --show"
        raise FeedpubError("there is no show for it", where=display_path(audio), hint=hint)
    folders = [show.parent for show in shows]
    if choose:
        return choose(audio, folders) / "show.yaml"
    names = ", ".join(map(display_path, folders))
    raise FeedpubError(
        f"there are {len(shows)} shows: {names}", where=display_path(audio), hint=f"--show {display_path(folders[0])}"
    )


def _around(path: Path) -> list[Path]:
    try:
        return [find_show(path)]
    except FeedpubError:
        return []


def _near(path: Path) -> list[Path]:
    """The shows of the nearest `feeds/`, at the path or above."""
    whole = path.absolute()
    feeds = next((one / "feeds" for one in (whole, *whole.parents) if (one / "feeds").is_dir()), None)
    return sorted(feeds.glob("*/show.yaml")) if feeds else []


def _named(shows: Sequence[Path], name: str) -> list[Path]:
    return [show for show in shows if show.parent.name == name]


def _titled(shows: Sequence[Path], title: str) -> list[Path]:
    found = [show for show in shows if title and _title(show).casefold() == title.casefold()]
    return found if len(found) == 1 else []


def _title(show: Path) -> str:
    try:
        return read_show(show).show.title
    except FeedpubError:
        return ""
