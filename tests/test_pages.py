"""The show's web pages: which there are, when each changes, and what stands on it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from tests import builders
from tests.builders import BASE, PUBLISHED, artwork, channel, derived, enclosure, item, transcript
from tests.webpages import (
    CHAPTERS,
    LINKS,
    PEOPLE,
    changed,
    has,
    linked,
    page,
    rendered,
    searched,
    several,
    show,
    sources,
    stone,
    texts,
    without_word_files,
)

from feedpub.elements.podcast.people import Person
from feedpub.elements.podcast.show import SocialInteract, UpdateFrequency
from feedpub.model import Catalog, Item, Season
from feedpub.model.channel import PlatformLink
from feedpub.model.chapter import Chapter
from feedpub.pages import assets, wanted
from feedpub.pages.linked_data import of_episode
from feedpub.pages.lists import MOST, ON_HOME, SHELF, excerpt, home_shelves, listed
from feedpub.pages.site import site_of
from feedpub.standards.locales import PAGE_LANGUAGES

ALWAYS = {"index.html", "subscribe.html", "404.html", "sitemap.xml", "search.json", "feed.json", "manifest.json"}


def test_a_show_without_pages_has_none() -> None:
    """`pages: off`: nothing to render, nothing to load."""
    made = show(item())
    made = replace(made, channel=replace(made.channel, pages=False))

    assert ({}, {}) == (wanted(made), assets(made))


def test_a_show_without_episodes_has_a_home() -> None:
    """It is there before the first episode is."""
    assert ALWAYS == set(wanted(show()))
    assert ["Tidewater"] == texts(page(show(), "index.html"), "//h1")


def test_every_episode_that_is_out_has_two_pages() -> None:
    """Its own, and its player in a frame, which other sites ask for; what is scheduled has none."""
    made = show(item(), item("later", title="Secret", scheduled=True, published=PUBLISHED + timedelta(days=9)))

    pages = {key: one.render(made) for key, one in wanted(made).items()}

    own = {"first-light.html", "first-light-embed.html", "first-light-oembed.json"}
    assert {*ALWAYS, *own} == without_word_files(pages)
    assert [] == [key for key, data in pages.items() if b"Secret" in data or b"later.html" in data]


def test_types_are_those_that_browsers_need() -> None:
    """With their character set, where text has one."""
    types = {key: one.type for key, one in wanted(show(item())).items()}

    assert "text/html; charset=utf-8" == types["first-light.html"]
    assert ("application/xml; charset=utf-8", "application/json") == (types["sitemap.xml"], types["search.json"])


def test_assets_lie_under_the_digest_of_their_bytes() -> None:
    """Scripts and the style sheet, which has the player's in it."""
    found = assets(show(item()))

    assert {key: f"{sha256(data).hexdigest()[:12]}" for key, data in found.items()} == {
        key: re.sub(r"assets/[\w-]+-(\w+)\.(css|js|woff2)", r"\1", key) for key in found
    }
    (style,) = [data for key, data in found.items() if key.startswith("assets/page-")]
    assert b".player-slider" in style
    assert _fonts(made := show(item())) == {key for key in assets(made) if key.endswith(".woff2")}


def _fonts(made: Catalog) -> set[str]:
    """Keys of what the style sheet loads."""
    (style,) = [data.decode() for key, data in assets(made).items() if key.startswith("assets/page-")]
    return {f"assets/{name}" for name in re.findall(r'url\("([^"]+)"\)', style)}


TRANSCRIBED = item(chapters=CHAPTERS, transcripts=(transcript(type="application/json"),))

RUN: dict[str, tuple[Item, list[str]]] = {
    "index.html": (TRANSCRIBED, ["player", "rows", "search", "resume"]),
    "subscribe.html": (TRANSCRIBED, ["share", "resume"]),
    "404.html": (TRANSCRIBED, ["resume"]),
    "lost.html": (TRANSCRIBED, ["resume"]),
    "first-light.html": (item(transcripts=(transcript(),)), ["player", "share", "resume"]),
    "first-light-embed.html": (TRANSCRIBED, ["chapters", "transcript", "player"]),
}
"""Page → an episode, and what is run in its order: the player behind what adds to it; a frame resumes nothing."""


AT_ONCE = re.compile(r'^import\b.*"\./([^"]+)";$', re.MULTILINE)
LATER = re.compile(r'\b(?:import|new URL)\("\./([^"]+)"')
"""What a script imports before it runs, and when somebody wants it, into the page or a worker."""


