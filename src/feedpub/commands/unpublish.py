"""`unpublish`: take an episode out of the feed, and remember that it was there."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from shlex import quote

from feedpub.catalog import NextCatalog, without_item
from feedpub.commands.purge import Purged, Purging, purging, rewriting, what_is_left
from feedpub.commands.recorded import change_recorded
from feedpub.deploy.caller import NOBODY, Caller
from feedpub.deploy.events import Event, OnEvent, Planned, finish, ignore
from feedpub.deploy.run import RunResult, VerifyMode
from feedpub.errors import FeedpubError, Refused
from feedpub.model.address import recording_address
from feedpub.model.also_in import OWN_PAGE
from feedpub.model.catalog import Catalog
from feedpub.source import (
    EpisodeFile,
    FileAbsent,
    display_path,
    episode_files,
    find_show,
    read_episode,
    read_readable,
    refuse_other_file,
    shows_near,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpublished:
    """The result of an unpublish."""

    run: RunResult
    slug: str
    still_reachable: tuple[str, ...]
    """Addresses that stay reachable: apps that know them can still fetch them."""

    purged: Purged | None = None
    """None: nothing was to be deleted."""


def unpublish(
    path: Path,
    *,
    now: datetime,
    to: str | None = None,
    url: str | None = None,
    verify: VerifyMode | None = None,
    purge: Purging | None = None,
    caller: Caller = NOBODY,
    on_event: OnEvent = ignore,
    stop_after_plan: bool = False,
) -> Unpublished | Planned:
    """Leave a tombstone for the episode of `path`, whose file may be gone already (its stem is then the slug).

    Deletes nothing but with `purge`: then everything that the episode alone has, for good. `now` is aware.
    `on_event`, `stop_after_plan` and what is raised are as with `publish`; `Refused`
    also if no such episode is published.
    """
    steps = unpublish_steps(
        path,
        now=now,
        to=to,
        url=url,
        verify=verify,
        purge=purge,
        caller=caller,
        on_event=on_event,
    )
    return finish(steps, on_event=on_event, stop_after_plan=stop_after_plan)


def unpublish_steps(
    path: Path,
    *,
    to: str | None = None,
    url: str | None = None,
    now: datetime,
    verify: VerifyMode | None = None,
    purge: Purging | None = None,
    caller: Caller = NOBODY,
    on_event: OnEvent = ignore,
) -> Generator[Event | None, None, Unpublished]:
    """`unpublish` with its pauses."""
    _refuse_no_episode(path)
    within = path if path.exists() else path.parent
    written = read_episode(path) if path.is_file() else None
    slug = written.slug if written else path.stem
    elsewhere = tuple(_in_other_shows(written, purge=purge is not None)) if written else ()

    def change(target: str, before: Catalog | None) -> NextCatalog:
        if before is None or (before.item(slug) is None and before.tombstone(slug) is None):
            draft = next((one.name for one in read_readable([path]) if one.episode.draft), "")
            never = f"; {draft} is a draft, which was never published" if draft else ""
            raise Refused(
                f"no episode {slug!r} is published at {target}{never}",
                hint=f"to see all: feedpub status {quote(display_path(within))}",
            )
        if purge:
            how = replace(purge, versions="://" in target)
            made = purging(before, slug, how, now=now, author=caller.author)
            return replace(made, warnings=(*made.warnings, *elsewhere))
        return NextCatalog(catalog=without_item(before, slug, now=now), warnings=elsewhere)

    result = yield from change_recorded(
        within,
        change,
        command="unpublish --purge" if purge else "unpublish",
        now=now,
        caller=caller,
        to=to,
        url=url,
        verify=verify,
        on_event=on_event,
        is_deleting=purge is not None,
        inspect=partial(rewriting, slug) if purge and purge.history else None,
    )
    left = None
    if purge:
        left = yield from what_is_left(result, slug, history=purge.history, asks=verify != "store", now=now)
    reachable = _still_reachable(result.outcome.after, slug)
    return Unpublished(run=result, slug=slug, still_reachable=reachable, purged=left)


def _in_other_shows(written: EpisodeFile, *, purge: bool) -> Iterator[str]:
    """What this run does not do: the episode's file says that it is in other shows, too."""
    for one in written.episode.also_in:
        there = written.show.parent.parent / one.show / f"{one.slug or written.slug}.yaml"
        command = f"feedpub unpublish {quote(display_path(there))}{' --purge' if purge else ''}"
        yield f"{written.slug} is also in {one.show}, where this changes nothing; to take it out there: {command}"
        if one.page != OWN_PAGE and not purge:
            how = f"{{show: {one.show}, page: {OWN_PAGE}}}"
            yield f"to have search engines find its page in {one.show} from now on, write `also_in: [{how}]`"


def _refuse_no_episode(path: Path) -> None:
    refuse_other_file(path, command="unpublish")
    name = display_path(path)
    if path.is_dir():
        folders = [path, *(show.parent for show in shows_near(path))]
        example = next((display_path(one) for folder in folders for one in episode_files(folder)), "")
        hint = f"name one episode's file, such as {example}" if example else "name one episode's file"
        raise FeedpubError("is a folder, not an episode's file", where=name, hint=hint)
    if not path.exists():
        try:
            find_show(path.parent)
        except FeedpubError:
            hint = "check the spelling; if the file is deleted already, name it where it was, in its show's folder"
            raise FileAbsent("there is no such file, and no show around it", where=name, hint=hint) from None


def _still_reachable(catalog: Catalog, slug: str) -> tuple[str, ...]:
    stone = catalog.tombstone(slug)
    return (recording_address(catalog.channel, stone.item.enclosure),) if stone and not stone.purged else ()
