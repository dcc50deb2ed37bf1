"""Rules by date: what was required at a time (`check --as-of`), and what is new since (`rule --since`)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.good_feed import good_feed
from typer.testing import CliRunner, Result

from feedpub.cli import app
from feedpub.errors import FeedpubError
from feedpub.lint import Period, Platform
from feedpub.lint.rules import RULES


def run(*words: str) -> Result:
    """One command; whatever it raises is a bug."""
    done = CliRunner().invoke(app, list(words))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


@pytest.fixture
def feed(tmp_path: Path) -> str:
    """The path of a feed with a number in a title: Apple warns of it since June 2017, PSP-1 since March 2023."""
    path = tmp_path / "feed.xml"
    path.write_text(good_feed().replace("<title>First light", "<title>Ep. 12: First light"), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("as_of", "warnings"),
    [
        ("2016", {"apple": 0}),
        ("2017-05", {"apple": 0}),
        ("2017-06", {"apple": 1}),
        ("2017", {"apple": 1}),
        ("2023-02-28", {"apple": 1, "spotify": 0, "podcasting-2.0": 0}),
        ("2024-01", {"apple": 1, "spotify": 0, "youtube": 0, "psp-1": 1, "podcasting-2.0": 0}),
    ],
)
def test_what_began_later_is_not_applied(feed: str, as_of: str, warnings: dict[str, int]) -> None:
    """Each platform counts what it required then; one that was not there yet has no verdict."""
    subject = json.loads(run("check", feed, "--select", "FP203", "--as-of", as_of, "--json").stdout)["subjects"][0]

    assert warnings == {name: verdict["warnings"] for name, verdict in subject["verdicts"].items()}


@pytest.mark.parametrize(
    ("code", "as_of", "platforms"),
    [
        ("FP101", "2001", None),
        ("FP101", "2004", None),
        ("FP101", "2010", ("apple",)),
        ("FP223", "2024", ("apple", "psp-1")),
        ("FP412", "2017", None),
        ("FP642", "2024-02", None),
        ("FP642", "2024-03", ("apple",)),
        ("FP044", "2010", ("apple",)),
        ("FP208", "2006", None),
        ("FP208", "2007-10", ()),
        ("FP530", "2025", ("apple", "podcasting-2.0")),
        ("FP530", "2024", ("podcasting-2.0",)),
    ],
)
def test_a_rule_is_that_of_its_platforms_at_the_time(code: str, as_of: str, platforms: tuple[str, ...] | None) -> None:
    """A rule that nobody had yet is none; what everybody needs concerns those that were there."""
    rule = RULES[code].as_of(Period(as_of))

    assert platforms == (rule and tuple(platform.value for platform in rule.platforms))


def test_today_every_rule_is_applied_as_it_is() -> None:
    """Nothing in the tables begins later than this year."""
    assert {code: rule.platforms for code, rule in RULES.items()} == {
        code: then.platforms for code, rule in RULES.items() if (then := rule.as_of(Period("2026")))
    }


def test_rules_since_a_year_are_those_of_which_something_is_new() -> None:
    """With who requires it since when; other rules and older requirements are not listed."""
    lines = run("rule", "--since", "2025-12").stdout.splitlines()

    assert "FP416  warning  large-artwork-file       Apple Podcasts 2026-02" in lines
    assert "FP530  warning  mistyped-chapters-tag    Apple Podcasts 2025-12" in lines
    assert [] == [line for line in lines if line.startswith(("FP203", "FP642"))]


def test_rules_since_a_year_are_searched_and_documents_too() -> None:
    """Words choose among them; the document names each requirement with its source."""
    found = json.loads(run("rule", "FP530", "--since", "2025", "--json").stdout)["rules"]

    assert ["FP530"] == [rule["code"] for rule in found]
    assert {
        "id": "chp-tag-type",
        "who": "apple",
        "what": "`podcast:chapters` is read",
        "since": "2025-12",
        "source": "Apple 5482, Chapters on Apple Podcasts",
    } == found[0]["requirements"][0]
    assert "no rule of these is new since 2025" in run("rule", "FP203", "--since", "2025").stderr


@pytest.mark.parametrize("text", ["", "soon", "24", "2024-13", "2024-1", "2024-01-32", "2024/01", "٢٠٢٤"])
def test_a_date_is_a_year_a_month_or_a_day(feed: str, text: str) -> None:
    """Anything else is refused by each option, and nothing is checked."""
    assert 2 == run("check", feed, "--as-of", text).exit_code
    assert 2 == run("rule", "--since", text).exit_code
    with pytest.raises(FeedpubError, match="--as-of does not accept"):
        Period.read(text, option="--as-of")


def test_a_page_names_each_document_with_its_date() -> None:
    """And the requirement, by its name in docs/requirements.md."""
    page = run("rule", "FP203").stdout

    assert "source       Apple, A Podcaster's Guide to RSS, since 2017-06 (it-title-numbers)\n" in page
    assert "             PSP-1, Podcast RSS Specification, since 2023-03 (it-title-numbers)\n" in page


def test_a_finding_names_the_requirement_that_it_reports(feed: str) -> None:
    """In the document, beside source and date."""
    subject = json.loads(run("check", feed, "--select", "FP203", "--json").stdout)["subjects"][0]

    assert [(["it-title-numbers"], "2017-06")] == [(one["requirements"], one["since"]) for one in subject["findings"]]


def test_platforms_know_since_when_they_require_something() -> None:
    """By their tables."""
    assert [Platform.APPLE] == [one for one in Platform if one.was_there(Period("2010"))]
