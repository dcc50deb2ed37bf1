"""What only programs read beside the feed: JSON Feed, oEmbed, web app manifest, robots.txt, OPML, feeds of seasons."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from lxml import etree
from tests.builders import BASE, catalog, channel, enclosure, item
from tests.webpages import changed, has, page, rendered, several, show, texts
from tests.webshow import english

from feedpub.catalog import revise
from feedpub.elements.podcast.people import Person
from feedpub.feed import season_feeds
from feedpub.model import Catalog, Season
from feedpub.model.channel import Counter, NetworkShow
from feedpub.model.chapter import Chapter
from feedpub.model.item import Correction
from feedpub.pages import wanted
from feedpub.pages.episode import EMBED_HEIGHT, EMBED_HEIGHT_WITH_TEXT

# --- JSON Feed 1.1: what jsonfeed.org/version/1.1 says of each member, with whether it is required

ADDRESS, TEXT, MOMENT, NUMBER = "address", "text", "moment", "number"
AUTHOR = {"name": (TEXT, False), "url": (ADDRESS, False), "avatar": (ADDRESS, False)}
ATTACHMENT = {
    "url": (ADDRESS, True),
    "mime_type": (TEXT, True),
    "title": (TEXT, False),
    "size_in_bytes": (NUMBER, False),
    "duration_in_seconds": (NUMBER, False),
}
ITEM: dict[str, tuple[Any, bool]] = {
    "id": (TEXT, True),
    "url": (ADDRESS, False),
    "external_url": (ADDRESS, False),
    "title": (TEXT, False),
    "content_html": (TEXT, False),
    "content_text": (TEXT, False),
    "summary": (TEXT, False),
    "image": (ADDRESS, False),
    "banner_image": (ADDRESS, False),
    "date_published": (MOMENT, False),
    "date_modified": (MOMENT, False),
    "authors": ([AUTHOR], False),
    "tags": ([TEXT], False),
    "language": (TEXT, False),
    "attachments": ([ATTACHMENT], False),
}
FEED: dict[str, tuple[Any, bool]] = {
    "version": (TEXT, True),
    "title": (TEXT, True),
    "home_page_url": (ADDRESS, False),
    "feed_url": (ADDRESS, False),
    "description": (TEXT, False),
    "user_comment": (TEXT, False),
    "next_url": (ADDRESS, False),
    "icon": (ADDRESS, False),
    "favicon": (ADDRESS, False),
    "authors": ([AUTHOR], False),
    "language": (TEXT, False),
    "expired": (bool, False),
    "hubs": ([dict], False),
    "items": ([ITEM], True),
}


def faults(value: object, kind: Any, at: str = "") -> list[str]:
    """Where a value is not what the specification says."""
    if isinstance(kind, list):
        if not isinstance(value, list):
            return [f"{at} is no list"]
        return [one for number, each in enumerate(value) for one in faults(each, kind[0], f"{at}[{number}]")]
    if isinstance(kind, dict):
        assert isinstance(value, dict)
        found = [f"{at}.{name} is missing" for name, (_, required) in kind.items() if required and name not in value]
        for name, one in value.items():
            if name in kind:
                found += faults(one, kind[name][0], f"{at}.{name}")
            elif not re.fullmatch(r"_[a-z]+", name):
                found.append(f"{at}.{name} is unknown")
        return found
    good: Mapping[Any, Callable[[Any], bool]] = {
        TEXT: lambda one: isinstance(one, str) and bool(one),
        ADDRESS: lambda one: isinstance(one, str) and bool(re.match(r"https?://", one)),
        MOMENT: lambda one: isinstance(one, str) and datetime.fromisoformat(one).tzinfo is not None,
        NUMBER: lambda one: isinstance(one, int) and not isinstance(one, bool) and one > 0,
        bool: lambda one: isinstance(one, bool),
    }
    return [] if good[kind](value) else [f"{at} is {value!r}"]


def json_feed(made: Catalog) -> Any:
    """The JSON Feed of a show."""
    return json.loads(rendered(made, "feed.json"))


def test_the_json_feed_is_as_its_specification_says() -> None:
    """Of a show with everything, hostile texts among it, and of one with next to nothing; each item has a content."""
    poor = show(item(notes="", summary=""), people=())

    for made in (english(), poor, show()):
        feed = json_feed(made)
        assert [] == faults(feed, FEED)
        assert "https://jsonfeed.org/version/1.1" == feed["version"]
        assert f"{BASE}feed.json" == feed["feed_url"]
        assert all("content_html" in one or "content_text" in one for one in feed["items"])
        assert len(made.published_items) == len(feed["items"])


def test_the_json_feed_says_what_the_feed_says() -> None:
    """The same guid, date, address and recording, through the same prefix; keywords, hosts and corrections besides."""
    recording = enclosure(prefix="https://op3.dev/e/")
    made = show(
        item(
            enclosure=recording,
            keywords=("sea", "light"),
            people=(Person(name="Ada", role="host", href="https://ada.example/"), Person(name="Grace", role="guest")),
            corrections=(Correction(date="2026-11-26", text="No."),),
            link="https://news.example/first-light",
        )
    )

    (one,) = json_feed(made)["items"]

    assert made.items[0].guid == one["id"]
    assert (f"{BASE}first-light.html", "https://news.example/first-light") == (one["url"], one["external_url"])
    assert ("2026-11-23T06:00:00+00:00", "2026-11-26T00:00:00+00:00") == (one["date_published"], one["date_modified"])
    assert ["sea", "light"] == one["tags"]
    assert [{"name": "Ada", "url": "https://ada.example/"}] == one["authors"]
    (attached,) = one["attachments"]
    assert f"https://op3.dev/e/example.com/tidewater/{recording.key}" == attached["url"]
    assert ("audio/mpeg", recording.size, 720) == tuple(
        attached[name] for name in ("mime_type", "size_in_bytes", "duration_in_seconds")
    )


def test_every_page_names_the_json_feed_and_the_manifest() -> None:
    """By addresses that work on the page for unknown addresses, too."""
    made = show(item())

    assert ["feed.json"] == texts(page(made), "//link[@type='application/feed+json']/@href")
    assert ["/tidewater/feed.json"] == texts(page(made, "404.html"), "//link[@type='application/feed+json']/@href")
    assert ["manifest.json"] == texts(page(made), "//link[@rel='manifest']/@href")


# --- oEmbed


@pytest.mark.parametrize(("chapters", "height"), [(False, EMBED_HEIGHT), (True, EMBED_HEIGHT_WITH_TEXT)])
def test_a_page_leads_to_its_answer_to_oembed(chapters: bool, height: int) -> None:
    """With all that the specification requires of `rich`; titles may be hostile."""
    made = show(item(title='"><script>', chapters=(Chapter(start_ms=0, title="Quay"),) if chapters else ()))

    (address,) = texts(page(made), "//link[@type='application/json+oembed']/@href")
    answer = json.loads(rendered(made, address.removeprefix(BASE)))

    assert f"{BASE}first-light-oembed.json" == address
    assert ("1.0", "rich", height) == (answer["version"], answer["type"], answer["height"])
    assert isinstance(answer["width"], int)
    assert f'src="{BASE}first-light-embed.html"' in answer["html"]
    assert "<script>" not in answer["html"]
    assert {"thumbnail_url", "thumbnail_width", "thumbnail_height", "provider_name", "provider_url"} <= answer.keys()


def test_only_what_it_says_changes_it() -> None:
    """Notes do not."""
    assert "first-light-oembed.json" not in changed(show(item()), show(item(notes="<p>New</p>")))
    assert "first-light-oembed.json" in changed(show(item()), show(item(title="New")))


# --- manifest, robots.txt


def test_the_manifest_opens_the_home() -> None:
    """With the icons that phones take, in the language of the show."""
    manifest = json.loads(rendered(english(), "manifest.json"))

    assert ("Tidewater", "index.html", "./") == tuple(manifest[name] for name in ("name", "start_url", "scope"))
    assert ["180x180", "512x512"] == [one["sizes"] for one in manifest["icons"]]


@pytest.mark.parametrize(
    ("base", "changes", "expected"),
    [
        ("https://tidewater.example/", {}, True),
        ("https://tidewater.example/", {"robots": "off"}, False),
        ("https://cdn.example/tidewater/", {}, False),
        ("http://127.0.0.1:8910/", {}, False),
    ],
)
def test_robots_are_told_where_the_map_is(base: str, changes: dict[str, Any], expected: bool) -> None:
    """Where the show is at the root of a public host, the only place where they look; unless others write it."""
    made = show(item(), base=base, **changes)

    assert expected == ("robots.txt" in wanted(made))
    if expected:
        assert "Sitemap: https://tidewater.example/sitemap.xml" in rendered(made, "robots.txt").splitlines()


# --- a network


def test_a_network_is_a_list_of_feeds() -> None:
    """OPML 2.0 with this show and the others; every page names it."""
    other = NetworkShow(
        title="Tide & Tables", feed="https://cdn.example/tables/feed.xml", home="https://tables.example/"
    )
    made = show(item(), network=(other, NetworkShow(title="Tidewater")))

    root = etree.fromstring(wanted(made)["network.xml"].render(made))

    outlines = [dict(one.attrib) for one in root.iter("outline")]
    assert "2.0" == root.get("version")
    assert [
        ("rss", "Tide & Tables", other.feed, other.home),
        ("rss", "Tidewater", f"{BASE}feed.xml", "https://example.com/"),
    ] == [(one["type"], one["text"], one["xmlUrl"], one["htmlUrl"]) for one in outlines]
    assert ["network.xml"] == texts(page(made), "//link[@type='text/x-opml']/@href")
    renamed = show(item(), network=(replace(other, title="New"), NetworkShow(title="Tidewater")))
    assert {"network.xml"} == changed(made, renamed)


# --- feeds of seasons


def test_a_season_has_a_feed_of_its_own() -> None:
    """With its episodes alone, the same guids, and its own address; its page leads there."""
    items = [replace(one, season=2 if at < 2 else 1) for at, one in enumerate(several(5))]
    about = channel(pages=True, season_feeds=True, seasons=(Season(number=1, name="The Quay"),), trailer="part-000")
    made = catalog(*items, channel=about)
    feeds = season_feeds(made)
    made = revise(None, made, rendered=dict.fromkeys(("feed.xml", *feeds), "0"), now=items[0].published)

    root = etree.fromstring(feeds["season_1.xml"].render(made))

    assert ["season_1.xml", "season_2.xml"] == list(feeds)
    assert "Tidewater: The Quay" == root.findtext("channel/title")
    assert [one.guid for one in made.published_items if one.season == 1] == [one.text for one in root.iter("guid")]
    own = root.find("channel/{http://www.w3.org/2005/Atom}link[@rel='self']")
    assert own is not None
    assert f"{BASE}season_1.xml" == own.get("href")
    assert about.guid != root.findtext("channel/{https://podcastindex.org/namespace/1.0}guid")
    assert ["season_1.xml"] == texts(page(made, "season_1.html"), f"{has('facts')}/a/@href")
    assert {} == season_feeds(catalog(*items))


def test_a_season_that_has_moved_says_where_its_feed_is() -> None:
    """`new_feed_url` of the show would bring its subscribers all other episodes, too."""
    about = channel(season_feeds=True, new_feed_url="https://other.example/tidewater/feed.xml")
    made = catalog(item(season=1), channel=about)
    feeds = season_feeds(made)
    made = revise(None, made, rendered=dict.fromkeys(("feed.xml", *feeds), "0"), now=made.items[0].published)

    root = etree.fromstring(feeds["season_1.xml"].render(made))

    moved = root.findtext("channel/{http://www.itunes.com/dtds/podcast-1.0.dtd}new-feed-url")
    assert "https://other.example/tidewater/season_1.xml" == moved


# --- a counter of one's own


def test_a_counter_is_on_pages_and_in_no_frame() -> None:
    """A script from the pages' own origin, with its attributes; what is in a frame elsewhere counts nobody."""
    made = show(item(), counter=Counter(src="/count.js", data=(("domain", 'a"b'),)))

    found = page(made).xpath("//script[@src='/count.js']")

    assert [("defer", 'a"b')] == [(one.get("defer"), one.get("data-domain")) for one in found]
    assert [] == texts(page(made, "first-light-embed.html"), "//script[@src='/count.js']/@src")
    assert "script-src 'self';" in texts(page(made), "//meta[@http-equiv]/@content")[0]
    assert [] == texts(page(show(item())), "//script[@src='/count.js']/@src")
