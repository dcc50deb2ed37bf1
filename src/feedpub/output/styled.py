"""Lines with colour, and progress, on a terminal."""

from __future__ import annotations

import os
from typing import IO, Literal

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.text import Text

from feedpub.output.text import Line, visible

_LABELS = {
    "error": "bold red",
    "help": "bold cyan",
    "warning": "bold yellow",
    "note": "bold",
    "feed": "bold green",
    "home": "bold green",
}


class _Console(Console):
    """A console that goes on in silence when nobody reads any more."""

    def on_broken_pipe(self) -> None:
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), self.file.fileno())


def console(file: IO[str]) -> Console:
    """A console on a stream; colour only on a terminal and without NO_COLOR."""
    return _Console(file=file, soft_wrap=True, highlight=False, markup=False, emoji=False)


def styled(line: Line) -> Text:
    """A line as it looks."""
    label = Text(f"{line.label}: ", style=_LABELS[line.label]) if line.label else Text("")
    return Text(" " * line.indent).append_text(label).append(visible(line.text), style=line.style or None)


_COLUMNS: dict[str, tuple[type[ProgressColumn], ...]] = {
    "bytes": (DownloadColumn, TransferSpeedColumn, TimeRemainingColumn),
    "things": (MofNCompleteColumn, SpinnerColumn),
}


def progress(on: Console, of: Literal["bytes", "things"]) -> Progress:
    """A bar that is gone when it is done, of bytes or of things that are counted."""
    text, columns = TextColumn("{task.description}", markup=False), (column() for column in _COLUMNS[of])
    return Progress(text, BarColumn(bar_width=24), *columns, console=on, transient=True)
