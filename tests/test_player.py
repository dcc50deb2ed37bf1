"""The player in a real browser, as a listener uses it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import AbstractContextManager
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect
from tests import browsing, programs, webshow
from tests.browsing import Visit
from tests.parts import lacking, need
from tests.webservers import serving
from tests.webshow import AUDIO, EMBED, EPISODE, HOSTILE, TRANSCRIPT

pytestmark = pytest.mark.browser

Files = MutableMapping[str, bytes]


@pytest.fixture(scope="module")
def stock() -> Files:
    """What the server has."""
    return dict(webshow.site("en"))


@pytest.fixture(scope="module")
def window(stock: Files) -> Iterator[Visit]:
    """The window of all tests."""
    with browsing.touring(stock) as visit:
        yield visit


@pytest.fixture
def visit(window: Visit) -> Iterator[Visit]:
    """A window without a past, in which nothing may go wrong."""
    window.forget()
    yield window
    window.end()


@pytest.fixture
def files(stock: Files) -> Iterator[Files]:
    """What the server has, changed for one test."""
    yield stock
    stock.update(webshow.site("en"))


@pytest.fixture
def visiting(window: Visit) -> Callable[..., AbstractContextManager[Visit]]:
    """Opens a window of its own, which may differ from the usual one."""
    return partial(browsing.visiting, window.browser, window.base)


ARRIVED = """() => {
  const [audio, slider] = ["audio", ".player-slider"].map((one) => document.querySelector(one));
  return !audio.seeking && Math.abs(audio.currentTime - slider.value) < 1;
}"""


def now(page: Page) -> float:
    """Where the recording is, once it is where the slider says."""
    page.wait_for_function(ARRIVED)
    return float(page.evaluate("document.querySelector('audio').currentTime"))


def is_playing(page: Page) -> bool:
    """Whether it runs."""
    return bool(page.evaluate("!document.querySelector('audio').paused"))


def button(page: Page, name: str) -> Locator:
    """A button of the card."""
    return page.locator(".player").get_by_role("button", name=name, exact=True).first


def reading(visit: Visit) -> Page:
    """The episode's page with its transcript in sight."""
    page = visit.open(EPISODE)
    page.locator(".transcript-text").scroll_into_view_if_needed()
    return page


def framed(visit: Visit) -> Page:
    """The player for a frame with its transcript open, which is loaded only then."""
    page = visit.open(EMBED)
    page.locator(".transcript summary").click()
    return page


def wait_until_it_runs(page: Page, beyond: float) -> None:
    """Until the recording has come beyond a second."""
    page.wait_for_function("beyond => document.querySelector('audio').currentTime > beyond", arg=beyond)


def seek(page: Page, seconds: float) -> None:
    """Move the slider, as a screen reader does."""
    page.locator(".player-slider").evaluate(
        "(slider, to) => { slider.value = to; slider.dispatchEvent(new Event('change')) }", seconds
    )


def test_it_plays_and_pauses(visit: Visit) -> None:
    """The button says what it will do, and the clock runs."""
    page = visit.open(EPISODE)
    expect(page.locator(".player-time")).to_contain_text("0:00 30:00")

    button(page, "Play").click()
    wait_until_it_runs(page, 1)
    expect(page.locator(".player-now").first).to_have_text(re.compile("0:0[1-9]"))
    button(page, "Pause").click()

    assert not is_playing(page)
    expect(button(page, "Play")).to_be_visible()


def test_buttons_skip(visit: Visit) -> None:
    """Forward 30 seconds, back 15, and never before the beginning."""
    page = visit.open(EPISODE)

    button(page, "Forward 30 seconds").click()
    assert 30 == now(page)
    button(page, "Back 15 seconds").click()
    assert 15 == now(page)
    button(page, "Back 15 seconds").click()
    button(page, "Back 15 seconds").click()

    assert 0 == now(page)


def test_a_chapter_plays_from_its_start_and_lights_up(visit: Visit) -> None:
    """Its line is marked, the card shows its title, link and picture, and lock screens its title."""
    page = visit.open(EPISODE)
    chapter = page.get_by_role("link", name="The tide tables")

    chapter.click()
    wait_until_it_runs(page, 195.2)

    expect(page.locator(".chapters [aria-current]")).to_have_count(1)
    expect(chapter).to_have_attribute("aria-current", "true")
    expect(page.locator(".player-chapter")).to_have_text("The tide tables tides.example")
    expect(page.locator(".player-chapter a")).to_have_attribute("href", "https://tides.example/tables")
    expect(page.locator(".player-cover")).to_have_attribute("src", "art/tables.jpg")
    shown = "[navigator.mediaSession.metadata.title, navigator.mediaSession.metadata.artist]"
    assert ["The tide tables", "Night tide"] == page.evaluate(shown)


