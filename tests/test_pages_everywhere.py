"""Every kind of page of four shows in a browser, by day and by night, on phones, tablets and desks.

Nothing is found by axe, nothing moves or scrolls sideways, nobody else is asked, the policy is not violated, and
without scripts everything is there. The suite looks at some; by hand all, or every Nth:
`python -m tests.test_pages_everywhere 1 [show …]`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import Browser, Page
from tests import browsing, parts, webshow
from tests.browsing import Visit
from tests.test_pages_browser import MOVED
from tests.webservers import serving
from tests.webshow import EMBED, EPISODE, PERSON, TEXT

from feedpub.elements.podcast.people import Person
from feedpub.model import Catalog, Item
from feedpub.pages import assets, wanted

pytestmark = [pytest.mark.browser, pytest.mark.node]

MOVED_PAGE = "earlier.html"
"""Where an episode was before it was renamed."""

WIDTHS = (320, 360, 390, 768, 1024, 1440, 1920)
FRAMES = (260, 320, 480)
SEARCH = "index.html?q=tide"
TRANSCRIPTS = (TEXT, "transcript_night-tide_ar.html", "transcript_night-tide_en.html")
ARCHIVE = ("season_1.html", "topic_tides.html", "all_topics.html", "all_people.html", PERSON)
OTHERS = ("about.html", "subscribe.html", "lost.html", MOVED_PAGE, "404.html")
PAGES = ("index.html", SEARCH, EPISODE, *TRANSCRIPTS, *ARCHIVE, *OTHERS, EMBED)
SHOWS: Mapping[str, Callable[[], Catalog]] = {
    "rich": webshow.english,
    "bare": lambda: without_pictures(webshow.english()),
    "arabic": webshow.arabic,
    "japanese": webshow.japanese,
}

STEP = 41
"""The suite looks at one in so many: each show, and each width, over the pages."""


@dataclass(frozen=True, slots=True)
class Case:
    """A page of a show in a window of a width."""

    show: str
    path: str
    width: int

    def __str__(self) -> str:
        return f"{self.show}/{self.path} at {self.width}"


def without_pictures(made: Catalog) -> Catalog:
    """A show that has no more than the cover that directories require."""
    theme = replace(made.channel.theme, logo=None)
    bare = replace(made.channel, derived=(), theme=theme, image=replace(made.channel.image, alt="", credit=""))
    return replace(made, channel=bare, items=tuple(map(_without_pictures, made.items)))


def _without_pictures(one: Item) -> Item:
    people = [replace(each, img="", picture="", alt="", credit="") for each in one.all(Person)]
    bare = replace(one, image=None, portraits=(), pictures=(), derived=())
    bare = replace(bare, links=tuple(replace(each, image=None) for each in one.links))
    chapters = tuple(replace(each, image="") for each in one.chapters)
    others = tuple(each for each in one.elements.values if not isinstance(each, Person))
    return replace(bare, chapters=chapters, elements=type(one.elements).of(*others, *people))


@cache
def files(name: str) -> Mapping[str, bytes]:
    """Every object of a show, and a page of an episode's earlier address, which does not lead away here."""
    made = SHOWS[name]()
    recorded = webshow.media(made)
    pages = {key: page.having(recorded).render(made) for key, page in wanted(made).items()}
    renamed = replace(made, items=tuple(map(_renamed, made.items)))
    moved = wanted(renamed)[MOVED_PAGE].render(renamed)
    pages[MOVED_PAGE] = re.sub(rb'<meta http-equiv="refresh"[^>]*>', b"", moved)
    found = {**pages, **assets(made), **recorded}
    loaded = (key for key in found if key.startswith(("assets/", "art/")))
    return {**found, **{f"tidewater/{key}": found[key] for key in loaded}}


def _renamed(one: Item) -> Item:
    return replace(one, former=(MOVED_PAGE.removesuffix(".html"),)) if one.slug == "plain" else one


def cases(shows: Sequence[str] = tuple(SHOWS)) -> Iterator[Case]:
    """Every page of these shows in every width."""
    for name, path in product(shows, PAGES):
        if path.partition("?")[0] in files(name):
            yield from (Case(name, path, width) for width in (FRAMES if path == EMBED else WIDTHS))


