"""Publishing into a directory, from the author's files to the feed: what is refused, what stays, what changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest
from tests.sounds import mp3
from tests.studio import NOW, Studio

from feedpub.catalog import Transition
from feedpub.deploy.events import Planned
from feedpub.errors import ErrorGroup, FeedpubError, Invalid, Refused
from feedpub.source import ShowFile, episode_files

LATER = NOW + timedelta(days=2)


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    """A desk with a show and no episode."""
    desk = Studio(tmp_path)
    desk.show()
    return desk


def entries(studio: Studio) -> list[Any]:
    """The items of the published feed, as feedparser reads them."""
    return list(feedparser.parse(studio.feed()).entries)


# --- the ordinary way


def test_the_first_publication_puts_media_feed_and_state(studio: Studio) -> None:
    """Everything lies where the design says, and the feed names what is there."""
    studio.episode()

    done = studio.publish()

    names = {name.split("-")[0] for name in studio.tree()}
    assert done.first
    assert {".feedpub/desk/applied", ".feedpub/desk/catalog.json.gz", "desk/art/cover", "desk/feed.xml"} <= names
    assert {"desk/media/first", "desk/index.html", "desk/first", "desk/assets/page"} <= names
    assert ["First-Light"] == [entry.title for entry in entries(studio)]


def test_publishing_twice_is_publishing_once(studio: Studio) -> None:
    """The second run has nothing to do and touches no file."""
    studio.episode()
    studio.publish()
    before = studio.tree()

    again = studio.publish(now=LATER)

    assert not again.run.outcome.plan
    assert before == studio.tree()


def test_a_dry_run_writes_nothing(studio: Studio) -> None:
    """Stopping at the plan leaves no trace, not even a folder."""
    studio.episode()

    planned = studio.plan()

    phases = ["media", "verify", "history", "catalog", "pages", "linking", "lists", "links", "feed", "applied"]
    assert phases == [phase.name for phase in planned.plan.phases]
    assert not (studio.root / "public").exists()


def test_a_date_left_out_is_the_moment_of_first_publication_for_ever(studio: Studio) -> None:
    """Later edits keep it."""
    studio.episode()
    studio.publish()
    studio.episode(summary="Edited.")

    studio.publish(now=LATER)

    assert [NOW] == [item.published for item in studio.catalog().items]


def test_only_the_notes_change_while_the_audio_is_absent(studio: Studio) -> None:
    """Feed and catalog change; guid, enclosure address and length stay."""
    path = studio.episode(notes="Old.")
    studio.publish()
    old = entries(studio)[0]
    studio.episode(notes="New.")
    (studio.folder / "first-light.mp3").unlink()

    studio.publish(path)

    new = entries(studio)[0]
    assert (old.guid, dict(old.enclosures[0])) == (new.guid, dict(new.enclosures[0]))
    assert "New." in new.summary


def test_a_git_lfs_pointer_counts_as_absent_audio(studio: Studio) -> None:
    """CI without the media can still fix a typo."""
    path = studio.episode()
    studio.publish()
    studio.episode(title="Fixed")
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"
    (studio.folder / "first-light.mp3").write_bytes(pointer)

    studio.publish(path)

    assert ["Fixed"] == [entry.title for entry in entries(studio)]


def test_new_tags_in_the_authors_file_are_the_same_recording(studio: Studio) -> None:
    """Identity is the sound: what is out keeps its object and address."""
    studio.episode()
    studio.publish()
    old = studio.catalog().items[0].enclosure
    plain = (studio.folder / "first-light.mp3").read_bytes()
    (studio.folder / "first-light.mp3").write_bytes(b"ID3\x03\x00\x00\x00\x00\x00\x0a" + bytes(10) + plain)

    again = studio.publish()

    assert not again.run.outcome.plan
    assert old == studio.catalog().items[0].enclosure


def test_many_episodes_are_one_catalog_write_and_one_feed_write(studio: Studio) -> None:
    """A folder is one transaction."""
    for slug in ("one", "two", "three"):
        studio.episode(slug)

    done = studio.publish()

    keys = [put.key for put in done.run.outcome.plan.puts]
    assert (1, 1, 1) == tuple(keys.count(key) for key in ("catalog.json.gz", "feed.xml", "applied"))
    assert 3 == len(entries(studio))


def test_several_files_are_all_or_nothing(studio: Studio) -> None:
    """One broken file stops all; every problem of every file is in the one error."""
    good = studio.episode("good")
    bad = studio.episode("bad", number="1.5")
    worse = studio.episode("worse", season="x")

    with pytest.raises(Invalid) as caught:
        studio.publish(good, bad, worse)

    assert 2 == len(caught.value.problems)
    assert not (studio.root / "public").exists()


def test_a_draft_is_skipped_and_named(studio: Studio) -> None:
    """It is neither uploaded nor recorded."""
    studio.episode("ready")
    studio.episode("rough", draft="true")

    done = studio.publish()

    assert 1 == len(done.drafts)
    assert done.drafts[0].endswith("rough.yaml")
    assert ["ready"] == [item.slug for item in studio.catalog().items]


def scheduled(studio: Studio, slug: str = "first-light", **fields: Any) -> Path:
    """An episode that is published, and waits for its date."""
    path = studio.episode(slug, published=LATER.isoformat(), **fields)
    studio.publish()
    return path


@pytest.mark.parametrize("now", [NOW, LATER + timedelta(days=1)], ids=["before its time", "due, and not released yet"])
def test_a_draft_of_what_is_scheduled_takes_it_off_the_schedule(studio: Studio, now: datetime) -> None:
    """In one publish, without a tombstone, as nobody has ever seen it; a release puts nothing out then."""
    scheduled(studio)
    studio.episode(published=LATER.isoformat(), draft="true")

    done = studio.publish(now=now)
    studio.release(now=LATER + timedelta(days=2))

    assert [(Transition.UNSCHEDULE, "first-light")] == [
        (change.transition, change.slug) for change in done.run.outcome.changes
    ]
    assert ((), ()) == (studio.catalog().items, studio.catalog().gone)
    assert [] == entries(studio)


def test_taking_a_draft_off_the_schedule_again_does_nothing(studio: Studio) -> None:
    """A draft that nobody has scheduled is skipped."""
    scheduled(studio)
    studio.episode(published=LATER.isoformat(), draft="true")
    studio.publish()
    before = studio.tree()

    again = studio.publish()

    assert not again.run.outcome.plan
    assert before == studio.tree()


def test_a_draft_that_was_scheduled_once_comes_back_as_it_was(studio: Studio) -> None:
    """With its guid, and without uploading anything that is there already."""
    scheduled(studio, notes="Words.")
    old = studio.catalog().items[0]
    studio.episode(notes="Words.", published=LATER.isoformat(), draft="true")
    studio.publish()
    studio.episode(notes="Words.", published=LATER.isoformat())

    done = studio.publish(now=NOW + timedelta(hours=1))

    new = studio.catalog().items[0]
    assert (old.guid, old.enclosure, True) == (new.guid, new.enclosure, new.scheduled)
    assert [] == [put.key for put in done.run.outcome.plan.puts if put.key.startswith(("media/", "art/"))]
    assert studio.catalog().manifest[new.enclosure.key].superseded is None


def test_a_draft_of_what_was_released_meanwhile_is_refused(studio: Studio) -> None:
    """Subscribers have it; only its own flag takes it out."""
    scheduled(studio)
    studio.release(now=LATER)
    studio.episode(published=LATER.isoformat(), draft="true")

    with pytest.raises(Refused, match="as a draft it would vanish") as caught:
        studio.publish(now=LATER)

    assert "--lose-items" == caught.value.flag


def test_show_yaml_alone_changes_the_show(studio: Studio) -> None:
    """Episodes stay as they are."""
    studio.episode()
    studio.publish()
    path = studio.show(title="Ebb and flow")

    done = studio.publish(path)

    assert [(None, ["title"])] == [
        (change.transition, [one.field for one in change.altered]) for change in done.run.outcome.changes
    ]
    assert "Ebb and flow" in studio.feed()


def test_a_deleted_feed_is_sent_again(studio: Studio) -> None:
    """The feed is looked at on every run."""
    studio.episode()
    studio.publish()
    feed = studio.feed()
    (studio.site / "feed.xml").unlink()

    studio.publish()

    assert feed == studio.feed()


def test_a_footer_reaches_every_episode_at_once(studio: Studio) -> None:
    """It is appended at render, so an old episode has the new one."""
    studio.episode(notes="Notes.")
    studio.publish()

    studio.publish(studio.show(footer="Support *us*."))

    assert "<em>us</em>" in studio.feed()


# --- dates that nobody wrote


def dates(studio: Studio) -> dict[str, float]:
    """Slug → the episode's date, in seconds from NOW."""
    return {item.slug: (item.published - NOW).total_seconds() for item in studio.catalog().items}


