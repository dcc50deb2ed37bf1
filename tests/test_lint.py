"""Every rule is one thing: documented, with examples that hold."""

from __future__ import annotations

import ast
import gc
import re
from pathlib import Path

import pytest
from tests.good_feed import ADDRESS, NOW, example, good_feed

from feedpub.feed_view import Element
from feedpub.lint import Rule, check, rules
from feedpub.lint.rules import RULES
from feedpub.reader import read

EVERY_RULE = [pytest.param(rule, id=rule.code) for rule in RULES.values()]


def test_nobody_has_anything_against_the_good_feed() -> None:
    """What the examples change is a feed without any finding, notes included."""
    found = list(check(read(good_feed().encode(), now=NOW, address=ADDRESS).feed))

    assert [] == [(one.rule.code, one.fault) for one in found]


def test_a_feed_that_was_checked_is_kept_nowhere() -> None:
    """Its elements are as large as a catalog, and a publish goes on after it: rules keep them only for each other."""
    name = "{https://example.com/once}kept"
    data = good_feed().replace("</item>", '<kept xmlns="https://example.com/once"/></item>').encode()

    feed = read(data, now=NOW, address=ADDRESS).feed
    assert any(item.first(name) for item in feed.items)
    list(check(feed))
    del feed
    gc.collect()

    assert [] == [one for one in gc.get_objects() if type(one) is Element and one.name == name]


@pytest.mark.parametrize("rule", EVERY_RULE)
def test_a_bad_example_triggers_exactly_its_rule(rule: Rule) -> None:
    """Each `Bad:` is found by its rule, at a place, and by no other; what the message quotes is there."""
    for bad in rule.bad:
        seen = example(rule, bad)
        found = list(check(seen.feed))

        assert {rule.code} == {one.rule.code for one in found}, bad
        assert all(one.fault.message and "''" not in one.fault.message for one in found)


@pytest.mark.parametrize("rule", EVERY_RULE)
def test_a_good_example_triggers_nothing(rule: Rule) -> None:
    """Each `Good:` is right in every respect."""
    for good in rule.good:
        found = list(check(example(rule, good).feed))

        assert [] == [(one.rule.code, one.fault) for one in found], good


@pytest.mark.parametrize("rule", EVERY_RULE)
def test_a_rule_is_a_page_of_the_manual(rule: Rule) -> None:
    """Code, name, summary, reason, source and both kinds of examples."""
    assert re.fullmatch(r"FP[0-9]{3}", rule.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    assert rule.summary.endswith("."), rule.summary
    assert rule.why
    assert rule.source
    assert rule.bad
    assert rule.good


def test_names_are_those_of_the_bad_pattern() -> None:
    """So that "allow number-in-title" reads well; "allow prefer-no-number" does not."""
    imperative = re.compile(r"^(no|prefer|avoid|use|require|check|ensure|should|must)-|-(required|expected)$")

    assert [] == [rule.name for rule in RULES.values() if imperative.search(rule.name)]
    assert len(RULES) == len({rule.name for rule in RULES.values()})


def test_every_module_of_rules_is_loaded() -> None:
    """A module that `lint/rules/__init__.py` does not import would check nothing, and no command would say so."""
    registry = Path(rules.__file__)
    imported = {
        name.name
        for node in ast.walk(ast.parse(registry.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "feedpub.lint.rules"
        for name in node.names
    }

    assert {path.stem for path in registry.parent.glob("*.py")} - {"__init__"} == imported


def test_rules_are_in_the_order_of_their_codes() -> None:
    """Whatever the order in which modules are loaded."""
    assert sorted(RULES) == list(RULES)
