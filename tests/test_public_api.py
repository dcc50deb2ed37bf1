"""What `import feedpub` promises: a few names, all there, none of them costing anything before it is used."""

from __future__ import annotations

import importlib
import inspect
import shutil
from doctest import ELLIPSIS, DocTestFinder, DocTestRunner
from pathlib import Path

import pytest
from tests import programs

import feedpub

ROOT = Path(__file__).parents[1]
DOCUMENTED = ["feedpub", *(name for name in feedpub.__all__ if name != "__version__")]


def python(code: str) -> str:
    """What a fresh interpreter prints."""
    return str(programs.python("-c", code, text=True).stdout.strip())


@pytest.mark.parametrize("name", feedpub.__all__)
def test_every_public_name_is_there(name: str) -> None:
    """By attribute, and under its own name where it has one."""
    value = getattr(feedpub, name)

    assert value is not None
    assert name in dir(feedpub)
    assert name in {"load", "read_feed"} or getattr(value, "__name__", name) == name


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: a workspace with the example show."""
    for name in ("feeds", "media"):
        shutil.copytree(ROOT / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("name", DOCUMENTED)
def test_every_public_name_has_an_example_that_runs(name: str, desk: Path) -> None:
    """After `import feedpub`, in a folder with the example show, and without the network."""
    value = feedpub if name == "feedpub" else getattr(feedpub, name)
    finder = DocTestFinder(recurse=False, exclude_empty=False)
    (found,) = finder.find(value, name, module=inspect.getmodule(value), globs={"feedpub": feedpub})
    failures: list[str] = []

    DocTestRunner(verbose=False, optionflags=ELLIPSIS).run(found, out=failures.append)

    assert value.__doc__
    assert found.examples
    assert [] == failures


def test_public_names_are_sorted_and_unique() -> None:
    """So that a new one has its place."""
    assert sorted(set(feedpub.__all__)) == sorted(feedpub.__all__)


def test_every_error_is_public() -> None:
    """Whoever calls `publish` can tell them apart."""
    errors = importlib.import_module("feedpub.errors")
    tree = [name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, Exception)]

    assert set(tree) <= set(feedpub.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    """As of any module."""
    with pytest.raises(AttributeError, match="module 'feedpub' has no attribute 'publsh'"):
        _ = feedpub.publsh


def test_importing_costs_nothing() -> None:
    """No other module of ours, and none that is heavy."""
    code = (
        "import sys, feedpub\n"
        "heavy = {'pydantic', 'rich', 'typer', 'boto3', 'PIL', 'feedgen', 'lxml', 'yaml', 'urllib3', 'dataclasses'}\n"
        "print(sorted(m for m in sys.modules if m in heavy or m.startswith('feedpub')))"
    )

    assert "['feedpub']" == python(code)


@pytest.mark.slow
@pytest.mark.parametrize(
    "before",
    ["", "import feedpub.commands.publish", "from feedpub.commands.publish import Published", "feedpub.Plan"],
)
def test_publish_is_the_function_whatever_was_imported_first(before: str) -> None:
    """No module of ours has its name and hides it."""
    code = f"import feedpub\n{before}\nfrom feedpub import publish\nprint(publish.__name__, feedpub.publish is publish)"

    assert "publish True" == python(code)


def test_star_import_brings_the_public_names() -> None:
    """And no others."""
    code = (
        "from feedpub import *\nimport feedpub\n"
        "print(set(feedpub.__all__) <= set(globals()), 'import_module' in globals())"
    )

    assert "True False" == python(code)


def test_the_version_is_that_of_the_installed_package() -> None:
    """It stands in one place, `pyproject.toml`."""
    assert importlib.import_module("importlib.metadata").version("feedpub") == feedpub.__version__
