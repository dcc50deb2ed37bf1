"""`status`: which episodes are drafts, new, scheduled, published or unpublished, and which were edited since."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

from feedpub.audio import probe
from feedpub.audio.probe import Measure
from feedpub.cache import NO_CACHE, Cache
from feedpub.catalog import is_claim_over, moved_to
from feedpub.catalog.sources import recorded_files
from feedpub.commands.old_feed import read_old_feed
from feedpub.deploy.destination import Destination, destination, open_target
from feedpub.deploy.observe import observe
from feedpub.deploy.previews import OpenPreview, open_previews
from feedpub.deploy.target import Observed
from feedpub.errors import Invalid, Problem
from feedpub.ingest.differences import Differences, changed_files_of_show, compared_files, differences
from feedpub.ingest.measured_episodes import MeasuredEpisodes, UnchangedFile
from feedpub.ingest.read_files import add_episode, add_unchanged
from feedpub.ingest.reading import OnRead, with_progress
from feedpub.model.catalog import Catalog
from feedpub.model.item import Item
from feedpub.source import (
    EpisodeFile,
    ShowFile,
    display_path,
    episode_files,
    files_also_in,
    files_below,
    find_show,
    read_also_in,
    read_episode,
    read_owners,
    read_readable,
    read_show,
)
from feedpub.source.paths import SHOW
from feedpub.storage.steps import finished

if TYPE_CHECKING:
    from feedpub.cache.dependencies import Dependencies


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
    ON_HOLD = "on hold"
    """The catalog was rebuilt, and nobody knows whether the episode was ever published."""

    PURGED = "purged"


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
    """The file, its notes, the recording or another file that it names differs from what is published."""

    replaced: bool = False
    """`audio:` names another recording than the published one."""

    changed_files: tuple[str, ...] = ()
    """Transcripts, pictures and lists of chapters that differ from those published, as the author calls them."""

    missing: bool = False
    """It is published or scheduled, and no file of the show is about it."""

    draft: bool = False
    """The file says that it is a draft."""

    due: bool = False
    """It is scheduled, and its time has come."""

    invalid: bool = False
    """The file cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenClaim:
    """A time in which the owner's address is in the feed, so that directories mail their code to it."""

    email: str
    until: str
    """The last day, as an ISO date in the show's zone."""

    over: bool
    """That day has ended, and the next publish or release takes the address out."""

    @classmethod
    def of(cls, catalog: Catalog | None, now: datetime) -> Self | None:
        """The claim that is open in what is published."""
        channel = catalog.channel if catalog else None
        if channel is None or channel.owner is None or not channel.claim_until:
            return None
        return cls(email=channel.owner.email, until=channel.claim_until, over=is_claim_over(channel, now))


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
    """show.yaml, or a file of the show, differs from what is published."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    changed_files: tuple[str, ...] = ()
    """Those of the show that differ: show.yaml itself, with what it extends, and as it calls them cover, logo, style
    sheet and templates.
    """

    timezone: str = ""
    """The show's, for saying dates; empty where it declares none."""

    claim: OpenClaim | None = None
    """None if the owner's address is not in the feed, or is there for good."""

    show: str = ""
    """The show's folder, as the author would type it."""

    moves_from: str = ""
    """The feed from which the show was imported, if `import --status` has not found that move finished; else empty."""

    moved_to: str = ""
    """Where the show has gone, of the files of an old checkout, which still name the old place; empty: nowhere."""

    previews: tuple[OpenPreview, ...] = ()
    """Those that `preview --to` has put into a bucket, until they are removed."""

    def same_until(self, now: datetime) -> datetime | None:
        """Until when the same files and the same catalog have this status; None if nobody knows. Both are aware."""
        if self.problems or self.claim:
            return None
        waiting = [row.published for row in self.rows if row.state is State.SCHEDULED and row.published]
        return min((one for one in waiting if one > now), default=datetime.max.replace(tzinfo=UTC))


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedShow:
    """A show as its author describes it, and what is stored of it."""

    show: ShowFile
    where: Destination
    observed: Observed
    previews: tuple[OpenPreview, ...] = ()


