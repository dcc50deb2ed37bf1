"""docs/library.md: each program runs as it stands, with the example show beside it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from tests import programs

ROOT = Path(__file__).parents[1]
PROGRAMS = dict(
    re.findall(
        r"^## (\w+)\n\n```python\n(.+?)```", (ROOT / "docs/library.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the example show."""
    folder = tmp_path_factory.mktemp("library")
    for name in ("feeds", "media"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


def run(program: str, desk: Path) -> str:
    """What a program prints; it must end well."""
    return str(programs.python("-W", "error", "-c", PROGRAMS[program], cwd=desk, text=True).stdout)


def test_each_program_is_short() -> None:
    """Twenty lines of code are enough."""
    assert {"Publish", "Check", "Render"} == PROGRAMS.keys()
    assert [] == [name for name, text in PROGRAMS.items() if len([line for line in text.splitlines() if line]) > 20]


@pytest.mark.slow
def test_a_show_is_published_checked_and_rendered(desk: Path) -> None:
    """One after the other, in the same workspace."""
    published, checked, rendered = (run(name, desk) for name in ("Publish", "Check", "Render"))

    assert "feed.xml: 3 episodes" in published
    assert "http://127.0.0.1:8910/feed.xml ('first-light', 'letter-from-the-island', 'trailer') ()" in published
    assert "apple ready" in checked
    assert "First light" in rendered
    assert b"https://mirror.example/feed.xml" in (desk / "copy.xml").read_bytes()
