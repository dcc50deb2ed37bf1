"""Pictures as Pillow reads them: their header, whether they are whole, their pixels; errors in our words.

Sources: PNG specification §11.2.1; Exif 2.32 §4.6.4 A.
"""

from __future__ import annotations

import logging
import stat
import struct
import warnings
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageChops, ImageCms, UnidentifiedImageError

from feedpub.errors import Unusable
from feedpub.standards import ONLINE_ONLY

# Pillow logs the errors that it raises; without a handler, Python prints them beside our own messages.
logging.getLogger("PIL").addHandler(logging.NullHandler())

Source = Path | bytes
"""A file, or its bytes."""

JPEG, PNG = "JPEG", "PNG"

AGAIN = "export or copy it again"
NAME_ONE = "name a JPEG or PNG picture, 3000 × 3000 pixels"

_KINDS: Mapping[str, str] = {"JPEG": JPEG, "MPO": JPEG, "PNG": PNG, "WEBP": "WebP"}
"""Pillow's name → ours. Telephones write MPO: a JPEG with a second picture after the first."""

_KNOWN = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP")
"""Formats that are opened. No other reader of Pillow gets a file."""

_OTHER: tuple[tuple[int, bytes, str], ...] = (
    (4, b"ftypheic", "HEIC"),
    (4, b"ftypheix", "HEIC"),
    (4, b"ftypmif1", "HEIC"),
    (4, b"ftypavif", "AVIF"),
    (0, b"%PDF", "PDF"),
    (0, b"8BPS", "Photoshop"),
    (0, b"<svg", "SVG"),
    (0, b"<?xml", "SVG or XML"),
)
_DAMAGED = "the picture is damaged or cut short"
_LATITUDE = 2
"""Tag in EXIF's table of the GPS."""

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
"""Orientation of EXIF → what makes the picture upright."""

LARGEST_DECODED = 6000 * 6000
"""Pixels. A picture with more is too large for any use: only its header is read."""

_SIDE = 64
"""Pixels a side that are compared: too few to see compression, enough to see a number on a cover."""

_FURTHEST = 32
"""How much a colour may differ, of 255."""

_DECODED = 256
"""Pixels a side to which a JPEG is decoded for that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureHeader:
    """What the header of a picture says, before it is decoded."""

    kind: str
    width: int
    height: int
    mode: str
    """Pillow's name of its colour mode."""

    transparent: bool
    deep: bool
    """More than 8 bits per colour."""

    dpi: str
    """Dots per inch, as `72` or `72 × 96`; empty if not stated."""

    gps: bool
    """Whether EXIF or XMP says where it was taken."""


@contextmanager
def pillow_errors() -> Iterator[None]:
    """Turn errors of Pillow and of the system into `Unusable`; warnings of Pillow are left out: headers are checked."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except FileNotFoundError:
        raise Unusable("there is no such file", hint="copy it here, or correct the name") from None
    except Image.DecompressionBombError:
        raise Unusable("the picture is far too large to be artwork", hint=NAME_ONE) from None
    except OSError as error:
        if error.errno is None:  # Pillow's own
            raise Unusable(_DAMAGED, hint=AGAIN) from None
        raise Unusable("the picture cannot be read", hint="check its permissions and the disk") from None
    except DAMAGE:
        raise Unusable(_DAMAGED, hint=AGAIN) from None


DAMAGE = (SyntaxError, ValueError, EOFError, ArithmeticError, LookupError, TypeError, struct.error, zlib.error)
"""What Pillow's readers raise for damaged files."""


def size_of(path: Path) -> int:
    """Bytes of an ordinary file. Raises `Unusable` for any other: merely opening a pipe would block."""
    status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        raise Unusable("this is a folder", hint="name a picture in it")
    if not stat.S_ISREG(status.st_mode):
        raise Unusable("this is no ordinary file", hint=NAME_ONE)
    if status.st_size == 0:
        raise Unusable("the picture is empty", hint=f"{AGAIN}; {ONLINE_ONLY}")
    return status.st_size


def read_header(source: Source) -> PictureHeader | None:
    """The header of a picture; None if Pillow does not know its format."""
    try:
        with open_picture(source) as image:
            kind = _KINDS.get(str(image.format), str(image.format))
            return PictureHeader(
                kind=kind,
                width=image.width,
                height=image.height,
                mode=image.mode,
                transparent=image.mode.upper().endswith("A") or "transparency" in image.info,
                deep=kind == PNG and _depth(source) > 8,
                dpi=_dpi(image),
                gps=_has_gps(image),
            )
    except UnidentifiedImageError:
        return None


