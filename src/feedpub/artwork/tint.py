"""The colour that an artwork is known by: pages take their own colours from it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from feedpub.artwork.cache import Whole
from feedpub.artwork.picture import on_white, pixels
from feedpub.model.measured import Picture
from feedpub.standards.colours import oklch_of

_SIDE = 48
"""Pixels a side that are looked at."""

_HUES = 24
"""Classes of hues, 15 degrees each."""

_GREY = 0.035
"""Chroma (OKLCH) below which nobody names a hue."""

_COLOURED = 0.04
"""Of a picture whose hue counts, the part that has one."""


_KIND, _VERSION = "tints", 1
"""Of what is remembered; the version rises when the same picture should have another tint."""


def tinted(picture: Picture, whole: Whole = None) -> Picture:
    """The picture with its tint, which is found once for the same bytes. Raises `Unusable` if it cannot be read."""
    known = whole.get(_KIND, picture.digest) if whole else None
    if known is None or known["version"] != _VERSION:
        known = {"version": _VERSION, "tint": tint(picture.path)}
        if whole:
            whole.put(_KIND, picture.digest, known)
    return replace(picture, tint=known["tint"])


def tint(path: Path) -> str:
    """`#rrggbb`: the mean of the picture's most striking hue, a grey for a picture without any.

    A hue counts by its area and its strength, so a small red sail on a grey sea is the tint, and the sky is where the
    sky is all there is. Raises `Unusable` if the picture cannot be read.
    """
    small = on_white(pixels(path, _SIDE)).resize((_SIDE, _SIDE))
    data = small.convert("RGB").tobytes()
    found = list(zip(data[::3], data[1::3], data[2::3], strict=True))
    classes: dict[int, list[tuple[int, int, int]]] = {}
    weights = [0.0] * _HUES
    for pixel in found:
        lightness, chroma, hue = oklch_of(*pixel)
        if chroma >= _GREY and 0.12 < lightness < 0.97:
            which = int(hue * _HUES / 360) % _HUES
            classes.setdefault(which, []).append(pixel)
            weights[which] += chroma**1.5
    if sum(map(len, classes.values())) < _COLOURED * len(found):
        return _mean(found, grey=True)
    around = [weights[at - 1] / 2 + one + weights[(at + 1) % _HUES] / 2 for at, one in enumerate(weights)]
    best = max((at for at in classes), key=lambda at: (around[at], -at))
    return _mean(classes[best])


def _mean(pixels: list[tuple[int, int, int]], *, grey: bool = False) -> str:
    channels = [sum(channel) // len(pixels) for channel in zip(*pixels, strict=True)]
    return "#" + "".join(f"{one:02x}" for one in ([sum(channels) // 3] * 3 if grey else channels))
