"""Each kind of verdict of the W3C validator that matters to podcasts: feedpub's own, or why it has none."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.good_feed import example

from feedpub.lint import check
from feedpub.lint.rules import RULES

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("w3c.yaml").read_text(encoding="utf-8"))
PAGE = Path(__file__).parents[1] / "docs/requirements.md"
BEGIN = "| verdict of the W3C validator | rules of feedpub | |\n| --- | --- | --- |\n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["verdict"])
def test_a_verdict_is_matched_or_explained(case: dict[str, Any]) -> None:
    """The expected rules speak, and no other one; where none does, the table says why."""
    rule = RULES[case.get("rule") or case["expect"][0]]

    found = {one.rule.code for one in check(example(rule, case["xml"]).feed)}

    assert set(case["expect"]) == found
    assert case["expect"] or case["because"]


def test_the_page_shows_every_verdict() -> None:
    """docs/requirements.md has a row for each; UPDATE_GOLDEN=1 writes them."""
    text = PAGE.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    tail = rest[rest.index("\n\n") :] if "\n\n" in rest else "\n"
    rows = (
        f"| {case['verdict']} | {', '.join(f'`{code}`' for code in case['expect'])} | {case.get('because', '')} |"
        for case in CASES
    )
    wanted = head + BEGIN + "\n".join(rows) + tail
    if os.environ.get("UPDATE_GOLDEN"):
        PAGE.write_text(wanted, encoding="utf-8")
        text = wanted

    assert wanted == text
