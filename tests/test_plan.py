"""Plans: pure, in phases, each action with its reason; applied, nothing is left to plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import channel, enclosure, item
from tests.driving import NOW, ORIGIN, quiet_effects, transacted, with_objects

from feedpub import feed
from feedpub.catalog import (
    Applied,
    NextCatalog,
    PublishedDocument,
    begin,
    of_catalog,
    release_due,
    revise,
    with_item,
    without_item,
)
from feedpub.catalog.objects import sizes
from feedpub.deploy.actions import Delete, Plan, Put, Verify
from feedpub.deploy.events import Planned, Restarted
from feedpub.deploy.pending import to_look_at
from feedpub.deploy.plan import make_plan
from feedpub.deploy.target import Area, Observed, Target
from feedpub.deploy.transaction import ATTEMPTS, transact
from feedpub.errors import Conflict, Refused, VerificationFailed
from feedpub.model import Catalog
from feedpub.storage import Absent, Body, ObjectInfo, Same
from feedpub.storage.memory import Memory

COVER = Body.of_bytes(b"cover")
SHOWN = replace(channel(), image=replace(channel().image, key="art/cover-1.jpg", digest=COVER.digest, size=COVER.size))
SLUGS = ("one", "two", "three")
SOUNDS = {slug: Body.of_bytes(f"sound of {slug}".encode()) for slug in SLUGS}
BODIES = {"art/cover-1.jpg": COVER, **{f"media/{slug}.mp3": body for slug, body in SOUNDS.items()}}


def episode(slug: str, **changes: Any) -> Any:
    """An item whose recording is in `BODIES`."""
    body = SOUNDS[slug]
    sound = enclosure(key=f"media/{slug}.mp3", digest=body.digest, identity=slug, size=body.size)
    return item(slug, **{"guid": slug, "enclosure": sound, **changes})


def target() -> Target:
    """An empty target."""
    return Target(site=Memory("site"), state=Memory("state"))


def wanting(*items: Any) -> Callable[[Catalog | None], NextCatalog]:
    """A change that brings these items."""

    def change(before: Catalog | None) -> NextCatalog:
        catalog = before or begin(SHOWN, ("source",))
        for one in items:
            catalog = with_item(catalog, one)
        return NextCatalog(catalog=catalog)

    return change


def revised(*items: Any, before: Catalog | None = None) -> Catalog:
    """The catalog that brings these items, as `transact` would commit it."""
    after = wanting(*items)(before).catalog
    return revise(before, after, rendered={SHOWN.feed: feed.source_digest(after)}, now=NOW)


def planned(observed: Observed, after: Catalog) -> Plan:
    """A plan for it."""
    shown = PublishedDocument(type="application/rss+xml", source=feed.source_digest(after), render=feed.render)
    return make_plan(observed, after, bodies=BODIES, documents={SHOWN.feed: shown})


EDITS = st.one_of(
    st.sampled_from(SLUGS).map(lambda slug: lambda catalog: with_item(catalog, episode(slug))),
    st.tuples(st.sampled_from(SLUGS), st.text(max_size=3)).map(
        lambda both: lambda catalog: with_item(catalog, episode(both[0], notes=both[1].encode().hex()))
    ),
    st.sampled_from(SLUGS).map(
        lambda slug: (
            lambda catalog: with_item(catalog, episode(slug, scheduled=True, published=NOW + timedelta(days=1)))
        )
    ),
    st.sampled_from(SLUGS).map(lambda slug: lambda catalog: without_item(catalog, slug, now=NOW)),
    st.just(lambda catalog: release_due(catalog, now=NOW + timedelta(days=2))),
)


@pytest.mark.slow
@given(st.lists(EDITS, max_size=6))
def test_after_every_change_the_second_run_is_empty(edits: list[Callable[[Catalog], Catalog]]) -> None:
    """For every state that can be reached: nothing is left to plan, and the feed is that of the catalog."""
    where = target()
    for edit in [lambda catalog: catalog, *edits]:

        def change(before: Catalog | None, edit: Callable[[Catalog], Catalog] = edit) -> NextCatalog:
            return NextCatalog(catalog=edit(before or begin(SHOWN, ("source",))))

        done = transacted(where, change, bodies=BODIES)
        again = transacted(where, lambda before: NextCatalog(catalog=before or begin(SHOWN, ())), bodies=BODIES)

        stored = where.site.read(SHOWN.feed)
        assert not again.plan
        assert stored is not None
        assert feed.render(done.after) == stored.data


def test_references_point_backwards_in_time() -> None:
    """Media, then proof, then the commit, then the feed, then `applied`."""
    plan = planned(Observed(), revised(episode("one")))

    assert ["media", "verify", "history", "catalog", "feed", "applied"] == [phase.name for phase in plan.phases]
    assert [None, Absent(), Absent(), Absent()] == [put.guard for put in plan.puts[2:]]
    assert ["site", "site", "state", "state", "site", "state"] == [put.area for put in plan.puts]


def test_every_action_carries_its_reason() -> None:
    """Also for people who did not write it."""
    plan = planned(Observed(), revised(episode("one"), episode("two", scheduled=True)))

    assert [
        "artwork of the show",
        "audio of one",
        "audio of two, scheduled",
        "revision 1",
        "revision 1, the first",
        "1 episode (1 added)",
        "revision 1",
    ] == [put.reason for put in plan.puts]


def test_what_an_interrupted_run_brought_is_not_sent_again_but_proved() -> None:
    """It must be there whole: size and digest, and the checksum that the store itself has of every byte."""
    after = revised(episode("one"))
    body = SOUNDS["one"]
    there = ObjectInfo(size=body.size, token="t", digest=body.digest)
    part = ObjectInfo(size=body.size - 1, token="t", digest="")

    whole = planned(Observed(objects={"media/one.mp3": there}), after)
    half = planned(Observed(objects={"media/one.mp3": part}), after)
    damaged = planned(Observed(objects={"media/one.mp3": replace(there, checksum="0" * 64)}), after)

    assert "media/one.mp3" not in [put.key for put in whole.puts]
    assert "media/one.mp3" in [action.key for action in whole.verifications]
    assert "media/one.mp3" in [put.key for put in half.puts]
    assert "media/one.mp3" in [put.key for put in damaged.puts]


def test_only_what_is_new_and_the_feed_are_looked_at() -> None:
    """However many episodes there are."""
    before = revised(episode("one"))
    after = revised(episode("two"), before=before)

    observed = Observed(catalog=before, token="t", applied=Applied(revision=1))

    assert ("feed.xml", "media/two.mp3") == to_look_at(observed, after)


def as_sent(catalog: Catalog) -> dict[str, ObjectInfo]:
    """Every recording and picture that it names, as it was put."""
    lengths = sizes(catalog)
    return {
        key: ObjectInfo(size=lengths[key], token="sent", digest=digest) for key, digest in of_catalog(catalog).items()
    }


def test_a_feed_that_is_behind_is_sent_again_over_the_version_just_seen() -> None:
    """Whatever its bytes: the catalog names it, so it is ours."""
    before = revised(episode("one"))
    looked_at = {**as_sent(before), "feed.xml": ObjectInfo(size=1, token="old")}

    plan = planned(Observed(catalog=before, token="t", objects=looked_at), before)

    assert [("feed.xml", Same("old")), ("applied", Absent())] == [(put.key, put.guard) for put in plan.puts]


def test_a_feed_that_arrived_although_its_run_died_is_not_sent_again() -> None:
    """Only the note of it is missing."""
    before = revised(episode("one"))
    body = Body.of_bytes(feed.render(before))
    seen = ObjectInfo(size=body.size, token="new", digest=body.digest)

    plan = planned(Observed(catalog=before, token="t", objects={**as_sent(before), "feed.xml": seen}), before)

    assert [(Area.STATE, "applied")] == [(put.area, put.key) for put in plan.puts]


def test_what_is_not_ours_is_refused() -> None:
    """A feed that no catalog names was put by somebody else."""
    observed = Observed(objects={"feed.xml": ObjectInfo(size=1, token="theirs")})

    with pytest.raises(Refused, match="feedpub did not put it"):
        planned(observed, revised(episode("one")))


def test_an_empty_plan_is_falsy() -> None:
    """And has nothing to put or verify."""
    assert (False, (), ()) == (bool(Plan()), Plan().puts, Plan().verifications)


# --- carried out


def test_a_failed_proof_leaves_catalog_and_feed_as_they_were() -> None:
    """The recording is there, and nothing refers to it."""
    where = target()
    transacted(where, wanting(episode("one")), bodies=BODIES)
    before = (where.state.read("catalog.json.gz"), where.site.read("feed.xml"), where.state.read("applied"))

    def fail(action: Verify) -> None:
        raise VerificationFailed("listeners would not get this", where=action.url)

    with pytest.raises(VerificationFailed):
        transacted(where, wanting(episode("two")), bodies=BODIES, effects=quiet_effects(verify=fail))

    assert before == (where.state.read("catalog.json.gz"), where.site.read("feed.xml"), where.state.read("applied"))
    assert where.site.head("media/two.mp3") is not None


def test_a_lost_race_starts_over_and_shows_its_new_plan_first() -> None:
    """The other's episode is in the feed too."""
    where = target()
    transacted(where, wanting(episode("one")), bodies=BODIES)
    steps = transact(
        where, with_objects(wanting(episode("two")), BODIES), now=NOW, origin=ORIGIN, effects=quiet_effects()
    )
    events = []
    for event in steps:
        events.append(event)
        if isinstance(event, Planned) and event.attempt == 1:
            transacted(where, wanting(episode("three")), bodies=BODIES)

    plans = [event.plan for event in events if isinstance(event, Planned)]
    assert 1 == len([event for event in events if isinstance(event, Restarted)])
    assert ["2 episodes (1 added)", "3 episodes (1 added)"] == [
        put.reason for plan in plans for put in plan.puts if put.key == "feed.xml"
    ]


