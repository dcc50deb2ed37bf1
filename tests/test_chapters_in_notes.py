"""When lines with times in notes are chapters, and what is said of those that are none.

`RELATIVES` says whose faults these were.
"""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sounds import mp3
from tests.studio import Studio

from feedpub import chapters, notes
from feedpub.chapters import NotesChapters, forced_in_notes, listed_in_notes
from feedpub.chapters.vocabulary import INTRODUCTIONS, introduces_chapters, is_book
from feedpub.deploy.events import Planned
from feedpub.feed.description import description
from feedpub.model import Catalog
from feedpub.model.chapter import Chapter
from feedpub.output.plan import plan_document, plan_lines
from feedpub.standards.timed_lines import timed_lines

RELATIVES = [
    (
        "a timetable (`05:20 First boat leaves`) in an MP3's chapters",
        ["`at 3:15 AM`", "`16:9` and results of matches"],
        ["syndicated-media/sn-spec#33", "yattee/yattee#597"],
    ),
    (
        "`John 3:16`",
        ["inline times of a sentence", "a recording shorter than the time"],
        ["syndicated-media/sn-spec#33", "einmalfel/PodListen#71", "syntaxfm/website#887"],
    ),
    (
        "a list that begins later than 0:00",
        ["a heading `Chapters`", "only `0:00` is searched for"],
        ["TeamNewPipe/NewPipe#5694", "goto-bus-stop/get-youtube-chapters#1", "the-byte-bender/audiopub-sv#20"],
    ),
    (
        "paragraphs between the lines",
        ["lines split by `</p>` and `<br>`", "h:mm where it fits the length"],
        ["advplyr/audiobookshelf#5119", "AntennaPod#8106", "AntennaPod#2244"],
    ),
    (
        "what is not read vanishes in silence",
        ["timings totally off after an import", "invalid lines crash"],
        ["mifi/lossless-cut#1102", "TechSmith/mp4v2#33"],
    ),
]
"""A fault that was found, its relatives, and the threads in trackers of podcast tools that show them."""

HOUR = 3_600_000


def html_of(text: str) -> str:
    """Notes in Markdown as HTML."""
    return notes.feed_form(notes.render(text).html)


CHAPTERS = [
    ("0:00 Intro\n3:15 Tide\n9:00 Bye", "the first is at 0:00"),
    ("0:00 Intro\n5:00 Tide\n10:00 Bye", "the first is at 0:00"),  # equal steps, but from the beginning
    ("Timestamps:\n\n3:15 Tide\n9:00 Ebb\n13:10 Bye", "'Timestamps:' stands above them"),
    ("## Kapitel\n\n- 3:15 Tide\n- 9:00 Ebb\n- 13:10 Bye", "'Kapitel' stands above them"),
    (
        "Les chapitres de cet épisode\n\n3:15 Tide\n9:00 Ebb\n13:10 Bye",
        "'Les chapitres de cet épisode' stands above them",
    ),
    ("本期时间轴\n\n3:15 潮\n9:00 浪\n13:10 完", "'本期时间轴' stands above them"),
    ("Talk.\n\n3:15 Tide\n9:00 Ebb\n40:10 Bye", "they span 36:55 of 1:00:00"),
    ("- 0:00 Intro\n  - about me\n- 3:15 Tide\n- Sponsor: a boat\n- 9:00 Bye", "the first is at 0:00"),  # one list
    ("Timestamps\n\n0:45 Intro\n4:05 Tide\n7:25 Bye", "'Timestamps' stands above them"),  # equal, but no timetable
    ("Intro 0:00\nTide (3:15)\nBye 9:00", "the first is at 0:00"),
    ("Intro 0:00\nJohn 3:15\nBye 9:00", "the first is at 0:00"),  # a guest: no chapter of a book is the 0th
    ("Intro\n(0:00)\n\nTide\n(3:15)\n\nBye\n(9:00)\n\nThanks.", "the first is at 0:00"),  # titles above
    ("- Part one\n  - 0:00 Intro\n  - 3:15 Tide\n- Part two\n  - 9:00 Bye", "the first is at 0:00"),
    ("(0:00)\n\nIntro\n\n(3:15)\n\nTide\n\n(9:00)\n\nBye", "the first is at 0:00"),
    ("0:00 Intro\n12:34 Am Strand\n20:00 Bye", "the first is at 0:00"),
    ("0:00 Intro\nTide 3:15\n9:00 Bye", "the first is at 0:00"),  # in front and behind
    ("Intro 0:00\n3:15 Tide\n9:00 Bye", "the first is at 0:00"),
    ("Intro @ 0:00\nTide @ 3:15\nBye @ 9:00", "the first is at 0:00"),
    ("0:00 Intro\n\n\n3:15 Tide\n\n9:00 Bye", "the first is at 0:00"),
    ("In dieser Folge:\n\n3:15 Tide\n9:00 Ebb\n13:10 Bye", "'In dieser Folge:' stands above them"),
    ("Dans cet épisode :\n\n3:15 Tide\n9:00 Ebb\n13:10 Bye", "'Dans cet épisode :' stands above them"),
    ("### Key moments\n\n- 3:15 Tide\n- 9:00 Ebb\n- 13:10 Bye", "'Key moments' stands above them"),
]


