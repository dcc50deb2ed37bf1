"""What a catalog descends from: its lineage, its revision, its parent; and the upgrade from catalogs without them."""

from __future__ import annotations

import gzip
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from tests import version_1
from tests.studio import NOW, Studio

from feedpub.catalog import CATALOG
from feedpub.cli import environment
from feedpub.deploy.caller import Caller
from feedpub.model import Commit

MARKER = re.compile(
    r"<generator>feedpub \(revision (\d+), lineage ([0-9a-f]{12}), catalog ([0-9a-f]{12})\)</generator>"
)
ADA = Caller(author="ada@studio")


@pytest.fixture
def desk(tmp_path: Path) -> Studio:
    """A show with one episode, not yet published."""
    desk = Studio(tmp_path)
    desk.show()
    desk.episode("first")
    return desk


def digest(desk: Studio) -> str:
    """That of the committed catalog."""
    return sha256(gzip.decompress((desk.state / CATALOG).read_bytes())).hexdigest()


def marker(desk: Studio) -> tuple[int, str, str]:
    """What the public feed shows of the catalog that brought it."""
    found = MARKER.search(desk.feed())
    assert found is not None
    return int(found[1]), found[2], found[3]


def sent(done: Any) -> list[str]:
    """The keys that a run stored, in order."""
    return [put.key for put in done.run.outcome.plan.puts]


def test_a_lineage_is_drawn_once_and_each_revision_names_its_parent(desk: Studio) -> None:
    """The parent is the digest of the JSON as it was stored."""
    desk.publish()
    first, parent = desk.catalog(), digest(desk)

    desk.publish(desk.episode("second"))

    second = desk.catalog()
    assert re.fullmatch("[0-9a-f]{32}", first.lineage)
    assert (first.lineage, "", parent) == (second.lineage, first.parent, second.parent)


def test_two_shows_have_two_lineages(tmp_path: Path) -> None:
    """128 random bits."""
    desks = [Studio(tmp_path, name=name) for name in ("one", "two")]
    for desk in desks:
        desk.show()
        desk.publish(desk.episode("first"))

    assert 2 == len({desk.catalog().lineage for desk in desks})


def test_a_revision_says_who_made_it_when_how_and_what_it_changed(desk: Studio) -> None:
    """For `user@host` and for a CI alike; the newest is in the catalog."""
    desk.publish(caller=ADA)
    assert Commit(author="ada@studio", date=NOW, command="publish", changes=("begin the show", "add first")) == _commit(
        desk
    )

    desk.episode("first", title="Edited", season=2)
    desk.publish(caller=ADA)
    assert ("edit first: title, season",) == _commit(desk).changes

    desk.unpublish(desk.folder / "first.yaml")
    assert ("", "unpublish", ("remove first",)) == (_commit(desk).author, _commit(desk).command, _commit(desk).changes)


def _commit(desk: Studio) -> Any:
    commit = desk.catalog().commit
    assert commit is not None
    return commit


def test_the_feed_shows_the_catalog_that_brought_it(desk: Studio) -> None:
    """Its revision, its lineage and its digest; later catalogs that do not change it are not shown."""
    desk.publish()
    brought = (1, desk.catalog().lineage[:12], digest(desk)[:12])
    assert brought == marker(desk)

    for slug in ("later", "much-later"):
        done = desk.publish(desk.episode(slug, published="2030-01-01T06:00:00Z"))
        assert "feed.xml" not in sent(done)
        assert not desk.publish().run.outcome.plan
        assert brought == marker(desk)

    desk.publish(desk.episode("second"))
    assert (4, digest(desk)[:12]) == (marker(desk)[0], marker(desk)[2])


# --- a show of the first version


def test_an_unchanged_show_is_not_written_because_feedpub_was_upgraded(desk: Studio) -> None:
    """Not the catalog, not `applied`, not the feed, whose marker stays what it was; `release` writes nothing either."""
    desk.publish()
    version_1.downgrade(desk)
    before = desk.tree()

    assert not desk.publish().run.outcome.plan
    assert not desk.release().outcome.plan
    assert before == desk.tree()


def test_the_first_write_after_an_upgrade_draws_a_lineage_and_names_the_old_catalog(desk: Studio) -> None:
    """The parent is the digest of the old catalog as it was; guids, keys and what is published stay byte for byte."""
    desk.publish()
    version_1.downgrade(desk)
    old, parent = desk.catalog(), digest(desk)
    media = {path.name: path.read_bytes() for path in (desk.site / "media").iterdir()}

    desk.publish(desk.episode("second"))

    new = desk.catalog()
    assert (1, 2) == (old.revision, new.revision)
    assert ("", parent) == (old.lineage, new.parent)
    assert re.fullmatch("[0-9a-f]{32}", new.lineage)
    assert old.item("first") == new.item("first")
    assert old.channel == new.channel
    assert media.items() <= {path.name: path.read_bytes() for path in (desk.site / "media").iterdir()}.items()
    assert (2, new.lineage[:12], digest(desk)[:12]) == marker(desk)
    assert not desk.publish().run.outcome.plan


def test_a_feed_of_the_first_version_stays_until_it_changes(desk: Studio) -> None:
    """A revision that changes nothing in it does not send it again, however many follow."""
    desk.show(pages="off")
    desk.publish()
    version_1.downgrade(desk)
    feed = desk.feed()

    for slug in ("later", "much-later"):
        assert "feed.xml" not in sent(desk.publish(desk.episode(slug, published="2030-01-01T06:00:00Z")))

    assert "<generator>feedpub (revision 1)</generator>" in feed
    assert feed == desk.feed()
    assert not desk.publish().run.outcome.plan


# --- who it is


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"GITHUB_ACTOR": "ada", "GITHUB_SHA": "1a2b3c4d5e6f7081"}, "ada, commit 1a2b3c4d5e6f"),
        ({"GITLAB_USER_LOGIN": "ada", "CI_COMMIT_SHA": "1a2b3c4d5e6f7081"}, "ada, commit 1a2b3c4d5e6f"),
        ({"GITHUB_SHA": "1a2b3c4d5e6f7081"}, "CI, commit 1a2b3c4d5e6f"),
        ({"GITHUB_ACTOR": "a\nb", "GITHUB_SHA": "1a2b"}, "a?b, commit 1a2b"),
    ],
)
def test_a_ci_is_named_by_its_actor_and_commit(
    variables: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whose runner it was tells nobody anything."""
    for name in ("GITHUB_ACTOR", "GITHUB_SHA", "GITLAB_USER_LOGIN", "CI_COMMIT_SHA", "GIT_COMMIT"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert expected == environment.author()


def test_elsewhere_it_is_the_user_at_their_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a prompt shows it."""
    for name in ("GITHUB_SHA", "CI_COMMIT_SHA", "GIT_COMMIT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LOGNAME", "ada")

    assert re.fullmatch(r"ada@\S+", environment.author())
