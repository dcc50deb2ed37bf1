"""Connections that go only to checked addresses, and end at a deadline.

A host is resolved once, each of its addresses is checked, and the connection goes to exactly a checked address (with
the name in SNI, certificate check and Host): a name that resolves to another address the next time reaches nothing
private.

A time-out of a socket begins again with every byte: a server that sends one byte now and then would never time out.
So every read first looks at the deadline of the whole response.
"""

from __future__ import annotations

import io
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from http.client import HTTPResponse
from ipaddress import ip_address
from queue import Empty, SimpleQueue
from typing import Any, Self
from urllib.parse import SplitResult, urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

from feedpub import standards
from feedpub.fetch.errors import PrivateAddress, unknown_host

Resolve = Callable[[str, int], Sequence[str]]
"""Host and port → IP addresses, best first. Raises `OSError` if there are none."""

_TRIED = 4
"""How many addresses of one host are tried: each may take until its time-out."""


def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a host, by the system, in its order of preference."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(slots=True)
class Deadline:
    """When the reads of some connections must be over, on the monotonic clock; each request sets it anew."""

    at: float = 0.0
    silence: float = 0.0
    """Seconds that a single read may wait without a byte."""

    @property
    def left(self) -> float:
        """Seconds; negative when it is over."""
        return self.at - time.monotonic()


class Connection(HTTPConnection):
    """A connection whose responses end at a deadline."""

    def __init__(self, *arguments: Any, deadline: Deadline, **options: Any) -> None:  # noqa: ANN401 - urllib3's own
        super().__init__(*arguments, **options)
        self.response_class = partial(_Response, deadline=deadline)  # type: ignore[assignment]


class SecureConnection(HTTPSConnection):
    """The same with TLS."""

    def __init__(self, *arguments: Any, deadline: Deadline, **options: Any) -> None:  # noqa: ANN401 - urllib3's own
        super().__init__(*arguments, **options)
        self.response_class = partial(_Response, deadline=deadline)  # type: ignore[assignment]


class _Response(HTTPResponse):
    def __init__(self, sock: socket.socket, *arguments: Any, deadline: Deadline, **options: Any) -> None:  # noqa: ANN401
        super().__init__(sock, *arguments, **options)
        self.fp.close()
        self.fp = io.BufferedReader(_Reads(sock, deadline))


class _Reads(io.RawIOBase):
    """The bytes of a socket. Raises `TimeoutError` after the deadline, even if bytes arrive."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._sock = sock
        self._raw = sock.makefile("rb", buffering=0)  # keeps the socket open until this is closed
        self._deadline = deadline

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: Any, /) -> int | None:  # noqa: ANN401 - a writable buffer, which Python 3.11 cannot name
        """Read the next bytes."""
        left = self._deadline.left
        if left <= 0:
            raise TimeoutError
        self._sock.settimeout(min(left, self._deadline.silence))
        try:
            return self._raw.readinto(buffer)
        finally:
            self._sock.settimeout(self._deadline.silence)

    def close(self) -> None:
        """Close, and with it the socket if the connection does not need it any more."""
        self._raw.close()
        super().close()


class _Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = Connection


class _SecurePool(urllib3.HTTPSConnectionPool):
    ConnectionCls = SecureConnection


class Connections:
    """Open connections to checked addresses, for several requests to the same host; `with` closes them.

    For one thread: `deadline` is that of the current request.
    """

    def __init__(self, resolver: Resolve = resolve, *, user_agent: str = "") -> None:
        """`user_agent` is what the requests call themselves; empty: feedpub."""
        self.deadline = Deadline()
        self.user_agent = user_agent
        self._resolver = resolver
        self._pools: dict[tuple[str, str, int, bool], list[urllib3.HTTPConnectionPool]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close them; the next request opens new ones."""
        for pools in self._pools.values():
            for pool in pools:
                pool.close()

    def to(self, url: str, *, allow_private: bool) -> list[urllib3.HTTPConnectionPool]:
        """A pool for each address of the host, best first; resolved and checked once. Raises `FetchError`."""
        parts = urlsplit(url)
        host, port = parts.hostname or "", _port(parts)
        key = (parts.scheme, host, port, allow_private)
        if key not in self._pools:
            addresses = _addresses(url, host, port, allow_private=allow_private, resolver=self._resolver)
            self._pools[key] = [_pool(parts.scheme, address, port, host, self.deadline) for address in addresses]
        return self._pools[key]


class SharedConnections:
    """Connections for many threads: each borrows its own, and what one leaves open the next one uses."""

    def __init__(self) -> None:
        self._idle: SimpleQueue[Connections] = SimpleQueue()

    @contextmanager
    def borrowed(self) -> Iterator[Connections]:
        """Connections that nobody else has meanwhile."""
        try:
            mine = self._idle.get_nowait()
        except Empty:
            mine = Connections()
        try:
            yield mine
        finally:
            self._idle.put(mine)

    def close(self) -> None:
        """Close all that nobody has."""
        with suppress(Empty):
            while True:
                self._idle.get_nowait().close()


def _addresses(url: str, host: str, port: int, *, allow_private: bool, resolver: Resolve) -> list[str]:
    try:
        found = list(resolver(host, port))
    except socket.gaierror as error:
        raise unknown_host(url, host, error) from None
    except (OSError, UnicodeError):
        found = []
    if not found:
        raise unknown_host(url, host, None)
    private = next((address for address in found if is_private_ip(address)), None)
    if private is not None and not allow_private:
        named = host if host.strip("[]") == private else f"{host} ({private})"
        raise PrivateAddress(
            f"{named} is an address that only this machine or its network can reach",
            where=url,
            hint="listeners need an address of the public internet",
        )
    return found[:_TRIED]


def is_private_ip(text: str) -> bool:
    """Whether an IP address, or an IPv4 one inside it, is anything but a host of the public internet."""
    return standards.is_private_ip(ip_address(text.partition("%")[0]))


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _pool(scheme: str, address: str, port: int, host: str, deadline: Deadline) -> urllib3.HTTPConnectionPool:
    if scheme == "http":
        return _Pool(address, port, deadline=deadline)
    return _SecurePool(
        address, port, deadline=deadline, ssl_context=ssl.create_default_context(), server_hostname=host.rstrip(".")
    )
