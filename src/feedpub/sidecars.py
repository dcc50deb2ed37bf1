"""What chapter files and transcripts have in common: characters, often JSON, and faults that become facts.

Nothing here fails, whatever a file holds.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NoReturn

from feedpub.view import Element, Trouble, fact

FEW = 5
"""Faults of a kind that are told of one file; the others are counted."""

_BLANK = re.compile(r"[ \t\n\r]*")
_STRING_OR_CONSTANT = re.compile(r'"(?:[^"\\]|\\.)*+"|(NaN|-?Infinity)', re.DOTALL)
_DECODER = json.JSONDecoder()
_WORDS = {
    "Expecting ',' delimiter": "a comma or a closing bracket is missing",
    "Expecting ':' delimiter": "a colon is missing",
    "Expecting property name enclosed in double quotes": "a name in double quotes is missing, or a comma too much",
    "Illegal trailing comma before end of object": "a comma is too much",
    "Illegal trailing comma before end of array": "a comma is too much",
    "Expecting value": "a value is missing, or has no quotes",
    "Unterminated string starting at": "a text is not closed",
    "Invalid control character at": "a text has a line break or tab in it",
    "Extra data": "something follows the end",
}


@dataclass(frozen=True, slots=True)
class Characters:
    """A file as text."""

    text: str
    """Without the byte order mark; U+FFFD where a character could not be read."""

    fault: str = ""
    """Why it is no UTF-8; empty if it is."""

    line: int = 0
    """From 1; 0 means all of it."""


def read_characters(data: bytes) -> Characters:
    """The text of a file that must be UTF-8. UTF-16 with its mark is read too, and told."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Characters(data.decode("utf-16", "replace"), "it is UTF-16")
    try:
        return Characters(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return Characters(data.decode("utf-8-sig", "replace"), f"it is not UTF-8 (byte {error.start + 1})", line)


@dataclass(frozen=True, slots=True)
class Json:
    """A file as JSON."""

    value: object = None
    fault: str = ""
    """Why it is none; empty if it is."""

    line: int = 0
    """Where; 0 if nobody knows."""


def read_json(text: str) -> Json:
    """What a JSON document says, or why it is none."""
    try:
        return Json(json.loads(text, parse_constant=_refuse))
    except json.JSONDecodeError as error:
        return Json(None, _WORDS.get(error.msg, "it is no JSON from here on"), error.lineno)
    except RecursionError:
        return Json(None, "it is nested too deeply")
    except ValueError as error:
        return _odd_number(text) if isinstance(error, _NoNumber) else Json(None, "it has a number that is too long")


class _NoNumber(ValueError):
    """`NaN` or `Infinity`, which Python writes and no other reader takes."""


def _refuse(name: str) -> NoReturn:
    raise _NoNumber(name)


def _odd_number(text: str) -> Json:
    found = next((match for match in _STRING_OR_CONSTANT.finditer(text) if match[1]), None)
    if found is None:
        return Json(None, "it has a number that is none")
    return Json(None, f"{found[1]} is no number in JSON", text.count("\n", 0, found.start()) + 1)


def lines_of_list(text: str, name: str) -> tuple[int, ...]:
    """The lines on which the elements of a list begin, which an object has by that name.

    For a text that `read_json` takes; empty if it is no object or has no such list.
    """
    at = _skip(text, 0)
    if text[at : at + 1] != "{":
        return ()
    starts: list[int] = []
    at = _skip(text, at + 1)
    while text[at] != "}":
        key, at = _DECODER.raw_decode(text, at)
        at = _skip(text, _skip(text, at) + 1)
        if key == name:  # the last of a name counts, as everywhere
            starts = _starts(text, at)
        at = _behind_value(text, at)
    return _lines(text, starts)


def _starts(text: str, at: int) -> list[int]:
    """Where the elements of a list begin; none if it is none."""
    starts: list[int] = []
    if text[at] != "[":
        return starts
    at = _skip(text, at + 1)
    while text[at] != "]":
        starts.append(at)
        at = _behind_value(text, at)
    return starts


def _behind_value(text: str, at: int) -> int:
    """Where the next value, name or closing bracket is."""
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
    """The facts of what is wrong with a file (`seen:fault`): of each kind the first few, and how many there are more.

    Example: `<seen:fault kind="cues-out-of-order" message="…" hint="…" line="12" more="37"/>`.
    """
    kinds: dict[str, list[Trouble]] = {}
    for one in faults:
        kinds.setdefault(one.kind, []).append(one)
    for kind, alike in kinds.items():
        told = alike[:FEW]
        for at, one in enumerate(told, start=1):
            more = len(alike) - FEW if at == FEW and len(alike) > FEW else None
            yield fact("fault", kind=kind, message=one.message, hint=one.hint or None, line=one.line or None, more=more)