def test_episodes_without_a_date_are_a_second_apart_in_the_order_given(studio: Studio) -> None:
    """The last one given is the newest and has the moment of the run; none lies in the future."""
    paths = [studio.episode(slug) for slug in ("two", "three", "one")]

    done = studio.publish(*paths)

    assert {"two": -2, "three": -1, "one": 0} == dates(studio)
    assert ["One", "Three", "Two"] == [entry.title for entry in entries(studio)]
    assert [] == [one.rule.code for event in studio.events if isinstance(event, Planned) for one in event.gate.findings]
    assert ("two", "three", "one") == done.slugs


def test_a_folder_is_read_by_name(studio: Studio) -> None:
    """Its last file is the newest episode."""
    for slug in ("b-side", "c-side", "a-side"):
        studio.episode(slug)

    studio.publish()

    assert {"a-side": -2, "b-side": -1, "c-side": 0} == dates(studio)


def test_no_date_is_given_twice(studio: Studio) -> None:
    """Neither one of the catalog, nor one that an author wrote in the same run."""
    studio.publish(studio.episode("first"))
    before = [studio.episode("earlier", published=(NOW - timedelta(seconds=2)).isoformat())]
    paths = [*before, *(studio.episode(slug) for slug in ("second", "third"))]

    studio.publish(*paths)

    assert {"first": 0, "earlier": -2, "third": -1, "second": -3} == dates(studio)


