"""Texts of authors as HTML, and what of them is published otherwise, at its place in their files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

from feedpub import notes
from feedpub.errors import FeedpubError, Place, Problem
from feedpub.model.files import EpisodeFile, Format, ShowFile
from feedpub.model.item import Link
from feedpub.model.measured import Alteration
from feedpub.source import display_path


def rendered(
    text: str,
    written: ShowFile | EpisodeFile,
    problems: list[Problem],
    *,
    subject: str,
    site: str,
    format: Format = "markdown",
    shown: Sequence[Link] = (),
) -> tuple[str, tuple[Alteration, ...]]:
    """A text as HTML in the page's form, and what of it is published otherwise; nothing if it cannot be published.

    `subject` is the field, `site` the address that relative links most likely belong to.
    """
    prefix = "notes" if subject == "notes" else f"show-{subject}"
    try:
        made = notes.render(text, format=format, links=shown, prefix=prefix)
    except FeedpubError as error:
        problems.append(Problem(written.place(subject), subject, error.message, error.hint))
        return "", ()
    if not made.altered:
        return made.html, ()
    file = written.notes_file if isinstance(written, EpisodeFile) and subject == "notes" else None
    explained = [_explained(one, site=site, folder=(file or written.path).parent) for one in made.altered]
    return made.html, tuple(_with_places(explained, text, written, subject, file))


def unrendered(text: str, written: EpisodeFile, *, subject: str) -> tuple[Alteration, ...]:
    """The markup in a field of plain text."""
    found = tuple(notes.markup(text))
    return tuple(_with_places(found, text, written, subject, None)) if found else ()


def _explained(one: Alteration, *, site: str, folder: Path) -> Alteration:
    """A relative link with what it most likely means."""
    if one.kind != notes.RELATIVE:
        return one
    return replace(one, whole=notes.whole_address(one.words, site), is_file=_is_file(folder, one.words))


def _is_file(folder: Path, href: str) -> bool:
    try:
        return (folder / unquote(href.partition("#")[0].partition("?")[0]).lstrip("/")).is_file()
    except (OSError, ValueError):  # no name that this system knows
        return False


def _with_places(
    altered: Iterable[Alteration], text: str, written: ShowFile | EpisodeFile, subject: str, file: Path | None
) -> Iterator[Alteration]:
    name, start = (display_path(file), 1) if file else (written.name, written.place(subject).line)
    around = Place(name) if file else written.place(subject)
    lines = (file or written.path).read_text("utf-8-sig", errors="replace").split("\n")
    own = text.split("\n")
    found: dict[int, int] = {}
    for one in altered:
        if not one.written:
            yield replace(one, field=subject, place=around)
            continue
        if one.line not in found:
            found[one.line] = _line_of(own, one.line, lines, start)
        where = _place(one, own[one.line - 1], lines, found[one.line], start, around)
        yield replace(one, field=subject, place=where)


def _line_of(own: Sequence[str], number: int, lines: Sequence[str], start: int) -> int:
    """The line of the file that is a line of the text; 0 where the file folds lines, or writes them in quotes."""
    wanted = own[number - 1].strip()
    before = sum(one.strip() == wanted for one in own[: number - 1])
    for at in range(max(0, start - 1), len(lines)):
        if lines[at].strip() == wanted:
            if not before:
                return at + 1
            before -= 1
    return 0


def _place(one: Alteration, own: str, lines: Sequence[str], line: int, start: int, around: Place) -> Place:
    if line:
        indent = max(0, lines[line - 1].find(own.strip()) - (len(own) - len(own.lstrip())))
        return Place(around.file, line, indent + one.column)
    for at in range(max(0, start - 1), len(lines)):
        if (column := notes.find(one.written, lines[at], 0)) is not None:
            return Place(around.file, at + 1, column + 1)
    return around
