"""The questions of `feedpub init`, as somebody sees them who sits at a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.terminal import at_terminal

from feedpub.artwork import is_placeholder
from feedpub.commands.init import QUESTIONS
from feedpub.source import read_show

CTRL_C, CTRL_D, DOWN = "\x03", "\x04", "\x1b[B"
NEXT = "\r"
"""Enter, with nothing typed: what is offered."""


ENTERED = [(f"{question.text} [", NEXT) for question in QUESTIONS if question.asked({})]
"""Enter at every question that a newcomer is asked."""


@pytest.mark.slow
@pytest.mark.parametrize("term", ["xterm", "dumb"])
def test_enter_at_every_question_makes_a_show(tmp_path: Path, term: str) -> None:
    """Each default stands in brackets, and what no answer means as well; a terminal without a cursor will do."""
    code, seen = at_terminal(ENTERED, "init", "feeds/my-show", cwd=tmp_path, term=term)

    show = read_show(tmp_path / "feeds/my-show/show.yaml").show
    assert 0 == code, seen
    assert ("My show", "en", "Society & Culture", False, None) == (
        show.title,
        show.language,
        show.categories[0],
        show.explicit,
        show.publish.to,
    )
    assert is_placeholder(tmp_path / "media/my-show/cover.jpg")
    offered = ("My show", "en", "Society & Culture", "no", "none yet", "a placeholder", "later")
    assert [] == [one for one in offered if f"[{one}]:" not in seen]
    assert "Leisure > Hobbies" in seen or term == "xterm"


@pytest.mark.slow
def test_a_bad_answer_is_explained_and_asked_again(tmp_path: Path) -> None:
    """With the reason, and what to type."""
    dialogue = [
        ("Title of the show [", "Tidewater\r"),
        *ENTERED[1:3],
        ("Language code", "english\r"),
        ("'english' is not", "de\r"),
        ("Category", "Art\r"),
        ("'Art' is not one of Apple's categories", "Arts\r"),
        ("Explicit", "perhaps\r"),
        ("'perhaps' is neither yes nor no", "yes\r"),
        ("E-mail", "ada\r"),
        ("'ada' is not an e-mail address", "ada@x.example\r"),
        ("Web site", "x.example\r"),
        ("is not a web address", "https://x.example\r"),
        ("Cover", "nowhere.jpg\r"),
        ("there is no such file", NEXT),
        ("Recording", "nowhere.mp3\r"),
        ("there is no such file", NEXT),
        ("Where to publish", "somewhere\r"),
        ("'somewhere' is none of these", "later\r"),
    ]

    code, seen = at_terminal(dialogue, "init", "feeds/tide", cwd=tmp_path, term="dumb")

    show = read_show(tmp_path / "feeds/tide/show.yaml").show
    assert 0 == code, seen
    assert ("Tidewater", "de", ("Arts",), True) == (show.title, show.language, show.categories, show.explicit)
    assert ("https://x.example", "ada@x.example") == (show.link, show.owner and show.owner.email)


@pytest.mark.slow
def test_a_category_is_found_by_a_part_of_its_name(tmp_path: Path) -> None:
    """All are listed at once; the list narrows while somebody types; arrow and Enter take what is in it."""
    dialogue = [
        *ENTERED[:4],
        ("Arts > Books", "hob"),
        ("Leisure > Hobbies", DOWN),
        ("Leisure > Hobbies", NEXT),
        *ENTERED[5:],
    ]

    code, seen = at_terminal(dialogue, "init", "feeds/tide", cwd=tmp_path)

    assert 0 == code, seen
    assert ("Leisure > Hobbies",) == read_show(tmp_path / "feeds/tide/show.yaml").show.categories


@pytest.mark.slow
@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (
            [("Where to publish [", "folder\r"), ("Publish to [public/tide]", NEXT), ("Public address", NEXT)],
            ("../../public/tide", None, None),
        ),
        (
            [
                ("Where to publish [", "s3\r"),
                ("Publish to [s3://my-podcast/tide]", "s3://bucket/tide\r"),
                ("Address of the store", NEXT),
                ("Public address of that place [https://bucket.s3.amazonaws.com/tide/]", NEXT),
            ],
            ("s3://bucket/tide", "https://bucket.s3.amazonaws.com/tide/", None),
        ),
        (
            [
                ("Where to publish [", "S3\r"),
                ("Publish to [", "feeds\r"),
                ("would be public", "s3://b/t\r"),
                ("Address of the store", "https://s3.x.example\r"),
                ("Public address of that place [https://s3.x.example/b/t/]", "https://cdn.x.example\r"),
            ],
            ("s3://b/t", "https://cdn.x.example", "https://s3.x.example"),
        ),
    ],
    ids=["folder", "s3", "another store"],
)
def test_where_to_publish_is_asked_as_far_as_it_matters(
    tmp_path: Path, more: list[tuple[str, str]], expected: tuple[str | None, ...]
) -> None:
    """A folder, or a bucket with its store and its public address; each offers what it usually is."""
    dialogue = [*ENTERED[:-1], *more]

    code, seen = at_terminal(dialogue, "init", "feeds/tide", cwd=tmp_path, term="dumb")

    publish = read_show(tmp_path / "feeds/tide/show.yaml").show.publish
    assert 0 == code, seen
    assert expected == (publish.to, publish.url, publish.endpoint)


@pytest.mark.slow
def test_options_are_not_asked_for(tmp_path: Path) -> None:
    """Whoever gives all of them is asked nothing, nor with --yes."""
    code, seen = at_terminal([], "init", "feeds/tide", "--yes", "--title", "Ebb", cwd=tmp_path)

    assert 0 == code, seen
    assert "Ebb" == read_show(tmp_path / "feeds/tide/show.yaml").show.title
    assert "[" not in seen


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answered", "key", "term"),
    [(0, CTRL_D, "dumb"), (1, CTRL_C, "xterm"), (4, CTRL_C, "xterm"), (4, CTRL_D, "xterm")],
    ids=["the first", "the second", "the list", "the end of the input"],
)
def test_ctrl_c_at_a_question_writes_nothing(tmp_path: Path, answered: int, key: str, term: str) -> None:
    """Exit code 130, in a sentence, at a question that is typed and at one that is chosen from a list."""
    dialogue = [*ENTERED[:answered], (ENTERED[answered][0], key)]

    code, seen = at_terminal(dialogue, "init", "feeds/tide", cwd=tmp_path, term=term)

    assert 130 == code, seen
    assert "nothing was written" in seen
    assert [] == list(tmp_path.iterdir())
