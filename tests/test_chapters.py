"""Chapters: one list, read from a file, from the feed, from the notes and from an audio file's frames."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.good_feed import good_feed

from feedpub import chapters
from feedpub.feed_view import Element, with_facts
from feedpub.lint import check
from feedpub.model.chapter import Chapter, ChapterLocation
from feedpub.reader import read
from feedpub.standards import read_clock, written_clock

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

WHOLE = """{
  "version": "1.2.0",
  "title": "First light",
  "waypoints": true,
  "chapters": [
    {"startTime": 0, "title": " Intro "},
    {"startTime": 130.25, "title": "Dover", "url": "https://a.example/", "img": "https://a.example/b.jpg",
     "endTime": 585, "location": {"name": "Dover", "geo": "geo:51.13,1.31", "osm": "R113314"}},
    {"startTime": 300, "toc": false, "img": "https://a.example/c.jpg"},
    {"startTime": 585.0, "title": null}
  ]
}"""


def test_a_chapters_file_says_all_that_the_format_knows() -> None:
    """Every field of JSON chapters 1.2, and no fault."""
    read = chapters.read_json(WHOLE)

    assert (
        Chapter(start_ms=0, title="Intro"),
        Chapter(
            start_ms=130_250,
            title="Dover",
            url="https://a.example/",
            image="https://a.example/b.jpg",
            end_ms=585_000,
            location=ChapterLocation(name="Dover", geo="geo:51.13,1.31", osm="R113314"),
        ),
        Chapter(start_ms=300_000, image="https://a.example/c.jpg", toc=False),
        Chapter(start_ms=585_000),
    ) == read.chapters
    assert () == read.faults
    assert read.whole


def in_chapters(*lines: str) -> str:
    """A file with these chapters, the first on line 2."""
    return '{"version": "1.2.0", "chapters": [\n' + ",\n".join(lines) + "]}"


FAULTS = [
    # the file as a whole
    ("", [("unreadable-chapters", 0, "the file is empty")]),
    (" \n\ufeff", [("unreadable-chapters", 2, "a value is missing, or has no quotes")]),
    ("<!DOCTYPE html><p>Log in</p>", [("unreadable-chapters", 1, "it is a page or XML, not JSON")]),
    ("[]", [("unreadable-chapters", 1, "it is a list, not an object")]),
    ("{}", [("chapters-without-version", 0, "does not say its `version`"), ("unreadable-chapters", 0, "no list")]),
    ('{"version": "1.2.0",\n "chapters": {}}', [("unreadable-chapters", 0, "it has no list `chapters`")]),
    ('{"version": "1.2.0",\n "chapters": [,]}', [("unreadable-chapters", 2, "a value is missing")]),
    ('{"version": "1.2.0"\n "chapters": []}', [("unreadable-chapters", 2, "a comma or a closing bracket")]),
    ('{"version": "1.2.0",\n "chapters": [{"title": "a\nb"}]}', [("unreadable-chapters", 2, "a line break or tab")]),
    (
        in_chapters('{"startTime": 0, "title": "NaN"}', '{"startTime": NaN}'),
        [("unreadable-chapters", 3, "NaN is not a number")],
    ),
    ("[" * 100_000, [("unreadable-chapters", 0, "nested too deeply")]),
    (in_chapters('{"startTime": ' + "9" * 5000 + "}"), [("unreadable-chapters", 0, "a number that is too long")]),
    ('{"version": 1.2, "chapters": []}', [("chapters-without-version", 0, "`version` is a number (1.2), not text")]),
    ('{"version": "1.2.0", "author": 5, "chapters": []}', [("mistyped-chapter", 0, "`author` is a number (5)")]),
    ('{"version": "1", "waypoints": "no", "chapters": []}', [("mistyped-chapter", 0, "`waypoints` is text ('no')")]),
    # one chapter
    (in_chapters("3"), [("mistyped-chapter", 2, "chapter 1: is a number (3), not an object")]),
    (in_chapters('{"title": "a"}'), [("mistyped-chapter", 2, "chapter 1: has no `startTime`")]),
    (in_chapters('{"startTime": 0}', '{"startTime": "2:10"}'), [("mistyped-chapter", 3, "is text ('2:10'), not")]),
    (in_chapters('{"startTime": true}'), [("mistyped-chapter", 2, "`startTime` is a boolean (true), not a number")]),
    (in_chapters('{"startTime": -1}'), [("mistyped-chapter", 2, "`startTime` is -1, which is no time in an episode")]),
    (
        in_chapters('{"startTime": 1e999}'),
        [("mistyped-chapter", 2, "`startTime` is inf, which is no time in an episode")],
    ),
    (in_chapters('{"startTime": ' + "9" * 400 + "}"), [("mistyped-chapter", 2, "a huge number, which is no time")]),
    (in_chapters('{"startTime": 0, "endTime": "x"}'), [("mistyped-chapter", 2, "`endTime` is text ('x')")]),
    (in_chapters('{"startTime": 0, "toc": "false"}'), [("mistyped-chapter", 2, "`toc` is text ('false'), neither")]),
    (in_chapters('{"startTime": 0, "title": 7}'), [("mistyped-chapter", 2, "`title` is a number (7), not text")]),
    (in_chapters('{"startTime": 0, "img": []}'), [("mistyped-chapter", 2, "`img` is a list, not text")]),
    (in_chapters('{"startTime": 0, "location": "x"}'), [("mistyped-chapter", 2, "`location` is text ('x')")]),
    (
        in_chapters('{"startTime": 0, "location": {"geo": "51,1"}}'),
        [("mistyped-chapter", 2, "`location` has no `name`"), ("mistyped-chapter", 2, "`geo` of `location` is '51,1'")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), FAULTS, ids=range(len(FAULTS)))
def test_every_fault_of_a_chapters_file_is_told_with_its_line(text: str, expected: list[tuple[str, int, str]]) -> None:
    """What is wrong, by the name of the rule that reports it, where, and what to write."""
    faults = chapters.read_json(text).faults

    assert [one[:2] for one in expected] == [(fault.kind, fault.line) for fault in faults]
    assert all(message in fault.message for (_, _, message), fault in zip(expected, faults, strict=True))
    assert all(fault.hint for fault in faults)


def test_a_time_in_quotes_is_told_as_the_number_that_it_means() -> None:
    """`"12:00"` is 720, not 12."""
    (fault,) = chapters.read_json(in_chapters('{"startTime": "12:00"}')).faults

    assert "write `720`, without quotes" == fault.hint


def test_a_chapter_that_cannot_be_read_is_missing_and_said_to_be() -> None:
    """What is left is no list to judge."""
    read = chapters.read_json(in_chapters('{"startTime": 0}', '{"startTime": "x"}'))

    assert (Chapter(start_ms=0),) == read.chapters
    assert not read.whole


def test_characters_of_another_encoding_are_told_and_the_rest_is_read() -> None:
    """Latin-1 from an old editor; UTF-16 from another."""
    latin = chapters.read_json(in_chapters('{"startTime": 0, "title": "é"}').encode("latin-1"))
    wide = chapters.read_json(in_chapters('{"startTime": 0, "title": "é"}').encode("utf-16"))

    assert [("unreadable-chapters", 2, "it is not UTF-8 (byte 63)")] == [
        (one.kind, one.line, one.message) for one in latin.faults
    ]
    assert ["it is UTF-16"] == [one.message for one in wide.faults]
    assert "é" == wide.chapters[0].title
    assert () == chapters.read_json(b"\xef\xbb\xbf" + in_chapters().encode()).faults


def test_the_last_of_two_lists_counts_and_has_its_lines() -> None:
    """As in every JSON reader."""
    read = chapters.read_json('{"chapters": [1],\n"version": "1.2.0",\n"chapters": [\n{"startTime": 1}, 7]}')

    assert (Chapter(start_ms=1000),) == read.chapters
    assert [(4, "chapter 2: is a number (7), not an object")] == [(one.line, one.message) for one in read.faults]


NOTES = [
    ("(00:00) A\n02:10 - B\n75:00 C", [(0, "A"), (130_000, "B"), (4_500_000, "C")]),
    ("<p>00:00-Intro</p><p>00:01:02 Flood</p>", [(0, "Intro"), (62_000, "Flood")]),
    ("<ul><li>0:00 A</li><li>(1:02:03): B &amp; C</li></ul>", [(0, "A"), (3_723_000, "B & C")]),
    ('<p><a href="#t=0">00:00</a> <b>Intro</b><br/>\r\n04:00 – Flood</p>', [(0, "Intro"), (240_000, "Flood")]),
    ("text\n  100:00. Late\n0:05|Mark", [(6_000_000, "Late"), (5000, "Mark")]),
    ("10:30 Uhr\n3:15 AM\n4:00 p.m.\n18:00h\n12:00 UTC", []),
    ("at 3:15 it rains\nratio 16:9\n12:345\n1:2:3:4\n0:00", []),
    ("0:60 no\n1:75:00 no\n٣:١٥ no", []),
    ("", []),
]


@pytest.mark.parametrize(("notes", "found"), NOTES, ids=range(len(NOTES)))
def test_lines_of_notes_that_begin_with_a_time_are_chapters(notes: str, found: list[tuple[int, str]]) -> None:
    """In every form that Spotify documents; times of the day and in sentences are none."""
    assert tuple(found) == chapters.in_notes(notes)


def psc(*attributes: dict[str, str]) -> Element:
    """A `psc:chapters` with such chapters."""
    return Element("psc:chapters", children=tuple(Element("psc:chapter", attributes=one) for one in attributes))


def test_chapters_in_the_feed_are_read_as_the_standard_writes_them() -> None:
    """Every form of Normal Play Time, links and pictures."""
    read = chapters.from_psc(
        psc(
            {"start": "0", "title": "Intro"},
            {"start": "7:48", "title": "Flood", "href": "https://a.example/", "image": "https://a.example/b.jpg"},
            {"start": " 01:35:52.25 ", "title": "Ebb"},
        )
    )

    assert read == chapters.Outline(
        chapters=(
            Chapter(start_ms=0, title="Intro"),
            Chapter(start_ms=468_000, title="Flood", url="https://a.example/", image="https://a.example/b.jpg"),
            Chapter(start_ms=5_752_250, title="Ebb"),
        )
    )


def test_a_list_in_the_feed_with_an_unreadable_time_is_not_whole() -> None:
    """The rule about the time speaks, and no other."""
    read = chapters.from_psc(psc({"start": "0:00", "title": "Intro"}, {"title": "?"}))

    assert (False, 1) == (read.whole, len(read.chapters))


CLOCKS = [
    ("37", 37_000),
    ("7:48", 468_000),
    ("35:12.250", 2_112_250),
    ("1:35:52", 5_752_000),
    ("0.0005", 0),
    ("75:00", 4_500_000),
]


@pytest.mark.parametrize(("text", "ms"), CLOCKS)
def test_times_are_read_as_they_are_written(text: str, ms: int) -> None:
    """Bare seconds, minutes beyond 59 where there are no hours, fractions cut at milliseconds."""
    assert ms == read_clock(text)
    assert ms == read_clock(written_clock(ms))


@pytest.mark.parametrize(
    "text", ["", ":", "1:2:3:4", "-1", "1:60", "1:60:00", "12h", "١", "1e3", "9" * 9, "99999999", "1 :00"]
)
def test_what_is_no_time_is_none(text: str) -> None:
    """Other digits, signs, units, and what no episode is long enough for."""
    assert read_clock(text) is None


def test_a_list_becomes_a_fact_and_is_read_from_it_again() -> None:
    """What rules need of it."""
    read = chapters.read_json(WHOLE)

    outline = chapters.from_facts(chapters.facts(read))

    assert [(one.start_ms, one.title, one.url, one.image, one.toc, one.end_ms) for one in read.chapters] == [
        (one.start_ms, one.title, one.url, one.image, one.toc, one.end_ms) for one in outline.chapters
    ]
    assert outline.whole


def test_of_a_thousand_faults_alike_the_first_are_told_and_the_rest_counted() -> None:
    """A view holds no more than somebody reads."""
    seen = chapters.facts(chapters.read_json(in_chapters(*["0"] * 1000, '{"startTime": 5}')))
    faults = [one for one in seen.children if one.name == "seen:fault"]

    assert ["2", "3", "4", "5", "6"] == [one.get("line") for one in faults]
    assert ["", "", "", "", "995"] == [one.get("more") for one in faults]
    assert not chapters.from_facts(seen).whole


def found_in(file: str) -> list[tuple[str, str, str]]:
    """Code, path and message of what rules find in the good feed with such a chapters file."""
    tag = '<podcast:chapters url="https://tidewater.example/1.json" type="application/json+chapters"/>'
    feed = read(good_feed().replace("</item>", f"{tag}</item>").encode(), now=NOW).feed
    seen = chapters.facts_of_bytes(file.encode())
    view = with_facts(feed, {feed.items[0].children[-1].path: [seen]})
    return [(one.rule.code, one.fault.path, one.fault.message) for one in check(view) if one.rule.code[:3] == "FP6"]


def test_a_file_that_was_fetched_is_judged_where_the_feed_names_it() -> None:
    """From bytes over facts to findings."""
    file = in_chapters('{"startTime": "0:00"}', '{"startTime": 240, "title": "Flood"}')

    assert [
        (
            "FP603",
            "items[0].podcast:chapters",
            "line 2: chapter 1: `startTime` is text ('0:00'), not a number",
        )
    ] == found_in(file)


def test_a_fetched_list_is_judged_once() -> None:
    """Each chapter is there once, however facts come into a view."""
    file = in_chapters('{"startTime": 0, "title": "Intro"}', '{"startTime": 300, "title": "Flood"}')

    message = "only 2 chapters in the chapters file; 3 are the least that is shown"
    assert [("FP608", "items[0].podcast:chapters", message)] == found_in(file)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["startTime", "title", "toc", "location", "name", "endTime", "img"]), inner)
    ),
    max_leaves=12,
)


@given(st.text() | st.binary())
@example('{"chapters":[{}, ')
@example(b"\xff\xfe{")
@example(b"\xff\xfe\x00")
def test_no_text_makes_reading_fail(data: str | bytes) -> None:
    """Whatever a server sends."""
    chapters.facts(chapters.read_json(data))


@pytest.mark.slow
@given(st.dictionaries(st.sampled_from(["version", "chapters", "author", "waypoints"]), VALUES), st.integers(0, 3))
def test_no_json_makes_reading_fail(root: dict[str, object], indent: int) -> None:
    """Whatever is in it; and what is read is within an episode."""
    read = chapters.read_json(json.dumps(root, indent=indent or None))

    assert read == chapters.read_json(json.dumps(root, indent=indent or None).encode())
    assert all(0 <= one.start_ms <= 10**10 for one in read.chapters)


PIECES = st.lists(
    st.sampled_from(["0:00", "1:02:03", " ", "\n", "<br>", "<p>", "<", "(", ")", "-", "9" * 50, "a", ":", "&#58;"])
)


@given(PIECES.map("".join))
def test_no_notes_make_reading_fail(notes: str) -> None:
    """Titles are one line with something in it."""
    assert all(title.strip() and "\n" not in title for _, title in chapters.in_notes(notes))


@pytest.mark.slow
def test_no_notes_make_reading_hang() -> None:
    """Time grows with the length, not with its square."""
    start = process_time()
    for piece in ("\n", " ", "0:00", "<", "(", "<p>0:00 ", "0:00 a"):
        chapters.in_notes(piece * 100_000 + "0:00 a")

    assert process_time() - start < 20


@given(
    st.dictionaries(
        st.sampled_from(["start-ms", "end-ms", "title", "toc"]), st.text() | st.from_regex(r"-?[0-9]{0,30}")
    )
)
def test_no_fact_makes_rules_fail(attributes: dict[str, str]) -> None:
    """Examples may say anything."""
    seen = Element("seen:chapters", children=(Element("seen:chapter", attributes=attributes),))

    assert len(chapters.from_facts(seen).chapters) <= 1
