"""JSON chapters: the file that `podcast:chapters` names.

Source: podcast namespace, "JSON Chapters Format" 1.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from feedpub import sidecars
from feedpub.chapters.listed import Chapters
from feedpub.model.chapter import Chapter, Spot
from feedpub.sidecars import lines_of_list, read_characters
from feedpub.view import Trouble
from feedpub.vocab import LONGEST_MS, quoted, read_clock

UNREADABLE = "unreadable-chapters"
UNVERSIONED = "chapters-without-version"
MISTYPED = "mistyped-chapter"

_SHAPE = 'write `{"version": "1.2.0", "chapters": [{"startTime": 0, "title": "Intro"}, …]}`'
_NAMES = {bool: "a truth value", int: "a number", float: "a number", str: "a text", list: "a list", dict: "an object"}
_ROOT_TEXTS = ("author", "title", "podcastName", "description", "fileName")


def read_json(data: bytes | str) -> Chapters:
    """What a JSON chapters file lists, and everything that is wrong with its form, each with its line."""
    seen = _Seen()
    text = data if isinstance(data, str) else _text(data, seen)
    if (root := _root(text, seen)) is None:
        return seen.chapters(whole=False)
    _version(root, seen)
    entries = root.get("chapters")
    if not isinstance(entries, list):
        seen.say(UNREADABLE, "it has no list `chapters`", _SHAPE)
        return seen.chapters(whole=False)
    found = list(_chapters(entries, lines_of_list(text, "chapters"), seen))
    return seen.chapters(tuple(found), whole=len(found) == len(entries))


@dataclass(slots=True)
class _Seen:
    """Faults as they are found."""

    faults: list[Trouble] = field(default_factory=list)

    def say(self, kind: str, message: str, hint: str = "", line: int = 0) -> None:
        self.faults.append(Trouble(kind=kind, message=message, hint=hint, line=line))

    def chapters(self, found: tuple[Chapter, ...] = (), *, whole: bool) -> Chapters:
        return Chapters(chapters=found, faults=tuple(self.faults), whole=whole)


def _text(data: bytes, seen: _Seen) -> str:
    read = read_characters(data)
    if read.fault:
        seen.say(UNREADABLE, read.fault, "save the file again as UTF-8", read.line)
    return read.text


def _root(text: str, seen: _Seen) -> Mapping[str, object] | None:
    bare = text.strip()
    if not bare:
        seen.say(UNREADABLE, "the file is empty", _SHAPE)
    elif bare.startswith("<"):
        seen.say(UNREADABLE, "it is a page or XML, no JSON", "is the file there, and open to everybody?", 1)
    elif (read := sidecars.read_json(text)).fault:
        seen.say(UNREADABLE, read.fault, "check the file with any JSON checker", read.line)
    elif not isinstance(read.value, dict):
        seen.say(UNREADABLE, f"it is {_what(read.value)}, no object", _SHAPE, 1)
    else:
        return read.value
    return None


def _version(root: Mapping[str, object], seen: _Seen) -> None:
    version = root.get("version")
    if version is None or version == "":
        seen.say(UNVERSIONED, "the file does not say its `version`", 'add `"version": "1.2.0"`')
    elif not isinstance(version, str):
        seen.say(UNVERSIONED, f"`version` is {_what(version)}, no text", f'write `"version": "{_short(version)}"`')
    for name in _ROOT_TEXTS:
        if not isinstance(root.get(name), str | None):
            seen.say(MISTYPED, f"`{name}` is {_what(root[name])}, no text", "put it in quotes")
    if not isinstance(root.get("waypoints"), bool | None):
        seen.say(MISTYPED, f"`waypoints` is {_what(root['waypoints'])}", "write true or false, without quotes")


def _chapters(entries: Sequence[object], lines: Sequence[int], seen: _Seen) -> Iterator[Chapter]:
    for number, entry in enumerate(entries, start=1):
        line = lines[number - 1] if number <= len(lines) else 0

        def say(message: str, hint: str, number: int = number, line: int = line) -> None:
            seen.say(MISTYPED, f"chapter {number}: {message}", hint, line)

        if not isinstance(entry, dict):
            say(f"is {_what(entry)}, no object", 'write `{"startTime": 0, "title": "Intro"}`')
        elif (start := _time(entry, "startTime", say, required=True)) is not None:
            yield Chapter(
                start_ms=start,
                title=_words(entry, "title", say),
                url=_words(entry, "url", say),
                image=_words(entry, "img", say),
                toc=_listed(entry, say),
                end_ms=_time(entry, "endTime", say, required=False),
                location=_spot(entry.get("location"), say),
            )


_Say = Callable[[str, str], None]


def _time(entry: Mapping[str, object], name: str, say: _Say, *, required: bool) -> int | None:
    value = entry.get(name)
    if value is None:
        if required or name in entry:
            say(f"has no `{name}`", f'add `"{name}"` with the seconds from the beginning')
    elif isinstance(value, bool) or not isinstance(value, int | float):
        ms = read_clock(value.strip()) if isinstance(value, str) else None
        hint = f"write `{ms / 1000:g}`, without quotes" if ms is not None else "write the seconds as a number"
        say(f"`{name}` is {_what(value)}, no number", hint)
    elif not 0 <= value <= LONGEST_MS / 1000:
        say(f"`{name}` is {_short(value)}: no time in an episode", "write the seconds from the beginning")
    else:
        return round(value * 1000)
    return None


def _words(entry: Mapping[str, object], name: str, say: _Say) -> str:
    value = entry.get(name)
    if value is None or isinstance(value, str):
        return (value or "").strip()
    say(f"`{name}` is {_what(value)}, no text", "put it in quotes")
    return ""


def _listed(entry: Mapping[str, object], say: _Say) -> bool:
    value = entry.get("toc")
    if value is None or isinstance(value, bool):
        return value is not False
    meant = "false" if str(value).strip().lower() in {"false", "0", "no"} else "true"
    say(f"`toc` is {_what(value)}, neither true nor false", f"write `{meant}`, without quotes")
    return meant == "true"


def _spot(value: object, say: _Say) -> Spot | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        say(f"`location` is {_what(value)}, no object", 'write `{"name": "Dover", "geo": "geo:51.13,1.31"}`')
        return None
    spot = Spot(name=_words(value, "name", say), geo=_words(value, "geo", say), osm=_words(value, "osm", say))
    if not spot.name:
        say("`location` has no `name`", 'add `"name"`, as people say it')
    if not spot.geo.startswith("geo:"):
        said = f"`location` says {quoted(spot.geo)} as `geo`" if spot.geo else "`location` has no `geo`"
        say(said, "write it like `geo:51.13,1.31`")
    return spot


def _what(value: object) -> str:
    """A value as messages call it."""
    if value is None:
        return "null"
    said = f" ({_short(value)})" if isinstance(value, str | int | float) else ""
    return _NAMES.get(type(value), "a value") + said


def _short(value: object) -> str:
    """A value, cut; numbers of any length."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and value.bit_length() > 200:
        return "a huge number"
    return str(value)[:40]
