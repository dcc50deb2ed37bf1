"""Texts as people write them in YAML and notes: each is published as it is written, refused, or reported."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from xml.etree import ElementTree as ET

import pytest
import yaml
from tests.studio import NOW, Studio
from typer.testing import CliRunner

from feedpub.cli import app, environment
from feedpub.errors import Invalid
from feedpub.model.files import EpisodeFile
from feedpub.source import read_episode, read_show
from feedpub.source import yaml as source_yaml
from feedpub.source.front_matter import front_matter
from feedpub.source.template_code import may_hold_template_code, template_code

pytestmark = pytest.mark.slow

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


@pytest.fixture(name="folder")
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A show's folder, which is the current one."""
    (tmp_path / "show.yaml").write_text(SHOW)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def episode(folder: Path, text: str) -> EpisodeFile:
    """An episode with these lines, and with a title and audio if they have none; as bytes, line ends stay."""
    missing = (key for key in ("title", "audio") if not re.search(rf"^\ufeff?{key}:", text, re.MULTILINE))
    lines = text + "".join(f"{key}: x.mp3\n" for key in missing)
    path = folder / "bad.yaml"
    path.write_bytes(lines.encode())
    return read_episode(path)


# --- lines of YAML


@dataclass(frozen=True)
class Line:
    """What somebody wrote, in a public thread or beside it, and what becomes of it."""

    written: str
    threads: str = ""
    published: str = ""
    """The title, if it is published as written."""

    cut: str = ""
    """Line and column of a comment that is reported, with the field: `1:24 title`."""

    refused: str = ""
    """Beginning of the problem: `1:8: …`."""


