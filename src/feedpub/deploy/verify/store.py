"""Whether the store, or the disk, holds what was sent: by its own answer, without asking the public address."""

from __future__ import annotations

from collections.abc import Mapping
from html import unescape

from feedpub.deploy.actions import Verify
from feedpub.errors import VerificationFailed
from feedpub.storage import Storage

PIECE = 4096
"""How many bytes are compared at the beginning, in the middle and at the end of an object."""

_RUN_AGAIN = "run the same command again; if it happens again, another program writes to this place"

Piece = tuple[int, int]
"""First and last byte, both included, as a Range header names them."""


def pieces(size: int) -> list[Piece]:
    """Which bytes of an object are compared: its beginning, middle and end; all of a small object."""
    if size <= 3 * PIECE:
        return [(0, size - 1)]
    return [(start, start + PIECE - 1) for start in (0, (size - PIECE) // 2, size - PIECE)]


def sent_pieces(action: Verify, *, last: bool = False) -> Mapping[Piece, bytes]:
    """Those pieces of what was sent, or only the last one; of a small object that is all of it.

    Raises `VerificationFailed` if the local file cannot be read any more.
    """
    wanted = pieces(action.size)[-1 if last else 0 :]
    try:
        body = action.body.made()
        return {piece: body.slice(piece[0], piece[1] + 1) for piece in wanted}
    except OSError:
        raise VerificationFailed(
            "cannot read this file any more, to compare it with what was sent",
            where=str(action.body.path),
            hint="run the same command again when the file is there",
        ) from None


def is_same_page(action: Verify, data: bytes) -> bool:
    """Whether it is the page that was sent, or one of the same address that a CDN or another publisher has changed."""
    return action.url in unescape(data.decode(errors="replace")) or data == action.body.slice(0, action.size)


def verify_stored(action: Verify, *, storage: Storage) -> None:
    """Compare size, type, Cache-Control and the bytes of the pieces with what the store (or the disk) holds.

    A page has only to be that of the same address: another publisher may have put its next version there meanwhile.
    Raises `VerificationFailed`, and `StorageError` if the store does not answer.
    """
    where, seen = f"{storage.name}/{action.key}", storage.head(action.key)
    if seen is None:
        raise VerificationFailed("the store does not have the object that was just put", where=where, hint=_RUN_AGAIN)
    size = seen.size if action.is_page else action.size
    facts = (("size", seen.size, size), ("type", seen.type, action.type), ("Cache-Control", seen.cache, action.cache))
    for name, found, wanted in facts:
        if found not in {wanted, ""}:  # a directory keeps neither type nor caching
            raise VerificationFailed(
                f"the store has another {name}: {found} instead of {wanted}", where=where, hint=_RUN_AGAIN
            )
    if action.is_page:
        content = storage.read(action.key)
        if content is None or not is_same_page(action, content.data):
            raise VerificationFailed(
                f"the store has another page here, which does not name {action.url}", where=where, hint=_RUN_AGAIN
            )
        return
    for (first, last), sent in sent_pieces(action).items():
        if storage.slice(action.key, first, last + 1) != sent:
            raise VerificationFailed(f"bytes {first} to {last} are not those of the file", where=where, hint=_RUN_AGAIN)
