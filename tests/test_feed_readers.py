"""What four independent readers find in our feed is what was written."""

from __future__ import annotations

import json
import shutil
from calendar import timegm
from email.utils import parsedate_to_datetime
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import feedparser
import podcastparser
import pytest
from tests import programs
from tests.builders import LONG, catalog, everything, item
from tests.parts import lacking, need

from feedpub import feed
from feedpub.model import Item
from feedpub.model.chapter import Chapter
from feedpub.model.item import ChapterFile

NODE = Path(__file__).parent / "node"
SITE = "https://example.com/tidewater/"
FOOTER = '<p>Support: <a href="https://example.com/give?a=1&amp;b=2">give</a></p>'

Facts = dict[str, Any]
"""Name → value, in one spelling for all readers; None where nothing was written."""

SHOW: Facts = {
    "title": "Tidewater & Friends <live>",
    "link": "https://example.com/",
    "self": SITE + "feed.xml",
    "description": "<p>Fish &amp; chips, 1 &lt; 2, ]]&gt;, 🐟.</p>",
    "language": "pt-BR",
    "copyright": "2026 Tidewater & Co.",
    "generator": "feedpub (revision 3)",
    "built": 1795417509,
    "author": "Tidewater & Co. <radio>",
    "owner": ("Ada & Co.", "ada@example.com"),
    "image": SITE + "art/cover-3fa405a8301a.jpg",
    "categories": [["Society & Culture", "Places & Travel"], ["TV & Film", "After Shows"], ["True Crime"]],
    "explicit": True,
    "type": "serial",
    "block": True,
    "complete": True,
    "new": SITE + "feed.xml?moved=1&really=1",
    "guid": "917393e3-1b1e-5cef-ace4-edaa54e1f810",
    "locked": (True, "ada@example.com"),
    "funding": [("https://example.com/give?a=1&b=2", "Give & take"), ("https://example.com/shop", "Shop")],
    "people": [("Grace Hopper", "host", "cast", "https://example.com/g.jpg", "https://example.com/g")],
    "medium": "audiobook",
    "trailer": ("שלום: a preview", SITE + "media/preview-5975cf1bba43.mp3", 1793512800, 11_534_336, "audio/mpeg", 1),
}

BLANK: Facts = {
    "content": None,
    "season": None,
    "number": None,
    "image": None,
    "author": None,
    "block": False,
    "people": [],
    "transcripts": [],
    "link": "https://example.com/",
    "size": 11_534_336,
    "mime": "audio/mpeg",
    "seconds": 720,
    "explicit": True,
}
ITEMS: list[Facts] = [
    BLANK
    | {
        "title": "مرفأ البحر",
        "guid": "beed47b1-729d-5eb5-be7a-4db8ff46ed4f",
        "published": 1795413600,
        "url": SITE + "media/harbour-aa74f6fd03bf.mp3",
        "description": f"<p>قصة من المرفأ</p>\n{FOOTER}",
        "content": f"{LONG}\n{FOOTER}",
        "type": "bonus",
        "block": True,
    },
    BLANK
    | {
        "title": "<b>Fish & Chips</b> — 100 % 🐟 zażółć gęślą jaźń",
        "guid": "3e0fee1f-695d-5980-b14b-cb40b842bc0b",
        "published": 1795327200,
        "url": "https://op3.dev/e/example.com/tidewater/media/the-whole-sea-39277afbbb17.mp3",
        "link": "https://example.com/the-whole-sea?from=feed&x=1",
        "description": '<p>A &amp; B &lt;b&gt; &amp;amp; ]]&gt; <a href="https://example.com/?a=1&amp;b=2">link</a></p>\n'
        f"<ul>\n<li>00:00 Intro</li>\n<li>02:10 Tide</li>\n</ul>\n{FOOTER}",
        "seconds": 3600,
        "type": "full",
        "season": 2,
        "number": 13,
        "author": "Ada & Charles",
        "image": SITE + "art/the-whole-sea-0123456789ab.png",
        "people": [
            ("Ada <Lovelace>", "guest", "cast", "https://example.com/ada.jpg?s=1&t=2", None),
            ("Łukasz", "editor", "writing", None, "https://example.com/lukasz"),
        ],
        "transcripts": [
            (SITE + "transcripts/the-whole-sea-780f61341132.vtt", "text/vtt", "pl", "captions"),
            (SITE + "transcripts/the-whole-sea-0123456789ab.txt", "text/plain", None, None),
        ],
    },
    BLANK
    | {
        "title": "שלום: a preview",
        "guid": "74dbb4d9-9f3d-53d3-8881-44c478519f83",
        "published": 1793512800,
        "url": SITE + "media/preview-5975cf1bba43.mp3",
        "description": f"<p>The tide goes out, and we go with it.</p>\n{FOOTER}",
        "type": "trailer",
        "season": 1,
    },
]