LINES = [
    # ` #` begins a comment
    Line("title: Ask us anything #3 - with Ben\n", "gray-matter#90, hugo#488", cut="1:24 title"),
    Line("title: SD Kshatriya WIP #2\r\n", "hugo#488", cut="1:25 title"),
    Line("title: The boats   # draft title\n", cut="1:20 title"),
    Line("title: Ask us\n  anything #3\n", cut="2:12 title"),
    Line("title: T # x # y\n", cut="1:10 title"),
    Line("summary: We answer question #1 of the year.\n", cut="1:29 summary"),
    Line("people: [Ann Other, Ben Other #1\n  ]\n", cut="1:31 people[1]"),
    Line("people:\n  - name: Ann #1\n  - Ben #2\n", cut="2:15 people[0].name, 3:9 people[1]"),
    Line("chapters:\n  - 0:20 Question #1 about rope\n", cut="2:19 chapters[0]"),
    Line("chapters:\n  - start: 0:40\n    title: Q #2\n", cut="3:14 chapters[0].title"),
    Line("links:\n  - {title: a #1\n    , url: https://a.example/}\n", cut="2:15 links[0].title"),
    Line("locations: [Shop #3\n  ]\n", cut="1:18 locations[0]"),
    Line("custom:\n- element: media:title\n  text: a #1\n", cut="3:11 custom[0].text"),
    Line("title: Ask us anything\n  #3 with Ben\nsummary: x\n", "stacey#96", cut="2:3 title"),
    Line("people:\n  - Ann Other\n    #2 of us\n  - Ben\n  # - Cy\n", cut="3:5 people[0]"),
    Line("links:\n- title: A\n   # b\n  url: https://a.example/\n", cut="3:4 links[0].title"),
    Line("audio: take #3.mp3\nimage: cover.jpg # 3.jpg\n", cut="1:13 audio"),
    Line("notes: # The boats\n  They float.\n", "stacey#96", cut="1:8 notes"),
    Line("notes:\n  # The boats\n  They float.\n", "stacey#96", cut="2:3 notes"),
    Line("title: #tag #tag2\n", "gray-matter#90", refused="1:7: title: has no value, since `#` begins a comment"),
    Line("title: # 3\n", refused="1:7: title: has no value, since `#` begins a comment"),
    Line("title: Ask us\n  anything #3 with\n  Ben\n", refused="3:3: text behind a comment"),
    Line("summary: We answer\n  # 3 questions\n  of the year\n", refused="3:3: text behind a comment"),
    Line("notes: |\n  # Boats\n# Oars\n  more\n", refused="4:3: text behind a comment"),
    Line("people: [Ann Other #1, Ben]\n", "front-matter#89", refused="1:9: '[' is not closed in its line"),
    # no comment, or one behind what is no text
    Line("title: text#tag\n", "gray-matter#90", published="text#tag"),
    Line('title: "Ask us anything #3"  # with Ben\n', "hugo#488", published="Ask us anything #3"),
    Line("title: 'Ask us anything #3'\n", published="Ask us anything #3"),
    Line("title: >-\n  Ask us\n  anything #3\n", "jekyll#3689", published="Ask us anything #3"),
    Line("title: x.mp3  # feedpub: ignore FP203 because it is so\n", published="x.mp3"),
    Line("title: x.mp3 # yamllint disable-line rule:line-length\n", published="x.mp3"),
    Line("season: 3  # the last\nexplicit: no # clean\npublished: 2026-09-01T08:00Z # a Tuesday\n", published="x.mp3"),
    Line("audio: take.mp3 # the third\nlink: https://a.example/#b # c\ntype: bonus # d\n", published="x.mp3"),
    Line("people: # all of them\n  - Ann # the host\n".replace(" # the host", ""), published="x.mp3"),
    Line("people:\n  - Ann\n  # - Ben\n  - Cy\n# and\nseason: 3\n  # the last\n", published="x.mp3"),
    Line("links:\n- title: A\n  # b\n  url: https://a.example/\n", published="x.mp3"),
    Line("notes: |  # Markdown\n  # Boats\n  text # 3\n", published="x.mp3"),
    # a colon and a blank
    Line("title: Part 1: The boats\n", "jekyll#549, obsidian-podcast-note#20", refused="1:14: a second `: `"),
    Line("title: : A title\n", "jekyll#1011", refused="1:8: a second `: ` in the line"),
    Line("title: What is this:\n", "front-matter#89", refused="1:20: a second `: `"),
    Line("people: [Ann: host]\n", refused="1:10: people[0]: 'Ann' is not a field here"),
    Line("chapters:\n  - 0:40 Part 2: the tar\n", refused="2:5: chapters[0]: '0:40 Part 2' is not a field here"),
    Line("title: a：b, c:d, https://e.example/f\n", published="a：b, c:d, https://e.example/f"),
    # what YAML 1.1 takes for something else
    Line("title: 12:30\n", "pyyaml#272, pyyaml#395, mcpvault#75", published="12:30"),
    Line("title: no\n", "yaml-sucks#11, mdn/content#26178", published="no"),
    Line("title: 1.10\n", "js-yaml#674, pantry.core#60", published="1.10"),
    Line("title: 21E08\n", "vitepress#255", published="21E08"),
    Line("title: 013\n", "arp242.net#3, eemeli/yaml#205", published="013"),
    Line("title: 0x1F\n", published="0x1F"),
    Line("title: 1_000\n", published="1_000"),
    Line("title: .inf\n", published=".inf"),
    Line("title: 2026-09-01\n", published="2026-09-01"),
    Line("title: null\n", refused="1:8: title: is 'null', which YAML reads as no value"),
    Line("title: ~\n", refused="1:8: title: is '~', which YAML reads as no value"),
    # signs that no plain text begins with
    Line("title: @ann says\n", "gbrain#4319", refused="1:8: no value begins with '@'"),
    Line("title: `code` first\n", "gbrain#4319, nbdev#684, turingschool#277", refused="1:8: no value begins with '`'"),
    Line("title: %done\n", refused="1:8: no value begins with '%'"),
    Line("title: [Bonus] The boats\n", refused="1:16: text behind the closing bracket"),
    Line("title: [Bonus]\n", refused="1:8: title: is a list"),
    Line("title: {x}\n", refused="1:8: title: is a mapping"),
    Line("title: **Not** a title\n", "pandoc#3344, quillmark#644", refused="1:8: no value begins with '*'"),
    Line("title: *bold\n", "synapse#12785", refused="1:8: title: '*bold' refers to nothing above"),
    Line("title: &co is here\n", "quillmark#644", refused="1:8: title: '&co' is a YAML anchor"),
    Line("title: &a x\nsummary: &a y\nauthor: *a\n", refused="1:8: title: '&a' is a YAML anchor"),
    Line("title: & friends\n", refused="1:8: no value begins with '&'"),
    Line("title: !Note\n", "obsidian-linter#614", refused="1:8: title: '!Note' is a YAML tag"),
    Line("title: - a list\n", refused="1:8: a list entry in the line of its key"),
    Line("title: ? why\n", refused="1:8: no value begins with '? '"),
    Line("title: > quoted\n", refused="1:10: text behind `|` or `>`"),
    Line("title: | bar\n", refused="1:10: text behind `|` or `>`"),
    Line('title: "Unfortunately" on Android\n', "jekyll#3449", refused="1:24: text behind the closing quote"),
    Line("title: 'an issue's resolution'\n", "robota#2298", refused="1:18: text behind the closing quote"),
    Line("title: a\ttab\n", refused="1:8: title: has a tab in it"),
    Line("title: Kolleg*innen, 100%, it's\n", "kirby#6481", published="Kolleg*innen, 100%, it's"),
    Line("title: ?why, -dash, a & b, {x}\n", published="?why, -dash, a & b, {x}"),
    Line("title: “Unfortunately” on it\n", "jekyll#3449, writers-toolkit#31", published="“Unfortunately” on it"),
    Line("\ufefftitle: BOM\r\nsummary: CRLF\r\n", "Archipelago-lobby#134, python-frontmatter#20", published="BOM"),
    # keys
    Line("title: a\ntitle: b\n", refused="2:1: 'title' is there twice"),
    Line("<<: {title: a}\n", refused="1:1: `<<` takes over another mapping"),
    # escapes as in JSON
    Line('title: "\\ud83c\\udf99 on air"\n', "libyaml#110, YamlDotNet#838", published="🎙 on air"),
    Line('title: "\\uD83D\\uDE05\\u00e9\\/\\U0001F399"\n', "yaml/yaml#73, go-yaml#279", published="😅é/🎙"),
    Line("title: \\ud83c\\udf99\n", published="\\ud83c\\udf99"),
    Line("title: '\\ud83c\\udf99'\n", published="\\ud83c\\udf99"),
    Line('title: "\\ud83c on air"\n', refused="1:8: title: has an escape of half a character"),
    Line('title: "\\udf99\\ud83c"\n', refused="1:8: title: has an escape of half a character"),
    Line('title: "C:\\users"\n', refused="1:8: a backslash in double quotes that escapes nothing"),
]  # fmt: skip


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.written[:40])
def test_a_line_is_published_as_written_refused_or_reported(folder: Path, line: Line) -> None:
    """Each with its place; whatever is not published as written says so, and what to write instead."""
    if line.refused:
        with pytest.raises(Invalid) as caught:
            episode(folder, line.written)
        problem = caught.value.problems[0]

        assert str(problem).startswith(f"bad.yaml:{line.refused}"), str(problem)
        assert problem.hint
        return
    written = episode(folder, line.written)
    cuts = [f"{one.place.line}:{one.place.column} {one.field}" for one in written.excerpts if one.kind == "comment"]

    assert line.cut == ", ".join(cuts)
    if not line.cut:
        assert line.published == written.episode.title


