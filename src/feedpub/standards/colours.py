"""Colours of web pages: how they are written, and whether text in one can be read on another.

Sources: WCAG 2.2, relative luminance and contrast ratio; 1.4.3 asks for 4.5 : 1 between text and what is behind it. CSS
Color 4, §9.2 and §18: OKLCH, in which equal steps look equal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from colorsys import hls_to_rgb, rgb_to_hls
from functools import lru_cache
from math import atan2, cos, degrees, hypot, radians, sin
from typing import NamedTuple

DAY, NIGHT = "#f4f4f2", "#26262a"
"""The backgrounds of pages with the least contrast: the darkest of the light theme, the lightest of the dark theme."""

READABLE = 4.5
"""The contrast of text (WCAG 2.2, 1.4.3, level AA)."""

_COLOUR = re.compile(r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_STEPS = 1000


def read_colour(text: str) -> str | None:
    """`#rrggbb` in small letters for three or six hexadecimal digits, with `#` or without; None for anything else."""
    match = _COLOUR.fullmatch(text)
    if match is None:
        return None
    digits = match[1].lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black and white), whichever is lighter; both as `#rrggbb`."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def is_readable(colour: str, *, on: str) -> bool:
    """Whether text of that colour can be read."""
    return contrast(colour, on) >= READABLE


def readable(colour: str, *, on: str) -> str:
    """The nearest colour of the same hue that can be read there: itself, or a lighter or darker one."""
    if is_readable(colour, on=on):
        return colour
    hue, lightness, saturation = rgb_to_hls(*_channels(colour))
    end = 1.0 if _luminance(on) < 0.18 else 0.0
    steps = (lightness + (end - lightness) * step / _STEPS for step in range(1, _STEPS + 1))
    moved = (_written(hls_to_rgb(hue, step, saturation)) for step in steps)
    return next(one for one in moved if is_readable(one, on=on))


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _written(channels: Iterable[float]) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


# --- the colours of a show


class Palette(NamedTuple):
    """The colours that pages have from a show's artwork, as `#rrggbb`.

    Text that can be read on `DAY` and `NIGHT` can be read on the mastheads, since these are no darker and no lighter.
    """

    accent: str
    accent_dark: str
    masthead: str
    """What is behind the beginning of a page."""

    masthead_dark: str


def palette(tint: str, *, accent: str = "", accent_dark: str = "") -> Palette:
    """The colours of pages whose artwork is known by `tint`; an accent that is given stays as it is."""
    lightness, chroma, hue = oklch(tint)
    own = _within(min(lightness, 0.52), min(chroma, 0.17), hue)
    light = _within(max(lightness, 0.80), min(chroma, 0.11), hue)
    return Palette(
        accent=accent or _shaded(own, on=DAY, step=-0.004),
        accent_dark=accent_dark or (readable(accent, on=NIGHT) if accent else _shaded(light, on=NIGHT, step=0.004)),
        masthead=_no_darker(min(chroma, 0.035), hue),
        masthead_dark=_no_lighter(min(chroma, 0.05), hue),
    )


def _shaded(colour: str, *, on: str, step: float) -> str:
    """The nearest colour of the same hue that can be read there."""
    lightness, chroma, hue = oklch(colour)
    while not is_readable(colour, on=on):
        lightness += step
        colour = _within(lightness, chroma, hue)
    return colour


def _no_darker(chroma: float, hue: float) -> str:
    """The darkest tint on which is read whatever can be read on `DAY`."""
    steps = (_within(0.93 + step / 500, chroma, hue) for step in range(36))
    return next((one for one in steps if _luminance(one) >= _luminance(DAY)), "#ffffff")


def _no_lighter(chroma: float, hue: float) -> str:
    """The lightest shade on which is read whatever can be read on `NIGHT`."""
    steps = (_within(0.32 - step / 500, chroma, hue) for step in range(101))
    return next((one for one in steps if _luminance(one) <= _luminance(NIGHT)), "#000000")


def oklch(colour: str) -> tuple[float, float, float]:
    """Lightness (0 to 1), chroma (0 to about 0.37) and hue (degrees) of `#rrggbb`."""
    return _polar(*oklab(*(_linear(channel) for channel in _channels(colour))))


@lru_cache(maxsize=4096)
def oklch_of(red: int, green: int, blue: int) -> tuple[float, float, float]:
    """The same of three channels from 0 to 255. Neighbouring pixels of a picture are often the same."""
    return _polar(*oklab(_linear(red / 255), _linear(green / 255), _linear(blue / 255)))


def oklab(red: float, green: float, blue: float) -> tuple[float, float, float]:
    """OKLab of linear light, each from 0 to 1."""
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _polar(lightness: float, a: float, b: float) -> tuple[float, float, float]:
    return lightness, hypot(a, b), degrees(atan2(b, a)) % 360


def _within(lightness: float, chroma: float, hue: float) -> str:
    """The colour, with as much chroma as sRGB has for it."""
    lightness = min(1.0, max(0.0, lightness))
    while chroma > 0:
        channels = _linear_rgb(lightness, chroma, hue)
        if all(-0.0005 <= one <= 1.0005 for one in channels):
            return _written(map(_encoded, channels))
        chroma -= 0.004
    return _written(map(_encoded, _linear_rgb(lightness, 0, hue)))


def _linear_rgb(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _encoded(channel: float) -> float:
    channel = min(1.0, max(0.0, channel))
    return 12.92 * channel if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055
