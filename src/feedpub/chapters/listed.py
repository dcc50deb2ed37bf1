"""What was read of a list of chapters."""

from __future__ import annotations

from dataclasses import dataclass

from feedpub.model.chapter import Chapter
from feedpub.view import Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapters:
    """A list of chapters, in the order in which it is written."""

    chapters: tuple[Chapter, ...] = ()
    faults: tuple[Trouble, ...] = ()
    """What is wrong with the form; what the list means is for others to judge."""

    whole: bool = True
    """Whether every chapter could be read."""