def test_one_date_that_was_deleted_and_one_that_never_was_are_a_second_apart(studio: Studio) -> None:
    """What was scheduled goes out with the rest; an episode that is out keeps its date."""
    old = studio.episode("old")
    studio.publish(old)
    scheduled(studio, "later")
    paths = [studio.episode("later"), studio.episode("new"), studio.episode("old", title="Edited")]

    studio.publish(*paths, now=NOW + timedelta(minutes=1))

    assert {"old": 0, "later": 59, "new": 60} == dates(studio)
    assert [] == [item.slug for item in studio.catalog().items if item.scheduled]


def test_the_same_files_at_the_same_moment_are_the_same_plan(studio: Studio) -> None:
    """Also after an interruption before the commit; after it, nothing is left to date."""
    studio.publish(studio.episode("zero"))
    for slug in ("one", "two", "three"):
        studio.episode(slug)
    first, second = studio.plan(), studio.plan()
    studio.publish()

    again = studio.publish()

    assert first.after.items == second.after.items == studio.catalog().items
    assert not again.run.outcome.plan


# --- later


def test_a_future_episode_is_recorded_but_scheduled(studio: Studio) -> None:
    """It is uploaded, and the feed knows nothing of it."""
    studio.episode(published=LATER.isoformat())

    studio.publish()

    assert [True] == [item.scheduled for item in studio.catalog().items]
    assert "first-light" not in studio.feed().lower()
    assert any(name.startswith("desk/media/first-light") for name in studio.tree())


