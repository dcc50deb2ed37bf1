"""Author files that were read and are valid, with the places of their fields for what is found later."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from feedpub.errors import Place
from feedpub.model.episode import Episode
from feedpub.model.show import Show
from feedpub.model.webpages import OwnPageEntry

Format = Literal["markdown", "html"]
"""What notes are written in."""


class Places(Protocol):
    """The places of the fields of one file."""

    def of(self, subject: str) -> Place:
        """Where a field stands (`people[1].role`), or the nearest thing around it; the file for an empty subject."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """A comment that leaves out findings of rules: `# feedpub: ignore FP203 because …`."""

    line: int
    """Where it is written."""

    about: int
    """The line that it is about; 0 for the whole file, its notes included."""

    codes: tuple[str, ...]
    """Codes of rules, or beginnings of them."""

    file: str = ""
    """The name of the shared file it stands in; empty for the show's or the episode's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A piece of an author's file that may not mean what it says, for rules to look at."""

    kind: Literal["comment", "template-code"]
    field: str
    """The field it stands in: `chapters[1]`."""

    text: str
    """As it is written."""

    place: Place
    kept: str = ""
    """Of a comment: the text in front of it, which is published; empty if it stands in front of the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPageFile:
    """A file of `pages/`, read and valid."""

    path: Path
    name: str
    """Of the file, in messages."""

    slug: str
    """Its stem, which is the name of the page in addresses."""

    title: str
    entry: OwnPageEntry
    text: str
    """Markdown, with blank lines where front matter and title stand: its lines are those of the file."""

    places: Places

    def place(self, subject: str) -> Place:
        """Where a field of the front matter stands; the file itself for an empty subject."""
        return self.places.of(subject)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowFile:
    """A `show.yaml` that was read and is valid."""

    path: Path
    name: str
    """Its name in messages."""

    show: Show
    digest: str
    """SHA-256 (hex) of what is written, whatever its order, layout and comments."""

    workspace: Path
    """Files may be taken from here."""

    places: Places
    suppressions: tuple[Suppression, ...] = ()
    excerpts: tuple[Excerpt, ...] = ()
    extends: tuple[Path, ...] = ()
    """The files that it takes fields from, the nearest first."""

    bytes_digest: str = ""
    """SHA-256 (hex) of the texts of these files, as they were read; empty if nobody knows."""

    own_pages: tuple[OwnPageFile, ...] = ()
    """The files of `pages/`, by name; the digest covers them."""

    def place(self, subject: str) -> Place:
        """Where a field stands (`publish.to`); the file itself for an empty subject."""
        return self.places.of(subject)


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeFile:
    """An episode's file that was read and is valid, with its notes."""

    path: Path
    name: str
    """Its name in messages."""

    slug: str
    episode: Episode
    notes: str
    """As written, from wherever; empty if there are none."""

    notes_format: Format
    notes_file: Path | None
    """Where the notes were read; None if they are in the YAML, or nowhere."""

    digest: str
    """SHA-256 (hex) of what is written, notes included, whatever its order, layout and comments."""

    show: Path
    """The `show.yaml` of the show that it is read for."""

    places: Places
    suppressions: tuple[Suppression, ...] = ()
    excerpts: tuple[Excerpt, ...] = ()
    written_in: tuple[Path, ...] = ()
    """Of a file that belongs to another show, and is also in this one: that `show.yaml`, and what it extends."""

    argument: str = ""
    """What commands call it there, where it has no file: `feeds/second/first-light.yaml`; empty as well."""

    canonical: str = ""
    """Address of the episode's page in that other show; empty where it has none, or the file is this show's own."""

    bytes_digest: str = ""
    """SHA-256 (hex) of the texts of the file and of its notes, as they were read; empty if nobody knows."""

    def place(self, subject: str) -> Place:
        """Where a field stands (`people[1].role`); the file itself for an empty subject."""
        return self.places.of(subject)