def look(
    path: Path, *, to: str | None = None, url: str | None = None, noted: Dependencies | None = None
) -> ObservedShow:
    """The show at or above `path`, what is stored of it: three requests, `noted`. Raises what `status` does."""
    show = read_show(find_show(path))
    where = destination(show, to=to, url=url)
    target = open_target(where, noted=noted)
    observed = finished(observe(target, read_only=True))
    return ObservedShow(show=show, where=where, observed=observed, previews=open_previews(target.state))


def status(
    path: Path,
    *,
    to: str | None = None,
    url: str | None = None,
    now: datetime,
    measure: Measure = probe.measure,
    on_read: OnRead | None = None,
) -> Status:
    """The status of the show at or above `path`; changes nothing, needs three requests.

    `now` (aware) decides what is due. `measure` gives the facts of a published episode's recording, perhaps remembered
    ones, and `on_read` is called with a file's name, the bytes read so far and its size. Raises `Invalid` for a broken
    show.yaml, `Refused` where the catalog is lost, `StorageError`.
    """
    return status_of(look(path, to=to, url=url), now=now, measure=measure, on_read=on_read)


def status_of(
    stored: ObservedShow,
    *,
    now: datetime,
    measure: Measure = probe.measure,
    on_read: OnRead | None = None,
    results: Cache = NO_CACHE,
    noted: Dependencies | None = None,
) -> Status:
    """The status of a show that was looked at.

    What earlier runs have measured is among the `results`; what the status depends on is `noted`, but for the show
    itself. The rest is as with `status`.
    """
    show, where, observed = stored.show, stored.where, stored.observed
    catalog = observed.catalog
    folder = show.path.parent
    items = {item.slug: item for item in catalog.items} if catalog else {}
    own = episode_files(folder)
    unchanged = _unchanged(MeasuredEpisodes.of(show, results), own, items)
    paths = [*own, *files_also_in(show.path)]
    written, problems = _files(show.path, [path for path in paths if path not in unchanged])
    found: dict[Path, EpisodeFile | UnchangedFile] = {**unchanged, **{file.path: file for file in written}}
    files = [found[path] for path in paths if path in found]
    if lost := items.keys() - {file.slug for file in files}:
        files += [file for file in read_readable(files_below(folder)) if file.slug in lost]
    if noted is not None:
        for file in files:
            _note(noted, file, items.get(file.slug))
    rows = sorted(
        _rows(catalog, files, now, partial(differences, show, with_progress(measure, on_read))), key=_newest_first
    )
    changed = tuple(_changed_of_show(catalog, show)) if catalog else ()
    return Status(
        where=where,
        title=show.show.title,
        revision=catalog.revision if catalog else 0,
        behind=catalog is not None and observed.reached != catalog.revision,
        edited=catalog is None or bool(changed),
        changed_files=changed,
        rows=tuple(_with_invalid(rows, problems)),
        problems=tuple(problem for found in problems.values() for problem in found),
        timezone=show.show.timezone or "",
        claim=OpenClaim.of(catalog, now),
        show=display_path(folder),
        moves_from="" if (old := read_old_feed(folder)) is None or old.finished else old.feed,
        moved_to=moved_to(catalog, where.recorded) if catalog else "",
        previews=stored.previews,
    )


def _unchanged(known: MeasuredEpisodes, paths: Iterable[Path], items: Mapping[str, Item]) -> dict[Path, UnchangedFile]:
    """The files of which nothing differs from what is published, without reading their YAML."""
    recalled = ((path, known.recall_file(path)) for path in paths)
    return {path: file for path, file in recalled if file and _is_published(file, items.get(file.slug))}


def _is_published(file: UnchangedFile, item: Item | None) -> bool:
    return (
        item is not None
        and item.sources[-1:] == (file.digest,)
        and item.enclosure.identity == file.identity
        and recorded_files(item) == dict(file.files)
    )


def _note(noted: Dependencies, file: EpisodeFile | UnchangedFile, item: Item | None) -> None:
    if isinstance(file, EpisodeFile):
        add_episode(noted, file, compared_files(item, file))
    else:
        add_unchanged(noted, file)


