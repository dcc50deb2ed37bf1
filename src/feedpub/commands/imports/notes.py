"""Notes of a feed as an author's file: Markdown where that gives exactly the same notes, else the HTML itself."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Literal

from markdownify import MarkdownConverter

from feedpub import notes
from feedpub.commands.imports.texts import clean, has_markup
from feedpub.errors import Unusable
from feedpub.standards import html_tags, is_visible

Suffix = Literal["", ".md", ".html"]
"""Of the file that holds the notes; empty for notes that are a line in the YAML."""

INLINE = 100
"""Characters of notes that stand in the YAML; longer ones have a file."""

LIMIT = 900_000
"""Characters of notes that are imported: an author's file may have 1 MiB."""

_LOST = ("img", "iframe", "video", "audio", "table", "object", "svg", "form", "script", "style")
"""Elements that the notes of feeds do not hold, as far as somebody could miss them."""

_SAME = (("<b>", "<strong>"), ("</b>", "</strong>"), ("<i>", "<em>"), ("</i>", "</em>"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedNotes:
    """Notes as a new file holds them."""

    text: str = ""
    suffix: Suffix = ""
    html: str = ""
    """What will be published of them."""

    lost: tuple[tuple[str, int], ...] = ()
    """Elements that notes cannot have, with how many there were: `("img", 2)`."""

    is_cut: bool = False
    """Whether they were longer than `LIMIT`."""


def read_notes(source: str, *, base: str) -> ImportedNotes:
    """The notes of an item or a show; relative links are resolved against `base`. Never raises.

    Words, links, lists and emphasis are exactly those that the source shows: Markdown is taken only if feedpub makes
    the same HTML of it.
    """
    text = clean(source).strip()
    if not is_visible(text):
        return ImportedNotes()
    is_cut, text = len(text) > LIMIT, text[:LIMIT]
    html = _published(text if has_markup(text) else _paragraphs(text), base)
    if not html:
        return ImportedNotes(lost=_lost(text), is_cut=is_cut)
    written, suffix = _written(html)
    return ImportedNotes(text=written, suffix=suffix, html=html, lost=_lost(text), is_cut=is_cut)


def _published(html: str, base: str) -> str:
    """The HTML that feedpub publishes of it; a second time without what only comes to light in the first."""
    try:
        return notes.render(html, format="html", base=base)
    except Unusable:
        return notes.render(clean(_unescaped(html)), format="html", base=base)


def _unescaped(html: str) -> str:
    """HTML without references to characters that nobody may publish."""
    return re.sub(r"&#(?:x[0-9a-fA-F]{1,6}|[0-9]{1,7});?", " ", html, flags=re.IGNORECASE)


def _paragraphs(text: str) -> str:
    """Plain text as HTML: apps show its line ends."""
    blocks = re.split(r"\n[ \t]*\n\s*", text)
    return "".join(f"<p>{escape(block.strip(), quote=False).replace(chr(10), '<br>')}</p>" for block in blocks)


def _written(html: str) -> tuple[str, Suffix]:
    """Markdown with few backslashes if that will do, else with many, else the HTML."""
    for escape_misc in (False, True):
        markdown = _converter(escape_misc).convert(html).strip()
        if markdown and _is_same(markdown, html):
            return markdown, _suffix(markdown)
    return html, ".html"


def _suffix(markdown: str) -> Suffix:
    is_line = "\n" not in markdown and len(markdown) <= INLINE and not markdown.startswith("<")
    is_file_name = re.search(r"\.(?:md|markdown|html?)$", markdown, re.IGNORECASE)
    return "" if is_line and not is_file_name else ".md"


@cache
def _converter(escape_misc: bool) -> MarkdownConverter:  # noqa: FBT001 - of a cache
    return MarkdownConverter(heading_style="ATX", bullets="-", escape_misc=escape_misc, newline_style="backslash")


def _is_same(markdown: str, html: str) -> bool:
    """Whether the Markdown is published as the same HTML; `b` and `strong` are one to every app."""
    try:
        again = notes.render(markdown)
    except Unusable:
        return False
    return _normal(again) == _normal(html)


def _normal(html: str) -> str:
    for one, other in _SAME:
        html = html.replace(one, other)
    return " ".join(html.split())


def _lost(source: str) -> tuple[tuple[str, int], ...]:
    if "<" not in source:
        return ()
    found = Counter(tag.name for tag in html_tags(source) if tag.name in _LOST)
    return tuple((name, found[name]) for name in _LOST if found[name])
