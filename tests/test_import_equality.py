"""An imported show, published here, is the same show: two readers compare our feed with the source, item by item."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import podcastparser
import pytest
from tests.importing import NOW, Move, feed, item

from feedpub.commands.check import CheckOptions
from feedpub.commands.check.feed import check_feed_file
from feedpub.commands.check.files import check_files
from feedpub.commands.imports.comparison import compare_feeds
from feedpub.commands.imports.episode import switch
from feedpub.commands.imports.items import SourcePage
from feedpub.errors import FeedpubError
from feedpub.feed_view import Element, FeedView
from feedpub.lint import Severity
from feedpub.reader import read
from feedpub.standards import read_date

FEEDS = sorted((Path(__file__).parent / "feeds").iterdir())
NO_SHOWS = {
    "atom.xml": "is an Atom feed",
    "empty.xml": "is empty",
    "feed.json": "is a JSON document",
    "refusal.xml": "is a refusal of the store",
    "rss-0.91.xml": "has no episode with a recording",
    "rss-1.0.xml": "is no RSS feed",
    "swallowed.xml": "has no episode with a recording",
    "web-page.html": "is a web page",
}
"""Documents that hold no show, and what is said of them."""

Facts = dict[str, Any]


@pytest.mark.parametrize("path", [one for one in FEEDS if one.name in NO_SHOWS], ids=lambda path: path.name)
def test_what_is_no_show_is_refused_by_name(path: Path, tmp_path: Path) -> None:
    """Nothing is written, and the error says what it is instead."""
    with pytest.raises(FeedpubError) as raised:
        Move(tmp_path).prepare(path.read_bytes())

    assert NO_SHOWS[path.name] in raised.value.message
    assert [tmp_path / "source.xml"] == list(tmp_path.iterdir())


@pytest.mark.slow
@pytest.mark.parametrize("path", [one for one in FEEDS if one.name not in NO_SHOWS], ids=lambda path: path.name)
def test_every_foreign_feed_is_the_same_show_after_its_move(path: Path, tmp_path: Path) -> None:
    """Guids, dates, titles, seasons, numbers, types, explicit, people and order; each difference has a remark."""
    move, data = Move(tmp_path, seconds=3600.0 if path.name == "podlove.xml" else 2.0), path.read_bytes()
    prepared, done = move.imported(data)
    source, ours = read(data, now=NOW).feed, move.published()

    changed = {(one.episode, one.about.partition("@")[0]) for one in done.remarks}
    slugs = {one.guid: one.slug for one in prepared.plan.episodes}
    expected, found = (
        _imported(source, slugs, changed),
        [_facts(one, slugs, changed, ours.channel) for one in ours.items],
    )
    if ("", "order") in changed:
        expected.sort(key=lambda facts: str(facts["guid"]))
        found.sort(key=lambda facts: str(facts["guid"]))
    assert expected == found
    documents = [SourcePage(read=read(one, now=NOW), name="feed.xml") for one in (data, move.studio.feed().encode())]
    compared = compare_feeds(documents[:1], documents[1:])
    assert ((), len(ours.items)) == (compared.unexplained, compared.items)
    assert read(data, now=NOW).feed.document.troubles or set() == _differing(data, move.studio.feed().encode()) - {
        one.about for one in compared.differences
    }
    assert _errors(check_feed_file(tmp_path / "source.xml", options=CheckOptions(), now=NOW)) >= _errors(
        check_files([move.studio.folder], options=CheckOptions(), now=NOW)
    )


PARSED = {
    "title": "title",
    "published": "pubDate",
    "link": "link",
    "total_time": "itunes:duration",
    "explicit": "itunes:explicit",
    "itunes_author": "itunes:author",
    "season": "itunes:season",
    "number": "itunes:episode",
    "type": "itunes:episodeType",
    "episode_art_url": "itunes:image@href",
    "enclosures": "enclosure@url",
    "chapters": "psc:chapters",
    "transcript_url": "podcast:transcript",
    "chapters_json_url": "podcast:chapters",
    "persons": "podcast:person",
}
"""What podcastparser calls something, and what a comparison does; texts have forms of their own there."""


def _differing(source: bytes, ours: bytes) -> set[str]:
    """What podcastparser, which is gPodder's, finds to differ of what the source says; nothing if it cannot read it."""
    try:
        both = [podcastparser.parse("https://feeds.example/", BytesIO(one), 0) for one in (source, ours)]
    except podcastparser.FeedParseError:
        return set()
    before, after = ({one["guid"]: one for one in parsed["episodes"]} for parsed in both)
    return {
        about
        for guid in before.keys() & after.keys()
        for name, about in PARSED.items()
        if before[guid].get(name) and before[guid][name] != after[guid].get(name)
    }


