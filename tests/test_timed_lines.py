"""A time and its title in one line: every form in which authors write chapters, in notes, in YAML and in files.

`RELATIVES` says whose faults these were.
"""

from __future__ import annotations

import re
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedpub import notes
from feedpub.chapters import listed_in_notes
from feedpub.chapters.files import read_file
from feedpub.model.episode import ChapterEntry
from feedpub.standards import timed_lines
from feedpub.standards.timed_lines import looks_timed, read_timed_line, without_separator

RELATIVES = [
    (
        "`(00:00)` alone, title in the next paragraph",
        ["a `## Chapters` section", "times as links"],
        ["Mtillmann/chaptertool#20", "the-byte-bender/audiopub-sv#20", "AntennaPod#8106"],
    ),
    (
        "`00:12:34.500 The boats`",
        ["microseconds", "milliseconds behind a comma"],
        ["gpac/gpac#706", "clsid2/mpc-hc#1882", "DmitryVarennikov/cuegenerator#15"],
    ),
    (
        "`00:00 - 12:34 Intro`",
        ["end times in titles", "`[1:36:45]` behind a title stays"],
        ["yattee/yattee#597", "chapters_for_mpv#26"],
    ),
    (
        '`- "00:00 - Intro"`',
        ["`0:00: JDX - Tides`", "an artist's name with a hyphen"],
        ["mifi/lossless-cut#1642", "artur-shaik/CueParser#6"],
    ),
    (
        "`- [00:00:00] Intro`, `• 00:00`",
        ["brackets against false positives", "bullets"],
        ["syndicated-media/sn-spec#33", "advplyr/audiobookshelf#5119"],
    ),
    (
        "`Intro 00:00`",
        ["`#2 (00:10:00) variables`", "time within the title"],
        ["David-Else/simple-youtube-chapter-extractor#3", "zpix1/yt-anti-translate#92"],
    ),
    (
        "`0h12m34s`",
        ["`127:50` beyond an hour", "hours without zero"],
        ["noracast/podcastfreaks.com#44", "ampache#3299", "AntennaPod#3031"],
    ),
    (
        "full-width colon",
        ["times behind letters of other scripts", "`h:mm` or `mm:ss`"],
        ["AntennaPod#5846", "geeksblabla/geeksblabla.community#113"],
    ),
]
"""A fault that was found, its relatives, and the threads in trackers of podcast tools that show them."""

ROOT = Path(__file__).parents[1]
_ROW = re.compile(r"^\| (?P<form>[^|]+?) \| (?P<examples>(?:[^|\\]|\\.)+?) \| (?P<title>[^|]+?) \|$", re.MULTILINE)


def examples() -> list[tuple[str, str]]:
    """Each example of the module's table, and what the table says of its title."""
    rows = [row for row in _ROW.finditer(timed_lines.__doc__ or "") if "`" in row["examples"]]
    return [
        (one.replace("\\|", "|"), row["title"]) for row in rows for one in re.findall(r"`([^`]+)`", row["examples"])
    ]


@pytest.mark.parametrize(("line", "title"), examples())
def test_every_form_of_the_table_is_read(line: str, title: str) -> None:
    """The title is `Intro`, or in the next line; ranges have an end."""
    read = read_timed_line(line)

    assert read is not None
    assert ("" if title == "the next line" else "Intro") == read.title
    assert ("with an end" in title) == (read.end_ms is not None)


def test_the_docs_have_the_same_tables() -> None:
    """One fact, one place."""
    docs = (ROOT / "docs" / "chapters.md").read_text(encoding="utf-8")

    assert [] == [row[0] for row in _ROW.finditer(timed_lines.__doc__ or "") if row[0] not in docs]


