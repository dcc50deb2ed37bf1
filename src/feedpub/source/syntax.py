"""What a YAML parser stumbles over, in the words of somebody who writes YAML by hand.

Both of PyYAML's parsers (libyaml, Python) say it in their own fragments; what is said here depends on neither.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import yaml

from feedpub.errors import Place, Problem
from feedpub.source.text import place
from feedpub.standards import code_point, quoted

QUOTE_IT = "put the whole value between double quotes"

TAB, NO_TABS = "a tab", "write spaces; YAML takes tabs nowhere between values"

_ODD_COLON = re.compile(r"^[ ]*-?[ ]*[A-Za-z_]+(?P<odd>：|:(?=[\u00a0\u2000-\u200b\u202f\u205f\u3000]))", re.MULTILINE)


_DIRECTIVE = re.compile("^%", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Stumble:
    """Where a parser gave up, and over what."""

    text: str
    at: yaml.Mark
    begun: yaml.Mark
    """Where the thing began that could not be ended."""

    @property
    def before(self) -> str:
        """The line up to where the parser gave up."""
        return self.text[: self.at.index].rsplit("\n", 1)[-1]

    @property
    def char(self) -> str:
        return self.text[self.at.index : self.at.index + 1]


_Said = tuple[yaml.Mark, str, str]


def syntax_problem(error: yaml.MarkedYAMLError, text: str, name: str) -> Problem:
    """The problem that a parser's error stands for: place, message and hint in our words."""
    if odd := odd_line(text, name):
        return odd
    at: Any = error.problem_mark  # never None, whatever the stubs say
    stumble = _Stumble(text, at, error.context_mark or at)
    fragments = f"{error.problem} {error.context}"
    say = next((say for known, say in _TABLE if any(one in fragments for one in known)), _unknown)
    mark, message, hint = say(stumble)
    return Problem(Place(name, mark.line + 1, mark.column + 1), "", message, hint)


def odd_line(text: str, name: str) -> Problem | None:
    """The first line with a colon or space of another script, or with a directive: parsers stumble only later."""
    if odd := _ODD_COLON.search(text):
        seen = text[odd.end() - (odd["odd"] == "：")]
        message = f"{code_point(seen)} where a colon and a space are wanted"
        hint = "write `: ` with the plain colon and a plain space"
        return Problem(place(name, text, odd.start("odd")), "", message, hint)
    if directive := _DIRECTIVE.search(text):
        hint = "delete the line, or quote a value with %"
        return Problem(place(name, text, directive.start()), "", "a YAML directive, which is not read here", hint)
    return None


def _unknown(stumble: _Stumble) -> _Said:
    return stumble.at, "not YAML from here on", "check quotes and indentation"


def _colon(stumble: _Stumble) -> _Said:
    if ":" in stumble.before:
        return stumble.at, "a second `: ` in the line, and no quotes around the value", QUOTE_IT
    return (
        stumble.at,
        "a key inside the text that the line above began",
        "begin keys of one level in the same column; each line is `key: value`",
    )


def _no_colon(stumble: _Stumble) -> _Said:
    return stumble.begun, "a line without `key: `", "write `key: value`; longer texts go indented below `key: |`"


def _cannot_start(stumble: _Stumble) -> _Said:
    if stumble.char == "\t":
        return _tab(stumble)
    if not stumble.char:
        return stumble.at, "the file ends inside brackets", f"close them, or {QUOTE_IT}"
    return stumble.at, f"no value begins with {quoted(stumble.char)}", QUOTE_IT


def _tab(stumble: _Stumble) -> _Said:
    return stumble.at, TAB, NO_TABS


def _sigil(stumble: _Stumble) -> _Said:
    sigil = stumble.text[stumble.begun.index : stumble.begun.index + 1]
    return stumble.begun, f"no value begins with {quoted(sigil)}", QUOTE_IT


def _open_quote(stumble: _Stumble) -> _Said:
    quote = stumble.text[stumble.begun.index : stumble.begun.index + 1]
    twice = " (inside single quotes, write a quote twice)" if quote == "'" else ""
    return stumble.begun, "a quote that is never closed", f"close it where the value ends{twice}"


def _escape(stumble: _Stumble) -> _Said:
    return (
        stumble.begun,
        "a backslash in double quotes that escapes nothing",
        "write it twice, or put the value between single quotes",
    )


def _behind_bar(stumble: _Stumble) -> _Said:
    return stumble.at, "text behind `|` or `>`", "begin the text in the next line, indented"


def _behind(stumble: _Stumble) -> _Said:
    value = stumble.before.partition(": ")[2].lstrip() or stumble.before.lstrip(" -")
    if value[:1] in {"'", '"'}:
        hint = "put one pair of quotes around the whole value; inside single quotes, write a quote twice"
        return stumble.at, "text behind the closing quote", hint
    if value[:1] in {"[", "{"}:
        return stumble.at, "text behind the closing bracket", QUOTE_IT
    if value[:1] in {"*", "&", "!"}:
        return stumble.at, f"no value begins with {quoted(value[0])}", QUOTE_IT
    return _indentation(stumble)


def _indentation(stumble: _Stumble) -> _Said:
    if stumble.char == ":":
        return stumble.at, "a colon without a key", "write `key: value`"
    if stumble.char == "-" and not stumble.before.strip():
        return stumble.at, "a list entry where a key is wanted", "indent the list below its key"
    return (
        stumble.at,
        "begins in a column where nothing above does",
        "begin keys of one level in the same column",
    )


def _open_bracket(stumble: _Stumble) -> _Said:
    bracket = stumble.text[stumble.begun.index : stumble.begun.index + 1]
    return stumble.begun, f"{quoted(bracket)} is not closed where it should be", f"close it, or {QUOTE_IT}"


def _tight_colon(stumble: _Stumble) -> _Said:
    return stumble.at, "a colon without a value inside brackets", "write a value behind it, or quote the text"


def _dash(stumble: _Stumble) -> _Said:
    return stumble.at, "a list entry in the line of its key", f"begin the list in the next line, or {QUOTE_IT}"


def _entry(stumble: _Stumble) -> _Said:
    if stumble.before.strip(" -"):
        return _behind(stumble)
    return stumble.at, "a key where a list entry is wanted", "begin each entry of the list with `- `"


def _tag(stumble: _Stumble) -> _Said:
    return stumble.at, "a YAML tag, which is not read here", f"delete it, or {QUOTE_IT}"


_TABLE: tuple[tuple[tuple[str, ...], Callable[[_Stumble], _Said]], ...] = (
    (("mapping values are not allowed",), _colon),
    (("could not find expected ':'",), _no_colon),
    (("tab character",), _tab),
    (("cannot start any token",), _cannot_start),
    (("alphabetic or numeric",), _sigil),
    (("unexpected end of stream", "unexpected document separator", "unexpected document indicator"), _open_quote),
    (("escape character", "hexdecimal", "hexadecimal", "escape code", "escape sequence"), _escape),
    (("comment or line break", "comment or a line break", "chomping", "indentation indicator"), _behind_bar),
    (("',' or ']'", "',' or '}'"), _open_bracket),
    (("unexpected ':'",), _tight_colon),
    (("sequence entries are not allowed",), _dash),
    (("node content",), _cannot_start),
    (("block collection",), _entry),
    (("tag handle", "tag", "URI"), _tag),
    (("expected key", "<block end>", "<document start>"), _behind),
)
