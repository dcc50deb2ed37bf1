"""`init`: the files that a show begins with are valid, say exactly what was answered, and overwrite nothing."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.pictures import jpeg, png
from tests.sounds import mp3

from feedpub.artwork import is_placeholder
from feedpub.commands.init import QUESTIONS, CreatedShow, init, read_answer, read_answers
from feedpub.commands.workspace import write_all
from feedpub.deploy.destination import destination
from feedpub.errors import ErrorGroup, FeedpubError
from feedpub.source import episode_files, json_schema, read_episode, read_show

pytestmark = pytest.mark.slow

GIVEN = {
    "title": "Tidewater",
    "description": "Life at the coast.",
    "author": "Tidewater Radio",
    "category": "Society & Culture > Places & Travel",
}
GUID = "917393e3-1b1e-5cef-ace4-edaa54e1f810"
QUESTION = {question.name: question for question in QUESTIONS}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder to be, in the workspace that is the current folder."""
    monkeypatch.chdir(tmp_path)
    return Path("feeds/tidewater")


def tree(root: Path) -> dict[str, bytes]:
    """Every file below."""
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def begin(folder: Path, **more: str) -> CreatedShow:
    """`init` with answers to everything that needs one."""
    return init(folder, read_answers({**GIVEN, **more}, folder), guid=GUID)


def test_what_is_written_is_a_valid_show_and_a_draft(folder: Path) -> None:
    """The answers are in show.yaml; the episode waits for its recording."""
    created = begin(
        folder, email="ada@tidewater.example", language="de", explicit="true", link="https://t.example", to="s3://b/t"
    )

    show, episode = read_show(folder / "show.yaml").show, read_episode(folder / "first-episode.yaml").episode
    assert ("feeds/tidewater/show.yaml", "feeds/tidewater/first-episode.yaml") == created.files[:2]
    assert ("Tidewater", "Life at the coast.", "de") == (show.title, show.description, show.language)
    assert ("ada@tidewater.example", False) == (show.owner and show.owner.email, show.owner and show.owner.in_feed)
    assert ("https://t.example", True) == (show.link, show.explicit)
    assert ("s3://b/t", "https://b.s3.amazonaws.com/t/") == (show.publish.to, show.publish.url)
    assert (True, "../../media/tidewater/first-episode.mp3") == (episode.draft, episode.audio)


def test_a_show_begins_with_its_guid(folder: Path) -> None:
    """So the first plan, and every plan after it, knows what the show and its files are called for ever."""
    begin(folder)

    lines = (folder / "show.yaml").read_text(encoding="utf-8").splitlines()
    at = lines.index(f"guid: {GUID}")
    assert GUID == read_show(folder / "show.yaml").show.guid
    assert [
        "# Apps and directories know the show by this guid, wherever its feed moves. It never changes: keep the line.",
        "# In a copy for another show, delete it. A show that was published before keeps the guid of its old feed.",
    ] == lines[at - 2 : at]


def test_a_store_of_another_kind_has_its_address(folder: Path) -> None:
    """Its public address is below it unless the author knows better."""
    begin(folder, to="s3://b/t", endpoint="https://s3.store.example")

    publish = read_show(folder / "show.yaml").show.publish
    assert ("https://s3.store.example", "https://s3.store.example/b/t/") == (publish.endpoint, publish.url)


def test_a_show_without_a_target_rehearses(folder: Path) -> None:
    """Nothing is said about where to publish, so it is tried on this machine first."""
    created = begin(folder)

    show = read_show(folder / "show.yaml").show
    assert (None, None, True) == (show.publish.to, show.publish.url, created.is_local_only)


def test_every_example_in_a_comment_is_valid_once_it_is_one_no_more(folder: Path) -> None:
    """An author who takes the `#` away has a file that is read."""
    begin(folder)
    for name in ("show.yaml", "first-episode.yaml"):
        lines = (folder / name).read_text(encoding="utf-8").splitlines()
        examples = [line[2:] if line.startswith("# ") and _is_yaml(line[2:]) else line for line in lines]
        (folder / name).write_text("\n".join(examples).replace(": …", ": a@b.example"), encoding="utf-8")

    show, episode = read_show(folder / "show.yaml").show, read_episode(folder / "first-episode.yaml").episode

    assert ("Europe/Berlin", "s3://bucket/prefix", "Write to us!") == (show.timezone, show.publish.to, show.footer)
    assert (("Apple Podcasts",), "#1f4e79") == (tuple(name for name, _ in show.platforms), show.theme.accent)
    assert (1, ["Ada Lovelace", "Grace Hopper"]) == (episode.number, [one.name for one in episode.people])