def test_a_race_lost_again_and_again_ends_with_exit_code_3() -> None:
    """Nothing of the others' is overwritten."""
    where = target()
    transacted(where, wanting(episode("one")), bodies=BODIES)
    revision = 0

    def disturb(_action: Verify) -> None:
        nonlocal revision
        revision += 1
        transacted(where, wanting(episode("one", notes=str(revision))), bodies=BODIES)

    with pytest.raises(Conflict, match=f"{ATTEMPTS} times in a row") as caught:
        transacted(where, wanting(episode("two")), bodies=BODIES, effects=quiet_effects(verify=disturb))

    assert 3 == caught.value.exit_code


def test_a_newer_renderers_work_is_not_published_over() -> None:
    """Two versions would flip-flop the feed."""
    where = target()
    transacted(where, wanting(episode("one")), bodies=BODIES)

    def newer(before: Catalog | None) -> NextCatalog:
        assert before is not None
        return NextCatalog(catalog=before)

    stored = where.state.read("catalog.json.gz")
    assert stored is not None
    from feedpub.catalog import dumps, loads

    ahead = replace(loads(stored.data, where=""), renderer=99)
    where.state.put("catalog.json.gz", Body.of_bytes(dumps(ahead)), type="", cache="")

    with pytest.raises(Refused, match="newer feedpub"):
        transacted(where, newer, bodies=BODIES)


