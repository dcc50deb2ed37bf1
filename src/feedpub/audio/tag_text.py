"""What the tags of a copy say: text and chapters, cleaned and ordered as tags need them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from feedpub.model.chapter import Chapter
from feedpub.standards import encode_url, is_http_url, without_controls

GENRE = "Podcast"


@dataclass(frozen=True, slots=True, kw_only=True)
class TagText:
    """What a publisher knows of an episode. Empty is not written; nothing here depends on the stored file."""

    title: str
    show: str
    author: str = ""
    number: int | None = None
    season: int | None = None
    published: datetime | None = None
    """As the author wrote it, with its zone; None if the author did not: so the same input gives the same bytes."""

    description: str = ""
    """Plain text."""

    language: str = ""
    """BCP 47."""

    link: str = ""
    """The episode's page."""

    site: str = ""
    """The show's page."""

    feed: str = ""
    guid: str = ""
    categories: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()


def line(text: str) -> str:
    """Text on one line, without what no player can show."""
    return " ".join(without_controls(text).split())


def prose(text: str) -> str:
    """Text with its line breaks."""
    return without_controls(text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def joined(texts: Iterable[str]) -> str:
    """Several texts as one."""
    return ", ".join(filter(None, map(line, texts)))


def address(url: str) -> str:
    """An address in ASCII; empty if it is none that a player could open."""
    return encode_url(url) if is_http_url(url) else ""


def picture_type(picture: bytes) -> str:
    """MIME type of a picture by its first bytes; empty for what players do not show."""
    if picture.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    return "image/png" if picture.startswith(b"\x89PNG\r\n\x1a\n") else ""


# --- chapters


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
    return [_tag_chapter(one, inside[at + 1 :], duration_ms) for at, one in enumerate(inside)]


def _tag_chapter(chapter: Chapter, later: Sequence[Chapter], duration_ms: int) -> TagChapter:
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


def without_gaps(chapters: Sequence[TagChapter], duration_ms: int) -> Iterator[tuple[int, TagChapter | None]]:
    """Milliseconds and chapter, one behind the other as tracks need them; None before the first."""
    begins = {chapter.start: chapter for chapter in reversed(chapters) if chapter.is_listed}
    single = [begins[start] for start in sorted(begins)]
    if not single:
        return
    if single[0].start:
        yield single[0].start, None
    ends = [*(chapter.start for chapter in single[1:]), duration_ms]
    yield from ((end - chapter.start, chapter) for chapter, end in zip(single, ends, strict=True))
