"""Pictures made from an author's picture: for tags, pages, links shared elsewhere, and browsers.

Only pixels are taken over, upright and in sRGB: no EXIF (and so no GPS), no profile, no comment. A stored picture is
made again when the digest of its artwork or `DERIVER` changes, never because Pillow writes other bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageEnhance, ImageFilter, ImageOps

from feedpub.artwork.picture import Source, on_white, pixels

DERIVER = 1
"""Version of the way of making pictures: it rises when the same artwork should give another one."""

CARD = (1200, 630)
"""Pixels of the picture for Open Graph, whose shape (1.91 : 1) every site shows uncut."""

THUMBNAIL = 96
"""Pixels a side of a picture that pages show with 48: twice as many, for screens that have them."""

PORTRAITS: Mapping[str, int] = {"portrait-192": 192, "portrait-320": 320}
"""Name → pixels a side of a portrait, twice as many as pages show it with: beside a name, and on a page of its own."""

LINK = (648, 432)
"""Pixels of the picture of a link, twice as many as pages show it with."""

_FACE = (0.5, 0.3)
"""Where faces are, in parts of what is cut off."""

_ICON_EDGES = (32, 180, 512)
"""Pixels a side: the tab of a browser, Apple's touch icon, and what systems install."""

_TOUCH = 180
"""Apple's touch icon, opaque: iOS paints transparency black."""

_TAG_BYTES, _CARD_BYTES, _ICON_BYTES = 150_000, 200_000, 100_000
_MARGIN = 32
_BLURRED = 6
"""How much smaller the card's background is while it is blurred: the result looks the same and takes less time."""

_STEPS = ((90, 0), (85, 2), (78, 2), (70, 2), (60, 2), (50, 2), (40, 2), (30, 2), (20, 2))
"""Quality of a JPEG and its chroma subsampling (2: half as many pixels for colours), from the best to the smallest."""

_BUFFER = 60_000
"""Bytes that Pillow can always optimize in one go; for larger pictures it is one per pixel."""


def cover_for_tags(source: Source, *, edge: int = 600) -> bytes:
    """A baseline JPEG of at most `edge` pixels a side and about 150 KB, never enlarged, transparency on white.

    Raises `Unusable` if the picture cannot be read; the message does not name the file.
    """
    return jpeg_within(source, edge=edge, most=_TAG_BYTES)


def jpeg_within(source: Source, *, edge: int, most: int) -> bytes:
    """A baseline JPEG of at most `edge` pixels a side and about `most` bytes, never enlarged, transparency on white."""
    return jpeg_of(on_white(within(pixels(source, edge), edge, edge)), most, progressive=False)


