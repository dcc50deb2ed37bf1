"""What stock feedgen gets wrong, one test each: none of it is left in our feeds."""

from __future__ import annotations

import locale
from dataclasses import replace
from datetime import timedelta

import pytest
from lxml import etree
from tests.builders import PUBLISHED, SINCE, artwork, catalog, channel, enclosure, everything, item

from feedpub import feed
from feedpub.feed.document import NAMESPACES
from feedpub.model import Catalog, Category


def root(made: Catalog) -> etree._Element:
    """The `<rss>` element."""
    return etree.fromstring(feed.render(made))


def texts(made: Catalog, path: str) -> list[str]:
    """Texts of all elements at that path below the channel."""
    return [found.text or "" for found in root(made)[0].findall(path, NAMESPACES)]


def attributes(made: Catalog, path: str, name: str) -> list[str]:
    """That attribute of all elements at that path below the channel."""
    return [found.get(name, "") for found in root(made)[0].findall(path, NAMESPACES)]


@pytest.mark.parametrize(("show", "episode"), [(True, False), (False, True)])
def test_explicit_is_true_or_false_not_yes_or_no(show: bool, episode: bool) -> None:
    """Feedgen writes `yes`, `no` and `clean` only; Apple documents `true` and `false`. Items say their own."""
    made = catalog(item(), item("other", explicit=episode), channel=channel(explicit=show))

    assert [str(show).lower()] == texts(made, "itunes:explicit")
    assert [str(show).lower(), str(episode).lower()] == texts(made, "item/itunes:explicit")


@pytest.mark.parametrize("key", ["art/cover-1.jpeg", "art/cover-1.webp", "art/cover"])
def test_a_cover_is_never_silently_ignored(key: str) -> None:
    """Feedgen drops covers of other names than .jpg and .png without a word."""
    made = catalog(item(image=artwork(key=key)), channel=channel(image=artwork(key=key)))

    assert [f"https://example.com/tidewater/{key}"] == attributes(made, "itunes:image", "href")
    assert [f"https://example.com/tidewater/{key}"] == attributes(made, "item/itunes:image", "href")


def test_the_last_link_does_not_become_the_site() -> None:
    """Feedgen's `<link>` is whatever link came last, for example the feed's own."""
    made = catalog(item(), item("other", link="https://example.com/other"))

    assert ["https://example.com/"] == texts(made, "link")
    assert ["https://example.com/", "https://example.com/other"] == texts(made, "item/link")


def test_there_is_exactly_one_atom_link_to_the_feed_itself() -> None:
    """With its type; feedgen writes the first `self` and no other relation."""
    links = root(catalog(item()))[0].findall("atom:link", NAMESPACES)

    assert [{"href": "https://example.com/tidewater/feed.xml", "rel": "self", "type": "application/rss+xml"}] == [
        dict(link.attrib) for link in links
    ]


def test_last_build_date_is_not_now() -> None:
    """Feedgen takes the clock's; ours is when the content changed, by the manifest, in whatever year."""
    made = catalog(item())
    entry = replace(made.manifest["feed.xml"], since=SINCE.replace(year=1999))

    assert ["Mon, 23 Nov 2026 07:05:09 +0000"] == texts(made, "lastBuildDate")
    assert ["Tue, 23 Nov 1999 07:05:09 +0000"] == texts(replace(made, manifest={"feed.xml": entry}), "lastBuildDate")


def test_the_locale_of_the_process_is_never_switched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Feedgen switches it for each date, seen by every thread; ours are English in any locale."""
    monkeypatch.setattr(locale, "setlocale", lambda *_: pytest.fail("the locale was touched"))

    assert ["Mon, 23 Nov 2026 06:00:00 +0000"] == texts(catalog(item()), "item/pubDate")


def test_entries_are_not_prepended() -> None:
    """Feedgen turns the order round unless told otherwise."""
    old, new = item("a-old", published=PUBLISHED - timedelta(days=1)), item("b-new")

    assert ["B new", "A old"] == texts(catalog(old, new), "item/title")


def test_there_is_exactly_one_enclosure() -> None:
    """Feedgen lets a second one replace the first; with all three attributes, which Spotify requires."""
    found = root(catalog(item(), item("other")))[0].findall("item/enclosure")

    assert [{"url", "length", "type"}] * 2 == [set(one.attrib) for one in found]
    assert ["11534336"] * 2 == [one.get("length") for one in found]


def test_a_naive_date_is_refused_not_guessed() -> None:
    """It would be another moment on every machine. feedgen refuses them too; `format_datetime` does not."""
    with pytest.raises(ValueError, match="2026-11-23 06:00:00 has no UTC offset"):
        feed.render(catalog(item(published=PUBLISHED.replace(tzinfo=None))))


def test_numbers_are_not_silently_dropped_for_being_zero() -> None:
    """The model refuses zero; a catalog that has one is shown as it is, for a check to find."""
    made = catalog(item(season=0, number=0))

    assert ["0"] * 4 == [
        text
        for path in ("itunes:season", "itunes:episode", "podcast:season", "podcast:episode")
        for text in texts(made, f"item/{path}")
    ]


@pytest.mark.parametrize(
    ("milliseconds", "seconds"),
    [(1, "1"), (499, "1"), (1_499, "1"), (1_500, "2"), (720_400, "720"), (3_599_500, "3600"), (359_999_999, "360000")],
)
def test_duration_is_whole_seconds(milliseconds: int, seconds: str) -> None:
    """Feedgen writes what it gets; Apple and PSP-1 want an integer. Halves up, at least one."""
    made = catalog(item(enclosure=enclosure(duration_ms=milliseconds)))

    assert [seconds] == texts(made, "item/itunes:duration")


@pytest.mark.parametrize("guid", ["7c029615-a810-4214-9342-eee73f58435d", "https://example.com/old?p=1&q=2", "Ep. 1"])
def test_a_guid_says_whether_it_is_a_permalink(guid: str) -> None:
    """Without the attribute every reader takes it for an address that a browser opens; feedpub's own never are."""
    made = catalog(item(guid=guid))

    assert [guid] == texts(made, "item/guid")
    assert ["false"] == attributes(made, "item/guid", "isPermaLink")
    assert ["true"] == attributes(catalog(item(guid=guid, permalink=True)), "item/guid", "isPermaLink")