@pytest.mark.parametrize("key", RUN)
def test_pages_run_the_scripts_that_they_need(key: str) -> None:
    """And no others; what these import is asked for at once."""
    one, names = RUN[key]
    made = show(one, gone=(stone(),))
    html = page(made, key)

    run, preloaded = texts(html, "//script[@type='module']/@src"), texts(html, "//link[@rel='modulepreload']/@href")

    assert names == [re.sub(r".*assets/(\w+)-.*", r"\1", one) for one in run]
    wanted = {one.removeprefix("/tidewater/") for one in (*run, *preloaded)}
    scripts = {key: data.decode() for key, data in assets(made).items() if key in wanted}
    assert wanted == scripts.keys()
    assert {f"assets/{name}" for text in scripts.values() for name in AT_ONCE.findall(text)} <= wanted
    assert len(run) + len(preloaded) == len(wanted)


def test_pages_load_nothing_but_assets_and_pictures_of_the_target() -> None:
    """Each asset is loaded by some page or script, each that is named is there, and the policy forbids all else."""
    post = SocialInteract(protocol="activitypub", uri="https://social.example/@ada/1")
    made = show(builders.changed(TRANSCRIBED, social=(post,)), comments_from=("https://social.example",))
    loads = "//script/@src | //link[@rel='stylesheet' or @rel='modulepreload']/@href"

    loaded = {one for key in ("index.html", "first-light.html") for one in texts(page(made, key), loads)}
    policy = texts(page(made), "//meta[@http-equiv]/@content")[0]

    scripts = [data.decode() for key, data in assets(made).items() if key.endswith(".js")]
    later, imported = (
        {f"assets/{name}" for text in scripts for name in names.findall(text)} for names in (LATER, AT_ONCE)
    )
    assert set(assets(made)) == loaded | later | imported | _fonts(made)
    assert not loaded & later
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
    assert "unsafe" not in policy


# --- gone


def test_the_page_of_an_episode_that_was_taken_out_says_so() -> None:
    """In its place and in its frame, without its title, and search engines shall forget it; no list names it."""
    made = show(item(), gone=(stone(),))

    html = page(made, "lost.html")

    assert ["This episode is no longer available"] == texts(html, "//h1")
    assert ["noindex"] == texts(html, "//meta[@name='robots']/@content")
    assert "Libel" not in "".join(one.render(made).decode() for one in wanted(made).values())
    assert "lost" not in rendered(made, "index.html") + rendered(made, "sitemap.xml")
    assert ["This episode is no longer available"] == texts(page(made, "lost-embed.html"), "//h1")


@pytest.mark.parametrize("changes", [{"published": PUBLISHED + timedelta(days=60)}, {"scheduled": True}])
def test_what_was_never_out_leaves_no_page(changes: dict[str, Any]) -> None:
    """Its slug stays a secret, also where its time has come before it was taken out."""
    made = show(item(), gone=(stone(**changes),))

    own = {"first-light.html", "first-light-embed.html", "first-light-oembed.json"}
    assert {*ALWAYS, *own} == without_word_files(wanted(made))


# --- what changes with what


def test_an_edit_changes_the_page_its_neighbours_and_the_lists() -> None:
    """A title is on its own page and frame, beside its neighbours, and in every list; nowhere else."""
    items = several(7)
    edited = [replace(one, title="New") if one.slug == "part-003" else one for one in items]

    pages = changed(show(*items), show(*edited))

    own = {"part-003.html", "part-003-embed.html", "part-003-oembed.json"}
    lists = {"index.html", "sitemap.xml", "search.json", "feed.json"}
    assert {*own, "part-002.html", "part-004.html", *lists} == pages


def test_notes_change_their_page_and_the_search() -> None:
    """No neighbour shows them, and the home has the summary."""
    items = several(3)
    edited = [replace(one, notes="<p>New</p>") if one.slug == "part-001" else one for one in items]

    pages = changed(show(*items), show(*edited))

    own = {"part-001.html", "part-001-embed.html"}
    assert {*own, "sitemap.xml", "search.json", "feed.json"} == without_word_files(pages)
    assert 2 == len([key for key in pages if key.startswith("search_")])  # the file of words, and the one before


