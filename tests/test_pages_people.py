"""People on pages: who is introduced how, who has a page, and what is left of them when they leave."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.builders import BASE, PUBLISHED, artwork, derived, digest, item
from tests.pictures import picture
from tests.studio import NOW, Studio
from tests.webpages import changed, has, linked, page, several, show, sources, texts, without_word_files

from feedpub.catalog import revise
from feedpub.elements.podcast.people import Person
from feedpub.errors import Refused
from feedpub.feed import render
from feedpub.model import Catalog
from feedpub.pages import wanted

pytestmark = pytest.mark.slow

GRACE = Person(name="Grace Hopper", role="guest", affiliation="Wrackhaven University", about="A lecturer in tides.")
ADA = Person(name="Ada Lovelace", key="ada", about="She walks the shore.", picture="ada.jpg", alt="Ada", credit="Sam")
PORTRAIT = artwork("people_ada", file="ada.jpg")
GRACES, ADAS = "people_grace-hopper.html", "people_ada.html"


def pages_of_people(made: Catalog) -> set[str]:
    """Keys of the pages about people."""
    return {key for key in wanted(made) if key.startswith("people_")}


# --- who has a page


@pytest.mark.parametrize(
    ("person", "episodes", "expected"),
    [
        (GRACE, 1, set()),
        (GRACE, 2, {GRACES}),
        (replace(GRACE, page="on"), 1, {GRACES}),
        (replace(GRACE, page="off"), 9, set()),
        (Person(name="Grace Hopper", role="guest", href="https://grace.example/"), 9, set()),
        (Person(name="Grace Hopper", page="on"), 1, {GRACES}),
        (Person(name="غريس", about="x"), 2, {f"people_{digest('غريس')[:12]}.html"}),
    ],
)
def test_who_has_a_page(person: Person, episodes: int, expected: set[str]) -> None:
    """Who wants one, and who is described and in two episodes; others never, so that no upgrade makes a page."""
    made = show(*several(episodes, people=(person,)), people=())

    assert expected == pages_of_people(made)


def test_two_people_never_share_a_page() -> None:
    """Names that differ by an accent alone are those of two people; the case of letters makes nobody another."""
    people = (replace(GRACE, name="José"), replace(GRACE, name="Jose"), replace(GRACE, name="JOSE"))
    made = show(*several(2, people=people), people=())

    assert 2 == len(pages_of_people(made))


def test_the_page_has_the_episodes_and_what_is_known() -> None:
    """The newest first; what the newest says counts; the show's own people are in every episode that names nobody."""
    one, other = several(2)
    made = show(one, other, people=(Person(name="Ada Lovelace"),), roster=(ADA,), portraits=(PORTRAIT,))

    html = page(made, ADAS)

    assert ["Ada Lovelace"] == texts(html, "//h1")
    assert ["She walks the shore."] == texts(html, has("standfirst"))
    assert ["part-000.html", "part-001.html"] == texts(html, f"{has('row-title')}/a/@href")
    assert ["Ada"] == texts(html, f"{has('portrait')}//img/@alt")
    assert ["Picture: Sam"] == texts(html, has("picture-credit"))
    assert {"@type": "Person", "name": "Ada Lovelace", "description": "She walks the shore."}.items() <= linked(
        made, ADAS
    ).items()


def test_names_lead_to_the_page() -> None:
    """Of guests where they are introduced, of hosts in the credits; search engines find it in the site map."""
    people = (GRACE, Person(name="Ada Lovelace"))
    made = show(*several(2, people=people), people=(), roster=(ADA,), portraits=(PORTRAIT,))

    html = page(made, "part-000.html")

    assert [GRACES] == texts(html, f"{has('guest-name')}/a/@href")
    assert [ADAS] == texts(html, f"{has('credits')}//a/@href")
    assert f"{BASE}{GRACES}" in wanted(made)["sitemap.xml"].render(made).decode()


