"""What servers answer for a feed and for what it names, as facts for rules. Asks as anybody's app would."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from feedpub import fetch as web
from feedpub.commands.check.feed_answers import Fetched, fetch
from feedpub.commands.check.media import Media
from feedpub.commands.check.media_answers import Asking, Readers, Wanted, facts
from feedpub.commands.check.turns import taking_turns
from feedpub.feed_view import Element, FeedView, fact
from feedpub.standards import is_http_url

__all__ = ["Fetched", "Limits", "fetch", "look"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How hard servers are pressed."""

    workers: int = 8
    """Addresses that are asked at once."""

    per_host: int = 4
    """Of them, of one host."""

    patience: web.Patience = field(default_factory=web.Patience)


_ENOUGH = 3
"""Addresses of one host that time out, one after the other, before it is asked no more."""


def look(
    feed: FeedView,
    *,
    media: Media,
    read_picture: Callable[[bytes], Element],
    read_chapters: Callable[[bytes], Element],
    read_transcript: Callable[[bytes, str], Element],
    allow_private: bool = False,
    on_progress: Callable[[int, int, str], None] = lambda _done, _total, _url: None,
    limits: Limits = Limits(),
) -> Mapping[str, Sequence[Element]]:
    """Path → facts about what lies at the address there, each distinct address asked once; in the feed's order.

    `on_progress` is told how many of how many addresses are done, and which was the last.
    """
    wanted = _wanted(feed, media)
    readers = Readers(picture=read_picture, chapters=read_chapters, transcript=read_transcript)
    hosts = _Hosts(readers, allow_private, limits.patience)
    found: dict[str, Sequence[Element]] = {}
    turns = taking_turns(wanted, hosts.ask, host=_host, workers=limits.workers, per_host=limits.per_host)
    for done, (one, seen) in enumerate(turns, 1):
        on_progress(done, len(wanted), one.url)
        found |= dict.fromkeys(one.paths, seen)
    return {path: found[path] for one in wanted for path in one.paths}


def _wanted(feed: FeedView, media: Media) -> list[Wanted]:
    if media.newest == 0:
        return []
    named: dict[tuple[str, str, str], list[str]] = {}
    for around in (feed.channel, *media.of(feed.items)):
        for element, url, kind in _named(around):
            if is_http_url(url):
                said = element.get("type") if kind == "transcript" else ""
                named.setdefault((url, kind, said), []).append(element.path)
    return [Wanted(*about, tuple(paths)) for about, paths in named.items()]


def _named(around: Element) -> Iterator[tuple[Element, str, str]]:
    for image in around.all("itunes:image"):
        yield image, image.get("href"), "picture"
    if around.name != "item":
        return
    for enclosure in around.all("enclosure"):
        yield enclosure, enclosure.get("url"), "media"
    for chapters in around.all("podcast:chapters"):
        yield chapters, chapters.get("url"), "chapters"
    for transcript in around.all("podcast:transcript"):
        yield transcript, transcript.get("url"), "transcript"
    for alternate in around.all("podcast:alternateEnclosure"):
        for source in alternate.all("podcast:source"):
            yield source, source.get("uri"), "media"


def _host(wanted: Wanted) -> str:
    return urlsplit(wanted.url).netloc.lower()


@dataclass(frozen=True, slots=True)
class _Hosts:
    """Asks addresses, and remembers which hosts let everybody wait for nothing."""

    readers: Readers
    allow_private: bool
    patience: web.Patience
    silent: Counter[str] = field(default_factory=Counter)
    """Host → how many of its addresses timed out since the last that answered."""

    def ask(self, wanted: Wanted) -> tuple[Element, ...]:
        """The facts about one address."""
        host = _host(wanted)
        if self.silent[host] >= _ENOUGH:
            name = "unanswered" if wanted.kind == "media" else "file"
            message = f"{host} was not asked any more: it had not answered {_ENOUGH} times"
            return (fact(name, kind=wanted.kind, message=message, hint="is the server up? try again later"),)
        begin = time.monotonic()
        with web.Lines() as lines:
            asking = Asking(wanted=wanted, lines=lines, allow_private=self.allow_private, patience=self.patience)
            seen = tuple(facts(asking, self.readers))
        in_vain = all(one.get("message") for one in seen) and time.monotonic() - begin >= self.patience.answer / 2
        self.silent[host] = self.silent[host] + 1 if in_vain else 0
        return seen
