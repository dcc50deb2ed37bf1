"""What the verifications of one run share: connections, what was asked by HEAD, and how often a host may be asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Self
from urllib.parse import urlsplit

from feedpub import fetch
from feedpub.deploy.actions import Verify
from feedpub.errors import FetchError
from feedpub.limits import RequestLimit
from feedpub.standards import common_type

AT_ONCE = 16
"""Requests that are on their way to one host at most."""

_BUSY = frozenset({429, 503})


class VerifySession:
    """For any number of threads; `with` closes the connections."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._idle: list[fetch.Connections] = []
        self._asked: set[tuple[str, str]] = set()
        self._limits: dict[str, RequestLimit] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        while self._idle:
            self._idle.pop().__exit__()

    def is_first(self, action: Verify) -> bool:
        """Whether this is the first object of its type at its host: that one is asked for by HEAD, too."""
        kind = (urlsplit(action.url).netloc, common_type(action.type))
        with self._lock:
            is_first = kind not in self._asked
            self._asked.add(kind)
        return is_first

    def look(self, ask: Callable[[fetch.Connections], None]) -> None:
        """Call `ask` with connections that nobody else uses meanwhile.

        Those that are open may have been closed by the other side since: then it asks once more, by new ones.
        """
        with self._lock:
            kept = self._idle.pop() if self._idle else None
        if kept is not None:
            try:
                with self._used(kept):
                    return ask(kept)
            except fetch.PermanentError:
                raise
            except FetchError:
                pass
        with self._used(fetch.Connections()) as fresh:
            return ask(fresh)

    @contextmanager
    def _used(self, connections: fetch.Connections) -> Iterator[fetch.Connections]:
        """Keeps them for the next one, unless something went wrong with them."""
        try:
            yield connections
        except BaseException:
            connections.__exit__()
            raise
        with self._lock:
            self._idle.append(connections)

    def sent(self, url: str, send: Callable[[], fetch.Response]) -> fetch.Response:
        """The answer to one request, which is sent as soon as its host may be asked again."""
        limit = self.limit(url)
        with limit.request():
            answer = send()
            if answer.status in _BUSY:
                limit.slow_down()
        return answer

    def limit(self, url: str) -> RequestLimit:
        """That of the host of an address."""
        with self._lock:
            return self._limits.setdefault(urlsplit(url).netloc, RequestLimit(AT_ONCE))
