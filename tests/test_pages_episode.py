"""An episode's page and its player in a frame, block by block."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.builders import BASE, artwork, enclosure, item, transcript
from tests.webpages import CHAPTERS, LINKS, PEOPLE, has, page, rendered, several, show, texts

from feedpub import notes
from feedpub.elements.podcast.media import ContentLink
from feedpub.elements.podcast.people import Person
from feedpub.elements.podcast.show import License, UpdateFrequency
from feedpub.elements.podcast.value import Funding
from feedpub.model import Link
from feedpub.model.channel import Contact, PlatformLink
from feedpub.model.chapter import Chapter
from feedpub.pages.lists import excerpt
from feedpub.pages.notes import prose


def test_a_page_says_what_everybody_wants_to_know() -> None:
    """Season and number, title, how long, when."""
    made = show(
        item(season=2, number=9, explicit=True, enclosure=enclosure(duration_ms=1_754_000)), timezone="Asia/Tokyo"
    )

    html = page(made)

    assert ["Season 2 · Episode 9"] == texts(html, has("kicker"))
    assert ["First light"] == texts(html, "//h1")
    assert ["29 minutes · November 23, 2026 · Explicit"] == texts(html, f"{has('facts')}/p")


@pytest.mark.parametrize(
    ("changes", "kicker"),
    [
        ({"type": "trailer"}, ["Trailer"]),
        ({"type": "bonus", "number": 3}, ["Bonus · Episode 3"]),
        ({"number": 3, "number_display": "3½"}, ["Episode 3½"]),
        ({}, []),
    ],
)
def test_what_kind_of_episode_it_is(changes: dict[str, Any], kicker: list[str]) -> None:
    """Nothing, where there is nothing to say."""
    assert kicker == texts(page(show(item(**changes))), has("kicker"))


TIMED = "Before.\n\n(0:00) Quay\\\n(3:15) Tides\n\n- (0:00) Quay\n- and more\n\nAfter."

TABLE = "| Time | What |\n|--|--|\n| 0:00 | Quay |\n| 3:15 | Tides |\n\nAfter."


@pytest.mark.parametrize(
    ("markdown", "changes", "shown"),
    [
        ("Words.", {}, "Words."),
        ("Words.\n\n- one", {"links": LINKS}, "Words. one"),
        ("", {"links": LINKS}, ""),
        (TIMED, {"chapters": CHAPTERS}, "Before. and more After."),
        (TIMED, {"chapters": CHAPTERS, "links": LINKS}, "Before. and more After."),
        ("(0:00) Quay\\\n(3:15) Tides", {"chapters": CHAPTERS}, ""),
        ("(0:00) Quay\\\n(3:20) Tides", {"chapters": CHAPTERS}, "(0:00) Quay (3:20) Tides"),
        ("(0:00) [Quay](https://x.example/)", {"chapters": CHAPTERS}, "(0:00) Quay"),
        ("(0:00) Quay", {}, "(0:00) Quay"),
        (TABLE, {"chapters": CHAPTERS}, "Time What 0:00 Quay 3:15 Tides After."),
    ],
)
def test_notes_do_not_repeat_the_page(markdown: str, changes: dict[str, Any], shown: str) -> None:
    """Lists of links and chapters are below; what says more than its chapter stays, and so does a list of others."""
    html = notes.render(markdown, links=changes.get("links", ())).html

    found = page(show(item(notes=html, summary="", **changes)))

    assert [shown] * bool(shown) == texts(found, has("notes"))


def test_an_excerpt_has_no_table_of_chapters() -> None:
    """The page keeps the table, whose columns its list of chapters has not."""
    html = notes.render(TABLE).html

    assert "Time · What After." == excerpt(prose(item(notes=html, chapters=CHAPTERS)))


@pytest.mark.parametrize(
    ("summary", "html", "above", "below"),
    [
        ("Tides.", "<p>Quays.</p>", ["Tides."], ["Quays."]),
        ("Tides.", "<p>Tides. And quays.</p>", [], ["Tides. And quays."]),
        ("Tides.", "<p><em>Tides</em>.</p>", ["Tides."], []),
        ("Tides.", "", ["Tides."], []),
        ("", "<p>Quays.</p>", [], ["Quays."]),
    ],
)
def test_nothing_is_said_twice(summary: str, html: str, above: list[str], below: list[str]) -> None:
    """The summary stands in front of the notes, unless they begin with it."""
    found = page(show(item(summary=summary, notes=html)))

    assert (above, below) == (texts(found, has("standfirst")), texts(found, has("notes")))


def test_the_footer_of_the_show_stands_below_the_notes() -> None:
    """As it does in every app."""
    assert ["Bye."] == texts(page(show(item(), footer="<p>Bye.</p>")), has("notes-footer"))


def test_links_of_the_episode_are_further_reading() -> None:
    """Its background, and where else it is."""
    made = show(item(links=LINKS, content_links=(ContentLink(url="https://v.example/", label="Watch"),)))

    html = page(made)

    assert ["Tides by the hour", "Light", "Watch"] == texts(html, f"{has('reading')}//li")
    assert LINKS[0].url == texts(html, f"{has('reading')}//a/@href")[0]


def test_guests_are_introduced_and_all_others_credited() -> None:
    """By what they did; pictures are those of the target."""
    html = page(show(item(people=PEOPLE)))

    assert ["Guest"] == texts(html, "//h2[@id='guests']")
    assert ["Grace grace.example"] == texts(html, has("guest"))
    assert ["art/grace.jpg"] == texts(html, f"{has('guest')}/img/@src")
    assert ["Host Ada", "Sound designer Jonah", "Editor Ines, Olu"] == texts(html, f"{has('credits')}/div")


def test_pictures_elsewhere_are_left_out() -> None:
    """Whoever has them would learn who reads the page."""
    people = (Person(name="Grace", role="guest", img="https://cdn.example/grace.jpg"),)
    chapters = (Chapter(start_ms=0, title="Quay", image="https://cdn.example/quay.jpg"),)

    html = rendered(show(item(people=people, chapters=chapters)), "first-light.html")

    assert "cdn.example" not in html


def test_the_people_of_the_show_are_those_of_an_episode_that_names_none() -> None:
    """As in the feed."""
    assert ["Host Ada Lovelace"] == texts(page(show(item())), f"{has('credits')}/div")


def test_neighbours_are_linked() -> None:
    """The one before and the one after, by their titles."""
    html = page(show(*several(3)), "part-001.html")

    found = zip(texts(html, f"{has('neighbour')}/@href"), texts(html, has("neighbour")), strict=True)
    assert [("part-002.html", "Previous episode Part 002"), ("part-000.html", "Next episode Part 000")] == list(found)


def test_listeners_can_follow_write_and_give() -> None:
    """On every episode's page, and on the home."""
    made = show(
        item(funding=(Funding(url="https://give.example/", label="Give"),)),
        platforms=(PlatformLink(name="Spotify", url="https://spotify.example/x"),),
        contact=Contact(email="post@example.com", subject="Tides & quays"),
        update_frequency=UpdateFrequency(text="New episodes weekly"),
        funding=(
            Funding(url="https://shop.example/", label="Shop"),
            Funding(url="https://give.example/", label="Give"),
        ),
    )

    html, home = page(made), page(made, "index.html")

    assert ["New episodes weekly"] == texts(html, has("following-when")) == texts(home, has("following-when"))
    assert ["Spotify", "RSS"] == texts(html, f"{has('following')}//li") == texts(home, f"{has('hero-words')}//li")
    sentence = (
        "If you have a question or comment about the podcast, please write to post@example.com with the subject line "
        "“Tides & quays”."
    )
    assert [sentence] == texts(html, f"{has('contact')}/p")
    assert ["mailto:post@example.com?subject=Tides%20%26%20quays"] == texts(html, f"{has('contact')}//a/@href")
    assert ["Give", "Shop"] == texts(html, f"{has('support')}//li")
    assert ["Shop", "Give"] == texts(home, f"{has('support')}//li")


