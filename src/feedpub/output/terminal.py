"""The two streams: the result on stdout, all else on stderr. Every line is escaped here, and never cut."""

from __future__ import annotations

import errno
import json
import logging
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import TextIOWrapper
from typing import IO, Any

from rich.console import Console
from rich.text import Text

from feedpub.errors import FeedpubError
from feedpub.output.text import Line, visible

_LABELS = {
    "error": "bold red",
    "help": "bold cyan",
    "warning": "bold yellow",
    "note": "bold",
    "feed": "bold green",
    "home": "bold green",
}


class _Stream(Console):
    """A console that goes on in silence when nobody reads any more: `feedpub publish … | head` still publishes."""

    def on_broken_pipe(self) -> None:
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), self.file.fileno())


def stream(file: IO[str]) -> Console:
    """A console on a stream; colour only on a terminal and without NO_COLOR."""
    if isinstance(file, TextIOWrapper):
        file.reconfigure(errors="backslashreplace")  # an ASCII terminal shows an umlaut as \\xfc, and no traceback
    return _Stream(file=file, soft_wrap=True, highlight=False, markup=False, emoji=False)


@dataclass(frozen=True, slots=True)
class Terminal:
    """stdout and stderr of one command."""

    out: Console = field(default_factory=lambda: stream(sys.stdout))
    err: Console = field(default_factory=lambda: stream(sys.stderr))

    @property
    def drawing_columns(self) -> int:
        """How wide a terminal is that can draw; 0 elsewhere, and where there are no colours or only ASCII."""
        has_colours = self.out.is_terminal and self.out.color_system and not self.out.no_color
        return self.out.width if has_colours and self.out.encoding.startswith("utf") else 0

    def result(self, lines: Iterable[Line]) -> None:
        """The result, on stdout."""
        _write(self.out, map(_text, lines))

    def talk(self, lines: Iterable[Line]) -> None:
        """Everything else, on stderr."""
        _write(self.err, map(_text, lines))

    def document(self, document: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> None:
        """The one JSON document of a run, or a list of several runs' documents.

        It is ASCII, so that neither a stream's encoding nor a terminal is in its way.
        """
        _write(self.out, [Text(json.dumps(document, indent=2))])


def _write(console: Console, lines: Iterable[Text]) -> None:
    try:
        for line in lines:
            console.print(line, soft_wrap=True)
    except OSError as error:
        console.on_broken_pipe()  # or the interpreter fails again when it ends
        code = errno.errorcode.get(error.errno or 0, "unknown")
        hint = "free some space, or redirect the output to another place"
        raise FeedpubError(f"the output cannot be written ({code})", where=console.file.name, hint=hint) from None


def _text(line: Line) -> Text:
    label = Text(f"{line.label}: ", style=_LABELS[line.label]) if line.label else Text("")
    return Text(" " * line.indent).append_text(label).append(visible(line.text), style=line.style or None)


class _Escaped(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return visible(super().format(record))


@contextmanager
def log_shown(*, verbose: bool) -> Iterator[None]:
    """Our own loggers on stderr while it lasts. Never a library's: botocore prints signed headers."""
    ours, handler = logging.getLogger("feedpub"), logging.StreamHandler(sys.stderr)
    if not verbose:
        yield
        return
    handler.setFormatter(_Escaped("%(name)s: %(message)s"))
    level = ours.level
    ours.addHandler(handler)
    ours.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        ours.removeHandler(handler)
        ours.setLevel(level)
