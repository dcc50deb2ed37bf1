"""What each command may load: what is not listed here is for other commands, and costs each start of this one."""

import json
from pathlib import Path

import pytest
from tests import programs
from tests.studio import Studio

from feedpub.cli.commands import LISTED, loaded
from feedpub.lint import Severity
from feedpub.output.findings import ERROR, NOTE, WARNING

pytestmark = pytest.mark.slow

HEAVY = frozenset(
    {
        "PIL",
        "babel",
        "boto3",
        "botocore",
        "cmarkgfm",
        "concurrent",
        "feedgen",
        "jinja2",
        "lxml",
        "markdownify",
        "mutagen",
        "nh3",
        "prompt_toolkit",
        "pydantic",
        "rich",
        "segno",
        "starlette",
        "urllib3",
        "uvicorn",
        "yaml",
        "feedpub.artwork",
        "feedpub.chapters",
        "feedpub.deploy.run",
        "feedpub.feed",
        "feedpub.fetch.client",
        "feedpub.ingest.show",
        "feedpub.lint",
        "feedpub.lint.rules",
        "feedpub.notes",
        "feedpub.pages",
        "feedpub.readback",
        "feedpub.reader",
        "feedpub.reader.lenient",
        "feedpub.storage.s3",
        "feedpub.transcripts",
    }
)
"""Packages and modules that cost two milliseconds or more."""

READING = frozenset({"pydantic", "yaml"})
"""YAML, and the types of its fields; Typer loads pydantic itself for any option."""

FEED = frozenset({"feedgen", "lxml", "feedpub.feed", "feedpub.readback", "feedpub.reader"})
RULES = frozenset({"feedpub.lint", "feedpub.lint.rules"})
MEDIA = frozenset({"PIL", "mutagen", "feedpub.artwork"})
NOTES = frozenset(
    {"cmarkgfm", "nh3", "feedpub.notes", "feedpub.chapters", "feedpub.transcripts", "feedpub.ingest.show"}
)

MAY_LOAD = {
    "--help": frozenset(),
    "status": READING,
    "check": READING | FEED | RULES | MEDIA | NOTES,
    "publish": READING | FEED | RULES | MEDIA | NOTES | {"concurrent", "feedpub.deploy.run"},
    "history": HEAVY - RULES - MEDIA,
}
"""Command → what it loads for a show in a directory, without pages, that it has not seen before."""

REPEATED = ("status", "check", "publish", "diff", "release")
"""Commands that load nothing of all that for a show in which nothing has changed since."""

_LATER = """
import feedpub.cli.repeated, time
feedpub.cli.repeated._seconds = lambda: time.time() + 60
"""

_KNOWN = f"""{_LATER}
import sys
sys.argv = {{words!r}}
from feedpub.cli import main
main()
"""

_LOADED = """
import json, sys
from feedpub.cli import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
print("loaded", json.dumps(sorted(sys.modules)))
"""


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    """A show without pages that is published."""
    studio = Studio(tmp_path_factory.mktemp("imports"))
    studio.show(pages=False)
    studio.episode(published="2026-01-01T00:00:00+00:00", notes="The *tide* goes out.\n")
    studio.publish()
    return studio


@pytest.mark.slow
@pytest.mark.parametrize("command", MAY_LOAD)
def test_a_command_loads_what_it_uses(command: str, published: Studio, tmp_path: Path) -> None:
    """Nothing else that is heavy."""
    words = [command] if command == "--help" else [command, str(published.folder)]
    done = programs.python("-c", _LOADED, *words, text=True, cwd=tmp_path)
    loaded = set(json.loads(done.stdout.rpartition("loaded ")[2]))

    assert MAY_LOAD[command] == MAY_LOAD[command] | (loaded & HEAVY)


def test_a_command_is_loaded_when_it_is_asked_for() -> None:
    """Help shows the first lines of all, and has loaded none; `rule` has loaded its own module."""
    modules = {f"feedpub.cli.{one.function.partition(':')[0]}" for one in LISTED.values()}
    found = {}
    for words in (["--help"], ["rule", "--help"]):
        done = programs.python("-c", _LOADED, *words, text=True)
        found[words[0]] = modules & set(json.loads(done.stdout.rpartition("loaded ")[2]))

    assert {"--help": set(), "rule": {"feedpub.cli.rule"}} == found


@pytest.mark.parametrize("name", LISTED)
def test_a_command_is_listed_with_its_first_line(name: str) -> None:
    """The list and the docstring say the same."""
    assert LISTED[name].summary == loaded(name).help.partition("\n")[0]


@pytest.mark.parametrize("command", REPEATED)
def test_a_command_that_is_repeated_loads_nothing(command: str, published: Studio, tmp_path: Path) -> None:
    """It reads no YAML, makes no models, renders and lints nothing: it looks whether anything is different."""
    words = [command, str(published.folder)]
    known = _KNOWN.format(words=["feedpub", *words])
    programs.python("-c", known, text=True, cwd=tmp_path)
    done = programs.python("-c", f"{_LATER}{_LOADED}", *words, text=True, cwd=tmp_path)
    loaded = set(json.loads(done.stdout.rpartition("loaded ")[2]))

    assert frozenset() == loaded & HEAVY


def test_findings_are_as_severe_as_rules_say() -> None:
    """Their words are written down once more, where no rule is loaded."""
    assert [one.value for one in Severity] == [ERROR, WARNING, NOTE]


def test_all_that_may_be_loaded_is_named() -> None:
    """A module that has another name now would be found by no test."""
    assert frozenset() == frozenset().union(*MAY_LOAD.values()) - HEAVY
