"""What a command learns from the machine: the time, the folder where it runs, and the show around it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from feedpub.errors import FeedpubError


def now() -> datetime:
    """This moment in UTC, in whole seconds; a command reads it once. There is no other clock."""
    return datetime.now(UTC).replace(microsecond=0)


def nearest_show(path: Path | None) -> Path:
    """The path that was named; else the show around the current folder, or the workspace's only one.

    Raises `FeedpubError` that names the shows if there are several, or says how to make one.
    """
    from feedpub.source import display_path, find_show

    if path is not None:
        return path
    try:
        return find_show(Path()).parent
    except FeedpubError:
        shows = shows_here()
    if len(shows) == 1:
        return shows[0]
    names = [display_path(show) for show in shows]
    if names:
        raise FeedpubError(
            f"there are {len(names)} shows: {', '.join(names)}", hint=f"name one of them, such as {names[0]}"
        )
    raise FeedpubError(
        "there is no show here", hint="name the folder of a show, or create one: feedpub init feeds/my-show"
    )


def episode_named(path: Path) -> Path:
    """The path; for a name without folder and ending, which is a slug where there is no such file, one in the show.

    Raises what `nearest_show` does.
    """
    is_slug = path == Path(path.name) and not path.suffix and not path.exists()
    return nearest_show(None) / path if is_slug else path


def refuse_missing_folder() -> None:
    """Raise `FeedpubError` if the current folder was removed meanwhile: no path means anything then."""
    try:
        Path.cwd()
    except FileNotFoundError:
        raise FeedpubError("the current folder does not exist any more", hint="cd into another folder") from None


def shows_here() -> list[Path]:
    """The shows below the nearest `feeds/`, at or above the current folder; without one, in the folders of this one."""
    here = Path.cwd()
    feeds = next((folder / "feeds" for folder in (here, *here.parents) if (folder / "feeds").is_dir()), None)
    return sorted(file.parent for file in (feeds or here).glob("*/show.yaml"))