def _changed_of_show(catalog: Catalog, show: ShowFile) -> Iterator[str]:
    if catalog.sources[-1:] != (show.digest,):
        yield SHOW
    yield from changed_files_of_show(catalog.channel, show)


def _files(show: Path, paths: Sequence[Path]) -> tuple[list[EpisodeFile], dict[Path, tuple[Problem, ...]]]:
    """The episodes of a show.yaml in these files, of which some may belong to other shows."""
    files: list[EpisodeFile] = []
    problems: dict[Path, tuple[Problem, ...]] = {}
    others = [path for path in paths if not path.is_relative_to(show.parent)]
    of_shows: list[Problem] = []
    owners = read_owners(others, of_shows) if others else {}
    problems |= {find_show(path): tuple(of_shows) for path in others if path not in owners}
    for path in paths:
        try:
            if owner := owners.get(path):
                files.append(read_also_in(path, show, owner))
            elif path not in others:
                files.append(read_episode(path, show=show))
        except Invalid as invalid:
            problems[path] = invalid.problems
    return files, problems


Compare = Callable[[Item, EpisodeFile], Differences]
"""Compares what is recorded of an episode with the author's files."""


def _rows(
    catalog: Catalog | None, files: Iterable[EpisodeFile | UnchangedFile], now: datetime, compare: Compare
) -> Iterator[Row]:
    by_slug = {file.slug: file for file in files}
    for item in catalog.items if catalog else ():
        file = by_slug.pop(item.slug, None)
        row = _recorded(item, now)
        if isinstance(file, EpisodeFile):
            yield _with_file(row, item, file, compare(item, file))
        else:
            yield replace(row, file=file.name) if file else replace(row, missing=True)
    unpublished = {slug: file for slug, file in by_slug.items() if isinstance(file, EpisodeFile)}
    for stone in catalog.gone if catalog else ():
        slug, item = stone.item.slug, stone.item
        written = unpublished.pop(slug, None)
        yield Row(
            slug=slug,
            state=State.PURGED if stone.purged else State.UNPUBLISHED,
            title=item.title,
            published=item.published,
            file=written.name if written else "",
            draft=written is not None and written.episode.draft,
        )
    on_hold = catalog.on_hold if catalog else ()
    for slug, written in unpublished.items():
        state = State.DRAFT if written.episode.draft else State.ON_HOLD if slug in on_hold else State.NEW
        yield Row(slug=slug, state=state, title=written.episode.title, file=written.name, draft=written.episode.draft)


def _with_invalid(rows: list[Row], problems: Iterable[Path]) -> Iterator[Row]:
    """The rows, and what becomes of files that cannot be read: a mark on the row of their episode, else a last row."""
    invalid = {path.stem: display_path(path) for path in problems}
    unknown = invalid.keys() - {row.slug for row in rows}
    for row in rows:
        file = invalid.pop(row.slug, "")
        is_missing = row.missing and not file and not unknown  # one of those may be about it
        yield replace(row, file=file or row.file, invalid=bool(file), missing=is_missing)
    for slug, file in invalid.items():
        yield Row(slug=slug, state=State.INVALID, title="", file=file, invalid=True)


def _recorded(item: Item, now: datetime) -> Row:
    return Row(
        slug=item.slug,
        state=State.SCHEDULED if item.scheduled else State.PUBLISHED,
        due=item.scheduled and item.published <= now,
        title=item.title,
        published=item.published,
        duration_ms=item.enclosure.duration_ms,
    )


def _with_file(row: Row, item: Item, file: EpisodeFile, differences: Differences) -> Row:
    return replace(
        row,
        file=file.name,
        edited=item.sources[-1:] != (file.digest,) or differences.recording or bool(differences.files),
        replaced=differences.recording,
        changed_files=differences.files,
        draft=file.episode.draft,
    )


def _newest_first(row: Row) -> tuple[bool, float, str]:
    """What has no date yet comes first, then the newest."""
    return row.published is not None, -row.published.timestamp() if row.published else 0.0, row.slug
