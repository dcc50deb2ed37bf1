"""What is wrong with a document, collected while it is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from feedpub.reader.lines import Lines
from feedpub.view import Trouble

ENOUGH = 10
"""Of each kind; whoever mends so many knows how."""

_FEWER = {"false-encoding": 3}
"""Where the first says it all."""


@dataclass(frozen=True, slots=True)
class Troubles:
    """Troubles in reading order, the first few of each kind."""

    _found: dict[str, list[Trouble]] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)

    def say(self, kind: str, place: tuple[int, int], message: str, hint: str) -> None:
        """Add one at a line and column."""
        self._counts[kind] = self._counts.get(kind, 0) + 1
        if self._counts[kind] <= _FEWER.get(kind, ENOUGH):
            one = Trouble(kind=kind, message=message, hint=hint, line=place[0], column=place[1])
            self._found.setdefault(kind, []).append(one)

    def is_enough(self, kind: str) -> bool:
        """Whether more of a kind would only be counted."""
        return self._counts.get(kind, 0) >= _FEWER.get(kind, ENOUGH)

    def listed(self) -> Sequence[Trouble]:
        """All, kind by kind; the last of a kind says how many more there are."""
        listed: list[Trouble] = []
        for kind, found in self._found.items():
            more = self._counts[kind] - len(found)
            last = replace(found[-1], message=f"{found[-1].message} (and {more} more)") if more else found[-1]
            listed += [*found[:-1], last]
        return listed

    def __bool__(self) -> bool:
        return bool(self._found)


@dataclass(frozen=True, slots=True)
class Complaints:
    """Troubles by position."""

    lines: Lines
    troubles: Troubles

    def say(self, kind: str, at: int, message: str, hint: str) -> None:
        """Add one at a position."""
        place = (0, 0) if self.troubles.is_enough(kind) else self.lines.place(at)
        self.troubles.say(kind, place, message, hint)
