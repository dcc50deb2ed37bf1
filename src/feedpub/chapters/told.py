"""Chapters as facts in a view: `seen:chapters`, to stand in the element that names them.

`podcast:chapters` for a JSON file; `enclosure` for what the audio file holds.
"""

from __future__ import annotations

from collections.abc import Iterator

from feedpub.chapters.listed import Chapters
from feedpub.chapters.written import read_json
from feedpub.model.chapter import Chapter
from feedpub.sidecars import fault_facts
from feedpub.view import Element, fact


def seen(data: bytes) -> Element:
    """The fact of a JSON chapters file, from its bytes."""
    return facts(read_json(data))


def facts(chapters: Chapters) -> Element:
    """The fact: chapters and faults are its children."""
    own = fact("chapters", partial=None if chapters.whole else "yes")
    children = (*map(_chapter, chapters.chapters), *fault_facts(chapters.faults))
    return Element(own.name, attributes=own.attributes, children=children)


def of_facts(told: Element) -> Chapters:
    """The list that a fact tells, without its faults and without places on earth."""
    return Chapters(chapters=tuple(_chapters(told)), whole=not told.get("partial"))


def _chapter(chapter: Chapter) -> Element:
    return fact(
        "chapter",
        start_ms=chapter.start_ms,
        end_ms=chapter.end_ms,
        title=chapter.title or None,
        url=chapter.url or None,
        image=chapter.image or None,
        toc=None if chapter.toc else "false",
    )


def _chapters(told: Element) -> Iterator[Chapter]:
    for one in told.children:
        start = _number(one.get("start-ms"))
        if one.name == "seen:chapter" and start is not None:
            yield Chapter(
                start_ms=start,
                end_ms=_number(one.get("end-ms")),
                title=one.get("title"),
                url=one.get("url"),
                image=one.get("image"),
                toc=one.get("toc") != "false",
            )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
