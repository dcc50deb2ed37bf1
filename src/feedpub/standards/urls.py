"""Addresses: whether they are absolute, how they become ASCII, whether only a private network can reach them.

Sources: RFC 3986 (form), RSS 2.0 / W3C feed validator (absolute, ASCII), podcast namespace (https).
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, quote, urlsplit

_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST = re.compile(rf"(?=.{{1,253}}\.?$){_LABEL}(?:\.{_LABEL})*\.?")
_PATH = r"[A-Za-z0-9/:@!$&'()*+,;=._~-]"
_ENCODED = re.compile(
    rf"https?://(?=.{{1,253}}(?:/|$))[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?)+"
    rf"(?:/{_PATH}*(?:\?(?:{_PATH}|\?)+)?)?"
)
"""Most addresses: nothing in them is left to encode."""

_SPACE = re.compile(r"[\s\x00-\x20\x7f]")
_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
# IDNA 2003, which Python has, sends these to another host than browsers do (UTS 46 §4, deviations).
_DEVIATING = re.compile("[ß\u1e9eς\u200c\u200d]")
_PRIVATE_SUFFIXES = (".localhost", ".local", ".internal", ".lan", ".home.arpa")


def is_http_url(text: str) -> bool:
    """Whether it is an absolute http(s) URL with a real host: no spaces, credentials or bad port."""
    return url_fault(text) is None


def is_https_url(text: str) -> bool:
    """Whether it is an absolute https URL."""
    return text[:8].lower() == "https://" and is_http_url(text)


def is_ascii_url(text: str) -> bool:
    """Whether it is an absolute http(s) URL in the form that feeds need: ASCII, nothing left to encode."""
    return text.isascii() and is_http_url(text) and encode_url(text) == text


@lru_cache(maxsize=4096)
def url_fault(text: str) -> str | None:
    """Why it is no absolute http(s) URL, as the end of a sentence; None if it is one."""
    if _SPACE.search(text):
        return "has a space in it"
    if not text.lower().startswith(("https://", "http://")):
        return "does not begin with https:// or http://"
    if (parts := _split(text)) is None or not parts.hostname:
        return "has no valid host name and port"
    if parts.username is not None or parts.password is not None:
        return "has a user name or password in it"
    return _host_fault(parts.hostname, _ascii_host(parts))


def _host_fault(written: str, host: str | None) -> str | None:
    if letter := _DEVIATING.search(written):
        return f"has {letter[0]!r} in its host name, which programs look up as different hosts (write it as xn--…)"
    if host is None or (":" not in host and not _HOST.fullmatch(host)):
        return "has no valid host name"
    return None


_MISSPELT_BUCKET = re.compile(r"(?i)s3:(?!//)|s3//|[a-z][a-z0-9+.-]+:/(?!/)")


def is_misspelt_bucket(text: str) -> bool:
    """Whether a target looks like `s3:/bucket/prefix`: as a directory it would be one that nobody means."""
    return _MISSPELT_BUCKET.match(text) is not None


def encode_url(text: str) -> str:
    """The same address in ASCII: punycode host, percent-encoded path, query and fragment.

    Nothing is encoded twice: `%C3%A9` stays, a `%` that escapes nothing becomes `%25`. Scheme and host: lower case.
    Raises `ValueError` for what `is_http_url` does not accept.
    """
    if _ENCODED.fullmatch(text):
        return text
    parts = _split(text)
    host = None if parts is None or url_fault(text) else _ascii_host(parts)
    if parts is None or host is None:
        raise ValueError(f"{text!r} is not an absolute http(s) URL")
    authority = host if parts.port is None else f"{host}:{parts.port}"
    query = f"?{_encoded(parts.query, '/?[]')}" if parts.query else ""
    fragment = f"#{_encoded(parts.fragment, '/?')}" if parts.fragment else ""
    return f"{parts.scheme}://{authority}{_encoded(parts.path, '/')}{query}{fragment}"


def is_private_address(url: str) -> bool:
    """Whether nobody on the internet can fetch it: not http(s), loopback, private, link-local, or a local name."""
    parts = _split(url)
    if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname:
        return True
    host = parts.hostname.rstrip(".").lower()
    if address := _ip(host):
        return is_private_ip(address)
    last = host.rsplit(".", 1)[-1]
    # `127.1` and `0x7f.0.0.1` are loopback to every browser, and no top-level domain begins with a digit.
    return "." not in host or last[:1].isdigit() or host.endswith(_PRIVATE_SUFFIXES)


_NEVER_GLOBAL = tuple(map(IPv6Network, ("::/96", "::ffff:0:0:0/96", "64:ff9b:1::/48", "fec0::/10")))
"""Networks that Python calls global and nobody routes: addresses that embed an IPv4 one (compatible, RFC 4291
§2.5.5.1; translated, RFC 2765; NAT64 of one's own network, RFC 8215), and site-local ones (RFC 3879).
"""

_NAT64 = IPv6Network("64:ff9b::/96")
_ISATAP = (0x00005EFE, 0x02005EFE)
"""Bits 64 to 95 of an address that tunnels to the IPv4 address behind them (RFC 5214 §6.1)."""


def is_private_ip(address: IPv4Address | IPv6Address) -> bool:
    """Whether an IP address, or an IPv4 one inside it, is anything but a host of the public internet."""
    if isinstance(address, IPv6Address):
        if inner := _embedded(address):
            return any(map(is_private_ip, inner))
        if any(address in network for network in _NEVER_GLOBAL):
            return True
    return not address.is_global or address.is_multicast


def _embedded(address: IPv6Address) -> list[IPv4Address]:
    """The IPv4 addresses that a gateway or tunnel takes the packet to; Teredo (RFC 4380) has a server and a client."""
    last = IPv4Address(int(address) & 0xFFFFFFFF)
    if address.ipv4_mapped or address in _NAT64:  # RFC 4291 §2.5.5.2, RFC 6052 §2.1
        return [last]
    if address.sixtofour:  # RFC 3056
        return [address.sixtofour]
    if address.teredo:
        return list(address.teredo)
    return [last] if address.is_global and int(address) >> 32 & 0xFFFFFFFF in _ISATAP else []


def _split(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text)
        _ = parts.port  # parsed only when asked for
    except ValueError:
        return None
    return parts


def _ip(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        return None


def _ascii_host(parts: SplitResult) -> str | None:
    host = parts.hostname or ""
    if ":" in host:
        return f"[{host}]" if _ip(host) else None
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None


def _encoded(text: str, also: str) -> str:
    return quote(_ESCAPE.sub("%25", text), safe=also + "%:@!$&'()*+,;=-._~")
