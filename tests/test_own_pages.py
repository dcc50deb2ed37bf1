"""Own pages, `pages/*.md`: their menus, links among each other, drafts; and what leaves with a file or an episode."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from tests.builders import item
from tests.previewing import previewing
from tests.studio import NOW, Studio
from tests.webpages import changed, has, page, show, texts
from typer.testing import CliRunner

from feedpub.cli import app
from feedpub.errors import Invalid, Refused
from feedpub.model.channel import OwnPage

pytestmark = pytest.mark.slow

ABOUT = """\
---
menu: header
---
# About us

We are two. Read the [legal notice](legal.md#who-pays), the [first](../first-light.yaml) or the [second](second.html).

#### Where we are

By the sea. <script>alert(1)</script>[Up](#where-we-are), [elsewhere](https://example.org/).
"""
LEGAL = "# Legal notice\n\nAda Lovelace, Wrackhaven.\n\n## Who pays\n\nYou do.\n"
LATER = NOW + timedelta(days=1)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """A show with two pages of its own and a draft."""
    monkeypatch.chdir(tmp_path)
    desk = Studio(tmp_path)
    desk.show(season_feeds=True)
    desk.episode("first-light", published="2026-01-01T06:00:00Z", season=1, keywords=["Sea"])
    desk.episode("second", published="2026-01-02T06:00:00Z", season=1, keywords=["Sea"])
    (desk.folder / "pages").mkdir()
    write(desk, "about", ABOUT)
    write(desk, "legal", LEGAL)
    write(desk, "newsletter", "---\ntitle: Newsletter\ndraft: true\n---\nSoon.\n")
    return desk


def write(desk: Studio, name: str, text: str) -> None:
    """Write a page."""
    (desk.folder / "pages" / f"{name}.md").write_text(text, encoding="utf-8")


def check(desk: Studio) -> list[tuple[str, str]]:
    """What `check` finds in files of pages: place and code."""
    result = CliRunner().invoke(app, ["check", str(desk.folder), "--json"], catch_exceptions=False)
    (subject,) = json.loads(result.output)["subjects"]
    found = ((one["file"], one["line"], one["column"], one["code"]) for one in subject["findings"])
    return [(f"{Path(file).name}:{line}:{column}", code) for file, line, column, code in found if code == "FP361"]


# --- on the web


def test_own_pages_are_pages_of_the_show(desk: Studio) -> None:
    """Sanitised as notes are, with headings; links among files lead from page to page; a draft is nowhere."""
    desk.publish()

    about, legal = ((desk.site / f"{name}.html").read_text("utf-8") for name in ("about", "legal"))
    made = desk.catalog()

    html = page(made, "about.html")
    assert ["About us"] == texts(html, "//h1")
    assert ["Where we are"] == texts(html, "//h2[@id='page-where-we-are']")
    links = texts(html, f"{has('notes')}//a/@href")
    assert ["legal.html#page-who-pays", "first-light.html", "second.html", "#page-where-we-are"] == links[:4]
    assert 'id="page-who-pays"' in legal
    assert "alert(1)" not in about
    assert ["about.html"] == texts(html, f"{has('top-links')}//a[not(contains(@class, 'button'))]/@href")
    assert "legal.html" in texts(html, f"{has('bottom-links')}//a/@href")
    assert not (desk.site / "newsletter.html").exists()
    assert "Newsletter" not in about
    assert f"{made.channel.base}about.html" in (desk.site / "sitemap.xml").read_text("utf-8")
    assert "/about.html" in "".join(texts(page(made, "404.html"), f"{has('top-links')}//a/@href"))


def test_a_preview_shows_drafts_as_well(desk: Studio) -> None:
    """And again when the file is saved."""
    with previewing(desk) as shown:
        soon = shown.text("newsletter.html")
        shown.save("pages/newsletter.md", "# Newsletter\n\nNow.\n")
        now = shown.text("newsletter.html")

    assert ("Soon." in soon, "Now." in now) == (True, True)


def test_what_changes_with_a_page() -> None:
    """A text its page alone; a title all pages that link to it from their menus; what is in no menu no other page."""
    before = show(item(), own_pages=(OwnPage(name="about", title="About", html="<p>x</p>", menu="footer"),))
    text = show(item(), own_pages=(OwnPage(name="about", title="About", html="<p>y</p>", menu="footer"),))
    title = show(item(), own_pages=(OwnPage(name="about", title="We", html="<p>x</p>", menu="footer"),))
    nowhere = show(item(), own_pages=(OwnPage(name="about", title="About", html="<p>x</p>"),))

    assert {"about.html", "sitemap.xml"} == changed(before, text)
    assert {"index.html", "first-light.html", "404.html"} <= changed(before, title)
    assert {"about.html", "sitemap.xml"} == changed(show(item()), nowhere)


# --- what is found


def test_broken_links_are_found_at_their_places(desk: Studio) -> None:
    """Page, heading and episode; a link to a draft leads nowhere either."""
    write(
        desk,
        "about",
        "# About\n\nSee [it](legl.md), [who](legal.md#whom) and\n[that](third.html), [n](newsletter.md).\n",
    )

    found = check(desk)

    assert [
        ("about.md:3:10", "FP361"),
        ("about.md:3:26", "FP361"),
        ("about.md:4:8", "FP361"),
        ("about.md:4:25", "FP361"),
    ] == found


WRONG = [
    ("About", "x\n", "about.md", "cannot be part of an address"),
    ("index", "# Home\n\nx\n", "index.md", "is a name of feedpub's own pages"),
    ("team", "No title.\n", "team.md:1:1", "the page has no title"),
    ("team", "# Team\n", "team.md", "the page has no text"),
    ("team", "---\nmenue: top\n---\n# Team\n\nx\n", "team.md:2:1", "menue"),
    ("team", "---\nmenu: top\n---\n# Team\n\nx\n", "team.md:2:7", "'top'"),
]


@pytest.mark.parametrize(("name", "text", "where", "message"), WRONG)
def test_a_page_that_cannot_be_one_is_refused(desk: Studio, name: str, text: str, where: str, message: str) -> None:
    """At its place in its file."""
    write(desk, name, text)

    with pytest.raises(Invalid) as raised:
        desk.publish()

    (problem,) = raised.value.problems
    assert f"feeds/desk/pages/{where.replace('About.md', 'About.md')}".lower() == str(problem.place).lower()
    assert message in f"{problem.subject} {problem.message}"


def test_a_page_never_takes_the_place_of_an_episode(desk: Studio) -> None:
    """Nor an episode that of a page: one of the two is renamed by its author."""
    write(desk, "second", "# Second\n\nx\n")

    with pytest.raises(Refused, match="the address of the episode second") as raised:
        desk.publish()

    assert "feeds/desk/pages/second.md" == str(raised.value.place)


def test_an_old_checkout_takes_no_page_away(desk: Studio) -> None:
    """The digest of the show covers its pages: without one that was added later it is an earlier one."""
    (desk.folder / "pages" / "legal.md").unlink()
    desk.publish()
    write(desk, "legal", LEGAL)
    desk.publish(now=LATER)
    (desk.folder / "pages" / "legal.md").unlink()

    desk.publish(now=LATER)

    assert (desk.site / "legal.html").exists()


# --- what leaves


def test_what_has_nothing_in_it_leaves(desk: Studio) -> None:
    """With an episode: topic, season and its feed, oEmbed, its entry in the JSON Feed; with its file a page."""
    desk.episode("third", published="2026-01-03T06:00:00Z")
    desk.publish()
    names = [{path.name for path in desk.site.iterdir()}]

    desk.unpublish(desk.folder / "second.yaml", now=LATER)
    names.append({path.name for path in desk.site.iterdir()})
    (desk.folder / "pages" / "about.md").unlink()
    (desk.folder / "second.yaml").unlink()
    desk.publish(now=LATER + timedelta(days=1))
    names.append({path.name for path in desk.site.iterdir()})
    desk.unpublish(desk.folder / "first-light.yaml", now=LATER + timedelta(days=2))
    names.append({path.name for path in desk.site.iterdir()})

    gone = [before - after for before, after in pairwise(names)]
    assert [{"topic_sea.html", "all_topics.html", "second-oembed.json"}, {"about.html"}] == gone[:2]
    assert {"season_1.html", "season_1.xml", "first-light-oembed.json"} == gone[2]
    assert {"legal.html", "first-light.html", "second.html"} <= names[-1]
    assert ["Third"] == [one["title"] for one in json.loads((desk.site / "feed.json").read_text("utf-8"))["items"]]


def test_a_renamed_episode_takes_its_links_along(desk: Studio) -> None:
    """In topics, seasons, related episodes and feeds, in the same run."""
    desk.publish()
    (desk.folder / "second.yaml").rename(desk.folder / "other.yaml")

    desk.publish(desk.folder / "other.yaml", now=LATER, renamed_from="second")

    files = ("topic_sea.html", "season_1.html", "season_1.xml", "feed.json", "first-light.html")
    texts_of = {name: (desk.site / name).read_text("utf-8") for name in files}
    assert [] == [name for name, text in texts_of.items() if "second.html" in text or "other.html" not in text]
    assert (desk.site / "other-oembed.json").exists()
    assert not (desk.site / "second-oembed.json").exists()
