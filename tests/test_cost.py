"""Cost does not grow with the archive: the number of storage calls of a publish is that of the change."""

from __future__ import annotations

import pytest
from tests.builders import channel, enclosure, item
from tests.driving import quiet_effects, transacted

from feedpub.catalog import begin, with_item
from feedpub.model import Catalog
from feedpub.storage import Body, Content, Guard, OnBytes, Seen, unheard
from feedpub.storage.memory import Memory
from feedpub.transact import Draft, Target


class Counting(Memory):
    """A store that counts what it is asked."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.calls: list[str] = []

    def read(self, key: str) -> Content | None:
        """Count, then read."""
        self.calls.append(f"read {key}")
        return super().read(key)

    def look(self, key: str) -> Seen | None:
        """Count, then look."""
        self.calls.append(f"look {key}")
        return super().look(key)

    def put(
        self, key: str, body: Body, *, type: str, cache: str, guard: Guard | None = None, on_bytes: OnBytes = unheard
    ) -> str:
        """Count, then put."""
        self.calls.append(f"put {key}")
        return super().put(key, body, type=type, cache=cache, guard=guard, on_bytes=on_bytes)


def published(target: Target, *slugs: str) -> None:
    """Publish these episodes in one transaction."""
    bodies = {slug: Body.of_bytes(slug.encode()) for slug in slugs}
    cover = Body.of_bytes(b"cover")
    shown = channel()

    def change(before: Catalog | None) -> Draft:
        catalog = before or begin(shown, ("source",))
        for slug, body in bodies.items():
            sound = enclosure(key=f"media/{slug}.mp3", digest=body.digest, identity=slug, size=body.size)
            catalog = with_item(catalog, item(slug, guid=slug, enclosure=sound))
        return Draft(catalog=catalog)

    keyed = {f"media/{slug}.mp3": body for slug, body in bodies.items()}
    transacted(target, change, bodies={**keyed, shown.image.key: cover}, effects=quiet_effects())


def calls_for_one_more(size: int) -> list[str]:
    """What one more episode asks of the store of a show of that size."""
    site, state = Counting("site"), Counting("state")
    target = Target(site=site, state=state)
    published(target, *(f"episode-{number}" for number in range(size)))
    site.calls.clear()
    state.calls.clear()

    published(target, "one-more")

    return [*state.calls, *site.calls]


@pytest.mark.parametrize("size", [10, 1000])
def test_one_more_episode_costs_the_same_in_a_show_of_any_size(size: int) -> None:
    """Catalog and `applied` read once, four looks, four puts."""
    calls = calls_for_one_more(size)

    assert [
        "read catalog.json.gz",
        "read applied",
        "look catalog.json.gz",
        "put catalog.json.gz",
        "put applied",
        "look feed.xml",
        "look media/one-more.mp3",
        "put media/one-more.mp3",
        "put feed.xml",
    ] == calls
