"""Files with chapters of other programs: told apart by what is in them, and what is left out is named with its line.

`RELATIVES` says whose faults these were.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedpub.chapters import files
from feedpub.chapters.files import read_file
from feedpub.model.chapter import Chapter

RELATIVES = [
    (
        "mp4chaps file with a heading line",
        ["comments with `#`", "invalid lines"],
        ["TechSmith/mp4v2#33", "shownotes/OpenShownotesFormat#8"],
    ),
    (
        "Audacity's `\\` rows",
        ["labels without title", "spaces for tabs"],
        ["dskrad/mp3chaps#8", "crobird/wave_markers#1", "justinsalamon/scaper#23"],
    ),
    ("ffmetadata", ["no time base (nanoseconds)", "escaped signs"], ["ffmpeg trac 7184", "happycube/ld-decode#842"]),
    ("WebVTT", ["hours of one digit", "SRT"], ["osk/node-webvtt#6", "mpv-player/mpv#4446"]),
    (
        "Audition, Reaper",
        ["times as `58:23.855`", "measures and beats"],
        ["mifi/lossless-cut#705", "DmitryVarennikov/cuegenerator#15", "offlinemark/dawtool#9"],
    ),
    (
        "Podlove's JSON",
        ["OGM (`CHAPTER01=`)", "a label track as JSON"],
        ["sergiomb2/libmp4v2#14", "audacity/audacity#7078", "gpac/gpac#706"],
    ),
]
"""A fault that was found, its relatives, and the threads in trackers of podcast tools that show them."""

TIDE = [(0, "Intro"), (195_500, "The tide; = tables"), (3_723_000, "Bye")]

FFMETADATA = r""";FFMETADATA1
title=A tide
; a comment
[CHAPTER]
TIMEBASE=1/1000
START=0
END=195500
title=Intro
[STREAM]
title=no chapter
[CHAPTER]
TIMEBASE=1/44100
START=8621550
END=164184300
title=The tide\; \= tables
[CHAPTER]
START=3723000000000
END=3800000000000
title=Bye
"""
WEBVTT = """WEBVTT - chapters

NOTE by hand

00:00.000 --> 03:15.500
Intro

1
03:15.500 --> 1:02:03.000 align:start
<v Ann>The tide;
= tables

