"""What servers answer for the recordings, artwork, chapters and transcripts of a feed, as facts for rules.

The requests are those of any podcast app or web player.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from feedpub import fetch as web
from feedpub.audio import formats
from feedpub.commands.check.result import MediaSelection
from feedpub.errors import FetchError
from feedpub.feed_view import Element, FeedView, fact
from feedpub.fetch.per_host_pool import run_per_host
from feedpub.standards import is_http_url, is_private_address

PIECE = 4096
"""Bytes that are requested of the beginning, the middle and the end of a recording."""

PLAYER, LOCAL_PLAYER = "https://player.example", "http://localhost"
"""Origins of the requests for chapters and transcripts, as players in web pages send them: at a public address one on
the web; at a private one, which no browser lets the web read, one of this machine.
"""

REDIRECTS = 20
"""Redirects that are followed to a recording, as browsers do: download counters often redirect to each other."""

_BUSY = frozenset({429, 503})
_LONGEST_WAIT = 5
"""Seconds to wait for a busy server before the second request."""

_RECORDINGS = formats.MOVIES | formats.SOUNDS | {formats.MP3}

_MAX_TIMEOUTS = 3
"""Requests to one host that time out in a row, before it gets no more requests."""


@dataclass(frozen=True, slots=True)
class MediaAddress:
    """An address, what should be there, and where the feed names it."""

    url: str
    kind: str
    """`media`, `picture`, `chapters` or `transcript`."""

    type: str
    """The media type that the feed declares for a transcript; empty for others."""

    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactReaders:
    """The functions that read a file: bytes → the fact about them."""

    picture: Callable[[bytes], Element]
    chapters: Callable[[bytes], Element]
    transcript: Callable[[bytes, str], Element]
    """The text is the media type that the feed declares."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestLimits:
    """How many requests run at once, and how long they wait."""

    workers: int = 8
    """Requests at once."""

    per_host: int = 4
    """Requests at once to one host."""

    timeouts: web.Timeouts = field(default_factory=web.Timeouts)


def media_facts(
    feed: FeedView,
    *,
    selection: MediaSelection,
    readers: FactReaders,
    allow_private: bool = False,
    user_agent: str = "",
    on_progress: Callable[[int, int, str], None] = lambda _done, _total, _url: None,
    limits: RequestLimits = RequestLimits(),
) -> Mapping[str, Sequence[Element]]:
    """Path in the feed → facts about the file at the address there, in the feed's order.

    Each address is requested once. `on_progress` gets the count of requested addresses, the count of all, and the last
    address.
    """
    addresses = _addresses(feed, selection)
    hosts = _Hosts(readers, allow_private, limits.timeouts, user_agent)
    found: dict[str, Sequence[Element]] = {}
    results = run_per_host(addresses, hosts.facts, host=_host, workers=limits.workers, per_host=limits.per_host)
    for done, (one, facts) in enumerate(results, 1):
        on_progress(done, len(addresses), one.url)
        found |= dict.fromkeys(one.paths, facts)
    return {path: found[path] for one in addresses for path in one.paths}


def _addresses(feed: FeedView, selection: MediaSelection) -> list[MediaAddress]:
    if selection.newest == 0:
        return []
    paths_of: dict[tuple[str, str, str], list[str]] = {}
    for parent in (feed.channel, *selection.of(feed.items)):
        for element, url, kind in _links(parent):
            if is_http_url(url):
                declared = element.get("type") if kind == "transcript" else ""
                paths_of.setdefault((url, kind, declared), []).append(element.path)
    return [MediaAddress(*about, tuple(paths)) for about, paths in paths_of.items()]


def _links(parent: Element) -> Iterator[tuple[Element, str, str]]:
    """Each element that names a file, with the file's address and kind."""
    for image in parent.all("itunes:image"):
        yield image, image.get("href"), "picture"
    if parent.name != "item":
        return
    for enclosure in parent.all("enclosure"):
        yield enclosure, enclosure.get("url"), "media"
    for chapters in parent.all("podcast:chapters"):
        yield chapters, chapters.get("url"), "chapters"
    for transcript in parent.all("podcast:transcript"):
        yield transcript, transcript.get("url"), "transcript"
    for alternate in parent.all("podcast:alternateEnclosure"):
        for source in alternate.all("podcast:source"):
            yield source, source.get("uri"), "media"


