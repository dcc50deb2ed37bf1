"""Every page in a real browser: for everybody, on every device, and without a stranger knowing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from playwright.sync_api import Page, Route, expect
from tests import browsing, webshow
from tests.browsing import Visit
from tests.webshow import AUDIO, EMBED, EPISODE, PAGES, PLAIN, PLAIN_EMBED, TEXT

from feedpub.pages import assets, wanted

pytestmark = pytest.mark.browser

LOOKED_AT = [key if name == "en" else f"{name}/{key}" for name, keys in PAGES.items() for key in keys]
"""The show in English lies at the top of the server, the others each in a folder."""

CARELESS = b"""<!DOCTYPE html>
<meta http-equiv="Content-Security-Policy" content="script-src 'self'">
<title>Careless</title>
<p><img src="http://localhost:9/pixel.gif"><p style="width: 2000px">wide</p>
<script>alert(1)</script>
"""
"""All that must not be on a page."""

THEME = """
.button { font-size: 31px }
.player-play { inline-size: 77px }
:root { --panel: rgb(1, 2, 3) }
"""
"""Three lines of an author, each simpler than what we say of the same."""


@pytest.fixture(scope="module")
def window() -> Iterator[Visit]:
    """The window of all tests."""
    others = {**dict(_elsewhere()), **dict(_themed()), "careless.html": CARELESS}
    with browsing.touring({**webshow.site("en"), **others}) as visit:
        yield visit


def _elsewhere() -> Iterator[tuple[str, bytes]]:
    """The other shows; and what the page for addresses that nothing is at loads, by the path of its public address."""
    for name in PAGES:
        yield from ((f"{name}/{key}", data) for key, data in webshow.site(name).items() if name != "en")
    for key, data in webshow.site("en").items():
        if key.startswith(("assets/", "art/")):
            yield f"tidewater/{key}", data


def _themed() -> Iterator[tuple[str, bytes]]:
    """The smallest show, as its author wants it to look."""
    made = webshow.poor()
    made = replace(made, channel=replace(made.channel, theme=replace(made.channel.theme, css=THEME)))
    pages = {key: page.render(made) for key, page in wanted(made).items()}
    yield from ((f"themed/{key}", data) for key, data in {**webshow.site("poor"), **pages, **assets(made)}.items())


@pytest.fixture
def visit(window: Visit) -> Iterator[Visit]:
    """A window without a past, in which nothing may go wrong and no stranger is asked for anything."""
    window.forget()
    window.page.set_viewport_size({"width": 1280, "height": 900})
    yield window
    window.page.emulate_media(color_scheme="light", media="screen")
    window.end()


def opened(visit: Visit, path: str) -> Page:
    """A page with everything on it that comes later, somewhere in its recording."""
    page = visit.open(path)
    for details in page.locator("details").all():
        details.evaluate("details => { details.open = true }")
    if page.locator(".player-next:visible").count():
        page.locator(".player-next").click(click_count=2)
        expect(page.locator(".chapters [aria-current]")).to_be_attached()
    if page.locator(".transcript-text").count():
        page.locator(".transcript").scroll_into_view_if_needed()
        expect(page.locator(".transcript-turn").first).to_be_attached()
    return page


def test_no_page_is_forgotten() -> None:
    """Of every show one of each kind is looked at below."""
    looked = {name: _kinds({key: webshow.site(name)[key] for key in keys}) for name, keys in PAGES.items()}

    assert looked == {name: _kinds(webshow.site(name)) for name in PAGES}
    kinds = {"home", "home archive", "own", "subscribe", "episode", "person", "embedded", "message", "embedded message"}
    assert kinds == looked["en"]


def _kinds(files: Mapping[str, bytes]) -> set[str]:
    """What the pages call themselves."""
    pages = [data.decode() for key, data in files.items() if key.endswith(".html")]
    return {kind for page in pages for kind in re.findall('<main id="content" class="([^"]+)"', page)}


def test_a_careless_page_is_found_out(window: Visit) -> None:
    """A search that finds nothing anywhere would pass for ever."""
    window.forget()
    page = window.open("careless.html")

    wide, rules = browsing.is_wide(page), {one.partition(":")[0] for one in browsing.axe(page)}
    window.leave()
    faults, strangers = list(window.faults), window.strangers()
    window.forget()

    assert wide
    assert {"html-has-lang", "image-alt"} <= rules
    assert "script-src-elem: inline" in faults
    assert ["http://localhost:9/pixel.gif"] == strangers


@pytest.mark.parametrize("path", LOOKED_AT)
def test_everybody_can_use_it(visit: Visit, path: str) -> None:
    """The checker axe finds nothing, day or night; 320 pixels are wide enough, letters of twice the size welcome."""
    page = opened(visit, path)

    found = browsing.axe(page)
    page.emulate_media(color_scheme="dark")
    found += browsing.axe(page, "color-contrast")
    page.set_viewport_size({"width": 320, "height": 640})
    narrow = browsing.is_wide(page)
    page.set_viewport_size({"width": 640, "height": 640})
    page.evaluate("document.documentElement.style.fontSize = '200%'")

    assert ([], False, False) == (found, narrow, browsing.is_wide(page))


@pytest.mark.parametrize(
    ("path", "width"),
    [
        *[("index.html", 320), ("index.html", 1280), (EPISODE, 480), (EPISODE, 1280)],
        *[(EMBED, 320), ("subscribe.html", 320), (TEXT, 390)],
    ],
)
def test_nothing_moves_when_the_scripts_come(visit: Visit, path: str, width: int) -> None:
    """Their controls take the place that was kept for them: nobody loses the line, or hits another button."""
    held: list[Route] = []
    page = visit.page
    page.set_viewport_size({"width": width, "height": 900})
    page.route("**/*.js", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks what it is given

    page.goto(visit.base + path, wait_until="commit")
    page.wait_for_function(PAINTED)
    for route in held:
        route.continue_()
    page.wait_for_load_state()
    page.unroute_all()

    assert 0.01 > page.evaluate(MOVED)


PAINTED = "() => performance.getEntriesByName('first-contentful-paint').length"

MOVED = """() => new Promise((told) => {
  let moved = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) moved += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => told(moved))));
})"""
"""How much of the window has moved since the page began, by how far (web.dev calls it the cumulative layout shift)."""


AT_THE_EDGE = """() => [...document.querySelectorAll("main :is(h1, h2, h3, p, li)")].filter((one) => {
  const box = one.getBoundingClientRect();
  return box.width && (box.left < 12 || box.right > innerWidth - 12);
}).map((one) => one.textContent.trim().slice(0, 40))"""
"""Texts that touch the edge of the window."""


@pytest.mark.parametrize("width", [390, 1280])
def test_no_text_stands_at_the_edge_of_the_window(visit: Visit, width: int) -> None:
    """On pages of every kind: all have the same left edge."""
    visit.page.set_viewport_size({"width": width, "height": 900})
    pages = (*PAGES["en"], "topic_tides.html")

    found = {key: visit.open(key).evaluate(AT_THE_EDGE) for key in pages if "embed" not in key}

    visit.page.set_viewport_size({"width": 1280, "height": 900})
    assert {} == {key: texts for key, texts in found.items() if texts}


def test_the_search_finds_what_is_written_anywhere(visit: Visit) -> None:
    """Titles first; on pages that the home does not list; in any case, with or without accents; marked, and counted."""
    page = visit.open("index.html")
    search = page.get_by_role("searchbox")

    search.fill("letter busum")
    expect(page.locator(".found .row-title")).to_have_text(["Night tide"])
    expect(page.locator(".search output")).to_have_text("1 match")
    expect(page.locator(".found mark")).to_have_text(["letter", "Büsum"])
    search.fill("OLD 109")
    expect(page.locator(".found .row-title a")).to_have_attribute("href", "old-109.html")
    expect(page.locator(".listed")).to_be_hidden()
    search.fill("nothing at all")
    expect(page.locator(".search output")).to_have_text("Nothing found")
    search.press("Escape")

    expect(page.locator(".listed")).to_be_visible()
    expect(page.locator(".found")).to_be_hidden()


def test_the_search_shows_all_and_the_way_back_leads_to_it(visit: Visit) -> None:
    """Fifty matches, then all of them; the address keeps what was looked for."""
    page = visit.open("index.html")
    search = page.get_by_role("searchbox")
    rows = page.locator(".found .row")

    search.fill("old")
    expect(rows).to_have_count(50)
    page.get_by_role("button", name="Show all").click()
    expect(rows).to_have_count(int(page.locator(".search output").inner_text().split()[0]))
    rows.first.get_by_role("link").click()
    page.go_back()

    expect(search).to_have_value("old")
    expect(rows.first).to_be_visible()


def test_addresses_are_copied(window: Visit) -> None:
    """The page's, the frame's code, the feed's: into the clipboard, and it is said."""
    with browsing.visiting(window.browser, window.base, permissions=["clipboard-read", "clipboard-write"]) as visit:
        page = visit.open(EPISODE)
        page.locator(".share-copy").first.click()
        copied = [_copied(page, ".share-said >> nth=0")]
        page.locator(".embed summary").click()
        page.locator(".embed button").click()
        copied.append(_copied(page, ".embed output"))
        code = page.locator("#embed-code").input_value()
        page = visit.open("subscribe.html")
        page.locator(".copying button").click()
        copied.append(_copied(page, ".copying output"))

    base = "https://example.com/tidewater/"
    assert [f"{base}{EPISODE}", code, f"{base}feed.xml"] == copied


