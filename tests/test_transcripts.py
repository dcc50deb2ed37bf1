"""Transcript files: ours taken for what they are, anybody's read and judged."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.good_feed import good_feed

from feedpub import transcripts
from feedpub.errors import Unusable
from feedpub.feed_view import with_facts
from feedpub.lint import check
from feedpub.reader import read
from feedpub.standards import TRANSCRIPT_TYPES
from feedpub.transcripts import Cue, ParsedTranscript
from feedpub.transcripts.speakers import attributed

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
VTT = b"WEBVTT\n\n00:00.000 --> 00:01.000\nHello.\n"


@pytest.mark.parametrize(
    ("name", "data", "type"),
    [
        ("a.vtt", VTT, "text/vtt"),
        ("a.VTT", b"\xef\xbb\xbf" + VTT, "text/vtt"),
        ("a.srt", b"1\n00:00:00,000 --> 00:00:01,000\nHello.\n", "application/x-subrip"),
        ("a.json", b'{"version": "1.0.0", "segments": []}', "application/json"),
        ("a.html", b"<p>Hello.</p>", "text/html"),
        ("a.txt", b"Hello.", "text/plain"),
    ],
)
def test_what_apps_read_is_taken_as_it_is(name: str, data: bytes, type: str, tmp_path: Path) -> None:
    """Its bytes are stored unchanged, with the type of the namespace."""
    (tmp_path / name).write_bytes(data)

    found = transcripts.measure(tmp_path / name, file=name, language="el", rel="captions")

    assert (type, len(data), sha256(data).hexdigest()) == (found.type, found.size, found.digest)
    assert (name, "el", "captions") == (found.file, found.language, found.rel)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.doc", b"Hello.", "the name of a transcript ends in"),
        ("a", b"Hello.", "not in nothing"),
        ("a.vtt", b"", "is empty"),
        ("a.vtt", b"00:00.000 --> 00:01.000", "must begin with WEBVTT"),
        ("a.srt", b"Hello.", "not SubRip"),
        ("a.json", b"[]", "not a JSON transcript"),
        ("a.json", b"{", "not a JSON transcript"),
        ("a.txt", b"Hello \xff", r"not UTF-8 \(byte 7\)"),
        ("a.txt", b"a" * (transcripts.LIMIT + 1), "over 16 MiB"),
    ],
)
def test_what_apps_would_not_read_is_refused(name: str, data: bytes, message: str, tmp_path: Path) -> None:
    """In our words, with what to do."""
    (tmp_path / name).write_bytes(data)

    with pytest.raises(Unusable, match=message) as caught:
        transcripts.measure(tmp_path / name, file=name)

    assert caught.value.hint


SRT_TYPE = "application/x-subrip"

RIGHT = {
    "text/vtt": """WEBVTT - First light
Kind: captions

NOTE made by hand
on two lines

STYLE
::cue { color: red }

intro
00:00.000 --> 00:02.500 align:start
<v Ada Lovelace>The tide <i>comes</i> in,</v>

01:00:02.500 --> 01:00:04.000
<v.loud Bob>&lt;twice&gt; a day.
Every day.
""",
    SRT_TYPE: """1
00:00:00,000 --> 00:00:02,500
Ada Lovelace: The tide comes in,

2
01:00:02,500 --> 01:00:04,000
Bob: <twice> a day.
Every day.
""".replace("<twice>", "&lt;twice&gt;"),
    "application/json": """{"version": "1.0.0", "segments": [
{"speaker": "Ada Lovelace", "startTime": 0, "endTime": 2.5, "body": "The tide comes in,"},
{"speaker": "Bob", "startTime": 3602.5, "endTime": 3604, "body": "<twice> a day.\\nEvery day."}]}""",
}
"""The same words in each format."""

NAMES = {"ada lovelace": "Ada Lovelace", "bob": "Bob"}
"""In SubRip a speaker is text in front of a colon, and known by the name."""


@pytest.mark.parametrize("type", RIGHT)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_what_is_said_is_read_from_each_format(type: str, end: str) -> None:
    """Times, speakers, words without tags; no fault."""
    found = transcripts.read(b"\xef\xbb\xbf" + RIGHT[type].replace("\n", end).encode(), type)

    assert [
        (0, 2500, "Ada Lovelace", "The tide comes in,"),
        (3_602_500, 3_604_000, "Bob", "<twice> a day.\nEvery day."),
    ] == [(one.start_ms, one.end_ms, one.speaker, one.text) for one in attributed(found.cues, NAMES)]
    assert () == found.faults
    assert type == found.type


def test_lines_of_cues_are_those_of_their_times() -> None:
    """From 1, as editors count."""
    assert [11, 14] == [one.line for one in transcripts.read(RIGHT["text/vtt"].encode(), "text/vtt").cues]
    assert [2, 6] == [one.line for one in transcripts.read(RIGHT[SRT_TYPE].encode(), SRT_TYPE).cues]


def test_a_page_is_read_loosely() -> None:
    """Speaker, time and words, wherever they stand; what is never seen is not read."""
    page = b"""<!doctype html><head><title>x</title></head><body><script>"<p>"</script>
