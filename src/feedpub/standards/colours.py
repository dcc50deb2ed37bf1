"""Colours of web pages: how they are written, and whether text in one can be read on another.

Source: WCAG 2.2, relative luminance and contrast ratio; 1.4.3 asks for 4.5 : 1 between text and what is behind it.
"""

from __future__ import annotations

import re
from colorsys import hls_to_rgb, rgb_to_hls

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


def _written(channels: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)


def _luminance(colour: str) -> float:
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in _channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