def test_show_yaml_has_texts_too(folder: Path) -> None:
    """Names of seasons, of people in the roster, texts of pages, and what is below the notes."""
    more = (
        "copyright: Ada #1\nowner: {name: Ada #2\n , email: ada@example.com}\nroster:\n  ada:\n    name: Ada #3\n"
        "  ben: Ben #4\nseasons:\n  1: Low #5\nkeywords:\n- a #6\nfooter: b #7\ntheme:\n  header:\n"
        "  - title: c #8\n    url: https://a.example/ #x\n  words:\n    play: d #9\n    episodes:\n      other: e #10\n"
    )
    path = folder / "show.yaml"
    path.write_text(SHOW + more)

    assert [str(number) for number in range(1, 11)] == [one.text.lstrip("#") for one in read_show(path).excerpts]


def test_both_parsers_read_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Comments and their places; an emoji's escape is read by the one in Python alone."""
    text = "title: Ask  #1\npeople: [A, B #2\n]\nnotes: # c\n\n  # d\n  e # f\n"
    fast = episode(folder, text).excerpts
    monkeypatch.setattr(source_yaml, "PARSER", yaml.SafeLoader)

    assert 5 == len(fast)
    assert fast == episode(folder, text).excerpts


def test_a_comment_silences_a_finding_beside_an_emoji_in_an_escape(folder: Path) -> None:
    """Comments are found by the parser that reads the file."""
    written = episode(folder, 'title: "\\ud83c\\udf99"  # feedpub: ignore FP203\n')

    assert [("FP203",)] == [one.codes for one in written.suppressions]


