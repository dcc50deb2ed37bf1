"""The SDK's client, set up for publishing: any endpoint, bounded retries and waits, checksums of our own.

Credentials come from boto3's own chain alone (environment, profile, single sign-on, instance role).
"""

from __future__ import annotations

import io
import logging
from base64 import b64encode
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cache, partial
from hashlib import md5, sha256
from threading import Event, Lock
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import boto3
import botocore.session
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config
from botocore.exceptions import BotoCoreError
from botocore.loaders import Loader, create_loader
from botocore.utils import parse_timestamp

from feedpub.errors import StorageError
from feedpub.limits import MemoryLimit, RequestLimit
from feedpub.storage.protocol import OnBytes

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_log = logging.getLogger(__name__)

_AWS = (".amazonaws.com", ".amazonaws.com.cn", ".api.aws")
_BUCKET_AS_HOST = (".aliyuncs.com", ".myqcloud.com")
"""Stores that answer no path-style requests. All others do, and many have no wildcard DNS for the other style."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """How long a request may take, and how often it is tried."""

    connect: float = 6.0
    """Seconds until the connection stands."""

    read: float = 30.0
    """Seconds without a byte from the store."""

    attempts: int = 7
    """Of one request; the SDK waits up to 0.05, 0.1, … 1.6 s between two, twenty times that after `SlowDown`."""


REQUESTS = 16
"""Requests that are on their way at once, at most: parts of objects count like objects."""

HELD = 16 << 20
"""Bytes that are in memory to be sent, whatever the number of threads."""


@dataclass(slots=True)
class Shared:
    """What all places in one store have in common; a client takes as long to be made as forty requests."""

    client: S3Client | None = None
    """None until the first call."""

    connecting: Lock = field(default_factory=Lock)
    limit: RequestLimit = field(default_factory=lambda: RequestLimit(REQUESTS))
    """Of all requests to the store; halved when it asks to slow down."""

    memory: MemoryLimit = field(default_factory=lambda: MemoryLimit(HELD))


def connect(
    *,
    endpoint: str | None,
    region: str | None,
    profile: str | None,
    retry: RetryPolicy,
    presigning: bool = False,
    on_busy: Callable[[], None] = lambda: None,
) -> S3Client:
    """A client; no request is sent yet. An endpoint of the environment or the profile is used, too.

    `presigning` is for one that signs addresses: the SDK would sign some of them as Version 2, which ends nowhere.
    `on_busy` is called at each answer that asks to slow down, also where the SDK tries again by itself.
    Raises `StorageError` for an endpoint that is not a URL, and the SDK's errors for a profile that is not there.
    """
    session = _session(profile, region)
    config = _config(retry)
    if presigning:
        config = config.merge(Config(signature_version="s3v4"))
    try:
        if endpoint:
            config = config.merge(_style(endpoint))
        client = session.client("s3", endpoint_url=endpoint, config=config)
        if not endpoint and not is_aws(client):
            client = session.client("s3", config=config.merge(_style(client.meta.endpoint_url)))
    except BotoCoreError:
        raise
    except ValueError:  # what the SDK raises for an endpoint that is not a URL
        raise StorageError(
            "this is not the address of a store",
            where=endpoint or "AWS_ENDPOINT_URL",
            hint="write `endpoint:` as the store's documentation gives it, for example https://s3.example.com",
        ) from None
    client.meta.events.register("before-send.s3", _begin_sending)
    client.meta.events.register_last("before-call.s3", _send_small_at_once)
    client.meta.events.register("needs-retry.s3", partial(_note_busy, on_busy))
    if not is_aws(client):
        client.meta.events.register("before-call.s3.HeadBucket", cast("Callable[..., None]", _no_region))
    return client


def _session(profile: str | None, region: str | None) -> boto3.Session:
    inner = botocore.session.Session()
    inner.register_component("data_loader", _descriptions())
    inner.get_component("response_parser_factory").set_parser_defaults(timestamp_parser=_moment)
    return boto3.Session(botocore_session=inner, profile_name=profile, region_name=region)


def _moment(text: str) -> datetime:
    """A time in an answer; the SDK's own way, which knows every form, takes as long as the rest of a line."""
    with suppress(ValueError, TypeError):
        found = datetime.fromisoformat(text) if text[:4].isdigit() else parsedate_to_datetime(text)
        if found.tzinfo is not None:
            return found
    return parse_timestamp(text)


@cache
def _descriptions() -> Loader:
    """The SDK's descriptions of services, read once: site and state, two clients, take half the time."""
    return create_loader()


