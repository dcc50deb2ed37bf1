"""What an episode's page says of others, and which ones belong together: those that share topics or guests.

Chosen so that one more episode changes few pages: what is older counts first, and no later episode ever changes which
of those are chosen; newer ones fill the places that are left, the earliest first.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from feedpub.elements.podcast.people import Person
from feedpub.model import Item, Link

MOST = 3
"""Episodes that a page names."""

NEAREST = 40
"""Episodes before one that are compared with it, for each thing that they may share."""

_GUEST, _TOPIC = 3, 2
"""What a shared guest and a shared topic count."""


class RelatedEpisode(NamedTuple):
    """An episode that shares something with another: an entry of `archive.related` in templates."""

    slug: str
    title: str
    published: datetime
    duration_ms: int


class InArchive(NamedTuple):
    """What an episode's page says of the archive: `archive` in templates."""

    season: str
    """Key of the season's page; empty for an episode in no season."""

    topics: tuple[Link, ...]
    """Those of its topics that have a page."""

    related: tuple[RelatedEpisode, ...]


def related(items: Sequence[Item]) -> Mapping[str, tuple[RelatedEpisode, ...]]:
    """Slug → the episodes that share most with it, at most `MOST`; `items` are newest first."""
    oldest_first = tuple(reversed(items))
    shared = [tuple(_shared(item)) for item in oldest_first]
    having: dict[_Thing, list[int]] = {}
    for at, things in enumerate(shared):
        for thing in things:
            having.setdefault(thing, []).append(at)
    return {
        item.slug: tuple(_named(oldest_first[one]) for one in _chosen(having, shared[at], at))
        for at, item in enumerate(oldest_first)
    }


_Thing = tuple[int, str]
"""What a topic or a guest counts, and what it is called."""


def _chosen(having: Mapping[_Thing, Sequence[int]], things: Sequence[_Thing], at: int) -> list[int]:
    """The older ones that share most, of equals the nearest; then the first of those that came later."""
    scores: Counter[int] = Counter()
    later: set[int] = set()
    for thing in things:
        some = having[thing]
        place = bisect_left(some, at)
        scores.update(dict.fromkeys(some[max(0, place - NEAREST) : place], thing[0]))
        later.update(some[place + 1 : place + 1 + MOST])
    older = sorted(scores, key=lambda one: (-scores[one], -one))[:MOST]
    return [*older, *sorted(later)][:MOST]


def _shared(item: Item) -> Iterator[_Thing]:
    """What another episode may share with this one, each once, with what it counts."""
    for word in dict.fromkeys(word.casefold() for word in item.topics):
        yield _TOPIC, word
    for name in dict.fromkeys(one.name.casefold() for one in item.all(Person) if one.role == "guest"):
        yield _GUEST, name


def _named(item: Item) -> RelatedEpisode:
    return RelatedEpisode(item.slug, item.title, item.published, item.enclosure.duration_ms)
