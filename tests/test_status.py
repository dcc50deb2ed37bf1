"""`status`, and `publish FOLDER`: files that changed, files that are gone, and files of what was unpublished."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.pictures import jpeg, png
from tests.sounds import id3, mp3
from tests.studio import Studio
from typer.testing import CliRunner, Result

from feedpub.cli import app
from feedpub.commands.status import Row, status
from feedpub.model.measured import Audio

VTT = "WEBVTT\n\n00:00.000 --> 00:01.000\nAda: {words}\n"
TEMPLATE = '{% extends "feedpub/home.html" %}\n'
CHAPTERS = '{{"version": "1.2.0", "chapters": [{{"startTime": 0, "title": "{title}", "img": "shore.jpg"}}]}}'


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace of a published show: an episode with every kind of file, and one that names few."""
    desk = Studio(tmp_path_factory.mktemp("workspace"))
    desk.show(theme={"css": "style.css", "logo": "logo.png", "templates": "templates"})
    (desk.folder / "style.css").write_text("h1 { color: teal }\n")
    (desk.folder / "logo.png").write_bytes(png(256))
    (desk.folder / "templates").mkdir()
    (desk.folder / "templates" / "home.html").write_text(TEMPLATE)
    (desk.folder / "first-light.vtt").write_text(VTT.format(words="one"))
    (desk.folder / "first-light.jpg").write_bytes(jpeg(colour=(9, 9, 9)))
    (desk.folder / "first-light.md").write_text("Notes.\n")
    (desk.folder / "first-light.chapters.json").write_text(CHAPTERS.format(title="One"))
    (desk.folder / "shore.jpg").write_bytes(jpeg(600))
    fields: dict[str, Any] = {"transcripts": ["first-light.vtt"], "image": "first-light.jpg"}
    desk.episode(chapters="first-light.chapters.json", **fields)
    desk.episode("second-tide")
    desk.publish()
    return desk.root


@pytest.fixture
def studio(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """A copy of that workspace, which is the current folder; the clock stands at NOW."""
    desk = Studio(tmp_path / "workspace")
    shutil.copytree(published, desk.root)
    monkeypatch.chdir(desk.root)
    monkeypatch.setattr("feedpub.cli.environment.now", lambda: desk.now)
    return desk


def run(*words: str) -> Result:
    """`feedpub` with these words, in this process."""
    return CliRunner().invoke(app, list(words), prog_name="feedpub", catch_exceptions=False)


def row(studio: Studio, slug: str = "first-light") -> Row:
    """The row of an episode."""
    return next(one for one in status(studio.folder, now=studio.now).rows if one.slug == slug)


def test_nothing_differs_after_a_publish(studio: Studio) -> None:
    """The files are those that the catalog was made of."""
    found = status(studio.folder, now=studio.now)

    assert [(False, False, (), False)] * 2 == [
        (one.edited, one.replaced, one.changed_files, one.missing) for one in found.rows
    ]
    assert (False, ()) == (found.edited, found.changed_files)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("first-light.vtt", VTT.format(words="two").encode()),
        ("first-light.jpg", jpeg(colour=(200, 9, 9))),
        ("first-light.chapters.json", CHAPTERS.format(title="Two").encode()),
        ("shore.jpg", jpeg(601)),
    ],
)
def test_an_edited_file_under_the_same_name_is_an_edit(studio: Studio, name: str, content: bytes) -> None:
    """Exactly where `publish` has something to do; its name is reported."""
    (studio.folder / name).write_bytes(content)

    before = row(studio)
    studio.publish()

    assert (True, False, (name,)) == (before.edited, before.replaced, before.changed_files)
    assert (False, ()) == (row(studio).edited, row(studio).changed_files)


def test_edited_notes_are_an_edit(studio: Studio) -> None:
    """They are part of what the author writes."""
    (studio.folder / "first-light.md").write_text("Other notes.\n")

    assert row(studio).edited