def test_the_page_of_a_guest_has_the_portrait_of_the_episode() -> None:
    """Whose file is named there and nowhere else; so has the list of everybody."""
    guest = replace(GRACE, picture="grace.jpg", alt="Grace", page="on")
    made = show(item(people=(guest,), portraits=(artwork("people_grace", file="grace.jpg"),)), people=())

    assert ["Grace"] == texts(page(made, GRACES), f"{has('portrait')}//img/@alt")
    assert 1 == len(texts(page(made, "all_people.html"), f"{has('index-people')}//img/@src"))


# --- what changes when


def test_the_roster_is_in_no_page_that_does_not_show_it() -> None:
    """What is said of one person changes their page, and those of their episodes; all others stay as they are."""
    one, two, three = several(3)
    items = (item(one.slug, published=one.published, people=(Person(name="Ada Lovelace"),)), two, three)
    before = show(*items, people=(GRACE,), roster=(replace(ADA, page="on"),))
    after = show(*items, people=(GRACE,), roster=(replace(ADA, page="on", affiliation="Coast Radio"),))

    assert {ADAS, "all_people.html", "part-000.html", "sitemap.xml"} == changed(before, after)


def test_one_more_episode_renders_few_pages() -> None:
    """Its own pages, its neighbour, the page of everybody in it, and the lists."""
    old = several(40, people=(GRACE,))
    new = item("new", published=PUBLISHED + timedelta(days=1), people=(GRACE,))
    before, after = show(*old, people=()), show(*old, new, people=())

    own = {"new.html", "new-embed.html", "new-oembed.json", "part-000.html", GRACES}
    lists = {"all_people.html", "index.html", "index-2.html", "search.json", "sitemap.xml", "feed.json"}
    assert own | lists == without_word_files(changed(before, after))


def test_a_show_that_says_nothing_more_of_people_has_the_pages_it_had() -> None:
    """Not one source changes by the fields that there are now."""
    made = show(*several(2, people=(Person(name="Grace", role="guest", href="https://grace.example/"),)))

    assert sources(made) == sources(replace(made, channel=replace(made.channel, roster=(), portraits=())))
    assert not pages_of_people(made)


# --- the feed


def test_the_feed_has_the_portrait_and_nothing_else_of_it() -> None:
    """`img` of `podcast:person`, in the channel and in every item; an address that its author wrote stays."""
    other = Person(name="Grace Hopper", role="guest", img="https://grace.example/me.jpg", about="A lecturer.")
    episode = item(people=(Person(name="Ada Lovelace"), other))
    made = show(episode, people=(Person(name="Ada Lovelace"),), roster=(ADA,), portraits=(PORTRAIT,))
    made = revise(None, made, rendered={"feed.xml": ""}, now=NOW)

    feed = render(made).decode()

    assert 2 == feed.count(f'img="{BASE}{PORTRAIT.key}"')
    assert 1 == feed.count('img="https://grace.example/me.jpg"')
    assert not [one for one in ("walks the shore", "A lecturer", "Sam", "ada.jpg") if one in feed]


# --- from files


@pytest.fixture
def desk(tmp_path: Path) -> Studio:
    """A show whose host has a portrait, with an episode whose guest has one."""
    made = Studio(tmp_path)
    described = {"name": "Ada Lovelace", "about": "She walks the shore.", "image": "ada.jpg", "page": True}
    made.show(roster={"ada": described}, people=["ada"])
    (made.folder / "ada.jpg").write_bytes(picture(400, 500))
    guest = {"name": "Grace Hopper", "role": "guest", "image": {"file": "grace.jpg", "alt": "Grace"}, "page": True}
    made.episode(people=[guest])
    (made.folder / "grace.jpg").write_bytes(picture(900, 600, colour=(10, 90, 60)))
    return made


def about_people(desk: Studio) -> list[str]:
    """What the target has of people, without digests."""
    found = (path.relative_to(desk.site).as_posix() for path in desk.site.rglob("*people_*"))
    return sorted(one.partition("-192-")[0].partition("-320-")[0].rpartition("-")[0] or one for one in found)


