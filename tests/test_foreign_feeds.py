"""Feeds that other programs made: what is an error, what a warning, and where it is to be mended."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.good_feed import NOW, good_feed

from feedpub.feed_view import FeedView, fact, with_facts
from feedpub.lint import Severity, check
from feedpub.lint.rule import ERROR, INFO, WARNING
from feedpub.reader import read

ADDRESS = "https://tidewater.example/feed.xml"


def view(text: str, *, address: str = "") -> FeedView:
    """A feed as somebody's program wrote it."""
    return read(text.encode(), now=NOW, address=address).feed


def changed(old: str, new: str) -> str:
    """The good feed with a text instead of another."""
    assert old in good_feed(), old
    return good_feed().replace(old, new)


def found(feed: FeedView) -> list[str]:
    """Code, severity and path of all that is found but notes."""
    listed = [(one.rule.code, one.severity.value, one.fault.path) for one in check(feed)]
    return [" ".join(one) for one in listed if one[1] != "note"]


def with_links(home: str, own: str) -> str:
    """The good feed with another `<link>` and self link."""
    text = changed("<link>https://tidewater.example/</link>", f"<link>{home}</link>")
    return text.replace(f'href="{ADDRESS}"', f'href="{own}"')


class TestSelfLinks:
    """Of two addresses that are the same, the wrong one is accused."""

    @pytest.mark.parametrize(
        ("home", "own", "address", "expected"),
        [
            ("https://show.example/", "https://show.example/", "", ["FP120 warning atom:link@href"]),
            ("https://show.example/podcast", "https://show.example/podcast", "", ["FP120 warning atom:link@href"]),
            ("https://show.example/", "https://show.example/", ADDRESS, ["FP120 warning atom:link@href"]),
            ("https://show.example/feed", "https://show.example/feed", "", ["FP107 warning link"]),
            ("https://feeds.example/tide", "https://feeds.example/tide", "", ["FP107 warning link"]),
            (ADDRESS, ADDRESS, ADDRESS, ["FP107 warning link"]),
            ("https://show.example/", ADDRESS, ADDRESS, []),
        ],
    )
    def test_the_one_that_is_wrong(self, home: str, own: str, address: str, expected: list[str]) -> None:
        """A web site as self link is mended there; a feed as web site is mended at `<link>`."""
        assert expected == found(view(with_links(home, own), address=address))


@pytest.mark.parametrize(
    ("prefix", "uri", "expected"),
    [
        ("itunes", "http://www.itunes.com/DTDs/Podcast-1.0.dtd", ["FP061 warning @2:20"]),
        ("itunes", "http://www.itunes.com/dtds/PODCAST-1.0.dtd", ["FP061 warning @2:20"]),
        ("itunes", "https://www.itunes.com/dtds/podcast-1.0.dtd", ["FP018 error @2:20"]),
        ("psc", "https://podlove.org/simple-chapters/", []),
        ("content", "http://purl.org/rss/1.0/modules/content", []),
    ],
)
def test_a_namespace_is_judged_by_what_apps_make_of_it(prefix: str, uri: str, expected: list[str]) -> None:
    """A spelling that all read is a warning, one that they do not know an error, and one without tags nothing."""
    declared = next(one for one in good_feed().split() if one.startswith(f"xmlns:{prefix}="))
    text = changed(declared.rstrip(">"), f'xmlns:{prefix}="{uri}"')

    assert expected == found(view(text))


@pytest.mark.parametrize("link", ["http://127.0.0.1:8910/boat.jpg", "http://localhost:8910/x", "http://10.0.0.2/x"])
def test_a_rehearsal_names_pictures_of_this_machine(link: str) -> None:
    """Where the whole feed is for this machine, chapters are, too; for everybody else they are dead."""
    chapters = "".join(f'<psc:chapter start="00:0{at}:00" title="T{at}" image="{link}"/>' for at in (0, 4, 8))
    text = changed("</item>", f'<psc:chapters version="1.2">{chapters}</psc:chapters></item>')
    feed = view(text)

    assert "FP616" in {one.split()[0] for one in found(feed)}
    assert [] == found(replace(feed, rehearsal=True))


