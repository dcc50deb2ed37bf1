"""The table of docs/notes.md: each row says what is published of what an author writes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.test_notes_kept import reports

from feedpub import notes
from feedpub.lint.rules import RULES
from feedpub.notes import feed_form
from feedpub.standards import begins_with_html

MANUAL = Path(__file__).parents[1] / "docs" / "notes.md"
_ROW = re.compile(r"^\| (?!you write|---)(.*) \|$", re.MULTILINE)


class Row(NamedTuple):
    """An example of a row: what is written, what page and feed have, and the kinds that are reported."""

    written: str
    page: str
    feed: str
    kinds: tuple[str, ...] = ()


EXAMPLES: dict[str, tuple[Row, ...]] = {
    "paragraphs, lists, links": (
        Row(
            "a [b](https://b.example/) **c** *d*\n\n- e",
            *2
            * ('<p>a <a href="https://b.example/">b</a> <strong>c</strong> <em>d</em></p>\n<ul>\n<li>e</li>\n</ul>',),
        ),
    ),
    "lines that begin with a time": (Row("(3:15) The tide\n(4:00) b", *2 * ("<p>(3:15) The tide<br>\n(4:00) b</p>",)),),
    "headings": (Row("# a", *2 * ("<p><strong>a</strong></p>",)),),
    "quotations, code": (Row("> a\n\n```\nb\nc\n```\n\n<div>d</div>", *2 * ("<p>a</p>\n<p>b<br>\nc</p>\n<p>d</p>",)),),
    "a table |": (
        Row("| Boat | Year |\n|--|--|\n| Ann | 1902 |", "<table>", "<p>Boat: Ann · Year: 1902</p>"),
        Row("| T | W |\n|--|--|\n| 0:00 | Quay |", "<table>", "<p>T · W<br>\n0:00 Quay</p>"),
    ),
    "a row with more cells": (Row("| a |\n|--|\n| b | c |", "<table>", "<p>a: b</p>", ("extra-cells",)),),
    "a table without headers": (Row("<table><tr><td>a</td><td>b</td></tr></table>", *2 * ("<p>a b</p>",)),),
    "`~~Monday~~`": (Row("~~Monday~~", "<p><del>Monday</del></p>", "", ("struck-out",)),),
    "`- [x] done`": (Row("- [x] done\n- [ ] open", *2 * ("<ul>\n<li>☑ done</li>\n<li>☐ open</li>\n</ul>",)),),
    "`a claim.[^1]`": (
        Row(
            "a claim.[^1]\n\n[^1]: its source",
            '<p id="notes-fnref-1">a claim.<sup><a href="#notes-fn-1">[1]</a></sup></p>',
            "<p>a claim.[1]</p>\n<ol>\n<li>its source</li>\n</ol>",
        ),
    ),
    "a footnote or address that nothing": (
        Row("a\n\n[^1]: b\n\n[c]: https://c.example/", *2 * ("<p>a</p>",), ("unused-definition", "unused-definition")),
    ),
    "the mark of a footnote": (Row("a[^1]", *2 * ("<p>a[^1]</p>",), ("missing-footnote",)),),
    "`https://…`, `www.…`": (
        Row("https://a.example", *2 * ('<p><a href="https://a.example">https://a.example</a></p>',)),
        Row("www.a.example", *2 * ('<p><a href="https://www.a.example">www.a.example</a></p>',)),
        Row("ann@example.com", *2 * ('<p><a href="mailto:ann@example.com">ann@example.com</a></p>',)),
    ),
    "`[words](/boats)`": (
        Row("[words](/boats) [c](boats.pdf)", *2 * ("<p>words c</p>",), ("relative-link", "relative-link")),
    ),
    "`[words](#the-boats)`": (
        Row(
            "[words](#the-boats)\n\n# The boats",
            '<p><a href="#notes-the-boats">words</a></p>',
            "<p>words</p>\n<p><strong>The boats</strong></p>",
        ),
        Row("[words](#the-boats)", *2 * ("<p>words</p>",), ("lost-fragment",)),
    ),
    "`[words](#t=195)`": (Row("[words](#t=195)", '<p><a href="#t=195">words</a></p>', "<p>words</p>"),),
    "`[words](tel:…)`": (
        Row("[words](tel:1) [a](ftp://b.example)", *2 * ("<p>words a</p>",), ("unopened-link", "unopened-link")),
    ),
    '`[words](https://… "more': (
        Row(
            '[words](https://a.example/ "more words")',
            *2 * ('<p><a href="https://a.example/">words</a></p>',),
            ("tooltip",),
        ),
    ),
    "`[](https://…)`": (
        Row("[](https://a.example/)", *2 * ('<p><a href="https://a.example/">https://a.example/</a></p>',)),
    ),
    "`![words](https://…/boat.jpg)`": (
        Row(
            "![words](https://a.example/boat.jpg)",
            *2 * ('<p><a href="https://a.example/boat.jpg">words</a></p>',),
            ("picture",),
        ),
        Row(
            "![](https://a.example/boat.jpg)",
            *2 * ('<p><a href="https://a.example/boat.jpg">boat.jpg</a></p>',),
            ("picture",),
        ),
    ),
    "`![words](boat.jpg)`": (Row("![words](boat.jpg)", *2 * ("<p>words</p>",), ("picture",)),),
    "`1986. What a year!`": (
        Row(
            "1986. What a year!",
            '<ol start="1986">\n<li>What a year!</li>\n</ol>',
            "<ol>\n<li>What a year!</li>\n</ol>",
            ("numbering",),
        ),
    ),
    "`10<sup>6</sup>`": (
        Row(
            "10<sup>6</sup> H<sub>2</sub>O 1<sup>st</sup>",
            "<p>10<sup>6</sup> H<sub>2</sub>O 1<sup>st</sup></p>",
            "<p>10⁶ H₂O 1st</p>",
        ),
    ),
    "`<Ann>`": (Row("a <Ann>", *2 * ("<p>a &lt;Ann&gt;</p>",)),),
    "`<o:p>`": (Row("<p>a <o:p>b</o:p></p>", *2 * ("<p>a b</p>",), ("foreign-element",)),),
    "`<script>`": (
        Row(
            "a <script>b</script> <iframe src=c></iframe> <form>d</form>",
            *2 * ("<p>a</p>\n<p>d</p>",),
            ("active-content", "active-content"),
        ),
        Row(
            "a <b onclick=a>b</b> [c](javascript:d)",
            *2 * ("<p>a <b>b</b> c</p>",),
            ("active-content", "active-content"),
        ),
    ),
    "`<video>`": (
        Row(
            "a <video>b</video> <svg>c</svg> <style>d</style> <textarea>e</textarea>",
            *2 * ("<p>a</p>",),
            ("removed-element",) * 4,
        ),
    ),
    "`<!-- a comment -->`": (Row("a <!-- b -->", *2 * ("<p>a</p>",), ("comment",)),),
    "`<!-- a comment without": (Row("<div>\na <!-- b", *2 * ("<p>a</p>",), ("unclosed-comment",)),),
    "what is no Markdown": (
        Row("[a](b c) :wave:", *2 * ("<p>[a](b c) :wave:</p>",), ("unread-markup", "unread-markup")),
    ),
    "classes, styles": (Row("<p class=a style=b align=c>d</p>", *2 * ("<p>d</p>",)),),
}
"""By how the first cell of the row begins."""


def rows() -> list[str]:
    """The rows of the table."""
    return _ROW.findall(MANUAL.read_text(encoding="utf-8"))


def test_every_row_has_an_example_and_every_example_a_row() -> None:
    """So that the table says all, and nothing else."""
    assert [1] * len(rows()) == [sum(row.startswith(begin) for begin in EXAMPLES) for row in rows()]
    assert [] == [begin for begin in EXAMPLES if not any(row.startswith(begin) for row in rows())]


@pytest.mark.parametrize("begin", EXAMPLES)
def test_a_row_is_true(begin: str) -> None:
    """Page, feed, and the code of the finding."""
    row = next(one for one in rows() if one.startswith(begin))
    named = set(re.findall(r"FP[0-9]{3}", row))
    found: set[str] = set()

    for one in EXAMPLES[begin]:
        made = notes.render(one.written, format="html" if begins_with_html(one.written) else "markdown")
        page = made.html if not made.html.startswith(one.page) else one.page
        assert one == Row(
            one.written, page, feed_form(made.html), tuple(kind.partition(" ")[0] for kind in reports(made))
        )
        found |= {CODES[kind] for kind in one.kinds}

    assert named == found
    assert found <= set(RULES)


CODES = {
    "relative-link": "FP248",
    "unopened-link": "FP249",
    "active-content": "FP250",
    "picture": "FP251",
    "struck-out": "FP252",
    "lost-fragment": "FP253",
    "unused-definition": "FP254",
    "missing-footnote": "FP255",
    "removed-element": "FP256",
    "foreign-element": "FP256",
    "comment": "FP257",
    "unclosed-comment": "FP258",
    "numbering": "FP259",
    "tooltip": "FP260",
    "unread-markup": "FP262",
    "extra-cells": "FP263",
}
