"""`init --ci`: a workflow that checks, publishes and releases the shows of a repository."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from feedpub.commands.workspace import write_all, yaml_string
from feedpub.errors import FeedpubError
from feedpub.source import ShowFile, display_path, read_show

WORKFLOW = Path(".github/workflows/podcast.yml")
"""Where GitHub looks for it, from the top of the repository."""

CHECKOUT, PYTHON, AWS = (
    "actions/checkout@v6.0.2",
    "actions/setup-python@v6.2.0",
    "aws-actions/configure-aws-credentials@v5.1.0",
)
"""The actions it uses, with their full versions, so that no new release changes what runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatedWorkflow:
    """A workflow on disk."""

    file: str
    shows: tuple[str, ...]
    """The folders of its shows, from the top of the repository."""

    unpublishable: tuple[str, ...]
    """Those of them that are not published to a bucket, which a CI could reach."""

    signs_in: bool
    """Whether it signs in to AWS without keys; else it needs the store's keys as secrets."""


def create_workflow(folder: Path) -> CreatedWorkflow:
    """Write the workflow for the shows at, below or around a folder; nothing is overwritten.

    Raises `FeedpubError` if there is no show, or the workflow is there already; `Invalid` for a broken show.yaml.
    """
    top = _top(folder)
    shows = [read_show(path) for path in _show_files(folder)]
    if not shows:
        hint = "create a show first: feedpub init feeds/my-show"
        raise FeedpubError("there is no show here", where=display_path(folder), hint=hint)
    path = top / WORKFLOW
    if os.path.lexists(path):
        hint = "delete it to have it written anew"
        raise FeedpubError("exists already; nothing is overwritten", where=display_path(path), hint=hint)
    names = tuple(_name(show, top) for show in shows)
    signs_in = not any(show.show.publish.endpoint for show in shows)
    alone = any(show.show.publish.single_writer for show in shows)
    write_all({path: workflow_text(names, signs_in=signs_in, one_at_a_time=alone)}, {})
    return CreatedWorkflow(
        file=display_path(path),
        shows=names,
        unpublishable=tuple(
            name for name, show in zip(names, shows, strict=True) if "://" not in (show.show.publish.to or "")
        ),
        signs_in=signs_in,
    )


def _show_files(folder: Path) -> Sequence[Path]:
    """The show that the folder belongs to, or else those below it."""
    start = Path(os.path.normpath(folder.absolute()))
    around = next((one / "show.yaml" for one in (start, *start.parents) if (one / "show.yaml").is_file()), None)
    return [around] if around else sorted((*start.glob("*/show.yaml"), *start.glob("feeds/*/show.yaml")))


def _top(folder: Path) -> Path:
    """The top of the git repository, or where there is none yet, the folder that holds `feeds/`, or the folder."""
    start = Path(os.path.normpath(folder.absolute()))
    around = (start, *start.parents)
    git = next((one for one in around if (one / ".git").exists()), None)
    feeds = next((one.parent for one in around if one.name == "feeds"), start)
    return git or feeds


def _name(show: ShowFile, top: Path) -> str:
    return Path(os.path.relpath(show.path.parent, top)).as_posix()


# --- the text


def workflow_text(shows: Sequence[str], *, signs_in: bool = True, one_at_a_time: bool = False) -> str:
    """The workflow for shows in these folders, from the top of the repository.

    `signs_in`: to AWS by OIDC; else by the secrets of another store. `one_at_a_time`: a store without conditional
    writes is never written by two jobs.
    """
    text = _BEGIN + _CHECK + _PUBLISH + ("" if one_at_a_time else _RELEASE)
    when = "github.event_name != 'pull_request'" if one_at_a_time else "github.event_name == 'push'"
    replaced = {
        "@WHEN_PUBLISHING@": when,
        "@LIST@": ", ".join(map(yaml_string, shows)),
        "@WORDS@": shlex.join(shows),
        "@PERMISSIONS@": _OIDC_PERMISSION if signs_in else "",
        "@SIGN_IN@": _SIGN_IN if signs_in else "",
        "@SIGN_IN_TO_PLAN@": _SIGN_IN_TO_PLAN if signs_in else "",
        "@KEYS@": "" if signs_in else _KEYS,
        "@PLAN_KEYS@": "" if signs_in else _PLAN_KEYS,
        "@CAN_PLAN@": "vars.AWS_PLAN_ROLE" if signs_in else "vars.PLAN_PULL_REQUESTS",
        "@FEEDPUB@": f"feedpub=={version('feedpub')}",
        "@CHECKOUT@": CHECKOUT,
        "@PYTHON@": PYTHON,
        "@AWS@": AWS,
    }
    for mark, value in replaced.items():
        text = text.replace(mark, value)
    return text


