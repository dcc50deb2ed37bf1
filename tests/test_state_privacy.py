"""Whether strangers can read the private state is asked from outside, by every run that writes."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from tests import version_1
from tests.builders import channel
from tests.driving import quiet_effects, transacted
from tests.studio import NOW, Studio
from tests.webservers import HttpRequest, Reply, Served, serving

from feedpub.catalog import CATALOG, NextCatalog, begin
from feedpub.catalog.codec import dumps
from feedpub.deploy.target import Target
from feedpub.errors import Refused
from feedpub.model import Catalog
from feedpub.storage import Body
from feedpub.storage.memory import Memory

pytestmark = pytest.mark.slow

LATER = "2030-01-01T06:00:00Z"


@dataclass
class Web:
    """A web server that shows whatever lies below a folder."""

    root: Path
    served: Served = field(default_factory=lambda: Served(""))

    def answer(self, request: HttpRequest) -> Reply:
        """The file of a path."""
        path = self.root / request.path.partition("?")[0].lstrip("/")
        return Reply(body=path.read_bytes()) if path.is_file() else Reply(404)

    @property
    def requests(self) -> list[str]:
        """The paths that were asked for so far."""
        return [one.path.partition("?")[0] for one in self.served.requests]


@contextmanager
def web(root: Path) -> Iterator[Web]:
    """A server of a folder."""
    made = Web(root)
    with serving(made.answer) as made.served:
        yield made


@pytest.fixture
def desk(tmp_path: Path) -> Studio:
    """A show with an episode that is out and one that is not yet."""
    desk = Studio(tmp_path)
    desk.show()
    desk.episode()
    desk.episode("low-tide", published=LATER)
    return desk


def published_at(desk: Studio, base: str, **publish: str) -> None:
    """Publish to a directory with a public address."""
    desk.show(publish={"to": "../../public/desk", "url": base, **publish})
    desk.publish()


def test_a_state_beside_a_directory_that_is_served_stops_the_first_publish(desk: Studio, tmp_path: Path) -> None:
    """The web root lies above the target: nothing of the show is written."""
    with web(tmp_path / "public") as server, pytest.raises(Refused) as caught:
        published_at(desk, server.served.url + "desk/")

    assert caught.value.message.startswith(f"everybody can read the private state ({desk.state}) here")
    assert server.served.url + ".feedpub/desk/probe" == caught.value.where
    assert "a folder that no web server shows" in caught.value.hint
    assert "`publish: {state: /" in caught.value.hint
    assert ["probe"] == [path.name for path in (tmp_path / "public").rglob("*") if path.is_file()]


VERBS: dict[str, Callable[[Studio], Any]] = {
    "publish": lambda desk: desk.publish(desk.episode("ebb")),
    "release": lambda desk: desk.release(now=NOW + timedelta(days=2000)),
    "unpublish": lambda desk: desk.unpublish(desk.folder / "first-light.yaml"),
}


@pytest.mark.parametrize("verb", VERBS)
def test_a_state_that_is_served_later_stops_every_run_that_writes(verb: str, desk: Studio, tmp_path: Path) -> None:
    """A server's configuration changes; what is out stays as it was."""
    with web(tmp_path / "nothing") as server:
        published_at(desk, server.served.url + "desk/")
        before = desk.tree()
        server.root = tmp_path / "public"

        with pytest.raises(Refused, match="everybody can read the private state") as caught:
            VERBS[verb](desk)

    assert f"move {desk.state}" in caught.value.hint
    assert before == desk.tree()


def test_a_state_that_was_copied_to_the_server_with_the_rest_is_found(desk: Studio, tmp_path: Path) -> None:
    """A folder that is published by copying it: the probe is among what was copied. The catalog is never asked for."""
    with web(tmp_path / "www") as server:
        published_at(desk, server.served.url + "desk/")
        copytree(tmp_path / "public", tmp_path / "www")

        with pytest.raises(Refused) as caught:
            desk.publish(desk.episode("ebb"))

    assert server.served.url + ".feedpub/desk/probe" == caught.value.where
    assert caught.value.message.startswith("everybody can read the private state")
    assert "delete it there" in caught.value.hint
    assert [] == [path for path in server.requests if "catalog" in path]


def test_a_state_elsewhere_is_private(desk: Studio, tmp_path: Path) -> None:
    """What the refusal says to do works."""
    with web(tmp_path / "public") as server:
        published_at(desk, server.served.url + "desk/", state="../../private")
        desk.publish(desk.episode("ebb"))

    assert (tmp_path / "private" / CATALOG).is_file()
    assert {"probe"} == {path.rpartition("/")[2] for path in server.requests}