def _config(retry: RetryPolicy) -> Config:
    return Config(
        connect_timeout=retry.connect,
        read_timeout=retry.read,
        retries={"mode": "standard", "total_max_attempts": retry.attempts},
        # The SDK's default checksums travel in a trailer, which many stores refuse: `checksum` sends one in a header.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        tcp_keepalive=True,
        # Said once: the SDK puts its own long text together anew for each request, twice.
        user_agent=f"feedpub Boto3/{boto3.__version__}",
        max_pool_connections=32,
    )


def _no_region(**_: object) -> tuple[AWSResponse, dict[str, Any]]:
    """The answer to the SDK when it looks for the region of a bucket after a redirect.

    Outside AWS that search is redirected too, and the SDK follows it until Python's stack is full.
    """
    status = {"HTTPStatusCode": 404, "HTTPHeaders": {}}
    return AWSResponse("", 404, HTTPHeaders(), None), {"Error": {"Code": "404"}, "ResponseMetadata": status}


def is_aws(client: S3Client) -> bool:
    """Whether the client talks to AWS itself."""
    return _host(client.meta.endpoint_url).endswith(_AWS)


def _style(endpoint: str) -> Config:
    """How to address buckets there; for AWS the SDK's own choice is right, and the user's configuration holds."""
    if _host(endpoint).endswith(_AWS):
        return Config()
    return Config(s3={"addressing_style": "virtual" if _host(endpoint).endswith(_BUCKET_AS_HOST) else "path"})


def _host(endpoint: str) -> str:
    return urlsplit(endpoint).hostname or ""


def checksum(data: bytes, *, aws: bool) -> dict[str, str]:
    """The argument that makes the store refuse damaged bytes.

    AWS keeps the SHA-256 with the object; every other store understands only the oldest checksum, MD5.
    """
    if aws:
        return {"ChecksumSHA256": b64encode(sha256(data).digest()).decode()}
    return {"ContentMD5": b64encode(md5(data, usedforsecurity=False).digest()).decode()}


class Cancelled(BaseException):
    """Ends a transfer at once. It is not an `Exception`, since the SDK would try again after one."""


class UploadStream(io.BytesIO):
    """The body of a request, as a file that reports how much of it has been sent.

    The SDK also reads it for signing, and again for every retry: only what is read for sending is counted, and a retry
    takes back what was counted before.
    """

    def __init__(self, data: bytes, on_bytes: OnBytes, stop: Event) -> None:
        super().__init__(data)
        self.size = len(data)
        self._on_bytes = on_bytes
        self._stop = stop
        self._counted = 0
        self._counting = False

    def read(self, size: int | None = -1, /) -> bytes:
        """At most `size` bytes; the SDK asks for 128 KiB at a time."""
        if self._stop.is_set():
            raise Cancelled
        chunk = super().read(size)
        if self._counting and chunk:
            self._counted += len(chunk)
            self._on_bytes(len(chunk))
        return chunk

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Move the position, which means signing or a retry: counting stops until sending begins again."""
        self._counting = False
        return super().seek(offset, whence)

    def begin(self) -> None:
        """Start counting from zero: the SDK sends the request, perhaps again."""
        if self._counted:
            self._on_bytes(-self._counted)
        self._counted = 0
        self._counting = True


_SMALL = 256 << 10
"""Bytes that are sent without asking first: to wait for an answer takes longer."""


def _send_small_at_once(params: Mapping[str, Any], **_: object) -> None:
    """The SDK asks first whether a file may be sent (`Expect: 100-continue`), which takes a round trip."""
    body: object = params.get("body")
    if isinstance(body, UploadStream) and body.size <= _SMALL:
        params["headers"].pop("Expect", None)


_BUSY = frozenset({429, 503})


def _note_busy(on_busy: Callable[[], None], response: tuple[AWSResponse, object] | None = None, **_: object) -> None:
    """Called by the SDK with every answer, at every attempt; without one where none came."""
    if response is not None and response[0].status_code in _BUSY:
        on_busy()


def _begin_sending(request: AWSPreparedRequest, **_: object) -> None:
    """Called by the SDK right before it sends a request, at every attempt."""
    header: object = request.headers.get("amz-sdk-request", "")
    attempt = header.decode() if isinstance(header, bytes) else str(header)
    if attempt and not attempt.startswith("attempt=1;"):
        _log.debug("again: %s %s (%s)", request.method, request.url.partition("?")[0], attempt)
    if isinstance(request.body, UploadStream):
        request.body.begin()