@pytest.mark.parametrize(("text", "reason"), CHAPTERS)
def test_lines_are_chapters_for_a_reason(text: str, reason: str) -> None:
    """From 0:00, below a word of the table, or over half of the recording; all others are none."""
    listed = listed_in_notes(html_of(text), HOUR)

    assert (3, reason, ()) == (len(listed.chapters), listed.reason, listed.unread)


NONE = [
    ("05:20 First boat\n07:00 Second boat\n18:30 Last boat", "the first is not at 0:00, no line such as `Chapters`"),
    ("Chapters\n\n10:00 Boat\n11:00 Boat\n12:00 Boat", "they are as far apart as the rows of a timetable"),
    ("Topics\n\n06:00 Boat\n12:00 Boat\n18:00 Boat", "they are as far apart as the rows of a timetable"),
    ("Topics\n\n9:05 Boat\n9:25 Boat\n9:45 Boat", "they are as far apart as the rows of a timetable"),
    ("Topics\n\n10:30 Uhr Boot\n11:10 Uhr Boot\n12:40 Uhr Boot", "'10:30 Uhr Boot' is a time of the day"),
    ("Schedule of topics:\n3:15 pm A\n4:30 pm B\n6:15 pm C", "'3:15 pm A' is a time of the day"),
    ("Contents\n\nDoors open at 18:30\nMusic from 19:15\nEnd at 21:40", "'Doors open at 18:30' is a time of the day"),
    ("Chapters we read:\n\nGenesis 1:26\nJohn 3:16\nPsalm 23:40", "'Genesis 1:26' is a verse of a book"),
    ("Themen\n\n1 Mose 1:26\nJohannes 3:16\nPsalm 23:40", "'1 Mose 1:26' is a verse of a book"),
    ("0:00 Intro\n9:00 Tide\n3:15 Bye", "'3:15 Bye' is not behind the line before it"),
    ("0:00 Intro\n3:15 Tide\n3:15 Bye", "'3:15 Bye' is not behind the line before it"),
    ("0:00 Intro\n3:15 Tide\n1:09:00 Bye", "'1:09:00 Bye' is behind the end of the recording (1:00:00)"),
    ("0:00 Intro\n3:15 Tide", "chapters are at least 3 lines that are adjacent or in one list"),
    ("0:00 Intro", "chapters are at least 3 lines that are adjacent or in one list"),
    ("### 0:00 Intro\n\nText.\n\n### 3:15 Tide\n\nText.\n\n### 9:00 Bye", "chapters are at least 3 lines that"),
    ("Chapters: 0:00 Intro | 3:15 Tide | 9:00 Bye", "has several times"),
    ("0:00 Intro, 3:15 Tide, 9:00 Bye", "has several times"),
    ("٠٠:٠٠ مقدمة\n\n٠٣:١٥ المد\n\n٠٩:٠٠ الوداع", "look like times, in a form that is not read"),
    ("0:00 Intro\n3:15 Tide\n9:00", "'9:00' has no title"),
    ("Start: 0:00 Intro\nStart: 3:15 Tide\nStart: 9:00 Ebb", "look like times, in a form that is not read"),
    ("ab 0:00 Gruß\nab 3:15 Flut\nab 9:00 Ebbe", "look like times, in a form that is not read"),
    ("0.00 Intro\n3.15 Tide\n9.00 Ebb", "look like times, in a form that is not read"),
    ("0 min Intro\n3 min Tide\n9 min Ebb", "look like times, in a form that is not read"),
    ("In this episode: (3:15) Boats, (6:02) Tides, (9:40) Piers.", "has several times"),
    ("0:00 Intro\n3:15 Tide\nSponsor: a boat\n9:00 Ebb\n20:10 Bye", "and 'Sponsor: a boat' stands between them"),
    ("See 3:15 Tide. That is\n3:15 Tide\n9:00 Ebb\n20:10 Bye", "the first is not at 0:00"),
]


