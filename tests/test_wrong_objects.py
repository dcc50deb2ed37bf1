"""The store has something else than was sent: it is sent again in the same run, and nothing stays wrong for ever."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from tests.studio import NOW, Studio, new_guid
from tests.webservers import HttpRequest, Reply, honest, serving

from feedpub.catalog import Overrides, of_catalog
from feedpub.commands.publish import publish_steps
from feedpub.deploy import carry_out
from feedpub.deploy import run as running
from feedpub.deploy.actions import Put, Verify
from feedpub.deploy.events import ActionDone, PhaseStarted, Resent, Restarted
from feedpub.deploy.target import Target
from feedpub.deploy.verify import is_cached, verify_stored
from feedpub.errors import VerificationFailed
from feedpub.storage import Body, Guard, OnBytes, Storage, uncounted
from feedpub.storage.memory import Memory

pytestmark = pytest.mark.slow


@dataclass
class Damaging(Memory):
    """A store that keeps other bytes than it got, with what was said of the right ones: type, caching and digest."""

    begins: str
    times: int = 1
    """How often, for each key."""

    damaged: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__("site")

    def put(
        self, key: str, body: Body, *, type: str, cache: str, guard: Guard | None = None, on_bytes: OnBytes = uncounted
    ) -> str:
        """Store the object; the first times not as it was sent."""
        token = super().put(key, body, type=type, cache=cache, guard=guard, on_bytes=on_bytes)
        if key.startswith(self.begins) and self.damaged.get(key, 0) < self.times:
            self.damaged[key] = self.damaged.get(key, 0) + 1
            self.damage(key)
        return token

    def damage(self, key: str) -> None:
        """One bit of the object becomes another one; of a page, all of it."""
        stored = self._objects[key]
        data = b"<html>" if key.endswith(".html") else bytes([stored.data[0] ^ 1]) + stored.data[1:]
        self._objects[key] = type(stored)(data, stored.info)

    def wrong(self) -> list[str]:
        """Keys of the objects that are not what their digest says."""
        return [key for key, one in self._objects.items() if sha256(one.data).hexdigest() != one.info.digest]


KINDS = ("media/", "art/", "transcripts/", "chapters/", "assets/", "first-light.html", "index.html")


def written(desk: Studio) -> Studio:
    """An episode with every kind of object."""
    desk.show(pages="on", guid="917393e3-1b1e-5cef-ace4-edaa54e1f810")
    desk.episode(transcripts=["first-light.vtt"], chapters=[{"start": "0:00", "title": "Boats"}], image="cover.jpg")
    (desk.folder / "first-light.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:00.900\nBoats.\n")
    return desk


@pytest.fixture
def damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Studio, Damaging]]:
    """Makes a desk whose store damages what begins so."""

    def make(begins: str, times: int = 1) -> tuple[Studio, Damaging]:
        desk = written(Studio(tmp_path))
        site = Damaging(begins, times)
        where = Target(site=site, state=Memory("state"))
        monkeypatch.setattr(running, "open_target", lambda _where, **_: where)
        return desk, site

    return make


@pytest.mark.parametrize("begins", KINDS)
def test_what_the_store_has_wrong_is_sent_again_in_the_same_run(
    begins: str, damaged: Callable[..., tuple[Studio, Damaging]]
) -> None:
    """Whatever it is that listeners or readers will ask for, and every object of its kind."""
    desk, site = damaged(begins)

    desk.publish()

    assert site.damaged
    assert [] == site.wrong()
    assert sorted(site.damaged) == sorted(one.key for one in desk.events if isinstance(one, Resent))
    assert not desk.publish().run.outcome.plan


@pytest.mark.parametrize("begins", KINDS[:4])
def test_what_an_earlier_run_left_wrong_is_sent_again(
    begins: str, damaged: Callable[..., tuple[Studio, Damaging]]
) -> None:
    """The store says that it has these very bytes, so no put is planned; only the verification notices."""
    desk, site = damaged(begins)
    steps = publish_steps([desk.folder], now=NOW, new_guid=new_guid, overrides=Overrides())
    next(event for event in steps if isinstance(event, PhaseStarted) and event.phase.name == "verify")
    steps.close()
    assert site.wrong()

    done = desk.publish()

    assert [] == site.wrong()
    assert site.read("feed.xml")
    assert {*of_catalog(done.run.outcome.after)} <= set(site._objects)


def test_a_store_that_stays_wrong_ends_the_run(damaged: Callable[..., tuple[Studio, Damaging]]) -> None:
    """It was sent twice; nothing is committed, and the feed stays as it was."""
    desk, site = damaged("media/", times=99)

    with pytest.raises(VerificationFailed, match="bytes 0 to"):
        desk.publish()

    assert [2] == list(site.damaged.values())
    assert site.read("feed.xml") is None
    puts = [one.action for one in desk.events if isinstance(one, ActionDone) and isinstance(one.action, Put)]
    assert not [put for put in puts if put.key == "catalog.json.gz"]


def test_a_feed_that_the_store_has_wrong_is_sent_again(
    damaged: Callable[..., tuple[Studio, Damaging]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its token is the one that its put gave, so no later run would look at it."""
    desk, site = damaged("feed.xml")

    def look(url: str, *, sent: bytes, **_: Any) -> None:
        if site._objects["feed.xml"].data != sent:
            raise VerificationFailed("the feed is damaged", where=url)

    monkeypatch.setattr(running, "verify_feed", look)
    monkeypatch.setattr(running, "verify_public", lambda _action, **_: None)
    monkeypatch.setattr(running, "check_address", lambda *_, **_options: iter(()))

    desk.publish(verify="public")

    assert {"feed.xml": 1} == site.damaged
    assert [] == site.wrong()
    assert ["applied"] == [put.key for put in desk.publish().run.outcome.plan.puts]


