"""Notes as the page shows them → notes as directories keep them: `p br ul ol li a b i em strong`.

Source: PSP-1, "Podcast RSS Specification", item description; Apple, "A Podcaster's Guide to RSS".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from feedpub.notes.markdown import BACK
from feedpub.notes.rewriter import rewrite
from feedpub.notes.tables import as_lines, end_of
from feedpub.notes.tokens import Token, tokens

_PAGE_ONLY = re.compile(r'<(?:table|del|sup|sub)>|<(?:p|li|td|th) id="|<ol start="|<a href="#')

_RAISED = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_SCRIPTS = {"sup": (_RAISED, "0123456789+-−=()ni"), "sub": (_LOWERED, "0123456789+-−=()")}


@lru_cache(maxsize=256)  # the same notes are read while a feed, its pages and excerpts are made
def feed_form(html: str) -> str:
    """The notes for a feed, an excerpt or a tag: tables as lines, no text that is struck out, footnote marks as text.

    What has none of these is given back as it is: notes that were published earlier never change by it.
    """
    if not _PAGE_ONLY.search(html):
        return html
    without_tables: list[Token] = []
    kept = list(_kept(list(tokens(html))))
    at = 0
    while at < len(kept):
        if kept[at].kind == "start" and kept[at].name == "table":
            end = end_of(kept, at)
            without_tables += as_lines(kept[at : end + 1])
            at = end
        else:
            without_tables.append(kept[at])
        at += 1
    return rewrite(without_tables)[0]


def _kept(page: Sequence[Token]) -> Iterator[Token]:
    """The tokens without what is struck out, without links to places on the page, and without numbers of lists."""
    at = 0
    while at < len(page):
        one = page[at]
        if one.kind != "start":
            yield one
        elif one.name == "del":
            at = end_of(page, at)
        elif one.name == "a" and one.attributes.get("href", "").startswith("#"):
            end = end_of(page, at)
            inside = page[at + 1 : end]
            if "".join(each.text for each in inside).strip() != BACK:
                yield from _kept(inside)
            at = end
        elif one.name in _SCRIPTS:
            end = end_of(page, at)
            yield from _script(one.name, list(_kept(page[at + 1 : end])))
            at = end
        else:
            yield one if not one.attributes.get("start") else Token("start", one.name)
        at += 1


def _script(name: str, inside: Sequence[Token]) -> Iterator[Token]:
    """Raised or lowered digits as letters of their own: 10⁶, H₂O; other words as they are."""
    table, letters = _SCRIPTS[name]
    words = "".join(one.text for one in inside)
    is_script = bool(words) and set(words) <= set(letters)
    for one in inside:
        yield Token("text", text=one.text.translate(table)) if is_script and one.kind == "text" else one
