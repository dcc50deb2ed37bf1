"""Whole pages: byte for byte those that were reviewed, valid HTML, light, and at home in a real browser."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests import browsing, webshow
from tests.browsing import Visit
from tests.builders import PUBLISHED, SINCE, derived
from tests.parts import lacking, need
from tests.pictures import jpeg
from tests.studio import Studio
from tests.webpages import show, stone

from feedpub.model import Catalog, Entry
from feedpub.pages import assets, wanted

ROOT = Path(__file__).parents[1]
GOLDEN = Path(__file__).parent / "golden" / "pages"
NODE = Path(__file__).parent / "node"
HEAVIEST = 60 * 1024
"""Bytes of a page with all that it loads, compressed, without sound and pictures."""

PICTURES = {
    "card": (1200, 630),
    "icon-32": (32, 32),
    "icon-180": (180, 180),
    "icon-512": (512, 512),
    "cover-300": (300, 300),
    "cover-600": (600, 600),
}


@cache
def rich() -> Catalog:
    """A show with everything, an episode that was taken out, and more episodes than fit on its home."""
    made = webshow.english()
    older = (
        replace(made.items[-1], slug=f"old-{at}", title=f"Old {at}", published=PUBLISHED - timedelta(days=30 + at))
        for at in range(110)
    )
    items = (*made.items, *older)
    return replace(made, items=tuple(sorted(items, key=lambda one: one.slug)), gone=(stone(),))


# --- reviewed


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The example show as it is published, with pictures and dates that do not depend on any library."""
    folder = tmp_path_factory.mktemp("example")
    for name in ("feeds", "media"):
        shutil.copytree(ROOT / name, folder / name)
    desk = Studio(folder, name="tidewater")
    desk.publish()
    made = desk.catalog()
    pictures = tuple(derived(name, width=width, height=height) for name, (width, height) in PICTURES.items())
    entry = Entry(digest="", revision=1, since=SINCE)
    return replace(
        made,
        channel=replace(made.channel, pages=True, derived=pictures),
        items=tuple(replace(one, derived=pictures if one.image else ()) for one in made.items),
        manifest=dict.fromkeys(wanted(made), entry),
    )


def test_the_pages_of_the_example_are_those_that_were_reviewed(example: Catalog) -> None:
    """But for the digests of scripts and styles. `UPDATE_GOLDEN=1` writes them again; look at the difference."""
    pages = {key: _still(page.render(example)) for key, page in wanted(example).items()}
    if os.environ.get("UPDATE_GOLDEN"):
        shutil.rmtree(GOLDEN, ignore_errors=True)
        GOLDEN.mkdir(parents=True)
        for key, data in pages.items():
            (GOLDEN / key).write_bytes(data)

    assert {path.name: path.read_bytes() for path in GOLDEN.iterdir()} == pages


def _still(data: bytes) -> bytes:
    return re.sub(rb"(assets/[a-z]+)-[0-9a-f]{12}\.", rb"\1-0123456789ab.", data)


def test_pages_do_not_depend_on_the_process(example: Catalog) -> None:
    """Rendered twice, in another order, they are the same bytes."""
    pages = list(wanted(example).items())

    once = {key: page.render(example) for key, page in pages}

    assert once == {key: page.render(example) for key, page in reversed(pages)}


# --- valid and light


