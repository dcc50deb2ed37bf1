"""`preview`: what is not published yet, on its pages and in its feed, while its author edits it."""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from tests import programs
from tests.previewing import Previewed, bar_of, listening, previewing, saved
from tests.serving import get
from tests.studio import NOW, Studio
from typer.testing import CliRunner

from feedpub.cli import app
from feedpub.output.preview import preview_lines
from feedpub.pages.layout import POLICY
from feedpub.storage.directory import Directory

pytestmark = pytest.mark.slow

OUT = "2026-11-20 07:00:00+00:00"
MARK = re.compile(r"<feedpub-preview.*?</feedpub-preview><script[^>]*></script>\n", re.DOTALL)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """A show with an episode that is out."""
    monkeypatch.chdir(tmp_path)
    desk = Studio(tmp_path)
    desk.show(tags="keep", guid="917393e3-1b1e-5cef-ace4-edaa54e1f810")
    desk.episode("first-light", published=OUT, summary="The quay before dawn.")
    desk.publish()
    return desk


@pytest.fixture
def shown(desk: Studio) -> Iterator[Previewed]:
    """Its preview."""
    with previewing(desk) as shown:
        yield shown


def remark_of(page: str, section: str, label: str) -> list[str]:
    """The findings beside a field of the feed, as code and place."""
    tree: Any = lxml.html.document_fromstring(page)
    found = tree.xpath(f"//section[@id='{section}']//dt[text()='{label}']/following-sibling::dd//li")
    return [" ".join(one.text_content() for one in each.xpath(".//code")) for each in found]


# --- pages


def test_every_state_stands_on_its_page_and_in_the_list(desk: Studio) -> None:
    """Drafts, with and without a recording, what is scheduled, new and edited; what is out as it is has no mark."""
    desk.episode("draft", draft="true")
    desk.episode("silent", draft="true", sound=1)
    (desk.folder / "silent.mp3").unlink()
    desk.episode("later", sound=2, published=str(NOW + timedelta(days=7)))
    desk.episode("fresh")
    desk.episode("edited", sound=3, published=OUT)
    desk.publish(desk.folder / "edited.yaml")
    desk.episode("edited", sound=3, published=OUT, title="Edited since")
    with previewing(desk) as shown:
        bars = {slug: bar_of(shown.text(f"{slug}.html")) for slug in ("draft", "silent", "later", "fresh", "edited")}
        bars["first-light"] = bar_of(shown.text("first-light.html"))
        overview, home = shown.text(), shown.text("index.html")

    assert {
        "draft": "draft all episodes feed",
        "silent": "draft no recording yet all episodes feed",
        "later": "scheduled for 2026-11-30 07:00 UTC all episodes feed",
        "fresh": "new all episodes feed",
        "edited": "edited since it was published: title all episodes feed",
        "first-light": "published all episodes feed",
    } == bars
    assert 1 == overview.count("2026-11-30 07:00 UTC")
    assert all(f'href="/{slug}.html"' in overview for slug in bars)
    assert all(f'"{slug}.html"' in home for slug in bars)


def test_a_page_is_byte_for_byte_the_one_that_is_published(desk: Studio, shown: Previewed) -> None:
    """But for the bar; the revision that brings it is only known then. The policy is the published one."""
    later = desk.folder / "later.yaml"
    desk.episode("later", published=str(NOW - timedelta(hours=1)))
    shown.watched.read_again()
    pages = {name: shown.text(name) for name in ("later.html", "index.html", "first-light.html", "subscribe.html")}
    desk.publish(later)

    revision = re.compile(r"\(revision \d+\)")
    published = {name: (desk.site / name).read_text(encoding="utf-8") for name in pages}
    assert {name: revision.sub("", text) for name, text in published.items()} == {
        name: revision.sub("", MARK.sub("", text)) for name, text in pages.items()
    }
    assert all(lxml.html.fromstring(page).xpath(f'//meta[@content="{POLICY}"]') for page in pages.values())


