"""Notes of a feed as an author's file: Markdown where that gives exactly the same notes, else the HTML itself."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from typing import Literal

from markdownify import MarkdownConverter

from feedpub import notes
from feedpub.commands.imports.hosts import without_boilerplate
from feedpub.commands.imports.texts import clean, has_markup, words
from feedpub.errors import Unusable
from feedpub.standards import is_visible

Suffix = Literal["", ".md", ".html"]
"""Of the file that holds the notes; empty for notes that are a line in the YAML."""

INLINE = 100
"""Characters of notes that stand in the YAML; longer ones have a file."""

LIMIT = 190_000
"""Characters of notes that are imported: feedpub reads 200,000."""

_LOST = {
    "picture": "pictures (as links if they have words)",
    "active-content": "players and scripts",
    "removed-element": "videos, forms and the like",
    "foreign-element": "elements of other programs",
    "unopened-link": "links that apps do not open",
    "relative-link": "links without a whole address",
}
"""Kind of an alteration → what is lost by it, for the report."""

_SAME = (("<b>", "<strong>"), ("</b>", "</strong>"), ("<i>", "<em>"), ("</i>", "</em>"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedNotes:
    """Notes as a new file holds them."""

    text: str = ""
    suffix: Suffix = ""
    html: str = ""
    """What will be published of them."""

    lost: tuple[tuple[str, int], ...] = ()
    """What notes cannot have, with how many there were: `("players and scripts", 2)`."""

    added_by: tuple[str, ...] = ()
    """Hosts that have added lines."""

    is_cut: bool = False
    """Whether they were longer than `LIMIT`, or of more than can be read."""


def read_notes(source: str, *, base: str, drops_boilerplate: bool = False) -> ImportedNotes:
    """The notes of an item or a show; relative links are resolved against `base`. Never raises.

    Words, links, lists and emphasis are exactly those that the source shows: Markdown is taken only if feedpub makes
    the same HTML of it. `drops_boilerplate` leaves out the lines that a host has added.
    """
    text = clean(source).strip()
    if not is_visible(text):
        return ImportedNotes()
    rendered, is_whole = _published(text[:LIMIT] if has_markup(text) else _paragraphs(text[:LIMIT]), base)
    is_cut = not is_whole or len(text) > LIMIT
    shorter, hosts = without_boilerplate(rendered.html)
    html = shorter if drops_boilerplate else rendered.html
    made = ImportedNotes(html=html, lost=_lost(rendered), is_cut=is_cut, added_by=hosts)
    if not is_visible(words(html)):
        return made
    written, suffix = _written(html)
    return replace(made, text=written, suffix=suffix)


def published_notes(source: str, *, base: str) -> str:
    """The HTML that feedpub publishes of notes; empty if nothing of them can be seen. Never raises."""
    text = clean(source).strip()
    if not is_visible(text):
        return ""
    return _published(text[:LIMIT] if has_markup(text) else _paragraphs(text[:LIMIT]), base)[0].html


def _published(html: str, base: str) -> tuple[notes.Rendered, bool]:
    """What feedpub publishes of some HTML, and whether it has all of it.

    A second try leaves out what only comes to light while it is read; a third has some of the words alone.
    """
    for candidate, is_whole in (
        (html, True),
        (clean(_unescaped(html)), True),
        (_paragraphs(words(clean(_unescaped(html)))[:10_000]), False),
    ):
        try:
            return notes.render(candidate, format="html", base=base), is_whole
        except Unusable:
            continue
    return notes.Rendered("", ()), False


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
        again = notes.render(markdown).html
    except Unusable:
        return False
    return _normal(again) == _normal(html)


def _normal(html: str) -> str:
    for one, other in _SAME:
        html = html.replace(one, other)
    return " ".join(html.split())


def _lost(rendered: notes.Rendered) -> tuple[tuple[str, int], ...]:
    found = Counter(one.kind for one in rendered.altered)
    return tuple((name, found[kind]) for kind, name in _LOST.items() if found[kind])
