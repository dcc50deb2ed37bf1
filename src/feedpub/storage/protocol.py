"""What feedpub asks of a store.

Keys are relative to the storage's own root and use `/`. Errors are `errors.StorageError` and its kin.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from feedpub.errors import Conflict, StorageError
from feedpub.storage.body import Body

OnBytes = Callable[[int], None]
"""Told how many further bytes were accepted; negative when a part is sent again."""


def unheard(_count: int, /) -> None:
    """An `OnBytes` that nobody listens to."""


@dataclass(frozen=True, slots=True)
class Absent:
    """Guard: only if nothing is there."""


@dataclass(frozen=True, slots=True)
class Same:
    """Guard: only if the object is still the one that was seen."""

    token: str


Guard = Absent | Same


def holds(guard: Guard | None, token: str | None) -> bool:
    """Whether a write may happen to an object whose token is `token`; None: nothing is there."""
    match guard:
        case None:
            return True
        case Absent():
            return token is None
        case Same():
            return token == guard.token


def lost_race(where: str) -> Conflict:
    """What to raise when a guard does not hold."""
    return Conflict("someone else wrote this at the same time", where=where, hint="run the same command again")


KEY_LIMIT = 1024
"""Bytes of a key, in UTF-8, that S3 and its like take; with the prefix."""

_NOWHERE = frozenset({"", ".", ".."})
_UNFIT = re.compile(r"[\x00-\x1f\x7f\\]")


def checked_key(key: str) -> str:
    """The key; raises `StorageError` for one that could leave the storage's root or that no store takes."""
    if not _NOWHERE.isdisjoint(key.split("/")):
        problem = "has an empty, `.` or `..` part"
    elif _UNFIT.search(key):
        problem = "has a backslash or a control character"
    elif len(key.encode(errors="surrogatepass")) > KEY_LIMIT:
        problem = f"is longer than {KEY_LIMIT} bytes"
    else:
        return key
    raise StorageError(f"the key {key[:80]!r} {problem}", hint="a key looks like media/first-light.mp3")


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """An object's bytes and its version, from one answer."""

    data: bytes
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An object looked at, not read."""

    size: int
    token: str
    type: str = ""
    """Content type as stored; empty where the store keeps none (a directory)."""

    cache: str = ""
    """Cache-Control as stored; empty where the store keeps none."""

    digest: str = ""
    """SHA-256 (hex) noted when it was put by us; empty if unknown."""

    modified: datetime | None = None


class Storage(Protocol):
    """A place for objects. `token`s are opaque and change with every write."""

    @property
    def name(self) -> str:
        """What messages call it: `s3://bucket/prefix`, a path, `memory`."""

    def read(self, key: str) -> Content | None:
        """The object, whole, with its token; None if nothing is there. A 403 is an error, never None."""

    def look(self, key: str) -> Seen | None:
        """The object's facts without its bytes; None if nothing is there."""

    def slice(self, key: str, start: int, stop: int) -> bytes:
        """The bytes from `start` to `stop` (exclusive), as the store has them now; fewer or none where it has less."""

    def put(
        self, key: str, body: Body, *, type: str, cache: str, guard: Guard | None = None, on_bytes: OnBytes = unheard
    ) -> str:
        """Store the object with its metadata in one step and give its token.

        Raises `Conflict` if the guard does not hold, `Unanswered` if the outcome is unknown,
        `Changed` if the file no longer has the digest that `body` promises (nothing is stored then).
        """

    def delete(self, key: str, *, guard: Guard | None = None) -> None:
        """Remove the object; removing what is not there is done, whatever the guard.

        Raises `Conflict` if something is there for which the guard does not hold.
        """
