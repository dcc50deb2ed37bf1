"""A chapter of an episode, from wherever it was read: a JSON file, the feed, the audio file or the notes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterLocation:
    """The place that a chapter is about (`location` of JSON chapters)."""

    name: str
    geo: str
    """A `geo:` address (RFC 5870)."""

    osm: str = ""
    """Type and number of an OpenStreetMap object: `R113314`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadTimes:
    """Lines of the notes that look like times and are no chapters, or that are some with a fault."""

    lines: tuple[str, ...]
    """As they read in the notes."""

    reason: str
    """What is said of them: `look like times and are no chapters: …`."""

    hint: str
    numbers: tuple[int, ...] = ()
    """Of the lines in the author's file, from 1; empty where they are not found there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A part of an episode."""

    start_ms: int
    title: str = ""
    url: str = ""
    """What it is about, for reading on."""

    image: str = ""
    """Address of a picture that is shown while it plays."""

    toc: bool = True
    """Whether lists of chapters show it; others only change picture or link."""

    end_ms: int | None = None
    """None: where the next begins."""

    location: ChapterLocation | None = None
