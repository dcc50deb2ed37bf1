"""Connections to addresses that were checked.

A host is resolved once, each of its addresses is checked, and the connection goes to exactly a checked address (with
the name in SNI, certificate check and Host): a name that answers differently the next time reaches nothing private.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Self
from urllib.parse import SplitResult, urlsplit

import urllib3

from feedpub.fetch.deadline import Connection, Deadline, SecureConnection
from feedpub.fetch.words import Inside, unresolved

Resolve = Callable[[str, int], Sequence[str]]
"""Host and port → IP addresses, best first. Raises `OSError` if there are none."""

_NAT64 = IPv6Network("64:ff9b::/96")
_TRIED = 4
"""Addresses of one host that are tried: each may take its time-out."""


def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a host, by the system, in its order of preference."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class _Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = Connection


class _SecurePool(urllib3.HTTPSConnectionPool):
    ConnectionCls = SecureConnection


class Lines:
    """Open connections to checked addresses, for asking the same host several times; `with` closes them.

    For one thread: `deadline` is that of the question that is being asked.
    """

    def __init__(self, resolver: Resolve = resolve) -> None:
        self.deadline = Deadline()
        self._resolver = resolver
        self._pools: dict[tuple[str, str, int, bool], list[urllib3.HTTPConnectionPool]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for pools in self._pools.values():
            for pool in pools:
                pool.close()

    def to(self, url: str, *, allow_private: bool) -> list[urllib3.HTTPConnectionPool]:
        """A pool for each address of the host, best first; resolved and checked once. Raises `WebError`."""
        parts = urlsplit(url)
        host, port = parts.hostname or "", _port(parts)
        key = (parts.scheme, host, port, allow_private)
        if key not in self._pools:
            addresses = _addresses(url, host, port, allow_private=allow_private, resolver=self._resolver)
            self._pools[key] = [_pool(parts.scheme, address, port, host, self.deadline) for address in addresses]
        return self._pools[key]


def _addresses(url: str, host: str, port: int, *, allow_private: bool, resolver: Resolve) -> list[str]:
    try:
        found = list(resolver(host, port))
    except socket.gaierror as error:
        raise unresolved(url, host, error) from None
    except (OSError, UnicodeError):
        found = []
    if not found:
        raise unresolved(url, host, None)
    inside = next((address for address in found if is_inside(address)), None)
    if inside is not None and not allow_private:
        named = host if host.strip("[]") == inside else f"{host} ({inside})"
        raise Inside(
            f"{named} is an address that only this machine or its network can reach",
            where=url,
            hint="listeners need an address of the public internet",
        )
    return found[:_TRIED]


def is_inside(text: str) -> bool:
    """Whether an IP address, or the IPv4 one inside it, is anything but a host of the public internet."""
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address) and (inner := _embedded(address)):
        address = inner
    return not address.is_global or address.is_multicast


def _embedded(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a gateway would take the packet to (RFC 4291, 3056, 6052)."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _pool(scheme: str, address: str, port: int, host: str, deadline: Deadline) -> urllib3.HTTPConnectionPool:
    if scheme == "http":
        return _Pool(address, port, deadline=deadline)
    return _SecurePool(
        address, port, deadline=deadline, ssl_context=ssl.create_default_context(), server_hostname=host.rstrip(".")
    )
