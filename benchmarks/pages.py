"""How long the pages of a large show take: what each is rendered from, and one of them rendered.

    python benchmarks/pages.py [ROUNDS]

A show of 1,000 episodes with notes, chapters, people and links. Exits 1 above the promises.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import median

from feedpub.catalog import RENDERER, SCHEMA
from feedpub.elements.collection import Elements
from feedpub.elements.podcast.people import Person
from feedpub.model import Artwork, Catalog, Category, Channel, Enclosure, Item, Link
from feedpub.model.chapter import Chapter
from feedpub.pages import wanted

EPISODES = 1000
PROMISED = {"digests": 0.5, "episode": 0.010, "home": 0.1, "one more": 0.7}
"""Seconds, on two cores."""

ROUNDS = 7
FIRST = datetime(2000, 1, 1, 6, tzinfo=UTC)
NOTES = "<p>At twenty past five the harbour is <em>asleep</em>.</p>\n<ul>\n<li>the quay</li>\n</ul>\n" * 8


def item(number: int) -> Item:
    """An episode as most are."""
    slug, digest = f"harbour-{number:04}", f"{number:064x}"
    return Item(
        slug=slug,
        guid=digest,
        title=f"Harbour, part {number}",
        published=FIRST + timedelta(days=5 * number),
        enclosure=Enclosure(
            key=f"media/{slug}-{digest[-12:]}.mp3",
            type="audio/mpeg",
            size=28_000_000,
            duration_ms=1_754_000,
            digest=digest,
            identity=digest,
            bitrate=128_000,
            sample_rate=44_100,
            channels=1,
            file=f"../../media/{slug}.mp3",
        ),
        summary="The tide goes out, and we go with it, as far as the wall and the bell.",
        notes=NOTES,
        season=number // 50 + 1,
        number=number % 50 + 1,
        elements=Elements.of(Person(name="Ada Lovelace"), Person(name="Grace Hopper", role="guest")),
        chapters=tuple(Chapter(start_ms=at * 200_000, title=f"Part {at}") for at in range(8)),
        links=(Link(title="Tide tables", url="https://tides.example/"),),
        first=FIRST,
    )


def catalog(episodes: int) -> Catalog:
    """A show of so many of them."""
    image = Artwork(
        key="art/cover.jpg", type="image/jpeg", size=1, width=3000, height=3000, digest="0" * 64, file="cover.jpg"
    )
    channel = Channel(
        title="Tidewater",
        description="<p>Stories from the shore.</p>",
        link="https://example.com/",
        language="en",
        author="Tidewater Radio",
        image=image,
        categories=(Category(name="Science"),),
        explicit=False,
        guid="917393e3-1b1e-5cef-ace4-edaa54e1f810",
        base="https://example.com/tidewater/",
        pages=True,
    )
    items = tuple(item(number) for number in range(episodes))
    return Catalog(schema=SCHEMA, renderer=RENDERER, revision=1, channel=channel, items=items)


def seconds(does: Callable[[], object]) -> float:
    """How long something takes."""
    start = time.perf_counter()
    does()
    return time.perf_counter() - start


def publish_one_more(before: Catalog) -> int:
    """What another episode costs: every digest again, and the pages rendered whose digest is another; how many."""
    known = {key: page.source for key, page in wanted(before).items()}
    after = replace(before, items=(*before.items, item(EPISODES)))
    changed = [page for key, page in wanted(after).items() if known.get(key) != page.source]
    return len([page.render(after) for page in changed])


def main(rounds: int) -> int:
    """Measure, say, compare with what is promised."""
    large = catalog(EPISODES)
    pages = wanted(large)
    pages["harbour-0500.html"].render(large)  # templates are compiled once
    pages["index.html"].render(large)
    does: dict[str, Callable[[], object]] = {
        "digests": lambda: wanted(large),
        "episode": lambda: pages["harbour-0500.html"].render(large),
        "home": lambda: pages["index.html"].render(large),
        "one more": lambda: publish_one_more(large),
    }
    took = {name: median(seconds(one) for _ in range(rounds)) for name, one in does.items()}
    for name, time_ in took.items():
        print(f"{name:<8} {1000 * time_:7.1f} ms   (at most {1000 * PROMISED[name]:.0f})")
    print(f"one more episode renders {publish_one_more(large)} of {len(pages)} pages")
    return int(any(took[name] > most for name, most in PROMISED.items()))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS))
