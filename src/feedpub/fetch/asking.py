"""Ask an address as anybody may: bounded in bytes, time and redirects."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version
from urllib.parse import urljoin, urlsplit

import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from feedpub.errors import WebError
from feedpub.fetch.deadline import Deadline
from feedpub.fetch.lines import Lines
from feedpub.fetch.words import Unfit, unanswered
from feedpub.standards import encode_url, quoted, url_fault

REDIRECTS = 5
"""Redirects that are followed from one address."""

LIMIT = 32 << 20
"""Bytes of a body that are read at most: more than any feed has."""

LONGEST = 8000
"""Characters of an address that a server may redirect to (RFC 9110 §4.1 asks of programs to take as many)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a server is waited for, in seconds."""

    answer: float = 20.0
    """Until its headers are all there, however steadily they drip; and of silence after them. Half of it to connect."""

    whole: float = 120.0
    """Until the end of its body, redirects included."""


_log = logging.getLogger(__name__)
_CHUNK = 1 << 16
_REDIRECTING = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server said."""

    status: int
    url: str
    """The address that answered, after redirects."""

    headers: Mapping[str, str]
    """Names in any case; several headers of one name are joined by commas."""

    body: bytes
    """Decoded, if it came encoded although it was not asked to; raw in answers to range requests. Empty for HEAD."""

    hops: tuple[str, ...] = ()
    """Addresses that redirected, in order."""


def ask(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    byte_range: tuple[int, int] | None = None,
    limit: int = LIMIT,
    allow_private: bool = False,
    patience: Patience = Patience(),
    redirects: int = REDIRECTS,
    lines: Lines | None = None,
) -> Answer:
    """What an address answers to anybody, whatever the status; follows up to `redirects` redirects.

    `byte_range` is first and last byte, inclusive; whatever the server sends then, no more is read than one byte beyond
    what was asked for. `allow_private` is for our own rehearsals: the host that is asked may then be private, but no
    other that it redirects to. `lines` keeps connections for the next call.
    Raises `WebError` if there is no answer, for bodies over `limit` bytes, and `Unfit` for what waiting does not mend.
    """
    end = time.monotonic() + patience.whole
    asking = _Asking(method, _headers(headers, byte_range), byte_range, limit, patience, end, redirects)
    with Lines() if lines is None else nullcontext(lines) as opened:
        opened.deadline.silence = patience.answer
        return _followed(url, asking, opened, allow_private=allow_private)


@cache
def user_agent() -> str:
    """How feedpub names itself; some hosts refuse the names of libraries."""
    return f"feedpub/{version('feedpub')} (+https://github.com/feedpub/feedpub)"


@dataclass(frozen=True, slots=True)
class _Asking:
    """What stays the same from redirect to redirect."""

    method: str
    headers: Mapping[str, str]
    byte_range: tuple[int, int] | None
    limit: int
    patience: Patience
    end: float
    """When all of it must be over, on the monotonic clock."""

    redirects: int

    @property
    def left(self) -> float:
        """Seconds; negative when it is over."""
        return self.end - time.monotonic()


def _headers(more: Mapping[str, str] | None, byte_range: tuple[int, int] | None) -> dict[str, str]:
    ranged = {"Range": f"bytes={byte_range[0]}-{byte_range[1]}"} if byte_range else {}
    return {"User-Agent": user_agent(), "Accept": "*/*", "Accept-Encoding": "identity", **ranged, **(more or {})}


def _followed(url: str, asking: _Asking, lines: Lines, *, allow_private: bool) -> Answer:
    hops: list[str] = []
    at = first = _checked(url, where=url, what="this address")
    while True:
        ours = allow_private and urlsplit(at).hostname == urlsplit(first).hostname
        try:
            answer = _once(at, asking, lines.to(at, allow_private=ours), lines.deadline)
        except TimeoutError:
            hint = "is the server overloaded? try again later"
            raise WebError(f"takes more than {asking.patience.whole:g} s to answer", where=first, hint=hint) from None
        _log.debug("%s %s: %d", asking.method, at, answer.status)
        location = answer.headers.get("Location", "").strip()
        if answer.status not in _REDIRECTING or not location:
            return replace(answer, hops=tuple(hops))
        hops.append(at)
        at = _redirected(at, _ascii(location), first=first)
        _refuse_circles(at, hops, asking.redirects)


