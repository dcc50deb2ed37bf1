"""Stores for tests: one of each kind, and some that misbehave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from tests.deadlines import SECONDS
from tests.servers import S3Server

from feedpub.errors import NoResponse, Unsupported
from feedpub.storage import (
    Body,
    Content,
    Guard,
    ListedObject,
    ObjectInfo,
    OnBytes,
    Storage,
    UnfinishedUpload,
    uncounted,
)
from feedpub.storage.directory import Directory
from feedpub.storage.memory import Memory
from feedpub.storage.s3 import S3, RetryPolicy

KINDS = ("memory", "directory", "s3")

SHORT = RetryPolicy(connect=SECONDS, read=SECONDS, attempts=4)
"""For tests of a store that hangs up, or is not there: no request is too late."""


def bucket(server: S3Server, *, endpoint: str = "", retry: RetryPolicy | None = None) -> S3:
    """An empty prefix in the server's bucket; through a proxy if its endpoint is given."""
    prefix = f"shows/{uuid4().hex[:12]}"
    return S3(server.bucket, prefix, endpoint=endpoint or server.endpoint, retry=retry)


def directory(folder: Path) -> Directory:
    """A directory that is not there yet."""
    return Directory(folder / "public" / "tidewater")


class Ignorant(Memory):
    """A store that takes guards and ignores them, as some do."""

    def put(
        self, key: str, body: Body, *, type: str, cache: str, guard: Guard | None = None, on_bytes: OnBytes = uncounted
    ) -> str:
        """Write over whatever is there."""
        return super().put(key, body, type=type, cache=cache, on_bytes=on_bytes)


class Unable(Memory):
    """A store that answers 501 to guards, as others do."""

    def put(
        self, key: str, body: Body, *, type: str, cache: str, guard: Guard | None = None, on_bytes: OnBytes = uncounted
    ) -> str:
        """Refuse what is guarded."""
        if guard:
            raise Unsupported("conditional writes are not implemented")
        return super().put(key, body, type=type, cache=cache, on_bytes=on_bytes)


class Speechless(Memory):
    """A store whose answer to the next `losing` writes is lost; `arrives`: whether they happen all the same."""

    def __init__(self, *, losing: int = 1, arrives: bool = True) -> None:
        super().__init__("speechless")
        self.losing = losing
        self.arrives = arrives

    def put(
        self, key: str, body: Body, *, type: str, cache: str, guard: Guard | None = None, on_bytes: OnBytes = uncounted
    ) -> str:
        """Write, perhaps, and perhaps say so."""
        if not self.losing:
            return super().put(key, body, type=type, cache=cache, guard=guard, on_bytes=on_bytes)
        self.losing -= 1
        if self.arrives:
            super().put(key, body, type=type, cache=cache, guard=guard, on_bytes=on_bytes)
        raise NoResponse("the line went dead", where=key)


class Counting:
    """A storage that counts what is asked of it."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage
        self.calls: Counter[str] = Counter()

    @property
    def name(self) -> str:
        """The inner one's."""
        return self.storage.name

    def read(self, key: str) -> Content | None:
        """Count and pass on."""
        self.calls["read"] += 1
        return self.storage.read(key)

    def head(self, key: str) -> ObjectInfo | None:
        """Count and pass on."""
        self.calls["head"] += 1
        return self.storage.head(key)

    def slice(self, key: str, start: int, stop: int) -> bytes:
        """Count and pass on."""
        self.calls["slice"] += 1
        return self.storage.slice(key, start, stop)

    def put(
        self, key: str, body: Body, *, type: str, cache: str, guard: Guard | None = None, on_bytes: OnBytes = uncounted
    ) -> str:
        """Count and pass on."""
        self.calls["put"] += 1
        return self.storage.put(key, body, type=type, cache=cache, guard=guard, on_bytes=on_bytes)

    def delete(self, key: str, *, guard: Guard | None = None) -> None:
        """Count and pass on."""
        self.calls["delete"] += 1
        self.storage.delete(key, guard=guard)

    def list(self, prefix: str = "", *, after: str = "") -> Iterator[ListedObject]:
        """Count and pass on."""
        self.calls["list"] += 1
        return self.storage.list(prefix, after=after)

    def delete_versions(self, key: str) -> int:
        """Count and pass on."""
        self.calls["delete_versions"] += 1
        return self.storage.delete_versions(key)

    def uploads(self) -> Iterator[UnfinishedUpload]:
        """Count and pass on."""
        self.calls["uploads"] += 1
        return self.storage.uploads()

    def delete_upload(self, upload: UnfinishedUpload) -> None:
        """Count and pass on."""
        self.calls["delete_upload"] += 1
        self.storage.delete_upload(upload)