def test_nothing_is_written_and_nobody_keeps_anything(desk: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither to what is public nor to the state, whatever is asked for; a store that refuses to write is enough."""

    class Refusing(Directory):
        put = delete = delete_versions = delete_upload = None  # type: ignore[assignment]  # a call is a bug

    before = desk.tree()
    desk.episode("draft", draft="true", title="Not yet")
    site = Refusing(desk.site, private=desk.state)
    with previewing(desk, app={"site": lambda _where: site}) as shown:
        audio = re.findall(r'src="(media/[^"]+)"', shown.text("first-light.html"))[0]
        picture = re.findall(r'src="(art/[^"]+)"', shown.text("index.html"))[0]
        got = {
            path: shown.get(path)
            for path in ("", "draft.html", "feed.xml", ".preview/feed", "search.json", "nothing", audio, picture)
        }

    assert before == desk.tree()
    assert {200} == {one.status for path, one in got.items() if path != "nothing"}
    assert {"no-store"} == {got[path].headers["cache-control"] for path in ("", "draft.html", "feed.xml")}
    assert {("noindex", "no-referrer")} == {
        (one.headers["x-robots-tag"], one.headers["referrer-policy"]) for one in got.values()
    }


def test_audio_is_the_authors_own_file_or_the_published_one_with_ranges(desk: Studio, shown: Previewed) -> None:
    """Whatever the tags of the copy; what is not on this machine comes out of the target."""
    file = (desk.folder / "first-light.mp3").read_bytes()
    (audio,) = set(re.findall(r'src="(media/[^"]+)"', shown.text("first-light.html")))
    here = shown.get(audio, range="bytes=10-19")
    (desk.folder / "first-light.mp3").unlink()
    shown.watched.read_again()
    wanted = ("bytes=10-19", "bytes=-5", "bytes=5-", "bytes=99999999-", "")
    there = [shown.get(audio, **({"range": each} if each else {})) for each in wanted]
    head = shown.get(audio, method="HEAD")

    size = len(file)
    assert (206, file[10:20], f"bytes 10-19/{size}") == (here.status, here.body, here.headers["content-range"])
    assert [(206, file[10:20]), (206, file[-5:]), (206, file[5:]), (416, b""), (200, file)] == [
        (each.status, each.body) for each in there
    ]
    assert (str(size), b"") == (head.headers["content-length"], head.body)


# --- mistakes


def test_a_mistake_in_yaml_is_shown_until_it_is_mended(desk: Studio, shown: Previewed) -> None:
    """With file, line and column, on the page of its episode; the others are there. In show.yaml, on every page."""
    good = (desk.folder / "first-light.yaml").read_text()
    desk.episode("other")
    shown.save("first-light.yaml", good + "titel: x\n")
    broken = shown.text("first-light.html", 500)
    other, overview = shown.get("other.html").status, shown.text()
    shown.save("first-light.yaml", good)
    mended = shown.get("first-light.html").status

    line = good.count("\n") + 1
    assert f"feeds/desk/first-light.yaml:{line}:1" in broken
    assert "did you mean" in broken
    assert f"{line} | titel: x" in broken
    assert f"feeds/desk/first-light.yaml:{line}:1" in overview
    assert (200, 200) == (other, mended)

    show = (desk.folder / "show.yaml").read_text()
    shown.save("show.yaml", show.replace("language: en", "language: [en"))
    pages = [shown.text(path, 500) for path in ("", "first-light.html", "index.html", ".preview/feed")]
    shown.save("show.yaml", show)

    assert all("feeds/desk/show.yaml:" in page and "feedpub-preview data-build" in page for page in pages)
    assert 200 == shown.get("index.html").status


def test_a_theme_is_seen_at_once_and_so_is_its_mistake(desk: Studio, shown: Previewed) -> None:
    """Style sheet and templates; a template that cannot be worked out is an error page with its line."""
    first = shown.watched.newest[1]
    desk.show(tags="keep", theme={"css": "own.css", "templates": "templates"})
    style = shown.save("own.css", "h1 { color: #123456 }\n")
    (theme,) = re.findall(r'href="(theme-[^"]+)"', shown.text("first-light.html"))
    (desk.folder / "templates").mkdir()
    block = "{% extends 'layout.html' %}\n{% block content %}\n{{ nothing.at.all }}\n{% endblock %}\n"
    shown.save("templates/episode.html", block)
    broken = shown.text("first-light.html", 500)
    mended = shown.save("templates/episode.html", block.replace("{{ nothing.at.all }}", "<h1>Ours</h1>"))

    assert b"#123456" in shown.get(theme).body
    assert "episode.html:3" in broken
    assert "<h1>Ours</h1>" in shown.text("first-light.html")
    assert 3 == len({first, style, mended})


def test_what_a_publish_would_refuse_is_shown_and_named(desk: Studio, shown: Previewed) -> None:
    """Another recording and another date are on the page; the finding has the option that allows it."""
    desk.episode("first-light", sound=9, published="2026-11-19 07:00:00+00:00")
    shown.watched.read_again()
    page = shown.text("first-light.html")
    (audio,) = set(re.findall(r'src="(media/[^"]+)"', page))

    assert (desk.folder / "first-light.mp3").read_bytes() == shown.get(audio).body
    assert "2026-11-19" in page
    assert "--replace-audio" in page


# --- the feed


def test_the_feed_is_shown_as_apps_show_it_beside_its_xml(desk: Studio) -> None:
    """Title, date, art, notes and audio, drafts too; what is found stands beside its field, with its line."""
    desk.episode("draft", draft="true", title="Ep. 4: Low water", number="4", notes="Out on the *mud*.")
    with previewing(desk) as shown:
        page, feed = shown.text(".preview/feed"), shown.text("feed.xml")
        tree: Any = lxml.html.document_fromstring(page)
        section = tree.get_element_by_id("draft")
        (art,) = section.xpath(".//img/@src")
        (audio,) = section.xpath(".//audio/@src")
        found = [shown.get(str(one).removeprefix("/")).status for one in (art, audio)]

    assert ["feeds/desk/draft.yaml:1:8 FP203"] == remark_of(page, "draft", "Title")
    assert "<em>mud</em>" in lxml.html.tostring(section.find_class("notes")[0], encoding="unicode")
    assert ["2026-11-23 07:00 UTC"] == section.xpath(".//dt[text()='Date']/following-sibling::dd/text()")
    assert "<itunes:episode>4</itunes:episode>" in section.find_class("xml")[0].text_content()
    assert [200, 200] == found
    assert f'<atom:link href="{shown.base}feed.xml"' in feed
    assert f'<enclosure url="{shown.base}media/draft-' in feed


def test_a_long_show_has_its_newest_episodes_in_the_feed_view(desk: Studio) -> None:
    """A page of a thousand would be slow at every save; it says what is left out."""
    for at in range(50):
        desk.episode(f"part-{at:02}", draft="true", sound=at + 1)
    with previewing(desk) as shown:
        page = shown.text(".preview/feed")

    assert 51 == page.count('class="item"')
    assert "the newest 50 of 51" in page


def test_a_show_without_pages_has_its_feed(desk: Studio, shown: Previewed) -> None:
    """The list says why nothing is linked."""
    desk.show(pages="off")
    shown.watched.read_again()

    assert "pages: off" in shown.text()
    assert 404 == shown.get("first-light.html").status
    assert "First-Light" in shown.text(".preview/feed")


# --- readings


def test_a_save_is_one_reading_and_a_file_that_changes_nothing_is_none(desk: Studio, shown: Previewed) -> None:
    """Each page is told the newest when it asks, and each later one once."""
    with listening(shown.base) as events, saved(shown):
        events.await_count(1)
        (desk.folder / "first-light.yaml").write_text((desk.folder / "first-light.yaml").read_text() + "number: 7\n")
        events.await_count(2)
        (desk.root / "notes-to-myself.txt").write_text("nothing of the show")
        desk.episode("draft", draft="true")
        events.await_count(3)
    told = list(events.builds)

    assert [0, 1, 2] == [int(each.rpartition("-")[2]) - int(told[0].rpartition("-")[2]) for each in told]
    assert f'data-build="{told[-1]}"' in shown.text("draft.html")


def test_the_whole_show_is_read_with_bounded_work(desk: Studio) -> None:
    """A second reading measures no recording twice and draws no picture again: it is quick enough to watch."""
    measured: list[str] = []

    def measure(path: Path, **options: object) -> object:
        from feedpub.audio import probe

        measured.append(path.name)
        return probe.measure(path, **options)  # type: ignore[arg-type]

    with previewing(desk, measure=measure) as shown:
        first = shown.watched.newest[0].content
        shown.save("first-light.yaml", (desk.folder / "first-light.yaml").read_text() + "number: 7\n")
        second = shown.watched.newest[0].content

    assert first
    assert second
    assert ["first-light.mp3"] * 2 == measured
    drawn = [
        {key: body for key, body in each.objects.items() if key.startswith("art/cover-")} for each in (first, second)
    ]
    assert drawn[0] == drawn[1]


# --- what the terminal says


def test_the_terminal_says_where_to_look(desk: Studio, shown: Previewed) -> None:
    """The address, with a symbol for phones in a network, and what there is to see."""
    desk.episode("draft", draft="true", published="soon")
    shown.watched.read_again()
    lines = [line.text for line in preview_lines(shown.watched.newest[0], "http://192.0.2.1:8911/", lan=True, width=80)]
    alone = [
        line.text
        for line in preview_lines(replace(shown.watched.newest[0], notice="not seen"), "http://[::1]/", lan=False)
    ]

    assert ["http://192.0.2.1:8911/", "http://192.0.2.1:8911/.preview/feed"] == lines[:2]
    assert "with a phone, scan: http://192.0.2.1:8911/" in lines
    assert any(set(line) <= set(" ▄▀█") for line in lines)
    assert "1 invalid, 1 published; 1 error, see the preview" in lines
    assert "everybody in this network can see it, drafts too" in lines[-1]
    assert "not seen" in alone
    assert "only this machine can connect" in alone[-1]


def test_the_program_notices_a_save_until_ctrl_c(desk: Studio) -> None:
    """Also while a page waits for the next reading; ending it is no failure, and prints nothing."""
    command = [sys.executable, "-m", "feedpub", "preview", "feeds/desk", "--port", "0"]
    with programs.started(command, cwd=desk.root, text=True) as server:
        assert server.stdout
        base = server.stdout.readline().removeprefix("preview: ").strip()
        with listening(base) as events:
            events.await_count(1)
            desk.episode("draft", draft="true", title="Low water")
            events.await_count(2)
            page = get(base, "draft.html").body.decode()
            server.send_signal(signal.SIGINT)
            _, talk = server.communicate()

    assert "draft" == bar_of(page).split()[0]
    assert ("", 0) == (talk, server.returncode)


def test_a_show_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """Before anything is served."""
    done = CliRunner().invoke(app, ["preview", str(tmp_path)])

    assert 2 == done.exit_code
    assert "show.yaml" in done.stderr
