"""The web application: the files of a published directory, and its documents for the address of the request."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Collection, Sequence
from hashlib import sha256
from html import escape
from pathlib import Path, PurePath
from threading import Lock

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

from feedpub.commands.serve.hosts import OwnHosts
from feedpub.commands.serve.published import LOCAL_APPS, PublishedDirectory, Render
from feedpub.errors import FeedpubError
from feedpub.model.address import HOME, MISSING
from feedpub.source import real_path
from feedpub.standards import FEED_TYPE, FOLDERS, IMMUTABLE, is_http_url, media_type, with_charset

_REVALIDATE = "no-cache"
"""Cache-Control of what changes: apps keep it and ask each time whether it has changed, as it often has here."""

RANGE = re.compile(r"\s*bytes\s*=\s*(?:(?P<first>\d{1,18})\s*-\s*(?P<last>\d{0,18})|-\s*\d{1,18})\s*", re.IGNORECASE)
"""A Range header of one range; in `first` and `last` its ends, where it has a first one."""

_log = logging.getLogger(__name__)


def application(published: PublishedDirectory, *, allowed_hosts: Collection[str] = ()) -> ASGIApp:
    """The web application: files with ranges, HEAD, ETag and 304, and documents for the request's address.

    It answers to this machine's own names, and to `allowed_hosts`, as `OwnHosts` takes them.
    """
    shared = Middleware(
        CORSMiddleware,
        allow_origin_regex=".*",  # those that `OwnHosts` lets in
        allow_methods=["GET", "HEAD"],
        allow_headers=["Range", "If-None-Match", "If-Modified-Since"],
        expose_headers=["ETag", "Content-Length", "Content-Range", "Accept-Ranges", "Last-Modified"],
        max_age=86400,
    )
    return Starlette(
        routes=[Mount("/", app=_DirectoryFiles(published))],
        middleware=[Middleware(OwnHosts, allowed=allowed_hosts), shared],
        exception_handlers={FeedpubError: _document_error, Exception: _internal_error},
    )


async def _document_error(_request: Request, error: Exception) -> Response:
    """503: the document cannot be made now, for a reason that the author can fix."""
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
        await super().__call__(with_valid_range(scope), receive, send)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A document made for the request's address, the first page, or a file."""
        base = str(Request(scope).base_url)
        if scope["method"] in {"GET", "HEAD"}:
            key = HOME if path == "." else path
            if (made := await self._made(key, base)) is not None:
                return self._or_not_modified(made, scope)
            if path == ".":
                found, stat = await run_in_threadpool(self.lookup_path, HOME)
                first = HTMLResponse(_first_page(self._published, base))
                return self.file_response(found, stat, scope) if stat else first
        try:
            return await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != HTTP_404_NOT_FOUND:
                raise
            return await self._missing(scope, base, error)

    async def _missing(self, scope: Scope, base: str, error: HTTPException) -> Response:
        """The show's own page for 404, as many hosts serve it."""
        if (made := await self._made(MISSING, base)) is not None:
            made.status_code = HTTP_404_NOT_FOUND
            return made
        found, stat = await run_in_threadpool(self.lookup_path, MISSING)
        if not stat:
            raise error
        return self.file_response(found, stat, scope, HTTP_404_NOT_FOUND)

    async def _made(self, key: str, base: str) -> Response | None:
        """The document of a key as it is at a base address; None where the file in the folder is right."""
        published = self._published
        is_same_everywhere = key.partition("/")[0] in FOLDERS and not key.startswith("chapters/")
        if is_same_everywhere or not published.render or base == published.base or not is_http_url(base):
            return None
        return await run_in_threadpool(self._rendered, published.render, key, base)

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
            _headers(IMMUTABLE if immutable else _REVALIDATE),
            media_type=self._type(key),
            stat_result=stat_result,
        )
        return self._or_not_modified(response, scope)

    def _rendered(self, render: Render, key: str, base: str) -> Response | None:
        with self._rendering:  # the feed writer is not thread-safe
            document = render(key, base)
        if document is None:
            return None
        headers = {"ETag": f'"{sha256(document).hexdigest()[:32]}"', **_headers(_REVALIDATE)}
        return Response(document, headers=headers, media_type=self._type(key))

    def _type(self, key: str) -> str:
        return with_charset(FEED_TYPE) if key == self._published.feed else media_type(key)

    def _or_not_modified(self, response: Response, scope: Scope) -> Response:
        if self.is_not_modified(response.headers, Headers(scope=scope)):
            return NotModifiedResponse(response.headers)
        return response


def _headers(cache: str) -> dict[str, str]:
    return {"Cache-Control": cache, "X-Content-Type-Options": "nosniff"}


def with_valid_range(scope: Scope) -> Scope:
    """The request, without a Range header that servers ignore (RFC 9110 §14.2): HEAD, other units, several ranges."""
    headers: Sequence[tuple[bytes, bytes]] = scope.get("headers", ())
    kept = [
        (name, value) for name, value in headers if name != b"range" or (scope["method"] == "GET" and _is_range(value))
    ]
    return {**scope, "headers": kept}


def _is_range(value: bytes) -> bool:
    match = RANGE.fullmatch(value.decode("latin-1"))
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
