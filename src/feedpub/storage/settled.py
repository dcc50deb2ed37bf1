"""A put whose outcome is known: a write whose answer was lost may have succeeded.

The SDK's own retry of such a write answers "precondition failed", and a proxy that cuts the line answers nothing.
Either way the object is read back: if its bytes are what we meant to write, the write succeeded. Entity tags are never
compared for this: under encryption and multipart they are no digests, and equal bytes have equal tags.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from hashlib import sha256

from feedpub.errors import Conflict, StorageError, Unanswered
from feedpub.storage.body import Body
from feedpub.storage.protocol import Content, Guard, OnBytes, Seen, Storage, unheard

Steps = Generator[None, None, str]


def put(
    storage: Storage,
    key: str,
    body: Body,
    *,
    type: str,
    cache: str,
    guard: Guard | None = None,
    on_bytes: OnBytes = unheard,
) -> str:
    """Like `Storage.put`, but `Conflict` and `Unanswered` are raised only if the object is not what we meant."""
    working = steps(storage, key, body, type=type, cache=cache, guard=guard, on_bytes=on_bytes)
    while True:
        try:
            next(working)
        except StopIteration as done:
            token: str = done.value
            return token


def steps(
    storage: Storage,
    key: str,
    body: Body,
    *,
    type: str,
    cache: str,
    guard: Guard | None = None,
    on_bytes: OnBytes = unheard,
) -> Steps:
    """`put`, yielding right before each call of the storage; returns the token."""
    yield
    try:
        return storage.put(key, body, type=type, cache=cache, guard=guard, on_bytes=on_bytes)
    except (Conflict, Unanswered) as error:
        missed = error
    yield
    try:
        token = _read_back(storage, key, body, guarded=guard is not None)
    except StorageError:
        raise missed from None
    if token is None:
        raise missed
    return token


def _read_back(storage: Storage, key: str, body: Body, *, guarded: bool) -> str | None:
    """The token of the object if it holds the body's bytes.

    What is guarded is small, and its bytes are compared. What is not (audio, artwork) has the digest in its key, and is
    compared by the digest that was stored in one step with the bytes.
    """
    if guarded:
        content = storage.read(key)
        return content.token if content and sha256(content.data).hexdigest() == body.digest else None
    seen = storage.look(key)
    return seen.token if seen and (seen.size, seen.digest) == (body.size, body.digest) else None


@dataclass(frozen=True, slots=True)
class Unguarded:
    """A storage whose guards are dropped: for a store that has none, and an author who publishes alone."""

    storage: Storage

    @property
    def name(self) -> str:
        """What messages call it."""
        return self.storage.name

    def read(self, key: str) -> Content | None:
        """The object, whole, with its token."""
        return self.storage.read(key)

    def look(self, key: str) -> Seen | None:
        """The object's facts."""
        return self.storage.look(key)

    def slice(self, key: str, start: int, stop: int) -> bytes:
        """The bytes from `start` to `stop` (exclusive)."""
        return self.storage.slice(key, start, stop)

    def put(
        self, key: str, body: Body, *, type: str, cache: str, guard: Guard | None = None, on_bytes: OnBytes = unheard
    ) -> str:
        """Store the object whatever is there."""
        del guard
        return self.storage.put(key, body, type=type, cache=cache, on_bytes=on_bytes)

    def delete(self, key: str, *, guard: Guard | None = None) -> None:
        """Remove the object whatever it is."""
        del guard
        self.storage.delete(key)
