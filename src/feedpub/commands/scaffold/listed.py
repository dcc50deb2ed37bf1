"""The chapters that an audio file lists, as an author writes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from feedpub.audio.tags import Tags
from feedpub.commands.scaffold.said import accepted, one_line
from feedpub.commands.scaffold.texts import plain, quoted
from feedpub.model.chapter import Chapter
from feedpub.model.episode import ChapterEntry
from feedpub.scalars.names import read_url
from feedpub.standards import written_clock

MOST = 255
"""Chapters that tables of contents count (ID3v2)."""

GAP_MS = 1_000
"""An end that is nearer to the next beginning is the next beginning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Chapters that a list may have, and why others are not among them."""

    chapters: tuple[Chapter, ...] = ()
    ids: tuple[str, ...] = ()
    """Of their frames, in the same order."""

    left_out: tuple[str, ...] = ()


def listed(tags: Tags, duration_ms: int) -> Listed:
    """The chapters with a title that begin within the recording, each at its own time."""
    found: list[tuple[str, Chapter]] = []
    dropped: dict[str, int] = {}
    for name, one in sorted(tags.chapters, key=lambda pair: pair[1].start_ms):
        chapter = _clean(one)
        if why := _why_not(chapter, found, duration_ms):
            dropped[why] = dropped.get(why, 0) + 1
        else:
            found.append((name, chapter))
    ends = _ends([chapter for _, chapter in found], duration_ms)
    return Listed(
        chapters=tuple(replace(one, end_ms=end) for (_, one), end in zip(found, ends, strict=True)),
        ids=tuple(name for name, _ in found),
        left_out=tuple(f"{count} chapter{'s' * (count > 1)} {why}" for why, count in dropped.items()),
    )


def _clean(one: Chapter) -> Chapter:
    return replace(one, title=one_line(one.title), url=accepted(read_url, one.url) or "")


def _why_not(one: Chapter, before: Sequence[tuple[str, Chapter]], duration_ms: int) -> str:
    if not one.title:
        return "without a title"
    if one.start_ms >= duration_ms:
        return "behind the end of the recording"
    if one.toc and any(other.toc and other.start_ms == one.start_ms for _, other in before):
        return "at the time of another"
    return "beyond the 255 that tables of contents count" if len(before) >= MOST else ""


def _ends(chapters: Sequence[Chapter], duration_ms: int) -> Iterator[int | None]:
    """Where each ends, if that is earlier than everybody would think."""
    for at, one in enumerate(chapters):
        later = (other.start_ms for other in chapters[at + 1 :] if other.toc or not one.toc)
        natural = next((start for start in later if start > one.start_ms), duration_ms)
        end = one.end_ms or natural
        yield end if one.start_ms < end < natural - GAP_MS else None


def chapter_lines(chapters: Sequence[Chapter], images: Mapping[int, str]) -> Iterator[str]:
    """The list as YAML, two blanks in; `images` are paths by number, from 0."""
    for number, one in enumerate(chapters):
        image = images.get(number, "")
        short = f"{written_clock(one.start_ms)} {one.title}"
        if not (image or one.url or one.end_ms or not one.toc) and _is_short(one, short):
            yield f"  - {plain(short)}"
        else:
            yield from _long(one, image)


def _is_short(one: Chapter, short: str) -> bool:
    """Whether it is read back as it is meant: `3:15 notes.txt` is a file."""
    return ChapterEntry.expanded(short) == {"start": written_clock(one.start_ms), "title": one.title}


def _long(one: Chapter, image: str) -> Iterator[str]:
    yield f"  - start: {quoted(written_clock(one.start_ms))}"
    yield f"    title: {quoted(one.title)}"
    if one.url:
        yield f"    url: {quoted(one.url)}"
    if image:
        yield f"    image: {quoted(image)}"
    if not one.toc:
        yield "    toc: false"
    if one.end_ms:
        yield f"    end: {quoted(written_clock(one.end_ms))}"