01:02:03.000 --> 01:05:00.000
Bye
"""
AUDITION = (
    "\ufeffName\tStart\tDuration\tTime Format\tType\tDescription\r\n"
    "Intro\t0:00.000\t0:00.000\tdecimal\tCue\t\r\n"
    "The tide; = tables\t3:15.500\t0:10.000\tdecimal\tCue\t\r\n"
    "\t1:02:03.000\t0:00.000\tdecimal\tCue\tBye\r\n"
)
REAPER = (
    "#,Name,Start,End,Length,Color\n"
    "M1,Intro,0:00.000,,\n"
    'R1,"The tide; = tables",3:15.500,3:25.500,0:10.000\n'
    "M2,Bye,1:02:03.000,,\n"
)
OGM = "\n".join(
    f"CHAPTER{number:02}={clock}\nCHAPTER{number:02}NAME={title}"
    for number, (clock, title) in enumerate(
        [("00:00:00.000", "Intro"), ("00:03:15.500", TIDE[1][1]), ("01:02:03.000", "Bye")]
    )
)
PODLOVE = (
    '[{"start": "00:00:00.000", "title": "Intro", "href": "", "image": ""},'
    '{"start": "00:03:15.500", "title": "The tide; = tables"}, {"start": "1:02:03", "title": "Bye"}]'
)
SPECTRAL = "0.0\t1.0\tIntro\n\\\t100.0\t200.0\n195.5\t195.5\tThe tide; = tables\n\\\t100.0\t200.0\n3723\t3725\tBye\n"
HEADED = "# by hand\nChapters of episode 5\n00:00:00.000 Intro\n00:03:15.500 The tide; = tables\n01:02:03.000 Bye\n"
MICROSECONDS = "00:00:00.000000 Intro\n00:03:15.500482 The tide; = tables\n01:02:03,000 Bye\n"
CUE_SHEET = (
    'PERFORMER "Ann"\nTITLE "A tide"\nFILE "a.mp3" MP3\n  TRACK 01 AUDIO\n    TITLE "Intro"\n    INDEX 01 00:00:00\n'
    '  TRACK 02 AUDIO\n    TITLE "The tide; = tables"\n    PERFORMER "Ben"\n    INDEX 00 03:14:00\n'
    "    INDEX 01 03:15:38\n  TRACK 03 AUDIO\n    TITLE Bye\n    INDEX 01 62:03:00\n"
)
FFPROBE = """{"chapters": [
 {"id": 0, "time_base": "1/1000", "start": 0, "start_time": "0.000000", "end": 1, "tags": {"title": "Intro"}},
 {"id": 1, "time_base": "1/1000", "start": 195500, "start_time": "195.5", "tags": {"title": "The tide; = tables"}},
 {"id": 2, "time_base": "1/44100", "start": 164184300, "start_time": "3723.000000", "tags": {"title": "Bye"}}]}"""
YT_DLP = (
    '{"id": "x", "chapters": [{"start_time": 0.0, "title": "Intro", "end_time": 195.5}, '
    '{"start_time": 195.5, "title": "The tide; = tables"}, {"start_time": 3723, "title": "Bye"}]}'
)
PODIGEE = (
    '[{"start_time": "00:00:00", "title": "Intro"}, {"start_time": "00:03:15.5", "title": "The tide; = tables"}, '
    '{"start_time": "01:02:03", "title": "Bye"}]'
)
SPREADSHEET = '"0:00","Intro"\n"3:15.5","The tide; = tables"\n1:02:03,"Bye"\n'
COMMENTED = "# total-duration: 01:10:00.000\n" + HEADED
COMPACT_DISC = (
    "Name\tStart\tDuration\tTime Format\tType\tDescription\n"
    "Intro\t00:00:00\t00:00:00\t75 fps\tCue\t\nBye\t62:03:00\t00:00:00\t75 fps\tCue\t\n"
)
CSV = 'Start;Title\n0:00;Intro\n3:15.5;"The tide; = tables"\n1:02:03;Bye\n'
FORMS = {
    "ffmetadata": FFMETADATA,
    "webvtt": WEBVTT,
    "srt": WEBVTT.partition("NOTE by hand\n")[2].replace(".", ","),
    "audition": AUDITION,
    "reaper": REAPER,
    "ogm": OGM,
    "podlove": PODLOVE,
    "audacity": SPECTRAL,
    "lines": HEADED,
    "microseconds": MICROSECONDS,
    "table": CSV,
    "ffprobe": FFPROBE,
    "yt-dlp": YT_DLP,
    "podigee": PODIGEE,
    "spreadsheet": SPREADSHEET,
    "comments": COMMENTED,
}


@pytest.mark.parametrize("name", ["list.txt", "list.json", "list.psc", "list"])
@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS)
def test_files_are_read_by_what_is_in_them(text: str, name: str) -> None:
    """Whatever their name is, with every line of theirs in a chapter."""
    read = read_file(name, text.encode())

    assert (TIDE, (), True) == ([(one.start_ms, one.title) for one in read.chapters], read.faults, read.whole)


def test_frames_are_parts_of_a_second() -> None:
    """Of a cue sheet, and of Audition's "Compact Disc 75 fps": `03:15:38` is no time of three hours."""
    sheet = read_file("a.cue", CUE_SHEET.encode())
    disc = read_file("markers.csv", COMPACT_DISC.encode())

    assert [(0, "Intro"), (195_506, "The tide; = tables"), (3_723_000, "Bye")] == [
        (one.start_ms, one.title) for one in sheet.chapters
    ]
    assert [(0, "Intro"), (3_723_000, "Bye")] == [(one.start_ms, one.title) for one in disc.chapters]
    assert ((), ()) == (sheet.faults, disc.faults)


@pytest.mark.parametrize("time_format", ["Samples", "Bars and Beats 4/4"])
def test_times_in_samples_and_beats_are_named(time_format: str) -> None:
    """They are no seconds."""
    read = read_file("markers.csv", f"Name\tStart\tTime Format\nTide\t8600000\t{time_format}\n".encode())

    assert ((), 1) == (read.chapters, len(read.faults))
    assert "export the times as minutes and seconds" in read.faults[0].hint


def test_a_heading_with_a_time_is_no_chapter() -> None:
    """But it is named."""
    read = read_file("a.txt", b"Recorded at 10:30\n0:00 Intro\n3:15 Tide\n")

    assert [(0, "Intro"), (195_000, "Tide")] == [(one.start_ms, one.title) for one in read.chapters]
    assert ["'Recorded at 10:30' stands above the first chapter, and its time is later"] == [
        one.message for one in read.faults
    ]


LINKED = [
    '[{"start": "00:00:00", "title": "Intro", "url": "https://tides.example/", "image": null}]',
    "CHAPTER000=00:00:00.000\nCHAPTER000NAME=Intro\nCHAPTER000URL=https://tides.example/\n",
    "00:00:00.000 Intro <https://tides.example/>\n",
]


@pytest.mark.parametrize("text", LINKED, ids=["auphonic", "vorbis", "lines"])
def test_addresses_are_read(text: str) -> None:
    """By each name that programs have for them."""
    assert (Chapter(start_ms=0, title="Intro", url="https://tides.example/"),) == read_file("a", text.encode()).chapters


def test_entities_of_captions_are_read() -> None:
    """`&amp;` in WebVTT."""
    read = read_file("a.vtt", b"WEBVTT\n\n00:00.000 --> 03:15.000\nTide &amp; <b>ebb</b>\n")

    assert ["Tide & ebb"] == [one.title for one in read.chapters]


@pytest.mark.parametrize(
    ("data", "message"),
    [(b"{\\rtf1\\ansi 0:00 Intro\\par}", "it is RTF, not text"), (b"PK\x03\x04...", "it is a document of Word")],
)
def test_documents_are_refused_by_name(data: bytes, message: str) -> None:
    """What TextEdit and Word save under the name of a text."""
    (fault,) = read_file("chapters.txt", data).faults

    assert fault.message.startswith(message)
    assert "save it as plain text" in fault.hint


