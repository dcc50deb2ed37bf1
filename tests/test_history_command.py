"""`history`: who published what, when and with which command, of what was committed and of nothing else."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.studio import NOW, Studio, new_guid
from typer.testing import CliRunner, Result

from feedpub.catalog import CATALOG, Overrides
from feedpub.cli import app
from feedpub.commands.publish import publish_steps
from feedpub.deploy.caller import Caller
from feedpub.deploy.events import PhaseStarted

pytestmark = pytest.mark.slow

ADA, BOB = Caller(author="ada@studio"), Caller(author="bob@home")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A show with three revisions: two episodes by ada, an edit by bob an hour later, and what a killed run left."""
    desk = Studio(tmp_path_factory.mktemp("template"))
    desk.show(pages="off", timezone="Europe/Berlin")
    desk.publish(desk.episode("first"), caller=ADA)
    desk.publish(desk.episode("second"), caller=ADA)
    desk.publish(desk.episode("first", title="Edited"), caller=BOB, now=NOW + timedelta(hours=1))
    desk.episode("never")
    steps = publish_steps([desk.folder], now=NOW + timedelta(hours=2), new_guid=new_guid, overrides=Overrides())
    next(event for event in steps if isinstance(event, PhaseStarted) and event.phase.name == "catalog")
    steps.close()
    return desk.root


@pytest.fixture
def desk(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """A copy of that show, in the current folder."""
    monkeypatch.chdir(tmp_path)
    return Studio(shutil.copytree(template, tmp_path, dirs_exist_ok=True))


def run(*words: str) -> Result:
    """`feedpub history` with these words."""
    return CliRunner().invoke(app, ["history", *words], prog_name="feedpub", catch_exceptions=False)


def document(*words: str) -> Any:
    """What it says with `--json`."""
    return json.loads(run(*words, "--json").stdout)


def revisions(*words: str) -> list[int]:
    """The numbers that are listed."""
    return [one["revision"] for one in document(*words)["revisions"]]


def kept(desk: Studio, number: int) -> Path:
    """The object of the history of a revision."""
    return next((desk.state / "history").glob(f"{number:010}-*"))


def test_the_newest_is_first_and_says_who_when_how_and_what(desk: Studio) -> None:
    """What was put and never committed is no revision."""
    before = desk.tree()

    shown = run("feeds/desk").stdout

    lines = [" ".join(line.split()) for line in shown.splitlines()[1:]]
    assert [
        "revision 3, 2026-11-23 08:00 UTC, bob@home, publish, current",
        "edit first: title",
        "revision 2, 2026-11-23 07:00 UTC, ada@studio, publish",
        "add second",
        "revision 1, 2026-11-23 07:00 UTC, ada@studio, publish",
        "begin the show",
        "add first",
    ] == lines
    assert before == desk.tree()


def test_one_revision_is_shown_in_full(desk: Studio) -> None:
    """What differs from the one before, field by field, and every episode as it was then."""
    shown = run("feeds/desk", "--revision", "3").stdout
    one = document("--revision", "3")["shown"]

    assert 'title: "First" → "Edited"' in shown
    assert "published second" in " ".join(shown.split())
    assert (3, 2, True, False) == (one["revision"], one["parent"], one["current"], one["first"])
    assert [("title", "First", "Edited")] == [
        (field["field"], field["before"], field["after"]) for field in one["differences"][0]["fields"]
    ]
    assert ["first", "second"] == sorted(episode["slug"] for episode in one["episodes"])


def test_the_first_revision_has_none_before_it(desk: Studio) -> None:
    """It began the show."""
    one = document("--revision", "1")["shown"]

    assert (True, None, ["begin", "add"]) == (
        one["first"],
        one["parent"],
        [each["kind"] for each in one["differences"]],
    )


def test_a_parent_that_was_thinned_out_is_no_fault(desk: Studio) -> None:
    """The list ends there, and says so; what the revision changed was recorded in it."""
    kept(desk, 1).unlink()

    assert [3, 2] == revisions()
    assert (0, True) == (run().exit_code, "older revisions are not in the history any more" in run().stdout)
    shown = run("--revision", "2")
    assert (0, True, True) == (
        shown.exit_code,
        "the revision before it is not in the history any more" in shown.stdout,
        "add second" in shown.stdout,
    )


def test_as_many_as_are_asked_for_are_read(desk: Studio) -> None:
    """And it is said that there are more."""
    done = run("--newest", "2")

    assert [3, 2] == revisions("--newest", "2")
    assert "there are older revisions" in done.stdout
    assert [3, 2, 1] == revisions("--newest", "3")
    assert not document("--newest", "3")["older"]


@pytest.mark.parametrize("text", ["4", "9", "3-0000"])
def test_a_revision_that_is_none_is_refused(text: str, desk: Studio) -> None:
    """What a killed run left is none; neither is one with another digest."""
    done = run("--revision", text)

    assert 2 == done.exit_code
    assert f"there is no revision {text} among those that were committed" in done.stderr


DAMAGES: dict[str, tuple[Callable[[Studio], object], list[int]]] = {
    "the catalog is lost": (lambda desk: (desk.state / CATALOG).unlink(), [3, 2, 1]),
    "the catalog is damaged": (lambda desk: (desk.state / CATALOG).write_bytes(b"x"), [3, 2, 1]),
    "an object is damaged": (lambda desk: kept(desk, 2).write_bytes(b"\x1f\x8bx"), [3]),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_lost_or_damaged_is_said_and_the_rest_shown(damage: str, desk: Studio) -> None:
    """With exit code 1."""
    happen, expected = DAMAGES[damage]
    happen(desk)

    done = run()

    assert (1, expected) == (done.exit_code, revisions())
    assert "feedpub recover" in done.stdout or "is damaged and cannot be read" in done.stdout


def test_where_nothing_tells_what_was_committed_all_is_shown_and_that_is_said(desk: Studio) -> None:
    """No catalog, no `applied`, no feed."""
    for lost in (desk.state / CATALOG, desk.state / "applied", desk.site / "feed.xml"):
        lost.unlink()

    assert [4, 3, 2, 1] == revisions()
    assert "nothing tells which of these revisions were committed" in run().stdout


def test_a_show_that_was_never_published_has_no_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an error, as with release."""
    desk = Studio(tmp_path)
    desk.show(pages="off")
    monkeypatch.chdir(tmp_path)

    done = run()

    assert (2, True) == (done.exit_code, "nothing was published" in done.stderr)