def test_release_puts_out_what_is_due_and_nothing_else(studio: Studio) -> None:
    """The file need not even be there any more."""
    studio.episode("due", published=LATER.isoformat())
    studio.episode("later", published=(LATER + timedelta(days=9)).isoformat())
    studio.publish()
    for path in studio.folder.glob("*.yaml"):
        if path.name != "show.yaml":
            path.unlink()

    ended = studio.release(now=LATER)

    assert [(Transition.RELEASE, "due")] == [(change.transition, change.slug) for change in ended.outcome.changes]
    assert ["Due"] == [entry.title for entry in entries(studio)]


def test_release_with_nothing_due_does_nothing(studio: Studio) -> None:
    """A scheduled job can run it every minute."""
    studio.episode(published=LATER.isoformat())
    studio.publish()
    before = studio.tree()

    ended = studio.release()

    assert not ended.outcome.plan
    assert before == studio.tree()


def test_publish_also_releases_what_is_due(studio: Studio) -> None:
    """A publish of something else is as good as a release."""
    studio.episode("due", published=LATER.isoformat())
    studio.publish()
    other = studio.episode("other")

    studio.publish(other, now=LATER)

    assert {"Due", "Other"} == {entry.title for entry in entries(studio)}


def test_leaving_out_the_date_publishes_a_scheduled_episode_now(studio: Studio) -> None:
    """What was scheduled goes out at the moment of this run."""
    studio.episode(published=LATER.isoformat())
    studio.publish()
    studio.episode()

    studio.publish(now=NOW + timedelta(hours=1))

    assert [(False, NOW + timedelta(hours=1))] == [(item.scheduled, item.published) for item in studio.catalog().items]


def test_release_before_the_first_publication_is_refused(studio: Studio) -> None:
    """There is nothing to release."""
    with pytest.raises(Refused, match="nothing is published"):
        studio.release()


# --- leaving


def test_unpublish_leaves_a_tombstone_and_the_audio(studio: Studio) -> None:
    """It says where the audio stays reachable."""
    path = studio.episode()
    studio.publish()

    done = studio.unpublish(path)

    assert [] == entries(studio)
    assert ["first-light"] == [stone.item.slug for stone in studio.catalog().gone]
    assert (studio.site / done.still_reachable[0].removeprefix("http://127.0.0.1:").split("/", 1)[1]).is_file()


def test_unpublish_works_when_the_file_is_gone(studio: Studio) -> None:
    """The stem is the slug."""
    path = studio.episode()
    studio.publish()
    path.unlink()

    studio.unpublish(path)

    assert [] == entries(studio)


def test_unpublishing_twice_is_unpublishing_once(studio: Studio) -> None:
    """The second run has nothing to do."""
    path = studio.episode()
    studio.publish()
    studio.unpublish(path)

    again = studio.unpublish(path)

    assert not again.run.outcome.plan


def test_unpublishing_what_never_was_is_refused(studio: Studio) -> None:
    """A typo is said."""
    studio.episode()
    studio.publish()

    with pytest.raises(Refused, match="no episode 'frist-light' is published"):
        studio.unpublish(studio.folder / "frist-light.yaml")


# --- what would hit every device: refused without its flag, done with it


def replace_audio(studio: Studio) -> dict[str, Any]:
    """Another recording behind the same file name."""
    (studio.folder / "first-light.mp3").write_bytes(mp3(1.0, seed=4711))
    return {"replace_audio": True}


def move_enclosures(studio: Studio) -> dict[str, Any]:
    """Another public address."""
    studio.show(publish={"to": "../../public/desk", "url": "http://127.0.0.1:9999/elsewhere/"})
    return {"move_enclosures": True}


def redate(studio: Studio) -> dict[str, Any]:
    """Another date for what is out."""
    studio.episode(published="2020-01-01T00:00:00Z")
    return {"redate": True}


