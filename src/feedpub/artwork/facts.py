"""Anybody's picture as a fact in a view (`seen:picture`), inside the `itunes:image` that names it."""

from __future__ import annotations

from pathlib import Path

from feedpub.artwork.picture import (
    JPEG,
    LARGEST_DECODED,
    PNG,
    PictureHeader,
    Source,
    decode,
    pillow_errors,
    read_header,
    size_of,
    unsupported_kind,
)
from feedpub.artwork.placeholder import is_placeholder
from feedpub.errors import Unusable
from feedpub.feed_view import Element, fact


def facts_of_bytes(data: bytes) -> Element:
    """The fact about a picture, from its bytes: format, pixels, colours, dpi, GPS, what is damaged. Never raises."""
    return _facts(data, len(data)) if data else fact("picture", size=0, damaged="the picture is empty")


def facts_of_file(path: Path, *, is_whole: bool = False) -> Element:
    """The same fact, from a file; one that was measured in this run is whole, and is not decoded once more."""
    try:
        with pillow_errors():
            size = size_of(path)
    except Unusable as error:
        return fact("picture", damaged=error.message)
    return _facts(path, size, is_whole=is_whole)


def _facts(source: Source, size: int, *, is_whole: bool = False) -> Element:
    try:
        with pillow_errors():
            found = read_header(source)
            if found is None:
                return fact("picture", kind=unsupported_kind(source), size=size)
            drawn = is_placeholder(source)
    except Unusable as error:
        return fact("picture", size=size, damaged=error.message)
    return fact(
        "picture",
        kind=found.kind,
        width=found.width,
        height=found.height,
        mode=found.mode,
        alpha=_flag(found.transparent),
        deep=_flag(found.deep),
        dpi=found.dpi or None,
        gps=_flag(found.gps),
        size=size,
        placeholder="true" if drawn else None,
        damaged=None if is_whole else _damage(source, found),
    )


def _flag(value: bool) -> str:  # noqa: FBT001 - the value itself
    return "true" if value else "false"


def _damage(source: Source, found: PictureHeader) -> str | None:
    """What is damaged; formats that artwork cannot have, and enormous pictures, are not decoded."""
    if found.kind not in {JPEG, PNG} or found.width * found.height > LARGEST_DECODED:
        return None
    try:
        with pillow_errors():
            decode(source)
    except Unusable as error:
        return error.message
    return None
