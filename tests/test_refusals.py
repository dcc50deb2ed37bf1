"""Bad input of every kind: one message each, exactly as the author reads it, with its place."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
import yaml

from feedpub.errors import FeedpubError, Invalid
from feedpub.source import read_episode, read_show
from feedpub.source import yaml as source_yaml
from feedpub.source.paths import unreadable

EPISODE = "title: First light\naudio: a.mp3\n"

SHOW = """\
title: Tidewater
description: Stories from the shore
link: https://tidewater.example/
language: en
author: Ada Lovelace
image: cover.jpg
categories: Arts
explicit: no
"""

SECOND_COLON = "a second `: ` in the line, and no quotes around the value"
OPEN_QUOTE = "a quote that is never closed"
TWO_HOSTS = "has 'ß' in its host name, which programs look up as different hosts (write it as xn--…)"
NOTHING = "is 'null', which YAML reads as no value"

# What follows the two lines of EPISODE → the problems.
SYNTAX = [
    ("notes: It's: fine", ["3:12: " + SECOND_COLON]),
    ("summary: Tides: a start", ["3:15: " + SECOND_COLON]),
    ('summary: "open', ["3:10: " + OPEN_QUOTE]),
    ("summary: 'open\n---\nx: y", ["3:10: " + OPEN_QUOTE]),
    ("summary: 'It's fine'", ["3:14: text behind the closing quote"]),
    ('people:\n  - "Ada" Lovelace', ["4:11: text behind the closing quote"]),
    ("summary: [Intro] text", ["3:18: text behind the closing bracket"]),
    ("summary: *emphasis*", ["3:10: no value begins with '*'"]),
    ("summary: *a word", ["3:13: no value begins with '*'"]),
    ("summary: & more", ["3:10: no value begins with '&'"]),
    ("summary: @handle", ["3:10: no value begins with '@'"]),
    ("summary: `code`", ["3:10: no value begins with '`'"]),
    ("summary: %", ["3:10: no value begins with '%'"]),
    ("summary: , then", ["3:10: no value begins with ','"]),
    ("summary: ] then", ["3:10: no value begins with ']'"]),
    ("summary: > text", ["3:12: text behind `|` or `>`"]),
    ("summary: |text", ["3:11: text behind `|` or `>`"]),
    ("people: [Ada", ["3:9: '[' is not closed where it should be"]),
    ("people: [", ["4:1: the file ends inside brackets"]),
    ("owner: {a: b\nc: d", ["3:8: '{' is not closed where it should be"]),
    ('summary: "a\\qb"', ["3:10: a backslash in double quotes that escapes nothing"]),
    ('summary: "a\\u12"', ["3:10: a backslash in double quotes that escapes nothing"]),
    ("\tnotes: x", ["3:1: a tab"]),
    ("notes:\tx", ["3:7: a tab"]),
    ("people:\n  - Ada\n\t- Bob", ["5:1: a tab"]),
    ("notes", ["3:1: a line without `key: `"]),
    ("  notes: x", ["3:8: a key inside the text that the line above began"]),
    ("people:\n    - Ada\n  - Bob", ["5:3: a list entry where a key is wanted"]),
    ("people:\n  - Ada\n  name: Bob", ["5:3: a key where a list entry is wanted"]),
    ("notes: - x", ["3:8: a list entry in the line of its key"]),
    (": x", ["3:1: a colon without a key"]),
    ("link:\n    a: b\n  c: d", ["5:3: begins in a column where nothing above does"]),
    ("summary：tides", ["3:8: U+FF1A where a colon and a space are wanted"]),
    ("summary:\u00a0tides\nnotes: x", ["3:8: U+00A0 where a colon and a space are wanted"]),
    ("summary: !x!y z", ["3:10: a YAML tag, which is not read here"]),
    ("%TAG ! x", ["3:1: a YAML directive, which is not read here"]),
    ("---\ntitle: x", ["3:1: begins a second document; a file holds one"]),
    ("? [a, b]\n: c", ["3:3: is no key: a word followed by a colon"]),
    ("{a: b}: c", ["3:1: is no key: a word followed by a colon"]),
    ("<<: {draft: yes}", ["3:1: `<<` takes over another mapping, which is not read here"]),
    ("draft: !!bool yes", ["3:8: draft: '!!bool' is a YAML tag, which is not read here"]),
    ("summary: !html x", ["3:10: summary: '!html' is a YAML tag, which is not read here"]),
    ("title: again", ["3:1: 'title' is there twice, first in line 1"]),
    ("number: *one", ["3:9: number: '*one' refers to nothing above"]),
    ("links: &l [*l]", ["3:12: links[0]: '*l' refers to what it is part of"]),
    ("links: " + "[" * 40 + "]" * 40, ["3:39: links" + "[0]" * 31 + ": is more than 32 levels deep"]),
    ("summary:", ["3:9: summary: has no value"]),
    ("summary: ~", ["3:10: summary: is '~', which YAML reads as no value"]),
    ("summary: null", ["3:10: summary: " + NOTHING]),
    ("people:\n  -", ["4:4: people[0]: has no value"]),
]

FIELDS = [
    ("people: [a:]", ["3:11: a colon without a value inside brackets"]),
    ("number: 1.5", ["3:9: number: '1.5' is not a whole number"]),
    ("number: ten", ["3:9: number: 'ten' is not a whole number"]),
    ("number: yes", ["3:9: number: 'yes' is not a whole number"]),
    ("number: ٣", ["3:9: number: '٣' is not a whole number"]),
    ("number: 1_000", ["3:9: number: '1_000' is not a whole number"]),
    ("number: 0", ["3:9: number: 0 is too small; counting begins at 1"]),
    ("season: -1", ["3:9: season: -1 is too small; counting begins at 1"]),
    ("number: 99999999999999", ["3:9: number: '99999999999999' is too large"]),
    ("number: [1]", ["3:9: number: is a list; one value is wanted here"]),
    ("number: {a: 1}", ["3:9: number: is a mapping; one value is wanted here"]),
    ("titel: x", ["3:1: 'titel' is not a field here"]),
    ("summary: ''", ["3:10: summary: is empty"]),
    ('summary: "\u200b"', ["3:10: summary: holds nothing that can be seen"]),
    ('summary: "a\\tb"', ["3:10: summary: has a tab in it"]),
    ("summary: |\n  one\n  two", ["3:10: summary: is more than one line"]),
    ("summary: " + "é" * 2001, ["3:10: summary: is 4002 bytes long (UTF-8), at most 4000 fit"]),
    ("author: " + "x" * 256, ["3:9: author: is 256 characters long, at most 255 fit"]),
    ('author: "a\\ab"', ["3:9: author: has U+0007 in it (character 2), which must not be published"]),
    ('author: "a\\u202eb"', ["3:9: author: has U+202E in it (character 2), which reverses the text that follows"]),
    ('author: "a\\u2067b"', ["3:9: author: has U+2067 in it (character 2), which reverses the text that follows"]),
    ("type: Full", ["3:7: type: 'Full' is not one of full, trailer, bonus"]),
    ("explicit: clean", ["3:11: explicit: 'clean' is neither true nor false"]),
    ("draft: 1", ["3:8: draft: '1' is neither true nor false"]),
    ("published: 23.11.2026", ["3:12: published: '23.11.2026' is not a date or time"]),
    ("published: 2026-02-30", ["3:12: published: '2026-02-30' is not a date and time that exists"]),
    ("published: 2026-11-23T25:00", ["3:12: published: '2026-11-23T25:00' is not a date and time that exists"]),
    ("published: 1066-10-14", ["3:12: published: '1066-10-14' is not between 1900 and 2999"]),
    ("published: 20261123", ["3:12: published: '20261123' is not a date or time"]),
    ("slug: First Light", ["3:7: slug: 'First Light' is no slug: only a-z, 0-9 and hyphens between them"]),
    ("slug: media", ["3:7: slug: 'media' is a name of feedpub's own pages and folders"]),
    ("slug: first-embed", ["3:7: slug: 'first-embed' is a name of feedpub's own pages and folders"]),
    ("slug: " + "a" * 81, ["3:7: slug: '" + "a" * 59 + "…' is longer than 80 characters"]),
    ("guid: " + "a" * 2001, ["3:7: guid: '" + "a" * 59 + "…' is longer than 2000 characters"]),
    (
        "link: www.example.org",
        ["3:7: link: 'www.example.org' is not a web address: it does not begin with https:// or http://"],
    ),
    (
        "link: https://exa mple.org/",
        ["3:7: link: 'https://exa mple.org/' is not a web address: it has a space in it"],
    ),
    ("link: https://a:b@x.org/", ["3:7: link: this is not a web address: it has a user name or password in it"]),
    ("link: https://a..b/", ["3:7: link: 'https://a..b/' is not a web address: it has no valid host name"]),
    (
        "link: https://straße.example/",
        ["3:7: link: 'https://straße.example/' is not a web address: it " + TWO_HOSTS],
    ),
    ("people: {name: Ada}", ["3:9: people: is a mapping; a list is wanted here"]),
    ("people: [{role: host}]", ["3:10: people[0].name: is missing"]),
    ("people: [{name: Ada, rolle: host}]", ["3:22: people[0]: 'rolle' is not a field here"]),
    ("people: [{name: Ada, role: hots}]", ["3:28: people[0].role: 'hots' is not a role of the person taxonomy"]),
    ("people: [{name: Ada, group: writing}]", ["3:10: people[0]: needs a role of the group 'writing'"]),
    (
        "people: [{name: Ada, group: writting}]",
        ["3:29: people[0].group: 'writting' is not a group of the person taxonomy"],
    ),
    (
        "people: [{name: Ada, group: cast, role: audio editor}]",
        ["3:41: people[0].role: 'audio editor' is not a role of the group 'cast'"],
    ),
    ("people: [{name: Ada, role: editor}]", ["3:28: people[0].role: 'editor' is a role of several groups"]),
    ("people: [{name: Ada, role: qwxyz}]", ["3:28: people[0].role: 'qwxyz' is not a role of the person taxonomy"]),
    (
        "people: [{name: Ada, role: sound-designer}]",
        ["3:28: people[0].role: 'sound-designer' is not a role of the person taxonomy"],
    ),
    (
        "people: [{name: Ada, image: http://x.example/a.jpg}]",
        ["3:29: people[0].image: 'http://x.example/a.jpg' is not encrypted; players load it only over https"],
    ),
    (
        "people: [[Ada]]",
        [
            "3:10: people[0]: is a list; a name, or {name: …, role: …, about: …, image: …, link: …} is wanted here",
        ],
    ),
    ("transcripts: a.doc", ["3:14: transcripts[0].file: 'a.doc' is no transcript that apps read"]),
    ("transcripts: [{file: a.vtt, rel: x}]", ["3:34: transcripts[0].rel: 'x' is not captions"]),
    (
        "transcripts: [{file: a.vtt, language: en_US}]",
        ["3:39: transcripts[0].language: 'en_US' is not a language code"],
    ),
    ("links: [{title: x}]", ["3:9: links[0].url: is missing"]),
    ('links: [{url: "https://x.example/", title: ""}]', ["3:44: links[0].title: is empty"]),
    ("image: ' '", ["3:8: image: is empty"]),
    (
        "image: https://x.example/a.jpg",
        ["3:8: image: 'https://x.example/a.jpg' is an address; a file is wanted here"],
    ),
    ("image: /home/me/a.jpg", ["3:8: image: '/home/me/a.jpg' leads nowhere on another machine"]),
    ("image: C:\\a.jpg", ["3:8: image: 'C:\\a.jpg' leads nowhere on another machine"]),
    ("image: media\\a.jpg", ["3:8: image: 'media\\a.jpg' has a backslash in it"]),
    ('image: "a\\0.jpg"', ["3:8: image: 'aU+0000.jpg' has a control character in it"]),
    ("notes: missing.md", ["3:8: notes: there is no file 'missing.md'"]),
    ("notes: ../../../secret.md", ["3:8: notes: '../../../secret.md' leads outside the workspace"]),
    ("notes: link.md", ["3:8: notes: 'link.md' leads outside the workspace"]),
    ("notes: loop.md", ["3:8: notes: 'loop.md' cannot be resolved"]),
    ("notes: folder.md", ["3:8: notes: 'folder.md' is a folder, not a file"]),
    ("notes: pipe.md", ["3:8: notes: 'pipe.md' is a special file, not an ordinary one"]),
]

# What follows SHOW, or the line of it that is replaced.
SHOWS = [
    ("language: english", ["4:11: language: 'english' is not a language code"]),
    ("language: en-UK", ["4:11: language: 'en-UK' is not a language code"]),
    ("language: xx", ["4:11: language: 'xx' is not a language code"]),
    ("categories: Kids & family", ["7:13: categories[0]: 'Kids & family' is not one of Apple's categories"]),
    (
        "categories: Technology > Podcasting",
        ["7:13: categories[0]: 'Technology > Podcasting' is not one of Apple's categories"],
    ),
    ("categories: [Arts, Arts]", ["7:13: categories: 'Arts' is there twice"]),
    ("categories: []", ["7:13: categories: is an empty list"]),
    ("type: Serial", ["9:7: type: 'Serial' is not one of episodic, serial"]),
    (
        "medium: musicL",
        ["9:9: medium: 'musicL' is not one of podcast, music, video, film, audiobook, newsletter, blog, course"],
    ),
    ("guid: 1234", ["9:7: guid: '1234' is not a UUID"]),
    (
        "guid: 00000000-0000-0000-0000-000000000000",
        ["9:7: guid: '00000000-0000-0000-0000-000000000000' is not a UUID"],
    ),
    ("owner: ada@x.example", ["9:8: owner: is one value; {name: …, email: …} is wanted here"]),
    (
        "owner: {name: Ada, email: Ada <ada@x.example>}",
        ["9:27: owner.email: 'Ada <ada@x.example>' is not an e-mail address"],
    ),
    (
        "funding: http://x.example/give",
        ["9:10: funding[0].url: 'http://x.example/give' is not encrypted; players load it only over https"],
    ),
    (
        f"funding: [{{url: 'https://x.example/', label: {'x' * 129}}}]",
        ["9:46: funding[0].label: is 129 characters long, at most 128 fit"],
    ),
    ("timezone: Berlin", ["9:11: timezone: 'Berlin' is not a time zone"]),
    ("timezone: Europe", ["9:11: timezone: 'Europe' is not a time zone"]),
    ("timezone: ../../etc/passwd", ["9:11: timezone: '../../etc/passwd' is not a time zone"]),
    ("publish_hour: 6", ["9:15: publish_hour: '6' is not a time of day"]),
    ("publish: s3://bucket/x", ["9:10: publish: is one value; {to: …, url: …} is wanted here"]),
    ("publish: {to: gs://bucket/x}", ["9:15: publish.to: 'gs://bucket/x' is nothing to publish to"]),
    ("publish: {to: 's3:/bucket/x'}", ["9:15: publish.to: 's3:/bucket/x' is nothing to publish to"]),
    ("publish: {feed: media/feed.xml}", ["9:17: publish.feed: 'media/feed.xml' cannot be the name of a feed"]),
    ("publish: {feed: ../feed.xml}", ["9:17: publish.feed: '../feed.xml' cannot be the name of a feed"]),
    (
        "publish: {url: 'https://x.example/?a'}",
        ["9:16: publish.url: 'https://x.example/?a' has a query or fragment; file names are appended to it"],
    ),
    ("publish: {region: EU West}", ["9:19: publish.region: 'EU West' is not a region"]),
    ("publish: {bucket: x}", ["9:11: publish: 'bucket' is not a field here"]),
]


@pytest.fixture(name="folder")
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A show's folder in a workspace, with what must not be read; the workspace is the current directory."""
    workspace = tmp_path / "workspace"
    folder = workspace / "feeds" / "tidewater"
    (folder / "folder.md").mkdir(parents=True)
    (folder / "show.yaml").write_text(SHOW)
    (tmp_path / "secret.md").write_text("secret")
    (folder / "link.md").symlink_to(tmp_path / "secret.md")
    (folder / "loop.md").symlink_to("loop.md")
    os.mkfifo(folder / "pipe.md")
    monkeypatch.chdir(workspace)
    return folder


