"""Bytes → text: what encoding a document declares, and what it is really in.

Source: XML 1.0 appendix F (how a declaration is found); Apple 823 and PSP-1 (UTF-8, and said so).
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from feedpub.view import Trouble
from feedpub.vocab import code_point

_DECLARATION = re.compile(rb"""^<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_REFERENCES = re.compile("&#(?:x0*([0-9A-Fa-f]+)|0*([0-9]+));")


@dataclass(frozen=True, slots=True, kw_only=True)
class Characters:
    """A document as text."""

    text: str
    declared: str
    """In lower case; empty if nothing is declared."""

    troubles: tuple[Trouble, ...] = ()


def decode(data: bytes) -> Characters:
    """The text of a document, without its byte order mark; every character that XML forbids becomes a space."""
    troubles: list[Trouble] = []
    mark, bare = _without_mark(data)
    declared = _declared(bare if mark in {"", "utf-8"} else b"")
    text = _decoded(bare, mark or declared or "utf-8", troubles)
    if mark.startswith("utf-16") or (declared and declared not in {"utf-8", "utf8"}):
        troubles.append(_other(mark if mark.startswith("utf-16") else declared))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    troubles += _leading(text)
    text = _legal(text, troubles)
    return Characters(text=text, declared=declared, troubles=tuple(troubles))


def place(text: str, at: int) -> tuple[int, int]:
    """Line and column of a position, from 1."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _is_known(encoding: str) -> bool:
    """Whether it is an encoding of text; Python has others by the same name (`hex`, `rot13`)."""
    try:
        b"".decode(encoding)
    except (LookupError, UnicodeError):
        return False
    return True


def _without_mark(data: bytes) -> tuple[str, bytes]:
    return next(((name, data[len(mark) :]) for mark, name in _MARKS if data.startswith(mark)), ("", data))


def _declared(data: bytes) -> str:
    found = _DECLARATION.match(data.lstrip()[:200])
    return found[1].decode("ascii").lower() if found else ""


def _decoded(data: bytes, encoding: str, troubles: list[Trouble]) -> str:
    if not _is_known(encoding):
        troubles.append(
            Trouble(kind="unknown-encoding", message=f"no program knows the encoding {encoding!r}", hint=_UTF_8, line=1)
        )
        encoding = "utf-8"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, "replace")
        line, column = place(before, len(before))
        value = " ".join(f"{byte:02X}" for byte in data[error.start : error.start + 2])
        troubles.append(
            Trouble(
                kind="undecodable",
                message=f"the bytes {value} are no {encoding.upper()}",
                hint="save the file as UTF-8; was it written as Windows-1252 or Latin-1?",
                line=line,
                column=column,
            )
        )
        fallback = "cp1252" if encoding in {"utf-8", "utf8", "us-ascii", "ascii"} else encoding
        return data.decode(fallback, "replace")


_UTF_8 = 'write the feed as UTF-8, and `<?xml version="1.0" encoding="UTF-8"?>` at its beginning'


def _other(encoding: str) -> Trouble:
    return Trouble(kind="not-utf-8", message=f"the feed is in {encoding.upper()}, not in UTF-8", hint=_UTF_8, line=1)


def _leading(text: str) -> list[Trouble]:
    """XML says that nothing, not even a blank line, stands in front of its declaration."""
    start = len(text) - len(text.lstrip("\ufeff \t\n"))
    if start == 0 or not text.startswith("<?xml", start):
        return []
    line, column = place(text, start)
    return [
        Trouble(
            kind="late-declaration",
            message="something stands in front of `<?xml`: strict readers refuse the whole feed",
            hint="delete the blank lines and blanks before it (often from a template or a script)",
            line=line,
            column=column,
        )
    ]


def _legal(text: str, troubles: list[Trouble]) -> str:
    """The text with every character that XML forbids, written as itself or as a number, as a space."""
    for match in _ILLEGAL.finditer(text):
        troubles.append(_illegal(text, match.start(), code_point(match[0])))
        if len(troubles) > 50:
            break
    text = _ILLEGAL.sub(" ", text)
    return _REFERENCES.sub(lambda match: _reference(text, match, troubles), text)


def _reference(text: str, match: re.Match[str], troubles: list[Trouble]) -> str:
    """A numeric character reference; blanks of its length if it stands for nothing."""
    number = (match[1] or match[2])[:9]
    code = int(number, 16 if match[1] else 10)
    legal = code in {9, 10, 13} or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF
    if legal:
        return match[0]
    if len(troubles) <= 50:
        troubles.append(_illegal(text, match.start(), match[0]))
    return " " * len(match[0])


def _illegal(text: str, at: int, what: str) -> Trouble:
    line, column = place(text, at)
    return Trouble(
        kind="illegal-character",
        message=f"{what} may stand in no XML: strict readers stop here",
        hint="delete it where the text comes from (often pasted from a word processor or a chat)",
        line=line,
        column=column,
    )
