"""Cost does not grow with the archive: the number of storage calls of a publish is that of the change."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError
from tests.builders import channel, enclosure, item
from tests.driving import NOW, Rounds, quiet_effects, transacted
from tests.servers import Proxy, Request, S3Server
from tests.studio import NOW as TODAY
from tests.studio import Studio, new_guid
from tests.webservers import HttpRequest, Reply, Served, honest, serving

from feedpub.catalog import NextCatalog, Overrides, Version, begin, with_item
from feedpub.commands.publish import publish_steps
from feedpub.deploy import run as running
from feedpub.deploy.caller import Caller
from feedpub.deploy.target import Target
from feedpub.feed import document
from feedpub.model import Catalog
from feedpub.pages import templates
from feedpub.storage import Body, Content, Guard, ListedObject, ObjectInfo, OnBytes, uncounted
from feedpub.storage.memory import Memory


class Counting(Memory):
    """A store that counts what it is asked."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.calls: list[str] = []

    def read(self, key: str) -> Content | None:
        """Count, then read."""
        self.calls.append(f"read {key}")
        return super().read(key)

    def head(self, key: str) -> ObjectInfo | None:
        """Count, then ask."""
        self.calls.append(f"head {key}")
        return super().head(key)

    def put(
        self, key: str, body: Body, *, type: str, cache: str, guard: Guard | None = None, on_bytes: OnBytes = uncounted
    ) -> str:
        """Count, then put."""
        self.calls.append(f"put {key}")
        return super().put(key, body, type=type, cache=cache, guard=guard, on_bytes=on_bytes)

    def list(self, prefix: str = "", *, after: str = "") -> Iterator[ListedObject]:
        """Count, then list."""
        self.calls.append(f"list {prefix} after {after}")
        return super().list(prefix, after=after)


def published(target: Target, *slugs: str, pages: bool = False) -> None:
    """Publish these episodes in one transaction, each a minute after the one before it."""
    bodies = {slug: Body.of_bytes(slug.encode()) for slug in slugs}
    cover = Body.of_bytes(b"cover")
    shown = channel(pages=pages)

    def change(before: Catalog | None) -> NextCatalog:
        catalog = before or begin(shown, ("source",))
        for slug, body in bodies.items():
            sound = enclosure(key=f"media/{slug}.mp3", digest=body.digest, identity=slug, size=body.size)
            when = NOW - timedelta(days=9) + timedelta(minutes=len(catalog.items))
            catalog = with_item(catalog, item(slug, guid=slug, enclosure=sound, published=when))
        return NextCatalog(catalog=catalog)

    keyed = {f"media/{slug}.mp3": body for slug, body in bodies.items()}
    transacted(target, change, bodies={**keyed, shown.image.key: cover}, effects=quiet_effects())


def calls_for_one_more(size: int, *, pages: bool = False) -> list[str]:
    """What one more episode asks of the store of a show of that size."""
    site, state = Counting("site"), Counting("state")
    target = Target(site=site, state=state)
    published(target, *(f"episode-{number}" for number in range(size)), pages=pages)
    site.calls.clear()
    state.calls.clear()

    published(target, "one-more", pages=pages)

    return [*state.calls, *site.calls]


@pytest.mark.slow
@pytest.mark.parametrize("size", [10, 1000])
def test_one_more_episode_costs_the_same_in_a_show_of_any_size(size: int) -> None:
    """`applied` and catalog read once, the newest of the history listed, three looks, five puts."""
    calls = calls_for_one_more(size)

    history = next(call for call in calls if call.startswith("put history/"))
    assert [
        "read applied",
        "read catalog.json.gz",
        "list history/ after history/0000000001",
        "head catalog.json.gz",
        history,
        "put catalog.json.gz",
        "put applied",
        "head feed.xml",
        "head media/one-more.mp3",
        "put media/one-more.mp3",
        "put feed.xml",
    ] == calls