def only(facts: Facts, names: Facts) -> Facts:
    """Of the facts those that the reader can tell."""
    return {name: facts[name] for name in names}


def assert_as_written(show: Facts, items: list[Facts]) -> None:
    """Everything that the reader told is what was written."""
    assert only(SHOW, show) == show
    assert [only(written, read) for written, read in zip(ITEMS, items, strict=True)] == items


def number(text: str | None) -> int | None:
    """Some readers leave numbers as text."""
    return None if text is None else int(text)


def moment(text: str) -> int:
    """Seconds since 1970 of a date as the feed has it."""
    return int(parsedate_to_datetime(text).timestamp())


def test_gpodders_podcastparser_reads_what_was_written() -> None:
    """It knows the podcast namespace by another address, and one text of each item."""
    read = podcastparser.parse(SITE + "feed.xml", BytesIO(feed.render(everything())))

    show = {
        **{name: read[name] for name in ("title", "link", "description", "language", "generator", "explicit", "type")},
        "author": read["itunes_author"],
        "owner": (read["itunes_owner"]["name"], read["itunes_owner"]["email"]),
        "image": read["cover_url"],
        "categories": read["itunes_categories"],
        "new": read["new_url"],
    }
    oldest_first = reversed(read["episodes"])
    assert_as_written(show, [_of_podcastparser(one) for one in oldest_first])


def _of_podcastparser(one: dict[str, Any]) -> Facts:
    (enclosure,) = one["enclosures"]
    words = "content" if one["description_html"].startswith(LONG) else "description"
    return {
        **{name: one[name] for name in ("title", "guid", "published", "link", "explicit", "type")},
        **{name: one.get(name) for name in ("season", "number")},
        "url": enclosure["url"],
        "size": enclosure["file_size"],
        "mime": enclosure["mime_type"],
        words: one["description_html"],
        "seconds": one["total_time"],
        "image": one.get("episode_art_url"),
        "author": one.get("itunes_author"),
    }


def test_feedparser_reads_what_was_written() -> None:
    """It finds nothing to repair, knows `explicit` only as `yes`, and one tag of each name in the podcast namespace."""
    read = feedparser.parse(feed.render(everything()), sanitize_html=False, resolve_relative_uris=False)

    assert not read.bozo
    show = {
        **{name: read.feed[name] for name in ("title", "link", "language", "generator", "author")},
        "self": next(link.href for link in read.feed.links if link.rel == "self"),
        "description": read.feed.subtitle,
        "copyright": read.feed.rights,
        "built": timegm(read.feed.updated_parsed),
        "owner": (read.feed.publisher_detail.name, read.feed.publisher_detail.email),
        "image": read.feed.image.href,
        "type": read.feed.itunes_type,
        "block": bool(read.feed.itunes_block),
        "complete": read.feed.itunes_complete == "Yes",
        "new": read.feed["itunes_new-feed-url"],
        "guid": read.feed.podcast_guid,
        "medium": read.feed.podcast_medium,
    }
    assert [name for pair in SHOW["categories"] for name in pair] == [tag.term for tag in read.feed.tags]
    assert_as_written(show, [_of_feedparser(one) for one in read.entries])


def _of_feedparser(one: Any) -> Facts:
    (enclosure,) = one.enclosures
    assert (one.get("itunes_season"), one.get("itunes_episode")) == (
        one.get("podcast_season"),
        one.get("podcast_episode"),
    )
    return {
        **{name: one[name] for name in ("title", "link")},
        "guid": one.id,
        "published": timegm(one.published_parsed),
        "url": enclosure.href,
        "size": int(enclosure.length),
        "mime": enclosure.type,
        "description": one.summary,
        "content": one.content[0].value if "content" in one else None,
        "seconds": int(one.itunes_duration),
        "type": one.itunes_episodetype,
        "season": number(one.get("itunes_season")),
        "number": number(one.get("itunes_episode")),
        "image": one.image.href if "image" in one else None,
        "author": one.get("author"),
        "block": bool(one.get("itunes_block")),
    }