def test_chapters_change_picture_and_end(visit: Visit) -> None:
    """One that no list shows changes the picture alone; behind a chapter's end no chapter is lit."""
    page = visit.open(EPISODE)
    title, cover = page.locator(".player-chapter-title"), page.locator(".player-cover")

    seek(page, 450)
    expect(title).to_have_text("The tide tables")
    expect(cover).to_have_attribute("src", "art/lamp.jpg")
    seek(page, 800)
    expect(title).to_have_text("Walking back")
    before = cover.get_attribute("src")
    seek(page, 1700)

    expect(title).to_be_hidden()
    expect(page.locator(".chapters [aria-current]")).to_have_count(0)
    assert before not in {"art/lamp.jpg", "art/tables.jpg"}


def test_buttons_go_from_chapter_to_chapter(visit: Visit) -> None:
    """Forward to the next, back to the beginning of this one, then to the one before."""
    page = visit.open(EPISODE)
    places = []

    for name in ["Next chapter", "Next chapter", "Forward 30 seconds", "Previous chapter", "Previous chapter"]:
        button(page, name).click()
        places.append(now(page))

    assert [195, 720, 750, 720, 195] == places


PLACES = {
    "#t=60": 60,
    "#t=3:15": 195,
    "#t=0:03:15.5": 195.5,
    "#t=4m15s": 255,
    "#t=0h3m": 180,
    "#t=200,300": 200,
    "#page=2&t=3%3A15": 195,
    "#t=99:00": 195,
    "#t=soon": 195,
    "#t=": 195,
    "#%E0%A4%A": 195,
    "#t=0": 0,
}


def test_a_link_begins_where_it_says(visit: Visit) -> None:
    """As far as it names a place in the recording."""
    fragments = ["#t=3:15", "#t=99:00", "#t=soon"]

    assert [195, 0, 0] == [now(visit.open(EPISODE + fragment)) for fragment in fragments]


def test_an_address_that_changes_moves_the_player(visit: Visit) -> None:
    """In seconds, by the clock or in units; what is no place in the recording leaves it where it was."""
    page = visit.open(EPISODE)
    found = {}

    for fragment in PLACES:
        page.evaluate("hash => { location.hash = hash }", fragment)
        page.evaluate("() => new Promise(setTimeout)")  # the event comes behind it
        found[fragment] = now(page)

    assert PLACES == found


def test_listening_goes_on_where_it_was_left(visit: Visit) -> None:
    """Per recording, in the same browser; a link to another place is stronger, except when a page is loaded again."""
    page = visit.open(EPISODE)
    seek(page, 300)

    places = [now(visit.open(path)) for path in (EPISODE, f"{EPISODE}#t=60", webshow.PLAIN)]
    visit.open(f"{EPISODE}#t=60")
    for place in (900, 1799):
        seek(page, place)
        page.reload()
        places.append(now(page))

    assert [300, 60, 0, 900, 60] == places


def test_it_plays_where_nothing_may_be_remembered(visiting: Callable[..., AbstractContextManager[Visit]]) -> None:
    """Storage that is refused is done without."""
    with visiting() as visit:
        visit.page.add_init_script(
            "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })"
        )
        page = visit.open(EPISODE)

        button(page, "Play").click()
        wait_until_it_runs(page, 0.2)
        page.get_by_label("Speed").select_option("1.5")
        seek(page, 200)

        assert now(page) >= 200


def test_speed_stays_for_the_next_episode(visit: Visit) -> None:
    """It is chosen once."""
    page = visit.open(EPISODE)
    rates = []

    page.get_by_label("Speed").select_option("1.5×")
    for path in (EPISODE, webshow.PLAIN):
        visit.open(path)
        rates.append(page.evaluate("document.querySelector('audio').playbackRate"))

    assert [1.5, 1.5] == rates


def test_keys_play_and_skip(visit: Visit) -> None:
    """Letters always, Space and the arrows while it plays; other alphabets have the same keys."""
    page = visit.open(EPISODE)

    for key, place in [("l", 30), ("l", 60), ("j", 45)]:
        page.keyboard.press(key)
        assert place == now(page), key
    page.keyboard.press("k")
    wait_until_it_runs(page, 45)
    for key, place in [("ArrowRight", 50), ("ArrowLeft", 45)]:
        page.keyboard.press(key)
        assert place <= now(page) < place + 4, key
    page.keyboard.press("Space")
    assert not is_playing(page)
    page.evaluate("document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'л', code: 'KeyK', bubbles: true}))")

    assert is_playing(page)


