"""`publish --plan-out` and `--plan`: exactly what was shown is carried out, or what has moved is named."""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from tests.pictures import jpeg
from tests.studio import NOW, Studio, finish
from typer.testing import CliRunner, Result

import feedpub
from feedpub.catalog import digest
from feedpub.cli import app
from feedpub.commands.planned import PlanFile, load_plan, publish_planned_steps
from feedpub.deploy.caller import Caller
from feedpub.errors import Conflict, Refused

pytestmark = pytest.mark.slow

PLAN = Path("desk.plan")


@pytest.fixture
def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """A desk with one published episode, and a change of everything that is planned; its workspace is the folder."""
    desk = Studio(tmp_path)
    desk.show()
    desk.episode(notes="First notes.")
    desk.publish()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("feedpub.cli.environment.now", lambda: desk.now)
    desk.episode(notes="Second notes.")
    (desk.folder / "second.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nHello.\n")
    desk.episode("second", transcripts=[{"file": "second.vtt"}])
    return desk


def run(*words: str) -> Result:
    """`feedpub` with these words, in this process."""
    return CliRunner().invoke(app, list(words), prog_name="feedpub", catch_exceptions=False)


def planned() -> Result:
    """The plan of everything, in its file."""
    done = run("publish", "feeds/desk", "--plan-out", str(PLAN))
    assert 0 == done.exit_code, done.output
    return done


def carried_out() -> Result:
    """The plan of the file."""
    return run("publish", "--plan", str(PLAN))


def values() -> dict[str, Any]:
    """What the file says."""
    read: dict[str, Any] = json.loads(PLAN.read_text())
    return read


# --- the file


def test_a_plan_is_written_and_nothing_else_happens(studio: Studio) -> None:
    """It is the text of a dry run, and the file is its owner's alone, also where another one was."""
    before = studio.tree()
    PLAN.write_text("an older one")
    PLAN.chmod(0o644)
    shown = run("publish", "feeds/desk", "--dry-run").stdout.splitlines()

    done = planned()

    assert before == studio.tree()
    assert (shown[:-1], 0o600) == (done.stdout.splitlines()[:-1], stat.S_IMODE(PLAN.stat().st_mode))
    assert "wrote desk.plan: nothing was changed; to carry it out: feedpub publish --plan desk.plan" in done.stdout


def test_the_file_holds_what_the_plan_depends_on(studio: Studio) -> None:
    """Lineage, parent, the digest of every file of the author, version and moment; and of the words none."""
    planned()

    plan, text = load_plan(PLAN), PLAN.read_text()

    catalog = studio.catalog()
    assert (catalog.lineage, catalog.revision) == (plan.lineage, plan.revision)
    assert {
        "first-light.yaml",
        "first-light.mp3",
        "second.yaml",
        "second.mp3",
        "second.vtt",
        "show.yaml",
        "cover.jpg",
    } == {Path(name).name for name in plan.inputs}
    assert (feedpub.__version__, NOW) == (plan.feedpub, plan.now)
    assert "Second notes" not in text
    assert not any(word in text.lower() for word in ("secret", "password", "token", "credential"))


def test_every_field_of_the_file_is_documented() -> None:
    """In a table of docs/operations.md."""
    text = (Path(__file__).parents[1] / "docs" / "operations.md").read_text(encoding="utf-8")

    assert [] == [one.name for one in fields(PlanFile) if f"| `{one.name}` |" not in text]


# --- carried out


def test_a_plan_is_carried_out_as_it_was_shown(studio: Studio) -> None:
    """At the moment that it says, whenever that is done."""
    planned()
    wanted = load_plan(PLAN)
    studio.now = NOW.replace(hour=20)

    done = carried_out()

    catalog = studio.catalog()
    second = catalog.item("second")
    assert (0, 2, wanted.parent) == (done.exit_code, catalog.revision, catalog.parent)
    assert second
    assert timedelta(seconds=1) >= NOW - second.published
    assert "Second notes." in studio.feed()


def test_somebody_else_may_carry_it_out(studio: Studio) -> None:
    """The record names who did."""
    planned()

    finish(publish_planned_steps(PLAN, caller=Caller(author="bob@elsewhere")))

    made = studio.catalog().commit
    assert made
    assert "bob@elsewhere" == made.author


