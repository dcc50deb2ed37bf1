"""A deadline for a whole answer.

A time-out of a socket begins anew with every byte that comes: a server that sends one now and then would keep us for as
long as it likes. So what may be read is looked up before every read.
"""

from __future__ import annotations

import io
import socket
import time
from dataclasses import dataclass
from functools import partial
from http.client import HTTPResponse
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection


@dataclass(slots=True)
class Deadline:
    """Until when, on the monotonic clock, the connections of one asker wait for what they read; moved by the asker."""

    at: float = 0.0
    silence: float = 0.0
    """Seconds that a single read may wait."""

    @property
    def left(self) -> float:
        """Seconds; negative when it is over."""
        return self.at - time.monotonic()


class Connection(HTTPConnection):
    """A connection whose answers keep to a deadline."""

    def __init__(self, *arguments: Any, deadline: Deadline, **options: Any) -> None:  # noqa: ANN401 - urllib3's own
        super().__init__(*arguments, **options)
        self.response_class = partial(_Response, deadline=deadline)  # type: ignore[assignment]


class SecureConnection(HTTPSConnection):
    """The same with TLS."""

    def __init__(self, *arguments: Any, deadline: Deadline, **options: Any) -> None:  # noqa: ANN401 - urllib3's own
        super().__init__(*arguments, **options)
        self.response_class = partial(_Response, deadline=deadline)  # type: ignore[assignment]


class _Response(HTTPResponse):
    def __init__(self, sock: socket.socket, *arguments: Any, deadline: Deadline, **options: Any) -> None:  # noqa: ANN401
        super().__init__(sock, *arguments, **options)
        self.fp.close()
        self.fp = io.BufferedReader(_Reads(sock, deadline))


class _Reads(io.RawIOBase):
    """What comes out of a socket. Raises `TimeoutError` when the deadline is over, whatever comes."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._sock = sock
        self._raw = sock.makefile("rb", buffering=0)  # keeps the socket open until this is closed
        self._deadline = deadline

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any, /) -> int | None:  # noqa: ANN401 - a writable buffer, which Python 3.11 cannot name
        """What is there next."""
        left = self._deadline.left
        if left <= 0:
            raise TimeoutError
        self._sock.settimeout(min(left, self._deadline.silence))
        try:
            return self._raw.readinto(buffer)
        finally:
            self._sock.settimeout(self._deadline.silence)

    def close(self) -> None:
        """Close, and with it the socket if the connection gave it up."""
        self._raw.close()
        super().close()
