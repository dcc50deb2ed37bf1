"""`serve`: a small web server for a directory target, to try a show in a real app before it is public."""

from __future__ import annotations

import errno
import logging
import os
import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from pathlib import Path, PurePath
from threading import Lock

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import NotModifiedResponse, PathLike, StaticFiles
from starlette.status import HTTP_404_NOT_FOUND
from starlette.types import ASGIApp, Receive, Scope, Send

from feedpub import feed
from feedpub.catalog import CATALOG, loads
from feedpub.deploy.destination import destination, open_target
from feedpub.errors import FeedpubError, Refused
from feedpub.model.address import HOME, MISSING
from feedpub.model.catalog import Catalog
from feedpub.source import find_show, read_show, real_path
from feedpub.standards import (
    FEED_TYPE,
    FOLDERS,
    IMMUTABLE,
    SERVE_BASE,
    SERVE_PORT,
    is_http_url,
    media_type,
    with_charset,
)
from feedpub.storage import Storage

LOCAL_APPS = ("gPodder", "AntennaPod", "VLC")
"""Apps that fetch feeds themselves. The servers of other apps cannot reach a private address."""

_REVALIDATE = "no-cache"
"""Cache-Control of what changes: apps keep it and ask each time whether it has changed, as it often has here."""

_RANGE = re.compile(r"\s*bytes\s*=\s*(?:(?P<first>\d{1,18})\s*-\s*(?P<last>\d{0,18})|-\s*\d{1,18})\s*", re.IGNORECASE)

_log = logging.getLogger(__name__)

Render = Callable[[str], bytes]
"""The feed for a base address; it may raise `FeedpubError`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedDirectory:
    """A show in a directory as it is served: what is public there, and what is not."""

    folder: Path
    feed: str
    """Key of the feed."""

    title: str = ""
    base: str = ""
    """The base address of the feed in the folder, ending in `/`."""

    hidden: tuple[Path, ...] = ()
    """Private folders, which are not served if they are inside `folder`."""

    render: Render | None = None
    """Makes the feed for the address of the request; None: the file is served at any address."""


def published_directory(path: Path, *, to: str | None = None) -> PublishedDirectory:
    """The published directory of the show at or above `path`; `to` is the command line's target.

    Raises `Refused` for a bucket, and where nothing is published yet; `Invalid` for a broken show.yaml.
    """
    show = read_show(find_show(path))
    where = destination(show, to=to, url=SERVE_BASE if to else None)
    if not where.is_directory:
        raise Refused(
            f"{where.to} is not a directory, so feedpub cannot serve it", hint=f"subscribe there: {where.feed_url}"
        )
    state = open_target(where).state
    channel = _catalog(state, path).channel
    return PublishedDirectory(
        folder=Path(where.to),
        feed=channel.feed,
        title=channel.title,
        base=channel.base,
        hidden=(Path(where.state),),
        render=lambda base: feed.render(_catalog(state, path), base=base),
    )


def _catalog(state: Storage, path: Path) -> Catalog:
    stored = state.read(CATALOG)
    if stored is None:
        raise Refused("nothing is published yet", where=str(path), hint=f"publish it first: feedpub publish {path}")
    return loads(stored.data, where=f"{state.name}/{CATALOG}", read_only=True)


def run(
    app: ASGIApp,
    *,
    host: str = "127.0.0.1",
    port: int = SERVE_PORT,
    lan: bool = False,
    on_ready: Callable[[str], None],
) -> None:
    """Serve until Ctrl-C, which ends open answers and is raised as `KeyboardInterrupt`.

    `lan` listens at this machine's address in its network instead of `host`; port 0 takes a free one. `on_ready` gets
    the base address, ending in `/`, when the server accepts connections. Raises `FeedpubError` if the port is not free.
    """
    with _listening(lan_address() if lan else host, port) as listener:
        name, actual = listener.getsockname()[:2]
        on_ready(f"http://{f'[{name}]' if ':' in name else name}:{actual}/")
        config = uvicorn.Config(
            app,
            lifespan="off",
            ws="none",
            log_config=None,
            log_level="critical",  # errors are in our own log
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=1,
        )
        uvicorn.Server(config).run(sockets=[listener])


def lan_address() -> str:
    """This machine's IPv4 address in its network. Sends nothing. Raises `FeedpubError` if there is no network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # reserved for examples (RFC 5737); UDP only looks up the route
        except OSError:
            raise FeedpubError(
                "this machine is not in a network", hint="connect it to one, or leave out --lan"
            ) from None
        return str(probe.getsockname()[0])


_REFUSED_PORTS = {
    errno.EADDRINUSE: (
        "port {port} is in use",
        "if another feedpub serve runs, stop it, or choose another port: --port {other}",
    ),
    errno.EACCES: ("only administrators may use port {port}", "choose one from 1024 on: --port {other}"),
    errno.EADDRNOTAVAIL: ("{host} is not an address of this machine", "leave out the host, or use --lan"),
}


def _listening(host: str, port: int) -> socket.socket:
    if not 0 <= port <= 65535:
        raise FeedpubError(f"{port} is not a port", hint="ports go up to 65535")
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        message, hint = _REFUSED_PORTS.get(
            error.errno or 0, ("cannot listen at {host}, port {port}", "try --port {other}")
        )
        other = port + 1 if 1024 <= port < 65535 else SERVE_PORT + 1
        raise FeedpubError(message.format(host=host, port=port), hint=hint.format(other=other)) from None


