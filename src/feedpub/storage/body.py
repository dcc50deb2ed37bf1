"""What a put sends: some bytes in front, then a slice of a file; never a temporary copy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from feedpub.errors import Changed, StorageError

CHUNK = 1 << 20
"""Bytes that are in memory at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The bytes of one object: `head`, then `path[start:stop]`."""

    size: int
    digest: str
    """SHA-256 (hex) of all of it; a put that reads other bytes fails with `Changed`."""

    head: bytes = b""
    make: Callable[[], bytes] | None = None
    """Makes the head when it is asked for, always the same, where it is too large to keep for a thousand objects."""

    path: Path | None = None
    start: int = 0

    @classmethod
    def of_bytes(cls, data: bytes) -> Body:
        """A body that is in memory."""
        return cls(size=len(data), digest=sha256(data).hexdigest(), head=data)

    @classmethod
    def of_file(cls, path: Path, *, size: int, digest: str) -> Body:
        """A body that is a whole file, measured before."""
        return cls(size=size, digest=digest, path=path)

    def chunks(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The bytes from `start` to `stop` (exclusive), at most `CHUNK` at a time."""
        stop = self.size if stop is None else min(stop, self.size)
        head = self.make() if self.make else self.head
        for position in range(start, min(stop, len(head)), CHUNK):
            yield head[position : min(position + CHUNK, stop, len(head))]
        start = max(start, len(head))
        if self.path is None or start >= stop:
            return
        with self.path.open("rb") as file:
            file.seek(self.start + start - len(head))
            left = stop - start
            while left and (chunk := file.read(min(CHUNK, left))):
                left -= len(chunk)
                yield chunk

    def checked(self) -> Iterator[bytes]:
        """All the bytes; raises `Changed` at their end if they are not those that were promised.

        So a store must not make anything visible before the last chunk has been drawn.
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
                "cannot read this file any more", where=str(self.path), hint="look at its permissions and its disk"
            ) from None
        if size != self.size or found.hexdigest() != self.digest:
            raise self.changed()

    def changed(self) -> Changed:
        """What to raise when the file turns out to be another one."""
        return Changed(
            "the file changed while it was being sent; nothing of it was stored",
            where=str(self.path or ""),
            hint="wait until it is written completely, then run the same command again",
        )

    def slice(self, start: int, stop: int) -> bytes:
        """The bytes from `start` to `stop`, for comparing."""
        return b"".join(self.chunks(start, stop))
