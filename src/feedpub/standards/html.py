"""What HTML in show notes is made of: its tags, and its words. Nothing is validated, nothing can fail."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]*+)((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+)/?>")
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
    """The start tags of a piece of HTML, in order."""
    return tuple(HtmlTag(match[2].lower(), _attributes(match[3])) for match in _TAG.finditer(html) if not match[1])


def _attributes(text: str) -> Mapping[str, str]:
    return {match[1].lower(): unescape((match[2] or "").strip("\"'")).strip() for match in _ATTRIBUTE.finditer(text)}


def plain_text(html: str) -> str:
    """What a reader sees who knows no HTML: words and line ends."""
    return unescape(_ANY.sub("", _BREAKS.sub("\n", html)))
