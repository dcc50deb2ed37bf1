"""What servers answer for a feed and for what it names, as facts for rules. Asks as anybody's app would."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from email.message import Message
from threading import BoundedSemaphore, Event
from typing import Self
from urllib.parse import urlsplit

from feedpub import web
from feedpub.errors import FeedpubError, WebError
from feedpub.probe import kinds
from feedpub.view import Element, Feed, fact
from feedpub.vocab import is_http_url

PIECE = 4096
"""Bytes that are asked for of the beginning, the middle and the end of a recording."""

ACCEPT = "application/rss+xml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.5"

WORKERS, PER_HOST = 8, 4
"""Addresses that are asked at once, in all and of one host."""

Reading = Callable[[bytes, str], Element]
"""Bytes and what the feed says that they are → the fact about them."""


@dataclass(frozen=True, slots=True)
class Media:
    """Whose enclosures, artwork and sidecars are asked for."""

    newest: int | None = 20
    """So many of the newest episodes; None is all of them, 0 is nothing at all."""

    @classmethod
    def read(cls, text: str) -> Self:
        """`newest:20`, `all` or `none`. Raises `FeedpubError` for anything else."""
        word, colon, number = text.strip().lower().partition(":")
        if not colon and word in {"all", "none"}:
            return cls(None if word == "all" else 0)
        if word == "newest" and number.isascii() and number.isdigit() and len(number) < 7:
            return cls(int(number))
        raise FeedpubError(f"--media: {text!r} is nothing to choose by", hint="write newest:20, all or none")

    def unchecked(self, items: int) -> tuple[str, ...]:
        """What is left out of so many episodes, in words."""
        if self.newest is None or items <= self.newest:
            return ()
        if not self.newest:
            return ("media, artwork, chapters and transcripts were not asked for (--media)",)
        return (f"media of the newest {self.newest} of {items} episodes were asked for (--media all asks for all)",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A feed as it was answered."""

    data: bytes
    url: str
    """The address that answered."""

    hops: tuple[str, ...]
    """Addresses that redirected, in order."""

    facts: tuple[Element, ...]


def fetch(url: str, *, allow_private: bool = False) -> Fetched:
    """A feed and how it is answered: status, type, validators, whether they work, compression, redirects.

    Raises `WebError` if there is no feed to read.
    """
    with web.Lines() as lines:
        begin = time.monotonic()
        answer = web.ask(url, headers={"Accept": ACCEPT}, allow_private=allow_private, lines=lines)
        seconds = time.monotonic() - begin
        _refuse_nothing(answer, url)
        seen = (_answer(answer, seconds=seconds), *map(_hop, (*answer.hops, answer.url) if answer.hops else ()))
        again = _again(answer, lines, allow_private=allow_private)
        packed = _packed(answer, lines, allow_private=allow_private)
        return Fetched(data=answer.body, url=answer.url, hops=answer.hops, facts=(*seen, *again, *packed))


def _refuse_nothing(answer: web.Answer, url: str) -> None:
    if answer.status == 200:
        return
    what, hint = {
        401: ("asks for a password: no directory can read it", "make the feed public"),
        403: ("is forbidden to everybody (403)", "make the feed public; is it behind a shield against robots?"),
        404: ("is not there (404)", "check the address"),
        410: ("says that it is gone for good (410): apps stop asking", "check the address"),
        429: ("says that it is asked too often (429)", "try again later"),
    }.get(answer.status, (f"answers with the status {answer.status}", "try again later; look at the server's log"))
    raise WebError(f"the feed {what}", where=url, hint=hint)


def _answer(answer: web.Answer, *, seconds: float) -> Element:
    said = answer.headers.get("Content-Type", "")
    message = Message()
    message["Content-Type"] = said
    return fact(
        "answer",
        url=answer.url,
        status=answer.status,
        type=said.partition(";")[0].strip().lower(),
        charset=(message.get_content_charset() or "").lower(),
        etag=answer.headers.get("ETag", ""),
        last_modified=answer.headers.get("Last-Modified", ""),
        cache=answer.headers.get("Cache-Control", ""),
        cookies="yes" if "Set-Cookie" in answer.headers else "",
        seconds=f"{seconds:.1f}",
        hops=len(answer.hops),
    )


