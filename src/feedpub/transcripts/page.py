"""HTML transcripts, read loosely: who speaks in `<cite>`, when in `<time>`, what in `<p>`.

Source: podcast namespace, "Transcripts" (HTML).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedpub.sidecars import Faults
from feedpub.transcripts.cues import UNREADABLE, Cue
from feedpub.vocab import is_visible, plain_text, read_clock

_PIECE = re.compile(r"<(cite|time|p)\b[^<>]*>", re.IGNORECASE)
_UNSEEN = re.compile(r"<(script|style|head)\b", re.IGNORECASE)
_ENDS = {name: re.compile(rf"</{name}\b[^<>]*>", re.IGNORECASE) for name in ("script", "style", "head")}


def read(text: str, faults: Faults) -> tuple[Cue, ...]:
    """The timed pieces of a page; none if nothing in it has a time."""
    shown = _shown(text)
    if not is_visible(plain_text(shown)):
        faults.add(UNREADABLE, "the page has no words", "save the transcript itself, not the page around it")
    return tuple(_cues(shown))


def _shown(text: str) -> str:
    """The page without what is never seen."""
    kept, at = [], 0
    while (opened := _UNSEEN.search(text, at)) is not None:
        kept.append(text[at : opened.start()])
        closed = _ENDS[opened[1].lower()].search(text, opened.end())
        at = closed.end() if closed else len(text)
    return "".join([*kept, text[at:]])


def _cues(text: str) -> Iterator[Cue]:
    speaker, start, line, counted = "", None, 1, 0
    pieces = list(_PIECE.finditer(text))
    for at, piece in enumerate(pieces):
        stop = pieces[at + 1].start() if at + 1 < len(pieces) else len(text)
        said = plain_text(text[piece.end() : stop]).strip()
        if piece[1].lower() == "cite":
            speaker = said.rstrip(": \t")
        elif piece[1].lower() == "time":
            start = read_clock(said.strip("()[]"))
        elif start is not None:
            line, counted = line + text.count("\n", counted, piece.start()), piece.start()
            yield Cue(start_ms=start, speaker=speaker, text=said, line=line)
            start = None
