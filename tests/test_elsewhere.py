"""Files whose name is here while their content is not: pointers, and what cloud drives leave.

| line of the requirement | relatives | threads |
| --- | --- | --- |
| a git-lfs pointer that exists | pointers were published as recordings | QUD-Technologies/quranic-universal-audio#154 |
| | the recordings of a podcast in git-lfs | CloudWithChris/cloudwithchris.com#331, rpp0/gr-lora-samples#2 |
| cloud drives | `.NAME.icloud` | onivim/oni2#3010, inseven/opolua#39 |
| | what is kept online only | MicrosoftDocs/feedback#1484, cardisoft/cardinal#231 |
| | git-annex: links and pointer files | its manual, "Internals" |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from tests.studio import NOW, Studio

from feedpub.commands.check.files import check_files
from feedpub.commands.check.result import CheckOptions, CheckResult
from feedpub.commands.new import new
from feedpub.errors import FeedpubError, Invalid, Refused
from feedpub.source import FileElsewhere, find_file

LFS = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 28065122\n"


def pointer(path: Path) -> None:
    """As `git clone` leaves it without git-lfs."""
    path.write_text(LFS)


def annex_pointer(path: Path) -> None:
    """An unlocked file of git-annex."""
    path.write_text(f"/annex/objects/SHA256E-s28065122--{'0' * 64}.mp3\n")


def annex_link(path: Path) -> None:
    """A locked one: a link to an object that is not here."""
    path.unlink(missing_ok=True)
    path.symlink_to(path.parent / ".git" / "annex" / "objects" / "aa" / "bb" / "SHA" / "SHA.mp3")


def in_icloud(path: Path) -> None:
    """What macOS leaves of a file to make room."""
    path.unlink(missing_ok=True)
    (path.parent / f".{path.name}.icloud").write_bytes(b"bplist00")


KINDS: Mapping[Callable[[Path], None], tuple[str, str]] = {
    pointer: ("is only a git-lfs pointer here", "get the file itself: git lfs pull"),
    annex_pointer: ("is only a git-annex pointer here", "get the file itself: git annex get"),
    annex_link: ("is only a link of git-annex", "get the file itself: git annex get"),
    in_icloud: ("is in iCloud, and not on this disk", "download it: brctl download"),
}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """A show with one episode."""
    studio = Studio(tmp_path)
    studio.show()
    studio.episode()
    monkeypatch.chdir(tmp_path)
    return studio


def checked(desk: Studio) -> CheckResult:
    """What `check` finds in all of it."""
    return check_files([desk.folder], options=CheckOptions(), now=NOW)


@pytest.mark.parametrize("leave", KINDS)
def test_the_first_publication_needs_the_recording(desk: Studio, leave: Callable[[Path], None]) -> None:
    """The refusal does not say that there is no such file, but how to bring it; `check` says the same."""
    leave(desk.folder / "first-light.mp3")
    what, hint = KINDS[leave]

    with pytest.raises(Refused) as refused:
        desk.publish()

    assert f"'first-light.mp3' {what}" == refused.value.message
    assert refused.value.hint.startswith(hint)
    assert [refused.value.message] == [one.message for one in checked(desk).findings if what in one.message]


@pytest.mark.parametrize("leave", KINDS)
def test_text_can_be_edited_without_the_recording(desk: Studio, leave: Callable[[Path], None]) -> None:
    """It is out; only its words change."""
    desk.publish()
    desk.episode(notes="Words.")
    leave(desk.folder / "first-light.mp3")

    desk.publish()

    (item,) = desk.catalog().items
    assert "<p>Words.</p>" == item.notes.strip()


WHAT: Mapping[str, tuple[dict[str, str], str]] = {
    "image": ({"image": "one.jpg"}, "one.jpg"),
    "transcript": ({"transcripts": "one.vtt"}, "one.vtt"),
    "notes": ({"notes": "one.md"}, "one.md"),
    "chapters": ({"chapters": "one.json"}, "one.json"),
}


@pytest.mark.parametrize("what", WHAT)
def test_other_files_are_not_missing_either(desk: Studio, what: str) -> None:
    """A pointer is no picture, and no words: nobody reads of an object id in the notes."""
    fields, name = WHAT[what]
    desk.episode(**fields)  # type: ignore[arg-type]  # fields of the YAML
    pointer(desk.folder / name)

    with pytest.raises(FeedpubError) as refused:
        desk.publish()

    assert f"'{name}' is only a git-lfs pointer here" in str(refused.value)
    problems = refused.value.problems if isinstance(refused.value, Invalid) else (refused.value,)
    assert ["get the file itself: git lfs pull"] == [one.hint for one in problems]


def test_the_picture_of_a_chapter_is_not_missing_either(desk: Studio) -> None:
    """It is named in a list."""
    desk.episode(chapters=[{"start": "0:00", "title": "Quay", "image": "quay.jpg"}])
    pointer(desk.folder / "quay.jpg")

    with pytest.raises(Refused, match=r"'quay\.jpg' is only a git-lfs pointer here"):
        desk.publish()


@pytest.mark.parametrize("field", ["image", "logo"])
def test_the_pictures_of_a_show_are_not_missing_either(desk: Studio, field: str) -> None:
    """The cover, the logo."""
    desk.show(**({"theme": {"logo": "logo.png"}} if field == "logo" else {}))
    name = "logo.png" if field == "logo" else "cover.jpg"
    pointer(desk.folder / name)

    with pytest.raises(Refused, match=f"'{name}' is only a git-lfs pointer here"):
        desk.publish()


def test_notes_beside_the_episode_are_not_a_pointer(desk: Studio) -> None:
    """They are taken without being named."""
    pointer(desk.folder / "first-light.md")

    with pytest.raises(FeedpubError, match=r"'first-light\.md' is only a git-lfs pointer here"):
        desk.publish()


@pytest.mark.parametrize("name", ["first-light.yaml", "show.yaml"])
def test_a_yaml_file_may_be_a_pointer_too(desk: Studio, name: str) -> None:
    """Of a repository that keeps everything in git-lfs."""
    pointer(desk.folder / name)

    with pytest.raises(FeedpubError, match="is only a git-lfs pointer here"):
        desk.publish()


def test_no_episode_begins_with_a_pointer(desk: Studio) -> None:
    """`new` says what to do."""
    pointer(desk.folder / "storm.mp3")

    with pytest.raises(FeedpubError) as refused:
        new([desk.folder / "storm.mp3"], show=desk.folder)

    assert "git lfs pull" in refused.value.hint


@pytest.mark.parametrize("field", ["audio", "image", "transcripts"])
def test_an_empty_file_may_be_online_only(desk: Studio, field: str) -> None:
    """Some cloud drives leave that; the hint says what to do in both cases."""
    name = {"audio": "first-light.mp3", "image": "one.jpg", "transcripts": "one.vtt"}[field]
    desk.episode(**({} if field == "audio" else {field: name}))  # type: ignore[arg-type]  # fields of the YAML
    (desk.folder / name).write_bytes(b"")

    with pytest.raises(Invalid) as refused:
        desk.publish()

    assert [True] == ["make it available offline" in one.hint for one in refused.value.problems]


@pytest.mark.parametrize("text", ["version 2 of the notes", LFS + "x" * 2000])
def test_text_that_looks_alike_is_here(desk: Studio, text: str) -> None:
    """A pointer is small, and begins as the specification says."""
    (desk.folder / "notes.md").write_text(text)

    found = find_file("notes.md", beside=desk.folder, workspace=desk.folder)

    assert desk.folder / "notes.md" == found


def test_a_loop_of_links_and_a_folder_are_what_they_are(desk: Studio) -> None:
    """Whatever cannot be read is there, and refused for that."""
    loop, folder = desk.folder / "loop.mp3", desk.folder / "folder.mp3"
    loop.symlink_to(loop)
    folder.mkdir()

    messages = []
    for name in ("loop.mp3", "folder.mp3", "first-light.mp3/inner.mp3"):
        with pytest.raises(FeedpubError) as refused:
            find_file(name, beside=desk.folder, workspace=desk.folder)
        messages.append(refused.value.message)

    assert [
        "'loop.mp3' cannot be resolved",
        "'folder.mp3' is a folder, not a file",
        "there is no file 'first-light.mp3/inner.mp3'",
    ] == messages


def test_what_is_nowhere_is_still_missing(desk: Studio) -> None:
    """An ordinary mistake keeps its ordinary words."""
    with pytest.raises(FeedpubError) as refused:
        find_file("other.mp3", beside=desk.folder, workspace=desk.folder)

    assert not isinstance(refused.value, FileElsewhere)
    assert "there is no file 'other.mp3'" == refused.value.message