def _is_yaml(comment: str) -> bool:
    """Whether a comment is an example, not a sentence."""
    key = comment.strip().removeprefix("- ").partition(":")[0]
    return comment.startswith(("  ", "- ")) or key in {
        *(
            "type",
            "owner",
            "timezone",
            "publish_hour",
            "footer",
            "platforms",
            "contact",
            "theme",
            "publish",
            "link",
            "url",
        ),
        *("published", "summary", "notes", "number", "people", "transcripts", "links"),
    }


@pytest.mark.parametrize(
    "title",
    ["no", "1984", "~", "null", "a: b", "- a", '"quoted"', "it's", "# no comment", "{x}", "🌊 Flut", "\\n", "%", "@me"],
)
def test_titles_that_yaml_takes_for_something_else_are_titles(folder: Path, title: str) -> None:
    """Whatever it looks like, it is read back as it was given."""
    begin(folder, title=title)

    assert title == read_show(folder / "show.yaml").show.title


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(title=st.text(max_size=40), description=st.text(max_size=60), author=st.text(max_size=20))
def test_any_valid_text_is_read_back_as_it_was_given(tmp_path: Path, title: str, description: str, author: str) -> None:
    """What the model admits survives YAML, line breaks, indentation and emoji included."""
    folder = tmp_path / "feeds" / os.urandom(8).hex()
    try:
        known = read_answers({**GIVEN, "title": title, "description": description, "author": author}, folder)
    except FeedpubError:
        return

    (tmp_path / "cover.jpg").touch()  # drawing one each time would take long
    init(folder, replace(known, image=str(tmp_path / "cover.jpg")), guid=GUID)

    show = read_show(folder / "show.yaml").show
    assert (known.title, known.description, known.author) == (show.title, show.description, show.author)


def test_a_lone_folder_has_everything_beside_it_but_what_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without `feeds/` the show's own folder is the workspace; `public/` is no part of it."""
    monkeypatch.chdir(tmp_path)
    created = begin(Path("show"))

    written = read_show(Path("show/show.yaml"))
    assert ("show/cover.jpg", "show/first-episode.mp3") == (created.image, created.audio)
    assert "cover.jpg" == written.show.image.file
    assert str(tmp_path / "public" / "show") == destination(written).to
    assert Path("show/.schema/show.json").is_file()


@pytest.mark.parametrize(
    ("folder", "git", "expected"),
    [
        ("feeds/tide", [], ".gitignore"),
        ("tide", [], "tide/.gitignore"),
        ("tide", [".git"], ".gitignore"),
        ("tide", ["tide/.git"], "tide/.gitignore"),
        ("tide", [".git", "tide/.gitignore"], ".gitignore"),
    ],
)
def test_git_is_told_what_is_made_on_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, git: list[str], expected: str
) -> None:
    """At the top of the workspace, or of the repository if it begins right above a lone show."""
    monkeypatch.chdir(tmp_path)
    for name in git:
        Path(name).mkdir(parents=True)

    created = begin(Path(folder))

    assert [expected] == [name for name in created.files if name.endswith(".gitignore")]
    assert ["public/", ".feedpub/"] == Path(expected).read_text(encoding="utf-8").splitlines()[1:]


def test_a_gitignore_that_is_there_stays(folder: Path) -> None:
    """It is the author's."""
    Path(".gitignore").write_text("*.wav\n", encoding="utf-8")

    created = begin(folder)

    assert "*.wav\n" == Path(".gitignore").read_text(encoding="utf-8")
    assert ".gitignore" not in created.files


def test_a_folder_may_be_given_whole(tmp_path: Path) -> None:
    """What is written is relative all the same, and means the same on another machine."""
    folder = tmp_path / "feeds" / "tidewater"

    begin(folder)

    assert "../../media/tidewater/cover.jpg" == read_show(folder / "show.yaml").show.image.file


