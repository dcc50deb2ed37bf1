"""Why an address does not answer, in our words: never a library's, nor an errno's."""

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

from feedpub.errors import WebError


class Unfit(WebError):
    """An address that waiting does not mend: malformed, private, a wrong certificate, redirects in circles."""


class Inside(Unfit):
    """An address that nobody outside of this machine or its network can reach."""


class Unreachable(WebError):
    """A host that is not there, or takes no connection: whatever address of it is asked for."""


def unresolved(url: str, host: str, error: socket.gaierror | None) -> Unreachable:
    """For a name that leads to no address."""
    if error is not None and error.errno == socket.EAI_AGAIN:
        return Unreachable(f"the name {host} cannot be looked up now", where=url, hint="are you online?")
    return Unreachable(f"there is no host {host}", where=url, hint="check the name, and that its DNS entry is public")


def unanswered(url: str, host: str, error: Exception) -> WebError:
    """For a host that gave no whole answer."""
    match error:
        case SSLError():
            return _of_tls(url, host, error)
        case NewConnectionError():  # which urllib3 derives from the time-out below
            return Unreachable(f"{host} takes no connections", where=url, hint="is the server up, and the port right?")
        case ConnectTimeoutError() | ReadTimeoutError():
            kind = Unreachable if isinstance(error, ConnectTimeoutError) else WebError
            return kind(f"{host} does not answer in time", where=url, hint="is the server up? try again later")
        case ProtocolError() if _is_no_http(error):
            return WebError(f"{host} answers with what is no HTTP", where=url, hint="is the port right? " + _LOOK)
        case DecodeError():
            return WebError(f"{host} sends what it says is compressed, but is not", where=url, hint=_LOOK)
    return WebError(f"{host} broke the connection off", where=url, hint=f"try again; {_LOOK}")


def _is_no_http(error: ProtocolError) -> bool:
    """Whether the answer was not understood, rather than broken off: by the error of `http.client` inside."""
    return any(isinstance(one, HTTPException) and not isinstance(one, _BROKEN_OFF) for one in error.args)


_BROKEN_OFF = (IncompleteRead, RemoteDisconnected)

_LOOK = "look at the server's log"

_CERTIFICATES = {
    9: ("is not valid yet", "check the server's clock, and yours"),
    10: ("has expired", "renew it"),
    18: ("is self-signed", "get one from an authority, for example Let's Encrypt"),
    19: ("comes from an authority that nobody knows", "get one from an authority, for example Let's Encrypt"),
    20: ("lacks the certificates in between, or its authority is unknown", "install the full chain on the server"),
    21: ("lacks the certificates in between, or its authority is unknown", "install the full chain on the server"),
    62: ("is for another name", "get one for this name, or use a name that it is for"),
    64: ("is for another name", "get one for this name, or use a name that it is for"),
}
"""OpenSSL's verification codes (`X509_V_ERR_…`) in our words."""


def _of_tls(url: str, host: str, error: SSLError) -> WebError:
    cause = error.args[0] if error.args else None
    if not isinstance(cause, ssl.SSLCertVerificationError):
        return WebError(f"{host} does not speak TLS as apps do", where=url, hint="is it https, and the port right?")
    problem, hint = _CERTIFICATES.get(cause.verify_code, ("is not valid", "look at it in a browser"))
    return Unfit(f"the certificate of {host} {problem}; apps refuse it", where=url, hint=hint)
