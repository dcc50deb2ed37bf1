"""One fact is one finding, however many forms of it are published, at the line of the author who wrote it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from tests import newsroom
from tests.newsroom import LINES, NOTES
from tests.recordings import mark
from tests.studio import NOW, Studio
from tests.test_chapters_in_audio import MARKS, recorded

from feedpub.commands.check.files import check_files
from feedpub.commands.check.result import CheckOptions
from feedpub.source import read_episode

pytestmark = pytest.mark.slow

LATE = [line.strip("(").replace(")", "") for line in LINES]
EVERYWHERE = "the chapters file, `psc:chapters` and `description`"
LONG = "How the flood came to the old harbour by night and what it left"

RELATIVES = [
    # relative, thread, fields, the findings of FP6xx: code, line, message
    ("the newsroom's list in its notes", "youtube-chapters-in-player#13", {"notes": NOTES},
     [("FP631", "notes", "the first time in the notes is 3:15; YouTube, which reads only the notes, wants 0:00")]),
    ("the same, without an introduction", "podlove-publisher#91", {"notes": NOTES, "chapters_intro": "off"},
     [("FP607", "notes", f"the first chapter in {EVERYWHERE} begins at 3:15")]),
    ("a list in the YAML, without one", "podlove-publisher#876", {"chapters": LATE, "chapters_intro": "off"},
     [("FP607", "chapters", f"the first chapter in {EVERYWHERE} begins at 3:15")]),
    ("a list in the YAML", "NewPipe#5694", {"chapters": LATE}, []),
    ("one chapter", "PRApp#316", {"chapters": ["0:00 Intro"]},
     [("FP608", "chapters", "only 1 chapter in the chapters file and `psc:chapters`; 3 are the least that is shown")]),
    ("a short one", "feedpub", {"chapters": ["0:00 Intro", "0:08 Tides", "9:00 Piers"]},
     [("FP612", "chapters", f"the chapter at 0:00 in {EVERYWHERE} lasts 8 seconds")]),
    ("a long title", "podlove-publisher#423", {"chapters": ["0:00 Intro", f"9:00 {LONG}", "19:00 Piers"]},
     [("FP614", "chapters", f"the chapter title '{LONG[:59]}…' has {len(LONG)} characters")]),
    ("HTML in a title, which the notes repeat", "podlove-publisher#423",
     {"chapters": ["0:00 Intro", "9:00 <b>Tides</b>", "19:00 Piers"]},
     [("FP615", "chapters", "the chapter title '<b>Tides</b>' is more than plain text")]),
    ("a link without https", "podlove-publisher#423",
     {"chapters": [{"start": "0:00", "title": "Intro", "url": "http://a.example/"}, "9:00 Tides", "19:00 Piers"]},
     [("FP616", "chapters", "chapter 1 'Intro' at 0:00 in the chapters file and `psc:chapters` names 'http://a.example/'")]),
]  # fmt: skip


def found(desk: Studio, *codes: str) -> list[tuple[str, str, str]]:
    """Code, place and message of what `check` finds by rules whose codes begin so."""
    result = check_files([desk.folder], options=CheckOptions(), now=NOW).findings
    return [(one.rule.code, str(one.place), one.message) for one in result if one.rule.code.startswith(codes)]


def line_of(path: Path, name: str) -> str:
    """The place of a field's value."""
    return str(read_episode(path).place(name))


@pytest.mark.parametrize(("fields", "expected"), [row[2:] for row in RELATIVES], ids=[row[0] for row in RELATIVES])
def test_a_fact_about_chapters_is_one_finding(
    tmp_path: Path, fields: dict[str, Any], expected: list[tuple[str, str, str]]
) -> None:
    """At the chapters or at the notes, wherever the author wrote them; it names all lists that say so."""
    desk = newsroom.desk(tmp_path)
    path = newsroom.episode(desk, **fields)

    assert [(code, line_of(path, field), message) for code, field, message in expected] == [
        one for one in found(desk, "FP6", "FP03") if one[0] not in {"FP613", "FP641"}
    ]


def test_a_chapter_after_the_end_is_one_error(tmp_path: Path) -> None:
    """At its line, and not at the first chapter's as well."""
    desk = newsroom.desk(tmp_path)
    newsroom.episode(desk, chapters=["0:00 Intro", "59:00 Late"])

    ((code, _, message),) = found(desk, "FP000", "FP609")

    assert "FP000" == code
    assert "'Late' begins at 59:00, and the recording ends at" in message


@pytest.mark.parametrize("fields", [{}, {"chapters": "audio"}])
def test_chapters_of_the_recording_are_reported_at_audio(tmp_path: Path, fields: dict[str, Any]) -> None:
    """There is no list elsewhere that somebody could mend."""
    desk = newsroom.desk(tmp_path, chapters_intro="off")
    path = recorded(
        desk, *(mark(one.start_time + 5000, one.end_time, LONG, name=one.element_id) for one in MARKS), **fields
    )

    assert [("FP607", line_of(path, "audio")), ("FP614", line_of(path, "audio"))] == [
        one[:2] for one in found(desk, "FP607", "FP614")
    ]


def test_other_chapters_in_the_recording_are_counted_without_our_introduction(tmp_path: Path) -> None:
    """What wins is the author's list."""
    desk = newsroom.desk(tmp_path)
    path = recorded(desk, chapters=["0:20 Intro", "0:40 Chart", "1:10 Tides"])

    ((code, place, message),) = found(desk, "FP338")

    assert ("FP338", line_of(path, "audio")) == (code, place)
    assert message.startswith("`chapters:` lists 3 chapters and wins")


def test_a_picture_that_several_name_is_reported_once(tmp_path: Path) -> None:
    """At the show that has it, too, or at the first episode."""
    desk = newsroom.desk(tmp_path)
    place, out = Image.Exif(), BytesIO()
    place.get_ifd(0x8825)[2] = (54.0, 7.0, 0.0)
    Image.new("RGB", (3000, 3000), (9, 9, 9)).save(out, "JPEG", exif=place)
    for name in ("cover.jpg", "tide.jpg"):
        (desk.folder / name).write_bytes(out.getvalue() + name.encode())
    newsroom.episode(desk, "ann", image="cover.jpg", seconds=2)
    newsroom.episode(desk, "bob", image="tide.jpg", seconds=2)
    newsroom.episode(desk, "cleo", image="tide.jpg", seconds=2)

    places = [where.rpartition("/")[2] for code, where, _ in found(desk, "FP418")]

    assert ["bob.yaml:3:8", "show.yaml:6:8"] == places
