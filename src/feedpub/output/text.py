"""Text for people: sizes, playing times, dates, lines, tables, and the line of a file that something is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from unicodedata import category
from zoneinfo import ZoneInfo

from feedpub.errors import Place

_UNITS = ("kB", "MB", "GB", "TB")
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNSEEN = frozenset({"Cc", "Cs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of talk or result, before it is printed."""

    text: str
    label: str = ""
    """`error`, `help`, `warning`, `note`, `feed` or `home`: stands in front, in colour where there is colour."""

    style: str = ""
    """How the text looks on a terminal: `bold`, `dim`, `green`."""

    indent: int = 0


def size(bytes_: int) -> str:
    """Bytes in decimal units, three digits: `999 B`, `1.23 kB`, `12.3 MB`."""
    if bytes_ < 1000:
        return f"{bytes_} B"
    power = next((power for power in (1, 2, 3) if bytes_ < 999.5 * 1000**power), 4)
    value = bytes_ / 1000**power
    decimals = 2 if value < 9.995 else 1 if value < 99.95 else 0
    return f"{value:.{decimals}f} {_UNITS[power - 1]}"


def playing_time(milliseconds: int) -> str:
    """A playing time in whole seconds, rounded: `1:02:33`, `2:03`."""
    minutes, seconds = divmod((milliseconds + 500) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def moment(text: str, zone: str | None = None) -> str:
    """A time of a JSON document in the show's zone, or in UTC: `2026-11-23 08:00 (Europe/Berlin)`."""
    when = datetime.fromisoformat(text)
    if zone:
        return f"{when.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} ({zone})"
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def iso(when: datetime) -> str:
    """An aware time in UTC as JSON carries it: `2026-11-23T07:00:00Z`."""
    return when.astimezone(UTC).isoformat().replace("+00:00", "Z")


def count(number: int, noun: str) -> str:
    """`1 object`, `3 objects`."""
    return f"{number} {noun}" + ("" if number == 1 else "s")


def ordinal(number: int) -> str:
    """`2nd`, `11th`."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def visible(text: str) -> str:
    r"""The text with everything spelt out that would steer a terminal or turn its line round: `\x1b`, `\u202e`."""
    return "".join(_escaped(char) if category(char) in _UNSEEN or char in _TURNING else char for char in text)


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def columns(rows: list[tuple[str, ...]], *, right: frozenset[int] = frozenset()) -> Iterator[str]:
    """Rows as lines with aligned columns; `right` names those that end flush. Nothing is cut."""
    shown = [tuple(visible(cell) for cell in row) for row in rows]
    widths = [max(map(_width, column)) for column in zip(*shown, strict=True)] if shown else []
    for row in shown:
        spaces = [" " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
        cells = (
            pad + cell if at in right else cell + pad for at, (cell, pad) in enumerate(zip(row, spaces, strict=True))
        )
        yield "  ".join(cells).rstrip()


def _width(text: str) -> int:
    """Columns of a terminal."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # noqa: PLC0415 - only for other scripts than ours

    return cell_len(text)


def excerpt(place: Place, texts: Mapping[str, str] | None = None) -> Iterator[Line]:
    """The line at a place; nothing if there is none, or its file cannot be read any more.

    `texts` are of files that are on no disk, by name.
    """
    text = _line(place, texts or {})
    start = max(0, place.column - 60)  # of a very long line, what stands around the place
    text = text.rstrip("\r\n").replace("\t", " ")[start : start + 120]
    if text.strip():
        number = f"{place.line} | "
        yield Line(number + text, style="dim", indent=2)
        before = _width(visible(text[: place.column - 1 - start]))
        yield Line(" " * (len(number) + before) + "^", style="red", indent=2)


def _line(place: Place, texts: Mapping[str, str]) -> str:
    if not place.line:
        return ""
    if place.file in texts:
        return next(islice(texts[place.file].split("\n"), place.line - 1, None), "")
    try:
        with Path(place.file).open(encoding="utf-8", errors="replace") as file:
            return next(islice(file, place.line - 1, None), "")
    except OSError:
        return ""
