"""What a transcript is, by its content."""

from __future__ import annotations

import re

VTT, SRT, JSON, HTML, PLAIN = "text/vtt", "application/x-subrip", "application/json", "text/html", "text/plain"

NAMES = {VTT: "WebVTT", SRT: "SubRip (SRT)", JSON: "JSON", HTML: "HTML", PLAIN: "plain text"}
"""As people call them."""

_ARROW = re.compile(r"[0-9]{1,3}:[0-9]{1,2}[.,:0-9]{0,12}[ \t]{0,9}-->")
_COMMA = re.compile(r"[0-9]:[0-9]{1,2},[0-9]{1,3}[ \t]{0,9}-->")
_NUMBERED = re.compile(r"\s*[0-9]+[ \t]*\n")
_PAGE = re.compile(
    r"<(?:!doctype|!--|/?(?:html|head|body|p|br|div|cite|time|span|article|section|h[1-6]|ul|ol|li)\b)", re.IGNORECASE
)
_JSON = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\"\]])")
_HEAD = 64 << 10


def kind_of(text: str, declared: str = "") -> str:
    """The type whose content this is, by its beginning.

    Captions with dots and without a header may be either kind: then they are what is declared.
    """
    head = text[:_HEAD].lstrip("\ufeff")
    bare = head.lstrip()
    if bare[:6].upper() == "WEBVTT":
        return VTT
    if _JSON.match(head):
        return JSON
    if not bare.startswith("<") and _ARROW.search(head):
        return _captions(head, declared)
    return HTML if _PAGE.search(head) else PLAIN


def _captions(head: str, declared: str) -> str:
    if _COMMA.search(head):
        return SRT
    if declared in {VTT, SRT}:
        return declared
    return SRT if _NUMBERED.match(head) else VTT
