"""JSON chapters, read and written: the file that `podcast:chapters` names.

Source: podcast namespace, "JSON Chapters Format" 1.2.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from feedpub.chapters.outline import Outline
from feedpub.model.address import chapter_image
from feedpub.model.channel import Channel
from feedpub.model.chapter import Chapter, ChapterLocation
from feedpub.model.item import Item
from feedpub.sidecars import Faults, described, lines_of_list, parse_json, read_text, shortened
from feedpub.standards import LONGEST_MS, quoted, read_clock

VERSION = "1.2.0"
"""Of the format that is written."""

UNREADABLE = "unreadable-chapters"
UNVERSIONED = "chapters-without-version"
MISTYPED = "mistyped-chapter"

_SHAPE = 'write `{"version": "1.2.0", "chapters": [{"startTime": 0, "title": "Intro"}, …]}`'
_ROOT_TEXTS = ("author", "title", "podcastName", "description", "fileName")


def read_json(data: bytes | str) -> Outline:
    """The chapters of a JSON chapters file, and everything that is wrong with its form, each fault with its line."""
    faults = Faults()
    text = data if isinstance(data, str) else _text(data, faults)
    if (root := _root(text, faults)) is None:
        return _outline((), faults, whole=False)
    _version(root, faults)
    entries = root.get("chapters")
    if not isinstance(entries, list):
        faults.add(UNREADABLE, "it has no list `chapters`", _SHAPE)
        return _outline((), faults, whole=False)
    found = list(_chapters(entries, lines_of_list(text, "chapters"), faults))
    return _outline(tuple(found), faults, whole=len(found) == len(entries))


def _outline(found: tuple[Chapter, ...], faults: Faults, *, whole: bool) -> Outline:
    return Outline(chapters=found, faults=tuple(faults.found), whole=whole)


def _text(data: bytes, faults: Faults) -> str:
    read = read_text(data)
    if read.fault:
        faults.add(UNREADABLE, read.fault, "save the file again as UTF-8", read.line)
    return read.text


def _root(text: str, faults: Faults) -> Mapping[str, object] | None:
    bare = text.strip()
    if not bare:
        faults.add(UNREADABLE, "the file is empty", _SHAPE)
    elif bare.startswith("<"):
        faults.add(UNREADABLE, "it is a page or XML, not JSON", "is the file there, and may everybody read it?", 1)
    elif (read := parse_json(text)).fault:
        faults.add(UNREADABLE, read.fault, "check the file with any JSON checker", read.line)
    elif not isinstance(read.value, dict):
        faults.add(UNREADABLE, f"it is {described(read.value)}, not an object", _SHAPE, 1)
    else:
        return read.value
    return None


def _version(root: Mapping[str, object], faults: Faults) -> None:
    version = root.get("version")
    if version is None or version == "":
        faults.add(UNVERSIONED, "the file does not say its `version`", 'add `"version": "1.2.0"`')
    elif not isinstance(version, str):
        faults.add(
            UNVERSIONED, f"`version` is {described(version)}, not text", f'write `"version": "{shortened(version)}"`'
        )
    for name in _ROOT_TEXTS:
        if not isinstance(root.get(name), str | None):
            faults.add(MISTYPED, f"`{name}` is {described(root[name])}, not text", "put it in quotes")
    if not isinstance(root.get("waypoints"), bool | None):
        faults.add(MISTYPED, f"`waypoints` is {described(root['waypoints'])}", "write true or false, without quotes")


def _chapters(entries: Sequence[object], lines: Sequence[int], faults: Faults) -> Iterator[Chapter]:
    for number, entry in enumerate(entries, start=1):
        line = lines[number - 1] if number <= len(lines) else 0

        def add(message: str, hint: str, number: int = number, line: int = line) -> None:
            faults.add(MISTYPED, f"chapter {number}: {message}", hint, line)

        if not isinstance(entry, dict):
            add(f"is {described(entry)}, not an object", 'write `{"startTime": 0, "title": "Intro"}`')
        elif (start := _time(entry, "startTime", add, required=True)) is not None:
            yield Chapter(
                start_ms=start,
                title=_string(entry, "title", add),
                url=_string(entry, "url", add),
                image=_string(entry, "img", add),
                toc=_toc(entry, add),
                end_ms=_time(entry, "endTime", add, required=False),
                location=_spot(entry.get("location"), add),
            )


_Add = Callable[[str, str], None]


def _time(entry: Mapping[str, object], name: str, add: _Add, *, required: bool) -> int | None:
    value = entry.get(name)
    if value is None:
        if required or name in entry:
            add(f"has no `{name}`", f'add `"{name}"` with the seconds from the beginning')
    elif isinstance(value, bool) or not isinstance(value, int | float):
        ms = read_clock(value.strip()) if isinstance(value, str) else None
        hint = f"write `{ms / 1000:g}`, without quotes" if ms is not None else "write the seconds as a number"
        add(f"`{name}` is {described(value)}, not a number", hint)
    elif not 0 <= value <= LONGEST_MS / 1000:
        add(f"`{name}` is {shortened(value)}, which is no time in an episode", "write the seconds from the beginning")
    else:
        return round(value * 1000)
    return None


def _string(entry: Mapping[str, object], name: str, add: _Add) -> str:
    value = entry.get(name)
    if value is None or isinstance(value, str):
        return (value or "").strip()
    add(f"`{name}` is {described(value)}, not text", "put it in quotes")
    return ""


def _toc(entry: Mapping[str, object], add: _Add) -> bool:
    value = entry.get("toc")
    if value is None or isinstance(value, bool):
        return value is not False
    meant = "false" if str(value).strip().lower() in {"false", "0", "no"} else "true"
    add(f"`toc` is {described(value)}, neither true nor false", f"write `{meant}`, without quotes")
    return meant == "true"


def _spot(value: object, add: _Add) -> ChapterLocation | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        add(f"`location` is {described(value)}, not an object", 'write `{"name": "Dover", "geo": "geo:51.13,1.31"}`')
        return None
    spot = ChapterLocation(
        name=_string(value, "name", add), geo=_string(value, "geo", add), osm=_string(value, "osm", add)
    )
    if not spot.name:
        add("`location` has no `name`", 'add `"name"`: what people call the place')
    if not spot.geo.startswith("geo:"):
        message = f"`geo` of `location` is {quoted(spot.geo)}" if spot.geo else "`location` has no `geo`"
        add(message, "write it like `geo:51.13,1.31`")
    return spot


# --- writing


def to_json(chapters: Sequence[Chapter], *, title: str = "", show: str = "", author: str = "") -> bytes:
    """The JSON chapters file: the same chapters give the same bytes."""
    texts = {"title": title, "podcastName": show, "author": author}
    root: dict[str, Any] = {"version": VERSION, **{name: text for name, text in texts.items() if text}}
    root["chapters"] = [_entry(one) for one in chapters]
    return (json.dumps(root, ensure_ascii=False, indent=1) + "\n").encode()


def _entry(chapter: Chapter) -> dict[str, Any]:
    entry: dict[str, Any] = {"startTime": _seconds(chapter.start_ms)}
    if chapter.end_ms is not None:
        entry["endTime"] = _seconds(chapter.end_ms)
    texts = {"title": chapter.title, "img": chapter.image, "url": chapter.url}
    entry |= {name: text for name, text in texts.items() if text}
    if not chapter.toc:
        entry["toc"] = False
    if spot := chapter.location:
        entry["location"] = {"name": spot.name, "geo": spot.geo, **({"osm": spot.osm} if spot.osm else {})}
    return entry


def _seconds(ms: int) -> int | float:
    """A whole number where possible: AntennaPod reads no other."""
    return ms // 1000 if ms % 1000 == 0 else ms / 1000


def with_addresses(channel: Channel, item: Item) -> tuple[Chapter, ...]:
    """An item's chapters with their pictures at the channel's address."""
    return tuple(replace(one, image=chapter_image(channel, one)) if one.image else one for one in item.chapters)


def chapters_json(channel: Channel, item: Item) -> bytes:
    """An item's chapters as a JSON file, with pictures at the channel's address."""
    return to_json(
        with_addresses(channel, item), title=item.title, show=channel.title, author=item.author or channel.author
    )
