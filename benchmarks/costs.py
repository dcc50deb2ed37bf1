"""What subscribers cost: requests, bytes, money of polls and downloads, by arithmetic; a simulation checks it.

    python -m benchmarks.costs        the tables of docs/performance.md

Prices are those of the providers' public lists for North America, without free tiers and volume discounts; see the
page for their sources.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

DAY = 86_400
"""Seconds."""

DAYS = 30
"""Of the month that is reckoned with."""


@dataclass(frozen=True, kw_only=True)
class Show:
    """A show and its listeners. Change what is otherwise with yours."""

    subscribers: int
    polling: float = 0.25
    """The share of subscribers whose app asks for the feed itself; for all others a directory's server asks once."""

    polls: float = 6
    """How often such an app asks a day."""

    directories: int = 20
    """Services that ask for all of their listeners."""

    directory_polls: float = 96
    """How often a directory asks a day."""

    episodes: float = 4
    """New episodes, and edits that change the feed, a month."""

    listening: float = 0.6
    """The share of subscribers who load an episode."""

    feed: int = 1_000_000
    """Bytes of the feed, as it is stored."""

    packed: float = 0.12
    """What a CDN that compresses sends of it."""

    unchanged: int = 400
    """Bytes of an answer without body: 304."""

    audio: int = 28_000_000
    """Bytes of an episode: half an hour at 128 kbit/s."""

    ranges: float = 3
    """Requests of one download: apps ask for pieces."""

    lifetime: int = 300
    """Seconds that a cache keeps the feed: what feedpub says of it (`max-age`)."""

    edges: int = 50
    """Places where the CDN has a cache."""


@dataclass(frozen=True)
class Provider:
    """Dollars."""

    name: str
    request: float
    """A GET."""

    gigabyte: float
    """That leaves for a listener."""

    compresses: bool
    origin: float = 0.0
    """A GET of the CDN at the store behind it."""


PROVIDERS = (
    Provider("S3 alone", request=0.40e-6, gigabyte=0.09, compresses=False),
    Provider("CloudFront before S3", request=1.00e-6, gigabyte=0.085, compresses=True, origin=0.40e-6),
    Provider("R2 with its own CDN", request=0.0, gigabyte=0.0, compresses=True, origin=0.36e-6),
)


@dataclass(frozen=True)
class Traffic:
    """Of a month."""

    polls: float
    """Requests for the feed."""

    full: float
    """Of these, those that are answered with the feed (200); the others are 304."""

    asked: float
    """Requests for the feed that the CDN hands on to the store."""

    downloads: float
    """Requests for audio."""

    audio: float
    """Bytes of it."""

    def polled(self, show: Show, *, packed: bool) -> float:
        """Bytes that polls load."""
        body = show.feed * (show.packed if packed else 1)
        return self.full * body + (self.polls - self.full) * show.unchanged


def traffic(show: Show) -> Traffic:
    """The arithmetic.

    Polls: those of the apps that ask themselves, and of the directories. Full answers: each of them loads each new
    version of the feed once, as long as it asks more often than the feed changes. A cache asks the store when
    somebody asks it, and not again for `lifetime`: with a request every g seconds, once in `lifetime` + g.
    """
    asking = show.subscribers * show.polling + show.directories
    a_day = show.subscribers * show.polling * show.polls + show.directories * show.directory_polls
    gap = DAY * show.edges / a_day
    return Traffic(
        polls=a_day * DAYS,
        full=asking * show.episodes,
        asked=show.edges * DAY * DAYS / (show.lifetime + gap),
        downloads=show.subscribers * show.listening * show.episodes * show.ranges,
        audio=show.subscribers * show.listening * show.episodes * show.audio,
    )


def simulated(show: Show, *, seed: int = 0) -> Traffic:
    """The same, of pollers that are played one by one: each has its phase, its edge, and the version that it saw last.

    Downloads are not played: they are a product.
    """
    dice = random.Random(seed)
    months = DAY * DAYS
    changes = sorted(dice.uniform(0, months) for _ in range(round(show.episodes)))
    fresh = [-1.0] * show.edges
    held = [0] * show.edges
    polls = full = asked = 0

    def version(at: float) -> int:
        return sum(change <= at for change in changes)

    def poller(each: float) -> Iterable[tuple[float, int]]:
        edge, at = dice.randrange(show.edges), dice.uniform(0, each)
        while at < months:
            yield at, edge
            at += each * dice.uniform(0.9, 1.1)  # no app keeps time to the second

    apps = [DAY / show.polls] * round(show.subscribers * show.polling)
    events = [
        (at, who, edge)
        for who, each in enumerate([*apps, *[DAY / show.directory_polls] * show.directories])
        for at, edge in poller(each)
    ]
    seen: dict[int, int] = {}
    for at, who, edge in sorted(events):
        polls += 1
        if at >= fresh[edge]:
            asked += 1
            fresh[edge], held[edge] = at + show.lifetime, version(at)
        if seen.setdefault(who, 0) != held[edge]:
            full += 1
            seen[who] = held[edge]
    return replace(traffic(show), polls=polls, full=full, asked=asked)


def dollars(show: Show, provider: Provider) -> tuple[float, float]:
    """What polls and downloads cost in a month."""
    made = traffic(show)
    polled = made.polled(show, packed=provider.compresses) / 1e9 * provider.gigabyte
    through = made.asked if provider.origin else 0.0
    polls = made.polls * provider.request + polled + through * provider.origin
    downloads = made.downloads * provider.request + made.audio / 1e9 * provider.gigabyte
    return polls, downloads


# --- the tables


SUBSCRIBERS = (10, 10_000, 10_000_000)


def amount(value: float) -> str:
    """`12.3 million`."""
    for least, name in ((1e9, " billion"), (1e6, " million")):
        if value >= least:
            return f"{value / least:,.1f}{name}"
    return f"{value:,.0f}"


def gigabytes(value: float) -> str:
    """Bytes as `12 GB`."""
    for least, name in ((1e15, "PB"), (1e12, "TB"), (1e9, "GB")):
        if value >= least:
            return f"{value / least:,.1f} {name}"
    return f"{value / 1e6:,.1f} MB"


def money(value: float) -> str:
    """`$ 1,234`, cents where they count."""
    return f"$ {value:,.0f}" if value >= 100 else f"$ {value:.2f}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Markdown."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def tables() -> str:
    """Traffic, then money, of a month."""
    shows = [Show(subscribers=number) for number in SUBSCRIBERS]
    heads = [f"{number:,} subscribers" for number in SUBSCRIBERS]
    made = [traffic(show) for show in shows]
    pairs = list(zip(made, shows, strict=True))
    moved = [
        ["polls", *(amount(one.polls) for one in made)],
        ["of these answered with the feed", *(amount(one.full) for one in made)],
        ["bytes of polls, not compressed", *(gigabytes(one.polled(show, packed=False)) for one, show in pairs)],
        ["bytes of polls, compressed", *(gigabytes(one.polled(show, packed=True)) for one, show in pairs)],
        ["of the polls a CDN hands on to the store", *(amount(one.asked) for one in made)],
        ["requests of downloads", *(amount(one.downloads) for one in made)],
        ["bytes of downloads", *(gigabytes(one.audio) for one in made)],
    ]
    paid = [
        [provider.name, *(" + ".join(map(money, dollars(show, provider))) for show in shows)] for provider in PROVIDERS
    ]
    return table(["a month", *heads], moved) + "\n" + table(["polls + downloads", *heads], paid)


if __name__ == "__main__":
    print(tables(), end="")
