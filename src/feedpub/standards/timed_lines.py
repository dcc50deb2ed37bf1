r"""A line of a list of chapters, a time and its title, in every form in which people write one.

| form | example | title |
| --- | --- | --- |
| time, title | `00:00 Intro`, `75:00 Intro`, `1:02:03 Intro` | `Intro` |
| with a sign between | `00:00 - Intro`, `00:00: Intro`, `00:00 \| Intro`, `00:00 -> Intro`, `00:00〜 Intro` | `Intro` |
| with a sign in front | `• 00:00 Intro`, `- 00:00 Intro`, `1. 00:00 Intro`, `▶ 00:00 Intro` | `Intro` |
| in brackets | `(00:00) Intro`, `[00:12:34] Intro`, `【00:00】Intro` | `Intro` |
| time behind the title | `Intro 00:00`, `Intro (1:02:03)`, `Intro - 00:00` | `Intro` |
| full-width signs | `００：００ Intro`, `00：00　Intro` | `Intro` |
| with units | `0h12m34s Intro`, `12m34s Intro`, `12 min 34 s Intro`, `12min34 Intro` | `Intro` |
| with primes | `12'34" Intro`, `12'34 Intro`, `[12'34] Intro` | `Intro` |
| with a fraction | `00:12:34.500 Intro`, `00:12:34,500 Intro` | `Intro` |
| with a word or `@` | `Min. 12:34 Intro`, `Minute 12:34: Intro`, `12:34 min Intro`, `@12:34 Intro` | `Intro` |
| a range | `00:00 - 12:34 Intro`, `[00:00–12:34] Intro`, `Intro 00:00 - 12:34` | `Intro`, with an end |
| row of a table | `\| 00:00 \| Intro \|`, `\| 1 \| 00:00 \| Intro \|`, `Time: 00:00 · Topic: Intro` | `Intro` |
| the time alone | `(00:00)`, `00:00 -` | the next line |

A title may begin with a number, a sign or a time: `00:00 500 days`, `0:00 9/11`, `10:00 .NET`, `0:00 -5 degrees`.

Sources: Spotify for Creators "Creating and managing chapters"; Apple 5482; what the trackers of podcast tools show
(tests/test_timed_lines.py names them).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

_NARROW = str.maketrans(
    "０１２３４５６７８９：．，（）［］｛｝【】〔〕＜＞　｜－～＠", "0123456789:.,()[]{}[][]<> |-~@"
)
"""Full-width signs to those of ASCII, each one to one, so that positions stay."""

_SIGNS = (
    r"\-*+•‣◦▪▫■□●○·–—>|→►▶»※★☆✓✔~≈"
    r"\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\ufe0f\u200d"
)
"""Bullets, arrows and pictures, as the inside of a set."""

_INVISIBLE = "\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
"""Signs without width, as the inside of a set: marks of direction, and what editors leave behind."""

_CLOCK = r"(?:[0-9]{1,2}:[0-5]?[0-9]|[0-9]{1,3}):[0-5][0-9](?:[.,][0-9]{1,9}+)?+(?![:.,;]?[0-9])"
_UNITS = (
    r"(?:[0-9]{1,2}\s?[hH]\s?[0-9]{1,2}\s?[mM](?:\s?[0-9]{1,2}\s?[sS]|[0-9]{1,2})?"
    r"|[0-9]{1,3}\s?[mM]\s?[0-9]{1,2}\s?[sS])(?![0-9A-Za-z])"
)
_MINUTES = r"""[0-9]{1,3}\s?(?:min|mn)\.?\s?[0-5]?[0-9](?:\s?s(?:ec|ek)?\b\.?)?(?![0-9A-Za-z:])"""
_PRIMES = r"""[0-9]{1,3}['′’][0-5][0-9](?:["″”]|''|(?![0-9A-Za-z'′’:]))"""
_TIME = rf"(?:{_CLOCK}|{_UNITS}|{_MINUTES}|{_PRIMES})"
_TO = r"(?:\s*(?:--?>|--|[-–—−~〜→])\s*|\s+(?:to|bis|until|à|hasta|até|до)\s+)"

_LEADING = re.compile(
    rf"""(?x) (?P<signs>(?:[0-9#*]\ufe0f?\u20e3|[{_SIGNS}{_INVISIBLE}\s])*+)
    (?:(?:[0-9]{{1,3}}[.)]|\#[0-9]{{1,3}})\s+)? (?P<open>[(\[{{<]?) \s* [*_]{{0,2}}
    (?:(?P<at>@|(?i:at|ab)\s+(?i:min(?:ute)?)\b\.?|(?i:min(?:uten?|uto|uut|uut|ut)?)\b\.?)\s*)?
    (?P<start>{_TIME}) (?P<to>{_TO}(?P<end>{_TIME}))? [{_INVISIBLE}]*+ (?:\s?(?:min|mins|mn)\b\.?|\s?Min\.)?
    (?:\s*[~〜–-]?\s*(?P<close>[)\]}}>]))? [*_]{{0,2}} [{_INVISIBLE}]*+"""
)
_HINT = re.compile(r"\d(?:\s?[:：.;'′’]|\s?[hHmM]\s?\d|\s?mi?n)")
"""A part of every time; looking for it is cheap."""

_ANY_TIME = re.compile(rf"(?<![0-9:,])(?<![0-9]\.){_TIME}")
_TAIL = re.compile(rf"(?:\s?min\b\.?)?[)\]}}>|*_\s{_INVISIBLE}]*")
_DASH = re.compile(_TO)
_CELL = re.compile(rf"(?:(?P<label>[^:·|]{{1,40}}):\s)?[(\[*_]*(?P<time>{_TIME})[)\]*_]*")
_LABEL = re.compile(r"[^:·|]{1,40}:\s+(?=\S)")
_SEPARATOR = re.compile(r"(\s*)(-{1,3}>|=>|-{1,3}|/{1,2}(?=\s)|[–—―‒−:：|｜·•~〜～→»>.,;=])(\s*)")
_MARKS = re.compile(rf"[{_SIGNS}]+\s+|[*_]{{2}}(?=\S)")
_HALF_DAYS = re.compile(r"\s?(?:[ap]\.\s?m\b|(?:am|pm|AM|PM|A\.M|P\.M)\b)")
_CLOCKS = re.compile(r"\s?(?:[Uu]hr|UHR|h|hs|hrs|o['’]clock|UTC|GMT|CES?T|[ECMP][SD]T|BST|JST)\b")
_AT = re.compile(
    r"(?:^|\s)(?:at|by|from|until|till|around|about|after|before|since|um|ab|gegen|von|bis|seit|nach|vor|à|vers|dès"
    r"|de|las|ore|alle|om|kl|kl\.|в|до|с|@)$",
    re.IGNORECASE,
)
_LOOKS_TIMED = re.compile(
    rf"[{_SIGNS}{_INVISIBLE}\s(\[]*+(?:\d{{1,3}}\s?[:;]\s?\d{{2}}|\d{{1,2}}\.\d{{2}}\.\d{{2}}|\d{{1,2}}[hH]\d{{2}})(?!\d)"
)
"""With digits of any script."""

_ROUGH = re.compile(
    rf"[{_SIGNS}{_INVISIBLE}\s(\[]*+(?P<minutes>[0-9]{{1,3}})"
    r"(?:\.(?P<seconds>[0-5][0-9])(?![0-9.%€$£])|\s?(?:min|mins|minutes?|minuten?|minutos?|minuti)\b)"
)
_NEAR = 20
"""Characters in front of a time within a line that may be the beginning of a list."""

_BETWEEN = " \t-–—―−:：|｜·•~〜～→»,;@＠"
"""What may stand between a title and the time behind it; dots, too, if there are several."""

_FEWEST_BEHIND = 3
"""Adjacent lines that end with a time are a list from three up; otherwise they are sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedLine:
    """A line with a time at its beginning or end."""

    start_ms: int
    title: str = ""
    """Empty: the line is only a time, and its title is in the next one."""

    end_ms: int | None = None
    """The end of a range."""

    clock: str = ""
    """The time as it is written."""

    behind: bool = False
    """Whether the time stands behind the title."""

    of_day: bool = False
    """Whether it is a time of the day: `10:30 Uhr`, `3:15 pm`, `doors open at 18:30`."""


