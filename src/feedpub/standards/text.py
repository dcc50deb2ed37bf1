"""Text: what may stand in XML, in tags and on screens; HTML as plain text; the nearest known word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from html import unescape
from unicodedata import category, normalize

_REFUSED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff0-\uffff]"
    "|[\U0001fffe\U0001ffff\U0002fffe\U0002ffff\U0003fffe\U0003ffff\U0004fffe\U0004ffff\U0005fffe\U0005ffff"
    "\U0006fffe\U0006ffff\U0007fffe\U0007ffff\U0008fffe\U0008ffff\U0009fffe\U0009ffff\U000afffe\U000affff"
    "\U000bfffe\U000bffff\U000cfffe\U000cffff\U000dfffe\U000dffff\U000efffe\U000effff\U000ffffe\U000fffff"
    "\U0010fffe\U0010ffff]"
)
_REFUSED_ASCII = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # the same, forty times faster
_OVERRIDES = re.compile("[\u202a-\u202e]")
_ISOLATES = re.compile("[\u2066-\u2069]")
# Blank on every screen although Unicode counts them as letters or symbols.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"})


def control_character(text: str) -> int | None:
    """Position of the first character that no published text may hold; None if there is none.

    Those are what XML 1.0 §2.2 forbids, what it discourages (C1 controls, noncharacters), U+2028 and U+2029, which
    some programs take for line ends and others do not, and U+FFF0-FFFF (U+FFFD is what is left of a text that was
    decoded wrongly). Tab and line breaks are not among them.
    """
    match = (_REFUSED_ASCII if text.isascii() else _REFUSED).search(text)
    return match.start() if match else None


def without_controls(text: str) -> str:
    """The text without what `control_character` finds."""
    return (_REFUSED_ASCII if text.isascii() else _REFUSED).sub("", text)


def bidi_override(text: str) -> int | None:
    """Position of the first character that changes the order in which the rest of a line is read.

    Embeddings and overrides (U+202A-202E) always; isolates (U+2066-2069) only where they are not closed on their line.
    Source: Unicode TR 9 and TR 36 §2.9; apps print titles side by side, and what is open turns the neighbour round.
    """
    if text.isascii():
        return None
    match = _OVERRIDES.search(text)
    return match.start() if match else _open_isolate(text)


def _open_isolate(text: str) -> int | None:
    start = 0
    for line in text.splitlines(keepends=True):
        opened: list[int] = []
        for match in _ISOLATES.finditer(line):
            if match[0] != "\u2069":
                opened.append(start + match.start())
            elif opened:
                opened.pop()
            else:
                return start + match.start()
        if opened:
            return opened[0]
        start += len(line)
    return None


def is_visible(text: str) -> bool:
    """Whether a reader sees anything: spaces, joiners, fillers and blanks alone are invisible."""
    return any(
        char not in _BLANK and category(char) not in _INVISIBLE and not "\ufe00" <= char <= "\ufe0f" for char in text
    )


def is_nfc(text: str) -> bool:
    """Whether the text is composed (Unicode TR 15, form C), so that equal texts are equal bytes."""
    return normalize("NFC", text) == text


def quoted(text: str, limit: int = 60) -> str:
    """A value as messages show it: in quotes, shortened, with invisible characters as code points."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    is_plain = cut.isprintable() and _BLANK.isdisjoint(cut)
    return f"'{cut}'" if is_plain else "'" + "".join(map(_shown, cut)) + "'"


def _shown(char: str) -> str:
    if char in "\n\r\t":
        return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}[char]
    return char if char.isprintable() and char not in _BLANK else code_point(char)


def code_point(char: str) -> str:
    """The name of a character that cannot be shown: `U+202E`."""
    return f"U+{ord(char):04X}"


# Did you mean …?


ONLINE_ONLY = "if Dropbox, OneDrive or iCloud keep it online only, make it available offline"
"""What may be the matter with an empty file."""


def nearest(word: str, known: Iterable[str], *, cutoff: float = 0.7) -> str | None:
    """The known word that `word` was most likely meant to be; None if none is similar.

    `cutoff` (0 to 1) is how similar they must be; it may be lower for few words.
    """
    by_fold = {one.casefold(): one for one in known}
    matches = get_close_matches(word.casefold(), by_fold, n=1, cutoff=cutoff)
    return by_fold[matches[0]] if matches else None


# HTML in show notes: its tags and its words. Nothing is validated, nothing can fail.

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]*+)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*+)/?>")
_ATTRIBUTE = re.compile(r"([A-Za-z_:][-A-Za-z0-9_:.]*)\s*(?:=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'<>]+))?")
_BREAKS = re.compile(r"<(?:br|/p|/li|/h[1-6]|/div|/ul|/ol|/tr)\b[^<>]*>", re.IGNORECASE)
_ANY = re.compile(r"<[!/A-Za-z][^<>]*>")


@dataclass(frozen=True, slots=True)
class HtmlTag:
    """A start tag."""

    name: str
    """In lower case."""

    attributes: Mapping[str, str]
    """Names in lower case, values without quotes and entities."""


@lru_cache(maxsize=16)
def html_tags(html: str) -> tuple[HtmlTag, ...]:
    """The start tags of a piece of HTML, in order; what stands in a comment or in an attribute is none."""
    found = _TAG.finditer(_without_comments(html) if "<!--" in html else html)
    return tuple(HtmlTag(match[2].lower(), _attributes(match[3])) for match in found if not match[1])


def _without_comments(html: str) -> str:
    """The HTML without its comments; one that is never closed goes on to the end, as in browsers."""
    kept, at = [], 0
    while (begin := html.find("<!--", at)) >= 0:
        kept.append(html[at:begin])
        end = html.find("-->", begin + len("<!--"))
        at = len(html) if end < 0 else end + len("-->")
    return "".join((*kept, html[at:]))


def _attributes(text: str) -> Mapping[str, str]:
    return {match[1].lower(): unescape((match[2] or "").strip("\"'")).strip() for match in _ATTRIBUTE.finditer(text)}


def plain_text(html: str) -> str:
    """The text without tags: words and line ends."""
    return unescape(_ANY.sub("", _BREAKS.sub("\n", html)))
