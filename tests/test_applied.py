"""`applied`: what it vouches for, and what is looked at before anything is called up to date."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests import version_1
from tests.driving import transacted
from tests.stores import Counting
from tests.studio import Studio
from tests.test_plan import BODIES, episode, wanting

from feedpub.catalog import Applied, AppliedObject, dumps_applied, loads_applied, with_tokens
from feedpub.deploy.target import Target
from feedpub.storage import Body
from feedpub.storage.memory import Memory

TYPE = "application/rss+xml; charset=utf-8"


def published() -> tuple[Target, Counting]:
    """A published show, and what counts the calls to its target."""
    site = Counting(Memory("site"))
    where = Target(site=site, state=Memory("state"))
    transacted(where, wanting(episode("one")), bodies=BODIES)
    site.calls.clear()
    return where, site


def reached(where: Target) -> Applied:
    """What is stored."""
    stored = where.state.read("applied")
    applied = loads_applied(stored.data) if stored else None
    assert applied is not None
    return applied


def again(where: Target) -> list[str]:
    """The keys that a run puts which changes nothing itself."""
    return [put.key for put in transacted(where, wanting(), bodies=BODIES).plan.puts]


def test_it_names_the_catalog_and_the_token_of_each_document() -> None:
    """As the puts gave them."""
    where, _ = published()
    feed, catalog = where.site.read("feed.xml"), where.state.read("catalog.json.gz")
    applied = reached(where)

    assert feed is not None
    assert catalog is not None
    assert {"feed.xml": (len(feed.data), feed.token)} == {
        key: (one.size, one.token) for key, one in applied.objects.items()
    }
    assert (1, "1f" * 16, 64) == (applied.revision, applied.lineage, len(applied.digest))


def test_a_feed_that_nobody_has_touched_is_not_read() -> None:
    """Its token is the one that its put gave: one request, of the smallest kind."""
    where, site = published()

    assert [] == again(where)
    assert {"head": 1} == dict(site.calls)


def test_equal_bytes_with_another_token_are_taken_over_without_a_put() -> None:
    """A bucket was copied, or encrypted anew: `applied` learns the token, and the next run reads nothing again."""
    where, site = published()
    feed = where.site.read("feed.xml")
    assert feed is not None
    token = where.site.put("feed.xml", Body.of_bytes(feed.data), type=TYPE, cache="")

    assert ["applied"] == again(where)
    assert token == reached(where).objects["feed.xml"].token
    site.calls.clear()
    assert [] == again(where)
    assert {"head": 1} == dict(site.calls)


@pytest.mark.parametrize("data", [b"<html>", b"", b"<rss>"])
def test_other_bytes_are_sent_again(data: bytes) -> None:
    """Whoever put them there: what is published is what the catalog says."""
    where, _ = published()
    before = where.site.read("feed.xml")
    where.site.put("feed.xml", Body.of_bytes(data), type=TYPE, cache="")

    assert ["feed.xml", "applied"] == again(where)
    after = where.site.read("feed.xml")
    assert before is not None
    assert after is not None
    assert before.data == after.data
    assert [] == again(where)


def lost(where: Target) -> None:
    """It is gone."""
    where.state.delete("applied")


def unreadable(where: Target) -> None:
    """Somebody overwrote it."""
    where.state.put("applied", Body.of_bytes(b"{"), type="", cache="")


@pytest.mark.parametrize("harm", [lost, unreadable])
def test_without_it_everything_is_looked_at_and_it_is_written_anew(harm: Callable[[Target], None]) -> None:
    """That it is missing is no reason to refuse anything."""
    where, _ = published()
    before = where.state.read("applied")
    harm(where)

    assert ["applied"] == again(where)
    after = where.state.read("applied")
    assert before is not None
    assert after is not None
    assert before.data == after.data


def test_after_an_upgrade_the_first_write_looks_at_everything_once(tmp_path: Path) -> None:
    """A bare number names no page: those that are there are believed, one that is gone is sent again."""
    desk = Studio(tmp_path)
    desk.show()
    for slug in ("first", "second"):
        desk.publish(desk.episode(slug))
    version_1.downgrade(desk)
    (desk.site / "first-embed.html").unlink()

    done = desk.publish(desk.episode("third", published="2030-01-01T06:00:00Z"))

    keys = [put.key for put in done.run.outcome.plan.puts]
    assert "first-embed.html" in keys
    assert not {"first.html", "feed.xml", "index.html"} & set(keys)
    applied = loads_applied((desk.state / "applied").read_bytes())
    assert applied is not None
    pages = {path.name for path in desk.site.iterdir() if path.is_file()}
    assert pages == set(applied.objects)
    assert not desk.publish().run.outcome.plan


def test_what_is_stored_is_read_back() -> None:
    """With tokens that only the puts know."""
    one = AppliedObject(size=3, digest="d", token="")
    applied = Applied(revision=3, lineage="l", digest="c", objects={"feed.xml": one, "index.html": one})

    known = with_tokens(applied, {"feed.xml": "t"})

    assert known == loads_applied(dumps_applied(known))
    assert ["t", ""] == [one.token for one in known.objects.values()]
    assert Applied(revision=7) == loads_applied(b"7\n")
