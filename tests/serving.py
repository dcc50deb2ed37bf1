"""`feedpub serve` in a thread of the test, and requests to it, byte for byte."""

from __future__ import annotations

import socket
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from threading import Thread
from urllib.parse import urlsplit

import uvicorn
from starlette.types import ASGIApp
from tests.deadlines import SECONDS, join

from feedpub.commands import serve


@dataclass(frozen=True, slots=True)
class Got:
    """An answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes


Get = Callable[..., Got]


@contextmanager
def running(site: serve.PublishedDirectory, *, allowed_hosts: Collection[str] = ()) -> Iterator[str]:
    """The server, on a free port; gives its base address."""
    with running_app(serve.application(site, allowed_hosts=allowed_hosts)) as base:
        yield base


@contextmanager
def running_app(app: ASGIApp) -> Iterator[str]:
    """A web application on a free port; gives its base address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(
            app, lifespan="off", ws="none", log_config=None, log_level="critical", timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(config)
        thread = Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        finally:
            server.should_exit = True
            join(thread)


def get(base: str, path: str = "", *, method: str = "GET", **headers: str) -> Got:
    """Ask, byte for byte as written: no path is tidied on the way. `if_none_match=` is the header."""
    connection = HTTPConnection(urlsplit(base).netloc, timeout=SECONDS)
    try:
        connection.putrequest(method, "/" + path, skip_host="host" in headers, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        answer = connection.getresponse()
        return Got(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
    finally:
        connection.close()