@contextmanager
def visiting(browser: Browser, name: str) -> Iterator[tuple[Visit, Visit]]:
    """Two windows on a show: with and without scripts."""
    with (
        serving(browsing.answering(files(name))) as server,
        browsing.visiting(browser, server.url) as visit,
        browsing.visiting(browser, server.url, java_script_enabled=False) as plain,
    ):
        yield visit, plain


SHOWN = """() => [...document.querySelectorAll("h1, h2, h3, p, li, dt, dd, blockquote, summary, a, img")]
  .filter((one) => !one.closest(".player-help, .comments-ask, .found, .resume"))
  .filter((one) => one.checkVisibility({ visibilityProperty: true }))
  .map((one) => one.src || one.textContent.replace(/\\s+/g, " ").trim() || one.href).filter(Boolean)"""
"""What a reader sees at rest, but for controls, which are the scripts'."""


def faults(case: Case, visit: Visit, plain: Visit) -> list[str]:
    """What is wrong with a page."""
    visit.forget()
    for window in (visit, plain):
        window.page.set_viewport_size({"width": case.width, "height": 844})
    visit.page.emulate_media(color_scheme="light")
    page = visit.open(case.path)
    visit.settle()
    shift = page.evaluate(MOVED)
    found = [f"moved {shift:.3f}: {page.evaluate(SHIFTS)}"] if shift > 0.01 else []
    found += ["scrolls sideways"] if browsing.is_wide(page) else []
    shown = [] if case.path == SEARCH else page.evaluate(SHOWN)
    found += [f"day {one}" for one in _axe(page)]
    page.emulate_media(color_scheme="dark")
    found += [f"night {one}" for one in browsing.axe(page, "color-contrast")]
    visit.leave()
    found += [*visit.faults, *visit.strangers()]
    bare = plain.page
    bare.goto(plain.base + case.path)
    without = bare.evaluate(SHOWN)
    found += [f"only by script: {one}" for one in dict.fromkeys(shown) if one not in without]
    found += ["scrolls sideways without scripts"] if browsing.is_wide(bare) else []
    found += [f"does nothing without scripts: {one}" for one in bare.evaluate(IDLE)]
    return found


def _axe(page: Page) -> list[str]:
    for details in page.locator("details").all():
        details.evaluate("details => { details.open = true }")
    return browsing.axe(page)


SHIFTS = """() => new Promise((done) => new PerformanceObserver((list) => done(list.getEntries().flatMap((entry) =>
  entry.sources.map(({ node, previousRect, currentRect }) => [
    Math.round(entry.startTime), (node?.parentElement || node)?.className, JSON.stringify(previousRect),
    JSON.stringify(currentRect),
  ])))).observe({ type: "layout-shift", buffered: true }))"""
"""What moved, when, from where to where."""

IDLE = """() => [...document.querySelectorAll("button, input:not([readonly]), select")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true })).map((one) => one.outerHTML)"""


def test_some_pages_are_right_everywhere() -> None:
    """Of each show a few pages, each in another width."""
    some = list(cases())[::STEP]
    found: dict[str, list[str]] = {}
    with browsing.chromium() as browser:
        for name in SHOWS:
            with visiting(browser, name) as (visit, plain):
                found |= {str(case): faults(case, visit, plain) for case in some if case.show == name}

    assert {str(case): [] for case in some} == found
    assert set(SHOWS) == {case.show for case in some}
    assert len(WIDTHS) <= len({case.width for case in some})


# --- all of them, by hand


def main(step: int, names: Sequence[str]) -> None:
    """Every `step`th page and width of these shows, or of all; what is wrong is printed."""
    parts.CURRENT = {"browser", "node"}
    count = bad = 0
    with ExitStack() as opened:
        browser = opened.enter_context(browsing.chromium())
        for name in names or SHOWS:
            with visiting(browser, name) as (visit, plain):
                for case in list(cases([name]))[::step]:
                    count += 1
                    if trouble := faults(case, visit, plain):
                        bad += 1
                        print(case, *trouble, sep="\n  ", flush=True)  # noqa: T201
            print(f"{name}: {count} pages so far, {bad} bad; HTML: {invalid(name)}", flush=True)  # noqa: T201


def invalid(name: str) -> list[tuple[str, str, str]]:
    """What html-validate finds in the pages of a show."""
    with TemporaryDirectory(prefix="pages-") as folder:
        for path in {path.partition("?")[0] for path in PAGES} & files(name).keys():
            (Path(folder) / path).write_bytes(files(name)[path])
        return browsing.invalid_html(Path(folder))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