@pytest.mark.parametrize("has_played", [False, True])
def test_a_reader_scrolls_by_space_while_nothing_plays(visit: Visit, has_played: bool) -> None:
    """Space and the arrows are the page's before it plays and after a pause; the player's where it has the focus.

    In sight or not: a page may go on scrolling behind the key that moved the focus.
    """
    page = visit.open(EPISODE)
    if has_played:
        page.keyboard.press("k")
        wait_until_it_runs(page, 0.2)
        page.keyboard.press("k")
    place = now(page)

    page.keyboard.press("Space")
    page.wait_for_function("() => window.scrollY > 100")
    page.keyboard.press("ArrowRight")
    assert (False, place) == (is_playing(page), now(page))
    button(page, "Forward 30 seconds").focus()
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.keyboard.press("ArrowRight")

    assert pytest.approx(place + 5) == now(page)


def test_a_link_to_a_part_stops_at_its_end(visit: Visit) -> None:
    """`#t=60,61` plays a second; whoever plays on, plays on."""
    page = visit.open(f"{EPISODE}#t=60,61")

    button(page, "Play").click()
    page.wait_for_function(
        "() => document.querySelector('audio').paused && document.querySelector('audio').currentTime >= 61"
    )
    assert now(page) < 63
    button(page, "Play").click()

    wait_until_it_runs(page, 61.5)


def test_nothing_is_loaded_before_somebody_plays(visit: Visit) -> None:
    """Phones fetch megabytes for the length alone, which the page says anyway."""
    page = visit.open(EPISODE)

    visit.settle()

    assert [] == page.evaluate("performance.getEntriesByType('resource').filter((one) => /mp3/.test(one.name))")
    expect(page.locator(".player-length").first).to_have_text("30:00")


def test_keys_are_left_to_whoever_needs_them(visit: Visit) -> None:
    """In a field they are text, with Ctrl the browser's, on a link or button Space is its own; letters can be off."""
    page = visit.open(EPISODE)

    search = page.get_by_role("searchbox", name="Search the transcript")
    search.press_sequentially("kl j")
    assert "kl j" == search.input_value()
    button(page, "Forward 30 seconds").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Control+l")
    assert (30, False) == (now(page), is_playing(page))
    page.get_by_text("Keyboard", exact=True).click()
    page.get_by_label("Letters are shortcuts, too").uncheck()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("l")
    page.reload()
    page.keyboard.press("l")

    assert 30 == now(page)


def test_the_slider_speaks(visit: Visit) -> None:
    """It moves by keys, and says the place in words."""
    page = visit.open(EPISODE)
    slider = page.get_by_role("slider", name="Position")

    slider.focus()
    for key in ["PageUp", "ArrowRight", "ArrowDown", "ArrowUp"]:
        page.keyboard.press(key)

    assert 185 == now(page)
    expect(slider).to_have_attribute("aria-valuetext", "3 minutes 5 seconds of 30 minutes")
    page.keyboard.press("End")
    assert 1800 == now(page)


def test_the_transcript_says_who_speaks(visit: Visit) -> None:
    """A speaker is named where they begin; a click on words plays them."""
    page = reading(visit)
    turns = page.locator(".transcript-turn")

    expect(turns.nth(1)).to_have_text("Grace 0:20 People wait for the tide tables to tell them something about Büsum.")
    expect(page.locator(".transcript-speaker").first).to_have_text("Ada")
    page.get_by_text("People wait for the tide", exact=True).first.click()
    wait_until_it_runs(page, 20.5)

    expect(page.locator(".transcript-now")).to_have_text("People wait for the tide")


def test_words_of_an_unknown_speaker_are_nobody_s(visit: Visit) -> None:
    """An empty speaker is somebody else, without a name; without one the speaker goes on."""
    segments = [
        {"speaker": "Ada", "startTime": 0, "endTime": 1, "body": "Who is there?"},
        {"startTime": 1, "endTime": 2, "body": "Speak."},
        {"speaker": "", "startTime": 2, "endTime": 3, "body": "The tide."},
    ]
    answer = webshow.transcribed(segments)
    visit.page.route(f"**/{TRANSCRIPT}", lambda route: route.fulfill(body=answer, content_type="application/json"))
    page = framed(visit)

    expect(page.locator(".transcript-turn")).to_have_text(["Ada 0:00 Who is there? Speak.", "0:02 The tide."])
    visit.page.unroute(f"**/{TRANSCRIPT}")


