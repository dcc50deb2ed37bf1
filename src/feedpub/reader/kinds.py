"""What a file is that somebody takes for a feed."""

from __future__ import annotations

import re

from feedpub.view import Element

_BEGINNINGS = (
    ("gzip", re.compile(rb"\x1f\x8b")),
    ("zip", re.compile(rb"PK\x03\x04")),
    ("pdf", re.compile(rb"%PDF-")),
    ("audio", re.compile(rb"ID3|\xff[\xe2-\xe7\xf2-\xf7\xfa\xfb]|OggS|fLaC|RIFF....WAVE|....ftyp", re.DOTALL)),
    ("image", re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8|RIFF....WEBP", re.DOTALL)),
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_FEED = re.compile(rb"<\0?(?:\?\0?x\0?m\0?l|r\0?s\0?s|f\0?e\0?e\0?d)[\0\s>]")
_BLANK = b"\x00\xef\xbb\xbf\xfe\xff \t\r\n"
_ROOTS = {
    "rss": "rss",
    "atom:feed": "atom",
    "feed": "atom",
    "rdf:RDF": "rdf",
    "html": "html",
    "xhtml:html": "html",
    "opml": "opml",
    "Error": "refusal",
}


def kind_of_bytes(data: bytes) -> str:
    """What the first bytes say: `xml` for anything that may be a feed, else what it is."""
    if named := next((name for name, beginning in _BEGINNINGS if beginning.match(data)), ""):
        return named
    if not data[:4096].strip(_BLANK) and not data.strip(_BLANK):
        return "empty"
    start = data[:4096].lstrip(_BLANK)
    if _HTML.match(start) or (start.startswith(b"<!--") and _HTML.search(start) and not _FEED.search(start)):
        return "html"
    if start.startswith(b"<") or _FEED.search(data[:65536]):
        return "xml"
    return "json" if start.startswith((b"{", b"[")) else "text"


def kind_of_root(root: Element) -> str:
    """What the outermost element says; `xml` if nobody knows it."""
    return _ROOTS.get(root.name.rpartition("}")[2] or root.name, "xml")
