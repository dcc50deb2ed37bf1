"""`diff`: what a publish would change in the live feed, in words for people, for pull requests and for programs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from hypothesis import given
from hypothesis import strategies as st
from tests.studio import NOW, Studio, new_guid
from tests.webservers import HttpRequest, Reply, serving
from typer.testing import CliRunner, Result

from feedpub.catalog import Overrides
from feedpub.catalog.words import Words, compare_words
from feedpub.cli import app
from feedpub.commands.publish import publish_steps
from feedpub.output.changes import escaped

pytestmark = pytest.mark.slow

NOTES = (
    "At twenty past five the harbour is *asleep*, and nobody is at the quay but the man who reads the tide table "
    "aloud.\n\nThe [ferry](https://example.com/ferry) comes at six."
)


@pytest.fixture
def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """A desk whose show is published with one episode; its workspace is the current folder."""
    desk = Studio(tmp_path)
    desk.show(pages="off")
    desk.episode(notes=NOTES)
    desk.publish()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("feedpub.cli.environment.now", lambda: desk.now)
    return desk


def run(*words: str) -> Result:
    """`feedpub` with these words, in this process."""
    return CliRunner().invoke(app, list(words), prog_name="feedpub", catch_exceptions=False)


def document(*words: str) -> dict[str, Any]:
    """What `diff --json` prints."""
    read: dict[str, Any] = json.loads(run("diff", "feeds/desk", "--json", *words).stdout)
    return read


# --- words


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", ()),
        ("a b", "a b", (Words("same", "a b"),)),
        ("a b c", "a x c", (Words("same", "a "), Words("delete", "b"), Words("insert", "x"), Words("same", " c"))),
        ("a", "a b", (Words("same", "a"), Words("insert", " b"))),
        ("a b", "b", (Words("delete", "a "), Words("same", "b"))),
        (
            '<a href="x">tide</a>',
            '<a href="y">tide</a>',
            (Words("delete", '<a href="x">'), Words("insert", '<a href="y">'), Words("same", "tide</a>")),
        ),
        ("1 < 2", "1 < 3", (Words("same", "1 < "), Words("delete", "2"), Words("insert", "3"))),
        ("one\ntwo\n", "one\nnew\ntwo\n", (Words("same", "one\n"), Words("insert", "new\n"), Words("same", "two\n"))),
        ("潮が引く", "潮が満ちる", (Words("delete", "潮が引く"), Words("insert", "潮が満ちる"))),
    ],
)
def test_words_that_stay_go_and_come(before: str, after: str, expected: tuple[Words, ...]) -> None:
    """A tag is a word; a text without spaces is one."""
    assert expected == compare_words(before, after)


TEXTS = st.lists(st.sampled_from(["tide ", "sea ", "\n", "<p>", "</p>", "<", " ", "&amp;", "é"]), max_size=30).map(
    "".join
)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_in_their_words(before: str, after: str) -> None:
    """Nothing is lost, nothing invented, and equal texts have no difference."""
    runs = compare_words(before, after)

    assert before == "".join(one.text for one in runs if one.operation != "insert")
    assert after == "".join(one.text for one in runs if one.operation != "delete")
    assert (before == after) == all(one.operation == "same" for one in runs)


def test_two_very_long_lines_are_not_compared_word_by_word() -> None:
    """Only their beginnings and ends are: the work is bounded, whatever somebody writes."""
    before, after = "begin " + "ebb " * 5000 + "end", "begin " + "flow " * 5000 + "end"

    assert ["same", "delete", "insert", "same"] == [one.operation for one in compare_words(before, after)]


# --- as text


def test_nothing_to_do_is_said_and_nothing_is_written(studio: Studio) -> None:
    """With and without the exit code."""
    before = studio.tree()

    done = [run("diff", "feeds/desk"), run("diff", "--exit-code")]

    assert [0, 0] == [one.exit_code for one in done]
    assert all(one.stdout.startswith("nothing to do: the catalog and the stored feed are as") for one in done)
    assert before == studio.tree()


def test_each_field_that_changes_is_named_and_of_long_texts_the_words(studio: Studio) -> None:
    """Words that go and come are marked as git marks them; of the rest only a few around them are shown."""
    before = studio.tree()
    studio.episode(title="Last light", notes=NOTES.replace("*asleep*", "wide awake").replace("six", "seven"))

    done = run("diff", "feeds/desk")

    title, notes, *_ = done.stdout.splitlines()
    assert 'first-light: title: "First-Light" → "Last light"' == title
    assert (
        "first-light: notes: … twenty past five the harbour is [-<em>asleep</em>,-] {+wide awake,+} and nobody is at "
        "the quay … table aloud. The ferry comes at [-six.-] {+seven.+}"
    ) == notes
    assert (0, before) == (done.exit_code, studio.tree())


def test_the_exit_code_tells_a_script(studio: Studio) -> None:
    """1 where a publish would do anything; 2 where it would refuse, as with publish."""
    studio.episode(title="Last light", notes=NOTES)
    changed = run("diff", "feeds/desk", "--exit-code")
    studio.episode(sound=7, notes=NOTES)
    refused = run("diff", "feeds/desk", "--exit-code")

    assert (1, 2) == (changed.exit_code, refused.exit_code)
    assert "--replace-audio" in refused.stderr


def test_a_publish_and_its_dry_run_say_the_same_of_what_changes(studio: Studio) -> None:
    """One text, whoever prints it."""
    studio.episode(title="Last light", notes=NOTES.replace("*asleep*", "awake"))
    studio.episode("second")
    studio.show(pages="off", description="Life at the coast, and all that the tide brings to it on a day in November.")

    outputs = [run("diff", "feeds/desk"), run("publish", "feeds/desk", "--dry-run"), run("publish", "feeds/desk")]

    texts = [[line for line in one.stdout.splitlines() if _is_change(line)] for one in outputs]
    assert 5 == len(texts[0])
    assert texts[0] == texts[1] == texts[2]


def _is_change(line: str) -> bool:
    return line.startswith(("show:", "first-light:", 'add second "Second"', "second: its date"))


def test_all_changes_are_named_however_many(studio: Studio) -> None:
    """What publish abridges, diff does not."""
    for number in range(20):
        studio.episode(f"episode-{number:02}", sound=number)

    done = run("diff", "feeds/desk")

    assert 20 == sum(line.startswith("add episode-") for line in done.stdout.splitlines())


# --- as Markdown


def test_a_comment_has_the_words_marked_and_nothing_of_an_author_is_markup(studio: Studio) -> None:
    """No name is called, no link is made, no tag is opened."""
    studio.episode(title="@ada & <b>*ebb*</b> #3", notes=NOTES.replace("*asleep*", "awake <https://evil.example/>"))

    text = run("diff", "feeds/desk", "--format", "markdown").stdout

    head, _, change, title, notes, *_ = text.splitlines()
    assert f"### Publishing to {escaped(str(studio.site))}: 1 change" == head
    assert r'- **edit first-light "&#64;ada &amp; &lt;b&gt;\*ebb\*&lt;/b&gt; \#3"**' == change
    assert r'  - title: "First-Light" → "&#64;ada &amp; &lt;b&gt;\*ebb\*&lt;/b&gt; \#3"' == title
    assert "harbour is <del>&lt;em&gt;asleep&lt;/em&gt;</del> <ins>awake &lt;a href=" in notes
    assert "&lt;/a&gt;</ins>, and nobody" in notes
    html = cmarkgfm.github_flavored_markdown_to_html(text, Options.CMARK_OPT_UNSAFE)
    assert {"h3", "ul", "li", "strong", "p", "del", "ins"} == set(re.findall(r"<(\w+)", html))


def test_a_comment_about_nothing(studio: Studio) -> None:
    """One heading, one sentence."""
    head, _, text, *_ = run("diff", "feeds/desk", "--format", "markdown").stdout.splitlines()

    assert head.endswith(": nothing to do")
    assert text.startswith("nothing to do: the catalog and the stored feed are as they were published")


# --- as JSON


def test_the_document_is_that_of_the_plan_and_what_is_live(studio: Studio) -> None:
    """Every field of a dry run's, the words, and the feed that is there."""
    studio.episode(notes=NOTES.replace("five", "six"))
    plan = json.loads(run("publish", "feeds/desk", "--dry-run", "--json").stdout)

    found = document()

    assert ("diff", False) == (found["command"], found["empty"])
    assert set() == plan.keys() - found.keys() - {"dry_run", "drafts", "verified"}
    assert plan["changes"] == found["changes"]
    (field,) = found["changes"][0]["fields"]
    assert ("notes", "five") == (field["field"], field["words"][1]["text"])
    assert {
        "stored": "current",
        "revision": 1,
        "public": None,
        "public_revision": None,
        "public_trouble": None,
    } == found["live"]


