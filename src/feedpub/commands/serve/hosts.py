"""Who may ask: apps and browsers for this machine, under its own names and those allowed; no page of another site.

A page of any site can point a name of its own at this machine (DNS rebinding), and its scripts may ask any address. So
a request must name a host of ours (`Host`), and where a browser says which site it comes from (`Origin`,
`Sec-Fetch-Site`), that must be this machine, too, such as a web player that is developed here. Links from elsewhere
are followed: they show a page, and no script reads it.

Source: RFC 9110 §7.2 and §15.5.20 (421), Fetch Metadata Request Headers, Fetch §3.7 (Cross-Origin-Resource-Policy).
"""

from __future__ import annotations

import re
import socket
from collections.abc import Collection
from functools import cache
from ipaddress import ip_address

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(?P<port>[0-9]{1,5}))?")
_ORIGIN = re.compile(rf"https?://{_HOST.pattern}")


class OwnHosts:
    """Refuses requests that are not for this machine, or come from a page of another site.

    `allowed` are names of others that lead here, such as that of a tunnel; `.ngrok.app` stands for all below it.
    `command` is the verb that has the option for them.
    """

    def __init__(self, app: ASGIApp, *, allowed: Collection[str] = (), command: str = "serve") -> None:
        self._app = app
        self._command = command
        self._allowed = frozenset(name.lower().rstrip(".") for name in allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Cross-Origin-Resource-Policy"] = "same-site"
            await send(message)

        answer = _refusal(scope, self._allowed, self._command) or self._app
        await answer(_with_plain_host(scope), receive, send_guarded)


def _refusal(scope: Scope, allowed: Collection[str], command: str) -> Response | None:
    """Why a request gets no answer; None if it gets one."""
    headers, at = Headers(scope=scope), _listens_at(scope)
    hosts = headers.getlist("host")
    if not hosts and scope["http_version"] == "1.0":  # no browser speaks it
        return None
    match = _HOST.fullmatch(hosts[0]) if len(hosts) == 1 else None
    if match is None or int(match["port"] or 0) > 65535:
        return _plain("the request names no host, or none that there can be", 400)
    name = match["name"]
    if not is_own(name, at=at, allowed=allowed):
        tunnel = f"or, if that is a tunnel of yours, start it with: feedpub {command} --allowed-host {name}"
        return _plain(f"this server is not {name}; ask it at http://{_authority(scope)}/, {tunnel}", 421)
    origin = headers.get("origin")
    if origin is not None:
        found = _ORIGIN.fullmatch(origin)
        is_ours = found is not None and is_own(found["name"], at=at, allowed=allowed)
        return None if is_ours else _plain(_ELSEWHERE, 403)
    is_foreign = headers.get("sec-fetch-site") == "cross-site" and headers.get("sec-fetch-mode") != "navigate"
    return _plain(_ELSEWHERE, 403) if is_foreign else None


_ELSEWHERE = "pages of other sites get nothing from this server; it shows a show that may not be public yet"


def is_own(name: str, *, at: str, allowed: Collection[str] = ()) -> bool:
    """Whether a host's name means this machine, which listens at the address `at`, or is one of those `allowed`.

    Any private address does: containers and routers pass requests on, and no page gets to us by an address that it
    did not ask for.
    """
    plain = name.strip("[]").lower().rstrip(".")
    if plain in allowed or any(plain.endswith(one) for one in allowed if one.startswith(".")):
        return True
    try:
        address = ip_address(plain)
    except ValueError:
        return plain == "localhost" or plain.endswith(".localhost") or plain in _machine()
    return plain == at or not address.is_global


@cache
def _machine() -> frozenset[str]:
    """This machine's own names: as the system has it, and in its network (mDNS)."""
    name = socket.gethostname().lower().rstrip(".")
    short = name.partition(".")[0]
    return frozenset({name, short, f"{short}.local"}) if name else frozenset()


def _with_plain_host(scope: Scope) -> Scope:
    """The request with the host in one spelling, since documents are made for it."""
    headers = [
        (name, value.lower().replace(b".:", b":").rstrip(b".") if name == b"host" else value)
        for name, value in scope["headers"]
    ]
    return {**scope, "headers": headers}


def _listens_at(scope: Scope) -> str:
    return str((scope.get("server") or ("",))[0])


def _authority(scope: Scope) -> str:
    host, port = scope.get("server") or ("localhost", None)
    shown = f"[{host}]" if ":" in host else host
    return f"{shown}:{port}" if port else shown


def _plain(text: str, status: int) -> Response:
    return PlainTextResponse(f"{text}\n", status_code=status)