@pytest.mark.parametrize(("text", "reason"), NONE)
def test_other_lines_are_no_chapters_and_named(text: str, reason: str) -> None:
    """With every line and the reason."""
    listed = listed_in_notes(html_of(text), HOUR)

    assert ((), 1) == (listed.chapters, len(listed.unread))
    assert reason in listed.unread[0].reason
    assert all(line.split()[-1] in text for line in listed.unread[0].lines)


def test_of_two_lists_one_is_chapters_and_the_other_is_named() -> None:
    """A list of chapters with a timetable below."""
    text = "0:00 Intro\n3:15 Tide\n9:00 Bye\n\nBoats:\n\n10:00 Out\n11:00 Back\n12:00 Out"

    listed = listed_in_notes(html_of(text), HOUR)

    assert ["Intro", "Tide", "Bye"] == [one.title for one in listed.chapters]
    assert [("10:00 Out", "11:00 Back", "12:00 Out")] == [one.lines for one in listed.unread]


BROKEN = [
    (
        "0:00 Intro\n3:15 Tide\n5:00 Ebb\nSponsor: a boat\n9:00 Moon\n20:10 Sun\n30:00 Bye",
        ("9:00 Moon", "20:10 Sun", "30:00 Bye"),
        "'Sponsor: a boat' stands between them and the chapters above",
    ),
    (
        "0:00 Intro\n3:15 Tide\n5:00 Ebb\n\n*Sponsor: a boat*\n\n9:00 Moon",
        ("9:00 Moon",),
        "chapters are at least 3 lines that are adjacent or in one list, and 'Sponsor: a boat' stands between them",
    ),
    ("0:00 Intro\n3:15 Tide\n5:00 Ebb\nMoon 9:00", ("Moon 9:00",), "its time is behind its title"),
]


@pytest.mark.parametrize(("text", "lines", "reason"), BROKEN)
def test_of_a_list_that_another_line_breaks_the_rest_is_named(text: str, lines: tuple[str, ...], reason: str) -> None:
    """With the line between, and with `chapters: notes`, which takes all of them."""
    listed = listed_in_notes(html_of(text), HOUR)

    assert ["Intro", "Tide", "Ebb"] == [one.title for one in listed.chapters]
    assert [lines] == [one.lines for one in listed.unread]
    assert reason in listed.unread[0].reason
    assert "`chapters: notes` takes them all" in listed.unread[0].hint
    assert ["Intro", "Tide", "Ebb", "Moon"] == [one.title for one in forced_in_notes(html_of(text)).chapters][:4] or (
        "Moon 9:00" in text
    )