def _hop(url: str) -> Element:
    return fact("hop", url=url)


def _again(answer: web.Answer, lines: web.Lines, *, allow_private: bool) -> Iterator[Element]:
    """The same question, by somebody who has the answer already."""
    known = {"If-None-Match": answer.headers.get("ETag"), "If-Modified-Since": answer.headers.get("Last-Modified")}
    headers = {name: value for name, value in known.items() if value}
    if not headers:
        return
    try:
        second = web.ask(answer.url, headers={"Accept": ACCEPT, **headers}, allow_private=allow_private, lines=lines)
    except WebError as error:
        yield fact("again", message=error.message)
    else:
        same = "yes" if second.body == answer.body else ""
        yield fact("again", status=second.status, same=same if second.status == 200 else "yes")


def _packed(answer: web.Answer, lines: web.Lines, *, allow_private: bool) -> Iterator[Element]:
    """The same question, by somebody who takes compressed answers."""
    try:
        packed = web.ask(
            answer.url,
            headers={"Accept": ACCEPT, "Accept-Encoding": "gzip"},
            allow_private=allow_private,
            lines=lines,
        )
    except WebError as error:
        yield fact("packed", message=error.message)
    else:
        encoding = packed.headers.get("Content-Encoding", "").strip().lower()
        yield fact("packed", encoding=encoding, size=len(answer.body))


# --- what the feed names


@dataclass(frozen=True, slots=True)
class _Wanted:
    """An address, what it should be, and where the feed names it."""

    url: str
    kind: str
    """`media`, `picture`, `chapters` or `transcript`."""

    type: str
    length: int
    """As the feed says it; 0 if it does not."""

    paths: tuple[str, ...]


def look(
    feed: Feed,
    *,
    media: Media,
    read_picture: Callable[[bytes], Element],
    read_chapters: Callable[[bytes], Element],
    read_transcript: Reading,
    allow_private: bool = False,
    on_progress: Callable[[int, int, str], None] = lambda _done, _total, _url: None,
) -> Mapping[str, Sequence[Element]]:
    """Path → facts about what lies at the address there, each distinct address asked once.

    `on_progress` is told how many of how many addresses are done, and which was the last.
    """
    wanted = _wanted(feed, media)
    asking = _Asking(read_picture, read_chapters, read_transcript, allow_private)
    found: dict[str, Sequence[Element]] = {}
    pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="asking")
    try:
        running = {pool.submit(asking.ask, one): one for one in wanted}
        for done, future in enumerate(as_completed(running), 1):
            one = running[future]
            on_progress(done, len(wanted), one.url)
            found |= dict.fromkeys(one.paths, future.result())
    except (KeyboardInterrupt, CancelledError):
        asking.stop.set()
        raise
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    return found


def _wanted(feed: Feed, media: Media) -> list[_Wanted]:
    if media.newest == 0:
        return []
    items = feed.items if media.newest is None else feed.items[: media.newest]
    named: dict[tuple[str, str, str, int], list[str]] = {}
    for around in (feed.channel, *items):
        for element, url, kind in _named(around):
            if is_http_url(url):
                length = element.get("length")
                size = int(length) if length.isascii() and length.isdigit() and len(length) < 16 else 0
                said = size if kind == "media" else 0
                named.setdefault((url, kind, element.get("type"), said), []).append(element.path)
    return [_Wanted(*about, tuple(paths)) for about, paths in named.items()]


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


