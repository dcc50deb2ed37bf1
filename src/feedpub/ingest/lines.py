"""From a path in the feed to the line of the author's file that it comes from."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from feedpub.cache import Cache
from feedpub.cache.identity import program
from feedpub.catalog.inputs import Inputs
from feedpub.catalog.metadata import named, people
from feedpub.elements.element import CHANNEL, ITEM
from feedpub.elements.facts import facts
from feedpub.errors import Place
from feedpub.feed_view import item_at
from feedpub.lint import Finding, Found, KnownFaults, Rule
from feedpub.model.files import EpisodeFile, ShowFile, Suppression
from feedpub.model.measured import Alteration, Measured
from feedpub.source import display_path

_CHAPTERS_IN = {"notes": "notes", "audio": "audio"}
"""Where chapters were read → the field that they are reported at; `chapters` for all others."""

_STEP = re.compile(r"([^.@\[]+)(?:\[([0-9]+)\])?")
_TRANSCRIPT = re.compile(r"podcast:transcript(?:\[([0-9]+)\])?(?=[.@]|$)")
_SPEAKER = re.compile(r"seen:unknown-speaker\[([0-9]+)\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorFiles:
    """The author's files of a feed."""

    show: ShowFile
    episodes: Mapping[str, EpisodeFile]
    """By slug."""

    slugs: Sequence[str]
    """Slug of each item of the feed."""

    chapters_from: Mapping[str, str] = field(default_factory=dict)
    """Slug → where the episode's chapters were read: `chapters`, `notes`, `audio`, or the name of a file."""

    transcripts: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """Slug → of each published transcript, the place in `transcripts` of the file that it is made of."""

    altered: Mapping[str, Sequence[Alteration]] = field(default_factory=dict)
    """Slug (empty for the show) → what of its texts is published otherwise."""

    @classmethod
    def of(cls, inputs: Inputs, slugs: Sequence[str]) -> AuthorFiles:
        """The files of a run whose feed has items of these slugs."""
        chaptered = ((written.slug, measured.chaptered) for written, measured in inputs.episodes)
        return cls(
            show=inputs.show,
            episodes={written.slug: written for written, _ in inputs.episodes},
            slugs=slugs,
            chapters_from={slug: found.origin for slug, found in chaptered if found},
            transcripts={written.slug: list(_transcripts(written, measured)) for written, measured in inputs.episodes},
            altered={"": inputs.altered, **{written.slug: one.altered for written, one in inputs.episodes}},
        )

    def place(self, path: str) -> Place:
        """The place in the author's files that a path of the feed comes from."""
        file, inner = self.file(path)
        if file is None:
            return Place(self.slug(path))
        if isinstance(file, EpisodeFile):
            return self._of_episode(file, inner)
        return file.place(_field(inner, CHANNEL))

    def slug(self, path: str) -> str:
        """The slug of the item at a path; empty for the show."""
        number = item_at(path)
        return "" if number is None else self.slugs[number]

    def file(self, path: str) -> tuple[ShowFile | EpisodeFile | None, str]:
        """The file that a path is about, and the path in it; None for an episode that this run did not read."""
        slug = self.slug(path)
        return (self.episodes.get(slug), path.partition("].")[2]) if slug else (self.show, path)

    def _altered(self, path: str) -> Sequence[Alteration]:
        return self.altered.get(self.slug(path), ())

    def _of_episode(self, file: EpisodeFile, inner: str) -> Place:
        if (speaker := _SPEAKER.match(inner)) is not None:
            return file.place(f"speakers.{list(file.episode.speakers)[int(speaker[1])]}")
        if (transcript := _TRANSCRIPT.match(inner)) is not None:
            known, number = self.transcripts.get(file.slug, ()), int(transcript[1] or 0)
            return file.place(f"transcripts[{known[number] if number < len(known) else number}]")
        subject = _field(inner, ITEM, lambda: self._show_people(file))
        if subject == "chapters":
            subject = _CHAPTERS_IN.get(self.chapters_from.get(file.slug, ""), subject)
        if subject == "notes" and file.notes_file is not None:
            return Place(display_path(file.notes_file))
        return file.place(subject)

    def _show_people(self, file: EpisodeFile) -> int:
        """How many of the show's people come before an item's own."""
        return len(people(self.show.show, file.episode)) - len(named(file.episode, self.show.show))

    def suppressions(self, path: str, place: Place) -> list[tuple[ShowFile | EpisodeFile, Suppression]]:
        """The author's suppressions that hold for a finding at a path and place, each with its file."""
        file, _ = self.file(path)
        if file is None or not file.suppressions:
            return []
        lines = {0, place.line, *(file.place(one.field).line for one in self._altered(path) if one.place == place)}
        shared = {one.file for one in file.suppressions if one.file}
        if place.file in shared:
            lines = {0, place.line}
            return [(file, one) for one in file.suppressions if one.file == place.file and one.about in lines]
        is_elsewhere = place.file != file.name or not place.line  # in the file with the notes
        own = [one for one in file.suppressions if not one.file]
        return [(file, one) for one in own if is_elsewhere or one.about in lines]