@pytest.mark.parametrize(
    ("declaration", "expected"),
    [
        ('<!ENTITY show "Tidewater">', "Tidewater"),
        ('<!ENTITY show "&#169;">', "©"),
        ("<!ENTITY show '&other;'>", "&show;"),
        ('<!ENTITY show SYSTEM "file:///etc/passwd">', "&show;"),
    ],
)
def test_a_short_entity_is_read_as_declared(declaration: str, expected: str) -> None:
    """Nothing that holds markup, another entity or another file is ever put in its place."""
    text = changed("<title>First light</title>", "<title>&show;</title>").replace(
        "<rss", f"<!DOCTYPE rss [{declaration}]><rss"
    )

    assert expected == view(text).items[0].value("title")


GUID = '<guid isPermaLink="false">7c029615-a810-4214-9342-eee73f58435d</guid>'


class TestGuids:
    """A guid that is out is never to be changed, however poor it is."""

    @pytest.mark.parametrize(
        ("guid", "code", "severity"),
        [
            ('<guid isPermaLink="false">54</guid>', "FP208", WARNING),
            ('<guid isPermaLink="false">1700000042</guid>', "FP208", WARNING),
            ("<guid>first-light-of-tidewater</guid>", "FP207", ERROR),
            (GUID.replace("7c", " 7c"), "FP029", WARNING),
        ],
    )
    def test_a_poor_guid_is_a_note_once_it_is_out(self, guid: str, code: str, severity: Severity) -> None:
        """In anybody's feed, and in one's own where the catalog has the episode; else it is as bad as ever."""
        feed = view(changed(GUID, guid), address=ADDRESS)
        ours = replace(feed, measured=True)
        known = with_facts(ours, {"items[0]": [fact("published")]})

        assert [(code, INFO), (code, INFO)] == [
            (one.rule.code, one.severity) for some in (feed, known) for one in check(some)
        ]
        assert all(one.fault.hint.endswith("do not change it now") for some in (feed, known) for one in check(some))
        assert [(code, severity)] == [(one.rule.code, one.severity) for one in check(ours)]


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("<title>First light</title>", "<title>First light</title>Episode 3", "items[0]"),
        ("<link>https://tidewater.example/</link>", "https://tidewater.example/", ""),
        ("<channel>", "Tidewater<channel>", "rss"),
        ("</item>", "<![CDATA[<p>Notes</p>]]></item>", "items[0]"),
    ],
)
def test_text_between_tags_is_found_where_it_is(old: str, new: str, path: str) -> None:
    """In the document, the show and an episode."""
    codes = {one.rule.code: one.fault.path for one in check(view(changed(old, new), address=ADDRESS))}

    assert path == codes.get("FP065")


@pytest.mark.parametrize(
    "head",
    [
        "<title>{{ site.title | xml_escape }}</title>{% for post in site.posts limit:10 %}",
        "<title>Tidewater</title>{{ range .Pages }}",
        "<title><%= @site.title %></title>",
        "<title><?= $show->title ?></title>",
        "<link>{{ site.url }}</link>",
    ],
)
def test_a_template_is_one_finding(head: str) -> None:
    """Whatever else its code would break is no news."""
    text = changed("<title>Tidewater</title>", head).replace("<enclosure ", "<enclosure {{ audio & more }} ")

    assert ["FP002 error @1:1"] == found(view(text))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("What the tide brings.", "Write {% for post in posts %} and {{ post.title }}."),
        ("What the tide brings.", "<?php echo 1; ?> is <%= 1 %> in Ruby."),
        ("<title>First light</title>", "<title>What is {{ this }}?</title>"),
    ],
)
def test_an_episode_about_templates_is_none(old: str, new: str) -> None:
    """Its words are its own."""
    assert "FP002" not in {one.rule.code for one in check(view(changed(old, new), address=ADDRESS))}
