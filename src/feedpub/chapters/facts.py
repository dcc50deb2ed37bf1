"""Chapters as a fact in a view (`seen:chapters`), inside the element that they belong to.

That is `podcast:chapters` for a JSON file, and `enclosure` for the chapters of an audio file.
"""

from __future__ import annotations

from collections.abc import Iterator

from feedpub.chapters.json import read_json
from feedpub.chapters.outline import Outline
from feedpub.feed_view import Element, fact
from feedpub.model.chapter import Chapter
from feedpub.sidecars import fault_facts


def facts_of_bytes(data: bytes) -> Element:
    """The fact about a JSON chapters file, from its bytes."""
    return facts(read_json(data))


def facts(outline: Outline) -> Element:
    """The fact about a list of chapters; its children are the chapters and the faults."""
    own = fact("chapters", partial=None if outline.whole else "yes")
    children = (*map(_chapter, outline.chapters), *fault_facts(outline.faults))
    return Element(own.name, attributes=own.attributes, children=children)


def from_facts(facts: Element) -> Outline:
    """The list that a fact was made from, but for its faults and locations."""
    return Outline(chapters=tuple(_chapters(facts)), whole=not facts.get("partial"))


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


def _chapters(facts: Element) -> Iterator[Chapter]:
    for one in facts.children:
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
