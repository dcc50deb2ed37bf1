"""Pictures that directories have no rules for: of a chapter, or the logo of a show's pages."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from feedpub.artwork.picture import JPEG, PNG, Header, decode, header, other_kind, reading, size_of
from feedpub.errors import Unusable
from feedpub.model.measured import Picture
from feedpub.vocab import ARTWORK_TYPES

_EXTENSIONS = {JPEG: "jpg", PNG: "png"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a picture for some place may be."""

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

LOGO = Bounds(
    what="a logo",
    smallest=16,
    largest=2400,
    size=512 * 1024,
    hint="export it as a PNG, twice as large as it is shown: every reader loads it before anything else",
)


def measure_shown(path: Path, *, file: str, bounds: Bounds = CHAPTER) -> Picture:
    """Size in pixels and bytes, type and digest of a picture of any shape; `file` is its name as written.

    Raises `Unusable` with everything that is wrong with it; its message names no place.
    """
    with reading():
        size = size_of(path)
        found = header(path)
        if found is None:
            raise Unusable(f"{bounds.what} is PNG or JPEG, not {other_kind(path)}", hint=bounds.hint)
        if faults := list(_faults(found, size, bounds)):
            raise Unusable("; ".join(faults), hint=bounds.hint)
        decode(path)
        with path.open("rb") as data:
            digest = hashlib.file_digest(data, "sha256").hexdigest()
    extension = _EXTENSIONS[found.kind]
    return Picture(
        file=file,
        path=path,
        type=ARTWORK_TYPES[extension],
        extension=extension,
        width=found.width,
        height=found.height,
        size=size,
        digest=digest,
    )


def _faults(found: Header, size: int, bounds: Bounds) -> Iterator[str]:
    if found.kind not in _EXTENSIONS:
        yield f"{bounds.what} is PNG or JPEG, not {found.kind}"
    if found.mode == "CMYK":
        yield "its colours are CMYK, for print, and must be RGB"
    if min(found.width, found.height) < bounds.smallest or max(found.width, found.height) > bounds.largest:
        pixels = f"{found.width} × {found.height} pixels"
        yield f"it is {pixels}, and must have {bounds.smallest} to {bounds.largest} a side"
    if size > bounds.size:
        yield f"it has {size:,} bytes, and must have at most {bounds.size:,}"