def page_cover(path: Path, *, edge: int = 600) -> bytes:
    """The cover for web pages: progressive, and a quarter of a byte per pixel (90 KB at 600 pixels a side)."""
    return jpeg_of(on_white(within(pixels(path, edge), edge, edge)), edge * edge // 4)


def thumbnail(source: Source) -> bytes:
    """A JPEG of up to `THUMBNAIL` pixels a side and about 5 KB, for a list. Raises `Unusable` if it cannot be read."""
    return jpeg_of(on_white(within(pixels(source, THUMBNAIL), THUMBNAIL, THUMBNAIL)), 5000)


def portrait(path: Path, *, edge: int) -> bytes:
    """A square JPEG of at most `edge` pixels a side and about 25 KB, never enlarged; of a tall picture its upper part.

    Raises `Unusable` if it cannot be read.
    """
    whole = on_white(pixels(path, edge))
    side = min(edge, *whole.size)
    return jpeg_of(ImageOps.fit(whole, (side, side), Image.Resampling.LANCZOS, centering=_FACE), side * side // 4)


def link_picture(path: Path) -> bytes:
    """A JPEG of 648 × 432 pixels and about 70 KB, cut to that shape. Raises `Unusable` if it cannot be read."""
    cut = ImageOps.fit(on_white(pixels(path, LINK[0])), LINK, Image.Resampling.LANCZOS)
    return jpeg_of(cut, LINK[0] * LINK[1] // 4)


def social_card(path: Path) -> bytes:
    """A JPEG of 1200 × 630 pixels and about 200 KB for links shared elsewhere (Open Graph, `og:image`).

    The picture is whole and sharp in the middle; behind it, blurred and darkened, it fills the card. Raises
    `Unusable` if it cannot be read.
    """
    picture = on_white(pixels(path, CARD[0]))
    card = _background(picture)
    sharp = within(picture, CARD[0] - 2 * _MARGIN, CARD[1] - 2 * _MARGIN)
    card.paste(sharp, ((CARD[0] - sharp.width) // 2, (CARD[1] - sharp.height) // 2))
    return jpeg_of(card, _CARD_BYTES)


def icon(path: Path, *, edge: int) -> bytes:
    """A square PNG of `edge` pixels a side; Apple's is opaque, others keep transparency.

    Raises `Unusable` if the picture cannot be read.
    """
    return _png(_square(pixels(path, edge), edge, is_opaque=edge == _TOUCH))


SHARED: Mapping[str, tuple[int, int]] = {"card": CARD, "cover-300": (300, 300), "cover-600": (600, 600)}
"""Name → width and height of each picture that is made from every artwork, which is square and larger."""

ICONS: Mapping[str, tuple[int, int]] = {f"icon-{edge}": (edge, edge) for edge in _ICON_EDGES}
"""Name → width and height of each picture that is made from a show's artwork beside those."""


def derived(path: Path, name: str) -> bytes:
    """The picture of that name (`SHARED`: JPEG, `ICONS`: PNG). Raises `Unusable` if the artwork cannot be read."""
    if name in ICONS:
        return icon(path, edge=ICONS[name][0])
    return social_card(path) if name == "card" else page_cover(path, edge=SHARED[name][0])


# --- making


def within(picture: Image.Image, width: int, height: int) -> Image.Image:
    """A smaller copy that fits, of the same shape; never enlarged."""
    small = picture.copy()
    small.thumbnail((width, height), Image.Resampling.LANCZOS)
    return small


def _background(picture: Image.Image) -> Image.Image:
    small = ImageOps.fit(picture, (CARD[0] // _BLURRED, CARD[1] // _BLURRED), Image.Resampling.BOX)
    blurred = small.filter(ImageFilter.GaussianBlur(24 / _BLURRED)).resize(CARD, Image.Resampling.BICUBIC)
    return ImageEnhance.Brightness(blurred).enhance(0.45)


def _square(picture: Image.Image, edge: int, *, is_opaque: bool) -> Image.Image:
    """Exactly `edge` pixels a side, enlarged if necessary; a picture that is not square is shown whole."""
    whole = ImageOps.contain(picture, (edge, edge), Image.Resampling.LANCZOS)
    if whole.size != (edge, edge):
        around = Image.new("RGBA", (edge, edge), (255, 255, 255, 0))
        around.paste(whole, ((edge - whole.width) // 2, (edge - whole.height) // 2))
        whole = around
    return on_white(whole) if is_opaque else whole


# --- writing


def jpeg_of(picture: Image.Image, most: int, *, progressive: bool = True, optimize: bool = True) -> bytes:
    """The best JPEG of at most `most` bytes, or the smallest if none is so small.

    `optimize` takes three times as long and saves a twentieth.
    """
    fits = min(most, max(_BUFFER, picture.width * picture.height))
    for quality, subsampling in _STEPS:
        plain = _encoded(picture, "JPEG", quality=quality, subsampling=subsampling)
        if len(plain) <= fits:
            break
    if not optimize:
        return plain
    return _encoded(picture, "JPEG", quality=quality, subsampling=subsampling, optimize=True, progressive=progressive)


def _png(picture: Image.Image) -> bytes:
    """A PNG in all its colours, or in 256 if that would be too large for an icon."""
    if len(data := _encoded(picture, "PNG", optimize=True)) <= _ICON_BYTES:
        return data
    method = Image.Quantize.FASTOCTREE if picture.mode == "RGBA" else Image.Quantize.MEDIANCUT
    return _encoded(picture.quantize(256, method), "PNG", optimize=True)


def _encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()
