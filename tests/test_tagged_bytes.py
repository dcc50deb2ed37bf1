"""The bytes of tagged copies: what listeners have is at an address that holds their digest, so they never change."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from tests.movies import Movie, sound
from tests.sounds import frame, id3, mp3, xing
from tests.tagging import CHAPTERS, TEXT, copied

from feedpub.audio.tag_text import TagText
from feedpub.model.chapter import Chapter

ROOT = Path(__file__).parents[1]
GOLDEN = Path(__file__).parent / "golden" / "tagged-copies.json"

COVER = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)) * 40
"""What tags take for a JPEG; no encoder's version is in it."""

CHART = b"\x89PNG\r\n\x1a\n" + bytes(reversed(range(256))) * 20
LEAST = TagText(title="Flut", show="Tidewater")
MANY = [Chapter(start_ms=number * 4, title=f"Part {number}") for number in range(300)]


def variable() -> bytes:
    """Frames of several bit rates."""
    return b"".join(frame(kbps=rate, filler=b"sea") for rate in (32, 64, 96, 128) * 50)


def film() -> bytes:
    """Sound and picture, the picture's places in eight bytes, the index behind."""
    picture = sound(2.0, seed=1, id=2, kind=b"vide", codec=b"avc1", large=True)
    return Movie(tracks=[sound(2.0), picture], brand=b"mp42", index_first=False).build()


@dataclass(frozen=True, kw_only=True)
class Case:
    """A recording and what is written into its copy."""

    name: str
    make: Callable[[], bytes]
    text: TagText = TEXT
    chapters: Sequence[Chapter] = ()
    cover: bytes | None = None


CASES = {
    "mp3": Case(name="a.mp3", make=lambda: mp3(2.0), chapters=CHAPTERS, cover=COVER),
    "mp3-least": Case(name="a.mp3", make=lambda: mp3(2.0), text=LEAST),
    "mp3-variable-without-header": Case(name="a.mp3", make=variable, chapters=CHAPTERS, cover=COVER),
    "mp3-with-header": Case(
        name="a.mp3",
        make=lambda: id3() + xing(frames=200, trim=(576, 1000)) + frame() * 200 + b"TAG" + bytes(125),
        chapters=CHAPTERS,
        cover=CHART,
    ),
    "mp3-with-wrong-header": Case(
        name="a.mp3", make=lambda: xing(frames=50, trim=(576, 1000)) + variable(), chapters=CHAPTERS
    ),
    "mp3-stereo-24-khz": Case(
        name="a.mp3", make=lambda: frame(kbps=32, rate=24000, mono=False) * 9 + frame(rate=24000, mono=False) * 99
    ),
    "mp3-300-chapters": Case(name="a.mp3", make=lambda: mp3(2.0), chapters=MANY),
    "mp3-of-the-example": Case(
        name="trailer.mp3", make=(ROOT / "media" / "trailer.mp3").read_bytes, chapters=CHAPTERS, cover=COVER
    ),
    "m4a": Case(name="a.m4a", make=lambda: Movie(tracks=[sound(2.0)]).build(), chapters=CHAPTERS, cover=COVER),
    "m4a-least": Case(name="a.m4a", make=lambda: Movie(tracks=[sound(2.0)]).build(), text=LEAST),
    "m4a-with-index-behind": Case(
        name="a.m4a", make=lambda: Movie(tracks=[sound(2.0)], index_first=False).build(), chapters=MANY, cover=CHART
    ),
    "m4v": Case(name="a.m4v", make=film, chapters=CHAPTERS, cover=COVER),
}


def facts(folder: Path, case: Case) -> dict[str, Any]:
    """Length and digest of a copy, and of the part in front that is not the author's."""
    folder.mkdir()
    path = folder / case.name
    path.write_bytes(case.make())
    copy, made = copied(path, text=case.text, chapters=case.chapters, cover=case.cover, pictures={"chart.jpg": CHART})
    whole = made.read_bytes()
    return {
        "size": len(whole),
        "sha256": sha256(whole).hexdigest(),
        "tag_size": len(copy.head),
        "tag_sha256": sha256(copy.head).hexdigest(),
        "start": copy.start,
        "stop": copy.stop,
    }


@pytest.mark.parametrize("name", CASES)
def test_bytes_of_a_copy_never_change(tmp_path: Path, name: str) -> None:
    """As the first release wrote them: other bytes would be another address, and every app would load it again."""
    found = facts(tmp_path / "recording", CASES[name])
    known = json.loads(GOLDEN.read_text(encoding="utf-8")) if GOLDEN.exists() else {}
    if os.environ.get("UPDATE_GOLDEN"):
        known = {**known, name: found}
        GOLDEN.write_text(json.dumps({case: known[case] for case in CASES if case in known}, indent=1) + "\n", "utf-8")

    assert known[name] == found