def _problems(path: Path, read: object = read_episode) -> list[str]:
    """The problems of a file, without its name."""
    with pytest.raises(Invalid) as caught:
        read_show(path) if read is read_show else read_episode(path)
    assert all(problem.hint for problem in caught.value.problems)
    return [str(problem).removeprefix(f"{problem.place.file}:") for problem in caught.value.problems]


@pytest.mark.parametrize(("text", "expected"), SYNTAX + FIELDS)
def test_bad_episode_is_refused_where_it_is_bad(folder: Path, text: str, expected: list[str]) -> None:
    """Each mistake gives exactly its own message, at its line and column, with a hint."""
    path = folder / "first-light.yaml"
    path.write_text(EPISODE + text + "\n")

    assert expected == _problems(path)


@pytest.mark.parametrize(("text", "expected"), SHOWS)
def test_bad_show_is_refused_where_it_is_bad(folder: Path, text: str, expected: list[str]) -> None:
    """Each mistake in show.yaml gives exactly its own message, at its line and column, with a hint."""
    lines = {line.partition(":")[0]: line for line in [*SHOW.splitlines(), text]}
    path = folder / "show.yaml"
    path.write_text("\n".join(lines.values()) + "\n")

    assert expected == _problems(path, read_show)


@pytest.mark.parametrize(("text", "expected"), SYNTAX)
def test_both_parsers_say_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch, text: str, expected: list[str]
) -> None:
    """Where libyaml is missing, PyYAML's own parser gives the same messages at the same places."""
    path = folder / "first-light.yaml"
    path.write_text(EPISODE + text + "\n")
    monkeypatch.setattr(source_yaml, "PARSER", yaml.SafeLoader)

    assert expected == _problems(path)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "x.yaml: is empty"),
        (b"# nothing yet\n", "x.yaml: is empty"),
        (b"---\n", "x.yaml:2:1: holds no `key: value` lines"),
        (b"just text\n", "x.yaml:1:1: holds no `key: value` lines"),
        ("title：x\n".encode(), "x.yaml:1:6: U+FF1A where a colon and a space are wanted"),
        (b"- title: x\n", "x.yaml:1:1: holds no `key: value` lines"),
        (b"title: a\0b\n", "x.yaml:1:9: has U+0000 in it, which no published text may contain"),
        (
            b"title: a\nsummary: \x1b[1mx\n",
            "x.yaml:2:10: has U+001B in it, which no published text may contain",
        ),
        ("title: a\u2028b\n".encode(), "x.yaml:1:9: has U+2028 in it, which no published text may contain"),
        (b"title: caf\xe9\n", "x.yaml:1:11: is not UTF-8: byte 0xe9 here"),
        ("title: x\n".encode("utf-16"), "x.yaml: is encoded as UTF-16"),
        (b"title: " + b"x" * (1 << 20), "x.yaml: is over 1 MiB"),
    ],
)
def test_what_is_no_text_is_refused(folder: Path, data: bytes, expected: str) -> None:
    """Bytes that no editor would show are refused before YAML sees them."""
    path = folder / "x.yaml"
    path.write_bytes(data)

    with pytest.raises(Invalid) as caught:
        read_episode(path)

    assert [f"feeds/tidewater/{expected}"] == [str(problem) for problem in caught.value.problems]


