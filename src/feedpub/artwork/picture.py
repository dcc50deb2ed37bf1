"""Pictures as Pillow reads them: their header, and whether they are whole; failures in our words."""

from __future__ import annotations

import logging
import stat
import struct
import warnings
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from feedpub.errors import Unusable

# Pillow logs what it then raises, and without a handler Python prints that beside our own words.
logging.getLogger("PIL").addHandler(logging.NullHandler())

Source = Path | bytes
"""A file, or what is in it."""

JPEG, PNG = "JPEG", "PNG"

AGAIN = "export or copy it again"
NAME_ONE = "name a JPEG or PNG picture, 3000 × 3000 pixels"

_KINDS: Mapping[str, str] = {"JPEG": JPEG, "MPO": JPEG, "PNG": PNG, "WEBP": "WebP"}
"""By Pillow's name. MPO is how telephones write JPEG: with a second picture behind the first."""

_KNOWN = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP")
"""What is looked into. No other reader of Pillow is given a file to open."""

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
"""Tag of EXIF's own table of places."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a picture says of itself before it is decoded."""

    kind: str
    width: int
    height: int
    mode: str
    """Pillow's name of its colours."""

    transparent: bool
    deep: bool
    """More than 8 bits per colour."""

    dpi: str
    """Dots per inch, as `72` or `72 × 96`; empty if it does not say."""

    place: bool
    """It says where on earth it was taken."""


@contextmanager
def reading() -> Iterator[None]:
    """Pillow's and the system's failures in our words; Pillow's warnings are about what is refused or decoded here."""
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
        raise Unusable("the picture cannot be read", hint="look at its permissions and its disk") from None
    except DAMAGE:
        raise Unusable(_DAMAGED, hint=AGAIN) from None


DAMAGE = (SyntaxError, ValueError, EOFError, ArithmeticError, LookupError, TypeError, struct.error, zlib.error)
"""What Pillow's readers raise when bytes are not what they say."""


def size_of(path: Path) -> int:
    """Bytes of an ordinary file. Raises `Unusable` for all others: merely opening a pipe would block."""
    facts = path.stat()
    if stat.S_ISDIR(facts.st_mode):
        raise Unusable("this is a folder", hint="name a picture in it")
    if not stat.S_ISREG(facts.st_mode):
        raise Unusable("this is no ordinary file", hint=NAME_ONE)
    if facts.st_size == 0:
        raise Unusable("the picture is empty", hint=AGAIN)
    return facts.st_size


def header(source: Source) -> Header | None:
    """What it says of itself; None if Pillow cannot tell what it is."""
    try:
        with opened(source) as image:
            kind = _KINDS.get(str(image.format), str(image.format))
            return Header(
                kind=kind,
                width=image.width,
                height=image.height,
                mode=image.mode,
                transparent=image.mode.upper().endswith("A") or "transparency" in image.info,
                deep=kind == PNG and _depth(source) > 8,
                dpi=_dpi(image),
                place=_has_place(image),
            )
    except UnidentifiedImageError:
        return None


def other_kind(source: Source) -> str:
    """What it is if Pillow cannot tell. Raises `Unusable` for what is no picture."""
    head = _head(source, 64)
    if kind := next((kind for at, magic, kind in _OTHER if head.startswith(magic, at)), ""):
        return kind
    if head.startswith((b"\xff\xd8", b"\x89PNG")):
        raise Unusable(_DAMAGED, hint=NAME_ONE)
    raise Unusable("this is no picture", hint=NAME_ONE)


def decode(source: Source) -> None:
    """Prove that the picture is whole: every checksum of a PNG, and all of its lines."""
    with opened(source) as image:
        image.verify()
    with opened(source) as image:
        image.load()


def opened(source: Source) -> Image.Image:
    """The picture with its header read, by the readers of `_KNOWN` alone; nothing is decoded yet."""
    return Image.open(BytesIO(source) if isinstance(source, bytes) else source, formats=_KNOWN)


def _head(source: Source, size: int) -> bytes:
    if isinstance(source, bytes):
        return source[:size]
    with source.open("rb") as data:
        return data.read(size)


def _depth(source: Source) -> int:
    """Bits per colour of a PNG. Source: PNG specification §11.2.1 (IHDR is first)."""
    return _head(source, 25)[24]


def _dpi(image: Image.Image) -> str:
    try:
        across, down = (round(float(one)) for one in image.info["dpi"])
    except (KeyError, TypeError, ValueError, ArithmeticError):
        return ""
    return str(across) if across == down else f"{across} × {down}"


def _has_place(image: Image.Image) -> bool:
    """By EXIF or XMP; damaged EXIF says nothing. Without EXIF in front, Pillow would decode a PNG to look behind it."""
    if b"GPSLatitude" in _xmp(image):
        return True
    if "exif" not in image.info:
        return False
    try:
        return _LATITUDE in image.getexif().get_ifd(0x8825)
    except (OSError, *DAMAGE):
        return False


def _xmp(image: Image.Image) -> bytes:
    said = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b""
    if isinstance(said, str):
        return said.encode("utf-8", "replace")
    return said if isinstance(said, bytes) else b""
