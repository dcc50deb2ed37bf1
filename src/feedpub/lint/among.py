"""One of the words that a standard lists."""

from __future__ import annotations

from collections.abc import Iterator

from feedpub.lint.rule import Fault, fault
from feedpub.vocab import nearest, quoted


def one_of(at: str, said: str, words: tuple[str, ...], what: str) -> Iterator[Fault]:
    """A fault if something is said that is none of `words`, with the nearest of them; `what` they are called."""
    if said and said not in words:
        guess = nearest(said.lower(), words)
        yield fault(at, f"{quoted(said)} is no {what}", f"write `{guess}`" if guess else f"one of {', '.join(words)}")
