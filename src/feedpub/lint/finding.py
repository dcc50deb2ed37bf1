"""What a rule found, at its place in a file: what people are shown."""

from __future__ import annotations

from dataclasses import dataclass

from feedpub.errors import Place, Problem
from feedpub.lint.rule import Rule, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that a directory, an app or a listener would stumble over."""

    rule: Rule
    severity: Severity
    """The rule's, or less: errors in what a publish does not touch are warnings."""

    place: Place
    path: str
    """Where in the feed, as the view names it (`items[3].title`); empty for the show as a whole."""

    message: str
    hint: str = ""

    @property
    def problem(self) -> Problem:
        """The finding as a problem of its file."""
        return Problem(self.place, f"{self.rule.code} {self.severity.value}", self.message, self.hint)

    @property
    def order(self) -> tuple[Place, str, str]:
        """By place, then by code."""
        return self.place, self.rule.code, self.message
