"""The feed is a function of the catalog: the same bytes everywhere, and everything that was written."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from tests import programs
from tests.builders import artwork, catalog, changed, channel, derived, enclosure, everything, item, transcript
from tests.podcasting20 import made

from feedpub import feed
from feedpub.elements import element
from feedpub.elements.podcast.people import Person
from feedpub.feed import document
from feedpub.feed.description import LIMIT
from feedpub.feed.document import NAMESPACES
from feedpub.feed.document import _item_values as values
from feedpub.model import Artwork, Catalog, Category, Channel, Enclosure, Item, Owner, Transcript
from feedpub.model.channel import Contact, Counter, NetworkShow, OwnPage, PlatformLink, Theme
from feedpub.model.chapter import Chapter
from feedpub.model.item import ChapterFile, Correction, Tagged

GOLDEN = Path(__file__).parent / "golden"
GOLDENS: dict[str, Callable[[], Catalog]] = {
    "one-episode": lambda: catalog(item()),
    "everything": everything,
    "nothing-out": lambda: catalog(item(scheduled=True)),
}
PRINT = """
import sys
from tests.builders import everything
from feedpub import feed

sys.stdout.buffer.write(feed.render(everything()))
"""


def parsed(made: Catalog) -> etree._Element:
    """The channel, read by a strict parser."""
    document = etree.fromstring(feed.render(made), etree.XMLParser(recover=False, resolve_entities=False))
    return document[0]


def texts(element: etree._Element, path: str) -> list[str]:
    """Texts of all elements at that path."""
    return [found.text or "" for found in element.findall(path, NAMESPACES)]


def words(made: Item, *, footer: str = "") -> tuple[str, list[str]]:
    """Description and `content:encoded` of an item's feed."""
    found = parsed(catalog(made, channel=channel(footer=footer)))
    return texts(found, "item/description")[0], texts(found, "item/content:encoded")


@pytest.mark.parametrize("scheduled", [0, 2])
def test_a_run_makes_the_elements_of_an_item_once(monkeypatch: pytest.MonkeyPatch, scheduled: int) -> None:
    """For the digest, for the rules, which see scheduled ones too, and for what is sent; each as if it were alone."""
    items = [item(slug=f"tide-{number}", guid=f"{number}", scheduled=number < scheduled) for number in range(5)]
    due = [replace(one, scheduled=False) if one.scheduled else one for one in items]
    published = catalog(*items)
    everything = replace(published, items=tuple(due))
    alone = feed.source_digest(published), *map(feed.render, (everything, published, published))
    made: list[str] = []

    def counted(about: Channel, one: Item) -> document.FeedElements:
        made.append(one.slug)
        return values(about, one)

    monkeypatch.setattr(document, "_item_values", counted)

    run = feed.Rendering()

    assert alone == (run.source_digest(published), *map(run.render, (everything, published, published)))
    assert sorted(one.slug for one in items) == sorted(made)


@pytest.mark.parametrize("name", GOLDENS)
def test_the_feed_is_byte_for_byte_what_was_reviewed(name: str) -> None:
    """Whoever changes the bytes of feeds that are out raises RENDERER and reviews the difference (UPDATE_GOLDEN=1)."""
    path = GOLDEN / f"{name}.xml"
    rendered = feed.render(GOLDENS[name]())
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_bytes(rendered)

    assert path.read_bytes() == rendered


@pytest.mark.slow
@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "2", "TZ": "America/St_Johns", "LC_ALL": "de_DE.UTF-8", "LANGUAGE": "de"},
    ],
    ids=["east", "west"],
)
def test_machine_and_environment_change_no_byte(environment: dict[str, str]) -> None:
    """Neither hash seed nor time zone nor language; the golden file was made at another time."""
    ran = programs.python("-c", PRINT, env={"PATH": os.environ["PATH"], **environment})

    assert (GOLDEN / "everything.xml").read_bytes() == ran.stdout


def test_it_begins_with_the_declaration_and_declares_every_namespace() -> None:
    """Nothing in front of it, UTF-8, and the four namespaces on the root, used or not."""
    rendered = feed.render(catalog(item()))

    assert rendered.startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n<rss ")
    assert {**NAMESPACES} == dict(etree.fromstring(rendered).nsmap)


def test_items_come_last_and_newest_first() -> None:
    """Behind every other child of the channel; equal dates in the order of their slugs."""
    old = item("old", published=item().published - timedelta(days=1))

    found = parsed(catalog(old, item("b"), item("a")))

    tags = [child.tag for child in found]
    assert ["item"] * 3 == tags[-3:]
    assert "item" not in tags[:-3]
    assert ["A", "B", "Old"] == texts(found, "item/title")