@pytest.mark.parametrize("verb", ["publish", "release"])
def test_a_run_that_writes_nothing_asks_as_well(verb: str, desk: Studio, tmp_path: Path) -> None:
    """Servers and policies change, and a scheduled job is who notices."""
    with web(tmp_path / "nothing") as server:
        published_at(desk, server.served.url + "desk/")
        server.root = tmp_path / "public"
        before = desk.tree()

        with pytest.raises(Refused, match="everybody can read the private state"):
            desk.publish() if verb == "publish" else desk.release()

    assert before == desk.tree()


def test_a_show_that_has_no_probe_yet_is_not_written_to_for_it(desk: Studio, tmp_path: Path) -> None:
    """One that an older feedpub has published: the first run that writes something puts it."""
    with web(tmp_path / "nothing") as server:
        published_at(desk, server.served.url + "desk/")
        version_1.downgrade(desk)
        server.served.requests.clear()
        before = desk.tree()

        assert not desk.publish().run.outcome.plan
        assert ([], before) == ([path for path in server.requests if "probe" in path], desk.tree())

        desk.publish(desk.episode("ebb"))
        assert (desk.state / "probe").is_file()


@pytest.mark.parametrize("verb", ["publish", "release"])
@pytest.mark.parametrize("data", [None, b"", b"cut"], ids=["deleted", "emptied", "overwritten"])
def test_a_probe_that_somebody_has_deleted_is_put_again_and_asked_for(
    data: bytes | None, verb: str, desk: Studio, tmp_path: Path
) -> None:
    """Also by a run that has nothing else to do: without it nobody would notice that the state is public."""
    with web(tmp_path / "nothing") as server:
        published_at(desk, server.served.url + "desk/")
        probe = desk.state / "probe"
        probe.unlink() if data is None else probe.write_bytes(data)
        server.root = tmp_path / "public"

        with pytest.raises(Refused, match="everybody can read the private state"):
            desk.publish() if verb == "publish" else desk.release()


def test_the_probe_is_the_same_in_every_run_and_its_text_is_random(desk: Studio, tmp_path: Path) -> None:
    """So a copy of the state that was made long ago is found; a query keeps caches from answering."""
    queries = []

    def noted(request: HttpRequest) -> Reply:
        queries.append(request.path.partition("?")[2])
        return Reply(404)

    with serving(noted) as server:
        published_at(desk, server.url + "desk/")
        first = (desk.state / "probe").read_bytes()
        desk.publish(desk.episode("ebb"))

    assert first == (desk.state / "probe").read_bytes()
    assert re.fullmatch(rb"feedpub asks whether strangers can read this: [0-9a-f]{32}\n", first)
    assert 2 == len(set(queries))


def test_without_a_public_address_nobody_is_asked(desk: Studio) -> None:
    """A directory that only `feedpub serve` shows."""
    desk.publish()

    assert [] == list(desk.state.glob("probe*"))


@pytest.mark.parametrize("episodes", [1, 30])
def test_asking_costs_the_same_for_a_show_of_any_size(episodes: int, desk: Studio, tmp_path: Path) -> None:
    """Two requests: the probe at two addresses."""
    for number in range(episodes):
        desk.episode(f"episode-{number}", sound=9000 + number)
    with web(tmp_path / "nothing") as server:
        published_at(desk, server.served.url + "desk/shows/")
        server.served.requests.clear()

        desk.publish(desk.episode("one-more"))

    assert 2 == len(server.requests)


def test_a_run_that_starts_over_asks_once() -> None:
    """Losing a race does not make a state public."""
    calls: list[bool] = []
    site, state = Memory("site"), Memory("state")
    rival = begin(channel(), ("theirs",))

    def preflight(
        _target: Target, before: Catalog | None, _after: Catalog, *, writes: bool
    ) -> Generator[None, None, None]:
        calls.append(before is None)
        state.put(CATALOG, Body.of_bytes(dumps(rival)), type="", cache="")
        yield

    def change(before: Catalog | None) -> NextCatalog:
        return NextCatalog(catalog=before or begin(channel(), ("ours",)))

    cover = {channel().image.key: Body.of_bytes(b"cover")}
    transacted(Target(site=site, state=state), change, bodies=cover, effects=quiet_effects(preflight=preflight))

    assert [True] == calls
