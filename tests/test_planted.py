"""Thirty faults planted in a good feed, one at a time: each is found with its code, at its line, and nothing else."""

from __future__ import annotations

import pytest
from tests.good_feed import ADDRESS, NOW, good_feed

from feedpub.lint import check
from feedpub.reader import read

FAULTS = [
    ("<title>Tidewater</title>", "<title></title>", "FP101"),
    ("<language>en</language>", "<language>en_US</language>", "FP109"),
    ('text="Documentary"', 'text="Documentaries"', "FP112"),
    ('text="Society &amp; Culture"', 'text="Society and Culture"', "FP111"),
    ("<itunes:type>episodic", "<itunes:type>weekly", "FP118"),
    ("<itunes:author>Ada Lovelace", "<itunes:author>", "FP117"),
    ('rel="self" type="application/rss+xml"', 'rel="self" type="text/html"', "FP121"),
    ("<lastBuildDate>Mon, 23 Nov 2026", "<lastBuildDate>Mon, 23 Nov 2099", "FP126"),
    ("<podcast:locked>yes", "<podcast:locked>true", "FP514"),
    ("<podcast:medium>podcast", "<podcast:medium>podcasts", "FP515"),
    ("<podcast:guid>d84ced82", "<podcast:guid>d84ced8", "FP511"),
    ("<title>First light</title>", "<title></title>", "FP201"),
    ("<title>First light</title>", "<title>Ep. 1: First light</title>", "FP203"),
    ("<title>First light</title>", "<title>Tidewater: First light</title>", "FP204"),
    ("<title>First light</title>", "<title>First &lt;b&gt;light&lt;/b&gt;</title>", "FP031"),
    ("<title>First light</title>", "<title> First light</title>", "FP029"),
    ('<guid isPermaLink="false">', "<guid>", "FP207"),
    (">7c029615-a810-4214-9342-eee73f58435d<", ">1<", "FP208"),
    ("<pubDate>Mon, 23 Nov 2026 06:00:00 +0000", "<pubDate>2026-11-23T06:00:00Z", "FP212"),
    ("<pubDate>Mon, 23", "<pubDate>Tue, 23", "FP213"),
    ("<pubDate>Mon, 23 Nov 2026 06:00:00 +0000", "<pubDate>Mon, 23 Nov 2026 06:00:00 UTC", "FP214"),
    ("What the tide brings.", '<a href="/x">What the tide brings.</a>', "FP245"),
    ("What the tide brings.", "<script>x()</script>", "FP244"),
    ('length="11534336"', 'length="0"', "FP305"),
    ('length="11534336"', 'length="11.5 MB"', "FP304"),
    ('type="audio/mpeg"', 'type="audio/mp3"', "FP309"),
    ("<itunes:duration>720", "<itunes:duration>12 min", "FP224"),
    (
        "<itunes:explicit>false</itunes:explicit>\n<itunes:episodeType>",
        "<itunes:explicit>no</itunes:explicit>\n<itunes:episodeType>",
        "FP222",
    ),
    ("<itunes:episodeType>full", "<itunes:episodeType>teaser", "FP228"),
    ('.vtt" type="text/vtt"', '.vtt" type="text/vtt" language="English"', "FP532"),
]


@pytest.mark.parametrize(("good", "bad", "code"), FAULTS, ids=lambda value: value if value[:2] == "FP" else None)
def test_a_planted_fault_is_found_and_nothing_else(good: str, bad: str, code: str) -> None:
    """With the right code, at the right line."""
    text = good_feed()
    assert 1 == text.count(good) or code in {"FP201", "FP212", "FP213", "FP214"}, "the fault is planted once"
    planted = text.replace(good, bad, 1)
    line = planted[: planted.index(bad)].count("\n") + 1

    seen = read(planted.encode(), now=NOW, address=ADDRESS)
    found = [(one.rule.code, seen.place(one.fault.path)[0]) for one in check(seen.feed)]

    assert [(code, line)] == found


def test_there_are_thirty() -> None:
    """Of all families that a file can show."""
    assert 30 == len(FAULTS)