def lose_items(studio: Studio) -> dict[str, Any]:
    """A draft again after it was out."""
    studio.episode(draft="true")
    return {"lose_items": True}


def renamed(studio: Studio) -> dict[str, Any]:
    """The same recording under a new slug."""
    (studio.folder / "first-light.yaml").unlink()
    studio.episode("first-glow", sound=sum(b"first-light"))
    return {"renamed_from": "first-light"}


def restore(studio: Studio) -> dict[str, Any]:
    """A slug that was unpublished."""
    studio.unpublish(studio.folder / "first-light.yaml")
    return {"restore": True}


def revert(studio: Studio) -> dict[str, Any]:
    """A checkout older than what was published last."""
    studio.episode(title="Better")
    studio.publish()
    studio.episode()
    return {"revert": True}


GUARDED: list[Callable[[Studio], dict[str, Any]]] = [
    replace_audio,
    move_enclosures,
    redate,
    lose_items,
    renamed,
    restore,
    revert,
]


@pytest.mark.parametrize("spoil", GUARDED, ids=lambda spoil: spoil.__name__)
def test_what_hits_every_device_needs_its_own_flag(studio: Studio, spoil: Callable[[Studio], dict[str, Any]]) -> None:
    """Refused: nothing is written, and the refusal names the flag. With the flag: done, and the guid stays."""
    studio.episode()
    studio.publish()
    guid = studio.catalog().items[0].guid
    flags = spoil(studio)
    named = episode_files(studio.folder)  # in a folder, what was unpublished is skipped
    before = studio.tree()

    with pytest.raises(Refused) as caught:
        studio.publish(*named)

    assert f"--{next(iter(flags)).replace('_', '-')}" == caught.value.flag
    assert caught.value.flag in caught.value.hint
    assert before == studio.tree()

    studio.publish(*named, **flags)

    ever = [*studio.catalog().items, *(stone.item for stone in studio.catalog().gone)]
    assert [guid] == [item.guid for item in ever]
    assert before != studio.tree()


def test_replaced_audio_gets_a_new_address_and_the_old_object_stays(studio: Studio) -> None:
    """Apps and caches that hold the old feed still find the old file."""
    studio.episode()
    studio.publish()
    old = studio.catalog().items[0].enclosure.key
    flags = replace_audio(studio)

    studio.publish(**flags)

    new = studio.catalog().items[0].enclosure.key
    assert old != new
    assert (studio.site / old).is_file()
    assert studio.catalog().manifest[old].superseded == NOW


def test_a_slug_is_not_restored_and_renamed_at_once(studio: Studio) -> None:
    """The episode that it was renamed from would vanish from the feed without a trace."""
    path = studio.episode("old")
    studio.episode("other")
    studio.publish()
    studio.unpublish(path)

    with pytest.raises(Refused, match="other cannot get its name"):
        studio.publish(path, restore=True, renamed_from="other")


@pytest.mark.parametrize("title", ["First-Light", "Second light"])
def test_what_was_unpublished_before_it_was_out_is_restored_to_its_date(studio: Studio, title: str) -> None:
    """It stays scheduled, edited or not: no feed says it before its time."""
    path = studio.episode(published=LATER.isoformat())
    studio.publish()
    studio.unpublish(path)
    studio.episode(title=title, published=LATER.isoformat())

    studio.publish(restore=True)

    assert [(True, LATER)] == [(item.scheduled, item.published) for item in studio.catalog().items]
    assert [] == entries(studio)


@pytest.mark.parametrize("flags", [{}, {"redate": True}])
def test_what_is_out_is_never_scheduled_again(studio: Studio, flags: dict[str, Any]) -> None:
    """No flag does it."""
    studio.episode()
    studio.publish()
    studio.episode(published=LATER.isoformat())

    with pytest.raises(Refused, match="cannot be scheduled again"):
        studio.publish(**flags)


