"""QR symbols, for a page and for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

QUIET = 4
"""Modules that stay light around a QR symbol (ISO/IEC 18004)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QrSymbol:
    """A square of `edge` modules, its quiet zone included: `symbol` in templates.

    It is a path of SVG, whose colours are those of the page's style sheet.
    """

    edge: int
    path: str
    """`d` of the dark modules."""


@lru_cache(maxsize=4)
def qr_symbol(text: str) -> QrSymbol:
    """The QR symbol of a text, readable with 15 % of it damaged (level M)."""
    rows = qr_modules(text)
    return QrSymbol(edge=len(rows), path="".join(_rectangles(rows)))


def qr_modules(text: str) -> list[list[bool]]:
    """The same, row by row, its quiet zone included; True is dark."""
    import segno  # noqa: PLC0415 - one page of a show has one

    made = segno.make(text, error="m", micro=False, boost_error=False)
    return [[bool(module) for module in row] for row in made.matrix_iter(border=QUIET)]


def _rectangles(rows: Iterable[Iterable[bool]]) -> Iterator[str]:
    """Each row of neighbouring dark modules as one rectangle."""
    for y, row in enumerate(rows):
        x = 0
        for dark, modules in groupby(row):
            width = len(list(modules))
            if dark:
                yield f"M{x} {y}h{width}v1H{x}z"
            x += width
