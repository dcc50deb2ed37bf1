"""What somebody else does between two steps of a run is a lost race: looked at again, or said, never a wrong error."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.driving import NOW, ORIGIN, quiet_effects, transacted, with_objects
from tests.studio import Studio, new_guid
from tests.test_plan import BODIES, episode, target, wanting

from feedpub.catalog import CATALOG, Overrides, feed_version, read_stored
from feedpub.commands.publish import publish_steps
from feedpub.deploy.actions import Put, Verify
from feedpub.deploy.events import ActionDone, Restarted
from feedpub.deploy.target import Claim, Target
from feedpub.deploy.transaction import transact
from feedpub.errors import Conflict, FileChanged, VerificationFailed
from feedpub.storage.guard_check import Unguarded
from feedpub.storage.memory import Memory
from feedpub.storage.steps import one_by_one


def test_a_page_that_somebody_unpublished_in_the_same_moment_is_a_lost_race(tmp_path: Path) -> None:
    """Between its put and its verification: the run looks again, and says who was faster with exit code 3."""
    desk = Studio(tmp_path)
    desk.show()
    desk.publish(desk.episode("second"))
    first = desk.episode("first")

    with pytest.raises(Conflict, match="somebody else published right after this run: first was unpublished") as caught:
        published_while(desk, first, lambda: desk.unpublish(first))

    assert 3 == caught.value.exit_code
    assert not desk.publish(desk.folder / "second.yaml").run.outcome.plan


def test_a_page_that_somebody_edited_in_the_same_moment_is_a_lost_race(tmp_path: Path) -> None:
    """The run looks again, finds its change done, and ends well."""
    desk = Studio(tmp_path)
    desk.show()
    desk.publish(desk.episode("second"))
    first = desk.episode("first")

    restarts = published_while(desk, first, lambda: desk.publish(desk.episode("second", title="Edited")))

    assert 1 == restarts
    assert not desk.publish().run.outcome.plan


def published_while(desk: Studio, first: Path, other: Callable[[], object]) -> int:
    """Publish an episode; as soon as its page is put, somebody else goes on, and the page is not what it was.

    Gives how often the run started over.
    """
    restarts = 0
    for event in publish_steps([first], now=NOW, new_guid=new_guid, overrides=Overrides()):
        restarts += isinstance(event, Restarted)
        is_put = isinstance(event, ActionDone) and isinstance(event.action, Put) and event.action.key == "first.html"
        if is_put and not restarts:
            other()
            (desk.site / "first.html").write_text("<p>gone</p>")
    return restarts


def test_a_feed_that_is_newer_than_the_catalog_that_was_read_is_a_lost_race() -> None:
    """The public feed is asked while the store is: it may show what somebody has published in between."""
    where = target()
    transacted(where, wanting(episode("one")), bodies=BODIES)

    def recall() -> list[Claim]:
        transacted(where, wanting(episode("one"), episode("two")), bodies=BODIES)
        feed = where.site.read("feed.xml")
        version = feed_version(feed.data) if feed else None
        return [Claim(version, "the public feed")] if version else []

    effects = quiet_effects(recall=recall, together=one_by_one)
    change = with_objects(wanting(episode("three")), BODIES)
    restarts = sum(
        isinstance(event, Restarted) for event in transact(where, change, now=NOW, origin=ORIGIN, effects=effects)
    )

    assert 1 == restarts
    stored = where.state.read(CATALOG)
    assert stored is not None
    items = read_stored(stored.data, where=CATALOG).catalog.items
    assert {"one", "two", "three"} == {item.slug for item in items}


def test_a_verification_that_fails_alone_stays_an_error() -> None:
    """Nobody else has written: the address, or the store, is wrong."""
    where = target()
    transacted(where, wanting(episode("one")), bodies=BODIES)

    def fail(action: Verify) -> None:
        raise VerificationFailed("listeners would not get this", where=action.url)

    with pytest.raises(VerificationFailed):
        transacted(where, wanting(episode("two")), bodies=BODIES, effects=quiet_effects(verify=fail))


def test_a_recording_that_is_still_being_written_is_not_published(tmp_path: Path) -> None:
    """It grows between measuring and the commit: the half that was there stays unnamed, and the feed as it was."""
    desk = Studio(tmp_path)
    desk.show()
    desk.publish(desk.episode("first"))
    before, growing = desk.feed(), desk.episode("second")

    with pytest.raises(FileChanged, match="nothing of it is published") as caught:
        published_while_it_grows(desk, growing)

    assert str(growing.with_suffix(".mp3")) == caught.value.where
    assert (before, None) == (desk.feed(), desk.catalog().item("second"))


def published_while_it_grows(desk: Studio, episode: Path) -> None:
    """Publish an episode whose recording is written to as soon as it was sent."""
    for event in publish_steps([episode], now=NOW, new_guid=new_guid, overrides=Overrides()):
        if isinstance(event, ActionDone) and event.action.key.startswith("media/"):
            with episode.with_suffix(".mp3").open("ab") as file:
                file.write(b"\0" * 999)


# --- stores without guards


def unguarded() -> Target:
    """A show in a store that ignores guards, published by somebody who said to be alone."""
    where = Target(site=Unguarded(Memory("site")), state=Unguarded(Memory("state")))
    transacted(where, wanting(episode("one")), bodies=BODIES, effects=quiet_effects(is_guarded=False))
    return where


def test_two_who_publish_without_guards_at_the_same_moment_are_told() -> None:
    """One of the two revisions was written over; both are named, and both lie in the history."""
    where = unguarded()
    steps = transact(
        where,
        with_objects(wanting(episode("two")), BODIES),
        now=NOW,
        origin=ORIGIN,
        effects=quiet_effects(is_guarded=False),
    )
    next(one for one in steps if isinstance(one, ActionDone) and one.action.key.startswith("history/"))
    transacted(where, wanting(episode("three")), bodies=BODIES, effects=quiet_effects(is_guarded=False))

    with pytest.raises(Conflict) as caught:
        list(steps)

    named = [one.key for one in where.state.list("history/", after="history/0000000002")]
    assert 2 == len(named)
    assert all(key in caught.value.message for key in named)
    assert (3, Conflict) == (caught.value.exit_code, type(caught.value))


def test_who_is_alone_without_guards_is_not_bothered() -> None:
    """Also after a run that was killed between history and catalog."""
    where = unguarded()
    effects = quiet_effects(is_guarded=False)
    steps = transact(where, with_objects(wanting(episode("two")), BODIES), now=NOW, origin=ORIGIN, effects=effects)
    next(one for one in steps if isinstance(one, ActionDone) and one.action.key.startswith("history/"))

    assert transacted(where, wanting(episode("three")), bodies=BODIES, effects=quiet_effects(is_guarded=False)).plan
    steps.close()
