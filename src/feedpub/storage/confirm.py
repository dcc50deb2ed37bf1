"""A put whose outcome is confirmed: a write may have succeeded although its answer was lost.

The SDK's own retry of such a write answers "precondition failed", and a proxy that closes the connection
answers nothing. In both cases the object is read back: if it has the bytes of the body, the write succeeded. Entity
tags are never compared for this: under encryption and multipart they are not digests, and equal bytes have equal tags.
"""

from __future__ import annotations

from hashlib import sha256

from feedpub.errors import Conflict, NoResponse, StorageError
from feedpub.storage.body import Body
from feedpub.storage.protocol import Guard, OnBytes, Storage, uncounted
from feedpub.storage.steps import Steps, finished


def put(
    storage: Storage,
    key: str,
    body: Body,
    *,
    type: str,
    cache: str,
    guard: Guard | None = None,
    on_bytes: OnBytes = uncounted,
) -> str:
    """Like `Storage.put`, but raises `Conflict` and `NoResponse` only if the object has other bytes."""
    return finished(steps(storage, key, body, type=type, cache=cache, guard=guard, on_bytes=on_bytes))


def steps(
    storage: Storage,
    key: str,
    body: Body,
    *,
    type: str,
    cache: str,
    guard: Guard | None = None,
    on_bytes: OnBytes = uncounted,
) -> Steps[str]:
    """`put`, yielding right before each call of the storage; returns the token."""
    yield None
    try:
        return storage.put(key, body, type=type, cache=cache, guard=guard, on_bytes=on_bytes)
    except (Conflict, NoResponse) as error:
        failure = error
    yield None
    try:
        token = _read_back(storage, key, body, guarded=guard is not None)
    except StorageError:
        raise failure from None
    if token is None:
        raise failure
    return token


def _read_back(storage: Storage, key: str, body: Body, *, guarded: bool) -> str | None:
    """The token of the object if it holds the body's bytes.

    What is guarded is small, and its bytes are compared. What is not (audio, artwork) has the digest in its key, and is
    compared by the digest that was stored in one step with the bytes.
    """
    if guarded:
        content = storage.read(key)
        return content.token if content and sha256(content.data).hexdigest() == body.digest else None
    info = storage.head(key)
    return info.token if info and (info.size, info.digest) == (body.size, body.digest) else None
