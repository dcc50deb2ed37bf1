"""A newsroom's episode: 29:14 long, eight times in its notes below a line that introduces them, the first at 3:15."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from lxml import etree
from mutagen.id3 import ID3
from tests.sounds import mp3
from tests.studio import Studio

from feedpub.standards.namespaces import NAMESPACES

DURATION = 29 * 60 + 14
TIMES = ("3:15", "6:02", "9:40", "12:11", "15:58", "19:03", "22:30", "25:04")
TITLES = ("Boats", "Tides", "Ferries", "Piers", "Storms", "Lights", "Maps", "Letters")
LINES = tuple(f"({time}) {title}" for time, title in zip(TIMES, TITLES, strict=True))
NOTES = "News of the harbour.\n\nTimestamps:\n\n" + "\n".join(LINES) + "\n\nWrite to us."


def milliseconds(time: str) -> int:
    """`3:15` in milliseconds."""
    minutes, seconds = time.split(":")
    return 1000 * (60 * int(minutes) + int(seconds))


STARTS = [(milliseconds(time), title) for time, title in zip(TIMES, TITLES, strict=True)]
INTRODUCED = [(0, "Introduction"), *STARTS]


def desk(root: Path, **show: Any) -> Studio:
    """A show whose only episode will be the newsroom's."""
    studio = Studio(root)
    studio.show(guid="917393e3-1b1e-5cef-ace4-edaa54e1f810", **show)
    return studio


def episode(
    studio: Studio, slug: str = "newsroom", *, seconds: float = DURATION, tag: bytes = b"", **fields: Any
) -> Path:
    """The episode's file, beside a recording of that length."""
    path = studio.episode(slug, **fields)
    recording = mp3(seconds, kbps=8, rate=22050, seed=sum(slug.encode()), tag=tag)
    (studio.folder / f"{slug}.mp3").write_bytes(recording)
    return path


# --- what is published


def audio(studio: Studio) -> Path:
    """The recording that listeners get."""
    return studio.site / studio.catalog().items[0].enclosure.key


def in_tags(path: Path) -> list[tuple[int, str]]:
    """Start and title of each CHAP frame."""
    tag: Any = ID3(path)  # type: ignore[no-untyped-call]  # mutagen types only parts of itself
    frames = sorted(tag.getall("CHAP"), key=lambda frame: frame.start_time)
    return [(frame.start_time, str(frame.sub_frames.get("TIT2", ""))) for frame in frames]


def json_chapters(studio: Studio) -> list[dict[str, Any]]:
    """The chapters of the file that the feed names."""
    file = studio.catalog().items[0].chapter_file
    assert file is not None
    listed: list[dict[str, Any]] = json.loads((studio.site / file.key).read_bytes())["chapters"]
    return listed


def in_json(studio: Studio) -> list[tuple[int, str]]:
    """Start and title of each."""
    return [(round(1000 * one["startTime"]), one.get("title", "")) for one in json_chapters(studio)]


def item(studio: Studio) -> etree._Element:
    """The only one of the feed."""
    found = etree.fromstring(studio.feed().encode()).find("channel/item")
    assert found is not None
    return found


def in_podlove(studio: Studio) -> list[tuple[str, str]]:
    """Start, as it is written, and title of each chapter in the feed."""
    psc = "{" + NAMESPACES["psc"] + "}"
    return [(str(one.attrib["start"]), str(one.attrib["title"])) for one in item(studio).iter(f"{psc}chapter")]


def page(studio: Studio, name: str = "newsroom.html") -> str:
    """A page as it is published."""
    return (studio.site / name).read_text(encoding="utf-8")
