"""The fonts of a show's pages: are they WOFF2 that browsers take, and what do they say of themselves?

Source: WOFF File Format 2.0, §4: signature `wOF2`, and the length of the whole file in its header. Whether the rest can
be read is FreeType's to say, which Pillow has.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from PIL import ImageFont

from feedpub.errors import Unusable
from feedpub.model.channel import PICTURES
from feedpub.model.measured import FontFile

LARGEST = 256 * 1024
"""Bytes of a file: a reader waits for it."""

LARGEST_OF_PICTURES = 32 * 1024 * 1024
"""Bytes of one that no reader waits for."""

_WOFF2 = b"wOF2"

_OTHERS = (b"\0\1\0\0", b"true", b"OTTO", b"ttcf")
"""How TTF, OTF and TTC begin; of a TTC the first font counts. Source: OpenType, organization of an OpenType font."""

_MAKE = "make it with: fonttools ttLib.woff2 compress {name}"
_WEIGHTS = {
    "thin": 100,
    "extralight": 200,
    "light": 300,
    "regular": 400,
    "medium": 500,
    "semibold": 600,
    "bold": 700,
    "extrabold": 800,
    "black": 900,
}
"""Names of styles in fonts, without blanks → weight (OpenType, OS/2 `usWeightClass`)."""


def measure_font(path: Path, file: str, role: str = "text") -> FontFile:
    """The facts of a font. Raises `Unusable` for what browsers do not take; the message does not name the file."""
    try:
        data = path.read_bytes()
    except OSError:
        raise Unusable("the font cannot be read", hint="check its permissions and the disk") from None
    is_woff2 = data.startswith(_WOFF2)
    if role == PICTURES and not (is_woff2 or data.startswith(_OTHERS)):
        raise Unusable("this is no font: TTF, OTF, TTC or WOFF2", hint="name the file of a font")
    if role != PICTURES and not is_woff2:
        raise Unusable("pages take fonts as WOFF2 alone", hint=_MAKE.format(name=path.name))
    if len(data) > (most := LARGEST_OF_PICTURES if role == PICTURES else LARGEST):
        hint = "leave out letters that the show does not need: pyftsubset --flavor=woff2 --unicodes=…"
        raise Unusable(f"the font has {len(data):,} bytes, at most {most:,} fit", hint=hint)
    if is_woff2 and int.from_bytes(data[8:12], "big") != len(data):
        raise Unusable("the font is damaged or cut short", hint="export or copy it again")
    return _facts(path, file, role, data)


def _facts(path: Path, file: str, role: str, data: bytes) -> FontFile:
    style, weight = _described(path)
    return FontFile(
        file=file, path=path, role=role, size=len(data), digest=sha256(data).hexdigest(), style=style, weight=weight
    )


def _described(path: Path) -> tuple[str, str]:
    """`font-style` and `font-weight` by the font's own words."""
    try:
        font = ImageFont.truetype(str(path), 16)
    except OSError:
        raise Unusable("the font is damaged or cut short", hint="export or copy it again") from None
    name = (font.getname()[1] or "").lower()
    slope = "italic" if "italic" in name or "oblique" in name else "normal"
    words = name.replace("italic", "").replace("oblique", "").replace(" ", "")
    try:
        axes = font.get_variation_axes()
    except (OSError, NotImplementedError):
        axes = []
    for axis in axes:
        if axis["name"] in {b"Weight", b"wght"}:
            return slope, f"{axis['minimum']} {axis['maximum']}"
    return slope, str(_WEIGHTS.get(words, 400))
