"""What `check` finds, by the episode and the field of the author's file that it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from feedpub.catalog.inputs import Inputs
from feedpub.commands.check import CheckResult
from feedpub.errors import Place
from feedpub.model.files import EpisodeFile, ShowFile
from feedpub.source import display_path


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedFinding:
    """A finding beside what it is about."""

    slug: str
    """The episode's; empty for the show."""

    field: str
    """The field of the YAML file that it stands in (`title`); empty for the file as a whole."""

    severity: str
    code: str
    message: str
    hint: str
    place: Place


def remarks(result: CheckResult, inputs: Inputs | None) -> tuple[PlacedFinding, ...]:
    """The findings of a check, in the order of their places, each with its episode and its field."""
    known = dict(_files(inputs)) if inputs else {}
    return tuple(
        PlacedFinding(
            slug=written.slug if isinstance(written := known.get(one.place.file), EpisodeFile) else "",
            field=_field(written, one.place),
            severity=one.severity.value,
            code=one.rule.code,
            message=one.message,
            hint=one.hint,
            place=one.place,
        )
        for one in result.findings
    )


def of_episode(found: Iterable[PlacedFinding], slug: str) -> tuple[PlacedFinding, ...]:
    """Those about an episode."""
    return tuple(one for one in found if one.slug == slug)


def _files(inputs: Inputs) -> Iterator[tuple[str, ShowFile | EpisodeFile]]:
    """Name of each author's file in messages → the file; notes beside an episode are the episode's."""
    yield inputs.show.name, inputs.show
    for written, _ in inputs.episodes:
        yield written.name, written
        if written.notes_file is not None:
            yield display_path(written.notes_file), written


def _field(written: ShowFile | EpisodeFile | None, place: Place) -> str:
    """The field whose lines a place is in: the last one that begins at or above it."""
    if written is None:
        return ""
    if place.file != written.name:
        return "notes"
    of = written.show if isinstance(written, ShowFile) else written.episode
    begins = [(at.line, name) for name in of.model_fields_set if (at := written.place(name)).line]
    return max((one for one in begins if one[0] <= place.line), default=(0, ""))[1]
