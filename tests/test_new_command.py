"""`new`: which show a recording belongs to, what is refused, and what the command says of it."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.pictures import jpeg
from tests.recordings import (
    cover,
    id3,
    made,
    only,
    recording,
    studio,
    tagged,
    text,
    tree,
)
from tests.studio import SHOW, Studio
from tests.terminal import at_terminal
from typer.testing import CliRunner, Result

from feedpub.cli import app
from feedpub.commands.new import new
from feedpub.errors import ErrorGroup, FeedpubError, Invalid

__all__ = ["studio"]


# --- which show


def second(studio: Studio, name: str = "nocturne", **fields: Any) -> None:
    """Another show in the workspace."""
    Studio(studio.root, name=name).show(**fields)


def test_the_only_show_is_the_one(studio: Studio) -> None:
    """From wherever in the workspace."""
    file = recording("a").absolute()
    os.chdir("media")

    one = only(new([file]))

    assert studio.folder / "a.yaml" == Path(one.file)


@pytest.mark.parametrize("name", ["desk", "nocturne"])
def test_a_folder_of_the_shows_name_tells_it(studio: Studio, name: str) -> None:
    """As `init` lays them out: `media/tidewater`."""
    second(studio)

    one = only(new([tagged(Path("media") / name / "a.mp3")]))

    assert f"feeds/{name}" == one.show


def test_the_shows_title_in_the_tags_tells_it(studio: Studio) -> None:
    """The album, in whatever case."""
    second(studio, title="Nocturne")
    second(studio, "broken", language="english")

    one = only(new([recording("a", text(id3.TALB, "NOCTURNE"))]))

    assert "feeds/nocturne" == one.show


def test_a_recording_beside_the_yaml_belongs_to_that_show(studio: Studio) -> None:
    """Whatever else there is."""
    second(studio)

    episode, one = made(tagged(Path("feeds/nocturne/a.mp3")))

    assert ("feeds/nocturne", "a.mp3") == (one.show, episode.audio)


def test_whoever_stands_in_a_show_means_it(studio: Studio) -> None:
    """`cd feeds/nocturne; feedpub new ../../media/a.mp3`."""
    second(studio)
    recording("a")
    os.chdir("feeds/nocturne")

    one = only(new([Path("../../media/a.mp3")]))

    assert "a.yaml" == one.file


@pytest.mark.parametrize("show", ["feeds/nocturne", "feeds/nocturne/show.yaml"])
def test_the_show_can_be_named(studio: Studio, show: str) -> None:
    """Its folder or its file."""
    second(studio)

    assert "feeds/nocturne" == only(new([recording("a")], show=Path(show))).show


def test_several_shows_are_named_where_nobody_can_be_asked(studio: Studio) -> None:
    """With the option that says which."""
    second(studio)

    with pytest.raises(FeedpubError) as caught:
        new([recording("a")])

    assert "there are 2 shows: feeds/desk, feeds/nocturne" == caught.value.message
    assert ("media/a.mp3", "--show feeds/desk") == (caught.value.where, caught.value.hint)


def test_somebody_can_be_asked(studio: Studio) -> None:
    """Told the recording and the shows."""
    second(studio)
    choices: list[tuple[str, list[str]]] = []

    def choose(audio: Path, shows: Sequence[Path]) -> Path:
        choices.append((str(audio), [show.name for show in shows]))
        return next(show for show in shows if show.name == "nocturne")

    assert "feeds/nocturne" == only(new([recording("a")], choose=choose)).show
    assert [("media/a.mp3", ["desk", "nocturne"])] == choices


def test_without_a_show_it_is_said_how_to_begin_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written."""
    monkeypatch.chdir(tmp_path)
    tagged(Path("a.mp3"))

    with pytest.raises(FeedpubError, match=r"a\.mp3: no show was found for this file") as caught:
        new([Path("a.mp3")])

    assert "feedpub init" in caught.value.hint
    assert ["a.mp3"] == list(tree())