def test_a_new_episode_changes_one_neighbour() -> None:
    """Of a long show, too: full pages of older episodes stay as they are."""
    items = several(230)

    pages = changed(show(*items[1:]), show(*items))

    new = {"part-000.html", "part-000-embed.html", "part-000-oembed.json"}
    lists = {"index.html", "index-6.html", "sitemap.xml", "search.json", "feed.json"}
    assert {*new, "part-001.html", *lists} == without_word_files(pages)
    assert 2 == len([key for key in pages if key.startswith("search_")])


UNSEEN: dict[str, Any] = {
    "sources": ("a" * 64,),
    "dated": True,
    "keywords": ("sea",),
    "block": True,
    "own_page": True,
    "enclosure": enclosure(bitrate=64_000, file="../first.mp3", prefix="https://op3.dev/e/"),
}


@pytest.mark.parametrize("name", UNSEEN)
def test_what_no_page_shows_changes_none(name: str) -> None:
    """Where a file lay on the author's machine, for example; the JSON Feed alone has a single episode's keywords."""
    pages = changed(show(item()), show(replace(item(), **{name: UNSEEN[name]})))

    assert ({"feed.json"} if name in {"keywords", "enclosure"} else set()) == pages


def test_an_article_elsewhere_changes_the_pages_that_name_it_as_canonical() -> None:
    """And the sitemap, which has them no more; the home links to the page here as before. `page: own` changes none."""
    article = item(link="https://elsewhere.example/")

    changes = {"first-light.html", "first-light-embed.html", "sitemap.xml", "feed.json"}
    assert changes == changed(show(item()), show(article))
    assert {"feed.json"} == changed(show(item()), show(replace(article, own_page=True)))


def test_every_page_shows_the_theme() -> None:
    """An accent is in the style sheet that all of them load."""
    before = show(item())
    theme = replace(before.channel.theme, accent="#00508c", accent_dark="#8cc8ff")

    pages = changed(before, show(item(), theme=theme))

    assert without_word_files(wanted(before)) == pages


def test_equal_catalogs_have_equal_pages() -> None:
    """Whatever is in the manifest: only the map of the site says when its pages changed."""
    made = show(item())

    assert sources(made) == sources(replace(made, revision=9, manifest={}))


# --- the home


def test_the_home_has_the_latest_episode_ready_to_play() -> None:
    """Without its chapters and transcript, which its own page has."""
    made = show(*several(3), item("newest", published=PUBLISHED + timedelta(days=1), chapters=(Chapter(start_ms=0),)))

    html = page(made, "index.html")

    assert ["newest"] == texts(html, f"{has('player')}/@data-episode")
    assert [] == texts(html, has("timestamps"))
    assert ["newest.html", "part-000.html"] == texts(html, f"{has('row-title')}/a/@href")[:2]


def test_episodes_stand_under_their_seasons() -> None:
    """The latest first; a trailer without a season is with what came out next."""
    dates = [PUBLISHED - timedelta(days=at) for at in range(4)]
    items = [
        item("b", season=2, published=dates[0]),
        item("teaser", type="trailer", published=dates[1]),
        item("a", season=1, number=3, published=dates[2]),
        item("old", published=dates[3]),
    ]

    html = page(show(*items, seasons=(Season(number=1, name="The Quay"),)), "index.html")

    assert ["Season 2", "Season 1 The Quay", "Older episodes"] == texts(html, f"{has('season')}/h2")
    assert ["B", "Teaser"] == texts(html, "//section[@id='season-2']//h3")
    assert ["Play: Teaser 12 minutes Trailer"] == texts(html, f"//section[@id='season-2']//li[2]{has('row-more')}")
    assert ["Play: A 12 minutes Episode 3"] == texts(html, f"//section[@id='season-1']{has('row-more')}")


def test_all_episodes_are_all_of_them() -> None:
    """Newer ones without a season, in front of a season, are called so."""
    items = [item("new", published=PUBLISHED), item("a", season=1, published=PUBLISHED - timedelta(days=1))]

    assert ["Newer episodes", "Season 1"] == texts(page(show(*items), "index.html"), f"{has('season')}/h2")
    assert ["All episodes"] == texts(page(show(items[0]), "index.html"), f"{has('season')}/h2")


@pytest.mark.parametrize(
    ("title", "link", "row"), [("Trailer", "Trailer", ""), ("What comes", "Trailer: What comes", " Trailer")]
)
def test_a_trailer_is_called_so_once(title: str, link: str, row: str) -> None:
    """Most have no other title."""
    made = show(item("teaser", type="trailer", title=title), item("a"), trailer="teaser")

    html = page(made, "index.html")

    assert [link] == texts(html, f"{has('hero-trailer')}/a")
    assert [f"Play: {title} 12 minutes{row}"] == texts(html, f"//li[.//a[@href='teaser.html']]{has('row-more')}")


