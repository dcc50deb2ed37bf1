"""Which words of a text are others: two texts as runs of words that stay, go and come."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

Operation = Literal["same", "delete", "insert"]


class Words(NamedTuple):
    """Words that stay, that only the text before has, or that only the text after has."""

    operation: Operation
    text: str


def compare_words(before: str, after: str) -> tuple[Words, ...]:
    """How the one text becomes the other: what stays and goes is `before`, what stays and comes is `after`.

    A tag of HTML counts as a word. Lines are compared first, then the words of those that differ; so the work stays
    within bounds also for long texts. Of two very long lines that differ nothing is compared word by word but their
    beginnings and ends.
    """
    runs: list[Words] = []
    for one in _lines(before, after):
        if runs and runs[-1].operation == one.operation:
            runs[-1] = Words(one.operation, runs[-1].text + one.text)
        else:
            runs.append(one)
    return tuple(runs)


_WORD = re.compile(r"<[^<>\s][^<>]*>|\s+|[^\s<]+|<")
_MOST = 2_000_000
"""Comparisons of one word with another for one pair of texts; beyond them a text is shown as a whole."""


def _lines(before: str, after: str) -> Iterator[Words]:
    for old, new in _compared(before.splitlines(keepends=True), after.splitlines(keepends=True)):
        if old == new:
            yield Words("same", "".join(old))
        else:
            yield from _words("".join(old), "".join(new))


def _words(before: str, after: str) -> Iterator[Words]:
    for old, new in _compared(_WORD.findall(before), _WORD.findall(after)):
        if old == new:
            yield Words("same", "".join(old))
            continue
        if old:
            yield Words("delete", "".join(old))
        if new:
            yield Words("insert", "".join(new))


def _compared(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Pairs of parts, in order: equal ones, and those that take each other's place."""
    shorter = min(len(before), len(after))
    begin = next((at for at in range(shorter) if before[at] != after[at]), shorter)
    rest = shorter - begin
    end = next((at for at in range(rest) if before[-1 - at] != after[-1 - at]), rest)
    inner = before[begin : len(before) - end], after[begin : len(after) - end]
    if begin:
        yield before[:begin], after[:begin]
    if len(inner[0]) * len(inner[1]) > _MOST:
        yield inner
    elif any(inner):
        matcher = SequenceMatcher(str.isspace, *inner, autojunk=False)
        for _, start, stop, new_start, new_stop in matcher.get_opcodes():
            yield inner[0][start:stop], inner[1][new_start:new_stop]
    if end:
        yield before[len(before) - end :], after[len(after) - end :]
