"""QR symbols as paths of SVG, whose colours are those of the page's style sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

QUIET = 4
"""Modules that stay light around a symbol (ISO/IEC 18004)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """A square of `edge` modules, its quiet zone included."""

    edge: int
    path: str
    """`d` of the dark modules."""


@lru_cache(maxsize=4)
def symbol(text: str) -> Symbol:
    """The symbol of a text, readable with 15 % of it damaged (level M)."""
    import segno  # noqa: PLC0415 - one page of a show has one

    made = segno.make(text, error="m", micro=False, boost_error=False)
    rows = [[bool(module) for module in row] for row in made.matrix_iter(border=QUIET)]
    return Symbol(edge=len(rows), path="".join(_runs(rows)))


def _runs(rows: Iterable[Iterable[bool]]) -> Iterator[str]:
    """Each row of neighbouring dark modules as one rectangle."""
    for y, row in enumerate(rows):
        x = 0
        for dark, modules in groupby(row):
            width = len(list(modules))
            if dark:
                yield f"M{x} {y}h{width}v1H{x}z"
            x += width
