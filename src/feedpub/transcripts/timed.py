"""What WebVTT and SubRip have in common: blocks between blank lines, and timing lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape

from feedpub.sidecars import Faults
from feedpub.transcripts.cues import ARROW, STRAY, UNREADABLE
from feedpub.vocab import quoted

_LINE_END = re.compile(r"\r\n|\n|\r")
_TIME = r"(?:([0-9]{1,4}):)?([0-9]{1,3}):([0-9]{1,2})(?:([.,:])([0-9]{1,6}))?"
_TIMING = re.compile(rf"[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}([ \t].*)?", re.DOTALL)
_TAGS = re.compile(r"<[^<>]*>")

Lines = Sequence[str]


@dataclass(frozen=True, slots=True)
class Block:
    """Lines between blank ones."""

    line: int
    """The first, from 1."""

    lines: Lines


@dataclass(frozen=True, slots=True)
class Timing:
    """A line `00:01.000 --> 00:04.000`, right or nearly."""

    start_ms: int
    end_ms: int
    separators: str
    """What stands in front of the milliseconds, twice: `..` in WebVTT, `,,` in SubRip; less where there are none."""

    written: str
    """Both times as they are written."""

    is_exact: bool
    """Whether all numbers have the digits they must have; the hours may be missing."""

    has_hours: bool


@dataclass(frozen=True, slots=True)
class Part:
    """What is written of one cue."""

    line: int
    """Of its times, from 1."""

    head: Lines
    """What stands in front of its times: a number, a name."""

    timing: Timing
    lines: Lines
    """Its text."""


def blocks(text: str) -> Iterator[Block]:
    """The blocks of a text."""
    lines = _LINE_END.split(text)
    start = 0
    for at, line in enumerate([*lines, ""]):
        if not line.strip(" \t"):
            if start < at:
                yield Block(start + 1, lines[start:at])
            start = at + 1


def parts(found: Iterable[Block], faults: Faults) -> Iterator[Part]:
    """The cues of blocks; what is none is told."""
    for block in found:
        arrows = [at for at, line in enumerate(block.lines) if "-->" in line]
        if not arrows or arrows[0] > 1:
            message = f"{quoted(block.lines[0], 30)} belongs to no cue"
            faults.add(STRAY, message, "a blank line ends a cue: delete the one in front", block.line)
        if arrows:
            yield from _parts(block, arrows, faults)


def _parts(block: Block, arrows: list[int], faults: Faults) -> Iterator[Part]:
    head = block.lines[: arrows[0]][-1:]
    for at, stop in zip(arrows, [*arrows[1:], len(block.lines)], strict=True):
        found = timing(block.lines[at])
        _check_arrow(block, at, found, faults, is_first=at == arrows[0])
        lines, ahead = _without_number(block.lines[at + 1 : stop], cut=stop < len(block.lines))
        if found is not None:
            yield Part(block.line + at, head, found, lines)
        head = ahead


def _without_number(lines: Lines, *, cut: bool) -> tuple[Lines, Lines]:
    """A cue's text, and the number of the next, if that follows without a blank line."""
    if cut and lines and lines[-1].isascii() and lines[-1].strip().isdigit():
        return lines[:-1], lines[-1:]
    return lines, ()


def _check_arrow(block: Block, at: int, found: Timing | None, faults: Faults, *, is_first: bool) -> None:
    line, said = block.line + at, quoted(block.lines[at])
    if found is None and is_first:
        faults.add(UNREADABLE, f"{said} is no time", "write it like `00:01:02.500 --> 00:01:04.000`", line)
    elif found is None:
        faults.add(ARROW, f"the text {said} has an arrow (-->) in it", "write another sign: readers stop there", line)
    elif not is_first:
        faults.add(UNREADABLE, "there is no blank line in front of this cue", "separate cues by a blank line", line)


def timing(line: str) -> Timing | None:
    """What a timing line says; None if it is none that anybody could read."""
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
        is_exact=all(map(_is_exact, times)) and " -->" in line.replace("\t", " ") and "--> " in line.replace("\t", " "),
        has_hours=bool(first[0] and second[0]),
    )


def _ms(hours: str, minutes: str, seconds: str, _: str, rest: str) -> int:
    return (int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)) * 1000 + int(rest.ljust(3, "0")[:3])


def _is_exact(time: Sequence[str]) -> bool:
    hours, minutes, seconds, _, rest = time
    return len(hours) != 1 and len(minutes) == len(seconds) == 2 and len(rest) == 3


def words(lines: Lines) -> list[str]:
    """The lines as they are read, without tags."""
    return [unescape(_TAGS.sub("", line)).strip() for line in lines]