def test_a_serial_is_listed_from_its_beginning() -> None:
    """Within the season: it tells one story."""
    html = page(show(*several(3, season=1), type="serial"), "index.html")

    assert ["Part 002", "Part 001", "Part 000"] == texts(html, "//h3")


@pytest.mark.slow
@given(st.integers(0, 700), st.booleans())
def test_no_page_has_too_many_episodes_and_full_ones_never_change(count: int, has_archive: bool) -> None:
    """Each episode is on one page; one more changes the home and the page next to it, which it may begin."""
    items = [listed(one) for one in several(count + 1)]

    after, before = (home_shelves(some, has_archive=has_archive) for some in (items, items[1:]))

    assert items == [one for shelf in after for one in shelf.episodes]
    assert len(after[0].episodes) <= (ON_HOME if has_archive else MOST)
    assert all(len(shelf.episodes) == SHELF for shelf in after[2 if has_archive else 1 :])
    assert all(len(shelf.episodes) <= SHELF for shelf in after[1:])
    full = {shelf.key: shelf.episodes for shelf in before[1:] if len(shelf.episodes) == SHELF}
    assert full == {shelf.key: shelf.episodes for shelf in after[1:] if shelf.key in full}


def test_older_episodes_are_on_pages_of_their_own() -> None:
    """Linked from the home, both ways, and named by their years."""
    made = show(*several(201))

    home, older, oldest = (page(made, key) for key in ("index.html", "index-4.html", "index-2.html"))

    assert ["index-5.html"] == texts(home, f"{has('shelves')}/a/@href")
    assert ["index-5.html", "index-3.html"] == texts(older, f"{has('shelves')}/a/@href")
    assert ["index-3.html"] == texts(oldest, f"{has('shelves')}/a/@href")
    assert ["Older episodes 2026"] == texts(oldest, "//h1")


def test_the_search_knows_every_episode() -> None:
    """Titles, dates and summaries; in files of words everything that is written about them, as plain text."""
    made = show(
        item(
            chapters=(Chapter(start_ms=0, title="The quay"),),
            people=(Person(name="Grace", role="guest"),),
            summary="Fog & wind. " * 20,
        ),
        notes_of := item("b", notes="<p>Fish &amp; chips</p>", summary="", published=PUBLISHED - timedelta(days=1)),
    )

    index = json.loads(rendered(made, "search.json"))
    first, second = index["episodes"]

    fog = " ".join(["Fog & wind."] * 20)
    assert {"url": "first-light.html", "title": "First light", "date": "November 23, 2026"}.items() < first.items()
    assert "Fog & wind. " * 13 + "Fog …" == first["summary"]
    assert {"url": "b.html", "title": "B", "date": "November 22, 2026"} == second
    assert ["Fish & chips", f"The tide goes out, and we go with it. {fog} The quay Grace"] == searched(made)
    assert notes_of.notes not in rendered(made, "index.html")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One.</p><p>Two &amp; three.</p>", "One. Two & three."),
        (f"<p>{'word ' * 100}</p>", "word " * 47 + "word …"),
        (f"<p>{'潮' * 955}<a href='x'>link</a></p>", "潮" * 240 + " …"),
        (f"<p>{' ' * 955}<a href='x'>link</a></p>", ""),
        (f"<p>{'<i>one two</i> ' * 68}harbour</p>", "one two " * 29 + "one two …"),
        (f"<p>{'<a href=https://example.com/a/long/one>x</a> ' * 21}harbour master</p>", "x " * 21 + "harbour …"),
        (f"<p>{' ' * 950}fish &amp; chips</p>", "fish …"),
        ("", ""),
    ],
)
def test_an_excerpt_is_plain_and_ends_between_words(html: str, text: str) -> None:
    """Tags that are cut in the middle are not shown."""
    assert text == excerpt(html).strip()


# --- where to subscribe, and where nothing is


def test_everything_to_subscribe_with_is_on_one_page() -> None:
    """Platforms, apps, the feed's address to copy, a symbol for phones."""
    made = show(item(), platforms=(PlatformLink(name="Overcast", url="https://overcast.example/x"),))

    html = page(made, "subscribe.html")

    assert ["https://overcast.example/x"] == texts(html, f"{has('door')}/@href")
    feed = "example.com/tidewater/feed.xml"
    assert [f"podcast://{feed}"] == texts(html, f"{has('apps')}/a/@href")
    assert [f"https://{feed}"] == texts(html, "//input[@readonly]/@value")


