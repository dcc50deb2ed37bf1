"""What one episode can say on its page: every element of a newsroom's page, from YAML to the browser."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.builders import artwork, derived, item
from tests.pictures import picture
from tests.sounds import mp3
from tests.studio import NOW, Studio
from tests.webpages import changed, has, linked, page, rendered, searched, show, texts, without_word_files
from tests.webshow import EVIL

from feedpub.catalog import codec, loads, revise, stored
from feedpub.catalog.codec import plain
from feedpub.elements.podcast.people import Person
from feedpub.elements.podcast.show import UpdateFrequency
from feedpub.errors import Invalid
from feedpub.feed import render
from feedpub.lint import Finding
from feedpub.model import Catalog, Channel, Item, Link
from feedpub.model.channel import Contact, PlatformLink
from feedpub.model.item import Correction
from feedpub.pages import wanted
from feedpub.pages.i18n import speech
from feedpub.source import read_episode, read_show
from feedpub.standards.locales import PAGE_LANGUAGES

pytestmark = pytest.mark.slow

PLATFORMS = tuple(PlatformLink(name=name, url=f"https://{name.lower()}.example/") for name in "ABCD")
CONTACT = Contact(email="post@tidewater.example", name="Ada Lovelace", subject="Tidewater")


def rich(**changes: Any) -> Item:
    """An episode that says all that only its page shows."""
    known: dict[str, Any] = {
        "kicker": "News",
        "standfirst": "What the moon does to the harbour.",
        "seo_title": "How to read a tide table",
        "content_warning": "This episode describes a shipwreck.",
        "corrections": (Correction(date="2026-11-26", text="One."), Correction(date="2026-11-28", text="Two.")),
        "credits": ("Sound editing by Jonah Pell",),
        "image": artwork("first-light", alt="The harbour", credit="City archive"),
        "links": (Link(title="Harbour", url="https://harbour.example/", kicker="Background", image=artwork("boats")),),
        "people": (Person(name="Grace", role="guest", affiliation="Wrackhaven University", about="A lecturer."),),
    }
    return item(**{**known, **changes})


# --- on the page


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (f"{has('masthead')}{has('kicker')}", ["News"]),
        (has("standfirst"), ["What the moon does to the harbour."]),
        ("//title", ["How to read a tide table"]),
        ("//meta[@property='og:title']/@content", ["First light"]),
        ("//h1", ["First light"]),
        (has("warning"), ["Content warning This episode describes a shipwreck."]),
        (has("correction"), ["Updated November 28, 2026: Two.", "Updated November 26, 2026: One."]),
        (f"{has('correction')}/time/@datetime", ["2026-11-28", "2026-11-26"]),
        ("//meta[@property='article:modified_time']/@content", ["2026-11-28"]),
        (has("credit"), ["Sound editing by Jonah Pell"]),
        (has("player-cover") + "/@alt", ["The harbour"]),
        ("//meta[@property='og:image:alt']/@content", ["The harbour"]),
        (has("guest-name"), ["Grace"]),
        (has("guest-affiliation"), ["Wrackhaven University"]),
        (has("guest-about"), ["A lecturer."]),
        ("//h2[@id='reading']", ["Background"]),
        (f"{has('cards')}//span[contains(@class, 'kicker')]", ["Background"]),
        (f"{has('cards')}//a", ["Harbour"]),
    ],
)
def test_each_stands_in_its_place(path: str, expected: list[str]) -> None:
    """Once, in the language of the page."""
    assert expected == texts(page(show(rich())), path)


def test_the_picture_of_a_link_is_the_one_that_was_made_for_the_card() -> None:
    """Not the original, which may be four megabytes; with what is said of it."""
    boats = artwork("boats", alt="Boats at low water", credit="City archive")
    small = derived("link", key="art/boats-link.jpg", width=648, height=432, source=boats.digest)
    made = show(rich(links=(Link(title="Harbour", url="https://harbour.example/", image=boats),), derived=(small,)))

    html = page(made)

    assert ["art/boats-link.jpg"] == texts(html, f"{has('cards')}//img/@src")
    assert ["Boats at low water"] == texts(html, f"{has('cards')}//img/@alt")
    assert ["Picture: City archive"] == texts(html, f"{has('cards')}//span[contains(@class, 'picture-credit')]")


def test_links_without_kicker_and_picture_are_the_list_they_were() -> None:
    """Under the heading that it had."""
    html = page(show(item(links=(Link(title="Harbour", url="https://harbour.example/"),))))

    assert ["Further reading"] == texts(html, "//h2[@id='reading']")
    assert [] == texts(html, has("cards"))


def test_search_engines_read_the_same() -> None:
    """When it was changed, who guests are, who made the picture and what can be seen on it."""
    found = linked(show(rich()))

    assert "2026-11-28" == found["dateModified"]
    assert {"@type": "Organization", "name": "Wrackhaven University"} == found["actor"][0]["affiliation"]
    assert "A lecturer." == found["actor"][0]["description"]
    assert ("ImageObject", "City archive", "The harbour") == tuple(
        found["image"][name] for name in ("@type", "creditText", "description")
    )
    assert isinstance(linked(show(item()))["image"], str)


def test_the_search_finds_it() -> None:
    """Whatever is written; but not the title that is for search engines alone."""
    made = show(rich())
    (text,) = searched(made)

    words = ("News", "What the moon", "Wrackhaven", "A lecturer", "Background", "Harbour", "Two.", "Jonah")
    assert [] == [one for one in words if one not in text]


def test_the_cover_has_its_words_and_its_credit_on_the_home() -> None:
    """Without either the picture is an ornament beside the title, as before."""
    described, plain_cover = artwork(alt="A lighthouse", credit="Lena Vos"), artwork()

    with_words, without = (page(show(item(), image=one), "index.html") for one in (described, plain_cover))

    assert (["A lighthouse"], [""]) == tuple(texts(one, has("hero-cover") + "/@alt") for one in (with_words, without))
    assert (["Picture: Lena Vos"], []) == tuple(texts(one, has("picture-credit")) for one in (with_words, without))


# --- sentences in every language


@pytest.mark.parametrize("language", PAGE_LANGUAGES)
def test_the_sentences_are_whole_in_every_language(language: str) -> None:
    """How often, through whom, and whom to write to: with the show's name, links, and nothing left in braces."""
    changes = {"language": language, "platforms": PLATFORMS, "contact": CONTACT}
    html = page(show(item(), update_frequency=UpdateFrequency(text="weekly"), **changes))

    (often,) = texts(html, has("following-when"))
    (through,) = texts(html, has("following-through"))
    (letter,) = texts(html, f"{has('contact')}/p")

    assert ["Tidewater"] == texts(html, f"{has('following-when')}/cite")
    assert [one.url for one in PLATFORMS[:3]] + ["subscribe.html"] == texts(html, f"{has('following-through')}/a/@href")
    assert "D" not in through.replace("Podcast", "")
    assert all(one in letter for one in ("Ada Lovelace", "post@tidewater.example", "Tidewater"))
    assert not any(set("{}") & set(text) for text in (often, through, letter))