def may_hold_time(text: str) -> bool:
    """Whether there can be a time in a text at all; most lines have none, and need not be read."""
    return _HINT.search(text) is not None


def read_timed_line(text: str) -> TimedLine | None:
    """The time and the title of a line, in any form of the module's table; None if it neither begins nor ends so."""
    if not may_hold_time(text):
        return None
    line = text.strip()
    narrow = line.translate(_NARROW)
    return _row(line, narrow) or _leading(line, narrow) or _behind(line, narrow)


def timed_lines(lines: Sequence[str]) -> list[TimedLine | None]:
    """What each line is; those that end with a time count from three adjacent ones up: sentences may end so, too."""
    read = _with_mixed([read_timed_line(line) for line in lines])
    counted: list[TimedLine | None] = []
    run: list[TimedLine | None] = []
    for one in [*read, None]:
        if one is not None and one.behind:
            run.append(one)
            continue
        counted += run if len(run) >= _FEWEST_BEHIND else [None] * len(run)
        counted.append(one)
        run = []
    return counted[:-1]


def _with_mixed(read: Sequence[TimedLine | None]) -> list[TimedLine | None]:
    """Lines, where in a list from 0:00 those that end with their time count like those that begin with it."""
    mixed: list[TimedLine | None] = []
    group: list[TimedLine] = []
    for one in [*read, None]:
        if one is not None:
            group.append(one)
            continue
        mixed += [*(replace(each, behind=False) if _is_mixed(group) else each for each in group), None]
        group = []
    return mixed[:-1]