@pytest.fixture(scope="module")
def read_by_node() -> Any:
    """What the two readers of `tests/node` find in our feed."""
    need("node")
    if not (NODE / "node_modules").is_dir():
        lacking("tests/node/node_modules", "run: npm ci --prefix tests/node")
    shows = [everything(), catalog(item()), catalog(chaptered())]
    feeds = json.dumps([feed.render(show).decode() for show in shows])
    node = shutil.which("node") or "node"
    ran = programs.run([node, "read.mjs"], cwd=NODE, input=feeds.encode())
    return json.loads(ran.stdout)


@pytest.mark.node
def test_feedsmith_reads_what_was_written(read_by_node: Any) -> None:
    """It reads everything."""
    read = read_by_node[0]["feedsmith"]["feed"]
    itunes, podcast = read["itunes"], read["podcast"]
    (trailer,) = podcast["trailers"]
    (itself,) = read["atom"]["links"]

    show = {
        **{name: read[name] for name in ("title", "link", "description", "language", "copyright", "generator")},
        **{name: itunes[name] for name in ("author", "image", "explicit", "type", "block", "complete")},
        **{name: podcast[name] for name in ("guid", "medium")},
        "self": itself["href"],
        "built": moment(read["lastBuildDate"]),
        "owner": (itunes["owner"]["name"], itunes["owner"]["email"]),
        "categories": [
            [one["text"], *(sub["text"] for sub in one.get("categories", []))] for one in itunes["categories"]
        ],
        "new": itunes["newFeedUrl"],
        "locked": (podcast["locked"]["value"], podcast["locked"]["owner"]),
        "funding": [(one["url"], one["display"]) for one in podcast["fundings"]],
        "people": [_person(one, "display") for one in podcast["persons"]],
        "trailer": (
            *(trailer["display"], trailer["url"], moment(trailer["pubDate"])),
            *(trailer["length"], trailer["type"], trailer["season"]),
        ),
    }
    assert set(SHOW) == set(show)
    assert_as_written(show, [_of_feedsmith(one) for one in read["items"]])


def _of_feedsmith(one: dict[str, Any]) -> Facts:
    itunes, podcast = one["itunes"], one.get("podcast", {})
    (enclosure,) = one["enclosures"]
    assert not one["guid"]["isPermaLink"]
    assert itunes.get("season") == podcast.get("season", {}).get("number")
    assert itunes.get("episode") == podcast.get("episode", {}).get("number")
    return {
        **{name: one[name] for name in ("title", "link", "description")},
        **{name: itunes.get(name) for name in ("explicit", "season", "image", "author")},
        "guid": one["guid"]["value"],
        "published": moment(one["pubDate"]),
        "url": enclosure["url"],
        "size": enclosure["length"],
        "mime": enclosure["type"],
        "content": one.get("content", {}).get("encoded"),
        "seconds": itunes["duration"],
        "type": itunes["episodeType"],
        "number": itunes.get("episode"),
        "block": itunes.get("block", False),
        "people": [_person(person, "display") for person in podcast.get("persons", [])],
        "transcripts": [_transcript(transcript) for transcript in podcast.get("transcripts", [])],
    }