def test_the_sentence_is_the_one_that_newsrooms_write() -> None:
    """Word for word in English; a show on no platform has none."""
    html = page(show(item(), platforms=PLATFORMS, update_frequency=UpdateFrequency(text="weekly"), contact=CONTACT))

    assert ["New episodes of Tidewater are released weekly."] == texts(html, has("following-when"))
    assert ["Catch each show by subscribing through A, B, C, or one of these other platforms."] == texts(
        html, has("following-through")
    )
    letter = (
        "If you have a question or comment about the podcast, please write to Ada Lovelace at post@tidewater.example "
        "with the subject line “Tidewater”."
    )
    assert [letter] == texts(html, f"{has('contact')}/p")
    assert [] == texts(page(show(item())), has("following-through"))


@pytest.mark.parametrize(("count", "expected"), [(1, "A"), (2, "A or B"), (3, "A, B, or C"), (4, "A, B, C, or D")])
def test_alternatives_are_joined_as_the_language_does(count: int, expected: str) -> None:
    """By Unicode's patterns for lists."""
    assert expected == speech("en").one_of(list("ABCD")[:count])


# --- where the address is, and where it is not


def test_the_address_of_the_contact_is_on_pages_alone() -> None:
    """In its sentence and in `mailto:`; robots that read feeds, JSON-LD or the search index do not get it."""
    made = _committed(show(rich(), contact=CONTACT, platforms=PLATFORMS))

    pages = {key: document.render(made).decode() for key, document in wanted(made).items()}
    html = pages["first-light.html"]
    block = html.partition('<script type="application/ld+json">')[2].partition("</script>")[0]

    assert f'<a href="mailto:{CONTACT.email}?subject=Tidewater"><bdi>{CONTACT.email}</bdi></a>' in html
    assert CONTACT.email not in render(made).decode()
    assert CONTACT.email not in pages["search.json"] + pages["sitemap.xml"] + block
    assert 1 == html.replace(f"mailto:{CONTACT.email}", "").count(CONTACT.email)


