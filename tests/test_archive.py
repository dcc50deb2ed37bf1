"""The archive: seasons, topics, people, related episodes; what one more episode changes, and what leaves with one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.builders import BASE, PUBLISHED, item
from tests.webpages import changed, has, linked, page, several, show, sources, texts

from feedpub.elements.podcast.people import Person
from feedpub.model import Catalog, Item, Season
from feedpub.pages import wanted
from feedpub.pages.related import MOST, related

GUEST = Person(name="Grace Hopper", role="guest", about="A lecturer.")


def part(at: int, **changes: object) -> Item:
    """An episode; a higher number is an older one."""
    return item(f"part-{at:03}", published=PUBLISHED - timedelta(days=at), **changes)


def archive(made: Catalog) -> set[str]:
    """Keys of its pages."""
    return {key for key in wanted(made) if key.startswith(("season_", "topic_", "all_"))}


# --- what there is


def test_seasons_have_pages() -> None:
    """With all their episodes, trailers between them as well; the latest is first on the home."""
    items = [part(0, season=2), part(1, type="trailer"), part(2, season=1), part(3)]
    made = show(*items, seasons=(Season(number=1, name="The Quay"),))

    home, first, second = (page(made, key) for key in ("index.html", "season_1.html", "season_2.html"))

    assert {"season_1.html", "season_2.html"} == archive(made)
    assert ["Season 2", "Season 1 The Quay"] == texts(home, "//nav[@aria-labelledby='browse-seasons']//a")
    assert ["Season 1 The Quay"] == texts(first, "//h1")
    assert ["Season 2"] == texts(second, "//h1")
    assert ["part-000.html", "part-001.html"] == texts(second, f"{has('row-title')}/a/@href")


def test_a_season_of_a_serial_begins_with_its_first_episode() -> None:
    """Over several pages; full ones never change."""
    made = show(*several(120, season=1), type="serial")

    first, last = page(made, "season_1.html"), page(made, "season_1_3.html")

    assert ["part-119.html", "part-118.html"] == texts(first, f"{has('row-title')}/a/@href")[:2]
    assert "part-000.html" == texts(last, f"{has('row-title')}/a/@href")[-1]
    assert ["season_1_2.html"] == texts(first, f"{has('shelves')}/a/@href")
    assert ["season_1_2.html"] == texts(last, f"{has('shelves')}/a/@href")


def test_topics_have_pages_from_two_episodes_on() -> None:
    """Spelt as they were first, whatever the case later; those that share a name in Latin letters share no page.

    Keywords between commas, as programs write them into the tags of audio files, are a topic each.
    """
    words = [("tides", "C++", "غزة"), ("Tides, c,", "C++، غزة"), ("c",)]
    items = [part(at, keywords=some) for at, some in enumerate(words)]
    made = show(*items)

    html = page(made, "all_topics.html")

    names = texts(html, f"{has('index')}//a")
    keys = texts(html, f"{has('index')}//a/@href")
    assert ["c", "C++", "Tides", "غزة"] == names
    assert ["topic_c.html", "topic_tides.html"] == [keys[0], keys[2]]
    assert all(re.fullmatch(r"topic_[0-9a-f]{12}\.html", one) for one in (keys[1], keys[3]))
    assert {"all_topics.html", *keys} == archive(made)
    assert ["Tides", "C++", "غزة"] == texts(page(made, "part-000.html"), "//nav[@aria-labelledby='topics']//a")
    assert ["2 episodes"] == texts(page(made, "topic_tides.html"), f"{has('facts')}/span")


def test_people_are_listed() -> None:
    """Everybody who has a page, with the number of their episodes; nobody else."""
    ada = Person(name="Ada", role="guest", affiliation="Tidewater Radio", page="on")
    made = show(*several(2, people=(GUEST, Person(name="Nobody"), ada)), people=())

    html = page(made, "all_people.html")

    assert ["Ada", "Grace Hopper"] == texts(html, f"{has('index')}//a")
    assert ["2 episodes", "2 episodes"] == texts(html, has("index-count"))
    assert ["Tidewater Radio"] == texts(html, has("guest-affiliation"))


def test_the_home_names_the_topics_with_the_most_episodes() -> None:
    """Twelve by name, and the way to all."""
    items = [part(at, keywords=(f"t{at // 2:02}", "sea")) for at in range(40)]

    home = page(show(*items), "index.html")

    found = texts(home, "//nav[@aria-labelledby='browse-topics']//a")
    assert 13 == len(found)
    assert found[:-1] == sorted(found[:-1])
    assert "sea" in found
    assert "All topics" == found[-1]


def test_the_home_of_many_episodes_is_short() -> None:
    """Twenty rows, however many there are and whatever seasons they are in."""
    made = show(*(part(at, season=at // 30 + 1) for at in range(150)))

    assert 20 == len(texts(page(made, "index.html"), has("row")))
    lists = [key for key in wanted(made) if key.startswith(("index-", "season_"))]
    assert 50 >= max(len(texts(page(made, key), has("row"))) for key in lists)


def test_the_way_to_a_page_is_said_to_search_engines() -> None:
    """BreadcrumbList: the home, the season or the list, the page; its addresses are whole."""
    made = show(*several(2, season=1, keywords=("sea",), people=(GUEST,)), people=())

    def way(key: str) -> list[str]:
        *_, block = texts(page(made, key), "//script[@type='application/ld+json']")
        data = json.loads(block)
        assert "BreadcrumbList" == data["@type"]
        return [one["item"].removeprefix(BASE) for one in data["itemListElement"]]

    assert ["index.html", "season_1.html", "part-000.html"] == way("part-000.html")
    assert ["index.html", "season_1.html"] == way("season_1.html")
    assert ["index.html", "all_topics.html", "topic_sea.html"] == way("topic_sea.html")
    assert ["index.html", "all_people.html", "people_grace-hopper.html"] == way("people_grace-hopper.html")


def test_the_publisher_is_named() -> None:
    """Who makes the show, with its web site: of the show and of each episode."""
    made = show(item(), link="https://tidewater.example/")

    for key in ("index.html", "first-light.html"):
        assert {"@type", "name", "url"} == set(linked(made, key)["publisher"])


def test_the_map_has_the_archive() -> None:
    """So search engines find every episode within few steps."""
    made = show(*several(60, season=1, keywords=("sea",)))
    listed = wanted(made)["sitemap.xml"].render(made).decode()

    assert [] == [key for key in archive(made) if f"<loc>{BASE}{key}</loc>" not in listed]


# --- related episodes


def test_related_episodes_share_topics_or_guests() -> None:
    """Older ones by what they share, a guest more than a topic, of equals the nearest; then the first of the newer."""
    items = [
        part(0, keywords=("sea",)),
        part(1, keywords=("sea", "light")),
        part(2, keywords=("sea",), people=(GUEST,)),
        part(3, keywords=("SEA", "light")),
        part(4, people=(GUEST,)),
        part(5, keywords=("other",)),
    ]

    found = {slug: [one.slug for one in some] for slug, some in related(items).items()}

    assert ["part-003", "part-002", "part-000"] == found["part-001"]
    assert ["part-004", "part-003", "part-001"] == found["part-002"]
    assert ["part-002"] == found["part-004"]
    assert [] == found["part-005"]
    html = page(show(*items, people=()), "part-001.html")
    assert ["part-003.html", "part-002.html", "part-000.html"] == texts(html, f"{has('related')}//a/@href")


@pytest.mark.slow
def test_work_on_related_episodes_does_not_grow_with_their_number() -> None:
    """A topic that all episodes have costs each of them the same: comparisons are bounded."""
    items = tuple(several(3000, keywords=("sea",)))

    found = related(items)

    assert ["part-001", "part-002", "part-003"] == [one.slug for one in found["part-000"]]
    assert {MOST} == {len(one) for one in found.values()}


# --- what changes with what


def thousand() -> Iterator[Item]:
    """A long show: ten seasons, thirty topics, twenty guests."""
    for at in range(1, 1001):
        guest = Person(name=f"Guest {at % 20}", role="guest", about="A guest.")
        words = (f"topic {at % 30}", f"topic {at % 7}", "sea")
        yield part(at, season=10 - at // 101, keywords=words, people=(guest,))


@pytest.mark.slow
def test_one_more_episode_of_a_thousand_changes_few_pages() -> None:
    """Its own, its neighbour, and of each list that it is in the first pages: counted, whatever else is there."""
    old = tuple(thousand())
    guest = Person(name="Guest 3", role="guest", about="A guest.")
    new = item("new", published=PUBLISHED + timedelta(days=1), season=10, keywords=("topic 3", "sea"), people=(guest,))

    pages = changed(show(*old, people=()), show(*old, new, people=()))

    own = {"new.html", "new-embed.html", "new-oembed.json", "part-001.html"}
    lists = {"index.html", "all_topics.html", "all_people.html", "search.json", "sitemap.xml", "feed.json"}
    assert own | lists <= pages
    groups = ("index-", "season_10", "topic_topic-3", "topic_sea", "people_guest-3", "search_")
    assert [] == [one for one in pages - own - lists if not one.startswith(groups)]
    assert len(pages) <= 24


def test_a_second_episode_of_a_topic_changes_the_first() -> None:
    """It links the page that there is now; a third one changes neither."""
    one, two, three = (part(at, keywords=("sea",)) for at in (2, 1, 0))

    second, third = changed(show(one), show(one, two)), changed(show(one, two), show(one, two, three))

    assert {"part-002.html", "topic_sea.html", "all_topics.html"} <= second
    assert "topic_sea.html" in third


@pytest.mark.parametrize("manifest", ["old", "new"])
def test_an_upgrade_alone_changes_nothing(manifest: str) -> None:
    """A show that an older feedpub published gets its archive with `--rerender`; one that has it keeps it."""
    made = show(*several(3, season=1, keywords=("sea",)))
    entry = next(iter(made.manifest.values()))
    keys = sources(made) if manifest == "new" else ["index.html"]
    of_older = replace(made, design="0" * 64, manifest=dict.fromkeys(keys, entry))

    assert (manifest == "new") == bool(archive(of_older))
    assert (manifest == "new") == ("feed.json" in wanted(of_older))
    assert archive(replace(of_older, design=""))
