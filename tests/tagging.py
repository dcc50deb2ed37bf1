"""Copies to look at, and what is in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.measuring import measure, write

from feedpub.audio.tag_text import TagText
from feedpub.audio.tagged_copy import TaggedCopy, tagged_copy
from feedpub.model import Audio
from feedpub.model.chapter import Chapter

TEXT = TagText(
    title="Flut · 夜の潮",
    show="Tidewater",
    author="Ada Lovelace",
    number=7,
    season=2,
    published=datetime(2026, 11, 23, 7, 5, tzinfo=UTC),
    description="We walk out along the wall.\nThe gulls are real.",
    language="de-AT",
    link="https://example.com/flut.html",
    site="https://example.com/",
    feed="https://example.com/feed.xml",
    guid="5f1c8a",
    categories=("Arts", "Society & Culture"),
    keywords=("sea", "tide"),
)
CHAPTERS = [
    Chapter(start_ms=0, title="Intro"),
    Chapter(start_ms=400, title="Später: 夜", url="https://example.com/x", image="chart.jpg"),
    Chapter(start_ms=600, title="Only a picture", toc=False, image="chart.jpg"),
    Chapter(start_ms=800, title="Ende"),
]


def copied(
    path: Path,
    *,
    text: TagText = TEXT,
    chapters: Sequence[Chapter] = CHAPTERS,
    cover: bytes | None = None,
    pictures: Mapping[str, bytes] | None = None,
) -> tuple[TaggedCopy, Path]:
    """The copy of a file, and a file that holds it."""
    copy = tagged_copy(path, audio=measure(path), text=text, chapters=chapters, cover=cover, pictures=pictures)
    content = copy.head + path.read_bytes()[copy.start : copy.stop]
    return copy, write(path.parent, f"copy-of-{path.name}", content)


def recording(audio: Audio) -> tuple[str, int, int, int, str]:
    """What must be the same in a copy."""
    return audio.identity, audio.duration_ms, audio.sample_rate, audio.channels, audio.type
