"""FP231 and FP232: the episodes together: their order and their dates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from feedpub.lint.dates import moment_of
from feedpub.lint.rule import WARNING, Fault, fault, rule
from feedpub.view import Element, Feed
from feedpub.vocab import quoted


@rule(
    "FP231",
    "channel",
    WARNING,
    since="2003",
    source="every reader that takes the first episodes for the newest",
    holds=["it-order"],
)
def unsorted_episodes(_: Element, feed: Feed) -> Iterator[Fault]:
    """The episodes are not sorted by date.

    Most apps sort by themselves; car radios, speakers and widgets take the first ones for the newest.

    Bad:  <item><pubDate>Mon, 09 Nov 2026 06:00:00 +0000</pubDate></item>
          <item><pubDate>Mon, 23 Nov 2026 06:00:00 +0000</pubDate></item>
    Good: <item><pubDate>Mon, 23 Nov 2026 06:00:00 +0000</pubDate></item>
          <item><pubDate>Mon, 09 Nov 2026 06:00:00 +0000</pubDate></item>
    """
    moments = [(moment, item) for item in feed.items if (moment := moment_of(item))]
    for (before, _item), (after, item) in pairwise(moments):
        if after > before:
            at = item.first("pubDate") or item
            yield fault(at, "this episode is newer than the one above it", "sort them, newest first")
            return


@rule("FP232", "channel", WARNING, since="2003", source="every reader that sorts by date", holds=["it-pubdate-unique"])
def repeated_date(_: Element, feed: Feed) -> Iterator[Fault]:
    """Two full episodes have the same date, to the second.

    Apps sort by it: which comes first changes from app to app, and from day to day.

    Bad:  <item><pubDate>Mon, 09 Nov 2026 06:00:00 +0000</pubDate></item>
          <item><pubDate>Mon, 09 Nov 2026 06:00:00 +0000</pubDate></item>
    Good: <item><pubDate>Mon, 09 Nov 2026 06:00:01 +0000</pubDate></item>
          <item><pubDate>Mon, 09 Nov 2026 06:00:00 +0000</pubDate></item>
    """
    full = [item for item in feed.items if item.value("itunes:episodeType").lower() in {"full", ""}]
    counts = Counter(moment_of(item) for item in full)
    first: dict[object, Element] = {}
    for item in full:
        moment = moment_of(item)
        if moment is None or counts[moment] < 2:
            continue
        other = first.setdefault(moment, item)
        if other is not item:
            at = item.first("pubDate") or item
            yield fault(at, f"{quoted(other.value('title'))} has the same date", "move one by a second")