def test_all_problems_of_a_file_come_at_once(folder: Path) -> None:
    """What cannot be read, what is missing, what is unknown and what is wrong are one error, in reading order."""
    path = folder / "First Light.yaml"
    path.write_text(
        "titel: x\nsummary:\nnumber: 1.5\nnumber: 2\nnotes: missing.md\npeople: [Ada, {role: hots}]\ntype: !x y\n"
    )

    assert _problems(path) == [
        " slug: the file's name, 'First Light', cannot be part of an address",
        "1:1: 'titel' is not a field here",
        "1:1: audio: is missing",
        "1:1: title: is missing",
        "2:9: summary: has no value",
        "3:9: number: '1.5' is not a whole number",
        "4:1: 'number' is there twice, first in line 3",
        "5:8: notes: there is no file 'missing.md'",
        "6:15: people[1].name: is missing",
        "6:22: people[1].role: 'hots' is not a role of the person taxonomy",
        "7:7: type: '!x' is a YAML tag, which is not read here",
    ]


def test_empty_show_is_answered_with_what_to_write(folder: Path) -> None:
    """Each missing field is named with an example of it."""
    path = folder / "show.yaml"
    path.write_text("type: serial\n")

    with pytest.raises(Invalid) as caught:
        read_show(path)

    assert {problem.subject: problem.hint for problem in caught.value.problems} == {
        "author": "add `author: Ada Lovelace`",
        "categories": "add `categories: [Society & Culture > Documentary, Science]`",
        "description": "add `description: Stories from the shore, told *slowly*.`",
        "explicit": "add `explicit: false`",
        "image": "add `image: cover.jpg`",
        "language": "add `language: en`",
        "title": "add `title: Tidewater`",
    }


