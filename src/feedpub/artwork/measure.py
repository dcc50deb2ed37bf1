"""Pictures of the author, measured: what nobody could use is refused by its header, before anything large is decoded.

Artwork must be what directories accept; a chapter's picture and a logo must keep to bounds of ours.
"""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from feedpub.artwork.cache import Whole, decode_once
from feedpub.artwork.picture import (
    JPEG,
    NAME_ONE,
    PNG,
    PictureHeader,
    decode,
    pillow_errors,
    read_header,
    size_of,
    unsupported_kind,
)
from feedpub.artwork.placeholder import is_placeholder
from feedpub.errors import Unusable
from feedpub.model.measured import Picture
from feedpub.standards import ARTWORK_TYPES, extension

SMALLEST, LARGEST = 1400, 3000
"""Pixels a side."""

_EXTENSIONS: Mapping[str, tuple[str, ...]] = {JPEG: ("jpg", "jpeg"), PNG: ("png",)}
_MODES: Mapping[str, str] = {
    "L": "grey",
    "I": "grey",
    "I;16": "grey",
    "1": "black and white",
    "P": "a palette's",
}


def measure(path: Path, *, file: str, whole: Whole = None) -> Picture:
    """The facts of a show's or an episode's artwork; `file` is its name as written. What is `whole` is not decoded.

    Raises `Unusable` with everything that directories would refuse; its message does not name the file.
    """
    with pillow_errors():
        size = size_of(path)
        found = read_header(path)
        if found is None:
            raise Unusable(f"artwork is JPEG or PNG, not {unsupported_kind(path)}", hint=NAME_ONE)
        if faults := list(_artwork_faults(found, path)):
            raise Unusable("; ".join(faults), hint=_remedy(found, path, faults))
        return _measured(path, file, found, size, whole)


def _measured(path: Path, file: str, found: PictureHeader, size: int, whole: Whole) -> Picture:
    with path.open("rb") as data:
        digest = hashlib.file_digest(data, "sha256").hexdigest()
    decode_once(path, digest, whole, decode)
    ending = _EXTENSIONS[found.kind][0]
    return Picture(
        file=file,
        path=path,
        type=ARTWORK_TYPES[ending],
        extension=ending,
        width=found.width,
        height=found.height,
        size=size,
        digest=digest,
        is_placeholder=is_placeholder(path),
    )


def _artwork_faults(found: PictureHeader, path: Path) -> Iterator[str]:
    width, height = found.width, found.height
    if found.kind not in _EXTENSIONS:
        yield f"artwork is JPEG or PNG, not {found.kind}"
    elif not _is_named_right(found, path):
        yield f"the name says {path.suffix or 'nothing'}, but the content is {found.kind}"
    if width != height:
        yield f"it is {width} × {height} pixels, and must be square"
    if min(width, height) < SMALLEST or max(width, height) > LARGEST:
        yield f"it is {width} × {height} pixels, and must have {SMALLEST} to {LARGEST} a side"
    if found.transparent:
        yield "it has transparency, which Apple refuses"
    if (colours := found.mode.rstrip("Aa")) != "RGB":
        yield f"its colours are {_MODES.get(colours, colours)}, and must be RGB"
    if found.deep:
        yield "it has 16 bits per colour, and must have 8"


def _is_named_right(found: PictureHeader, path: Path) -> bool:
    return extension(path.name) in _EXTENSIONS.get(found.kind, ())


def _remedy(found: PictureHeader, path: Path, faults: Sequence[str]) -> str:
    """What to do: export a small picture again, rename a misnamed one; otherwise a command that mends everything."""
    if min(found.width, found.height) < SMALLEST:
        return "export it again from the original, as an RGB JPEG of 3000 × 3000 pixels"
    if len(faults) == 1 and found.kind in _EXTENSIONS and not _is_named_right(found, path):
        return f"rename it to {path.stem}.{_EXTENSIONS[found.kind][0]}"
    source, target = (shlex.quote(name) for name in (path.name, f"{path.stem}-3000.jpg"))
    return (
        f"for example: magick {source} -background white -alpha remove -alpha off -resize '3000x3000^' -gravity center "
        f"-extent 3000x3000 -colorspace sRGB -type TrueColor -depth 8 -quality 88 {target}"
    )


# --- pictures that directories have no rules for


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a picture for one use may be; directories have no rules for it."""

    what: str
    """What messages call it: `a logo`."""

    smallest: int
    """Pixels a side, as is `largest`."""

    largest: int
    size: int
    """Bytes at most."""

    hint: str


CHAPTER = Bounds(
    what="the picture of a chapter",
    smallest=64,
    largest=3000,
    size=2 << 20,
    hint="export it as a JPEG, 1400 pixels a side or less: players load it while they play",
)

PORTRAIT = Bounds(
    what="a portrait",
    smallest=64,
    largest=4000,
    size=4 << 20,
    hint="export it as a JPEG, 600 to 1500 pixels a side",
)

LINK_PICTURE = Bounds(
    what="the picture of a link",
    smallest=64,
    largest=4000,
    size=4 << 20,
    hint="export it as a JPEG, about 1200 × 800 pixels",
)

LOGO = Bounds(
    what="a logo",
    smallest=16,
    largest=2400,
    size=512 * 1024,
    hint="export it as a PNG, twice as large as it is shown: every reader loads it before anything else",
)


BADGE = Bounds(
    what="a badge",
    smallest=16,
    largest=2400,
    size=512 * 1024,
    hint="take the PNG that the platform gives to publishers, about 120 pixels high",
)


def measure_within(path: Path, *, file: str, bounds: Bounds = CHAPTER, whole: Whole = None) -> Picture:
    """The facts of a picture of any shape; `file` is its name as written. What is `whole` is not decoded.

    Raises `Unusable` with everything that breaks `bounds`; its message does not name the file.
    """
    with pillow_errors():
        size = size_of(path)
        found = read_header(path)
        if found is None:
            raise Unusable(f"{bounds.what} is PNG or JPEG, not {unsupported_kind(path)}", hint=bounds.hint)
        if faults := list(faults_within(found, size, bounds)):
            raise Unusable("; ".join(faults), hint=bounds.hint)
        return _measured(path, file, found, size, whole)


def faults_within(found: PictureHeader, size: int, bounds: Bounds) -> Iterator[str]:
    """Everything that breaks `bounds` in a picture of `size` bytes."""
    if found.kind not in _EXTENSIONS:
        yield f"{bounds.what} is PNG or JPEG, not {found.kind}"
    if found.mode == "CMYK":
        yield "its colours are CMYK, for print, and must be RGB"
    if min(found.width, found.height) < bounds.smallest or max(found.width, found.height) > bounds.largest:
        pixels = f"{found.width} × {found.height} pixels"
        yield f"it is {pixels}, and must have {bounds.smallest} to {bounds.largest} a side"
    if size > bounds.size:
        yield f"it has {size:,} bytes, and must have at most {bounds.size:,}"
