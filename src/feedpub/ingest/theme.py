"""The files of a show's theme, read: logo, style sheet, templates and words; all problems at their places."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from feedpub.errors import FeedpubError, Invalid, Place, Problem
from feedpub.ingest.reading import note_elsewhere
from feedpub.model.channel import Theme
from feedpub.model.item import Link
from feedpub.model.measured import Elsewhere, FontFile, Picture
from feedpub.model.webpages import FontEntry, PageLinks, badge_of, fonts_of
from feedpub.scalars import did_you_mean
from feedpub.source import FileAbsent, ShowFile, display_path, find_file, real_path
from feedpub.source.files import read_text
from feedpub.source.syntax import place
from feedpub.standards import nearest, quoted
from feedpub.standards.colours import NIGHT, readable
from feedpub.standards.locales import page_language

if TYPE_CHECKING:
    from feedpub.artwork.cache import Whole

LARGEST_CSS = 64 * 1024
"""Bytes: pages weigh 60 KB altogether."""

LARGEST_TEMPLATES = 256 * 1024
"""Bytes of all of them, which the catalog keeps."""

_STRING_OR_COMMENT = re.compile(
    r""""(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' | (?P<comment>/\*.*?(?:\*/|\Z))""", re.DOTALL | re.VERBOSE
)
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})(?:\r\n|[ \t\r\n\f])?|([^0-9a-fA-F\r\n\f]))")
_LOADS = re.compile(r"@import\b|\b(?:url|src)\(\s*(?![\s'\"]*#)|\bimage-set\(", re.IGNORECASE)


def read_theme(show: ShowFile, problems: list[Problem]) -> Theme:
    """How the show's pages look, but for the logos; what is wrong is added to `problems`."""
    written = show.show.theme
    accent = written.accent or ""
    problems += _wrong_words(show)
    return Theme(
        accent=accent,
        accent_dark=written.accent_dark or (readable(accent, on=NIGHT) if accent else ""),
        tint=written.tint or "",
        css=_css(show, problems),
        header=_links(written.header),
        footer=_links(written.footer),
        templates=tuple(_templates(show, problems)),
        words=tuple(sorted(written.words)),
    )


def read_logo(
    show: ShowFile, field: str, problems: list[Problem], elsewhere: list[Elsewhere], *, whole: Whole = None
) -> Picture | None:
    """What `theme.logo` or `theme.logo_dark` names; None if there is none, or its file is absent."""
    file: str | None = getattr(show.show.theme, field)
    if file is None:
        return None
    try:
        path = find_file(file, beside=show.path, workspace=show.workspace)
        return _measured(path, file, whole)
    except FileAbsent as absent:
        note_elsewhere(file, absent, elsewhere)
        return None
    except FeedpubError as error:
        problems.append(_problem(show, f"theme.{field}", error))
        return None


def read_badges(
    show: ShowFile, problems: list[Problem], elsewhere: list[Elsewhere], *, whole: Whole = None
) -> tuple[tuple[str, Picture | None], ...]:
    """The badges that `platforms` name, each file once; None for one that is absent."""
    found: dict[str, Picture | None] = {}
    for one in show.show.platforms:
        file = badge_of(one)
        if not file or file in found:
            continue
        try:
            path = find_file(file, beside=show.path, workspace=show.workspace)
            found[file] = _measured(path, file, whole, badge=True)
        except FileAbsent as absent:
            note_elsewhere(file, absent, elsewhere)
            found[file] = None
        except FeedpubError as error:
            problems.append(_problem(show, "platforms", error))
    return tuple(found.items())


def _measured(path: Path, file: str, whole: Whole, *, badge: bool = False) -> Picture:
    from feedpub.artwork import BADGE, LOGO, measure_within  # noqa: PLC0415 - Pillow takes its time

    return measure_within(path, file=file, bounds=BADGE if badge else LOGO, whole=whole)


def read_fonts(show: ShowFile, problems: list[Problem], elsewhere: list[Elsewhere]) -> tuple[FontFile | None, ...]:
    """What `theme.fonts` names; None for a file that is absent. What is wrong is added to `problems`."""
    return tuple(
        _read(show, where, role, entry, problems, elsewhere) for where, role, entry in fonts_of(show.show.theme)
    )


def _read(
    show: ShowFile, where: str, role: str, entry: FontEntry, problems: list[Problem], elsewhere: list[Elsewhere]
) -> FontFile | None:
    try:
        from feedpub.artwork import measure_font  # noqa: PLC0415 - Pillow takes its time

        return measure_font(find_file(entry.file, beside=show.path, workspace=show.workspace), entry.file, role)
    except FileAbsent as absent:
        note_elsewhere(entry.file, absent, elsewhere)
    except FeedpubError as error:
        problems.append(Problem(show.place(where), where, error.message, error.hint))
    return None


def untranslated(show: ShowFile) -> int:
    """How many texts of its pages are English although the show is not."""
    written = show.show
    if page_language(written.language):
        return 0
    from feedpub.pages.i18n import words  # noqa: PLC0415 - few shows speak other languages than pages do

    own = {name.partition(".")[0] for name, _ in written.theme.words}
    return len(words("en").keys() - own)


def _links(written: PageLinks) -> tuple[Link, ...]:
    return tuple(Link(title=link.title, url=link.url) for link in written)


# --- style sheet


