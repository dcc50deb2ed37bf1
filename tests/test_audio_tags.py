"""What audio files say of themselves, read once for `new`, `check` and `publish`."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests import programs
from tests.parts import need
from tests.recordings import contents, cover, id3, mark, tagged, text
from tests.sounds import mp3

from feedpub.audio.personal_data import PersonalData
from feedpub.audio.tags import Tags, read_tags
from feedpub.errors import Unusable

META = """\
;FFMETADATA1
title=Night tide
artist=Ada Lovelace
album=Tidewater
track=12/20
disc=2
date=2026-11-23
[CHAPTER]
TIMEBASE=1/1000
START=0
END=1000
title=Intro
[CHAPTER]
TIMEBASE=1/1000
START=1000
END=2000
title=Ébb & flow
"""


@pytest.mark.audio
@pytest.mark.parametrize("name", ["tagged.mp3", "tagged.m4a"])
def test_tags_and_chapters_are_read(tmp_path: Path, name: str) -> None:
    """As ffmpeg writes them: ID3 with CHAP and CTOC, MP4 with a chapter track."""
    need("ffmpeg")
    meta, file = tmp_path / "meta.txt", tmp_path / name
    meta.write_text(META, encoding="utf-8")
    source = ["-f", "lavfi", "-i", "sine=d=2", "-i", str(meta), "-map_metadata", "1", "-map_chapters", "1"]
    programs.run(["ffmpeg", "-loglevel", "error", *source, "-b:a", "64k", str(file)])

    known = read_tags(file)

    assert ("Night tide", "Ada Lovelace", "Tidewater") == (known.title, known.author, known.show)
    assert (12, 2, "2026-11-23") == (known.number, known.season, known.date)
    assert [(0, 1000, "Intro"), (1000, 2000, "Ébb & flow")] == [
        (one.start_ms, one.end_ms, one.title) for _id, one in known.chapters
    ]


def test_chapters_outside_the_table_of_contents_are_not_for_lists(tmp_path: Path) -> None:
    """They only change picture or link; without any table all are for lists."""
    file = tagged(
        tmp_path / "a.mp3", mark(0, 500, "Intro", name="a"), mark(500, 900, "Picture", name="b"), contents("a")
    )
    plain = tagged(tmp_path / "b.mp3", mark(0, 500, "Intro", name="a"), mark(500, 900, "Picture", name="b"))

    assert [("a", True), ("b", False)] == [(name, one.toc) for name, one in read_tags(file).chapters]
    assert [("a", True), ("b", True)] == [(name, one.toc) for name, one in read_tags(plain).chapters]


def test_one_reading_has_what_check_asks_for(tmp_path: Path) -> None:
    """Beside the words: the bytes of the tags and of the largest picture, and what the author need not publish."""
    file = tagged(tmp_path / "a.mp3", cover(bytes(700)), text(id3.COMM, "cut her phone number", lang="eng", desc=""))

    known = read_tags(file, with_personal_data=True)

    assert (len(file.read_bytes()) - len(mp3(2.0)), 700) == (known.size, known.largest_picture)
    assert (PersonalData("comment", "cut her phone number", "COMM"),) == known.personal_data
    assert () == read_tags(file).personal_data


def test_a_file_without_tags_says_nothing(tmp_path: Path) -> None:
    """And is no error."""
    file = tmp_path / "plain.mp3"
    file.write_bytes(mp3())

    assert Tags() == read_tags(file)


@pytest.mark.parametrize("data", [b"", b"ID3", b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f", b"\x00\x00\x00\x08moov"])
@pytest.mark.parametrize("name", ["broken.mp3", "broken.m4a"])
def test_a_damaged_file_says_what_it_can(tmp_path: Path, name: str, data: bytes) -> None:
    """Which is nothing."""
    file = tmp_path / name
    file.write_bytes(data)

    assert Tags() == read_tags(file)


def test_no_file_is_an_error(tmp_path: Path) -> None:
    """In our words."""
    with pytest.raises(Unusable, match="no such file"):
        read_tags(tmp_path / "absent.mp3")
