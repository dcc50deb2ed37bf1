"""`verify`: what somebody did to published objects is found, and `--repair` brings back every byte."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from tests import version_1
from tests.driving import transacted
from tests.pictures import jpeg
from tests.servers import S3Server
from tests.stores import Counting
from tests.studio import NOW, Studio, finish
from tests.test_plan import BODIES, episode, wanting

from feedpub import artwork, pages
from feedpub.catalog import CATALOG, loads
from feedpub.catalog.inventory import Flaw
from feedpub.commands.verify import Verified, verify_steps
from feedpub.deploy.destination import destination, open_target
from feedpub.deploy.observe import observe
from feedpub.deploy.target import Target
from feedpub.deploy.verify import survey as surveying
from feedpub.deploy.verify.survey import BY_HEADERS, Depth, Reach, Scope
from feedpub.errors import Denied
from feedpub.model import Catalog
from feedpub.model.item import OF_CHAPTER
from feedpub.source import read_show
from feedpub.storage import Body
from feedpub.storage.directory import Directory
from feedpub.storage.memory import Memory

pytestmark = pytest.mark.slow

DEEP = Scope(deep=True)
BY_HEADERS_ALONE = Scope(asks_public=False)
GUID = "917393e3-1b1e-5cef-ace4-edaa54e1f810"


@dataclass
class Place:
    """A published show, and what an adversary can do to its objects."""

    desk: Studio
    server: S3Server | None = None
    prefix: str = ""
    older_feed: bytes = b""

    @cached_property
    def target(self) -> Target:
        """Its storages."""
        return open_target(destination(read_show(self.desk.folder / "show.yaml")))

    def key(self, begins: str) -> str:
        """The first key that begins so, of what is published now."""
        manifest = self.catalog().manifest
        return next(key for key, entry in manifest.items() if key.startswith(begins) and entry.superseded is None)

    def catalog(self) -> Catalog:
        """What is committed."""
        stored = self.target.state.read(CATALOG)
        assert stored is not None
        return loads(stored.data, where="catalog")

    def read(self, key: str) -> bytes:
        """What is stored."""
        content = self.target.site.read(key)
        return content.data if content else b""

    def verify(self, scope: Scope = BY_HEADERS, *, repair: bool = False, **options: Any) -> Verified:
        """`feedpub verify`, to the end."""
        return finish(verify_steps(self.desk.folder, now=NOW, scope=scope, repair=repair, **options))

    def put(self, key: str, data: bytes, **changes: Any) -> None:
        """Put bytes as another program does, which keeps no digest; with metadata if asked."""
        if self.server is None:
            (self.desk.site / key).write_bytes(data)
            return
        at = f"{self.prefix}/{key}"
        client = self.server.client()
        known = client.head_object(Bucket=self.server.bucket, Key=at)
        facts = {"ContentType": known["ContentType"], "CacheControl": known.get("CacheControl", ""), "Metadata": {}}
        client.put_object(Bucket=self.server.bucket, Key=at, Body=data, **{**facts, **changes})


def two_revisions(desk: Studio, **fields: Any) -> bytes:
    """Publish a show with every kind of object, and then a second episode; gives the first feed."""
    desk.show(pages="on", guid=GUID, **fields)
    edited(desk, "First-Light")
    (desk.folder / "first-light.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:00.900\nBoats.\n")
    desk.publish()
    stored = open_target(destination(read_show(desk.folder / "show.yaml"))).site.read("feed.xml")
    desk.episode("second")
    desk.publish()
    return stored.data if stored else b""


def edited(desk: Studio, title: str) -> None:
    """Write the first episode with another title."""
    chapters = [{"start": "0:00", "title": "Boats"}]
    desk.episode(title=title, image="cover.jpg", transcripts=["first-light.vtt"], chapters=chapters)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Published once, for all tests on a directory."""
    desk = Studio(tmp_path_factory.mktemp("template"))
    return Place(desk, older_feed=two_revisions(desk))