@pytest.mark.parametrize(
    "text",
    [
        "We begin at 10:30.\n\n(3:15) shows a chart.\n\nBye.",
        "16:9\n\nNo times.",
        "Results\n\n3:1\n\n2:0\n\n1:1",
        "3.50 tea\n\n4.20 cake\n\n5.00 all",
        "",
    ],
)
def test_a_single_time_is_a_remark(text: str) -> None:
    """Nobody wants to be told about it."""
    assert NotesChapters() == listed_in_notes(html_of(text), HOUR)


def test_forms_that_are_not_read_are_named() -> None:
    """Three lines that look like times."""
    listed = listed_in_notes(html_of("00.00.00 Intro\n\n00.12.34 Tide\n\n01.02.03 Bye"), HOUR)

    assert [("look like times, in a form that is not read", 3)] == [
        (one.reason, len(one.lines)) for one in listed.unread
    ]


def test_without_the_recording_half_of_it_is_asked_later() -> None:
    """The catalog knows how long the recording is."""
    listed = listed_in_notes(html_of("3:15 Tide\n9:00 Ebb\n40:15 Bye"))

    assert (3, 74 * 60_000) == (len(listed.chapters), listed.at_most_ms)


def test_forced_lines_are_all_taken_and_their_faults_named() -> None:
    """`chapters: notes`: every line with a title, but times of the day."""
    forced = forced_in_notes(html_of("12:34 B\n\n0:30 A\n\nTalk.\n\n10:30 Uhr\n\n15:00 C"))

    assert ["B", "A", "C"] == [one.title for one in forced.chapters]
    assert [("10:30 Uhr",), ("0:30 A",)] == [one.lines for one in forced.unread]


@pytest.mark.parametrize(("language", "word"), [(tag, word) for tag, words in INTRODUCTIONS.items() for word in words])
def test_each_word_of_the_table_introduces_chapters(language: str, word: str) -> None:
    """In capitals, with a colon, in a short line; not within another word, nor in a long sentence."""
    assert introduces_chapters(f"{word.capitalize()}:")
    assert introduces_chapters(f"- {word} -")
    assert not introduces_chapters(f"{'x ' * 50}{word}")
    assert language in {"ja", "ko", "zh"} or not introduces_chapters(f"x{word}x")


def test_the_languages_of_the_pages_have_words() -> None:
    """Those that feedpub speaks, at least."""
    spoken = {file.stem for file in Path(notes.__file__).parent.joinpath("pages", "words").glob("*.toml")}

    assert spoken <= set(INTRODUCTIONS)


@pytest.mark.parametrize("text", ["John", "1 Corinthians", "2. Könige", "Readings: Psalm", "Иоанна", "Ps."])
def test_books_with_verses_are_known(text: str) -> None:
    """By their whole name, in several languages."""
    assert is_book(text)
    assert not is_book(f"{text} and the sea")


@given(
    st.lists(
        st.sampled_from(
            ["0:00 A", "3:15 B", "9:00", "- 12:34 C", "10:30 Uhr", "(1:02:03) E", "[3:15] F", "1. 20:00 G"]
        ),
        min_size=2,
        max_size=12,
    )
)
def test_every_line_that_begins_with_a_time_is_a_chapter_or_named(lines: list[str]) -> None:
    """Whatever their order: each of several such lines is published or reported."""
    html = html_of("\n\n".join(lines))
    texts = [line.removeprefix("- ").removeprefix("1. ") for line in lines]

    for listed in (listed_in_notes(html, 2 * HOUR), forced_in_notes(html)):
        named = {line for one in listed.unread for line in one.lines}
        starts = {one.start_ms for one in listed.chapters}
        timed = zip(texts, timed_lines(texts), strict=True)
        assert [] == [line for line, one in timed if line not in named and one and one.start_ms not in starts]


# --- a publication


def desk(tmp_path: Path, **fields: Any) -> Studio:
    """A show with one episode of ten minutes."""
    studio = Studio(tmp_path)
    studio.show()
    (studio.folder / "a.mp3").write_bytes(mp3(600.0, kbps=32))
    studio._write("a.yaml", {"title": "A tide", "audio": "a.mp3", **fields})
    return studio


