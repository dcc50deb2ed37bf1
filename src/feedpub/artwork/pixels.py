"""The pixels of any picture as they are meant: upright, in sRGB, eight bits deep, and with nothing else attached."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageCms

from feedpub.artwork.picture import DAMAGE, NAME_ONE, header, opened, other_kind, reading, size_of
from feedpub.artwork.seen import LARGEST_DECODED
from feedpub.errors import Unusable

_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes each orientation of EXIF upright. Source: Exif 2.32 §4.6.4 A."""


def pixels(path: Path, most: int) -> Image.Image:
    """RGB, or RGBA if anything shines through. A JPEG that is much larger than `most` is decoded smaller.

    Raises `Unusable` if it cannot be read; the message names no place.
    """
    with reading():
        size_of(path)
        _refuse(path)
        with opened(path) as image:
            image.draft(None, (most, most))
            image.load()
            picture = _upright(_in_srgb(_eight_bits(image)), _orientation(image))
    picture.info.clear()  # or Pillow would write again what it has read
    return picture


def _refuse(path: Path) -> None:
    """What is no picture, and what is too large to be decoded."""
    found = header(path)
    if found is None:
        raise Unusable(f"the picture is {other_kind(path)}, which is not read here", hint=NAME_ONE)
    if found.width * found.height > LARGEST_DECODED:
        raise Unusable("the picture is far too large to be artwork", hint=NAME_ONE)


def _eight_bits(image: Image.Image) -> Image.Image:
    """Pillow would cut off whatever is brighter than 255, and make it white."""
    if not image.mode.startswith("I"):
        return image
    grey = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    grey.info = {name: value for name, value in image.info.items() if name != "transparency"}
    return grey


def _in_srgb(image: Image.Image) -> Image.Image:
    """In sRGB by the picture's own profile; by rule of thumb without one, or if it is damaged or another picture's."""
    picture = _by_profile(image) or image.convert("RGB")
    if image.has_transparency_data:
        alpha = image.convert("RGBA").getchannel("A")
        if alpha.getextrema() != (255, 255):
            picture.putalpha(alpha)
    return picture


def _by_profile(image: Image.Image) -> Image.Image | None:
    profile = image.info.get("icc_profile")
    if not profile:
        return None
    bare = image if image.mode in {"RGB", "L", "CMYK"} else image.convert("L" if image.mode == "LA" else "RGB")
    with suppress(ImageCms.PyCMSError, OSError, *DAMAGE):
        theirs = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.profileToProfile(bare, theirs, ImageCms.createProfile("sRGB"), outputMode="RGB")
    return None


def _orientation(image: Image.Image) -> int:
    """By EXIF; damaged EXIF says nothing."""
    with suppress(OSError, *DAMAGE):
        return int(image.getexif().get(_ORIENTATION, 1))
    return 1


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    turn = _TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)


def on_white(picture: Image.Image) -> Image.Image:
    """The picture without transparency, which JPEG does not have."""
    if picture.mode == "RGB":
        return picture
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    return white
