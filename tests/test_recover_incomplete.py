"""`recover` where objects are gone that the catalog names: the author's files give some, the rest is named."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from tests.pictures import jpeg
from tests.sounds import mp3
from tests.studio import NOW, Studio
from typer.testing import CliRunner, Result

from feedpub.catalog import CATALOG, loads, of_catalog
from feedpub.catalog.inventory import Flaw
from feedpub.cli import app
from feedpub.commands.verify import Verified, verify
from feedpub.deploy.verify.survey import Scope
from feedpub.errors import Refused
from feedpub.model import Catalog

pytestmark = pytest.mark.slow

DUE = NOW + timedelta(days=5)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A show with pages: an episode with everything, one that was edited, and one that is scheduled."""
    desk = Studio(tmp_path_factory.mktemp("template"))
    desk.show(pages=True)
    (desk.folder / "first.jpg").write_bytes(jpeg(1600))
    (desk.folder / "first.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nHello.\n")
    extras: dict[str, Any] = {
        "image": "first.jpg",
        "chapters": ["0:00 Begin", "0:00.5 End"],
        "transcripts": [{"file": "first.vtt"}],
    }
    desk.publish(desk.episode("first", notes="First notes.", **extras))
    desk.publish(desk.episode("second", notes="Old notes."))
    desk.publish(desk.episode("second", notes="New notes."), retag=True)
    desk.publish(desk.episode("later", published=DUE.isoformat()))
    return desk.root


