"""SubRip: numbered cards.

Source: podcast namespace, "Transcripts" (32 characters a line, 2 lines a card, the speaker's name in front).
"""

from __future__ import annotations

import re

from feedpub.sidecars import Faults
from feedpub.transcripts.cues import (
    MISNUMBERED,
    SRT_LINE,
    SRT_LINES,
    UNREADABLE,
    Cue,
    check_lines,
    check_times,
)
from feedpub.transcripts.timed import Part, blocks, parts, words
from feedpub.vocab import quoted

_SPEAKER = re.compile(r"([^\W\d_][^:<>\n]{0,40}):[ \t]++(?=\S)")
_NUMBER = re.compile(r"[0-9]{1,9}")
_LIKE = "write `00:01:02,500 --> 00:01:04,000`"


def read(text: str, faults: Faults) -> tuple[Cue, ...]:
    """The cards of a SubRip file."""
    found = list(parts(blocks(text), faults))
    if not found and not faults.found:
        faults.add(UNREADABLE, "there is no card in it", _LIKE)
    _check_numbers(found, faults)
    cues = tuple(_cue(part, faults) for part in found)
    check_times(cues, faults)
    return cues


def _check_numbers(found: list[Part], faults: Faults) -> None:
    expected = 0
    for part in found:
        said = part.head[-1].strip() if part.head else ""
        if not _NUMBER.fullmatch(said):
            faults.add(MISNUMBERED, "the card has no number", f"write {expected or 1} on a line above", part.line)
            expected += 1
            continue
        number = int(said)
        if number != expected and (expected or number != 1):
            message = f"the card has the number {number}; {expected or 1} is next"
            faults.add(MISNUMBERED, message, "number the cards one by one", part.line - 1)
        expected = number + 1


def _cue(part: Part, faults: Faults) -> Cue:
    _check_form(part, faults)
    said = words(part.lines)
    check_lines(said, limit=SRT_LINE, most=SRT_LINES, at=part.line + 1, faults=faults)
    speaker, text = _spoken("\n".join(said))
    return Cue(start_ms=part.timing.start_ms, end_ms=part.timing.end_ms, speaker=speaker, text=text, line=part.line)


def _check_form(part: Part, faults: Faults) -> None:
    written = quoted(part.timing.written)
    if "." in part.timing.separators:
        hint = "write commas in front of the milliseconds: `00:00:04,500`"
        faults.add(UNREADABLE, f"{written} has dots, as in WebVTT", hint, part.line)
    elif not part.timing.is_exact or not part.timing.has_hours or part.timing.separators != ",,":
        faults.add(UNREADABLE, f"{written} is not how SubRip writes times", _LIKE, part.line)


def _spoken(text: str) -> tuple[str, str]:
    """Who speaks, by the name in front (`Ada: Hello.`), and what."""
    match = _SPEAKER.match(text)
    return (match[1], text[match.end() :]) if match else ("", text)