def test_a_plan_of_a_first_publication(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guid and lineage, which are drawn at random, are those of the plan."""
    desk = Studio(tmp_path)
    desk.show()
    desk.episode()
    monkeypatch.chdir(tmp_path)
    planned()
    plan = load_plan(PLAN)

    done = carried_out()

    assert 0 == done.exit_code, done.output
    assert (plan.guid, plan.lineage, "") == (desk.catalog().channel.guid, desk.catalog().lineage, plan.parent)


def test_a_plan_of_nothing_does_nothing(studio: Studio) -> None:
    """As often as one likes."""
    studio.publish()
    planned()

    done = [carried_out(), carried_out()]

    assert [0, 0] == [one.exit_code for one in done]
    assert all("nothing to do" in one.stdout for one in done)


def test_a_dry_run_of_a_plan_looks_whether_it_still_fits(studio: Studio) -> None:
    """And changes nothing."""
    planned()
    before = studio.tree()

    done = run("publish", "--plan", str(PLAN), "--dry-run")

    assert (0, before) == (done.exit_code, studio.tree())
    assert "dry run: nothing was changed" in done.stdout


# --- what has moved


def edit(studio: Studio) -> None:
    """The author goes on writing."""
    studio.episode(notes="Third notes.")


def another_recording(studio: Studio) -> None:
    """Of an episode that is not published yet."""
    shutil.copy(studio.folder / "first-light.mp3", studio.folder / "second.mp3")


def another_transcript(studio: Studio) -> None:
    """A word in it."""
    (studio.folder / "second.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nBye.\n")


def another_cover(studio: Studio) -> None:
    """Other pixels."""
    (studio.folder / "cover.jpg").write_bytes(jpeg(1500))


def one_more(studio: Studio) -> None:
    """A new file in the folder."""
    studio.episode("third")


def one_less(studio: Studio) -> None:
    """A recording that is gone."""
    (studio.folder / "first-light.mp3").unlink()


def publish_another(studio: Studio) -> None:
    """Somebody publishes one of the files, and is not asked."""
    studio.publish(studio.folder / "second.yaml", caller=Caller(author="bob@elsewhere"))


def unpublish(studio: Studio) -> None:
    """Somebody takes an episode out."""
    studio.unpublish(studio.folder / "first-light.yaml")


def lose_the_state(studio: Studio) -> None:
    """Somebody deletes all of it, and the feed."""
    shutil.rmtree(studio.root / "public")


def tamper(studio: Studio) -> None:
    """A word of the plan is changed."""
    PLAN.write_text(PLAN.read_text().replace("feeds/desk", "feeds/disk", 1))


def truncate(studio: Studio) -> None:
    """The file was copied badly."""
    PLAN.write_bytes(PLAN.read_bytes()[:-100])


def forge(studio: Studio) -> None:
    """What is no plan, with a digest that fits."""
    forged = {**values(), "paths": 3}
    forged.pop("digest")
    PLAN.write_text(json.dumps({**forged, "digest": digest(forged)}))


def forge_an_option(studio: Studio) -> None:
    """A plan that would do more than was shown, with a digest that fits."""
    forged = values()
    forged.pop("digest")
    forged["options"]["rerender"] = forged["options"]["retag"] = True
    PLAN.write_text(json.dumps({**forged, "digest": digest(forged)}))


def move_away(studio: Studio) -> None:
    """The plan is gone."""
    PLAN.unlink()


MOVED: dict[str, tuple[Callable[[Studio], None], str]] = {
    "input edited": (edit, r"the author's files are others: feeds/desk/first-light\.yaml \(changed\)"),
    "recording": (another_recording, r"feeds/desk/second\.mp3 \(changed\)"),
    "transcript": (another_transcript, r"feeds/desk/second\.vtt \(changed\)"),
    "cover": (another_cover, r"feeds/desk/cover\.jpg \(changed\)"),
    "file more": (one_more, r"feeds/desk/third\.mp3 \(new\), feeds/desk/third\.yaml \(new\)"),
    "file less": (one_less, r"feeds/desk/first-light\.mp3 \(missing\)"),
    "another publish": (
        publish_another,
        r"was of revision 1, now revision 2 is there by bob@elsewhere \(publish: add second\)",
    ),
    "unpublished": (unpublish, r"now revision 2 is there"),
    "state lost": (lose_the_state, r"the catalog that it follows \(revision 1\) is not there any more"),
    "tampered": (tamper, "the plan was changed since it was written"),
    "truncated": (truncate, "this is no plan of feedpub"),
    "forged": (forge, "this is no plan of feedpub"),
    "forged option": (forge_an_option, "the plan does not fit any more"),
    "gone": (move_away, r"desk\.plan: cannot be read"),
}


@pytest.mark.parametrize("what", MOVED)
def test_a_plan_that_does_not_fit_any_more_is_refused_and_what_moved_is_named(what: str, studio: Studio) -> None:
    """Nothing is written, and the way to a new plan is shown."""
    move, expected = MOVED[what]
    planned()
    move(studio)
    before = studio.tree() if (studio.root / "public").exists() else {}

    done = carried_out()

    after = studio.tree() if (studio.root / "public").exists() else {}
    assert (2, before) == (done.exit_code, after), done.output
    assert "desk.plan" in done.stderr
    assert "--plan-out" in done.stderr
    with pytest.raises(feedpub.FeedpubError, match=expected):
        finish(publish_planned_steps(PLAN))


def test_something_that_is_stored_has_moved(studio: Studio) -> None:
    """The plan knows nothing of a feed that somebody overwrote meanwhile: it would be sent, so it is said."""
    studio.publish()
    studio.episode("later", published="2027-01-01T06:00:00Z")
    planned()
    (studio.site / "feed.xml").write_text("<rss/>")

    with pytest.raises(Refused, match=r"something else would be done, first feed: put feed\.xml \(the stored one dif"):
        finish(publish_planned_steps(PLAN))

    assert "<rss/>" == studio.feed()


def test_another_feedpub_refuses_it(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """It might do something else with the same files."""
    planned()
    monkeypatch.setattr(feedpub, "__version__", "99.0")

    done = carried_out()

    assert 2 == done.exit_code
    assert f"it was made by feedpub {values()['feedpub']}, this is 99.0" in done.stderr


def test_another_target_is_refused(studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same files in another folder are published elsewhere."""
    planned()
    shutil.copytree(tmp_path, tmp_path / "elsewhere", ignore=shutil.ignore_patterns("elsewhere", "public"))
    shutil.copytree(tmp_path / "public", tmp_path / "elsewhere" / "public")
    monkeypatch.chdir(tmp_path / "elsewhere")

    done = carried_out()

    assert 2 == done.exit_code
    assert f"another target: `to` was {studio.site}, and is {tmp_path}/elsewhere/public/desk now" in done.stderr


def test_a_first_publication_that_somebody_else_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is one guid, and it is not the plan's."""
    desk = Studio(tmp_path)
    desk.show()
    desk.episode()
    monkeypatch.chdir(tmp_path)
    planned()
    desk.publish(caller=Caller(author="bob@elsewhere"))

    done = carried_out()

    assert 2 == done.exit_code
    assert "it is of a first publication, and the show was published since by bob@elsewhere" in done.stderr


def test_a_plan_is_used_once(studio: Studio) -> None:
    """The second time it says which revision it is."""
    planned()
    carried_out()
    before = studio.tree()

    done = carried_out()

    assert (2, before) == (done.exit_code, studio.tree())
    assert "the plan was carried out already: it is revision 2" in done.stderr


@pytest.mark.parametrize("more", [["feeds/desk"], ["--rerender"], ["--to", "x"], ["--verify", "store"]])
def test_a_plan_goes_alone(more: list[str], studio: Studio) -> None:
    """What else would be wanted is not in it."""
    planned()

    done = run("publish", "--plan", str(PLAN), *more)

    assert (2, 1) == (done.exit_code, studio.catalog().revision)
    assert "--plan goes without" in done.stderr


# --- interrupted, and twice at once


@pytest.mark.slow
@pytest.mark.usefixtures("call_by_call")
def test_a_plan_that_was_interrupted_is_finished_by_the_same_plan(studio: Studio) -> None:
    """At any call: every third one is tried. At its end it is used up."""
    planned()
    template = shutil.copytree(studio.root / "public", studio.root / "template")
    died, abandoned = True, []
    for calls in count(0, 3):
        shutil.rmtree(studio.root / "public")
        shutil.copytree(template, studio.root / "public")
        steps, left, died = publish_planned_steps(PLAN), calls, False
        for event in steps:
            left -= event is None
            if left < 0:
                abandoned.append(steps)
                died = True
                break
        if not died:
            break
        with suppress(Refused):  # of a plan that had been carried out to its end
            finish(publish_planned_steps(PLAN))
        assert studio.catalog().revision in {2, 3}
        assert "Second notes." in studio.feed()
        assert not studio.publish().run.outcome.plan
    for one in abandoned:
        one.close()

    assert calls > 15


@pytest.mark.usefixtures("call_by_call")
def test_of_two_who_carry_it_out_at_once_one_does(studio: Studio) -> None:
    """Call by call in turns: one revision, and the other one is told."""
    planned()
    running = [publish_planned_steps(PLAN, caller=Caller(author=name)) for name in ("ada", "bob")]
    ends: list[object] = []
    while running:
        for steps in list(running):
            try:
                next(steps)
            except StopIteration:
                ends.append("done")
                running.remove(steps)
            except (Refused, Conflict) as error:
                ends.append(error.message)
                running.remove(steps)

    assert 2 == studio.catalog().revision
    assert "done" in ends
    assert all(end == "done" or "carried out already" in str(end) or "does not fit" in str(end) for end in ends)