def named(desk: Studio, of: str) -> list[str]:
    """The files in the target that are about somebody."""
    return sorted(path.name for path in desk.site.rglob(f"people_{of}*"))


def test_who_leaves_takes_page_and_pictures_along(desk: Studio) -> None:
    """One edit of the roster reaches every episode; the files are deleted by that publish, and what says so is kept."""
    desk.publish()
    before = named(desk, "ada")
    desk.show(roster={"ada": {"name": "Ada Lovelace"}}, people=["ada"])

    desk.publish()
    again = desk.publish()

    assert 4 == len(before)
    assert [] == named(desk, "ada")
    assert 4 == len(named(desk, "grace"))
    assert "people_ada" not in (desk.site / "first-light.html").read_text()
    assert "people_ada" not in (desk.site / "feed.xml").read_text()
    assert not again.run.outcome.plan.phases


def test_who_comes_back_has_another_picture_and_the_same_page(desk: Studio) -> None:
    """Somebody may still be deleting the first one."""
    desk.publish()
    first = {one.key for one in desk.catalog().channel.portraits}
    shown = (desk.folder / "show.yaml").read_text()
    desk.show(roster={"ada": {"name": "Ada Lovelace"}}, people=["ada"])
    desk.publish()
    (desk.folder / "show.yaml").write_text(shown.replace("the shore", "the long shore"))

    desk.publish()

    (back,) = desk.catalog().channel.portraits
    assert back.key not in first
    assert 4 == len(named(desk, "ada"))
    assert (desk.site / back.key).is_file()


def test_another_portrait_under_the_same_name_is_an_edit_and_the_old_one_goes(desk: Studio) -> None:
    """As with every file that an episode is made of."""
    desk.publish()
    before = named(desk, "grace")
    (desk.folder / "grace.jpg").write_bytes(picture(700, 700, colour=(200, 90, 60)))

    desk.publish()

    after = named(desk, "grace")
    assert 4 == len(before) == len(after)
    assert {"people_grace-hopper.html"} == set(before) & set(after)


def test_a_portrait_stays_with_an_episode_that_was_taken_out(desk: Studio) -> None:
    """It may come back; what is purged takes it along."""
    desk.publish()
    desk.episode("second")
    desk.publish()

    desk.unpublish(desk.folder / "first-light.yaml")

    assert [] == [one for one in named(desk, "grace") if one.endswith(".html")]
    assert 3 == len(named(desk, "grace"))


def test_pictures_have_the_sizes_that_are_shown(desk: Studio) -> None:
    """A square of 192 and of 320 pixels of each portrait, never enlarged; and nothing is made twice."""
    desk.publish()
    catalog = desk.catalog()

    made = [*catalog.channel.derived, *catalog.items[0].derived]
    sizes = {(one.key.partition("-")[0], one.width, one.height) for one in made if one.name.startswith("portrait")}

    people = ("art/people_ada", "art/people_grace")
    assert {(who, edge, edge) for who in people for edge in (192, 320)} == sizes
    assert not desk.publish().run.outcome.plan.phases


def test_a_portrait_that_is_not_here_stays_as_it_is_published(desk: Studio) -> None:
    """As with every file; of what was never published it is missed."""
    desk.publish()
    (desk.folder / "grace.jpg").unlink()
    desk.episode(title="Another title", people=[{"name": "Grace Hopper", "role": "guest", "image": "grace.jpg"}])

    desk.publish()

    assert 1 == len(desk.catalog().items[0].portraits)
    desk.episode("second", people=[{"name": "Katherine", "image": "katherine.jpg"}])
    with pytest.raises(Refused, match=r"there is no file katherine\.jpg"):
        desk.publish()


def test_derived_pictures_of_people_change_no_other_page() -> None:
    """A portrait of the show is in no page that does not show it."""
    made = show(*several(2))
    picture_of_ada = derived("portrait-192", key="art/people_ada-1.jpg", source=PORTRAIT.digest)

    assert set() == changed(made, replace(made, channel=replace(made.channel, derived=(picture_of_ada,))))
