"""`preview` in a real browser: a page loads itself anew when its author saves, and nothing else about it changes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from tests.browsing import Visit, axe, chromium, is_wide, visiting
from tests.deadlines import until
from tests.previewing import Previewed, previewing, saved
from tests.studio import Studio

pytestmark = [pytest.mark.slow, pytest.mark.browser]

PAGES = ("", ".preview/feed", "evil.html", ".preview/files/feeds/desk/evil.yaml")
EVIL = "</template></feedpub-preview><script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """A show with a draft, one that comes later, and an episode of somebody who means harm."""
    desk = Studio(tmp_path_factory.mktemp("preview"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(desk.root)
        desk.show(theme={"css": "own.css"})
        (desk.folder / "own.css").write_text("p { font-style: normal }\n")
        desk.episode("draft", draft="true", title="Ep. 1: Low water", summary="Out on the mud.")
        desk.episode("later", sound=4, published="2099-01-01T06:00:00Z")
        desk.episode("evil", sound=3, title=EVIL, notes=EVIL, draft="true")
        yield desk


@pytest.fixture(scope="module")
def shown(desk: Studio) -> Iterator[Previewed]:
    """Its preview, which notices what is saved."""
    with previewing(desk) as shown, saved(shown):
        yield shown


@pytest.fixture(scope="module")
def visit(shown: Previewed) -> Iterator[Visit]:
    """A window on it."""
    with chromium() as browser, visiting(browser, shown.base) as visit:
        yield visit


def loads_of(page: Page) -> list[str]:
    """Each time that the page's document is asked for from now on."""
    loads: list[str] = []
    page.on("request", lambda each: loads.extend([each.url] if each.is_navigation_request() else []))
    return loads


def test_a_saved_edit_is_seen_on_the_open_page(desk: Studio, visit: Visit) -> None:
    """One load for each save: words, a theme, a mistake and its mending; the policy has no complaint."""
    page = visit.open("draft.html")
    loads = loads_of(page)
    bar = page.locator("feedpub-preview .bar")
    expect(bar).to_contain_text("draft")
    good = (desk.folder / "draft.yaml").read_text()

    (desk.folder / "draft.yaml").write_text(good.replace("Low water", "High water"))
    expect(page.locator("h1")).to_have_text("Ep. 1: High water")
    (desk.folder / "own.css").write_text("h1 { letter-spacing: 3px }\n")
    expect(page.locator("h1")).to_have_css("letter-spacing", "3px")
    visit.faults.clear()
    (desk.folder / "draft.yaml").write_text(good + "titel: x\n")
    expect(page.locator("h1")).to_contain_text("Nothing to show")
    expect(page.locator("main")).to_contain_text("draft.yaml:5:1")
    (desk.folder / "draft.yaml").write_text(good)
    expect(page.locator("h1")).to_have_text("Ep. 1: Low water")

    assert 4 == len(loads)
    visit.faults = [one for one in visit.faults if "500" not in one]  # the page of the mistake


def test_the_bar_stays_and_the_page_under_it_plays(visit: Visit) -> None:
    """Findings open in it; the page's own player works below."""
    page = visit.open("draft.html")
    page.mouse.wheel(0, 600)
    bar = page.locator("feedpub-preview .bar")
    expect(bar).to_be_in_viewport()
    bar.locator("summary").click()
    expect(bar.locator("li").first).to_be_visible()
    expect(bar).to_contain_text("draft.yaml:1:8")
    page.evaluate("scrollTo(0, 0)")
    page.locator(".player-play").first.click()
    until(lambda: page.evaluate("document.querySelector('audio').currentTime > 0"), waiting_for="the recording")


WHOLE = "() => [...document.querySelectorAll('.state')].every((one) => one.getClientRects().length === 1)"
"""Whether no state is broken in two: `publishe-d`."""


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_the_own_pages_are_for_everybody(visit: Visit, width: int, scheme: str) -> None:
    """By axe, on a phone and on a desk; texts of an author do nothing but stand there, and states are whole words."""
    page = visit.page
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for path in PAGES:
        visit.open(path)
        assert not is_wide(page), path
        assert page.evaluate(WHOLE), path
    visit.leave()
    assert [] == visit.faults
    for path in PAGES:
        visit.open(path)
        assert [] == axe(page), path
    visit.forget()  # axe measures with styles of its own, which the policy refuses
    page.set_viewport_size({"width": 1280, "height": 800})
