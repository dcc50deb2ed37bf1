"""An episode whose author has a page of its own: search engines are sent there, unless they shall find both."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.studio import Studio

pytestmark = pytest.mark.slow

ARTICLE = "https://news.example/first-light"


def canonical(studio: Studio, page: str) -> list[str]:
    """What a page names as canonical."""
    return re.findall(r'<link rel="canonical" href="([^"]*)">', (studio.site / page).read_text(encoding="utf-8"))


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    """A show with two episodes: one has an article elsewhere, the other none."""
    desk = Studio(tmp_path)
    desk.show()
    desk.episode(link=ARTICLE)
    desk.episode("second-tide")
    desk.publish()
    return desk


def test_the_page_of_an_episode_with_an_article_elsewhere_names_that_as_canonical(studio: Studio) -> None:
    """So does its player for frames; the page of every other episode names itself (RFC 6596)."""
    assert [ARTICLE] == canonical(studio, "first-light.html")
    assert ["http://127.0.0.1:8910/second-tide.html"] == canonical(studio, "second-tide.html")


def test_the_sitemap_has_the_pages_that_are_canonical(studio: Studio) -> None:
    """The article is in that of its own site."""
    sitemap = (studio.site / "sitemap.xml").read_text(encoding="utf-8")

    assert (False, True) == ("first-light.html" in sitemap, "second-tide.html" in sitemap)


def test_page_own_keeps_both(studio: Studio) -> None:
    """And the feed's link goes on naming the article."""
    before = (studio.site / "second-tide.html").read_bytes()
    studio.publish(studio.episode(link=ARTICLE, page="own"))

    assert ["http://127.0.0.1:8910/first-light.html"] == canonical(studio, "first-light.html")
    assert "first-light.html" in (studio.site / "sitemap.xml").read_text(encoding="utf-8")
    assert f"<link>{ARTICLE}</link>" in studio.feed()
    assert before == (studio.site / "second-tide.html").read_bytes()


def test_only_page_own_is_stored(studio: Studio) -> None:
    """All other catalogs are as they were."""
    from feedpub.catalog import plain

    assert ["own_page" in item for item in plain(studio.catalog())["items"]] == [False, False]
    studio.publish(studio.episode(link=ARTICLE, page="own"))
    assert [True] == [item["own_page"] for item in plain(studio.catalog())["items"] if "own_page" in item]
