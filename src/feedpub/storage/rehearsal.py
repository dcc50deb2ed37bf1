"""Does a store honour guards? Asked once, before the first upload of a show.

Some stores answer 501 to conditional writes, others take the headers and ignore them: two people who publish at the
same time would then silently lose each other's episodes.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import suppress
from secrets import token_hex

from feedpub.errors import Conflict, StorageError, Unsupported
from feedpub.storage.body import Body
from feedpub.storage.protocol import Absent, Guard, Same, Storage

ATTEMPTS = 3
"""Another publisher's rehearsal may delete the probe between two of our steps; that does not happen over and over."""

Steps = Generator[None, None, None]


def rehearse(storage: Storage, key: str) -> None:
    """Raise `Unsupported` unless the store refuses what a guard forbids. Leaves nothing under `key`."""
    for _ in steps(storage, key):
        pass


def steps(storage: Storage, key: str) -> Steps:
    """`rehearse`, yielding right before each call of the storage."""
    for _ in range(ATTEMPTS):
        problem = yield from _problem(storage, key)
        yield
        with suppress(StorageError):  # the right to delete is optional; the next rehearsal overwrites what is left
            storage.delete(key)
        if not problem:
            return
    raise Unsupported(
        f"this store {problem}: when two people publish at once, one of them would lose an episode",
        where=storage.name,
        hint="publish to a store with conditional writes (AWS, R2, MinIO, SeaweedFS), "
        "or declare under `publish:` that you are alone: `single_writer: true`",
    )


def _problem(storage: Storage, key: str) -> Generator[None, None, str]:
    """What is wrong with the store's guards; empty if nothing.

    The probe's bytes are this run's own, so its first token can never be current again: only a store that does not look
    takes it for the current one.
    """
    run = token_hex(8)
    try:
        first = yield from _write(storage, key, f"{run} 1", None)
        yield from _write(storage, key, f"{run} 2", None)
        if (yield from _taken(storage, key, run, Absent())) or (yield from _taken(storage, key, run, Same(first))):
            return "ignores conditional writes"
    except Unsupported:
        return "cannot do conditional writes"
    return ""


def _taken(storage: Storage, key: str, run: str, guard: Guard) -> Generator[None, None, bool]:
    """Whether the store wrote over something that the guard protects."""
    try:
        yield from _write(storage, key, f"{run} {guard}", guard)
    except Conflict:
        return False
    return True


def _write(storage: Storage, key: str, text: str, guard: Guard | None) -> Generator[None, None, str]:
    yield
    body = Body.of_bytes(f"feedpub asks whether this store honours conditional writes: {text}\n".encode())
    return storage.put(key, body, type="text/plain; charset=utf-8", cache="private, no-store", guard=guard)
