"""What a show or an item says, field by field: under the names that its author writes, and in the author's units."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, datetime
from functools import singledispatch
from typing import Any
from zoneinfo import ZoneInfo

from feedpub.elements import element
from feedpub.model.channel import Category, Channel, OwnPage, Theme
from feedpub.model.item import Artwork, Enclosure, Item, Transcript
from feedpub.standards import written_clock

AUTHOR_NAMES: Mapping[type[Channel | Item], Mapping[str, str]] = {
    Channel: {"base": "publish.url", "feed": "publish.feed", "prefix": "analytics", "portraits": "people.image"}
    | {"own_pages": "pages/*.md"},
    Item: {
        "canonical": "also_in",
        "enclosure": "audio",
        "own_page": "page",
        "portraits": "people.image",
        "transcript_page": "transcript.page",
    },
}
"""Field of the catalog → field of the author's file, or what the files are called, where they differ."""

UNWRITTEN: Mapping[type[Channel | Item], frozenset[str]] = {
    Channel: frozenset({"guid", "derived"}),
    Item: frozenset(
        {
            "slug",
            "guid",
            "scheduled",
            "first",
            "dated",
            "files",
            "sources",
            "undone",
            "derived",
            "pictures",
            "chapter_file",
            "former",
        }
    ),
}
"""Fields that change only with another one, or that listeners do not notice."""

NOTHING = "nothing"
"""The text of what is not there."""


def written_fields(of: Channel | Item) -> Iterator[tuple[str, Any]]:
    """Name in the author's file and value of each field that listeners can notice."""
    names, unwritten = AUTHOR_NAMES[type(of)], UNWRITTEN[type(of)]
    for field in fields(of):
        if field.name not in {*unwritten, "elements"}:
            yield names.get(field.name, field.name), getattr(of, field.name)
    for name, kind in element.at(of.holds).items():
        yield name, of.all(kind.cls)


# --- texts


def texts(before: object, after: object, *, zone: str = "") -> tuple[str, str]:
    """Two different values in few words, so that one sees the difference; times are in `zone` (IANA), or in UTC."""
    shown = text(before, zone), text(after, zone)
    if shown[0] == shown[1]:
        shown = _whole(before, zone), _whole(after, zone)
    return _cut(*shown)


def text(value: object, zone: str = "") -> str:
    """A value as its author would write it; of a stored file its key, which holds the digest."""
    return NOTHING if value is None or value in ("", ()) else _text(value, zone)


@singledispatch
def _text(value: object, zone: str) -> str:
    return _parts(value, zone) if is_dataclass(value) else " ".join(str(value).split())


@_text.register
def _(value: bool, _zone: str) -> str:  # noqa: FBT001 - the value itself
    return "yes" if value else "no"


@_text.register
def _(value: datetime, zone: str) -> str:
    """As `published:` has it: `2026-11-23T08:00+01:00`."""
    local = value.astimezone(ZoneInfo(zone) if zone else UTC)
    return local.isoformat(timespec="seconds" if local.second else "minutes").replace("+00:00", "Z")


@_text.register(tuple)
def _(value: tuple[object, ...], zone: str) -> str:
    return ", ".join(text(one, zone) for one in value)


@_text.register
def _(value: Category, _zone: str) -> str:
    return f"{value.name} > {value.sub}" if value.sub else value.name


@_text.register
def _(value: Theme, _zone: str) -> str:
    return str(value)


@_text.register
def _(value: OwnPage, _zone: str) -> str:
    return value.name


@_text.register
def _(value: Enclosure | Artwork | Transcript, _zone: str) -> str:
    return value.key


def _whole(value: object, zone: str) -> str:
    """A value with everything in it, for two that read the same in few words."""
    if isinstance(value, tuple):
        return ", ".join(_whole(one, zone) for one in value)
    if isinstance(value, str):
        return repr(value)[1:-1]
    return _parts(value, zone) if is_dataclass(value) else text(value, zone)


def _parts(value: Any, zone: str) -> str:  # noqa: ANN401 - any dataclass of the catalog
    """What a mapping says, in one line, but for what is as it would be without being written."""
    parts = (_part(field, getattr(value, field.name), zone) for field in fields(value))
    return " ".join(part for part in parts if part) or NOTHING


def _part(field: Field[Any], value: object, zone: str) -> str:
    """One field of a mapping: texts alone, whatever could be mistaken for something else with its name."""
    default = field.default if field.default_factory is MISSING else field.default_factory()
    if value == default or value in ("", ()):
        return ""
    if isinstance(value, tuple) or is_dataclass(value):
        return f"({text(value, zone)})"
    shown = text(value, zone)
    if isinstance(value, bool):
        return field.name if value else f"{field.name}: no"
    if isinstance(value, int):
        name, shown = _number(field.name, value)
        return shown if field.default is MISSING else f"{name}: {shown}"
    return shown


_TIMES = {"start": "start", "start_ms": "start", "end_ms": "end", "remote_start": "remote_start"}
_DURATIONS = frozenset({"duration", "duration_ms"})


def _number(name: str, value: int) -> tuple[str, str]:
    """Name and text of a number; the catalog has times and durations in milliseconds, authors write `3:15`."""
    if name in _TIMES:
        return _TIMES[name], written_clock(value)
    if name in _DURATIONS:
        return "duration", f"{value / 1000:g}s" if value < 60_000 else written_clock(value)
    return name, str(value)


# --- as long as a line


_LONGEST, _CONTEXT = 60, 20


def is_long(text: str) -> bool:
    """Whether a text is cut where it is shown in a line."""
    return len(" ".join(text.split())) > _LONGEST


def _cut(before: str, after: str) -> tuple[str, str]:
    """Both texts, or the part of them in which the first difference lies."""
    pairs = enumerate(zip(before, after, strict=False))
    same = next((at for at, (one, other) in pairs if one != other), min(len(before), len(after)))
    start = same - _CONTEXT if same >= _LONGEST - _CONTEXT and max(len(before), len(after)) > _LONGEST else 0
    return _from(before, start), _from(after, start)


def _from(whole: str, start: int) -> str:
    shown = ("…" if start else "") + whole[start:]
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 3] + "…"
