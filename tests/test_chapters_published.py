"""One list of chapters: from every file that programs write, into every form that listeners meet."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedpub.chapters import from_psc, in_notes, read_json
from feedpub.chapters.files import read_file
from feedpub.chapters.formats import note_lines, play_time
from feedpub.chapters.json import to_json
from feedpub.chapters.outline import with_ends
from feedpub.feed_view import Element
from feedpub.model.chapter import Chapter, ChapterLocation

TIDE = (
    Chapter(start_ms=0, title="Intro"),
    Chapter(start_ms=195_000, title="The tide tables", url="https://example.com/tables"),
    Chapter(start_ms=600_500, title="Slack water"),
)

PSC = (
    '<psc:chapters version="1.2" xmlns:psc="http://podlove.org/simple-chapters">'
    '<psc:chapter start="00:00:00.000" title="Intro"/>'
    '<psc:chapter start="3:15" title="The tide tables" href="https://example.com/tables"/>'
    '<psc:chapter start="600.5" title="Slack water"/></psc:chapters>'
)
MP4CHAPS = "00:00:00.000 Intro\n00:03:15.000 The tide tables <https://example.com/tables>\n0:10:00.5 Slack water\n"

LISTS = st.lists(
    st.builds(
        Chapter,
        start_ms=st.integers(0, 36_000_000),
        title=st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=40).map(str.strip),
        toc=st.booleans(),
        end_ms=st.none() | st.integers(0, 36_000_000),
        location=st.none() | st.just(ChapterLocation(name="Dover", geo="geo:51.13,1.31")),
    ),
    max_size=12,
)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", to_json(TIDE).decode()),
        (
            "a.psc",
            PSC,
        ),
        ("a.chapters", MP4CHAPS),
        ("a.mp4chaps", MP4CHAPS.replace("\n", "\r\n")),
    ],
)
def test_files_of_other_programs_give_the_same_list(name: str, text: str) -> None:
    """JSON, Podlove, mp4chaps."""
    read = read_file(name, text.encode())

    assert (TIDE, ()) == (read.chapters, read.faults)


def test_labels_of_audacity_have_ends() -> None:
    """Seconds with a point or a comma; a label without length has no end."""
    read = read_file("labels.txt", b"0.000000\t195.0\tIntro\n195,25\t195,25\tThe tide tables\n")

    assert (
        Chapter(start_ms=0, end_ms=195_000, title="Intro"),
        Chapter(start_ms=195_250, title="The tide tables"),
    ) == read.chapters


def test_lines_with_times_are_a_list_too() -> None:
    """As they stand in notes."""
    read = read_file("chapters.txt", "(0:00) Intro\n\n3:15 – The tide <tables>\nnot a chapter\n".encode())

    assert [(0, "Intro"), (195_000, "The tide <tables>")] == [(one.start_ms, one.title) for one in read.chapters]


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.txt", b""), ("a.txt", b"no times\n"), ("a.xml", b"<rss/>"), ("a.txt", b"\xff\xfe\x00"), ("a.json", b"{")],
)
def test_what_is_no_list_says_why(name: str, data: bytes) -> None:
    """With what to do."""
    read = read_file(name, data)

    assert not read.whole
    assert all(fault.message and fault.hint for fault in read.faults)
    assert read.faults


@pytest.mark.slow
@given(LISTS)
def test_json_gives_the_list_back(chapters: list[Chapter]) -> None:
    """Whatever is in it; and the same list gives the same bytes."""
    written = to_json(chapters, title="T", show="S")

    assert tuple(chapters) == read_json(written).chapters
    assert written == to_json(chapters, title="T", show="S")


def test_whole_seconds_are_whole_numbers() -> None:
    """AntennaPod reads no others."""
    assert [0, 195, 600.5] == [one["startTime"] for one in json.loads(to_json(TIDE))["chapters"]]


def test_podlove_times_have_hours_and_milliseconds() -> None:
    """Bare seconds are 0 to some."""
    element = Element(
        "psc:chapters",
        children=(Element("psc:chapter", attributes={"start": play_time(3_723_004), "title": "x"}),),
    )

    assert "01:02:03.004" == play_time(3_723_004)
    assert 3_723_004 == from_psc(element).chapters[0].start_ms


def test_lines_in_notes_are_read_as_chapters() -> None:
    """Silent ones are left out; what would be HTML is words."""
    silent = Chapter(start_ms=400_000, title="A picture", toc=False)

    html = note_lines([*TIDE, silent, Chapter(start_ms=3_700_000, title="<b> & more")])

    assert "<p>(0:00:00) Intro<br>" in html
    assert (
        (0, "Intro"),
        (195_000, "The tide tables"),
        (600_000, "Slack water"),
        (3_700_000, "<b> & more"),
    ) == in_notes(html)


def test_lines_of_a_short_episode_have_no_hours() -> None:
    """`(00:00) Intro`, as Spotify wants it."""
    assert "<p>(00:00) Intro<br>\n(03:15) The tide tables<br>\n(10:00) Slack water</p>" == note_lines(TIDE)


def test_chapters_end_where_the_next_begins() -> None:
    """The last with the episode; an end that was written stays."""
    own = Chapter(start_ms=0, end_ms=5_000, title="Intro")

    assert [5_000, 600_500, 720_400] == [one.end_ms for one in with_ends([*TIDE[1:], own], 720_400)]
