"""Markdown as GitHub writes it → HTML, and what of it would vanish on the way.

Source: GitHub Flavored Markdown Spec 0.29; footnotes as GitHub's documentation, "Basic writing and formatting syntax".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote

from cmarkgfm import cmark

from feedpub.errors import Unusable
from feedpub.notes.tokens import DEEPEST, TOO_MUCH

_EXTENSIONS = ("table", "strikethrough", "autolink", "tasklist")
_OPTIONS = cmark.Options.CMARK_OPT_UNSAFE | cmark.Options.CMARK_OPT_FOOTNOTES

MOST_COLUMNS = 100
"""Columns of a table: each row is filled up to their number."""

_NESTED = re.compile(rf"^(?:[ \t]*(?:>|[-+*](?=[ \t])|[0-9]{{1,9}}[.)](?=[ \t]))){{{DEEPEST + 1},}}", re.MULTILINE)
_RULE = re.compile(r"[ \t]*([-*])(?:[ \t]*\1)*[ \t]*$")
_DELIMITERS = re.compile(rf"^[ \t>]*+(?:[ \t:-]*+\|){{{MOST_COLUMNS},}}", re.MULTILINE)

_REFERENCE = re.compile(r'<sup class="footnote-ref">(<a href="#[^"]*" id="[^"]*")[^>]*>([^<]*)</a></sup>')
_BACK = re.compile(
    r'(<a href="#[^"]*") class="footnote-backref"[^>]*>↩(?:<sup class="footnote-ref">([0-9]+)</sup>)?</a>'
)
_WEB = re.compile(r'<a href="http://(www\.[^"]*)">(?=www\.)', re.IGNORECASE)

BACK = "↩"
"""The words of a link from a footnote to where it is referred to."""

_ADDRESS = re.compile(r'(?:href|src)="([^"]*)"')
_NOTE = re.compile(r'<li id="fn-([^"]*)">')
_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r"\w+")
_USE = re.compile(r"\[((?:[^\[\]\\]|\\.){1,999})\](?!:)")
_DEFINITION = re.compile(r"^[ >]*\[(\^?)((?:[^\[\]\\\n]|\\.){1,999})\]:[ \t]*(\S[^\n]*)?$", re.MULTILINE)


def markdown_to_html(text: str) -> str:
    """HTML of Markdown with GitHub's extensions; it is not sanitised.

    Raises `Unusable` for text that would take too long to read.
    """
    _refuse_excess(text)
    html = cmark.markdown_to_html_with_extensions(text, _OPTIONS, _EXTENSIONS)
    html = _WEB.sub(r'<a href="https://\1">', html)
    if "footnote-" in html:
        html = _BACK.sub(rf"\1>{BACK}</a>", _REFERENCE.sub(r"<sup>\1>[\2]</a></sup>", html))
    return html


def _refuse_excess(text: str) -> None:
    for nested in _NESTED.finditer(text):
        line = text[nested.start() : (text.find("\n", nested.end()) + 1 or len(text) + 1) - 1]
        if not _RULE.match(line):
            raise Unusable(f"has quotations or lists that are more than {DEEPEST} levels deep", hint=TOO_MUCH)
    if _DELIMITERS.search(text):
        raise Unusable(f"has a table of more than {MOST_COLUMNS} columns", hint=TOO_MUCH)


def unused_definitions(text: str, html: str) -> Iterator[tuple[str, str]]:
    """Definitions of links and footnotes that nothing refers to: how each begins, and the words that are lost.

    `html` is what `markdown_to_html` makes of the text; what looks like a definition in code is in it as text.
    """
    if "]:" not in text:
        return
    addresses = {_plain(found) for found in _ADDRESS.findall(html)}
    shown = {_letters(unescape(_TAG.sub("", line))) for line in html.split("\n")}
    uses = {_label(found) for found in _USE.findall(text)}
    notes = {found.casefold() for found in map(_plain, _NOTE.findall(html))}
    for match in _DEFINITION.finditer(text):
        is_note, label = match[1], match[2]
        content = match[3] or text[match.end() :].lstrip("\n").partition("\n")[0].strip()
        if not content or _letters(match[0]) in shown:
            continue
        if is_note and label.casefold() in notes:
            notes.discard(label.casefold())  # a second one of the same name is not shown
        elif is_note or _label(label) not in uses or _plain(content.split()[0].strip("<>")) not in addresses:
            written = f"[{is_note}{label}]:"
            yield written, f"{written} {content}".rstrip()


def _label(label: str) -> str:
    return " ".join(label.casefold().split())


def _plain(address: str) -> str:
    return unquote(unescape(address))


def _letters(line: str) -> str:
    return " ".join(_WORD.findall(line))
