"""The GitHub Action and the Docker image: their steps, without GitHub and without Docker."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import yaml
from tests import programs
from tests.good_feed import good_feed

ROOT = Path(__file__).parents[1]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def step(name: str) -> dict[str, Any]:
    """One step of the action."""
    found: dict[str, Any] = next(one for one in ACTION["runs"]["steps"] if one.get("name") == name)
    return found


def run_step(name: str, folder: Path, *, check: bool = True, **inputs: str) -> Any:
    """A step as GitHub's runner carries it out, with these inputs and the default ones."""
    values = {key: one["default"] for key, one in ACTION["inputs"].items()} | inputs
    env = {
        key: re.sub(r"\$\{\{ inputs\.([a-z-]+) \}\}", lambda found: values[found[1]], text)
        for key, text in step(name)["env"].items()
    }
    env |= {"PATH": f"{folder / 'bin'}:/usr/bin:/bin", "RUNNER_TEMP": str(folder / "temp")}
    env |= {"GITHUB_ACTION_PATH": str(ROOT), "GITHUB_STEP_SUMMARY": str(folder / "summary.md")}
    command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step(name)["run"]]
    return programs.run(command, check=check, env=env, cwd=folder, text=True)


@pytest.fixture
def runner(tmp_path: Path) -> Path:
    """A runner's folder where feedpub is installed, with a feed that warns and one that is broken."""
    program = tmp_path / "temp/feedpub/bin/feedpub"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m feedpub "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    bad = good_feed().replace("<title>First light", "<title>Ep. 12: First light")
    (tmp_path / "one feed.xml").write_text(bad, encoding="utf-8")
    (tmp_path / "broken.xml").write_text("<rss>", encoding="utf-8")
    return tmp_path


def test_the_action_has_the_form_that_github_reads() -> None:
    """Composite, each step with a shell, each foreign action with its commit, inputs only as variables."""
    runs = ACTION["runs"]

    assert "composite" == runs["using"]
    for one in runs["steps"]:
        assert {"run", "shell", "name", "env"} == one.keys() or {"uses", "with"} == one.keys()
        assert "${{" not in one.get("run", "")
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", one.get("uses", f"a/b@{'0' * 40}"))
    assert all(one.keys() == {"description", "default"} for one in ACTION["inputs"].values())
    used = set(re.findall(r"inputs\.([a-z-]+)", str(runs)))
    assert set(ACTION["inputs"]) == used


def test_the_documentation_gives_inputs_that_there_are() -> None:
    """docs/ci.md shows the action with subjects, options and SARIF."""
    text = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
    shown = next(yaml.safe_load(block) for block in re.findall(r"(?ms)^```yaml\n(.*?)^```", text) if "uses:" in block)

    assert "feedpub/feedpub" == shown[0]["uses"].partition("@")[0]
    assert shown[0]["with"].keys() <= ACTION["inputs"].keys()


@pytest.mark.slow
def test_findings_become_annotations_and_a_summary(runner: Path) -> None:
    """From one check; SARIF, too, if it is wanted. Names with blanks stay whole; warnings are no failure."""
    done = run_step("check", runner, subjects="one feed.xml\n", sarif="out.sarif", options="--select=FP203\n\n")

    assert done.stdout.startswith("::warning file=one feed.xml,line=")
    assert "title=FP203 number-in-title::" in done.stdout
    assert "| FP203 warning |" in (runner / "summary.md").read_text(encoding="utf-8")
    assert '"version": "2.1.0"' in (runner / "out.sarif").read_text(encoding="utf-8")


@pytest.mark.slow
def test_an_error_fails_the_job(runner: Path) -> None:
    """With all subjects checked, and the summary written."""
    done = run_step("check", runner, check=False, subjects="one feed.xml\nbroken.xml")

    assert 1 == done.returncode
    assert "::error file=broken.xml" in done.stdout
    assert "one feed.xml" in (runner / "summary.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("wanted", "installed"),
    [
        ("feedpub==0.1.0", [["feedpub==0.1.0"]]),
        (
            "",
            [
                ["--require-hashes", "--requirement", str(ROOT / "requirements.txt")],
                ["--no-deps", "--no-build-isolation", str(ROOT)],
            ],
        ),
    ],
)
def test_the_action_installs_what_it_is_or_what_is_named(
    tmp_path: Path, wanted: str, installed: list[list[str]]
) -> None:
    """Into an environment of its own: itself with the pinned packages, or another release with what that asks for."""
    (tmp_path / "bin").mkdir()
    python = tmp_path / "bin/python"
    python.write_text(
        '#!/bin/sh\nmkdir -p "$3/bin"\nprintf \'#!/bin/sh\\nprintf "%%s\\\\n" "$@"\\n\' > "$3/bin/pip"\n'
        'chmod +x "$3/bin/pip"\nprintf "%s\\n" "$@"\n',
        encoding="utf-8",
    )
    python.chmod(0o755)

    done = run_step("install feedpub", tmp_path, feedpub=wanted)

    venv = ["-m", "venv", str(tmp_path / "temp/feedpub")]
    assert [*venv, *(word for one in installed for word in ("install", "--quiet", *one))] == done.stdout.splitlines()
    assert (ROOT / "requirements.txt").is_file()


# --- the image


def instructions(name: str) -> list[str]:
    """What stands behind an instruction of the Dockerfile, each time; lines that go on are one."""
    text = re.sub(r"\\\n\s*", "", DOCKERFILE)
    return [line.partition(" ")[2] for line in text.splitlines() if line.startswith(f"{name} ")]


def copied() -> list[str]:
    """Files and folders that the image is built of."""
    return [word for line in instructions("COPY") if "--from" not in line for word in line.split()[:-1]]


def test_the_image_runs_feedpub_as_nobody_special_with_ffmpeg() -> None:
    """A user of its own before the entry; ffmpeg from the distribution; the same base for building and running."""
    last = [line.split()[0] for line in DOCKERFILE.splitlines() if re.match(r"[A-Z]+ ", line)]

    assert ["podcaster"] == instructions("USER")
    assert any("useradd" in line and "podcaster" in line for line in instructions("RUN"))
    assert last.index("USER") < last.index("ENTRYPOINT")
    assert ['["feedpub"]'] == instructions("ENTRYPOINT")
    assert any(re.search(r"install .*\bffmpeg\b", line) for line in instructions("RUN"))
    assert 1 == len({line.split()[0] for line in instructions("FROM")})
    assert ["/opt/feedpub/bin:$PATH"] == [line.partition("=")[2] for line in instructions("ENV")]
    assert any("/opt/feedpub/bin/pip install" in line and line.endswith(" .") for line in instructions("RUN"))


def test_docker_sees_what_the_image_is_built_of_and_nothing_else() -> None:
    """.dockerignore lets in each of them: no media, no credentials, no git."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()

    assert "*" == lines[0]
    assert sorted(copied()) == sorted(line.removeprefix("!") for line in lines if line.startswith("!"))


@pytest.mark.slow
def test_what_is_copied_into_the_image_is_all_that_a_wheel_needs(tmp_path: Path) -> None:
    """Built of those files alone, it has the program, the tables of requirements and the schema."""
    for name in copied():
        (tmp_path / name).symlink_to(ROOT / name)

    programs.python("-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path / "dist", cwd=tmp_path)

    (wheel,) = (tmp_path / "dist").glob("*.whl")
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())
        entry = next(name for name in names if name.endswith("entry_points.txt"))
        assert "feedpub = feedpub.cli:main" in archive.read(entry).decode()
    assert {"feedpub/lint/requirements/apple.toml", "feedpub/output/check.schema.json"} <= names
