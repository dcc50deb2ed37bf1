"""Every page in a real browser: for everybody, on every device, and without a stranger knowing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from tests import browsing, webshow
from tests.browsing import Visit
from tests.webshow import AUDIO, EMBED, EPISODE

pytestmark = pytest.mark.browser

CARELESS = b"""<!DOCTYPE html>
<meta http-equiv="Content-Security-Policy" content="script-src 'self'">
<title>Careless</title>
<p><img src="http://localhost:9/pixel.gif"><p style="width: 2000px">wide</p>
<script>alert(1)</script>
"""
"""All that must not be on a page."""


@pytest.fixture(scope="module")
def window() -> Iterator[Visit]:
    """The window of all tests; the Arabic show lies in a folder of its own."""
    arabic = {f"ar/{key}": data for key, data in webshow.site("ar").items()}
    with browsing.touring({**webshow.site("en"), **arabic, "careless.html": CARELESS}) as visit:
        yield visit


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
    """What is looked at below is all there is, but for what only larger shows have and what hangs on its path."""
    assert {*webshow.PAGES, "404.html"} == {key for key in webshow.site("en") if key.endswith(".html")}


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


@pytest.mark.parametrize("path", [*webshow.PAGES, f"ar/{EPISODE}", f"ar/{EMBED}"])
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


def test_everything_is_there_without_scripts(window: Visit) -> None:
    """The browser's own controls, links into the recording, files to keep and to read."""
    with browsing.visiting(window.browser, window.base, java_script_enabled=False) as visit:
        page = visit.open(EPISODE)

        expect(page.locator("audio[controls]")).to_be_visible()
        expect(page.locator(".chapter-start:visible")).to_have_count(4)
        expect(page.get_by_role("link", name="The tide tables")).to_have_attribute("href", f"{AUDIO}#t=195")
        expect(page.locator(".player").get_by_role("link", name="Download")).to_have_attribute("href", AUDIO)
        expect(page.locator(".transcript-files a")).to_have_count(2)
        expect(page.locator(".player button, .transcript button, .transcript input")).to_have_count(0)


def test_paper_has_what_can_be_read(visit: Visit) -> None:
    """The chapters, the whole transcript and where to listen; no buttons."""
    page = opened(visit, EPISODE)

    page.emulate_media(media="print")

    expect(page.get_by_text("Listen at https://example.com/tidewater/night-tide.html")).to_be_visible()
    expect(page.get_by_text("A letter from Büsum")).to_be_visible()
    expect(page.locator("button:visible, input:visible, audio:visible")).to_have_count(0)
    assert page.locator(".transcript-text").evaluate("text => text.scrollHeight <= text.clientHeight")


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


def test_arabic_runs_from_right_to_left_and_time_does_not(visit: Visit) -> None:
    """Text begins at the right, the slider at the left, and its arrows go the way that they point."""
    page = visit.open(f"ar/{EPISODE}")
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


@pytest.mark.parametrize("width", [320, 640, 1280])
@pytest.mark.parametrize("path", [EMBED, "plain-embed.html"])
def test_the_frame_that_others_copy_is_high_enough(visit: Visit, path: str, width: int) -> None:
    """Nothing scrolls in it: not on a phone, not with chapters and a transcript below the player."""
    page = visit.open(path.replace("-embed", ""))
    code = page.locator("#embed-code").input_value()
    height = int(code.partition('height="')[2].partition('"')[0])
    page.set_viewport_size({"width": width, "height": height})

    visit.open(path)

    assert height >= page.evaluate("document.documentElement.scrollHeight")