@pytest.fixture
def place(template: Place, tmp_path: Path) -> Place:
    """A show with two revisions in a directory of its own."""
    root = shutil.copytree(template.desk.root, tmp_path / "copy")
    return Place(Studio(root), older_feed=template.older_feed)


@pytest.fixture
def in_bucket(s3_server: S3Server, tmp_path: Path) -> Place:
    """The same in a public bucket."""
    prefix = f"shows/{uuid4().hex[:12]}"
    s3_server.make_public(prefix)
    to, url = f"s3://{s3_server.bucket}/{prefix}", s3_server.url(prefix) + "/"
    desk = Studio(tmp_path)
    feed = two_revisions(desk, publish={"to": to, "url": url, "endpoint": s3_server.endpoint})
    return Place(desk, s3_server, prefix, feed)


KINDS = (
    "media/",
    "art/cover-",
    "art/first-light-",
    "chapters/",
    "transcripts/",
    "assets/",
    "first-light.html",
    "feed.xml",
)


def deleted(place: Place, key: str) -> None:
    """Somebody deletes it."""
    place.target.site.delete(key)


def truncated(place: Place, key: str) -> None:
    """Its last byte is gone."""
    place.put(key, place.read(key)[:-1])


def html(place: Place, key: str) -> None:
    """Somebody overwrites it with a page."""
    place.put(key, b"<html>hacked", ContentType="text/html")


def foreign(place: Place, key: str) -> None:
    """Other bytes of the same size, put by a program that keeps digests as feedpub does."""
    info = place.target.site.head(key)
    assert info is not None
    place.target.site.put(key, Body.of_bytes(b"x" * info.size), type=info.type, cache=info.cache)


def flipped(place: Place, key: str) -> None:
    """One bit is another one, and all that was noted is as it was."""
    data = place.read(key)
    noted(place, key, bytes([data[0] ^ 1]) + data[1:])


def retyped(place: Place, key: str) -> None:
    """A copy in the console changes the type, and keeps bytes and digest."""
    noted(place, key, place.read(key), ContentType="image/gif")


def uncached(place: Place, key: str) -> None:
    """A copy that loses its Cache-Control."""
    noted(place, key, place.read(key), CacheControl="")


def noted(place: Place, key: str, data: bytes, **changes: str) -> None:
    """Put bytes with the digest that was noted before."""
    info = place.target.site.head(key)
    assert info is not None
    place.put(key, data, Metadata={"sha256": info.digest}, **changes)


HARMS = (deleted, truncated, html, foreign)


@pytest.mark.parametrize("harm", HARMS)
def test_whatever_is_done_to_an_object_is_found_and_repaired(harm: Callable[[Place, str], None], place: Place) -> None:
    """Every kind of object at once; afterwards each has every byte again."""
    harmed_and_repaired(place, harm)
    assert () == place.verify(DEEP).survey.findings
    assert not place.desk.publish().run.outcome.plan


@pytest.mark.s3
@pytest.mark.slow
def test_whatever_is_done_in_a_bucket_is_found_and_repaired(in_bucket: Place) -> None:
    """Listing and headers tell; where size and noted digest are right, only reading does."""
    for harm in (deleted, html, foreign, retyped, uncached):
        harmed_and_repaired(in_bucket, harm)
    harmed_and_repaired(in_bucket, flipped, kinds=KINDS[:-1], scope=DEEP)
    assert () == in_bucket.verify().survey.findings

    assert in_bucket.server is not None
    in_bucket.server.public.discard(in_bucket.prefix)
    in_bucket.server.make_public("shows/other")
    private = in_bucket.verify()

    named = [key for key, entry in in_bucket.catalog().manifest.items() if entry.superseded is None]
    assert dict.fromkeys(named, Flaw.UNREACHABLE) == {one.key: one.fault for one in private.damage}
    assert all("403" in one.message for one in private.damage)
    assert "s3:GetObject" in private.damage[0].hint
    assert () == in_bucket.verify(Scope(asks_public=False)).damage


