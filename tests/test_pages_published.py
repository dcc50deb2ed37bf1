"""A show's web pages from `publish` to the reader: what is sent, when, and what happens to it later."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import feedparser
import pytest
import urllib3
from PIL import Image
from tests.pictures import jpeg
from tests.servers import S3Server
from tests.studio import NOW, Studio
from tests.webpages import without_word_files
from tests.webservers import Answer, HttpRequest, Reply, serving

from feedpub import artwork
from feedpub.commands.publish import Published
from feedpub.deploy.actions import Plan
from feedpub.deploy.verify import verify_public
from feedpub.errors import Refused, VerificationFailed
from feedpub.ingest.derive import MakeFiles
from feedpub.pages import static
from feedpub.standards import media_type

pytestmark = pytest.mark.slow

LATER = NOW + timedelta(days=1)
OF_PAGES = {"pages", "lists", "linking"}
SHARED = ["index.html", "search.json", "sitemap.xml", "feed.json"]
"""What lists every episode."""


@pytest.fixture
def desk(tmp_path: Path) -> Studio:
    """A show with three episodes, the second scheduled until the third is out."""
    studio = Studio(tmp_path)
    studio.show(guid="917393e3-1b1e-5cef-ace4-edaa54e1f810")
    studio.episode("first", published="2026-01-01T06:00:00Z")
    studio.episode("second", published="2026-01-02T06:00:00Z")
    return studio


def sent(done: Published | Plan) -> list[str]:
    """Keys of the pages that a run puts."""
    plan = done if isinstance(done, Plan) else done.run.outcome.plan
    return sorted(put.key for phase in plan.phases if phase.name in OF_PAGES for put in phase.actions)


def loaded(html: str) -> set[str]:
    """Keys of everything that a page loads or leads to in its own target."""
    found = re.findall(r'(?:src|href|data-index)="([^"#:]+)(?:#[^"]*)?"', html)
    return {one for one in found if not one.startswith(("/", "?"))}


def links(desk: Studio) -> dict[str, str]:
    """Title of each item → its link, as feedparser reads the feed."""
    return {entry.title: entry.link for entry in feedparser.parse(desk.feed()).entries}


def keys(desk: Studio) -> set[str]:
    """What lies in the target."""
    return {path.relative_to(desk.site).as_posix() for path in desk.site.rglob("*") if path.is_file()}


# --- what is sent


def test_a_show_without_a_web_site_links_to_its_home(desk: Studio) -> None:
    """In the feed, and not on the pages, which are that site."""
    desk.show(link=None)
    desk.publish()

    assert "http://127.0.0.1:8910/index.html" == feedparser.parse(desk.feed()).feed.link
    assert '" dir="ltr">127.0.0.1' not in (desk.site / "index.html").read_text(encoding="utf-8")


def test_every_item_links_to_its_page_and_every_page_finds_what_it_loads(desk: Studio) -> None:
    """Nothing of ours leads nowhere."""
    desk.publish()

    base = desk.catalog().channel.base
    assert {"First": f"{base}first.html", "Second": f"{base}second.html"} == links(desk)
    here = keys(desk)
    pages = {key: (desk.site / key).read_text("utf-8") for key in here if key.endswith(".html")}
    assert {"index.html", "subscribe.html", "404.html", "first.html", "first-embed.html"} <= set(pages)
    assert {} == {key: loaded(text) - here for key, text in pages.items() if key != "404.html" and loaded(text) - here}


def test_an_authors_own_page_stays_the_link(desk: Studio) -> None:
    """Whoever has a page for the episode wants people there; ours is there too."""
    desk.episode("first", published="2026-01-01T06:00:00Z", link="https://example.com/first")

    desk.publish()

    assert "https://example.com/first" == links(desk)["First"]
    assert (desk.site / "first.html").is_file()


def test_without_pages_the_feed_links_to_the_shows_site(desk: Studio) -> None:
    """`pages: off`: nothing but what apps need."""
    desk.show(guid="917393e3-1b1e-5cef-ace4-edaa54e1f810", pages="off")

    done = desk.publish()

    assert {"https://example.com/"} == set(links(desk).values())
    assert not [key for key in keys(desk) if key.endswith((".html", ".css", ".js", ".json"))]
    assert ((), ()) == (done.run.outcome.after.assets, done.run.outcome.after.channel.derived)


def test_pages_that_are_switched_off_stay_but_are_no_longer_kept(desk: Studio) -> None:
    """Old links go on working; the feed links to the show's site again. Switched on, they are brought up to date."""
    desk.publish()
    desk.show(guid="917393e3-1b1e-5cef-ace4-edaa54e1f810", pages="off")
    desk.publish(now=LATER)
    off = desk.catalog()
    desk.episode("first", published="2026-01-01T06:00:00Z", title="Renamed")
    desk.publish(now=LATER)
    old = (desk.site / "first.html").read_text("utf-8")

    desk.show(guid="917393e3-1b1e-5cef-ace4-edaa54e1f810")
    desk.publish(now=LATER + timedelta(days=1), revert=True)

    assert LATER == off.manifest["first.html"].superseded
    assert "Renamed" not in old
    assert "Renamed" in (desk.site / "first.html").read_text("utf-8")
    assert None is desk.catalog().manifest["first.html"].superseded


