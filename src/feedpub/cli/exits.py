"""The one place that turns what happened into an exit code.

0 done · 1 findings · 2 cannot · 3 lost a race, run again · 130 interrupted. Anything but a `FeedpubError` is a bug and
shows its traceback.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import typer

from feedpub.errors import FeedpubError

INTERRUPTED = 130


class Misused(FeedpubError):
    """A command line that cannot be understood."""


class Interrupted(FeedpubError):
    """Ctrl-C; the message says how far things are."""

    exit_code: ClassVar[int] = INTERRUPTED


def exit_code(command: Callable[[], object], *, json: bool) -> int:
    """Run a command to its exit code; errors go to stderr, or with `json` to stdout as the document."""
    try:
        code = command()
        if code == INTERRUPTED:  # Ctrl-C outside of a verb, which typer has caught
            raise Interrupted("interrupted")
    except FeedpubError as error:
        return _say(error, json=json)
    except typer.TyperException as error:
        return _say(_misused(error), json=json)
    except typer.Abort:
        return _say(Interrupted("interrupted", hint="answer, or give the options; nothing was written"), json=json)
    return code if isinstance(code, int) else 0


def _say(error: FeedpubError, *, json: bool) -> int:
    from feedpub.output.failures import failure, failure_document
    from feedpub.output.terminal import Terminal

    terminal = Terminal()
    if json:
        terminal.document(failure_document(error))
    else:
        terminal.talk(failure(error, excerpts=terminal.err.file.isatty()))
    return error.exit_code


def _misused(error: typer.TyperException) -> Misused:
    """What typer says of the command line, in the form of our own errors."""
    text = error.format_message().rstrip(".")
    command = getattr(getattr(error, "ctx", None), "command_path", "feedpub")
    return Misused(text[:1].lower() + text[1:], hint=f"see: {command} --help")
