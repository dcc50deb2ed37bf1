"""What programs get of a check: the JSON document and its schema, SARIF, and files beside the output."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, Draft202012Validator
from tests.good_feed import good_feed
from tests.parts import lacking
from tests.studio import NOW, Studio
from typer.testing import CliRunner, Result

from feedpub.cli import app, environment
from feedpub.lint.rules import RULES

ROOT = Path(__file__).parents[1]
SARIF_SCHEMA = ROOT / "tests/node/node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"
"""The schema of OASIS, as the package of SARIF's own tools has it."""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """A show with findings of each severity, a draft, an absent recording and a comment that ignores one."""
    desk = Studio(tmp_path)
    desk.show(owner=None)
    desk.episode("first-light", title="Ep. 12: First light", notes="Words.")
    desk.episode("second", title="Dusk", notes="Words.", draft=True)
    ignored = desk.episode("third", title="Ep. 13: Ebb", notes="Words.")
    text = ignored.read_text(encoding="utf-8")
    ignored.write_text(text.replace("Ebb'", "Ebb'  # feedpub: ignore FP203"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(environment, "now", lambda: NOW)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "bad.xml").write_text("<rss>", encoding="utf-8")
    broken = good_feed().replace("<title>First light", "<title>Ep. 12: First light").replace(' length="', ' len="')
    (tmp_path / "feed ü.xml").write_text(broken, encoding="utf-8")
    return desk


SUBJECTS: dict[str, tuple[str, ...]] = {
    "a show": ("feeds/desk",),
    "a feed": ("feed ü.xml",),
    "what is none": ("bad.xml",),
    "several": ("feeds/desk", "feed ü.xml", "bad.xml"),
    "strictly": ("feed ü.xml", "--strict", "--for", "apple"),
    "as of a time": ("feed ü.xml", "--as-of", "2018"),
    "an absent file": ("absent.xml",),
    "no rule": ("feed ü.xml", "--select", "FP999"),
}


def run(*words: str) -> Result:
    """One command; whatever it raises is a bug."""
    done = CliRunner().invoke(app, list(words))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def schema() -> dict[str, Any]:
    """What `feedpub schema check` prints."""
    read: dict[str, Any] = json.loads(run("schema", "check").stdout)
    return read


@pytest.mark.parametrize("words", SUBJECTS.values(), ids=SUBJECTS)
def test_each_document_is_as_its_schema_says(desk: Studio, words: tuple[str, ...]) -> None:
    """Findings, and the error in their place: no field more, none less, and each of its type."""
    document = json.loads(run("check", *words, "--json").stdout)

    Draft202012Validator(schema()).validate(document)


def test_the_schema_is_one() -> None:
    """Of draft 2020-12, with a description wherever a name does not say it."""
    Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize(
    "damage",
    [
        lambda one: one.pop("message"),
        lambda one: one.update(line=0),
        lambda one: one.update(code="203"),
        lambda one: one.update(severity="info"),
        lambda one: one.update(platforms=["google"]),
        lambda one: one.update(since="RSS 2.0"),
        lambda one: one.update(extra=1),
    ],
)
def test_the_schema_refuses_other_documents(desk: Studio, damage: Callable[[dict[str, Any]], object]) -> None:
    """A check that cannot fail would be none."""
    document = json.loads(run("check", "feed ü.xml", "--json").stdout)
    damage(document["subjects"][0]["findings"][0])

    assert not Draft202012Validator(schema()).is_valid(document)


def sarif(*words: str) -> dict[str, Any]:
    """A check as SARIF."""
    read: dict[str, Any] = json.loads(run("check", *words, "--format", "sarif").stdout)
    return read


@pytest.mark.node
@pytest.mark.parametrize("words", list(SUBJECTS.values())[:6], ids=list(SUBJECTS)[:6])
def test_sarif_is_as_its_standard_says(desk: Studio, words: tuple[str, ...]) -> None:
    """By the schema of SARIF 2.1.0, with and without notes."""
    if not SARIF_SCHEMA.is_file():
        lacking(str(SARIF_SCHEMA), "run: npm ci --prefix tests/node")
    standard = json.loads(SARIF_SCHEMA.read_text(encoding="utf-8"))

    for document in (sarif(*words), sarif(*words, "--notes")):
        Draft7Validator(standard).validate(document)
    assert not Draft7Validator(standard).is_valid({**sarif(*words), "version": "2.0.0"})


def test_sarif_has_each_finding_at_its_place(desk: Studio) -> None:
    """Rule, level, message with advice, and a path that is a URI reference; notes only if they are wanted."""
    (one,) = sarif("feeds/desk", "--select", "FP203")["runs"]
    (result,) = one["results"]

    assert ("FP203", 0, "warning") == (result["ruleId"], result["ruleIndex"], result["level"])
    assert [
        "the title repeats the episode number ('Ep. 12')",
        "write 'First light', and the number as `number:`",
    ] == result["message"]["text"].splitlines()
    assert {
        "physicalLocation": {
            "artifactLocation": {"uri": "feeds/desk/first-light.yaml"},
            "region": {"startLine": 1, "startColumn": 8},
        }
    } == result["locations"][0]
    (rule,) = one["tool"]["driver"]["rules"]
    assert ("FP203", RULES["FP203"].summary) == (rule["id"], rule["shortDescription"]["text"])
    assert ["apple", "psp-1", "it-title-numbers"] == rule["properties"]["tags"]
    uris = {one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in _results("feed ü.xml")}
    assert {"feed%20%C3%BC.xml"} == uris


def _results(*words: str) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = sarif(*words, "--notes")["runs"][0]["results"]
    return results


def test_sarif_tells_findings_apart_that_lines_do_not(desk: Studio) -> None:
    """A fingerprint stays when lines are added above, and is another one for each finding."""
    before = _results("feed ü.xml")
    feed = Path("feed ü.xml")
    feed.write_text(feed.read_text(encoding="utf-8").replace("<channel>", "<channel>\n\n"), encoding="utf-8")
    after = _results("feed ü.xml")

    def prints(results: list[dict[str, Any]]) -> list[str]:
        return [one["partialFingerprints"]["finding/v1"] for one in results]

    assert prints(before) == prints(after)
    assert len(before) == len(set(prints(before)))
    assert before != after


def test_sarif_says_what_was_not_checked(desk: Studio) -> None:
    """As notifications of the tool, which are no results."""
    Path("feeds/desk/second.mp3").unlink()

    (one,) = sarif("feeds/desk")["runs"]

    texts = [note["message"]["text"] for note in one["invocations"][0]["toolExecutionNotifications"]]
    assert any("second.yaml has no recording yet" in text for text in texts), texts


def test_findings_are_written_to_files_beside_the_output(desk: Studio) -> None:
    """Each in its own format, from one check; stdout and the exit code stay as they are."""
    plain = run("check", "feed ü.xml")
    done = run("check", "feed ü.xml", "--output", "json=a.json", "--output", "markdown=b.md", "--output=sarif=c.sarif")

    assert (plain.exit_code, plain.stdout) == (done.exit_code, done.stdout)
    assert json.loads(Path("a.json").read_text("utf-8")) == json.loads(run("check", "feed ü.xml", "--json").stdout)
    assert Path("b.md").read_text("utf-8") == run("check", "feed ü.xml", "--format", "markdown", "--full").stdout
    assert json.loads(Path("c.sarif").read_text("utf-8")) == sarif("feed ü.xml")


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("sarif", "is no format and file"),
        ("sarif=", "is no format and file"),
        ("pdf=a.pdf", "is no format and file"),
        ("json=no/such/folder.json", "cannot be written here"),
        ("json=feeds", "cannot be written here"),
    ],
)
def test_a_file_that_cannot_be_written_is_refused(desk: Studio, output: str, message: str) -> None:
    """Exit 2, with what to write."""
    done = run("check", "feed ü.xml", "--output", output)

    assert 2 == done.exit_code
    assert message in done.stderr
