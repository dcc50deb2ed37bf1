"""Deletion is a commit: marked by a revision, carried out when the feed has reached it, repeated after a crash."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from tests.builders import channel, enclosure, item
from tests.driving import NOW, ORIGIN, quiet_effects, transacted

from feedpub.catalog import APPLIED, CATALOG, NextCatalog, Removal, begin, loads, loads_applied, with_item, without_item
from feedpub.deploy.actions import Delete
from feedpub.deploy.events import PhaseStarted
from feedpub.deploy.target import Target
from feedpub.deploy.transaction import transact
from feedpub.errors import Denied
from feedpub.model import Catalog
from feedpub.storage import Body, Guard
from feedpub.storage.memory import Memory

pytestmark = pytest.mark.slow

SOUND = Body.of_bytes(b"the sound of first light")
COVER = Body.of_bytes(b"cover")
KEY = f"media/first-light-{SOUND.digest[:12]}.mp3"
SHOWN = channel(pages=False)
SHOWN = replace(SHOWN, image=replace(SHOWN.image, key="art/cover-1.jpg", digest=COVER.digest, size=COVER.size))
ITEM = item(enclosure=enclosure(key=KEY, digest=SOUND.digest, size=SOUND.size))
BODIES = {KEY: SOUND, SHOWN.image.key: COVER}


def publishing(before: Catalog | None) -> NextCatalog:
    """The episode is out."""
    return NextCatalog(catalog=with_item(before or begin(SHOWN, ("source",)), ITEM), objects=BODIES)


def deleting(before: Catalog | None) -> NextCatalog:
    """It is taken out, and its recording deleted."""
    assert before is not None
    return NextCatalog(catalog=without_item(before, "first-light", now=NOW), removal=Removal(keys=frozenset({KEY})))


def nothing(before: Catalog | None) -> NextCatalog:
    """A run that changes nothing."""
    assert before is not None
    return NextCatalog(catalog=before)


@pytest.fixture
def target() -> Target:
    """A show with one episode."""
    made = Target(site=Memory("site"), state=Memory("state"))
    transacted(made, publishing, bodies=BODIES)
    return made


def run(target: Target, change: Callable[[Catalog | None], NextCatalog], **effects: Any) -> list[str]:
    """The phases of a run to its end."""
    steps = transact(target, change, now=NOW, origin=ORIGIN, effects=quiet_effects(**effects))
    return [event.phase.name for event in steps if isinstance(event, PhaseStarted)]


def catalog(target: Target) -> Catalog:
    """What is committed."""
    found = target.state.read(CATALOG)
    assert found is not None
    return loads(found.data, where="catalog")


def deleted(target: Target) -> int:
    """What `applied` says."""
    found = target.state.read(APPLIED)
    applied = loads_applied(found.data) if found else None
    assert applied is not None
    return applied.deleted


def test_objects_are_deleted_after_feed_and_applied_have_reached_the_mark(target: Target) -> None:
    """And `applied` says afterwards that it was done: the next run has nothing to do."""
    phases = run(target, deleting)

    assert ["history", "catalog", "feed", "applied", "delete", "deleted"] == phases
    assert None is target.site.head(KEY)
    assert (2, 2) == (catalog(target).manifest[KEY].deleted, deleted(target))
    assert [] == run(target, nothing)


def test_a_later_run_deletes_what_a_crash_left(target: Target) -> None:
    """Whichever phase it died in front of, and whatever the later run is there for."""
    for died in ("feed", "applied", "delete", "deleted"):
        world = Target(site=Memory("site"), state=Memory("state"))
        transacted(world, publishing, bodies=BODIES)
        steps = transact(world, deleting, now=NOW, origin=ORIGIN, effects=quiet_effects())
        for event in steps:
            if isinstance(event, PhaseStarted) and event.phase.name == died:
                break
        steps.close()
        if died != "deleted":
            assert None is not world.site.head(KEY)

        run(world, nothing)

        assert None is world.site.head(KEY), died
        assert 2 == deleted(world)


def test_the_same_bytes_come_back_under_another_key(target: Target) -> None:
    """Also where the deletion was not carried out yet: that may happen at any moment."""
    run(target, deleting)

    run(target, publishing)

    [back] = catalog(target).items
    assert KEY.replace(".mp3", "-2.mp3") == back.enclosure.key
    assert None is not target.site.head(back.enclosure.key)
    assert None is target.site.head(KEY)
    assert [] == run(target, publishing)


class Forbidding(Memory):
    """A store whose credentials may not delete."""

    def delete(self, key: str, *, guard: Guard | None = None) -> None:
        """Refuse."""
        del guard
        raise Denied("these credentials do not have the permission s3:DeleteObject", where=key)


def test_whoever_may_not_delete_publishes_all_the_same() -> None:
    """What others have marked stays until somebody runs who may; a run that is there to delete fails."""
    site = Forbidding("site")
    target = Target(site=site, state=Memory("state"))
    transacted(target, publishing, bodies=BODIES)

    with pytest.raises(Denied):
        run(target, deleting, is_deleting=True)
    run(target, nothing)

    assert (2, 0) == (catalog(target).manifest[KEY].deleted, deleted(target))
    assert None is not site.head(KEY)


def test_whoever_marks_and_may_not_delete_hears_of_it() -> None:
    """Of pictures of somebody who has left, for example: all else is published, and the next run may delete them."""
    site = Forbidding("site")
    target = Target(site=site, state=Memory("state"))
    transacted(target, publishing, bodies=BODIES)

    with pytest.raises(Denied, match="s3:DeleteObject"):
        run(target, deleting)

    assert 2 == catalog(target).manifest[KEY].deleted
    assert None is not site.head(KEY)


def test_a_page_is_deleted_only_as_it_was_seen(target: Target) -> None:
    """It may have come back under its key meanwhile."""
    run(target, deleting)
    before = catalog(target)
    page = Body.of_bytes(b"<p>somebody published it again</p>")
    target.site.put("first-light.html", page, type="text/html", cache="")

    def marking(before: Catalog | None) -> NextCatalog:
        assert before is not None
        return NextCatalog(catalog=before, removal=Removal(keys=frozenset({"first-light.html"})))

    steps = transact(target, marking, now=NOW, origin=ORIGIN, effects=quiet_effects())
    for event in steps:
        if isinstance(event, PhaseStarted) and event.phase.name == "delete":
            [action] = event.phase.actions
            assert isinstance(action, Delete)
            found = target.site.head("first-light.html")
            assert found is not None
            assert found.token == getattr(action.guard, "token", None)
    assert before.revision + 1 == catalog(target).revision
    assert None is target.site.head("first-light.html")
