"""The search for what is said and written, in a real browser: what it finds, and what that costs."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from html import escape
from itertools import accumulate

import pytest
from playwright.sync_api import Page, expect
from tests import browsing
from tests.browsing import Visit
from tests.pictures import picture
from tests.test_pages_transcripts import series
from tests.webpages import show
from tests.webservers import HttpRequest, Reply, serving
from tests.webshow import transcribed

from feedpub.model import Item
from feedpub.pages import assets, wanted
from feedpub.pages.word_index import TEXTS, encode, words
from feedpub.standards import plain_text

pytestmark = pytest.mark.browser

EPISODES, HOUR = 1000, 9000
"""Episodes of the show, and words of an hour."""

RARE = "Zwiebelkuchen"
SAYING = (5, 333, 900)
"""Numbers of the episodes that say it."""

NOTED, WRITING = "Gurkensalat", (7, 70)
"""Only in notes, and of these episodes of each two blocks of `TEXTS`."""


def speeches(count: int = HOUR) -> Iterator[list[str]]:
    """What is said in an hour, by Zipf's law in words of a language that nobody speaks; or as many words of that."""
    generator = random.Random(18)
    syllables = [f"{one}{two}" for one in "bdfgklmnprstvw" for two in "aeiou"]
    known = dict.fromkeys("".join(generator.choices(syllables, k=generator.randint(1, 4))) for _ in range(40_000))
    weights = list(accumulate(1 / (at + 2.7) for at in range(len(known))))
    while True:
        yield generator.choices([*known], cum_weights=weights, k=count)


def described(items: Iterable[Item]) -> Iterator[Item]:
    """The episodes with titles and summaries that all differ, and notes of a kilobyte that differ in two blocks."""
    titles, summaries, notes = speeches(5), speeches(20), speeches(160)
    kinds = [" ".join(next(notes)) for _ in range(2 * TEXTS)]
    for at, item in enumerate(items):
        title = f"{item.slug}: {' '.join(next(titles))}"
        written = f"{NOTED} & {kinds[at % len(kinds)]}" if at % len(kinds) in WRITING else kinds[at % len(kinds)]
        yield replace(item, title=title, summary=" ".join(next(summaries)), notes=f"<p>{escape(written)}.</p>")


@dataclass
class Site:
    """A server that counts what it sends."""

    files: Mapping[str, bytes]
    sent: list[tuple[str, int]] = field(default_factory=list)
    """Path and bytes of each answer, compressed unless it is a part."""

    old: dict[str, bytes] = field(default_factory=dict)
    """Address, with its query, of what a cache answers that has not asked for some minutes."""

    def answer(self, request: HttpRequest) -> Reply:
        """As a CDN that compresses texts."""
        reply = browsing.answering(self.files)(request)
        if request.path in self.old:
            reply = reply.but(body=self.old[request.path])
        size = len(reply.body) if reply.status == 206 else len(gzip.compress(reply.body))
        self.sent.append((request.path.partition("?")[0].removeprefix("/"), size))
        return reply


