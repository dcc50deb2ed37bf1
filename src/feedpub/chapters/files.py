"""Chapters in the files of other programs, which are told apart by what is in them and not by their names.

| file | known by | programs |
| --- | --- | --- |
| JSON chapters; lists with `start` or `start_time` | `{`, `[` | podcast apps; Podlove, Auphonic, ffprobe, yt-dlp |
| Podlove Simple Chapters | `<` | Podlove, Auphonic, Ultraschall |
| ffmetadata | `;FFMETADATA1`, `[CHAPTER]` | ffmpeg |
| WebVTT, SRT | `WEBVTT`, `-->` | browsers, YouTube, Vimeo |
| table with a header | columns `Name`, `Start` | Adobe Audition (tabs), Reaper (commas) |
| cue sheet | `TRACK 01 AUDIO`, `INDEX 01` | Mp3tag, foobar2000, programs for CDs |
| OGM | `CHAPTER01=` | Matroska tools, MP4Box, eac3to |
| labels | two numbers with tabs | Audacity |
| lines | a time and a title | mp4chaps, Auphonic, text |

Whatever looks like a chapter and cannot be read is a fault with its line.

Sources: ffmpeg "Metadata" (`doc/metadata.texi`); W3C WebVTT, "chapters"; Audacity "Importing and Exporting Labels";
Reaper "Region/Marker Manager"; Adobe Audition "Working with markers".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from html import unescape

from feedpub.chapters.formats import from_psc
from feedpub.chapters.json import UNREADABLE, read_json
from feedpub.chapters.lines import AS_LINES, read_lines, unread
from feedpub.chapters.objects import read_objects
from feedpub.chapters.outline import UNREAD, Outline
from feedpub.chapters.tables import is_cue_sheet, read_cue_sheet, read_table
from feedpub.feed_view import Trouble
from feedpub.model.chapter import Chapter
from feedpub.sidecars import read_text
from feedpub.standards import LONGEST_MS, extension, quoted, read_clock

_LABEL = re.compile(r"(?P<start>[0-9]+(?:[.,][0-9]+)?)\t(?P<end>[0-9]+(?:[.,][0-9]+)?)(?:\t(?P<title>.*))?")
_OGM = re.compile(r"\s*CHAPTER([0-9]{1,4})(NAME|URL)?\s*=\s*(.*?)\s*", re.IGNORECASE)
_CUE = re.compile(r"\s*([0-9:]+[.,][0-9]{3})\s+-->\s+([0-9:]+[.,][0-9]{3})(?:\s.*)?")
_CUE_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_PODLOVE_ROOT = 'its root is `<psc:chapters version="1.2" xmlns:psc="http://podlove.org/simple-chapters">`'


def read_file(name: str, data: bytes) -> Outline:
    """The chapters in a file. Of a file that holds none, the faults say why; what `name` ends with only helps there."""
    read = read_text(data)
    text = read.text.lstrip("\ufeff")
    begin = text.lstrip()
    if begin.startswith("{\\rtf"):
        return _unreadable("it is RTF, not text", "save it as plain text (TextEdit: Format, Make Plain Text)")
    if data.startswith(b"PK\x03\x04"):
        return _unreadable("it is a document of Word or another archive, not text", "save it as plain text")
    if begin.startswith("{") or re.match(r"\[\s*\{", begin):
        objects = read_objects(read.text)
        return read_json(data) if objects is None else _outline(objects)
    if read.fault:
        return _unreadable(read.fault, "save the file again as UTF-8", read.line)
    if begin.startswith("<"):
        return _podlove(data)
    found = _text(re.split(r"\r\n|\n|\r", text))
    return found if found.chapters or extension(name) != "json" else read_json(data)


def _text(lines: Sequence[str]) -> Outline:
    """The chapters in lines of text, by the first form that knows one of them."""
    for is_form, parse in _FORMS:
        if is_form(lines):
            return _outline(parse(lines))
    table = read_table(lines)
    return _outline(read_lines(lines) if table is None else table)


def _outline(found: Iterator[Chapter | Trouble]) -> Outline:
    """The chapters and faults; one fault more where there is no chapter."""
    everything = list(found)
    chapters = tuple(one for one in everything if isinstance(one, Chapter))
    faults = tuple(one for one in everything if isinstance(one, Trouble))
    if not chapters and not faults:
        return _unreadable("no line in it begins with a time", AS_LINES)
    whole = bool(chapters) and all(one.kind == UNREAD for one in faults)
    return Outline(chapters=chapters, faults=faults, whole=whole)


def _unreadable(message: str, hint: str, line: int = 0) -> Outline:
    return Outline(faults=(Trouble(kind=UNREADABLE, message=message, hint=hint, line=line),), whole=False)


# --- XML


def _podlove(data: bytes) -> Outline:
    from feedpub.reader import read  # noqa: PLC0415 - only an author's Podlove file needs it

    root = read(data, now=datetime(1970, 1, 1, tzinfo=UTC)).feed.root
    found = next((one for one in (root, *root.below()) if one.name == "psc:chapters"), None)
    return _unreadable("there is no `psc:chapters` in it", _PODLOVE_ROOT) if found is None else from_psc(found)


# --- ffmpeg


def _is_ffmetadata(lines: Sequence[str]) -> bool:
    return any(line.startswith((";FFMETADATA", "[CHAPTER]")) for line in lines[:1]) or "[CHAPTER]" in lines


def _ffmetadata(lines: Sequence[str]) -> Iterator[Chapter | Trouble]:
    """Sections `[CHAPTER]` with `TIMEBASE`, `START`, `END` and `title`; without a time base they are nanoseconds."""
    for number, section in _sections(lines):
        start, end = (_scaled(section.get(name, ""), section.get("timebase", "")) for name in ("start", "end"))
        title = section.get("title", "").strip()
        if start is None:
            yield unread(number, "[CHAPTER]", "has no `START` that is a time", "write `START=` with a whole number")
        elif not title:
            yield unread(number, "[CHAPTER]", "has no `title`", "add `title=`")
        else:
            yield Chapter(start_ms=start, end_ms=end if end is not None and end > start else None, title=title)


def _sections(lines: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Line and keys, in lower case, of each chapter."""
    section: dict[str, str] | None = None
    begin, numbered = 0, iter(enumerate(lines, start=1))
    for number, line in numbered:
        while line.endswith("\\") and not line.endswith("\\\\"):  # an escaped line end
            line = f"{line[:-1]} {next(numbered, (0, ''))[1]}"  # noqa: PLW2901 - the rest of the same line
        if line.startswith("["):
            if section is not None:
                yield begin, section
            section, begin = ({} if line.strip() == "[CHAPTER]" else None), number
        elif section is not None and not line.startswith((";", "#")) and "=" in line:
            name, _, value = line.partition("=")
            section[name.strip().lower()] = _ESCAPED.sub(r"\1", value)
    if section is not None:
        yield begin, section


