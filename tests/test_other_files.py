"""Paths that name no author's file: what they are, and what to type instead."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest
from tests.sounds import mp3
from tests.studio import Studio
from typer.testing import CliRunner, Result

from feedpub.cli import app

pytestmark = pytest.mark.slow


@pytest.fixture
def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """A desk with a show and one episode; its workspace is the current folder."""
    desk = Studio(tmp_path)
    desk.show()
    desk.episode()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("feedpub.cli.environment.now", lambda: desk.now)
    return desk


def run(*words: str) -> Result:
    """`feedpub` with these words, in this process."""
    return CliRunner().invoke(app, list(words), prog_name="feedpub", catch_exceptions=False)


NEW = "create the episode first: feedpub new {}"
NAMED = "name the episode's file: feedpub {verb} feeds/desk/{}"
BY_SLUG = "name the episode's .yaml file, or its slug"
AS_FIELD = "write its name as `{}:` into an episode's .yaml file, then name that, or the show's folder, feeds/desk"
OTHER = "name the episode's .yaml file, or the show's folder, feeds/desk"
OTHER_FILES = [
    ("second.mp3", "is a recording", NEW.format("second.mp3"), BY_SLUG),
    ("feeds/desk/other one.m4a", "is a recording", NEW.format("'feeds/desk/other one.m4a'"), BY_SLUG),
    ("feeds/desk/first-light.mp3", "is a recording", NAMED.replace("{}", "first-light.yaml"), ""),
    ("media/renamed.mp3", "is a recording", NAMED.replace("{}", "talk.yaml"), ""),
    ("media/talk.vtt", "is a transcript", NAMED.replace("{}", "talk.yaml"), ""),
    ("media/talk.jpg", "is a picture", NAMED.replace("{}", "talk.yaml"), ""),
    ("media/Ка\u0438\u0306ма.json", "is not", NAMED.replace("{}", "talk.yaml"), ""),
    ("feeds/desk/talk-notes.txt", "is not", NAMED.replace("{}", "talk.yaml"), ""),
    ("feeds/desk/first-light.md", "is a text", NAMED.replace("{}", "first-light.yaml"), ""),
    ("feeds/desk/cover.jpg", "is a picture", "name the show's file: feedpub publish feeds/desk/show.yaml", BY_SLUG),
    ("feeds/desk/other.jpg", "is a picture", AS_FIELD.format("image"), BY_SLUG),
    ("feeds/desk/other.vtt", "is a transcript", AS_FIELD.format("transcripts"), BY_SLUG),
    ("feeds/desk/other.md", "is a text", AS_FIELD.format("notes"), BY_SLUG),
    ("public/desk/index.html", "is a web page", OTHER, BY_SLUG),
    (
        "public/desk/feed.xml",
        "is a feed",
        "name the show's folder, feeds/desk; to check this feed: feedpub check public/desk/feed.xml",
        BY_SLUG,
    ),
]
"""File → what it is, and what to do instead of publishing it and of unpublishing it; the same, if empty."""


@pytest.mark.parametrize("verb", ["publish", "unpublish"])
@pytest.mark.parametrize(("name", "what", "publish", "unpublish"), OTHER_FILES)
def test_a_file_beside_an_episode_is_answered_with_what_to_type(
    studio: Studio, verb: str, name: str, what: str, publish: str, unpublish: str
) -> None:
    """The author's file that names it, whatever it is; a recording is never read as YAML, to be saved as UTF-8."""
    Path("feeds/desk/talk.yaml").write_text(
        "title: Talk\naudio: ../../media/renamed.mp3\nimage: ../../media/talk.jpg\nnotes: talk-notes.txt\n"
        "transcripts:\n- ../../media/talk.vtt\nchapters: ../../media/Ка\u0439ма.json\nexplicit: perhaps\n"
    )
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    if not Path(name).exists():
        Path(name).write_bytes(b"\0\0\0\x20ftypM4A ")
    message = f"{name}: {what}{'' if what == 'is not' else ', not'} an episode's file"

    done = run(verb, name)

    hint = (unpublish if verb == "unpublish" else "") or publish.replace("{verb}", verb)
    assert (2, "", [f"error: {message}", f"  help: {hint}"]) == (
        done.exit_code,
        done.stdout,
        done.stderr.splitlines(),
    )


def test_a_file_that_several_episodes_name_is_answered_with_all_of_them(studio: Studio) -> None:
    """Each could be meant."""
    shutil.copy(studio.folder / "cover.jpg", "feeds/desk/season.jpg")
    for name in ("first", "second", "third", "fourth"):
        studio.episode(name, image="season.jpg")

    done = run("publish", "feeds/desk/season.jpg")

    hint = (
        "  help: it is named in feeds/desk/first.yaml, feeds/desk/fourth.yaml, feeds/desk/second.yaml and more; "
        "name one of these: feedpub publish feeds/desk/first.yaml"
    )
    assert hint == done.stderr.splitlines()[1]


