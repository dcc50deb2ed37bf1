"""docs/operations.md on lost catalogs and wrong files: every command is typed as it stands there, in its situation."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests import programs
from typer.testing import CliRunner, Result

from feedpub.cli import app

PAGE = (programs.ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
STATE = Path("public/.feedpub/tidewater")

pytestmark = pytest.mark.slow


def run(line: str) -> Result:
    """A line that begins with `feedpub`, in this process."""
    return CliRunner().invoke(app, shlex.split(line)[1:], prog_name="feedpub", catch_exceptions=False)


def edited(word: str) -> None:
    """Somebody publishes another title of the trailer."""
    path = Path("feeds/tidewater/trailer.yaml")
    path.write_text(re.sub(r"(?m)^title: .*", f"title: {word}", path.read_text(encoding="utf-8")), encoding="utf-8")
    assert 0 == run("feedpub publish feeds/tidewater").exit_code


def restored() -> None:
    """The catalog is that of the first revision, after a second one was published."""
    earlier = (STATE / "catalog.json.gz").read_bytes()
    edited("What the water takes")
    (STATE / "catalog.json.gz").write_bytes(earlier)


def without_state() -> None:
    """An episode was unpublished, and then everything private was deleted."""
    assert 0 == run("feedpub unpublish feeds/tidewater/letter-from-the-island.yaml").exit_code
    shutil.rmtree(STATE)


SITUATIONS: dict[str, Callable[[], object]] = {
    "The catalog is lost or damaged": (STATE / "catalog.json.gz").unlink,
    "The catalog is lost with its history": without_state,
    "The bucket was restored from a backup": restored,
    "An older catalog is meant": restored,
    "A wrong file was published": lambda: edited("What the water takes"),
}
"""Section → what has happened to the example show, after it was published."""


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example show, published once."""
    root = tmp_path_factory.mktemp("operations")
    for folder in ("feeds", "media"):
        shutil.copytree(programs.ROOT / folder, root / folder)
    show = root / "feeds/tidewater/show.yaml"
    show.write_text(f"{show.read_text(encoding='utf-8')}\npages: off\n", encoding="utf-8")  # they take time
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        assert 0 == run("feedpub publish feeds/tidewater").exit_code
    return root


@pytest.mark.parametrize("title", SITUATIONS)
def test_every_command_works(title: str, published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One after the other, each with the exit code that stands beside it."""
    shutil.copytree(published, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    section = PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    lines = re.findall(r"^    (feedpub .*)$", section, re.MULTILINE)
    SITUATIONS[title]()

    codes = {line: run(line.partition("  #")[0]).exit_code for line in lines}

    assert 2 <= len(lines)
    assert {line: int(line.rpartition("exits with ")[2]) if "exits with" in line else 0 for line in lines} == codes