def test_no_flag_changes_the_guid_of_what_is_out(studio: Studio) -> None:
    """Every app would download it again."""
    studio.episode()
    studio.publish()
    studio.episode(guid="another-guid-altogether")
    flags = ("replace_audio", "redate", "lose_items", "restore", "revert", "rerender")
    every: dict[str, Any] = dict.fromkeys(flags, True)

    with pytest.raises(Refused, match="makes every app download it again"):
        studio.publish(**every)


def test_a_guid_belongs_to_one_slug(studio: Studio) -> None:
    """Apps skip the second of two items with one guid."""
    studio.episode("one", guid="the-only-guid")
    studio.episode("two", guid="the-only-guid")

    with pytest.raises(Refused, match="this guid belongs to another episode"):
        studio.publish()


def test_a_slug_reused_after_a_rename_gets_a_guid_of_its_own(studio: Studio) -> None:
    """The derived guid is taken by the renamed episode."""
    studio.episode()
    studio.publish()
    studio.publish(**renamed(studio))
    studio.episode("first-light", sound=99)

    studio.publish()

    assert 2 == len({item.guid for item in studio.catalog().items})


def test_a_stale_show_is_not_applied_and_said(studio: Studio) -> None:
    """The episode goes out; the show stays as published."""
    studio.episode()
    studio.publish()
    studio.publish(studio.show(title="Better"))
    studio.show()
    new = studio.episode("new")

    studio.publish(new)

    assert "Better" == studio.catalog().channel.title
    assert any("old checkout" in text for event in studio.events for text in getattr(event, "warnings", ()))


def test_refusals_of_several_episodes_come_together(studio: Studio) -> None:
    """All at once, each with its place."""
    studio.episode("one")
    studio.episode("two")
    studio.publish()
    studio.episode("one", published="2020-01-01T00:00:00Z")
    studio.episode("two", published="2020-01-01T00:00:00Z")

    with pytest.raises(ErrorGroup) as caught:
        studio.publish()

    assert ["--redate", "--redate"] == [error.flag for error in caught.value.errors if isinstance(error, Refused)]


def test_the_feeds_name_does_not_change(studio: Studio) -> None:
    """Subscribers would read the old one for ever."""
    studio.episode()
    studio.publish()
    studio.show(publish={"feed": "rss.xml"})

    with pytest.raises(Refused, match="subscribers read"):
        studio.publish()


def test_the_shows_guid_does_not_change(studio: Studio) -> None:
    """It is assigned once for life."""
    studio.episode()
    studio.publish()
    studio.show(guid="9b024349-ccf0-5f69-a609-6b82873eab3c")

    with pytest.raises(Refused, match="assigned once for life"):
        studio.publish()


def test_a_feed_of_somebody_else_is_not_overwritten(studio: Studio) -> None:
    """Only what a committed catalog names is ours."""
    studio.episode()
    studio.site.mkdir(parents=True)
    (studio.site / "feed.xml").write_text("<rss/>")

    with pytest.raises(Refused, match="feedpub did not put it"):
        studio.publish()

    assert "<rss/>" == studio.feed()


def test_audio_that_is_not_here_is_refused_at_first(studio: Studio) -> None:
    """There is nothing recorded that could stand in."""
    studio.episode()
    (studio.folder / "first-light.mp3").unlink()

    with pytest.raises(FeedpubError, match=r"first-light.yaml:2:8: there is no file first-light.mp3"):
        studio.publish()


def test_to_alone_is_refused_when_the_show_names_another_target(studio: Studio, tmp_path: Path) -> None:
    """The address would be wrong for it."""
    studio.show(publish={"to": "../../public/desk", "url": "http://127.0.0.1:9999/"})
    studio.episode()

    with pytest.raises(Refused, match=r"not the target of show\.yaml"):
        studio.publish(to=str(tmp_path / "other"))


def test_a_bucket_without_an_address_is_refused(studio: Studio) -> None:
    """Feeds hold absolute URLs."""
    studio.episode()

    with pytest.raises(Refused, match="has no public address"):
        studio.publish(to="s3://bucket/desk")


