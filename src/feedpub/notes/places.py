"""Where in an author's text something stands that is published otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from html import escape
from urllib.parse import unquote

from feedpub.model.measured import Alteration

MOST = 200
"""Alterations of one text that are reported."""

_SIGNS = "*[]<~:|=%$^!"
"""What a word may stand directly in front of."""


def with_places(altered: Iterable[Alteration], text: str) -> Iterator[Alteration]:
    """The first alterations with line and column, looked for from the place of the one before on."""
    behind = 0
    for number, one in enumerate(altered):
        if number == MOST:
            return
        at = find(one.written, text, behind)
        if at is None:
            at = find(one.written, text, 0)
        if at is None:
            yield one
            continue
        behind = at + 1
        line_start = text.rfind("\n", 0, at) + 1
        yield replace(one, line=text.count("\n", 0, at) + 1, column=at - line_start + 1)


def find(written: str, text: str, start: int) -> int | None:
    """Where a piece stands in a text, as a whole; None if it is nowhere: it may be spelled with references."""
    for piece in dict.fromkeys((written, unquote(written), escape(written), written.partition(" ")[0])):
        if piece:
            is_word = r"(?![\w/-])" if piece[-1].isalnum() else ""
            begins = "" if piece[0] in _SIGNS else r"(?<![\w/.-])"
            if match := re.compile(rf"{begins}{re.escape(piece)}{is_word}", re.IGNORECASE).search(text, start):
                return match.start()
    return None