def test_a_show_without_pages_needs_a_web_site(folder: Path) -> None:
    """RSS asks for a link, and there is no home to link to; with pages, that is what the show links to."""
    path = folder / "show.yaml"
    without_link = SHOW.replace("link: https://tidewater.example/\n", "")
    path.write_text(without_link)
    assert read_show(path).show.link is None

    path.write_text(without_link + "pages: off\n")
    with pytest.raises(Invalid) as caught:
        read_show(path)

    assert ["link: is missing: a show without pages has no home to link to"] == [
        f"{one.subject}: {one.message}" for one in caught.value.problems
    ]


def test_message_names_the_file_as_it_is_typed(folder: Path) -> None:
    """The message is what an editor or terminal can jump to, from the current directory."""
    path = folder / "first-light.yaml"
    path.write_text(EPISODE + "summary: x\nseason: 1\nauthor: A\ndraft: no\nnumber: 1.5\n")

    with pytest.raises(Invalid, match=r"^feeds/tidewater/first-light\.yaml:7:9: number: '1\.5' is not a whole number$"):
        read_episode(path)


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("titel", "did you mean `title`?"),
        ("Title", "did you mean `title`?"),
        ("date", "did you mean `published`?"),
        ("description", "did you mean `notes`?"),
        ("hosts", "did you mean `people`?"),
    ],
)
def test_unknown_key_is_answered_with_the_nearest(folder: Path, key: str, hint: str) -> None:
    """A misspelt key, and what other tools call it, lead to the known one."""
    path = folder / "x.yaml"
    path.write_text(f"{EPISODE}{key}: x\n")

    with pytest.raises(Invalid) as caught:
        read_episode(path)

    assert [hint] == [problem.hint for problem in caught.value.problems]