def _copied(page: Page, selector: str) -> str:
    """What is in the clipboard, once that is said."""
    expect(page.locator(selector)).to_have_text("Copied")
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_everything_is_there_without_scripts(window: Visit) -> None:
    """The browser's own controls, links into the recording, files to keep and to read; no button that does nothing."""
    with browsing.visiting(window.browser, window.base, java_script_enabled=False) as visit:
        page = visit.open(EPISODE)

        expect(page.locator("audio[controls]")).to_be_visible()
        expect(page.locator(".chapter-start:visible")).to_have_count(4)
        expect(page.get_by_role("link", name="The tide tables")).to_have_attribute("href", f"{AUDIO}#t=195")
        expect(page.locator(".player").get_by_role("link", name="Download")).to_have_attribute("href", AUDIO)
        expect(page.locator(".transcript-files a")).to_have_count(3)
        expect(page.locator(".transcript-turn:visible")).to_have_count(61)
        expect(page.locator(".player button, .transcript button, .transcript input")).to_have_count(0)
        for path in (EPISODE, "index.html", "subscribe.html"):
            page = visit.open(path)
            expect(page.locator("main button:visible, main input:not([readonly]):visible")).to_have_count(0)
        expect(page.locator("#feed-address")).to_have_value("https://example.com/tidewater/feed.xml")