def test_the_snippet_shows_the_player_in_a_frame() -> None:
    """It can be pasted as it is: the frame's address is absolute, its title escaped."""
    made = show(item(title='Fish & "chips" <b>'))

    (snippet,) = texts(page(made), "//textarea")

    assert f'<iframe src="{BASE}first-light-embed.html" ' in snippet
    assert 'title="Fish &amp; &quot;chips&quot; &lt;b&gt; – Tidewater"' in snippet


@pytest.mark.parametrize(
    ("languages", "read"),
    [(["en", "el"], "0"), (["el", "en-GB"], "1"), (["el", ""], "1"), (["el", "de"], "0")],
)
def test_the_transcript_that_is_followed_is_in_the_language_of_the_show(languages: list[str], read: str) -> None:
    """If there is one."""
    made = [
        transcript(key=f"transcripts/{at}.json", type="application/json", language=language)
        for at, language in enumerate(languages)
    ]

    html = page(show(item(transcripts=tuple(made))))

    assert [f"transcripts/{read}.json"] == texts(html, f"{has('transcript')}/@data-source")


def test_transcripts_are_named_by_format_and_language() -> None:
    """The language where it is not the show's."""
    made = (transcript(), transcript(key="transcripts/el.srt", type="application/x-subrip", language="el"))

    assert ["Download: WebVTT · SubRip (Greek)"] == texts(page(show(item(transcripts=made))), has("transcript-files"))


def test_the_frame_has_the_player_and_nothing_else() -> None:
    """Search engines are sent to the episode's page."""
    html = page(show(item()), "first-light-embed.html")

    assert [] == texts(html, "//header | //footer")
    assert ["noindex"] == texts(html, "//meta[@name='robots']/@content")
    assert [f"{BASE}first-light.html"] == texts(html, "//link[@rel='canonical']/@href")


def test_rights_are_at_the_bottom_and_links_of_the_theme_where_they_belong() -> None:
    """With the way home, to the feed and to the author's own site."""
    theme = replace(
        show().channel.theme,
        header=(Link(title="About", url="https://a.example/"),),
        footer=LINKS[:1],
        logo=artwork("logo"),
    )
    made = show(item(), theme=theme, copyright="© Ada", license=License(id="cc-by-4.0", url="https://cc.example/"))

    html = page(made)

    assert ["About", "Subscribe"] == texts(html, "//header//nav//li")
    assert ["Subscribe", "RSS", "example.com", "Tides"] == texts(html, "//footer//li")
    assert ["© Ada · CC-BY-4.0"] == texts(html, has("bottom-rights"))
    assert [artwork("logo").key] == texts(html, "//header//img/@src")


@pytest.mark.parametrize("link", [BASE, BASE.rstrip("/"), f"{BASE}index.html"])
def test_a_show_whose_site_this_is_links_no_other(link: str) -> None:
    """Its link leads to these very pages."""
    assert ["Subscribe", "RSS"] == texts(page(show(item(), link=link)), "//footer//li")
