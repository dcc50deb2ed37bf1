"""The interface that every store implements.

Keys are relative to the storage's own root and use `/`. Errors are `errors.StorageError` and its subclasses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from feedpub.errors import Conflict, StorageError
from feedpub.storage.body import Body

OnBytes = Callable[[int], None]
"""Called with the number of further bytes that were sent; negative when bytes are sent again."""


def uncounted(_count: int, /) -> None:
    """An `OnBytes` that does nothing."""


@dataclass(frozen=True, slots=True)
class Absent:
    """Guard: write only if there is no object (`If-None-Match: *`)."""


@dataclass(frozen=True, slots=True)
class Same:
    """Guard: write only if the object still has this token (`If-Match`)."""

    token: str


Guard = Absent | Same


def holds(guard: Guard | None, token: str | None) -> bool:
    """Whether the guard allows writing an object whose token is `token`; None if there is no object."""
    match guard:
        case None:
            return True
        case Absent():
            return token is None
        case Same():
            return token == guard.token


def lost_race(where: str) -> Conflict:
    """The error to raise when a guard does not hold."""
    return Conflict("someone else wrote this at the same time", where=where, hint="run the same command again")


KEY_LIMIT = 1024
"""The most bytes that a key may have in UTF-8, with its prefix (Amazon S3, object key names)."""

_NOT_PARTS = frozenset({"", ".", ".."})
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f\\]")


def checked_key(key: str) -> str:
    """The key; raises `StorageError` for one that could leave the storage's root or that no store takes."""
    if not _NOT_PARTS.isdisjoint(key.split("/")):
        problem = "has an empty, `.` or `..` part"
    elif _FORBIDDEN.search(key):
        problem = "has a backslash or a control character"
    elif len(key.encode(errors="surrogatepass")) > KEY_LIMIT:
        problem = f"is longer than {KEY_LIMIT} bytes"
    else:
        return key
    raise StorageError(f"the key {key[:80]!r} {problem}", hint="a key looks like media/first-light.mp3")


def checked_prefix(prefix: str) -> str:
    """How keys begin that are listed, as it is; raises `StorageError` if no key could begin so."""
    if prefix:
        checked_key(prefix.removesuffix("/") or "/")
    return prefix


def is_listed(key: str, *, prefix: str, after: str) -> bool:
    """Whether a key begins with `prefix` and comes after `after` in the order of UTF-8."""
    return key.startswith(prefix) and key.encode() > after.encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """An object's bytes and its version, from one answer."""

    data: bytes
    token: str
    date: datetime | None = field(default=None, compare=False)
    """When the store answered, on its own clock; None where it does not say (a directory)."""

    info: ObjectInfo | None = field(default=None, compare=False)
    """What HEAD would answer of these very bytes; None where the answer does not say it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectInfo:
    """What is known of an object without reading it, as HEAD answers it."""

    size: int
    token: str
    type: str = ""
    """Content type as stored; empty where the store keeps none (a directory)."""

    cache: str = ""
    """Cache-Control as stored; empty where the store keeps none."""

    digest: str = ""
    """SHA-256 (hex) that feedpub stored with the object; empty if unknown."""

    checksum: str = ""
    """SHA-256 (hex) of the whole object as the store itself has computed it; empty where it does not say."""

    modified: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedObject:
    """One object, as a listing knows it."""

    key: str
    size: int
    modified: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnfinishedUpload:
    """What a run that was killed has sent of an object."""

    key: str
    id: str
    """What tells it from others of the same key, for the store."""

    started: datetime | None = None


class Storage(Protocol):
    """A place for objects.

    A token is opaque, and the same whichever method gives it. Other bytes under a key have another token; equal bytes
    may have the same one again (a digest, an ETag). So a guard protects bytes: it cannot tell who wrote them, or when.
    """

    @property
    def name(self) -> str:
        """The name in messages: `s3://bucket/prefix`, a path, `memory`."""

    def read(self, key: str) -> Content | None:
        """The whole object with its token; None if there is no object. A 403 is an error, never None."""

    def head(self, key: str) -> ObjectInfo | None:
        """Size, token and metadata of the object, without its bytes; None if there is no object."""

    def slice(self, key: str, start: int, stop: int) -> bytes:
        """The bytes from `start` to `stop` (exclusive), as the store has them now; fewer if the object ends before."""

    def put(
        self, key: str, body: Body, *, type: str, cache: str, guard: Guard | None = None, on_bytes: OnBytes = uncounted
    ) -> str:
        """Store the object with its metadata in one step, and return its token.

        Raises `Conflict` if the guard does not hold, `NoResponse` if the outcome is unknown,
        `FileChanged` if the file no longer has the digest that `body` promises (nothing is stored then).
        """

    def delete(self, key: str, *, guard: Guard | None = None) -> None:
        """Remove the object; if there is none, nothing happens, whatever the guard.

        Raises `Conflict` if there is an object and the guard does not hold.
        """

    def list(self, prefix: str = "", *, after: str = "") -> Iterator[ListedObject]:
        """Every object whose key begins with `prefix` (`history/`), in no particular order.

        `after` leaves out keys up to and including it, in the order of UTF-8: a listing that continues costs no more
        than what is new. A store gives a thousand objects or so in one answer; the next one is asked for when the
        iterator gets there. What is put or deleted meanwhile may be in it or not. Raises `Denied` without the right to
        list, which is another one than those to read and to write.
        """

    def delete_versions(self, key: str) -> int:
        """Remove what a store with versions keeps of earlier objects under the key; gives how many it removed.

        The object that is there stays. Where it was deleted, nothing of it is left. A store without versions keeps
        none. Raises `Denied` without the rights to list versions and to delete them, which are others than those above.
        """

    def uploads(self) -> Iterator[UnfinishedUpload]:
        """What killed runs have left of objects that they did not finish; of runs that go on, too."""

    def delete_upload(self, upload: UnfinishedUpload) -> None:
        """Remove what was sent of an object; a run that was still sending it fails then, and starts over."""


class Bucket(Storage, Protocol):
    """A storage that gives addresses at which anybody reads an object, for some time."""

    def presigned(self, key: str, *, seconds: int) -> str:
        """The address at which anybody reads an object for so many seconds (at most seven days), signed by Version 4.

        It ends sooner with the credentials that sign it, if those are temporary. No request is sent.
        """
