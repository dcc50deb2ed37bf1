"""What is wrong with the syntax of a YAML file, in our words: where the parser stopped, why, and what to write."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import yaml

from feedpub.errors import Place, Problem
from feedpub.standards import code_point, quoted

QUOTE_IT = "put the whole value between double quotes"

TAB, NO_TABS = "a tab", "write spaces; YAML takes tabs nowhere between values"

_ODD_COLON = re.compile(r"^[ ]*-?[ ]*[A-Za-z_]+(?P<odd>：|:(?=[\u00a0\u2000-\u200b\u202f\u205f\u3000]))", re.MULTILINE)


_DIRECTIVE = re.compile("^%", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Failure:
    """Where a parser stopped, and at what."""

    text: str
    at: yaml.Mark
    begun: yaml.Mark
    """Where the value or text began that the parser could not finish."""

    @property
    def before(self) -> str:
        """The line up to where the parser stopped."""
        return self.text[: self.at.index].rsplit("\n", 1)[-1]

    @property
    def char(self) -> str:
        return self.text[self.at.index : self.at.index + 1]


_Explanation = tuple[yaml.Mark, str, str]


def syntax_problem(error: yaml.MarkedYAMLError, text: str, name: str) -> Problem:
    """A parser's error as a problem: its position, message and hint, the same whichever parser found it."""
    if odd := odd_line(text, name):
        return odd
    at: Any = error.problem_mark  # never None, although the stubs allow it
    failure = _Failure(text, at, error.context_mark or at)
    fragments = f"{error.problem} {error.context}"
    explain = next((explain for known, explain in _TABLE if any(one in fragments for one in known)), _unknown)
    mark, message, hint = explain(failure)
    return Problem(Place(name, mark.line + 1, mark.column + 1), "", message, hint)


def odd_line(text: str, name: str) -> Problem | None:
    """The first line with a colon or space of another script, or with a directive; parsers report it only later."""
    if odd := _ODD_COLON.search(text):
        seen = text[odd.end() - (odd["odd"] == "：")]
        message = f"{code_point(seen)} where a colon and a space are wanted"
        hint = "write `: ` with the plain colon and a plain space"
        return Problem(place(name, text, odd.start("odd")), "", message, hint)
    if directive := _DIRECTIVE.search(text):
        hint = "delete the line, or quote a value with %"
        return Problem(place(name, text, directive.start()), "", "a YAML directive, which is not read here", hint)
    return None


def _unknown(failure: _Failure) -> _Explanation:
    return failure.at, "not YAML from here on", "check quotes and indentation"


def _colon(failure: _Failure) -> _Explanation:
    if ":" in failure.before:
        return failure.at, "a second `: ` in the line, and no quotes around the value", QUOTE_IT
    return (
        failure.at,
        "a key inside the text that the line above began",
        "begin keys of one level in the same column; each line is `key: value`",
    )


def _behind_comment(failure: _Failure) -> _Explanation | None:
    """The same of a text whose line above ends in a comment: there, to YAML, the text has ended."""
    above = failure.text[: failure.at.index].rstrip().rpartition("\n")[2]
    if not _ENDS_IN_COMMENT.search(above) or _IS_QUOTED.search(above):
        return None
    return failure.at, "text behind a comment: `#` ended the value above", f"{QUOTE_IT}, or begin it with `|`"


_ENDS_IN_COMMENT = re.compile(r"(?:^|\s)#")
_IS_QUOTED = re.compile(r"(?:^\s*|[:-]\s+)[\"']")


def _no_colon(failure: _Failure) -> _Explanation:
    if explained := _behind_comment(failure):
        return explained
    return failure.begun, "a line without `key: `", "write `key: value`; longer texts go indented below `key: |`"


def _cannot_start(failure: _Failure) -> _Explanation:
    if failure.char == "\t":
        return _tab(failure)
    if not failure.char:
        return failure.at, "the file ends inside brackets", f"close them, or {QUOTE_IT}"
    return failure.at, f"no value begins with {quoted(failure.char)}", QUOTE_IT


