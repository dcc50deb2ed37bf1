"""What feeds often hold that is no XML, and what was meant: said at its place, and mended without moving anything."""

from __future__ import annotations

import re
from html.entities import html5

from feedpub.reader.characters import place
from feedpub.view import Trouble

_ENOUGH = 50

_PARTS = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)"
    r"|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?(?:>|\Z)"
    r"|&(?:[A-Za-z][A-Za-z0-9]*;|#[0-9]+;|#x[0-9A-Fa-f]+;)?",
    re.DOTALL,
)
_XML = frozenset({"&lt;", "&gt;", "&amp;", "&quot;", "&apos;"})


def repaired(text: str) -> tuple[str, tuple[Trouble, ...]]:
    """The text with DOCTYPE, named entities of HTML and stray ampersands replaced by as many other characters."""
    troubles: list[Trouble] = []

    def mend(match: re.Match[str]) -> str:
        part = match[0]
        if part.startswith("<!DOCTYPE"):
            _say(troubles, text, match.start(), *_DOCTYPE)
            return re.sub(r"[^\n]", " ", part)
        if part[0] == "<" or part in _XML or part.startswith("&#"):
            return part
        if part == "&":
            _say(troubles, text, match.start(), *_AMPERSAND)
            return "+"
        meant = html5.get(part[1:], " ")
        number = "&#x" + ";&#x".join(f"{ord(letter):X}" for letter in meant) + ";"
        hint = f"write `{number}`, or the character itself"
        message = f"`{part}` is an entity of HTML, not of XML: strict readers refuse the whole feed"
        _say(troubles, text, match.start(), "undefined-entity", message, hint)
        return meant.translate(_ESCAPED).ljust(len(part))

    return _PARTS.sub(mend, text), tuple(troubles)


_ESCAPED = {ord("&"): "+", ord("<"): "\u2039"}
_AMPERSAND = (
    "stray-ampersand",
    "a `&` that begins no entity: strict readers refuse the whole feed",
    "write `&amp;`, in addresses too",
)
_DOCTYPE = (
    "doctype",
    "a DOCTYPE: readers ignore it at best, and refuse feeds with one for their safety",
    "delete it; RSS 2.0 has none",
)


def _say(troubles: list[Trouble], text: str, at: int, kind: str, message: str, hint: str) -> None:
    if len(troubles) < _ENOUGH:
        line, column = place(text, at)
        troubles.append(Trouble(kind=kind, message=message, hint=hint, line=line, column=column))