# --- a law: nothing vanishes

PIECES = (
    *("Boats", "Ben & Ada", "3", "#3", "# 3", " #", "#", ": ", ":", " - ", "- ", "--", "'", '"', "it's", "&", "&a"),
    *("*", "*b", "**", "!", "!x", "%", "@", "`", "{", "}", "[", "]", ", ", "?", "? ", "|", ">", "~", "null", "yes"),
    *("1.10", "12:30", "…", "“a”", "\\n", "\\", "//", "---", "...", "<b>", "&amp;", "{{ x }}", "(1)", "😅", "é"),
    *("=", "+", "$", "^", ";", ".", "/", " "),
)
"""What titles are made of."""

WRITTEN = {
    "title: {}\n": lambda one: one.episode.title,
    "summary: {}\n": lambda one: one.episode.summary,
    "summary: A\n  {}\n": lambda one: one.episode.summary,
    "notes: {}\n": lambda one: one.notes,
    "author:\n  {}\n": lambda one: one.episode.author,
    "people:\n  - {}\n": lambda one: one.episode.people[0].name,
    "people:\n  - role: guest\n    name: {}\n": lambda one: one.episode.people[0].name,
    "chapters:\n  - 0:00 A {}\n": lambda one: one.episode.chapters[0].title,
    "chapters:\n  - start: 0:00\n    title: {}\n": lambda one: one.episode.chapters[0].title,
    "keywords:\n  - {}\n": lambda one: one.episode.keywords[0],
    "links:\n- url: https://a.example/\n  note: {}\n": lambda one: one.episode.links[0].note,
}
"""Where a text may stand → what of it is published."""


def texts(count: int) -> Iterator[str]:
    """Random texts, the same in every run; none is quoted as a whole, which would be another text."""
    chance = random.Random(13)
    while count:
        pieces = [chance.choice(PIECES) for _ in range(chance.randint(1, 6))]
        text = chance.choice(("", " ")).join(pieces).strip()
        if text and text[0] not in "'\"" and not text.endswith(".md"):
            yield text
            count -= 1


def read(folder: Path, text: str) -> EpisodeFile | Invalid:
    """The episode, or why it is refused."""
    try:
        return episode(folder, text)
    except Invalid as refused:
        return refused


@pytest.mark.parametrize("form", WRITTEN)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_no_character_vanishes(folder: Path, form: str, end: str) -> None:
    """A text is published as it stands in the line, or there is a refusal with a hint, or a finding where it is cut."""
    published = 0
    for text in texts(150):
        written = read(folder, form.format(text).replace("\n", end))
        if isinstance(written, Invalid):
            assert all(one.hint and one.place.line for one in written.problems), text
            continue
        wanted = f"A {text}" if " A" in form else text
        comments = [one for one in written.excerpts if one.kind == "comment"]
        value = WRITTEN[form](written)
        published += value == wanted

        assert value == wanted or (comments and wanted.startswith(value)), (text, value)
        assert bool(comments) == (value != wanted)
    assert published > 40


@pytest.mark.slow
def test_what_is_read_is_what_the_feed_says(tmp_path: Path) -> None:
    """Titles with every sign, from the line to the XML."""
    desk = Studio(tmp_path)
    desk.show()
    titles = []
    for number, text in enumerate(texts(60)):
        path = desk.episode(f"e{number}", sound=number)
        path.write_text(f"title: {text}\naudio: e{number}.mp3\n", encoding="utf-8")
        try:
            written = read_episode(path)
        except Invalid:
            path.unlink()
        else:
            titles.append(written.episode.title)
    desk.publish()
    items = ET.fromstring(desk.feed()).iter("item")

    assert len(titles) > 15
    assert sorted(titles) == sorted(item.findtext("title") or "" for item in items)