def _transcripts(written: EpisodeFile, measured: Measured) -> Iterator[int]:
    files = [one.file for one in written.episode.transcripts]
    yield from (files.index(one.file) for one in measured.transcripts)


def _field(path: str, place: str, people_in_front: Callable[[], int] = int) -> str:
    """`podcast:person[1]@role` → `people[1]`; empty if it comes from no field.

    `people_in_front` says how many of the show's people come before the item's own.
    """
    step = _STEP.match(path)
    known = facts(step[1]) if step else None
    name = known.field(place) if known else ""
    if not step or not name.endswith("[]"):
        return name
    number = int(step[2] or 0) - (people_in_front() if name == "people[]" else 0)
    return f"{name.removesuffix('[]')}[{max(0, number)}]"


def locate(found: Found, files: AuthorFiles) -> Finding:
    """A finding at the line of the author's file that it is about."""
    return Finding(
        rule=found.rule,
        severity=found.severity,
        place=found.fault.place or files.place(found.fault.path),
        path=found.fault.path,
        message=found.fault.message,
        hint=found.fault.yaml or found.fault.hint,
    )


@dataclass(slots=True)
class Suppressed:
    """What is left of findings, and which of the author's comments had something to suppress."""

    kept: list[Finding] = field(default_factory=list)
    count: int = 0
    used: set[tuple[str, int, str]] = field(default_factory=set)
    """File and line of the comment, and its code, of each that suppressed something."""


def suppressed(findings: Iterable[Finding], files: AuthorFiles) -> Suppressed:
    """The findings that no comment suppresses, and the comments that do; what breaks feeds is never suppressed."""
    found = Suppressed()
    for one in findings:
        matching = [
            (comment.file or file.name, comment.line, code)
            for file, comment in files.suppressions(one.path, one.place)
            for code in comment.codes
            if one.rule.may_be_suppressed and one.rule.code.startswith(code)
        ]
        if matching:
            found.count += 1
            found.used.update(matching)
        else:
            found.kept.append(one)
    return found


def not_suppressed(findings: Iterable[Finding], files: AuthorFiles) -> list[Finding]:
    """The findings that no comment suppresses."""
    return suppressed(findings, files).kept


# --- what was found before


@contextmanager
def known_faults(show: ShowFile, results: Cache, rules: Iterable[Rule]) -> Iterator[KnownFaults | None]:
    """What these rules found in the items of a show before; what they find while it lasts is kept. None: nothing is."""
    if results.folder is None:
        yield None
        return
    codes = " ".join(rule.code for rule in rules if rule.reads_one)
    name = f"{os.path.realpath(show.path)} {program()} {codes}"
    kept = results.get(_KIND, name)
    known = KnownFaults(kept if isinstance(kept, dict) and all(map(_is_plain, kept.values())) else {})
    yield known
    if known.used.keys() - known.known.keys():
        # A run of one file knows less of the other recordings than a run of the folder: both kinds stay.
        others = [(digest, one) for digest, one in known.known.items() if digest not in known.used]
        results.put(_KIND, name, dict([*others[-2 * len(known.used) :], *known.used.items()]), bounded=True)


_KIND = "faults"


def _is_plain(faults: object) -> bool:
    return isinstance(faults, list) and all(isinstance(one, list) and len(one) == _PARTS for one in faults)


_PARTS = 7
