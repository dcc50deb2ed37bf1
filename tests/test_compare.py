"""`feedpub compare`: whether one feed is the same show as another, and a reason out of ten for whatever differs."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import get_args

import pytest
from tests import programs
from tests.importing import NOW, Move, feed, item
from tests.parts import lacking, need
from typer.testing import CliRunner

from feedpub.cli.commands import app
from feedpub.commands.imports.comparison import REASONS, Comparison, Reason, compare_feeds
from feedpub.commands.imports.items import SourcePage
from feedpub.reader import read

pytestmark = pytest.mark.slow

NODE = Path(__file__).parent / "node"
RICH = """<itunes:season>2</itunes:season><itunes:episode>{number}</itunes:episode>
<itunes:explicit>clean</itunes:explicit>
<itunes:author>Grace</itunes:author><itunes:keywords>sea</itunes:keywords>
<podcast:person role="guest" href="https://people.example/g">Grace</podcast:person>
<podcast:soundbite startTime="73.5" duration="60.0">Bite</podcast:soundbite><podcast:license>CC-BY-4.0</podcast:license>
<acme:mood scale="5">calm</acme:mood><media:content url="https://cdn.host.example/1.mp3"/><itunes:duration>1:01</itunes:duration>
<content:encoded><![CDATA[<p>About <b>the tide</b>, <a href="https://a.example/?p={number}&amp;q=1">here</a>.</p>]]></content:encoded>"""
SOURCE = feed(*(item(number, RICH.format(number=number)) for number in (3, 2, 1)), more="<ttl>60</ttl>")


def comparison(source: bytes, ours: bytes) -> Comparison:
    """What differs between two documents."""
    return compare_feeds(*([SourcePage(read=read(one, now=NOW), name="feed.xml")] for one in (source, ours)))


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The feed of the source, published here."""
    move = Move(tmp_path_factory.mktemp("move"))
    move.imported(SOURCE)
    move.published()
    return move.studio.feed()


def test_a_show_that_moved_is_the_same_show(ours: str) -> None:
    """Every difference has its reason."""
    compared = comparison(SOURCE, ours.encode())

    assert (3, ()) == (compared.items, compared.unexplained)
    assert {"never moves": {"ttl", "media:content", "itunes:keywords", "atom:link"}} == {
        "never moves": {one.about for one in compared.differences if one.reason == "never moves"}
    }
    assert {"enclosure@url", "itunes:image@href"} == {
        one.about for one in compared.differences if one.reason == "address"
    }


def test_an_episode_with_a_date_to_come_is_not_missed(ours: str) -> None:
    """Some hosts show it at once; here it is in the feed from then on."""
    later = SOURCE.replace(b"<item>", item(4).replace("2026", "2100").encode() + b"<item>", 1)

    compared = comparison(later, ours.encode())

    assert () == compared.unexplained
    assert ["episode-4"] == [one.episode for one in compared.differences if one.reason == "no episode"]