def _redirected(at: str, location: str, *, first: str) -> str:
    """The address that a Location header names."""
    try:
        to = urljoin(at, location)
    except ValueError:
        what = f"redirects to {quoted(location, 200)}, which is no address"
        raise Unfit(what, where=first, hint="look at the server's redirects") from None
    if len(to) > LONGEST:
        what = f"redirects to an address of more than {LONGEST} characters"
        raise Unfit(what, where=first, hint="look at the server's redirects")
    return _checked(to, where=first, what=f"redirects to {quoted(to, 200)}, which")


def _checked(url: str, *, where: str, what: str) -> str:
    """The address in ASCII, without its fragment."""
    if fault := url_fault(url):
        raise Unfit(f"{what} {fault}", where=where, hint="an address looks like https://example.com/feed.xml")
    return encode_url(url).partition("#")[0]


def _refuse_circles(url: str, hops: Sequence[str], most: int) -> None:
    if url in hops:
        raise Unfit(f"redirects in a circle, by {hops[-1]}", where=hops[0], hint="look at the server's redirects")
    if len(hops) > most:
        raise Unfit(f"redirects more than {most} times", where=hops[0], hint="give the address where they end")


def _once(url: str, asking: _Asking, pools: list[urllib3.HTTPConnectionPool], deadline: Deadline) -> Answer:
    """One request, of the first address that takes a connection. Raises `TimeoutError` if all the time is over."""
    host = urlsplit(url).hostname or ""
    while True:
        if asking.left <= 0:
            raise TimeoutError
        try:
            return _exchange(url, asking, pools[0], deadline)
        except (NewConnectionError, ConnectTimeoutError) as error:
            if len(pools) == 1:
                raise unanswered(url, host, error) from None
            pools.pop(0).close()
        except (HTTPError, OSError) as error:
            if asking.left <= 0:
                raise TimeoutError from None
            raise unanswered(url, host, error) from None


def _exchange(url: str, asking: _Asking, pool: urllib3.HTTPConnectionPool, deadline: Deadline) -> Answer:
    parts, left = urlsplit(url), asking.left
    deadline.at = asking.end - max(0.0, left - asking.patience.answer)
    response = pool.request(
        asking.method,
        (parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
        headers={"Host": parts.netloc, **asking.headers},
        redirect=False,
        retries=False,
        timeout=urllib3.Timeout(connect=min(asking.patience.answer / 2, left), read=asking.patience.answer),
        preload_content=False,
    )
    deadline.at = asking.end
    try:
        body = response.read() if asking.method == "HEAD" else _body(url, asking, response)
    finally:
        response.close()  # and with it the connection, unless it was read to its end and went back to the pool
    return Answer(status=response.status, url=url, headers=response.headers, body=body)


def _body(url: str, asking: _Asking, response: urllib3.BaseHTTPResponse) -> bytes:
    wanted = asking.byte_range
    limit = asking.limit if wanted is None else min(asking.limit, wanted[1] - wanted[0] + 1)
    body = bytearray()
    while len(body) <= limit:
        chunk = response.read1(min(_CHUNK, limit + 1 - len(body)), decode_content=wanted is None)
        if not chunk:
            return bytes(body)
        body += chunk
    if wanted is None and response.status == 200:
        raise WebError(f"answers with more than {limit} bytes", where=url, hint="is this the right address?")
    return bytes(body)


def _ascii(location: str) -> str:
    """A Location header in ASCII: raw bytes in it, which http.client reads as Latin-1, are percent-encoded."""
    return "".join(letter if letter.isascii() else f"%{ord(letter):02X}" for letter in location)
