"""Reading: YAML as it was typed, notes from three places, paths within the workspace, digests, places."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedpub.errors import FeedpubError, Invalid, Place, Problem
from feedpub.source import (
    FileAbsent,
    display_path,
    episode_files,
    find_file,
    find_show,
    find_workspace,
    read_episode,
    read_show,
)
from feedpub.source import yaml as source_yaml

SHOW = """\
title: Tidewater
description: Stories from the shore
link: https://tidewater.example/
language: no
author: Ada Lovelace
image: cover.jpg
categories: Arts
explicit: no
"""


@pytest.fixture(name="folder")
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A show's folder in a workspace that is the current directory."""
    folder = tmp_path / "workspace" / "feeds" / "tidewater"
    folder.mkdir(parents=True)
    (folder / "show.yaml").write_text(SHOW)
    monkeypatch.chdir(tmp_path / "workspace")
    return folder


def _episode(folder: Path, text: str = "", name: str = "first-light.yaml") -> Path:
    path = folder / name
    path.write_text("title: First light\naudio: a.mp3\n" + text, encoding="utf-8")
    return path


def test_yaml_types_nothing(folder: Path) -> None:
    """What YAML 1.1 would make a number, a switch, a date or seconds of is the text that was typed."""
    path = _episode(folder, "summary: 1e3\nauthor: yes\nseason: 010\npublished: 2026-11-23\npeople: [3:15, no, 0x10]\n")

    episode = read_episode(path).episode

    assert (episode.summary, episode.author, episode.season, episode.published) == ("1e3", "yes", 10, "2026-11-23")
    assert [person.name for person in episode.people] == ["3:15", "no", "0x10"]
    assert read_show(folder / "show.yaml").show.language == "no"


@pytest.mark.parametrize("quoted", ["'~'", '"null"', "'null'"])
def test_quoted_nothing_is_text(folder: Path, quoted: str) -> None:
    """Only plain nothing is nothing."""
    assert quoted[1:-1] == read_episode(_episode(folder, f"summary: {quoted}\n")).episode.summary


def test_alias_stands_for_what_it_refers_to(folder: Path) -> None:
    """Writing something once and using it twice is fine."""
    path = _episode(folder, "people: [&ada {name: Ada, role: guest}, *ada]\nauthor: &who Bob\nsummary: *who\n")

    episode = read_episode(path).episode

    assert episode.people[0] == episode.people[1]
    assert (episode.author, episode.summary) == ("Bob", "Bob")


@pytest.mark.parametrize(
    "data", [b"\xef\xbb\xbftitle: x\r\naudio: y\r\n", b"---\ntitle: x\naudio: y\n...\n", b"title: x\raudio: y\r"]
)
def test_other_editors_files_are_read(folder: Path, data: bytes) -> None:
    """Byte order mark, Windows' and old line ends, document marks."""
    path = folder / "x.yaml"
    path.write_bytes(data)

    assert read_episode(path).episode.title == "x"


def test_columns_count_characters(folder: Path) -> None:
    """Whatever their bytes and script."""
    path = _episode(folder, "people: [{name: 日本é👍, role: x}]\n")

    with pytest.raises(Invalid, match=r"first-light\.yaml:3:29: people\[0\]\.role"):
        read_episode(path)


# --- notes


@pytest.mark.parametrize(
    ("text", "notes", "format"),
    [
        ("", "", "markdown"),
        ("notes: One *line*\n", "One *line*", "markdown"),
        ("notes: |\n  # Tides\n\n  come\n", "# Tides\n\ncome", "markdown"),
        ("notes: <p>Tides</p>\n", "<p>Tides</p>", "html"),
        ("notes: |\n  See\n  tides.md\n", "See\ntides.md", "markdown"),
    ],
)
def test_inline_notes(folder: Path, text: str, notes: str, format: str) -> None:
    """Markdown, or HTML where it begins with `<`."""
    written = read_episode(_episode(folder, text))

    assert (notes, format, None) == (written.notes, written.notes_format, written.notes_file)