def test_a_damaged_applied_is_written_again() -> None:
    """It vouches for nothing: the feed is looked at, and is as it was published."""
    where = target()
    transacted(where, wanting(episode("one")), bodies=BODIES)
    where.state.put("applied", Body.of_bytes(b"x"), type="", cache="")

    done = transacted(where, wanting(), bodies=BODIES)

    assert ["applied"] == [put.key for put in done.plan.puts]


def test_only_what_is_named_is_deleted() -> None:
    """A plan may hold deletions; publishing never makes one."""
    plan = planned(Observed(), revised(episode("one")))

    assert [] == [action for phase in plan.phases for action in phase.actions if isinstance(action, Delete)]
    assert all(isinstance(action, Put | Verify) for phase in plan.phases for action in phase.actions)


def test_an_older_catalog_that_names_what_was_deleted_since_is_not_published() -> None:
    """Everything that it names is looked at; what is missing is sent again, if its bytes are here."""
    before = revised(episode("one"))
    after = replace(before, revision=9)
    objects = dict.fromkeys(to_look_at(Observed(catalog=before, adopted=True), after))
    observed = Observed(catalog=before, token="1", adopted=True, objects=objects)

    assert of_catalog(after).keys() <= objects.keys()
    with pytest.raises(Refused, match="is not there any more"):
        make_plan(observed, after, bodies={}, documents={})
    assert {*BODIES} - {"media/two.mp3", "media/three.mp3"} <= {put.key for put in planned(observed, after).puts}
