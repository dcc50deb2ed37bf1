"""`release --watch` at a terminal or as a service: quiet when nothing happens, and what is wrong is said once."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from feedpub.cli import environment
from feedpub.cli.run import drive, running

if TYPE_CHECKING:
    from feedpub.deploy.events import OnEvent
    from feedpub.deploy.run import RunResult
    from feedpub.errors import FeedpubError
    from feedpub.model.catalog import Catalog

Run = Callable[[Path, "OnEvent"], "RunResult"]
"""Releases what is due of a show, to the end."""


def watching(shows: Callable[[], Sequence[Path]], run: Run, *, quiet: bool, verbose: bool) -> None:
    """Release the episodes of all shows at their time, until Ctrl-C or SIGTERM."""
    from feedpub.commands.watch import watch
    from feedpub.output.terminal import Terminal
    from feedpub.output.text import Line, count
    from feedpub.source import display_path

    terminal = Terminal()

    def on_failure(show: Path, error: "FeedpubError") -> None:
        from feedpub.output.errors import error_document, error_lines

        terminal.talk(error_lines(error_document(error)))
        terminal.talk([Line(f"{display_path(show)} is tried again, with growing pauses", label="note")])

    def on_recovery(show: Path) -> None:
        if not quiet:
            terminal.talk([Line(f"{display_path(show)} is reached again")])

    if not quiet:
        terminal.talk([Line(f"watching {count(len(shows()), 'show')}; Ctrl-C ends it")])
    watch(
        shows,
        partial(_released, run, quiet=quiet, verbose=verbose),
        clock=environment.now,
        sleep=environment.sleep,
        on_failure=on_failure,
        on_recovery=on_recovery,
    )


def _released(run: Run, show: Path, *, quiet: bool, verbose: bool) -> "Catalog":
    """What is published of a show after its release, which is printed only if there was something to do."""
    from feedpub.output.result import result_document, result_lines

    with running(json=False, quiet=quiet, verbose=verbose, idle=False) as report:
        done = drive(partial(run, show), report)
        document = result_document("release", done, report.plan)
        if document["plan"]:
            report.result(result_lines(document, details=verbose), document)
    return done.outcome.after
