"""Where every block of a page stands, in a browser: recorded, reviewed, and found out when it moves too far.

All letters are those of feedpub's own typeface, so boxes are the same on every machine up to the rounding of a pixel.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, Route, expect
from tests import browsing, webshow
from tests.browsing import Visit
from tests.test_pages_browser import MOVED, PAINTED
from tests.webshow import EMBED, EPISODE, PERSON, PLAIN

from feedpub.model import Catalog
from feedpub.pages import assets, wanted
from feedpub.standards.colours import contrast

pytestmark = pytest.mark.browser

GOLDEN = Path(__file__).parent / "golden" / "layout"
WIDTHS = (320, 390, 768, 1440)
TOLERANCE = 3
"""Pixels: a line that breaks elsewhere is 20 and more."""

LETTERS = ":root { --text: var(--display) } select, summary, kbd { font-family: var(--display) }"
"""The only fonts that are the same on every machine are those that we ship."""

BOXES = """(names) => names.flatMap((name) =>
  [...document.querySelectorAll(name)].slice(0, 3).map((one, at) => [
    at ? `${name} (${at + 1})` : name, one.getBoundingClientRect(),
  ])
).filter(([, box]) => box.width && box.height).map(([name, box]) => [name, [
  box.left + scrollX, box.top + scrollY, box.width, box.height,
].map(Math.round)])"""

COMMON = (".top-row", ".band", ".masthead-cover", "h1", ".standfirst", ".facts", ".player", ".player-play")
BLOCKS: Mapping[str, tuple[str, ...]] = {
    "index.html": (
        *COMMON,
        ".latest",
        ".introduction > *",
        ".search",
        ".season > h2",
        ".row",
        ".row-play",
        ".season-more",
    ),
    EPISODE: (
        *COMMON,
        ".warning",
        ".notes",
        ".correction",
        ".guests",
        ".timestamps",
        ".following",
        ".reading",
        ".transcript-reader",
        ".transcript-text",
    ),
    PERSON: (*COMMON, ".portrait img", ".row"),
    "subscribe.html": (*COMMON, ".doors", ".apps", ".scan"),
    "about.html": (*COMMON, ".notes"),
    PLAIN: (*COMMON, ".columns", ".sharing"),
}
"""Page → its blocks; of each at most the first three. The colophon moves with all that is above it."""

SHOWS = ("en", "poor", "ar")


@cache
def files() -> Mapping[str, bytes]:
    """The shows, each in a folder, with letters that are the same everywhere, however late they come."""
    return dict(_files())


def _files() -> Iterator[tuple[str, bytes]]:
    for name in SHOWS:
        made = _with_letters({"en": webshow.english, "poor": webshow.poor, "ar": webshow.arabic}[name]())
        documents = wanted(made).items()
        pages = {key: page.render(made) for key, page in documents if key in {*BLOCKS, EMBED} or key.endswith(".css")}
        for key, data in {**pages, **assets(made), **webshow.media(made)}.items():
            yield f"{name}/{key}", data.replace(b"font-display: optional", b"font-display: swap")


def _with_letters(made: Catalog) -> Catalog:
    theme = replace(made.channel.theme, css=LETTERS, stable_sheet=True)
    image = replace(made.channel.image, tint="#1f4e79")
    return replace(made, channel=replace(made.channel, theme=theme, image=image))


@pytest.fixture(scope="module")
def window() -> Iterator[Visit]:
    """The window of all tests."""
    with browsing.touring(files()) as visit:
        yield visit


@pytest.fixture
def visit(window: Visit) -> Iterator[Visit]:
    """A window without a past, in which nothing may go wrong."""
    window.forget()
    yield window
    window.page.emulate_media(color_scheme="light")
    window.end()


def opened(visit: Visit, path: str, width: int) -> Page:
    """A page at rest, with its letters."""
    visit.page.set_viewport_size({"width": width, "height": 844})
    page = visit.open(path)
    page.wait_for_load_state()
    page.evaluate("document.fonts.ready.then(() => undefined)")
    return page


def boxes(page: Page, blocks: tuple[str, ...]) -> dict[str, list[int]]:
    """Left, top, width and height of each block, in pixels from the beginning of the page."""
    return dict(page.evaluate(BOXES, list(dict.fromkeys(blocks))))


def moved(before: Mapping[str, list[int]], after: Mapping[str, list[int]]) -> dict[str, Any]:
    """The blocks that are elsewhere, larger, smaller, new or gone."""
    names = before.keys() | after.keys()
    pairs = {name: (before.get(name), after.get(name)) for name in sorted(names)}
    return {name: pair for name, pair in pairs.items() if _is_moved(*pair)}


def _is_moved(one: list[int] | None, other: list[int] | None) -> bool:
    if one is None or other is None:
        return True
    return any(abs(before - after) > TOLERANCE for before, after in zip(one, other, strict=True))


@pytest.mark.parametrize("name", SHOWS)
def test_every_block_is_where_it_was_reviewed(visit: Visit, name: str) -> None:
    """On a phone, a tablet and a desk. `UPDATE_GOLDEN=1` writes it again; look at the pages."""
    found = {}
    for path, blocks in BLOCKS.items():
        if f"{name}/{path}" not in files():
            continue
        page = opened(visit, f"{name}/{path}", WIDTHS[0])
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 844})
            found[f"{path} {width}"] = boxes(page, blocks)
    golden = GOLDEN / f"{name}.json"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.parent.mkdir(exist_ok=True)
        lines = (f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in found.items())
        golden.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    known = json.loads(golden.read_text(encoding="utf-8"))

    assert known.keys() == found.keys()
    assert {} == {key: faults for key in known if (faults := moved(known[key], found[key]))}


def test_a_page_that_moves_is_found_out(visit: Visit) -> None:
    """A few pixels of margin are enough, and so is a block that nobody sees any more."""
    page = opened(visit, f"en/{EPISODE}", 390)
    known = json.loads((GOLDEN / "en.json").read_text(encoding="utf-8"))[f"{EPISODE} 390"]

    page.locator(".facts").evaluate("one => { one.style.marginTop = '1.25rem' }")
    page.locator(".guests").evaluate("one => { one.hidden = true }")
    found = moved(known, boxes(page, BLOCKS[EPISODE]))

    assert {".facts", ".player", ".guests", ".timestamps"} <= found.keys()
    assert not {"h1", ".top-row"} & found.keys()


EDGES = """(names) => names.map((name) => document.querySelector(name).getBoundingClientRect()).map(
  (box) => Math.round(document.dir === "rtl" ? innerWidth - box.right : box.left))"""
"""Where each begins, from the side on which reading does."""


@pytest.mark.parametrize("path", [f"en/{EPISODE}", "en/index.html", f"poor/{PLAIN}", "ar/index.html", f"ar/{EPISODE}"])
def test_a_phone_plays_within_the_first_screen(visit: Visit, path: str) -> None:
    """The whole button is within 560 pixels, whatever the title, and everything begins at one edge."""
    page = opened(visit, path, 390)
    low = page.locator(".band .player-play").first.evaluate("one => one.getBoundingClientRect().bottom")
    lefts = page.evaluate(EDGES, [".top-show", ".masthead-cover", ".player"])

    assert low <= 560
    assert 1 == len(set(lefts))


@pytest.mark.parametrize(("path", "width"), [(f"en/{EPISODE}", 390), ("en/index.html", 390), (f"en/{EPISODE}", 1440)])
def test_nothing_moves_when_the_letters_come(visit: Visit, path: str, width: int) -> None:
    """The fonts that stand in for them until then are as wide."""
    held: list[Route] = []
    page = visit.page
    page.set_viewport_size({"width": width, "height": 844})
    page.route("**/*.woff2", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks what it is given

    page.goto(visit.base + path, wait_until="commit")
    page.wait_for_function(PAINTED)
    page.wait_for_function("() => document.querySelector('.player-slider')")
    for route in held:
        route.continue_()
    page.unroute_all()
    page.evaluate("document.fonts.ready.then(() => undefined)")

    assert held
    assert 0.01 > page.evaluate(MOVED)


HEIGHT = "() => document.querySelector('.player').getBoundingClientRect().height"


@pytest.mark.parametrize("touches", [False, True], ids=["mouse", "finger"])
def test_the_controls_take_the_room_that_is_kept_for_them(window: Visit, *, touches: bool) -> None:
    """Before the script comes and after, the player is as high, to half a pixel: nothing below it moves."""
    paths, widths = (f"en/{EPISODE}", "en/index.html", f"en/{EMBED}"), (320, 390, 768, 1440)
    kept, taken = dict[tuple[str, int], float](), dict[tuple[str, int], float]()
    with browsing.visiting(window.browser, window.base, has_touch=touches, is_mobile=touches) as visit:
        page = visit.page
        page.route("**/*.js", lambda route: route.fulfill(content_type="text/javascript", body=""))
        for heights in (kept, taken):
            for path in paths:
                visit.open(path)
                for width in widths:
                    page.set_viewport_size({"width": width, "height": 844})
                    heights[path, width] = page.evaluate(HEIGHT)
            page.unroute_all()

    assert len(paths) * len(widths) == len(kept)
    assert kept == pytest.approx(taken, abs=0.5)


PAINT = """(pairs) => pairs.map(([text, on]) => [
  getComputedStyle(document.querySelector(text)).color,
  getComputedStyle(document.querySelector(on)).backgroundColor,
])"""


def test_text_is_on_the_colours_of_the_cover(visit: Visit) -> None:
    """What the browser paints, by day and by night: the title and the facts on the masthead, letters on the button."""
    page = opened(visit, f"en/{EPISODE}", 390)
    pairs = [("h1", ".band"), (".facts", ".band"), (".kicker", ".band"), (".player-play", ".player-play")]
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        for text, on in page.evaluate(PAINT, pairs):
            assert contrast(_hexadecimal(text), _hexadecimal(on)) >= 4.5, (scheme, text, on)


def _hexadecimal(colour: str) -> str:
    """`rgb(…)` as `#rrggbb`."""
    return "#" + "".join(f"{int(one):02x}" for one in colour.partition("(")[2].rstrip(")").split(",")[:3])


def test_a_list_says_what_is_left_and_plays(visit: Visit) -> None:
    """What the browser remembers of an episode; a click plays it there and then, another pauses; the player waits."""
    page = opened(visit, "en/index.html", 390)
    row = page.locator('.row-play[data-episode="plain"]')
    path = row.evaluate("one => new URL(one.href).pathname")
    page.evaluate("path => localStorage.setItem(`feedpub:position:${path}`, '1080.5')", path)
    page = opened(visit, "en/index.html", 390)

    expect(row.locator(".row-left")).to_have_text("12 minutes left")
    row.click()
    expect(row).to_have_class("row-play row-begun row-playing")
    expect(page.get_by_role("link", name="Pause: Plain")).to_be_visible()
    row.click()
    expect(page.get_by_role("link", name="Play: Plain 12 minutes left")).to_be_visible()
    page.locator('.row-play[data-episode="night-tide"]').click()
    expect(page.locator(".player.player-playing")).to_be_attached()
    assert page.url.endswith("index.html")
    page.locator('.row-play[data-episode="night-tide"]').click()


def test_the_home_shows_twenty_episodes(visit: Visit) -> None:
    """And leads to the seasons, which have all."""
    page = opened(visit, "en/index.html", 1440)
    rows = page.locator(".listed .row:visible")

    expect(rows).to_have_count(20)
    assert page.locator('a[href="season_1.html"]').first.is_visible()
