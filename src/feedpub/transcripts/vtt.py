"""WebVTT.

Sources: W3C "WebVTT: The Web Video Text Tracks Format" §4; podcast namespace, "Transcripts" (speakers, lines).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from feedpub.sidecars import Faults
from feedpub.transcripts.cues import UNREADABLE, VTT_LINE, Cue, check_lines, check_times
from feedpub.transcripts.timed import Block, Lines, Part, blocks, parts, words
from feedpub.vocab import quoted

_HEADER = re.compile(r"WEBVTT(?:[ \t].*)?", re.DOTALL)
_OTHER = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t]|$)")
_VOICE = re.compile(r"<v(?:\.[^<> \t]*)?[ \t]++([^<>]*)>")
_LIKE = "write `00:01:02.500 --> 00:01:04.000`"


def read(text: str, faults: Faults) -> tuple[Cue, ...]:
    """The cues of a WebVTT file."""
    cues = tuple(_cue(part, faults) for part in parts(_blocks(text, faults), faults))
    if not cues and not faults.found:
        faults.add(UNREADABLE, "there is no cue in it", _LIKE)
    check_times(cues, faults)
    return cues


def _blocks(text: str, faults: Faults) -> Iterator[Block]:
    """The blocks that should be cues."""
    for number, block in enumerate(blocks(text)):
        if number == 0:
            yield from _behind_header(block, faults)
        elif not _OTHER.match(block.lines[0]) or "-->" in block.lines[0]:
            yield block


def _behind_header(block: Block, faults: Faults) -> Iterator[Block]:
    """What of the first block is not the header; rightly, nothing."""
    first = block.lines[0]
    if not _HEADER.fullmatch(first):
        hint = "begin the file with WEBVTT, in capitals, and a blank line"
        faults.add(UNREADABLE, f"the first line is {quoted(first, 30)}, not WEBVTT", hint, block.line)
    elif block.line > 1:
        faults.add(UNREADABLE, "there is a blank line in front of WEBVTT", "delete it", 1)
    if first[:6].upper() != "WEBVTT":
        yield block
    elif (at := next((at for at, line in enumerate(block.lines) if "-->" in line), 0)) > 0:
        faults.add(UNREADABLE, "there is no blank line behind WEBVTT", "add one: the first cue is lost", block.line)
        at = at - 1 if at > 1 and block.lines[at - 1].strip().isdigit() else at
        yield Block(block.line + at, block.lines[at:])


def _cue(part: Part, faults: Faults) -> Cue:
    _check_form(part, faults)
    said = words(part.lines)
    check_lines(said, limit=VTT_LINE, most=None, at=part.line + 1, faults=faults)
    return Cue(
        start_ms=part.timing.start_ms,
        end_ms=part.timing.end_ms,
        speaker=_speaker(part.lines),
        text="\n".join(said),
        line=part.line,
    )


def _check_form(part: Part, faults: Faults) -> None:
    written = quoted(part.timing.written)
    if "," in part.timing.separators:
        hint = "write dots in front of the milliseconds: `00:04.500`"
        faults.add(UNREADABLE, f"{written} has commas, as in SubRip", hint, part.line)
    elif not part.timing.is_exact or part.timing.separators != "..":
        faults.add(UNREADABLE, f"{written} is not how WebVTT writes times", _LIKE, part.line)


def _speaker(lines: Lines) -> str:
    """Who speaks first in it; empty if nobody is named."""
    return next((unescape(match[1]).strip() for line in lines if (match := _VOICE.search(line))), "")
