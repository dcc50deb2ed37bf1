"""Whole pages: byte for byte those that were reviewed, valid HTML, and light."""

from __future__ import annotations

import gzip
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from tests import webshow
from tests.builders import SINCE, derived
from tests.studio import Studio
from tests.webpages import show

from feedpub.model import Catalog, Entry, Item
from feedpub.model.item import DerivedPicture
from feedpub.pages import assets, wanted

ROOT = Path(__file__).parents[1]
GOLDEN = Path(__file__).parent / "golden" / "pages"
NODE = Path(__file__).parent / "node"
ARCHIVE = ("season_1.html", "topic_tides.html", "all_topics.html", "all_people.html", "about.html")
HEAVIEST, HEAVIEST_TEXT = 30 * 1024, 60 * 1024
"""Bytes of a page with all that it loads, compressed, without sound and pictures; and of one with a transcript."""

LOADED = re.compile(rb'(?:src|href)="(?:/tidewater/)?(assets/[^"]+)"')
LATER = re.compile(rb'\b(?:import|new URL)\("\./([^"]+)"')
"""What a script loads when somebody wants it."""

IMPORTED = re.compile(rb'^import\b[^"]*"\./([^"]+)"', re.MULTILINE)

PICTURES = {
    "card": (1200, 630),
    "icon-32": (32, 32),
    "icon-180": (180, 180),
    "icon-512": (512, 512),
    "cover-300": (300, 300),
    "cover-600": (600, 600),
}


# --- reviewed


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    """The example show, published."""
    folder = tmp_path_factory.mktemp("example")
    for name in ("feeds", "media"):
        shutil.copytree(ROOT / name, folder / name)
    desk = Studio(folder, name="tidewater")
    desk.publish()
    return desk


@pytest.fixture(scope="module")
def spoken(desk: Studio) -> Mapping[str, bytes]:
    """Its transcripts, by key."""
    return {path.relative_to(desk.site).as_posix(): path.read_bytes() for path in desk.site.glob("transcripts/*")}


@pytest.fixture(scope="module")
def example(desk: Studio) -> Catalog:
    """The catalog of the example, with pictures and dates that do not depend on any library."""
    made = desk.catalog()
    pictures = tuple(derived(name, width=width, height=height) for name, (width, height) in PICTURES.items())
    entry = Entry(digest="", revision=1, since=SINCE)
    return replace(
        made,
        channel=replace(made.channel, pages=True, derived=pictures),
        items=tuple(replace(one, derived=(*(pictures if one.image else ()), shared(one))) for one in made.items),
        manifest=dict.fromkeys(wanted(made), entry),
    )


def shared(one: Item) -> DerivedPicture:
    """The picture of an episode where it is shared."""
    return derived("share", key=f"art/{one.slug}-share.jpg")


def test_the_pages_of_the_example_are_those_that_were_reviewed(example: Catalog, spoken: Mapping[str, bytes]) -> None:
    """But for the digests of scripts and styles. `UPDATE_GOLDEN=1` writes them again; look at the difference."""
    rendered = {key: page.having(spoken).render(example) for key, page in wanted(example).items()}
    pages = {_still(key.encode()).decode(): _still(page) for key, page in rendered.items()}
    if os.environ.get("UPDATE_GOLDEN"):
        shutil.rmtree(GOLDEN, ignore_errors=True)
        GOLDEN.mkdir(parents=True)
        for key, data in pages.items():
            (GOLDEN / key).write_bytes(data)

    assert {path.name: path.read_bytes() for path in GOLDEN.iterdir()} == pages


def test_the_pages_with_everything_are_those_that_were_reviewed() -> None:
    """Each block of an episode that says all that it can, of somebody's page, and of the archive; written again so."""
    folder = GOLDEN.with_name("pages-with-everything")
    pages = {key: _still(webshow.site("en")[key]) for key in (webshow.EPISODE, webshow.PERSON, *ARCHIVE)}
    if os.environ.get("UPDATE_GOLDEN"):
        folder.mkdir(exist_ok=True)
        for key, data in pages.items():
            (folder / key).write_bytes(data)

    assert {path.name: path.read_bytes() for path in folder.iterdir()} == pages


def _still(data: bytes) -> bytes:
    return re.sub(rb"(assets/[a-z]+|theme)-(?:\d+-)?[0-9a-f]{10,12}\.", rb"\1-0123456789ab.", data)


def test_pages_do_not_depend_on_the_process(example: Catalog) -> None:
    """Rendered twice, in another order, they are the same bytes."""
    pages = list(wanted(example).items())

    once = {key: page.render(example) for key, page in pages}

    assert once == {key: page.render(example) for key, page in reversed(pages)}


# --- valid and light


@pytest.mark.node
def test_the_html_is_valid(tmp_path: Path, example: Catalog, spoken: Mapping[str, bytes]) -> None:
    """html-validate finds nothing, in pages with everything and in pages with next to nothing; titles may be long."""
    from tests.browsing import invalid_html  # the browser's library is slow to import

    rich, arabic, poor = webshow.english(), webshow.arabic(), webshow.poor()
    shows = {"rich": rich, "arabic": arabic, "poor": poor, "example": example, "empty": show()}
    for name, made in shows.items():
        (tmp_path / name).mkdir()
        for key, page in wanted(made).items():
            if key.endswith(".html") and not re.match(r"old-[2-9]", key):
                (tmp_path / name / key).write_bytes(page.having({**spoken, **webshow.spoken()}).render(made))

    assert [] == invalid_html(tmp_path)


def test_pages_are_light() -> None:
    """With the styles and scripts that each loads, compressed; the home has a hundred episodes on it."""
    made = webshow.english()
    light = {key.encode(): len(gzip.compress(data)) for key, data in assets(made).items()}

    pages = {key: page.having(webshow.spoken()).render(made) for key, page in wanted(made).items() if ".html" in key}
    loaded = {key: set(LOADED.findall(data)) for key, data in pages.items()}
    sizes = {key: len(gzip.compress(data)) + sum(map(light.__getitem__, loaded[key])) for key, data in pages.items()}

    fonts = {key for key in light if key.endswith(b".woff2")}  # tests/test_looks.py weighs them
    scripts = [data for key, data in assets(made).items() if key.endswith(".js")]
    later = {b"assets/" + name for data in scripts for name in LATER.findall(data)}
    imported = {b"assets/" + name for data in scripts for name in IMPORTED.findall(data)}
    assert set(light) - fonts == set().union(later, imported, *loaded.values())
    assert set().isdisjoint(later & set().union(*loaded.values()))
    heaviest = {key: HEAVIEST_TEXT if b"transcript-turn" in data else HEAVIEST for key, data in pages.items()}
    assert {} == {key: size for key, size in sizes.items() if size > heaviest[key]}
