"""What an import changed, guessed or left out, each with its place in the source and its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from feedpub.commands.imports.texts import line, why_changed
from feedpub.errors import Place
from feedpub.feed_view import Element
from feedpub.reader import Read
from feedpub.standards import quoted

Kind = Literal["changed", "skipped", "guessed", "asked", "repaired", "left out", "lost in notes", "warning"]
"""What was done about something in the source:

`changed`: what it says otherwise than at an earlier import · `skipped`: an item that is no episode · `guessed`: a value
that it does not have · `asked`: a switch that only the owner can decide · `repaired`: a value that could not stay as it
was · `left out`: an element that is not carried over · `lost in notes`: a part of the notes that feeds do not hold ·
`warning`: what to know of the source as a whole.
"""

KINDS: tuple[Kind, ...] = ("warning", "changed", "skipped", "asked", "guessed", "repaired", "lost in notes", "left out")
"""In the order of a report: what needs somebody comes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One thing that is not in the new files as it is in the source."""

    kind: Kind
    about: str
    """The element or field: `itunes:new-feed-url`, `title`, `players and scripts`."""

    message: str
    """The reason, as the end of a sentence that `about` begins."""

    place: Place
    episode: str = ""
    """Slug of the episode; empty for the show."""


@dataclass(slots=True)
class Remarks:
    """Remarks about one document, in the order in which they are made."""

    read: Read
    name: str
    """The document's path or address."""

    found: list[Remark] = field(default_factory=list)
    _episode: str = ""

    @contextmanager
    def about_episode(self, slug: str) -> Iterator[None]:
        """All remarks made meanwhile are about the episode."""
        self._episode = slug
        try:
            yield
        finally:
            self._episode = ""

    def add(self, kind: Kind, about: str, message: str, path: str) -> None:
        """Add a remark about the element or attribute at a path of the document."""
        row, column = self.read.place(path)
        place = Place(self.name, row, max(1, column) if row else 0)
        self.found.append(Remark(kind=kind, about=about, message=message, place=place, episode=self._episode))

    def line(self, parent: Element, name: str) -> str:
        """The text of an element on one line; a remark says why, where it cannot stay as it is."""
        written = parent.value(name)
        if why := why_changed(written):
            self.add("repaired", name, why, f"{parent.path}.{name}" if parent.path else name)
        return line(written)

    def add_repeated(self, parent: Element, names: Iterable[str]) -> None:
        """Say which elements are there several times with different texts: one of them is taken."""
        for name in sorted(names):
            if any(one.value_here not in {"", parent.value(name)} for one in parent.all(name)):
                message = (
                    f"is there {len(parent.all(name))} times, and the first is taken: {quoted(parent.value(name))}"
                )
                self.add("left out", name, message, parent.all(name)[1].path)