def test_description_comes_before_content() -> None:
    """Some readers keep the last text that they see."""
    tags = [child.tag for child in parsed(everything()).findall("item")[0]]

    assert tags.index("description") < tags.index(f"{{{NAMESPACES['content']}}}encoded")


def test_no_value_has_blanks_around_it() -> None:
    """Neither texts nor attributes, whatever the pretty printing does."""
    values = [
        value
        for element in parsed(everything()).iter()
        for value in [*element.attrib.values(), "" if len(element) else (element.text or "")]
    ]

    assert [value.strip() for value in values] == values


def test_what_is_scheduled_is_not_in_the_feed() -> None:
    """Not its title, and not as a trailer either."""
    rendered = feed.render(catalog(item(), item("later", scheduled=True), channel=channel(trailer="later")))

    assert b"later" not in rendered.lower()


def test_another_base_changes_addresses_only() -> None:
    """Every address of ours begins with it, and through no analytics prefix where it is no HTTPS."""
    made = catalog(item(enclosure=enclosure(prefix="https://op3.dev/e/")))

    here = feed.render(made)
    there = feed.render(made, base="http://192.0.2.1:8000/")

    ours = here.replace(b"https://op3.dev/e/example.com/tidewater/", b"http://192.0.2.1:8000/")
    assert ours.replace(b"https://example.com/tidewater/", b"http://192.0.2.1:8000/") == there


@pytest.mark.parametrize(
    ("show", "absent"),
    [
        (channel(), ["owner", "new-feed-url", "block", "complete"]),
        (channel(owner=Owner(name="Ada", email="ada@example.com"), locked=True), ["owner"]),
    ],
    ids=["nothing set", "owner kept private"],
)
def test_what_is_off_is_not_said(show: Channel, absent: list[str]) -> None:
    """Apple reads `No` of some switches as on; an owner's address attracts spam."""
    rendered = feed.render(catalog(item(), channel=show))

    assert [] == [name for name in absent if f"<itunes:{name}".encode() in rendered]
    assert b"ada@example.com" not in rendered
    assert b"owner=" not in rendered


@pytest.mark.parametrize(("locked", "expected"), [(None, []), (True, ["yes"]), (False, ["no"])])
def test_locked_is_said_only_where_it_was_decided(locked: bool | None, expected: list[str]) -> None:
    """`yes` and `no`, as the namespace has it."""
    assert expected == texts(parsed(catalog(channel=channel(locked=locked))), "podcast:locked")


def test_a_long_title_is_cut_for_the_trailer() -> None:
    """The namespace allows 128 characters there, Apple 255 in a title."""
    made = catalog(item(title="x" * 129), channel=channel(trailer="first-light"))

    assert ["x" * 127 + "…"] == texts(parsed(made), "podcast:trailer")


def test_short_notes_are_the_description() -> None:
    """With the show's footer below, and without a second copy of them."""
    assert ("<p>N</p>\n<p>F</p>", []) == words(item(notes="<p>N</p>", summary="S"), footer="<p>F</p>")


@pytest.mark.parametrize(("extra", "encoded"), [(0, False), (1, True)])
def test_the_limit_counts_bytes_and_the_footer(extra: int, encoded: bool) -> None:
    """4,000 bytes of UTF-8 fit, 4,001 do not: then the summary is the description, the notes `content:encoded`."""
    footer = "<p>F</p>"
    notes = f"<p>{'é' * 1990}</p>"
    notes += "x" * (LIMIT - len(f"{notes}\n{footer}".encode()) + extra)

    description, content = words(item(notes=notes, summary="S & T"), footer=footer)

    body = f"{notes}\n{footer}"
    assert (("<p>S &amp; T</p>\n<p>F</p>", [body]) if encoded else (body, [])) == (description, content)


def test_long_notes_without_a_summary_stay_the_description() -> None:
    """There is nothing shorter to say; a check may warn."""
    notes = f"<p>{'x' * LIMIT}</p>"

    assert (notes, []) == words(item(notes=notes, summary=""))


def test_a_footer_that_does_not_fit_is_left_to_the_content() -> None:
    """The description stays within the limit."""
    footer = f"<p>{'x' * LIMIT}</p>"

    assert ("<p>S</p>", [f"<p>N</p>\n{footer}"]) == words(item(notes="<p>N</p>", summary="S"), footer=footer)


@pytest.mark.parametrize(
    ("summary", "expected"), [("S < T", "<p>S &lt; T</p>\n<p>F</p>"), ("", "<p>First light</p>\n<p>F</p>")]
)
def test_without_notes_the_summary_speaks_else_the_title(summary: str, expected: str) -> None:
    """Spotify requires a description of every episode."""
    assert (expected, []) == words(item(notes="", summary=summary), footer="<p>F</p>")