TITLES = [
    ("00:00 500 days", 0, "500 days"),
    ("12:34 3.5 million", 754_000, "3.5 million"),
    ("10:00 24-hour news", 600_000, "24-hour news"),
    ("0:00 9/11", 0, "9/11"),
    ("0:00 .NET Rocks", 0, ".NET Rocks"),
    ("0:00 -5 degrees", 0, "-5 degrees"),
    ("0:00 1:15 scale models", 0, "1:15 scale models"),
    ("12:00 - 9:11 the book", 720_000, "9:11 the book"),
    ("1:56: Sound Rush & Sogma ft. Robin Vane - Transform", 116_000, "Sound Rush & Sogma ft. Robin Vane - Transform"),
    ("0:00 001 Lesson 1 [1:36:45]", 0, "001 Lesson 1 [1:36:45]"),
    ("0:00 H is for hawk", 0, "H is for hawk"),
    ("0:00 am Strand", 0, "am Strand"),
    ("12:34 Am Strand", 754_000, "Am Strand"),
    ("0:00 (Intro)", 0, "(Intro)"),
    ("0:00 What is AI?", 0, "What is AI?"),
    ("What is AI? 0:00", 0, "What is AI?"),
    ("3 Little Pigs 12:34", 754_000, "3 Little Pigs"),
    ("00:00开场", 0, "开场"),
    ("00:00:\u00a0- Intro", 0, "Intro"),
    ("**00:00** Intro", 0, "Intro"),
    ("1. 00:00 Intro", 0, "Intro"),
    ("#2 (00:10:00) variables", 600_000, "variables"),
    ("~0:00 Intro", 0, "Intro"),
    ("📍 0:00 Intro", 0, "Intro"),
    ("Topic: Intro: a tale · Time: 12:34", 754_000, "Intro: a tale"),
    ("Time: 0:00 · Topic: Intro · Guest: Ann", 0, "Intro · Guest: Ann"),
    ("| 0:00 | A | B |", 0, "A | B"),
    ("| Intro | 0:00 |", 0, "Intro"),
    ("| 3 | **12:34** | A, 2 |", 754_000, "A, 2"),
    ("#: 3 · Time: 12:34 · Topic: 24 hours", 754_000, "24 hours"),
    ("0:00 · Intro: a tale · B", 0, "Intro: a tale · B"),
    ("(00:00 Intro)", 0, "Intro"),
    ("Intro ..... 00:00", 0, "Intro"),
    ("0:00,5 Intro", 500, "Intro"),
    ("75:00 Late", 4_500_000, "Late"),
    ("0:00 / Intro", 0, "Intro"),
    ("3:15// Tide", 195_000, "Tide"),
    ("0:00 /r/tides", 0, "/r/tides"),
    ("@0:00 Intro", 0, "Intro"),
    ("@ 3:15 - The tide", 195_000, "The tide"),
    ("The tide @ 3:15", 195_000, "The tide"),
    ("Minute 03:15 – Gezeiten", 195_000, "Gezeiten"),
    ("Ab Minute 03:15: Gezeiten", 195_000, "Gezeiten"),
    ("Min. 3:15 Tide", 195_000, "Tide"),
    ("03:15 min Tide", 195_000, "Tide"),
    ("(03:15 min) Tide", 195_000, "Tide"),
    ("Tide (3:15 min)", 195_000, "Tide"),
    ("0:00 minor keys", 0, "minor keys"),
    ("0:00 Min Kim", 0, "Min Kim"),
    ("03'15 : Les marées", 195_000, "Les marées"),
    ("[03'15] Les marées", 195_000, "Les marées"),
    ("3 min 15 s : Les marées", 195_000, "Les marées"),
    ("3min15 Les marées", 195_000, "Les marées"),
    ("0h 3m 15s Tide", 195_000, "Tide"),
    ("03:15～潮", 195_000, "潮"),
    ("03:15〜 潮", 195_000, "潮"),
    ("(03:15~) 潮", 195_000, "潮"),
    ("0:00 ~5 degrees", 0, "~5 degrees"),
    ("\u200f03:15 المد", 195_000, "المد"),
    ("\u200b3:15\u200b Tide", 195_000, "Tide"),
    ("1\ufe0f\u20e3 3:15 Tide", 195_000, "Tide"),
    ("Tide.........3:15", 195_000, "Tide"),
]


@pytest.mark.parametrize(("line", "start", "title"), TITLES)
def test_titles_keep_what_is_theirs(line: str, start: int, title: str) -> None:
    """Numbers, signs and times at their beginning, and brackets at their end."""
    read = read_timed_line(line)

    assert read is not None
    assert (start, title) == (read.start_ms, read.title)


