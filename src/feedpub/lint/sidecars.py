"""What was found in a file beside the audio, as rules report it."""

from __future__ import annotations

from collections.abc import Iterator

from feedpub.lint.rule import Fault
from feedpub.view import Element


def told(at: Element, fact: str, kind: str) -> Iterator[Fault]:
    """The faults of a kind that a fact tells of the file at `at` (`podcast:chapters`, `podcast:transcript`)."""
    for seen in at.all(fact):
        for one in seen.children:
            if one.name == "seen:fault" and one.get("kind") == kind:
                yield Fault(at.path, _message(one), one.get("hint"))


def _message(one: Element) -> str:
    line = f"line {one.get('line')}: " if one.get("line") else ""
    more = f" (and {one.get('more')} more like it)" if one.get("more") else ""
    return f"{line}{one.get('message')}{more}"
