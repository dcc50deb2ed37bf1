"""What a run asks a store, and what the store answers: asked again, it tells whether anything is different."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeVar

from feedpub.cache.dependencies import Dependencies
from feedpub.errors import StorageError
from feedpub.storage.body import Body
from feedpub.storage.protocol import (
    Content,
    Guard,
    ListedObject,
    ObjectInfo,
    OnBytes,
    Storage,
    UnfinishedUpload,
    uncounted,
)

T = TypeVar("T")

Question = list[Any]
"""A method that changes nothing, and its arguments: `["head", "feed.xml"]`."""


@dataclass(frozen=True)
class Traced:
    """A storage whose answers are noted; it can be used from several threads, if the storage can."""

    storage: Storage
    opened: dict[str, Any]
    """How it is opened, as JSON holds it."""

    noted: Dependencies

    @property
    def name(self) -> str:
        """The name of the storage."""
        return self.storage.name

    def read(self, key: str) -> Content | None:
        """As the storage."""
        return self._noted(["read", key], lambda: self.storage.read(key))

    def head(self, key: str) -> ObjectInfo | None:
        """As the storage."""
        return self._noted(["head", key], lambda: self.storage.head(key))

    def slice(self, key: str, start: int, stop: int) -> bytes:
        """As the storage."""
        return self._noted(["slice", key, start, stop], lambda: self.storage.slice(key, start, stop))

    def list(self, prefix: str = "", *, after: str = "") -> Iterator[ListedObject]:
        """As the storage, but all of it at once."""
        return iter(self._noted(["list", prefix, after], lambda: list(self.storage.list(prefix, after=after))))

    def put(
        self, key: str, body: Body, *, type: str, cache: str, guard: Guard | None = None, on_bytes: OnBytes = uncounted
    ) -> str:
        """As the storage."""
        self.noted.has_written = True
        return self.storage.put(key, body, type=type, cache=cache, guard=guard, on_bytes=on_bytes)

    def delete(self, key: str, *, guard: Guard | None = None) -> None:
        """As the storage."""
        self.noted.has_written = True
        self.storage.delete(key, guard=guard)

    def delete_versions(self, key: str) -> int:
        """As the storage."""
        self.noted.has_written = True
        return self.storage.delete_versions(key)

    def uploads(self) -> Iterator[UnfinishedUpload]:
        """As the storage; whoever asks for them is about to delete."""
        self.noted.has_written = True
        return self.storage.uploads()

    def delete_upload(self, upload: UnfinishedUpload) -> None:
        """As the storage."""
        self.noted.has_written = True
        self.storage.delete_upload(upload)

    def _noted(self, question: Question, ask: Callable[[], T]) -> T:
        try:
            answer = ask()
        except StorageError as error:
            self.noted.asked.append([self.opened, question, _of_error(error)])
            raise
        self.noted.asked.append([self.opened, question, _of_answer(answer)])
        return answer


def ask_again(storage: Storage, question: Question) -> tuple[Any, Any]:
    """What the storage answers now, and the digest of that; the answer is None where it is an error."""
    method, *arguments = question
    try:
        match method:
            case "list":
                answer: Any = list(storage.list(arguments[0], after=arguments[1]))
            case "slice":
                answer = storage.slice(*arguments)
            case _:
                answer = storage.read(*arguments) if method == "read" else storage.head(*arguments)
    except StorageError as error:
        return None, _of_error(error)
    return answer, _of_answer(answer)


def _of_error(error: StorageError) -> list[Any]:
    return ["error", type(error).__name__, error.message]


def _of_answer(answer: object) -> list[Any] | None:
    """What of an answer is another one if the object is; other bytes have another token."""
    match answer:
        case None:
            return None
        case Content():
            return [len(answer.data), answer.token]
        case ObjectInfo():
            return [answer.size, answer.token, answer.type, answer.cache, answer.digest, answer.checksum]
        case bytes():
            return [sha256(answer).hexdigest()]
        case list():
            lines = sorted(f"{one.key}\n{one.size}" for one in answer)
            return [sha256("\n".join(lines).encode(errors="surrogatepass")).hexdigest()]
    raise TypeError(type(answer))