@pytest.mark.node
def test_podcast_partytime_reads_what_was_written(read_by_node: Any) -> None:
    """The Podcast Index's; it unescapes and folds descriptions, and fills in the feed's language."""
    read = read_by_node[0]["partytime"]
    (trailer,) = read["trailers"]

    show = {
        **{name: read[name] for name in ("title", "link", "language", "copyright", "generator", "author", "explicit")},
        **{name: read[name] for name in ("guid", "medium")},
        "self": read["pubsub"]["self"],
        "owner": (read["owner"]["name"], read["owner"]["email"]),
        "image": read["itunesImage"],
        "categories": [one.split(" > ") for one in read["itunesCategory"]],
        "type": read["itunesType"],
        "block": read["itunesBlock"],
        "complete": read["itunesComplete"],
        "new": read["itunesNewFeedUrl"],
        "locked": (read["locked"], read["podcastOwner"]),
        "funding": [(one["url"], one["message"]) for one in read["podcastFunding"]],
        "people": [_person(one, "name") for one in read["podcastPeople"]],
    }
    assert "2026-11-23T07:05:09.000Z" == read["lastBuildDate"]
    assert SHOW["trailer"][:2] == (trailer["title"], trailer["url"])
    assert SHOW["trailer"][3:] == (trailer["length"], trailer["type"], trailer["season"])
    assert _folded(SHOW["description"]) == read["description"]
    assert [_folded(one["description"]) for one in ITEMS] == [one["description"] for one in read["items"]]
    assert_as_written(show, [_of_partytime(one) for one in read["items"]])


def _of_partytime(one: dict[str, Any]) -> Facts:
    enclosure = one["enclosure"]
    assert one.get("itunesSeason") == one.get("podcastSeason", {}).get("number")
    assert one.get("itunesEpisode") == one.get("podcastEpisode", {}).get("number")
    transcripts = [_transcript(transcript) for transcript in one.get("podcastTranscripts", [])]
    return {
        **{name: one[name] for name in ("title", "guid", "link", "explicit")},
        "url": enclosure["url"],
        "size": enclosure["length"],
        "mime": enclosure["type"],
        "seconds": one["duration"],
        "type": one["itunesEpisodeType"],
        "season": one.get("itunesSeason"),
        "number": one.get("itunesEpisode"),
        "image": one.get("itunesImage"),
        "author": one.get("author"),
        "people": [_person(person, "name") for person in one.get("podcastPeople", [])],
        "transcripts": [(*one[:2], None if one[2] == SHOW["language"] else one[2], one[3]) for one in transcripts],
    }


@pytest.mark.node
def test_both_read_a_plain_episode(read_by_node: Any) -> None:
    """Nothing that is optional is needed."""
    smith, partytime = read_by_node[1]["feedsmith"]["feed"], read_by_node[1]["partytime"]

    assert [("First light", "8a1e874b-a353-555a-bce9-d89026e4f2b7")] * 2 == [
        (smith["items"][0]["title"], smith["items"][0]["guid"]["value"]),
        (partytime["items"][0]["title"], partytime["items"][0]["guid"]),
    ]


def chaptered() -> Item:
    """An episode with chapters: two that lists show, and one that only changes the picture."""
    listed = (
        Chapter(start_ms=0, title="Intro & tide", url="https://example.com/tide?a=1&b=2"),
        Chapter(start_ms=195_250, title="Ebb", image="art/first-light-chart-0123456789ab.jpg"),
        Chapter(start_ms=200_000, toc=False, image="https://example.com/flood.jpg"),
    )
    file = ChapterFile(key="chapters/first-light-0123456789ab.json", size=300, digest="0")
    return item(chapters=listed, chapter_file=file)


@pytest.mark.node
def test_both_read_the_chapters(read_by_node: Any) -> None:
    """The file that the namespace names, and Podlove's list with its links and pictures."""
    smith, partytime = (read_by_node[2][name] for name in ("feedsmith", "partytime"))
    file = {"url": SITE + "chapters/first-light-0123456789ab.json", "type": "application/json+chapters"}

    one, other = smith["feed"]["items"][0], partytime["items"][0]

    assert file == one["podcast"]["chapters"] == other["podcastChapters"]
    assert [
        {"start": "00:00:00.000", "title": "Intro & tide", "href": "https://example.com/tide?a=1&b=2"},
        {"start": "00:03:15.250", "title": "Ebb", "image": SITE + "art/first-light-chart-0123456789ab.jpg"},
    ] == one["psc"]["chapters"]


def _folded(html: str) -> str:
    return " ".join(unescape(html).split())


def _person(one: dict[str, str], name: str) -> tuple[str | None, ...]:
    return (one[name], one["role"].lower(), one["group"].lower(), one.get("img"), one.get("href"))


def _transcript(one: dict[str, str]) -> tuple[str | None, ...]:
    return (one["url"], one["type"], one.get("language"), one.get("rel"))
