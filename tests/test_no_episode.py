"""A show that has nothing to publish yet: each verb says what is there, and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.studio import Studio
from typer.testing import CliRunner, Result

from feedpub.cli import app

pytestmark = pytest.mark.slow

DRAFT = "feeds/desk/first.yaml is a draft; to publish it, delete its line `draft: true`"
DRAFTS = "feeds/desk/first.yaml is a draft; to publish it, delete its line `draft: true`, or of another of the 2 drafts"
CREATE = "create an episode from a recording first: feedpub new recording.mp3"
BESIDE = "publish the episodes with it: feedpub publish feeds/desk"
NOTHING = "nothing is published at public/desk yet"


@pytest.fixture
def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """A desk with a show; its workspace is the current folder."""
    desk = Studio(tmp_path)
    desk.show()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("feedpub.cli.environment.now", lambda: desk.now)
    return desk


def run(*words: str) -> Result:
    """`feedpub` with these words, in this process."""
    return CliRunner().invoke(app, list(words), prog_name="feedpub", catch_exceptions=False)


@pytest.mark.parametrize(
    ("drafts", "words", "hint"),
    [
        ([], "publish feeds/desk", CREATE),
        ([], "publish feeds/desk/show.yaml", CREATE),
        ([], "check feeds/desk", CREATE),
        (["first"], "publish feeds/desk", DRAFT),
        (["first"], "publish feeds/desk/first.yaml --dry-run", DRAFT),
        (["first"], "publish feeds/desk/show.yaml", BESIDE),
        (["first"], "check feeds/desk/show.yaml", BESIDE),
        (["first", "second"], "publish feeds/desk", DRAFTS),
    ],
)
def test_a_feed_without_an_episode_is_refused_with_what_the_folder_has(
    studio: Studio, drafts: list[str], words: str, hint: str
) -> None:
    """Never with the words for a feed of somebody else."""
    for name in drafts:
        studio.episode(name, draft="true")

    done = run(*words.split())

    printed = f"{done.stdout}{done.stderr}".splitlines()
    assert "feeds/desk/show.yaml: FP129 error: there is no episode in the feed" in printed
    assert (
        f"  help: {hint}"
        == printed[printed.index("feeds/desk/show.yaml: FP129 error: there is no episode in the feed") + 1]
    )


@pytest.mark.parametrize(
    ("drafts", "expected"),
    [
        ([], f"{NOTHING}: it has no episode; create one from a recording: feedpub new recording.mp3"),
        (["first"], f"{NOTHING}: {DRAFT}"),
        (["first", "second"], f"{NOTHING}: all 2 episodes are drafts; to publish one, delete its line `draft: true`"),
    ],
)
def test_status_says_what_comes_first(studio: Studio, drafts: list[str], expected: str) -> None:
    """As long as nothing is published."""
    for name in drafts:
        studio.episode(name, draft="true")

    assert expected == run("status", "feeds/desk").stdout.splitlines()[1].replace(f"{studio.root}/", "")


def test_a_draft_that_is_to_be_unpublished_is_called_one(studio: Studio) -> None:
    """It was never published."""
    studio.episode("first", draft="true")

    done = run("unpublish", "feeds/desk/first.yaml")

    assert done.stderr.splitlines()[0].endswith("; feeds/desk/first.yaml is a draft, which was never published")


def test_the_show_alone_is_checked_without_a_word_about_episodes(studio: Studio) -> None:
    """Of a show that has some, published or scheduled; in a bucket, which is not asked, those of the folder count."""
    studio.episode("first", published="2027-03-01T07:00+01:00")
    run("publish", "feeds/desk")
    scheduled = run("check", "feeds/desk/show.yaml")
    studio.show(publish={"to": "s3://bucket/desk", "url": "https://desk.example/"})
    elsewhere = run("check", "feeds/desk/show.yaml")

    assert [0, 0] == [scheduled.exit_code, elsewhere.exit_code]
    assert "FP129" not in scheduled.stdout + elsewhere.stdout