def test_aliases_that_multiply_are_refused(folder: Path) -> None:
    """Nine short lines that would be a thousand million texts are refused before they are written out."""
    path = folder / "x.yaml"
    lines = ["l0: &l0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 9)]
    path.write_text("\n".join(lines) + "\n")

    with pytest.raises(Invalid, match="multiplies what is written above beyond all use"):
        read_episode(path)


def test_aliases_that_deepen_are_refused(folder: Path) -> None:
    """Depth counts with the aliases written out."""
    path = folder / "x.yaml"
    path.write_text(f"a: &a {'[' * 20}{']' * 20}\nb: {'[' * 20}*a{']' * 20}\n")

    with pytest.raises(Invalid, match="is more than 32 levels deep"):
        read_episode(path)


def test_a_file_of_another_kind_ends_after_a_hundred_problems(folder: Path) -> None:
    """Nobody reads more."""
    path = folder / "x.yaml"
    path.write_text("\n".join(f"k{n}: x" for n in range(5000)))

    assert len(_problems(path)) == 100


def test_empty_values_end_after_a_hundred_problems(folder: Path) -> None:
    """Nobody reads more of these either."""
    path = folder / "x.yaml"
    path.write_text("\n".join(f"k{n}:" for n in range(5000)))

    assert len(_problems(path)) == 100


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("absent.yaml", "feeds/tidewater/absent.yaml: there is no such file or folder"),
        ("show.yaml", "feeds/tidewater/show.yaml: describes the show, not an episode"),
        ("folder.md", "'feeds/tidewater/folder.md' is a folder, not a file"),
        ("pipe.md", "'feeds/tidewater/pipe.md' is a special file, not an ordinary one"),
    ],
)
def test_what_is_no_episode_file_is_refused(folder: Path, name: str, expected: str) -> None:
    """Paths on the command line that cannot be read as an episode."""
    with pytest.raises(FeedpubError) as caught:
        read_episode(Path("feeds/tidewater") / name)

    assert expected == str(caught.value)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (PermissionError(errno.EACCES, "Zugriff verweigert"), "'x.yaml' cannot be read: you have no permission"),
        (OSError(errno.ENAMETOOLONG, "zu lang"), "'x.yaml' cannot be read (ENAMETOOLONG)"),
        (OSError("?"), "'x.yaml' cannot be read (unknown)"),
    ],
)
def test_what_the_system_says_is_said_in_our_words(error: OSError, expected: str) -> None:
    """Whatever language the system speaks (and whoever runs this: root may read everything)."""
    assert expected == str(unreadable(error, "x.yaml", ""))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"one\ncaf\xe9\n", "feeds/tidewater/x.md:2:4: is not UTF-8: byte 0xe9 here"),
        (b"one\ntwo\a\n", "feeds/tidewater/x.md:2:4: has U+0007 in it, which no published text may contain"),
        (
            "one\n\u202etwo".encode(),
            "feeds/tidewater/x.md:2:1: has U+202E in it, which reverses the text that follows",
        ),
    ],
)
def test_bad_notes_file_is_refused_at_its_own_place(folder: Path, data: bytes, expected: str) -> None:
    """A problem in the notes points into the notes' file."""
    (folder / "x.yaml").write_text(EPISODE)
    (folder / "x.md").write_bytes(data)

    with pytest.raises(Invalid) as caught:
        read_episode(folder / "x.yaml")

    assert expected == str(caught.value)
