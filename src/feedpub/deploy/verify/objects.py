"""Whether one object is what was sent: for an app that asks from outside, or by the store's own word."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from html import unescape

from feedpub import fetch
from feedpub.deploy.plan import Prove
from feedpub.deploy.verify.answers import (
    ELSEWHERE,
    refuse_downgrade,
    refuse_encoding,
    refuse_length,
    refuse_page_type,
    refuse_status,
    refuse_type,
)
from feedpub.deploy.verify.patience import WAIT, patiently, unproved
from feedpub.errors import FetchError, VerificationFailed
from feedpub.storage import Storage

PIECE = 4096
"""Bytes compared at the beginning, in the middle and at the end."""

_AGAIN = "run the same command again; if it stays, something else writes there"

Piece = tuple[int, int]
"""First and last byte, inclusive, as ranges say it."""


def pieces(size: int) -> list[Piece]:
    """Which bytes of an object are compared: beginning, middle and end; a small object whole."""
    if size <= 3 * PIECE:
        return [(0, size - 1)]
    return [(start, start + PIECE - 1) for start in (0, (size - PIECE) // 2, size - PIECE)]


def stored(prove: Prove, *, storage: Storage) -> None:
    """Compare with what the store itself (or the disk) holds: size, type, caching, and the pieces' bytes.

    A page need only be the right one: who publishes in the same moment may have put the next version of it there.
    Raises `VerificationFailed`, and `StorageError` if the store does not answer.
    """
    where, seen = f"{storage.name}/{prove.key}", storage.head(prove.key)
    if seen is None:
        raise VerificationFailed("what was just put is not there", where=where, hint=_AGAIN)
    size = seen.size if prove.is_page else prove.size
    facts = (("size", seen.size, size), ("type", seen.type, prove.type), ("Cache-Control", seen.cache, prove.cache))
    for name, found, wanted in facts:
        if found not in {wanted, ""}:  # a directory keeps neither type nor caching
            raise VerificationFailed(
                f"stored with another {name}: {found} instead of {wanted}", where=where, hint=_AGAIN
            )
    if prove.is_page:
        content = storage.read(prove.key)
        if content is None or not _is_the_page(prove, content.data):
            raise VerificationFailed(f"another page is there: it does not name {prove.url}", where=where, hint=_AGAIN)
        return
    for (first, last), local in _local(prove).items():
        if storage.slice(prove.key, first, last + 1) != local:
            raise VerificationFailed(f"bytes {first} to {last} are not those of the file", where=where, hint=_AGAIN)


def public(
    prove: Prove,
    *,
    target: str = "",
    allow_private: bool = False,
    wait: float = WAIT,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Ask as a listener's app does: HEAD, then ranges, compared with the local bytes (Apple 823: both are required).

    A page is asked for once and whole, as browsers do. Asked again for up to `wait` seconds. `target`
    (`s3://bucket/prefix` or a path) is for what to do about a 403.
    Raises `VerificationFailed` with what was seen instead, and what to do.
    """
    local = _local(prove)

    def look() -> None:
        with fetch.Connections() as connections:
            if prove.is_page:
                _refuse_page(prove, connections, target=target, allow_private=allow_private)
                return
            _refuse_head(prove, connections, target=target, allow_private=allow_private)
            for piece, wanted in local.items():
                _refuse_piece(prove, piece, wanted, connections, target=target, allow_private=allow_private)

    try:
        patiently(look, wait=wait, sleep=sleep, clock=clock)
    except (VerificationFailed, FetchError) as failure:
        who = "readers" if prove.is_page else "listeners"
        what = f"the feed stays as it was, because {who} would not get this"
        raise unproved(failure, what, url=prove.url) from failure


def _local(prove: Prove) -> Mapping[Piece, bytes]:
    try:
        return {piece: prove.body.slice(piece[0], piece[1] + 1) for piece in pieces(prove.size)}
    except OSError:
        raise VerificationFailed(
            "cannot read this file any more, to compare it with what was sent",
            where=str(prove.body.path),
            hint="run the same command again when it is there",
        ) from None


def _refuse_page(prove: Prove, connections: fetch.Connections, *, target: str, allow_private: bool) -> None:
    """A page as browsers ask for it; CDNs compress pages and write into them, so it has only to be the right one."""
    answer = fetch.request(prove.url, allow_private=allow_private, connections=connections)
    refuse_status(answer, 200, key=prove.key, target=target)
    refuse_downgrade(answer, prove.url)
    refuse_page_type(answer, prove.type)
    if not _is_the_page(prove, answer.body):
        raise VerificationFailed(f"another page answers: it does not name {prove.url}", hint=ELSEWHERE)


def _is_the_page(prove: Prove, data: bytes) -> bool:
    """Whether it is what was sent, or the same page as a CDN or somebody who published meanwhile has changed it."""
    return prove.url in unescape(data.decode(errors="replace")) or data == prove.body.slice(0, prove.size)


def _refuse_head(prove: Prove, connections: fetch.Connections, *, target: str, allow_private: bool) -> None:
    head = fetch.request(prove.url, method="HEAD", allow_private=allow_private, connections=connections)
    refuse_status(head, 200, key=prove.key, target=target)
    refuse_downgrade(head, prove.url)
    refuse_type(head, prove.type)
    refuse_encoding(head)
    refuse_length(head, prove.size)


def _refuse_piece(
    prove: Prove, piece: Piece, wanted: bytes, connections: fetch.Connections, *, target: str, allow_private: bool
) -> None:
    first, last = piece
    part = fetch.request(prove.url, byte_range=piece, allow_private=allow_private, connections=connections)
    refuse_status(part, 206, key=prove.key, target=target)
    refuse_encoding(part)
    refuse_type(part, prove.type)
    said, expected = part.headers.get("Content-Range", "missing"), f"bytes {first}-{last}/{prove.size}"
    if said != expected:
        raise VerificationFailed(
            f"Content-Range is {said} instead of {expected}: players would join the pieces wrongly",
            hint="look at the server's or CDN's configuration of ranges",
        )
    if part.body != wanted:
        raise VerificationFailed(
            f"bytes {first} to {last} are not those that were sent",
            hint="does a CDN keep, or change, what the address shows? or does it lead to another bucket?",
        )
