"""The two streams: the result on stdout, all else on stderr. Every line is escaped here, and never cut."""

from __future__ import annotations

import errno
import json
import logging
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property
from io import TextIOWrapper
from typing import IO, TYPE_CHECKING, Any

from feedpub.errors import FeedpubError
from feedpub.output.text import Line, visible

if TYPE_CHECKING:
    from rich.console import Console


class TextStream:
    """One of the two. What styles it is loaded where there are styles: on a terminal, or where FORCE_COLOR asks."""

    def __init__(self, file: IO[str]) -> None:
        if isinstance(file, TextIOWrapper):
            file.reconfigure(errors="backslashreplace")  # an ASCII terminal shows an umlaut as \\xfc, and no traceback
        self.file = file

    @cached_property
    def console(self) -> Console:
        """The stream as rich knows it."""
        from feedpub.output.styled import console  # noqa: PLC0415 - nowhere but on a terminal

        return console(self.file)

    @property
    def has_styles(self) -> bool:
        """Whether anything but characters may be written."""
        return self.file.isatty() or any(os.environ.get(name) for name in ("FORCE_COLOR", "TTY_COMPATIBLE"))

    def write(self, lines: Iterable[Line]) -> None:
        """Each on a line of its own."""
        if self.has_styles:
            from feedpub.output.styled import styled  # noqa: PLC0415 - as above

            for line in lines:
                self.console.print(styled(line), soft_wrap=True)
            return
        for line in lines:
            label = f"{line.label}: " if line.label else ""
            self.file.write(f"{' ' * line.indent}{label}{visible(line.text)}\n")
        self.file.flush()

    def silence(self) -> None:
        """Let all that follows go nowhere, or the interpreter fails again when it ends."""
        os.dup2(os.open(os.devnull, os.O_WRONLY), self.file.fileno())


@dataclass(frozen=True, slots=True)
class Terminal:
    """stdout and stderr of one command."""

    out: TextStream = field(default_factory=lambda: TextStream(sys.stdout))
    err: TextStream = field(default_factory=lambda: TextStream(sys.stderr))

    @property
    def drawing_columns(self) -> int:
        """How wide a terminal is that can draw; 0 elsewhere, and where there are no colours or only ASCII."""
        if not self.out.has_styles:
            return 0
        console = self.out.console
        has_colours = console.is_terminal and console.color_system and not console.no_color
        return console.width if has_colours and console.encoding.startswith("utf") else 0

    def result(self, lines: Iterable[Line]) -> None:
        """The result, on stdout."""
        with _writing(self.out):
            self.out.write(_noted("result", lines))

    def talk(self, lines: Iterable[Line]) -> None:
        """Everything else, on stderr."""
        with _writing(self.err):
            self.err.write(_noted("talk", lines))

    def document(self, document: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> None:
        """The one JSON document of a run, or a list of several runs' documents.

        It is ASCII, so that neither a stream's encoding nor a terminal is in its way.
        """
        if (printed := _printed.get()) is not None:
            printed.append(["document", document])
        with _writing(self.out):
            self.out.file.write(json.dumps(document, indent=2) + "\n")
            self.out.file.flush()


# --- printed once more

_printed: ContextVar[list[Any] | None] = ContextVar("printed", default=None)


@contextmanager
def recorded() -> Iterator[list[Any]]:
    """All that terminals print while it lasts, as JSON holds it, for `print_again`."""
    printed: list[Any] = []
    token = _printed.set(printed)
    try:
        yield printed
    finally:
        _printed.reset(token)


def print_again(printed: Iterable[Any]) -> None:
    """Print what was recorded."""
    terminal = Terminal()
    for how, what in printed:
        if how == "document":
            terminal.document(what)
        else:
            lines = (Line(*one) for one in what)
            (terminal.result if how == "result" else terminal.talk)(lines)


def _noted(how: str, lines: Iterable[Line]) -> Iterator[Line]:
    """The lines, each noted before it is printed, if anybody records them."""
    printed = _printed.get()
    if printed is None:
        yield from lines
        return
    noted: list[Any] = []
    printed.append([how, noted])
    for line in lines:
        noted.append([line.text, line.label, line.style, line.indent])
        yield line


@contextmanager
def _writing(stream: TextStream) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:  # `feedpub publish … | head` still publishes
        stream.silence()
    except OSError as error:
        stream.silence()
        code = errno.errorcode.get(error.errno or 0, "unknown")
        hint = "free some space, or redirect the output to another place"
        raise FeedpubError(f"the output cannot be written ({code})", where=stream.file.name, hint=hint) from None


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