<cite>Ada:</cite>
<time>0:00</time>
<p>The tide.</p>
<p>Without a time.</p>
<cite>Bob:</cite> <time>(1:02:03)</time><p>Twice<br>a day.</p></body>"""

    assert ParsedTranscript(
        type="text/html",
        cues=(
            Cue(start_ms=0, speaker="Ada", text="The tide.", line=4),
            Cue(start_ms=3_723_000, speaker="Bob", text="Twice\na day.", line=6),
        ),
    ) == transcripts.read(page, "text/html")


def test_plain_text_has_no_times_and_no_faults() -> None:
    """Whatever it is about."""
    assert ParsedTranscript(type="text/plain") == transcripts.read(b"The tide. [Music] 3:15", "text/plain")


def faults(data: str | bytes, type: str) -> list[tuple[str, int, str]]:
    """Rule, line and words of what is wrong."""
    read = transcripts.read(data if isinstance(data, bytes) else data.encode(), type)
    assert all(one.hint for one in read.faults)
    return [(one.kind, one.line, one.message) for one in read.faults]


VTT_FAULTS = [
    (
        "00:00.000 --> 00:01.000\na",
        [("unreadable-transcript", 1, "the first line is '00:00.000 --> 00:01.000', not W…")],
    ),
    (
        "WEBVTTX\n\n00:00.000 --> 00:01.000\na",
        [("unreadable-transcript", 1, "the first line is 'WEBVTTX', not WEBVTT")],
    ),
    ("\nWEBVTT\n\n00:00.000 --> 00:01.000\na", [("unreadable-transcript", 1, "there is a blank line before …")]),
    ("WEBVTT\n00:00.000 --> 00:01.000\na", [("miswritten-transcript", 1, "there is no blank line after WEBVTT")]),
    ("WEBVTT\n", [("unreadable-transcript", 0, "there is no cue in it")]),
    ("WEBVTT\n\n00:00,000 --> 00:01,000\na", [("miswritten-transcript", 3, "'00:00,000 --> 00:01,000' has commas, …")]),
    (
        "WEBVTT\n\n00:00 --> 00:01\na",
        [("miswritten-transcript", 3, "'00:00 --> 00:01' is not how WebVTT writes times")],
    ),
    ("WEBVTT\n\n0:00.000 --> 0:01.000\na", [("miswritten-transcript", 3, "'0:00.000 --> 0:01.000' is not how …")]),
    ("WEBVTT\n\n00:00.000-->00:01.000\na", [("miswritten-transcript", 3, "'00:00.000-->00:01.000' is not how …")]),
    (
        "WEBVTT\n\n00:00:00:000 --> 00:00:01:000\na",
        [("miswritten-transcript", 3, "'00:00:00:000 --> 00:00:01:000' is …")],
    ),
    ("WEBVTT\n\n00:00.000 --> soon\na", [("unreadable-transcript", 3, "'00:00.000 --> soon' is not a timing line")]),
    (
        "WEBVTT\n\n00:00.000 --> 00:61.000\na",
        [("unreadable-transcript", 3, "'00:00.000 --> 00:61.000' is not a timing line")],
    ),
    (
        "WEBVTT\n\n00:00.000 --> 00:01.000\na\n2\n00:01.000 --> 00:02.000\nb",
        [("miswritten-transcript", 6, "there is no blank line before this cue")],
    ),
    ("WEBVTT\n\n00:00.000 --> 00:01.000\na\n\nb", [("text-outside-cues", 6, "'b' belongs to no cue")]),
    ("WEBVTT\n\na\nb\n00:00.000 --> 00:01.000\nc", [("text-outside-cues", 3, "'a' belongs to no cue")]),
    (
        "WEBVTT\n\n00:00.000 --> 00:01.000\na --> b",
        [("arrow-in-cue", 4, "the text 'a --> b' has an arrow (-->) in it")],
    ),
    ("WEBVTT\n\n00:01.000 --> 00:01.000\na", [("cue-without-length", 3, "'a' begins at 0:01 and ends at 0:01")]),
    (
        "WEBVTT\n\n00:05.000 --> 00:06.000\na\n\n00:04.000 --> 00:05.000\nb",
        [("cues-out-of-order", 6, "the cue at 0:04 comes after the cue at 0:05")],
    ),
    (
        "WEBVTT\n\n00:05.000 --> 00:07.000\na\n\n00:06.000 --> 00:08.000\nb",
        [("overlapping-cues", 6, "the cue at 0:06 begins before the previous one ends (0:07)")],
    ),
    (
        "WEBVTT\n\n00:00.000 --> 00:01.000\n" + "é" * 65 + "\n" + "<b>" * 9 + "a" * 66,
        [("long-caption-line", 5, "the line…")],
    ),
    (
        "WEBVTT\n\n00:00.000 --> 00:01.000\ncafé".encode("cp1252"),
        [("unreadable-transcript", 4, "it is not UTF-8 (byte 36)")],
    ),
    ("WEBVTT\n\n00:00.000 --> 00:01.000\na".encode("utf-16"), [("unreadable-transcript", 0, "it is UTF-16")]),
    # from real ones: whishper#81, Whisper-WebUI#359
    (
        "WEBVTT\n\n1\n00:00:00,820 --> 00:00:04,799\n- Here goes the text\n",
        [("miswritten-transcript", 4, "'00:00:00,820 --> 00:00:04,799' has commas, as in SubRip")],
    ),
    (
        "WebVTT\n1\n00:00:00.000 --> 00:00:02.700\nx\n2\n00:00:02.740 --> 00:00:03.760\ny\n",
        [
            ("unreadable-transcript", 1, "the first line is 'WebVTT', not WEBVTT"),
            ("miswritten-transcript", 1, "there is no blank line after WEBVTT"),
            ("miswritten-transcript", 6, "there is no blank line before this cue"),
        ],
    ),
]

ONE, TWO = "1\n00:00:00,000 --> 00:00:01,000\na\n", "\n2\n00:00:01,000 --> 00:00:02,000\nb\n"

SRT_FAULTS = [
    (ONE.replace(",", "."), [("miswritten-transcript", 2, "'00:00:00.000 --> 00:00:01.000' has dots, as in WebVTT")]),
    (ONE.replace("00:00:", "00:"), [("miswritten-transcript", 2, "'00:00,000 --> 00:01,000' is not how SubRip …")]),
    (ONE.replace("1\n", "", 1), [("gap-in-card-numbers", 1, "the card has no number")]),
    (ONE + TWO.replace("2\n", "3\n", 1), [("gap-in-card-numbers", 5, "the card has the number 3, but 2 is next")]),
    (ONE + TWO.replace("2\n", "٢\n", 1), [("gap-in-card-numbers", 6, "the card has no number")]),
    (
        ONE + ONE,
        [
            ("gap-in-card-numbers", 4, "the card has the number 1, but 2 is next"),
            ("miswritten-transcript", 5, "there is no blank line before this cue"),
            ("overlapping-cues", 5, "the cue at 0:00 begins before the previous one ends (0:01)"),
        ],
    ),
    (ONE.replace("1\n", "0\n", 1) + TWO.replace("2\n", "1\n", 1), []),
    (ONE + TWO + "c\nd\n", [("long-caption-line", 9, "the card has 3 lines; 2 fit on screens")]),
    (ONE + TWO + "c" * 33, [("long-caption-line", 8, "the line has 33 characters; 32 fit on screens")]),
    # from real ones: whisperX#1315, alass#27
    (
        "1\n00:01:01,631 --> 00:01:02,000\na\n\n2\n00:00:59,178 --> 00:01:00,000\nb\n",
        [("cues-out-of-order", 6, "the cue at 0:59.178 comes after the cue at 1:01.631")],
    ),
    (
        "1\n00:18:08,005 --> 00:18:14,610\na\n\n2\n00:18:10,604 --> 00:18:11,210\nb\n",
        [("overlapping-cues", 6, "the cue at 18:10.604 begins before the previous one ends (18:14.610)")],
    ),
]

JSON_FAULTS = [
    ('{"version": "1.0.0",\n"segments": [}', [("unreadable-transcript", 2, "a value is missing, or has no quotes")]),
    ("[]", [("unreadable-transcript", 0, "it has no list `segments`")]),
    ('{"version": "1.0.0", "segments": []}', [("unreadable-transcript", 0, "`segments` is empty")]),
    (
        '{"segments": [{"startTime": 0, "body": "a"}]}',
        [("transcript-without-version", 0, "the file does not say its …")],
    ),
    *(
        ('{"version": "1.0.0", "segments": [\n' + segment + "]}", [("unreadable-transcript", 2, message)])
        for segment, message in [
            ("5", "segment 1: is a number (5), not an object"),
            ('{"body": "a"}', "segment 1: has no `startTime`"),
            ('{"startTime": "1.5", "body": "a"}', "segment 1: `startTime` is text ('1.5'), not a time in seconds"),
            ('{"startTime": 1e999, "body": "a"}', "segment 1: `startTime` is a number (inf), not a time in seconds"),
            (
                '{"startTime": 1, "endTime": [], "body": "a"}',
                "segment 1: `endTime` is a list, not a time in seconds",
            ),
            ('{"startTime": 1}', "segment 1: `body` is missing, or not text"),
            ('{"startTime": 1, "body": "a", "speaker": 7}', "segment 1: `speaker` is a number (7), not text"),
        ]
    ),
    (
        '{"version": "1.0.0", "segments": [\n{"startTime": 2, "body": "a"},\n{"startTime": 1, "body": "b"}]}',
        [("cues-out-of-order", 3, "the cue at 0:01 comes after the cue at 0:02")],
    ),
]

OTHER_FAULTS = [
    (declared, data, [("transcript-of-another-type", 0, message)])
    for declared, data, message in [
        ("text/vtt", ONE, "it is SubRip (SRT), not WebVTT"),
        ("text/vtt", "<!DOCTYPE html>\n<title>Not found</title>", "it is HTML, not WebVTT"),
        ("text/vtt", "Hello.", "it is plain text, not WebVTT"),
        ("text/vtt", '{"version": "1.0.0", "segments": []}', "it is JSON, not WebVTT"),
        (SRT_TYPE, "WEBVTT\n\n00:00.000 --> 00:01.000\na", "it is WebVTT, not SubRip (SRT)"),
        ("application/srt; charset=utf-8", "WEBVTT\n", "it is WebVTT, not SubRip (SRT)"),
        ("application/json", "WEBVTT\n", "it is WebVTT, not JSON"),
        ("text/plain", ONE, "it is SubRip (SRT), not plain text"),
        ("text/html", "Hello.", "it is plain text, not HTML"),
    ]
]

EMPTY_FAULTS = [
    (declared, data, [("unreadable-transcript", 0, "the file is empty")])
    for declared in TRANSCRIPT_TYPES.values()
    for data in ("", " \n\ufeff")
]

ALL_FAULTS = [
    *(("text/vtt", *one) for one in VTT_FAULTS),
    *((SRT_TYPE, *one) for one in SRT_FAULTS),
    *(("application/json", *one) for one in JSON_FAULTS),
    *OTHER_FAULTS,
    *EMPTY_FAULTS,
    ("text/html", "<p> </p><script>a</script>", [("unreadable-transcript", 0, "the page has no text")]),
    (
        "",
        ONE.replace(",", "."),
        [("miswritten-transcript", 2, "'00:00:00.000 --> 00:00:01.000' has dots, as in WebVTT")],
    ),
    ("audio/mpeg", "WEBVTT", [("unreadable-transcript", 0, "there is no cue in it")]),
]


@pytest.mark.parametrize(("type", "data", "expected"), ALL_FAULTS, ids=range(len(ALL_FAULTS)))
def test_every_fault_of_a_transcript_is_told_with_its_line(
    type: str, data: str | bytes, expected: list[tuple[str, int, str]]
) -> None:
    """By the name of the rule that reports it; nothing else is told."""
    found = faults(data, type)

    assert [one[:2] for one in expected] == [one[:2] for one in found]
    for (_, _, wanted), (_, _, message) in zip(expected, found, strict=True):
        assert wanted == message or ("…" in wanted and message.startswith(wanted.rstrip("…"))), message


def test_a_fact_says_when_the_words_end() -> None:
    """So that a rule can compare that with the audio."""
    seen = transcripts.facts(transcripts.read(RIGHT["text/vtt"].encode(), "text/vtt"))

    assert {"type": "text/vtt", "cues": "2", "first-cue-ms": "0", "last-cue-ms": "3604000"} == seen.attributes
    assert () == seen.children


def test_a_transcript_that_was_fetched_is_judged_where_the_feed_names_it() -> None:
    """From bytes over facts to findings: the wrong episode's file, with commas throughout."""
    feed = read(good_feed().encode(), now=NOW).feed
    cues = "".join(f"\n00:{minute:02},500 --> 00:{minute:02},900\na\n" for minute in range(30))
    data = f"WEBVTT\n{cues}\n01:00:00.000 --> 01:00:01.000\nz\n".encode()
    at = "items[0].podcast:transcript"

    view = with_facts(feed, {at: [transcripts.facts_of_bytes(data, "text/vtt")]})
    found = [(one.rule.code, one.fault.path, one.fault.message) for one in check(view)]

    assert ["FP644"] * 5 + ["FP653"] == [code for code, _, _ in found]
    assert {at} == {path for _, path, _ in found}
    assert "line 3: '00:00,500 --> 00:00,900' has commas, as in SubRip" == found[0][2]
    assert found[4][2].endswith("(and 25 more like it)")
    assert "the transcript ends at 1:00:01, the episode at 12:00" == found[5][2]


