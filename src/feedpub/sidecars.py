"""What chapter files and transcripts have in common: UTF-8, often JSON, and faults that become facts.

Reading never fails, whatever a file holds: a fault is a value beside what could be read.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NoReturn

from feedpub.feed_view import Element, Trouble, fact
from feedpub.standards import quoted

SHOWN = 5
"""Faults of one kind that are reported of a file; the others are only counted."""

_BLANK = re.compile(r"[ \t\n\r]*")
_STRING_OR_CONSTANT = re.compile(r'"(?:[^"\\]|\\.)*+"|(NaN|-?Infinity)', re.DOTALL)
_DECODER = json.JSONDecoder()
_JSON_FAULTS = {
    "Expecting ',' delimiter": "a comma or a closing bracket is missing",
    "Expecting ':' delimiter": "a colon is missing",
    "Expecting property name enclosed in double quotes": "a name in double quotes is missing, or a comma is left over",
    "Illegal trailing comma before end of object": "a comma is left over",
    "Illegal trailing comma before end of array": "a comma is left over",
    "Expecting value": "a value is missing, or has no quotes",
    "Unterminated string starting at": "a string has no closing quote",
    "Invalid control character at": "a string has a line break or tab in it",
    "Extra data": "there is more text after the end of the JSON",
}
_NAMES = {bool: "a boolean", int: "a number", float: "a number", str: "text", list: "a list", dict: "an object"}


@dataclass(slots=True)
class Faults:
    """What is wrong with a file, collected while it is read."""

    found: list[Trouble] = field(default_factory=list)

    def add(self, kind: str, message: str, hint: str = "", line: int = 0) -> None:
        """Add a fault at a line of the file (0: the whole file)."""
        self.found.append(Trouble(kind=kind, message=message, hint=hint, line=line))

    def by_line(self) -> tuple[Trouble, ...]:
        """All faults in the order of the file."""
        return tuple(sorted(self.found, key=lambda one: one.line))


@dataclass(frozen=True, slots=True)
class DecodedText:
    """A file as text."""

    text: str
    """Without the byte order mark; U+FFFD where a character could not be read."""

    fault: str = ""
    """Why it is not UTF-8; empty if it is."""

    line: int = 0
    """Of the fault, from 1; 0 means the whole file."""


def read_text(data: bytes) -> DecodedText:
    """The text of a file that must be UTF-8. UTF-16 with a byte order mark is read too, and is a fault."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return DecodedText(data.decode("utf-16", "replace"), "it is UTF-16")
    try:
        return DecodedText(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return DecodedText(data.decode("utf-8-sig", "replace"), f"it is not UTF-8 (byte {error.start + 1})", line)


@dataclass(frozen=True, slots=True)
class JsonDocument:
    """A file as JSON."""

    value: object = None
    fault: str = ""
    """Why it is not JSON; empty if it is."""

    line: int = 0
    """Of the fault; 0 if it is not known."""


def parse_json(text: str) -> JsonDocument:
    """The value of a JSON document, or why it has none."""
    try:
        return JsonDocument(json.loads(text, parse_constant=_refuse))
    except json.JSONDecodeError as error:
        return JsonDocument(None, _JSON_FAULTS.get(error.msg, "it is not JSON from here on"), error.lineno)
    except RecursionError:
        return JsonDocument(None, "it is nested too deeply")
    except ValueError as error:
        return (
            _constant(text)
            if isinstance(error, _NotANumber)
            else JsonDocument(None, "it has a number that is too long")
        )


class _NotANumber(ValueError):
    """`NaN` or `Infinity`, which Python writes and JSON does not know."""


def _refuse(name: str) -> NoReturn:
    raise _NotANumber(name)


def _constant(text: str) -> JsonDocument:
    found = next((match for match in _STRING_OR_CONSTANT.finditer(text) if match[1]), None)
    if found is None:
        return JsonDocument(None, "it has a number that JSON does not know")
    return JsonDocument(None, f"{found[1]} is not a number in JSON", text.count("\n", 0, found.start()) + 1)


def described(value: object) -> str:
    """A value of JSON as messages name it: its type, and what it is if that is short, such as `text ('2:10')`."""
    if value is None:
        return "null"
    name = _NAMES.get(type(value), "a value")
    return f"{name} ({shortened(value)})" if isinstance(value, str | int | float) else name


def shortened(value: object) -> str:
    """A value as text that fits into a message."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and value.bit_length() > 200:
        return "a huge number"
    return str(value)[:40]


def lines_of_list(text: str, name: str) -> tuple[int, ...]:
    """The line on which each element of the list `name` begins, where a JSON object has such a list.

    `text` is one that `parse_json` can read; empty if it is not an object or has no such list.
    """
    at = _skip(text, 0)
    if text[at : at + 1] != "{":
        return ()
    starts: list[int] = []
    at = _skip(text, at + 1)
    while text[at] != "}":
        key, at = _DECODER.raw_decode(text, at)
        at = _skip(text, _skip(text, at) + 1)
        if key == name:  # of two equal names the last one counts, as in every JSON reader
            starts = _starts(text, at)
        at = _after_value(text, at)
    return _lines(text, starts)


def _starts(text: str, at: int) -> list[int]:
    """Where the elements of a list begin; empty if the value is not a list."""
    starts: list[int] = []
    if text[at] != "[":
        return starts
    at = _skip(text, at + 1)
    while text[at] != "]":
        starts.append(at)
        at = _after_value(text, at)
    return starts


def _after_value(text: str, at: int) -> int:
    """Where the next value, name or closing bracket begins."""
    _, at = _DECODER.raw_decode(text, at)
    at = _skip(text, at)
    return _skip(text, at + 1) if text[at] == "," else at


def _skip(text: str, at: int) -> int:
    match = _BLANK.match(text, at)
    return match.end() if match else at


def _lines(text: str, starts: list[int]) -> tuple[int, ...]:
    lines, line, before = [], 1, 0
    for start in starts:
        line += text.count("\n", before, start)
        before = start
        lines.append(line)
    return tuple(lines)


def fault_facts(faults: Iterable[Trouble]) -> Iterator[Element]:
    """The facts about what is wrong with a file (`seen:fault`): the first few of each kind, and how many more.

    Example: `<seen:fault kind="cues-out-of-order" message="…" hint="…" line="12" more="37"/>`.
    """
    by_kind: dict[str, list[Trouble]] = {}
    for one in faults:
        by_kind.setdefault(one.kind, []).append(one)
    for kind, found in by_kind.items():
        for number, one in enumerate(found[:SHOWN], start=1):
            more = len(found) - SHOWN if number == SHOWN and len(found) > SHOWN else None
            yield fact("fault", kind=kind, message=one.message, hint=one.hint or None, line=one.line or None, more=more)