TAMPERED = (
    ("guid", r">episode-2</guid>", ">episode-2 </guid >"),
    ("item", r">episode-2</guid>", ">episode-4</guid>"),
    ("item", r"<item>(?:(?!<item>).)*episode-2.*?</item>", ""),
    ("guid@isPermaLink", r'isPermaLink="false">episode-2', 'isPermaLink="true">episode-2'),
    ("title", "<title>Story 2", "<title>Story two"),
    ("pubDate", "05:05:02", "05:05:03"),
    ("itunes:season", "<itunes:season>2", "<itunes:season>3"),
    ("itunes:episode", "<itunes:episode>2<", "<itunes:episode>4<"),
    ("itunes:episodeType", "<itunes:episodeType>full", "<itunes:episodeType>bonus"),
    ("itunes:explicit", r"(episode-2.*?<itunes:explicit>)false", r"\1true"),
    ("itunes:author", "<itunes:author>Grace", "<itunes:author>Ada"),
    ("podcast:person", ">Grace</podcast:person>", ">Bob</podcast:person>"),
    ("podcast:soundbite", 'startTime="73.5"', 'startTime="74"'),
    ("podcast:license", "CC-BY-4.0", "CC0-1.0"),
    ("acme:mood", ">calm<", ">wild<"),
    ("notes", "the tide", "the ebb"),
    ("notes", "p=2&amp;q=1", "p=2&amp;q=2"),
    ("enclosure@url", r'enclosure url="[^"]*story-2[^"]*"', 'enclosure url="https://elsewhere.example/2.mp3"'),
    ("enclosure@url", r'enclosure url="[^"]*story-2([^"]*)"', "enclosure url=STORY_1"),
    ("order", "", ""),
    ("title", "<title>Tidewater", "<title>Lowwater"),
    ("language", "<language>en", "<language>de"),
    ("itunes:author", "<itunes:author>Ada", "<itunes:author>Bob"),
    ("itunes:category", 'text="Arts"', 'text="Comedy"'),
    ("podcast:guid", "<podcast:guid>.", "<podcast:guid>0"),
    ("link", "<link>https://tidewater.example/<", "<link>https://other.example/<"),
    ("description", "Life at the coast", "Life at the pole"),
)
"""What would be another show, or another episode, and how it is made of ours: pattern and replacement of the first."""


def test_whatever_is_not_the_same_is_found(ours: str) -> None:
    """One row for each thing that apps read; a reason explains only what fits it."""
    found = {
        row: [one.about for one in comparison(SOURCE, _tampered(ours, *row).encode()).unexplained] for row in TAMPERED
    }

    expected = {row: [row[0]] for row in TAMPERED}
    expected[TAMPERED[0]] = []
    expected[TAMPERED[1]] = ["item", "item"]
    assert expected == found


def _declared(*recordings: tuple[int, str, str], site: str) -> bytes:
    """A feed whose recordings have these lengths, durations and types."""
    return feed(
        *(
            item(
                number,
                f"<itunes:duration>{duration}</itunes:duration>",
                enclosure=f'<enclosure url="{site}{number}.mp3" length="{length}" type="{kind}"/>',
            )
            for number, (length, duration, kind) in enumerate(recordings, 1)
        )
    )


MP3 = "audio/mpeg"
HOUR, LONG = (50_000_000, "1:00:00", MP3), (20_000_000, "20:00", MP3)
RECORDINGS: dict[str, tuple[list[tuple[int, str, str]], list[tuple[int, str, str]], list[str]]] = {
    "the same": ([HOUR] * 3, [HOUR] * 3, []),
    "one is another file by a few bytes": ([HOUR] * 3, [HOUR, HOUR, (50_000_007, "1:00:00", MP3)], ["episode-3"]),
    "one is shorter": ([HOUR] * 3, [(49_999_000, "1:00:00", MP3), (49_998_000, "1:00:00", MP3), LONG], ["episode-3"]),
    "one is a film": ([HOUR] * 3, [HOUR, (50_000_000, "1:00:00", "video/mp4"), HOUR], ["episode-2"]),
    "tags were written into all": ([HOUR] * 3, [(50_100_000, "1:00:00", MP3)] * 3, []),
    "advertisements were in all": ([HOUR] * 3, [LONG] * 3, []),
    "one length is wrong in the source, its duration right": ([HOUR, HOUR], [(49_000_000, "1:00:00", MP3)] * 2, []),
    "the source says nothing": ([(0, "", MP3)] * 3, [HOUR] * 3, []),
    "nothing to measure it by": ([HOUR], [LONG], []),
}


