"""Check that a store obeys guards: once, before the first upload of a show.

Some stores answer 501 to conditional writes, others accept the headers and ignore them: two people who publish at the
same time would then silently lose each other's episodes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from secrets import token_hex

from feedpub.errors import Conflict, StorageError, Unsupported
from feedpub.storage.body import Body
from feedpub.storage.protocol import (
    Absent,
    Content,
    Guard,
    ListedObject,
    ObjectInfo,
    OnBytes,
    Same,
    Storage,
    UnfinishedUpload,
    uncounted,
)
from feedpub.storage.steps import Steps, Together, finished, one_by_one

ATTEMPTS = 8
"""Other publishers' checks may delete the object between two steps of this one, but hardly eight times in a row.

Of eight who began a show at the same moment on a busy machine, one met that three times.
"""


def check_guards(storage: Storage, key: str) -> None:
    """Raise `Unsupported` unless the store refuses what a guard forbids. Nothing stays under `key`."""
    finished(steps(storage, key))


def steps(storage: Storage, key: str, *, together: Together = one_by_one) -> Steps[None]:
    """`check_guards`, yielding right before each call of the storage; `together` carries out several calls at once."""
    for _ in range(ATTEMPTS):
        problem = yield from _problem(storage, key, together)
        yield None
        with suppress(StorageError):  # the right to delete is optional; the next check overwrites what is left
            storage.delete(key)
        if not problem:
            return
    raise Unsupported(
        f"this store {problem}: when two people publish at once, one of them would lose an episode",
        where=storage.name,
        hint="publish to a store with conditional writes (AWS, R2, MinIO, SeaweedFS), "
        "or declare under `publish:` that you are alone: `single_writer: true`",
    )


def _problem(storage: Storage, key: str, together: Together) -> Steps[str]:
    """What is wrong with the store's guards; empty if nothing.

    The bytes are those of this run alone, so the first token is never current again: only a store that ignores guards
    accepts it.
    """
    run = token_hex(8)
    try:
        first = yield from _write(storage, key, f"{run} 1", None)
        yield from _write(storage, key, f"{run} 2", None)
        forbidden = [_is_overwritten(storage, key, run, guard) for guard in (Absent(), Same(first))]
        if any((yield from together(forbidden))):
            return "ignores conditional writes"
    except Unsupported:
        return "cannot do conditional writes"
    return ""


def _is_overwritten(storage: Storage, key: str, run: str, guard: Guard) -> Steps[bool]:
    """Whether the store wrote over something that the guard protects."""
    try:
        yield from _write(storage, key, f"{run} {guard}", guard)
    except Conflict:
        return False
    return True


def _write(storage: Storage, key: str, text: str, guard: Guard | None) -> Steps[str]:
    yield None
    body = Body.of_bytes(f"feedpub asks whether this store honours conditional writes: {text}\n".encode())
    return storage.put(key, body, type="text/plain; charset=utf-8", cache="private, no-store", guard=guard)


@dataclass(frozen=True, slots=True)
class Unguarded:
    """A storage without guards: for a store that does not obey them, and an author who publishes alone."""

    storage: Storage

    @property
    def name(self) -> str:
        """The name in messages."""
        return self.storage.name

    def read(self, key: str) -> Content | None:
        """The whole object with its token."""
        return self.storage.read(key)

    def head(self, key: str) -> ObjectInfo | None:
        """Size, token and metadata of the object."""
        return self.storage.head(key)

    def slice(self, key: str, start: int, stop: int) -> bytes:
        """The bytes from `start` to `stop` (exclusive)."""
        return self.storage.slice(key, start, stop)

    def put(
        self, key: str, body: Body, *, type: str, cache: str, guard: Guard | None = None, on_bytes: OnBytes = uncounted
    ) -> str:
        """Store the object whatever is there."""
        del guard
        return self.storage.put(key, body, type=type, cache=cache, on_bytes=on_bytes)

    def delete(self, key: str, *, guard: Guard | None = None) -> None:
        """Remove the object whatever it is."""
        del guard
        self.storage.delete(key)

    def list(self, prefix: str = "", *, after: str = "") -> Iterator[ListedObject]:
        """The objects whose keys begin so."""
        return self.storage.list(prefix, after=after)

    def delete_versions(self, key: str) -> int:
        """Remove what the store keeps of earlier objects."""
        return self.storage.delete_versions(key)

    def uploads(self) -> Iterator[UnfinishedUpload]:
        """What killed runs have left."""
        return self.storage.uploads()

    def delete_upload(self, upload: UnfinishedUpload) -> None:
        """Remove what was sent."""
        self.storage.delete_upload(upload)