def _scaled(value: str, timebase: str) -> int | None:
    """Milliseconds of a number of units; None if one of the two is none."""
    unit = re.fullmatch(r"\s*([0-9]{1,12})/([0-9]{1,12})\s*", timebase or "1/1000000000")
    number = value.strip()
    if unit is None or int(unit[2]) == 0 or not (number.isascii() and number.isdigit() and len(number) < 20):
        return None
    at = (int(number) * int(unit[1]) * 2000 + int(unit[2])) // (2 * int(unit[2]))
    return at if at <= LONGEST_MS else None


# --- WebVTT


def _is_cues(lines: Sequence[str]) -> bool:
    return lines[0].startswith("WEBVTT") or any(_CUE.fullmatch(line) for line in lines)


def _cues(lines: Sequence[str]) -> Iterator[Chapter | Trouble]:
    """The cues of WebVTT or SRT: the text of each is a title."""
    numbered = list(enumerate(lines, start=1))
    for at, (number, line) in enumerate(numbered):
        if "-->" not in line:
            continue
        match = _CUE.fullmatch(line)
        start, end = (read_clock(part.replace(",", ".")) for part in match.groups()) if match else (None, None)
        payload = []
        for _, text in numbered[at + 1 :]:
            if not text.strip() or "-->" in text:
                break
            payload.append(unescape(_CUE_TAG.sub("", text)).strip())
        title = " ".join(payload).strip()
        if start is None:
            yield unread(number, line, "is no time of a cue", "write `00:12.000 --> 03:15.000`")
        elif not title:
            yield unread(number, line, "has no title below it", "write the title in the next line")
        else:
            yield Chapter(start_ms=start, end_ms=end if end is not None and end > start else None, title=title)


# --- OGM


def _is_ogm(lines: Sequence[str]) -> bool:
    return any(_OGM.fullmatch(line) for line in lines)


def _ogm(lines: Sequence[str]) -> Iterator[Chapter | Trouble]:
    """`CHAPTER01=00:00:00.000`, `CHAPTER01NAME=Intro`, and in Vorbis comments `CHAPTER001URL=https://…`."""
    starts: dict[str, tuple[int, str]] = {}
    texts: dict[tuple[str, str], str] = {}
    for number, line in enumerate(lines, start=1):
        if match := _OGM.fullmatch(line):
            if match[2]:
                texts[match[1], match[2].upper()] = match[3]
            else:
                starts[match[1]] = number, match[3]
    for name, (number, clock) in starts.items():
        start, title = read_clock(clock), texts.get((name, "NAME"), "")
        if start is None or not title:
            why = "has no `NAME`" if start is not None else "is no time"
            yield unread(number, f"CHAPTER{name}={clock}", why, "write `CHAPTER01=00:03:15.000`, `CHAPTER01NAME=…`")
        else:
            yield Chapter(start_ms=start, title=title, url=texts.get((name, "URL"), ""))


# --- Audacity


def _is_labels(lines: Sequence[str]) -> bool:
    return any(_LABEL.fullmatch(line.lstrip(" ")) for line in lines)


def _labels(lines: Sequence[str]) -> Iterator[Chapter | Trouble]:
    r"""Start, end and title with tabs between, times in seconds; rows that begin with `\` are about frequencies."""
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("\\"):
            continue
        match = _LABEL.fullmatch(line.lstrip(" "))
        if match is None:
            yield unread(number, line, "is no label", "write start, end and title with tabs between")
        elif not (title := (match["title"] or "").strip()):
            yield unread(number, line, "has no title", "name the label")
        elif (start := _label_ms(match["start"])) is None or (end := _label_ms(match["end"])) is None:
            message = f"line {number}, {quoted(line, 40)}, is at no time in an episode"
            yield Trouble(kind=UNREADABLE, message=message, hint="correct its seconds")
        else:
            yield Chapter(start_ms=start, end_ms=end if end > start else None, title=title)


def _label_ms(seconds: str) -> int | None:
    """Milliseconds; None of what no recording is long enough for: hundreds of digits are infinite."""
    at = float(seconds.replace(",", ".")) * 1000
    return round(at) if at <= LONGEST_MS else None


# --- which form

_FORMS: Sequence[tuple[Callable[[Sequence[str]], bool], Callable[[Sequence[str]], Iterator[Chapter | Trouble]]]] = (
    (_is_ffmetadata, _ffmetadata),
    (_is_cues, _cues),
    (is_cue_sheet, read_cue_sheet),
    (_is_ogm, _ogm),
    (_is_labels, _labels),
)