def _is_mixed(group: Sequence[TimedLine]) -> bool:
    """Whether it is one list from 0:00 to a line that begins with its time."""
    if len(group) < _FEWEST_BEHIND or group[0].start_ms != 0 or group[-1].behind:
        return False
    return all(before.start_ms < one.start_ms and not one.of_day for before, one in pairwise(group))


def looks_timed(text: str) -> bool:
    """Whether a line begins with what somebody may take for a time: `00.12.34 Intro`, `00:12:34:05 Intro`."""
    return bool(_LOOKS_TIMED.match(text.translate(_NARROW)))


def time_within(text: str) -> TimedLine | None:
    """The one time near the beginning of a line that is not read: `Start: 0:00 Intro`, `ca. 3:15 Tide`."""
    narrow = text.translate(_NARROW)
    times = list(_ANY_TIME.finditer(narrow))
    if len(times) != 1 or times[0].start() > _NEAR or read_timed_line(text) is not None:
        return None
    before, behind = narrow[: times[0].start()].rstrip(), narrow[times[0].end() :]
    of_day = bool(_AT.search(before)) or _is_of_day(times[0][0], behind)
    return TimedLine(start_ms=_ms(times[0][0]), clock=times[0][0], of_day=of_day)


def rough_time(text: str) -> TimedLine | None:
    """What begins a line and means a time to people only: `3.15 Tide`, `3 min Tide`."""
    match = _ROUGH.match(text.translate(_NARROW))
    if match is None or read_timed_line(text) is not None:
        return None
    return TimedLine(start_ms=(int(match["minutes"]) * 60 + int(match["seconds"] or 0)) * 1000, clock=match[0].strip())


def clocks_in(text: str) -> list[int]:
    """Milliseconds of each time in a text, wherever it stands."""
    return [_ms(match[0]) for match in _ANY_TIME.finditer(text.translate(_NARROW))]


def text_before_times(text: str) -> str:
    """What stands in front of the first time of a text."""
    match = _ANY_TIME.search(text.translate(_NARROW))
    return text[: match.start()] if match else text


def without_separator(title: str) -> str:
    """A title without the sign that stood between it and its time: `- Intro` is `Intro`, `-5 degrees` stays."""
    return _after_separator(f" {title}")


def read_range(clock: str, title: str) -> TimedLine | None:
    """`00:00` and `- 12:34 Intro` as the range that they are; None if the title does not begin with its end."""
    read = read_timed_line(f"{clock} {title}")
    return read if read and read.end_ms is not None and not read.behind else None


def _row(line: str, narrow: str) -> TimedLine | None:
    """A row of a table, in Markdown or as the feed has it: `| 1 | 0:00 | Intro |`, `Time: 0:00 · Topic: Intro`."""
    for sign, is_table in (("|", narrow.startswith("|") or narrow.count("|") > 1), ("·", " · " in narrow)):
        cells = [cell for cell in (part.strip() for part in line.strip("|｜ ").replace("｜", "|").split(sign)) if cell]
        times = [_CELL.fullmatch(cell.translate(_NARROW)) for cell in cells] if is_table else []
        found = [match for match in times if match]
        if not found or (sign == "·" and not found[0]["label"]):
            continue
        start = _ms(found[0]["time"])
        end = _ms(found[1]["time"]) if len(found) > 1 else None
        others = [cell for cell, match in zip(cells, times, strict=True) if not match and not _is_number(cell)]
        if sign == "·" and others:
            others[0] = _LABEL.sub("", others[0], count=1)
        return TimedLine(
            start_ms=start,
            end_ms=end if end is not None and end > start else None,
            title=f" {sign} ".join(others).strip("*_ "),
            clock=found[0]["time"],
        )
    return None