def _committed(made: Catalog) -> Catalog:
    return revise(None, made, rendered={"feed.xml": ""}, now=NOW)


@pytest.mark.parametrize(
    "name",
    ["kicker", "standfirst", "seo_title", "content_warning", "corrections", "credits", "image", "links", "people"],
)
def test_the_feed_knows_none_of_it(name: str) -> None:
    """No standard has a tag for it: the same bytes with and without."""
    least = {"image": artwork("first-light"), "links": (Link(title="Harbour", url="https://harbour.example/"),)}
    least |= {"people": (Person(name="Grace", role="guest"),)}
    blank: Any = least.get(name, () if name in {"corrections", "credits"} else "")

    assert render(_committed(show(rich()))) == render(_committed(show(rich(**{name: blank}))))


# --- those who mean harm


@pytest.mark.parametrize(
    "changes",
    [
        {"kicker": EVIL},
        {"standfirst": EVIL},
        {"seo_title": EVIL},
        {"content_warning": EVIL},
        {"corrections": (Correction(date="2026-11-26", text=EVIL),)},
        {"credits": (EVIL,)},
        {"image": artwork("evil", alt=EVIL, credit=EVIL)},
        {"links": (Link(title="x", url="https://x.example/", kicker=EVIL, image=artwork("x", alt=EVIL, credit=EVIL)),)},
        {"people": (Person(name="G", role="guest", affiliation=EVIL, about=EVIL, alt=EVIL, credit=EVIL, page="on"),)},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_hostile_texts_change_nothing(changes: dict[str, Any]) -> None:
    """They are read as they are written, on every page: the pages have the elements that harmless texts give."""
    harmless = json.loads(json.dumps(_plain(changes)).replace(json.dumps(EVIL)[1:-1], "harmless"))
    evil, good = show(rich(**changes)), show(rich(**_again(changes, harmless)))

    for key in wanted(evil):
        if key.endswith(".html"):
            assert _outline(evil, key) == _outline(good, key)
            assert "onerror=alert(1)>" not in rendered(evil, key).replace("&gt;", "")


def _plain(changes: dict[str, Any]) -> dict[str, Any]:
    made = plain(show(item(**changes)))["items"][0]
    return {name: made[name] for name in changes}


def _again(changes: dict[str, Any], stored_values: dict[str, Any]) -> dict[str, Any]:
    whole = {**plain(show(item(**changes)))["items"][0], **stored_values}
    read: Item = codec.Codecs(strict=True).of_class(Item).decode(whole)
    return {name: read.all(Person) if name == "people" else getattr(read, name) for name in changes}


def _outline(made: Catalog, key: str) -> list[tuple[str, ...]]:
    """The elements of a page with the names of their attributes, in order."""
    return [(str(one.tag), *sorted(one.attrib)) for one in page(made, key).iter()]


# --- in the catalog


def test_a_catalog_without_them_is_stored_as_it_was() -> None:
    """No key is new where nothing is written, and an older feedpub refuses a catalog in which one is."""
    before, after = plain(show(item(), contact=replace(CONTACT, name=""))), plain(show(rich(), contact=CONTACT))

    new = {"content_warning", "corrections", "credits", "kicker", "seo_title", "standfirst"}
    assert new == after["items"][0].keys() - before["items"][0].keys()
    assert {"name"} == after["channel"]["contact"].keys() - before["channel"]["contact"].keys()
    assert {"affiliation", "about"} <= after["items"][0]["people"][0].keys()
    assert not {"affiliation", "about", "page", "picture"} & before["channel"]["people"][0].keys()
    assert show(rich(), contact=CONTACT) == loads(stored(show(rich(), contact=CONTACT)).data, where="catalog")


def test_an_edit_of_one_changes_the_pages_that_show_it() -> None:
    """The kicker is in lists as well; a correction on the episode's page and in the search alone."""
    before = show(rich())

    corrected = show(rich(corrections=(Correction(date="2026-11-29", text="Three."),)))
    kicked = show(rich(kicker="Report"))

    own = {"first-light.html", "first-light-embed.html", "search.json", "sitemap.xml", "feed.json"}
    found = changed(before, corrected), changed(before, kicked)
    assert own | {"index.html"} == without_word_files(found[0]) == without_word_files(found[1])


# --- from files


REFUSED: list[tuple[str, str, str]] = [
    ("kicker: [a, b]", "2:9", "is a list; one value is wanted here"),
    ("corrections: [{date: 26 Oct, text: x}]", "2:22", "'26 Oct' is not a date or time"),
    ("corrections: [{date: 2026-10-26}]", "2:15", "is missing"),
    ("corrections: [{date: 2026-10-26, txt: x, text: y}]", "2:34", "'txt' is not a field here"),
    ("image: {alt: x}", "2:8", "is missing"),
    ("image: {file: https://x.example/a.jpg}", "2:15", "is an address; a file is wanted here"),
    ("image: {file: a.jpg, alt: ''}", "2:27", "is empty"),
    ("links: [{url: www.tides.example, kicker: x}]", "2:15", "does not begin with https://"),
    ("links: [{url: https://x.example, image: /etc/passwd}]", "2:41", "leads nowhere on another machine"),
    ("links: [{url: https://x.example, image: {file: ../../../../etc/hosts}}]", "2:48", "outside the workspace"),
    ("people: [{name: G, image: http://x.example/g.jpg}]", "2:27", "players load it only over https"),
    ("people: [{name: G, image: {file: g.jpg, alt: x, by: y}}]", "2:49", "is not a field"),
    ("people: [{name: G, image: {file: broken.jpg}}]", "2:34", "the picture is damaged"),
    ("people: [{name: G, page: maybe}]", "2:26", "is neither true nor false"),
    ('seo_title: "a\\tb"', "2:12", "has a tab in it"),
    ('standfirst: "a\\u202eb"', "2:13", "reverses the text that follows"),
]


@pytest.mark.parametrize(("line", "at", "message"), REFUSED)
def test_what_is_wrong_is_said_where_it_stands(tmp_path: Path, line: str, at: str, message: str) -> None:
    """File, line and column, what is wrong and what to write."""
    desk = Studio(tmp_path)
    desk.show()
    path = desk.episode()
    (desk.folder / "broken.jpg").write_bytes(picture(400, 400)[:900])
    path.write_text(f"title: First light\n{line}\naudio: first-light.mp3\n", encoding="utf-8")

    with pytest.raises(Invalid) as caught:
        desk.publish()

    text = str(caught.value)
    assert f"first-light.yaml:{at}: " in text
    assert message in text


def test_the_long_form_without_more_is_the_short_one(tmp_path: Path) -> None:
    """So neither an upgrade nor a rewritten line is an edit."""
    desk = Studio(tmp_path)
    desk.show()
    person = {"name": "Grace", "image": "grace.jpg"}
    short = read_episode(desk.episode(image="a.jpg", people=[person])).digest
    long = read_episode(desk.episode(image={"file": "a.jpg"}, people=[{**person, "image": {"file": "grace.jpg"}}]))
    shows = [read_show(desk.show(image=one)) for one in ("cover.jpg", {"file": "cover.jpg"})]

    assert short == long.digest
    assert 1 == len({one.digest for one in shows})


def test_paths_of_a_shared_file_are_from_its_folder(tmp_path: Path) -> None:
    """Those of covers and portraits too, in both forms."""
    desk = Studio(tmp_path)
    desk.show(extends="../shared.yaml", image=None)
    (desk.folder.parent / "shared.yaml").write_text(
        "image: {file: art/cover.jpg, alt: A lighthouse}\n"
        "roster: {ada: {name: Ada, image: art/ada.jpg}, sam: {name: Sam, image: {file: art/sam.jpg}}}\n"
        "people: [{name: Grace, image: art/grace.jpg}, {name: Web, image: https://x.example/w.jpg}]\n"
    )

    read = read_show(desk.folder / "show.yaml").show

    assert "../art/cover.jpg" == read.image.file
    assert ["../art/ada.jpg", "../art/sam.jpg"] == [one.image.file for one in read.roster.values()]
    assert ["../art/grace.jpg", "https://x.example/w.jpg"] == [one.image.file for one in read.people]


def test_check_warns_of_what_readers_would_notice(tmp_path: Path) -> None:
    """At the field: small pictures, pictures without words, a correction of last year, a title that is cut."""
    from feedpub import CheckOptions
    from feedpub.commands.check.files import check_files

    desk = Studio(tmp_path)
    desk.show()
    (desk.folder / "small.jpg").write_bytes(picture(120, 120))
    path = desk.episode(
        published="2026-11-20T08:00Z",
        people=[{"name": "Grace", "image": "small.jpg"}],
        links=[
            {"url": "https://x.example/", "image": {"file": "small.jpg", "alt": "Boats"}},
            {"url": "https://y.example/", "image": "small.jpg"},
        ],
        corrections=[{"date": "2025-11-21", "text": "x"}],
        seo_title="a" * 61,
    )

    found: list[Finding] = [
        one
        for one in check_files([path], options=CheckOptions(), now=NOW).findings
        if "FP343" < one.rule.code < "FP349"
    ]

    assert {("FP344", 3), ("FP345", 1), ("FP347", 1), ("FP348", 1)} == {
        (code, sum(one.rule.code == code for one in found)) for code in {one.rule.code for one in found}
    }
    assert all(one.place.line for one in found)


# --- the model's list, element by element, from one YAML


MODEL = """\
title: How the tide is read
audio: first-light.mp3
published: 2026-11-20T08:00Z
kicker: News
standfirst: A lecturer explains what the moon does to the harbour, and what it does not.
seo_title: How to read a tide table
content_warning: This episode describes a shipwreck.
image: {file: harbour-square.jpg, alt: The harbour at dusk, credit: City archive}
corrections:
  - {date: 2026-11-22, text: The lighthouse was built in 1911; the episode says 1901.}
people:
  - name: Dr. Grace Hopper
    role: guest
    affiliation: Wrackhaven University
    about: A lecturer at Wrackhaven University and a leading researcher on tides.
    image: {file: grace.jpg, alt: Grace Hopper in a yellow coat, credit: Lena Vos}
    page: yes
links:
  - kicker: Background
    title: The harbour in 1911
    url: https://harbour.example/1911
    image: {file: harbour.jpg, alt: Boats at low water, credit: City archive}
credits:
  - Sound editing by Jonah Pell
  - "Music: The Low Tide Band"
summary: What the moon does to the harbour.
"""

SEEN = {
    ".masthead .kicker": "News",
    ".masthead h1": "How the tide is read",
    ".masthead .standfirst": "A lecturer explains what the moon does to the harbour, and what it does not.",
    ".warning": "Content warning This episode describes a shipwreck.",
    ".correction": "Updated November 22, 2026: The lighthouse was built in 1911; the episode says 1901.",
    ".guest-name": "Dr. Grace Hopper",
    ".guest-affiliation": "Wrackhaven University",
    ".guest-about": "A lecturer at Wrackhaven University and a leading researcher on tides.",
    ".guest .picture-credit": "Picture: Lena Vos",
    ".cards .kicker": "Background",
    ".cards a": "The harbour in 1911",
    ".cards .picture-credit": "Picture: City archive",
    ".following-when": "New episodes of Tidewater are released weekly.",
    ".following-through": "Catch each show by subscribing through Apple Podcasts, Spotify, YouTube, or one of these "
    "other platforms.",
    ".contact p": "If you have a question or comment about the podcast, please write to Ada Lovelace at "
    "post@tidewater.example with the subject line “Tidewater”.",
    ".credit >> nth=0": "Sound editing by Jonah Pell",
    ".credit >> nth=1": "Music: The Low Tide Band",
}


@pytest.mark.browser
def test_the_page_of_a_newsroom_comes_of_one_yaml(tmp_path: Path) -> None:
    """Every element is seen, every picture has arrived, and everybody can use it, by day and by night, on a phone."""
    from tests import browsing

    desk = Studio(tmp_path)
    platforms = {"apple": "https://a.example/", "spotify": "https://s.example/", "youtube": "https://y.example/"}
    contact = {"email": "post@tidewater.example", "name": "Ada Lovelace", "subject": "Tidewater"}
    desk.show(platforms={**platforms, "Pocket Casts": "https://p.example/"}, contact=contact, update_frequency="weekly")
    for name, size in {"grace": (500, 700), "harbour": (1200, 700), "harbour-square": (1400, 1400)}.items():
        (desk.folder / f"{name}.jpg").write_bytes(picture(*size, colour=(60, 90, 140)))
    (desk.folder / "first-light.mp3").write_bytes(mp3(1.0))
    (desk.folder / "first-light.yaml").write_text(MODEL, encoding="utf-8")

    desk.publish()
    files = {path.relative_to(desk.site).as_posix(): path.read_bytes() for path in desk.site.rglob("*.*")}

    with browsing.touring(files) as visit:
        for path in ("first-light.html", "people_dr-grace-hopper.html"):
            for width, scheme in ((1280, "light"), (320, "dark")):
                visit.page.set_viewport_size({"width": width, "height": 900})
                visit.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
                opened = visit.open(path)
                assert ([], False) == (browsing.axe(opened), browsing.is_wide(opened))
        opened = visit.open("first-light.html")
        seen = {where: " ".join(opened.locator(where).inner_text().split()) for where in SEEN}
        sizes = opened.evaluate(ARRIVED)
        title = opened.title()
        visit.end()

    assert SEEN == seen
    assert "How to read a tide table" == title
    assert {"Grace Hopper in a yellow coat": 192, "Boats at low water": 648, "The harbour at dusk": 300} == sizes


ARRIVED = """async () => {
  const found = [...document.images].filter((one) => one.alt);
  for (const one of found) { one.loading = "eager"; await one.decode(); }
  return Object.fromEntries(found.map((one) => [one.alt, one.naturalWidth]));
}"""
"""Pixels of the width of each picture that has a text, by that text."""


def test_shows_hold_what_they_say(tmp_path: Path) -> None:
    """The channel of a show that describes people has its roster by key, and one portrait for each file."""
    desk = Studio(tmp_path)
    (tmp_path / "feeds" / "desk").mkdir(parents=True)
    (desk.folder / "ada.jpg").write_bytes(picture(400, 400))
    same = {"name": "Sam", "image": "ada.jpg"}
    desk.show(roster={"sam": same, "ada": {"name": "Ada", "image": "ada.jpg"}, "olu": {"name": "Olu"}})
    desk.episode()

    made: Channel = desk.plan().after.channel

    assert [("ada", "ada.jpg"), ("sam", "ada.jpg")] == [(one.key, one.picture) for one in made.roster]
    assert ["ada.jpg"] == [one.file for one in made.portraits]
