"""What authors write of platforms and of comments: badges as they are, and origins."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml.html import document_fromstring
from tests.pictures import picture
from tests.studio import NOW, Studio
from tests.webpages import has, texts

from feedpub import CheckOptions
from feedpub.catalog import loads, stored
from feedpub.commands.check.files import check_files
from feedpub.errors import Invalid, Refused
from feedpub.source import read_show

pytestmark = pytest.mark.slow

APPLE = picture(330, 80, kind="PNG", colour=(1, 2, 3))
PLATFORMS = {
    "apple": {"url": "https://podcasts.apple.com/podcast/id1", "badge": "art/apple.png"},
    "spotify": {"url": "https://open.spotify.com/show/x"},
    "deezer": "https://www.deezer.com/show/1",
}


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    """A show on three platforms, of which one has a badge."""
    made = Studio(tmp_path)
    made.show(platforms=PLATFORMS)
    made.episode()
    (made.folder / "art").mkdir()
    (made.folder / "art" / "apple.png").write_bytes(APPLE)
    return made


def buttons(studio: Studio, key: str) -> tuple[list[str], list[str]]:
    """What pages say of platforms, and the text in the place of badges."""
    html = document_fromstring((studio.site / key).read_bytes())
    block = has("doors" if key == "subscribe.html" else "platforms")
    return texts(html, f"{block}[1]//a"), texts(html, f"{block}//img/@alt")


def test_a_badge_is_shown_as_it_is(studio: Studio) -> None:
    """Its bytes are the file's; all others have their names, and nothing is sent twice."""
    studio.publish()
    again = studio.publish()

    (badge,) = studio.catalog().channel.theme.badges
    assert APPLE == (studio.site / badge.key).read_bytes()
    assert not again.run.outcome.plan
    assert (["", "Spotify", "Deezer", "RSS"], ["Apple Podcasts"]) == buttons(studio, "index.html")
    assert (["", "Spotify", "Deezer"], ["Apple Podcasts"]) == buttons(studio, "subscribe.html")
    made = stored(studio.catalog())
    assert studio.catalog() == loads(made.data, where="x")


def test_another_badge_is_another_object_and_without_the_file_it_stays(studio: Studio) -> None:
    """As with a logo: whoever has no pictures on their machine publishes all the same."""
    studio.publish()
    before = studio.catalog().channel.theme.badges
    (studio.folder / "art" / "apple.png").write_bytes(picture(330, 90, kind="PNG"))
    studio.publish()
    other = studio.catalog().channel.theme.badges
    (studio.folder / "art" / "apple.png").unlink()
    nothing = studio.publish()
    studio.show(platforms={"apple": "https://podcasts.apple.com/podcast/id1"})
    studio.publish()

    assert before != other
    assert not nothing.run.outcome.plan
    assert () == studio.catalog().channel.theme.badges
    assert (["Apple Podcasts", "RSS"], []) == buttons(studio, "index.html")


def test_a_badge_that_is_not_there_is_refused(studio: Studio) -> None:
    """By its name, at its field."""
    (studio.folder / "art" / "apple.png").unlink()

    with pytest.raises(Refused, match=r"apple\.png") as refused:
        studio.publish()

    assert "show.yaml" in refused.value.where


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("platforms: {apple: {badge: a.png}}", "has no `url`"),
        ("platforms: {apple: {url: 'https://x.example/', logo: a.png}}", "has a field 'logo', which nobody reads"),
        ("platforms: {apple: {url: 'https://x.example/', badge: /a.png}}", "leads nowhere on another machine"),
        ("platforms: {apple: {url: 'http://x.example/'}}", "https"),
        ("comments_from: https://social.example/@ada", "is more than an origin"),
        ("comments_from: ['http://social.example']", "https"),
    ],
)
def test_what_cannot_be_meant_is_refused(studio: Studio, lines: str, message: str) -> None:
    """With the field and what to write."""
    path = studio.show()
    path.write_text(f"{path.read_text('utf-8')}{lines}\n", "utf-8")

    with pytest.raises(Invalid) as refused:
        read_show(path)

    (problem,) = refused.value.problems
    assert f" {lines.partition(':')[0]}" in str(problem)
    assert message in str(problem)


def test_origins_have_one_spelling(studio: Studio) -> None:
    """Small letters and no slash, so that they compare."""
    path = studio.show(comments_from=["https://Social.example/", "https://other.example"])

    assert ("https://social.example", "https://other.example") == read_show(path).show.comments_from


def test_a_show_that_extends_another_file_finds_its_badges(studio: Studio) -> None:
    """Paths are those of the file in which they stand."""
    shared = studio.folder.parent / "shared"
    shared.mkdir()
    (shared / "apple.png").write_bytes(APPLE)
    badge = "platforms: {apple: {url: 'https://podcasts.apple.com/podcast/id1', badge: apple.png}}\n"
    (shared / "all.yaml").write_text(badge, "utf-8")
    path = studio.show(extends="../shared/all.yaml")

    ((_, _, file),) = read_show(path).show.platforms

    assert "../shared/apple.png" == file


def test_check_says_what_readers_would_miss(studio: Studio) -> None:
    """A small badge, a show without a name, comments that nobody can load; each at its line."""
    guid = "917393e3-1b1e-5cef-ace4-edaa54e1f810"
    (studio.folder / "art" / "apple.png").write_bytes(picture(100, 20, kind="PNG"))
    studio.show(
        platforms=PLATFORMS,
        podroll=[{"guid": guid, "url": "https://feeds.example/show.xml"}, {"guid": guid, "title": "Unknown"}],
        comments_from=["https://social.example", "https://socail.example"],
        social=[{"protocol": "activitypub", "uri": "https://social.example/@ada"}],
    )
    path = studio.episode(social=[{"protocol": "activitypub", "uri": "https://social.example/@ada/12"}])

    codes = {"FP344", "FP345", "FP355", "FP356", "FP357"}
    found = [one for one in check_files([path], options=CheckOptions(), now=NOW).findings if one.rule.code in codes]

    assert ["FP344", "FP355", "FP355", "FP356", "FP357"] == sorted(one.rule.code for one in found)
    assert all(one.place.line for one in found)