@pytest.fixture(scope="module")
def site() -> Site:
    """A show of a thousand hours; what each block of episodes says and writes is said by two of its kind."""
    made = show(*described(series(EPISODES)))
    documents = wanted(made)
    said = speeches()
    spoken = [words(" ".join(next(said))) for _ in range(2 * TEXTS)]
    written = [plain_text(one.notes) for one in sorted(made.items, key=lambda one: one.first)[: 2 * TEXTS]]
    files = {key: documents[key].render(made) for key in ("index.html", "search.json")}
    files[made.channel.image.key] = picture(300, 300)
    made_of: dict[tuple[int, int, frozenset[int]], bytes] = {}
    for number, key in enumerate(key for key in documents if key.startswith("search_")):
        count = min(TEXTS, EPISODES - number * TEXTS)
        here = frozenset(at - number * TEXTS for at in SAYING if at // TEXTS == number)
        alike = (number % 2, count, here)
        if alike not in made_of:
            rare = dict.fromkeys(here, words(RARE))
            texts = {at: {*spoken[number % 2 * TEXTS + at], *rare.get(at, ())} for at in range(count)}
            made_of[alike] = encode(texts, {at: written[number % 2 * TEXTS + at] for at in range(count)}, revision=1)
        files[key] = made_of[alike]
    for at in SAYING:
        page, speech = documents[f"part-{at:04}.html"], next(said)
        speech[6000] = RARE
        cues = [
            {"startTime": start * 3.2, "endTime": start * 3.2 + 3, "body": " ".join(speech[start * 8 : start * 8 + 8])}
            for start in range(HOUR // 8)
        ]
        files[f"part-{at:04}.html"] = page.having({page.reads[0]: transcribed(cues)}).render(made)
    return Site({**files, **assets(made)})


@pytest.fixture(scope="module")
def visit(site: Site) -> Iterator[Visit]:
    """A window on it."""
    with (
        serving(site.answer) as server,
        browsing.chromium() as browser,
        browsing.visiting(browser, server.url) as visit,
    ):
        yield visit


def searched(visit: Visit, text: str) -> Page:
    """The home, where somebody looks for a text."""
    page = visit.open("index.html")
    page.get_by_role("searchbox").fill(text)
    return page


def test_what_is_said_is_found_with_the_words_around_it_and_the_moment(visit: Visit) -> None:
    """By the beginning of a word, beside a word that is written; a click leads to the moment on the page."""
    page = searched(visit, "zwiebelku part")
    expect(page.locator(".search output")).to_have_text("3 matches")

    quote = page.locator(".row-said").first
    expect(quote).to_contain_text(RARE)
    expect(quote.locator("mark")).to_have_text([RARE[:9]])
    expect(quote.locator("a")).to_have_text("40:00")
    quote.locator("a").click()

    expect(page).to_have_url(re.compile(r"part-0900\.html#t=2400&transcript$"))
    expect(page.locator(".transcript-linked")).to_contain_text(RARE)
    expect(page.locator(".transcript-linked")).to_be_in_viewport()


def test_a_first_search_through_a_thousand_hours_takes_300_kilobytes(site: Site, visit: Visit) -> None:
    """Scripts, list, parts of the files of words, pages that the first matches quote; the next search much less."""
    visit.open("index.html")
    site.sent.clear()
    searched(visit, RARE.lower())
    expect(visit.page.locator(".row-said")).to_have_count(2)
    first = [(path, size) for path, size in site.sent if path.startswith(("search", "part-")) or path.endswith(".js")]
    site.sent.clear()

    visit.page.get_by_role("searchbox").fill("bakela")
    expect(visit.page.locator(".search output")).to_have_text(re.compile("[0-9]+ match|Nothing"))

    assert sum(size for _, size in first) <= 300_000
    assert 2 * 16 + 3 == len([path for path, _ in first if not path.endswith(".js")])
    assert {"worker", "finder", "words"} <= {path.removeprefix("assets/").partition("-")[0] for path, _ in first}
    assert sum(size for path, size in site.sent if path.startswith("search_")) <= 60_000


def test_what_is_written_is_found_with_the_words_around_it(site: Site, visit: Visit) -> None:
    """Also beside a word of the title; only the texts of what is seen are fetched, and the rest on the way down."""
    visit.open("index.html")
    site.sent.clear()
    page = searched(visit, NOTED.lower())
    expect(page.locator(".search output")).to_have_text("16 matches")
    expect(page.locator(".row-summary mark")).to_have_count(8)
    first = [size for path, size in site.sent if path.startswith("search")]

    expect(page.locator(".row-summary mark").first).to_have_text(NOTED)
    expect(page.locator(".row-summary").first).to_contain_text(f"{NOTED} & ")
    expect(page.locator(".row-said")).to_have_count(0)
    assert sum(first) <= 300_000 - 60_000
    assert 1 + 2 * 16 + 8 == len(first)
    page.locator(".found .row").last.scroll_into_view_if_needed()
    expect(page.locator(".row-summary mark").last).to_be_in_viewport()
    page.get_by_role("searchbox").fill(f"{NOTED[:5]} part-0903")
    expect(page.locator(".found .row-title a")).to_have_attribute("href", "part-0903.html")


def test_the_page_itself_fetches_and_reads_nothing(visit: Visit) -> None:
    """All files of a search are fetched, read and searched beside the page, which a phone scrolls meanwhile."""
    page = searched(visit, RARE.lower())
    expect(page.locator(".row-said")).to_have_count(2)

    loaded = page.evaluate("performance.getEntriesByType('resource').map(one => new URL(one.name).pathname)")

    assert "/index.html" not in loaded
    assert [] == [path for path in loaded if path.startswith(("/search", "/part-"))]


@pytest.mark.parametrize("broken", ["delete window.Worker", "window.Worker = class { constructor() { throw 1 } }", ""])
def test_a_browser_without_workers_searches_in_the_page(visit: Visit, broken: str) -> None:
    """Also where one cannot be loaded."""
    with browsing.visiting(visit.browser, visit.base) as other:
        other.page.add_init_script(broken)
        if not broken:
            other.page.context.route("**/worker-*.js", lambda route: route.abort())
        page = searched(other, RARE.lower())

        expect(page.locator(".search output")).to_have_text("3 matches")
        expect(page.locator(".row-said")).to_have_count(2)
        other.faults.clear()  # that a file cannot be loaded


def test_an_old_index_from_a_cdn_does_not_hide_what_is_in_files_that_came_later(site: Site, visit: Visit) -> None:
    """A file that it names was deleted with an edit; the index is asked for once more, past what the CDN has."""
    index = json.loads(site.files["search.json"])
    for number, (_, places) in enumerate(index["words"]):
        index["words"][number] = [f"search_{number + 1}-gone.txt", places]
    site.old["/search.json"] = json.dumps({**index, "revision": 7}).encode()
    with browsing.visiting(visit.browser, visit.base) as other:
        page = searched(other, RARE.lower())

        expect(page.locator(".search output")).to_have_text("3 matches")
        other.faults.clear()  # that a file is not there
    site.old.clear()


WORDS = ["Café", "ΛΌΓΟΣ", "潮が引く", "don't", "straße", "İstanbul", "Żółć", "ภาษาไทย", "한국어", "x2y", "٣٤٥", "नमस्ते"]


def test_the_script_looks_up_the_words_that_are_in_the_files(site: Site, visit: Visit) -> None:
    """In every script: of a word that is looked for, all terms are words of a text that says it."""
    page = visit.open("index.html")
    (script,) = (key for key in site.files if key.startswith("assets/words-"))
    known = f"list => import('/{script}').then(words => list.map(one => [...words.terms(one).keys()]))"

    found = page.evaluate(known, WORDS)

    lone = [{one for one in words(word) if len(one) == 1} for word in WORDS]  # the last sign, for its beginning alone
    assert [words(one) for one in WORDS] == [{*terms, *more} for terms, more in zip(found, lone, strict=True)]


def test_a_file_of_words_that_cannot_be_read_is_an_error_or_left_out(site: Site, visit: Visit) -> None:
    """The first search fails, so that the index is asked anew; the next one finds what the other files have."""
    page = visit.open("index.html")
    (script,) = (key for key in site.files if key.startswith("assets/words-"))
    block = next(key for key in site.files if key.startswith("search_"))
    found = page.evaluate(
        """async ([script, block, word]) => {
          const { lookup } = await import(script);
          const files = lookup([[block, [...Array(64).keys()]], ["/search_gone.txt", [64, 65]]]);
          const said = async (isPatient) => [...(await files.find(word, isPatient)).said];
          return [await said(false).catch((error) => error.message), await said(true)];
        }""",
        [f"/{script}", f"/{block}", RARE],
    )
    visit.faults.clear()  # that a file cannot be loaded

    assert ["/search_gone.txt: 404", [SAYING[0]]] == found
