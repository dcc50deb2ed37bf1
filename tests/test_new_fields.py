"""`new`: numbers, dates and words of an episode, each from whoever knows it."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import Any

import pytest
from tests.recordings import (
    id3,
    made,
    origins,
    recording,
    studio,
    text,
)
from tests.studio import Studio

from feedpub.commands.new import new
from feedpub.commands.new.recording import read_date_tag, read_description, read_file_name, read_type, without_number
from feedpub.errors import FeedpubError
from feedpub.scalars.dates import read_when
from feedpub.source import read_episode

__all__ = ["studio"]


# --- numbers


@pytest.mark.parametrize(
    ("others", "frames", "expected"),
    [
        ([], [], (None, 1)),
        ([{"number": 7}], [], (None, 8)),
        ([{}], [], (None, None)),
        ([{"number": 7}], [text(id3.TRCK, "9")], (None, 9)),
        ([{"number": 7}], [text(id3.TRCK, "7")], (None, 8)),
        ([{"number": 7}], [text(id3.TPOS, "1/1")], (None, 8)),
        ([{"season": 1, "number": 7}], [text(id3.TPOS, "1")], (1, 8)),
        ([{"season": 1, "number": 7}, {"season": 2, "number": 3}], [], (2, 4)),
        ([{"season": 1, "number": 7}], [text(id3.TPOS, "2")], (2, 1)),
        ([{"season": 1, "number": 7}], [text(id3.TPOS, "2"), text(id3.TRCK, "7")], (2, 7)),
        ([], [text(id3.TRCK, "0")], (None, 1)),
    ],
)
def test_the_number_is_the_files_or_the_next(
    studio: Studio, others: list[dict[str, int]], frames: list[Any], expected: tuple[int | None, int | None]
) -> None:
    """A show that counts nothing is not made to; a number that is taken is not used twice."""
    for at, fields in enumerate(others):
        studio.episode(f"other-{at}", **fields)

    episode, _ = made(recording("a", *frames))

    assert expected == (episode.season, episode.number)


@pytest.mark.parametrize(
    ("title", "number", "expected"),
    [
        ("01 Die Nacht am Hafen", 1, "Die Nacht am Hafen"),
        ("Ep. 12: Moths", 12, "Moths"),
        ("#7 - Moths", 7, "Moths"),
        ("12 - Moths", 12, "Moths"),
        ("12 – Moths", 12, "Moths"),
        ("12 Monkeys", 12, "12 Monkeys"),
        ("1. FC Köln", 1, "1. FC Köln"),
        ("2001: A space odyssey", 12, "2001: A space odyssey"),
        ("01 Moths", 2, "01 Moths"),
        ("01 Moths", None, "01 Moths"),
        ("Ep. 12", 12, "Ep. 12"),
        ("12: 30", 12, "12: 30"),
    ],
)
def test_a_title_does_not_repeat_its_number(title: str, number: int | None, expected: str) -> None:
    """Programs that number files write it into the title tag, too; apps print it beside the title, and FP203 warns."""
    assert expected == without_number(title, number)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Trailer", "trailer"),
        ("Trailer: The second season", "trailer"),
        ("Trailer Staffel 2", "trailer"),
        ("Bonus 3", "bonus"),
        ("bonus – Out-takes", "bonus"),
        ("Trailer park", ""),
        ("Bonuses", ""),
        ("The trailer", ""),
    ],
)
def test_what_calls_itself_a_trailer_is_one(title: str, expected: str) -> None:
    """Or an extra; a title that only begins with such a word is not."""
    assert expected == read_type(title)


def test_a_trailer_is_not_counted(studio: Studio) -> None:
    """The next number stays for the next episode."""
    studio.episode("first", number=3)

    episode, one = made(recording("trailer"))

    assert ("trailer", None) == (episode.type, episode.number)
    assert {"title": "file name", "type": "title"} == origins(one)


def test_the_example_that_a_show_begins_with_does_not_count(studio: Studio) -> None:
    """It is a draft without number, and nobody has said that the show has none."""
    studio.episode("first-episode", draft="true")

    episode, _ = made(recording("a"))

    assert 1 == episode.number


def test_a_number_that_is_taken_is_said(studio: Studio) -> None:
    """With who has it."""
    studio.episode("first-light", number=7)

    _, one = made(recording("a", text(id3.TRCK, "7")))

    assert ("number 7, because feeds/desk/first-light.yaml has it",) == one.left_out


def test_several_files_are_counted_on(studio: Studio) -> None:
    """In the order in which they are named."""
    studio.episode("first-light", number=7)

    drafted = new([recording("b"), recording("a"), recording("c", text(id3.TRCK, "12")), recording("d")])

    numbers = [read_episode(Path(one.file)).episode.number for one in drafted.episodes]
    assert [8, 9, 12, 13] == numbers


def test_an_episode_that_cannot_be_read_is_no_obstacle(studio: Studio) -> None:
    """Whoever works on one can begin another; its name stays taken."""
    (studio.folder / "broken.yaml").write_text("title: [", encoding="utf-8")

    episode, _ = made(recording("a"))

    assert 1 == episode.number
    with pytest.raises(FeedpubError, match=r"broken\.yaml has the name broken already"):
        new([recording("broken")])


@pytest.mark.parametrize(
    ("stem", "title", "season", "number"),
    [
        ("night-tide", "Night tide", None, None),
        ("night_tide", "Night tide", None, None),
        ("Night Tide - live", "Night Tide - live", None, None),
        ("012-night-tide", "Night tide", None, 12),
        ("S02E05 Night tide", "Night tide", 2, 5),
        ("s2e5-night-tide", "Night tide", 2, 5),
        ("Ep. 7 - Night tide", "Night tide", None, 7),
        ("episode-7-night-tide", "Night tide", None, 7),
        ("Folge 7: Flut", "Flut", None, 7),
        ("#7 Night tide", "Night tide", None, 7),
        ("2026-11-23-night-tide", "Night tide", None, None),
        ("20261123_night_tide", "Night tide", None, None),
        ("24 hours at sea", "24 hours at sea", None, None),
        ("1984", "1984", None, None),
        ("2026-11-23", "2026-11-23", None, None),
        ("7", "7", None, None),
        ("epilogue", "Epilogue", None, None),
        ("夜の潮", "夜の潮", None, None),
        ("a.b.c", "A b c", None, None),
    ],
)
def test_a_files_name_says_what_it_can(stem: str, title: str, season: int | None, number: int | None) -> None:
    """A number only where it can be nothing else."""
    found = read_file_name(stem)

    assert (title, season, number) == (found.title, found.season, found.number)


# --- dates


@pytest.mark.parametrize(
    ("tag", "timezone", "expected"),
    [
        ("", None, ""),
        ("2026", "Europe/Berlin", ""),
        ("2026-11", "Europe/Berlin", ""),
        ("2026-13-01", "Europe/Berlin", ""),
        ("soon", "Europe/Berlin", ""),
        ("1826-11-23", "Europe/Berlin", ""),
        ("2026-11-23", "Europe/Berlin", "2026-11-23"),
        ("2026-11-23", None, "2026-11-23T06:00+00:00"),
        ("2026-11-23T07:05", None, "2026-11-23T07:05+00:00"),
        ("2026-11-23T07:05", "Europe/Berlin", "2026-11-23T08:05+01:00"),
        ("2026-11-23T07:05:09Z", "Europe/Berlin", "2026-11-23T08:05:09+01:00"),
        ("2026-11-23T07:05:09.250Z", None, "2026-11-23T07:05:09+00:00"),
        ("2026-11-23T07:05+02:00", "Europe/Berlin", "2026-11-23T06:05+01:00"),
        ("1920-11-23T07:05", "Europe/Amsterdam", "1920-11-23T07:05+00:00"),
        ("2999-12-31T23:30-02:00", "Europe/Berlin", ""),
        ("1900-01-01T00:10", "America/New_York", "1900-01-01T00:10+00:00"),
    ],
)
def test_a_date_is_taken_if_it_is_a_whole_one(tag: str, timezone: str | None, expected: str) -> None:
    """In the show's zone, as its author would write it; without a zone in UTC, or nobody could publish it."""
    found = read_date_tag(tag, timezone=timezone, publish_hour=time(6))

    assert expected == found
    assert not found or read_when(found)


