"""Rules about the document and its addresses, where examples cannot say it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.good_feed import ADDRESS, NOW, example, good_feed

from feedpub.feed_view import FeedView
from feedpub.lint import check
from feedpub.lint.rules import RULES
from feedpub.reader import read


def codes(feed: FeedView) -> list[str]:
    """The codes of what is found."""
    return [one.rule.code for one in check(feed)]


@pytest.mark.parametrize(
    "base", ["http://127.0.0.1:8000", "http://localhost:8000", "https://nas.local", "http://[::1]"]
)
def test_a_rehearsal_is_silent_about_its_own_address(base: str) -> None:
    """Everything in it lies on this machine on purpose; for the public it is an error at every place."""
    feed = read(good_feed().replace("https://tidewater.example", base).encode(), now=NOW, address=ADDRESS).feed

    public, rehearsal = codes(feed), codes(replace(feed, rehearsal=True))

    assert "FP044" in public
    assert set() == {"FP038", "FP039", "FP040", "FP041", "FP044"} & set(rehearsal)


@pytest.mark.slow
def test_more_than_a_thousand_episodes_are_too_many() -> None:
    """A thousand are not."""
    whole = good_feed()
    item = f"<item>{whole.partition('<item>')[2].partition('</item>')[0]}</item>"

    def show(count: int) -> FeedView:
        return read(whole.replace(item, item * count).encode(), now=NOW, address=ADDRESS).feed

    assert "FP037" not in codes(show(1000))
    assert "FP037" in codes(show(1001))


def test_a_finding_never_repeats_a_secret() -> None:
    """Reports are printed in logs that others read."""
    for code in ("FP042", "FP043", "FP046", "FP047"):
        for bad in RULES[code].bad:
            for one in check(example(RULES[code], bad).feed):
                text = one.fault.message + one.fault.hint
                assert not [word for word in ("9f3c", "5e0c1f", "ada:tide", "AKIAIOSFODNN7EXAMPLE") if word in text]


def test_every_trouble_of_the_reader_has_its_rule() -> None:
    """What the reader says under a name is reported by the rule of that name."""
    names = {rule.name for rule in RULES.values()}
    texts = [
        "<rss>&nbsp;&x & <!-- -- --><a b=c></rss><!-- -->\x01",
        '\n<?xml version="1.0" encoding="x"?><!DOCTYPE rss><rss xmlns:itunes="HTTP://www.itunes.com/dtds/podcast-1.0.dtd">',
        '<?xml version="1.0" encoding="UTF-16"?><rss><b:c/></rss>',
        '<?xml version="1.0" encoding="latin1"?><rss>' + "<a>" * 99,
    ]
    kinds = {one.kind for text in texts for one in read(text.encode(), now=NOW).feed.document.troubles}

    assert len(kinds) > 10
    assert set() == kinds - names