XML = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), min_size=1
).filter(str.strip)


@pytest.mark.slow
@given(title=XML, summary=XML, name=XML)
def test_any_text_reads_back_equal(title: str, summary: str, name: str) -> None:
    """Whatever XML can hold: markup, entities, CDATA ends, every script. Only blanks around it go."""
    made = item(title=title, summary=summary, notes="", people=(Person(name=name, href=name.strip()),))

    found = parsed(catalog(made, channel=channel(title=title)))

    person = found.find("item/podcast:person", NAMESPACES)
    assert person is not None
    assert [title.strip()] * 2 == [*texts(found, "title"), *texts(found, "item/title")]
    assert [name.strip()] * 2 == [person.text, person.attrib["href"]]
    described = etree.HTML(texts(found, "item/description")[0]).findtext(".//p")
    assert summary.split() == (described or "").split()


def elements(holder: Channel | Item, place: str) -> dict[str, Any]:
    """By the name of their field: the elements of a show or an episode that says everything."""
    return {name: holder.all(declared.cls) for name, declared in element.at(place).items()}


OTHER: dict[type, dict[str, Any]] = {
    Channel: {
        "title": "Other",
        "description": "<p>Other</p>",
        "link": "https://other.example/",
        "language": "de",
        "author": "Other",
        "image": artwork("other"),
        "categories": (Category(name="Arts", sub="Books"),),
        "explicit": True,
        "guid": "9b024349-ccf0-5f69-a609-6b82873eab3c",
        "base": "https://other.example/",
        "feed": "rss.xml",
        "owner": Owner(name="Other", email="other@example.com", in_feed=True),
        "claim_until": "2026-12-10",
        "comments_from": ("https://social.example",),
        "type": "serial",
        "copyright": "Other",
        "locked": True,
        "medium": "music",
        "trailer": "first-light",
        "seasons": made().channel.seasons,
        "keywords": made().channel.keywords,
        **elements(made().channel, element.CHANNEL),
        "timezone": "Europe/Berlin",
        "footer": "<p>Other</p>",
        "prefix": "https://op3.dev/e/",
        "new_feed_url": "https://other.example/feed.xml",
        "block": True,
        "complete": True,
        "pages": True,
        "platforms": (PlatformLink(name="Spotify", url="https://open.spotify.com/show/1"),),
        "contact": Contact(email="ada@tidewater.example"),
        "theme": Theme(accent="#004477"),
        "derived": (derived(),),
        "roster": (Person(name="Ada", key="ada", about="Other"),),
        "portraits": (artwork("people_ada"),),
        "own_pages": (OwnPage(name="about", title="About"),),
        "counter": Counter(src="/count.js"),
        "network": (NetworkShow(title="Other", feed="https://other.example/feed.xml"),),
        "season_feeds": True,
        "robots": "off",
    },
    Item: {
        "slug": "second",
        "guid": "other",
        "title": "Other",
        "published": item().published + timedelta(seconds=1),
        "enclosure": enclosure("other"),
        "summary": "Other",
        "notes": "<p>Other</p>",
        "link": "https://other.example/",
        "season": 2,
        "number": 2,
        "type": "bonus",
        "explicit": True,
        "author": "Other",
        "image": artwork("other"),
        "transcripts": (transcript(),),
        "transcript_page": "off",
        "links": (),
        "derived": (derived(),),
        "chapters": (Chapter(start_ms=0, title="Intro"),),
        "chapter_file": ChapterFile(key="chapters/other.json", size=1, digest="0"),
        "pictures": (artwork("chart"),),
        "number_display": "Ch. 3",
        "keywords": ("light",),
        **elements(made().items[0], element.ITEM),
        "permalink": True,
        "own_page": True,
        "canonical": "https://other.example/first-light.html",
        "block": True,
        "scheduled": True,
        "first": item().first - timedelta(days=1),
        "dated": True,
        "files": (("other.vtt", "0"),),
        "sources": ("other",),
        "former": ("other",),
        "undone": item().published,
        "kicker": "Other",
        "standfirst": "Other",
        "seo_title": "Other",
        "content_warning": "Other",
        "corrections": (Correction(date="2026-11-26", text="Other"),),
        "credits": ("Other",),
        "portraits": (artwork("people_ada"),),
    },
    Enclosure: {
        "key": "media/other.mp3",
        "type": "audio/x-m4a",
        "size": 1,
        "duration_ms": 1,
        "digest": "0",
        "identity": "0",
        "bitrate": 1,
        "sample_rate": 1,
        "channels": 2,
        "file": "other.mp3",
        "prefix": "https://op3.dev/e/",
        "tags": Tagged(title="First light", show="Tidewater"),
    },
    Artwork: {
        "key": "art/other.png",
        "type": "image/png",
        "size": 1,
        "width": 1400,
        "height": 1400,
        "digest": "0",
        "file": "other.png",
        "alt": "Other",
        "credit": "Other",
        "tint": "#335577",
    },
    Transcript: {
        "key": "transcripts/other.vtt",
        "type": "application/x-subrip",
        "size": 1,
        "digest": "0",
        "file": "other.vtt",
        "language": "de",
        "rel": "captions",
        "own_page": True,
    },
    Person: {
        "name": "Other",
        "role": "guest",
        "group": "writing",
        "img": "https://o.example/",
        "href": "https://o.example/",
        "affiliation": "Other",
        "about": "Other",
        "picture": "other.jpg",
        "alt": "Other",
        "credit": "Other",
        "page": "on",
        "key": "other",
    },
}
SILENT = {
    Channel: {"timezone", "prefix", "keywords", "seasons", "platforms", "contact", "theme", "derived"}
    | {"portraits", "roster", "own_pages", "counter", "network", "season_feeds", "robots", "comments_from"}
    | {"claim_until"},  # without an owner
    Item: {"slug", "summary", "links", "first", "dated", "sources", "keywords", "number_display"}
    | {"derived", "files", "canonical", "former", "own_page", "pictures", "portraits", "undone"}
    | {"transcript_page", "kicker", "standfirst", "seo_title", "content_warning", "corrections", "credits"},
    Enclosure: {"digest", "identity", "bitrate", "sample_rate", "channels", "file", "tags"},
    Artwork: {"type", "size", "width", "height", "digest", "file", "alt", "credit", "tint"},
    Transcript: {"size", "digest", "file", "own_page"},
    Person: {"affiliation", "about", "picture", "alt", "credit", "page", "key"},
}
PUT: dict[type, Callable[[Catalog, dict[str, Any]], Catalog]] = {
    Channel: lambda made, change: replace(made, channel=changed(made.channel, **change)),
    Item: lambda made, change: _with(made, **change),
    Enclosure: lambda made, change: _with(made, enclosure=enclosure(**change)),
    Artwork: lambda made, change: _with(made, image=artwork(**change)),
    Transcript: lambda made, change: _with(made, transcripts=(transcript(**change),)),
    Person: lambda made, change: _with(made, people=(replace(Person(name="Ada"), **change),)),
}


