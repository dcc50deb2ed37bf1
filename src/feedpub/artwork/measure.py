"""An author's artwork: what directories would refuse is refused by its header, before anything large is decoded."""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from feedpub.artwork.picture import JPEG, NAME_ONE, PNG, Header, decode, header, other_kind, reading, size_of
from feedpub.errors import Unusable
from feedpub.model.measured import Picture
from feedpub.vocab import ARTWORK_TYPES, extension

SMALLEST, LARGEST = 1400, 3000
"""Pixels a side."""

_EXTENSIONS: Mapping[str, tuple[str, ...]] = {JPEG: ("jpg", "jpeg"), PNG: ("png",)}
_MODES: Mapping[str, str] = {"L": "grey", "I": "grey", "I;16": "grey", "1": "black and white", "P": "a palette's"}


def measure(path: Path, *, file: str) -> Picture:
    """Size in pixels and bytes, type and digest of a picture; `file` is its name as written.

    Raises `Unusable` with everything that directories would refuse; its message names no place.
    """
    with reading():
        size_of(path)
        found = header(path)
        if found is None:
            raise Unusable(_other(path), hint=NAME_ONE)
        _refuse(found, path)
        decode(path)
        with path.open("rb") as data:
            digest = hashlib.file_digest(data, "sha256").hexdigest()
        size = path.stat().st_size
    end = _EXTENSIONS[found.kind][0]
    return Picture(
        file=file,
        path=path,
        type=ARTWORK_TYPES[end],
        extension=end,
        width=found.width,
        height=found.height,
        size=size,
        digest=digest,
    )


def _other(path: Path) -> str:
    return f"artwork is JPEG or PNG, not {other_kind(path)}"


def _refuse(found: Header, path: Path) -> None:
    if faults := list(_faults(found, path)):
        raise Unusable("; ".join(faults), hint=_remedy(found, path, faults))


def _faults(found: Header, path: Path) -> Iterator[str]:
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


def _is_named_right(found: Header, path: Path) -> bool:
    return extension(path.name) in _EXTENSIONS.get(found.kind, ())


def _remedy(found: Header, path: Path, faults: Sequence[str]) -> str:
    """Too small: from the original. Only named wrong: another name. Else a command that makes all of it right."""
    if min(found.width, found.height) < SMALLEST:
        return "export it again from the original, as an RGB JPEG of 3000 × 3000 pixels"
    if len(faults) == 1 and found.kind in _EXTENSIONS and not _is_named_right(found, path):
        return f"rename it to {path.stem}.{_EXTENSIONS[found.kind][0]}"
    source, target = (shlex.quote(name) for name in (path.name, f"{path.stem}-3000.jpg"))
    return (
        f"for example: magick {source} -background white -alpha remove -alpha off -resize '3000x3000^' -gravity center "
        f"-extent 3000x3000 -colorspace sRGB -type TrueColor -depth 8 -quality 88 {target}"
    )
