"""What servers answer for recordings, artwork, chapters and transcripts, as facts for rules."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from feedpub import fetch as web
from feedpub.audio import formats
from feedpub.errors import WebError
from feedpub.feed_view import Element, fact

PIECE = 4096
"""Bytes that are asked for of the beginning, the middle and the end of a recording."""

PLAYER = "https://player.example"
"""Who asks for chapters and transcripts, as players in web pages do."""

REDIRECTS = 20
"""Redirects that are followed to a recording, as browsers do: counters stand one behind the other in front of many."""

_BUSY = frozenset({429, 503})
_LONGEST_WAIT = 5
"""Seconds that a busy server is given before it is asked once more."""

_RECORDINGS = formats.MOVIES | formats.SOUNDS | {formats.MP3}


@dataclass(frozen=True, slots=True)
class Wanted:
    """An address, what it should be, and where the feed names it."""

    url: str
    kind: str
    """`media`, `picture`, `chapters` or `transcript`."""

    type: str
    """What the feed says that a transcript is; empty for others."""

    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """Who tells what is in a file: bytes → the fact about them."""

    picture: Callable[[bytes], Element]
    chapters: Callable[[bytes], Element]
    transcript: Callable[[bytes, str], Element]
    """Is also told what the feed says that it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """How an address is asked."""

    wanted: Wanted
    lines: web.Lines
    allow_private: bool
    patience: web.Patience

    def ask(
        self,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        byte_range: tuple[int, int] | None = None,
    ) -> web.Answer:
        """What it answers; a server that is busy, maybe with our other questions, is asked once more."""
        answer = self._once(method, headers, byte_range)
        if answer.status in _BUSY:
            said = _number(answer.headers.get("Retry-After", "").strip())
            time.sleep(min(1 if said is None else said, _LONGEST_WAIT))
            answer = self._once(method, headers, byte_range)
        return answer

    @property
    def _patience_for_a_part(self) -> web.Patience:
        """A few kilobytes take no longer to come than to begin."""
        return replace(self.patience, whole=min(self.patience.whole, 2 * self.patience.answer))

    def _once(self, method: str, headers: Mapping[str, str] | None, byte_range: tuple[int, int] | None) -> web.Answer:
        return web.ask(
            self.wanted.url,
            method=method,
            headers=headers,
            byte_range=byte_range,
            allow_private=self.allow_private,
            patience=self.patience if method == "GET" and byte_range is None else self._patience_for_a_part,
            redirects=REDIRECTS,
            lines=self.lines,
        )


def facts(asking: Asking, readers: Readers) -> Iterator[Element]:
    """The facts about one address, whatever happens."""
    if asking.wanted.kind == "media":
        yield from _recording(asking)
    elif asking.wanted.kind == "picture":
        yield from _picture(asking, readers)
    else:
        yield from _file(asking, readers, headers={"Origin": PLAYER})


def unanswered(error: WebError) -> Element:
    """That nothing answers there."""
    return fact("unanswered", message=error.message, hint=error.hint)


# --- recordings


def _recording(asking: Asking) -> Iterator[Element]:
    """What HEAD answers, and what its beginning, middle and end are."""
    try:
        seen, head = _head(asking)
        size = _length(head)
        first = None if size == 0 else _part(asking, "first", (0, min(size or PIECE, PIECE) - 1), may_fail=bool(head))
    except WebError as error:
        yield unanswered(error)
        return
    yield seen
    if first is None:
        return
    yield from first.facts
    size = _total(first.said) if size is None else size
    if first.status == 206 and size is not None and size >= 3 * PIECE:
        middle = size // 2
        for which, piece in (("middle", (middle, middle + PIECE - 1)), ("last", (size - PIECE, size - 1))):
            yield from _part(asking, which, piece).facts


def _head(asking: Asking) -> tuple[Element, web.Answer | None]:
    begin = time.monotonic()
    try:
        answer = asking.ask(method="HEAD")
    except web.Unfit:
        raise
    except WebError as error:
        return fact("head", message=error.message), None
    seen = fact(
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
    return seen, answer


@dataclass(frozen=True, slots=True)
class _Part:
    status: int
    said: str
    """Content-Range."""

    facts: tuple[Element, ...]


def _part(asking: Asking, which: str, piece: tuple[int, int], *, may_fail: bool = True) -> _Part:
    """A part of a recording; raises `WebError` only if it may not fail, because nothing else answered either."""
    first, last = piece
    try:
        answer = asking.ask(byte_range=piece)
    except WebError as error:
        if not may_fail or isinstance(error, web.Unfit):
            raise
        return _Part(0, "", (fact("range", which=which, first=first, last=last, message=error.message),))
    kind = _kind(answer.body) if which == "first" and answer.status in {200, 206} else ""
    is_recording = kind in _RECORDINGS
    said = answer.headers.get("Content-Range", "")
    seen = fact(
        "range",
        which=which,
        status=answer.status,
        first=first,
        last=last,
        said=said,
        bytes=len(answer.body),
        length=answer.headers.get("Content-Length", "") if answer.status == 200 else None,
        kind=None if is_recording else kind or None,
    )
    return _Part(answer.status, said, (seen, fact("audio", kind=kind)) if is_recording else (seen,))


def _kind(data: bytes) -> str:
    """What it is by its first bytes; empty where they do not tell, as with tags in front of an MP3."""
    head = data[: formats.HEAD]
    return formats.container(head) or formats.stream(head)


# --- files


def _picture(asking: Asking, readers: Readers) -> Iterator[Element]:
    try:
        seen, _ = _head(asking)
    except WebError as error:
        yield fact("file", kind="picture", message=error.message, hint=error.hint)
        return
    yield seen
    yield from _file(asking, readers, headers={})


def _file(asking: Asking, readers: Readers, *, headers: Mapping[str, str]) -> Iterator[Element]:
    """How all of it is answered, and what is in it."""
    wanted = asking.wanted
    try:
        answer = asking.ask(headers=headers)
    except WebError as error:
        yield fact("file", kind=wanted.kind, message=error.message, hint=error.hint)
        return
    yield fact(
        "file",
        kind=wanted.kind,
        url=answer.url,
        status=answer.status,
        type=_type(answer),
        asked_by=headers.get("Origin"),
        origin=answer.headers.get("Access-Control-Allow-Origin", "").strip(),
        downgraded="yes" if wanted.url[:6].lower() == "https:" and answer.url.startswith("http:") else "",
    )
    if answer.status == 200:
        yield _content(answer.body, wanted, readers)


def _content(data: bytes, wanted: Wanted, readers: Readers) -> Element:
    if wanted.kind == "picture":
        return readers.picture(data)
    return readers.chapters(data) if wanted.kind == "chapters" else readers.transcript(data, wanted.type)


# --- headers


def _type(answer: web.Answer) -> str:
    return answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()


def _length(head: web.Answer | None) -> int | None:
    return _number(head.headers.get("Content-Length", "")) if head and head.status == 200 else None


def _total(content_range: str) -> int | None:
    """`1000` of `bytes 0-99/1000`."""
    return _number(content_range.rpartition("/")[2].strip())


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