# --- what another run sends


def test_a_new_episode_sends_its_pages_its_neighbours_and_the_lists(desk: Studio) -> None:
    """Nothing else, however many there are."""
    desk.publish()
    desk.episode("third", published="2026-01-03T06:00:00Z")

    done = desk.publish(now=LATER)

    assert sorted(["third.html", "third-embed.html", "third-oembed.json", "second.html", *SHARED]) == sent(done)


def test_an_edit_sends_what_shows_it(desk: Studio) -> None:
    """A title is on the neighbours' pages too, the notes are not."""
    desk.publish()
    desk.episode("first", published="2026-01-01T06:00:00Z", notes="Other notes.")
    notes = sent(desk.publish(now=LATER))
    desk.episode("first", published="2026-01-01T06:00:00Z", notes="Other notes.", title="Other title")

    title = sent(desk.publish(now=LATER))

    assert {"first.html", "first-embed.html", *SHARED} == without_word_files(notes)
    assert 1 == len([key for key in notes if key.startswith("search_")])
    assert sorted(["first.html", "first-embed.html", "first-oembed.json", "second.html", *SHARED]) == title
    assert 1 == len([path for path in desk.site.iterdir() if path.name.startswith("search_")])  # old words are gone


def test_no_two_versions_of_a_page_have_the_same_bytes(desk: Studio) -> None:
    """There and back again: a store that compares bytes still sees that somebody was here."""
    seen = []
    for notes in ("One.", "Two.", "One."):
        desk.episode("first", published="2026-01-01T06:00:00Z", notes=notes)
        desk.publish(revert=True, now=LATER)
        seen.append({key: (desk.site / key).read_bytes() for key in ("first.html", *SHARED)})

    assert all(len({one[key] for one in seen}) == 3 for key in ("first.html", *SHARED))


def test_what_is_scheduled_has_no_page_until_it_is_released(desk: Studio) -> None:
    """Not even an empty one; `release` makes it, and proves it."""
    desk.episode("secret", published="2026-11-25T06:00:00Z", title="Nobody knows")
    desk.publish()
    before = {key: (desk.site / key).read_bytes() for key in keys(desk)}

    released = desk.release(now=NOW + timedelta(days=5)).outcome.plan

    pages = {key: data for key, data in before.items() if key.endswith((".html", ".json", ".xml"))}
    assert not [key for key, data in pages.items() if key.startswith("secret") or b"Nobody knows" in data]
    own = ["secret.html", "secret-embed.html", "secret-oembed.json"]
    assert sorted([*own, "second.html", *SHARED]) == sent(released)
    assert "secret.html" in [action.key for action in released.verifications]
    assert "Nobody knows" in (desk.site / "secret.html").read_text("utf-8")


