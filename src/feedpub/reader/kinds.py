"""What a file is that somebody takes for a feed."""

from __future__ import annotations

import re

_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)


def kind(data: bytes) -> str:
    """`gzip`, `empty`, `html`, `json`, `xml` (anything that begins like it), `audio` or `text`."""
    if data.startswith(b"\x1f\x8b"):
        return "gzip"
    if data.startswith((b"ID3", b"\xff\xfb", b"\xff\xf3")) or data[4:8] == b"ftyp":
        return "audio"
    start = data[:2048].lstrip(b"\xef\xbb\xbf\xfe\xff \t\r\n")
    if not start and not data.strip(b"\x00\xef\xbb\xbf\xfe\xff \t\r\n"):
        return "empty"
    if _HTML.match(start) or (start.startswith(b"<!--") and _HTML.search(start)):
        return "html"
    if start.startswith((b"{", b"[")):
        return "json"
    return "xml" if start.startswith((b"<", b"\x00<")) else "text"