def test_a_date_that_is_skipped_in_the_shows_zone_is_a_moment(studio: Studio) -> None:
    """At 02:30 on the night when the clocks are changed there is no such time."""
    assert "2026-03-29T02:30+00:00" == read_date_tag("2026-03-29", timezone="Europe/Berlin", publish_hour=time(2, 30))


def test_a_year_is_no_date(studio: Studio) -> None:
    """It is said, and the line stays an example."""
    episode, one = made(recording("a", text(id3.TDRC, "2026")))

    assert (None, ("the date tag '2026', because it is not a complete date",)) == (episode.published, one.left_out)


def test_the_date_of_release_is_nearer_than_that_of_the_recording(studio: Studio) -> None:
    """ID3v2.4 has both."""
    studio.show(timezone="Europe/Berlin")

    episode, _ = made(recording("a", text(id3.TDRC, "2026-11-01"), text(id3.TDRL, "2026-11-23")))

    assert "2026-11-23" == episode.published


# --- words


LONG = "We walk out along the wall. " * 30


@pytest.mark.parametrize(
    ("tag", "summary", "notes"),
    [
        ("", "", ""),
        (" \n\t", "", ""),
        ("We walk out.", "We walk out.", ""),
        ("We walk\tout.  ", "We walk out.", ""),
        ("We walk out.\n\nThe gulls\nare real.", "We walk out.", "We walk out.\n\nThe gulls\nare real."),
        (LONG, "", LONG.strip()),
        ("<p>We walk <b>out</b>.</p>", "We walk out.", ""),
        (
            "<p>We walk <b>out</b>.</p>\n<p>Real gulls &amp; more.</p>",
            "We walk out.",
            "<p>We walk <b>out</b>.</p>\n<p>Real gulls &amp; more.</p>",
        ),
        ("One.<br>Two.", "One.", "One.\nTwo."),
        (
            "<https://a.example/> helps.\n\nA & b.",
            "<https://a.example/> helps.",
            "<https://a.example/> helps.\n\nA & b.",
        ),
        (f"{LONG}README.md", "", f"{LONG}README.md."),
        ("a\u202eb\x07\ufffd", "ab", ""),
    ],
)
def test_a_short_description_is_a_summary_and_a_long_one_notes(tag: str, summary: str, notes: str) -> None:
    """Apps show a summary on two lines."""
    found = read_description(tag)

    assert (summary, notes) == (found.summary, found.notes)


