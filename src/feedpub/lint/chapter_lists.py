"""The lists of chapters that an episode has: in a file, in the feed, in the recording, in the notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from feedpub import chapters
from feedpub.lint.facts import duration_of
from feedpub.model.chapter import Chapter
from feedpub.view import Element
from feedpub.vocab import quoted, written_clock

FEWEST = 3
"""Chapters that Apple, Spotify and YouTube take for a list."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of chapters that listeners see, in one of the places where an episode may have one."""

    name: str
    at: Element
    chapters: Sequence[Chapter]
    """In the order in which it says them; those that are only pictures and links (`toc: false`) left out."""


class _Same:
    """An episode as itself, not as what it says: comparing and hashing it costs nothing."""

    __slots__ = ("item",)

    def __init__(self, item: Element) -> None:
        self.item = item

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.item is other.item

    def __hash__(self) -> int:
        return id(self.item)


def lists(item: Element) -> tuple[Listed, ...]:
    """The lists of an episode that could be read; notes with a few times in them are no list."""
    return _kept(_Same(item))


@lru_cache(maxsize=8192)
def _kept(same: _Same) -> tuple[Listed, ...]:
    """Read once, for a dozen rules that ask one after the other."""
    return tuple(_lists(same.item))


def _lists(item: Element) -> Iterator[Listed]:
    file, feed, audio = item.first("podcast:chapters"), item.first("psc:chapters"), item.first("enclosure")
    if file and (seen := file.first("seen:chapters")):
        yield from _listed("the chapters file", file, chapters.of_facts(seen))
    if feed:
        yield from _listed("`psc:chapters`", feed, chapters.of_psc(feed))
    if audio and (seen := audio.first("seen:chapters")):
        yield from _listed("the audio file", audio, chapters.of_facts(seen))
    yield from _in_texts(item)


def _listed(name: str, at: Element, read: chapters.Chapters) -> Iterator[Listed]:
    shown = [one for one in read.chapters if one.toc]
    if shown and read.whole:
        yield Listed(name, at, shown)


def _in_texts(item: Element) -> Iterator[Listed]:
    """Lists in the notes; not a second time where both texts have the same."""
    seen, read = None, ""
    for name in ("description", "content:encoded"):
        text = item.first(name)
        if not text or text.text == read:
            continue
        read = text.text
        timed = chapters.in_notes(read)
        if timed and timed != seen and _is_meant(timed, item):
            seen = timed
            yield Listed(f"`{name}`", text, [Chapter(start_ms=at, title=title) for at, title in timed])


def _is_meant(timed: Sequence[tuple[int, str]], item: Element) -> bool:
    """Whether lines are chapters: one is at 0, or there are some in order and within the episode."""
    starts = [at for at, _ in timed]
    if 0 in starts:
        return len(starts) > 1
    length = duration_of(item)
    return len(starts) >= FEWEST and starts == sorted(starts) and length is not None and starts[-1] < length.ms


def named(number: int, chapter: Chapter) -> str:
    """A chapter as messages call it: `chapter 3 'Ebb' at 8:00`."""
    title = f" {quoted(chapter.title, 40)}" if chapter.title else ""
    return f"chapter {number}{title} at {written_clock(chapter.start_ms)}"
