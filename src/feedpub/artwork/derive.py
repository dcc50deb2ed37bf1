"""Pictures made from an author's picture: for tags, pages, links shared elsewhere, and browsers.

Only pixels are taken over, upright and in sRGB: no EXIF and so no place on earth, no profile, no comment. Whoever keeps
such a picture makes it anew when the digest of its artwork or `DERIVER` changes, never because Pillow's bytes did.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageEnhance, ImageFilter, ImageOps

from feedpub.artwork.pixels import on_white, pixels

DERIVER = 1
"""Rises when the same artwork should give another picture."""

CARD = (1200, 630)
"""Pixels of the picture for Open Graph, whose shape (1.91 : 1) everybody shows uncut."""

_ICON_EDGES = (32, 180, 512)
"""Pixels a side: the tab of a browser, Apple's touch icon, and what systems install."""

_TOUCH = 180
"""Apple's touch icon; iOS paints black what shines through."""

_TAG_BYTES, _CARD_BYTES, _ICON_BYTES = 150_000, 200_000, 100_000
_MARGIN = 32
_BLURRED = 6
"""How much smaller the card's background is while it is blurred: nobody sees it, and it takes no time."""

_STEPS = ((90, 0), (85, 2), (78, 2), (70, 2), (60, 2), (50, 2), (40, 2), (30, 2), (20, 2))
"""Quality of a JPEG, and whether colours have half as many pixels (2), from the best on until it is small enough."""

_BUFFER = 60_000
"""Bytes that Pillow optimizes at once, whatever the picture's size; or else one per pixel."""


def cover_for_tags(path: Path, *, edge: int = 600) -> bytes:
    """A baseline JPEG of at most `edge` pixels a side and about 150 KB, never enlarged, what shines through on white.

    Raises `Unusable` if the picture cannot be read; the message names no place.
    """
    return _jpeg(on_white(_within(pixels(path, edge), edge, edge)), _TAG_BYTES, progressive=False)


def page_cover(path: Path, *, edge: int = 600) -> bytes:
    """The same for web pages: progressive, and a quarter of a byte per pixel (90 KB at 600 pixels a side)."""
    return _jpeg(on_white(_within(pixels(path, edge), edge, edge)), edge * edge // 4)


def social_card(path: Path) -> bytes:
    """A JPEG of 1200 × 630 pixels and about 200 KB for links shared elsewhere (Open Graph, `og:image`).

    The picture stands whole and sharp in the middle; behind it the same fills everything, blurred and darkened. Raises
    `Unusable` if it cannot be read.
    """
    picture = on_white(pixels(path, CARD[0]))
    card = _background(picture)
    sharp = _within(picture, CARD[0] - 2 * _MARGIN, CARD[1] - 2 * _MARGIN)
    card.paste(sharp, ((CARD[0] - sharp.width) // 2, (CARD[1] - sharp.height) // 2))
    return _jpeg(card, _CARD_BYTES)


def icon(path: Path, *, edge: int) -> bytes:
    """A square PNG of so many pixels a side; Apple's is opaque, in others what shines through still does.

    Raises `Unusable` if the picture cannot be read.
    """
    return _png(_square(pixels(path, edge), edge, is_opaque=edge == _TOUCH))


SHARED: Mapping[str, tuple[int, int]] = {"card": CARD, "cover-300": (300, 300), "cover-600": (600, 600)}
"""Name → width and height of what is made of every artwork; artwork is square and larger than that."""

ICONS: Mapping[str, tuple[int, int]] = {f"icon-{edge}": (edge, edge) for edge in _ICON_EDGES}
"""The same of what is made of a show's artwork beside that."""


def derived(path: Path, name: str) -> bytes:
    """The picture of that name (`SHARED`: JPEG, `ICONS`: PNG). Raises `Unusable` if the artwork cannot be read."""
    if name in ICONS:
        return icon(path, edge=ICONS[name][0])
    return social_card(path) if name == "card" else page_cover(path, edge=SHARED[name][0])


# --- making


def _within(picture: Image.Image, width: int, height: int) -> Image.Image:
    small = picture.copy()
    small.thumbnail((width, height), Image.Resampling.LANCZOS)
    return small


def _background(picture: Image.Image) -> Image.Image:
    small = ImageOps.fit(picture, (CARD[0] // _BLURRED, CARD[1] // _BLURRED), Image.Resampling.BOX)
    blurred = small.filter(ImageFilter.GaussianBlur(24 / _BLURRED)).resize(CARD, Image.Resampling.BICUBIC)
    return ImageEnhance.Brightness(blurred).enhance(0.45)


def _square(picture: Image.Image, edge: int, *, is_opaque: bool) -> Image.Image:
    """Exactly so many pixels a side, enlarged if need be; what is not square is shown whole."""
    whole = ImageOps.contain(picture, (edge, edge), Image.Resampling.LANCZOS)
    if whole.size != (edge, edge):
        around = Image.new("RGBA", (edge, edge), (255, 255, 255, 0))
        around.paste(whole, ((edge - whole.width) // 2, (edge - whole.height) // 2))
        whole = around
    return on_white(whole) if is_opaque else whole


# --- writing


def _jpeg(picture: Image.Image, most: int, *, progressive: bool = True) -> bytes:
    """The best JPEG of at most so many bytes, or else the smallest."""
    fits = min(most, max(_BUFFER, picture.width * picture.height))
    for quality, subsampling in _STEPS:
        plain = _written(picture, "JPEG", quality=quality, subsampling=subsampling)
        if len(plain) <= fits:
            break
    return _written(picture, "JPEG", quality=quality, subsampling=subsampling, optimize=True, progressive=progressive)


def _png(picture: Image.Image) -> bytes:
    """In all its colours, or in 256 where that would be too much to load for an icon."""
    if len(data := _written(picture, "PNG", optimize=True)) <= _ICON_BYTES:
        return data
    method = Image.Quantize.FASTOCTREE if picture.mode == "RGBA" else Image.Quantize.MEDIANCUT
    return _written(picture.quantize(256, method), "PNG", optimize=True)


def _written(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()
