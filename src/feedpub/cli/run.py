"""One run of a command: its report, the question before it changes anything, how far it got, and its exit code.

0 done · 1 findings · 2 cannot · 3 lost a race, run again · 130 interrupted (Ctrl-C) · 143 terminated (SIGTERM).
Anything but a `FeedpubError` is a bug and shows its traceback.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, ClassVar, TypeVar

import typer

from feedpub.cli.environment import refuse_missing_folder
from feedpub.cli.misuse import misused
from feedpub.errors import FeedpubError

if TYPE_CHECKING:
    from feedpub.catalog import Change
    from feedpub.deploy.events import OnEvent, Planned
    from feedpub.output.errors import Document
    from feedpub.output.progress import Bar
    from feedpub.output.report import Report
    from feedpub.output.text import Line

T = TypeVar("T")

INTERRUPTED, TERMINATED = 128 + signal.SIGINT, 128 + signal.SIGTERM
_FINISH = "run the same command again to finish"


class Interrupted(FeedpubError):
    """Ctrl-C or SIGTERM; the message says how far things are."""

    exit_code: ClassVar[int] = INTERRUPTED


def exit_code(command: Callable[[], object], *, json: bool) -> int:
    """Run a command to its exit code; errors go to stderr, or with `json` to stdout as the document.

    SIGTERM does what Ctrl-C does, and then the exit code is `TERMINATED`.
    """
    with _terminable() as received:
        code = _run(command, json=json)
    return TERMINATED if code == INTERRUPTED and received else code


def _run(command: Callable[[], object], *, json: bool) -> int:
    try:
        code = command()
        if code == INTERRUPTED:  # Ctrl-C outside of a verb, which typer has caught
            raise Interrupted("interrupted")
    except FeedpubError as error:
        return _report(error, json=json)
    except typer.TyperException as error:
        return _report(misused(error), json=json)
    except typer.Abort:
        return _report(
            Interrupted("interrupted; nothing was written", hint="answer the questions, or use the options"), json=json
        )
    return code if isinstance(code, int) else 0


@contextmanager
def _terminable() -> Iterator[list[int]]:
    """While it lasts, SIGTERM (from a container, a scheduler, `kill`) is Ctrl-C; yields the signals that came."""
    received: list[int] = []

    def interrupt(number: int, _frame: object) -> None:
        received.append(number)
        raise KeyboardInterrupt

    try:
        before = signal.signal(signal.SIGTERM, interrupt)
    except ValueError:  # a test, or a program that embeds the command line, in another thread
        yield received
        return
    try:
        yield received
    finally:
        signal.signal(signal.SIGTERM, before)


def _report(error: FeedpubError, *, json: bool) -> int:
    from feedpub.output.errors import error_document, error_lines
    from feedpub.output.terminal import Terminal

    terminal, document = Terminal(), error_document(error)
    if json:
        terminal.document(document)
    else:
        terminal.talk(error_lines(document, excerpts=terminal.err.file.isatty()))
    return error.exit_code


@contextmanager
def running(*, json: bool, quiet: bool, verbose: bool, dry_run: bool = False, idle: bool = True) -> Iterator[Report]:
    """A report that leaves the terminal as it found it; `idle` as with `Report`."""
    from feedpub.output.report import Report
    from feedpub.output.terminal import log_shown

    refuse_missing_folder()
    report = Report(json=json, quiet=quiet, verbose=verbose, dry_run=dry_run, idle=idle)
    with log_shown(verbose=verbose):
        try:
            yield report
        finally:
            report.close()


@contextmanager
def progress_bar() -> Iterator[Bar | None]:
    """A bar on a terminal; nowhere else is anything loaded for it."""
    if not sys.stderr.isatty():
        yield None
        return
    from feedpub.output.progress import Bar
    from feedpub.output.terminal import Terminal

    bar = Bar(Terminal().err, shown=True)
    try:
        yield bar
    finally:
        bar.close()


@contextmanager
def before_anything_is_written() -> Iterator[None]:
    """While it lasts, Ctrl-C says that the feed has not changed."""
    try:
        yield
    except KeyboardInterrupt:
        raise _interrupted("") from None


def drive(verb: Callable[[OnEvent], T], report: Report) -> T:
    """Run a verb; every event is shown before the verb goes on.

    Errors and Ctrl-C say how far things are: before the catalog is written the feed is as it was.
    """
    from feedpub.deploy.events import PhaseStarted, Restarted

    _give_back_large_blocks()
    reached = ""

    def on_event(event: object) -> None:
        nonlocal reached
        report.event(event)
        if isinstance(event, PhaseStarted):
            reached = event.phase.name
        elif isinstance(event, Restarted):
            reached = ""

    try:
        return verb(on_event)
    except KeyboardInterrupt:
        raise _interrupted(reached) from None
    except FeedpubError as error:
        if reached not in _BEFORE:
            error.add_note(f"the changes are recorded in the catalog, but may not be published yet; {_FINISH}")
        raise


def run_to_its_end(
    command: str,
    verb: Callable[[OnEvent], T | Planned],
    document_of: Callable[[T, Document], Document],
    lines_of: Callable[[Document], Iterable[Line]],
    *,
    json: bool,
    quiet: bool,
    verbose: bool,
    dry_run: bool,
    idle: bool = True,
) -> T | None:
    """Run a verb, to its plan in a dry run, and show the end of it: as a document, or as lines made from that.

    Gives the result; None in a dry run. `idle` as with `Report`.
    """
    from feedpub.deploy.events import Planned

    with running(json=json, quiet=quiet, verbose=verbose, dry_run=dry_run, idle=idle) as report:
        result = drive(verb, report)
        if isinstance(result, Planned):
            report.stopped(command)
            return None
        document = document_of(result, report.plan)
        report.result(lines_of(document), document)
        return result


def _give_back_large_blocks() -> None:
    """Have the memory of a picture, or of a part of a recording, go back to the system when it is free.

    The GNU C library keeps it once it has seen a block of that size, which is a tenth of a publish's peak. Other
    libraries have no such switch, or do not need it.
    """
    import ctypes

    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE_BLOCK)


_M_MMAP_THRESHOLD = -3
"""The parameter of `mallopt` for the size from which a block is mapped by itself. Source: mallopt(3), malloc.h."""

_LARGE_BLOCK = 4 * 1024 * 1024
"""Bytes. The default is 128 KiB and rises with each block that is given back, up to 32 MiB, unless it is set."""


_BEFORE = ("", "media", "verify", "history", "catalog")
"""Phases in which a failure leaves the feed as it was."""


def _interrupted(reached: str) -> Interrupted:
    if reached not in _BEFORE:
        return Interrupted("interrupted; the changes are recorded, but may not be published yet", hint=_FINISH)
    if reached == "catalog":
        return Interrupted("interrupted; the changes may be recorded, but are not published yet", hint=_FINISH)
    return Interrupted("interrupted; the feed has not changed", hint="run the same command again")


# --- the question between a plan and what it does


def with_question(
    verb: Callable[[OnEvent], T], question: str, *, yes: bool, json: bool, once: bool = False
) -> Callable[[OnEvent], T]:
    """The verb, which asks after it has shown its plan, and again if a lost race has changed that; `once`: never again.

    Nothing to do is not asked about. Raises `FeedpubError` for no, and where nobody can be asked.
    """
    from feedpub.deploy.events import Planned

    allowed: list[tuple[Change, ...]] = []

    def run(on_event: OnEvent) -> T:
        def asking(event: object) -> None:
            on_event(event)
            is_known = isinstance(event, Planned) and (event.changes in allowed or (once and allowed))
            if isinstance(event, Planned) and event.plan and not yes and not is_known:
                _ask(question, json=json)
                allowed.append(event.changes)

        return verb(asking)

    return run


def can_ask(*, json: bool) -> bool:
    """Whether somebody sits at a terminal, and no program reads the answer."""
    return not json and sys.stdin.isatty() and sys.stderr.isatty()


def _ask(question: str, *, json: bool) -> None:
    if not can_ask(json=json):
        raise FeedpubError("nobody can be asked here; nothing was changed", hint="to go on without a question: --yes")
    if not typer.confirm(question, err=True):
        raise FeedpubError("nothing was changed")