def test_another_recording_under_the_same_name_is_an_edit(studio: Studio) -> None:
    """`publish` refuses it without `--replace-audio`, so the message has it."""
    (studio.folder / "first-light.mp3").write_bytes(mp3(1.0, seed=7))

    found, shown = row(studio), run("status").stdout

    assert (True, True, ()) == (found.edited, found.replaced, found.changed_files)
    assert "  published, edited  first-light" in shown
    assert (
        "first-light has another recording now; to publish it: "
        "feedpub publish feeds/desk/first-light.yaml --replace-audio"
    ) in shown.splitlines()


def test_other_tags_in_the_authors_recording_are_no_edit(studio: Studio) -> None:
    """`publish` would do nothing about them."""
    (studio.folder / "first-light.mp3").write_bytes(mp3(1.0, seed=sum(b"first-light"), tag=id3()))

    assert not row(studio).edited


def test_a_recording_that_is_none_any_more_is_an_edit(studio: Studio) -> None:
    """A download that broke off, for example."""
    (studio.folder / "first-light.mp3").write_bytes(b"<html>not found</html>")

    assert row(studio).replaced


@pytest.mark.parametrize(
    "remove",
    [
        lambda folder: [path.unlink() for path in folder.iterdir() if path.suffix in {".mp3", ".vtt", ".jpg"}],
        lambda folder: (folder / "first-light.mp3").write_text(
            "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"
        ),
    ],
)
def test_a_file_that_is_not_here_changes_nothing(studio: Studio, remove: Callable[[Path], object]) -> None:
    """As with `publish`: old media need not be on this machine, and a git-lfs pointer is none."""
    remove(studio.folder)

    assert (False, False, ()) == (row(studio).edited, row(studio).replaced, row(studio).changed_files)


def test_a_file_that_the_yaml_named_once_changes_nothing(studio: Studio) -> None:
    """Only what it names now can be published."""
    studio.episode("first-light", chapters="first-light.chapters.json")
    studio.publish()
    (studio.folder / "first-light.vtt").write_text(VTT.format(words="two"))

    assert not row(studio).edited


@pytest.mark.parametrize(
    ("name", "content", "shown"),
    [
        ("cover.jpg", jpeg(colour=(1, 2, 3)), "cover.jpg"),
        ("logo.png", png(300), "logo.png"),
        ("style.css", b"h1 { color: red }\n", "style.css"),
        ("templates/home.html", f"{TEMPLATE}\n".encode(), "templates/home.html"),
    ],
)
def test_an_edited_file_of_the_show_is_an_edit_of_the_show(
    studio: Studio, name: str, content: bytes, shown: str
) -> None:
    """Its name takes the place of show.yaml's."""
    (studio.folder / name).write_bytes(content)

    found, lines = status(studio.folder, now=studio.now), run("status").stdout.splitlines()

    assert (True, (shown,)) == (found.edited, found.changed_files)
    assert f"{shown} has changed since the last publication" in lines


