"""Send HTTP requests without credentials, with limits on bytes, time and redirects."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version
from typing import BinaryIO
from urllib.parse import urljoin, urlsplit

import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from feedpub.errors import FetchError
from feedpub.fetch.connections import Connections, Deadline
from feedpub.fetch.errors import PermanentError, failed_request
from feedpub.standards import encode_url, quoted, url_fault

REDIRECTS = 5
"""Redirects that are followed from one address."""

LIMIT = 32 << 20
"""Bytes of a body that are read at most: more than any feed has."""

MAX_URL = 8000
"""Characters of an address that a server may redirect to (RFC 9110 §4.1 recommends to support as many)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """How long feedpub waits for a server, in seconds."""

    response: float = 20.0
    """Until all headers have arrived, even if some arrive all the time; then without a byte. Half of it to connect."""

    total: float = 120.0
    """Until the end of the body, redirects included."""


_log = logging.getLogger(__name__)
_CHUNK = 1 << 16
_PIECE = 1 << 18
"""Bytes of a download that are read at once: a fast host fills them, and a slow one gives what has come."""
_REDIRECTING = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An HTTP response."""

    status: int
    url: str
    """The address that answered, after redirects."""

    headers: Mapping[str, str]
    """Names in any case; several headers of one name are joined by commas."""

    body: bytes
    """Decoded if the server encoded it unasked; raw in a response to a range request. Empty for HEAD."""

    hops: tuple[str, ...] = ()
    """Addresses that redirected, in order."""


Sink = Callable[[Response], BinaryIO | None]
"""Where the body of a response goes, once its status and headers are known; None leaves it unread."""


def request(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    byte_range: tuple[int, int] | None = None,
    limit: int = LIMIT,
    allow_private: bool = False,
    timeouts: Timeouts = Timeouts(),
    redirects: int | None = REDIRECTS,
    connections: Connections | None = None,
) -> Response:
    """The response of an address, whatever its status; follows up to `redirects` redirects, and with None not even one.

    `byte_range` is first and last byte, inclusive; whatever the server sends, at most one byte more is read than was
    asked for. `allow_private` is for a show that is published on this machine or its network: the host of `url` may
    then be private, but no other host that it redirects to. `connections` stay open for the next call.
    Raises `FetchError` if there is no response or a body is over `limit` bytes, and `PermanentError` if trying again
    cannot help.
    """
    end = time.monotonic() + timeouts.total
    with Connections() if connections is None else nullcontext(connections) as opened:
        agent = opened.user_agent or user_agent()
        sent = _Request(method, _headers(agent, headers, byte_range), byte_range, limit, timeouts, end, redirects)
        opened.deadline.silence = timeouts.response
        return _followed(url, sent, opened, allow_private=allow_private)


def download(
    url: str,
    sink: Sink,
    *,
    headers: Mapping[str, str] | None = None,
    limit: int = LIMIT,
    allow_private: bool = False,
    timeouts: Timeouts = Timeouts(),
    connections: Connections | None = None,
) -> Response:
    """The response of an address without its body, which went where `sink` says; the rest is as with `request`.

    `sink` is asked once, about the response that is no redirect; what it gives is written to and not closed.
    Raises `FetchError` where `request` does, and if the body ends early; what came until then is written.
    """
    end = time.monotonic() + timeouts.total
    sent = _Request("GET", _headers(user_agent(), headers, None), None, limit, timeouts, end, REDIRECTS, sink)
    with Connections() if connections is None else nullcontext(connections) as opened:
        opened.deadline.silence = timeouts.response
        return _followed(url, sent, opened, allow_private=allow_private)


@cache
def user_agent() -> str:
    """The User-Agent of feedpub; some hosts refuse those of libraries."""
    return f"feedpub/{version('feedpub')} (+https://github.com/feedpub/feedpub)"


@dataclass(frozen=True, slots=True)
class _Request:
    """What is the same for every redirect of one request."""

    method: str
    headers: Mapping[str, str]
    byte_range: tuple[int, int] | None
    limit: int
    timeouts: Timeouts
    end: float
    """When all of it must be over, on the monotonic clock."""

    redirects: int | None
    sink: Sink | None = None

    @property
    def left(self) -> float:
        """Seconds; negative when it is over."""
        return self.end - time.monotonic()


def _headers(agent: str, more: Mapping[str, str] | None, byte_range: tuple[int, int] | None) -> dict[str, str]:
    ranged = {"Range": f"bytes={byte_range[0]}-{byte_range[1]}"} if byte_range else {}
    return {"User-Agent": agent, "Accept": "*/*", "Accept-Encoding": "identity", **ranged, **(more or {})}


def _followed(url: str, request: _Request, connections: Connections, *, allow_private: bool) -> Response:
    hops: list[str] = []
    at = first = _checked(url, where=url, what="this address")
    while True:
        ours = allow_private and urlsplit(at).hostname == urlsplit(first).hostname
        try:
            answer = _once(at, request, connections.to(at, allow_private=ours), connections.deadline)
        except TimeoutError:
            hint = "the server may be overloaded: try again later"
            raise FetchError(
                f"takes more than {request.timeouts.total:g} s to answer", where=first, hint=hint
            ) from None
        _log.debug("%s %s: %d", request.method, at, answer.status)
        location = answer.headers.get("Location", "").strip()
        most = request.redirects
        if most is None or answer.status not in _REDIRECTING or not location:
            return replace(answer, hops=tuple(hops))
        hops.append(at)
        at = _redirected(at, _ascii(location), first=first)
        _refuse_circles(at, hops, most)


def _redirected(at: str, location: str, *, first: str) -> str:
    """The address that a Location header names."""
    try:
        to = urljoin(at, location)
    except ValueError:
        what = f"redirects to {quoted(location, 200)}, which is not an address"
        raise PermanentError(what, where=first, hint="look at the server's redirects") from None
    if len(to) > MAX_URL:
        what = f"redirects to an address of more than {MAX_URL} characters"
        raise PermanentError(what, where=first, hint="look at the server's redirects")
    return _checked(to, where=first, what=f"redirects to {quoted(to, 200)}, which")


def _checked(url: str, *, where: str, what: str) -> str:
    """The address in ASCII, without its fragment."""
    if fault := url_fault(url):
        raise PermanentError(f"{what} {fault}", where=where, hint="an address looks like https://example.com/feed.xml")
    return encode_url(url).partition("#")[0]


def _refuse_circles(url: str, hops: Sequence[str], most: int) -> None:
    if url in hops:
        raise PermanentError(
            f"redirects in a circle, by {hops[-1]}", where=hops[0], hint="look at the server's redirects"
        )
    if len(hops) > most:
        raise PermanentError(
            f"redirects more than {most} times", where=hops[0], hint="use the address where the redirects end"
        )


def _once(url: str, request: _Request, pools: list[urllib3.HTTPConnectionPool], deadline: Deadline) -> Response:
    """One request, to the first address that accepts a connection. Raises `TimeoutError` after the total time."""
    host = urlsplit(url).hostname or ""
    while True:
        if request.left <= 0:
            raise TimeoutError
        try:
            return _exchange(url, request, pools[0], deadline)
        except (NewConnectionError, ConnectTimeoutError) as error:
            if len(pools) == 1:
                raise failed_request(url, host, error) from None
            pools.pop(0).close()
        except (HTTPError, OSError) as error:
            if request.left <= 0:
                raise TimeoutError from None
            raise failed_request(url, host, error) from None


def _exchange(url: str, request: _Request, pool: urllib3.HTTPConnectionPool, deadline: Deadline) -> Response:
    parts, left = urlsplit(url), request.left
    deadline.at = request.end - max(0.0, left - request.timeouts.response)
    response = pool.request(
        request.method,
        (parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
        headers={"Host": parts.netloc, **request.headers},
        redirect=False,
        retries=False,
        timeout=urllib3.Timeout(connect=min(request.timeouts.response / 2, left), read=request.timeouts.response),
        preload_content=False,
    )
    deadline.at = request.end
    answer = Response(status=response.status, url=url, headers=response.headers, body=b"")
    try:
        if request.sink and response.status not in _REDIRECTING:
            _copied(url, request, response, request.sink(answer))
            return answer
        body = response.read() if request.method == "HEAD" else _body(url, request, response)
    finally:
        response.close()  # and with it the connection, unless it was read to its end and went back to the pool
    return replace(answer, body=body)


def _copied(url: str, request: _Request, response: urllib3.BaseHTTPResponse, into: BinaryIO | None) -> None:
    """Write the body as it comes, so that no file needs to fit into memory."""
    size = 0
    while into is not None and (chunk := response.read1(_PIECE, decode_content=False)):
        size += len(chunk)
        if size > request.limit:
            raise FetchError(
                f"answers with more than {request.limit} bytes", where=url, hint="is it the right address?"
            )
        into.write(chunk)


def _body(url: str, request: _Request, response: urllib3.BaseHTTPResponse) -> bytes:
    wanted = request.byte_range
    limit = request.limit if wanted is None else min(request.limit, wanted[1] - wanted[0] + 1)
    body = bytearray()
    while len(body) <= limit:
        chunk = response.read1(min(_CHUNK, limit + 1 - len(body)), decode_content=wanted is None)
        if not chunk:
            return bytes(body)
        body += chunk
    if wanted is None and response.status == 200:
        raise FetchError(
            f"answers with more than {limit} bytes", where=url, hint="check that the address is the right one"
        )
    return bytes(body)


def _ascii(location: str) -> str:
    """A Location header in ASCII: raw bytes in it, which http.client reads as Latin-1, are percent-encoded."""
    return "".join(letter if letter.isascii() else f"%{ord(letter):02X}" for letter in location)