# --- front matter

FRONT_MATTER = [
    ('---\ntitle: "Episode 12"\ndate: 2019-05-01\naliases: []\n---\n\nText', ("title", "date", "aliases"), "Jekyll"),
    ("---\r\nlayout: post\r\ntags:\r\n- a\r\n- b\r\n---\r\nText", ("layout", "tags"), "Perlite#24, StrangeCase#36"),
    ("\n---\ntitle: a\n...\nText", ("title",), "pandoc; gsd-core#2977"),
    ("---\ncitekey: heiser\nebook:\n    - a.example\n---\n# Heading", ("citekey", "ebook"), "markdown-viewer#97"),
    ("---\n---\nText", (), "Jekyll, which wants one in every file"),
    ('+++\ntitle = "a"\n[params]\nx = 1\n+++\nText', ("title", "x"), "Hugo; markdown-preview#118, vmd#111"),
    ('{\n  "title": "a",\n  "draft": false\n}\nText', ("title", "draft"), "Hugo; vmd#112"),
    ('---json\n{\n  "title": "a"\n}\n---\nText', ("title",), "Eleventy"),
    ('---js\n{\n  title: "a",\n}\n---\nText', ("title",), "Eleventy"),
    ("<!--\n\n---\n\nlayout: design\n\n---\n-->\nText", ("layout",), "jekyll#1087, hugo#1428"),
    ("Title: a\nDate: 2019-05-01\nCategory: b\n\nText", ("Title", "Date", "Category"), "Pelican, MultiMarkdown"),
    # thematic breaks, and texts
    ("---\n\nSome text", None, "CommonMark §4.1"),
    ("---\nSome text\n---\nmore", None, "CommonMark §4.3: a heading"),
    ("---\nAnn: hello there\nBen: hi\n---\n", None, "a conversation"),
    ("---\ntitle: a\n\nText", None, "not closed"),
    ("***\ntitle: a\n***", None, ""),
    ("Text\n\n---\ntitle: a\n---\n", None, "not at the beginning"),
    ("{x} marks the spot", None, ""),
    ("Title: a\n\nText", None, "one line"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "fields", "_of"), FRONT_MATTER)
def test_front_matter_is_told_from_text(text: str, fields: tuple[str, ...] | None, _of: str) -> None:
    """YAML, TOML, JSON, and `Title:` lines; a thematic break stays one."""
    assert fields == front_matter(text)


@pytest.mark.parametrize("name", ["first.md", "first.html"])
def test_front_matter_in_a_file_is_refused(folder: Path, name: str) -> None:
    """At the file's beginning, with what of it belongs where."""
    (folder / name).write_bytes(b"\xef\xbb\xbf---\r\ntitle: a\r\ndate: 2019-05-01\r\nlayout: x\r\n---\r\nText\r\n")

    with pytest.raises(Invalid) as caught:
        episode(folder, f"notes: {name}\n")

    (problem,) = caught.value.problems
    assert f"{name}:1:1: begins with front matter (title, date, layout), which feedpub does not read" == str(problem)
    assert "move `title`, `date` as `published` into bad.yaml, and delete the rest of it" == problem.hint


def test_front_matter_in_the_yaml_is_refused(folder: Path) -> None:
    """Somebody copied the whole file."""
    with pytest.raises(Invalid, match=r"bad\.yaml:1:8: begins with front matter \(layout\)"):
        episode(folder, "notes: |\n  ---\n  layout: post\n  ---\n\n  Text\n")


# --- template code

