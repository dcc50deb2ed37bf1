"""docs/operations.md: every command is typed as it stands there, into the example show, in the situation it is for."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests import programs, servers
from typer.testing import CliRunner

from feedpub.cli import app

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
BUCKET = "my-podcast"
"""The bucket of the examples."""


@dataclass(frozen=True)
class Command:
    """A line of a block."""

    line: str
    code: int
    """With which it exits."""


def sections(page: str) -> dict[str, str]:
    """Heading → text."""
    _, *parts = re.split(r"^## ", page, flags=re.MULTILINE)
    return {title: text for title, _, text in (part.partition("\n") for part in parts)}


def commands(text: str) -> list[Command]:
    """Every line of the indented blocks of a section, and of those that are marked as shell."""
    fenced = re.findall(r"(?ms)^```(\w*)\n(.*?)^```", text)
    prose = re.sub(r"(?ms)^```.*?^```", "", text)
    lines = [*re.findall(r"^    (\S.*)$", prose, re.MULTILINE)]
    lines += [line for kind, block in fenced if kind == "sh" for line in block.splitlines()]
    return [_command(line) for line in lines if not line.startswith("#")]


def _command(line: str) -> Command:
    code = re.search(r"\s# .*?\bexits with (\d+)", line)
    return Command(line=re.sub(r"\s+# .*", "", line), code=int(code[1]) if code else 0)


def is_aws(command: Command) -> bool:
    """Whether it is one of the AWS command line, which is not installed here."""
    return command.line.startswith("aws ")


ALL = {title: found for title, text in sections(PAGE).items() if (found := commands(text))}


# --- the situations


@dataclass(frozen=True)
class Place:
    """The example show in a workspace of its own, published into its folder."""

    root: Path

    def run(self, line: str) -> tuple[int, str]:
        """Exit code and output of a line: feedpub runs in this process, all else in a shell."""
        words = shlex.split(line)
        if words[0] == "feedpub":
            done = CliRunner().invoke(app, words[1:], prog_name="feedpub", catch_exceptions=False)
            return done.exit_code, done.output
        ended = programs.run(["sh", "-c", line], cwd=self.root, text=True, check=False)
        return ended.returncode, f"{ended.stdout}{ended.stderr}"

    def edit(self, name: str, old: str, new: str) -> None:
        """Change a word of a file."""
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")


def example(root: Path) -> Path:
    """The author's files of the example, in a new folder."""
    for folder in ("feeds", "media"):
        shutil.copytree(ROOT / folder, root / folder)
    return root


@pytest.fixture(scope="module")
def _published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, published once for all sections."""
    root = example(tmp_path_factory.mktemp("operations"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        done = CliRunner().invoke(app, ["publish", "feeds/tidewater"], catch_exceptions=False)
    assert 0 == done.exit_code, done.output
    return root


@pytest.fixture
def place(_published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A copy of it, which is the current folder."""
    root = tmp_path / "podcast"
    shutil.copytree(_published, root)
    monkeypatch.chdir(root)
    return Place(root)


def edited(place: Place) -> None:
    """The author has changed a word since."""
    place.edit("feeds/tidewater/first-light.md", "asleep", "awake")


def moved(place: Place) -> None:
    """The recordings have stayed behind."""
    for path in (place.root / "media").glob("*.mp3"):
        path.unlink()


SITUATIONS: dict[str, Callable[[Place], None]] = {
    "Several people publish": edited,
    "A publish is reviewed first": edited,
    "The show moves to another machine": moved,
}
"""Section → what has happened to the published example before its commands are typed; others find it as it is."""


# --- the tests

OTHERS = "".join(
    path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py") if path != Path(__file__)
)
ELSEWHERE = {title for title in ALL if f'"{title}"' in OTHERS}
"""Sections that the tests of their verbs type, in situations of their own."""

TYPED = {
    title: typed
    for title, found in ALL.items()
    if title not in ELSEWHERE and (typed := [one for one in found if not is_aws(one)])
}
AWS = [one.line for found in ALL.values() for one in found if is_aws(one)]


def played(place: Place, lines: list[Command]) -> None:
    """Type the lines; fail at the first that ends otherwise than it says."""
    for one in lines:
        code, output = place.run(one.line)
        assert one.code == code, f"{one.line}\n{output}"


@pytest.mark.slow
@pytest.mark.parametrize("title", TYPED)
def test_every_command_works(title: str, place: Place) -> None:
    """One after the other, each with the exit code that stands beside it."""
    if happened := SITUATIONS.get(title):
        happened(place)

    played(place, TYPED[title])


@pytest.mark.s3
def test_the_commands_for_a_bucket_work(monkeypatch: pytest.MonkeyPatch, signed_in: None) -> None:
    """A store with AWS's API takes each; and no rule that stands there lets go of anything current."""
    with servers.moto() as server:
        client = server.client()
        client.create_bucket(Bucket=BUCKET)
        for line in AWS:
            asked(client, line)

        rules = client.get_bucket_lifecycle_configuration(Bucket=BUCKET)["Rules"]
        versioning = client.get_bucket_versioning(Bucket=BUCKET)
    assert "Enabled" == versioning["Status"]
    assert 1 == len(rules)
    assert set() == {"Expiration", "Transitions"} & rules[0].keys()


def asked(client: Any, line: str) -> None:
    """A line of the AWS command line as a call of its SDK."""
    _, service, verb, *words = shlex.split(line)
    assert "s3api" == service
    options = dict(zip(words[::2], words[1::2], strict=True))
    named = {name.removeprefix("--").title().replace("-", ""): value for name, value in options.items()}
    values = {name: json.loads(value) if value.startswith("{") else value for name, value in named.items()}
    getattr(client, verb.replace("-", "_"))(**values)


BROKEN = {
    "a verb that is none": "    feedpub frobnicate feeds/tidewater\n",
    "an option that is none": "    feedpub diff feeds/tidewater --nothing\n",
    "another exit code": "    feedpub diff feeds/tidewater    # exits with 1\n",
    "a program that is none": "    no-such-program\n",
    "in a block of shell": "```sh\nfeedpub publish --plan no-such.plan\n```\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("what", BROKEN)
def test_a_command_that_does_not_work_is_found(what: str, place: Place) -> None:
    """This test can fail."""
    lines = commands(f"Some words:\n\n{BROKEN[what]}\nAnd more.\n")

    assert 1 == len(lines)
    with pytest.raises(AssertionError):
        played(place, lines)


def test_the_page_is_not_empty_to_this_test() -> None:
    """What it is about has commands, and no situation is of a section that is gone."""
    assert 10 <= sum(map(len, ALL.values()))
    assert set() == SITUATIONS.keys() - ALL.keys()


def test_every_link_leads_to_a_heading_or_a_file() -> None:
    """Those of the index, and those to other pages."""
    anchors = {re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-") for title in sections(PAGE)}
    links = re.findall(r"\]\(([^)]+)\)", PAGE)
    inside = {link.removeprefix("#") for link in links if link.startswith("#")}
    files = {link.partition("#")[0] for link in links if not link.startswith("#") and "://" not in link}

    assert set() == inside - anchors
    assert [] == [file for file in sorted(files) if not (ROOT / "docs" / file).is_file()]


def test_every_section_is_in_the_index() -> None:
    """Whoever looks for what happened finds it in the table."""
    index = PAGE.partition("\n## ")[0]

    assert [] == [title for title in sections(PAGE) if f"[{title}](#" not in index]
