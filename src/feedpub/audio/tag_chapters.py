"""Chapters as files hold them: in order, inside the recording, each with an end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from feedpub.audio.tag_text import address, line
from feedpub.model.chapter import Chapter


@dataclass(frozen=True, slots=True, kw_only=True)
class TagChapter:
    """A chapter, ready to be written."""

    start: int
    """Milliseconds, as is `end`."""

    end: int
    title: str
    link: str
    image: str
    """What its picture is called."""

    is_listed: bool


_LAST = (1 << 32) - 1
"""Milliseconds that tags can count: seven weeks."""


def tag_chapters(chapters: Sequence[Chapter], duration_ms: int) -> list[TagChapter]:
    """All of them. What is listed goes on until the next that is; what is silent, until the next of either kind."""
    duration_ms = min(duration_ms, _LAST)
    inside = sorted((one for one in chapters if 0 <= one.start_ms < duration_ms), key=lambda one: one.start_ms)
    return [_mark(one, inside[at + 1 :], duration_ms) for at, one in enumerate(inside)]


def _mark(chapter: Chapter, later: Sequence[Chapter], duration_ms: int) -> TagChapter:
    following = (one.start_ms for one in later if one.toc or not chapter.toc)
    end = chapter.end_ms or next((start for start in following if start > chapter.start_ms), duration_ms)
    return TagChapter(
        start=chapter.start_ms,
        end=min(max(end, chapter.start_ms + 1), duration_ms),
        title=line(chapter.title),
        link=address(chapter.url),
        image=chapter.image,
        is_listed=chapter.toc,
    )


def without_gaps(all_marks: Sequence[TagChapter], duration_ms: int) -> Iterator[tuple[int, TagChapter | None]]:
    """Milliseconds and mark, one behind the other without a gap, as tracks need them; None before the first."""
    begins = {mark.start: mark for mark in reversed(all_marks) if mark.is_listed}
    single = [begins[start] for start in sorted(begins)]
    if not single:
        return
    if single[0].start:
        yield single[0].start, None
    ends = [*(mark.start for mark in single[1:]), duration_ms]
    yield from ((end - mark.start, mark) for mark, end in zip(single, ends, strict=True))