CODE = [
    ("{{< youtube abc123 >}}", "Hugo"),
    ("{{% notice %}}", "Hugo; bitcoinops#1551"),
    ("{% include player.html file='12.mp3' %}", "Jekyll; jekyll-feed#58"),
    ("{{ site.title }}", "Liquid, Jinja"),
    ("{{{ raw }}}", "Handlebars"),
    ("{# to do #}", "Nunjucks"),
    ('{:target="_blank"}', "kramdown; programminghistorian/jekyll#198"),
    ("{: .no_toc }", "kramdown; documentation-theme-jekyll#170"),
    ("<%= title %>", "ERB, EJS"),
    ("<?php the_title(); ?>", "PHP"),
    ("[embed]https://a.example/a.mp3[/embed]", "WordPress; org2blog#293"),
    ('[audio mp3="https://a.example/a.mp3"][/audio]', "WordPress; podlove-publisher#487"),
    ('[podloveaudio src="file.mp3" duration="00:15:00"]', "podlove-web-player#170"),
    ("[powerpress]", "PowerPress"),
    ("![[boat.png]]", "Obsidian"),
    ("[[Another note]]", "Obsidian, MediaWiki"),
]


@pytest.mark.parametrize(("code", "_of"), CODE)
def test_template_code_is_found_but_not_in_code(code: str, _of: str) -> None:
    """In a paragraph it is a mistake; between backticks, in fences, indented, or in `<code>` it is meant."""
    meant = f"`{code}`\n\n```\n{code}\n```\n\n~~~ html\n{code}\n~~~\n\n    {code}\n\n<pre><code>{code}</code></pre>\n"
    text = f"{meant}\nSee {code} now.\n\n{meant}"

    assert [(text.index("See") + 4, code)] == list(template_code(text, markdown=True))


STYLES = {"plain": None, "single": "'", "double": '"', "literal": "|", "folded": ">"}
"""Styles of scalars in YAML, by name."""


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    "code",
    [*(code for code, _ in CODE), "[text](address){.button}", "# Links {#links}", "::: warning", "!!! note"],
)
def test_a_file_with_template_code_has_a_sign_of_it(code: str, style: str) -> None:
    """However its text is quoted, folded or escaped: a file without a sign is not searched."""
    text = f"See\n\n{code}\n\n{code.replace('.', 'ü')} now\n"
    for width in (1, 10, 80):
        written = yaml.safe_dump({"notes": text}, default_style=STYLES[style], width=width)
        assert list(template_code(yaml.safe_load(written)["notes"], markdown=True))
        assert may_hold_template_code(written), written


def test_a_file_of_lists_mappings_and_links_has_no_sign_of_template_code() -> None:
    """Brackets are YAML's and Markdown's, too."""
    assert not may_hold_template_code("people: [Ada, {name: Bo, role: host}]\nnotes: See [this](https://a.example/).\n")


@pytest.mark.parametrize(
    "text",
    [
        "[audio](https://a.example/)", "[gallery]\n\n[gallery]: https://a.example/", "[1], [laughs], [Bonus] and [x]",
        "[video of the talk]", "{x} and C{a}", "a \\[powerpress]", "100% {of} it", "<b>bold</b> <3 %", "`{{ a\n }}`",
        "Ann: {{}}", "<!-- {{ a }} -->",
    ],
)  # fmt: skip
def test_text_is_no_template_code(text: str) -> None:
    """Links, notes in brackets, signs."""
    assert [] == list(template_code(text, markdown=True))


def test_template_code_is_found_where_it_stands(folder: Path) -> None:
    """In titles, in every style of scalar, and in the file with the notes."""
    (folder / "first.md").write_text("\n\nSome `{{ code }}`\r\nand {{ page.title }}.\n", encoding="utf-8")
    text = (
        'title: "A {{ b }} \\u00e9 {{ b }}"\nsummary: >\n  folded\n  {{ c }}\nauthor: x {{ d\n  }}\nnotes: first.md\n'
        "chapters:\n  - 0:00 Intro {% e %}\n"
    )

    found = [f"{one.place} {one.text}" for one in episode(folder, text).excerpts]

    assert [
        "bad.yaml:1:11 {{ b }}",
        "bad.yaml:1:26 {{ b }}",
        "bad.yaml:4:3 {{ c }}",
        "bad.yaml:5:9 {{ d }}",
        "bad.yaml:9:16 {% e %}",
        "first.md:4:5 {{ page.title }}",
    ] == found