def test_html_is_in_cdata_with_one_level_of_escaping() -> None:
    """Feedgen escapes descriptions as text; Apple asks for CDATA, which ends at the first `]]>`."""
    html = '<p>A &amp; B &lt;i&gt; <a href="https://example.com/?a=1&amp;b=2">l</a> ]]> end</p>'

    rendered = feed.render(catalog(item(notes=html), channel=channel(description=html))).decode()

    safe = html.replace("]]>", "]]&gt;")
    assert 2 == rendered.count(f"<description><![CDATA[{safe}]]></description>")


def test_categories_are_apples_current_ones_nested() -> None:
    """Feedgen knows those of 2012, and has no opinion on what it is given."""
    categories = (Category(name="TV & Film", sub="After Shows"), Category(name="True Crime"), Category(name="Fiction"))
    made = catalog(item(), channel=channel(categories=categories))

    assert ["TV & Film", "True Crime", "Fiction"] == attributes(made, "itunes:category", "text")
    assert ["After Shows"] == attributes(made, "itunes:category/itunes:category", "text")
    assert b'text="TV &amp; Film"' in feed.render(made)


@pytest.mark.parametrize(
    "path",
    [
        *("podcast:guid", "podcast:locked", "podcast:funding", "podcast:person", "podcast:medium", "podcast:trailer"),
        *("item/podcast:season", "item/podcast:episode", "item/podcast:person", "item/podcast:transcript"),
    ],
)
def test_there_are_tags_of_the_podcast_namespace(path: str) -> None:
    """Feedgen knows none of them."""
    assert root(everything())[0].findall(path, NAMESPACES)


def test_blanks_around_values_are_trimmed() -> None:
    """Feedgen keeps them; PSP-1 and Apple forbid them."""
    made = catalog(
        item(title=" Title\n", author="\tAuthor ", notes="\n<p>Notes</p> "),
        channel=channel(title="  Show ", description=" <p>D</p>\n", copyright=" C ", author=" A "),
    )

    assert ["Title", "Author", "<p>Notes</p>"] == [
        text for name in ("title", "itunes:author", "description") for text in texts(made, f"item/{name}")
    ]
    assert ["Show", "<p>D</p>", "C", "A"] == [
        text for name in ("title", "description", "copyright", "itunes:author") for text in texts(made, name)
    ]


def test_generator_is_ours_and_there_are_no_docs() -> None:
    """Feedgen names itself, and points at a specification that nobody reads."""
    made = catalog(item())

    assert ["feedpub (revision 3)"] == texts(made, "generator")
    assert [] == texts(made, "docs")
    assert [] == texts(made, "image")
    assert b"feedgen" not in feed.render(made)


def test_rendering_twice_gives_the_same_bytes() -> None:
    """Pretty printing and all."""
    made = everything()

    assert feed.render(made) == feed.render(made)


def test_namespaces_are_declared_once_on_the_root() -> None:
    """Items that feedgen makes on their own bring no `ns0:` and no declaration along."""
    rendered = feed.render(everything())

    assert len(NAMESPACES) == rendered.count(b"xmlns:")
    assert b"ns0:" not in rendered
    assert NAMESPACES == dict(root(everything()).nsmap)


@pytest.mark.parametrize("switch", ["block", "complete"])
def test_switches_are_yes_or_not_there(switch: str) -> None:
    """Feedgen writes `no`, which some readers take for the tag being set; Apple documents `Yes`."""
    on, off = catalog(channel=channel(**{switch: True})), catalog(channel=channel(**{switch: False}))

    assert ["Yes"] == texts(on, f"itunes:{switch}")
    assert [] == texts(off, f"itunes:{switch}")