_BEGIN = """\
# Written by `feedpub init --ci github`; yours to change. What it needs is in feedpub's docs/ci.md.
name: podcast

on:
  pull_request:
  push:
    branches: [main, master]
  schedule:
    # Scheduled episodes come out within half an hour. GitHub delays full hours most.
    - cron: "7,37 * * * *"
  workflow_dispatch:

permissions: {}

env:
  # What `pip install` installs: a version, a wheel in this repository, or git+https://…
  FEEDPUB: @FEEDPUB@

jobs:
"""

_STEPS = """\
      - uses: @CHECKOUT@
        with:
          lfs: @LFS@
          persist-credentials: false
      - uses: @PYTHON@
        with:
          python-version: "3.13"
      - run: pip install --quiet "$FEEDPUB"
"""

_JOB = """\
    runs-on: ubuntu-24.04
    timeout-minutes: 30
"""

_EACH = """\
    strategy:
      fail-fast: false
      matrix:
        show: [@LIST@]
"""

_CHECK = (
    """\
  check:
    name: check
    if: github.event_name == 'pull_request'
"""
    + _JOB
    + """\
    permissions:
      contents: read
      pull-requests: write # for the comment
@PERMISSIONS@\
    steps:
"""
    + _STEPS.replace("@LFS@", "true # audio may be stored in git-lfs; without it, what is not here is not checked")
    + """\
@SIGN_IN_TO_PLAN@\
      - name: findings, at their lines
        run: |
          feedpub check @WORDS@ --format github --output "markdown=$GITHUB_STEP_SUMMARY"
      - name: what would change, in the summary and as a comment
        if: @CAN_PLAN@ && github.event.pull_request.head.repo.full_name == github.repository
        run: |
          failed=0
          for show in @WORDS@; do
            feedpub diff "$show" --format markdown 2> talk.txt || failed=1
            if [ -s talk.txt ]; then printf '%s:\\n```\\n%s\\n```\\n' "$show" "$(cat talk.txt)"; fi
          done > plan.md
          cat plan.md >> "$GITHUB_STEP_SUMMARY"
          gh pr comment "$NUMBER" --edit-last --create-if-none --body-file plan.md
          exit $failed
        env:
          GH_TOKEN: ${{ github.token }}
          GH_REPO: ${{ github.repository }}
          NUMBER: ${{ github.event.pull_request.number }}
@PLAN_KEYS@"""
)

_PUBLISH = (
    """\

  publish:
    name: publish ${{ matrix.show }}
    if: @WHEN_PUBLISHING@
"""
    + _JOB
    + _EACH
    + """\
    concurrency:
      group: podcast-publish-${{ matrix.show }} # a waiting run gives way to a newer one, which publishes all of it
      cancel-in-progress: false
    permissions:
      contents: read
@PERMISSIONS@\
    env:
      SHOW: ${{ matrix.show }}
    steps:
"""
    + _STEPS.replace("@LFS@", "true")
    + """\
@SIGN_IN@\
      - run: feedpub publish "$SHOW"
@KEYS@"""
)

_RELEASE = (
    """\

  release:
    name: release ${{ matrix.show }}
    if: github.event_name == 'schedule' || github.event_name == 'workflow_dispatch'
"""
    + _JOB
    + _EACH
    + """\
    concurrency:
      group: podcast-release-${{ matrix.show }} # beside a publish: feedpub lets neither undo the other's work
      cancel-in-progress: false
    permissions:
      contents: read
@PERMISSIONS@\
    env:
      SHOW: ${{ matrix.show }}
    steps:
"""
    + _STEPS.replace("@LFS@", "false # what is scheduled was uploaded before: no audio is needed")
    + """\
@SIGN_IN@\
      - run: feedpub release "$SHOW" --quiet
@KEYS@"""
)

_OIDC_PERMISSION = "      id-token: write # signs in to AWS without keys\n"
_SIGN_IN = """\
      - uses: @AWS@
        with:
          role-to-assume: ${{ vars.AWS_ROLE }}
          aws-region: ${{ vars.AWS_REGION }}
"""
_SIGN_IN_TO_PLAN = """\
      - uses: @AWS@
        if: vars.AWS_PLAN_ROLE && github.event.pull_request.head.repo.full_name == github.repository
        with:
          role-to-assume: ${{ vars.AWS_PLAN_ROLE }}
          aws-region: ${{ vars.AWS_REGION }}
"""
_SECRETS = """\
          AWS_ACCESS_KEY_ID: ${{ secrets.STORE_ACCESS_KEY_ID }}
          AWS_SECRET_ACCESS_KEY: ${{ secrets.STORE_SECRET_ACCESS_KEY }}
"""
_KEYS = "        env:\n" + _SECRETS
_PLAN_KEYS = _SECRETS
