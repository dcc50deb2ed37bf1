"""Artwork: measured by its header first, then decoded once to prove that it is whole.

Rules: Apple "A Podcaster's Guide to RSS": square, 1400 to 3000 pixels, JPEG or PNG, RGB, no alpha. What breaks one of
them is refused by its header, so nothing larger than 3000 × 3000 is ever decoded.
"""

from __future__ import annotations

import stat
import warnings
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from feedpub.errors import Unusable
from feedpub.model.measured import Picture
from feedpub.vocab import ARTWORK_TYPES, extension

SMALLEST, LARGEST = 1400, 3000
"""Pixels a side."""

_EXTENSIONS = {"JPEG": "jpg", "PNG": "png"}


def measure(path: Path, *, file: str) -> Picture:
    """Size in pixels and bytes, type and digest of a picture; `file` is its name as written.

    Raises `Unusable` with everything that directories would refuse; its message names no place.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise Unusable("this is no ordinary file", hint="name a JPEG or PNG file")
    if path.stat().st_size == 0:
        raise Unusable("the picture is empty", hint="export or copy it again")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        width, height, kind = _inspect(path)
    data = path.read_bytes()
    return Picture(
        file=file,
        path=path,
        type=ARTWORK_TYPES[_EXTENSIONS[kind]],
        extension=_EXTENSIONS[kind],
        width=width,
        height=height,
        size=len(data),
        digest=sha256(data).hexdigest(),
    )


def _inspect(path: Path) -> tuple[int, int, str]:
    """Width, height and format, after all is found well."""
    try:
        with Image.open(path) as image:
            _refuse(image, path)
            image.load()
            return *image.size, str(image.format)
    except UnidentifiedImageError:
        raise Unusable("this is no picture", hint="name a JPEG or PNG file") from None
    except Image.DecompressionBombError:
        raise Unusable("the picture is far too large to be artwork", hint=_resize(path)) from None
    except (OSError, SyntaxError, ValueError):
        raise Unusable("the picture is damaged or cut short", hint="export or copy it again") from None


def _refuse(image: Image.Image, path: Path) -> None:
    faults = list(_faults(image, path))
    if faults:
        raise Unusable("; ".join(faults), hint=_resize(path))


def _faults(image: Image.Image, path: Path) -> Iterator[str]:
    width, height = image.size
    if image.format not in _EXTENSIONS:
        yield f"artwork is JPEG or PNG, not {image.format}"
    elif extension(path.name).replace("jpeg", "jpg") != _EXTENSIONS[image.format]:
        yield f"the name says {path.suffix or 'nothing'}, but the content is {image.format}"
    if width != height:
        yield f"it is {width} × {height} pixels, and must be square"
    if min(width, height) < SMALLEST or max(width, height) > LARGEST:
        yield f"it is {width} × {height} pixels, and must have {SMALLEST} to {LARGEST} a side"
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        yield "it has transparent parts"
    elif image.mode != "RGB":
        yield f"its colours are {image.mode}, and must be RGB"


def _resize(path: Path) -> str:
    return (
        f"for example: magick {path.name} -resize 3000x3000^ -gravity center -extent 3000x3000 "
        f"-background white -flatten -colorspace sRGB -quality 88 {path.stem}.jpg"
    )