NONE = [
    "12:345",
    "1:2:3:4",
    "ratio 16:9 it was",
    "at 3:15 it rains",
    "0:60 no",
    "00:12:34:05 frames",
    "",
    "Intro",
    "5 min read",
    "3 minutes 15",
    "Start: 0:00 Intro",
    "ab 3:15 Gezeiten",
    "00:00x:",
]


@pytest.mark.parametrize("line", NONE[:-1])
def test_what_neither_begins_nor_ends_with_a_time_is_none(line: str) -> None:
    """Ratios, times in sentences, frames of film."""
    assert read_timed_line(line) is None


LOOKS = ["0 : 00 Intro", "00:12:34:05 Frames", "00.12.34 Dots", "- 0:60 Intro", "18h30 Concert", "٠٣:١٥ المد"]


@pytest.mark.parametrize("line", LOOKS)
def test_what_looks_like_a_time_is_noticed(line: str) -> None:
    """In forms that are not read, so that somebody can be told."""
    assert looks_timed(line)
    assert read_timed_line(line) is None


@pytest.mark.parametrize("line", ["3:1 Kiel", "3.5 million", "Intro", "12.10.", "5 minutes", ""])
def test_what_looks_like_no_time_is_not_noticed(line: str) -> None:
    """Results of matches, numbers, dates."""
    assert not looks_timed(line)


OF_DAY = [
    "10:30 Uhr",
    "3:15 AM",
    "3:15 pm drinks",
    "4:00 p.m.",
    "18:00h",
    "12:00 UTC",
    "Doors open at 18:30",
    "ab 19:15",
]


@pytest.mark.parametrize("line", OF_DAY)
def test_times_of_the_day_are_marked(line: str) -> None:
    """By the words behind them, or by the preposition before them."""
    read = read_timed_line(line)

    assert read is not None
    assert read.of_day


SHORT = [
    ("3:15 The tide", {"start": "3:15", "title": "The tide"}),
    ("00:00 - Intro", {"start": "00:00", "title": "- Intro"}),  # as it always was: digests hold it
    ("[3:15] The tide", {"start": "3:15", "title": "The tide"}),
    ("The tide (3:15)", {"start": "3:15", "title": "The tide"}),
    ("(3:15 - 6:00) The tide", {"start": "3:15", "title": "The tide", "end": "6:00"}),
    ("12:34: The tide", {"start": "12:34", "title": "The tide"}),
    ("0h12m34s The tide", {"start": "12:34", "title": "The tide"}),
    ("3:15", {"start": "3:15"}),
    ("notes", {"source": "notes"}),
    ("night tide.json", {"source": "night tide.json"}),
    ("3:15 notes.txt", {"source": "3:15 notes.txt"}),
    ("3:15 Data in boats.csv", {"start": "3:15", "title": "Data in boats.csv"}),
]


@pytest.mark.parametrize(("text", "entry"), SHORT)
def test_the_short_form_in_yaml_takes_every_form(text: str, entry: dict[str, str]) -> None:
    """And what was read before has the same long form, since it is part of the digest of what an author wrote."""
    assert entry == ChapterEntry.expanded(text)


def test_a_colon_in_yaml_makes_a_mapping_that_is_read() -> None:
    """`- 3:15: The tide tables`."""
    entry = ChapterEntry.model_validate({"3:15": "The tide tables"})

    assert (195_000, "The tide tables") == (entry.start, entry.title)


@pytest.mark.parametrize(
    ("title", "bare"), [("- Intro", "Intro"), ("-5 degrees", "-5 degrees"), (".NET", ".NET"), ("A - B", "A - B")]
)
def test_a_dash_before_a_title_is_no_part_of_it(title: str, bare: str) -> None:
    """A minus is."""
    assert bare == without_separator(title)


# --- nothing vanishes


def html_of(text: str) -> str:
    """Notes in Markdown as HTML."""
    return notes.feed_form(notes.render(text).html)


