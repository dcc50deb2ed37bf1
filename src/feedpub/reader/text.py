"""The text of a document: its encoding, positions in it, and what is wrong with it.

Source: XML 1.0 §2.2 (characters) and appendix F (how a declaration is found).
"""

from __future__ import annotations

import codecs
import re
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from feedpub.feed_view import Trouble
from feedpub.standards import code_point, quoted


@dataclass(frozen=True, slots=True)
class Lines:
    """Where the lines of a text begin; looked for when first asked."""

    text: str
    _starts: array[int] = field(default_factory=lambda: array("I"), repr=False, compare=False)

    def place(self, at: int) -> tuple[int, int]:
        """Line and column of a position."""
        starts = self._found()
        line = bisect_right(starts, at)
        return line, at - starts[line - 1] + 1

    def position(self, line: int, column: int) -> int:
        """The position of a line and column."""
        starts = self._found()
        return starts[min(line, len(starts)) - 1] + column - 1

    def _found(self) -> array[int]:
        if not self._starts:
            self._starts.append(0)
            at = self.text.find("\n")
            while at >= 0:
                self._starts.append(at + 1)
                at = self.text.find("\n", at + 1)
        return self._starts


MOST_OF_A_KIND = 10
"""Of each kind; these are enough to see how to mend the rest."""

_FEWER = {"false-encoding": 3}
"""Kinds of which fewer are enough."""


@dataclass(frozen=True, slots=True)
class Troubles:
    """Troubles in reading order, the first few of each kind."""

    _found: dict[str, list[Trouble]] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)

    def add(self, kind: str, place: tuple[int, int], message: str, hint: str) -> None:
        """Add one at a line and column."""
        self._counts[kind] = self._counts.get(kind, 0) + 1
        if self._counts[kind] <= _FEWER.get(kind, MOST_OF_A_KIND):
            one = Trouble(kind=kind, message=message, hint=hint, line=place[0], column=place[1])
            self._found.setdefault(kind, []).append(one)

    def is_enough(self, kind: str) -> bool:
        """Whether more of a kind would only be counted."""
        return self._counts.get(kind, 0) >= _FEWER.get(kind, MOST_OF_A_KIND)

    def listed(self) -> Sequence[Trouble]:
        """All, kind by kind; the message of the last of a kind has the number of the others."""
        listed: list[Trouble] = []
        for kind, found in self._found.items():
            more = self._counts[kind] - len(found)
            last = replace(found[-1], message=f"{found[-1].message} (and {more} more)") if more else found[-1]
            listed += [*found[:-1], last]
        return listed

    def __bool__(self) -> bool:
        return bool(self._found)


@dataclass(frozen=True, slots=True)
class Complaints:
    """Troubles by position."""

    lines: Lines
    troubles: Troubles

    def add(self, kind: str, at: int, message: str, hint: str) -> None:
        """Add one at a position."""
        place = (0, 0) if self.troubles.is_enough(kind) else self.lines.place(at)
        self.troubles.add(kind, place, message, hint)


