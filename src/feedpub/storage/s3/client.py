"""The SDK's client, set up for publishing: any endpoint, bounded retries and waits, checksums of our own.

Credentials come from boto3's own chain alone (environment, profile, single sign-on, instance role).
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import md5, sha256
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import boto3
import botocore.session
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config
from botocore.exceptions import BotoCoreError
from botocore.loaders import Loader, create_loader

from feedpub.errors import StorageError
from feedpub.storage.s3.sending import count_from_here

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_AWS = (".amazonaws.com", ".amazonaws.com.cn", ".api.aws")
_BUCKET_AS_HOST = (".aliyuncs.com", ".myqcloud.com")
"""Stores that answer no path-style requests. All others do, and many have no wildcard DNS for the other style."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to wait for a store, and how often to ask."""

    connect: float = 6.0
    """Seconds."""

    answer: float = 30.0
    """Seconds of silence."""

    attempts: int = 7
    """Of one request; the SDK waits up to 0.05, 0.1, … 1.6 s in between, twenty times that when told to slow down."""


def connect(*, endpoint: str | None, region: str | None, profile: str | None, patience: Patience) -> S3Client:
    """A client; nothing is asked yet. What the environment or the profile says about an endpoint holds too.

    Raises `StorageError` for an endpoint that is no URL, and the SDK's errors for a profile that is not there.
    """
    session = _session(profile, region)
    config = _config(patience)
    try:
        if endpoint:
            config = config.merge(_style(endpoint))
        client = session.client("s3", endpoint_url=endpoint, config=config)
        if not endpoint and not is_aws(client):
            client = session.client("s3", config=config.merge(_style(client.meta.endpoint_url)))
    except BotoCoreError:
        raise
    except ValueError:  # the SDK's only word for an endpoint that is no URL
        raise StorageError(
            "this is no address of a store",
            where=endpoint or "AWS_ENDPOINT_URL",
            hint="write `endpoint:` as the store's documentation gives it, for example https://s3.example.com",
        ) from None
    client.meta.events.register("before-send.s3", count_from_here)
    if not is_aws(client):
        client.meta.events.register("before-call.s3.HeadBucket", cast("Callable[..., None]", _in_no_region))
    return client


def _session(profile: str | None, region: str | None) -> boto3.Session:
    inner = botocore.session.Session()
    inner.register_component("data_loader", _descriptions())
    return boto3.Session(botocore_session=inner, profile_name=profile, region_name=region)


@cache
def _descriptions() -> Loader:
    """The SDK's descriptions of services, read once: site and state, two clients, take half the time."""
    return create_loader()


def _config(patience: Patience) -> Config:
    return Config(
        connect_timeout=patience.connect,
        read_timeout=patience.answer,
        retries={"mode": "standard", "total_max_attempts": patience.attempts},
        # The SDK's default checksums travel in a trailer, which many stores refuse: `checksum` sends one in a header.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        tcp_keepalive=True,
    )


def _in_no_region(**_: object) -> tuple[AWSResponse, dict[str, Any]]:
    """What the SDK hears when it looks for the region of a bucket after a redirect.

    Off AWS that search is redirected too, and the SDK follows it until Python's stack is full.
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

    AWS keeps the SHA-256 with the object; elsewhere only the oldest of all checksums is understood by every store.
    """
    if aws:
        return {"ChecksumSHA256": b64encode(sha256(data).digest()).decode()}
    return {"ContentMD5": b64encode(md5(data, usedforsecurity=False).digest()).decode()}