@pytest.mark.parametrize("text", [FFMETADATA, WEBVTT], ids=["ffmetadata", "webvtt"])
def test_ends_are_read(text: str) -> None:
    """Where a program writes them."""
    first = read_file("list.txt", text.encode()).chapters[0]

    assert Chapter(start_ms=0, end_ms=195_500, title="Intro") == first


def test_an_escaped_line_end_is_a_space() -> None:
    """In ffmetadata."""
    text = ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1\nSTART=7\ntitle=two\\\nlines \\\\ \\#1\n"

    assert ((7_000, "two lines \\ #1"),) == tuple(
        (one.start_ms, one.title) for one in read_file("a", text.encode()).chapters
    )


LEFT_OUT = [
    ("0:00 Intro\nSponsor\n3:15 Tide\n", ["2: 'Sponsor' has no time"]),
    ("0:00 Intro\n00.03.15 Tide\n", ["2: '00.03.15 Tide' looks like a time in a form that is not read"]),
    ("00:00:00:00 Intro\n3:15 Tide\n", ["1: '00:00:00:00 Intro' looks like a time in a form that is not read"]),
    ("0:00 Intro\n3:15\n", ["2: '3:15' has no title"]),
    ("0.0\t1.0\tIntro\n2.0\t3.0\n", ["2: '2.0\\t3.0' has no title"]),
    ("0.0\t1.0\tIntro\nTide\n", ["2: 'Tide' is no label"]),
    (
        "[CHAPTER]\nSTART=x\ntitle=A\n[CHAPTER]\nSTART=5\n",
        ["1: '[CHAPTER]' has no `START` that is a time", "4: '[CHAPTER]' has no `title`"],
    ),
    (
        "WEBVTT\n\n0:00 --> 0:05\nA\n\n00:05.000 --> 00:07.000\n",
        ["3: '0:00 --> 0:05' is no time of a cue", "6: '00:05.000 --> 00:07.000' has no title below it"],
    ),
    (
        "CHAPTER01=0:00\nCHAPTER02=x\nCHAPTER02NAME=B\n",
        ["1: 'CHAPTER01=0:00' has no `NAME`", "2: 'CHAPTER02=x' is no time"],
    ),
    (
        "#,Name,Start,End,Length\nM1,Tide,5.1.00,,\nM2,,0:07,,\n",
        ["2: '5.1.00', where 'Tide' begins, is no time", "3: the marker at '0:07' has no name"],
    ),
    ("Name\tStart\tDescription\nA\t0:00\tmore\n", ["2: the description 'more' is in no chapter"]),
    ('Name,Start\nA,0:00\n"' + "xx\n" * 90_000, ["65539: a quotation mark is open up to here"]),
    ('[{"start": "x", "title": "A"}]', ["0: chapter 1: `start` is no time"]),
]


@pytest.mark.parametrize(("text", "faults"), LEFT_OUT)
def test_what_is_left_out_is_named_with_its_line(text: str, faults: list[str]) -> None:
    """And why."""
    read = read_file("list.txt", text.encode())

    assert faults == [f"{one.line}: {one.message}" for one in read.faults]
    assert all(one.hint for one in read.faults)
    assert read.whole == bool(read.chapters)


@pytest.mark.parametrize("row", ["9" * 400 + "\t1.0\tTide", "1.0\t" + "9" * 400 + ".5\tTide"])
def test_labels_at_no_time_are_refused(row: str) -> None:
    """The whole file: its seconds may be something else."""
    read = read_file("list.txt", f"0.0\t1.0\tIntro\n{row}\n".encode())

    assert not read.whole
    assert ["line 2, "] == [one.message[:8] for one in read.faults]


PIECES = st.lists(
    st.sampled_from(
        [
            "\n",
            "\t",
            ",",
            ";",
            "[CHAPTER]",
            "START=",
            "title=",
            "TIMEBASE=1/0",
            "WEBVTT",
            " --> ",
            "00:00.000",
            "1.5",
            "\\",
            "Name",
            "Start",
            *("CHAPTER01=", "NAME", "{", "[", "]", '"', "0:00", "a", "#", " ", "9" * 40),
        ]
    )
).map("".join)


@given(PIECES | st.text())
def test_no_file_makes_reading_fail(text: str) -> None:
    """Whatever is in it: a list of chapters with titles within an episode, or a reason."""
    read = read_file("list.txt", text.encode("utf-8", "replace"))

    assert read.chapters or read.faults
    assert all(0 <= one.start_ms <= 10**10 for one in read.chapters)


def test_the_docs_have_the_same_table() -> None:
    """One fact, one place."""
    docs = (Path(__file__).parents[1] / "docs" / "chapters.md").read_text(encoding="utf-8")

    assert [] == [row for row in (files.__doc__ or "").splitlines() if row.startswith("|") and row not in docs]
