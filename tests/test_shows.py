"""Several shows at once: `--all` and names, a verdict for each; one that fails stops no other."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.studio import NOW, Studio
from typer.main import get_command
from typer.testing import CliRunner, Result

from feedpub.cache import identity
from feedpub.cli import app
from feedpub.cli.misuse import OF_SHOWS
from feedpub.cli.shows import each
from feedpub.source import also_in

pytestmark = pytest.mark.slow


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


@pytest.mark.parametrize("verb", ["status", "check"])
def test_the_files_of_a_workspace_are_looked_at_once_for_all_its_shows(
    root: Path, verb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each show may have episodes of the others: of forty shows, forty times all files would be looked at."""
    looks: list[str] = []

    def counted(name: str, look: Any) -> Any:
        def run_it(*words: Any) -> Any:
            looks.append(name)
            return look(*words)

        return run_it

    for module, name in ((also_in, "_all_also_in"), (identity, "_of_workspace")):
        monkeypatch.setattr(module, name, counted(name, getattr(module, name)))

    run(verb, "--all")

    assert "_all_also_in" in looks
    assert len(set(looks)) == len(looks)


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


VERBS = {
    "diff": ((), [0, 0, 0]),
    "publish": (("--dry-run",), [0, 0, 0]),
    "status": ((), [0, 0, 0]),
    "verify": ((), [0, 2, 0]),
    "release": (("--dry-run",), [0, 2, 0]),
    "history": ((), [0, 2, 0]),
    "undo": (("--dry-run",), [2, 2, 2]),
    "recover": (("--dry-run",), [0, 2, 0]),
    "prune": (("--dry-run",), [0, 2, 0]),
}
"""Verb → its options, and the exit codes for two published shows around one that never was.

Those have one revision, which nobody can take back, and a catalog that is sound.
"""


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_on_all_shows_gives_a_list(verb: str, root: Path) -> None:
    """With the verdict on each; a show that fails stops no other."""
    options, codes = VERBS[verb]
    Studio(root, name="new").episode("first")
    found = run(verb, "--all", "--json", *options)

    assert list(zip(["feeds/east", "feeds/new", "feeds/west"], codes, strict=True)) == verdicts(found)
    assert max(codes) == found.exit_code


def test_every_command_about_a_show_is_one_of_them(root: Path) -> None:
    """`check` has one document for all that it checks; others refuse `--all`, and say which commands have it."""
    refused = {}
    for name in get_command(app).commands:  # type: ignore[attr-defined]  # a group of commands
        if name not in {*VERBS, "check", "rule"}:
            found = run(name, "--all")
            refused[name] = (found.exit_code, f"{', '.join(OF_SHOWS[:-1])} and {OF_SHOWS[-1]} have it" in found.stderr)

    assert {*VERBS, "check"} == set(OF_SHOWS)
    assert {(2, True)} == set(refused.values())


def test_check_of_all_shows_is_a_document_with_each(root: Path) -> None:
    """As with the names of all; `--full` shows every finding."""
    documents = [json.loads(run("check", *words, "--json").stdout) for words in (("--all",), ("feeds",))]

    assert documents[0] == documents[1]
    assert ["feeds/east", "feeds/new", "feeds/west"] == [one["subject"] for one in documents[0]["subjects"]]
    assert "--all means every show" in run("check", "--all", "feeds/east").stderr


def test_an_episode_leaves_two_shows_at_once(root: Path) -> None:
    """Each has its verdict."""
    found = run("unpublish", "feeds/east/out.yaml", "feeds/west/out.yaml", "feeds/new/out.yaml", "--json")

    assert [("feeds/east/out.yaml", 0), ("feeds/west/out.yaml", 0), ("feeds/new/out.yaml", 2)] == verdicts(found)
    assert [None, None] == [Studio(root, name=name).catalog().item("out") for name in ("east", "west")]


def test_diff_of_all_shows_says_whether_any_would_change(root: Path) -> None:
    """Its Markdown is one comment, whose headings name the targets."""
    Studio(root, name="west").episode("fresh")
    found = run("diff", "feeds/east", "feeds/west", "--exit-code", "--format", "markdown")
    headings = [line for line in found.stdout.splitlines() if line.startswith("### ")]

    assert (1, 2) == (found.exit_code, len(headings))
    assert not found.stdout.startswith("feeds/east")


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
        (("undo", "--all", "--revision", "1"), "--revision goes with one show"),
        (("recover", "feeds/east", "feeds/west", "--revision", "1"), "--revision goes with one show"),
        (("verify", "--all", "--to", "elsewhere"), "--to goes with one show"),
        (("unpublish", "feeds/east/out.yaml", "feeds/west/out.yaml", "--to", "x"), "--to goes with one show"),
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
