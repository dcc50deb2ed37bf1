"""HTTP requests to any address, with limits, and never to a private network. Only the AWS SDK has its own HTTP.

No cookies, no credentials, no proxies; identity encoding, so that lengths are true. Every name is imported when it is
first used: commands that send no request do not load urllib3.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from feedpub.fetch.client import LIMIT, REDIRECTS, Response, Sink, Timeouts, download, request, user_agent
    from feedpub.fetch.connections import Connections, Resolve, SharedConnections, is_private_ip, resolve
    from feedpub.fetch.errors import PermanentError, PrivateAddress, Unreachable

__all__ = [
    "LIMIT",
    "REDIRECTS",
    "Connections",
    "PermanentError",
    "PrivateAddress",
    "Resolve",
    "Response",
    "SharedConnections",
    "Sink",
    "Timeouts",
    "Unreachable",
    "download",
    "is_private_ip",
    "request",
    "resolve",
    "user_agent",
]

_MODULES = {
    **dict.fromkeys(("Connections", "Resolve", "SharedConnections", "is_private_ip", "resolve"), "connections"),
    **dict.fromkeys(("PrivateAddress", "PermanentError", "Unreachable"), "errors"),
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for (PEP 562)
    """A name of this package; it is imported now."""
    if name not in __all__:
        raise AttributeError(f"module 'feedpub.fetch' has no attribute {name!r}")
    return getattr(import_module(f"feedpub.fetch.{_MODULES.get(name, 'client')}"), name)
