"""Mistakes that real feeds made: `tests/lint/*.yaml`, each saying what is to be found in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.good_feed import example

from feedpub.lint import check
from feedpub.lint.rules import RULES

CASES: dict[str, dict[str, Any]] = {
    f"{file.stem}-{number}": case
    for file in sorted(Path(__file__).with_name("lint").glob("*.yaml"))
    for number, case in enumerate(yaml.safe_load(file.read_text(encoding="utf-8")))
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_real_mistake_is_called_by_its_name(case: dict[str, Any]) -> None:
    """Exactly the expected rules speak, each once for each time it is expected; near misses stay silent."""
    rule = RULES[case.get("rule") or case["expect"][0]]

    found = list(check(example(rule, case["xml"]).feed))

    assert sorted(case["expect"]) == sorted(one.rule.code for one in found), case["about"]


def test_every_rule_has_a_case() -> None:
    """Beside the examples in its manual page."""
    cased = {code for case in CASES.values() for code in case["expect"]}

    assert [] == sorted(set(RULES) - cased)