@pytest.fixture
def desk(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """A copy of that show, in the current folder, whose catalog is lost."""
    desk = Studio(shutil.copytree(template, tmp_path, dirs_exist_ok=True))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("feedpub.cli.environment.now", lambda: NOW)
    (desk.state / CATALOG).unlink()
    return desk


def run(*words: str) -> Result:
    """`feedpub` with these words."""
    return CliRunner().invoke(app, list(words), prog_name="feedpub", catch_exceptions=False)


def verified(desk: Studio, *, repair: bool = False) -> Verified:
    """`feedpub verify --deep`, of the store."""
    found = verify(desk.folder, now=NOW, scope=Scope(deep=True, asks_public=False), repair=repair)
    assert isinstance(found, Verified)
    return found


def unmeasured(found: Verified) -> list[str]:
    """The recordings of which the catalog knows nothing but the key."""
    return [one.key for one in found.survey.findings if one.fault is Flaw.UNMEASURED]


def recorded(desk: Studio) -> Catalog:
    """The newest catalog of the history."""
    return loads(max((desk.state / "history").iterdir()).read_bytes(), where="history")


def stored(desk: Studio) -> dict[str, bytes]:
    """Key → bytes of every immutable object that the newest catalog names."""
    return {key: (desk.site / key).read_bytes() for key in of_catalog(recorded(desk))}


def media(desk: Studio, slug: str) -> Path:
    """The stored recording of an episode."""
    item = recorded(desk).item(slug)
    assert item is not None
    return desk.site / item.enclosure.key


def without_times(feed: str) -> list[str]:
    """The lines of a feed that say what listeners get."""
    return [line for line in feed.splitlines() if "<generator>" not in line and "<lastBuildDate>" not in line]


def test_what_the_files_of_the_author_give_is_sent_again_byte_for_byte(desk: Studio) -> None:
    """Recordings, pictures, chapters, transcripts, pictures and style sheets of pages; listeners see nothing of it."""
    wanted, shown = stored(desk), without_times(desk.feed())
    for key in wanted:
        (desk.site / key).unlink()

    done = desk.recover()

    assert {} == done.missing
    assert wanted == stored(desk)
    assert shown == without_times(desk.feed())
    assert () == verified(desk).damage
    assert not desk.publish().run.outcome.plan


def test_the_plan_names_each_object_that_is_sent_again(desk: Studio) -> None:
    """With why: nothing happens that was not shown."""
    media(desk, "first").unlink()

    shown = run("recover", "feeds/desk", "--dry-run").stdout

    assert f"media/{media(desk, 'first').name}" in shown
    assert "audio of first" in shown


def test_what_nobody_can_supply_is_named_with_what_to_do_and_the_catalog_comes_back(desk: Studio) -> None:
    """The feed names it already, so nothing changes for listeners; a repair sends it when its file is back."""
    lost, shown = media(desk, "first"), without_times(desk.feed())
    lost.unlink()
    picture = next((desk.site / "art").glob("first-*.jpg"))
    kept = (desk.folder / "first.mp3").read_bytes()
    (desk.folder / "first.mp3").unlink()

    done = run("recover", "feeds/desk", "--yes", "--json")

    document = json.loads(done.stdout)
    (missing,) = document["missing"]
    assert (1, f"media/{lost.name}") == (done.exit_code, missing["key"])
    assert "put first.mp3, as it was published, back where first.yaml names it" in missing["hint"]
    assert shown == without_times(desk.feed())
    assert picture.exists()
    assert [f"media/{lost.name}"] == [one.key for one in verified(desk).damage]
    (desk.folder / "first.mp3").write_bytes(kept)
    verified(desk, repair=True)
    assert () == verified(desk).damage


def test_another_recording_is_not_taken_for_the_lost_one(desk: Studio) -> None:
    """The file of that name holds something else now."""
    media(desk, "second").unlink()
    desk.episode("second", notes="New notes.", sound=99)

    (text,) = desk.recover().missing.values()

    assert "second.mp3 is another recording than the published one" in text


def test_for_people_what_is_missing_stands_at_the_end(desk: Studio) -> None:
    """And the exit code says that something is left to do."""
    media(desk, "second").unlink()
    (desk.folder / "second.mp3").unlink()

    done = run("recover", "feeds/desk", "--yes")

    assert 1 == done.exit_code
    assert "revision 4 is recovered, as revision 6" in done.stdout
    assert "is gone: put second.mp3, as it was published, back where second.yaml names it" in done.stdout


def without_feed(desk: Studio) -> None:
    """No feed is there that names the episode."""
    (desk.site / "feed.xml").unlink()


def test_an_episode_whose_recording_nobody_has_does_not_come_into_the_feed(desk: Studio) -> None:
    """It is refused, with all ways on; with `--without-lost` it is taken out, and its guid stays taken."""
    lost = media(desk, "first")
    lost.unlink()
    kept = (desk.folder / "first.mp3").read_bytes()
    (desk.folder / "first.mp3").unlink()
    without_feed(desk)
    before = desk.tree()

    with pytest.raises(Refused, match=r"the recording of first is gone \(media/first-") as caught:
        desk.recover()

    assert before == desk.tree()
    assert "--without-lost" == caught.value.flag
    assert "put first.mp3, as it was published, back where first.yaml names it" in caught.value.hint
    assert "feedpub recover --without-lost" in caught.value.hint
    assert 0 == run("recover", "feeds/desk", "--yes", "--without-lost").exit_code
    catalog = desk.catalog()
    assert (None, True) == (catalog.item("first"), catalog.tombstone("first") is not None)
    assert lost.name not in desk.feed()
    assert () == verified(desk).damage
    (desk.folder / "first.mp3").write_bytes(kept)
    desk.publish(desk.folder / "first.yaml", restore=True)
    assert f"{lost.stem}-2.mp3" in desk.feed()
    assert () == verified(desk).damage


def test_an_episode_that_is_due_and_whose_recording_is_gone_is_not_released(desk: Studio) -> None:
    """Listeners were never sent there; its file gives it back, or it is refused as one that nobody has."""
    media(desk, "later").unlink()
    kept = (desk.folder / "later.mp3").read_bytes()
    (desk.folder / "later.mp3").unlink()

    with pytest.raises(Refused, match="the recording of later is gone"):
        desk.recover(now=DUE + timedelta(days=1))
    (desk.folder / "later.mp3").write_bytes(kept)
    done = desk.recover(now=DUE + timedelta(days=1))

    assert {} == done.missing
    assert media(desk, "later").name in desk.feed()


def test_an_episode_that_is_not_due_yet_comes_back_without_its_recording(desk: Studio) -> None:
    """Nobody is sent there now, and each run that would is refused."""
    media(desk, "later").unlink()
    (desk.folder / "later.mp3").unlink()

    done = desk.recover()

    assert 1 == len(done.missing)
    with pytest.raises(Refused, match="is not in the store any more"):
        desk.release(now=DUE + timedelta(days=1))


def test_an_older_revision_comes_back_with_what_was_deleted_since_under_other_keys(
    desk: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was marked for deletion is never named again; the author's files give the same bytes another key."""
    desk.recover()
    desk.episode("second", notes="New notes.", sound=77)
    desk.publish(desk.folder / "second.yaml", replace_audio=True)
    desk.publish(desk.folder / "second.yaml", replace_audio=True)
    known = desk.catalog().manifest
    old = next(key for key in known if key.startswith("media/second-") and known[key].superseded)
    monkeypatch.setattr("feedpub.cli.environment.now", lambda: NOW + timedelta(days=3))
    assert 0 == run("prune", "feeds/desk", "--days", "1", "--media", "--yes").exit_code
    assert not (desk.site / old).exists()
    for name in (CATALOG, "applied"):
        (desk.state / name).unlink()
    desk.episode("second", notes="New notes.")

    desk.recover(revision="6")

    assert old not in desk.feed()
    assert not (desk.site / old).exists()
    assert () == verified(desk).damage


# --- without a history


@pytest.fixture
def bare(desk: Studio) -> Studio:
    """The same show without any state."""
    shutil.rmtree(desk.state)
    return desk


def test_without_a_history_a_recording_that_is_gone_is_made_again(bare: Studio) -> None:
    """The key has digits of the digest: where the author's file gives those bytes, it is that recording."""
    shown = without_times(bare.feed())
    lost = sorted((bare.site / "media").glob("*-*.mp3"))
    kept = {path.name: path.read_bytes() for path in lost if path.name in bare.feed()}
    for path in lost:
        path.unlink()

    done = bare.recover()

    assert (True, {}, ()) == (done.is_rebuilt, done.missing, done.unknown)
    assert kept == {name: (bare.site / "media" / name).read_bytes() for name in kept}
    assert shown == without_times(bare.feed())
    assert () == verified(bare).damage


def test_without_a_history_a_recording_that_nobody_has_is_named(bare: Studio) -> None:
    """The rest comes back; when its file is here again, a repair sends it, since the key tells whether it is that."""
    lost = next(path for path in (bare.site / "media").glob("second-*.mp3") if path.name in bare.feed())
    lost.unlink()
    kept = (bare.folder / "second.mp3").read_bytes()
    (bare.folder / "second.mp3").unlink()

    done = bare.recover()

    assert [f"media/{lost.name}"] == [*done.missing]
    assert [f"media/{lost.name}"] == [one.key for one in verified(bare).damage]
    (bare.folder / "second.mp3").write_bytes(kept)
    verified(bare, repair=True)
    assert () == verified(bare).damage


def test_without_a_history_a_recording_that_comes_back_is_measured_by_a_repair(bare: Studio) -> None:
    """As somebody puts it back from a backup: its key tells that it is that one, and the next edit is published."""
    lost = next(path for path in (bare.site / "media").glob("second-*.mp3") if path.name in bare.feed())
    kept, audio = lost.read_bytes(), (bare.folder / "second.mp3").read_bytes()
    lost.unlink()
    (bare.folder / "second.mp3").write_bytes(mp3(1.0, seed=7))
    bare.recover()
    lost.write_bytes(kept)

    found = [unmeasured(verified(bare, repair=again)) for again in (False, True, False)]

    assert [[f"media/{lost.name}"], [f"media/{lost.name}"], []] == found
    assert () == verified(bare).damage
    enclosure = next(item.enclosure for item in recorded(bare).items if item.slug == "second")
    assert (sha256(kept).hexdigest(), len(kept)) == (enclosure.digest, enclosure.size)
    (bare.folder / "second.mp3").write_bytes(audio)
    bare.publish(bare.episode("second", notes="Newest notes."))
    assert "Newest notes." in bare.feed()
    assert lost.name in bare.feed()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Studio:
    """A show without any state, one of whose recordings is at another host, as `import --media later` leaves it."""
    desk = Studio(tmp_path)
    desk.show(pages="off")
    entry = {"url": "https://cdn.host.example/old.mp3", "length": 5_000_000, "type": "audio/mpeg", "duration": "5:00"}
    desk.episode("first", enclosure=entry)
    (desk.folder / "first.mp3").unlink()
    desk.episode("second")
    desk.publish()
    shutil.rmtree(desk.state)
    return desk


def test_without_a_history_a_recording_at_another_host_stays_there(elsewhere: Studio) -> None:
    """The author's file says that it is meant to be there; nobody asks for it."""
    shown = without_times(elsewhere.feed())

    done = elsewhere.recover()

    assert (True, {}, ()) == (done.is_rebuilt, done.missing, done.unknown)
    assert shown == without_times(elsewhere.feed())
    assert not elsewhere.publish().run.outcome.plan


def test_without_the_file_that_names_it_the_way_on_is_said(elsewhere: Studio) -> None:
    """It may as well be that the target's address is another one."""
    (elsewhere.folder / "first.yaml").unlink()

    with pytest.raises(Refused, match="is at another address than") as caught:
        elsewhere.recover()

    assert "--url" in caught.value.hint
    assert "put its file back, with `enclosure:`" in caught.value.hint
