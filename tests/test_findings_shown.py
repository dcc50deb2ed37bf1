"""What a check prints of many findings: errors first, rule by rule, the first places of each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from feedpub.cli import app
from feedpub.output.findings import FEW, MISTAKES, finding_lines
from feedpub.output.text import Line


def finding(code: str, severity: str, line: int, *, hint: str = "mend it") -> dict[str, Any]:
    """A finding as the document has it."""
    return {
        "code": code,
        "severity": severity,
        "file": "feed.xml",
        "line": line,
        "column": 1,
        "message": f"{code.lower()} at {line}",
        "hint": hint,
    }


MANY = [
    *(finding("FP224", "warning", line) for line in range(1, 1386)),
    finding("FP301", "note", 7, hint=""),
    *(finding("FP101", "error", line, hint=f"write {line}") for line in (40, 50)),
    finding("FP203", "warning", 9),
]


def shown(lines: Any) -> list[str]:
    """Lines as they are read."""
    return [" " * one.indent + (f"{one.label}: " if one.label else "") + one.text for one in lines]


def test_errors_come_first_and_a_rule_stands_together() -> None:
    """The one that stops a directory is not behind 1,385 that do not; equal advice stands once."""
    assert [
        "feed.xml:40:1: FP101 error: fp101 at 40",
        "  help: write 40",
        "feed.xml:50:1: FP101 error: fp101 at 50",
        "  help: write 50",
        "feed.xml:1:1: FP224 warning: fp224 at 1",
        "  help: mend it",
        "feed.xml:2:1: FP224 warning: fp224 at 2",
        "feed.xml:3:1: FP224 warning: fp224 at 3",
        "  … and 1,382 more of FP224 (--full shows every one)",
        "feed.xml:9:1: FP203 warning: fp203 at 9",
        "  help: mend it",
        "feed.xml:7:1: FP301 note: fp301 at 7",
    ] == shown(finding_lines(MANY))


def test_every_finding_is_shown_if_that_is_wanted() -> None:
    """In the same order."""
    lines = [line for line in shown(finding_lines(MANY, every=True)) if line.startswith("feed.xml")]

    assert len(MANY) == len(lines)
    assert ["error", "warning", "note"] == list(dict.fromkeys(line.split()[2].rstrip(":") for line in lines))


@pytest.mark.parametrize("count", [1, FEW, FEW + 1])
def test_nothing_is_counted_that_is_shown(count: int) -> None:
    """Where all fit, no line says that there are more."""
    lines = shown(finding_lines(MANY[:count]))

    assert (count > FEW) == any("more of" in line for line in lines)


def test_mistakes_of_the_author_are_shown_at_once() -> None:
    """Each is another one, as README promises; of very many the first."""
    few = [finding("FP000", "error", line) for line in range(12)]
    many = [finding("FP000", "error", line) for line in range(30)]

    assert 12 == sum("FP000 error" in line for line in shown(finding_lines(few)))
    assert MISTAKES == sum("FP000 error" in line for line in shown(finding_lines(many)))
    assert "  … and 10 more of FP000 (--full shows every one)" == shown(finding_lines(many))[-1]


def test_a_run_names_its_own_option() -> None:
    """`publish` has no `--all`."""
    assert Line("… and 1,382 more of FP224 (-v shows every one)", indent=2) in list(finding_lines(MANY, option="-v"))


FEED = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel><title>T</title>
{items}
</channel></rss>
"""
ITEM = "<item><title>{n}</title><guid>g{n}</guid></item>\n"


@pytest.fixture
def feed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A feed of thirty items without an enclosure."""
    path = tmp_path / "feed.xml"
    path.write_text(FEED.format(items="".join(ITEM.format(n=number) for number in range(30))), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return path


def run(*words: str) -> str:
    """What `feedpub check` prints."""
    return CliRunner().invoke(app, ["check", *words], catch_exceptions=False).stdout


@pytest.mark.parametrize("format", ["text", "markdown"])
def test_check_shows_the_first_places_of_each_rule(feed: Path, format: str) -> None:
    """With `--all` every line; the counts and the verdicts are those of all of them, either way."""
    few, every = run(feed.name, "--format", format), run(feed.name, "--format", format, "--full")

    assert ("… and 27 more of" in few, "more of" in every) == (True, False)
    assert len(few.splitlines()) * 3 < len(every.splitlines())
    assert {line for line in few.splitlines() if "episodes," in line} == {
        line for line in every.splitlines() if "episodes," in line
    }


@pytest.mark.parametrize("format", ["json", "github"])
def test_programs_get_every_finding(feed: Path, format: str) -> None:
    """Documents and annotations are as they were."""
    assert run(feed.name, "--format", format) == run(feed.name, "--format", format, "--full")
    assert "more of" not in run(feed.name, "--format", format)
