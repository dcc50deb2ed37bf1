"""History: every catalog as it was stored, put before it is committed; what of it counts; and what its loss means."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest
from tests import version_1
from tests.driving import quiet_effects, transacted
from tests.studio import NOW, Studio, new_guid
from tests.test_plan import BODIES, episode, wanting

from feedpub.catalog import CATALOG, Overrides
from feedpub.catalog.history import committed, history_key, history_revision, since
from feedpub.commands.publish import publish_steps
from feedpub.deploy.effects import Effects
from feedpub.deploy.events import PhaseStarted
from feedpub.deploy.observe import observe
from feedpub.deploy.refusals import lost_by_history
from feedpub.deploy.target import Observed, Target
from feedpub.errors import Denied, Refused, StorageError
from feedpub.storage import ListedObject
from feedpub.storage.memory import Memory


@pytest.fixture
def desk(tmp_path: Path) -> Studio:
    """A show with one episode, not yet published."""
    desk = Studio(tmp_path)
    desk.show(pages="off")
    desk.episode("first")
    return desk


def kept(desk: Studio) -> dict[int, bytes]:
    """Revision → what the history has of it; there is one of each."""
    return {history_revision(f"history/{one.name}"): one.read_bytes() for one in (desk.state / "history").iterdir()}


@contextmanager
def stopped_before(desk: Studio, phase: str) -> Iterator[None]:
    """A run that stands still before a phase, as if it had been killed there."""
    steps = publish_steps([desk.folder], now=NOW, new_guid=new_guid, overrides=Overrides())
    next(event for event in steps if isinstance(event, PhaseStarted) and event.phase.name == phase)
    yield
    steps.close()


def test_every_revision_is_kept_byte_for_byte(desk: Studio) -> None:
    """An object of the history is what the catalog was, so it can take its place."""
    stored = {}
    for revision, slug in enumerate(("first", "second", "third"), start=1):
        desk.publish(desk.episode(slug))
        stored[revision] = (desk.state / CATALOG).read_bytes()

    assert stored == kept(desk)


def test_its_name_holds_revision_and_digest(desk: Studio) -> None:
    """Ten digits, so that listings are in order, and twelve of the digest of the JSON."""
    desk.publish()

    digest = sha256(gzip.decompress((desk.state / CATALOG).read_bytes())).hexdigest()

    assert [f"0000000001-{digest[:12]}.json.gz"] == [path.name for path in (desk.state / "history").iterdir()]
    assert "history/0000000001-0123456789ab.json.gz" == history_key(1, "0123456789abcdef")
    assert since(7) < history_key(7, "0" * 64) < since(8)
    assert (7, 0, 0) == tuple(
        map(history_revision, (history_key(7, "0" * 64), "history/7-x.json.gz", "catalog.json.gz"))
    )


def test_it_is_put_before_the_catalog(desk: Studio) -> None:
    """So a catalog that was committed is always in it; what is only in it was not."""
    desk.publish()
    desk.publish(desk.episode("second"))
    phases = [event.phase.name for event in desk.events if isinstance(event, PhaseStarted)]

    assert ["media", "verify", "history", "catalog", "feed", "applied"] == phases[-6:]


def test_an_unchanged_show_keeps_nothing_new(desk: Studio) -> None:
    """A revision is what is kept."""
    desk.publish()
    desk.publish()
    desk.release()

    assert [1] == list(kept(desk))


def test_a_catalog_of_the_first_version_is_kept_as_it_was(desk: Studio) -> None:
    """The first write after the upgrade puts it there, unchanged, under its own digest."""
    desk.publish()
    version_1.downgrade(desk)
    old = (desk.state / CATALOG).read_bytes()

    desk.publish(desk.episode("second"))

    assert {1: old, 2: (desk.state / CATALOG).read_bytes()} == kept(desk)


def test_a_history_that_is_gone_is_warned_of_and_begins_again(desk: Studio) -> None:
    """The catalog is sound, so nothing is refused; the next revision brings the one before it along."""
    desk.publish()
    desk.publish(desk.episode("second"))
    shutil.rmtree(desk.state / "history")
    second = (desk.state / CATALOG).read_bytes()
    third = desk.episode("third")

    assert ["the history of the catalog is missing, at least revision 2"] == [
        warning.partition(";")[0] for warning in desk.plan(third).warnings
    ]
    desk.publish(third)

    assert {2: second, 3: (desk.state / CATALOG).read_bytes()} == kept(desk)
    assert () == desk.plan(desk.episode("fourth")).warnings


def test_what_a_killed_run_left_is_no_revision_and_its_number_is_not_used_again(desk: Studio) -> None:
    """The history has it, and nothing committed names it."""
    desk.publish()
    desk.episode("second")
    with stopped_before(desk, "catalog"):
        desk.publish(desk.episode("third"))

    assert [1, 2, 3] == sorted(kept(desk))
    assert 3 == desk.catalog().revision


@pytest.mark.parametrize(
    ("heads", "expected"),
    [
        ({"c"}, {"a", "b", "c"}),
        ({"b"}, {"a", "b"}),
        ({"c", "f"}, {"a", "b", "c", "f"}),
        ({"gone"}, set()),
        (set(), set()),
    ],
)
def test_what_is_committed_is_named_by_what_is_committed(heads: set[str], expected: set[str]) -> None:
    """A chain of parents from catalog or `applied`; a sibling, an orphan, and what follows a gap do not count."""
    parents = {"a": "", "b": "a", "c": "b", "sibling": "a", "f": "thinned out", "orphan": "sibling"}

    assert frozenset(expected) == committed(parents, heads)


def test_parents_in_a_circle_end() -> None:
    """Nobody can make one, since a parent's digest is in what is digested; but files can be damaged."""
    assert {"a", "b"} == committed({"a": "b", "b": "a"}, ["a"])


