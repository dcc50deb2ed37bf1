"""What a put sends: bytes from memory, then a part of a file. No temporary copy is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from feedpub.errors import FileChanged, StorageError

CHUNK = 1 << 20
"""Bytes that are in memory at a time."""


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

    @classmethod
    def of_bytes(cls, data: bytes) -> Body:
        """A body from memory."""
        return cls(size=len(data), digest=sha256(data).hexdigest(), data=data)

    @classmethod
    def of_file(cls, path: Path, *, size: int, digest: str) -> Body:
        """A body from a whole file that was measured before."""
        return cls(size=size, digest=digest, path=path)

    def chunks(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The bytes from `start` to `stop` (exclusive), at most `CHUNK` at a time."""
        stop = self.size if stop is None else min(stop, self.size)
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
        """The error to raise when the file has other bytes than when it was measured."""
        return FileChanged(
            "the file changed while it was being sent; nothing of it was stored",
            where=str(self.path or ""),
            hint="wait until it is written completely, then run the same command again",
        )

    def slice(self, start: int, stop: int) -> bytes:
        """The bytes from `start` to `stop`, for comparing."""
        return b"".join(self.chunks(start, stop))