# --- the store is right, and a cache shows something else


@pytest.fixture
def cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], tuple[Studio, set[str]]]:
    """Makes a desk behind a cache that holds something else as the first object of a kind, and what it holds so."""

    def make(begins: str) -> tuple[Studio, set[str]]:
        desk = written(Studio(tmp_path))
        stale: set[str] = set()

        def look(action: Verify, *, storage: Storage) -> None:
            if action.key.startswith(begins) and not stale:
                stale.add(action.key)
            if action.key in stale:
                raise VerificationFailed("the server finds nothing at this address (404)", where=action.url)
            verify_stored(action, storage=storage)

        monkeypatch.setattr(running, "verify_stored", look)
        monkeypatch.setattr(carry_out, "_difference", lambda _storage, _action: "")
        monkeypatch.setattr(running, "_is_cached", lambda _where, action, **_: action.key in stale)
        return desk, stale

    return make


@pytest.mark.parametrize("begins", KINDS[:4])
def test_what_a_cache_shows_wrongly_gets_another_key_before_anything_names_it(
    begins: str, cached: Callable[[str], tuple[Studio, set[str]]]
) -> None:
    """The same bytes under a number: no cache has seen that address."""
    desk, stale = cached(begins)

    done = desk.publish()

    (key,) = stale
    stem, _, extension = key.rpartition(".")
    named = of_catalog(done.run.outcome.after)
    assert f"{stem}-2.{extension}" in named
    assert key not in named
    assert (desk.site / f"{stem}-2.{extension}").read_bytes() == (desk.site / key).read_bytes()
    assert f"a cache shows something else as {key}" in [one.reason for one in desk.events if isinstance(one, Restarted)]
    assert not desk.publish().run.outcome.plan


def test_what_a_catalog_has_named_keeps_its_key(cached: Callable[[str], tuple[Studio, set[str]]]) -> None:
    """Apps know that address: a page that cannot be verified ends the run."""
    desk, stale = cached("first-light.html")

    with pytest.raises(VerificationFailed, match="404"):
        desk.publish()

    assert {"first-light.html"} == stale


@pytest.mark.parametrize("signs", [{"Age": "7"}, {}], ids=["it says so", "another spelling of the address is right"])
def test_a_cache_is_known_by_its_age_or_by_what_it_has_not_seen_yet(signs: dict[str, str]) -> None:
    """An address that shows the same wrong thing whatever is asked leads elsewhere."""
    right, wrong = honest(b"WEBVTT", "text/vtt"), honest(b"<html>", "text/html")

    def answer(request: HttpRequest) -> Reply:
        if signs or "?" not in request.path:
            reply = wrong(request)
            return replace(reply, headers={**reply.headers, **signs})
        return right(request)

    body = Body.of_bytes(b"WEBVTT")
    with serving(answer) as server, serving(wrong) as other:
        asked = [
            Verify(key="a.vtt", url=one.url + "a.vtt", type="text/vtt", size=6, body=body, reason="")
            for one in (server, other)
        ]
        found = [is_cached(one, allow_private=True) for one in asked]

    assert [True, False] == found