@pytest.mark.parametrize("name", RECORDINGS)
def test_another_recording_under_the_same_guid_is_found(name: str) -> None:
    """By length, duration and type, where most others are as the source says; wrong numbers alone are no fault."""
    before, after, expected = RECORDINGS[name]
    both = (_declared(*one, site=site) for one, site in ((before, "https://a.example/"), (after, "https://b.example/")))

    compared = comparison(*both)

    assert expected == [one.episode for one in compared.unexplained if one.about == "recording"]


def _tampered(ours: str, about: str, pattern: str, replacement: str) -> str:
    if about == "order":
        return _reversed(ours)
    (other,) = re.findall(r'"[^"]*story-1[^"]*mp3"', ours)
    return re.sub(pattern, replacement.replace("STORY_1", other), ours, count=1, flags=re.DOTALL)


def _reversed(ours: str) -> str:
    items = re.findall(r"<item>.*?</item>", ours, re.DOTALL)
    head, tail = ours[: ours.index("<item>")], ours[ours.rindex("</item>") + len("</item>") :]
    return head + "".join(reversed(items)) + tail


def test_the_list_of_reasons_is_closed() -> None:
    """There are ten, each says what it means, and the manual has them all."""
    manual = (Path(__file__).parents[1] / "docs" / "import.md").read_text(encoding="utf-8")

    assert (10, set(get_args(Reason))) == (len(REASONS), set(REASONS))
    assert [] == [reason for reason in REASONS if f"| {reason} |" not in manual]


@pytest.mark.node
def test_podcast_partytime_reads_the_same_show_on_both_sides(ours: str) -> None:
    """Podcast Index's reader: what it finds to differ, a comparison has a reason for."""
    need("node")
    if not (NODE / "node_modules").is_dir():
        lacking("tests/node/node_modules", "run: npm ci --prefix tests/node")
    feeds = json.dumps([SOURCE.decode(), ours]).encode()
    ran = programs.run([shutil.which("node") or "node", "read.mjs"], cwd=NODE, input=feeds)
    before, after = ([dict(one) for one in shown["partytime"]["items"]] for shown in json.loads(ran.stdout))

    differ = {
        name
        for one, other in zip(before, after, strict=True)
        for name in {*one, *other}
        if one.get(name) != other.get(name)
    }
    assert {
        *("enclosure", "duration", "keywords", "link"),
        *("description", "content", "itunesEpisodeType", "podcastSeason", "podcastEpisode"),
    } >= differ
    assert [one["guid"] for one in before] == [one["guid"] for one in after]


@pytest.mark.parametrize(
    ("change", "code", "line"),
    [("Story 2", 0, "3 episodes compared: the same show"), ("Another", 1, "1 difference without a reason")],
)
def test_the_command_says_whether_it_is_the_same_show(
    ours: str, tmp_path: Path, change: str, code: int, line: str
) -> None:
    """A table for people, a document for programs, 1 if something has no reason."""
    (tmp_path / "source.xml").write_bytes(SOURCE)
    (tmp_path / "ours.xml").write_text(ours.replace("Story 2", change), encoding="utf-8")
    paths = [str(tmp_path / name) for name in ("source.xml", "ours.xml")]

    shown, document = (
        CliRunner().invoke(app, ["compare", *paths, *options], catch_exceptions=False) for options in ([], ["--json"])
    )

    assert (code, code) == (shown.exit_code, document.exit_code)
    assert line in shown.stdout
    found = json.loads(document.stdout)
    assert (3, code) == (found["items"], found["unexplained"])
    assert {None, *REASONS} >= {one["reason"] for one in found["differences"]}


def test_what_is_no_feed_is_not_compared(tmp_path: Path) -> None:
    """A web page is refused by name, whichever of the two it is."""
    (tmp_path / "feed.xml").write_bytes(SOURCE)
    (tmp_path / "page.html").write_text("<!doctype html><p>Hello")

    done = CliRunner().invoke(app, ["compare", str(tmp_path / "feed.xml"), str(tmp_path / "page.html")])

    assert (2, True) == (done.exit_code, "is a web page, not a feed" in done.stderr)
