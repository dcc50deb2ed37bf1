"""Thirty feeds in the shapes of the wild: each comes in, says what was done to it, and is the same show afterwards."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests import importing
from tests.importing import CHANNEL, NOW, Move, feed

from feedpub.audio import probe
from feedpub.commands.imports.proof import prove

pytestmark = pytest.mark.slow

SELF = '<atom:link rel="self" href="https://feeds.host.example/tidewater.xml"/>'
RICH = """<itunes:season>1</itunes:season><itunes:episode>2</itunes:episode>
<podcast:season name="Low water">1</podcast:season><podcast:episode display="Ch. 2">2</podcast:episode>
<podcast:person role="Guest" img="https://a.example/g.jpg">Grace</podcast:person><podcast:person>Ada</podcast:person>
<podcast:location geo="geo:54.13,8.86" osm="R1413934">Büsum</podcast:location>
<podcast:license>CC-BY-4.0</podcast:license><podcast:txt purpose="note">x</podcast:txt>
<podcast:soundbite startTime="1.5" duration="15">Bite</podcast:soundbite>
<podcast:alternateEnclosure type="video/mp4" length="7" default="false"><podcast:source uri="https://v.example/1.mp4"/>
</podcast:alternateEnclosure><podcast:socialInteract protocol="activitypub" uri="https://m.example/@a/1" priority="1"/>
<podcast:value type="lightning" method="keysend"><podcast:valueRecipient type="node"
address="02d5c1bf8b940dc9cadca86d1b0a3c37fbe39cee4c7e839e33bef9174531d27f52" split="100"/>
</podcast:value><psc:chapters version="1.2"><psc:chapter start="0" title="A" href="https://a.example/"/>
<psc:chapter start="00:01:02.500" title="B" image="https://a.example/b.jpg"/></psc:chapters>"""


def sound(url: str = "https://cdn.host.example/1.mp3", *, type: str = "audio/mpeg", length: str = "1000000") -> str:
    """An enclosure."""
    return f'<enclosure url="{url}" length="{length}" type="{type}"/>'


def item(number: int = 1, more: str = "", *, guid: str | None = None, enclosure: str | None = None) -> str:
    """As `importing.item`, with a recording of a megabyte."""
    return importing.item(number, more, guid=guid, enclosure=enclosure).replace('length="1000"', 'length="1000000"')


def notes(html: str) -> str:
    """The notes of an item."""
    return f"<description><![CDATA[{html}]]></description>"


def channel(before: str, after: str) -> str:
    """The usual channel with another text in it."""
    assert before in CHANNEL
    return CHANNEL.replace(before, after)


UNTITLED = "<item>" + sound() + "<pubDate>Mon, 01 Jun 2026 07:05:01 +0200</pubDate></item>"
BARE = '<rss version="2.0"><channel><title>Bare</title>' + UNTITLED + "</channel></rss>"

WILD: Mapping[str, bytes] = {
    "windows-1252 that says utf-8": feed(item(1, notes("Caf\u00e9 \u2013 na\u00efve"))).decode().encode("cp1252"),
    "utf-16": feed(item(1)).decode().encode("utf-16"),
    "latin-1 that is utf-8": b'<?xml version="1.0" encoding="ISO-8859-1"?>' + feed(item(1, notes("Café"))),
    "undefined entities": feed(item(1, "<itunes:author>A&nbsp;B&eacute;</itunes:author>")),
    "a stray ampersand": feed(item(1)).replace(b"Story 1", b"Tom & Jerry"),
    "escaped twice": feed(item(1, "<description>&amp;lt;p&amp;gt;Words&amp;lt;/p&amp;gt;</description>")),
    "missing guids": feed(item(2, guid=""), item(1, guid="")),
    "double guids": feed(item(2, guid="<guid>same</guid>"), item(1, guid="<guid>same</guid>")),
    "double items": feed(item(1), item(1)),
    "permalinks": feed(item(1, guid="<guid>https://tidewater.example/?p=1</guid>")),
    "video": feed(item(1, enclosure=sound("https://cdn.host.example/1.mp4", type="video/mp4"))),
    "a document among episodes": feed(
        item(2), item(1, enclosure=sound("https://cdn.host.example/1.pdf", type="application/pdf"))
    ),
    "no recordings in some": feed(item(2), item(1, enclosure="")),
    "two recordings in one": feed(item(1, sound("https://cdn.host.example/1.ogg", type="audio/ogg"))),
    "cut at ten": feed(*(item(at, f"<itunes:episode>{at + 10}</itunes:episode>") for at in range(10, 0, -1))),
    "oldest first": feed(item(1), item(2), item(3)),
    "no dates": feed(item(2).partition("<pubDate>")[0] + "</item>", item(1).partition("<pubDate>")[0] + "</item>"),
    "dates in other forms": feed(item(1).replace("Mon, 01 Jun 2026 07:05:01 +0200", "2026-06-01T05:05:01Z")),
    "right to left": feed(
        item(1, notes('<p dir="rtl">שלום <b>עולם</b></p>')), channel=channel("Tidewater", "גאות ושפל")
    ),
    "chinese and japanese": feed(
        item(1, notes("<p>潮の<em>話</em></p>")).replace("Story 1", "潮"), channel=channel(">en<", ">ja<")
    ),
    "podcasting 2.0": feed(
        item(2, RICH), more="<podcast:medium>podcast</podcast:medium><podcast:person>Ada</podcast:person>"
    ),
    "relative addresses": feed(
        item(1, notes('<a href="/more">More</a>'), enclosure=sound("/1.mp3")).replace(
            "</item>", "<link>/1</link></item>"
        )
    ),
    "xml:base": feed(
        item(1, enclosure=sound("1.mp3")).replace("<item>", '<item xml:base="https://cdn.host.example/audio/">'),
    ),
    "html in titles": feed(item(1).replace("Story 1", "&lt;b&gt;Story&lt;/b&gt; &amp;amp; more")),
    "a megabyte of notes": feed(item(1, notes("<p>" + "Words and words. " * 60_000 + "</p>"))),
    "players and pixels in notes": feed(
        item(
            1,
            notes(
                "<p>Words</p><iframe src='https://p.example/'></iframe><img src='https://t.example/1.gif' width='1'>"
            ),
        )
    ),
    "odd switches and numbers": feed(
        item(
            1,
            "<itunes:explicit>no</itunes:explicit><itunes:episode>0</itunes:episode><itunes:season>S2</itunes:season>"
            "<itunes:episodeType>Full</itunes:episodeType><itunes:duration>about an hour</itunes:duration>",
        )
    ),
    "categories that are gone": feed(item(1), channel=channel('text="Arts"', 'text="Society &amp; culture"')),
    "what never moves": feed(
        item(
            1,
            '<media:content url="https://cdn.host.example/1.mp3"/><acast:id>1</acast:id><comments>https://c.example/</comments>',
        ),
        more="<itunes:new-feed-url>https://n.example/</itunes:new-feed-url><ttl>60</ttl><cloud domain='a'/>"
        '<atom:link rel="hub" href="https://h.example/"/><podcast:podping usesPodping="true"/>'
        "<podcast:txt purpose='verify'>abc</podcast:txt>"
        "<itunes:owner><itunes:email>a@a.example</itunes:email></itunes:owner>",
    ),
    "nothing but titles and recordings": BARE.encode(),
    "lengths and types that are none": feed(item(1, enclosure=sound(type="mp3", length="1:02:03"))),
    "namespaces of nobody": feed(
        item(1, '<acme:mood scale="5">calm</acme:mood><acme:page>https://cdn.host.example/</acme:page>')
    ),
    "lengths and types of something else": feed(
        item(3, "<itunes:duration>58:24</itunes:duration>", enclosure=sound(length="3504")),
        item(2, "<itunes:duration>58:24</itunes:duration>", enclosure=sound(length="28032")),
        item(1, enclosure=sound("https://cdn.host.example/1.m4a")),
    ),
    "streams, and values with one recipient too much": feed(
        item(
            1,
            '<podcast:alternateEnclosure type="application/x-mpegURL" title="HLS"><podcast:source '
            'uri="https://v.example/1.m3u8"/></podcast:alternateEnclosure><podcast:value type="lightning" '
            'method="keysend"><podcast:valueRecipient name="A" type="node" address="03' + 64 * "a" + '" split="90"/>'
            '<podcast:valueRecipient name="b@c.example" type="node" split="10"/><podcast:valueTimeSplit '
            'startTime="1622.801900000006" duration="226.491" remotePercentage="95"><podcast:remoteItem '
            'feedGuid="659f95a4-1291-5e03-ab86-2deac518f652"/></podcast:valueTimeSplit></podcast:value>',
        )
    ),
    "prefixes that count": feed(
        item(1, enclosure=sound("https://op3.dev/e/dts.podtrac.com/redirect.mp3/cdn.host.example/1.mp3"))
    ),
    "names that files cannot have": feed(
        *(item(at).replace(f"Story {at}", name) for at, name in ((4, "Show"), (3, "CON"), (2, "Index"), (1, "show")))
    ),
    "gzip that says nothing": gzip.compress(feed(item(1))),
    "a document in front of the recording": feed(
        item(1, sound(), enclosure=sound("https://cdn.host.example/1.pdf", type="application/pdf"))
    ),
    "pictures of a blog": feed(
        item(2),
        item(1, enclosure=sound("https://cdn.host.example/1.jpg", type="image/jpeg")),
        item(3, enclosure=sound("ftp://cdn.host.example/3.mp3")),
    ),
    "enclosures that say nothing": feed(
        item(2, enclosure='<enclosure url="https://cdn.host.example/2.mp3"/>'), item(1, enclosure=sound(length="0"))
    ),
    "html that is not escaped": feed(
        item(1, "<description><p>What é <b>tide</b> brings, <![CDATA[<i>now</i>]]>.</p></description>"),
        channel=channel("Life at the coast.", "Life <em>at</em> the coast."),
    ),
    "links that are relative": feed(
        item(1, "<link>one/</link>"), channel=channel("https://tidewater.example/", "show/")
    ),
    "an address that is none": feed(item(2), item(1, enclosure=sound("http://[1.mp3"))),
    "no duration": feed(item(1, "<itunes:duration>0</itunes:duration>", enclosure=sound(type="audio/m p 3"))),
    "a site without https": feed(
        item(1, "<link>tidewater.example/1</link>"), channel=channel("https://tidewater.example/", "tidewater.example")
    ),
    "a date to come": feed(item(1).replace("2026", "2100").replace("Mon,", "Tue,")),
    "elements of an older namespace": feed(
        item(
            1,
            '<podcast:location latlon="1,2">Kiel</podcast:location><podcast:socialInteract>x</podcast:socialInteract>',
        ),
        more="<podcast:trailer pubdate='Mon, 01 Jun 2026 07:05:01 +0200'>T</podcast:trailer>",
    ),
    "elements that are there twice": feed(
        item(
            1, "<title>Another</title><description>A</description><description/><link/><link>https://b.example/</link>"
        )
    ),
    "escaped names": feed(
        item(1, "<itunes:author>A &amp;amp; B</itunes:author>"), channel=channel("Ada", "A &amp;amp; B")
    ),
    "google play alone": feed(
        item(1), channel=CHANNEL.replace("itunes:", "googleplay:").replace("description>", "googleplay:description>")
    ).replace(b"<rss ", b'<rss xmlns:googleplay="http://www.google.com/schemas/play-podcasts/1.0" '),
    "a category as text": feed(
        item(1), channel=channel('<itunes:category text="Arts"/>', "<itunes:category>Arts</itunes:category>")
    ),
    "broken off": feed(item(2), item(1)).partition(b"</item></channel>")[0],
}
"""A feed in each shape."""

REPORTED: Mapping[str, set[tuple[str, str]]] = {
    "windows-1252 that says utf-8": {("repaired", "false encoding")},
    "lengths and types of something else": {
        *(("repaired", "enclosure@length"), ("repaired", "enclosure@type"), ("left out", "itunes:duration"))
    },
    "streams, and values with one recipient too much": {("repaired", "podcast:value")},
    "utf-16": {("repaired", "foreign encoding")},
    "latin-1 that is utf-8": {("repaired", "false encoding")},
    "undefined entities": {("repaired", "undefined entity")},
    "a stray ampersand": {("repaired", "stray ampersand")},
    "missing guids": {("guessed", "guid")},
    "double guids": {("repaired", "guid"), ("repaired", "guid@isPermaLink")},
    "double items": {("skipped", "item")},
    "a document among episodes": {("asked", "enclosure")},
    "no recordings in some": {("skipped", "item")},
    "two recordings in one": {("left out", "enclosure")},
    "cut at ten": {("warning", "feed")},
    "oldest first": {("repaired", "order")},
    "no dates": {("guessed", "pubDate")},
    "dates in other forms": {("repaired", "pubDate")},
    "relative addresses": {("repaired", "enclosure@url")},
    "xml:base": {("repaired", "enclosure@url")},
    "html in titles": {("repaired", "title")},
    "a megabyte of notes": {("guessed", "summary"), ("repaired", "description")},
    "players and pixels in notes": {
        ("lost in notes", "pictures (as links if they have words)"),
        ("lost in notes", "players and scripts"),
    },
    "odd switches and numbers": {("left out", name) for name in ("itunes:duration", "itunes:episode", "itunes:season")},
    "categories that are gone": {("repaired", "itunes:category")},
    "what never moves": {
        ("left out", name)
        for name in (
            *("acast:id", "cloud", "comments", "itunes:new-feed-url", "media:content", "podcast:podping"),
            *("podcast:txt", "ttl"),
        )
    },
    "nothing but titles and recordings": {
        ("guessed", name)
        for name in (
            *("author", "categories", "description", "explicit", "guid", "image", "language", "link", "title"),
        )
    },
    "lengths and types that are none": {("repaired", "enclosure@length"), ("repaired", "enclosure@type")},
    "namespaces of nobody": {("left out", "acme:page")},
    "gzip that says nothing": {("repaired", "document")},
    "a document in front of the recording": {("left out", "enclosure")},
    "pictures of a blog": {("skipped", "item")},
    "enclosures that say nothing": {("repaired", "enclosure@length"), ("repaired", "enclosure@type")},
    "html that is not escaped": {("repaired", "description")},
    "links that are relative": {("asked", "link"), ("left out", "link")},
    "an address that is none": {("skipped", "item")},
    "no duration": {("left out", "itunes:duration"), ("repaired", "enclosure@type")},
    "a site without https": {("repaired", "link")},
    "a date to come": {("asked", "pubDate")},
    "elements of an older namespace": {
        ("left out", name) for name in ("podcast:location@latlon", "podcast:socialInteract", "podcast:trailer")
    },
    "elements that are there twice": {("left out", "title"), ("left out", "link")},
    "escaped names": {("repaired", "itunes:author")},
    "google play alone": {
        ("left out", f"googleplay:{name}") for name in ("author", "category", "description", "explicit", "image")
    },
    "broken off": {("warning", "feed"), ("repaired", "malformed")},
}
"""What is said of each, beside `atom:link`, which never moves."""


def test_feeds_in_the_shapes_of_the_wild_come_in_and_stay_the_same(tmp_path: Path) -> None:
    """Every repair is reported, and whatever differs afterwards has a reason."""
    found: dict[str, set[tuple[str, str]]] = {}
    unexplained: dict[str, list[tuple[str, str, str]]] = {}
    for number, (name, data) in enumerate(WILD.items()):
        move = Move(tmp_path, name=f"show-{number}")
        prepared = move.prepare(data, media="later")
        move.write(prepared)
        expected = {one.guid: one.there for one in prepared.plan.episodes}
        files = [prepared.folder / f"{one.slug}.yaml" for one in prepared.plan.episodes]
        compared = prove(files, prepared.pages, expected, now=NOW, measure=probe.measure)
        unexplained[name] = [(one.about, one.before[:60], one.after[:60]) for one in compared.unexplained]
        found[name] = {(str(one.kind), one.about) for one in prepared.plan.remarks} - {("left out", "atom:link")}

    assert {} == {name: some for name, some in unexplained.items() if some}
    assert REPORTED == {name: some for name, some in found.items() if some}
    assert 30 <= len(WILD)


@pytest.mark.parametrize(
    ("before", "after", "url"),
    [
        ("<item>", '<item xml:base="https://cdn.host.example/audio/">', "https://cdn.host.example/audio/1.mp3"),
        ("<channel>", '<channel xml:base="https://a.example/b/">', "https://a.example/b/1.mp3"),
        ("</item>", "<link>https://a.example/c/1</link></item>", "https://a.example/c/1.mp3"),
        ("", "", "https://tidewater.example/1.mp3"),
    ],
)
def test_relative_addresses_are_those_that_apps_make_of_them(before: str, after: str, url: str, tmp_path: Path) -> None:
    """By `xml:base`, else the item's link, else the channel's."""
    source = feed(item(1, enclosure=sound("1.mp3"))).replace(before.encode(), after.encode(), 1)

    (episode,) = Move(tmp_path).prepare(source).plan.episodes

    assert url == episode.there["url"]


def test_a_relative_address_is_a_repair_in_the_comparison_too(tmp_path: Path) -> None:
    """It says nothing of the guid, which is as it was."""
    move = Move(tmp_path)
    prepared = move.prepare(WILD["relative addresses"], media="later")
    move.write(prepared)
    expected = {one.guid: one.there for one in prepared.plan.episodes}
    files = [prepared.folder / f"{one.slug}.yaml" for one in prepared.plan.episodes]

    compared = prove(files, prepared.pages, expected, now=NOW, measure=probe.measure)

    reasons = {one.about: one.reason for one in compared.differences}
    assert ("repaired", None) == (reasons["enclosure@url"], reasons.get("guid"))


def test_html_that_is_not_escaped_is_text_in_its_order(tmp_path: Path) -> None:
    """Notes and description hold every word of it, with links and emphasis."""
    prepared = Move(tmp_path).prepare(WILD["html that is not escaped"])

    (episode,) = prepared.plan.episodes
    assert "What é **tide** brings, *now*." == episode.notes.text
    assert "Life *at* the coast." == prepared.plan.show.fields["description"]
