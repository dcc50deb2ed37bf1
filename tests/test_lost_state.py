"""The state or the feed is lost, restored, damaged or overwritten: nothing of the show is lost with it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import feedparser
import pytest
from tests.studio import NOW, Studio, new_guid

from feedpub.catalog import Applied, Overrides, dumps, loads_applied
from feedpub.commands.publish import publish_steps
from feedpub.commands.status import status
from feedpub.deploy.events import PhaseStarted, Planned
from feedpub.errors import Refused

pytestmark = pytest.mark.slow


def studio(root: Path, *slugs: str, **fields: Any) -> Studio:
    """A show with these episodes, published one after the other."""
    desk = Studio(root)
    desk.show(**fields)
    for slug in slugs:
        desk.publish(desk.episode(slug))
    return desk


def titles(desk: Studio) -> set[str]:
    """The episodes in the public feed."""
    return {entry.title for entry in feedparser.parse(desk.feed()).entries}


def documents(desk: Studio) -> dict[str, bytes]:
    """The public feed and pages."""
    return {path.name: path.read_bytes() for path in desk.site.iterdir() if path.is_file()}


def without_revisions(desk: Studio) -> dict[str, bytes]:
    """The public feed and pages without what they say of the revision that brought them."""
    marked = rb'revision(?: |":)\d+(?:, lineage [0-9a-f]{12}, catalog [0-9a-f]{12})?'
    return {name: re.sub(marked, b"revision", data) for name, data in documents(desk).items()}


def applied(desk: Studio) -> Applied:
    """What pages and feed have reached."""
    found = loads_applied((desk.state / "applied").read_bytes())
    assert found is not None
    return found


def sent(done: Any) -> list[str]:
    """The keys that a run stored, in order."""
    return [put.key for put in done.run.outcome.plan.puts]


# --- the catalog is lost

CHANGING: dict[str, Callable[[Studio], object]] = {
    "publish": lambda desk: desk.publish(),
    "publish one": lambda desk: desk.publish(desk.episode("second")),
    "release": lambda desk: desk.release(),
    "unpublish": lambda desk: desk.unpublish(desk.folder / "first.yaml"),
    "status": lambda desk: status(desk.folder, now=NOW),
}


@pytest.mark.parametrize("verb", CHANGING)
def test_a_lost_catalog_is_refused_before_anything_is_written(verb: str, tmp_path: Path) -> None:
    """A new catalog would drop every other episode from the feed; the message says what is missing and where."""
    desk = studio(tmp_path, "first", "second")
    catalog = desk.state / "catalog.json.gz"
    catalog.unlink()
    before = desk.tree()

    with pytest.raises(Refused) as caught:
        CHANGING[verb](desk)

    assert f"{catalog}: the catalog is missing" in str(caught.value)
    assert "feedpub recover" in caught.value.hint
    assert "empty" in caught.value.hint
    assert 2 == caught.value.exit_code
    assert before == desk.tree()


def test_a_feed_of_feedpub_without_any_state_is_refused(tmp_path: Path) -> None:
    """The whole state is lost, or `publish: state:` names another place: the feed alone tells that there was one."""
    desk = studio(tmp_path, "first", "second")
    shutil.rmtree(desk.state)
    before = desk.tree()

    with pytest.raises(Refused) as caught:
        desk.publish(desk.episode("third"))

    assert f"{desk.state / 'catalog.json.gz'}: the catalog is missing" in str(caught.value)
    assert "feed.xml" in caught.value.message
    assert "publish: state:" in caught.value.hint
    assert before == desk.tree()


def test_a_feed_of_somebody_else_is_still_refused_as_such(tmp_path: Path) -> None:
    """No catalog is missed there: the author is asked to name the feed differently."""
    desk = studio(tmp_path)
    desk.site.mkdir(parents=True)
    (desk.site / "feed.xml").write_text("<rss><channel><generator>Castopod</generator></channel></rss>")

    with pytest.raises(Refused, match="feedpub did not put it"):
        desk.publish(desk.episode("first"))


def test_a_first_publish_that_was_interrupted_before_its_catalog_is_not_mistaken_for_a_loss(tmp_path: Path) -> None:
    """Media are there, no catalog, no `applied`, no feed: the next run begins anew."""
    desk = studio(tmp_path)
    desk.episode("first")
    with closing(publish_steps([desk.folder], now=NOW, new_guid=new_guid, overrides=Overrides())) as steps:
        for event in steps:
            if isinstance(event, PhaseStarted) and event.phase.name == "catalog":
                break
        assert list((desk.site / "media").iterdir())

        desk.publish()

    assert {"First"} == titles(desk)


def test_a_lost_applied_is_written_again_and_nothing_else_is(tmp_path: Path) -> None:
    """The catalog is the state; `applied` only spares looking."""
    desk = studio(tmp_path, "first", "second")
    (desk.state / "applied").unlink()

    done = desk.publish()

    assert ["applied"] == sent(done)
    assert not desk.publish().run.outcome.plan


# --- an older catalog is restored


def restored(root: Path, **fields: Any) -> Studio:
    """A show whose catalog is that of an earlier revision, from before an edit and two more episodes."""
    desk = studio(root, "first", "second", **fields)
    catalog = desk.state / "catalog.json.gz"
    backup = catalog.read_bytes()
    desk.publish(desk.episode("first", title="Edited"))
    desk.publish(desk.episode("third"))
    desk.publish(desk.episode("fourth"))
    catalog.write_bytes(backup)
    return desk


@pytest.mark.parametrize("verb", ["publish", "publish one", "release", "unpublish"])
def test_an_older_catalog_is_refused_before_anything_is_written(verb: str, tmp_path: Path) -> None:
    """It knows nothing of what was published since, which would leave the feed; the right one lies in the history."""
    desk = restored(tmp_path)
    before = desk.tree()

    with pytest.raises(Refused, match="this catalog is older than what is published") as caught:
        CHANGING[verb](desk)

    assert 2 == caught.value.exit_code
    assert "it is revision 2 of lineage" in caught.value.message
    assert "applied names revision 5" in caught.value.message
    assert "feedpub recover --revision 2" in caught.value.hint
    assert before == desk.tree() or "publish one" == verb


def test_a_catalog_of_the_same_revision_with_other_bytes_is_refused(tmp_path: Path) -> None:
    """Somebody edited it; the message does not say the same of both."""
    desk = studio(tmp_path, "first")
    stored = desk.catalog()
    changed = replace(stored, channel=replace(stored.channel, title="Somebody else's"))
    (desk.state / "catalog.json.gz").write_bytes(dumps(changed))

    with pytest.raises(Refused) as caught:
        desk.publish()

    assert f"revision {stored.revision} of lineage" in caught.value.message
    assert "but other bytes than those of which" in caught.value.message


def test_what_the_refusal_says_to_do_works(tmp_path: Path) -> None:
    """An object of the history is a catalog, byte for byte."""
    desk = restored(tmp_path)
    shutil.copy(max((desk.state / "history").iterdir()), desk.state / "catalog.json.gz")

    assert not desk.publish().run.outcome.plan
    assert {"Edited", "Second", "Third", "Fourth"} == titles(desk)


def test_after_an_older_catalog_was_recovered_the_next_publish_is_in_the_feed(tmp_path: Path) -> None:
    """`applied` names a later revision than the restored one, and vouches for nothing of what is published now."""
    desk = restored(tmp_path)

    done = desk.recover(revision="2")

    assert {"First", "Second"} == titles(desk)
    assert {"feed.xml", "index.html", "second.html", "applied"} <= set(sent(done))
    desk.publish()
    assert {"Edited", "Second", "Third", "Fourth"} == titles(desk)
    assert not desk.publish().run.outcome.plan


def test_a_recovered_catalog_has_a_revision_that_was_never_published(tmp_path: Path) -> None:
    """Revisions only rise, and the next number stays free: nobody takes the new one for the child of the lost one."""
    desk = restored(tmp_path)
    assert (5, 2) == (applied(desk).revision, desk.catalog().revision)

    desk.recover(revision="2")

    assert (7, 7) == (applied(desk).revision, desk.catalog().revision)
    assert "feedpub (revision 7, lineage " in desk.feed()
    assert "feedpub (revision 7)" in (desk.site / "first.html").read_text()


def test_the_author_is_warned_that_the_catalog_is_an_older_one(tmp_path: Path) -> None:
    """It knows nothing of what was published since: those episodes are to be published again."""
    desk = restored(tmp_path)

    desk.recover(revision="2")

    (planned,) = [event for event in desk.events if isinstance(event, Planned)][-1:]
    assert any("older catalog" in warning and "publish" in warning and "5" in warning for warning in planned.warnings)


def test_recovering_repairs_without_any_edit(tmp_path: Path) -> None:
    """Pages and feed become those of the catalog; afterwards nothing is asked for any more."""
    desk = restored(tmp_path)

    desk.recover(revision="2")

    assert {"First", "Second"} == titles(desk)
    assert "Edited" not in (desk.site / "first.html").read_text()
    assert not desk.release().outcome.plan


def test_what_lost_revisions_published_may_be_published_again_later_too(tmp_path: Path) -> None:
    """Their pages say that feedpub made them, and nobody else's can be there: the home is the show's own."""
    desk = restored(tmp_path)
    desk.recover(revision="2")
    assert (desk.site / "third.html").exists()

    desk.publish(desk.folder / "third.yaml")

    assert {"First", "Second", "Third"} == titles(desk)
    assert "feedpub (revision 8)" in (desk.site / "third.html").read_text()


def test_pages_of_another_show_are_refused(tmp_path: Path) -> None:
    """They say that feedpub made them, but not for this show."""
    desk = studio(tmp_path, "first")
    other = Studio(tmp_path, name="other")
    where = {"to": "../../public/desk", "feed": "other.xml", "state": "../../public/.feedpub/other"}
    other.show(publish=where, pages="off")
    other.publish(other.episode("second"))
    other.show(publish=where)
    before = desk.tree()

    with pytest.raises(Refused, match="is there already"):
        other.publish()

    assert before == desk.tree()


def test_a_page_of_somebody_else_is_refused_also_after_a_restored_catalog(tmp_path: Path) -> None:
    """Only pages that say that feedpub made them are taken for those of the lost revisions."""
    desk = restored(tmp_path)
    desk.recover(revision="2")
    (desk.site / "third.html").write_text("<p>My own page about the third.</p>")
    before = desk.tree()

    with pytest.raises(Refused, match=r"third\.html is there already"):
        desk.publish(desk.folder / "third.yaml")

    assert before == desk.tree()


@pytest.mark.parametrize(
    "data",
    [
        b"x",
        b"",
        b"\xff\xfe",
        b"-1",
        b"1_0",
        b"2 2",
        b"9" * 40,
        b"2.0",
        b"{}",
        b"[]",
        b"[" * 9999,
        b'{"revision": 2}',
        b'{"revision": "2"}',
    ],
)
def test_an_applied_that_cannot_be_read_vouches_for_nothing(data: bytes, tmp_path: Path) -> None:
    """Pages and feed are looked at, what differs is sent, and `applied` is written anew."""
    desk = studio(tmp_path, "first", "second")
    (desk.state / "applied").write_bytes(data)
    (desk.site / "first.html").write_text("<p>overwritten</p>")

    done = desk.publish()

    assert ["first.html", "applied"] == sent(done)
    assert desk.catalog().revision == applied(desk).revision
    assert not desk.publish().run.outcome.plan


# --- the feed is overwritten or gone


@pytest.mark.parametrize("verb", ["publish", "release"])
@pytest.mark.parametrize("data", [b"<rss>gone", b"", None], ids=["overwritten", "emptied", "deleted"])
def test_a_feed_that_is_not_as_published_is_sent_again(data: bytes | None, verb: str, tmp_path: Path) -> None:
    """Nothing to do is never said without looking; the plan says why the feed is sent.

    Whoever deleted it has perhaps deleted all of the folder, at which this run does not look.
    """
    desk = studio(tmp_path, "first", "second")
    path = desk.site / "feed.xml"
    published = path.read_bytes()
    if data is None:
        path.unlink()
    else:
        path.write_bytes(data)

    plan = desk.publish().run.outcome.plan if verb == "publish" else desk.release().outcome.plan

    assert published == path.read_bytes()
    assert ("feed.xml", "the stored one is missing" if data is None else "the stored one differs") == (
        plan.puts[0].key,
        plan.puts[0].reason,
    )
    assert ["feed.xml", "applied"] == [put.key for put in plan.puts]
    (planned,) = [event for event in desk.events if isinstance(event, Planned)][-1:]
    assert (data is None) == any("feedpub verify --repair" in one for one in planned.warnings)
    assert not desk.publish().run.outcome.plan


def test_a_feed_that_another_version_of_a_library_wrote_is_sent_once(tmp_path: Path) -> None:
    """The installed version decides the bytes; after one send they are equal."""
    desk = studio(tmp_path, "first")
    path = desk.site / "feed.xml"
    path.write_bytes(path.read_bytes().replace(b"  <", b"\t<"))

    assert ["feed.xml", "applied"] == sent(desk.publish())
    assert [] == sent(desk.publish())


def test_a_revision_that_changes_nothing_in_the_feed_does_not_send_it(tmp_path: Path) -> None:
    """The feed is compared with what it would be now, which names the revision that brought it."""
    desk = studio(tmp_path, "first", pages="off")

    done = desk.publish(desk.episode("later", published="2027-01-01T06:00:00Z"))

    assert "feed.xml" not in sent(done)
    assert [] == sent(desk.publish())