HOSTILE = (
    *("{{", "{%", "`", "[[", "<%", "[a]", "[audio ", "[gallery]", "[a b=", "<code>", "<!--", "```\n~~~\n", "]{a"),
    *("\n\n    x", "\n>", "{{ a", "``a`"),
)


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.slow
def test_looking_for_template_code_takes_time_in_proportion(piece: str) -> None:
    """200 kB that seem to begin something, again and again: processor work grows with the length and no faster."""

    def work(size: int) -> float:
        text = piece * (size // len(piece)) + " {{ x }}"
        before = process_time()
        list(template_code(text, markdown=True))
        return process_time() - before

    small = min(work(25_000) for _ in range(3))

    assert min(work(200_000) for _ in range(2)) < 40 * max(small, 0.002)


# --- what people see


@pytest.fixture(name="desk")
def _desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    desk = Studio(tmp_path)
    desk.show(owner=None, footer="Made with {{ site.name }}.")
    path = desk.episode(notes="What the tide brings.")
    path.write_text(path.read_text().replace("title: First-Light", "title: Ask us anything #3"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(environment, "now", lambda: NOW)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return desk


FOUND = [
    (
        "first-light.yaml",
        1,
        24,
        "FP048",
        "title: `#` begins a comment here; what is published ends in 'Ask us anything'",
    ),
    ("show.yaml", 0, 0, "FP049", "footer: '{{ site.name }}' is code of a template, and published as it stands"),
]


def findings(*words: str) -> list[tuple[str, int, int, str, str]]:
    """File, line, column, code and message of the findings of these two rules, as `--json` has them."""
    done = CliRunner().invoke(app, [*words, "--json"])
    document = json.loads(done.stdout)
    listed = document["findings"] if "findings" in document else document["subjects"][0]["findings"]
    return [
        (Path(one["file"]).name, one["line"], one["column"], one["code"], one["message"])
        for one in listed
        if one["code"] in {"FP048", "FP049"}
    ]


@pytest.mark.parametrize("words", [("check", "feeds/desk"), ("publish", "feeds/desk", "--dry-run")])
def test_check_and_publish_report_both(desk: Studio, words: tuple[str, ...]) -> None:
    """At file, line and column."""
    line = next(at for at, text in enumerate((desk.folder / "show.yaml").read_text().split("\n"), 1) if "{{" in text)
    wanted = [(file, at or line, column or 19, *rest) for file, at, column, *rest in FOUND]

    assert wanted == findings(*words)
    assert f"first-light.yaml:1:24: FP048 warning: {FOUND[0][4]}" in CliRunner().invoke(app, list(words)).output


def test_a_scheduled_episode_is_no_other(desk: Studio) -> None:
    """What is known of the file adds to what is known of the item."""
    path = desk.folder / "first-light.yaml"
    path.write_text(path.read_text() + "published: 2099-01-01T08:00Z\n")

    assert ["FP048", "FP049"] == [one[3] for one in findings("check", "feeds/desk")]
    assert "FP235" not in CliRunner().invoke(app, ["check", "feeds/desk"]).output


def test_a_comment_may_be_meant(desk: Studio) -> None:
    """It is silenced for the file, or the show; and with `strict` it stops a publish."""
    path = desk.folder / "first-light.yaml"
    desk.show(owner=None, check={"strict": True})
    stopped = CliRunner().invoke(app, ["publish", "feeds/desk"])
    path.write_text("# feedpub: ignore FP048 because it is a draft\n" + path.read_text())

    assert 1 == stopped.exit_code
    assert [] == findings("check", "feeds/desk")
    assert 0 == CliRunner().invoke(app, ["publish", "feeds/desk"]).exit_code


def test_notes_in_a_file_are_silenced_at_their_field(desk: Studio) -> None:
    """A line of the notes is no line of the YAML."""
    (desk.folder / "first.md").write_text("Boats.\n\n{{ x }}\n")
    lines = "title: A\naudio: first-light.mp3\n"
    (desk.folder / "first-light.yaml").write_text(lines + "notes: first.md  # feedpub: ignore FP049\n")
    desk.show(owner=None)

    assert [] == findings("check", "feeds/desk")
