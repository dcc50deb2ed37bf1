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
from tests.builders import SINCE, artwork, derived
from tests.studio import Studio
from tests.webpages import show

from feedpub.model import Catalog, Entry, Item
from feedpub.model.channel import Counter, PlatformLink
from feedpub.model.item import DerivedPicture
from feedpub.pages import assets, wanted
from feedpub.pages.templates import template_names

ROOT = Path(__file__).parents[1]
GOLDEN = Path(__file__).parent / "golden" / "pages"
NODE = Path(__file__).parent / "node"
REVIEWED = (
    *(
        webshow.EPISODE,
        webshow.EMBED,
        webshow.TRANSLATION,
        webshow.PERSON,
        "index.html",
        "index-3.html",
        "season_1.html",
    ),
    *(
        "topic_tides.html",
        "topic_harbours_2.html",
        "all_topics.html",
        "all_people.html",
        "about.html",
        "subscribe.html",
    ),
    *("lost.html", "lost-embed.html", "earlier.html", "earlier-embed.html", "404.html"),
)
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


def everything() -> Catalog:
    """The show with everything, and what few shows have: a counter, a badge, an earlier address, a long topic."""
    made = webshow.english()
    (spotify,) = made.channel.platforms
    badge = artwork("badge", file="spotify.png", width=330, height=80)
    channel = replace(
        made.channel,
        counter=Counter(src="/count.js", data=(("site", "tidewater"),)),
        platforms=(spotify, PlatformLink(name="Apple Podcasts", url="https://apple.example/", badge=badge.file)),
        theme=replace(made.channel.theme, badges=(badge,)),
    )
    return replace(made, channel=channel, items=tuple(map(_with_more, made.items)))


def _with_more(one: Item) -> Item:
    """The earlier address of one episode; of the older ones, more about a topic than one page lists."""
    former = ("earlier",) if one.slug == "plain" else ()
    return replace(one, former=former, keywords=one.keywords or ("Harbours",))


def rendered_whole(made: Catalog) -> Mapping[str, bytes]:
    """Key → each of the pages that are reviewed."""
    pages = wanted(made)
    return {key: pages[key].having(webshow.spoken()).render(made) for key in REVIEWED}


def test_the_pages_with_everything_are_those_that_were_reviewed() -> None:
    """Each block of an episode that says all that it can, of every kind of page; written again so."""
    folder = GOLDEN.with_name("pages-with-everything")
    pages = {key: _still(page) for key, page in rendered_whole(everything()).items()}
    if os.environ.get("UPDATE_GOLDEN"):
        folder.mkdir(exist_ok=True)
        for key, data in pages.items():
            (folder / key).write_bytes(data)

    assert {path.name: path.read_bytes() for path in folder.iterdir()} == pages


def test_every_block_is_on_a_page_that_was_reviewed() -> None:
    """Of every template: a new block, or a new part, wants a show above that has it.

    All of our pages replace the layout's `kind`, which is for authors' pages.
    """
    made = everything()
    templates = tuple((name, _with_names(name, ours(name))) for name in sorted(template_names()))
    theme = replace(made.channel.theme, templates=templates)
    pages = rendered_whole(replace(made, channel=replace(made.channel, theme=theme))).values()
    printed = {name for page in pages for name in _printed(page.decode())}

    assert {name for _, text in templates for name in _printed(text)} - {"layout.html kind"} == printed
    assert {"home.html search", "badge.html"} <= printed


BLOCK = re.compile(r"\{% (?:block (\w+)|endblock) %\}")


def ours(name: str) -> str:
    """The text of a template of ours."""
    return (ROOT / "src" / "feedpub" / "pages" / "templates" / name).read_text(encoding="utf-8")


def _with_names(name: str, text: str) -> str:
    """A template that prints the name of each of its blocks around what that prints; of a part, its own."""
    blocks: list[str] = []

    def named(tag: re.Match[str]) -> str:
        if tag[1]:
            blocks.append(f"{name} {tag[1]}")
            return f"{tag[0]}⟦{blocks[-1]}⟧"
        return f"⟦/{blocks.pop()}⟧{tag[0]}"

    found = BLOCK.sub(named, text)
    is_part = "{% extends" not in text and "{% block" not in text and "{% macro" not in text
    return f"⟦{name}⟧{found}⟦/{name}⟧" if is_part else found


def _printed(text: str) -> set[str]:
    """The names around which there is more than blanks, comments and other names."""
    found = re.finditer(r"(?=⟦([^/⟧]+)⟧(.*?)⟦/\1⟧)", text, re.DOTALL)
    return {one[1] for one in found if re.sub(r"⟦[^⟧]*⟧|\{#.*?#\}", "", one[2], flags=re.DOTALL).strip()}


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
