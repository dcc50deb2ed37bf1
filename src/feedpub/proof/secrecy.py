"""That strangers cannot read the state: asked at every address at which they might."""

from __future__ import annotations

import posixpath
import time
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from feedpub import web
from feedpub.errors import Refused, WebError

_TRIES = 3
_PAUSE = 1.0


def state_addresses(
    *, base: str, target: str, state: str, key: str, endpoint: str | None = None, region: str | None = None
) -> list[str]:
    """Every address at which strangers might reach an object of the state, given the public base; each once.

    `target` and `state` are `s3://bucket/prefix` or absolute paths. The base may show the whole bucket or a part of it,
    under its own name or by a CDN; so the state is asked for at the host's root, below the base and its parent, at the
    place it has relative to the target, and at the store's own address in both styles.
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
    if bucket == site_bucket:
        relative = posixpath.relpath("/" + posixpath.join(prefix, key), "/" + site_prefix)
        yield urljoin(base, quote(relative, safe="/-._~"))
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


def state_is_private(
    addresses: Sequence[str],
    secret: bytes,
    *,
    allow_private: bool = True,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Ask each address as a stranger. Raises `Refused` if one shows the secret.

    An address that does not answer shows nothing; one that is overloaded is asked again.
    """
    for url in addresses:
        if secret.strip() in _shown(url, allow_private=allow_private, sleep=sleep):
            raise Refused(
                "everybody can read the private state here: what is not out yet, and the owner's address",
                where=url,
                hint="make only the published prefix public, or keep the state in a private bucket: "
                "`publish: {state: s3://another-private-bucket/name}`",
            )


def _shown(url: str, *, allow_private: bool, sleep: Callable[[float], None]) -> bytes:
    for attempt in range(_TRIES):
        try:
            answer = web.ask(url, limit=1 << 16, allow_private=allow_private)
        except WebError:
            return b""
        if answer.status != 429 and answer.status < 500:
            return answer.body if answer.status == 200 else b""
        if attempt + 1 < _TRIES:
            sleep(_PAUSE)
    return b""
