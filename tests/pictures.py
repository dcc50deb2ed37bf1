"""Pictures of one colour, made once and kept."""

from __future__ import annotations

from functools import cache
from io import BytesIO

from PIL import Image


@cache
def picture(
    width: int = 1400,
    height: int = 1400,
    *,
    kind: str = "JPEG",
    mode: str = "RGB",
    colour: tuple[int, ...] | int = (20, 60, 90),
) -> bytes:
    """A picture of that size, kind and mode."""
    out = BytesIO()
    Image.new(mode, (width, height), colour).save(out, kind)
    return out.getvalue()


def jpeg(side: int = 1400, *, colour: tuple[int, int, int] = (20, 60, 90)) -> bytes:
    """A square JPEG that every directory takes."""
    return picture(side, side, colour=colour)


def png(side: int = 1400, *, mode: str = "RGB", colour: tuple[int, ...] | int = (20, 60, 90)) -> bytes:
    """A square PNG."""
    return picture(side, side, kind="PNG", mode=mode, colour=colour)
