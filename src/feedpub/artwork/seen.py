"""Anybody's picture as a fact in a view: `seen:picture`, to stand in the `itunes:image` that names it."""

from __future__ import annotations

from pathlib import Path

from feedpub.artwork.picture import JPEG, PNG, Header, Source, decode, header, other_kind, reading, size_of
from feedpub.errors import Unusable
from feedpub.view import Element, fact

LARGEST_DECODED = 6000 * 6000
"""Pixels; what has more is too large whatever its lines are, and is told by its header alone."""


def seen(data: bytes) -> Element:
    """The fact about a picture's bytes: kind, pixels, colours, dots per inch, place; what is damaged. Never raises."""
    return _seen(data, len(data)) if data else fact("picture", size=0, damaged="the picture is empty")


def seen_file(path: Path) -> Element:
    """The same of a file."""
    try:
        with reading():
            size = size_of(path)
    except Unusable as error:
        return fact("picture", damaged=error.message)
    return _seen(path, size)


def _seen(source: Source, size: int) -> Element:
    try:
        with reading():
            found = header(source)
            if found is None:
                return fact("picture", kind=other_kind(source), size=size)
    except Unusable as error:
        return fact("picture", size=size, damaged=error.message)
    return fact(
        "picture",
        kind=found.kind,
        width=found.width,
        height=found.height,
        mode=found.mode,
        alpha=_said(found.transparent),
        deep=_said(found.deep),
        dpi=found.dpi or None,
        gps=_said(found.place),
        size=size,
        damaged=_damage(source, found),
    )


def _said(is_so: bool) -> str:  # noqa: FBT001 - the value itself
    return "true" if is_so else "false"


def _damage(source: Source, found: Header) -> str | None:
    """What is wrong with its bytes; other kinds than artwork's are not decoded, and what is enormous neither."""
    if found.kind not in {JPEG, PNG} or found.width * found.height > LARGEST_DECODED:
        return None
    try:
        with reading():
            decode(source)
    except Unusable as error:
        return error.message
    return None
