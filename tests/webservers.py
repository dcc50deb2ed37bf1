"""Real web servers on this machine that answer as a test says, well or badly."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Event, Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.deadlines import SECONDS, join


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request as it came."""

    method: str
    path: str
    headers: Message


@dataclass(frozen=True, slots=True)
class Reply:
    """What to answer; Content-Length is that of the body unless it is among the headers (None: not said at all)."""

    status: int = 200
    headers: Mapping[str, str | None] = field(default_factory=dict)
    body: bytes = b""

    def but(self, status: int | None = None, body: bytes | None = None, **headers: str | None) -> Reply:
        """The same with changes; `content_type=` is the header Content-Type, None leaves it out."""
        named = {name.replace("_", "-").title(): value for name, value in headers.items()}
        return replace(
            self,
            status=self.status if status is None else status,
            body=self.body if body is None else body,
            headers={**self.headers, **named},
        )


Answer = Callable[[HttpRequest], Reply]


@dataclass(slots=True)
class Served:
    """A running server."""

    url: str
    """Ends in `/`."""

    requests: list[HttpRequest] = field(default_factory=list)
    connections: int = 0


@contextmanager
def serving(answer: Answer, *, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> Iterator[Served]:
    """A server that answers every request by a function, on a free port."""
    served = Served("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = SECONDS
        disable_nagle_algorithm = True

        def setup(self) -> None:
            served.connections += 1
            super().setup()

        def do_GET(self) -> None:  # the name that http.server looks for
            request = HttpRequest(self.command, self.path, self.headers)
            served.requests.append(request)
            _send(self, answer(request))

        def do_PUT(self) -> None:  # as above
            self.rfile.read(int(self.headers.get("Content-Length", "0")))
            self.do_GET()

        do_HEAD = do_GET  # noqa: N815 - the name that http.server looks for

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with _Server((host, 0), Handler) as server:
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        served.url = f"{'https' if tls else 'http'}://{host}:{server.server_address[1]}/"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            join(thread)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what these tests are about."""


def _send(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    handler.send_response_only(reply.status)
    for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
        if value is not None:
            handler.send_header(name, value)
        elif name == "Content-Length":
            handler.close_connection = True
            handler.send_header("Connection", "close")
    handler.end_headers()
    if handler.command != "HEAD":
        handler.wfile.write(reply.body)
        # A body shorter than was said ends with the connection.
        handler.close_connection |= reply.headers.get("Content-Length", str(len(reply.body))) != str(len(reply.body))


def honest(data: bytes, type: str, **headers: str) -> Answer:
    """A server of one file, with ranges, as a good store answers."""

    def answer(request: HttpRequest) -> Reply:
        whole = Reply(headers={"Content-Type": type, "Accept-Ranges": "bytes", **headers}, body=data)
        ranged = request.headers.get("Range", "")
        if request.method == "HEAD" or not ranged.startswith("bytes="):
            return whole
        first, last = (int(text) for text in ranged.removeprefix("bytes=").split("-"))
        piece = data[first : last + 1]
        return whole.but(206, piece, content_range=f"bytes {first}-{first + len(piece) - 1}/{len(data)}")

    return answer


# --- certificates


@dataclass(frozen=True, slots=True)
class Authority:
    """A certificate authority of our own; `SSL_CERT_FILE=<file>` makes a process trust it, and no other."""

    folder: Path
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def file(self) -> Path:
        """Its certificate."""
        return self.folder / "authority.pem"

    def context(self, name: str, *, since: int = -1, until: int = 1, own: bool = False) -> ssl.SSLContext:
        """A server's side of TLS as `name`, valid between those days from now; `own`: signed by itself."""
        key = ec.generate_private_key(ec.SECP256R1())
        signer = Authority(self.folder, key, _certificate(name, key, None, since, until)) if own else self
        made = _certificate(name, key, signer, since, until)
        path = self.folder / f"{name}{since}{until}{own}.pem"
        path.write_bytes(_pem(key) + made.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context


def authority(folder: Path, *, name: str = "an authority") -> Authority:
    """A new authority, its certificate in `folder`."""
    key = ec.generate_private_key(ec.SECP256R1())
    made = Authority(folder, key, _certificate(name, key, None, -9, 9))
    made.file.write_bytes(made.certificate.public_bytes(serialization.Encoding.PEM))
    return made


def _certificate(
    name: str, key: ec.EllipticCurvePrivateKey, signer: Authority | None, since: int, until: int
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(signer.certificate.subject if signer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=since))
        .not_valid_after(now + timedelta(days=until))
        .add_extension(x509.BasicConstraints(ca=signer is None, path_length=None), critical=True)
    )
    for extension, critical in _identifiers(key, signer):
        builder = builder.add_extension(extension, critical=critical)
    if " " not in name:
        builder = builder.add_extension(x509.SubjectAlternativeName([_general(name)]), critical=False)
    return builder.sign(signer.key if signer else key, hashes.SHA256())


def _identifiers(
    key: ec.EllipticCurvePrivateKey, signer: Authority | None
) -> Iterator[tuple[x509.ExtensionType, bool]]:
    """What RFC 5280 asks of certificates; Python checks it from 3.13 on."""
    yield x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False
    by = signer.key if signer else key
    yield x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), False
    if signer is None:
        flags = dict.fromkeys(("content_commitment", "key_encipherment", "data_encipherment", "key_agreement"), False)
        yield (
            x509.KeyUsage(
                digital_signature=True,
                key_cert_sign=True,
                crl_sign=True,
                encipher_only=False,
                decipher_only=False,
                **flags,
            ),
            True,
        )


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


@contextmanager
def dripping(beginning: bytes, piece: bytes, *, pause: float = 0.02, most: int = 500) -> Iterator[str]:
    """The address of a server that begins an answer and adds a piece to it again and again.

    It ends when nobody listens any more, with the test, or after `most` pieces.
    """
    ended = Event()

    def answer(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(10)
            connection.recv(65536)
            connection.sendall(beginning)
            for _ in range(most):
                if ended.wait(pause):
                    return
                connection.sendall(piece)

    def listen() -> None:
        with suppress(OSError):
            while not ended.is_set():
                Thread(target=answer, args=(server.accept()[0],), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(30)
        Thread(target=listen, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        finally:
            ended.set()
            server.shutdown(socket.SHUT_RDWR)