def unsupported_kind(source: Source) -> str:
    """The format of a picture that Pillow does not know. Raises `Unusable` for a file that is not a picture."""
    head = _head(source, 64)
    if kind := next((kind for at, magic, kind in _OTHER if head.startswith(magic, at)), ""):
        return kind
    if head.startswith((b"\xff\xd8", b"\x89PNG")):
        raise Unusable(_DAMAGED, hint=NAME_ONE)
    raise Unusable("this is not a picture", hint=NAME_ONE)


def decode(source: Source) -> None:
    """Check that the picture is whole: every checksum of a PNG, every line. Raises Pillow's errors."""
    with open_picture(source) as image:
        image.verify()
    with open_picture(source) as image:
        image.load()


def open_picture(source: Source) -> Image.Image:
    """The picture with its header read, by the readers of `_KNOWN` only; nothing is decoded yet."""
    return Image.open(BytesIO(source) if isinstance(source, bytes) else source, formats=_KNOWN)


def _head(source: Source, size: int) -> bytes:
    if isinstance(source, bytes):
        return source[:size]
    with source.open("rb") as data:
        return data.read(size)


def _depth(source: Source) -> int:
    """Bits per colour of a PNG: its first chunk is IHDR."""
    return _head(source, 25)[24]


def _dpi(image: Image.Image) -> str:
    try:
        across, down = (round(float(one)) for one in image.info["dpi"])
    except (KeyError, TypeError, ValueError, ArithmeticError):
        return ""
    return str(across) if across == down else f"{across} × {down}"


def _has_gps(image: Image.Image) -> bool:
    """Whether XMP or EXIF has a latitude. Without EXIF in front, Pillow would decode a PNG to look for one behind."""
    if b"GPSLatitude" in _xmp(image):
        return True
    if "exif" not in image.info:
        return False
    try:
        return _LATITUDE in image.getexif().get_ifd(0x8825)
    except (OSError, *DAMAGE):
        return False


def _xmp(image: Image.Image) -> bytes:
    xmp = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b""
    if isinstance(xmp, str):
        return xmp.encode("utf-8", "replace")
    return xmp if isinstance(xmp, bytes) else b""


# --- pixels


def pixels(source: Source, most: int) -> Image.Image:
    """A picture upright, in sRGB, eight bits deep, without metadata: RGB, or RGBA if it has transparency.

    A JPEG that is much larger than `most` pixels a side is decoded smaller. Raises `Unusable` if it cannot be read; the
    message does not name the file.
    """
    with pillow_errors():
        if isinstance(source, Path):
            size_of(source)
        _refuse(source)
        with open_picture(source) as image:
            image.draft(None, (most, most))
            image.load()
            picture = _upright(_in_srgb(_eight_bits(image)), orientation(image))
    picture.info.clear()  # or Pillow would write the metadata again
    return picture


def _refuse(source: Source) -> None:
    """Raise `Unusable` for a file that is not a picture, and for one that is too large to be decoded."""
    found = read_header(source)
    if found is None:
        raise Unusable(f"the picture is {unsupported_kind(source)}, which feedpub cannot read", hint=NAME_ONE)
    if found.width * found.height > LARGEST_DECODED:
        raise Unusable("the picture is far too large to be artwork", hint=NAME_ONE)


def _eight_bits(image: Image.Image) -> Image.Image:
    """Eight bits per colour; Pillow alone would make everything above 255 white."""
    if not image.mode.startswith("I"):
        return image
    grey = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    grey.info = {name: value for name, value in image.info.items() if name != "transparency"}
    return grey


def _in_srgb(image: Image.Image) -> Image.Image:
    """The picture in sRGB: by its own profile, or without one (or with one that does not fit) by Pillow's formula."""
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
        own = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.profileToProfile(bare, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
    return None


def orientation(image: Image.Image) -> int:
    """The orientation by EXIF; 1 (upright) if EXIF is missing or damaged."""
    with suppress(OSError, *DAMAGE):
        return int(image.getexif().get(_ORIENTATION, 1))
    return 1


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    turn = _TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)


def on_white(picture: Image.Image) -> Image.Image:
    """The picture on a white ground, without transparency: JPEG has none."""
    if picture.mode == "RGB":
        return picture
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    return white


# --- comparing


def same_picture(one: Path, other: Path) -> bool:
    """Whether two files show the same picture: they differ only in size, format and compression.

    Raises `Unusable` if one of them cannot be read; the message does not say which.
    """
    first, second = map(_tiny, (one, other))
    return max(ImageChops.difference(first, second).tobytes()) <= _FURTHEST


def _tiny(path: Path) -> Image.Image:
    return on_white(pixels(path, _DECODED)).resize((_SIDE, _SIDE), Image.Resampling.BOX)
