"""Why a request failed, as messages for authors; texts of libraries and of the system are not passed on."""

from __future__ import annotations

import socket
import ssl
from http.client import HTTPException, IncompleteRead, RemoteDisconnected

from urllib3.exceptions import (
    ConnectTimeoutError,
    DecodeError,
    NewConnectionError,
    ProtocolError,
    ReadTimeoutError,
    SSLError,
)

from feedpub.errors import FetchError


class PermanentError(FetchError):
    """Trying again cannot help: a malformed or private address, a wrong certificate, redirects in circles."""


class PrivateAddress(PermanentError):
    """An address that only this machine or its network can reach."""


class Unreachable(FetchError):
    """There is no such host, or it accepts no connection, whatever the path."""


def unknown_host(url: str, host: str, error: socket.gaierror | None) -> Unreachable:
    """The error for a host name without an address."""
    if error is not None and error.errno == socket.EAI_AGAIN:
        return Unreachable(
            f"the name {host} cannot be looked up now", where=url, hint="check the network connection, then run again"
        )
    return Unreachable(f"there is no host {host}", where=url, hint="check the name, and that its DNS entry is public")


def failed_request(url: str, host: str, error: Exception) -> FetchError:
    """The error for a host that gave no complete response."""
    match error:
        case SSLError():
            return _tls_error(url, host, error)
        case NewConnectionError():  # which urllib3 derives from the time-out below
            return Unreachable(
                f"{host} accepts no connection",
                where=url,
                hint="check that the server runs, and that the port is right",
            )
        case ConnectTimeoutError() | ReadTimeoutError():
            kind = Unreachable if isinstance(error, ConnectTimeoutError) else FetchError
            return kind(f"{host} does not answer in time", where=url, hint="check that the server runs, then try again")
        case ProtocolError() if _is_not_http(error):
            return FetchError(f"{host} does not answer in HTTP", where=url, hint=f"check the port; {_LOOK}")
        case DecodeError():
            return FetchError(f"{host} declares compressed content, but sends something else", where=url, hint=_LOOK)
    return FetchError(
        f"{host} closed the connection before its answer was complete", where=url, hint=f"try again; {_LOOK}"
    )


def _is_not_http(error: ProtocolError) -> bool:
    """Whether the answer was not HTTP, rather than incomplete: by the error of `http.client` inside."""
    return any(isinstance(one, HTTPException) and not isinstance(one, _INCOMPLETE) for one in error.args)


_INCOMPLETE = (IncompleteRead, RemoteDisconnected)

_LOOK = "look at the server's log"

_CERTIFICATES = {
    9: ("is not valid yet", "check the server's clock, and yours"),
    10: ("has expired", "renew it"),
    18: ("is self-signed", "get one from an authority, for example Let's Encrypt"),
    19: ("is from an unknown authority", "get one from an authority, for example Let's Encrypt"),
    20: ("lacks intermediate certificates, or its authority is unknown", "install the full chain on the server"),
    21: ("lacks intermediate certificates, or its authority is unknown", "install the full chain on the server"),
    62: ("is for another name", "get one for this name, or use a name that it is for"),
    64: ("is for another name", "get one for this name, or use a name that it is for"),
}
"""OpenSSL's verification codes (`X509_V_ERR_…`): what is wrong, and what to do."""


def _tls_error(url: str, host: str, error: SSLError) -> FetchError:
    cause = error.args[0] if error.args else None
    if not isinstance(cause, ssl.SSLCertVerificationError):
        return FetchError(
            f"{host} does not use TLS as apps need it",
            where=url,
            hint="check that the server speaks https at this port, with TLS 1.2 or later",
        )
    problem, hint = _CERTIFICATES.get(cause.verify_code, ("is not valid", "look at it in a browser"))
    return PermanentError(f"the certificate of {host} {problem}; apps refuse it", where=url, hint=hint)