FORMS = [
    *("{t} {x}", "{t} - {x}", "{t} – {x}", "{t}: {x}", "{t} | {x}", "({t}) {x}", "[{t}] {x}", "({t}) - {x}", "{t}-{x}"),
    *("• {t} {x}", "- {t} {x}", "* {t} – {x}", "1. {t} {x}", "– {t} – {x}", "▶ {t} {x}", "**{t}** {x}", "{t}\u3000{x}"),
    *("{x} {t}", "{x} ({t})", "{x} [{t}]", "{x} - {t}", "- {x} {t}", "{x}: {t}", "| {t} | {x} |", "{t} -> {x}"),
    *("({t})\n\n{x}\n", "{t}\n{x}", "【{t}】{x}"),
]
CLOCKS = [
    ("0:00", "3:15", "12:34"),
    ("00:00:00", "00:12:34.500", "01:02:03"),
    ("00：00", "12：34", "75：00"),
    ("0h00m00s", "0h12m34s", "1h02m03s"),
]
STARTS = [(0, 195_000, 754_000), (0, 754_500, 3_723_000), (0, 754_000, 4_500_000), (0, 754_000, 3_723_000)]
TITLES_OF_LISTS = [
    ("Intro", "The boats", "Goodbye"),
    ("500 days", "3.5 million boats", "24-hour news"),
    ("9/11", "What is AI?", "R2-D2 & friends"),
    ("Ann: a life", "Why (not)?", "Kids, Inc."),
    ("Привет", "早上好", "Grüße"),
    ("A - B", "C | D", "E – F"),
]
LISTS = [
    pytest.param(form, clocks, starts, titles, id=f"{form!r}-{clocks[1]}-{titles[0]}")
    for form in FORMS
    for clocks, starts in zip(CLOCKS, STARTS, strict=True)
    for titles in TITLES_OF_LISTS
]


@pytest.mark.parametrize(("form", "clocks", "starts", "titles"), LISTS)
def test_every_title_and_time_of_a_list_is_published(
    form: str, clocks: tuple[str, ...], starts: tuple[int, ...], titles: tuple[str, ...]
) -> None:
    """In notes in Markdown, in a file and in YAML: the same chapters, whatever the form."""
    lines = [form.format(t=clock, x=title) for clock, title in zip(clocks, titles, strict=True)]
    expected = list(zip(starts, titles, strict=True))

    in_notes = listed_in_notes(html_of("Talk.\n\n" + "\n".join(lines)), 5_000_000)
    in_file = read_file("list.txt", "\n".join(lines).encode())

    assert expected == [(one.start_ms, one.title) for one in in_notes.chapters]
    assert expected == [(one.start_ms, one.title) for one in in_file.chapters]
    assert ((), ()) == (in_notes.unread, in_file.faults)


PIECES = st.lists(
    st.sampled_from(
        [
            "0:00",
            "3:15",
            "12:34",
            "1:02:03",
            "Tide",
            "tables",
            "500",
            "pm",
            "Uhr",
            "-",
            "–",
            "|",
            "(",
            ")",
            "[",
            "]",
            "at",
            ":",
        ]
    ),
    min_size=1,
    max_size=6,
).map(" ".join)


@given(st.lists(PIECES, min_size=3, max_size=8))
def test_every_line_that_begins_with_a_time_is_a_chapter_or_named(lines: list[str]) -> None:
    """Whatever stands in a chapter file: each word of such a line comes out, or a fault names the line."""
    read = read_file("list.txt", "\n".join(lines).encode())

    out = {word for one in read.chapters for word in re.findall(r"\w+", one.title)}
    named = {fault.line for fault in read.faults}
    first = next((number for number, line in enumerate(lines, start=1) if read_timed_line(line)), len(lines) + 1)
    for number, line in enumerate(lines, start=1):
        if number >= first and number not in named:
            assert set(re.findall(r"[A-Za-z]+", line)) <= out, (line, read)


@pytest.mark.slow
def test_no_line_makes_reading_hang() -> None:
    """Time grows with the length, not with its square."""
    start = process_time()
    for piece in ("-", " ", "0:00", "0:00 ", "(", "*_", "- ", "1. ", "12:34 - ", "·", "a: ", "0:00 · a: ", "| ", ". "):
        read_timed_line(piece * 50_000 + "x 0:00")
        read_timed_line("x" + piece * 50_000)

    assert process_time() - start < 20