def test_the_current_folder_can_become_a_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`feedpub init .`"""
    monkeypatch.chdir(tmp_path)

    begin(Path())

    assert "Tidewater" == read_show(Path("show.yaml")).show.title


def test_editors_find_the_schema_by_the_hint(folder: Path) -> None:
    """The first line of each file points at the JSON Schema that `feedpub schema` prints."""
    begin(folder)

    for name, kind in (("show.yaml", "show"), ("first-episode.yaml", "episode")):
        hint = (folder / name).read_text(encoding="utf-8").splitlines()[0].partition("$schema=")[2]
        assert json_schema(kind) == json.loads((folder / hint).read_text(encoding="utf-8"))  # type: ignore[arg-type] # a literal


def test_the_schema_is_brought_up_to_date_by_the_next_show(folder: Path) -> None:
    """It is feedpub's own file; nothing of the author's is in it, and it is no episode."""
    begin(folder)
    schema = Path("feeds/.schema/show.json")
    schema.write_text("{}", encoding="utf-8")

    begin(Path("feeds/second"))

    assert json_schema("show") == json.loads(schema.read_text(encoding="utf-8"))
    assert ["first-episode.yaml"] == [path.name for path in episode_files(folder)]


@pytest.mark.parametrize("name", ["show.yaml", "first-episode.yaml"])
def test_nothing_is_overwritten(folder: Path, name: str) -> None:
    """A file that is there stays, and no other is written beside it."""
    folder.mkdir(parents=True)
    (folder / name).write_text("mine", encoding="utf-8")
    before = tree(Path())

    with pytest.raises(FeedpubError, match="exists already; nothing is overwritten"):
        begin(folder)

    assert before == tree(Path())


def test_a_file_that_appears_meanwhile_is_not_overwritten_either(folder: Path) -> None:
    """Writing fails by itself if a name is taken, and everything that was made is taken back."""
    taken = folder / "b.yaml"
    folder.mkdir(parents=True)
    taken.write_text("mine", encoding="utf-8")

    with pytest.raises(FeedpubError, match="exists already"):
        write_all({folder / "a.yaml": "a", taken: "b"}, {}, folders=[Path("media/tidewater")])

    assert {"feeds/tidewater/b.yaml": b"mine"} == tree(Path())
    assert ["feeds"] == [path.name for path in Path().iterdir()]


def test_whatever_goes_wrong_nothing_is_left_behind(folder: Path) -> None:
    """Half a file is none, and its folder goes too."""
    with pytest.raises(UnicodeEncodeError):
        write_all({folder / "a.yaml": "a", folder / "b.yaml": "no text: \udc80"}, {folder / ".schema/x": "x"})

    assert [] == list(Path().iterdir())


def test_a_dangling_link_is_not_overwritten(folder: Path) -> None:
    """It hides from `exists`."""
    folder.mkdir(parents=True)
    (folder / "show.yaml").symlink_to("nowhere")

    with pytest.raises(FeedpubError, match="exists already"):
        begin(folder)

    assert {} == tree(Path())


def test_all_files_or_none(folder: Path) -> None:
    """The folder for media cannot be made, so nothing is."""
    Path("media").write_text("a file", encoding="utf-8")

    with pytest.raises(FeedpubError) as caught:
        begin(folder)

    assert "nothing is overwritten" in caught.value.message
    assert ["media"] == sorted(str(path) for path in Path().iterdir())


def test_a_file_is_no_folder_for_a_show(folder: Path) -> None:
    """It is said before anything is asked."""
    folder.parent.mkdir()
    folder.write_text("", encoding="utf-8")

    with pytest.raises(FeedpubError, match="is a file, not a folder"):
        begin(folder)


def test_everything_that_is_missing_is_named_at_once(folder: Path) -> None:
    """One message, with what to do."""
    with pytest.raises(FeedpubError) as caught:
        read_answers({}, folder)

    assert "these options are missing: --title, --author, --description, --category" == caught.value.message
    assert "terminal" in caught.value.hint
    assert "--yes" in caught.value.hint


def test_with_yes_every_question_takes_its_default(folder: Path) -> None:
    """A script needs no answers; the name of the folder is the title."""
    answers = read_answers({}, folder, yes=True)

    assert ("Tidewater", "Tidewater", "Tidewater, a podcast.") == (answers.title, answers.author, answers.description)
    assert ("en", "Society & Culture", False) == (answers.language, answers.category, answers.explicit)
    assert {""} == {
        answers.email,
        answers.link,
        answers.image,
        answers.audio,
        answers.to,
        answers.endpoint,
        answers.url,
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [("my-show", "My show"), ("Küste & Meer", "Küste & Meer"), ("der_FUNK", "Der FUNK"), ("1984", "1984")],
)
def test_the_title_that_is_offered_is_the_name_of_the_folder(name: str, expected: str) -> None:
    """As words, with the first letter large."""
    assert expected == read_answers({}, Path("feeds") / name, yes=True).title


def test_all_bad_answers_are_refused_at_once(folder: Path) -> None:
    """Each with its option and what to write instead."""
    bad = {"title": "a\nb", "language": "english", "email": "ada", "category": "Art", "link": "example.org"}
    bad |= {"to": "ftp://x", "url": "example.org", "explicit": "maybe", "image": "nowhere.jpg", "audio": "nowhere.mp3"}

    with pytest.raises(ErrorGroup) as caught:
        read_answers({**GIVEN, **bad}, folder)

    assert sorted(f"--{name}" for name in bad) == sorted(error.where for error in caught.value.errors)
    assert all(error.hint for error in caught.value.errors)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("to", "public/elsewhere", "../../public/elsewhere"),
        ("to", "/srv/www/tidewater", "/srv/www/tidewater"),
        ("to", "s3://bucket/prefix", "s3://bucket/prefix"),
        ("url", "https://bücher.example/Flut", "https://xn--bcher-kva.example/Flut"),
        ("link", "https://tidewater.example", "https://tidewater.example"),
    ],
)
def test_answers_are_written_as_show_yaml_reads_them(folder: Path, name: str, text: str, expected: str) -> None:
    """Paths are given from the current folder and read from the show's."""
    assert expected == read_answer(QUESTION[name], text, folder)