@pytest.mark.parametrize("name", ["feeds/desk/first-light.mp3", "media/talk.jpg", "feeds/desk/first-light.md"])
def test_check_of_a_file_that_an_episode_names_checks_the_episode(studio: Studio, name: str) -> None:
    """As a hook does that gets the names of files that were changed."""
    Path("media").mkdir()
    shutil.copy(studio.folder / "cover.jpg", "media/talk.jpg")
    studio.episode(image="../../media/talk.jpg")
    Path("feeds/desk/first-light.md").touch()

    done = run("check", name)

    assert 0 == done.exit_code, done.stderr
    assert "Tidewater (feeds/desk/first-light.yaml): 1 episode" in done.stdout


def test_check_of_the_cover_checks_the_show(studio: Studio) -> None:
    """All of it: what is alone wrong with the show is that it has no episodes, which it has."""
    assert "Tidewater (feeds/desk): 1 episode" in run("check", "feeds/desk/cover.jpg").stdout


def test_check_of_a_recording_says_how_to_make_an_episode_of_it(studio: Studio) -> None:
    """It is no feed, and no rule of feeds is asked about it."""
    shutil.copy(studio.folder / "first-light.mp3", "second.mp3")

    done = run("check", "second.mp3")

    assert (2, "") == (done.exit_code, done.stdout)
    assert "  help: create the episode first: feedpub new second.mp3" == done.stderr.splitlines()[1]


@pytest.mark.parametrize("words", ["publish 'my talk.mp3'", "check 'my talk.mp3'", "new 'my talk.mp3'"])
def test_a_recording_where_there_is_no_show_begins_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    """One command, not three that send people to each other."""
    monkeypatch.chdir(tmp_path)
    Path("my talk.mp3").write_bytes(mp3(1.0))

    done = run(*shlex.split(words))

    begin = "feedpub init feeds/my-show --audio 'my talk.mp3'"
    expected = {"new": f"create a show with it: {begin}; or name the folder of one with --show"}
    assert f"  help: {expected.get(words[:3], f'create a show with it first: {begin}')}" == done.stderr.splitlines()[1]


def test_publish_of_nothing_names_the_show_that_is_here(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """It alone of the verbs about shows needs a path: what is published is said on purpose."""
    assert [
        "error: nothing is named to publish",
        "  help: name a show's folder, or an episode's file: feedpub publish feeds/desk",
    ] == run("publish").stderr.splitlines()


@pytest.mark.parametrize(
    ("folder", "message"),
    [
        ("feeds", "feeds: is the folder of all shows, not of one|name a folder in it: feedpub init feeds/my-show"),
        (
            "feeds/ebb/a.yaml",
            "feeds/ebb/a.yaml: is the name of a file, not of a folder|name the folder, in which show.yaml is written",
        ),
    ],
)
def test_init_takes_the_folder_of_one_show(studio: Studio, folder: str, message: str) -> None:
    """Whoever names what is above or below it learns what is meant, and nothing is written."""
    done = run("init", folder, "--yes")

    error, hint = message.split("|")
    assert [f"error: {error}", f"  help: {hint}"] == done.stderr.splitlines()
    assert not Path("feeds/show.yaml").exists()


# --- what belongs to no show


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("media/desk", "name a show: feeds/desk"),
        ("media", "name a show: feeds/desk, feeds/ebb"),
        ("public/ebb", "name a show: feeds/ebb"),
        ("feeds", "name a show: feeds/desk, feeds/ebb"),
        (".", "name a show: feeds/desk, feeds/ebb"),
        ("media/desk/a.mp3", "name a show: feeds/desk"),
        ("feeds/new one", "name a show: feeds/desk, feeds/ebb; or create one: feedpub init 'feeds/new one'"),
        ("/", "name a show: feeds/desk, feeds/ebb"),
    ],
)
def test_a_path_outside_of_shows_is_answered_with_those_that_are_here(studio: Studio, path: str, hint: str) -> None:
    """The one with the name of the folder, if there is one; an empty folder may become another show."""
    Studio(studio.root, name="ebb").show()
    for folder in ("media/desk", "public/ebb", "feeds/new one"):
        Path(folder).mkdir(parents=True)
    for file in ("media/desk/a.mp3", "public/ebb/index.html"):
        Path(file).touch()

    done = run("status", path)

    assert f"  help: {hint}" == done.stderr.splitlines()[-1]


@pytest.mark.parametrize("path", ["feeds/desk", ".", "media"])
def test_unpublish_takes_an_episode_and_not_a_show(studio: Studio, path: str) -> None:
    """A folder is not taken for an episode of its name."""
    Path("media").mkdir()
    run("publish", "feeds/desk")

    done = run("unpublish", path)

    assert [
        f"error: {path}: is a folder, not an episode's file",
        "  help: name one episode's file, such as feeds/desk/first-light.yaml",
    ] == done.stderr.splitlines()


def test_unpublish_of_a_file_that_is_nowhere_speaks_of_that_file(studio: Studio) -> None:
    """Not of the folder, which the author did not name."""
    assert [
        "error: first-light.yaml: there is no such file, and no show around it",
        "  help: check the spelling; if the file is deleted already, name it where it was, in its show's folder",
    ] == run("unpublish", "first-light.yaml").stderr.splitlines()
