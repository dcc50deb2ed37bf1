"""What is named again, or for the first time weeks after it was sent, is looked at: is it still there?"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from tests.studio import NOW, Studio
from typer.testing import CliRunner

from feedpub.cli import app
from feedpub.errors import Refused

LATER = NOW + timedelta(days=20)


def stored(desk: Studio, slug: str) -> list[Path]:
    """The recordings of an episode, the oldest first."""
    return sorted((desk.site / "media").glob(f"{slug}-*.mp3"), key=lambda path: path.stat().st_mtime_ns)


@pytest.fixture
def desk(tmp_path: Path) -> Studio:
    """A show with an episode that is published, and one that is scheduled."""
    desk = Studio(tmp_path)
    desk.show(pages="off")
    desk.episode("first")
    desk.episode("later", published=LATER.isoformat())
    desk.publish()
    return desk


@pytest.mark.parametrize("data", [None, b"", b"<html>gone</html>"], ids=["deleted", "emptied", "overwritten"])
def test_a_scheduled_episode_whose_recording_is_gone_is_not_released(data: bytes | None, desk: Studio) -> None:
    """A lifecycle rule has tidied up: no listener is sent to it, and who runs the release hears which object it is."""
    (path,) = stored(desk, "later")
    kept = path.read_bytes()
    path.unlink() if data is None else path.write_bytes(data)
    before = desk.feed()

    with pytest.raises(Refused, match=rf"media/{path.name} is not in the store any more.*audio of later") as caught:
        desk.release(now=LATER)

    assert before == desk.feed()
    assert "backup" in caught.value.hint
    path.write_bytes(kept)
    desk.release(now=LATER)
    assert path.name in desk.feed()


def test_an_earlier_recording_that_was_deleted_meanwhile_is_sent_again(desk: Studio) -> None:
    """The author goes back to it, and has the file."""
    (earlier,) = stored(desk, "first")
    desk.episode("first", sound=7)
    desk.publish(replace_audio=True)
    earlier.unlink()
    desk.episode("first")

    done = desk.publish(replace_audio=True)

    assert earlier.is_file()
    assert earlier.name in desk.feed()
    assert f"media/{earlier.name}" in [put.key for put in done.run.outcome.plan.puts]


@pytest.mark.parametrize("has_file", [True, False], ids=["the file", "no file"])
def test_an_episode_that_comes_back_is_whole(desk: Studio, *, has_file: bool) -> None:
    """Taken out, its recording deleted at a console, restored: it is sent again from the author's file, or missed."""
    path, sound = desk.folder / "first.yaml", desk.folder / "first.mp3"
    desk.unpublish(path)
    (recording,) = stored(desk, "first")
    kept = recording.read_bytes()
    recording.unlink()
    if not has_file:
        sound.unlink()
        with pytest.raises(Refused, match="is not in the store any more"):
            desk.publish(path, restore=True)
        assert recording.name not in desk.feed()
        recording.write_bytes(kept)

    desk.publish(path, restore=True)

    assert kept == recording.read_bytes()
    assert recording.name in desk.feed()


def test_what_stays_is_not_looked_at_and_what_is_there_is_not_sent(desk: Studio) -> None:
    """A release costs one look for each object that it brings, whatever else there is."""
    done = desk.release(now=LATER)

    assert [] == [put.key for put in done.outcome.plan.puts if put.key.startswith("media/")]
    assert "later" in desk.feed().lower()


def cut_short(desk: Studio, *, feed: bool) -> Path:
    """Publish one more episode, as a run leaves it that is killed right after its catalog; the recording it sent.

    `feed`: the feed of the revision before is there; else somebody has deleted it.
    """
    places = (desk.state / "applied", desk.site / "feed.xml")
    earlier = {path: path.read_bytes() for path in places}
    desk.episode("more")
    desk.publish()
    for path, data in earlier.items():
        path.write_bytes(data)
    if not feed:
        (desk.site / "feed.xml").unlink()
    (recording,) = stored(desk, "more")
    return recording


@pytest.mark.parametrize("feed", [True, False], ids=["feed", "no feed"])
@pytest.mark.parametrize("applied", [True, False], ids=["applied", "no applied"])
@pytest.mark.parametrize("data", [None, b"", b"<html>gone</html>"], ids=["deleted", "emptied", "overwritten"])
def test_what_a_killed_run_sent_is_looked_at_before_a_feed_names_it(
    *, data: bytes | None, applied: bool, feed: bool, desk: Studio
) -> None:
    """Killed between catalog and feed; then its recording is damaged. The next run sends nobody to it."""
    recording = cut_short(desk, feed=feed)
    kept = recording.read_bytes()
    recording.unlink() if data is None else recording.write_bytes(data)
    if not applied:
        (desk.state / "applied").unlink()

    with pytest.raises(Refused, match=rf"media/{recording.name} is not in the store any more"):
        desk.release()

    assert not feed or recording.name not in desk.feed()
    recording.write_bytes(kept)
    desk.release()
    assert recording.name in desk.feed()


@pytest.mark.parametrize("verb", ["publish", "verify --repair"])
def test_what_a_killed_run_sent_is_sent_again_from_the_authors_file(
    verb: str, desk: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who has the recording runs the same command once more, or the one that a release names; the feed comes, too."""
    recording = cut_short(desk, feed=False)
    kept = recording.read_bytes()
    recording.write_bytes(kept[:50])
    monkeypatch.chdir(desk.root)

    with pytest.raises(Refused) as caught:
        desk.release()
    assert "feedpub verify --repair" in caught.value.hint
    done = CliRunner().invoke(app, [*verb.split(), "feeds/desk"])

    assert 0 == done.exit_code, done.output
    assert kept == recording.read_bytes()
    assert recording.name in desk.feed()


def test_an_applied_that_is_lost_costs_no_look_at_recordings_that_the_feed_names(desk: Studio) -> None:
    """The feed that is there shows what listeners have: damage to that is for `verify` to find."""
    (desk.state / "applied").unlink()
    (recording,) = stored(desk, "first")
    recording.write_bytes(b"")

    done = desk.publish()

    assert [] == [put.key for put in done.run.outcome.plan.puts if put.key.startswith("media/")]
    assert recording.name in desk.feed()