_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = ((b"\x00<\x00", "utf-16-be"), (b"<\x00", "utf-16-le"))
_DECLARATION = re.compile(r"<\?xml\s[^<>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_HEAD = 4096
_PYTHONS_OWN = frozenset(
    {
        "idna",
        "mbcs",
        "oem",
        "palmos",
        "punycode",
        "raw-unicode-escape",
        "undefined",
        "unicode-escape",
        "utf-7",
        "utf-8-sig",
    }
)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ESCAPED = re.compile("[\udc80-\udcff]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Characters:
    """A document as text."""

    text: str
    """Lines end in `\\n`; characters that XML forbids are spaces; no byte order mark."""

    declared: str
    """The encoding in its declaration, in lower case; empty if nothing is declared."""

    troubles: Troubles


def is_xml_character(code: int) -> bool:
    """Whether XML may hold the character of a number, written in any way."""
    return code in {9, 10, 13} or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF


def decode(data: bytes) -> Characters:
    """The text of a document, decoded from the encoding that its bytes have, whatever it declares."""
    troubles = Troubles()
    marked, bare = _marked(data)
    declared = _declared(bare[:_HEAD].decode(marked or "latin-1", "replace"))
    text = _text(bare, marked, declared, troubles).replace("\r\n", "\n").replace("\r", "\n")
    return Characters(text=_legal(text, troubles), declared=declared, troubles=troubles)


def _marked(data: bytes) -> tuple[str, bytes]:
    """The encoding that the first bytes prove, or nothing; and the bytes without a byte order mark."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name, data[len(mark) :]
    return next((name for start, name in _WIDE if data.startswith(start)), ""), data


def _declared(head: str) -> str:
    found = _DECLARATION.search(head)
    return found[1].lower() if found else ""


def _text(data: bytes, marked: str, declared: str, troubles: Troubles) -> str:
    if marked and marked != "utf-8":
        name = marked[:6].upper()
        if declared and not declared.replace("-", "").startswith(name.lower().replace("-", "")):
            _false(troubles, declared, name)
        else:
            _foreign(troubles, name)
        return data.decode(marked, "replace")
    encoding = _codec(declared) if declared else "utf-8"
    if encoding is None:
        message = f"no program knows the encoding {quoted(declared)}"
        troubles.add("unknown-encoding", (1, 1), message, _UTF_8)
        encoding = "utf-8"
    if encoding == "utf-8":
        return _utf_8(data, troubles)
    return _other(data, encoding, declared, troubles)


def _codec(declared: str) -> str | None:
    """Python's name of an encoding that other programs know too."""
    try:
        name = codecs.lookup(declared).name
        " ".encode(name)
    except (LookupError, UnicodeError):  # `hex` is no encoding of text
        return None
    return None if name in _PYTHONS_OWN else name


def _utf_8(data: bytes, troubles: Troubles) -> str:
    """UTF-8; bytes that are none are taken for Windows-1252, and all others for what they are."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        text = data.decode("utf-8", "surrogateescape")
    lines = Lines(text)
    complaints = Complaints(lines, troubles)

    def mend(match: re.Match[str]) -> str:
        raw = match[0].encode("utf-8", "surrogateescape")
        guess = raw.decode("cp1252", "replace")
        shown = " ".join(f"{byte:02X}" for byte in raw[:4])
        message = f"the byte{'s' if len(raw) > 1 else ''} {shown} {'are' if len(raw) > 1 else 'is'} no UTF-8"
        complaints.add("false-encoding", match.start(), message, f"save as UTF-8; {quoted(guess[:4])} in Windows-1252?")
        return guess

    return _ESCAPED.sub(mend, text)


def _other(data: bytes, encoding: str, declared: str, troubles: Troubles) -> str:
    """Another encoding; UTF-8 all the same if that is what the bytes are."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if text and (not text.isascii() or encoding.startswith(("utf-16", "utf-32"))):
        _false(troubles, declared, "UTF-8")
        return text
    _foreign(troubles, declared)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, "replace").replace("\r\n", "\n")
        message = f"the byte {data[error.start]:02X} is no {declared.upper()}"
        troubles.add("false-encoding", Lines(before).place(len(before)), message, "save the file as UTF-8")
        return data.decode(encoding, "replace")


_UTF_8 = 'write the feed as UTF-8, and `<?xml version="1.0" encoding="UTF-8"?>` at its beginning'


def _foreign(troubles: Troubles, name: str) -> None:
    troubles.add("foreign-encoding", (1, 1), f"the feed is in {name.upper()}, not in UTF-8", _UTF_8)


def _false(troubles: Troubles, declared: str, really: str) -> None:
    message = f"the document says {declared.upper()}, but its bytes are {really}"
    hint = 'write `encoding="UTF-8"`' if really == "UTF-8" else _UTF_8
    troubles.add("false-encoding", (1, 1), message, hint)


def _legal(text: str, troubles: Troubles) -> str:
    """The text with a space for every character that XML forbids."""
    if _ILLEGAL.search(text) is None:
        return text
    complaints = Complaints(Lines(text), troubles)

    def mend(match: re.Match[str]) -> str:
        message = f"{code_point(match[0])} may stand in no XML"
        complaints.add("illegal-character", match.start(), message, ILLEGAL)
        return " "

    return _ILLEGAL.sub(mend, text)


ILLEGAL = "delete it where the text comes from (often pasted from a word processor or a chat)"