def test_the_transcript_of_a_frame_follows_until_somebody_looks_elsewhere(visit: Visit) -> None:
    """The words that are said are in sight in its box; scrolling away lets go, a button leads back."""
    page = framed(visit)
    text, lit = page.locator(".transcript-text"), page.locator(".transcript-now")
    expect(page.locator(".transcript-turn").first).to_be_visible()

    seek(page, 901)
    expect(lit).to_have_text("The sea is never quiet.")
    page.wait_for_function(SEEN_IN_BOX)
    page.evaluate("document.querySelector('audio').play()")
    text.hover()
    page.mouse.wheel(0, -2000)
    follow = page.get_by_role("button", name="Follow along")
    expect(follow).to_be_visible()
    assert not is_within(lit, text)
    follow.click()

    expect(follow).to_be_hidden()
    page.wait_for_function(SEEN_IN_BOX)


SEEN_IN_BOX = """() => {
  const place = (one) => document.querySelector(one).getBoundingClientRect();
  const [box, lit] = [place(".transcript-text"), place(".transcript-now")];
  return box.top <= lit.top && lit.bottom <= box.bottom;
}"""

SEEN = """() => {
  const lit = document.querySelector(".transcript-now").getBoundingClientRect();
  return 0 <= lit.top && lit.bottom <= innerHeight;
}"""


def test_a_page_follows_only_who_asks_for_it(visit: Visit) -> None:
    """Playing moves no page; the button does, opens what is folded, and scrolling lets go."""
    page = visit.open(EPISODE)
    follow, lit = page.get_by_role("button", name="Follow along"), page.locator(".transcript-now")
    expect(page.get_by_role("button", name="Show the whole transcript")).to_be_visible()

    seek(page, 901)
    page.evaluate("document.querySelector('audio').play()")
    expect(lit).to_have_text("The sea is never quiet.")
    assert 0 == page.evaluate("scrollY")
    follow.click()
    page.wait_for_function(SEEN)

    expect(follow).to_be_hidden()
    expect(page.get_by_role("button", name="Show the whole transcript")).to_be_hidden()
    page.mouse.wheel(0, -2000)
    expect(follow).to_be_visible()


def test_a_link_to_a_moment_leads_to_its_words(visit: Visit) -> None:
    """If it says so, as those of the search; also where they are folded. The player is there as well."""
    page = visit.open(f"{EPISODE}#t=870.5&transcript")

    assert 870.5 == now(page)
    linked = page.locator(".transcript-linked")
    expect(linked).to_contain_text("Grace 14:30")
    expect(linked).to_be_in_viewport()
    page.evaluate("location.hash = '#t=20.5&transcript'")

    assert 20.5 == now(page)
    expect(linked).to_contain_text("Grace 0:20")
    expect(linked).to_be_in_viewport()


def is_within(inner: Locator, outer: Locator) -> bool:
    """Whether an element is seen in a box that scrolls."""
    one, other = inner.bounding_box(), outer.bounding_box()
    assert one
    assert other
    return other["y"] <= one["y"] and one["y"] + one["height"] <= other["y"] + other["height"]


def test_the_transcript_is_searched(visit: Visit) -> None:
    """Across phrases, without regard to capitals and accents, forward and backward; what is not there is said."""
    page = reading(visit)
    search, found = page.get_by_role("searchbox", name="Search the transcript"), page.locator(".transcript-found")
    expect(page.locator(".transcript-turn").first).to_be_visible()

    search.fill("TIDE TABLES")
    expect(found).to_have_text("1 of 30")
    page.keyboard.press("Enter")
    expect(found).to_have_text("2 of 30")
    page.get_by_role("button", name="Previous match").click(click_count=2)
    expect(found).to_have_text("30 of 30")
    assert ["tide tables"] == page.evaluate("[...CSS.highlights.get('player-found-now')].map(String)")
    search.fill("busum")
    expect(found).to_have_text("1 of 30")
    search.fill("mountain")

    expect(found).to_have_text("Nothing found")


def test_words_timed_one_by_one_become_sentences(visit: Visit, files: Files) -> None:
    """A transcript of single words reads as a text."""
    words = ["The", "mud", "breathes.", "Do", "you", "hear", "it?", "潮", "が", "引く。", "また", "来る。"]
    files[TRANSCRIPT] = webshow.transcribed(
        [{"startTime": at / 2, "endTime": at / 2 + 0.4, "body": word} for at, word in enumerate(words)]
    )
    page = framed(visit)

    expect(page.locator(".transcript-phrase")).to_have_text(
        ["The mud breathes.", "Do you hear it?", "潮が引く。", "また来る。"]
    )


