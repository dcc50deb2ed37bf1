"""A list of chapters that begins later than 0:00 gets one at 0 in every form but the notes, which stay as written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import eyed3
import pytest
from tests import newsroom, version_1
from tests.newsroom import INTRODUCED, LINES, NOTES, STARTS
from tests.studio import NOW, Studio

from feedpub.catalog import CATALOG, dumps
from feedpub.chapters.introduction import introduction, with_introduction
from feedpub.commands.check.files import check_files
from feedpub.commands.check.result import CheckOptions
from feedpub.errors import Invalid
from feedpub.model.chapter import Chapter
from feedpub.output.plan import plan_document, plan_lines
from feedpub.source import read_episode

RELATIVES = [
    # relative, thread, starts in seconds (None: no title, on no list), what the list begins with
    ("a newsroom's list from 3:15", "feedpub", [195, 362, 580], (0, "Introduction")),
    ("no chapters, as the first is not at 0:00", "youtube-chapters-in-player#13", [7, 60, 90], (0, "Introduction")),
    ("a tool swallows the first chapter, 2:14 is left", "podlove-publisher#91", [134, 260, 426], (0, "Introduction")),
    ("the first mark stands behind the jingle", "podlove-publisher#876", [12.135, 196.135], (0, "Introduction")),
    ("times that are no chapters, since they begin late", "NewPipe#5694", [30], (0, "Introduction")),
    ("it begins at 0:00", "feedpub", [0, 60], (0, "Part 1")),
    ("milliseconds of an encoder's delay", "feedpub", [0.026, 60], (26, "Part 1")),
    ("a picture from 0:00 on is on no list", "feedpub", [None, 60], (0, "Introduction")),
    ("pictures alone are no list", "feedpub", [None], (0, "")),
]  # fmt: skip


@pytest.mark.parametrize(("starts", "first"), [row[2:] for row in RELATIVES], ids=[row[0] for row in RELATIVES])
def test_what_a_list_begins_with(starts: list[float | None], first: tuple[int, str]) -> None:
    """With a chapter at 0 of ours, where the first that is listed begins a second later or more."""
    silent = Chapter(start_ms=0, image="a.jpg", toc=False)
    listed = [silent if at is None else Chapter(start_ms=round(at * 1000), title="Part 1") for at in starts]

    begun = with_introduction(listed, "Introduction")

    assert first == (begun[0].start_ms, begun[0].title)
    assert tuple(listed) == begun[-len(listed) :]


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Introduction"),
        ("de-AT", "Einleitung"),
        ("PT-br", "Introdução"),
        ("ja", "はじめに"),
        ("tlh", "Introduction"),
    ],
)
def test_it_is_called_by_a_word_of_the_shows_language(language: str, title: str) -> None:
    """English, where the word is not known."""
    assert title == introduction(language)


@pytest.fixture
def desk(tmp_path: Path) -> Studio:
    """A newsroom."""
    return newsroom.desk(tmp_path)


@pytest.mark.slow
def test_a_newsrooms_list_begins_at_0_everywhere_but_in_the_notes(desk: Studio) -> None:
    """JSON, feed and tags, which mutagen and eyeD3 read; the page lists it; the notes are as they were written."""
    newsroom.episode(desk, notes=NOTES)

    desk.publish()

    tags = eyed3.load(str(newsroom.audio(desk)))
    assert INTRODUCED == newsroom.in_json(desk) == newsroom.in_tags(newsroom.audio(desk))
    assert tags is not None
    assert [title for _, title in INTRODUCED] == [chapter.title for chapter in tags.tag.chapters]
    assert ("00:00:00.000", "Introduction") == newsroom.in_podlove(desk)[0]
    assert 9 == len(newsroom.in_podlove(desk))
    description = newsroom.item(desk).findtext("description", "")
    assert [True] * 8 == [line in description for line in LINES]
    assert "Introduction" not in description


@pytest.mark.slow
@pytest.mark.parametrize(
    ("show", "fields", "first"),
    [
        ({"language": "de"}, {}, (0, "Einleitung")),
        ({"chapters_intro": "Welcome"}, {}, (0, "Welcome")),
        ({"chapters_intro": "Welcome"}, {"chapters_intro": "Headlines"}, (0, "Headlines")),
        ({"chapters_intro": "Welcome"}, {"chapters_intro": "off"}, STARTS[0]),
        ({"chapters_intro": "off"}, {}, STARTS[0]),
    ],
)
def test_another_title_or_none(
    tmp_path: Path, show: dict[str, Any], fields: dict[str, Any], first: tuple[int, str]
) -> None:
    """`chapters_intro` of the episode, else of the show, else the language's word."""
    desk = newsroom.desk(tmp_path, **show)
    newsroom.episode(desk, notes=NOTES, **fields)

    desk.publish()

    assert first == newsroom.in_json(desk)[0]


