"""Chapters in files that other programs write: JSON, Podlove XML, mp4chaps, Audacity's labels, lines with times."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import escape

from feedpub.chapters.listed import Chapters
from feedpub.chapters.notes import in_notes
from feedpub.chapters.psc import of_psc
from feedpub.chapters.written import UNREADABLE, read_json
from feedpub.model.chapter import Chapter
from feedpub.reader import read
from feedpub.sidecars import read_characters
from feedpub.view import Trouble
from feedpub.vocab import extension, read_clock

_MP4CHAPS = re.compile(r"([0-9:.]+)\s+(\S.*?)(?:\s*<(\S+)>)?")
_LABEL = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\t([0-9]+(?:[.,][0-9]+)?)\t(.*)")


def read_file(name: str, data: bytes) -> Chapters:
    """What a file with chapters lists, whichever of the known forms it has; `name` tells JSON and XML from lines."""
    end = extension(name)
    if end == "json":
        return read_json(data)
    text = read_characters(data)
    if text.fault:
        return _unreadable(text.fault, "save the file again as UTF-8", text.line)
    if end in {"psc", "xml"} or text.text.lstrip().startswith("<"):
        return _podlove(data)
    return _lines(text.text)


def _podlove(data: bytes) -> Chapters:
    root = read(data, now=datetime(1970, 1, 1, tzinfo=UTC)).feed.root
    found = next((one for one in (root, *root.below()) if one.name == "psc:chapters"), None)
    if found is None:
        hint = 'its root is `<psc:chapters version="1.2" xmlns:psc="http://podlove.org/simple-chapters">`'
        return _unreadable("there is no `psc:chapters` in it", hint)
    return of_psc(found)


def _lines(text: str) -> Chapters:
    """Labels of Audacity if a line has tabs where they have them; mp4chaps if lines begin with times; else notes."""
    lines = [line.strip("\r") for line in text.split("\n") if line.strip()]
    for form in (_label, _mp4chap):
        found = [form(line.strip() if form is _mp4chap else line) for line in lines]
        if lines and all(found):
            return Chapters(chapters=tuple(one for one in found if one))
    timed = in_notes("<br>".join(escape(line, quote=False) for line in lines))
    if not timed:
        return _unreadable("no line in it begins with a time", "write lines like `0:00 Intro`")
    return Chapters(chapters=tuple(Chapter(start_ms=start, title=title) for start, title in timed))


def _label(line: str) -> Chapter | None:
    """Seconds, seconds and words, with tabs between (Audacity, "Importing and Exporting Labels")."""
    match = _LABEL.fullmatch(line)
    if match is None:
        return None
    start, end = (round(float(part.replace(",", ".")) * 1000) for part in match.groups()[:2])
    return Chapter(start_ms=start, end_ms=end if end > start else None, title=match[3].strip())


def _mp4chap(line: str) -> Chapter | None:
    """`00:03:15.000 The tide <https://…>` (mp4chaps; Auphonic and Podlove write the address)."""
    match = _MP4CHAPS.fullmatch(line)
    start = read_clock(match[1]) if match and ":" in match[1] else None
    return Chapter(start_ms=start, title=match[2].strip(), url=match[3] or "") if match and start is not None else None


def _unreadable(message: str, hint: str, line: int = 0) -> Chapters:
    return Chapters(faults=(Trouble(kind=UNREADABLE, message=message, hint=hint, line=line),), whole=False)
