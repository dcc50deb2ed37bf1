"""The web application: the show's pages with a bar, its feed, its objects, the preview's own pages. It only reads."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping
from functools import lru_cache
from ipaddress import ip_address
from threading import Lock
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from feedpub.catalog.objects import is_document
from feedpub.commands.preview.bar import OWN, SCRIPT, STYLE, Visitor, bar, marked, own_file, reloader
from feedpub.commands.preview.feed import feed_page
from feedpub.commands.preview.remarks import of_episode
from feedpub.commands.preview.show import PreviewContent, PreviewedShow
from feedpub.commands.preview.views import POLICY, error_page, overview, source
from feedpub.commands.preview.watched import WatchedShow
from feedpub.commands.serve.files import RANGE, with_valid_range
from feedpub.commands.serve.hosts import OwnHosts
from feedpub.commands.status import State
from feedpub.deploy.destination import Destination, open_target
from feedpub.errors import FeedpubError, Place, Problem, StorageError
from feedpub.model.address import HOME, MISSING
from feedpub.standards import FEED_TYPE, media_type, with_charset
from feedpub.storage import Storage

HTML = "text/html; charset=utf-8"

_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
}
_KEPT = {**_HEADERS, "Cache-Control": "private, max-age=3600, immutable"}
"""Of an object, whose key holds its digest."""

_PIECE = 1 << 20
"""Bytes of a stored object that are read at a time."""

_log = logging.getLogger(__name__)

OpenSite = Callable[[Destination], Storage]


def open_site(where: Destination) -> Storage:
    """The published target."""
    return open_target(where, impatient=True).site


def application(watched: WatchedShow, *, allowed_hosts: Collection[str] = (), site: OpenSite = open_site) -> ASGIApp:
    """The application of a show that changes. `site` opens the target, of which published objects are read.

    It answers to this machine's own names and to `allowed_hosts`, as `OwnHosts` takes them.
    """
    preview = _Preview(watched, lru_cache(maxsize=1)(site))
    return Starlette(
        routes=[
            Route(f"{OWN}events", preview.events, methods=["GET"]),
            Mount("/", app=preview.answer),
        ],
        middleware=[Middleware(OwnHosts, allowed=allowed_hosts, command="preview")],
        exception_handlers={Exception: _internal_error},
    )


async def _internal_error(request: Request, error: Exception) -> Response:
    """500, for a bug."""
    _log.error("a bug in feedpub, at %s", request.url.path, exc_info=error)
    return PlainTextResponse("a bug in feedpub; see its log\n", status_code=500, headers=_HEADERS)


class _Preview:
    def __init__(self, watched: WatchedShow, site: OpenSite) -> None:
        self._watched = watched
        self._site = site
        self._rendering = Lock()

    async def events(self, _request: Request) -> Response:
        """The names of readings, as server-sent events (HTML Standard §9.2)."""

        async def stream() -> AsyncIterator[str]:
            async for build in self._watched.builds():
                yield f"data: {build}\n\n" if build else ": nothing new\n\n"

        return StreamingResponse(stream(), media_type="text/event-stream", headers=_HEADERS)

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request for anything else."""
        request = Request(with_valid_range(scope))
        if request.method not in {"GET", "HEAD"}:
            response: Response = PlainTextResponse("only GET and HEAD\n", status_code=405, headers=_HEADERS)
        else:
            response = await run_in_threadpool(self._answer, request)
        await response(request.scope, receive, send)

    def _answer(self, request: Request) -> Response:
        (shown, build), path = self._watched.newest, request.scope["path"]
        visitor = Visitor(build=build, is_local=_is_local(request))
        if path in {STYLE, SCRIPT}:
            return _own_file(path.removeprefix(OWN))
        with self._rendering:  # the feed writer is not thread-safe
            if path.startswith(f"{OWN}files/"):
                found = source(shown, path.removeprefix(f"{OWN}files/"), visitor) if visitor.is_local else None
                return _own(found) if found else _not_found()
            content = shown.content
            if content is None:
                return _own(error_page(shown, shown.problems, visitor), 500)
            if path == "/":
                return _own(overview(shown, content, visitor))
            if path == f"{OWN}feed":
                return _own(feed_page(shown, content, visitor))
            return self._of_show(shown, content, path, request, visitor)

    def _of_show(
        self, shown: PreviewedShow, content: PreviewContent, path: str, request: Request, visitor: Visitor
    ) -> Response:
        start = unquote(content.root)
        key = (path.removeprefix(start) or HOME) if path.startswith(start) else ""
        if key == content.catalog.channel.feed:
            base = str(request.base_url).rstrip("/") + content.root
            return Response(content.feed(base), headers=_HEADERS, media_type=with_charset(FEED_TYPE))
        episode = shown.episode(key)
        if episode and (episode.state is State.INVALID or (episode.problems and key not in content.documents)):
            return _own(error_page(shown, episode.problems, visitor), 500)
        if key in content.documents:
            return self._page(shown, content, key, visitor)
        return self._object(content, key, request) or self._page(shown, content, MISSING, visitor, 404)

    def _page(
        self, shown: PreviewedShow, content: PreviewContent, key: str, visitor: Visitor, status: int = 200
    ) -> Response:
        """A document as it would be published; a page has the bar besides."""
        document = content.documents.get(key)
        if document is None:
            return _not_found()
        try:
            made = content.document(key)
        except FeedpubError as error:  # of an author's template
            where = error.place or Place(error.where)
            problem = Problem(where, "theme", error.message, error.hint)
            return _own(error_page(shown, [problem], visitor), 500)
        if not document.type.startswith("text/html"):
            return Response(made, status_code=status, headers=_HEADERS, media_type=document.type)
        if key.endswith("-embed.html"):
            made = marked(made, reloader(visitor))
        else:
            episode = shown.episode(key)
            found = of_episode(shown.remarks, episode.slug) if episode else ()
            made = marked(made, bar(episode, found, visitor, zone=content.zone))
        return Response(made, status_code=status, headers=_HEADERS, media_type=HTML)

    def _object(self, content: PreviewContent, key: str, request: Request) -> Response | None:
        """An asset, a file of the author or what is made of it, or an object of the target."""
        if key in content.assets:
            return Response(content.assets[key], headers=_KEPT, media_type=media_type(key))
        recording = content.recordings.get(key)
        if recording and recording.path and recording.path.is_file():
            return FileResponse(recording.path, headers=_KEPT, media_type=media_type(key))
        try:
            if key in content.objects:
                data = b"".join(content.objects[key].chunks())
                return Response(data, headers=_KEPT, media_type=media_type(key))
            if key in content.stored and not is_document(key):
                return _stored(self._site(content.where), key, request)
        except (StorageError, OSError) as error:
            _log.warning("%s: %s", key, error)
        return None


