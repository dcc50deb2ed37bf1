"""The cover of a show that has none yet: drawn from its title, and known as a placeholder wherever it turns up.

A comment in the JPEG names the SHA-256 of all its other bytes. So any program of any version knows a placeholder
without its title, and a picture that somebody has painted over is none, even if the editor keeps the comment.
"""

from __future__ import annotations

import colorsys
import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, features

EDGE = 3000
"""Pixels a side: what Apple prefers."""

_MARK = b"feedpub placeholder cover "
_COMMENT = re.compile(rb"\xff\xfe\x00\x5c" + _MARK + rb"([0-9a-f]{64})", re.DOTALL)
"""A JPEG comment of 92 bytes, its length included."""

_AT, _LENGTH = 20, 94
"""Where the comment begins, right behind Pillow's JFIF header, and how long its segment is."""

_MARGIN, _LARGEST, _SMALLEST, _LINES = 300, 520, 100, 4
_FONT = Path(__file__).parent / "fonts" / "NotoSans-Bold.ttf"
"""Latin, Greek and Cyrillic; its licence lies beside it. The same on every machine, and so are the bytes."""

_MISSING = "\uffff"
"""What no font has: it is drawn as the font draws everything that it lacks."""


def placeholder(title: str) -> bytes:
    """A square JPEG with the title of a show; without the title if its font, Noto Sans, cannot write it.

    The same title gives the same bytes with the same Pillow.
    """
    red, green, blue = colorsys.hls_to_rgb(sha256(title.encode()).digest()[0] / 256, 0.3, 0.45)
    ground = (round(red * 255), round(green * 255), round(blue * 255))
    picture = Image.new("RGB", (EDGE, EDGE), ground)
    pen = ImageDraw.Draw(picture)
    lighter = (ground[0] + 22, ground[1] + 22, ground[2] + 22)
    for radius in range(500, EDGE, 500):
        pen.circle((EDGE / 2, EDGE), radius, outline=lighter, width=60)
    _write(pen, _plain(title))
    out = BytesIO()
    picture.save(out, "JPEG", quality=85, dpi=(72, 72))
    plain = out.getvalue()
    comment = b"\xff\xfe" + (_LENGTH - 2).to_bytes(2, "big") + _MARK + sha256(plain).hexdigest().encode()
    return plain[:_AT] + comment + plain[_AT:]


def is_placeholder(source: Path | bytes) -> bool:
    """Whether a picture is a placeholder, unchanged. Raises `OSError` for a file that cannot be read."""
    head = source[: _AT + _LENGTH] if isinstance(source, bytes) else _head(source)
    found = _COMMENT.fullmatch(head, _AT)
    if found is None:
        return False
    data = source if isinstance(source, bytes) else source.read_bytes()
    return sha256(data[:_AT] + data[_AT + _LENGTH :]).hexdigest().encode() == found[1]


def has_name(source: Path | bytes, title: str) -> bool:
    """Whether a picture is a placeholder on which the title of the show is written. Raises as `is_placeholder`."""
    return is_placeholder(source) and _fitted(_plain(title)) is not None


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_AT + _LENGTH)


# --- the title


def _write(pen: ImageDraw.ImageDraw, title: str) -> None:
    """The title in the middle; nothing if it cannot be written."""
    if fitted := _fitted(title):
        size, lines = fitted
        at, text = (EDGE / 2, EDGE / 2), "\n".join(lines)
        pen.multiline_text(at, text, "white", _font(size), anchor="mm", align="center", spacing=size / 12)


def _fitted(title: str) -> tuple[int, Sequence[str]] | None:
    """The largest size in which the title fits on four lines, and these; None if it cannot be written."""
    for size in range(_LARGEST, _SMALLEST, -20) if _has_all(title) else ():
        font = _font(size)
        lines = _lines(font, title)
        if len(lines) <= _LINES and all(font.getlength(line) <= EDGE - 2 * _MARGIN for line in lines):
            return size, lines
    return None


def _plain(title: str) -> str:
    return unicodedata.normalize("NFC", " ".join(title.split()))


def _font(size: int) -> ImageFont.FreeTypeFont:
    """The font, without the shaping that only some builds of Pillow have."""
    return ImageFont.truetype(BytesIO(_font_data()), size, layout_engine=ImageFont.Layout.BASIC)


@cache
def _font_data() -> bytes:
    return _FONT.read_bytes()


def _has_all(text: str) -> bool:
    """Whether the font has a glyph for each character; scripts that need shaping have none in it."""
    if not features.check("freetype2"):  # a Pillow without it has small bitmaps only
        return False
    font = _font(_SMALLEST)
    missing = font.getmask(_MISSING)
    lacking = (missing.size, bytes(missing))
    masks = (font.getmask(letter) for letter in set(text) - {" "})
    return all((mask.size, bytes(mask)) != lacking for mask in masks)


def _lines(font: ImageFont.FreeTypeFont, text: str) -> Sequence[str]:
    """The words in lines that fit, if each word does."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= EDGE - 2 * _MARGIN:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
