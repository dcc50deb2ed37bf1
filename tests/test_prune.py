"""`prune`: what no feed has named for long goes, so does what crashed runs left, and most of an old history."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from tests.pictures import jpeg
from tests.servers import S3Server
from tests.stores import bucket
from tests.studio import NOW, Studio, finish
from typer.testing import CliRunner

from feedpub.catalog import read_stored
from feedpub.catalog.history import committed
from feedpub.catalog.prune import Kept, thinned
from feedpub.cli import app
from feedpub.commands.prune import Pruned, Pruning, prune_steps

pytestmark = pytest.mark.slow

LATER = NOW + timedelta(days=91)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    """An episode is out whose picture, transcript and recording were replaced since."""
    made = Studio(tmp_path_factory.mktemp("template"))
    made.show()
    picture(made, 1)
    made.episode("first", image="face.jpg")
    made.publish()
    picture(made, 2)
    made.episode("first", image="face.jpg", sound=3)
    made.publish(replace_audio=True)
    return made


@pytest.fixture
def desk(template: Studio, tmp_path: Path) -> Studio:
    """A copy of it."""
    return Studio(shutil.copytree(template.root, tmp_path, dirs_exist_ok=True))


def picture(desk: Studio, seed: int) -> None:
    """The picture of the episode, another one for each seed."""
    (desk.folder / "face.jpg").write_bytes(jpeg(colour=(seed * 40, 90, 90)))


def prune(desk: Studio, *, now: datetime = LATER, **how: Any) -> Pruned:
    """`feedpub prune`, to its end."""
    return finish(prune_steps(desk.folder, now=now, how=Pruning(**how)), desk.events)


def superseded(desk: Studio) -> list[str]:
    """The keys that nothing refers to."""
    return sorted(key for key, one in desk.catalog().manifest.items() if one.superseded and one.deleted is None)


def test_what_no_feed_named_for_90_days_goes_and_recordings_stay(desk: Studio) -> None:
    """Apps keep the first address of a recording that they saw; `--media` deletes it all the same."""
    old = superseded(desk)
    recordings = [key for key in old if key.startswith("media/")]
    early = prune(desk, now=NOW + timedelta(days=89))

    done = prune(desk)

    assert ((), tuple(sorted({*old} - {*recordings}))) == (early.objects, done.objects)
    assert (tuple(recordings), recordings) == (done.recordings, superseded(desk))
    assert [False] == [*{(desk.site / key).exists() for key in done.objects}]
    assert [True] == [*{(desk.site / key).exists() for key in recordings}]
    assert tuple(recordings) == prune(desk, media=True).objects
    assert [] == [key for key in recordings if (desk.site / key).exists()]


def test_pruning_again_has_nothing_to_do(desk: Studio) -> None:
    """And neither has a publish."""
    prune(desk)
    before = desk.tree()

    again = prune(desk)

    assert (before, ()) == (desk.tree(), again.objects)
    assert not desk.publish(now=LATER).run.outcome.plan


def test_a_picture_that_comes_back_gets_another_key(desk: Studio) -> None:
    """Its first one is marked for ever."""
    [old] = [key for key in superseded(desk) if key.startswith("art/first-") and "-300-" not in key][:1]
    prune(desk)
    picture(desk, 1)

    desk.publish(now=LATER)

    [item] = desk.catalog().items
    assert item.image is not None
    assert item.image.key.endswith("-2.jpg")
    assert (desk.site / item.image.key).exists()
    assert not (desk.site / old).exists()
    assert not desk.publish(now=LATER).run.outcome.plan


def leftover(desk: Studio, *, days: float, name: str = "lost", right: bool = True) -> Path:
    """A recording that no run recorded, sent `days` ago; its key has its digest if it is `right`."""
    data = b"what a crashed run left"
    digest = sha256(data if right else b"other").hexdigest()
    path = desk.site / "media" / f"{name}-{digest[:12]}.mp3"
    path.write_bytes(data)
    os.utime(path, ((LATER - timedelta(days=days)).timestamp(),) * 2)
    return path


def test_what_crashed_runs_left_goes_when_it_is_a_week_old(desk: Studio) -> None:
    """And only if it is of our form: whatever else lies there is somebody's."""
    old, young = leftover(desk, days=8), leftover(desk, days=6, name="sent")
    other, wrong = desk.site / "media" / "theirs.mp3", leftover(desk, days=8, name="wrong", right=False)
    other.write_bytes(b"somebody's")
    os.utime(other, (0, 0))

    done = prune(desk)

    key = str(old.relative_to(desk.site))
    assert key in done.objects
    assert [False, True, True, True] == [one.exists() for one in (old, young, other, wrong)]
    assert desk.catalog().manifest[key].deleted == desk.catalog().revision


def test_files_that_killed_runs_did_not_finish_go(desk: Studio) -> None:
    """In a directory they are hidden files."""
    old, young = desk.site / "media" / ".feedpub-part-1", desk.site / "media" / ".feedpub-part-2"
    for path, days in ((old, 8), (young, 1)):
        path.write_bytes(b"half")
        os.utime(path, ((LATER - timedelta(days=days)).timestamp(),) * 2)

    done = prune(desk)

    assert ["media/.feedpub-part-1"] == [one.key for one in done.uploads]
    assert [False, True] == [old.exists(), young.exists()]