def findings(planned: Planned) -> list[tuple[str, str]]:
    """Code and message of what is said of chapters that are none."""
    return [(one.rule.code, one.message) for one in planned.gate.findings if one.rule.code in {"FP622", "FP623"}]


def listed(catalog: Catalog) -> list[str]:
    """The titles of the chapters of the only episode, but for one at 0."""
    return [one.title for one in catalog.items[0].chapters if one.start_ms]


TIMETABLE = "We meet at the quay.\n\n05:20 First boat\n07:00 Second boat\n09:05 Last boat\n"


def test_a_plan_says_that_lines_are_chapters(tmp_path: Path) -> None:
    """And why."""
    planned = desk(tmp_path, notes="0:00 Intro\n3:15 Tide\n9:00 Bye\n").plan()

    text = "3 lines of the notes are the chapters: the first is at 0:00"
    assert [("a", "chapters", text)] == [(one.slug, one.field, one.text) for one in planned.decisions]
    assert [] == findings(planned)


def test_people_and_programs_read_the_decision(tmp_path: Path) -> None:
    """Below what happens to the episode, and under `decisions` with `--json`."""
    document = plan_document(desk(tmp_path, notes="0:00 Intro\n3:15 Tide\n9:00 Bye\n").plan())

    text = "3 lines of the notes are the chapters: the first is at 0:00"
    assert [{"slug": "a", "field": "chapters", "text": text}] == document["decisions"]
    assert f"a: chapters: {text}" in [line.text for line in plan_lines(document)]


def test_a_plan_says_that_lines_are_none_and_a_finding_which(tmp_path: Path) -> None:
    """At the notes, with the lines and their numbers in the file."""
    studio = desk(tmp_path)
    text = f"title: A tide\naudio: a.mp3\nnotes: |\n{textwrap.indent(TIMETABLE, '  ')}"
    (studio.folder / "a.yaml").write_text(text, encoding="utf-8")

    planned = studio.plan()

    reason = (
        "look like times and are no chapters: the first is not at 0:00, no line such as `Chapters` stands above them, "
        "and they span less than half of the recording"
    )
    assert () == planned.after.items[0].chapters
    assert [f"3 lines of the notes {reason}"] == [one.text for one in planned.decisions]
    where = "(lines 6 to 8: '05:20 First boat', '07:00 Second boat', '09:05 Last boat')"
    assert [("FP622", f"3 lines of the notes {reason} {where}")] == findings(planned)
    assert [3] == [one.place.line for one in planned.gate.findings if one.rule.code == "FP622"]


def test_lines_of_a_file_with_notes_have_its_numbers(tmp_path: Path) -> None:
    """`a.md` beside `a.yaml`."""
    studio = desk(tmp_path)
    (studio.folder / "a.md").write_text(TIMETABLE, encoding="utf-8")

    ((_, message),) = findings(studio.plan())

    assert "(lines 3 to 5: '05:20 First boat'" in message


def test_an_author_decides_otherwise(tmp_path: Path) -> None:
    """`chapters: notes` and `chapters: off`."""
    taken = desk(tmp_path / "notes", notes=TIMETABLE, chapters="notes").plan()
    left = desk(tmp_path / "off", notes=TIMETABLE, chapters="off").plan()

    assert ["First boat", "Second boat", "Last boat"] == listed(taken.after)
    assert ((), (), []) == (left.after.items[0].chapters, left.decisions, findings(left))
    assert [] == findings(taken)


def test_a_file_whose_lines_are_left_out_is_named(tmp_path: Path) -> None:
    """At `chapters:`, with the line of the file."""
    studio = desk(tmp_path, chapters="list.txt", notes="Talk.")
    (studio.folder / "list.txt").write_text("Chapters\n0:00 Intro\n3:15 Tide\nSponsor\n9:00 Bye\n", encoding="utf-8")

    planned = studio.plan()

    assert [("FP623", "list.txt:4: 'Sponsor' has no time")] == findings(planned)
    assert 3 == len(planned.after.items[0].chapters)


