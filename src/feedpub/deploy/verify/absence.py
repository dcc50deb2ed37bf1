"""Is what was deleted gone from outside, too? If not: who still serves it, until when, and how to empty that cache."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import quote, urlsplit

from feedpub import fetch
from feedpub.errors import FetchError

GONE = frozenset({403, 404, 410})
"""Statuses by which an address shows that nobody gets anything there."""

AT_ONCE = 8
"""Addresses that are asked at the same time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An address that does not show that nothing is there."""

    url: str
    """As listeners had it."""

    status: int | None
    """What it answers; None: nothing."""

    holder: str
    """Who still has it: the name of a CDN, `a cache`, or `the server`."""

    age: int | None = None
    """Seconds for which a cache has had it (`Age`)."""

    cache: str = ""
    """What the cache says of itself: `X-Cache`, `CF-Cache-Status`."""

    until: datetime | None = None
    """When its cached copy expires, if it says so; a cache may drop it earlier."""

    message: str = ""
    """Why it does not answer."""


def held(
    urls: Sequence[str],
    *,
    now: datetime,
    allow_private: bool = False,
    request: Callable[..., fetch.Response] | None = None,
) -> list[Held]:
    """Those of the addresses that still answer, or of which nobody can tell; in their order.

    Each is asked for as listeners ask, without a query of its own: what a cache holds is what matters. `now` is aware.
    """
    if not urls:
        return []
    asking = partial(_held, now=now, allow_private=allow_private, request=request or fetch.request)
    with ThreadPoolExecutor(min(AT_ONCE, len(urls)), thread_name_prefix="feedpub-gone") as pool:
        return [one for one in pool.map(asking, urls) if one is not None]


def _held(url: str, *, now: datetime, allow_private: bool, request: Callable[..., fetch.Response]) -> Held | None:
    try:
        answer = request(url, byte_range=(0, 0), allow_private=allow_private)
    except FetchError as error:
        return Held(url=url, status=None, holder="nobody knows", message=error.message)
    if answer.status in GONE:
        return None
    holder = _holder(answer.headers)
    age = _whole(answer.headers.get("Age", ""))
    shown = [f"{name}: {answer.headers[name]}" for name in _CACHE_HEADERS if name in answer.headers]
    return Held(
        url=url,
        status=answer.status,
        holder=holder,
        age=age,
        cache=", ".join(shown)[:200],
        until=_until(answer.headers, age, now) if holder != SERVER else None,
    )


# --- who has it


SERVER = "the server"

_CACHE_HEADERS = ("X-Cache", "CF-Cache-Status", "CDN-Cache", "X-Cache-Status")


def _holder(headers: Mapping[str, str]) -> str:
    """Who answered: a cache by its name, or the server behind it."""
    server, state = headers.get("Server", "").lower(), _state(headers)
    if state == "miss":
        return SERVER
    if "CF-Cache-Status" in headers or server == "cloudflare":
        return "Cloudflare"
    if "X-Amz-Cf-Id" in headers:
        return "CloudFront"
    if "cache-" in headers.get("X-Served-By", ""):
        return "Fastly"
    if server.startswith("bunnycdn"):
        return "bunny.net"
    return "a cache" if "Age" in headers or state == "hit" else SERVER


def _state(headers: Mapping[str, str]) -> str:
    """`hit`, `miss`, or empty: whether the answer came out of a cache."""
    said = " ".join(headers.get(name, "") for name in _CACHE_HEADERS).lower()
    if re.search(r"\b(hit|refreshhit|revalidated|stale|updating)\b", said):
        return "hit"
    return "miss" if re.search(r"\b(miss|bypass|dynamic|expired|none)\b", said) else ""


# --- how to empty it


def purge_commands(found: Sequence[Held]) -> list[str]:
    """What empties the caches of these addresses, in a shell; names in capitals are to be filled in."""
    by_holder: dict[str, list[str]] = {}
    for one in found:
        by_holder.setdefault(one.holder, []).append(one.url)
    return [line for holder, urls in by_holder.items() if holder in _COMMANDS for line in _COMMANDS[holder](urls)]


def _cloudfront(urls: Sequence[str]) -> list[str]:
    """https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Invalidation_Requests.html"""
    paths = [urlsplit(url).path for url in urls]
    return [shlex.join(["aws", "cloudfront", "create-invalidation", "--distribution-id", "ID", "--paths", *paths])]


def _cloudflare(urls: Sequence[str]) -> list[str]:
    """https://developers.cloudflare.com/cache/how-to/purge-cache/, whose plans all take 100 addresses at a time.

    A bucket of R2 with a domain of its own is cached, and emptied, by the zone of that domain.
    """
    some = [urls[at : at + _OF_CLOUDFLARE] for at in range(0, len(urls), _OF_CLOUDFLARE)]
    return [
        "curl -X POST https://api.cloudflare.com/client/v4/zones/ZONE/purge_cache -H 'Authorization: Bearer TOKEN' "
        f"-H 'Content-Type: application/json' --data {shlex.quote(json.dumps({'files': list(part)}))}"
        for part in some
    ]


_OF_CLOUDFLARE = 100


def _fastly(urls: Sequence[str]) -> list[str]:
    """https://www.fastly.com/documentation/guides/full-site-delivery/purging/authenticating-api-purge-requests

    A service may want no token for it; none minds one.
    """
    return [f"curl -X PURGE -H 'Fastly-Key: TOKEN' {shlex.quote(url)}" for url in urls]


def _bunny(urls: Sequence[str]) -> list[str]:
    """https://docs.bunny.net/reference/purgepublic_indexpost"""
    addresses = [f"https://api.bunny.net/purge?url={quote(url, safe='')}" for url in urls]
    return [f"curl -X POST -H 'AccessKey: KEY' {shlex.quote(one)}" for one in addresses]


_COMMANDS: Mapping[str, Callable[[Sequence[str]], list[str]]] = {
    "CloudFront": _cloudfront,
    "Cloudflare": _cloudflare,
    "Fastly": _fastly,
    "bunny.net": _bunny,
}


# --- until when


_SECONDS = re.compile(r"(?:s-maxage|max-age)=([0-9]{1,9})")


def _until(headers: Mapping[str, str], age: int | None, now: datetime) -> datetime | None:
    """When the cached copy expires by its own headers; None if they do not say."""
    policy = headers.get("Cache-Control", "")
    shared = re.search(r"s-maxage=([0-9]{1,9})", policy) or _SECONDS.search(policy)
    if shared is None:
        return None
    return now + timedelta(seconds=max(0, int(shared[1]) - (age or 0)))


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None
