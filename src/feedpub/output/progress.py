"""Progress on a terminal, gone when it is done: bytes, rate, time left. Nothing where nobody looks."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Literal

from feedpub.deploy.actions import Phase, Put, Verify
from feedpub.output.terminal import TextStream
from feedpub.output.text import visible

if TYPE_CHECKING:
    from rich.progress import Progress


class Bar:
    """At most one bar at a time; `close` before anything else is printed."""

    def __init__(self, stream: TextStream, *, shown: bool) -> None:
        self._stream = stream
        self._shown = shown
        self._progress: Progress | None = None
        self._name = ""
        self._of: Literal["bytes", "things"] = "bytes"

    def reading(self, file: str, read: int, size: int) -> None:
        """A file is measured: `read` of `size` bytes."""
        if self._shown and file != self._name:
            self._open(f"measuring {PurePath(file).name[-_ROOM:]}", size, "bytes")
            self._name = file
        if self._progress:
            self._progress.update(self._progress.task_ids[0], completed=read)

    def requesting(self, done: int, total: int, address: str) -> None:
        """An address is requested: the `done`th of `total`."""
        if self._shown and self._name != "requesting":
            self._open("requesting", total, "things")
            self._name = "requesting"
        if self._progress:
            host = address.partition("://")[2].partition("/")[0][-_ROOM:]
            self._progress.update(
                self._progress.task_ids[0], completed=done, total=total, description=visible(f"requesting {host}")
            )

    def looking(self, done: int, total: int) -> None:
        """The `done`th of `total` objects was looked at."""
        self._count("looking", done, total)

    def sending(self, done: int, total: int) -> None:
        """The `done`th of `total` objects was sent."""
        self._count("sending", done, total)

    def _count(self, what: str, done: int, total: int) -> None:
        if self._shown and self._name != what:
            self._open(what, total, "things")
            self._name = what
        if self._progress:
            self._progress.update(self._progress.task_ids[0], completed=done)

    def phase(self, phase: Phase) -> None:
        """A phase begins; its bytes, or the addresses to verify, are what there is to do."""
        self.close()
        sizes = [action.body.size for action in phase.actions if isinstance(action, Put)]
        checks = [action for action in phase.actions if isinstance(action, Verify)]
        if self._shown and sizes:
            self._open(f"uploading ({phase.name})", sum(sizes), "bytes")
        elif self._shown and checks:
            self._open("verifying", len(checks), "things")

    def advance(self, count: int, of: Literal["bytes", "things"]) -> None:
        """So much more of it is done; less again if a part is sent anew. Others than the bar counts do not count."""
        if self._progress and of == self._of:
            self._progress.advance(self._progress.task_ids[0], count)

    def close(self) -> None:
        """Take the bar away."""
        if self._progress:
            self._progress.stop()
        self._progress, self._name = None, ""

    def _open(self, what: str, total: int, of: Literal["bytes", "things"]) -> None:
        from feedpub.output.styled import progress  # noqa: PLC0415 - nowhere but on a terminal

        self.close()
        self._of = of
        self._progress = progress(self._stream.console, of)
        self._progress.add_task(visible(what), total=total)
        self._progress.start()


_ROOM = 24
"""Characters of a file's name beside the bar, on a narrow terminal."""
