"""Tables of notes: which of them are data, and how such a one reads as lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from feedpub.notes.tokens import Token
from feedpub.standards import LINE_TIME

PARTS = frozenset({"table", "thead", "tbody", "tfoot", "tr", "th", "td"})
INLINE = frozenset({"a", "b", "i", "em", "strong", "del", "sup", "sub"})
_IN_CELLS = INLINE | {
    *("s", "strike", "ins", "u", "span", "code", "kbd", "samp", "var", "small", "big", "font", "mark", "abbr", "cite"),
    *("q", "time", "tt", "dfn", "bdi", "bdo", "br", "wbr", "img", "input", "label", "acronym", "nobr"),
}
_TIME = re.compile(LINE_TIME)
_BETWEEN = Token("text", text=" · ")


def end_of(tokens: Sequence[Token], start: int) -> int:
    """The index of the token that ends the element which begins at `start`."""
    depth = 0
    for at in range(start, len(tokens)):
        one = tokens[at]
        if one.name == tokens[start].name:
            depth += {"start": 1, "end": -1}.get(one.kind, 0)
            if not depth:
                return at
    return len(tokens) - 1


def is_data(table: Sequence[Token]) -> bool:
    """Whether a table has a row of headers and nothing but text in its cells, so that it can be read row by row.

    Others are most often there for the layout, as in newsletters.
    """
    for one in table[1:-1]:
        if one.kind == "start" and (one.name not in PARTS | _IN_CELLS or one.name == "table"):
            return False
        if {"colspan", "rowspan"} & one.attributes.keys():
            return False
    first = next(rows(table), None)
    return first is not None and all(cell.is_header for cell in first) and any(cell.text for cell in first)


class Cell(NamedTuple):
    """A cell of a table."""

    is_header: bool
    tokens: tuple[Token, ...]

    @property
    def text(self) -> str:
        """Its words."""
        return " ".join("".join(one.text for one in self.tokens if one.kind == "text").split())


def rows(table: Sequence[Token]) -> Iterator[list[Cell]]:
    """The rows of a data table that have a cell."""
    row: list[Cell] = []
    begin = 0
    for at, one in enumerate(table):
        if one.kind == "start" and one.name in {"td", "th"}:
            begin = at + 1
        elif one.kind == "end" and one.name in {"td", "th"}:
            row.append(Cell(one.name == "th", tuple(table[begin:at])))
        elif one.kind == "end" and one.name == "tr":
            if row:
                yield row
            row = []


def as_lines(table: Sequence[Token]) -> Iterator[Token]:
    """A data table as a paragraph with a line for each row: `Boat: Ann · Year: 1902`.

    Where a row begins with a time, the line does, too, so that apps read it as a chapter. The headers stand in a line
    of their own where no row shows one of them.
    """
    headers, *body = rows(table)
    lines = [list(_line(headers, row)) for row in body]
    shown = {at for row in body for at, cell in enumerate(row) if cell.text and not _is_time(row)}
    if any(header.text for at, header in enumerate(headers) if at not in shown):
        lines.insert(0, list(_joined([list(cell.tokens) for cell in headers if cell.text])))
    yield Token("start", "p")
    for number, line in enumerate(one for one in lines if one):
        if number:
            yield Token("start", "br")
            yield Token("text", text="\n")
        yield from line
    yield Token("end", "p")


def _is_time(row: Sequence[Cell]) -> bool:
    return bool(_TIME.fullmatch(row[0].text))


def _line(headers: Sequence[Cell], row: Sequence[Cell]) -> Iterator[Token]:
    if _is_time(row):
        yield from row[0].tokens
        yield Token("text", text=" ")
        yield from _joined([list(cell.tokens) for cell in row[1:] if cell.text])
        return
    cells = []
    for at, cell in enumerate(row):
        if cell.text:
            name = headers[at].text if at < len(headers) else ""
            sign = "" if name.endswith((":", "：", "?", "？", "!")) else ":"
            cells.append([Token("text", text=f"{name}{sign} ")] * bool(name) + list(cell.tokens))
    yield from _joined(cells)


def _joined(cells: Sequence[Sequence[Token]]) -> Iterator[Token]:
    for number, cell in enumerate(cells):
        if number:
            yield _BETWEEN
        yield from cell