# --- no catalog, but a history


def test_a_catalog_that_is_lost_beside_its_history_is_refused(desk: Studio) -> None:
    """`applied` and the feed are lost, too: the history alone tells."""
    desk.publish()
    desk.publish(desk.episode("second"))
    for lost in (desk.state / CATALOG, desk.state / "applied", desk.site / "feed.xml"):
        lost.unlink()
    before = desk.tree()

    with pytest.raises(Refused, match="holds catalogs of later revisions than the first"):
        desk.publish()

    assert before == desk.tree()


def test_a_lost_catalog_comes_back_by_hand_as_well(desk: Studio) -> None:
    """The refusal names the command; an object of the history, copied into its place, does it, too."""
    desk.publish()
    desk.publish(desk.episode("second"))
    (desk.state / CATALOG).unlink()
    newest = max((desk.state / "history").iterdir())

    with pytest.raises(Refused) as caught:
        desk.publish()

    assert "feedpub recover" in caught.value.hint
    shutil.copy(newest, desk.state / CATALOG)
    assert not desk.publish().run.outcome.plan


@pytest.mark.parametrize("data", [b"", b"not gzip", None], ids=["empty", "overwritten", "cut off"])
def test_a_damaged_catalog_names_what_brings_it_back(data: bytes | None, desk: Studio) -> None:
    """The command; it brings the very one that pages and feed are of."""
    desk.publish()
    desk.publish(desk.episode("second"))
    stored = desk.state / CATALOG
    stored.write_bytes(stored.read_bytes()[:100] if data is None else data)

    with pytest.raises(StorageError, match="the catalog is damaged") as caught:
        desk.publish()

    assert "feedpub recover, then run again" in caught.value.hint
    assert 2 == desk.recover().revision
    assert not desk.publish().run.outcome.plan


def test_a_first_publication_that_was_interrupted_begins_anew_however_often(desk: Studio) -> None:
    """History of revision 1 alone, no `applied` and no feed: nobody has seen anything of it."""
    for title in ("One", "Two"):
        desk.episode("first", title=title)
        with stopped_before(desk, "catalog"):
            assert not (desk.state / CATALOG).exists()

    desk.publish(desk.episode("first", title="Three"))

    assert (1, "Three") == (desk.catalog().revision, desk.catalog().items[0].title)
    assert 3 == len(list((desk.state / "history").iterdir()))


class Unlistable(Memory):
    """A store whose credentials may not list."""

    def list(self, prefix: str = "", *, after: str = "") -> Iterator[ListedObject]:
        """Refuse."""
        raise Denied("no right to do this")


def test_without_the_right_to_list_a_missing_catalog_is_refused_unless_it_is_the_first() -> None:
    """Nobody can tell whether one was lost; the refusal has the statement that a policy needs."""
    target = Target(site=Memory("site"), state=Unlistable("state"))
    steps = observe(target)
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            observed: Observed = stop.value
            break

    refusal = lost_by_history(target, observed, first=False)

    assert refusal is not None
    assert "--first" == refusal.flag
    assert '"Action": "s3:ListBucket"' in refusal.hint
    assert lost_by_history(target, observed, first=True) is None


@pytest.mark.parametrize("is_guarded", [True, False])
def test_a_show_that_is_there_needs_no_right_to_list(is_guarded: bool) -> None:
    """Its catalog says that it is; only lost numbers of crashed runs may be used again, which nobody has seen."""
    target = Target(site=Memory("site"), state=Unlistable("state"))

    def effects() -> Effects:
        return quiet_effects(overrides=Overrides(first=True), is_guarded=is_guarded)

    transacted(target, wanting(episode("one")), bodies=BODIES, effects=effects())
    done = transacted(target, wanting(episode("two")), bodies=BODIES, effects=effects())

    assert (2, ()) == (done.after.revision, done.changes[0].altered)
    assert not transacted(target, wanting(), bodies=BODIES, effects=effects()).plan
