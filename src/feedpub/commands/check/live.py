"""Checking a live feed from outside: its XML, its server's answers, its media, artwork, chapters and transcripts."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from feedpub import fetch as web
from feedpub.artwork import facts_of_bytes as picture_facts
from feedpub.chapters import facts_of_bytes as chapter_facts
from feedpub.commands.check.feed import feed_result
from feedpub.commands.check.media import FactReaders, media_facts
from feedpub.commands.check.result import CheckOptions, CheckResult, MediaSelection
from feedpub.errors import FetchError
from feedpub.feed_view import Element, fact, with_facts
from feedpub.fetch import PrivateAddress
from feedpub.reader import read
from feedpub.standards import charset, is_private_address
from feedpub.transcripts import facts_of_bytes as transcript_facts

ACCEPT = "application/rss+xml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.5"


def no_progress(_done: int, _total: int, _url: str) -> None:
    """Show no progress."""


def check_live_feed(
    url: str,
    *,
    options: CheckOptions,
    now: datetime,
    media: MediaSelection,
    allow_private: bool = False,
    user_agent: str = "",
    on_progress: Callable[[int, int, str], None] = no_progress,
) -> CheckResult:
    """What is wrong with the feed at an address. `now` is aware.

    `media` selects the episodes whose files are requested; `allow_private` allows addresses of this machine and its
    network; `user_agent` is what all requests call themselves (empty: feedpub); `on_progress` gets the count of
    requested addresses, of all addresses, and the last one.

    Raises `FetchError` if there is no feed to read.
    """
    rules = options.rules()
    fetched = _fetched(url, allow_private=allow_private, user_agent=user_agent)
    document = read(fetched.data, now=now, address=fetched.url)
    feed = replace(with_facts(document.feed, {"": fetched.facts}), rehearsal=allow_private and is_private_address(url))
    facts = media_facts(
        feed,
        selection=media,
        allow_private=allow_private,
        user_agent=user_agent,
        on_progress=on_progress,
        readers=FactReaders(picture=picture_facts, chapters=chapter_facts, transcript=transcript_facts),
    )
    result = feed_result(document, name=url, options=options, rules=rules, feed=with_facts(feed, facts))
    unchecked = media.unchecked(len(feed.items))
    return replace(result, hops=(*fetched.hops, fetched.url) if fetched.hops else (), unchecked=unchecked)


def _fetched(url: str, *, allow_private: bool, user_agent: str) -> FetchedFeed:
    """The feed; the error about a private address names the option that allows it."""
    try:
        return fetch_feed(url, allow_private=allow_private, user_agent=user_agent)
    except PrivateAddress as error:
        if allow_private or urlsplit(error.where).hostname != urlsplit(url).hostname:  # a redirect led there
            raise
        hint = "listeners need a public address; to rehearse with this one: --allow-private"
        raise PrivateAddress(error.message, where=error.where, hint=hint) from None


# --- the feed itself, and how its server answers


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedFeed:
    """A feed and the facts about its server's answers."""

    data: bytes
    url: str
    """The address that answered."""

    hops: tuple[str, ...]
    """Addresses that redirected, in order."""

    facts: tuple[Element, ...]


def fetch_feed(url: str, *, allow_private: bool = False, user_agent: str = "") -> FetchedFeed:
    """Fetch a feed three times: as a new reader, as one who has it already, and as one who takes gzip.

    Raises `FetchError` if there is no feed to read.
    """
    with web.Connections(user_agent=user_agent) as connections:
        begin = time.monotonic()
        answer = web.request(url, headers={"Accept": ACCEPT}, allow_private=allow_private, connections=connections)
        seconds = time.monotonic() - begin
        _refuse_other_status(answer, url)
        repeat = _Repeat(answer, connections, allow_private)
        hops = map(_hop, (*answer.hops, answer.url) if answer.hops else ())
        facts = (_answer(answer, seconds=seconds), *hops, *repeat.conditional(answer), *repeat.compressed())
        return FetchedFeed(data=answer.body, url=answer.url, hops=answer.hops, facts=facts)


_NO_FEED: Mapping[int, tuple[str, str]] = {
    401: ("asks for a password: no directory can read it", "make the feed public"),
    403: ("is forbidden to everybody (403)", "make the feed public; does the server block robots?"),
    404: ("is not there (404)", "check the address"),
    410: ("is gone for good (410): apps stop fetching it", "check the address"),
    429: ("gets too many requests (429)", "try again later"),
}


def _refuse_other_status(answer: web.Response, url: str) -> None:
    if answer.status != 200:
        other = f"answers with the status {answer.status}", "try again later; look at the server's log"
        if 300 <= answer.status < 400:
            other = f"redirects without an address ({answer.status})", "look at the server's redirects"
        message, hint = _NO_FEED.get(answer.status, other)
        raise FetchError(f"the feed {message}", where=url, hint=hint)


def _answer(answer: web.Response, *, seconds: float) -> Element:
    content_type = answer.headers.get("Content-Type", "")
    return fact(
        "answer",
        url=answer.url,
        status=answer.status,
        type=content_type.partition(";")[0].strip().lower(),
        charset=charset(content_type),
        etag=answer.headers.get("ETag", ""),
        last_modified=answer.headers.get("Last-Modified", ""),
        cache=answer.headers.get("Cache-Control", ""),
        cookies="yes" if "Set-Cookie" in answer.headers else "",
        seconds=f"{seconds:.1f}",
        hops=len(answer.hops),
    )


def _hop(url: str) -> Element:
    return fact("hop", url=url)


@dataclass(frozen=True, slots=True)
class _Repeat:
    """The same request again, with the headers of other readers."""

    first: web.Response
    connections: web.Connections
    allow_private: bool

    def conditional(self, known: web.Response, *, encoding: str = "identity") -> Iterator[Element]:
        """As a reader who has that answer already."""
        validators = {
            "If-None-Match": known.headers.get("ETag"),
            "If-Modified-Since": known.headers.get("Last-Modified"),
        }
        headers = {name: value for name, value in validators.items() if value}
        if not headers:
            return
        try:
            second = self._send({**headers, "Accept-Encoding": encoding})
        except FetchError as error:
            yield fact("again", encoding=encoding, message=error.message, hint=error.hint)
        else:
            yield fact("again", encoding=encoding, status=second.status, same=self._same(second))

    def compressed(self) -> Iterator[Element]:
        """As a reader who takes gzip; and as one who has the compressed answer already, if that has its own ETag.

        Apache writes such ETags, `"1a2b-gzip"`, and some of its versions do not recognize them.
        """
        try:
            answer = self._send({"Accept-Encoding": "gzip"})
        except FetchError as error:
            yield fact("packed", message=error.message, hint=error.hint)
            return
        encoding = answer.headers.get("Content-Encoding", "").strip().lower()
        size = len(self.first.body)
        yield fact("packed", status=answer.status, encoding=encoding, size=size, same=self._same(answer))
        if answer.status == 200 and encoding and answer.headers.get("ETag") != self.first.headers.get("ETag"):
            yield from self.conditional(answer, encoding="gzip")

    def _send(self, headers: Mapping[str, str]) -> web.Response:
        url = self.first.url
        return web.request(
            url, headers={"Accept": ACCEPT, **headers}, allow_private=self.allow_private, connections=self.connections
        )

    def _same(self, other: web.Response) -> str:
        """`yes` if it is the same feed, which the status 304 means, too."""
        return "yes" if other.status == 304 or other.body == self.first.body else ""