def test_a_lone_folder_is_a_show_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without `feeds/`, everything lies together."""
    monkeypatch.chdir(tmp_path)
    Path("show.yaml").write_text(json.dumps(SHOW), encoding="utf-8")

    episode, one = made(tagged(Path("night-tide.mp3")))

    assert ("night-tide.yaml", "night-tide.mp3") == (one.file, episode.audio)
    assert Path(".schema/episode.json").is_file()


def test_a_show_that_is_not_valid_is_shown_with_its_problems(studio: Studio) -> None:
    """Once, for however many recordings."""
    studio.show(language="english")

    with pytest.raises(Invalid) as caught:
        new([recording("a"), recording("b")])

    assert ["language"] == [problem.subject for problem in caught.value.problems]


# --- what is refused


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_written(studio: Studio, tmp_path: Path) -> None:
    """Several files are all or nothing."""
    Path("media/b.wav").write_bytes(b"RIFF\x24\x00\x00\x00WAVEfmt ")
    Path("media/c.mp3").mkdir()
    good = recording("a")
    before = tree()

    with pytest.raises(ErrorGroup) as caught:
        new([good, Path("media/absent.mp3"), Path("media/b.wav"), Path("media/c.mp3")])

    assert ["media/absent.mp3", "media/b.wav", "media/c.mp3"] == [error.where for error in caught.value.errors]
    assert all(error.hint for error in caught.value.errors)
    assert before == tree()


def test_a_recording_outside_of_the_workspace_is_refused(studio: Studio, tmp_path_factory: Any) -> None:
    """It could not be published from there."""
    outside = tagged(tmp_path_factory.mktemp("elsewhere") / "a.mp3")

    with pytest.raises(FeedpubError, match="lies outside the workspace of the show") as caught:
        new([outside])

    assert (str(outside), True) == (caught.value.where, "copy it first: cp " in caught.value.hint)


def test_a_pipe_is_not_waited_for(studio: Studio) -> None:
    """Merely opening it would block."""
    os.mkfifo("media/a.mp3")

    with pytest.raises(FeedpubError, match="special file"):
        new([Path("media/a.mp3")])


def test_nothing_is_overwritten(studio: Studio) -> None:
    """Another name is asked for; with it all is well."""
    mine = studio.folder / "night-tide.yaml"
    mine.write_text("mine", encoding="utf-8")
    file = recording("night-tide")

    with pytest.raises(FeedpubError, match=r"feeds/desk/night-tide\.yaml has the name night-tide already") as caught:
        new([file])

    assert ("media/night-tide.mp3", True) == (caught.value.where, "--slug" in caught.value.hint)
    assert "mine" == mine.read_text(encoding="utf-8")
    assert "feeds/desk/other.yaml" == only(new([file], slug="other")).file


def test_a_slug_that_another_file_says_is_taken(studio: Studio) -> None:
    """Names of files are not all names."""
    path = studio.episode("first-light")
    path.write_text(path.read_text(encoding="utf-8") + "slug: night-tide\n", encoding="utf-8")

    with pytest.raises(FeedpubError, match=r"feeds/desk/first-light\.yaml has the name night-tide already"):
        new([recording("night-tide")])


def test_two_recordings_of_one_name_are_told_apart(studio: Studio) -> None:
    """By the author."""
    first, other = recording("a", text(id3.TIT2, "Night tide")), recording("b", text(id3.TIT2, "Night tide!"))

    with pytest.raises(FeedpubError, match="has the name night-tide already") as caught:
        new([first, other])

    assert ("media/b.mp3", True) == (caught.value.where, "one file at a time" in caught.value.hint)


def test_recordings_that_are_episodes_already_are_skipped(studio: Studio) -> None:
    """`feedpub new media/*.mp3` again and again."""
    new([recording("a")])

    drafted = new([Path("media/a.mp3"), recording("b"), Path("media/b.mp3")])

    assert (("media/a.mp3", "feeds/desk/a.yaml"),) == drafted.skipped
    assert "feeds/desk/b.yaml" == only(drafted).file


@pytest.mark.parametrize("names", [("a",), ("a", "b")])
def test_nothing_new_is_an_error(studio: Studio, names: tuple[str, ...]) -> None:
    """Somebody expected a file."""
    files = [recording(name) for name in names]
    new(files)
    before = tree()

    with pytest.raises(FeedpubError, match="already; nothing is overwritten"):
        new(files)

    assert before == tree()


@pytest.mark.parametrize("slug", ["Night tide", "index", "ä"])
def test_a_bad_slug_is_refused(studio: Studio, slug: str) -> None:
    """Before anything is read."""
    with pytest.raises(FeedpubError) as caught:
        new([Path("media/absent.mp3")], slug=slug)

    assert "--slug" == caught.value.where


def test_one_slug_is_for_one_episode(studio: Studio) -> None:
    """Addresses are."""
    with pytest.raises(FeedpubError, match="names one episode, but there are 2 files"):
        new([recording("a"), recording("b")], slug="x")


@pytest.mark.parametrize(
    ("name", "frames", "expected"),
    [
        ("night-tide", [text(id3.TIT2, "夜の潮")], "night-tide"),
        ("夜の潮", [text(id3.TIT2, "夜の潮")], "episode-1"),
        ("feed", [], "feed-episode"),
        ("a", [text(id3.TIT2, "x" * 300)], "x" * 80),
    ],
)
def test_the_slug_is_the_titles_or_else_the_files(studio: Studio, name: str, frames: list[Any], expected: str) -> None:
    """Plain ASCII, and no name of ours."""
    assert expected == only(new([recording(name, *frames)])).slug


def test_without_a_latin_letter_or_number_a_name_is_asked_for(studio: Studio) -> None:
    """In a show that does not count."""
    studio.episode("first-light")

    with pytest.raises(FeedpubError, match="no Latin letter") as caught:
        new([recording("夜の潮")])

    assert "--slug" in caught.value.hint


def test_a_name_that_yaml_files_cannot_say_is_refused(studio: Studio) -> None:
    """A backslash means a folder elsewhere."""
    with pytest.raises(FeedpubError, match="backslash"):
        new([recording("a\\b")])


def test_a_recording_behind_a_link_is_found_on_its_way(studio: Studio) -> None:
    """The media may lie on a larger disk, if the link leads to somewhere in the workspace."""
    Path("disk").mkdir()
    Path("media").rmdir()
    Path("media").symlink_to("disk")

    episode, _ = made(recording("a"))

    assert "../../media/a.mp3" == episode.audio


# --- the command


def run(*words: str) -> Result:
    """`feedpub` with these words, in this process."""
    return CliRunner().invoke(app, list(words), prog_name="feedpub", catch_exceptions=False)


def test_the_command_says_what_came_from_where_and_what_is_next(studio: Studio) -> None:
    """Line by line."""
    recording("night-tide", text(id3.TIT2, "Night tide"), text(id3.TRCK, "12"), cover(jpeg(600, colour=(1, 2, 200))))

    done = run("new", "media/night-tide.mp3")

    fault = "it is 600 × 600 pixels, and must have 1400 to 3000 a side"
    assert 0 == done.exit_code
    assert [
        "wrote feeds/desk/night-tide.yaml",
        "  title   Night tide  title tag",
        "  number  12          track number tag",
        f"  left out: the cover in the file, because directories refuse it: {fault}",
        "next:",
        "  1. edit feeds/desk/night-tide.yaml",
        "  2. feedpub check feeds/desk/night-tide.yaml",
        "  3. feedpub publish feeds/desk/night-tide.yaml",
    ] == done.stdout.splitlines()


def test_the_command_names_the_show_if_there_are_many_files(studio: Studio) -> None:
    """A line of twenty names is no line to type."""
    files = [str(recording(name)) for name in "abcd"]
    run("new", files[0])

    done = run("new", *files, str(recording("e")))

    assert "skipped media/a.mp3: it has an episode, feeds/desk/a.yaml" == done.stdout.splitlines()[0]
    assert ["  1. edit the new files", "  2. feedpub check feeds/desk", "  3. feedpub publish feeds/desk"] == (
        done.stdout.splitlines()[-3:]
    )


def test_the_command_as_a_document(studio: Studio) -> None:
    """For programs."""
    recording("night-tide", text(id3.TIT2, "Night tide"))

    done = run("new", "media/night-tide.mp3", "--slug", "tide", "--notes", "--json")

    assert {
        "schema": 2,
        "command": "new",
        "episodes": [
            {
                "file": "feeds/desk/tide.yaml",
                "slug": "tide",
                "show": "feeds/desk",
                "audio": "media/night-tide.mp3",
                "files": ["feeds/desk/tide.yaml", "feeds/desk/tide.md"],
                "fields": {
                    "title": {"value": "Night tide", "from": "title tag"},
                    "number": {"value": "1", "from": "first of the show"},
                    "notes": {"value": "feeds/desk/tide.md", "from": "empty, to be written"},
                },
                "left_out": [],
            }
        ],
        "skipped": [],
    } == json.loads(done.stdout)


def test_an_error_of_the_command_is_a_document_as_well(studio: Studio) -> None:
    """With exit code 2."""
    done = run("new", "media/absent.mp3", "--json")

    assert (2, "media/absent.mp3") == (done.exit_code, json.loads(done.stdout)["error"]["where"])


@pytest.mark.slow
def test_the_command_asks_for_the_show_and_asks_again(studio: Studio) -> None:
    """On a terminal, if there are several."""
    second(studio)
    recording("a")

    code, seen = at_terminal(
        [("Which show", "other\r"), ("not one of these shows", "nocturne\r")], "new", "media/a.mp3", cwd=studio.root
    )

    assert (0, True) == (code, "wrote feeds/nocturne/a.yaml" in seen)
    assert "Which show does media/a.mp3 belong to? (desk, nocturne)" in seen
    assert "'other' is not one of these shows" in seen


def test_help_of_the_command_ends_with_examples() -> None:
    """A newcomer copies one."""
    done = run("new", "--help")

    assert (0, True) == (done.exit_code, "feedpub new media/night-tide.mp3" in done.stdout.partition("Examples:")[2])
