"""What a put sends: bytes from memory, then a part of a file; or an object of another store. No copy is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from feedpub.errors import FileChanged, StorageError

CHUNK = 1 << 20
"""Bytes that are in memory at a time."""

SLICE = 8 << 20
"""Bytes of an object of another store that are asked for at a time."""


class Readable(Protocol):
    """A store, as far as a body needs it."""

    @property
    def name(self) -> str:
        """The name in messages."""

    def slice(self, key: str, start: int, stop: int) -> bytes:
        """The bytes of an object from `start` to `stop` (exclusive); fewer if it ends before."""


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object of another store."""

    storage: Readable
    key: str

    @property
    def name(self) -> str:
        """The name in messages: `s3://bucket/prefix/media/first-light-9a0c44d1e2f3.mp3`."""
        return f"{self.storage.name}/{self.key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The bytes of one object: `data`, then `path[start:]` up to `size` bytes in all."""

    size: int
    digest: str
    """SHA-256 (hex) of all of it; a put that reads other bytes fails with `FileChanged`."""

    data: bytes = b""
    make: Callable[[], bytes] | None = None
    """Makes `data` each time it is needed, always the same, where it is too large to keep for a thousand objects."""

    path: Path | None = None
    start: int = 0
    stored: StoredObject | None = None
    """Where all of it is already; a store that can copies it from there by itself."""

    @classmethod
    def of_bytes(cls, data: bytes) -> Body:
        """A body from memory."""
        return cls(size=len(data), digest=sha256(data).hexdigest(), data=data)

    @classmethod
    def of_file(cls, path: Path, *, size: int, digest: str) -> Body:
        """A body from a whole file that was measured before."""
        return cls(size=size, digest=digest, path=path)

    @classmethod
    def of_object(cls, storage: Readable, key: str, *, size: int, digest: str) -> Body:
        """A body that is an object of another store, whose bytes are read as they are sent."""
        return cls(size=size, digest=digest, stored=StoredObject(storage, key))

    def chunks(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The bytes from `start` to `stop` (exclusive), at most `SLICE` of an object and else `CHUNK` at a time."""
        stop = self.size if stop is None else min(stop, self.size)
        if self.stored is not None:
            yield from _slices(self.stored, start, stop)
            return
        data = self.make() if self.make else self.data
        for position in range(start, min(stop, len(data)), CHUNK):
            yield data[position : min(position + CHUNK, stop, len(data))]
        start = max(start, len(data))
        if self.path is None or start >= stop:
            return
        with self.path.open("rb") as file:
            file.seek(self.start + start - len(data))
            left = stop - start
            while left and (chunk := file.read(min(CHUNK, left))):
                left -= len(chunk)
                yield chunk

    def checked(self) -> Iterator[bytes]:
        """All the bytes; raises `FileChanged` at the end if their size or digest is another one.

        So a store must not make anything visible before it has read the last chunk.
        """
        found, size = sha256(), 0
        try:
            for chunk in self.chunks():
                found.update(chunk)
                size += len(chunk)
                yield chunk
        except FileNotFoundError:
            raise self.changed() from None
        except OSError:
            raise StorageError(
                "cannot read this file any more", where=str(self.path), hint="check its permissions and the disk"
            ) from None
        if size != self.size or found.hexdigest() != self.digest:
            raise self.changed()

    def changed(self) -> FileChanged:
        """The error to raise when the file, or the object, has other bytes than it should have."""
        if self.stored is not None:
            return FileChanged(
                "this object does not have the bytes that were published; nothing of it was copied",
                where=self.stored.name,
                hint="put it in order first: feedpub verify --repair",
            )
        return FileChanged(
            "the file changed while it was being sent; nothing of it was stored",
            where=str(self.path or ""),
            hint="wait until it is written completely, then run the same command again",
        )

    def made(self) -> Body:
        """The same body, its `data` in memory: for several slices."""
        return replace(self, data=self.make(), make=None) if self.make else self

    def slice(self, start: int, stop: int) -> bytes:
        """The bytes from `start` to `stop`, for comparing."""
        return b"".join(self.chunks(start, stop))


def _slices(stored: StoredObject, start: int, stop: int) -> Iterator[bytes]:
    while start < stop and (data := stored.storage.slice(stored.key, start, min(start + SLICE, stop))):
        start += len(data)
        yield data
