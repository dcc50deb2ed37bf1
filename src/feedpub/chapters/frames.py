"""Chapters in the frames of an audio file's ID3 tag, as values that whoever reads the file hands over.

Source: id3.org "ID3v2 Chapter Frame Addendum" 1.0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from feedpub.chapters.listed import Chapters
from feedpub.model.chapter import Chapter
from feedpub.view import Trouble
from feedpub.vocab import quoted

MOST = 255
"""Chapters of a table of contents: their number is one byte."""

BROKEN = "broken-chapter-frames"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """A table of contents (`CTOC`)."""

    id: str
    top: bool
    """Whether it is the outermost."""

    children: tuple[str, ...]
    """Ids of chapters and of other tables."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A chapter (`CHAP`)."""

    id: str
    chapter: Chapter


def of_frames(contents: Sequence[Contents], marks: Sequence[Mark]) -> Chapters:
    """The chapters of a tag, in the order of time; those that no table of contents names are not listed (`toc`)."""
    listed = {child for table in contents for child in table.children}
    chapters = sorted(
        (replace(mark.chapter, toc=mark.chapter.toc and mark.id in listed) for mark in marks),
        key=lambda one: one.start_ms,
    )
    faults = tuple(Trouble(kind=BROKEN, message=message, hint=hint) for message, hint in _faults(contents, marks))
    return Chapters(chapters=tuple(chapters), faults=faults)


def _faults(contents: Sequence[Contents], marks: Sequence[Mark]) -> Iterator[tuple[str, str]]:
    tops = sum(table.top for table in contents)
    if marks and not contents:
        yield "the tag has chapters and no table of contents (CTOC)", "add one: some apps show nothing without it"
    elif marks and tops != 1:
        yield f"the tag has {tops} outermost tables of contents (CTOC)", "mark exactly one as outermost"
    if len(marks) > MOST:
        yield f"the tag has {len(marks)} chapters; {MOST} can be listed", "list fewer"
    known = Counter([*(table.id for table in contents), *(mark.id for mark in marks)])
    if twice := [name for name, count in known.items() if count > 1]:
        yield f"two frames have the id {quoted(twice[0])}", "give each its own"
    lost = [child for table in contents for child in table.children if child not in known]
    if lost:
        yield f"the table of contents names {quoted(lost[0])}, and there is no such chapter", "write the tag again"
