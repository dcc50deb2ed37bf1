"""Whether two files show the same picture, as people see it."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageChops

from feedpub.artwork.pixels import on_white, pixels

_SIDE = 64
"""Pixels a side that are compared: too few for what compression changes, enough for a number on a cover."""

_FURTHEST = 32
"""How far a colour may be from the other's, of 255."""

_DECODED = 256


def alike(one: Path, other: Path) -> bool:
    """Whether they differ in no more than size, kind and compression.

    Raises `Unusable` if one of them cannot be read; the message does not say which.
    """
    first, second = map(_tiny, (one, other))
    return max(ImageChops.difference(first, second).tobytes()) <= _FURTHEST


def _tiny(path: Path) -> Image.Image:
    return on_white(pixels(path, _DECODED)).resize((_SIDE, _SIDE), Image.Resampling.BOX)