def test_of_many_lines_that_are_left_out_the_first_are_named(tmp_path: Path) -> None:
    """And the others counted."""
    studio = desk(tmp_path, chapters="list.txt", notes="Talk.")
    (studio.folder / "list.txt").write_text("0:00 Intro\n3:15 Tide\n9:00 Bye\n" + "x\n" * 9, encoding="utf-8")

    assert ("FP623", "list.txt: 4 more lines in no chapter") in findings(studio.plan())


def test_a_dash_and_an_end_in_yaml_are_read(tmp_path: Path) -> None:
    """`- "00:00 - Intro"`, `- "3:15 - 6:00 Tide"`."""
    planned = desk(tmp_path, chapters=["00:00 - Intro", "3:15 - 6:00 Tide", "[9:00] Bye"], notes="Talk.").plan()

    assert (
        Chapter(start_ms=0, title="Intro"),
        Chapter(start_ms=195_000, end_ms=360_000, title="Tide"),
        Chapter(start_ms=540_000, title="Bye"),
    ) == planned.after.items[0].chapters


def test_a_text_of_several_lines_is_a_list(tmp_path: Path) -> None:
    """`chapters: |`."""
    planned = desk(tmp_path, chapters="0:00 Intro\n3:15 Tide\n\n9:00 Bye\n", notes="Talk.").plan()

    assert ["Intro", "Tide", "Bye"] == [one.title for one in planned.after.items[0].chapters]


def older(html: str, _duration_ms: int | None = None) -> NotesChapters:
    """The rule of the first versions: any three lines."""
    return forced_in_notes(html)


def test_an_upgrade_changes_no_unchanged_episode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an older rule took for chapters stays until the author edits the episode; then the plan says so."""
    studio = desk(tmp_path, notes=TIMETABLE)
    with monkeypatch.context() as patched:
        patched.setattr(chapters, "listed_in_notes", older)
        studio.publish()
    before, tree = studio.catalog(), studio.tree()

    assert not studio.publish().run.outcome.plan.phases
    assert (before, tree) == (studio.catalog(), studio.tree())

    studio._write("a.yaml", {"title": "A flood", "audio": "a.mp3", "notes": TIMETABLE})
    planned = studio.plan()

    assert ["First boat", "Second boat", "Last boat"] == listed(before)
    assert () == planned.after.items[0].chapters
    assert ["chapters", "title"] == sorted(one.field for change in planned.changes for one in change.altered)
    assert ["FP622"] == [code for code, _ in findings(planned)]


def test_chapters_stay_while_the_recording_is_elsewhere(tmp_path: Path) -> None:
    """A list that spans half of the recording is judged by the recording's recorded length."""
    studio = desk(tmp_path, notes="1:00 Flood\n3:15 Tide\n9:00 Bye\n")
    studio.publish()
    (studio.folder / "a.mp3").unlink()

    studio._write("a.yaml", {"title": "A tide", "audio": "a.mp3", "notes": "1:00 Flood\n3:15 Ebb\n9:00 Bye\n"})
    kept = listed(studio.plan().after)
    studio._write("a.yaml", {"title": "A tide", "audio": "a.mp3", "notes": "1:00 Flood\n2:15 Ebb\n3:00 Bye\n"})
    left = listed(studio.plan().after)

    assert (["Flood", "Ebb", "Bye"], []) == (kept, left)


def test_notes_that_list_the_chapters_are_not_doubled(tmp_path: Path) -> None:
    """In whatever form: YouTube reads none of two lists."""
    item = desk(tmp_path, notes="Intro 0:00\nTide 3:15\nBye 9:00\n").plan().after.items[0]

    (text,) = description(item, "")
    assert 3 == len(item.chapters)
    assert "(00:00)" not in str(text)
