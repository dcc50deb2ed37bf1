"""Several shows at once: `--all` and names, a verdict for each; one that fails stops no other."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.studio import NOW, Studio
from typer.testing import CliRunner, Result

from feedpub.cli import app
from feedpub.cli.shows import each


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of three shows: `east` and `west` are published, with an episode that waits; `new` is not."""
    root = tmp_path_factory.mktemp("workspace")
    for name in ("east", "west"):
        desk = Studio(root, name=name)
        desk.show(title=name.title(), pages="off")
        desk.episode("out")
        desk.episode("waits", published=str(NOW + timedelta(hours=1)).replace(" ", "T"))
        desk.publish()
    Studio(root, name="new").show(title="New", pages="off")
    return root


@pytest.fixture
def root(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, which is the current folder, an hour later."""
    shutil.copytree(published, tmp_path / "workspace")
    monkeypatch.chdir(tmp_path / "workspace")
    monkeypatch.setattr("feedpub.cli.environment.now", lambda: NOW + timedelta(hours=1))
    return tmp_path / "workspace"


def run(*words: str) -> Result:
    """`feedpub` with these words, in this process."""
    return CliRunner().invoke(app, list(words), prog_name="feedpub", catch_exceptions=False)


def verdicts(result: Result) -> list[tuple[str, int]]:
    """Show and exit code of each entry of the list."""
    return [(one["show"], one["exit_code"]) for one in json.loads(result.stdout)]


def test_status_of_all_shows_is_a_line_for_each(root: Path) -> None:
    """What is to do stands in it."""
    found = run("status", "--all")

    assert [
        'feeds/east "East": 1 scheduled, 1 published, 1 due, next at 2026-11-23 08:00 UTC',
        'feeds/new "New": not published yet',
        'feeds/west "West": 1 scheduled, 1 published, 1 due, next at 2026-11-23 08:00 UTC',
    ] == found.stdout.splitlines()
    assert 0 == found.exit_code


@pytest.mark.parametrize("words", [("--all",), ("feeds/east", "feeds/new", "feeds/west/show.yaml")])
def test_all_shows_and_their_names_mean_the_same(root: Path, words: tuple[str, ...]) -> None:
    """`--json` is a list then."""
    found = run("status", *words, "--json")

    assert ["East", "New", "West"] == [one["title"] for one in json.loads(found.stdout)]


def test_a_show_that_fails_stops_no_other_and_gives_the_exit_code(root: Path) -> None:
    """Its error stands in its place; the last line names it."""
    (root / "feeds" / "east" / "show.yaml").write_text("title: East\n")
    found = run("status", "--all", "--json")
    text = run("status", "--all")

    assert [("feeds/east", 2), ("feeds/new", 0), ("feeds/west", 0)] == verdicts(found)
    assert "Invalid" == json.loads(found.stdout)[0]["error"]["kind"]
    assert (2, "error: 1 of 3 shows: feeds/east") == (text.exit_code, text.stderr.splitlines()[-1])


@pytest.mark.parametrize(
    ("codes", "worst"), [((0, 0), 0), ((0, 3), 3), ((3, 1), 1), ((1, 2, 3), 2), ((2, 0), 2), ((130, 0), 130)]
)
def test_the_exit_code_is_the_worst(codes: tuple[int, ...], worst: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lost race is the mildest failure, since running again mends it; Ctrl-C ends all."""
    monkeypatch.chdir("/")
    ended = iter(codes)

    def command(_show: Path) -> None:
        if code := next(ended):
            raise KeyboardInterrupt if code == 130 else SystemExit(code)

    def one(show: Path) -> None:
        import typer

        try:
            command(show)
        except SystemExit as exited:
            raise typer.Exit(int(str(exited.code))) from None

    found = 0
    try:
        each([Path(f"/{number}") for number in range(len(codes))], one, json=False, quiet=True)
    except Exception as exited:  # noqa: BLE001 - typer's, whose name moves between versions
        found = exited.exit_code  # type: ignore[attr-defined]

    assert worst == found


def test_release_of_all_shows_releases_what_is_due_in_each(root: Path) -> None:
    """The show that was never published says so, and the others come out."""
    found = run("release", "--all", "--json")
    again = run("release", "feeds/east", "feeds/west", "--quiet")

    assert [("feeds/east", 0), ("feeds/new", 2), ("feeds/west", 0)] == verdicts(found)
    assert [["waits"], ["waits"]] == [
        [change["slug"] for change in one["changes"]] for one in json.loads(found.stdout) if not one["exit_code"]
    ]
    assert (0, "") == (again.exit_code, again.output)


def test_publish_of_files_of_several_shows_publishes_one_show_after_the_other(root: Path) -> None:
    """Files of one show are one run, whatever stands between them."""
    for name in ("east", "new"):
        Studio(root, name=name).episode("fresh")
    Studio(root, name="new").episode("second")
    found = run("publish", "feeds/new/fresh.yaml", "feeds/east/fresh.yaml", "feeds/new/second.yaml", "--json")

    assert [("feeds/new/fresh.yaml", 0), ("feeds/east/fresh.yaml", 0)] == verdicts(found)
    assert [{"fresh", "second"}, {"fresh", "waits"}] == [
        {one["slug"] for one in document["changes"] if one["slug"]} for document in json.loads(found.stdout)
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("release", "--all", "--to", "elsewhere"), "--to goes with one show"),
        (("publish", "feeds/east", "feeds/west", "--url", "https://x.example/"), "--url goes with one show"),
        (("status", "--all", "feeds/east"), "--all means every show, and a show is named beside it"),
        (("release", "--all", "--watch", "--json"), "--watch goes without --json"),
    ],
)
def test_what_several_shows_cannot_have_is_refused(root: Path, words: tuple[str, ...], expected: str) -> None:
    """Before anything is done."""
    found = run(*words)

    assert (2, True) == (found.exit_code, expected in found.output)


def test_all_in_a_folder_of_one_show_is_a_list_of_one(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Scripts need no other case."""
    shutil.rmtree(root / "feeds" / "new")
    shutil.rmtree(root / "feeds" / "west")
    documents: list[Any] = json.loads(run("status", "--all", "--json").stdout)
    monkeypatch.chdir(root / "feeds" / "east")

    assert ["East"] == [one["title"] for one in documents]
    assert "East" == json.loads(run("status", "--json").stdout)["title"]