@pytest.mark.parametrize("broken", [b"", b"[]", b'{"segments": [{"body": 1}]}', b"<html>"], ids=repr)
def test_a_transcript_that_cannot_be_read_is_said(visit: Visit, files: Files, broken: bytes) -> None:
    """The files stay, and the player plays."""
    files[TRANSCRIPT] = broken
    page = framed(visit)

    expect(page.locator(".transcript-text")).to_have_text("The transcript cannot be loaded.")
    expect(page.locator(".transcript-files a").first).to_be_visible()
    button(page, "Play").click()
    wait_until_it_runs(page, 0)


def test_a_place_is_shared(visiting: Callable[..., AbstractContextManager[Visit]]) -> None:
    """Its public address goes to the clipboard, and the page says so."""
    with visiting(permissions=["clipboard-read", "clipboard-write"]) as visit:
        page = visit.open(EPISODE)

        seek(page, 195)
        button(page, "Share from 3:15").click()

        expect(page.locator(".player-status")).to_have_text("Copied: 3:15")
        address = page.evaluate("navigator.clipboard.readText()")
        assert "https://example.com/tidewater/night-tide.html#t=3:15" == address


def test_nothing_jumps_when_it_begins(visit: Visit) -> None:
    """A chapter's name and a longer word on the share button find room where they come."""
    page = visit.open(EPISODE)
    low = "document.querySelector('.player').getBoundingClientRect().bottom"
    before = page.evaluate(low)

    seek(page, 195)
    expect(button(page, "Share from 3:15")).to_be_visible()
    expect(page.locator(".player-chapter")).to_be_visible()

    assert before == page.evaluate(low)


def test_an_address_that_cannot_be_copied_is_shown(visiting: Callable[..., AbstractContextManager[Visit]]) -> None:
    """Selected, to be copied by hand."""
    with visiting() as visit:
        visit.page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
        page = visit.open(EPISODE)

        button(page, "Share").click()

        expect(page.locator(".player-address")).to_have_value("https://example.com/tidewater/night-tide.html")
        assert "https://example.com/tidewater/night-tide.html" == page.evaluate("String(getSelection())")


def test_audio_that_fails_is_said_and_tried_again(visit: Visit, files: Files) -> None:
    """With what to do; the second try goes on where the first one stood."""
    sound = files.pop(AUDIO)
    page = visit.open(f"{EPISODE}#t=195")

    button(page, "Play").click()
    expect(page.get_by_role("alert")).to_have_text(
        "The audio cannot be played. Check your connection, or download the file."
    )
    files[AUDIO] = sound
    button(page, "Try again").click()
    wait_until_it_runs(page, 195)

    expect(page.get_by_role("alert")).to_be_empty()
    expect(button(page, "Try again")).to_be_hidden()
    visit.faults.clear()  # the browser complains of the missing file, as it should


def test_a_bar_stays_while_the_card_is_out_of_sight(visit: Visit) -> None:
    """Only of an episode that somebody listens to."""
    page = visit.open(EPISODE)
    bar, chapter = page.locator(".player-dock"), page.get_by_role("link", name="A letter from Büsum")
    page.set_viewport_size({"width": 800, "height": 200})

    chapter.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('.player-desk').getBoundingClientRect().bottom < 0")
    expect(bar).to_be_hidden()
    chapter.click()
    expect(bar).to_be_visible()
    bar.get_by_role("button", name="Pause").click()
    page.set_viewport_size({"width": 1280, "height": 720})
    page.evaluate("scrollTo(0, 0)")

    expect(bar).to_be_hidden()
    assert not is_playing(page)


def test_it_plays_in_a_frame_of_another_site(visit: Visit) -> None:
    """By the code that the episode's page gives away, where storage may be refused; a place in it can be copied."""
    code = visit.open(EPISODE).locator("#embed-code").input_value()
    host = "<!doctype html><title>A blog</title>" + code.replace("https://example.com/tidewater/", visit.base)
    with (
        serving(browsing.answering({"blog.html": host.encode()}), host="localhost") as blog,
        browsing.visiting(visit.browser, blog.url, permissions=["clipboard-read", "clipboard-write"]) as there,
    ):
        page = there.open("blog.html")
        frame = page.frames[1]

        frame.get_by_role("button", name="Play").click()
        frame.wait_for_function("() => document.querySelector('audio').currentTime > 0.2")
        frame.get_by_text("Chapters").click()
        frame.get_by_role("link", name="Walking back").click()
        frame.wait_for_function("() => document.querySelector('audio').currentTime > 720")
        frame.get_by_role("button", name="Pause").click()
        frame.get_by_role("button", name="Share from").click()
        expect(frame.locator(".player-status")).to_contain_text("Copied")

        assert [] == frame.evaluate("window.violations")
        there.faults = [one for one in there.faults if "'web-share'" not in one]  # Chromium has it, but not on Linux
        there.requests = [url for url in there.requests if not url.startswith(visit.base)]