def test_the_example_guid_is_refused_at_a_public_address(studio: Studio) -> None:
    """It names the line to change."""
    from feedpub.catalog.channel import EXAMPLE_GUID

    studio.show(guid=EXAMPLE_GUID)
    studio.episode()

    with pytest.raises(Refused, match=r"show.yaml:10:7: this is the guid of the example show"):
        studio.publish(to=str(studio.root / "elsewhere"), url="https://tidewater.example/")


@pytest.mark.parametrize(
    ("to", "url", "message"),
    [
        ("s3:/bucket/x", "https://tidewater.example/", "--to: 's3:/bucket/x' is nothing to publish to"),
        ("S3:bucket", "https://tidewater.example/", "--to: 'S3:bucket' is nothing to publish to"),
        ("file:/srv/www", "https://tidewater.example/", "--to: 'file:/srv/www' is nothing to publish to"),
        ("elsewhere", "tidewater.example", "--url: 'tidewater.example' is not the address of a place: it does not beg"),
        (
            "elsewhere",
            "https://a.example/?b",
            "--url: 'https://a.example/?b' is not the address of a place: it has a q",
        ),
    ],
)
def test_a_misspelt_place_is_no_folder(studio: Studio, to: str, url: str, message: str) -> None:
    """Nobody means a folder called `s3:`; nothing is written."""
    studio.episode()

    with pytest.raises(Refused) as refused:
        studio.publish(to=to, url=url)

    assert str(refused.value).startswith(message)
    assert not Path(to).exists()


def test_a_public_show_gets_its_guid_from_the_feeds_address(studio: Studio) -> None:
    """By the namespace's rule; a local one gets random bits."""
    studio.episode()
    studio.publish(to=str(studio.root / "public" / "desk"), url="https://tidewater.example/")

    assert "0ecd0cb9-bd55-59fe-8bad-21276a784736" == studio.catalog().channel.guid


def test_a_local_show_gets_a_random_guid(tmp_path: Path) -> None:
    """Two rehearsals of two people are two shows."""
    guids = set()
    for name in ("one", "two"):
        desk = Studio(tmp_path / name)
        desk.show()
        desk.episode()
        desk.publish()
        guids.add(desk.catalog().channel.guid)

    assert 2 == len(guids)


@pytest.mark.parametrize(
    ("options", "fields", "count"),
    [
        ({}, {}, 1),
        ({"to": "elsewhere", "url": "https://example.com/"}, {}, 0),
        ({}, {"guid": "917393e3-1b1e-5cef-ace4-edaa54e1f810"}, 0),
    ],
)
def test_a_caller_is_asked_for_a_guid_only_where_there_is_none(
    studio: Studio, monkeypatch: pytest.MonkeyPatch, options: dict[str, Any], fields: dict[str, str], count: int
) -> None:
    """Not for a public address, not for a written one, and not once a catalog holds one."""
    monkeypatch.chdir(studio.root)
    studio.show(**fields)
    studio.episode()
    calls = []

    def answer(show: ShowFile) -> str:
        calls.append(show.path)
        return "003af0a0-6a45-55cf-b765-68e3d349551a"

    for _ in range(2):
        studio.publish(new_guid=answer, **options)

    assert [studio.folder / "show.yaml"] * count == calls


def test_switches_that_hide_a_show_are_said_on_every_run(studio: Studio) -> None:
    """Also when there is nothing to do."""
    studio.show(block="true", complete="true")
    studio.episode()
    studio.publish()
    studio.events.clear()

    studio.publish()

    findings = [one for event in studio.events if isinstance(event, Planned) for one in event.gate.findings]
    assert ["hidden-show", "ended-show"] == [one.rule.name for one in findings]


def test_time_is_that_of_the_run(studio: Studio) -> None:
    """Whole seconds, UTC."""
    studio.episode()
    studio.publish()

    assert datetime(2026, 11, 23, 7, 0, tzinfo=UTC) == studio.catalog().items[0].first
