"""What a file is, by its first bytes: names lie."""

from __future__ import annotations

from collections.abc import Sequence

HEAD = 64
"""How many bytes are looked at."""

MP3, MP4, QUICKTIME, UNKNOWN = "MP3", "MP4", "QuickTime", ""

FREE_FORMAT = "free-format MP3"
"""Of a bit rate that the standard does not name; few programs read it, ffmpeg does not."""

POINTER = "a git-lfs pointer"
"""A few lines of text that stand for a file which is elsewhere."""

MOVIES = frozenset({MP4, QUICKTIME})
"""Files of boxes, whatever is in them."""

_MAGIC: Sequence[tuple[int, bytes, str]] = (
    (0, b"fLaC", "FLAC"),
    (28, b"OpusHead", "Opus"),
    (0, b"OggS", "Ogg"),
    (8, b"WAVE", "WAV"),
    (8, b"AVI ", "AVI"),
    (8, b"WEBP", "a WebP picture"),
    (0, b"RIFF", "RIFF"),
    (8, b"AIFF", "AIFF"),
    (8, b"AIFC", "AIFF"),
    (0, b"caff", "Core Audio"),
    (0, b".snd", "AU"),
    (0, b"wvpk", "WavPack"),
    (0, b"MAC ", "Monkey's Audio"),
    (0, b"MThd", "MIDI"),
    (0, b"#!AMR", "AMR"),
    (4, b"\x57\x90\x75\x36", "a copy-protected book of Audible"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "Windows Media"),
    (0, b"\x1a\x45\xdf\xa3", "Matroska or WebM"),
    (0, b"\x00\x00\x01\xba", "MPEG video"),
    (0, b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (0, b"\xff\xd8\xff", "a JPEG picture"),
    (0, b"GIF8", "a GIF picture"),
    (0, b"%PDF", "a PDF"),
    (0, b"PK\x03\x04", "a ZIP archive"),
    (0, b"\x1f\x8b\x08", "a gzip archive"),
    (0, b"version https://git-lfs", POINTER),
)
SOUNDS = frozenset(
    {
        "FLAC",
        "Opus",
        "Ogg",
        "WAV",
        "AVI",
        "AIFF",
        "Core Audio",
        "AU",
        "WavPack",
        "Monkey's Audio",
        "AMR",
        "Windows Media",
        "Matroska or WebM",
        "MPEG video",
        "AAC without a container (ADTS)",
        "MPEG audio layer I",
        "MPEG audio layer II",
    }
)
"""What can be made an MP3 of."""

_PICTURES = {b"heic", b"heix", b"heif", b"mif1", b"msf1", b"avif", b"avis"}
_BOXES = {b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}


def container(head: bytes) -> str:
    """What the file is, in words for a message, by how it begins; `UNKNOWN` for anything else and for every MP3."""
    if head[4:8] == b"ftyp":
        return "a HEIC or AVIF picture" if head[8:12] in _PICTURES else QUICKTIME if head[8:12] == b"qt  " else MP4
    if head[4:8] in _BOXES:
        return QUICKTIME
    for at, magic, name in _MAGIC:
        if head.startswith(magic, at):
            return name
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith((b"<!", b"<?", b"<h", b"<H")):
        return "a web page or XML"
    return "text" if text and all(byte in range(9, 14) or byte in range(32, 127) for byte in text) else UNKNOWN


def stream(head: bytes) -> str:
    """Which MPEG audio begins here: `MP3`, or what it is instead, in words for a message; else `UNKNOWN`."""
    if len(head) < 3 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return UNKNOWN
    layer = head[1] >> 1 & 3
    if layer == 0:
        return "AAC without a container (ADTS)" if head[1] & 0xF6 == 0xF0 else UNKNOWN
    if head[2] >> 4 == 15 or head[2] >> 2 & 3 == 3:
        return UNKNOWN  # no such bit rate, no such sample rate
    if layer != 1:
        return f"MPEG audio layer {'I' if layer == 3 else 'II'}"
    return FREE_FORMAT if head[2] >> 4 == 0 else MP3
