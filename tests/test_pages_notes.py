"""On pages the list of chapters leaves the notes together with what introduces it, and nothing else does."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import fromstring
from playwright.sync_api import expect
from tests import newsroom
from tests.browsing import is_wide, touring
from tests.builders import item
from tests.newsroom import INTRODUCED, LINES, NOTES, STARTS
from tests.pictures import jpeg
from tests.webpages import has, page, show, texts

from feedpub import notes
from feedpub.chapters import in_notes
from feedpub.model import Item
from feedpub.model.chapter import Chapter
from feedpub.pages.lists import listed
from feedpub.pages.notes import prose, summary_and_notes
from feedpub.standards import plain_text


def rendered(text: str, format: str = "markdown") -> str:
    """Notes as the page shows them."""
    return notes.render(text, format=format).html


LIST = "(0:00) Quay\n(3:15) Tides\n(9:40) Piers"
CHAPTERS = (
    Chapter(start_ms=0, title="Quay"),
    Chapter(start_ms=195_000, title="Tides"),
    Chapter(start_ms=580_000, title="Piers"),
)
LONG = "These are the times at which we talk about what is on the list that follows here and now:"

RELATIVES = [
    # relative, thread, Markdown, what the page shows of it
    ("a line that ends in a colon", "feedpub", f"News.\n\nTimestamps:\n\n{LIST}\n\nBye.", "News. Bye."),
    ("a heading", "audiopub-sv#20", f"News.\n\n## Chapters\n\n{LIST}\n\nBye.", "News. Bye."),
    ("a heading of bold text", "audiopub-sv#20", f"**Chapters**\n\n{LIST}\n\nBye.", "Bye."),
    ("a line of the same paragraph", "AntennaPod#8106", f"Chapters:\n{LIST}\n\nBye.", "Bye."),
    ("a paragraph for each chapter", "AntennaPod#8106", "News.\n\nChapters:\n\n" + LIST.replace("\n", "\n\n"), "News."),
    ("a list with bullets", "audiopub-sv#20", "Chapters:\n\n- " + LIST.replace("\n", "\n- "), ""),
    ("a list below an entry", "audiopub-sv#20", "- One\n- Chapters:\n  - " + LIST.replace("\n", "\n  - "), "One"),
    ("a colon of East Asia", "feedpub", f"News.\n\n時間：\n\n{LIST}", "News."),
    ("in bold", "feedpub", "**Chapters:**\n\n**" + LIST.replace("\n", "**\n\n**") + "**\n\nBye.", "Bye."),
    ("twice the same time", "feedpub", f"Jump:\n\n{LIST}\n\nBye at 9:40.", "Bye at 9:40."),
    ("a sentence on the line above", "feedpub", f"We met Ann.\nTimestamps:\n{LIST}", "We met Ann."),
    ("a sentence on two lines", "feedpub", f"We talk\nabout this:\n{LIST}\n\nBye.", "Bye."),
    ("primes", "feedpub", "Au sommaire :\n\n00'00 : Quay\n03'15 : Tides\n09'40 : Piers\n\nBye.", "Bye."),
    ("a word in front", "feedpub", "Themen:\n\nMinute 0:00 – Quay\nMinute 3:15 – Tides\nMinute 9:40 – Piers", ""),
    ("a word behind", "feedpub", "Topics:\n\n(0:00 min) Quay\n(3:15 min) Tides\n(9:40 min) Piers", ""),
    ("an at sign", "feedpub", "Topics:\n\nQuay @ 0:00\nTides @ 3:15\nPiers @ 9:40", ""),
    ("times in front and behind", "feedpub", "Topics:\n\n0:00 Quay\nTides 3:15\n9:40 Piers", ""),
    ("marks of direction", "feedpub", "Topics:\n\n\u200f0:00 Quay\n\u200f3:15 Tides\n\u200f9:40 Piers", ""),
    ("a remark that names a moment", "sn-spec#33", f"{LIST}\n\nCorrections:\n\n7:10 It was 1987.",
     "Corrections: 7:10 It was 1987."),
    ("some of the chapters", "feedpub", "Chapters:\n\n(0:00) Quay\n(9:40) Piers", ""),
    ("a sentence in front of a list", "NewPipe#5694", f"News.\n\nHere we go.\n\n{LIST}", "News. Here we go."),
    ("a line without colon", "chaptertool#20", f"Timestamps\n\n{LIST}\n\nBye.", "Timestamps Bye."),
    ("a link", "feedpub", f"More at [our page](https://a.example/):\n\n{LIST}", "More at our page:"),
    ("more than 80 characters", "feedpub", f"{LONG}\n\n{LIST}", LONG),
    ("two introductions", "feedpub", f"News:\n\n## Chapters\n\n{LIST}", "News:"),
    ("an entry of another list", "feedpub", f"- Today:\n\n{LIST}", "Today:"),
    ("a heading behind the list", "feedpub", f"{LIST}\n\n## Links\n\nBye:", "Links Bye:"),
    ("a link in the list", "AntennaPod#8106", f"Chapters:\n\n{LIST}".replace("Tides", "[Tides](https://a.example/)"),
     "Chapters: (0:00) Quay (3:15) Tides (9:40) Piers"),
    ("another title than the chapter's", "feedpub", "Chapters:\n\n(0:00) Quay\n(3:15) Tides and more\n(9:40) Piers",
     "Chapters: (0:00) Quay (3:15) Tides and more (9:40) Piers"),
    ("another time", "AntennaPod#7688", "Chapters:\n\n(0:00) Quay\n(3:20) Tides\n(9:40) Piers",
     "Chapters: (0:00) Quay (3:20) Tides (9:40) Piers"),
]  # fmt: skip


@pytest.mark.parametrize(("markdown", "shown"), [row[2:] for row in RELATIVES], ids=[row[0] for row in RELATIVES])
def test_what_leaves_with_the_list(markdown: str, shown: str) -> None:
    """The one block directly before it: a heading or what ends in a colon, short, without a link; or nothing at all."""
    _, left = summary_and_notes(item(notes=rendered(markdown), summary="", chapters=CHAPTERS))

    assert shown == " ".join(plain_text(str(left)).split())
    assert left == rendered(str(left), format="html")


@pytest.mark.parametrize(("markdown", "shown"), [row[2:] for row in RELATIVES], ids=[row[0] for row in RELATIVES])
def test_excerpts_descriptions_and_data_have_what_the_page_has(markdown: str, shown: str) -> None:
    """In lists of episodes, for search engines, and in JSON-LD; search engines read of the show where it is empty."""
    one = item(notes=rendered(markdown), summary="", chapters=CHAPTERS)
    made = show(one)

    html = page(made)

    assert shown == listed(one).summary
    assert [shown or plain_text(made.channel.description).strip()] == texts(
        html, "//meta[@name='description']/@content"
    )
    data, _ = texts(html, "//script[@type='application/ld+json']")
    assert shown == json.loads(unescape(data)).get("description", "")


def test_where_there_are_no_chapters_every_line_stays() -> None:
    """`chapters: off`, or no list: times are words like others."""
    assert rendered(f"Chapters:\n\n{LIST}") == prose(item(notes=rendered(f"Chapters:\n\n{LIST}")))


WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Z"]), min_size=1, max_size=90).map(
    lambda text: " ".join(text.split())
)


@given(above=st.lists(WORDS, max_size=3), below=st.lists(WORDS, max_size=2))
def test_of_all_other_blocks_none_leaves(above: Sequence[str], below: Sequence[str]) -> None:
    """Whatever they say; the last above the list only if it introduces it."""
    blocks = [f"<p>{rendered(text, format='html').removeprefix('<p>').removesuffix('</p>')}</p>" for text in above]
    html = rendered(
        "\n".join([*blocks, "<p>" + LIST.replace("\n", "<br>") + "</p>", *(f"<p>{text}</p>" for text in below)]),
        format="html",
    )
    made: Item = item(notes=html, summary="", chapters=CHAPTERS)
    words = plain_text(html.replace("\n", " ")).split()
    if [(one.start_ms, one.title) for one in CHAPTERS] != list(in_notes(html)):
        assert html == prose(made)
        return

    left = plain_text(prose(made)).split()

    gone = [word for word in words if word not in left]
    last = plain_text(blocks[-1]).split() if blocks else []
    assert {*gone} <= {*LIST.split(), *last}
    if last and not " ".join(last).endswith((":", "：")):
        assert {*gone} <= {*LIST.split()}


@pytest.mark.slow
def test_the_newsrooms_page_lists_its_chapters_once(tmp_path: Path) -> None:
    """The page has the list in its player, not in its notes; no excerpt has it; the feed has all of the notes."""
    desk = newsroom.desk(tmp_path)
    newsroom.episode(desk, notes=NOTES)

    desk.publish()

    html = fromstring(newsroom.page(desk))
    assert ["News of the harbour. Write to us."] == texts(html, has("notes"))
    assert [title for _, title in INTRODUCED] == texts(html, f"{has('chapters')}//*[@class='chapter-title']")
    assert ["News of the harbour. Write to us."] == texts(html, "//meta[@name='description']/@content")
    assert "Timestamps:" not in newsroom.page(desk) + newsroom.page(desk, "index.html")
    description = newsroom.item(desk).findtext("description", "")
    assert [True] * 9 == [text in description for text in ("Timestamps:", *LINES)]
    assert len(STARTS) == len(in_notes(description))


LINES_OF_EACH = """
all => all.map(one => Math.round(one.offsetHeight / parseFloat(getComputedStyle(one).lineHeight)))
"""


@pytest.mark.browser
@pytest.mark.slow
def test_the_newsrooms_page_in_a_browser(tmp_path: Path) -> None:
    """Each time on one line, each picture loaded, the introduction played first; at a desk and on a phone."""
    desk = newsroom.desk(tmp_path)
    (desk.folder / "chart.jpg").write_bytes(jpeg(300))
    pictured = [{"start": "0:40", "title": "Boats", "image": "chart.jpg"}, "12:11 Piers", "25:04 Letters"]
    newsroom.episode(desk, notes=NOTES)
    newsroom.episode(desk, "pictured", notes="Words.", chapters=pictured)
    desk.publish()
    files = {str(path.relative_to(desk.site)): path.read_bytes() for path in desk.site.rglob("*") if path.is_file()}

    with touring(files) as visit:
        for width in (390, 1200):
            visit.page.set_viewport_size({"width": width, "height": 900})
            page = visit.open("/newsroom.html")
            assert [title for _, title in INTRODUCED] == page.locator(".chapter-title").all_inner_texts()
            assert ["News of the harbour.", "Write to us."] == page.locator(".notes p").all_inner_texts()
            assert [1] * 9 == page.locator(".chapter-time").evaluate_all(LINES_OF_EACH)
            assert not is_wide(page)
            page = visit.open("/pictured.html")
            page.locator(".chapter-image").scroll_into_view_if_needed()
            expect(page.locator(".chapter-image")).to_have_js_property("complete", True)
            expect(page.locator(".chapter-image")).to_have_js_property("naturalWidth", 96)
            assert ["0:00", "0:40", "12:11", "25:04"] == page.locator(".chapter-time").all_inner_texts()