def test_words_of_strangers_stay_words(visit: Visit) -> None:
    """Titles, chapters and transcripts are shown as they are written; nothing in them runs or becomes a link."""
    page = visit.open(HOSTILE)

    page.locator(".chapter-start").first.click()
    wait_until_it_runs(page, 0)

    shown = [".player-dock-words", ".chapter-title >> nth=0", ".player-chapter-title", ".transcript-speaker"]
    for selector in [*shown, ".transcript-phrase"]:
        expect(page.locator(selector)).to_have_text(webshow.EVIL)
    assert 0 == page.locator(".player b, .chapters b, .transcript b, img[src=x], a[href^='JavaScript' i]").count()


def test_those_who_want_less_motion_get_none(visit: Visit) -> None:
    """Nothing turns while it waits, and nothing glides."""
    page = visit.open(EPISODE)
    turning = "getComputedStyle(document.querySelector('.player-play'), '::after').animationName"
    gliding = "getComputedStyle(document.documentElement).scrollBehavior"
    found = []

    page.evaluate("document.querySelector('.player').classList.add('player-waiting')")
    for wish in ("no-preference", "reduce"):
        page.emulate_media(reduced_motion=wish)
        found.append((page.evaluate(turning), page.evaluate(gliding)))

    assert [("player-turn", "smooth"), ("none", "auto")] == found


def test_a_highlight_plays_its_part(visit: Visit) -> None:
    """And stops at its end."""
    page = visit.open(EPISODE)

    page.get_by_role("link", name="Two seconds of mud").click()
    wait_until_it_runs(page, 20.2)
    page.wait_for_function("() => document.querySelector('audio').paused")

    assert 22 <= now(page) < 23


POSTS = [
    {
        "content": "<p>I heard<br>the mud &amp; you.</p><p>Twice. <a href='https://x.example'>Here</a></p>",
        "created_at": "2026-11-25T10:00:00.000Z",
        "url": "https://social.example/@grace/1",
        "language": "en",
        "spoiler_text": "",
        "account": {"display_name": "Grace", "acct": "grace"},
    },
    {
        "content": webshow.EVIL + "<p style='color: red' onclick='alert(1)'><img src=https://spy.example/x.gif>Spoilt",
        "created_at": "soon",
        "url": "javascript:alert(1)",
        "language": None,
        "spoiler_text": webshow.EVIL,
        "account": {"display_name": "", "acct": "mallory"},
    },
]
"""Answers to a post, as Mastodon gives them: https://docs.joinmastodon.org/methods/statuses/#context."""


