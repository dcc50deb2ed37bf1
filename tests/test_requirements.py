"""`docs/requirements.md` says of every requirement where it is held, and `docs/rules.md` what the rules are."""

from __future__ import annotations

import os
import re
from pathlib import Path

from typer.testing import CliRunner

from feedpub.cli import app
from feedpub.lint.rules import RULES

DOCS = Path(__file__).parents[1] / "docs"
REQUIREMENTS = DOCS / "requirements.md"
ROW = re.compile(r"^\| ([0-9]+) \| `([a-z0-9-]+)` \| ([^|]*) \| (.*) \| ([^|]*) \| ([^|]*) \|$", re.MULTILINE)


def test_every_requirement_names_the_rules_that_hold_it() -> None:
    """All 160, each with its rules; UPDATE_GOLDEN=1 writes their codes."""
    text = REQUIREMENTS.read_text(encoding="utf-8")

    def filled(row: re.Match[str]) -> str:
        codes = ", ".join(f"`{rule.code}`" for rule in rules if row[2] in rule.holds)
        return f"| {row[1]} | `{row[2]}` | {row[3]} | {row[4]} | {codes} | {row[6]} |"

    rules = sorted(RULES.values(), key=lambda rule: rule.code)
    wanted = ROW.sub(filled, text)
    if os.environ.get("UPDATE_GOLDEN"):
        REQUIREMENTS.write_text(wanted, encoding="utf-8")
        text = wanted

    assert list(map(str, range(1, 161))) == [row[1] for row in ROW.finditer(text)]
    assert wanted == text


def test_every_requirement_is_held_somewhere() -> None:
    """By a rule, or by a part of feedpub; or it says why not."""
    rows = ROW.finditer(REQUIREMENTS.read_text(encoding="utf-8"))

    assert [] == [row[2] for row in rows if not row[5].strip() and not row[6].strip()]


def test_rules_hold_requirements_that_there_are() -> None:
    """No rule names another."""
    known = {row[2] for row in ROW.finditer(REQUIREMENTS.read_text(encoding="utf-8"))}

    assert {} == {code: set(rule.holds) - known for code, rule in RULES.items() if set(rule.holds) - known}


def test_the_page_of_rules_is_that_of_this_version() -> None:
    """docs/rules.md is what `feedpub rule --all --format markdown` prints; UPDATE_GOLDEN=1 writes it."""
    printed = CliRunner().invoke(app, ["rule", "--all", "--format", "markdown"]).stdout
    page = DOCS / "rules.md"
    if os.environ.get("UPDATE_GOLDEN"):
        page.write_text(printed, encoding="utf-8")

    assert printed == page.read_text(encoding="utf-8")