def harmed_and_repaired(
    place: Place, harm: Callable[[Place, str], None], *, kinds: Sequence[str] = KINDS, scope: Scope = BY_HEADERS
) -> None:
    """Harm an object of each kind; find it, repair it, and look at every byte."""
    keys = [place.key(begins) for begins in kinds]
    before = {key: place.read(key) for key in keys}
    for key in keys:
        harm(place, key)

    done = place.verify(scope, repair=True)

    assert sorted(keys) == sorted(one.key for one in done.survey.damage)
    assert () == done.damage
    assert before == {key: place.read(key) for key in keys}


def test_a_flipped_bit_in_a_directory_is_found_where_files_are_read(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Small ones always are; of a long recording the size alone is compared, and that is said."""
    small, large = place.key("chapters/"), place.key("media/")
    for key in (small, large):
        flipped(place, key)
    monkeypatch.setattr(surveying, "SMALL", 2000)
    by_size = place.verify()

    assert [small] == [one.key for one in by_size.damage]
    assert 1 <= by_size.survey.looked[Depth.LISTED]
    assert {small, large} == {one.key for one in place.verify(DEEP).damage}
    assert () == place.verify(DEEP, repair=True).damage


def test_an_older_feed_is_no_feed_of_today(place: Place) -> None:
    """It is well-formed and ours: only its revision and its items tell."""
    place.put("feed.xml", place.older_feed)

    found = place.verify()
    done = place.verify(repair=True)

    assert [("feed.xml", Flaw.INVALID)] == [(one.key, one.fault) for one in found.damage]
    assert "revision 1" in found.damage[0].message
    assert () == done.damage
    assert place.read("feed.xml") != place.older_feed


def test_a_page_of_ours_that_no_manifest_names_is_no_damage_but_is_said(place: Place) -> None:
    """So is what a crashed run left; what feedpub did not put is only counted."""
    site = place.target.site
    page = place.read("index.html")
    site.put("old-page.html", Body.of_bytes(page), type="text/html; charset=utf-8", cache="")
    site.put("media/old-0123456789ab.mp3", Body.of_bytes(b"sound"), type="audio/mpeg", cache="")
    site.put("notes.html", Body.of_bytes(b"<html>mine"), type="text/html", cache="")
    site.put("robots.txt", Body.of_bytes(b"mine"), type="text/plain", cache="")

    found = place.verify()

    assert {"old-page.html": Flaw.UNNAMED, "media/old-0123456789ab.mp3": Flaw.UNNAMED} == {
        one.key: one.fault for one in found.survey.findings
    }
    assert (2, ()) == (found.survey.others, found.damage)
    assert place.verify(repair=True).repaired is None


def test_what_nothing_refers_to_any_more_and_is_gone_is_no_damage(place: Place) -> None:
    """It stays for apps with older feeds; a repair does not bring it back."""
    old = place.key("media/second")
    place.desk.episode("second", sound=99)
    place.desk.publish(replace_audio=True)
    place.target.site.delete(old)

    found = place.verify(repair=True)

    assert [(old, Flaw.GONE)] == [(one.key, one.fault) for one in found.survey.findings]
    assert () == found.damage
    assert b"" == place.read(old)


def test_a_recording_that_is_not_here_has_to_be_supplied(place: Place) -> None:
    """Everything else is repaired; the text says which file, and the next run takes it."""
    keys = [place.key("media/first-light"), place.key("chapters/")]
    file = place.desk.folder / "first-light.mp3"
    sound = file.read_bytes()
    for key in keys:
        place.target.site.delete(key)
    file.unlink()

    done = place.verify(repair=True)
    file.write_bytes(sound)
    again = place.verify(repair=True)

    assert done.repaired is not None
    assert [keys[0]] == [one.key for one in done.damage]
    assert "first-light.mp3" in done.repaired.supply[keys[0]]
    assert () == again.damage


def test_another_recording_is_not_sent_in_its_place(place: Place) -> None:
    """Its identity is another one: listeners would get something else at the same address."""
    key = place.key("media/first-light")
    place.desk.episode(sound=7)
    place.target.site.delete(key)

    done = place.verify(repair=True)

    assert [key] == [one.key for one in done.damage]
    assert done.repaired is not None
    assert "another recording" in done.repaired.supply[key]
    assert b"" == place.read(key)


def test_a_copy_with_the_tags_of_its_time_is_made_of_the_history(place: Place) -> None:
    """The title was edited since: the copy that listeners have keeps the old one in its tags."""
    key = place.key("media/first-light")
    before = place.read(key)
    edited(place.desk, "Another title")
    place.desk.publish()
    assert key == place.key("media/first-light")
    place.target.site.delete(key)

    done = place.verify(repair=True)

    assert () == done.damage
    assert before == place.read(key)


def test_without_history_the_same_recording_gets_another_key(place: Place) -> None:
    """Its tags are today's: other bytes, so another address; guid and date stay."""
    key = place.key("media/first-light")
    edited(place.desk, "Another title")
    place.desk.publish()
    was = place.catalog().item("first-light")
    assert was is not None
    for one in list(place.target.state.list("history/")):
        place.target.state.delete(one.key)
    place.target.site.delete(key)

    done = place.verify(repair=True)

    now = place.catalog().item("first-light")
    assert now is not None
    assert () == done.damage
    assert now.enclosure.key != key
    assert (was.guid, was.published, was.enclosure.identity) == (now.guid, now.published, now.enclosure.identity)
    assert now.enclosure.key.encode() in place.read("feed.xml")
    assert () == place.verify(DEEP).damage


def test_a_page_of_another_design_is_rendered_with_todays(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody can make the old bytes any more: a new revision, in which all pages agree."""
    revision = place.catalog().revision
    place.put("first-light.html", b"<html>hacked")
    monkeypatch.setattr(pages, "design", lambda: "another")

    done = place.verify(repair=True)

    assert () == done.damage
    assert (revision + 1, "another") == (place.catalog().revision, place.catalog().design)
    assert b"hacked" not in place.read("first-light.html")


def test_a_repair_publishes_no_edit(place: Place) -> None:
    """The author's files are only looked at for bytes: what was written since stays unpublished."""
    key, feed = place.key("media/first-light"), place.read("feed.xml")
    place.desk.episode(title="Not yet", notes="Not yet.")
    place.target.site.delete(key)

    done = place.verify(repair=True)

    assert () == done.damage
    assert feed == place.read("feed.xml")


def test_an_interrupted_run_is_said_and_finished(place: Place) -> None:
    """The catalog was committed, and pages and feed are not known to be its own."""
    place.target.state.delete("applied")

    found, done = place.verify(), place.verify(repair=True)

    assert [Flaw.BEHIND] == [one.fault for one in found.damage]
    assert () == done.damage
    assert () == place.verify().damage


def test_what_somebody_publishes_meanwhile_is_no_damage(place: Place) -> None:
    """Everything is looked at anew, and what is reported is of the newer revision."""
    revisions: list[int] = []

    def publishing(_looked: object) -> None:
        if not revisions:
            revisions.append(place.catalog().revision)
            edited(place.desk, "Edited meanwhile")
            place.desk.publish()

    done = place.verify(on_event=publishing)

    assert () == done.damage
    assert [done.survey.catalog.revision - 1] == revisions


def test_without_the_right_to_list_everything_is_looked_at_by_itself(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What else is there nobody knows then, and that is said."""
    key = place.key("media/second")
    place.target.site.delete(key)

    def denied(*_: object, **_options: object) -> None:
        raise Denied("these credentials may not list")

    monkeypatch.setattr(Directory, "list", denied)
    found = place.verify()

    assert [(key, Flaw.MISSING)] == [(one.key, one.fault) for one in found.damage]
    assert not found.survey.is_listed


def test_a_show_of_version_1_is_looked_at_without_the_help_of_applied(place: Place) -> None:
    """A bare number vouches for no page: those are read, and must say that feedpub made them."""
    version_1.downgrade(place.desk)
    sound = place.verify()
    place.put("first-light.html", b"<html>hacked")

    found = place.verify()
    done = place.verify(repair=True)

    assert () == sound.damage
    assert ["first-light.html"] == [one.key for one in found.damage]
    assert () == done.damage
    assert b"hacked" not in place.read("first-light.html")


def test_a_published_show_costs_one_listing_and_one_look_at_each_object(place: Place) -> None:
    """The catalog is read before and afterwards; a thousand objects, and what nothing refers to, are in one listing."""
    site = Counting(place.target.site)
    target = Target(site=site, state=place.target.state)
    observed = finish(observe(target, read_only=True))
    assert observed.catalog is not None

    found = surveying.survey(
        target, observed, observed.catalog, scope=BY_HEADERS_ALONE, reach=Reach(target="x"), now=NOW
    )

    assert () == found.findings
    named = [one for one in observed.catalog.manifest.values() if one.superseded is None]
    assert {"list": 1, "head": len(named), "read": 1} == dict(site.calls)


def test_every_picture_for_pages_is_drawn_again(place: Place) -> None:
    """Cards, icons and the small ones of chapters: from the same files the same bytes."""
    (place.desk.folder / "boats.jpg").write_bytes(jpeg())
    chapters = [{"start": "0:00", "title": "Boats", "image": "boats.jpg"}]
    place.desk.episode("third", image="cover.jpg", chapters=chapters)
    place.desk.publish()
    catalog = place.catalog()
    third = catalog.item("third")
    assert third is not None
    keys = [one.key for one in (*catalog.channel.derived, *third.derived)]
    before = {key: place.read(key) for key in keys}
    for key in keys:
        deleted(place, key)

    done = place.verify(repair=True)

    assert OF_CHAPTER in [one.name for one in third.derived]
    assert () == done.damage
    assert before == {key: place.read(key) for key in keys}


def test_a_picture_that_is_drawn_otherwise_today_gets_another_key(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another version of Pillow gives other bytes: a new revision names them, and the pages that show them."""
    key = place.catalog().channel.derived[0].key
    deleted(place, key)
    monkeypatch.setattr(artwork, "derived", lambda path, name: jpeg() + name.encode())

    done = place.verify(repair=True)

    assert () == done.damage
    assert key not in [one.key for one in place.catalog().channel.derived]
    assert () == place.verify(DEEP).damage


def test_an_asset_of_an_earlier_design_takes_all_pages_along(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has its bytes any more: all pages are rendered with today's, which load others."""
    key = next(key for key, _ in place.catalog().assets if key.endswith(".css"))
    todays = pages.assets
    monkeypatch.setattr(pages, "design", lambda: "another")
    monkeypatch.setattr(pages, "assets", lambda catalog: {k: v for k, v in todays(catalog).items() if k != key})
    deleted(place, key)

    done = place.verify(repair=True)

    assert () == done.damage
    assert key not in dict(place.catalog().assets)


def test_reading_everything_asks_for_each_small_object_once() -> None:
    """The answer that brings the bytes says what HEAD would: 10,000 objects are 10,000 requests, not 20,000."""
    from_memory = Target(site=Memory("site"), state=Memory("state"))
    transacted(from_memory, wanting(episode("one"), episode("two")), bodies=BODIES)
    observed = finish(observe(from_memory, read_only=True))
    assert observed.catalog is not None
    site = Counting(from_memory.site)

    found = surveying.survey(
        replace(from_memory, site=site),
        observed,
        observed.catalog,
        scope=Scope(deep=True, asks_public=False),
        reach=Reach(target="memory"),
        now=NOW,
    )

    objects = len(observed.catalog.manifest)
    assert ((), objects) == (found.findings, found.looked[Depth.READ])
    assert {"read": objects, "head": 1, "list": 1} == dict(site.calls)  # the feed is asked for its headers, too