@pytest.mark.node
def test_the_html_is_valid(tmp_path: Path, example: Catalog) -> None:
    """html-validate finds nothing, in pages with everything and in pages with next to nothing; titles may be long."""
    need("node")
    program = NODE / "node_modules" / ".bin" / "html-validate"
    if not program.is_file():
        lacking(str(program), "run: npm ci --prefix tests/node")
    for name, made in {"rich": rich(), "arabic": webshow.arabic(), "example": example, "empty": show()}.items():
        (tmp_path / name).mkdir()
        for key, page in wanted(made).items():
            if key.endswith(".html") and not re.match(r"old-[2-9]", key):
                (tmp_path / name / key).write_bytes(page.render(made))

    command = [str(program), "--config", str(NODE / "htmlvalidate.json"), "--formatter", "json", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    found = [
        (one["filePath"], each["ruleId"], each["message"])
        for one in json.loads(done.stdout)
        for each in one["messages"]
    ]
    assert [] == found


def test_pages_are_light() -> None:
    """With styles and scripts, compressed, without sound and pictures; the home has a hundred episodes on it."""
    made = rich()
    loaded = sum(len(gzip.compress(data)) for data in assets(made).values())

    pages = {key: page.render(made) for key, page in wanted(made).items() if ".html" in key}
    sizes = {key: loaded + len(gzip.compress(data)) for key, data in pages.items()}

    assert {} == {key: size for key, size in sizes.items() if size > HEAVIEST}


# --- in a browser


@cache
def site() -> Mapping[str, bytes]:
    """Every object of the show."""
    made = rich()
    objects = {key: page.render(made) for key, page in wanted(made).items()} | dict(assets(made))
    pictures = [made.channel.image, *(picture for one in made.items for picture in one.pictures)]
    objects |= {one.key: jpeg(300, colour=(120, 80, 40)) for one in pictures}
    evil = [{"speaker": webshow.EVIL, "startTime": 1, "endTime": 2, "body": webshow.EVIL}]
    objects |= {
        webshow.SPOKEN: webshow.transcribed(webshow.SEGMENTS),
        "transcripts/hostile.json": webshow.transcribed(evil),
    }
    return objects | {one.enclosure.key: webshow.sound() for one in made.items}


@pytest.fixture(scope="module")
def window() -> Iterator[Visit]:
    """The window of all tests."""
    at_home = {f"tidewater/{key}" if key == "404.html" else key: data for key, data in site().items()}
    below = {f"tidewater/{key}": data for key, data in site().items() if key.startswith(("assets/", "art/"))}
    with browsing.touring({**at_home, **below}) as visit:
        yield visit


@pytest.fixture
def visit(window: Visit) -> Iterator[Visit]:
    """A window without a past, in which nothing may go wrong and no stranger is asked for anything."""
    window.forget()
    window.page.set_viewport_size({"width": 1280, "height": 900})
    yield window
    window.page.emulate_media(color_scheme="light", media="screen")
    window.end()


KINDS = (
    "index.html",
    "index-2.html",
    "subscribe.html",
    "night-tide.html",
    "hostile.html",
    "lost.html",
    "tidewater/404.html",
)


@pytest.mark.browser
@pytest.mark.parametrize("path", KINDS)
def test_everybody_can_use_it(visit: Visit, path: str) -> None:
    """The checker axe finds nothing, day or night; 320 pixels are wide enough, letters of twice the size welcome."""
    page = visit.open(path)
    for details in page.locator("details").all():
        details.evaluate("details => { details.open = true }")

    found = browsing.axe(page)
    page.emulate_media(color_scheme="dark")
    found += browsing.axe(page, "color-contrast")
    page.set_viewport_size({"width": 320, "height": 640})
    narrow = browsing.is_wide(page)
    page.set_viewport_size({"width": 640, "height": 640})
    page.evaluate("document.documentElement.style.fontSize = '200%'")

    assert ([], False, False) == (found, narrow, browsing.is_wide(page))


@pytest.mark.browser
def test_the_search_finds_what_is_written_anywhere(visit: Visit) -> None:
    """Titles first; on pages that the home does not list; in any case, with or without accents; marked, and counted."""
    page = visit.open("index.html")
    search = page.get_by_role("searchbox")

    search.fill("busum")
    expect(page.locator(".found .row-title")).to_have_text(["Night tide"])
    expect(page.locator(".search output")).to_have_text("1 match")
    expect(page.locator(".found mark")).to_have_text(["Büsum"])
    search.fill("OLD 109")
    expect(page.locator(".found .row-title a")).to_have_attribute("href", "old-109.html")
    expect(page.locator(".listed")).to_be_hidden()
    search.fill("nothing at all")
    expect(page.locator(".search output")).to_have_text("Nothing found")
    search.press("Escape")

    expect(page.locator(".listed")).to_be_visible()
    expect(page.locator(".found")).to_be_hidden()


@pytest.mark.browser
def test_addresses_are_copied(visit: Visit) -> None:
    """The page's, the frame's code, the feed's: into the clipboard, and it is said."""
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    clipboard = "navigator.clipboard.readText()"

    page = visit.open("night-tide.html")
    page.locator(".share-copy").first.click()
    expect(page.locator(".share-said").first).to_have_text("Copied")
    copied = [page.evaluate(clipboard)]
    page.locator(".embed summary").click()
    page.locator(".copying button").click()
    expect(page.locator(".copying output")).to_have_text("Copied")
    copied.append(page.evaluate(clipboard)[:60])
    page = visit.open("subscribe.html")
    page.locator(".copying button").click()
    expect(page.locator(".copying output")).to_have_text("Copied")
    copied.append(page.evaluate(clipboard))

    base = "https://example.com/tidewater/"
    frame = f'<iframe src="{base}night-tide-embed.html" title="Night tide"'
    assert [f"{base}night-tide.html", frame[:60], f"{base}feed.xml"] == copied


@pytest.mark.browser
def test_all_that_is_read_is_there_without_scripts(window: Visit) -> None:
    """Lists, links, the feed's address and the frame's code; no button that does nothing."""
    with browsing.visiting(window.browser, window.base, java_script_enabled=False) as visit:
        for path in ("index.html", "night-tide.html", "subscribe.html"):
            page = visit.open(path)
            expect(page.locator("main button:visible, main input:not([readonly]):visible")).to_have_count(0)
        expect(page.locator("#feed-address")).to_have_value("https://example.com/tidewater/feed.xml")