@pytest.mark.parametrize("target", [".", "feeds", "feeds/tidewater", "/"])
def test_a_target_around_the_show_is_refused(folder: Path, target: str) -> None:
    """What the author writes would be public; the hint names a folder that fits."""
    with pytest.raises(FeedpubError) as caught:
        read_answer(QUESTION["to"], target, folder)

    assert ("--to", "would be public" in caught.value.message) == (caught.value.where, True)
    assert "feeds/public/tidewater" not in caught.value.hint
    assert "public/tidewater" in caught.value.hint


def test_every_question_that_offers_something_shows_it(folder: Path) -> None:
    """A default, or what no answer means."""
    assert [] == [one.name for one in QUESTIONS if not (one.empty or one.default({"title": "x"}, folder))]


# --- the cover


def test_a_show_without_a_cover_begins_with_a_placeholder(folder: Path) -> None:
    """It lies where the author will save the cover."""
    created = begin(folder)

    assert ("media/tidewater/cover.jpg", True) == (created.image, created.is_placeholder)
    assert is_placeholder(Path(created.image))
    assert "../../media/tidewater/cover.jpg" == read_show(folder / "show.yaml").show.image.file


def test_a_cover_that_lies_there_is_the_cover(folder: Path) -> None:
    """Nothing is drawn, and nobody has to name it."""
    cover = Path("media/tidewater/cover.png")
    cover.parent.mkdir(parents=True)
    cover.write_bytes(png())

    created = begin(folder)

    assert ("media/tidewater/cover.png", False) == (created.image, created.is_placeholder)
    assert ["cover.png"] == [path.name for path in cover.parent.iterdir()]


def test_a_cover_in_the_workspace_stays_where_it_is(folder: Path) -> None:
    """It may be that of two shows."""
    Path("art").mkdir()
    Path("art/Our Cover.jpg").write_bytes(jpeg())

    created = begin(folder, image="art/Our Cover.jpg")

    assert ("art/Our Cover.jpg", False) == (created.image, created.is_placeholder)
    assert "../../art/Our Cover.jpg" == read_show(folder / "show.yaml").show.image.file


