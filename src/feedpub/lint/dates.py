"""FP21x: when an episode was published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from feedpub.lint.rule import BOARD, ERROR, EVERY, REQUIREMENTS, RSS_2, WARNING, Fault, fault, rule
from feedpub.view import Element, Feed
from feedpub.vocab import Dated, quoted, read_date

_read = lru_cache(maxsize=4096)(read_date)


def moment_of(item: Element) -> datetime | None:
    """When an episode was published, in UTC; None if nobody could tell."""
    said = item.value("pubDate")
    return _read(said).moment if said else None


def _dated(date: Element) -> Dated:
    return _read(date.value_here) if date.value_here else Dated()


@rule("FP211", "item", ERROR, *EVERY, since="2023", source=REQUIREMENTS, holds=["it-pubdate"])
def missing_date(item: Element, _: Feed) -> Iterator[Fault]:
    """An episode has no date.

    Apps sort by it; without one an episode is the oldest of all, or the newest for ever.

    Bad:  <pubDate/>
    Good: <pubDate>Mon, 23 Nov 2026 06:00:00 +0000</pubDate>
    """
    if not item.value("pubDate"):
        hint = "add `<pubDate>` like `Mon, 23 Nov 2026 06:00:00 +0000`"
        yield fault(item.first("pubDate") or item, "the episode has no `<pubDate>`", hint)


@rule("FP212", "item/pubDate", ERROR, *EVERY, since="RSS 2.0", source=RSS_2, holds=["it-pubdate"])
def unreadable_date(date: Element, _: Feed) -> Iterator[Fault]:
    """An episode's date is not one that feeds have.

    Feeds write dates like e-mail (RFC 2822): English names, a time, a zone. ISO dates are not read by Apple and others.

    Bad:  <pubDate>2026-11-23T06:00:00Z</pubDate>
    Bad:  <pubDate>Mo, 23 Dez 2026 06:00:00 +0100</pubDate>
    Bad:  <pubDate>Mon, 23 Nov 2026 06:00:00</pubDate>
    Good: <pubDate>Mon, 23 Nov 2026 06:00:00 +0000</pubDate>
    """
    dated = _dated(date)
    if dated.fault:
        yield fault(date, dated.fault, dated.hint)


@rule("FP213", "item/pubDate", ERROR, *EVERY, since="RSS 2.0", source=RSS_2, holds=["it-pubdate"])
def wrong_weekday(date: Element, _: Feed) -> Iterator[Fault]:
    """The day of the week does not match the date.

    Strict readers refuse the date then, and the episode has none.

    Bad:  <pubDate>Sat, 31 Dec 1999 23:59:59 GMT</pubDate>
    Good: <pubDate>Fri, 31 Dec 1999 23:59:59 GMT</pubDate>
    """
    dated = _dated(date)
    if dated.weekday:
        yield fault(date, f"{quoted(date.value_here)} was a {dated.weekday}", dated.hint)


@rule("FP214", "item/pubDate", WARNING, *EVERY, since="2023", source=REQUIREMENTS, holds=["it-pubdate"])
def odd_date(date: Element, _: Feed) -> Iterator[Fault]:
    """An episode's date has a form that strict readers stumble over.

    A named zone, no day of the week, no seconds, two-digit years: old RSS allows them, Java's and Apple's readers are
    stricter.

    Bad:  <pubDate>Mon, 16 Nov 2026 06:00:00 PST</pubDate>
    Bad:  <pubDate>16 Nov 2026 06:00:00 +0000</pubDate>
    Good: <pubDate>Mon, 16 Nov 2026 06:00:00 -0800</pubDate>
    """
    dated = _dated(date)
    if dated.moment and dated.oddity and not dated.weekday:
        yield fault(date, f"{quoted(date.value_here)}: {dated.oddity}", dated.hint)


@rule("FP215", "item", WARNING, *EVERY, since="2007", source=BOARD, holds=["it-pubdate-future"])
def future_date(item: Element, feed: Feed) -> Iterator[Fault]:
    """An episode in the feed has a date in the future.

    Some apps hide it until then, some show it on top for ever; either way it can be downloaded now.

    Bad:  <pubDate>Mon, 23 Nov 2099 06:00:00 +0000</pubDate>
    Good: <pubDate>Mon, 23 Nov 2026 06:00:00 +0000</pubDate>
    """
    moment, date = moment_of(item), item.first("pubDate")
    if moment and date and (moment - feed.now).total_seconds() > 3600 and item.first("seen:withheld") is None:
        yield fault(date, f"{quoted(date.value_here)} is in the future", "leave the episode out until it is due")
