"""Whether the public can read the private state, asked at every address at which it might be reachable."""

from __future__ import annotations

import posixpath
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from secrets import token_hex
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from feedpub import fetch
from feedpub.errors import FetchError, Refused

_TRIES = 3
_PAUSE = 1.0
_DEADLINE = 20.0
"""Seconds until all addresses must have answered."""

_PART = 1 << 16
"""Bytes of an answer that are looked at."""


def state_addresses(
    *, base: str, target: str, state: str, key: str, endpoint: str | None = None, region: str | None = None
) -> list[str]:
    """Every address at which strangers might reach an object of the state, given the public base; each once.

    `target` and `state` are `s3://bucket/prefix` or absolute paths. The base may show the whole bucket or a part of it,
    under its own name or by a CDN; so the state is asked for at the host's root, below the base and its parent, at the
    place it has relative to the target, and at the store's own address in both styles. A state in a directory is asked
    for at the place it has relative to the target, and at the host's root.
    """
    bucket, prefix = _split(state)
    path = quote(posixpath.join(prefix, key), safe="/-._~")
    found = [*_at_base(base, target, state, key, path), *_at_store(bucket, path, endpoint, region)]
    return list(dict.fromkeys(found))


def _split(place: str) -> tuple[str, str]:
    """Bucket (empty for a directory) and prefix."""
    if not place.startswith("s3://"):
        return "", place.strip("/")
    bucket, _, prefix = place.removeprefix("s3://").partition("/")
    return bucket, prefix.strip("/")


def _at_base(base: str, target: str, state: str, key: str, path: str) -> Iterator[str]:
    site_bucket, site_prefix = _split(target)
    bucket, prefix = _split(state)
    parts = urlsplit(base)
    root = f"{parts.scheme}://{parts.netloc}/"
    place, site = "/" + posixpath.join(prefix, key), "/" + site_prefix
    if bucket == site_bucket:
        yield urljoin(base, quote(posixpath.relpath(place, site), safe="/-._~"))
    if not bucket and not site_bucket:
        yield root + quote(posixpath.relpath(place, posixpath.commonpath([place, site])), safe="/-._~")
    if not bucket:
        return
    if bucket == site_bucket:
        yield from (root + path, base + path, urljoin(base, "../" + path))
    yield f"{root}{bucket}/{path}"
    if parts.netloc.startswith(f"{site_bucket}."):
        yield f"{parts.scheme}://{bucket}{parts.netloc.removeprefix(site_bucket)}/{path}"


def _at_store(bucket: str, path: str, endpoint: str | None, region: str | None) -> Iterator[str]:
    if not bucket:
        return
    parts = urlsplit(endpoint or f"https://s3.{f'{region}.' if region else ''}amazonaws.com")
    folder = parts.path.rstrip("/")
    yield f"{parts.scheme}://{parts.netloc}{folder}/{bucket}/{path}"
    if _may_have_subdomains(parts):
        yield f"{parts.scheme}://{bucket}.{parts.netloc}{folder}/{path}"


def _may_have_subdomains(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    return "." in host and ":" not in host and not host.rsplit(".", 1)[-1].isdigit()


def refuse_public_state(
    addresses: Sequence[str],
    secret: bytes,
    *,
    state: str = "",
    allow_private: bool = True,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Raise `Refused` if one of the addresses shows strangers the secret, which lies in `state`; as `shown_at`."""
    shown = shown_at(addresses, secret, allow_private=allow_private, sleep=sleep, clock=clock)
    if shown:
        place = f" ({state})" if state else ""
        raise Refused(
            f"everybody can read the private state{place} here: the scheduled episodes, and the owner's e-mail address",
            where=shown[0],
            hint=_hint(state),
        )


def shown_at(
    addresses: Sequence[str],
    secret: bytes,
    *,
    allow_private: bool = True,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> list[str]:
    """Ask all addresses at once, as a stranger: those that show the secret.

    Each is asked with a query of its own, so that no cache answers for the server. An address that does not answer
    within the deadline, which is one for all, shows nothing; one that is overloaded is asked again.
    """
    end, query = clock() + _DEADLINE, token_hex(8)

    def shows(url: str) -> bool:
        asked = f"{url}{'&' if '?' in url else '?'}feedpub={query}"
        data = _shown(asked, end, allow_private=allow_private, sleep=sleep, clock=clock)
        return secret.strip() in data and len(data) <= _PART

    if not addresses:
        return []
    with ThreadPoolExecutor(len(addresses), thread_name_prefix="feedpub-private") as pool:
        return [url for url, is_shown in zip(addresses, pool.map(shows, addresses), strict=True) if is_shown]


def _hint(state: str) -> str:
    move = f"move {state}" if state else "keep the state"
    if state and not state.startswith("s3://"):
        return (
            f"delete it there if a copy of the folder answers, and copy only the published folder; or {move}, if it is "
            "there, to a folder that no web server shows, and name that in show.yaml: "
            "`publish: {state: /a/private/folder}`"
        )
    return (
        f"make only the published prefix public, or {move} to a private bucket, and name that in show.yaml: "
        "`publish: {state: s3://another-private-bucket/name}`"
    )


def _shown(
    url: str, end: float, *, allow_private: bool, sleep: Callable[[float], None], clock: Callable[[], float]
) -> bytes:
    """What an address shows to a stranger until `end`; nothing if it refuses, or does not answer."""
    for attempt in range(_TRIES):
        left = end - clock()
        if left <= 0:
            return b""
        timeouts = fetch.Timeouts(response=left, total=left)
        try:
            answer = fetch.request(url, byte_range=(0, _PART - 1), allow_private=allow_private, timeouts=timeouts)
        except FetchError:
            return b""
        if answer.status != 429 and answer.status < 500:
            return answer.body if answer.status in {200, 206} else b""
        if attempt + 1 < _TRIES:
            sleep(_PAUSE)
    return b""
