"""What a command learns from the machine: the time, the folder where it runs, and the show around it."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from feedpub.cli import cache
from feedpub.errors import FeedpubError

if TYPE_CHECKING:
    from feedpub.cache.dependencies import Dependencies
    from feedpub.deploy.caller import Caller


def now() -> datetime:
    """This moment in UTC, in whole seconds; a command reads it once. There is no other clock."""
    return datetime.now(UTC).replace(microsecond=0)


def sleep(seconds: float) -> None:
    """Wait; a test moves its clock instead."""
    from time import sleep as wait

    wait(seconds)


_CI = (("GITHUB_ACTOR", "GITHUB_SHA"), ("GITLAB_USER_LOGIN", "CI_COMMIT_SHA"), ("BUILD_USER", "GIT_COMMIT"))
"""Where GitHub, GitLab and Jenkins say who started a job, and of which commit."""


def author() -> str:
    """Who runs this: the actor and the commit of a CI (`ada, commit 1a2b3c4d5e6f`), else `user@host`."""
    for actor, commit in _CI:
        if os.environ.get(commit):
            name = os.environ.get(actor) or "CI"
            return _one_line(f"{name}, commit {os.environ[commit][:12]}")
    from platform import node

    return _one_line(f"{_user()}@{node()}")


def is_ci() -> bool:
    """Whether this runs in a CI, whose disk remembers nothing."""
    return os.environ.get("CI", "").lower() not in {"", "0", "false"}


def _user() -> str:
    from getpass import getuser

    try:
        return getuser()
    except (OSError, KeyError, ImportError):  # a container whose user has no name
        return "unknown"


def _one_line(text: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in text)[:200]


def caller(noted: Dependencies | None = None) -> Caller:
    """Who runs this command, and what this machine remembers; what the store answers is `noted`."""
    from feedpub.deploy.caller import Caller

    return Caller(
        author=author(),
        clock=now,
        witness=None if is_ci() else cache.SeenCatalogs(),
        noted=noted,
    )


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


def show_at(path: Path) -> Path:
    """The `show.yaml` at or above a path, or that of an episode there which is also in this show.

    Of a path that is there no YAML is read for it. Raises what `find_show` does.
    """
    if os.path.lexists(path):
        from feedpub.source import find_show

        return find_show(path)
    from feedpub.source import show_of

    return show_of(path)


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
