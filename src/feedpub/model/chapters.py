"""Chapters as authors write them: a list, or where they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from feedpub.model.written import Written, listed
from feedpub.scalars import Duration, Label, Line, Url, refuse
from feedpub.scalars.forms import Geo, Osm
from feedpub.scalars.lines import SCALAR, read_line
from feedpub.scalars.names import read_file
from feedpub.scalars.numbers import Switch
from feedpub.scalars.refusal import FieldPath, refuse_all, refuse_at
from feedpub.standards import CHAPTER_FILES, extension, is_http_url, quoted, written_clock

NOTES, AUDIO, NONE = "notes", "audio", "off"
"""Where chapters are, beside files: in lines of the notes, in the audio file; and that there are none."""

_SHORT = re.compile(r"([0-9][0-9:.]*)(?:\s+(\S.*))?", re.DOTALL)
_MOST = 255


def _picture(value: object) -> str:
    """An address, or the path of a file."""
    text = read_line(value)
    return text if is_http_url(text) else read_file(value)


def _source(value: object) -> str:
    text = read_line(value)
    if text in {NOTES, AUDIO, NONE}:
        return text
    if extension(text) not in CHAPTER_FILES:
        known = ", ".join(f".{name}" for name in CHAPTER_FILES)
        hint = f"write `- 0:00 Intro`, {NOTES}, {AUDIO}, {NONE}, or the path of a file ({known})"
        raise refuse(f"{quoted(text)} is no chapter, and names no place where chapters are", hint)
    return read_file(value)


class Spot(Written):
    """Where on earth a chapter is about: `location` of JSON chapters (podcast namespace)."""

    example = "{name: …, geo: …}"

    name: Label = Field(examples=["Büsum"])
    """`location` `name`: what people call the place."""

    geo: Geo = Field(examples=["54.13,8.86"])
    """`location` `geo`: latitude and longitude in degrees (RFC 5870)."""

    osm: Osm | None = Field(default=None, examples=["R1413934"])
    """`location` `osm`: object of OpenStreetMap."""


class Chapter(Written):
    """A part of the episode: `chapters` of JSON chapters 1.2, CHAP frames, `psc:chapter`, a line of the notes."""

    example = "`0:00 Intro`, or {start: 3:15, title: …, url: …, image: …}"
    short = "source"

    start: Duration | None = Field(default=None, examples=["3:15"])
    """`startTime`: where it begins; in the short form in front of the title: `- 3:15 The tide tables`."""

    title: Line | None = Field(default=None, examples=["The tide tables"])
    """`title`: under 40 characters are shown everywhere (Spotify, Apple)."""

    url: Url | None = Field(default=None, examples=["https://tides.example/"])
    """`url`: what it is about, for reading on."""

    image: Annotated[str, BeforeValidator(_picture), WithJsonSchema({"type": SCALAR, "minLength": 1})] | None = Field(
        default=None, examples=["chart.jpg"]
    )
    """`img`: a picture that is shown meanwhile: a file, which is uploaded, or an address."""

    toc: Switch = True
    """`toc`: `false` for a change of picture or link that lists do not show."""

    end: Duration | None = None
    """`endTime`: where it ends; where the next begins if left out."""

    location: Spot | None = None
    """`location`: where it is about."""

    source: Annotated[str, BeforeValidator(_source), WithJsonSchema({"type": SCALAR, "minLength": 1})] | None = Field(
        default=None, examples=["notes", "audio", "night-tide.json"]
    )
    """Alone, instead of a list: `notes` (lines like `(3:15) The tide tables`), `audio` (what the file itself lists), a
    file (JSON chapters, Podlove XML, mp4chaps, Audacity's labels), or `off`. Left out, lines in the notes count, then
    what the file lists.
    """

    @classmethod
    def expanded(cls, text: str) -> dict[str, str]:
        """`3:15 The tide tables` in its long form."""
        match = _SHORT.fullmatch(text.strip())
        if match is None or ":" not in match[1] or extension(text) in CHAPTER_FILES:
            return {"source": text}
        return {"start": match[1], **({"title": match[2]} if match[2] else {})}

    @model_validator(mode="after")
    def _one_thing(self) -> Chapter:
        if self.source is None and self.start is None:
            raise refuse_at(("start",), "missing")
        if self.source is not None and self.model_fields_set != {"source"}:
            raise refuse("names a source and is a chapter, too", "write a list, or the source alone")
        if self.source is None and self.title is None and self.toc:
            raise refuse_at(("title",), "missing")
        if self.end is not None and self.start is not None and self.end <= self.start:
            raise refuse_at(("end",), refuse("is not behind its start", "write where it ends, or delete it"))
        return self


def _in_order(chapters: tuple[Chapter, ...]) -> tuple[Chapter, ...]:
    """Chapters that a file may list: sorted, each at its own time, not more than tables of contents count."""
    if any(one.source for one in chapters) and len(chapters) > 1:
        raise refuse("names a source among chapters", "write a list, or the source alone")
    if wrong := list(_disorder(chapters)):
        raise refuse_all(wrong)
    if len(chapters) > _MOST:
        raise refuse(f"has {len(chapters)} chapters; tables of contents count {_MOST} (ID3v2)", "list fewer")
    return chapters


def _disorder(chapters: tuple[Chapter, ...]) -> Iterator[tuple[FieldPath, PydanticCustomError]]:
    for number, (before, one) in enumerate(pairwise(chapters), start=1):
        at, last = one.start or 0, before.start or 0
        if at < last:
            said = f"comes before the chapter above it ({written_clock(last)})"
            yield (number, "start"), refuse(said, "sort the list by time")
        elif at == last and one.toc and before.toc:
            yield (number, "start"), refuse("is where the chapter above it begins, too", "join the two, or mend a time")


Chapters = Annotated[tuple[Chapter, ...], BeforeValidator(listed), AfterValidator(_in_order)]
"""A list, or one source as a single text."""
