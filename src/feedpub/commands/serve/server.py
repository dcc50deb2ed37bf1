"""The server itself: at which address and port it listens, until Ctrl-C."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

from feedpub.errors import FeedpubError
from feedpub.standards import SERVE_PORT


def run(
    app: ASGIApp,
    *,
    host: str = "127.0.0.1",
    port: int = SERVE_PORT,
    lan: bool = False,
    command: str = "serve",
    on_ready: Callable[[str], None],
) -> None:
    """Serve until Ctrl-C, which ends open answers and is raised as `KeyboardInterrupt`.

    `lan` listens at this machine's address in its network instead of `host`; port 0 takes a free one. `on_ready` gets
    the base address, ending in `/`, when the server accepts connections. `command` is the verb that serves, for errors.
    Raises `FeedpubError` if the port is not free.
    """
    with _listening(lan_address() if lan else host, port, command) as listener:
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
        "if another feedpub {command} runs, stop it, or choose another port: --port {other}",
    ),
    errno.EACCES: ("only administrators may use port {port}", "choose one from 1024 on: --port {other}"),
    errno.EADDRNOTAVAIL: ("{host} is not an address of this machine", "leave out the host, or use --lan"),
}


def _listening(host: str, port: int, command: str) -> socket.socket:
    if not 0 <= port <= 65535:
        raise FeedpubError(f"{port} is not a port", hint="ports go up to 65535")
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        message, hint = _REFUSED_PORTS.get(
            error.errno or 0, ("cannot listen at {host}, port {port}", "try --port {other}")
        )
        other = port + 1 if 1024 <= port < 65535 else SERVE_PORT + 1
        raise FeedpubError(
            message.format(host=host, port=port), hint=hint.format(other=other, command=command)
        ) from None
