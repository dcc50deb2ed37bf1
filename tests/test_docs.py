"""What README says is what the program does: every command shown is run, every code and address it names is right."""

from __future__ import annotations

import ast
import re
import shlex
import shutil
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import urllib3
import yaml
from tests.servers import S3Server
from tests.sounds import mp3
from tests.test_live import serving
from typer.testing import CliRunner, Result

import feedpub
from feedpub.cli import app
from feedpub.cli.run import INTERRUPTED, TERMINATED
from feedpub.errors import Conflict, FeedpubError
from feedpub.standards import SHORT

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ANSWERS = (*("--title", "My show", "--description", "What it is about.", "--author", "Me", "--category", "Comedy"),)


def commands(section: str) -> list[list[str]]:
    """The `feedpub` commands that a section shows, as words."""
    lines = re.findall(r"^    (?:\.venv/bin/)?feedpub (.+)$", part(section), re.MULTILINE)
    return [shlex.split(line, comments=True) for line in lines]


def part(section: str) -> str:
    """The text under a heading."""
    found = re.search(rf"^## {re.escape(section)}$(.+?)(?=^## |\Z)", README, re.MULTILINE | re.DOTALL)
    assert found, section
    return found[1]


def block(section: str) -> dict[str, Any]:
    """The YAML that a section shows."""
    found = re.search(r"```yaml\n(.+?)```", part(section), re.DOTALL)
    assert found, section
    values: dict[str, Any] = yaml.safe_load(found[1])
    return values


def run(*words: str) -> Result:
    """One command, which must succeed."""
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 0, result.output
    return result


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new folder with what a podcaster brings: a recording where `init` says that it looks."""
    (tmp_path / "media" / "my-show").mkdir(parents=True)
    (tmp_path / "media" / "my-show" / "first-episode.mp3").write_bytes(mp3())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def begun(workspace: Path, **publish: str) -> None:
    """The show that `init` writes, its episode no longer a draft."""
    run("init", "feeds/my-show", *ANSWERS)
    episode = workspace / "feeds" / "my-show" / "first-episode.yaml"
    text = episode.read_text(encoding="utf-8")
    assert "draft: true" in text
    episode.write_text(text.replace("draft: true", "draft: false"), encoding="utf-8")
    if publish:
        with (workspace / "feeds" / "my-show" / "show.yaml").open("a", encoding="utf-8") as file:
            file.write(yaml.safe_dump({"publish": publish}))


def test_the_episode_shown_can_be_published(workspace: Path) -> None:
    """The YAML of README, beside the example's recording."""
    begun(workspace)
    shutil.copy(ROOT / "media" / "first-light.mp3", workspace / "media")
    text = re.findall(r"```yaml\n(.+?)```", part("Your show"), re.DOTALL)[0]
    (workspace / "feeds" / "my-show" / "shown.yaml").write_text(text, encoding="utf-8")

    done = run("publish", "feeds/my-show/shown.yaml")

    assert 'shown "First light"' in done.stdout


def test_the_mistake_shown_is_said_in_these_words(workspace: Path) -> None:
    """Place and words as README has them, for a file that has the mistake there."""
    shown = re.search(r"^    feeds/tidewater/first-light.yaml:(\d+):(\d+): (number: .+)$", README, re.MULTILINE)
    assert shown
    begun(workspace)
    lines = ["# a comment"] * (int(shown[1]) - 3)
    text = "\n".join(["title: First light", "audio: ../../media/a.mp3", *lines, "number: 1.5"])
    (workspace / "feeds" / "my-show" / "first-light.yaml").write_text(text, encoding="utf-8")

    result = CliRunner().invoke(app, ["publish", "feeds/my-show/first-light.yaml"])

    assert f"feeds/my-show/first-light.yaml:{shown[1]}:{shown[2]}: {shown[3]}" in result.stderr


@pytest.mark.slow
def test_the_commands_about_checking_work(workspace: Path) -> None:
    """On the example, published as the first of the two commands does; the live feed is one on this machine."""
    shown = commands("Know before Apple does")
    assert ["check", "check", "check", "check", "rule"] == [words[0] for words in shown]
    for folder in ("feeds", "media"):
        shutil.copytree(ROOT / folder, workspace / folder, dirs_exist_ok=True)
    run("publish", "feeds/tidewater", "--quiet")

    with serving() as base:
        results = [run(*_here(words, f"{base}/feed.xml")) for words in shown]

    ready = "Apple Podcasts: ready · Spotify: ready · YouTube: ready · PSP-1: ready"
    assert ready in results[0].stdout
    assert ready in results[1].stdout
    assert "nobody else can subscribe" in results[1].stdout
    assert "Tidewater (http://127.0.0.1:" in results[2].stdout
    assert "" == results[3].stdout
    assert "number-in-title" in results[4].stdout


def _here(words: list[str], address: str) -> list[str]:
    """The same words about an address of this machine."""
    live = [word for word in words if "://" in word]
    return [address if word in live else word for word in words] + (["--allow-private"] if live else [])