def _imported(source: FeedView, slugs: dict[str, str], changed: set[tuple[str, str]]) -> list[Facts]:
    found: dict[str, Facts] = {}
    for one in source.items:
        enclosure = next((sound.get("url") for sound in one.all("enclosure")), "")
        guid = one.value("guid")
        key = guid if guid in slugs and guid not in found else enclosure
        if key in slugs and key not in found:
            found[key] = _facts(one, slugs, changed, source.channel, guid=key)
    return list(found.values())


def _facts(
    item: Element, slugs: dict[str, str], changed: set[tuple[str, str]], channel: Element, guid: str = ""
) -> Facts:
    """What apps know an episode by; without what a remark gives a reason for."""
    guid = guid or item.value("guid")
    show = switch(channel.value("itunes:explicit"))
    explicit = switch(item.value("itunes:explicit"))
    facts: Facts = {
        "guid": guid,
        "title": " ".join(item.value("title").split()),
        "pubDate": read_date(item.value("pubDate")).moment,
        "itunes:season": (item.value("itunes:season") or item.value("podcast:season")).lstrip("0"),
        "itunes:episode": (item.value("itunes:episode") or item.value("podcast:episode")).lstrip("0"),
        "itunes:episodeType": item.value("itunes:episodeType").lower() or "full",
        "itunes:explicit": bool(show) if explicit is None else explicit,
        "itunes:author": item.value("itunes:author"),
        "podcast:person": [(one.value_here, one.get("role").lower() or "host") for one in item.all("podcast:person")],
    }
    changed = changed | {(slug, about.replace("podcast:episode", "itunes:episode")) for slug, about in changed}
    return {name: value for name, value in facts.items() if (slugs[guid], name) not in changed}


def _errors(result: Any) -> set[str]:
    return {one.rule.code for one in result.findings if one.severity is Severity.ERROR}


# --- long shows, and another reader


KINDS = (
    ("full", "true", "Buzzsprout-"),
    ("bonus", "false", "tag:soundcloud,2010:tracks/"),
    ("trailer", "clean", "?p="),
)
"""Type, explicit, and how a host's guids begin."""


def _long(count: int) -> bytes:
    return feed(*map(_story, range(count, 0, -1)))


def _story(number: int) -> str:
    moment = datetime.fromtimestamp(1_000_000_000 + number * 302_417, tz=UTC)
    kind, explicit, guid = KINDS[number % 3]
    return item(
        1,
        f"""<itunes:season>{number // 50 + 1}</itunes:season><itunes:episode>{number}</itunes:episode>
<itunes:episodeType>{kind}</itunes:episodeType><itunes:explicit>{explicit}</itunes:explicit>
<podcast:person role="guest" href="https://people.example/{number}">Grace {number}</podcast:person>
<content:encoded><![CDATA[<p>About <b>number {number}</b>, <a href="https://a.example/?p={number}&amp;q=1">here</a>.</p>
<ul><li>First_thing</li><li>2. *second*</li></ul><p>{"Words. " * 30}</p>]]></content:encoded>""",
        guid=f'<guid isPermaLink="false">{guid}{number}</guid>',
        enclosure=f'<enclosure url="https://cdn.host.example/{number}.mp3" length="1000" type="audio/mpeg"/>',
    ).replace("Mon, 01 Jun 2026 07:05:01 +0200", moment.strftime("%a, %d %b %Y %H:%M:%S +0000"))


@pytest.mark.slow
def test_podcastparser_reads_the_same_show_on_both_sides(tmp_path: Path) -> None:
    """GPodder's reader finds the same 60 episodes in the same order."""
    move, data = Move(tmp_path), _long(60)
    move.imported(data)
    move.published()

    source = podcastparser.parse("https://feeds.host.example/tidewater.xml", BytesIO(data))
    ours = podcastparser.parse("https://new.example/feed.xml", BytesIO(move.studio.feed().encode()))
    names = ("guid", "title", "published", "season", "number", "type", "explicit", "persons")
    assert [_named(one, names) for one in source["episodes"]] == [_named(one, names) for one in ours["episodes"]]
    assert 60 == len(ours["episodes"])


def _named(episode: Facts, names: tuple[str, ...]) -> Facts:
    return {name: episode.get(name) for name in names}


@pytest.mark.slow
def test_a_show_of_1700_episodes_keeps_every_guid_and_date(tmp_path: Path) -> None:
    """Its files are decided and written in seconds of processor time; the plan names every item in order."""
    data = _long(1700)
    begin = time.process_time()
    prepared, done = Move(tmp_path).imported(data)
    used = time.process_time() - begin

    source = read(data, now=NOW).feed
    assert [one.value("guid") for one in source.items] == [one.guid for one in prepared.plan.episodes]
    assert [read_date(one.value("pubDate")).moment for one in source.items] == [
        datetime.fromisoformat(one.fields["published"]) for one in prepared.plan.episodes
    ]
    assert 1700 == len(done.episodes)
    assert used < 60
