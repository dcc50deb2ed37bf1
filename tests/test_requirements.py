"""`docs/requirements.md` says of every requirement where it is held, and `docs/rules.md` what the rules are."""

from __future__ import annotations

import os
import re
from pathlib import Path

from typer.testing import CliRunner

from feedpub.cli import app
from feedpub.lint import IDLE_SUPPRESSION, TITLES, UNPUBLISHABLE, Period, Platform, Requirement
from feedpub.lint.requirement import EVERYBODY, table
from feedpub.lint.rules import RULES

DOCS = Path(__file__).parents[1] / "docs"
REQUIREMENTS = DOCS / "requirements.md"
ROW = re.compile(r"^\| `(?P<id>[a-z0-9-]+)` \| .* \| (?P<rules>[^|]*) \| (?P<held>[^|]*) \|$", re.MULTILINE)
NAMES = (*Platform, *EVERYBODY)


def test_the_page_of_requirements_is_made_of_the_tables() -> None:
    """Who requires it, since when, what, and the rules that report it; UPDATE_GOLDEN=1 writes them."""
    text = REQUIREMENTS.read_text(encoding="utf-8")
    rules = sorted((*RULES.values(), UNPUBLISHABLE, IDLE_SUPPRESSION), key=lambda rule: rule.code)

    def filled(row: re.Match[str]) -> str:
        found = [one for name in NAMES if (one := table(name).requirements.get(row["id"]))]
        codes = ", ".join(f"`{rule.code}`" for rule in rules if row["id"] in rule.holds)
        return f"| `{row['id']}` | {who(found)} | {what(found)} | {codes} | {row['held'].strip()} |"

    wanted = ROW.sub(filled, text)
    if os.environ.get("UPDATE_GOLDEN"):
        REQUIREMENTS.write_text(wanted, encoding="utf-8")
        text = wanted

    assert wanted == text


def who(found: list[Requirement]) -> str:
    """Who requires it, and since when."""
    return ", ".join(TITLES[one.who] + (f" ({one.since})" if one.since else "") for one in found)


def what(found: list[Requirement]) -> str:
    """What they require: once if all say the same."""
    names: dict[str, list[str]] = {}
    for one in found:
        names.setdefault(one.what, []).append(TITLES[one.who])
    texts = list(names) if len(names) == 1 else [f"{', '.join(whose)}: {text}" for text, whose in names.items()]
    return "; ".join(texts).replace("|", "\\|")


def test_the_page_has_every_requirement_once() -> None:
    """A requirement of a table has a row, and a row one in a table at least."""
    rows = [row["id"] for row in ROW.finditer(REQUIREMENTS.read_text(encoding="utf-8"))]

    assert sorted({one for name in NAMES for one in table(name).requirements}) == sorted(rows)


def test_each_platform_of_a_rule_requires_it() -> None:
    """What a rule names is in the tables of its platforms, or else in one of everybody."""
    missing = {
        (rule.code, name)
        for rule in (*RULES.values(), UNPUBLISHABLE, IDLE_SUPPRESSION)
        for name in (rule.platforms or ("nobody",))
        if not {one.who for one in rule.requirements} & {name, *EVERYBODY}
    }

    assert set() == missing


def test_dates_of_requirements_are_periods() -> None:
    """A year, a month or a day; a platform requires nothing before it begins."""
    dates = [one.since for name in NAMES for one in table(name).requirements.values()]

    assert [date for date in dates if date] == [Period.read(date, option="since").text for date in dates if date]
    assert [] == [
        (platform, name)
        for platform in Platform
        for name, one in table(platform).requirements.items()
        if one.since < table(platform).since[: len(one.since)]
    ]


def test_every_requirement_is_held_somewhere() -> None:
    """By a rule, or by a part of feedpub; or it says why not."""
    rows = ROW.finditer(REQUIREMENTS.read_text(encoding="utf-8"))

    assert [] == [row["id"] for row in rows if not row["rules"].strip() and not row["held"].strip()]


def test_rules_hold_requirements_that_there_are() -> None:
    """No rule names another."""
    known = {one for name in NAMES for one in table(name).requirements}

    assert {} == {code: set(rule.holds) - known for code, rule in RULES.items() if set(rule.holds) - known}


def test_the_page_of_rules_is_that_of_this_version() -> None:
    """docs/rules.md is what `feedpub rule --all --format markdown` prints; UPDATE_GOLDEN=1 writes it."""
    printed = CliRunner().invoke(app, ["rule", "--all", "--format", "markdown"]).stdout
    page = DOCS / "rules.md"
    if os.environ.get("UPDATE_GOLDEN"):
        page.write_text(printed, encoding="utf-8")

    assert printed == page.read_text(encoding="utf-8")