@pytest.mark.parametrize(
    ("language", "written", "shown"),
    [
        ("en", "weekly", "New episodes of Tidewater are released weekly."),
        ("de", "weekly", "Neue Folgen von Tidewater erscheinen jede Woche."),
        ("en", "every two weeks", "New episodes of Tidewater are released every two weeks."),
        ("fr", "Fortnightly", "De nouveaux épisodes de Tidewater paraissent toutes les deux semaines."),
        ("en", "Mondays and Thursdays", "Mondays and Thursdays"),
        ("en", "Whenever the tide allows", "Whenever the tide allows"),
    ],
)
def test_how_often_there_is_an_episode_is_a_sentence(language: str, written: str, shown: str) -> None:
    """A word such as `weekly` becomes one in the language of the page; what is the author's own stays."""
    made = show(item(), language=language, update_frequency=UpdateFrequency(text=written))

    assert [shown] == texts(page(made, "subscribe.html"), has("standfirst"))


@pytest.mark.parametrize(
    ("language", "place"),
    [("en", "en_US"), ("de", "de_DE"), ("de-CH", "de_CH"), ("pt-BR", "pt_BR"), ("zh-Hant", "zh_TW"), ("ar", "ar_EG")],
)
def test_previews_elsewhere_are_told_language_and_territory(language: str, place: str) -> None:
    """`og:locale` is `language_TERRITORY`: without one Facebook ignores it."""
    made = show(item(), language=language)

    assert [place] == texts(page(made, "index.html"), "//meta[@property='og:locale']/@content")


def test_the_symbol_is_that_of_the_page() -> None:
    """Drawn back into modules, it is what segno makes of the address."""
    import segno

    html = page(show(item()), "subscribe.html")
    (edge,), (path,) = texts(html, "//*[@class='qr']/@viewbox"), texts(html, "//*[@class='qr-dark']/@d")

    side = int(edge.split()[2])
    rows = [[0] * side for _ in range(side)]
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1H\d+z", path):
        rows[int(y)][int(x) : int(x) + int(width)] = [1] * int(width)

    made = segno.make(f"{BASE}subscribe.html", error="m", micro=False, boost_error=False)
    assert [[int(one) for one in row] for row in made.matrix_iter(border=4)] == rows


def test_the_page_for_nothing_works_at_any_depth() -> None:
    """Its addresses begin at the root of the server."""
    html = page(show(item(), derived=(derived("icon-32", width=32, height=32, type="image/png"),)), "404.html")

    found = texts(
        html, "//link[@rel!='alternate']/@href | //script/@src | //a[not(contains(@href, ':'))]/@href | //img/@src"
    )
    assert [] == [one for one in found if not one.startswith(("/tidewater/", "#"))]
    assert ["noindex"] == texts(html, "//meta[@name='robots']/@content")


def test_the_map_of_the_site_names_what_shall_be_found() -> None:
    """The home, where to subscribe, every episode; with the time of the last change where the manifest has it."""
    made = show(*several(101), gone=(stone(),))
    made = replace(made, manifest={"part-000.html": next(iter(made.manifest.values()))})

    root = etree.fromstring(wanted(made)["sitemap.xml"].render(made))

    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    places = root.xpath("//s:loc/text()", namespaces=space)
    assert isinstance(places, list)
    lists = {"index.html", "index-2.html", "index-3.html", "subscribe.html"}
    assert {*lists, *(f"{one.slug}.html" for one in several(101))} == {str(one).removeprefix(BASE) for one in places}
    assert ["2026-11-23T07:05:09+00:00"] == root.xpath("//s:lastmod/text()", namespaces=space)


# --- for machines


