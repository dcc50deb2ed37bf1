"""Feeds that other programs made: what is an error, what a warning, and where it is to be mended."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.good_feed import NOW, good_feed

from feedpub.feed_view import FeedView
from feedpub.lint import check
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