def _with(made: Catalog, **changes: Any) -> Catalog:
    first, *rest = made.items
    return replace(made, items=(changed(first, **changes), *rest))


@pytest.mark.parametrize(
    ("kind", "name"),
    [pytest.param(kind, name, id=f"{kind.__name__}.{name}") for kind, values in OTHER.items() for name in values],
)
def test_the_digest_changes_exactly_when_the_feed_does(kind: type, name: str) -> None:
    """For each field of every value: what is not in the feed never makes it be written again."""
    put = PUT[kind]
    before = put(catalog(item(), item("z-other")), {})
    after = put(before, {name: OTHER[kind][name]})
    after = replace(after, manifest=dict.fromkeys(("feed.xml", "rss.xml"), before.manifest["feed.xml"]))

    differs = feed.render(before) != feed.render(after)

    assert (name not in SILENT[kind]) == differs
    assert differs == (feed.source_digest(before) != feed.source_digest(after))


@pytest.mark.parametrize("kind", OTHER, ids=lambda kind: kind.__name__)
def test_each_field_has_another_value(kind: type) -> None:
    """So that none is forgotten above; elements have a field each."""
    known = {field.name for field in fields(kind)} - {"elements"}
    place = {Channel: element.CHANNEL, Item: element.ITEM}.get(kind, "")

    assert known | element.at(place).keys() == OTHER[kind].keys()


def test_the_digest_knows_nothing_of_revision_and_date() -> None:
    """They are of the manifest, which holds the digest itself; but a new renderer means other bytes."""
    made = catalog(item())

    assert feed.source_digest(made) == feed.source_digest(replace(made, revision=99, manifest={}))
    assert feed.source_digest(made) != feed.source_digest(replace(made, renderer=made.renderer + 1))


def test_no_two_revisions_share_their_bytes() -> None:
    """An ETag is a digest of bytes: equal ones would let a stale writer overwrite a newer feed."""
    made = catalog(item())
    entry = made.manifest["feed.xml"]

    again = replace(made, manifest={"feed.xml": replace(entry, revision=entry.revision + 1)})

    assert feed.render(made) != feed.render(again)
