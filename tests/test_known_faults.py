"""Findings of rules that read one item are kept by all that such a rule can see; other rules run on every feed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from tests.good_feed import NOW
from tests.test_corpus import FEEDS

from feedpub.feed_view import Element, FeedView
from feedpub.lint import KnownFaults, Rule, check
from feedpub.lint.known import digest_of
from feedpub.lint.rule import NO_FEED
from feedpub.lint.rules import RULES
from feedpub.reader import read


@pytest.mark.parametrize("name", FEEDS)
def test_what_is_known_is_what_would_be_found(name: str) -> None:
    """In the same order, with a cold cache and with what a file has kept of it."""
    feed = read(FEEDS[name], now=NOW).feed
    found, cold = list(check(feed)), KnownFaults({})

    assert found == list(check(feed, known=cold))
    assert found == list(check(feed, known=KnownFaults(json.loads(json.dumps(cold.used)))))


def _feed() -> FeedView:
    """The feed here with the most episodes."""
    return max((read(data, now=NOW).feed for data in FEEDS.values()), key=lambda feed: len(feed.items))


def _with_items(feed: FeedView, items: Sequence[Element]) -> FeedView:
    """The feed with other items."""
    others = [one for one in feed.channel.children if one.name != "item"]
    return replace(feed, channel=replace(feed.channel, children=(*others, *items)), items=tuple(items))


def test_an_item_is_the_same_wherever_it_stands() -> None:
    """No index is in what is kept: the first item as the last one is the same, at its new path."""
    feed, known = _feed(), KnownFaults({})
    list(check(feed, known=known))
    number = len(known.used)
    moved = _with_items(feed, [_at(item, at) for at, item in enumerate(reversed(feed.items))])

    assert list(check(moved)) == list(check(moved, known=known))
    assert number == len(known.used)


def _at(element: Element, at: int) -> Element:
    path = f"items[{at}]{element.path.partition(']')[2]}"
    children = tuple(_at(one, at) for one in element.children)
    return Element(element.name, element.text, element.attributes, children, path)


def test_another_item_is_another_one() -> None:
    """By a text, an attribute, a fact or an element more, and by where an element stands."""
    inner = Element("a", "b", {"c": "d"}, (Element("e"),))
    others = [
        inner,
        replace(inner, text="x"),
        replace(inner, attributes={"c": "x"}),
        replace(inner, attributes={"c": "d", "e": ""}),
        replace(inner, children=()),
        replace(inner, children=(Element("e"), Element("e"))),
        Element("a", "b", {"c": "d"}, (Element("", "e"),)),
    ]

    assert len(others) == len({digest_of(one) for one in others})


def test_a_rule_that_reads_one_item_is_not_handed_the_feed() -> None:
    """It says so by taking the feed as `_`; every other rule is asked although all items are known."""
    feed, known = _feed(), KnownFaults({})
    given: list[tuple[bool, bool]] = []

    def spied(rule: Rule) -> Rule:
        def check_it(subject: object, around: FeedView) -> Iterator[None]:
            given.append((rule.reads_one, around is NO_FEED))
            return iter(())

        return replace(rule, check=check_it)  # type: ignore[arg-type]  # it finds nothing

    list(check(feed, known=known))
    list(check(feed, map(spied, RULES.values())))
    list(check(feed, map(spied, RULES.values()), known))

    assert {(True, True), (False, False)} == {*given}
    assert [one.code for one in RULES.values() if one.reads_one] == [
        one.code for one in RULES.values() if one.check.__code__.co_varnames[1].startswith("_")
    ]


def test_rules_that_see_other_items_run_although_all_items_are_known() -> None:
    """Two items that are known each for itself have one date now."""
    feed, known = _feed(), KnownFaults({})
    list(check(feed, known=known))
    twice = _with_items(feed, [feed.items[0], _at(feed.items[0], 1)])

    assert list(check(twice)) == list(check(twice, known=known))
    assert len(list(check(twice))) > len(list(check(_with_items(feed, feed.items[:1]))))