def test_paper_has_what_can_be_read(visit: Visit) -> None:
    """The chapters, the whole transcript and where to listen; no buttons."""
    page = opened(visit, EPISODE)

    page.emulate_media(media="print")

    expect(page.get_by_text("Listen at https://example.com/tidewater/night-tide.html")).to_be_visible()
    expect(page.get_by_text("A letter from Büsum")).to_be_visible()
    expect(page.locator("button:visible, input:visible, audio:visible")).to_have_count(0)
    assert page.get_by_text("Do they?").last.is_visible()
    assert page.locator(".transcript-rest").evaluate("rest => rest.offsetHeight > 100")


def test_night_is_dark(visit: Visit) -> None:
    """Page and player turn with the device."""
    page = visit.open(EPISODE)
    colours = "['body', '.player'].map(one => getComputedStyle(document.querySelector(one)).backgroundColor)"

    day = page.evaluate(colours)
    page.emulate_media(color_scheme="dark")
    night = page.evaluate(colours)

    assert [True, True] == [_light(one) > 200 for one in day]
    assert [True, True] == [_light(one) < 60 for one in night]


def _light(colour: str) -> float:
    """The mean of the channels of `rgb(…)`."""
    channels = [float(one) for one in colour.partition("(")[2].rstrip(")").split(",")[:3]]
    return sum(channels) / 3


