"""HTTP, bounded and safe to point at strangers' addresses. The only module that asks HTTP.

The host is resolved once, every address is checked, and the connection goes to exactly the checked address (with the
name in SNI and Host), so a name that answers differently the next time reaches nothing private.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from ipaddress import ip_address
from urllib.parse import urljoin, urlsplit

import urllib3
from urllib3.exceptions import HTTPError, NameResolutionError, NewConnectionError, SSLError, TimeoutError

from feedpub.errors import WebError
from feedpub.vocab import encode_url, is_http_url

REDIRECTS = 5
LIMIT = 32 << 20
"""Bytes of a body that are read at most."""

TIMEOUT = urllib3.Timeout(connect=10.0, read=20.0)

Resolve = Callable[[str, int], Sequence[str]]
"""Host and port → IP addresses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server said."""

    status: int
    url: str
    """The address that answered, after redirects."""

    headers: Mapping[str, str]
    """Names in lower case."""

    body: bytes
    hops: tuple[str, ...] = field(default=())
    """Addresses that redirected, in order."""


def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a host, by the system."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def ask(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    byte_range: tuple[int, int] | None = None,
    limit: int = LIMIT,
    allow_private: bool = False,
    redirects: int = REDIRECTS,
    resolver: Resolve = resolve,
) -> Answer:
    """Ask an address without cookies or credentials, following redirects.

    `byte_range` is first and last byte, inclusive. Raises `WebError` if there is no answer, for private addresses
    (unless allowed), for redirects in circles and for bodies over `limit`.
    """
    hops: list[str] = []
    sent = {"User-Agent": user_agent(), "Accept-Encoding": "identity", "Accept": "*/*", **(headers or {})}
    if byte_range is not None:
        sent["Range"] = f"bytes={byte_range[0]}-{byte_range[1]}"
    while True:
        answer = _once(url, method, sent, limit, allow_private=allow_private, resolver=resolver)
        target = answer.headers.get("location")
        if answer.status not in {301, 302, 303, 307, 308} or not target:
            return Answer(status=answer.status, url=url, headers=answer.headers, body=answer.body, hops=tuple(hops))
        hops.append(url)
        url = urljoin(url, target)
        if url in hops or len(hops) > redirects:
            raise WebError(f"redirects in circles, last to {url}", where=hops[0], hint="check the server's redirects")


def user_agent() -> str:
    """How feedpub names itself; some hosts refuse the names of libraries."""
    return f"feedpub/{version('feedpub')} (+https://github.com/feedpub/feedpub)"


def _once(
    url: str, method: str, headers: Mapping[str, str], limit: int, *, allow_private: bool, resolver: Resolve
) -> Answer:
    if not is_http_url(url):
        raise WebError("this is no http(s) address", where=url)
    parts = urlsplit(encode_url(url))
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    address = _address(url, host, port, allow_private=allow_private, resolver=resolver)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    with _pool(parts.scheme, address, port, host) as pool:
        try:
            response = pool.request(
                method,
                path,
                headers={"Host": parts.netloc, **headers},
                redirect=False,
                retries=False,
                timeout=TIMEOUT,
                preload_content=False,
            )
            try:
                body = response.read(limit + 1, decode_content=False) if method != "HEAD" else b""
            finally:
                response.close()
        except (HTTPError, OSError) as error:
            raise _words(url, host, error) from error
    if len(body) > limit:
        raise WebError(f"answers more than {limit} bytes", where=url, hint="is this the right address?")
    named = {name.lower(): value for name, value in response.headers.items()}
    return Answer(status=response.status, url=url, headers=named, body=body)


def _address(url: str, host: str, port: int, *, allow_private: bool, resolver: Resolve) -> str:
    try:
        found = list(resolver(host, port))
    except (OSError, UnicodeError):
        found = []
    if not found:
        raise WebError(f"there is no host {host!r}", where=url, hint="check the name and your connection")
    inside = [address for address in found if _is_inside(address)]
    if inside and not allow_private:
        raise WebError(f"{host} is {inside[0]}, an address that only your own network can reach", where=url)
    return found[0]


def _is_inside(text: str) -> bool:
    address = ip_address(text.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    address = mapped or address
    return not address.is_global or address.is_multicast


def _pool(scheme: str, address: str, port: int, host: str) -> urllib3.HTTPConnectionPool:
    if scheme == "http":
        return urllib3.HTTPConnectionPool(address, port)
    return urllib3.HTTPSConnectionPool(
        address, port, ssl_context=ssl.create_default_context(), server_hostname=host, assert_hostname=host
    )


def _words(url: str, host: str, error: Exception) -> WebError:
    if isinstance(error, SSLError):
        return WebError(
            f"the certificate of {host} is not valid for listeners' apps: {_reason(error)}",
            where=url,
            hint="expired, self-signed or for another name: renew it, or use the store's own https address",
        )
    if isinstance(error, NewConnectionError | NameResolutionError | ConnectionRefusedError):
        return WebError(f"{host} does not answer", where=url, hint="is the server up, and the port right?")
    if isinstance(error, TimeoutError):
        return WebError(f"{host} does not answer in time", where=url, hint="try again later")
    return WebError(f"{host} broke the connection off", where=url, hint="try again; check the server")


def _reason(error: Exception) -> str:
    """Why a certificate is refused, in the few words that OpenSSL has for it."""
    cause = error.args[0] if error.args else error
    return str(getattr(cause, "verify_message", "")) or "the handshake failed"