def test_the_page_of_what_was_taken_out_says_so(desk: Studio) -> None:
    """And nothing leads there any more."""
    desk.publish()

    desk.unpublish(desk.folder / "first.yaml", now=LATER)

    gone = (desk.site / "first.html").read_text("utf-8")
    assert ("noindex" in gone, "<audio" in gone or "media/" in gone, "<title>" in gone) == (True, False, True)
    assert "first.html" not in (desk.site / "index.html").read_text("utf-8")
    assert "first.html" not in (desk.site / "sitemap.xml").read_text("utf-8")
    assert ["second.html"] == [one["url"] for one in json.loads((desk.site / "search.json").read_text())["episodes"]]


# --- what is not ours


def test_a_page_of_somebody_else_is_not_overwritten(desk: Studio) -> None:
    """The refusal names the way out, and nothing was written."""
    desk.site.mkdir(parents=True)
    (desk.site / "index.html").write_text("my own site")

    with pytest.raises(Refused, match=r"index\.html is there already") as refused:
        desk.publish()

    assert "`pages: off`" in refused.value.hint
    assert {"index.html"} == keys(desk)


# --- another version of feedpub


@pytest.fixture
def upgraded(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Another version of our own styles."""
    ours = dict(static._ours(static._free(frozenset())))
    monkeypatch.setattr(static, "_ours", lambda _key: {**ours, "page.css": b"/* newer */"})
    monkeypatch.setattr(static, "design", lambda: f"{static.TODAY:d}-newer")
    monkeypatch.setattr("feedpub.pages.design", lambda: f"{static.TODAY:d}-newer")
    static._keys.cache_clear()
    yield
    static._keys.cache_clear()


def styles(desk: Studio) -> dict[str, str]:
    """Page → the style sheet it loads."""
    found = {key: (desk.site / key).read_text("utf-8") for key in keys(desk) if key.endswith(".html")}
    return {key: re.findall(r"assets/page-\w+\.css", text)[0] for key, text in found.items() if "assets/page" in text}


def test_another_version_changes_no_page_by_itself(desk: Studio, request: pytest.FixtureRequest) -> None:
    """A new episode has the new looks; what others load stays recorded, so nobody deletes it."""
    desk.publish()
    old = styles(desk)["first.html"]
    request.getfixturevalue("upgraded")
    nothing = desk.publish(now=LATER).run.outcome.plan
    desk.episode("third", published="2026-01-03T06:00:00Z")

    desk.publish(now=LATER)

    assert not nothing
    now = styles(desk)
    assert ({old}, {old}) == ({now["first.html"]}, {now["404.html"]})
    assert old != now["third.html"] == now["index.html"]
    assert {old, now["third.html"]} <= dict(desk.catalog().assets).keys()


def test_rerender_brings_all_pages_up_to_date_in_one_plan(desk: Studio, request: pytest.FixtureRequest) -> None:
    """With the new looks alone; a second time there is nothing to do. The search's words have no looks, and stay."""
    desk.episode("first", notes="What the water brought.")
    desk.publish()
    old = styles(desk)["first.html"]
    everything = {key for key in keys(desk) if key.endswith((".html", ".json")) or key == "sitemap.xml"}
    request.getfixturevalue("upgraded")

    done = desk.publish(now=LATER, rerender=True)
    again = desk.publish(now=LATER, rerender=True)

    assert everything | {f"theme-{static.TODAY:d}-newer.css"} == set(sent(done))
    assert 1 == len(set(styles(desk).values()))
    assert (LATER, False) == (desk.catalog().manifest[old].superseded, old in dict(desk.catalog().assets))
    assert not again.run.outcome.plan


# --- pictures


def test_pictures_for_pages_are_made_once(desk: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """As long as the artwork is the same; its bytes are those of the catalog, of the size it says."""
    desk.publish()
    made = desk.catalog().channel.derived
    monkeypatch.setattr(artwork, "derived", lambda *_: pytest.fail("made again"))
    desk.episode("third", published="2026-01-03T06:00:00Z")

    desk.publish(now=LATER)

    assert ["card", "cover-300", "cover-600", "icon-32", "icon-180", "icon-512"] == [one.name for one in made]
    assert made == desk.catalog().channel.derived
    for one in made:
        with Image.open(desk.site / one.key) as picture:
            assert ((one.width, one.height), one.type) == (picture.size, Image.MIME[str(picture.format)])


def test_another_cover_gives_other_pictures(desk: Studio) -> None:
    """And pages that show them; an episode's own artwork has its own."""
    desk.publish()
    before = desk.catalog().channel.derived
    (desk.folder / "own.jpg").write_bytes(jpeg(colour=(10, 90, 30)))
    desk.episode("first", published="2026-01-01T06:00:00Z", image="own.jpg")
    own = sent(desk.publish(now=LATER))
    (desk.folder / "cover.jpg").write_bytes(jpeg(colour=(200, 10, 10)))

    desk.publish(now=LATER)

    after = desk.catalog()
    assert not {one.key for one in before} & {one.key for one in after.channel.derived}
    first = after.item("first")
    assert first is not None
    assert ["cover-300", "cover-600", "share"] == [one.name for one in first.derived]
    assert "first.html" in own
    assert first.derived[0].key in (desk.site / "first.html").read_text("utf-8")


PICTURED = [{"start": "0:00", "title": "The quay"}, {"start": "0:00.5", "title": "The boat", "image": "boat.jpg"}]


def pictured(desk: Studio, summary: str = "One.") -> Path:
    """An episode one of whose chapters has a picture of 1400 pixels a side."""
    (desk.folder / "boat.jpg").write_bytes(jpeg())
    return desk.episode("third", published="2026-01-03T06:00:00Z", chapters=PICTURED, summary=summary)


def test_lists_of_chapters_show_small_pictures(desk: Studio) -> None:
    """Of at most 96 pixels a side; the page loads them, the player the whole ones; a rerun changes nothing."""
    path = pictured(desk)

    desk.publish(path)

    item = desk.catalog().items[0]
    (small,) = [one for one in item.derived if one.name == "chapter"]
    with Image.open(desk.site / small.key) as picture:
        assert ((96, 96), "JPEG") == (picture.size, picture.format)
    html = (desk.site / "third.html").read_text("utf-8")
    assert f'src="{small.key}"' in html
    assert f'data-image="{item.pictures[0].key}"' in html
    assert not desk.publish(path).run.outcome.plan


def test_an_upgrade_makes_no_small_pictures_of_what_is_out(desk: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was published without them changes nothing, and keeps its list as it is, also where the text is edited."""
    path = pictured(desk)
    with monkeypatch.context() as before:
        before.setattr(MakeFiles, "_thumbnails", lambda *_: ((), {}))
        desk.publish(path)

    plan = desk.publish(path).run.outcome.plan
    desk.publish(pictured(desk, "Another one."), now=LATER)

    assert not plan
    assert "chapter" not in {one.name for one in desk.catalog().items[0].derived}


def test_artwork_that_is_not_here_keeps_its_pictures(desk: Studio) -> None:
    """A checkout without media is enough to fix a typo."""
    desk.publish()
    before = desk.catalog().channel.derived
    (desk.folder / "cover.jpg").unlink()
    desk._write("first.yaml", {"title": "Fixed", "audio": "first.mp3", "published": "2026-01-01T06:00:00Z"})

    desk.publish(desk.folder / "first.yaml", now=LATER)

    assert before == desk.catalog().channel.derived


def test_a_newer_way_of_making_them_makes_them_anew(desk: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """Never because a library's bytes did."""
    desk.publish()
    monkeypatch.setattr(artwork, "DERIVER", artwork.DERIVER + 1)

    desk.publish(now=LATER)

    assert {artwork.DERIVER} == {one.deriver for one in desk.catalog().channel.derived}


# --- proof


def of(desk: Studio, **wrong: Reply) -> Answer:
    """The target as a web server answers; `wrong` replies for keys that end so (`html`)."""

    def answer(request: HttpRequest) -> Reply:
        key = request.path.lstrip("/").partition("?")[0]
        path = desk.site / key
        if not path.is_file():
            return Reply(status=404)
        data = path.read_bytes()
        headers: Mapping[str, str | None] = {"Content-Type": media_type(key), "Accept-Ranges": "bytes"}
        if (other := wrong.get(key.rpartition(".")[2])) is not None:
            return other.but(body=other.body or data)
        if ranged := re.fullmatch(r"bytes=(\d+)-(\d+)", request.headers.get("Range", "")):
            start, end = int(ranged[1]), int(ranged[2])
            part = f"bytes {start}-{end}/{len(data)}"
            return Reply(206, {**headers, "Content-Range": part}, data[start : end + 1])
        return Reply(200, headers, data)

    return answer


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (Reply(headers={"Content-Type": "binary/octet-stream"}), "Content-Type is binary/octet-stream instead of"),
        (Reply(headers={"Content-Type": "text/plain"}), "Content-Type is text/plain instead of text/html"),
        (Reply(headers={"Content-Type": "text/html"}, body=b"<h1>Coming soon</h1>"), "another page answers"),
        (Reply(status=403), "it is not public (403)"),
    ],
)
def test_pages_that_readers_would_not_get_stop_the_feed(
    desk: Studio, monkeypatch: pytest.MonkeyPatch, wrong: Reply, message: str
) -> None:
    """What is wrong is named; when it is mended, the same command ends the work."""
    monkeypatch.setattr(verify_public, "__kwdefaults__", {**(verify_public.__kwdefaults__ or {}), "wait": 0.0})
    with serving(of(desk, html=wrong)) as server, pytest.raises(VerificationFailed) as failed:
        desk.publish(url=server.url, verify="public")
    is_out = (desk.site / "feed.xml").exists()

    with serving(of(desk)) as server:
        desk.publish(url=server.url, verify="public", move_enclosures=True, now=LATER)

    assert message in failed.value.message
    assert failed.value.where.endswith("second.html")
    assert not is_out
    assert 2 == len(links(desk))


@pytest.mark.s3
def test_a_bucket_serves_pages_as_pages(desk: Studio, s3_server: S3Server, signed_in: None) -> None:
    """On a real store: type and caching of each, proved from outside."""
    prefix = f"pages/{uuid4().hex[:8]}"
    s3_server.make_public(prefix)
    base = f"{s3_server.endpoint}/{s3_server.bucket}/{prefix}/"
    publish = {"to": f"s3://{s3_server.bucket}/{prefix}", "url": base, "endpoint": s3_server.endpoint}
    desk.show(guid="917393e3-1b1e-5cef-ace4-edaa54e1f810", publish=publish)

    done = desk.publish()

    assert done.run.verify == "public"
    assets = [key for key, _ in done.run.outcome.after.assets]
    types = {
        "index.html": ("text/html; charset=utf-8", "public, max-age=300"),
        "first.html": ("text/html; charset=utf-8", "public, max-age=300"),
        "sitemap.xml": ("application/xml; charset=utf-8", "public, max-age=300"),
        "search.json": ("application/json", "public, max-age=300"),
        **{
            key: (media_type(key), "public, max-age=31536000, immutable")
            for key in (*assets, *(one.key for one in done.run.outcome.after.channel.derived))
        },
    }
    for key, wanted in types.items():
        answer = urllib3.request("GET", base + key, retries=False)
        assert (200, *wanted) == (answer.status, answer.headers["Content-Type"], answer.headers["Cache-Control"]), key