def test_a_theme_wins_whatever_the_selectors(visit: Visit) -> None:
    """A class alone is enough where we name two or three, and a colour is the same by day and by night."""
    page = visit.open(f"themed/{PLAIN}")
    size = page.locator(".sharing .share .button").first.evaluate("button => getComputedStyle(button).fontSize")
    page = visit.open(f"themed/{PLAIN_EMBED}")
    width = page.locator(".player-embedded .player-play").evaluate("button => getComputedStyle(button).inlineSize")
    page.emulate_media(color_scheme="dark")
    colour = page.locator(".player").evaluate("card => getComputedStyle(card).backgroundColor")

    assert ("31px", "77px", "rgb(1, 2, 3)") == (size, width, colour)


def test_arabic_runs_from_right_to_left_and_time_does_not(visit: Visit) -> None:
    """Text begins at the right, the slider at the left, and its arrows go the way that they point."""
    page = visit.open(f"ar/{EMBED}")
    slider = page.get_by_role("slider")

    title, cover = page.locator(".player-title").bounding_box(), page.locator(".player-cover").bounding_box()
    slider.focus()
    page.keyboard.press("ArrowRight")

    assert title
    assert cover
    assert title["x"] < cover["x"]
    assert 5 == page.evaluate("document.querySelector('audio').currentTime")
    left = slider.evaluate("slider => getComputedStyle(slider).direction")
    assert ("ltr", "5 ثوان من 30 دقيقة") == (left, slider.get_attribute("aria-valuetext"))


TITLES = ["The last man to put out the light", "Uninterruptedly " * 16, "W" * 255]
FRAMED = """([title, hasChapters]) => {
  for (const name of [".player-title a", ".player-show", ".player-chapter-title"]) {
    document.querySelector(name).textContent = title;
  }
  document.querySelector(".player-chapter").hidden = !hasChapters;
  const [main, all] = [document.querySelector("main"), document.documentElement];
  const keys = [...document.querySelectorAll(".player-keys button:not([hidden]), .player-tools > *")];
  const right = Math.max(...keys.map((one) => one.getBoundingClientRect().right));
  const bottom = Math.max(...keys.map((one) => one.getBoundingClientRect().bottom));
  return [main.scrollHeight, all.scrollHeight, all.scrollWidth, right <= innerWidth, bottom <= innerHeight];
}"""


@pytest.mark.parametrize("path", [EMBED, PLAIN_EMBED])
def test_the_frame_that_others_copy_is_high_enough(visit: Visit, path: str) -> None:
    """Nothing scrolls or is cut off in it, whatever the title is: not at 260 pixels, not with a chapter's name."""
    page = visit.open(path.replace("-embed", ""))
    code = page.locator("#embed-code").input_value()
    height = int(code.partition('height="')[2].partition('"')[0])
    visit.open(path)
    has_chapters = page.locator(".chapters").count() > 0

    for width in (260, 288, 320, 343, 640, 1280):
        page.set_viewport_size({"width": width, "height": height})
        for title in TITLES:
            framed = page.evaluate(FRAMED, [title, has_chapters])
            assert [height, height, width, True, True] == framed, (width, title)


@pytest.mark.parametrize("path", [EMBED, PLAIN_EMBED])
def test_the_frame_is_no_higher_than_the_player_needs(visit: Visit, path: str) -> None:
    """On a phone, with two lines of title and a chapter's name, less than a finger's breadth of it is empty."""
    page = visit.open(path.replace("-embed", ""))
    code = page.locator("#embed-code").input_value()
    height = int(code.partition('height="')[2].partition('"')[0])
    page.set_viewport_size({"width": 320, "height": 100})

    visit.open(path)
    needed, *_ = page.evaluate(FRAMED, [TITLES[0], page.locator(".chapters").count() > 0])

    assert height - 90 < needed <= height