def test_those_who_link_to_a_page_know_what_it_is() -> None:
    """Canonical address, feed, title, picture and sound: absolute, and past whoever counts downloads."""
    made = show(
        item(enclosure=enclosure(prefix="https://op3.dev/e/")),
        derived=(derived("card"), derived("icon-32", width=32, height=32, type="image/png")),
    )

    html = page(made)

    named = dict(
        zip(texts(html, "//meta[@property]/@property"), texts(html, "//meta[@property]/@content"), strict=True)
    )
    assert [f"{BASE}first-light.html"] == texts(html, "//link[@rel='canonical']/@href")
    assert [f"{BASE}feed.xml"] == texts(html, "//link[@type='application/rss+xml']/@href")
    assert ("First light", "article") == (named["og:title"], named["og:type"])
    assert (BASE + derived("card").key, "1200", "630") == tuple(
        named[f"og:image{at}"] for at in ("", ":width", ":height")
    )
    assert BASE + enclosure().key == named["og:audio"]
    assert ["summary_large_image"] == texts(html, "//meta[@name='twitter:card']/@content")
    assert ["32x32"] == texts(html, "//link[@rel='icon']/@sizes")
    assert "op3.dev" not in rendered(made, "first-light.html")


def test_an_episode_with_a_picture_of_its_own_is_shown_with_it() -> None:
    """Else with the show's; without the one made for links, the artwork itself stands in."""
    own = item(image=artwork("own"), derived=(derived("cover-300", key="art/own-300.jpg"),))

    html = page(show(own, derived=(derived("card"), derived("cover-300"))))

    assert ["art/own-300.jpg"] == texts(html, f"{has('player-cover')}/@src")
    assert [BASE + artwork("own").key] == texts(html, "//meta[@property='og:image']/@content")
    assert ["summary"] == texts(html, "//meta[@name='twitter:card']/@content")


def test_schema_org_knows_the_episode() -> None:
    """Its recording, and a clip for each chapter that is listed."""
    chapters = (*CHAPTERS, Chapter(start_ms=200_000, toc=False), Chapter(start_ms=300_500, title="End"))

    data = linked(
        show(item(season=1, number=2, chapters=chapters, links=LINKS), seasons=(Season(number=1, name="Quay"),))
    )

    assert ("PodcastEpisode", "First light", "PT12M0S", 2) == tuple(
        data[name] for name in ("@type", "name", "timeRequired", "episodeNumber")
    )
    assert BASE + enclosure().key == data["associatedMedia"]["contentUrl"]
    season = {"@type": "PodcastSeason", "seasonNumber": 1, "name": "Quay", "url": f"{BASE}season_1.html"}
    assert season == data["partOfSeason"]
    clips = [(one["name"], one["startOffset"], one["endOffset"]) for one in data["hasPart"]]
    assert [("Quay", 0, 195), ("Tides", 195, 300.5), ("End", 300.5, 720.4)] == clips
    assert f"{BASE}first-light.html#t=195" == data["hasPart"][1]["url"]


@pytest.mark.parametrize(("words", "expected"), [("", None), ("The  sea.\n", "The sea."), ("sea " * 2000, 5001)])
def test_schema_org_knows_the_beginning_of_a_transcript(words: str, expected: str | int | None) -> None:
    """Of those that pages show, so many letters that a page stays light; nothing of others."""
    made = item()

    block = str(of_episode(site_of(channel(pages=True), {}), made, words=words))

    found = json.loads(block)["associatedMedia"].get("transcript")
    assert expected == (len(found) if isinstance(expected, int) else found)


def test_schema_org_knows_the_show() -> None:
    """On its home, with its feed and where else it is."""
    data = linked(
        show(item(), platforms=(PlatformLink(name="Spotify", url="https://spotify.example/x"),)), "index.html"
    )

    assert ("PodcastSeries", "Tidewater", f"{BASE}feed.xml") == (data["@type"], data["name"], data["webFeed"])
    assert (["https://spotify.example/x"], ["Documentary", "Science"]) == (data["sameAs"], data["genre"])


@pytest.mark.parametrize("language", [*PAGE_LANGUAGES, "he", "cy"])
def test_pages_speak_the_language_of_the_show(language: str) -> None:
    """All pages, in its direction."""
    made = show(item(people=PEOPLE, transcripts=(transcript(),), chapters=CHAPTERS), language=language)

    pages = [page(made, key) for key in wanted(made) if key.endswith(".html")]

    assert {language} == {one.get("lang") for one in pages}
    assert {"rtl" if language in {"ar", "he"} else "ltr"} == {one.get("dir") for one in pages}


def test_texts_in_another_script_are_kept_to_themselves() -> None:
    """Titles and names are isolated, or find their own direction."""
    made = show(item(title="مد", people=(Person(name="שרה", role="guest"),)), *several(1))

    html = page(made)

    assert ["auto"] == texts(html, "//h1/@dir")
    assert ["שרה"] == texts(html, f"{has('guest-name')}/bdi")
    assert "مد" in texts(page(made, "index.html"), "//h3//bdi")
