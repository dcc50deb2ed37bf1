"""What a file is, by its first bytes: names lie."""

from __future__ import annotations

from collections.abc import Sequence

HEAD = 64
"""How many bytes `kind` wants to see."""

_MAGIC: Sequence[tuple[int, bytes, str]] = (
    (0, b"fLaC", "FLAC"),
    (0, b"OggS", "Ogg"),
    (8, b"WAVE", "WAV"),
    (0, b"FORM", "AIFF"),
    (0, b"\x30\x26\xb2\x75", "Windows Media"),
    (0, b"\x1a\x45\xdf\xa3", "Matroska or WebM"),
    (0, b"\x89PNG", "a PNG picture"),
    (0, b"\xff\xd8\xff", "a JPEG picture"),
    (0, b"GIF8", "a GIF picture"),
    (0, b"%PDF", "a PDF"),
    (0, b"PK\x03\x04", "a ZIP archive"),
    (0, b"\x1f\x8b", "a gzip archive"),
    (0, b"#!AMR", "AMR"),
    (0, b"MThd", "MIDI"),
)


def kind(head: bytes) -> str:
    """`MP3`, `MP4`, `ADTS AAC`, `WAV`, … in words for a message; `unknown` for anything else."""
    if head[4:8] == b"ftyp":
        return "MP4"
    for at, magic, name in _MAGIC:
        if head.startswith(magic, at):
            return "Opus" if name == "Ogg" and b"OpusHead" in head else name
    if head.lstrip()[:1] == b"<":
        return "a web page or XML"
    if head[:3] == b"ID3":
        return "MP3"
    return _frames(head)


def _frames(head: bytes) -> str:
    """MPEG audio by its first header."""
    if len(head) < 3 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return "unknown"
    layer = head[1] >> 1 & 3
    if layer == 0:
        return "ADTS AAC" if head[1] & 0xF6 == 0xF0 else "unknown"
    if layer != 1:
        return f"MPEG audio layer {'I' if layer == 3 else 'II'}"
    return "free-format MP3" if head[2] >> 4 == 0 else "MP3"