@pytest.mark.slow
@pytest.mark.parametrize("size", [10, 990])
def test_one_more_episode_renders_its_pages_and_those_that_name_it(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own two, the answer to oEmbed, the page of the episode before, and the lists: looked at and put, once each.

    Its own are new to the catalog, and read. Lists are the home and the page next to it, the search, the map, the JSON
    Feed.
    """
    printed: list[str] = []

    def print_nothing(_site: object, template: str, **_values: object) -> bytes:
        printed.append(template)
        return str(len(printed)).encode()

    monkeypatch.setattr(templates, "render", print_nothing)

    calls = calls_for_one_more(size, pages=True)

    pages = [call for call in calls if call.endswith((".html", ".json", ".xml")) and "feed.xml" not in call]
    own = ["one-more-embed.html", "one-more-oembed.json", "one-more.html"]
    keys = [*own, f"episode-{size - 1}.html", "index.html", "feed.json", "search.json", "sitemap.xml"]
    keys += ["index-21.html"] if size > 20 else []
    assert sorted(keys) == sorted(call.partition(" ")[2] for call in pages[: len(keys)])
    assert {f"put {call.partition(' ')[2]}" for call in pages[: len(keys)]} == set(pages[len(keys) :])
    assert {f"read {key}" for key in own} == {call for call in pages if call.startswith("read")}
    assert 2 * len(keys) == len(pages)
    older = ["older.html"] if size > 20 else []
    assert ["embed.html", "episode.html", "episode.html", "home.html", *older] == sorted(printed[-4 - len(older) :])


@pytest.mark.slow
@pytest.mark.parametrize(("scheduled", "documents"), [(False, 1), (True, 2)])
def test_a_feed_is_rendered_once_in_a_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, scheduled: bool, documents: int
) -> None:
    """What is linted is what is sent; with episodes that wait it is more than what is sent, of the same values."""
    studio = Studio(tmp_path)
    studio.show(pages=False)
    for number in range(3):
        ahead = timedelta(days=9 if scheduled and number == 1 else -number - 1)
        studio.episode(f"episode-{number}", published=f"{TODAY + ahead:%Y-%m-%dT%H:%M:%S+00:00}", sound=number)
    studio.publish()
    made: Counter[str] = Counter()
    for name in ("_document", "_item_values"):
        own = getattr(document, name)
        monkeypatch.setattr(document, name, lambda *words, _own=own, _name=name: made.update([_name]) or _own(*words))

    changed = studio.folder / "episode-2.yaml"
    changed.write_text(changed.read_text() + "summary: Another.\n")
    studio.publish()

    assert {"_document": documents, "_item_values": 3} == made


# --- a bucket


@dataclass
class Remembered:
    """What a machine remembers of a place."""

    versions: dict[str, Version] = field(default_factory=dict)

    def recall(self, place: str) -> Version | None:
        """The version that was seen last."""
        return self.versions.get(place)

    def note(self, place: str, version: Version) -> None:
        """Remember it."""
        self.versions[place] = version


@dataclass
class Bucket:
    """A show in a bucket that everybody can read, and the line to it."""

    desk: Studio
    line: Proxy
    public: Served
    caller: Caller = field(default_factory=lambda: Caller(witness=Remembered()))

    def publish(self) -> tuple[list[str], Counter[str], int]:
        """Requests to the store in their order; those to the public address by method; and how many round trips.

        All that is asked at once is one round trip.
        """
        self.line.requests.clear()
        self.public.requests.clear()
        trips = 0
        for event in publish_steps(
            [self.desk.folder], now=NOW, new_guid=new_guid, overrides=Overrides(), caller=self.caller
        ):
            trips += event is None
        asked = [_name(one) for one in self.line.requests]
        return asked, Counter(one.method for one in self.public.requests), trips


def _name(request: Request) -> str:
    """Method and key, without what differs from one test to the next."""
    path, _, query = request.path.partition("?")
    key = path.partition("/desk/")[2] if "/desk/" in path else ""
    key = re.sub(r"-[0-9a-f]{12}", "", key)
    stranger = "" if "Authorization" in request.headers else ", as a stranger"
    return f"{request.method} {key}{stranger}" if key else f"LIST {'history' if 'history' in query else ''}".strip()


@pytest.fixture
def bucket(s3_server: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    """A show of ten episodes without pages; round trips are counted."""
    monkeypatch.setattr(running, "Threads", Rounds)
    prefix = f"{uuid4().hex[:12]}/desk"
    s3_server.make_public(prefix)
    with Proxy(s3_server.endpoint) as line, serving(mirrored(s3_server, prefix)) as public:
        desk = Studio(tmp_path)
        where = {"to": f"s3://{s3_server.bucket}/{prefix}", "url": public.url, "endpoint": line.endpoint}
        desk.show(pages="off", publish=where)
        for number in range(10):
            desk.episode(f"episode-{number}", sound=number)
        yield Bucket(desk, line, public)


def mirrored(server: S3Server, prefix: str) -> Callable[[HttpRequest], Reply]:
    """What a CDN in front of the bucket answers; nothing of the state."""

    def answer(request: HttpRequest) -> Reply:
        key = request.path.partition("?")[0].lstrip("/")
        try:
            found = server.client().get_object(Bucket=server.bucket, Key=f"{prefix}/{key}")
        except ClientError:
            return Reply(404)
        return honest(found["Body"].read(), found["ContentType"])(request)

    return answer


@pytest.mark.s3
def test_an_unchanged_publish_takes_four_round_trips(bucket: Bucket) -> None:
    """`applied`, the catalog, history and feed at once, and the last look; whether the state is private meanwhile."""
    bucket.publish()

    asked, public, trips = bucket.publish()

    assert [
        "GET applied",
        "GET catalog.json.gz",
        "GET probe",
        "GET probe, as a stranger",
        "HEAD catalog.json.gz",
        "HEAD feed.xml",
        "LIST history",
    ] == sorted(asked)
    assert (4, {"GET"}) == (trips, set(public))


@pytest.mark.s3
def test_a_first_publish_puts_and_verifies_each_object_with_one_request(bucket: Bucket) -> None:
    """One listing tells that none is there; then as many puts and as many ranges, and HEAD once for each type.

    Before that it takes ten round trips to ask about other shows, guards, the private state, and then the address.
    """
    for number in range(10, 30):
        bucket.desk.episode(f"episode-{number}", sound=number)

    asked, public, trips = bucket.publish()

    objects = [one.removeprefix("PUT ") for one in asked if one.startswith(("PUT media/", "PUT art/"))]
    looks = [one for one in asked if one.startswith("HEAD ") and one.removeprefix("HEAD ") in objects]
    assert len(set(objects)) == len(objects) > 30
    assert [] == looks
    kinds = {Path(one).suffix for one in objects}
    assert len(kinds) + 1 == public["HEAD"]
    assert 22 == trips