def _host(address: MediaAddress) -> str:
    return urlsplit(address.url).netloc.lower()


@dataclass(frozen=True, slots=True)
class _Hosts:
    """Requests files, and stops requesting from hosts that do not answer."""

    readers: FactReaders
    allow_private: bool
    timeouts: web.Timeouts
    user_agent: str = ""
    timed_out_in_a_row: Counter[str] = field(default_factory=Counter)
    """Host → how many requests timed out since its last answer."""

    def facts(self, address: MediaAddress) -> tuple[Element, ...]:
        """The facts about the file at one address."""
        host = _host(address)
        if self.timed_out_in_a_row[host] >= _MAX_TIMEOUTS:
            name = "unanswered" if address.kind == "media" else "file"
            message = f"{host} got no more requests: {_MAX_TIMEOUTS} in a row timed out"
            return (fact(name, kind=address.kind, message=message, hint="check that the server runs, then try again"),)
        begin = time.monotonic()
        with web.Connections(user_agent=self.user_agent) as connections:
            requests = _Requests(
                address=address, connections=connections, allow_private=self.allow_private, timeouts=self.timeouts
            )
            facts = tuple(_facts(requests, self.readers))
        timed_out = all(one.get("message") for one in facts) and time.monotonic() - begin >= self.timeouts.response / 2
        self.timed_out_in_a_row[host] = self.timed_out_in_a_row[host] + 1 if timed_out else 0
        return facts


# --- requests to one address


@dataclass(frozen=True, slots=True, kw_only=True)
class _Requests:
    """Requests to one address."""

    address: MediaAddress
    connections: web.Connections
    allow_private: bool
    timeouts: web.Timeouts

    def send(
        self,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        byte_range: tuple[int, int] | None = None,
    ) -> web.Response:
        """The answer; a server that is busy, maybe with our other requests, gets the request a second time."""
        answer = self._send_once(method, headers, byte_range)
        if answer.status in _BUSY:
            seconds = _number(answer.headers.get("Retry-After", "").strip())
            time.sleep(min(1 if seconds is None else seconds, _LONGEST_WAIT))
            answer = self._send_once(method, headers, byte_range)
        return answer

    @property
    def _timeouts_for_a_part(self) -> web.Timeouts:
        """Less than for a whole file: a few kilobytes arrive soon after the headers."""
        return replace(self.timeouts, total=min(self.timeouts.total, 2 * self.timeouts.response))

    def _send_once(
        self, method: str, headers: Mapping[str, str] | None, byte_range: tuple[int, int] | None
    ) -> web.Response:
        return web.request(
            self.address.url,
            method=method,
            headers=headers,
            byte_range=byte_range,
            allow_private=self.allow_private,
            timeouts=self.timeouts if method == "GET" and byte_range is None else self._timeouts_for_a_part,
            redirects=REDIRECTS,
            connections=self.connections,
        )


def _facts(requests: _Requests, readers: FactReaders) -> Iterator[Element]:
    """The facts about one address; failures are facts, too."""
    if requests.address.kind == "media":
        yield from _recording(requests)
    elif requests.address.kind == "picture":
        yield from _picture(requests, readers)
    else:
        origin = LOCAL_PLAYER if is_private_address(requests.address.url) else PLAYER
        yield from _file(requests, readers, headers={"Origin": origin})


def _unanswered(error: FetchError) -> Element:
    """The fact that nothing answers there."""
    return fact("unanswered", message=error.message, hint=error.hint)


# --- recordings


def _recording(requests: _Requests) -> Iterator[Element]:
    """The answer to HEAD, and to requests for the beginning, the middle and the end."""
    try:
        head_fact, head = _head(requests)
        size = _length(head)
        first = None if size == 0 else _part(requests, "first", (0, min(size or PIECE, PIECE) - 1), may_fail=bool(head))
    except FetchError as error:
        yield _unanswered(error)
        return
    yield head_fact
    if first is None:
        return
    yield from first.facts
    size = _total(first.content_range) if size is None else size
    if first.status == 206 and size is not None and size >= 3 * PIECE:
        middle = size // 2
        for which, piece in (("middle", (middle, middle + PIECE - 1)), ("last", (size - PIECE, size - 1))):
            yield from _part(requests, which, piece).facts