def _is_number(cell: str) -> bool:
    """Whether a cell counts the rows: `3`, `#: 3`."""
    return bool(re.fullmatch(r"(?:[^:·|]{1,40}:\s)?#?[0-9]{1,3}\.?", cell))


def _leading(line: str, narrow: str) -> TimedLine | None:
    match = _LEADING.match(narrow)
    if match is None:
        return None
    start, end, at = _ms(match["start"]), None, match.end()
    bracketed = bool(match["open"] and match["close"])
    if match["to"] and (end := _ms(match["end"])) <= start:
        end, at, bracketed = None, match.start("to"), False  # `12:00 - 9:11 the book` is no range
    rest = line[at:]
    if match["open"] and not match["close"] and rest.endswith((")", "]", "）", "】")):
        rest = rest[:-1]  # `(00:00 Intro)`
    if "|" in match["signs"]:
        rest = rest.rstrip(" |｜")
    if "**" in match["signs"] and rest.endswith("**"):
        rest = rest[:-2]
    return TimedLine(
        start_ms=start,
        end_ms=end,
        title=_after_separator(rest),
        clock=match["start"],
        of_day=not bracketed and _is_of_day(match["start"], rest),
    )


def _behind(line: str, narrow: str) -> TimedLine | None:
    times = list(_ANY_TIME.finditer(narrow))
    if not times or not _TAIL.fullmatch(narrow, times[-1].end()):
        return None
    first, end = times[-1], None
    if len(times) > 1 and _DASH.fullmatch(narrow, times[-2].end(), first.start()):
        if (end := _ms(first[0])) > _ms(times[-2][0]):
            first = times[-2]
        else:
            end = None
    before = narrow[: first.start()].rstrip(" *_([{<")
    title = line[: len(before)]
    bare = title.rstrip(_BETWEEN)
    bare = bare.rstrip(" .…") if bare.endswith(("..", "…")) else bare
    bare = _MARKS.sub("", bare, count=1) if _MARKS.match(bare) else bare
    if not re.search(r"\w", bare):
        return None
    of_day = "[" not in narrow[len(before) : first.start()] and bool(_AT.search(title.rstrip()))
    return TimedLine(
        start_ms=_ms(first[0]), end_ms=end, title=bare.strip("|｜ "), clock=first[0], behind=True, of_day=of_day
    )


def _after_separator(rest: str) -> str:
    """What stands behind a time, without the sign between, which may be the beginning of the title instead."""
    match = _SEPARATOR.match(rest)
    if match is None:
        return rest.strip()
    before, sign, after = match.groups()
    title = rest[match.end() :]
    if title and before and not after and (sign in ".,:;>~=" or (sign in "-–−" and title[0].isdigit())):
        return rest.strip()  # `.NET`, `-5 degrees`
    again = _SEPARATOR.match(title) if sign in ":：." else None
    if again and again[3]:  # `00:00: - Intro`
        title = title[again.end() :]
    return title.strip()


def _is_of_day(clock: str, rest: str) -> bool:
    """Whether what stands behind a time makes it one of the day; `0:00 am Strand` and `12:34 Am Strand` are titles."""
    first = int(re.split(r"\D", clock, maxsplit=1)[0])
    return bool((1 <= first <= 12 and _HALF_DAYS.match(rest)) or (first <= 24 and _CLOCKS.match(rest)))


def _ms(clock: str) -> int:
    if ":" not in clock:
        numbers = [int(part) for part in re.findall(r"[0-9]+", clock)]
        if "h" in clock.lower():
            hours, minutes, *seconds = numbers
            return (hours * 3600 + minutes * 60 + sum(seconds)) * 1000
        return (numbers[0] * 60 + numbers[1]) * 1000
    whole, _, fraction = clock.replace(",", ".").partition(".")
    seconds_in_all = 0
    for part in whole.split(":"):
        seconds_in_all = seconds_in_all * 60 + int(part)
    return seconds_in_all * 1000 + int(fraction.ljust(3, "0")[:3])
