"""An episode that was renamed: its old page leads to the new one, and says nothing of its own."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from tests.studio import NOW, Studio
from typer.testing import CliRunner

from feedpub.cli import app
from feedpub.standards.redirects import redirect_settings

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    """An episode `old` is out, and its file is called `new` now."""
    made = Studio(tmp_path_factory.mktemp("template"))
    made.show()
    made.episode("old", title="The old words")
    made.publish()
    (made.folder / "old.yaml").unlink()
    (made.folder / "old.mp3").rename(made.folder / "new.mp3")
    (made.folder / "new.yaml").write_text("title: The new words\naudio: new.mp3\n")
    return made


@pytest.fixture
def desk(template: Studio, tmp_path: Path) -> Studio:
    """A copy of it."""
    return Studio(shutil.copytree(template.root, tmp_path, dirs_exist_ok=True))


def rename(desk: Studio) -> None:
    """`feedpub publish new.yaml --renamed-from old`."""
    desk.publish(desk.folder / "new.yaml", renamed_from="old")


def page(desk: Studio, key: str) -> str:
    """What browsers get."""
    return (desk.site / key).read_text(encoding="utf-8")


def test_the_old_page_leads_to_the_new_one(desk: Studio) -> None:
    """At once, for browsers and search engines; without a player and without old words."""
    rename(desk)

    text = page(desk, "old.html")
    assert '<meta http-equiv="refresh" content="0; url=new.html">' in text
    assert re.search(r'<link rel="canonical" href="[^"]*/new.html">', text)
    assert '<a href="new.html"><bdi>The new words</bdi></a>' in text
    assert "The old words" not in text
    assert "<audio" not in text
    assert "noindex" not in text


def test_its_embed_shows_the_new_embed(desk: Studio) -> None:
    """On the pages of others, who know only the old address."""
    rename(desk)

    assert '<meta http-equiv="refresh" content="0; url=new-embed.html">' in page(desk, "old-embed.html")


def test_the_old_page_is_not_in_the_sitemap_nor_in_the_search(desk: Studio) -> None:
    """Only the new one is."""
    rename(desk)

    for key in ("sitemap.xml", "search.json", "index.html"):
        assert "new.html" in page(desk, key)
        assert "old.html" not in page(desk, key)


def test_publishing_again_has_nothing_to_do_and_an_edit_reaches_the_old_page(desk: Studio) -> None:
    """The title stands there."""
    rename(desk)
    again = desk.publish()
    (desk.folder / "new.yaml").write_text("title: The newest words\naudio: new.mp3\n")
    desk.publish()

    assert not again.run.outcome.plan
    assert "The newest words" in page(desk, "old.html")


def test_after_unpublish_both_pages_say_that_it_is_not_available(desk: Studio) -> None:
    """With `noindex`, and without what the episode said of itself."""
    rename(desk)
    desk.unpublish(desk.folder / "new.yaml")

    for key in ("old.html", "new.html", "old-embed.html"):
        assert "noindex" in page(desk, key)
        assert not [words for words in ("The old words", "The new words") if words in page(desk, key)]


def test_a_new_episode_may_take_the_old_slug(desk: Studio) -> None:
    """The page is then its own."""
    rename(desk)
    desk.episode("old", title="Another one", sound=9)
    desk.publish()

    assert "Another one" in page(desk, "old.html")
    assert "refresh" not in page(desk, "old.html")


def test_the_settings_of_a_real_301_are_printed(desk: Studio) -> None:
    """With both addresses filled in."""
    desk.show(publish={"to": "../../public/desk", "url": "https://cdn.example.org/tide/"})
    desk.publish(desk.folder / "show.yaml", now=NOW, move_enclosures=True, verify="store")

    words = ["publish", str(desk.folder / "new.yaml"), "--renamed-from", "old", "--verify", "store", "--json"]
    done = CliRunner().invoke(app, words)

    assert 0 == done.exit_code, done.output
    document = json.loads(done.stdout)
    assert ["CloudFront", "R2", "nginx"] == [one["server"] for one in document["redirect_settings"]]
    nginx = document["redirect_settings"][2]["text"]
    assert "location = /tide/old.html { return 301 https://cdn.example.org/tide/new.html; }" in nginx


def test_nothing_moved_needs_no_setting() -> None:
    """No line is printed."""
    assert [] == redirect_settings({})
