"""Whether a place in a bucket is closed to strangers: nobody lists it, nobody reads it without a signature."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote, urlsplit

from feedpub import fetch
from feedpub.deploy.destination import Destination
from feedpub.deploy.verify import shown_at, state_addresses
from feedpub.errors import FetchError, Refused
from feedpub.standards import is_private_address

_OVERLOADED = frozenset({408, 429})
_PART = 1 << 20
"""Bytes of a listing that are looked at."""


def refuse_readable(where: Destination, to: str, key: str, secret: bytes, *, own: str) -> None:
    """Raise `Refused` if strangers can read an object below `to`, which holds the secret; `own` is its signed address.

    It is asked for wherever the public address of the show, or the store itself, might show it.
    """
    addresses = [
        _unsigned(own),
        *state_addresses(
            base=where.base, target=where.to, state=to, key=key, endpoint=where.endpoint, region=where.region
        ),
    ]
    shown = shown_at(list(dict.fromkeys(addresses)), secret, allow_private=_is_private(own))
    if shown:
        raise Refused(
            f"everybody can read {to} without a signature, so a preview there would never end",
            where=shown[0],
            hint="name a bucket, or a prefix in one, that is not public",
        )


def refuse_listed(to: str, key: str, *, own: str) -> None:
    """Raise `Refused` unless the store refuses to list `to` to strangers; `own` is the signed address of a key there.

    A listing would give the names of all previews away, and of their pages.
    """
    root, path = _root(own, key, to)
    prefix = path.rpartition("/")[0]
    answers = list(_listings(_roots(root, to), prefix, allow_private=_is_private(own)))
    for url, status, body in answers:
        if status == 200 and (b"ListBucketResult" in body or key.partition("/")[0].encode() in body):
            raise Refused(
                f"everybody can list {to}, so anybody would find the preview",
                where=url,
                hint="take s3:ListBucket from the public in the bucket's policy, or name another bucket",
            )
    if not any(url.startswith(root) and _refuses(status) for url, status, _ in answers):
        raise Refused(
            f"nobody can tell whether strangers may list {to}: the store does not refuse, and does not answer",
            where=root,
            hint="look at the network connection and at `endpoint:`, or name another bucket",
        )


def _refuses(status: int) -> bool:
    """Whether an answer refuses: 403 by most stores, 400 by R2, 401 by others."""
    return 400 <= status < 500 and status not in _OVERLOADED


def _listings(roots: Sequence[str], prefix: str, *, allow_private: bool) -> Iterator[tuple[str, int, bytes]]:
    for root in roots:
        for query in (
            f"list-type=2&prefix={quote(prefix, safe='')}",
            "list-type=2",
            f"prefix={quote(prefix, safe='')}",
        ):
            url = f"{root}?{query}"
            try:
                answer = fetch.request(url, allow_private=allow_private, byte_range=(0, _PART - 1))
            except FetchError:
                continue
            yield url, answer.status, answer.body


def _unsigned(url: str) -> str:
    return url.partition("?")[0]


def _root(own: str, key: str, to: str) -> tuple[str, str]:
    """The address of the bucket, as the SDK asks it, and the whole key of an object there."""
    prefix = to.removeprefix("s3://").partition("/")[2].strip("/")
    path = f"{prefix}/{key}" if prefix else key
    return _unsigned(own).removesuffix(quote(path, safe="/-._~")), path


def _roots(root: str, to: str) -> list[str]:
    """The bucket's address in the style of the SDK, and in the other one where there may be one."""
    bucket, parts = to.removeprefix("s3://").partition("/")[0], urlsplit(root)
    host = parts.hostname or ""
    if host.startswith(f"{bucket}."):
        return [root, f"{parts.scheme}://{parts.netloc.removeprefix(f'{bucket}.')}/{bucket}/"]
    return [root]


def _is_private(url: str) -> bool:
    return is_private_address(url)
