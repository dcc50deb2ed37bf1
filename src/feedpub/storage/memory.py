"""A storage that lasts as long as the process: for tests, and for programs that want the bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from threading import Lock

from feedpub.storage.body import Body
from feedpub.storage.protocol import (
    Content,
    Guard,
    ListedObject,
    ObjectInfo,
    OnBytes,
    UnfinishedUpload,
    checked_key,
    checked_prefix,
    holds,
    is_listed,
    lost_race,
    uncounted,
)


@dataclass(frozen=True, slots=True)
class _Stored:
    data: bytes
    info: ObjectInfo


class Memory:
    """A dictionary of objects, for any number of threads."""

    def __init__(self, name: str = "memory") -> None:
        self._name = name
        self._objects: dict[str, _Stored] = {}
        self._versions = count(1)
        self._writing = Lock()

    @property
    def name(self) -> str:
        """The name in messages."""
        return self._name

    def read(self, key: str) -> Content | None:
        """The whole object with its token; None if there is no object."""
        stored = self._objects.get(checked_key(key))
        return Content(data=stored.data, token=stored.info.token, info=stored.info) if stored else None

    def head(self, key: str) -> ObjectInfo | None:
        """Size, token and metadata of the object; None if there is no object."""
        stored = self._objects.get(checked_key(key))
        return stored.info if stored else None

    def slice(self, key: str, start: int, stop: int) -> bytes:
        """The bytes from `start` to `stop` (exclusive); none if there is no object."""
        stored = self._objects.get(checked_key(key))
        return stored.data[start:stop] if stored else b""

    def put(
        self, key: str, body: Body, *, type: str, cache: str, guard: Guard | None = None, on_bytes: OnBytes = uncounted
    ) -> str:
        """Store the object and return its token: a number that is never used again."""
        self._refuse_unless(guard, checked_key(key))
        chunks = []
        for chunk in body.checked():
            chunks.append(chunk)
            on_bytes(len(chunk))
        with self._writing:
            self._refuse_unless(guard, key)
            token = str(next(self._versions))
            info = ObjectInfo(size=body.size, token=token, type=type, cache=cache, digest=body.digest)
            self._objects[key] = _Stored(b"".join(chunks), info)
        return token

    def delete(self, key: str, *, guard: Guard | None = None) -> None:
        """Remove the object; if there is none, nothing happens."""
        checked_key(key)
        with self._writing:
            if key in self._objects:
                self._refuse_unless(guard, key)
                del self._objects[key]

    def list(self, prefix: str = "", *, after: str = "") -> Iterator[ListedObject]:
        """The objects whose keys begin so, as they are when it is asked."""
        checked_prefix(prefix)
        for key, stored in tuple(self._objects.items()):
            if is_listed(key, prefix=prefix, after=after):
                yield ListedObject(key=key, size=stored.info.size)

    def delete_versions(self, key: str) -> int:
        """None: there is one object under a key."""
        checked_key(key)
        return 0

    def uploads(self) -> Iterator[UnfinishedUpload]:
        """None: an object is there, or not."""
        yield from ()

    def delete_upload(self, upload: UnfinishedUpload) -> None:
        """Nothing to remove."""

    def _refuse_unless(self, guard: Guard | None, key: str) -> None:
        stored = self._objects.get(key)
        if not holds(guard, stored.info.token if stored else None):
            raise lost_race(f"{self.name}/{key}")