CUES = [
    "WEBVTT",
    "NOTE",
    "\n",
    "\n\n",
    "\r",
    " --> ",
    "-->",
    "00:01.000",
    "00:00:01,000",
    "1",
    "<v Ada>",
    "<",
    " ",
    "a",
]
TAGS = ['{"segments": [', '{"startTime": 1,', '"body": ""}', "]}", "<p>", "<time>", "<cite>", "</p>", "\ufeff"]
BYTES = st.binary() | st.text().map(str.encode) | st.lists(st.sampled_from(CUES + TAGS)).map("".join).map(str.encode)


@given(BYTES, st.sampled_from(["", *TRANSCRIPT_TYPES.values()]))
@example(b"\xff\xfe\x00", "text/vtt")
def test_no_file_makes_reading_fail(data: bytes, type: str) -> None:
    """Whatever a server sends, by whatever name."""
    found = transcripts.read(data, type)

    assert all(one.start_ms >= 0 for one in found.cues)
    transcripts.facts(found)


LONG = [
    b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v" + b" " * 200_000,
    b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + b"<" * 200_000,
    b"0:" * 100_000,
    b"\n" * 200_000 + b"a",
    b"00:01.000" + b" " * 200_000 + b"-->",
    b"<p>" * 60_000,
    b"<script>" * 30_000,
    b"Ada" + b" " * 200_000 + b":",
    b"WEBVTT\n\n" + b"1\n" * 100_000,
    b"WEBVTT\n\n" + b"00:01.000 --> 00:02.000\n" * 20_000,
    b"[" * 100_000,
    b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + b"<v " * 70_000,
    b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + b"A: b\n" * 70_000,
    b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + b"a b c " * 40_000 + b"\n\n00:02.000 --> 00:03.000\n" + b"a b c " * 40_000,
    b"1\n00:00:01,000 --> 00:00:02,000\n" + b"a\n\n" * 70_000,
    b"1\n\n" * 70_000 + b"1\n00:00:01,000 --> 00:00:02,000\na",
    b"1\n00:00:01,000 --> 00:00:02,000\n" + b">" * 200_000 + b"{\\" * 70_000,
    b'{"segments":[' + b'{"startTime":0},' * 20_000 + b"0]}",
]


@pytest.mark.slow
@pytest.mark.parametrize("type", TRANSCRIPT_TYPES.values())
def test_no_file_makes_reading_hang(type: str) -> None:
    """Time grows with the length, not with its square."""
    start = process_time()
    for data in LONG:
        found = transcripts.read(data, type)
        transcripts.facts(found, names=NAMES)
        transcripts.facts(found)

    assert process_time() - start < 20
