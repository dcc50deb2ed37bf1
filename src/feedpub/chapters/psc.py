"""Podlove Simple Chapters: chapters in the feed itself.

Source: podlove-specifications, "Podlove Simple Chapters" 1.2.
"""

from __future__ import annotations

from feedpub.chapters.listed import Chapters
from feedpub.model.chapter import Chapter
from feedpub.view import Element
from feedpub.vocab import read_clock


def of_psc(chapters: Element) -> Chapters:
    """What a `psc:chapters` lists, as far as its times can be read."""
    listed = [_chapter(one) for one in chapters.all("psc:chapter")]
    read = tuple(one for one in listed if one is not None)
    return Chapters(chapters=read, whole=len(read) == len(listed))


def _chapter(said: Element) -> Chapter | None:
    start = read_clock(said.get("start"))
    if start is None:
        return None
    return Chapter(start_ms=start, title=said.get("title"), url=said.get("href"), image=said.get("image"))
