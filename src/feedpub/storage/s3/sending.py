"""Bytes on their way: a file for the SDK that tells how far it has been sent."""

from __future__ import annotations

import io
from threading import Event

from botocore.awsrequest import AWSPreparedRequest

from feedpub.storage.protocol import OnBytes


class Stopped(BaseException):
    """Raised into the SDK to end a transfer at once; no `Exception`, which it would take for a reason to try again."""


class Sending(io.BytesIO):
    """Some bytes as a file.

    The SDK also reads it for signing, and again for every retry: only what is read for sending counts, and sending
    anew takes back what was counted before.
    """

    def __init__(self, data: bytes, on_bytes: OnBytes, stop: Event) -> None:
        super().__init__(data)
        self._on_bytes = on_bytes
        self._stop = stop
        self._counted = 0
        self._counting = False

    def read(self, size: int | None = -1, /) -> bytes:
        """At most `size` bytes; the SDK asks for 128 KiB at a time."""
        if self._stop.is_set():
            raise Stopped
        chunk = super().read(size)
        if self._counting and chunk:
            self._counted += len(chunk)
            self._on_bytes(len(chunk))
        return chunk

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Going back means signing or a retry: counting ends until the next sending begins."""
        self._counting = False
        return super().seek(offset, whence)

    def begin(self) -> None:
        """Sending begins, perhaps once more."""
        if self._counted:
            self._on_bytes(-self._counted)
        self._counted = 0
        self._counting = True


def count_from_here(request: AWSPreparedRequest, **_: object) -> None:
    """The SDK's event right before it sends a request."""
    if isinstance(request.body, Sending):
        request.body.begin()
