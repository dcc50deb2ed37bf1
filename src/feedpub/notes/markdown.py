"""Markdown as GitHub writes it → HTML, and what of it would vanish on the way.

Source: GitHub Flavored Markdown Spec 0.29; footnotes as GitHub's documentation, "Basic writing and formatting syntax".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from itertools import pairwise
from urllib.parse import unquote

from cmarkgfm import cmark

from feedpub.errors import Unusable
from feedpub.notes.tokens import DEEPEST, TOO_MUCH
from feedpub.standards.timed_lines import may_hold_time, timed_lines

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

_HANDLE = re.compile(r'(?<=@)<a href="mailto:[^"]*">([^<]*)</a>')
"""`@ann@mastodon.example` is a name on a social network."""

_PUNCTUATION = "。、，！？；：「」『』【】（）《》〈〉“”„«»…"
_SENTENCE = re.compile(rf'<a href="([^"]*)">((?:https?://|www\.)[^<{_PUNCTUATION}]*[{_PUNCTUATION}][^<]*)</a>')
_BARE = re.compile(rf"(?:https?://|www\.)[^\s<{_PUNCTUATION}]+")
_NOTE_ID = re.compile(r'( id=")(fn(?:ref)?-[^"]*%[^"]*)"')

BACK = "↩"
"""The words of a link from a footnote to where it is referred to."""

_ADDRESS = re.compile(r'(?:href|src)="([^"]*)"')
_NOTE = re.compile(r'<li id="fn-([^"]*)">')
_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r"\w+")
_USE = re.compile(r"\[((?:[^\[\]\\]|\\.){1,999})\](?!:)")
_DEFINITION = re.compile(r"^[ >]*\[(\^?)((?:[^\[\]\\\n]|\\.){1,999})\]:[ \t]*(\S[^\n]*)?$", re.MULTILINE)


_QUOTED = re.compile(r"[ \t>]*")
_DELIMITER_ROW = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*+\|?")
_PIPE = re.compile(r"(?<!\\)\|")


def markdown_to_html(text: str) -> str:
    """HTML of Markdown with GitHub's extensions; it is not sanitised.

    Raises `Unusable` for text that would take too long to read.
    """
    _refuse_excess(text)
    html = cmark.markdown_to_html_with_extensions(text, _OPTIONS, _EXTENSIONS)
    html = _WEB.sub(r'<a href="https://\1">', html)
    if "mailto:" in html:
        html = _HANDLE.sub(r"\1", html)
    if not html.isascii():
        html = _SENTENCE.sub(lambda link: _without_sentence(text, link), html)
    if "footnote-" in html:
        html = _BACK.sub(rf"\1>{BACK}</a>", _REFERENCE.sub(r"<sup>\1>[\2]</a></sup>", html))
        html = _NOTE_ID.sub(lambda found: f'{found[1]}{escape(_plain(found[2]))}"', html)
    return html


def _without_sentence(text: str, link: re.Match[str]) -> str:
    """Bare addresses that end where the sentence around them does: Chinese and Japanese have no blank behind them."""
    href, words = link.groups()
    is_bare = _plain(href).endswith(_plain(words)) and f"<{unescape(words)}>" not in text
    return _BARE.sub(r'<a href="\g<0>">\g<0></a>', words).replace('"www.', '"https://www.') if is_bare else link[0]


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


def extra_cells(text: str, html: str) -> Iterator[tuple[str, str]]:
    """Cells of rows with more of them than their table has headers: how they are written, and their words."""
    if "<table>" not in html:
        return
    shown = {_letters(unescape(_TAG.sub("", line))) for line in html.split("\n")}
    columns = 0
    for line in text.split("\n"):
        row = _QUOTED.sub("", line, count=1).strip()
        if "|" in row and _DELIMITER_ROW.fullmatch(row):
            columns = len(_cells(row))
        elif "|" not in row:
            columns = 0
        elif columns and len(extra := _cells(row)[columns:]) and any(extra) and _letters(row) not in shown:
            words = " | ".join(cell for cell in extra if cell)
            yield next(cell for cell in extra if cell), words


def _cells(row: str) -> list[str]:
    inside = row.removeprefix("|")
    inside = inside[:-1] if inside.endswith("|") and not inside.endswith("\\|") else inside
    return [cell.strip() for cell in _PIPE.split(inside)]


def _label(label: str) -> str:
    return " ".join(label.casefold().split())


def _plain(address: str) -> str:
    return unquote(unescape(address))


def _letters(line: str) -> str:
    return " ".join(_WORD.findall(line))


# --- lists with times


_PARTS = "p|ul|ol|li|table|thead|tbody|tfoot|tr|th|td"
_BLOCK_END = re.compile(rf"<(?:br|/?(?:{_PARTS})(?: [^>]*)?)>$")
_BLOCK_BEGIN = re.compile(rf"</?(?:{_PARTS})(?: [^>]*)?>")


def with_timed_lines(html: str) -> str:
    """HTML with breaks around the lines of a list with times, which apps read as chapters: Markdown joins them."""
    if not may_hold_time(words := unescape(_TAG.sub("", html))):
        return html
    lines = html.split("\n")
    timed = [one is not None for one in timed_lines(words.split("\n"))]
    if not any(timed):
        return html
    apart = lines[:1]
    for (line, following), around in zip(pairwise(lines), pairwise(timed), strict=True):
        is_apart = _BLOCK_END.search(line) or _BLOCK_BEGIN.match(following)
        apart += ["<br>\n" if any(around) and not is_apart else "\n", following]
    return "".join(apart)