def test_a_long_description_stands_in_the_yaml_as_people_write_it(studio: Studio) -> None:
    """As a block, line by line."""
    tag = "We walk out.\n\n* The gulls: real\n* # no comment"

    _, one = made(recording("a", text(id3.TDES, tag)))

    assert "notes: |\n  We walk out.\n\n  * The gulls: real\n" in Path(one.file).read_text(encoding="utf-8")
    assert tag == read_episode(Path(one.file)).notes


def test_notes_can_have_a_file_of_their_own(studio: Studio) -> None:
    """With what the tags say; plain text, for it will be Markdown."""
    tag = "<p>We walk out.</p><p>The gulls are real.</p>"

    _, one = made(recording("night-tide", text(id3.TDES, tag)), notes=True)

    read = read_episode(Path(one.file))
    assert ("feeds/desk/night-tide.yaml", "feeds/desk/night-tide.md") == one.files
    assert ("We walk out.\nThe gulls are real.", "markdown") == (read.notes, read.notes_format)


def test_notes_without_a_description_are_an_empty_file(studio: Studio) -> None:
    """To be written; until then there are none."""
    _, one = made(recording("night-tide"), notes=True)

    assert ("", "") == (read_episode(Path(one.file)).notes, Path("feeds/desk/night-tide.md").read_text())


@pytest.mark.parametrize("notes", [True, False])
def test_notes_that_are_there_already_stay(studio: Studio, notes: bool) -> None:
    """Whoever wrote them before the recording was cut is not asked to do so again."""
    mine = studio.folder / "night-tide.md"
    mine.write_text("Mine.\n", encoding="utf-8")

    _, one = made(recording("night-tide", text(id3.TDES, LONG)), notes=notes)

    assert "Mine." == read_episode(Path(one.file)).notes
    assert "is there already" == origins(one)["notes"]


@pytest.mark.parametrize("ending", ["vtt", "srt"])
def test_a_transcript_beside_the_recording_is_named(studio: Studio, ending: str) -> None:
    """It has the recording's name."""
    Path(f"media/night-tide.{ending}").write_text("WEBVTT\n", encoding="utf-8")

    episode, _ = made(recording("night-tide"))

    assert [f"../../media/night-tide.{ending}"] == [one.file for one in episode.transcripts]
