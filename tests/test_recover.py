"""`recover`: a catalog that is lost, damaged or too old comes back, and nothing that listeners have changes."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import feedparser
import pytest
from tests.servers import S3Server
from tests.studio import NOW, Studio, finish, new_guid
from typer.testing import CliRunner, Result

from feedpub.catalog import CATALOG, Overrides, codec
from feedpub.cli import app
from feedpub.commands.publish import publish_steps
from feedpub.commands.recover import recover_steps
from feedpub.commands.status import State, status
from feedpub.deploy.events import PhaseStarted
from feedpub.errors import Refused, StorageError
from feedpub.storage.s3 import S3

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A show with two episodes, published one after the other, and one that is scheduled."""
    desk = Studio(tmp_path_factory.mktemp("template"))
    desk.show(pages="off")
    desk.publish(desk.episode("first", notes="First notes."))
    desk.publish(desk.episode("second", season=1, number=2))
    desk.publish(desk.episode("later", published="2027-01-01T06:00:00Z"))
    return desk.root


@pytest.fixture
def desk(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """A copy of that show, in the current folder."""
    desk = Studio(shutil.copytree(template, tmp_path, dirs_exist_ok=True))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("feedpub.cli.environment.now", lambda: NOW)
    return desk


def run(*words: str) -> Result:
    """`feedpub` with these words."""
    return CliRunner().invoke(app, list(words), prog_name="feedpub", catch_exceptions=False)


def published(desk: Studio) -> list[tuple[Any, ...]]:
    """What apps know of each episode: guid, date and enclosure."""
    entries = feedparser.parse(desk.feed()).entries
    return [(one.id, one.published, one.enclosures[0].href, one.enclosures[0].length) for one in entries]


def history(desk: Studio) -> list[Path]:
    """The objects of the history, the oldest first."""
    return sorted((desk.state / "history").iterdir())


# --- from the history

LOSSES: dict[str, Callable[[Path], object]] = {
    "deleted": lambda path: path.unlink(),
    "emptied": lambda path: path.write_bytes(b""),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:200]),
    "HTML": lambda path: path.write_bytes(b"<html>404</html>"),
    "other JSON": lambda path: path.write_bytes(gzip.compress(b'{"schema": 2, "title": "Somebody else"}')),
    "a list": lambda path: path.write_bytes(gzip.compress(b"[]")),
    "a bomb": lambda path: path.write_bytes(gzip.compress(b" " * (1 << 21) + b"{}")),
}