def test_comments_come_when_somebody_asks(visit: Visit) -> None:
    """From the allowed origin, as text without pictures; nothing is asked of it before."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.headers.get("referer", ""))
        allowed = {"Access-Control-Allow-Origin": "*"}
        route.fulfill(json={"ancestors": [], "descendants": POSTS}, headers=allowed)

    visit.page.route(f"{webshow.COMMENTED}/**", answer)
    page = visit.open(EPISODE)
    block, before = page.get_by_role("region", name="Comments"), list(visit.strangers())
    expect(block).to_contain_text("They are loaded from social.example when you ask for them.")

    block.get_by_role("button", name="Show comments").click()
    posts = block.get_by_role("listitem")

    expect(posts).to_have_count(2)
    expect(posts.first).to_have_text("Grace November 25, 2026I heard the mud & you.Twice. Here")
    expect(posts.first.get_by_role("link")).to_have_attribute("href", "https://social.example/@grace/1")
    expect(posts.nth(1).locator("summary")).to_have_text(webshow.EVIL)
    expect(posts.nth(1).get_by_role("link")).to_have_count(0)
    expect(posts.locator("img, b, script")).to_have_count(0)
    assert [] == browsing.axe(page)
    source = f"{webshow.COMMENTED}/api/v1/statuses/112233/context"
    assert ([], [source], [""]) == (before, visit.strangers(), asked)
    visit.requests.clear()
    visit.page.unroute_all()


@pytest.mark.parametrize(
    ("answer", "words"),
    [({"status": 404}, "The comments cannot be loaded."), ({"json": {"descendants": []}}, "No comments yet")],
)
def test_comments_that_do_not_come_are_said(visit: Visit, answer: dict[str, Any], words: str) -> None:
    """That there are none, or that they cannot be loaded: the button stays, and the link to them."""
    headers = {"Access-Control-Allow-Origin": "*"}
    visit.page.route(f"{webshow.COMMENTED}/**", lambda route: route.fulfill(headers=headers, **answer))
    page = visit.open(EPISODE)
    block = page.get_by_role("region", name="Comments")

    block.get_by_role("button", name="Show comments").click()

    expect(block.get_by_role("status")).to_have_text(words)
    expect(block.get_by_role("link", name="Comment on social.example")).to_be_visible()
    visit.requests.clear()
    visit.faults.clear()  # the browser complains of status 404
    visit.page.unroute_all()


def opened(visit: Visit, path: str = EPISODE) -> Page:
    """A page with what the player has besides."""
    page = visit.open(path)
    button(page, "More controls").click()
    expect(page.locator(".player-extras")).to_be_visible()
    return page


def test_what_few_need_is_loaded_when_somebody_wants_it(visit: Visit) -> None:
    """Its script is fetched once, and the button tells whether it is open."""
    page = visit.open(EPISODE)
    loaded = "performance.getEntriesByType('resource').filter((one) => /extras-/.test(one.name)).length"
    counts = [page.evaluate(loaded)]

    for state in ("true", "false", "true"):
        button(page, "More controls").click()
        expect(button(page, "More controls")).to_have_attribute("aria-expanded", state)
        counts.append(page.evaluate(loaded))

    assert [0, 1, 1, 1] == counts
    assert [] == browsing.axe(page)


def test_volume_and_speed_stay(visit: Visit) -> None:
    """From half to three times the speed; as loud on the next page; mute is a button that says so."""
    page = opened(visit)

    page.get_by_role("slider", name="Volume").fill("40")
    page.get_by_label("Speed").select_option("3×")
    button(page, "Mute").click()
    expect(button(page, "Mute")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("slider", name="Volume").fill("45")
    expect(button(page, "Mute")).to_have_attribute("aria-pressed", "false")
    expect(page.get_by_label("Speed").locator("option")).to_have_text(
        ["0.5×", "0.75×", "1×", "1.25×", "1.5×", "1.75×", "2×", "2.5×", "3×"]
    )
    page = visit.open(webshow.PLAIN)
    found = page.evaluate("[document.querySelector('audio').volume, document.querySelector('audio').playbackRate]")

    assert [0.45, 3] == found


def test_it_pauses_for_those_who_sleep(visit: Visit) -> None:
    """After some minutes by the clock; at the end of a chapter, unless somebody went elsewhere meanwhile."""
    page = opened(visit)
    timer = page.get_by_label("Sleep timer")
    page.evaluate("() => { window.real = Date.now; window.late = 0; Date.now = () => real() + late }")
    expect(timer.locator("option").nth(1)).to_have_text("5 minutes")

    timer.select_option("15 minutes")
    button(page, "Play").click()
    wait_until_it_runs(page, 0.2)
    page.evaluate("late = 14 * 60_000")
    wait_until_it_runs(page, 1)
    assert is_playing(page)
    page.evaluate("late = 15 * 60_000")
    page.wait_for_function("() => document.querySelector('audio').paused")
    expect(timer).to_have_value("")
    timer.select_option("End of the chapter")
    for place in (719.5, 194.5):
        page.evaluate("place => { location.hash = `#t=${place}` }", place)
        page.wait_for_function("place => document.querySelector('audio').currentTime === place", arg=place)
    button(page, "Play").click()
    page.wait_for_function("() => document.querySelector('audio').paused")

    assert 195 <= now(page) < 196


def at_the_end(page: Page) -> None:
    """Play the last second."""
    seek(page, 1799.2)
    button(page, "Play").click()


def test_the_next_episode_begins_at_the_end(visit: Visit) -> None:
    """For those who chose it, with the focus on its play button; the newest has no next one."""
    page = opened(visit, webshow.PLAIN)
    page.get_by_label("Play the next episode at the end").check()

    at_the_end(page)
    page.wait_for_url(f"**/{EPISODE}")
    wait_until_it_runs(page, 0.2)
    focused = page.evaluate("document.activeElement.className")
    button(page, "More controls").click()
    expect(page.locator(".player-extras")).to_be_visible()
    expect(page.get_by_label("Play the next episode at the end")).to_be_hidden()
    page.reload()

    assert "player-play" == focused
    assert not is_playing(page)


def test_nothing_follows_for_those_who_sleep_at_the_end(visit: Visit) -> None:
    """The timer is stronger than the choice to go on."""
    page = opened(visit, webshow.PLAIN)
    page.get_by_label("Play the next episode at the end").check()
    page.get_by_label("Sleep timer").select_option("End of the episode")

    at_the_end(page)
    page.wait_for_function("() => document.querySelector('audio').ended")
    page.evaluate("() => new Promise(setTimeout)")

    assert page.url.endswith(webshow.PLAIN)
    expect(page.get_by_label("Sleep timer")).to_have_value("")


def test_a_part_is_shared(visiting: Callable[..., AbstractContextManager[Visit]]) -> None:
    """From here for a minute, or as somebody writes it; what is no part is said."""
    with visiting(permissions=["clipboard-read", "clipboard-write"]) as visit:
        page = visit.open(EPISODE)
        seek(page, 195)
        button(page, "More controls").click()
        part = page.get_by_role("group", name="Share a part")

        expect(part.get_by_label("From")).to_have_value("3:15")
        expect(part.get_by_label("To")).to_have_value("4:15")
        part.get_by_label("To").fill("3:10")
        part.get_by_role("button").click()
        expect(part.get_by_role("status")).to_have_text("Write times like 3:15, the end after the start.")
        expect(part.get_by_label("To")).to_have_attribute("aria-invalid", "true")
        part.get_by_label("To").fill("3:45")
        part.get_by_role("button").click()

        expect(part.get_by_role("status")).to_have_text("Copied: 3:15–3:45")
        address = page.evaluate("navigator.clipboard.readText()")
        assert "https://example.com/tidewater/night-tide.html#t=3:15,3:45" == address


def test_a_bar_on_other_pages_goes_on(visit: Visit) -> None:
    """At place and speed with one tap, and nothing is loaded before; not on the episode's own page."""
    page = visit.open(EPISODE)
    page.get_by_label("Speed").select_option("2")
    seek(page, 320)
    page = visit.open("subscribe.html")
    bar, loaded = page.get_by_role("region", name="Continue listening"), "performance.getEntriesByType('resource')"

    expect(bar.get_by_role("link")).to_have_text("Night tide")
    assert [] == page.evaluate(f"{loaded}.filter((one) => /mp3/.test(one.name))")
    assert [] == browsing.axe(page)
    bar.get_by_role("button", name="Play").click()
    expect(bar.locator(".player-now")).to_have_text(re.compile("5:2[1-9]"))
    bar.get_by_role("button", name="Pause").click()
    left = bar.locator(".player-now").inner_text()
    bar.get_by_role("link").click()
    page.wait_for_url(f"**/{EPISODE}")
    expect(page.locator(".player-now").first).to_have_text(left)
    place, rate = now(page), page.evaluate("document.querySelector('audio').playbackRate")

    assert 321 <= place < 330
    assert 2 == rate
    expect(bar).to_have_count(0)