@pytest.mark.parametrize(
    ("name", "format"), [("n.md", "markdown"), ("n.markdown", "markdown"), ("n.html", "html"), ("N.HTM", "html")]
)
def test_notes_from_a_named_file(folder: Path, name: str, format: str) -> None:
    """One line that ends like a Markdown or HTML file is its path."""
    (folder / name).write_bytes(b"\xef\xbb\xbf\r\n\r\n<p>Tides</p>\r\n\r\n")

    written = read_episode(_episode(folder, f"notes: {name}\n"))

    assert ("<p>Tides</p>", format, folder / name) == (written.notes, written.notes_format, written.notes_file)


def test_notes_from_the_file_of_the_same_name(folder: Path) -> None:
    """`first-light.md` beside `first-light.yaml`, unless `notes` says otherwise."""
    (folder / "first-light.md").write_text("Tides\n")

    assert read_episode(_episode(folder)).notes == "Tides"
    assert read_episode(_episode(folder, "notes: Inline\n")).notes == "Inline"


def test_notes_file_that_shows_nothing_is_none(folder: Path) -> None:
    """A file that was only begun."""
    (folder / "first-light.md").write_text("\n\u200b\n")

    assert read_episode(_episode(folder)).notes == ""


# --- slug and digest


def test_slug_is_the_files_name_unless_said_otherwise(folder: Path) -> None:
    """`slug:` allows any file name."""
    assert read_episode(_episode(folder)).slug == "first-light"
    assert read_episode(_episode(folder, "slug: other\n", name="Erstes Licht.yaml")).slug == "other"


def test_digest_sees_what_is_written_not_how(folder: Path) -> None:
    """Order, layout, comments, quotes, short forms and where the notes stand change nothing."""
    first = read_episode(_episode(folder, "people: [Ada]\nexplicit: no\nnotes: Tides\n"))
    (folder / "n.md").write_text("Tides\n\n")
    text = "# new\nexplicit: False\nnotes: n.md\naudio: 'a.mp3'\npeople:\n  - name: Ada\ntitle: First light\n"
    (folder / "first-light.yaml").write_text(text)
    second = read_episode(folder / "first-light.yaml")

    assert first.digest == second.digest


@pytest.mark.parametrize("text", ["notes: Tides.\n", "notes: <p>\n", "type: full\n", "season: 1\n", "people: [Bob]\n"])
def test_digest_sees_every_edit(folder: Path, text: str) -> None:
    """Also a default that is now written: only unset fields do not count."""
    before = read_episode(_episode(folder, "people: [Ada]\n")).digest

    assert before != read_episode(_episode(folder, text)).digest


def test_digest_of_a_show(folder: Path) -> None:
    """The same for shows."""
    before = read_show(folder / "show.yaml").digest
    (folder / "show.yaml").write_text("# x\n" + SHOW.replace("explicit: no", "explicit: 'false'"))
    same = read_show(folder / "show.yaml").digest
    (folder / "show.yaml").write_text(SHOW + "locked: yes\n")

    assert before == same
    assert before != read_show(folder / "show.yaml").digest


# --- places


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("", "feeds/tidewater/first-light.yaml"),
        ("title", "feeds/tidewater/first-light.yaml:1:8"),
        ("people", "feeds/tidewater/first-light.yaml:3:9"),
        ("people[1].role", "feeds/tidewater/first-light.yaml:3:33"),
        ("people[1].link", "feeds/tidewater/first-light.yaml:3:15"),
        ("people[0].name", "feeds/tidewater/first-light.yaml:3:10"),
        ("people[7].name", "feeds/tidewater/first-light.yaml:3:9"),
        ("notes", "feeds/tidewater/first-light.yaml:1:1"),
        ("links[0].url", "feeds/tidewater/first-light.yaml:4:8"),
    ],
)
def test_place_of_a_problem_found_later(folder: Path, subject: str, expected: str) -> None:
    """The deepest thing that exists on the way to the field."""
    path = _episode(folder, "people: [Ada, {name: Bob, role: guest}]\nlinks: https://x.example/\n")

    assert expected == str(read_episode(path).place(subject))


