"""Captions: WebVTT and SubRip, read with everything that is wrong.

Both are blocks between empty lines, with a timing line in each cue. A line of blanks is not empty: YouTube writes one
where a line of the screen is empty. In SubRip, which has no specification, text behind an empty line goes on until the
next times, as ffmpeg, mpv and Subtitle Edit read it; in WebVTT it belongs to no cue.

Sources: W3C "WebVTT: The Web Video Text Tracks Format" §4 and §6.1; podcast namespace, "Transcripts".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from feedpub.sidecars import Faults
from feedpub.standards import quoted
from feedpub.transcripts.cues import (
    ARROW,
    BLANK,
    MISNUMBERED,
    MISWRITTEN,
    SRT_LINE,
    SRT_LINES,
    STRAY,
    UNREADABLE,
    VTT_LINE,
    Cue,
    check_lines,
    check_times,
)
from feedpub.transcripts.markup import plain_line, voices

_LINE_END = re.compile(r"\r\n|\n|\r")
_TIME = r"(?:([0-9]{1,4}):)?([0-9]{1,3}):([0-9]{1,2})(?:([.,:])([0-9]{1,6}))?"
_TIMING = re.compile(rf"[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}([ \t].*)?", re.DOTALL)
_HEADER = re.compile(r"WEBVTT(?:[ \t].*)?", re.DOTALL)
_NOT_A_CUE = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t]|$)")
_NAMED_HEAD = re.compile(r'[0-9]{1,9} "([^"]{1,60})" \([0-9]+\)')
"""The name of a cue that Zoom writes for who speaks: `12 "Ada Lovelace" (3355443)`."""

_NUMBER = re.compile(r"[0-9]{1,9}")
_VTT_TIMES = "write `00:01:02.500 --> 00:01:04.000`"
_SRT_TIMES = "write `00:01:02,500 --> 00:01:04,000`"

Lines = Sequence[str]


# --- what both have


@dataclass(frozen=True, slots=True)
class TextBlock:
    """The lines between two blank lines."""

    line: int
    """Number of the first line, from 1."""

    lines: Lines


@dataclass(frozen=True, slots=True)
class Timing:
    """A timing line, `00:01.000 --> 00:04.000`, in the form that the format requires or close to it."""

    start_ms: int
    end_ms: int
    separators: str
    """The signs before the milliseconds of both times: `..` in WebVTT, `,,` in SubRip; fewer without milliseconds."""

    written: str
    """Both times as written."""

    is_exact: bool
    """Whether every number has the digits that the formats require; hours may be missing."""

    has_hours: bool


@dataclass(frozen=True, slots=True)
class CueLines:
    """The lines of one cue as written."""

    line: int
    """Number of its timing line, from 1."""

    head: Lines
    """The line before its timing line, if there is one: a number or a name."""

    timing: Timing
    lines: Lines
    """Its text."""


def _blocks(text: str) -> Iterator[TextBlock]:
    """The blocks of a text, in order."""
    lines = _LINE_END.split(text)
    start = 0
    for at, line in enumerate([*lines, ""]):
        if not line:
            if start < at:
                yield TextBlock(start + 1, lines[start:at])
            start = at + 1


def _cue_lines(blocks: Iterable[TextBlock], faults: Faults) -> Iterator[CueLines]:
    """The lines of each cue in the blocks; text outside of cues is a fault."""
    for block in blocks:
        arrows = [at for at, line in enumerate(block.lines) if "-->" in line]
        if not arrows or arrows[0] > 1:
            faults.add(STRAY, _stray(block, arrows), "an empty line ends a cue: delete the one before it", block.line)
        if arrows:
            yield from _split(block, arrows, faults)


def _stray(block: TextBlock, arrows: Sequence[int]) -> str:
    more = len(block.lines[: arrows[0] - 1] if arrows else block.lines) - 1
    rest = f" and {more} more line{'s' if more > 1 else ''} belong" if more else " belongs"
    return f"{quoted(block.lines[0], 30)}{rest} to no cue"


def _split(block: TextBlock, arrows: list[int], faults: Faults) -> Iterator[CueLines]:
    head = block.lines[: arrows[0]][-1:]
    for at, stop in zip(arrows, [*arrows[1:], len(block.lines)], strict=True):
        found = _timing(block.lines[at])
        _check_arrow(block, at, found, faults, is_first=at == arrows[0])
        lines, ahead = _without_number(block.lines[at + 1 : stop], cut=stop < len(block.lines))
        if found is not None:
            yield CueLines(block.line + at, head, found, lines)
        head = ahead


def _without_number(lines: Lines, *, cut: bool) -> tuple[Lines, Lines]:
    """The text of a cue, and the number of the next cue if that follows without a blank line (`cut`)."""
    if cut and lines and lines[-1].isascii() and lines[-1].strip().isdigit():
        return lines[:-1], lines[-1:]
    return lines, ()


def _check_arrow(block: TextBlock, at: int, found: Timing | None, faults: Faults, *, is_first: bool) -> None:
    line, text = block.line + at, quoted(block.lines[at])
    if found is None and is_first:
        faults.add(UNREADABLE, f"{text} is not a timing line", "write it like `00:01:02.500 --> 00:01:04.000`", line)
    elif found is None:
        hint = "write another sign: apps stop reading there"
        faults.add(ARROW, f"the text {text} has an arrow (-->) in it", hint, line)
    elif not is_first:
        faults.add(MISWRITTEN, "there is no blank line before this cue", "separate cues by a blank line", line)


def _timing(line: str) -> Timing | None:
    """The times of a timing line; None if it is not one, or its times cannot be read."""
    match = _TIMING.fullmatch(line)
    if match is None:
        return None
    times = match.groups("")[:5], match.groups("")[5:10]
    if any(int(seconds) > 59 or (hours and int(minutes) > 59) for hours, minutes, seconds, _, _ in times):
        return None
    (start, end), (first, second) = (_ms(*one) for one in times), times
    return Timing(
        start_ms=start,
        end_ms=end,
        separators=first[3] + second[3],
        written=line[: match.end(10) if second[4] else match.end(8)].strip(),
        is_exact=all(map(_has_all_digits, times))
        and " -->" in line.replace("\t", " ")
        and "--> " in line.replace("\t", " "),
        has_hours=bool(first[0] and second[0]),
    )


def _ms(hours: str, minutes: str, seconds: str, _: str, rest: str) -> int:
    return (int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)) * 1000 + int(rest.ljust(3, "0")[:3])


def _has_all_digits(time: Sequence[str]) -> bool:
    hours, minutes, seconds, _, rest = time
    return len(hours) != 1 and len(minutes) == len(seconds) == 2 and len(rest) == 3


# --- reading WebVTT


def read_vtt(text: str, faults: Faults) -> tuple[Cue, ...]:
    """The cues of a WebVTT file."""
    found = [_vtt_cues(written, faults) for written in _cue_lines(_vtt_blocks(text, faults), faults)]
    if not found and not faults.found:
        faults.add(UNREADABLE, "there is no cue in it", _VTT_TIMES)
    check_times([cues[0] for cues in found], faults)
    return tuple(cue for cues in found for cue in cues)


def _vtt_blocks(text: str, faults: Faults) -> Iterator[TextBlock]:
    """The blocks that should be cues: all but the header, notes, styles and regions."""
    for number, block in enumerate(_blocks(text)):
        if number == 0:
            yield from _after_header(block, faults)
        elif not _NOT_A_CUE.match(block.lines[0]) or "-->" in block.lines[0]:
            yield block
        elif (at := next((at for at, line in enumerate(block.lines) if _timing(line)), 0)) > 0:
            yield TextBlock(block.line + at, block.lines[at:])  # a line with times begins a cue, wherever it stands


def _after_header(block: TextBlock, faults: Faults) -> Iterator[TextBlock]:
    """The lines of the first block that are not the header: none in a correct file."""
    first = block.lines[0]
    if not _HEADER.fullmatch(first):
        hint = "begin the file with WEBVTT, in capitals, and a blank line"
        faults.add(UNREADABLE, f"the first line is {quoted(first, 30)}, not WEBVTT", hint, block.line)
    elif block.line > 1:
        faults.add(UNREADABLE, "there is a blank line before WEBVTT", "delete it", 1)
    if first[:6].upper() != "WEBVTT":
        yield block
    elif (at := next((at for at, line in enumerate(block.lines) if "-->" in line), 0)) > 0:
        hint = "add one: without it apps lose the first cue"
        at = at - 1 if at > 1 and block.lines[at - 1].strip().isdigit() else at
        is_header = all(":" in line for line in block.lines[1:at])
        faults.add(MISWRITTEN if is_header else UNREADABLE, "there is no blank line after WEBVTT", hint, block.line)
        yield TextBlock(block.line + at, block.lines[at:])


def _vtt_cues(written: CueLines, faults: Faults) -> list[Cue]:
    """A cue, in as many as speak in it."""
    _check_vtt_times(written, faults)
    lines = [plain_line(line) for line in written.lines]
    check_lines(lines, limit=VTT_LINE, most=None, at=written.line + 1, faults=faults)
    return _spoken(written)


def _spoken(written: CueLines) -> list[Cue]:
    timing, named = written.timing, _NAMED_HEAD.fullmatch(written.head[-1]) if written.head else None
    name = named[1].strip() if named else ""
    return [
        Cue(start_ms=timing.start_ms, end_ms=timing.end_ms, speaker=speaker or name, text=text, line=written.line)
        for speaker, text in voices(written.lines)
    ]


def _check_vtt_times(written: CueLines, faults: Faults) -> None:
    timing, times = written.timing, quoted(written.timing.written)
    if "," in timing.separators:
        hint = "write dots before the milliseconds: `00:04.500`"
        faults.add(MISWRITTEN, f"{times} has commas, as in SubRip", hint, written.line)
    elif not timing.is_exact or timing.separators != "..":
        faults.add(MISWRITTEN, f"{times} is not how WebVTT writes times", _VTT_TIMES, written.line)


# --- reading SubRip


def read_srt(text: str, faults: Faults) -> tuple[Cue, ...]:
    """The cards of a SubRip file."""
    found = list(_cue_lines(_srt_blocks(text, faults), faults))
    if not found and not faults.found:
        faults.add(UNREADABLE, "there is no card in it", _SRT_TIMES)
    _check_numbers(found, faults)
    cards = [_srt_cues(written, faults) for written in found]
    check_times([cues[0] for cues in cards], faults)
    return tuple(cue for cues in cards for cue in cues)


def _srt_blocks(text: str, faults: Faults) -> Iterator[TextBlock]:
    """The blocks that are cards; text without times belongs to the card in front of it."""
    line, lines = 0, list[str]()
    for block in _srt_pieces(text):
        if not lines or any(map(_timing, block.lines[:2])):
            yield from [TextBlock(line, lines)] if lines else ()
            line, lines = block.line, list(block.lines)
            continue
        message = f"an empty line stands in front of {quoted(block.lines[0], 30)}, which has no times"
        faults.add(BLANK, message, "delete the empty line: some players show nothing behind it", block.line)
        lines += [""] * (block.line - line - len(lines))
        lines += block.lines
    yield from [TextBlock(line, lines)] if lines else ()


def _srt_pieces(text: str) -> Iterator[TextBlock]:
    """The blocks of a SubRip file, cut where a card begins without an empty line in front of its number."""
    blocks = list(_blocks("\n".join(line if line.strip() else "" for line in _LINE_END.split(text))))
    for block, following in pairwise([*blocks, TextBlock(0, ())]):
        at = next((at for at, line in enumerate(block.lines) if _timing(line)), 0)
        if at and block.lines[at - 1].strip().isdigit():
            at -= 1
        elif len(block.lines) == 1 and block.lines[0].strip().isdigit() and _is_times(following.lines[:1]):
            continue  # an empty line stands between the number and its times
        if at:
            yield TextBlock(block.line, block.lines[:at])
        yield TextBlock(block.line + at, block.lines[at:])


def _is_times(lines: Lines) -> bool:
    return any(map(_timing, lines))


def _check_numbers(found: Sequence[CueLines], faults: Faults) -> None:
    expected = 0
    for written in found:
        head = written.head[-1].strip() if written.head else ""
        if not _NUMBER.fullmatch(head):
            hint = f"write {expected or 1} on the line before its times"
            faults.add(MISNUMBERED, "the card has no number", hint, written.line)
            expected += 1
            continue
        number = int(head)
        if number != expected and (expected or number != 1):
            message = f"the card has the number {number}, but {expected or 1} is next"
            faults.add(MISNUMBERED, message, "number the cards one by one", written.line - 1)
        expected = number + 1


def _srt_cues(written: CueLines, faults: Faults) -> list[Cue]:
    """A card, in as many as speak in it, where tags of WebVTT say so."""
    _check_srt_times(written, faults)
    lines = [plain_line(line) for line in written.lines]
    check_lines(lines, limit=SRT_LINE, most=SRT_LINES, at=written.line + 1, faults=faults)
    return _spoken(written)


def _check_srt_times(written: CueLines, faults: Faults) -> None:
    timing, times = written.timing, quoted(written.timing.written)
    if "." in timing.separators:
        hint = "write commas before the milliseconds: `00:00:04,500`"
        faults.add(MISWRITTEN, f"{times} has dots, as in WebVTT", hint, written.line)
    elif not timing.is_exact or not timing.has_hours or timing.separators != ",,":
        faults.add(MISWRITTEN, f"{times} is not how SubRip writes times", _SRT_TIMES, written.line)