def test_the_bar_gives_way(visit: Visit) -> None:
    """To a card that plays, to whoever closes it, and when the episode is over."""
    page = visit.open(EPISODE)
    seek(page, 320)
    page = visit.open(webshow.PLAIN)
    bar = page.get_by_role("region", name="Continue listening")
    expect(bar).to_be_visible()
    button(page, "Play").click()
    expect(bar).to_have_count(0)
    visit.open(EPISODE)
    seek(page, 321)
    visit.open("index-2.html")
    bar.get_by_role("button", name="Close").click()
    visit.open("subscribe.html")
    expect(page.locator(".resume-template")).to_be_attached()
    expect(bar).to_have_count(0)

    visit.open(EPISODE)
    seek(page, 1795)
    visit.open("subscribe.html")
    kept = page.evaluate("Object.keys(localStorage).filter((one) => /position|begun/.test(one))")

    assert [] == kept


def test_places_of_fifty_recordings_are_remembered(visit: Visit) -> None:
    """Of the one that was left longest ago the place is forgotten."""
    page = visit.open(EPISODE)
    page.evaluate(
        """() => {
          const [audio, length] = [document.querySelector("audio").src, 50];
          const old = Array.from({ length }, (_, at) => ({ audio: `${audio}?${at}`.replace("media/", `media/${at}`) }));
          const begun = old.map((one) => ({ ...one, page: "old.html", title: "Old", duration: "1" }));
          localStorage.setItem("feedpub:begun:/", JSON.stringify(begun));
          for (const one of old) localStorage.setItem(`feedpub:position:${new URL(one.audio).pathname}`, "60");
        }"""
    )

    seek(page, 320)
    visit.open("subscribe.html")
    found = page.evaluate("[JSON.parse(localStorage['feedpub:begun:/']).length, Object.keys(localStorage).length - 1]")

    assert [50, 50] == found


@pytest.mark.node
def test_the_script_has_types() -> None:
    """TypeScript finds nothing wrong in what its comments say."""
    need("node")
    compiler = browsing.NODE / "node_modules" / "typescript" / "bin" / "tsc"
    if not compiler.is_file():
        lacking(str(compiler), "run: npm ci --prefix tests/node")

    ran: Any = programs.run(["node", compiler, "-p", browsing.NODE], text=True, check=False)

    assert ("", 0) == (ran.stdout, ran.returncode)