def _tab(failure: _Failure) -> _Explanation:
    return failure.at, TAB, NO_TABS


def _sigil(failure: _Failure) -> _Explanation:
    sigil = failure.text[failure.begun.index : failure.begun.index + 1]
    return failure.begun, f"no value begins with {quoted(sigil)}", QUOTE_IT


def _open_quote(failure: _Failure) -> _Explanation:
    quote = failure.text[failure.begun.index : failure.begun.index + 1]
    twice = " (inside single quotes, write a quote twice)" if quote == "'" else ""
    return failure.begun, "a quote that is never closed", f"close it where the value ends{twice}"


def _escape(failure: _Failure) -> _Explanation:
    return (
        failure.begun,
        "a backslash in double quotes that escapes nothing",
        "write it twice, or put the value between single quotes",
    )


def _behind_bar(failure: _Failure) -> _Explanation:
    return failure.at, "text behind `|` or `>`", "begin the text in the next line, indented"


def _behind(failure: _Failure) -> _Explanation:
    value = failure.before.partition(": ")[2].lstrip() or failure.before.lstrip(" -")
    if value[:1] in {"'", '"'}:
        hint = "put one pair of quotes around the whole value; inside single quotes, write a quote twice"
        return failure.at, "text behind the closing quote", hint
    if value[:1] in {"[", "{"}:
        return failure.at, "text behind the closing bracket", QUOTE_IT
    if value[:1] in {"*", "&", "!"}:
        return failure.at, f"no value begins with {quoted(value[0])}", QUOTE_IT
    return _indentation(failure)


def _indentation(failure: _Failure) -> _Explanation:
    if failure.char == ":":
        return failure.at, "a colon without a key", "write `key: value`"
    if failure.char == "-" and not failure.before.strip():
        return failure.at, "a list entry where a key is wanted", "indent the list below its key"
    if explained := _behind_comment(failure):
        return explained
    return (
        failure.at,
        "begins in a column where nothing above does",
        "begin keys of one level in the same column",
    )


def _open_bracket(failure: _Failure) -> _Explanation:
    bracket = failure.text[failure.begun.index : failure.begun.index + 1]
    line = re.split(r"[\r\n]", failure.text[failure.begun.index :], maxsplit=1)[0]
    if comment := _ENDS_IN_COMMENT.search(line):
        message = f"{quoted(bracket)} is not closed in its line, where {quoted(line[comment.start() :].strip(), 40)}"
        return failure.begun, f"{message} is a comment", "put double quotes around the text that has a # in it"
    return failure.begun, f"{quoted(bracket)} is not closed where it should be", f"close it, or {QUOTE_IT}"


def _tight_colon(failure: _Failure) -> _Explanation:
    return failure.at, "a colon without a value inside brackets", "write a value behind it, or quote the text"


def _dash(failure: _Failure) -> _Explanation:
    return failure.at, "a list entry in the line of its key", f"begin the list in the next line, or {QUOTE_IT}"


def _entry(failure: _Failure) -> _Explanation:
    if failure.before.strip(" -"):
        return _behind(failure)
    return failure.at, "a key where a list entry is wanted", "begin each entry of the list with `- `"


def _question(failure: _Failure) -> _Explanation:
    return failure.at, "no value begins with '? '", QUOTE_IT


def _tag(failure: _Failure) -> _Explanation:
    return failure.at, "a YAML tag, which is not read here", f"delete it, or {QUOTE_IT}"


_TABLE: tuple[tuple[tuple[str, ...], Callable[[_Failure], _Explanation]], ...] = (
    (("mapping values are not allowed",), _colon),
    (("mapping keys are not allowed",), _question),
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


def place(name: str, text: str, at: int) -> Place:
    """Line and column of a position in a text."""
    before = text[:at].replace("\r\n", "\n").replace("\r", "\n")
    return Place(name, before.count("\n") + 1, len(before) - before.rfind("\n"))
