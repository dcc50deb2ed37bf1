"""`status`: which episodes are drafts, new, scheduled, published or unpublished, and which were edited since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from feedpub.deploy.destination import Destination, destination, open_target
from feedpub.deploy.observe import Observed, observe
from feedpub.errors import Invalid, Problem
from feedpub.model.catalog import Catalog
from feedpub.model.item import Item
from feedpub.source import EpisodeFile, display_path, episode_files, find_show, read_episode, read_show


class State(StrEnum):
    """The one word for where an episode is on its way."""

    DRAFT = "draft"
    """The file has `draft: true`, and the episode was never published."""

    NEW = "new"
    """A file that is not published yet."""

    INVALID = "invalid"
    """A file that cannot be read, and was never published."""

    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    UNPUBLISHED = "unpublished"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One episode."""

    slug: str
    state: State
    title: str
    published: datetime | None = None
    """Aware, UTC; None where it is not decided yet."""

    duration_ms: int | None = None
    file: str = ""
    """The episode's YAML as messages name it; empty if there is none any more."""

    edited: bool = False
    """The file differs from what is published."""

    draft: bool = False
    """The file says that it is a draft."""

    due: bool = False
    """It is scheduled, and its time has come."""

    invalid: bool = False
    """The file cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """A show as it stands."""

    where: Destination
    title: str
    revision: int
    """0: never published."""

    behind: bool
    """Pages and feed are of another revision than the catalog: a run was interrupted, or an older catalog was restored.

    Publishing or releasing sends them again.
    """

    edited: bool
    """show.yaml differs from what is published."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    timezone: str = ""
    """The show's, for saying dates; empty where it declares none."""


def status(path: Path, *, to: str | None = None, url: str | None = None, now: datetime) -> Status:
    """The status of the show at or above `path`; changes nothing, needs two requests.

    `now` (aware) decides what is due. Raises `Invalid` for a broken show.yaml, `Refused` where the catalog is lost,
    `StorageError`.
    """
    show_path = find_show(path)
    show = read_show(show_path)
    where = destination(show, to=to, url=url)
    observed = _observed(where)
    catalog = observed.catalog
    files, problems = _files(show_path.parent)
    rows = sorted(_rows(catalog, files, now), key=_newest_first)
    return Status(
        where=where,
        title=show.show.title,
        revision=catalog.revision if catalog else 0,
        behind=catalog is not None and observed.applied != catalog.revision,
        edited=catalog is None or catalog.sources[-1:] != (show.digest,),
        rows=tuple(_with_invalid(rows, problems)),
        problems=tuple(problem for found in problems.values() for problem in found),
        timezone=show.show.timezone or "",
    )


def _observed(where: Destination) -> Observed:
    steps = observe(open_target(where), read_only=True)
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            observed: Observed = stop.value
            return observed


def _files(folder: Path) -> tuple[list[EpisodeFile], dict[Path, tuple[Problem, ...]]]:
    files: list[EpisodeFile] = []
    problems: dict[Path, tuple[Problem, ...]] = {}
    for path in episode_files(folder):
        try:
            files.append(read_episode(path))
        except Invalid as invalid:
            problems[path] = invalid.problems
    return files, problems


def _rows(catalog: Catalog | None, files: list[EpisodeFile], now: datetime) -> Iterator[Row]:
    by_slug = {file.slug: file for file in files}
    for item in catalog.items if catalog else ():
        yield _recorded(item, by_slug.pop(item.slug, None), now)
    gone = {stone.item.slug: stone.item for stone in catalog.gone} if catalog else {}
    for slug, item in gone.items():
        file = by_slug.pop(slug, None)
        yield Row(
            slug=slug,
            state=State.UNPUBLISHED,
            title=item.title,
            published=item.published,
            file=file.name if file else "",
            draft=file is not None and file.episode.draft,
        )
    for slug, file in by_slug.items():
        state = State.DRAFT if file.episode.draft else State.NEW
        yield Row(slug=slug, state=state, title=file.episode.title, file=file.name, draft=file.episode.draft)


def _with_invalid(rows: list[Row], problems: Iterable[Path]) -> Iterator[Row]:
    """The rows, and what becomes of files that cannot be read: a mark on the row of their episode, else a last row."""
    invalid = {path.stem: display_path(path) for path in problems}
    for row in rows:
        file = invalid.pop(row.slug, "")
        yield replace(row, file=file, invalid=True) if file else row
    for slug, file in invalid.items():
        yield Row(slug=slug, state=State.INVALID, title="", file=file, invalid=True)


def _recorded(item: Item, file: EpisodeFile | None, now: datetime) -> Row:
    return Row(
        slug=item.slug,
        state=State.SCHEDULED if item.scheduled else State.PUBLISHED,
        due=item.scheduled and item.published <= now,
        title=item.title,
        published=item.published,
        duration_ms=item.enclosure.duration_ms,
        file=file.name if file else "",
        edited=file is not None and item.sources[-1:] != (file.digest,),
        draft=file is not None and file.episode.draft,
    )


def _newest_first(row: Row) -> tuple[bool, float, str]:
    """What has no date yet comes first, then the newest."""
    return row.published is not None, -row.published.timestamp() if row.published else 0.0, row.slug