class _Asking:
    """Asks addresses, several at once but few of one host."""

    def __init__(
        self,
        read_picture: Callable[[bytes], Element],
        read_chapters: Callable[[bytes], Element],
        read_transcript: Reading,
        allow_private: bool,  # noqa: FBT001 - kept as it was given
    ) -> None:
        self._read_picture = read_picture
        self._read_chapters = read_chapters
        self._read_transcript = read_transcript
        self._private = allow_private
        self._hosts: dict[str, BoundedSemaphore] = {}
        self.stop = Event()

    def ask(self, wanted: _Wanted) -> tuple[Element, ...]:
        """The facts about one address."""
        host = self._hosts.setdefault(urlsplit(wanted.url).netloc, BoundedSemaphore(PER_HOST))
        with host, web.Lines() as lines:
            if self.stop.is_set():
                raise CancelledError
            try:
                return tuple(self._facts(wanted, lines))
            except WebError as error:
                return (fact("unanswered", message=error.message, hint=error.hint),)

    def _facts(self, wanted: _Wanted, lines: web.Lines) -> Iterator[Element]:
        if wanted.kind in {"media", "picture"}:
            head, answer = self._head(wanted, lines)
            yield head
            if wanted.kind == "media":
                yield from self._ranges(wanted, answer, lines)
                return
        yield from self._content(wanted, lines)

    def _head(self, wanted: _Wanted, lines: web.Lines) -> tuple[Element, web.Answer | None]:
        begin = time.monotonic()
        try:
            answer = web.ask(wanted.url, method="HEAD", allow_private=self._private, lines=lines)
        except web.Unfit:
            raise
        except WebError as error:
            return fact("head", message=error.message), None
        seen = fact(
            "head",
            url=answer.url,
            status=answer.status,
            type=answer.headers.get("Content-Type", "").partition(";")[0].strip().lower(),
            length=answer.headers.get("Content-Length", ""),
            encoding=answer.headers.get("Content-Encoding", "").strip().lower(),
            last_modified=answer.headers.get("Last-Modified", ""),
            hops=len(answer.hops),
            seconds=f"{time.monotonic() - begin:.1f}",
        )
        return seen, answer

    def _ranges(self, wanted: _Wanted, head: web.Answer | None, lines: web.Lines) -> Iterator[Element]:
        """First, middle and last bytes, by the length that the server says, else the feed."""
        said = head.headers.get("Content-Length", "") if head and head.status == 200 else ""
        size = int(said) if said.isascii() and said.isdigit() else wanted.length
        for which, (first, last) in _pieces(size).items():
            answer = web.ask(wanted.url, byte_range=(first, last), allow_private=self._private, lines=lines)
            kind = kinds.container(answer.body[: kinds.HEAD]) or kinds.stream(answer.body[: kinds.HEAD])
            yield fact(
                "range",
                which=which,
                status=answer.status,
                first=first,
                last=last,
                said=answer.headers.get("Content-Range", ""),
                bytes=min(len(answer.body), last - first + 1),
                kind=kind if which == "first" else None,
            )
            if answer.status != 206:
                return

    def _content(self, wanted: _Wanted, lines: web.Lines) -> Iterator[Element]:
        origin = {} if wanted.kind == "picture" else {"Origin": "https://player.example"}
        answer = web.ask(wanted.url, headers=origin, allow_private=self._private, lines=lines)
        if wanted.kind != "picture":
            yield fact(
                "file",
                url=answer.url,
                status=answer.status,
                type=answer.headers.get("Content-Type", "").partition(";")[0].strip().lower(),
                origin=answer.headers.get("Access-Control-Allow-Origin", ""),
            )
        if answer.status != 200:
            return
        if wanted.kind == "picture":
            yield self._read_picture(answer.body)
        elif wanted.kind == "chapters":
            yield self._read_chapters(answer.body)
        else:
            yield self._read_transcript(answer.body, wanted.type)


def _pieces(size: int) -> dict[str, tuple[int, int]]:
    """First and last byte of the beginning, the middle and the end; of what has no length, the beginning."""
    if size < 3 * PIECE:
        return {"first": (0, max(1, min(size or PIECE, PIECE)) - 1)}
    middle = size // 2
    return {"first": (0, PIECE - 1), "middle": (middle, middle + PIECE - 1), "last": (size - PIECE, size - 1)}