@pytest.mark.s3
def test_the_five_lines_for_s3_work(workspace: Path, s3_server: S3Server) -> None:
    """With another bucket and address, and an endpoint, since it is a store on this machine."""
    shown = block("On S3, in five lines")["publish"]
    assert ["to", "url"] == list(shown)
    prefix = f"docs/{uuid4().hex[:8]}"
    s3_server.make_public(prefix)
    begun(
        workspace, to=f"s3://{s3_server.bucket}/{prefix}", url=s3_server.url(prefix) + "/", endpoint=s3_server.endpoint
    )
    run("publish", "feeds/my-show")

    (words,) = commands("On S3, in five lines")
    again = run(*words)

    assert "nothing to do" in again.output
    feed = urllib3.request("GET", s3_server.url(f"{prefix}/feed.xml"), retries=False)
    state = urllib3.request("GET", s3_server.url(f".feedpub/{prefix}/catalog.json.gz"), retries=False)
    assert (200, 403) == (feed.status, state.status)


def test_serve_is_shown_as_it_is_called() -> None:
    """The command under the first two, and its option."""
    assert ".venv/bin/feedpub serve feeds/tidewater" in part("Two commands")
    assert "--lan" in run("serve", "--help").output


def test_the_exit_codes_are_those_of_the_program() -> None:
    """A table row for each, and no other."""
    rows = [int(code) for code in re.findall(r"^\| (\d+) \|", part("Exit codes"), re.MULTILINE)]

    assert [0, 1, FeedpubError.exit_code, Conflict.exit_code, INTERRUPTED, TERMINATED] == rows


@pytest.mark.parametrize("verb", ["publish", "release", "unpublish", "status", "verify"])
def test_json_is_where_readme_says(verb: str) -> None:
    """Each of these verbs has the option."""
    assert f"`{verb}`" in part("What you get")
    assert "--json" in run(verb, "--help").output


def test_the_feed_is_cached_as_long_as_readme_says() -> None:
    """Five minutes."""
    assert "five minutes" in part("How it works")
    assert "max-age=300" in SHORT


def test_every_file_that_readme_links_is_there() -> None:
    """No link leads nowhere."""
    links = re.findall(r"\]\(([^)#]+)\)", README)

    assert links
    assert [] == [link for link in links if "://" not in link and not (ROOT / link).exists()]


# --- docs that name code

CODE_DOCS = ("CONTRIBUTING.md", "docs/reading.md")
_PATH = re.compile(r"[\w.-]+(?:/[\w.-]+)*/?")
_FUNCTION = re.compile(r"@?([a-z_]\w*)\(.*\)")
_CLASS = re.compile(r"_?[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*")
_OUTSIDE = (".venv", "/")
"""How a path begins that is not in the repository."""


def spans(doc: str) -> list[tuple[int, str]]:
    """What stands between backticks: its line, and its text."""
    text = (ROOT / doc).read_text(encoding="utf-8")
    found = re.finditer(r"`([^`]+)`", text)
    return [(text.count("\n", 0, one.start()) + 1, " ".join(one[1].split())) for one in found]


def path_of(word: str) -> Path | None:
    """The path that a word names, below the repository or below the package; None if it is none."""
    is_path = _PATH.fullmatch(word) and ("/" in word or word.endswith((".py", ".md", ".toml", ".txt", ".yaml")))
    if not is_path or word.startswith(_OUTSIDE):
        return None
    inside = ROOT / "src" / "feedpub" / word
    return inside if inside.exists() else ROOT / word


@cache
def defined(path: Path) -> set[str]:
    """Names of functions, methods and classes in a file."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {one.name for one in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(one, kinds)}


@pytest.mark.parametrize("doc", CODE_DOCS)
def test_every_path_in_the_docs_is_there(doc: str) -> None:
    """Files and folders, of the repository or of the package; a name with `<` in it is the reader's."""
    named = [(line, path) for line, text in spans(doc) for word in text.split() if (path := path_of(word))]

    assert len(named) > 10
    assert [] == [f"{doc}:{line}: {path.relative_to(ROOT)}" for line, path in named if not path.exists()]


@pytest.mark.parametrize("doc", CODE_DOCS)
def test_every_function_in_the_docs_is_in_the_file_named_before_it(doc: str) -> None:
    """`name()` belongs to the Python file that was named last."""
    file, found, missing = ROOT / "tests" / "test_docs.py", 0, []
    for line, text in spans(doc):
        path = path_of(text)
        if path and path.suffix == ".py":
            file = path
        elif name := _FUNCTION.fullmatch(text):
            found += 1
            missing += [] if name[1] in defined(file) else [f"{doc}:{line}: {name[1]} in {file.relative_to(ROOT)}"]

    assert found
    assert [] == missing


@pytest.mark.parametrize("doc", CODE_DOCS)
def test_every_class_in_the_docs_is_one_of_the_package(doc: str) -> None:
    """Values and errors, by the names that they have in the code."""
    known = {name for path in (ROOT / "src").rglob("*.py") for name in defined(path)}
    named = [(line, text) for line, text in spans(doc) if _CLASS.fullmatch(text)]

    assert named
    assert [] == [f"{doc}:{line}: {name}" for line, name in named if name not in known]


def test_every_name_of_the_library_page_is_public() -> None:
    """`feedpub.name`, and the errors that the text names; what is imported from a module is tried by running it."""
    text = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")
    named = {*re.findall(r"(?<!from )\bfeedpub\.([A-Za-z_]\w*)", text), *re.findall(r"`([A-Z]\w+)`", text)}
    imported = set(re.findall(r"^from feedpub\.\S+ import (\w+)$", text, re.MULTILINE))

    assert len(named) > 10
    assert [] == sorted(named - imported - set(feedpub.__all__))