def _head(requests: _Requests) -> tuple[Element, web.Response | None]:
    begin = time.monotonic()
    try:
        answer = requests.send(method="HEAD")
    except web.PermanentError:
        raise
    except FetchError as error:
        return fact("head", message=error.message), None
    head_fact = fact(
        "head",
        url=answer.url,
        status=answer.status,
        type=_type(answer),
        length=answer.headers.get("Content-Length", ""),
        encoding=answer.headers.get("Content-Encoding", "").strip().lower(),
        last_modified=answer.headers.get("Last-Modified", ""),
        hops=len(answer.hops),
        seconds=f"{time.monotonic() - begin:.1f}",
    )
    return head_fact, answer


@dataclass(frozen=True, slots=True)
class _Part:
    status: int
    content_range: str
    facts: tuple[Element, ...]


def _part(requests: _Requests, which: str, piece: tuple[int, int], *, may_fail: bool = True) -> _Part:
    """A part of a recording; raises `FetchError` only if it may not fail, because nothing else answered either."""
    first, last = piece
    try:
        answer = requests.send(byte_range=piece)
    except FetchError as error:
        if not may_fail or isinstance(error, web.PermanentError):
            raise
        return _Part(0, "", (fact("range", which=which, first=first, last=last, message=error.message),))
    kind = _kind(answer.body) if which == "first" and answer.status in {200, 206} else ""
    is_recording = kind in _RECORDINGS
    content_range = answer.headers.get("Content-Range", "")
    range_fact = fact(
        "range",
        which=which,
        status=answer.status,
        first=first,
        last=last,
        content_range=content_range,
        bytes=len(answer.body),
        length=answer.headers.get("Content-Length", "") if answer.status == 200 else None,
        kind=None if is_recording else kind or None,
    )
    facts = (range_fact, fact("audio", kind=kind)) if is_recording else (range_fact,)
    return _Part(answer.status, content_range, facts)


def _kind(data: bytes) -> str:
    """The format by the first bytes; empty where they do not show it, as with tags in front of an MP3."""
    head = data[: formats.HEAD]
    return formats.container(head) or formats.stream(head)


# --- files


def _picture(requests: _Requests, readers: FactReaders) -> Iterator[Element]:
    try:
        head_fact, _ = _head(requests)
    except FetchError as error:
        yield fact("file", kind="picture", message=error.message, hint=error.hint)
        return
    yield head_fact
    yield from _file(requests, readers, headers={})


def _file(requests: _Requests, readers: FactReaders, *, headers: Mapping[str, str]) -> Iterator[Element]:
    """The answer to a request for the whole file, and what is in the file."""
    address = requests.address
    try:
        answer = requests.send(headers=headers)
    except FetchError as error:
        yield fact("file", kind=address.kind, message=error.message, hint=error.hint)
        return
    yield fact(
        "file",
        kind=address.kind,
        url=answer.url,
        status=answer.status,
        type=_type(answer),
        request_origin=headers.get("Origin"),
        origin=answer.headers.get("Access-Control-Allow-Origin", "").strip(),
        downgraded="yes" if address.url[:6].lower() == "https:" and answer.url.startswith("http:") else "",
    )
    if answer.status == 200:
        yield _content(answer.body, address, readers)


def _content(data: bytes, address: MediaAddress, readers: FactReaders) -> Element:
    if address.kind == "picture":
        return readers.picture(data)
    return readers.chapters(data) if address.kind == "chapters" else readers.transcript(data, address.type)


# --- headers


def _type(answer: web.Response) -> str:
    return answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()


def _length(head: web.Response | None) -> int | None:
    return _number(head.headers.get("Content-Length", "")) if head and head.status == 200 else None


def _total(content_range: str) -> int | None:
    """`1000` of `bytes 0-99/1000`."""
    return _number(content_range.rpartition("/")[2].strip())


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
