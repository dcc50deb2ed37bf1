"""Notes: an author's Markdown or HTML → HTML that pages and feeds show, and nothing that could do harm.

The *page form* is what the catalog keeps: `p br ul ol li a b i em strong`, and `table del sup sub`, ids of places in
the notes, and the number that a list begins with. The *feed form* is made of it: what directories keep. Other elements
are replaced: headings become bold paragraphs, quotations and other blocks become paragraphs, pictures become their
words and a link. What is left out or changed is given beside the HTML: `Alteration`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape, unescape

import nh3

from feedpub.errors import Unusable
from feedpub.model.item import Link
from feedpub.model.measured import Alteration
from feedpub.notes.forms import feed_form
from feedpub.notes.links import RELATIVE, whole_address
from feedpub.notes.markdown import extra_cells, markdown_to_html, unused_definitions, with_timed_lines
from feedpub.notes.places import find, with_places
from feedpub.notes.rewriter import COMMENT, REMOVED, rewrite
from feedpub.notes.tokens import LONGEST, TOO_MUCH, namespaced, parse, refuse_excess
from feedpub.notes.unread import markup, unread
from feedpub.standards import bidi_override, code_point, control_character

__all__ = ["RELATIVE", "Rendered", "feed_form", "find", "markup", "render", "whole_address"]

UNUSED, FOREIGN, UNCLOSED = "unused-definition", "foreign-element", "unclosed-comment"
EXTRA_CELLS, UNREAD = "extra-cells", "unread-markup"

_CLEAN = nh3.Cleaner(
    tags={
        *("p", "br", "ul", "ol", "li", "a", "b", "i", "strong", "em"),
        *("table", "thead", "tbody", "tfoot", "tr", "th", "td", "del", "sup", "sub"),
    },
    attributes={"a": {"href"}, "ol": {"start"}, "p": {"id"}, "li": {"id"}, "td": {"id"}, "th": {"id"}},
    url_schemes={"http", "https", "mailto"},
    url_relative=lambda address: address if address.startswith("#") else None,
    link_rel=None,
)
"""The last step, so that the sanitiser decides what is published and not our own code."""

_TEMPLATE = re.compile(r"<template\b[^>]*>((?s:.*?))(?:</template|\Z)", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,6})|([0-9]{1,7}));?")


@dataclass(frozen=True, slots=True)
class Rendered:
    """Notes as HTML."""

    html: str
    """In the page form; empty if the notes have no text."""

    altered: tuple[Alteration, ...]
    """What is published otherwise than it was written, in reading order."""


def render(
    text: str, *, format: str = "markdown", links: Sequence[Link] = (), base: str = "", prefix: str = "notes"
) -> Rendered:
    """Sanitised HTML of `text` in the page form, with the links as a list below it.

    `format` is `markdown` (GitHub's: a single line break counts as a space, except around lines that begin with a time)
    or `html`. Links to absolute http(s) addresses, mailto and places in the notes are kept; relative ones are resolved
    against `base`, and without `base` only their text is kept. `prefix` begins the ids of places in the notes.
    Rendering the output again as `html` gives the same output.

    Raises `Unusable` for characters that no published text may hold, and for text that would take too long to read.
    """
    _refuse(text, written=text)
    if len(text) > LONGEST:
        raise Unusable(f"has {len(text)} characters; {LONGEST} are read at most", hint=TOO_MUCH)
    if format not in {"markdown", "html"}:
        raise ValueError(f"{format!r} is neither markdown nor html")
    is_markdown = format == "markdown"
    html = markdown_to_html(text) if is_markdown else text
    parsed = parse(html + _listed(links))
    kept, altered = rewrite(parsed, base=base, prefix=prefix, is_markdown=is_markdown)
    altered += (Alteration(kind=UNREAD, words=piece, written=piece) for piece in unread(parsed, text))
    refuse_excess(kept)
    clean = _CLEAN.clean(with_timed_lines(kept) if is_markdown else kept)
    _refuse(clean, written=text)
    if _is_unclosed(html):
        comments = [one for one in altered if one.kind == COMMENT]
        altered = [one for one in altered if one not in comments[-1:]]
    more = [*altered, *_unparsed(text, html, is_markdown=is_markdown)]
    placed = sorted(with_places(more, text), key=lambda one: (one.line, one.column)) if more else ()
    return Rendered(clean, tuple(placed))


def _unparsed(text: str, html: str, *, is_markdown: bool) -> Iterator[Alteration]:
    """What is lost before the HTML is parsed."""
    if is_markdown:
        for written, words in unused_definitions(text, html):
            yield Alteration(kind=UNUSED, words=words, written=written)
        for written, words in extra_cells(text, html):
            yield Alteration(kind=EXTRA_CELLS, words=words, written=written)
    for name in namespaced(html):
        yield Alteration(kind=FOREIGN, words=f"<{name}>", written=f"<{name}")
    for words in _TEMPLATE.findall(html):
        inside = " ".join(_TAG.sub(" ", words).split())
        yield Alteration(kind=REMOVED, words=f"<template> {inside}".rstrip(), written="<template")
    if _is_unclosed(html):
        yield Alteration(kind=UNCLOSED, words=html[html.rfind("<!--") :].strip(), written="<!--")


def _is_unclosed(html: str) -> bool:
    """Whether a comment never ends; for a parser it ends where the text does."""
    return html.rfind("<!--") > html.rfind("-->")


def _listed(links: Sequence[Link]) -> str:
    return f"\n<ul>{''.join(map(_entry, links))}</ul>" if links else ""


def _entry(link: Link) -> str:
    note = f" – {escape(link.note)}" if link.note else ""
    return f'<li><a href="{escape(link.url)}">{escape(link.title)}</a>{note}</li>'


def _refuse(text: str, *, written: str) -> None:
    """Raise `Unusable` for a character that must not be published, with its line in `written`."""
    bidi = (
        "which reverses the text that follows",
        "delete it: text from right to left needs no such character",
    )
    unfit = "which must not be published", "delete it"
    for find_one, (why, hint) in ((control_character, unfit), (bidi_override, bidi)):
        if (at := find_one(text)) is not None:
            what, origin = (code_point(text[at]), at) if text is written else _origin(text[at], find_one, written)
            line = written.count("\n", 0, origin) + 1
            raise Unusable(f"has {what} in it (line {line}), {why}", hint=hint)


def _origin(char: str, find_one: Callable[[str], int | None], written: str) -> tuple[str, int]:
    """What in `written` became the character, and where: most often a reference such as `&#8238;`."""
    for match in _REFERENCE.finditer(written):
        number = int(match[1], 16) if match[1] else int(match[2])
        meaning = unescape(match[0]) or chr(number)
        if find_one(meaning) is not None:
            return match[0], match.start()
    return code_point(char), max(0, written.find(char))
