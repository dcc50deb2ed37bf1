"""Positions in a text ↔ lines and columns, both from 1."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Lines:
    """Where the lines of a text begin; looked for when first asked."""

    text: str
    _starts: array[int] = field(default_factory=lambda: array("I"), repr=False, compare=False)

    def place(self, at: int) -> tuple[int, int]:
        """Line and column of a position."""
        starts = self._found()
        line = bisect_right(starts, at)
        return line, at - starts[line - 1] + 1

    def position(self, line: int, column: int) -> int:
        """The position of a line and column."""
        starts = self._found()
        return starts[min(line, len(starts)) - 1] + column - 1

    def _found(self) -> array[int]:
        if not self._starts:
            self._starts.append(0)
            at = self.text.find("\n")
            while at >= 0:
                self._starts.append(at + 1)
                at = self.text.find("\n", at + 1)
        return self._starts
