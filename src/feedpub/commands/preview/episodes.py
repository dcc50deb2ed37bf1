"""The episodes of a preview: what each is, and why one cannot be shown as it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from feedpub.catalog import NextCatalog, changes
from feedpub.catalog.inputs import Inputs
from feedpub.commands.status import State
from feedpub.errors import FeedpubError, Invalid, Place, Problem
from feedpub.model.address import page_key
from feedpub.model.catalog import Catalog
from feedpub.model.files import EpisodeFile
from feedpub.model.item import Item
from feedpub.source import display_path


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewedEpisode:
    """An episode, and what is known of it beside its page."""

    slug: str
    title: str
    state: State
    published: datetime | None = None
    """Aware; None for one that cannot be shown."""

    edited: tuple[str, ...] = ()
    """The fields in which it differs from what is published."""

    file: str = ""
    """Its YAML as messages name it; empty for one without."""

    has_recording: bool = True
    """Whether there is a recording, here or where it is published."""

    problems: tuple[Problem, ...] = ()
    """Why it cannot be shown as it is written."""

    @property
    def page(self) -> str:
        """Key of its page."""
        return page_key(self.slug)


def readable(
    before: Catalog | None, wanted: NextCatalog, inputs: Inputs, stored: frozenset[str]
) -> Iterator[PreviewedEpisode]:
    """Those whose files can be read, and those that are published; `stored` are the keys that the target has."""
    edited = {one.slug: tuple(each.field for each in one.altered) for one in changes(before, wanted.catalog)}
    refused = [(error.where, problems_of(error, error.where)) for error in wanted.refusals]
    files = {written.slug: (written, measured) for written, measured in inputs.episodes}
    for item in wanted.catalog.items:
        written, measured = files.pop(item.slug, (None, None))
        has_audio = measured is None or measured.audio is not None or item.enclosure.is_elsewhere
        yield PreviewedEpisode(
            slug=item.slug,
            title=item.title,
            state=_state(before, item, written),
            published=item.published,
            edited=edited.get(item.slug, ()),
            file=written.name if written else "",
            has_recording=has_audio or item.enclosure.key in stored,
            problems=_refused(refused, written),
        )
    for written, _ in files.values():
        state = State.DRAFT if written.episode.draft else State.NEW
        if before and before.tombstone(written.slug):
            state = State.UNPUBLISHED
        yield PreviewedEpisode(
            slug=written.slug,
            title=written.episode.title,
            state=state,
            file=written.name,
            problems=_refused(refused, written),
        )


def _state(before: Catalog | None, item: Item, written: EpisodeFile | None) -> State:
    if written is not None and written.episode.draft:
        return State.DRAFT
    if item.scheduled:
        return State.SCHEDULED
    known = before.item(item.slug) if before else None
    return State.PUBLISHED if known and not known.scheduled else State.NEW


def _refused(refused: list[tuple[str, tuple[Problem, ...]]], written: EpisodeFile | None) -> tuple[Problem, ...]:
    if written is None:
        return ()
    return tuple(one for _, problems in refused for one in problems if one.place.file == written.name)


def unreadable(inputs: Inputs, problems: tuple[Problem, ...]) -> Iterator[PreviewedEpisode]:
    """Episodes whose files cannot be read."""
    readable = {inputs.show.name, *(written.name for written, _ in inputs.episodes)}
    shared = {display_path(path) for path in inputs.show.extends}
    broken: dict[str, list[Problem]] = {}
    for one in problems:
        if one.place.file.endswith((".yaml", ".yml")) and one.place.file not in readable | shared:
            broken.setdefault(one.place.file, []).append(one)
    for file, found in broken.items():
        slug = Path(file).stem
        yield PreviewedEpisode(slug=slug, title=slug, state=State.INVALID, file=file, problems=tuple(found))


def newest_first(one: PreviewedEpisode) -> tuple[bool, float, str]:
    """Sorts what has no date first, then the newest."""
    return one.published is not None, -one.published.timestamp() if one.published else 0.0, one.slug


def problems_of(error: FeedpubError, file: str) -> tuple[Problem, ...]:
    """An error as problems at their places; `file` stands for a place that it does not name."""
    if isinstance(error, Invalid):
        return error.problems
    return (Problem(error.place or Place(error.where or file), "", error.message, error.hint),)
