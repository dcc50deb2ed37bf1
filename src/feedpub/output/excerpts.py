"""The line that something is about, with a caret below the place: for people at a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

from feedpub.errors import Place
from feedpub.output.words import Line, visible


def excerpt(place: Place, texts: Mapping[str, str] | None = None) -> Iterator[Line]:
    """The line at a place; nothing if there is none, or its file cannot be read any more.

    `texts` are of files that are on no disk, by name.
    """
    from rich.cells import cell_len  # noqa: PLC0415 - only for people at a terminal

    text = _line(place, texts or {})
    start = max(0, place.column - 60)  # of a very long line, what stands around the place
    text = text.rstrip("\r\n").replace("\t", " ")[start : start + 120]
    if text.strip():
        number = f"{place.line} | "
        yield Line(number + text, style="dim", indent=2)
        before = cell_len(visible(text[: place.column - 1 - start]))
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