def test_place_in_a_show(folder: Path) -> None:
    """Shows have places, too."""
    show = read_show(folder / "show.yaml")

    assert Place("feeds/tidewater/show.yaml", 6, 8) == show.place("image")
    assert Place("feeds/tidewater/show.yaml", 1, 1) == show.place("publish.to")


def test_names_are_as_typed(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the current directory where the file lies below it, else as given."""
    path = _episode(folder)

    assert read_episode(path).name == "feeds/tidewater/first-light.yaml"
    monkeypatch.chdir(folder)
    assert read_episode(Path("../tidewater/first-light.yaml")).name == "first-light.yaml"
    assert display_path(Path("../../x")) == "../../x"
    assert str(tmp_path) == display_path(tmp_path)


# --- paths


def test_show_is_the_nearest(folder: Path) -> None:
    """At or above the episode's folder; of a folder, a file or itself."""
    (folder / "2026" / "autumn").mkdir(parents=True)
    path = _episode(folder / "2026" / "autumn")

    for one in (folder, folder / "2026", path, folder / "show.yaml", Path("feeds/tidewater")):
        assert folder / "show.yaml" == find_show(one)
    assert folder / "show.yaml" == read_episode(path).show


def test_no_show_is_answered_with_how_to_make_one(folder: Path) -> None:
    """An empty folder leads to `init` and to the shows beside it, feeds to its shows, show.yml to its name."""
    Path("drafts").mkdir()
    with pytest.raises(
        FeedpubError, match=r"^drafts: belongs to no show: no show\.yaml in its folder or above$"
    ) as caught:
        find_show(Path("drafts"))
    assert caught.value.hint == "name a show: feeds/tidewater; or create one: feedpub init drafts"

    with pytest.raises(FeedpubError) as caught:
        find_show(Path("feeds"))
    assert caught.value.hint == "name a show: feeds/tidewater"

    (folder / "show.yaml").rename(folder / "show.yml")
    with pytest.raises(FeedpubError) as caught:
        find_show(folder)
    assert caught.value.hint == "there is a show.yml; rename it to show.yaml"
    with pytest.raises(FeedpubError) as caught:
        find_show(Path("drafts"))
    assert caught.value.hint == "name a show's folder, or create a show: feedpub init drafts"


def test_no_such_path(folder: Path) -> None:
    """A misspelt path is not taken for a new episode."""
    with pytest.raises(FileAbsent, match=r"^feeds/tidewter: there is no such file or folder$"):
        find_show(Path("feeds/tidewter"))


def test_workspace_holds_feeds(folder: Path, tmp_path: Path) -> None:
    """The folder around `feeds/`, or the show's own."""
    assert tmp_path / "workspace" == find_workspace(folder / "show.yaml")
    assert tmp_path / "workspace" == read_show(folder / "show.yaml").workspace
    assert tmp_path / "alone" == find_workspace(tmp_path / "alone" / "show.yaml")


def test_episode_files(folder: Path) -> None:
    """Every .yaml and .yml but the show, in order; no hidden files, folders or notes."""
    for name in ("b.yaml", "a.yml", ".c.yaml", "d.md", "show.yml.bak"):
        (folder / name).touch()
    (folder / "e.yaml").mkdir()

    assert [path.name for path in episode_files(folder)] == ["a.yml", "b.yaml"]


def test_find_file_stays_in_the_workspace(folder: Path, tmp_path: Path) -> None:
    """From the YAML's folder, up to the workspace, links followed before that is checked."""
    workspace = tmp_path / "workspace"
    (workspace / "media").mkdir()
    (workspace / "media" / "a.mp3").write_bytes(b"x")
    (tmp_path / "b.mp3").write_bytes(b"x")
    (folder / "inside.mp3").symlink_to("../../media/a.mp3")
    (folder / "outside.mp3").symlink_to(tmp_path / "b.mp3")
    path = folder / "x.yaml"

    assert workspace / "media" / "a.mp3" == find_file("../../media/a.mp3", beside=path, workspace=workspace)
    assert workspace / "media" / "a.mp3" == find_file("inside.mp3", beside=folder, workspace=workspace)
    for written in ("outside.mp3", "../../../b.mp3", str(tmp_path / "b.mp3")):
        with pytest.raises(FeedpubError, match="leads outside the workspace") as caught:
            find_file(written, beside=path, workspace=workspace, where="x.yaml:2:8")
        assert not isinstance(caught.value, FileAbsent)
        assert caught.value.where == "x.yaml:2:8"


@pytest.mark.parametrize("written", ["absent.mp3", "no/such/folder.mp3", "first-light.yaml/a.mp3", "absent-é.mp3"])
def test_find_file_tells_what_is_absent(folder: Path, written: str) -> None:
    """Absence has its own error: an episode that is out may do without its audio."""
    path = _episode(folder)

    with pytest.raises(FileAbsent):
        find_file(written, beside=path, workspace=folder)


@pytest.mark.parametrize("written", ["", ".", "/", "a\0b", "x" * 5000, "/dev/null", "~root"])
def test_find_file_refuses_what_is_no_file(folder: Path, written: str) -> None:
    """Whatever it is, it is said in our words."""
    with pytest.raises(FeedpubError):
        find_file(written, beside=folder, workspace=Path("/"))


def test_find_file_finds_names_composed_otherwise(folder: Path) -> None:
    """MacOS stores `é` as two characters; the YAML was typed with one."""
    (folder / "cafe\u0301.mp3").write_bytes(b"x")

    assert folder / "cafe\u0301.mp3" == find_file("caf\u00e9.mp3", beside=folder, workspace=folder)


# --- any input at all

_PIECES = """
title: x|audio: y|people:|  - |notes: |&a |*a|<<: |null|---|...|!!str |"\\u|number: 1|{name: |é|links: [|%TAG|\u2066
""".strip().split("|")
_YAMLISH = st.lists(st.sampled_from([*"abc:-?[]{},#&*!|>'\"%@`\\ \n\n\t~=<.0", *_PIECES]), max_size=40).map("".join)

_FIELDS = "title audio published summary notes slug guid number type explicit image link people transcripts links draft"


def _read(folder: Path, data: bytes) -> None:
    """Read the file; raises what is neither an episode nor a refusal with hints."""
    path = folder / "x.yaml"
    path.write_bytes(data)
    problems: tuple[Problem, ...] = ()
    try:
        read_episode(path)
    except Invalid as invalid:
        problems = invalid.problems
    assert all(problem.message and problem.hint for problem in problems)
    assert "".join(map(str, problems)).encode().decode().isprintable()


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(data=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode), _YAMLISH.map(str.encode)))
def test_any_bytes_load_or_are_refused(folder: Path, data: bytes) -> None:
    """Nothing that a file holds gets past the reader as another exception."""
    _read(folder, data)


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(
    key=st.sampled_from(_FIELDS.split()),
    value=st.text(max_size=60),
)
def test_any_value_loads_or_is_refused(folder: Path, key: str, value: str) -> None:
    """A quoted text in any field: read, or refused with a hint."""
    fields = {"title": "x", "audio": "y", key: value}
    lines = [f"{name}: {yaml.safe_dump(text, default_style=chr(34), width=10**6)}" for name, text in fields.items()]

    _read(folder, "".join(lines).encode())


def test_without_libyaml_the_result_is_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fields, places and digest."""
    path = _episode(
        folder, "people: [&a {name: Ädä, role: guest}, *a]\nnotes: |\n  one\n\n  two\nlinks:\n- https://x.example/\n"
    )
    fast = read_episode(path)
    monkeypatch.setattr(source_yaml, "PARSER", yaml.SafeLoader)
    slow = read_episode(path)

    assert fast == slow
    assert fast.place("links[0].url") == slow.place("links[0].url")


def test_libyaml_is_there() -> None:
    """The fast parser is what is tested and shipped."""
    assert yaml.CSafeLoader is source_yaml.PARSER