@pytest.mark.parametrize("value", ["no", "True", "on"])
def test_a_switch_is_no_title(desk: Studio, value: str) -> None:
    """Nobody wants a chapter that is called so."""
    newsroom.episode(desk, notes=NOTES, chapters_intro=value)

    with pytest.raises(Invalid, match=f"'{value}' is no title of a chapter") as refused:
        desk.plan()

    assert "write what it is called, or `off` for none" == refused.value.problems[0].hint


@pytest.mark.slow
def test_lines_that_feedpub_writes_into_the_notes_begin_at_0_too(desk: Studio) -> None:
    """Of a list in the YAML the notes have none of their own: then YouTube has nothing to complain about."""
    newsroom.episode(desk, notes="Words.", chapters=[line.strip("(").replace(")", "") for line in LINES])

    desk.publish()

    assert "<p>(00:00) Introduction<br>" in newsroom.item(desk).findtext("description", "")
    assert [] == codes(desk, "FP607", "FP631")


def codes(desk: Studio, *wanted: str) -> list[str]:
    """Which of these rules `check` reports, once for each finding."""
    found = check_files([desk.folder], options=CheckOptions(), now=NOW).findings
    return [one.rule.code for one in found if one.rule.code in wanted]


def decided(document: dict[str, Any]) -> list[tuple[str, str]]:
    """Episode and words of what a plan says about introductions."""
    return [(one["slug"], one["text"]) for one in document["decisions"] if one["field"] == "chapters_intro"]


@pytest.mark.slow
def test_the_plan_says_so(desk: Studio) -> None:
    """Once, when it is decided: not where the episode stays as it is, nor where the author decided."""
    newsroom.episode(desk, notes=NOTES)
    new = plan_document(desk.plan())
    desk.publish()

    text = "'Introduction' at 0:00 comes in front of 'Boats' at 3:15 (another title, or `off`, changes that)"
    assert [("newsroom", text)] == decided(new)
    assert [f"newsroom: chapters_intro: {text}"] == [
        one.text for one in plan_lines(new) if "chapters_intro" in one.text
    ]
    assert [] == decided(plan_document(desk.plan()))

    newsroom.episode(desk, notes=NOTES, chapters_intro="off")

    assert [] == decided(plan_document(desk.plan()))


@pytest.mark.slow
def test_an_upgrade_alone_changes_nothing_that_is_published(desk: Studio) -> None:
    """An episode that was published without an introduction gets one with its next edit; its audio stays even then."""
    newsroom.episode(desk, notes=NOTES, chapters_intro="off")
    desk.publish()
    as_before = desk.catalog()
    newsroom.episode(desk, notes=NOTES)
    old = replace(as_before.items[0], sources=(read_episode(desk.folder / "newsroom.yaml").digest,))
    (desk.state / CATALOG).write_bytes(dumps(replace(as_before, items=(old,))))
    version_1.downgrade(desk)

    assert [] == [put.key for put in desk.plan().plan.puts]

    newsroom.episode(desk, notes=NOTES, title="Another title")
    puts = [put.key.partition("-")[0] for put in desk.plan().plan.puts]

    assert ["chapters/newsroom", "art/newsroom"] == [
        key for key in puts if key.startswith(("media/", "chapters/", "art/"))
    ]