def test_before_the_first_publication_everything_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing is live."""
    desk = Studio(tmp_path)
    desk.show()
    desk.episode()
    monkeypatch.chdir(tmp_path)

    found = document()

    assert ("none", None) == (found["live"]["stored"], found["live"]["revision"])
    assert ["begin", "add"] == [one["kind"] for one in found["changes"]]
    assert not (tmp_path / "public").exists()


# --- the feed that is live


def interrupted(studio: Studio) -> None:
    """A run that ends right after the catalog is committed."""
    steps = publish_steps([studio.folder], now=NOW, new_guid=new_guid, overrides=Overrides())
    for event in steps:
        if getattr(getattr(event, "phase", None), "name", "") == "feed":
            steps.close()
            return


def test_a_feed_that_is_behind_the_catalog_is_what_is_compared(studio: Studio) -> None:
    """A run was interrupted: the catalog has the new title already, subscribers do not."""
    studio.episode(title="Last light", notes=NOTES)
    interrupted(studio)

    done, found = run("diff", "feeds/desk", "--exit-code"), document()

    assert 1 == done.exit_code
    assert 'first-light: title: "First-Light" → "Last light"' in done.stdout
    assert "the stored feed is that of revision 1, and the catalog is ahead of it" in done.stdout
    assert ("behind", 1) == (found["live"]["stored"], found["live"]["revision"])
    studio.publish()
    assert ("current", 2, True) == (*(document()["live"][name] for name in ("stored", "revision")), document()["empty"])


@pytest.mark.parametrize(
    ("data", "expected"),
    [(None, "missing"), (b"<rss/>", "changed"), (b"", "changed"), (b"\xff<html>", "changed")],
)
def test_a_feed_that_somebody_has_deleted_or_overwritten_is_named(
    data: bytes | None, expected: str, studio: Studio
) -> None:
    """A publish would send it again, and the exit code says that there is something to do."""
    path = studio.site / "feed.xml"
    path.unlink() if data is None else path.write_bytes(data)

    done = run("diff", "feeds/desk", "--exit-code")

    assert (1, expected) == (done.exit_code, document()["live"]["stored"])
    assert "publishing sends it again" in done.stdout


def test_a_feed_with_our_marker_and_other_words_is_changed(studio: Studio) -> None:
    """The marker alone proves nothing."""
    path = studio.site / "feed.xml"
    path.write_bytes(path.read_bytes().replace(b"harbour", b"HARBOUR"))

    assert "changed" == document()["live"]["stored"]


PUBLIC: dict[str, tuple[Callable[[bytes, bytes], Reply], str]] = {
    "same": (lambda stored, old: Reply(body=stored), "same"),
    "a cache": (lambda stored, old: Reply(body=old), "older"),
    "another feed": (lambda stored, old: Reply(body=b"<rss><channel/></rss>"), "other"),
    "changed on its way": (lambda stored, old: Reply(body=stored.replace(b"harbour", b"harbor")), "other"),
    "not there": (lambda stored, old: Reply(404), "none"),
}


@pytest.mark.parametrize("name", PUBLIC)
def test_what_the_public_address_shows_is_said(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The store is compared; a cache, or another place, that answers in its stead is named."""
    answer, expected = PUBLIC[name]
    desk = Studio(tmp_path)
    old = b""

    def served(request: HttpRequest) -> Reply:
        reply = answer((desk.site / "feed.xml").read_bytes(), old) if "feed.xml" in request.path else Reply(404)
        return reply.but(content_type="application/rss+xml; charset=utf-8")

    monkeypatch.chdir(tmp_path)
    with serving(served) as server:
        desk.show(pages="off", publish={"to": "../../public/desk", "url": server.url})
        desk.episode(notes=NOTES)
        desk.publish()
        old = (desk.site / "feed.xml").read_bytes()
        desk.episode(notes=NOTES.replace("five", "six"))
        desk.publish()

        done, found = run("diff", "feeds/desk"), document()

    assert expected == found["live"]["public"]
    assert found["empty"]
    assert (expected != "same") == ("note: http://127.0.0.1" in done.stdout)