@pytest.mark.parametrize("name", ["Bild für uns.JPEG", "a\\b.jpg", "cover.jpg"])
def test_a_cover_from_anywhere_is_copied_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Under a name that every system and every app takes; the file itself is left alone."""
    (tmp_path / "desk").mkdir()
    monkeypatch.chdir(tmp_path / "desk")
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / name).write_bytes(jpeg())

    created = begin(Path("feeds/tidewater"), image=f"~/{name}")

    assert "media/tidewater/cover.jpg" == created.image
    assert jpeg() == Path(created.image).read_bytes() == (tmp_path / name).read_bytes()


@pytest.mark.parametrize(
    "image", ["nowhere.jpg", "https://example.org/cover.jpg", " ", "feeds", "note.txt", "small.jpg"]
)
def test_what_is_no_cover_is_refused(folder: Path, image: str) -> None:
    """Before anything is written, and with what to do."""
    folder.mkdir(parents=True)
    Path("note.txt").write_text("no picture", encoding="utf-8")
    Path("small.jpg").write_bytes(jpeg(300))
    with pytest.raises(FeedpubError) as caught:
        read_answer(QUESTION["image"], image, folder)

    assert ("--image", True) == (caught.value.where, bool(caught.value.hint))


# --- the recording


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("My first episode.MP3", "media/tidewater/my-first-episode.mp3"),
        ("第一集.mp3", "media/tidewater/first-episode.mp3"),
        ("a\\b.mp3", "media/tidewater/a-b.mp3"),
        ("desk/raw/Küste 1.mp3", "raw/Küste 1.mp3"),
    ],
)
def test_a_recording_is_taken_where_it_is_or_copied_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, expected: str
) -> None:
    """No sample episode is written beside it: `new` makes one of the recording."""
    (tmp_path / "desk/raw").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "desk")
    (tmp_path / name).write_bytes(mp3())

    created = begin(Path("feeds/tidewater"), audio=str(tmp_path / name))

    assert (expected, "") == (os.path.relpath(created.audio), created.episode)
    assert mp3() == Path(created.audio).read_bytes()
    assert [] == list(Path("feeds/tidewater").glob("*-episode.yaml"))


def test_what_is_no_recording_is_refused(folder: Path) -> None:
    """Before anything is written."""
    Path("note.mp3").write_text("no sound", encoding="utf-8")

    with pytest.raises(FeedpubError) as caught:
        read_answer(QUESTION["audio"], "note.mp3", folder)

    assert ("--audio", True) == (caught.value.where, bool(caught.value.hint))


# --- names of folders


@pytest.mark.parametrize("name", ["feeds/Küste & Meer", "Küste & Meer", "feeds/it's $HOME", "feeds/" + "ü" * 60])
def test_a_folder_may_be_called_as_its_author_likes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """What is written can be read, and is published beside the other shows."""
    monkeypatch.chdir(tmp_path)
    created = begin(Path(name))

    written = read_show(Path(name) / "show.yaml")
    episode = read_episode(Path(name) / "first-episode.yaml")
    assert (Path(name) / written.show.image.file).is_file()
    assert Path(created.audio) == Path(os.path.normpath(Path(name) / episode.episode.audio))
    assert str(tmp_path / "public" / Path(name).name) == destination(written).to


def test_a_folder_with_a_backslash_is_refused(folder: Path) -> None:
    """Paths in YAML mean the same everywhere, so no name may look like two."""
    with pytest.raises(FeedpubError, match="backslash"):
        begin(Path("feeds/a\\b"))

    assert {} == tree(Path())


def test_files_may_be_read_by_everybody_as_usual(folder: Path) -> None:
    """The umask decides, as for any file an editor writes."""
    begin(folder)
    usual = Path("usual")
    usual.touch()

    assert usual.stat().st_mode == (folder / "show.yaml").stat().st_mode


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("s3://Bad_Bucket/tide", "to: 'Bad_Bucket' cannot be the name of a bucket"),
        ("s3://-b/tide", "to: 's3://-b/tide' is nothing to publish to"),
        ("s3://bucket-/tide", "to: 'bucket-' cannot be the name of a bucket"),
        ("s3://bucket", "to: 's3://bucket' is a whole bucket"),
        ("s3://bucket/", "to: 's3://bucket/' is a whole bucket"),
    ],
)
def test_a_target_that_cannot_be_is_refused_at_once(tmp_path: Path, target: str, message: str) -> None:
    """Not by the first publish, and nothing is written."""
    with pytest.raises(FeedpubError) as caught:
        begin(tmp_path / "tide", to=target)

    assert message in str(caught.value)
    assert not (tmp_path / "tide").exists()
