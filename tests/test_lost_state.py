"""The state is lost, or the feed is overwritten: nothing of the show is lost with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import feedparser
import pytest
from tests.studio import NOW, Studio

from feedpub.catalog import Permissions
from feedpub.errors import Refused
from feedpub.publish import publish
from feedpub.status import status
from feedpub.transact import Began


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


def sent(done: Any) -> list[str]:
    """The keys that a run stored, in order."""
    return [put.key for put in done.ended.outcome.plan.puts]


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
    assert "restore" in caught.value.hint
    assert "empty" in caught.value.hint
    assert 2 == caught.value.exit_code
    assert before == desk.tree()


def test_a_feed_of_feedpub_without_any_state_is_refused(tmp_path: Path) -> None:
    """The whole state is lost, or `publish: state:` names another place: the feed alone tells that there was one."""
    desk = studio(tmp_path, "first", "second")
    (desk.state / "catalog.json.gz").unlink()
    (desk.state / "applied").unlink()
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
    steps = publish([desk.folder], now=NOW, allow=Permissions())
    for event in steps:
        if isinstance(event, Began) and event.phase.name == "catalog":
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
    assert not desk.publish().ended.outcome.plan


# --- the feed is overwritten or gone


@pytest.mark.parametrize("verb", ["publish", "release"])
@pytest.mark.parametrize("data", [b"<rss>gone", b"", None], ids=["overwritten", "emptied", "deleted"])
def test_a_feed_that_is_not_as_published_is_sent_again(data: bytes | None, verb: str, tmp_path: Path) -> None:
    """Nothing to do is never said without looking; the plan says why the feed is sent."""
    desk = studio(tmp_path, "first", "second")
    path = desk.site / "feed.xml"
    published = path.read_bytes()
    if data is None:
        path.unlink()
    else:
        path.write_bytes(data)

    plan = desk.publish().ended.outcome.plan if verb == "publish" else desk.release().outcome.plan

    assert published == path.read_bytes()
    assert [("feed.xml", "the stored one is missing" if data is None else "the stored one differs")] == [
        (put.key, put.reason) for put in plan.puts
    ]
    assert not desk.publish().ended.outcome.plan


def test_a_feed_that_another_version_of_a_library_wrote_is_sent_once(tmp_path: Path) -> None:
    """The installed version decides the bytes; after one send they are equal."""
    desk = studio(tmp_path, "first")
    path = desk.site / "feed.xml"
    path.write_bytes(path.read_bytes().replace(b"  <", b"\t<"))

    assert ["feed.xml"] == sent(desk.publish())
    assert [] == sent(desk.publish())


def test_a_revision_that_changes_nothing_in_the_feed_does_not_send_it(tmp_path: Path) -> None:
    """The feed is compared with what it would be now, which names the revision that brought it."""
    desk = studio(tmp_path, "first", pages="off")

    done = desk.publish(desk.episode("later", published="2027-01-01T06:00:00Z"))

    assert "feed.xml" not in sent(done)
    assert [] == sent(desk.publish())