@pytest.mark.s3
def test_parts_of_uploads_are_listed_and_deleted(s3_server: S3Server) -> None:
    """Whatever their number; of other shows in the bucket none."""
    store, other = bucket(s3_server), bucket(s3_server)
    for one in (store, other):
        begun = s3_server.client().create_multipart_upload(Bucket=one.bucket, Key=f"{one.prefix}/media/first.mp3")
        assert begun["UploadId"]

    [found] = list(store.uploads())
    store.delete_upload(found)
    store.delete_upload(found)

    assert "media/first.mp3" == found.key
    assert ([], 1) == (list(store.uploads()), len(list(other.uploads())))
    assert found.started is not None


# --- the history


def chain(*dates: datetime) -> list[Kept]:
    """Revisions that follow each other."""
    return [
        Kept(key=f"k{number}", digest=f"d{number}", parent=f"d{number - 1}" if number else "", date=date)
        for number, date in enumerate(dates)
    ]


MONDAY = datetime(2026, 1, 5, 12, tzinfo=UTC)


def days(*numbers: int) -> Sequence[datetime]:
    """So many days after a Monday, long ago."""
    return [MONDAY + timedelta(days=number) for number in numbers]


def test_of_each_old_week_the_newest_revision_stays_and_counts() -> None:
    """Though its children, and its parents, are gone."""
    history = chain(*days(0, 1, 2, 7, 8, 14), NOW - timedelta(days=1), NOW)

    go, kept = thinned(history, heads={"d7"}, kept=(), now=NOW)

    assert (frozenset({"k0", "k1", "k3"}), ("d2", "d4", "d5")) == (go, kept)
    left = {one.digest: one.parent for one in history if one.key not in go}
    assert {"d2", "d4", "d5", "d6", "d7"} == committed(left, ["d7", *kept])
    assert (frozenset(), kept) == thinned(
        [one for one in history if one.key not in go], heads={"d7"}, kept=kept, now=NOW
    )


def test_what_was_never_committed_goes_after_a_week() -> None:
    """It is known by a sibling that was committed; and so is what came of it."""
    lost = Kept(key="lost", digest="x", parent="d0", date=NOW - timedelta(days=8))
    more = Kept(key="more", digest="y", parent="x", date=NOW - timedelta(days=8))
    young = Kept(key="young", digest="z", parent="d0", date=NOW - timedelta(days=1))
    history = [*chain(NOW - timedelta(days=9), NOW - timedelta(days=8)), lost, more, young]

    assert (frozenset({"lost", "more"}), ()) == thinned(history, heads={"d1"}, kept=(), now=NOW)


def test_the_history_of_another_lineage_stays() -> None:
    """Its first revision has no parent either; whether it was committed, nobody knows."""
    other = [replace(one, key=f"other {one.key}", digest=f"x{one.digest}") for one in chain(NOW - timedelta(days=30))]
    ours = chain(NOW - timedelta(days=20), NOW)

    assert (frozenset(), ()) == thinned([*other, *ours], heads={"d1"}, kept=(), now=NOW)


def test_of_what_lies_before_a_lost_object_nothing_goes() -> None:
    """Nobody knows what of it was committed."""
    history = [one for one in chain(*days(0, 1), NOW - timedelta(days=30), NOW) if one.key != "k2"]

    assert (frozenset(), ()) == thinned(history, heads={"d3"}, kept=(), now=NOW)


def test_an_old_history_is_thinned_in_the_store(desk: Studio) -> None:
    """The catalog says which of its objects still count."""
    for number in range(4):
        desk.episode("first", image="face.jpg", sound=3, title=f"Title {number}")
        desk.publish(now=NOW + timedelta(hours=number))
    prune(desk, now=NOW + timedelta(days=200))

    kept = [read_stored(path.read_bytes(), where="") for path in sorted((desk.state / "history").iterdir())]

    catalog = desk.catalog()
    assert [6, catalog.revision] == [one.catalog.revision for one in kept]
    assert 2 == len(committed({one.digest: one.catalog.parent for one in kept}, [kept[-1].digest, *catalog.kept]))
    desk.episode("first", image="face.jpg", sound=3, title="The last")
    assert desk.publish(now=NOW + timedelta(days=201)).run.outcome.plan


# --- the command line


def test_it_shows_the_plan_and_asks(desk: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody who cannot be asked deletes anything without `--yes`."""
    for number in range(4):
        desk.episode("first", image="face.jpg", sound=3, title=f"Title {number}")
        desk.publish(now=NOW + timedelta(hours=number))
    monkeypatch.setattr("feedpub.cli.environment.now", lambda: NOW + timedelta(days=200))
    before = desk.tree()
    words = ["prune", str(desk.folder)]

    refused, dry = CliRunner().invoke(app, words), CliRunner().invoke(app, [*words, "--dry-run"])
    wrong = CliRunner().invoke(app, [*words, "--days", "0"])

    assert (2, 0, 2) == (refused.exit_code, dry.exit_code, wrong.exit_code), refused.output
    assert "--yes" in refused.stderr
    assert before == desk.tree()
    done = CliRunner().invoke(app, [*words, "--yes", "--json"])
    document = json.loads(done.stdout)
    assert 0 == done.exit_code
    assert {"deleted", "history_deleted", "uploads_deleted", "recordings_kept"} <= document.keys()
    assert document["history_deleted"]
