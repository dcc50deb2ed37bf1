"""`feedpub verify` as it is typed: the table, the document, exit codes, and what docs/operations.md shows of it."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest
from tests.studio import Studio
from typer.testing import CliRunner, Result

from feedpub.cli import app

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
MEDIA = re.compile(r"media/first-light-[0-9a-f]{12}\.mp3")


def run(*words: str) -> Result:
    """`feedpub` with these words, in this process."""
    return CliRunner().invoke(app, list(words))


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """A published show without pages; its workspace is the current folder."""
    made = Studio(tmp_path)
    made.show(pages="off", guid="917393e3-1b1e-5cef-ace4-edaa54e1f810")
    made.episode()
    made.publish()
    monkeypatch.chdir(tmp_path)
    return made


def recording(desk: Studio) -> Path:
    """The published file."""
    return next((desk.site / "media").iterdir())


def test_nothing_is_wrong(desk: Studio) -> None:
    """What was looked at and what was not is said, also then."""
    done = run("verify")

    assert (0, "") == (done.exit_code, done.stderr), done.output
    assert [
        f'"Tidewater" at {desk.site}, revision 1',
        "  looked at 3 objects: 3 by reading them",
        "  not looked at: any public address: the show has none",
        "  everything that was looked at is as it was published",
    ] == done.stdout.splitlines()


def test_damage_is_a_table_and_exit_code_1(desk: Studio) -> None:
    """One line for each object, and the command that mends it."""
    recording(desk).unlink()

    done = run("verify", "feeds/desk")

    assert 1 == done.exit_code
    assert "damaged: 1 object" in done.stdout
    assert re.search(r"media/first-light-\w+\.mp3  missing  audio of first-light  is not there", done.stdout)
    assert "feedpub verify feeds/desk --repair" in done.stdout


def test_quiet_says_only_what_is_wrong(desk: Studio) -> None:
    """For cron, which mails what is printed."""
    sound = run("verify", "--quiet")
    recording(desk).unlink()
    damaged = run("verify", "--quiet")

    assert (0, "") == (sound.exit_code, sound.output)
    assert 1 == damaged.exit_code
    assert "missing" in damaged.stdout


def test_a_repair_shows_its_plan_and_what_it_did(desk: Studio) -> None:
    """First as a dry run, which changes nothing."""
    file = recording(desk)
    data = file.read_bytes()
    file.unlink()

    tried = run("verify", "--repair", "--dry-run")
    is_there = file.exists()
    done = run("verify", "--repair")

    assert (0, False, True) == (tried.exit_code, is_there, "dry run: nothing was changed" in tried.stdout)
    assert 0 == done.exit_code, done.output
    assert re.search(r"mp3  repaired  audio of first-light", done.stdout)
    assert data == file.read_bytes()


def test_what_has_to_be_supplied_is_said_with_its_place(desk: Studio) -> None:
    """The recording is neither there nor here: exit 1, the file, and where it belongs."""
    recording(desk).unlink()
    (desk.folder / "first-light.mp3").unlink()

    done = run("verify", "--repair")

    assert 1 == done.exit_code
    assert "put first-light.mp3, as it was published, back where first-light.yaml names it" in done.stdout
    assert "still damaged: 1 object" in done.stdout


def test_the_document(desk: Studio) -> None:
    """With --json all of it, and nothing else on stdout."""
    recording(desk).write_bytes(b"<html>")

    done = run("verify", "--json")

    document = json.loads(done.stdout)
    show = document["shows"][0]
    finding = show["findings"][0]
    assert (1, 2, "verify", 1) == (done.exit_code, document["schema"], document["command"], document["damage"])
    assert {
        "objects": 3,
        "absent": 0,
        "listed": 0,
        "by_headers": 0,
        "read": 3,
        "public_addresses": 0,
        "superseded": 0,
    } == (show["looked_at"])
    assert MEDIA.fullmatch(finding["key"])
    assert ("changed", True, True, False) == tuple(
        finding[key] for key in ("fault", "damage", "repairable", "repaired")
    )
    assert None is show["repair"]
    repaired = json.loads(run("verify", "--json", "--repair").stdout)
    assert [True] == [one["repaired"] for one in repaired["shows"][0]["findings"]]
    assert ["media", "verify"] == [phase["phase"] for phase in repaired["shows"][0]["repair"]["plan"]]


def test_several_shows_are_looked_at_one_after_the_other(desk: Studio) -> None:
    """The exit code is the worst."""
    other = Studio(desk.root, name="other")
    other.show(pages="off")
    other.episode("second")
    other.publish()
    recording(desk).unlink()

    done = run("verify", "feeds/desk", "feeds/other", "--json")

    documents = json.loads(done.stdout)
    assert 1 == done.exit_code
    assert [("feeds/desk", 1, 1), ("feeds/other", 0, 0)] == [
        (one["show"], one["exit_code"], one["damage"]) for one in documents
    ]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--sample", "0%"), "'0%' is not a part from 0.001% to 100%"),
        (("--sample", "many"), "'many' is not a part"),
        (("--dry-run",), "--dry-run goes with --repair"),
    ],
)
def test_what_makes_no_sense_is_refused(words: tuple[str, ...], message: str, desk: Studio) -> None:
    """With exit code 2, before anything is looked at."""
    done = run("verify", *words)

    assert (2, True) == (done.exit_code, message in done.output), done.output


def test_a_show_that_was_never_published_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is nothing to look at; the hint says how to publish it."""
    desk = Studio(tmp_path)
    desk.show()
    monkeypatch.chdir(tmp_path)

    done = run("verify")

    assert (2, True) == (done.exit_code, "nothing is published" in done.stderr), done.output


def test_the_commands_of_the_manual_work(desk: Studio) -> None:
    """Those of docs/operations.md, as they stand there, on a show of this name."""
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    section = re.search(r"^## Is everything still there\?$(.+?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert section
    lines = re.findall(r"^(?:    |.* && )feedpub (.+)$", section[1], re.MULTILINE)
    shown = Studio(desk.root, name="tidewater")
    shown.show(pages="off")
    shown.episode()
    shown.publish()

    done = [(line, run(*shlex.split(line)).exit_code) for line in lines]

    assert 6 == len(lines)
    assert dict.fromkeys(lines, 0) == dict(done)


def test_a_place_that_was_restored_as_a_whole_is_noticed(
    desk: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It agrees with itself; this machine has seen a later revision there. A CI remembers nothing."""
    monkeypatch.delenv("CI", raising=False)
    desk.episode("first")
    assert 0 == run("publish", str(desk.folder)).exit_code
    shutil.copytree(desk.root / "public", tmp_path / "backup")
    desk.episode("first", title="Edited")
    assert 0 == run("publish", str(desk.folder)).exit_code
    shutil.rmtree(desk.root / "public")
    shutil.copytree(tmp_path / "backup", desk.root / "public")

    result = run("verify", str(desk.folder))

    assert 2 == result.exit_code
    assert "this catalog is older than what is published" in result.output
    assert "feedpub recover" in result.output