def _css(show: ShowFile, problems: list[Problem]) -> str:
    file = show.show.theme.css
    if file is None:
        return ""
    try:
        path = find_file(file, beside=show.path, workspace=show.workspace)
        text = read_text(path, display_path(path))
    except Invalid as invalid:
        problems.extend(invalid.problems)
    except FeedpubError as error:
        problems.append(_problem(show, "theme.css", error))
    else:
        problems += _wrong_css(display_path(path), text)
        return text
    return ""


def _wrong_css(name: str, text: str) -> Iterator[Problem]:
    if (size := len(text.encode())) > LARGEST_CSS:
        yield Problem(
            Place(name),
            "",
            f"has {size:,} bytes, at most {LARGEST_CSS:,} fit",
            "leave out what feedpub's own style sheet has already",
        )
    bare, origins = _unescaped(_STRING_OR_COMMENT.sub(_without_comment, text))
    for match in _LOADS.finditer(bare):
        message = f"{quoted(match[0])} loads something, which feedpub's pages forbid (Content-Security-Policy)"
        at = place(name, text, origins[match.start()])
        yield Problem(at, "", message, "delete it; the logo has a field of its own")


def _without_comment(match: re.Match[str]) -> str:
    """Blanks for a comment; a string as it is, whatever looks like a comment in it."""
    return re.sub(r"[^\n]", " ", match[0]) if match["comment"] else match[0]


def _unescaped(css: str) -> tuple[str, Sequence[int]]:
    """The text with its escapes read, as browsers read names (CSS Syntax 3, §4.3.7), and where each character stood."""
    text, origins, last = "", list[int](), 0
    for match in _ESCAPE.finditer(css):
        text += css[last : match.start()] + (_code_point(match[1]) if match[1] else match[2])
        origins += [*range(last, match.start()), match.start()]
        last = match.end()
    return text + css[last:], [*origins, *range(last, len(css))]


def _code_point(digits: str) -> str:
    number = int(digits, 16)
    return chr(number) if 0 < number < 0xD800 or 0xDFFF < number <= sys.maxunicode else "\N{REPLACEMENT CHARACTER}"


# --- templates


def _templates(show: ShowFile, problems: list[Problem]) -> Iterator[tuple[str, str]]:
    """Name and text of each template that replaces one of ours, by name."""
    try:
        paths = list(_template_files(show, problems))
        texts = [(path, _template(show, path)) for path in paths]
    except Invalid as invalid:
        problems.extend(invalid.problems)
        return
    except FeedpubError as error:
        problems.append(_problem(show, "theme.templates", error))
        return
    if (size := sum(len(text.encode()) for _, text in texts)) > LARGEST_TEMPLATES:
        message = f"the templates have {size:,} bytes together, at most {LARGEST_TEMPLATES:,} fit"
        problems.append(Problem(show.place("theme.templates"), "theme.templates", message, "delete what is not needed"))
    for path, text in texts:
        from feedpub.pages.templates import template_fault  # noqa: PLC0415 - as below

        if fault := template_fault(text):
            line, message, hint = fault
            problems.append(Problem(Place(display_path(path), line, 1), "", message, hint))
        yield path.name, text


def _template_files(show: ShowFile, problems: list[Problem]) -> Iterator[Path]:
    """The files of the folder that have the name of a template of ours."""
    file = show.show.theme.templates
    if file is None:
        return
    from feedpub.pages.templates import template_names  # noqa: PLC0415 - what makes pages takes its time, and few checks need it

    folder = real_path(show.path.parent / file)
    if not folder.is_relative_to(real_path(show.workspace)):
        raise FeedpubError(
            f"{file!r} leads outside the workspace", hint=f"copy it below {display_path(show.workspace)}"
        )
    if not folder.is_dir():
        raise FeedpubError(f"there is no folder {file!r}", hint="name a folder with templates in it")
    names = template_names()
    for path in sorted(folder.iterdir()):
        if path.name in names:
            yield path
        elif not path.name.startswith("."):
            hint = did_you_mean(nearest(path.name, names), f"delete it; there are {', '.join(sorted(names))}")
            problems.append(
                Problem(Place(display_path(path)), "", "is not the name of one of feedpub's templates", hint)
            )


def _template(show: ShowFile, path: Path) -> str:
    """A template's text; it may be a link, but not to outside the workspace."""
    found = find_file(path.name, beside=path.parent, workspace=show.workspace)
    return read_text(found, display_path(path))


# --- words


def _wrong_words(show: ShowFile) -> Iterator[Problem]:
    if not show.show.theme.words:
        return
    from feedpub.pages.i18n import placeholders, words  # noqa: PLC0415 - few shows have words of their own

    known = words("en")
    for name, text in show.show.theme.words:
        subject = f"theme.words.{name}"
        word, _, form = name.partition(".")
        if word not in known:
            hint = did_you_mean(nearest(word, known), "see the names in docs/words.md")
            yield Problem(show.place(subject), subject, "is not the name of a text on feedpub's pages", hint)
            continue
        has = placeholders(known[word])
        if form and "count" not in has:
            yield Problem(show.place(subject), subject, "has no number in it", "write one text for all")
        if unknown := sorted(placeholders(text) - has):
            values = ", ".join(f"{{{one}}}" for one in sorted(has)) or "nothing"
            message = f"{{{unknown[0]}}} is not a value of this text"
            yield Problem(show.place(subject), subject, message, f"use {values}")


def _problem(show: ShowFile, subject: str, error: FeedpubError) -> Problem:
    return Problem(show.place(subject), subject, error.message, error.hint)