def test_no_recording_is_read_twice(studio: Studio) -> None:
    """What `publish` measured is remembered; the facts of a file that stays as it is are never read again."""
    run("publish", "feeds/desk")
    measured: list[Path] = []

    def measure(path: Path, **_: Any) -> Audio:
        measured.append(path)
        raise AssertionError(path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("feedpub.audio.cache.is_believed", lambda _facts, *, now: now > 0)
        patch.setattr("feedpub.audio.cache.SMALLEST", 0)
        run("status")
        patch.setattr("feedpub.audio.probe.measure", measure)
        shown = run("status").stdout

    assert ([], False) == (measured, "edited" in shown)


# --- an episode whose file is gone


def test_a_published_episode_without_a_file_is_reported(studio: Studio) -> None:
    """By `status`, and by `publish FOLDER`, which goes on."""
    (studio.folder / "second-tide.yaml").unlink()

    shown, done = run("status"), run("publish", "feeds/desk")
    text = "second-tide: no file here; it stays published; to take it out: feedpub unpublish second-tide"

    assert text in shown.stdout.splitlines()
    assert "  published, no file  second-tide" in shown.stdout
    assert (0, f"warning: {text}") == (done.exit_code, done.stderr.splitlines()[0])
    assert ["second-tide"] == [
        one["slug"] for one in json.loads(run("status", "--json").stdout)["episodes"] if one["missing"]
    ]


def test_what_the_message_says_takes_the_episode_out(studio: Studio) -> None:
    """Its slug is enough, from anywhere in the workspace."""
    (studio.folder / "second-tide.yaml").unlink()

    done = run("unpublish", "second-tide")

    assert 0 == done.exit_code
    assert ["first-light"] == [item.slug for item in studio.catalog().items]
    assert "no file" not in run("status").stdout


def test_one_line_is_about_many_files(studio: Studio) -> None:
    """Not all of an archive."""
    for number in range(6):
        studio.episode(f"part-{number}")
    studio.publish()
    for path in studio.folder.glob("part-*.yaml"):
        path.unlink()

    line = run("publish", "feeds/desk").stderr.splitlines()[0]

    assert (
        "warning: no file here for 6 episodes: part-0, part-1, part-2, part-3, part-4, …; "
        "they stay published; to take one out: feedpub unpublish part-0"
    ) == line


@pytest.mark.parametrize("paths", [["feeds/desk/first-light.yaml"], ["feeds/desk/show.yaml"]])
def test_whoever_names_one_file_reads_of_no_other(studio: Studio, paths: list[str]) -> None:
    """Only a folder means all of a show."""
    (studio.folder / "second-tide.yaml").unlink()

    assert "no file" not in run("publish", *paths).stderr


def test_a_file_in_a_folder_below_is_here(studio: Studio) -> None:
    """Seasons may have folders of their own."""
    (studio.folder / "season-1").mkdir()
    for name in ("second-tide.yaml", "second-tide.mp3"):
        (studio.folder / name).rename(studio.folder / "season-1" / name)

    assert "no file" not in run("publish", "feeds/desk").stderr
    assert ("feeds/desk/season-1/second-tide.yaml", False) == (
        row(studio, "second-tide").file,
        row(studio, "second-tide").missing,
    )


def test_a_file_that_cannot_be_read_may_be_the_one(studio: Studio) -> None:
    """Its `slug:` is not known, so nothing is called missing."""
    (studio.folder / "second-tide.yaml").rename(studio.folder / "renamed.yaml")
    (studio.folder / "renamed.yaml").write_text("slug: second-tide\ntitle: [\n")

    assert not row(studio, "second-tide").missing


# --- the file of an episode that was unpublished


def test_a_folder_with_the_file_of_an_unpublished_episode_is_published(studio: Studio) -> None:
    """All but that one, and it says what to do about it."""
    studio.unpublish(studio.folder / "second-tide.yaml")
    studio.episode("third-wave")

    done = run("publish", "feeds/desk")

    assert 0 == done.exit_code
    assert ["first-light", "third-wave"] == [item.slug for item in studio.catalog().items]
    assert (
        "warning: skipped feeds/desk/second-tide.yaml: it was unpublished on 2026-11-23; delete the file, "
        "or bring the episode back: feedpub publish feeds/desk/second-tide.yaml --restore"
    ) in done.stderr.splitlines()


@pytest.mark.parametrize("paths", [["feeds/desk/second-tide.yaml"], ["feeds/desk", "feeds/desk/second-tide.yaml"]])
def test_an_unpublished_episode_that_is_named_is_refused(studio: Studio, paths: list[str]) -> None:
    """Whoever names it wants it, and apps would show it again."""
    studio.unpublish(studio.folder / "second-tide.yaml")

    done = run("publish", *paths)

    assert 2 == done.exit_code
    assert "second-tide was unpublished on 2026-11-23" in done.stderr


def test_restore_brings_back_what_a_folder_holds(studio: Studio) -> None:
    """The flag is about all of it."""
    studio.unpublish(studio.folder / "second-tide.yaml")

    done = run("publish", "feeds/desk", "--restore")

    assert 0 == done.exit_code
    assert ["first-light", "second-tide"] == [item.slug for item in studio.catalog().items]