def application(published: PublishedDirectory) -> ASGIApp:
    """The web application: files with ranges, HEAD, ETag and 304, and the feed for the request's address."""
    shared = Middleware(  # as for a bucket, so that web players work
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD"],
        allow_headers=["Range", "If-None-Match", "If-Modified-Since"],
        expose_headers=["ETag", "Content-Length", "Content-Range", "Accept-Ranges", "Last-Modified"],
        max_age=86400,
    )
    return Starlette(
        routes=[Mount("/", app=_DirectoryFiles(published))],
        middleware=[shared],
        exception_handlers={FeedpubError: _feed_error, Exception: _internal_error},
    )


async def _feed_error(_request: Request, error: Exception) -> Response:
    """503: the feed cannot be made now, for a reason that the author can fix."""
    _log.warning("%s", error)
    return PlainTextResponse(f"{error}\n", status_code=503)


async def _internal_error(request: Request, error: Exception) -> Response:
    """500, for a bug."""
    _log.error("a bug in feedpub, at %s", request.url.path, exc_info=error)
    return PlainTextResponse("a bug in feedpub; see its log\n", status_code=500)


class _DirectoryFiles(StaticFiles):
    """The files that are public, without private ones, names that begin with a dot, and links that lead out of it."""

    def __init__(self, published: PublishedDirectory) -> None:
        super().__init__(directory=published.folder, check_dir=False)
        self._published = published
        self._root = real_path(published.folder)
        self._hidden = tuple(real_path(path) for path in published.hidden)
        self._rendering = Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await super().__call__(_with_valid_range(scope), receive, send)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The feed, the first page, or a file."""
        published, base = self._published, str(Request(scope).base_url)
        if scope["method"] in {"GET", "HEAD"}:
            if path == published.feed and published.render and base != published.base and is_http_url(base):
                return self._or_not_modified(await run_in_threadpool(self._rendered, published.render, base), scope)
            if path == ".":
                found, stat = await run_in_threadpool(self.lookup_path, HOME)
                return self.file_response(found, stat, scope) if stat else HTMLResponse(_first_page(published, base))
        try:
            return await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != HTTP_404_NOT_FOUND:
                raise
            return await self._missing(scope, error)

    async def _missing(self, scope: Scope, error: HTTPException) -> Response:
        """The show's own page for 404, as many hosts serve it."""
        found, stat = await run_in_threadpool(self.lookup_path, MISSING)
        if not stat:
            raise error
        return self.file_response(found, stat, scope, HTTP_404_NOT_FOUND)

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """The real path of a file that may be served, and its status; None if there is none."""
        found, stat = super().lookup_path(path)
        if stat is None:
            return "", None
        real = Path(found)
        parts = (*PurePath(path).parts, *real.relative_to(self._root).parts)
        private = any(real.is_relative_to(hidden) for hidden in self._hidden)
        if private or any(part.startswith(".") for part in parts) or not os.access(real, os.R_OK):
            return "", None
        return found, stat

    def file_response(
        self, full_path: PathLike, stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """A file with the media type that a store would give it, or the requested range of it."""
        key = Path(full_path).relative_to(self._root).as_posix()
        immutable = key.partition("/")[0] in FOLDERS
        response = FileResponse(
            full_path,
            status_code,
            {"Cache-Control": IMMUTABLE if immutable else _REVALIDATE, "X-Content-Type-Options": "nosniff"},
            media_type=with_charset(FEED_TYPE) if key == self._published.feed else media_type(key),
            stat_result=stat_result,
        )
        return self._or_not_modified(response, scope)

    def _rendered(self, render: Render, base: str) -> Response:
        with self._rendering:  # the feed writer is not thread-safe
            document = render(base)
        tag = sha256(document).hexdigest()[:32]
        headers = {"ETag": f'"{tag}"', "Cache-Control": _REVALIDATE}
        return Response(document, headers=headers, media_type=with_charset(FEED_TYPE))

    def _or_not_modified(self, response: Response, scope: Scope) -> Response:
        if self.is_not_modified(response.headers, Headers(scope=scope)):
            return NotModifiedResponse(response.headers)
        return response


def _with_valid_range(scope: Scope) -> Scope:
    """The request, without a Range header that servers ignore (RFC 9110 §14.2): HEAD, other units, several ranges."""
    headers: Sequence[tuple[bytes, bytes]] = scope.get("headers", ())
    kept = [
        (name, value) for name, value in headers if name != b"range" or (scope["method"] == "GET" and _is_range(value))
    ]
    return {**scope, "headers": kept}


def _is_range(value: bytes) -> bool:
    match = _RANGE.fullmatch(value.decode("latin-1"))
    return match is not None and not (match["last"] and int(match["first"]) > int(match["last"]))


def _first_page(published: PublishedDirectory, base: str) -> str:
    address, title = escape(base + published.feed), escape(published.title or "A podcast")
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<h1>{title}</h1>
<p>The feed is <a href="{address}">{address}</a>.</p>
<p>To subscribe, copy that address into an app that fetches feeds itself: {", ".join(LOCAL_APPS)}.
Others let a server of theirs fetch it, which cannot reach this machine.</p>
</html>
"""
