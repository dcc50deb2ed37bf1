"""`undo`: what a revision changed becomes what it was, and does not come back with the next publish of the files."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import feedparser
import pytest
from tests.builders import catalog, item
from tests.pictures import jpeg
from tests.studio import NOW, Studio
from typer.testing import CliRunner, Result

from feedpub.catalog import CATALOG, stored
from feedpub.catalog.undo import undo
from feedpub.cli import app
from feedpub.errors import Denied, Refused
from feedpub.storage import ListedObject
from feedpub.storage.directory import Directory

pytestmark = pytest.mark.slow

LATER = NOW + timedelta(hours=1)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A show with one episode that is published."""
    desk = Studio(tmp_path_factory.mktemp("template"))
    desk.show(pages="off")
    desk.publish(desk.episode("first"))
    return desk.root


@pytest.fixture
def desk(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """A copy of that show, in the current folder."""
    desk = Studio(shutil.copytree(template, tmp_path, dirs_exist_ok=True))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("feedpub.cli.environment.now", lambda: LATER)
    return desk


def run(*words: str) -> Result:
    """`feedpub` with these words."""
    return CliRunner().invoke(app, list(words), prog_name="feedpub", catch_exceptions=False)


def titles(desk: Studio) -> set[str]:
    """The episodes in the feed."""
    return {entry.title for entry in feedparser.parse(desk.feed()).entries}


# --- one episode


def test_an_edit_is_taken_back_as_a_revision_of_its_own(desk: Studio) -> None:
    """Everything is as before the edit, but for the revision and the sources."""
    before = desk.catalog()
    desk.publish(desk.episode("first", title="Wrong", season=9))

    desk.undo()

    after = desk.catalog()
    assert 3 == after.revision
    assert ("First", None) == (after.items[0].title, after.items[0].season)
    assert before.items[0].guid == after.items[0].guid
    assert before.items[0].enclosure == after.items[0].enclosure
    assert {"First"} == titles(desk)


def test_the_unchanged_file_of_the_next_run_is_refused_and_the_undo_is_named(desk: Studio) -> None:
    """A CI runs again with what was taken back; publishing it once more needs --revert."""
    wrong = desk.episode("first", title="Wrong")
    desk.publish(wrong)
    desk.undo(now=LATER)

    with pytest.raises(Refused, match=r"was taken back on 2026-11-23 08:00 UTC \(feedpub undo\)") as caught:
        desk.publish(wrong)

    assert "--revert" == caught.value.flag
    assert {"First"} == titles(desk)
    desk.publish(wrong, revert=True, now=LATER)
    assert {"Wrong"} == titles(desk)


def test_a_corrected_file_is_published(desk: Studio) -> None:
    """Whatever else it says; and then nothing is known of the undo any more."""
    desk.publish(desk.episode("first", title="Wrong"))
    desk.undo()

    desk.publish(desk.episode("first", title="Right"))

    assert ({"Right"}, None) == (titles(desk), desk.catalog().items[0].undone)


def test_the_file_as_it_was_before_is_unchanged(desk: Studio) -> None:
    """Whoever takes the edit out of the file, too, has nothing to publish."""
    desk.publish(desk.episode("first", title="Wrong"))
    desk.undo()

    assert not desk.publish(desk.episode("first")).run.outcome.plan


def test_an_undo_can_be_undone(desk: Studio) -> None:
    """And that one, too; the sources follow."""
    wrong = desk.episode("first", title="Wrong")
    desk.publish(wrong)
    desk.undo()
    desk.undo()

    assert {"Wrong"} == titles(desk)
    assert not desk.publish(wrong).run.outcome.plan
    desk.undo()
    assert {"First"} == titles(desk)


def test_a_wrong_recording_is_taken_back_to_the_address_that_apps_know(desk: Studio) -> None:
    """Same YAML, another sound: the next run with that file is refused as well, whatever else it allows."""
    was = desk.catalog().items[0].enclosure
    wrong = desk.episode("first", sound=99)
    desk.publish(wrong, replace_audio=True)

    desk.undo()

    assert was == desk.catalog().items[0].enclosure
    with pytest.raises(Refused, match="was taken back"):
        desk.publish(wrong, replace_audio=True)


def test_a_wrong_picture_under_the_same_name_does_not_come_back(desk: Studio) -> None:
    """The YAML is the same; the file is what was wrong."""
    (desk.folder / "art.jpg").write_bytes(jpeg())
    path = desk.episode("first", image="art.jpg")
    desk.publish(path)
    (desk.folder / "art.jpg").write_bytes(jpeg(colour=(200, 0, 0)))
    desk.publish(path)

    desk.undo()

    with pytest.raises(Refused, match="was taken back"):
        desk.publish(path)
    assert not desk.undo(revision="3").run.outcome.plan


def test_what_was_deleted_meanwhile_is_asked_for(desk: Studio) -> None:
    """It is looked at before anything is planned; a feed must not name what is not there."""
    was = desk.catalog().items[0].enclosure
    desk.publish(desk.episode("first", sound=99), replace_audio=True)
    (desk.site / was.key).unlink()
    before = desk.tree()

    with pytest.raises(Refused, match=f"{was.key} would be named again, and it is not there any more") as caught:
        desk.undo()

    assert "first.mp3 of first" in caught.value.hint
    assert was.digest in caught.value.hint
    assert before == desk.tree()


def test_an_object_that_was_cut_short_is_asked_for_as_well(desk: Studio) -> None:
    """A directory knows no digests, but sizes."""
    was = desk.catalog().items[0].enclosure
    desk.publish(desk.episode("first", sound=99), replace_audio=True)
    (desk.site / was.key).write_bytes(b"cut")

    with pytest.raises(Refused, match="it is another object now"):
        desk.undo()


# --- what an undo never does


def test_what_was_added_stays_published(desk: Studio) -> None:
    """Nothing leaves the feed by an undo; that is what unpublish is for."""
    desk.publish(desk.episode("second"))

    with pytest.raises(Refused, match="stays published; to take it out: feedpub unpublish second"):
        desk.undo()

    assert {"First", "Second"} == titles(desk)


def test_an_edit_beside_something_new_is_taken_back_alone(desk: Studio) -> None:
    """What stays is said."""
    desk.episode("first", title="Wrong")
    desk.episode("second")
    desk.publish()

    desk.undo()

    assert {"First", "Second"} == titles(desk)


def test_a_tombstone_comes_back_only_on_purpose(desk: Studio) -> None:
    """With its guid and its date."""
    was = desk.catalog().items[0]
    desk.unpublish(desk.folder / "first.yaml")

    with pytest.raises(Refused, match="took first out") as caught:
        desk.undo()
    assert "--restore" == caught.value.flag
    desk.undo(restore=True)

    assert (was,) == desk.catalog().items
    assert () == desk.catalog().gone


def test_a_schedule_is_taken_back_while_nobody_has_seen_it(desk: Studio) -> None:
    """It was in no feed."""
    desk.publish(desk.episode("later", published="2027-01-01T06:00:00Z"))

    desk.undo()

    assert ["first"] == [item.slug for item in desk.catalog().items]


def test_a_release_is_not_taken_back(desk: Studio) -> None:
    """Apps have seen it."""
    desk.publish(desk.episode("later", published="2026-11-23T08:00:00Z"))
    desk.release(now=LATER)

    with pytest.raises(Refused, match="later stays published"):
        desk.undo(now=LATER)


def test_a_renamed_episode_keeps_its_address(desk: Studio) -> None:
    """Its page is where links lead; the other changes of that revision are taken back."""
    (desk.folder / "first.yaml").unlink()
    desk.publish(desk.episode("other", sound=sum(b"first"), title="Wrong"), renamed_from="first")

    desk.undo()

    assert [("other", "First")] == [(item.slug, item.title) for item in desk.catalog().items]


def test_the_show_is_taken_back_and_its_unchanged_file_is_not_applied(desk: Studio) -> None:
    """With a warning that names the undo."""
    desk.show(pages="off", title="Wrong")
    desk.publish()
    desk.undo(now=LATER)

    planned = desk.plan()

    assert "Tidewater" == desk.catalog().channel.title
    assert not planned.plan
    assert any("was taken back on 2026-11-23 08:00 UTC (feedpub undo)" in one for one in planned.warnings)
    desk.show(pages="off", title="Right")
    desk.publish(now=LATER)
    assert ("Right", None) == (desk.catalog().channel.title, desk.catalog().undone)


def test_the_first_revision_has_nothing_before_it(desk: Studio) -> None:
    """Nothing is changed."""
    with pytest.raises(Refused, match="this is the first revision"):
        desk.undo()


# --- an earlier revision


def test_an_earlier_revision_is_taken_back_alone(desk: Studio) -> None:
    """What was published since stays."""
    desk.publish(desk.episode("first", title="Wrong"))
    desk.publish(desk.episode("second"))

    done = desk.undo(revision="2")

    assert (2, {"First", "Second"}) == (done.undone, titles(desk))


def test_what_was_changed_again_since_is_not_overwritten(desk: Studio) -> None:
    """Two edits of one field: the later one has to be taken back first. Another field does not matter."""
    desk.publish(desk.episode("first", title="Wrong"))
    desk.publish(desk.episode("first", title="Wrong again", season=2))

    with pytest.raises(Refused, match="title of first was changed again since"):
        desk.undo(revision="2")

    desk.undo()
    desk.undo(revision="2")
    assert {"First"} == titles(desk)


def test_a_revision_that_was_taken_back_already_leaves_nothing_to_do(desk: Studio) -> None:
    """So it may be run twice."""
    desk.publish(desk.episode("first", title="Wrong"))
    desk.undo(revision="2")

    assert not desk.undo(revision="2").run.outcome.plan


@pytest.mark.parametrize("text", ["9", "3"])
def test_what_was_never_committed_is_no_revision(text: str, desk: Studio) -> None:
    """Whatever lies in the history: here what a killed run has left."""
    desk.publish(desk.episode("first", title="Wrong"))
    ours = next((desk.state / "history").glob("0000000002-*"))
    shutil.copy(ours, desk.state / "history" / ours.name.replace("0000000002", "0000000003"))

    with pytest.raises(Refused, match=f"there is no revision {text} among those that were committed"):
        desk.undo(revision=text)


def test_without_the_revision_before_it_nothing_can_be_taken_back(desk: Studio) -> None:
    """It was thinned out."""
    desk.publish(desk.episode("first", title="Wrong"))
    next((desk.state / "history").glob("0000000001-*")).unlink()

    with pytest.raises(Refused, match="the revision before 2 is not in the history any more"):
        desk.undo()


def test_without_the_right_to_list_nobody_can_tell(desk: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """The refusal has the statement that a policy needs; history and recover have it, too."""
    desk.publish(desk.episode("first", title="Wrong"))
    monkeypatch.setattr(Directory, "list", denied)

    for verb in ("undo", "history"):
        done = run(verb, "feeds/desk")
        assert (2, True) == (done.exit_code, '"Action": "s3:ListBucket"' in done.stderr)
    (desk.state / CATALOG).unlink()
    assert '"Action": "s3:ListBucket"' in run("recover", "feeds/desk").stderr


def denied(*_arguments: object, **_options: object) -> Iterator[ListedObject]:
    """A store whose credentials may not list."""
    raise Denied("these credentials have no right to do this (s3:ListBucket)")


# --- the command


def test_it_asks_and_says_what_was_done(desk: Studio) -> None:
    """Nobody can be asked in a script, which says --yes; then comes the plan, and the end."""
    desk.publish(desk.episode("first", title="Wrong"))
    before = desk.tree()

    refused, planned = run("undo", "feeds/desk"), run("undo", "feeds/desk", "--dry-run")
    unchanged = desk.tree()
    done = run("undo", "feeds/desk", "--yes")

    assert (2, 0, before) == (refused.exit_code, planned.exit_code, unchanged)
    assert "to go on without a question: --yes" in refused.stderr
    assert 'first: title: "Wrong" → "First"' in planned.stdout
    assert 0 == done.exit_code
    assert "revision 2 is taken back, as revision 3" in done.stdout


@pytest.mark.parametrize("text", ["0", "x", "-1", "7-xyz", "7-12"])
def test_what_is_no_revision_is_refused(text: str, desk: Studio) -> None:
    """As feedpub history names them."""
    done = run("undo", "feeds/desk", f"--revision={text}")

    assert 2 == done.exit_code
    assert "is no" in done.stderr or "is not a revision" in done.stderr


def test_its_document_has_the_revision_that_was_taken_back(desk: Studio) -> None:
    """Beside what every changing command has."""
    desk.publish(desk.episode("first", title="Wrong"))

    document = json.loads(run("undo", "feeds/desk", "--yes", "--json").stdout)

    assert ("undo", 2, 3) == (document["command"], document["undone_revision"], document["revision"])


# --- as values


def test_an_undo_is_a_function_of_three_catalogs() -> None:
    """Revision before, revision that is taken back, and what is published now."""
    parent = catalog(item("a", title="One"), revision=1)
    wrong = catalog(item("a", title="Two"), revision=2)
    now = catalog(item("a", title="Two", number=4), item("b"), revision=3)

    done = undo(stored(parent), stored(wrong), now, restore=False, at=NOW)

    assert catalog(item("a", title="One", number=4), item("b"), revision=3) == done.catalog
