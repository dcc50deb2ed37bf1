"""Artwork: measured by its header first, then decoded once to prove that it is whole.

Rules: Apple "A Podcaster's Guide to RSS": square, 1400 to 3000 pixels, JPEG or PNG, RGB, no alpha. What breaks one of
them is refused by its header, so nothing larger than 3000 × 3000 is ever decoded.
"""

from __future__ import annotations

import hashlib
import shlex
import stat
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from feedpub.errors import Unusable
from feedpub.model.measured import Picture
from feedpub.vocab import ARTWORK_TYPES, extension

SMALLEST, LARGEST = 1400, 3000
"""Pixels a side."""

_KINDS: Mapping[str, str] = {"JPEG": "JPEG", "MPO": "JPEG", "PNG": "PNG", "WEBP": "WebP"}
"""By Pillow's name. MPO is how telephones write JPEG: with a second picture behind the first."""

_KNOWN = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP")
"""What is looked into. No other reader of Pillow is given a file to open."""

_EXTENSIONS: Mapping[str, tuple[str, ...]] = {"JPEG": ("jpg", "jpeg"), "PNG": ("png",)}
_MODES: Mapping[str, str] = {"L": "grey", "I": "grey", "I;16": "grey", "1": "black and white", "P": "a palette's"}
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
_AGAIN = "export or copy it again"
_NAME_ONE = "name a JPEG or PNG picture, 3000 × 3000 pixels"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Header:
    """What a picture says of itself before it is decoded."""

    kind: str
    width: int
    height: int
    mode: str
    transparent: bool
    deep: bool
    """More than 8 bits per colour."""


def measure(path: Path, *, file: str) -> Picture:
    """Size in pixels and bytes, type and digest of a picture; `file` is its name as written.

    Raises `Unusable` with everything that directories would refuse; its message names no place.
    """
    with _reading():
        _refuse_special(path)
        header = _header(path)
        _refuse(header, path)
        _decode(path)
        with path.open("rb") as data:
            digest = hashlib.file_digest(data, "sha256").hexdigest()
        size = path.stat().st_size
    end = _EXTENSIONS[header.kind][0]
    return Picture(
        file=file,
        path=path,
        type=ARTWORK_TYPES[end],
        extension=end,
        width=header.width,
        height=header.height,
        size=size,
        digest=digest,
    )


@contextmanager
def _reading() -> Iterator[None]:
    """Pillow's and the system's failures in our words; Pillow's warnings are about what is refused or decoded here."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except FileNotFoundError:
        raise Unusable("there is no such file", hint="copy it here, or correct the name") from None
    except Image.DecompressionBombError:
        raise Unusable("the picture is far too large to be artwork", hint=_NAME_ONE) from None
    except OSError as error:
        if error.errno is None:  # Pillow's own
            raise Unusable(_DAMAGED, hint=_AGAIN) from None
        raise Unusable("the picture cannot be read", hint="look at its permissions and its disk") from None
    except (SyntaxError, ValueError, EOFError):
        raise Unusable(_DAMAGED, hint=_AGAIN) from None


def _refuse_special(path: Path) -> None:
    """Merely opening a pipe would block."""
    facts = path.stat()
    if stat.S_ISDIR(facts.st_mode):
        raise Unusable("this is a folder", hint="name a picture in it")
    if not stat.S_ISREG(facts.st_mode):
        raise Unusable("this is no ordinary file", hint=_NAME_ONE)
    if facts.st_size == 0:
        raise Unusable("the picture is empty", hint=_AGAIN)


def _header(path: Path) -> _Header:
    try:
        with Image.open(path, formats=_KNOWN) as image:
            kind = _KINDS.get(str(image.format), str(image.format))
            return _Header(
                kind=kind,
                width=image.width,
                height=image.height,
                mode=image.mode,
                transparent=image.mode.upper().endswith("A") or "transparency" in image.info,
                deep=kind == "PNG" and _depth(path) > 8,
            )
    except UnidentifiedImageError:
        raise Unusable(_unknown(path), hint=_NAME_ONE) from None


def _depth(path: Path) -> int:
    """Bits per colour of a PNG. Source: PNG specification §11.2.1 (IHDR is first)."""
    with path.open("rb") as data:
        return data.read(25)[24]


def _unknown(path: Path) -> str:
    with path.open("rb") as data:
        head = data.read(64)
    kind = next((kind for at, magic, kind in _OTHER if head.startswith(magic, at)), None)
    if kind is None and head.startswith((b"\xff\xd8", b"\x89PNG")):
        return _DAMAGED
    return f"artwork is JPEG or PNG, not {kind}" if kind else "this is no picture"


def _refuse(header: _Header, path: Path) -> None:
    if faults := list(_faults(header, path)):
        raise Unusable("; ".join(faults), hint=_remedy(header, path, faults))


def _faults(header: _Header, path: Path) -> Iterator[str]:
    width, height = header.width, header.height
    if header.kind not in _EXTENSIONS:
        yield f"artwork is JPEG or PNG, not {header.kind}"
    elif not _is_named_right(header, path):
        yield f"the name says {path.suffix or 'nothing'}, but the content is {header.kind}"
    if width != height:
        yield f"it is {width} × {height} pixels, and must be square"
    if min(width, height) < SMALLEST or max(width, height) > LARGEST:
        yield f"it is {width} × {height} pixels, and must have {SMALLEST} to {LARGEST} a side"
    if header.transparent:
        yield "it has transparency, which Apple refuses"
    if (colours := header.mode.rstrip("Aa")) != "RGB":
        yield f"its colours are {_MODES.get(colours, colours)}, and must be RGB"
    if header.deep:
        yield "it has 16 bits per colour, and must have 8"


def _is_named_right(header: _Header, path: Path) -> bool:
    return extension(path.name) in _EXTENSIONS.get(header.kind, ())


def _remedy(header: _Header, path: Path, faults: Sequence[str]) -> str:
    """Too small: from the original. Only named wrong: another name. Else a command that makes all of it right."""
    if min(header.width, header.height) < SMALLEST:
        return "export it again from the original, as an RGB JPEG of 3000 × 3000 pixels"
    if len(faults) == 1 and header.kind in _EXTENSIONS and not _is_named_right(header, path):
        return f"rename it to {path.stem}.{_EXTENSIONS[header.kind][0]}"
    source, target = (shlex.quote(name) for name in (path.name, f"{path.stem}-3000.jpg"))
    return (
        f"for example: magick {source} -background white -alpha remove -alpha off -resize '3000x3000^' -gravity center "
        f"-extent 3000x3000 -colorspace sRGB -type TrueColor -depth 8 -quality 88 {target}"
    )


def _decode(path: Path) -> None:
    """Prove that the picture is whole: every checksum of a PNG, and all of its lines."""
    with Image.open(path, formats=_KNOWN) as image:
        image.verify()
    with Image.open(path, formats=_KNOWN) as image:
        image.load()
