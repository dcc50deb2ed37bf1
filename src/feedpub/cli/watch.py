"""`check --watch`: again whenever a file is saved."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from feedpub.errors import FeedpubError

if TYPE_CHECKING:
    from feedpub.commands.check.subjects import Subject

_CLEAR = "\x1b[2J\x1b[3J\x1b[H"


def watching(check: Callable[[], object], changes: Iterable[Iterable[Path]]) -> None:
    """Check after each change, until Ctrl-C or the last change; `changes` begins with an empty one.

    A terminal shows the newest check alone; elsewhere nothing is cleared. A check that cannot be carried out, such as
    while a file is away, says why, and the next change is waited for.
    """
    from feedpub.output.errors import error_document, error_lines
    from feedpub.output.terminal import Terminal
    from feedpub.output.text import Line
    from feedpub.source import display_path

    def again(changed: Iterable[Path]) -> None:
        terminal, names = Terminal(), sorted(map(display_path, changed))
        if sys.stdout.isatty():
            sys.stdout.write(_CLEAR)
            sys.stdout.flush()
        if names:
            more = f" and {len(names) - 3} more" if len(names) > 3 else ""
            terminal.talk([Line(f"{', '.join(names[:3])}{more} changed", label="note")])
        try:
            check()
        except FeedpubError as error:
            terminal.talk(error_lines(error_document(error)))
        terminal.talk([Line("waiting for changes; Ctrl-C ends", label="note")])

    try:
        for changed in changes:
            again(changed)
    except KeyboardInterrupt:  # the way to stop it
        return


def changes_of(subjects: Sequence[Subject], *, ignored: Sequence[Path]) -> Iterator[frozenset[Path]]:
    """The changes of what is checked: feed files, and all files of the workspaces of shows.

    Raises `FeedpubError` for a feed on the web or on stdin, of which no change is seen.
    """
    from feedpub.commands.check.subjects import FeedAddress, FeedFile
    from feedpub.source import find_workspace, show_of
    from feedpub.source.watch import changes

    folders: list[Path] = []
    files: list[Path] = []
    for subject in subjects:
        match subject:
            case FeedAddress(url):
                raise FeedpubError(
                    "--watch is for files", where=url, hint="check a feed on the web now and then, by cron"
                )
            case FeedFile(path) if str(path) == "-":
                raise FeedpubError("--watch is for files, not for stdin", hint="name the file")
            case FeedFile(path):
                files.append(path)
            case _:
                folders += (find_workspace(show_of(path)) for path in subject.paths)
    return changes(folders=folders, files=files, ignored=ignored)