@pytest.mark.parametrize("loss", LOSSES)
def test_a_lost_or_damaged_catalog_comes_back_from_the_history(
    loss: str, desk: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a revision above everything seen; apps see nothing of it, and the scheduled episode is still scheduled."""
    monkeypatch.setattr(codec, "LARGEST", 1 << 20)
    before, was = published(desk), desk.catalog()
    LOSSES[loss](desk.state / CATALOG)

    done = desk.recover()

    after = desk.catalog()
    assert (3, 5, was.lineage) == (done.revision, after.revision, after.lineage)
    assert (was.items, was.gone, was.channel) == (after.items, after.gone, after.channel)
    assert before == published(desk)
    assert not desk.publish().run.outcome.plan


def test_it_goes_on_in_the_history_that_was_there(desk: Studio) -> None:
    """The new revision names the recovered one as its parent, so every revision still counts."""
    (desk.state / CATALOG).unlink()
    desk.recover()

    document = json.loads(run("history", "feeds/desk", "--json").stdout)

    assert [5, 3, 2, 1] == [one["revision"] for one in document["revisions"]]
    assert ["recover", "publish"] == [one["command"] for one in document["revisions"]][:2]


def test_a_sound_catalog_is_not_touched(desk: Studio) -> None:
    """However often it is run; a revision that is named is refused, and undo named."""
    before = desk.tree()

    assert not desk.recover().run.outcome.plan
    with pytest.raises(Refused, match="the catalog is sound, of revision 3") as caught:
        desk.recover(revision="1")
    assert "feedpub undo" in caught.value.hint

    assert before == desk.tree()


def test_an_older_catalog_gives_way_to_the_newest_one(desk: Studio) -> None:
    """That of `applied` and of the feed, which have come of it."""
    (desk.state / CATALOG).write_bytes(history(desk)[0].read_bytes())

    assert 3 == desk.recover().revision
    assert ["first", "later", "second"] == [item.slug for item in desk.catalog().items]


def test_a_catalog_that_somebody_edited_gives_way_to_what_was_published(desk: Studio) -> None:
    """Two that may be the newest: the feed decides."""
    desk.publish(desk.episode("third"))
    values = json.loads(gzip.decompress((desk.state / CATALOG).read_bytes()))
    values["channel"]["title"] = "Somebody else's"
    (desk.state / CATALOG).write_bytes(gzip.compress(json.dumps(values).encode()))

    assert 4 == desk.recover().revision
    assert "Tidewater" == desk.catalog().channel.title


def test_applied_is_lost_as_well(desk: Studio) -> None:
    """The feed's marker tells what was published last; what did not change the feed came after it, or never counted."""
    for lost in (desk.state / CATALOG, desk.state / "applied"):
        lost.unlink()

    with pytest.raises(Refused, match=r"nothing tells which was committed: 3, .*; 2, "):
        desk.recover()
    desk.recover(revision="3")

    assert ["first", "later", "second"] == [item.slug for item in desk.catalog().items]


def test_a_feed_that_shows_the_newest_revision_is_enough(desk: Studio) -> None:
    """`applied` is lost, and nothing has come of that revision."""
    desk.publish(desk.episode("third"))
    for lost in (desk.state / CATALOG, desk.state / "applied"):
        lost.unlink()

    assert 4 == desk.recover().revision


def test_the_feed_is_overwritten_with_html(desk: Studio) -> None:
    """`applied` tells; the feed is sent again."""
    before = published(desk)
    (desk.state / CATALOG).unlink()
    (desk.site / "feed.xml").write_text("<html>It works!</html>")

    desk.recover()

    assert before == published(desk)


def killed_before_its_commit(desk: Studio) -> None:
    """A publish that has put its catalog into the history, and no more."""
    steps = publish_steps([desk.folder], now=NOW, new_guid=new_guid, overrides=Overrides())
    next(event for event in steps if isinstance(event, PhaseStarted) and event.phase.name == "catalog")
    steps.close()


def test_what_was_never_committed_is_not_recovered(desk: Studio) -> None:
    """A later revision lies in the history, which no catalog and no `applied` names."""
    desk.episode("never", title="Never")
    killed_before_its_commit(desk)
    (desk.state / CATALOG).unlink()

    desk.recover()

    assert 4 == len(history(desk)) - 1
    assert desk.catalog().item("never") is None
    assert 6 == desk.catalog().revision


def test_where_nothing_tells_somebody_has_to_choose(desk: Studio) -> None:
    """Two leaves, no `applied`, no feed: each is named with how to choose it, also where the numbers are the same."""
    desk.episode("never", title="Never")
    killed_before_its_commit(desk)
    newest = history(desk)[-1]
    kept = newest.read_bytes()
    newest.unlink()
    desk.publish(desk.episode("never", title="Now"))
    newest.write_bytes(kept)
    for lost in (desk.state / CATALOG, desk.state / "applied", desk.site / "feed.xml"):
        lost.unlink()

    with pytest.raises(Refused, match="nothing tells which was committed") as caught:
        desk.recover()
    choices = [word for word in caught.value.hint.split() if word.startswith("4-")]

    assert 2 == len(choices)
    desk.recover(revision=choices[0])
    assert 6 == desk.catalog().revision


def test_a_damaged_object_of_the_history_is_named_and_the_one_before_offered(desk: Studio) -> None:
    """Nothing is taken for the newest that is not; going on without it is a decision."""
    (desk.state / CATALOG).unlink()
    history(desk)[-1].write_bytes(b"\x1f\x8bdamaged")
    before = desk.tree()

    with pytest.raises(Refused, match=r"names revision 3 .* which is not in the history") as caught:
        desk.recover()

    assert "feedpub recover --revision 2" in caught.value.hint
    assert before == desk.tree()
    desk.recover(revision="2")
    assert (5, None) == (desk.catalog().revision, desk.catalog().item("later"))


def test_two_lineages_in_one_place_are_told_apart_by_the_feed(desk: Studio) -> None:
    """Somebody copied another show's history here."""
    desk.publish(desk.episode("third"))
    other = Studio(desk.root, name="other")
    other.show(pages="off")
    for slug in ("a", "b", "c", "d"):
        other.publish(other.episode(slug))
    for path in history(other):
        shutil.copy(path, desk.state / "history")
    for lost in (desk.state / CATALOG, desk.state / "applied"):
        lost.unlink()

    desk.recover()

    assert ["first", "later", "second", "third"] == [item.slug for item in desk.catalog().items]
    assert 6 == desk.catalog().revision


def test_an_object_under_a_wrong_name_is_no_revision(desk: Studio) -> None:
    """A copy by hand: its name and what it holds do not agree."""
    (desk.state / CATALOG).unlink()
    shutil.copy(history(desk)[0], desk.state / "history" / "0000000009-0123456789ab.json.gz")

    assert 3 == desk.recover().revision
    assert 11 == desk.catalog().revision


def test_what_was_never_published_cannot_be_recovered(tmp_path: Path) -> None:
    """Nothing is there, or what a first publication leaves that was interrupted."""
    desk = Studio(tmp_path)
    desk.show(pages="off")
    desk.episode("first")
    with pytest.raises(Refused, match="nothing was published here yet"):
        desk.recover()
    killed_before_its_commit(desk)

    with pytest.raises(Refused, match="nothing was published here yet"):
        desk.recover()


def test_a_recovery_that_looks_while_another_one_ends_starts_over(desk: Studio) -> None:
    """It has listed the history before the other one's revision was there, and reads its feed: no reason to refuse."""
    (desk.state / CATALOG).unlink()
    slow = recover_steps(desk.folder, now=NOW)
    calls = [next(slow) for _ in range(4)]  # in front of `applied`, the catalog, the history and the feed
    desk.recover()
    (desk.state / "applied").unlink()

    done = finish(slow)

    assert [None] * 4 == calls
    assert 5 == done.run.outcome.after.revision


# --- without a history


@pytest.fixture
def bare(desk: Studio) -> Studio:
    """The same show without any state."""
    desk.publish(desk.episode("gone"))
    desk.unpublish(desk.folder / "gone.yaml")
    shutil.rmtree(desk.state)
    return desk


def test_without_any_state_the_feed_is_what_counts(bare: Studio) -> None:
    """Guids, dates and enclosures stay, byte for byte; the revision is above the feed's."""
    before = published(bare)
    shown = [line for line in bare.feed().splitlines() if "<enclosure" in line or "<guid" in line or "<pubDate" in line]

    done = bare.recover()

    again = [line for line in bare.feed().splitlines() if "<enclosure" in line or "<guid" in line or "<pubDate" in line]
    assert done.is_rebuilt
    assert (before, shown) == (published(bare), again)
    assert 5 < bare.catalog().revision


def test_the_next_publish_has_nothing_to_do_but_what_is_on_hold(bare: Studio) -> None:
    """Files that agree with what is published are unchanged."""
    bare.recover()

    planned = bare.plan()

    assert not planned.plan
    assert 2 == sum("is on hold" in one for one in planned.warnings)


def test_what_is_not_in_the_feed_is_on_hold(bare: Studio) -> None:
    """It may have been unpublished, or scheduled: it is listed, and published only when it is named with --restore."""
    done = bare.recover()
    assert ("gone", "later") == done.on_hold == bare.catalog().on_hold
    held = [row.slug for row in status(bare.folder, now=NOW).rows if row.state is State.ON_HOLD]
    assert ["gone", "later"] == sorted(held)

    with pytest.raises(Refused, match="later is on hold") as caught:
        bare.publish(bare.folder / "later.yaml")
    assert "--restore" == caught.value.flag
    bare.publish(restore=True)
    assert ("gone", "later") == bare.catalog().on_hold
    bare.publish(bare.folder / "later.yaml", restore=True)

    assert (("gone",), True) == (bare.catalog().on_hold, bare.catalog().items[1].scheduled)


def test_a_new_file_is_not_on_hold(bare: Studio) -> None:
    """It was not there when the catalog was rebuilt, and nothing in the store is called so."""
    bare.recover()

    bare.publish(bare.episode("brand-new"))

    assert bare.catalog().item("brand-new") is not None


def test_an_episode_without_a_file_keeps_the_words_of_the_feed(bare: Studio) -> None:
    """And that is said, with what of it is lost."""
    (bare.folder / "second.yaml").unlink()
    before = published(bare)

    done = bare.recover()

    assert before == published(bare)
    assert [True] == [one.startswith("second: no file of yours") for one in done.unknown]
    second = bare.catalog().item("second")
    assert second is not None
    assert ("Second", 1, 2) == (second.title, second.season, second.number)


def test_a_file_that_was_edited_since_is_published_by_the_next_publish_only(bare: Studio) -> None:
    """A recovery changes nothing that listeners see."""
    before = bare.feed()
    bare.episode("second", title="Edited", season=3)

    done = bare.recover()

    def words(feed: str) -> list[str]:
        return [line for line in feed.splitlines() if "<generator>" not in line and "<lastBuildDate>" not in line]

    assert words(before) == words(bare.feed())
    assert ("second: your file says something else than the feed, whose words stay",) == done.unknown
    bare.publish()
    assert "Edited" in bare.feed()


def test_a_show_that_was_edited_since_is_said(bare: Studio) -> None:
    """The feed does not have all of show.yaml, so that is taken as it is."""
    bare.show(pages="off", title="Edited")

    assert ("show.yaml says something else than the feed, and is published: title",) == bare.recover().unknown


def test_a_file_that_differs_does_not_change_what_is_published(bare: Studio) -> None:
    """Another recording: the feed's stays, and why is said."""
    before = published(bare)
    bare.episode("second", sound=99)

    done = bare.recover()

    assert before == published(bare)
    assert any("second: your file differs" in one for one in done.unknown)


def test_a_recording_that_is_damaged_is_named(bare: Studio) -> None:
    """The feed still names it as before; what it is nobody can tell."""
    before = published(bare)
    next((bare.site / "media").glob("second-*")).write_bytes(b"damaged")

    done = bare.recover()

    assert before == published(bare)
    assert any("second: media/second-" in one and "missing or damaged" in one for one in done.unknown)


@pytest.mark.parametrize("text", [None, "", "<html></html>", "<rss><channel><generator>Castopod</generator>"])
def test_without_a_feed_of_ours_there_is_nothing_to_rebuild_from(text: str | None, bare: Studio) -> None:
    """Nothing is changed, and what to bring is said."""
    feed = bare.site / "feed.xml"
    feed.unlink() if text is None else feed.write_text(text)
    (bare.state).mkdir()
    (bare.state / CATALOG).write_bytes(b"damaged")
    before = bare.tree()

    with pytest.raises(Refused, match="there is no history of the catalog, and") as caught:
        bare.recover()

    assert "a copy of the feed" in caught.value.hint
    assert before == bare.tree()


def test_a_feed_that_is_cut_short_is_not_rebuilt_from(bare: Studio) -> None:
    """Half of a show is not a show."""
    feed = bare.site / "feed.xml"
    feed.write_bytes(feed.read_bytes()[:-400])

    with pytest.raises(Refused, match="the feed is damaged"):
        bare.recover()


# --- in a bucket


@pytest.mark.s3
def test_a_bucket_is_recovered_rebuilt_and_its_changes_taken_back(s3_server: S3Server, tmp_path: Path) -> None:
    """As a directory is: with the tokens, the listings and the public address of a store."""
    prefix = f"shows/{uuid4().hex[:12]}"
    s3_server.make_public(prefix)
    desk = Studio(tmp_path)
    to = f"s3://{s3_server.bucket}/{prefix}"
    desk.show(pages="off", publish={"to": to, "url": s3_server.url(prefix) + "/", "endpoint": s3_server.endpoint})
    desk.publish(desk.episode("first"))
    desk.publish(desk.episode("first", title="Wrong"))
    state = S3(s3_server.bucket, f".feedpub/{prefix}", endpoint=s3_server.endpoint)

    undone = desk.undo()
    assert "First" == undone.run.outcome.after.items[0].title
    state.delete(CATALOG)
    recovered = desk.recover()
    assert (3, 5) == (recovered.revision, recovered.run.outcome.after.revision)
    for one in list(state.list()):
        state.delete(one.key)
    rebuilt = desk.recover(now=NOW)

    assert rebuilt.is_rebuilt
    assert ("first: your file says something else than the feed, whose words stay",) == rebuilt.unknown
    assert "First" == rebuilt.run.outcome.after.items[0].title
    assert recovered.run.outcome.after.items[0].enclosure.key == rebuilt.run.outcome.after.items[0].enclosure.key


# --- the command


def test_it_shows_what_it_will_do_and_asks(desk: Studio) -> None:
    """A dry run changes nothing; a script says --yes."""
    (desk.state / CATALOG).unlink()
    before = desk.tree()

    planned, refused = run("recover", "feeds/desk", "--dry-run"), run("recover", "feeds/desk")
    unchanged = desk.tree()
    done = run("recover", "feeds/desk", "--yes")

    assert (0, 2, before) == (planned.exit_code, refused.exit_code, unchanged)
    assert "is brought back from the history: revision 3 of 2026-11-23 07:00 UTC" in planned.stderr
    assert "--yes" in refused.stderr
    assert (0, True) == (done.exit_code, "revision 3 is recovered, as revision 5" in done.stdout)
    assert "nothing to recover" in run("recover", "feeds/desk").stdout


def test_a_person_at_a_terminal_chooses_and_allows(desk: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which revision, and whether; no changes nothing."""
    monkeypatch.setattr("feedpub.cli.run.can_ask", lambda *, json: not json)
    monkeypatch.setattr("feedpub.cli.recover.can_ask", lambda *, json: not json)
    for lost in (desk.state / CATALOG, desk.state / "applied"):
        lost.unlink()
    before = desk.tree()

    def answering(text: str) -> Result:
        return CliRunner().invoke(app, ["recover", "feeds/desk"], input=text, prog_name="feedpub")

    refused = answering("3\nn\n")
    unchanged = desk.tree()
    done = answering("3\ny\n")

    assert (2, 0, before) == (refused.exit_code, done.exit_code, unchanged)
    assert "3, revision 3 of" in done.stderr
    assert "Which revision:" in done.stderr
    assert "revision 3 is recovered, as revision 5" in done.stdout


def test_its_document_says_where_the_catalog_is_from(bare: Studio) -> None:
    """And what is on hold."""
    document = json.loads(run("recover", "feeds/desk", "--yes", "--json").stdout)

    assert ("recover", True, None) == (document["command"], document["rebuilt"], document["recovered_revision"])
    assert ["gone", "later"] == document["on_hold"]
    assert [] == document["unknown"]


def test_status_of_a_damaged_catalog_names_it(desk: Studio) -> None:
    """Every command that meets one does."""
    (desk.state / CATALOG).write_bytes(b"damaged")

    with pytest.raises(StorageError) as caught:
        status(desk.folder, now=NOW)

    assert "feedpub recover" in caught.value.hint


def test_what_is_damaged_meanwhile_is_said(desk: Studio) -> None:
    """The catalog comes back all the same, and a repair sends the object again."""
    recording = min((desk.site / "media").iterdir())
    recording.write_bytes(recording.read_bytes()[:-9])
    (desk.state / "catalog.json.gz").unlink()

    result = run("recover", str(desk.folder), "--yes")

    assert 0 == result.exit_code
    assert f"media/{recording.name}: what is stored is not what was published" in result.output
    assert "feedpub verify --repair" in result.output
