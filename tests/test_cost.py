"""Cost does not grow with the archive: the number of storage calls of a publish is that of the change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.builders import channel, enclosure, item
from tests.driving import NOW, quiet_effects, transacted

from feedpub.catalog import NextCatalog, begin, with_item
from feedpub.deploy.observe import Target
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
    """Its own two, that of the episode before it, the home, the search and the map: looked at and put, once each.

    Its own are new to the catalog, and read. Every fiftieth also fills a page of older episodes.
    """
    printed: list[str] = []

    def print_nothing(_site: object, template: str, **_values: object) -> bytes:
        printed.append(template)
        return str(len(printed)).encode()

    monkeypatch.setattr(templates, "render", print_nothing)

    calls = calls_for_one_more(size, pages=True)

    pages = [call for call in calls if call.endswith((".html", ".json", ".xml")) and "feed" not in call]
    keys = ["index.html", "one-more-embed.html", "one-more.html", "search.json", "sitemap.xml"]
    assert sorted([*keys, f"episode-{size - 1}.html"]) == [call.partition(" ")[2] for call in pages[:6]]
    assert {f"put {call.partition(' ')[2]}" for call in pages[:6]} == set(pages[6:])
    assert ["read one-more-embed.html", "read one-more.html"] == [call for call in pages if call.startswith("read")]
    assert 12 == len(pages)
    assert ["embed.html", "episode.html", "episode.html", "home.html"] == sorted(printed[-4:])