def _stored(site: Storage, key: str, request: Request) -> Response | None:
    """An object of the target, or the range of it that is asked for."""
    info = site.head(key)
    if info is None:
        return None
    start, stop, status = 0, info.size, 200
    headers: Mapping[str, str] = {**_KEPT, "Accept-Ranges": "bytes"}
    match = RANGE.fullmatch(request.headers.get("range", ""))
    if match:
        first, last = match["first"], match["last"]
        if first is None:
            start = max(0, info.size - int(request.headers["range"].rpartition("-")[2]))
        else:
            start, stop = int(first), min(info.size, int(last) + 1 if last else info.size)
        status = 206
        headers = {**headers, "Content-Range": f"bytes {start}-{stop - 1}/{info.size}"}
        if start >= info.size:
            return Response(status_code=416, headers={**_KEPT, "Content-Range": f"bytes */{info.size}"})
    headers = {**headers, "Content-Length": str(stop - start)}
    if request.method == "HEAD":
        return Response(status_code=status, headers=dict(headers), media_type=media_type(key))
    pieces = _pieces(site, key, start, stop)
    return StreamingResponse(pieces, status_code=status, headers=dict(headers), media_type=media_type(key))


def _pieces(site: Storage, key: str, start: int, stop: int) -> Iterator[bytes]:
    for at in range(start, stop, _PIECE):
        yield site.slice(key, at, min(at + _PIECE, stop))


def _own(page: bytes, status: int = 200) -> Response:
    return Response(page, status, {**_HEADERS, "Content-Security-Policy": POLICY}, HTML)


def _own_file(name: str) -> Response:
    return Response(own_file(name), headers=_HEADERS, media_type=media_type(name))


def _not_found() -> Response:
    return PlainTextResponse("nothing is here\n", status_code=404, headers=_HEADERS)


def _is_local(request: Request) -> bool:
    """Whether it is this machine that asks, by a name of its own that nobody else reaches it by."""
    host = request.url.hostname or ""
    try:
        is_here = ip_address(host).is_loopback
    except ValueError:
        is_here = host == "localhost"
    client = request.client.host if request.client else ""
    return is_here and client in {"127.0.0.1", "::1"}
