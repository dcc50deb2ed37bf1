"""A bucket, or a prefix in one, as a storage."""

from __future__ import annotations

import logging
from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cached_property, partial
from threading import Event
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError, IncompleteReadError, ResponseStreamingError

from feedpub.errors import Conflict, NoResponse, StorageError, Unsupported
from feedpub.standards.redirects import website_rule
from feedpub.storage.body import Body
from feedpub.storage.protocol import (
    Absent,
    Content,
    Guard,
    ListedObject,
    ObjectInfo,
    OnBytes,
    Same,
    UnfinishedUpload,
    checked_key,
    checked_prefix,
    holds,
    is_listed,
    lost_race,
    uncounted,
)
from feedpub.storage.s3.client import RetryPolicy, Shared, UploadStream, checksum, connect, is_aws
from feedpub.storage.s3.errors import Call, as_storage_error, code_of, date_of, size_of, token_of
from feedpub.storage.s3.multipart import Upload

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import GetObjectOutputTypeDef, HeadObjectOutputTypeDef

LARGE = 16 << 20
"""From this size on an object is sent in parts."""

COPIED_AT_ONCE = 1 << 30
"""Up to this size the store copies an object by itself; what is larger keeps it busy for longer than we wait (S3's own
limit for `CopyObject` is 5 GB)."""

_log = logging.getLogger(__name__)


class S3:
    """Objects under `prefix` in `bucket`, for any number of threads.

    The client is made at the first call; tokens are entity tags.
    """

    def __init__(
        self,
        bucket: str,
        prefix: str = "",
        *,
        endpoint: str | None = None,
        region: str | None = None,
        profile: str | None = None,
        retry: RetryPolicy | None = None,
        beside: S3 | None = None,
    ) -> None:
        """`beside`: what is opened with the same options shares its client, and how much may be on its way."""
        self.bucket = bucket
        self.prefix = prefix.strip("/")
        self._endpoint = endpoint
        self._region = region
        self._profile = profile
        self._retry = retry or RetryPolicy()
        self.shared: Shared = beside.shared if beside else Shared()
        self.limit, self._memory = self.shared.limit, self.shared.memory

    @property
    def name(self) -> str:
        """The address: `s3://bucket/prefix`."""
        return f"s3://{self.bucket}/{self.prefix}".rstrip("/")

    def read(self, key: str) -> Content | None:
        """The whole object with the token of the same answer; None if there is no object."""
        try:
            data, answer = self._get(key, {})
        except _NoSuchBytes:
            return None
        info = self._info(key, answer, size=len(data))
        return Content(data=data, token=info.token, date=date_of(answer), info=info)

    def head(self, key: str) -> ObjectInfo | None:
        """Size, token and metadata of the object; None if there is no object."""
        with self._call("HeadObject", key):
            try:
                answer = self._client.head_object(Bucket=self.bucket, Key=self._key(key), **self._asking_checksum)
            except ClientError as error:
                if code_of(error) in {"404", "NoSuchKey"}:  # an answer to HEAD has no body that could tell more
                    return None
                raise
        return self._info(key, answer, size=size_of(answer, self._where(key)))

    def _info(self, key: str, answer: HeadObjectOutputTypeDef | GetObjectOutputTypeDef, *, size: int) -> ObjectInfo:
        return ObjectInfo(
            size=size,
            token=token_of(answer, self._where(key)),
            type=answer.get("ContentType", ""),
            cache=answer.get("CacheControl", ""),
            digest=answer["Metadata"].get("sha256", ""),
            checksum=_whole_checksum(answer),
            modified=answer.get("LastModified"),
        )

    def slice(self, key: str, start: int, stop: int) -> bytes:
        """The bytes from `start` to `stop` (exclusive), in one request; none if there is no object."""
        if start >= stop:
            return b""
        try:
            data, answer = self._get(key, {"Range": f"bytes={start}-{stop - 1}"})
        except _NoSuchBytes:
            return b""
        return data if "ContentRange" in answer else data[start:stop]  # some proxies ignore ranges

    def put(
        self, key: str, body: Body, *, type: str, cache: str, guard: Guard | None = None, on_bytes: OnBytes = uncounted
    ) -> str:
        """Store the object with its type, caching and SHA-256, in one step for every reader."""
        facts = {"ContentType": type, "CacheControl": cache, "Metadata": {"sha256": body.digest}}
        if guard is None and (token := self._copied(key, body, facts)):
            on_bytes(body.size)
            return token
        condition = _condition(guard)
        if body.size < LARGE:
            return self._put_at_once(key, body, {**facts, **condition}, on_bytes)
        call = partial(self._call, key=key, writes=True)
        upload = Upload(client=self._client, bucket=self.bucket, key=self._key(key), call=call, memory=self._memory)
        return upload.put(body, facts=facts, condition=condition, on_bytes=on_bytes)

    def _copied(self, key: str, body: Body, facts: Mapping[str, Any]) -> str | None:
        """Have the store copy the object from another place in it; its token, or None where the bytes must be sent.

        Only what feedpub stored there with this digest, and as it was seen: nobody reads the bytes on their way.
        """
        stored = body.stored
        source = stored.storage if stored else None
        if stored is None or not isinstance(source, S3) or not self._reaches(source) or body.size > COPIED_AT_ONCE:
            return None
        found = source.head(stored.key)
        if found is None or (found.size, found.digest) != (body.size, body.digest):
            return None
        if found.checksum not in {"", body.digest}:
            return None
        algorithm: dict[str, Any] = {"ChecksumAlgorithm": "SHA256"} if is_aws(self._client) else {}
        try:
            with self._call("CopyObject", key, writes=True):
                answer = self._client.copy_object(
                    Bucket=self.bucket,
                    Key=self._key(key),
                    CopySource={"Bucket": source.bucket, "Key": source._key(stored.key)},  # noqa: SLF001 - of its own class
                    CopySourceIfMatch=found.token,
                    MetadataDirective="REPLACE",
                    **facts,
                    **algorithm,
                )
            return _quoted(token_of(answer["CopyObjectResult"], self._where(key)))
        except NoResponse:
            raise
        except StorageError as error:  # it may not read there, or copies nothing: the bytes go by here
            _log.debug("%s is sent instead: %s", self._where(key), error.message)
            return None

    def _reaches(self, other: S3) -> bool:
        """Whether it is the same store for the same user."""
        return (self._endpoint, self._profile) == (other._endpoint, other._profile)

    def delete(self, key: str, *, guard: Guard | None = None) -> None:
        """Remove the object; if there is none, nothing happens, whatever the guard."""
        if isinstance(guard, Absent):
            if self.head(key):
                raise lost_race(self._where(key))
            return
        try:
            self._delete(key, **_condition(guard))
        except Conflict:  # stores answer the same for an object that is gone
            if self.head(key):
                raise
        except Unsupported:  # some stores have conditions for writing alone
            found = self.head(key)
            if found and not holds(guard, found.token):
                raise lost_race(self._where(key)) from None
            self._delete(key)

    def _delete(self, key: str, **condition: Any) -> None:  # noqa: ANN401 - as the SDK takes it
        with self._call("DeleteObject", key, writes=True):
            self._client.delete_object(Bucket=self.bucket, Key=self._key(key), **condition)

    def list(self, prefix: str = "", *, after: str = "") -> Iterator[ListedObject]:
        """The objects below the storage's own prefix whose keys begin so, a thousand in one request."""
        root = f"{self.prefix}/" if self.prefix else ""
        asked: dict[str, Any] = {"Bucket": self.bucket, "Prefix": root + checked_prefix(prefix)}
        if after:
            asked["StartAfter"] = root + after
        while True:
            with self._call("ListObjectsV2", prefix):
                answer = self._client.list_objects_v2(**asked)
            for found in answer.get("Contents", []):
                key = found["Key"].removeprefix(root)
                if key and is_listed(key, prefix=prefix, after=after):  # some stores ignore StartAfter
                    yield ListedObject(key=key, size=found.get("Size", 0), modified=found.get("LastModified"))
            if not (token := answer.get("NextContinuationToken")) or not answer.get("IsTruncated"):
                return
            asked["ContinuationToken"] = token

    def delete_versions(self, key: str) -> int:
        """Remove earlier versions; of an object that was deleted, all of them and the delete markers.

        A bucket that never had versions tells of the object that is there as its only one.
        """
        name, found = self._key(key), 0
        more: dict[str, Any] = {}
        while True:
            try:
                with self._call("ListObjectVersions", key):
                    answer = self._client.list_object_versions(Bucket=self.bucket, Prefix=name, **more)
            except Unsupported:  # such a store keeps none
                return found
            for one in (*answer.get("Versions", []), *answer.get("DeleteMarkers", [])):
                is_there = one["IsLatest"] and "Size" in one
                if one["Key"] == name and not is_there:
                    with self._call("DeleteObjectVersion", key, writes=True):
                        self._client.delete_object(Bucket=self.bucket, Key=name, VersionId=one["VersionId"])
                    found += 1
            if not answer.get("IsTruncated") or "NextKeyMarker" not in answer:
                return found
            more = {"KeyMarker": answer["NextKeyMarker"], "VersionIdMarker": answer.get("NextVersionIdMarker", "")}

    def uploads(self) -> Iterator[UnfinishedUpload]:
        """Uploads in parts that were not completed."""
        root = f"{self.prefix}/" if self.prefix else ""
        more: dict[str, Any] = {}
        while True:
            with self._call("ListMultipartUploads"):
                answer = self._client.list_multipart_uploads(Bucket=self.bucket, Prefix=root, **more)
            for one in answer.get("Uploads", []):
                if one["Key"].startswith(root):
                    key = one["Key"].removeprefix(root)
                    yield UnfinishedUpload(key=key, id=one["UploadId"], started=one.get("Initiated"))
            if not answer.get("IsTruncated") or "NextKeyMarker" not in answer:
                return
            more = {"KeyMarker": answer["NextKeyMarker"], "UploadIdMarker": answer.get("NextUploadIdMarker", "")}

    def delete_upload(self, upload: UnfinishedUpload) -> None:
        """Remove the parts; those of an upload that has ended meanwhile are gone already."""
        with suppress(Conflict), self._call("AbortMultipartUpload", upload.key, writes=True):
            self._client.abort_multipart_upload(Bucket=self.bucket, Key=self._key(upload.key), UploadId=upload.id)

    def presigned(self, key: str, *, seconds: int) -> str:
        """An address of the object that is signed for so many seconds."""
        with self._call("presign", key):
            return self._signer.generate_presigned_url(
                "get_object", Params={"Bucket": self.bucket, "Key": self._key(key)}, ExpiresIn=seconds
            )

    @cached_property
    def _signer(self) -> S3Client:
        return connect(
            endpoint=self._endpoint, region=self._region, profile=self._profile, retry=self._retry, presigning=True
        )

    def redirect(self, to: str) -> bool:
        """Have the website that the bucket is send everything below the prefix to the same below an address, with 301.

        False if it is no website, or one that sends all of itself elsewhere already; its other rules stay.
        """
        with self._call("GetBucketWebsite"):
            try:
                known: Mapping[str, Any] = self._client.get_bucket_website(Bucket=self.bucket)
            except ClientError as error:
                if code_of(error) == "NoSuchWebsiteConfiguration":
                    return False
                raise
        if "RedirectAllRequestsTo" in known:
            return False
        rule = website_rule(f"{self.prefix}/" if self.prefix else "", to)
        rules = list(known.get("RoutingRules", []))
        if rule in rules:
            return True
        kept = {name: known[name] for name in ("IndexDocument", "ErrorDocument") if name in known}
        with self._call("PutBucketWebsite", writes=True):
            website: Any = {**kept, "RoutingRules": [rule, *rules]}
            self._client.put_bucket_website(Bucket=self.bucket, WebsiteConfiguration=website)
        return True

    @cached_property
    def _asking_checksum(self) -> dict[str, Any]:
        """Only AWS keeps the checksum that `checksum` sends."""
        return {"ChecksumMode": "ENABLED"} if is_aws(self._client) else {}

    @property
    def _client(self) -> S3Client:
        with self.shared.connecting:  # several threads may be the first
            if self.shared.client is None:
                self.shared.client = self._connected()
            return self.shared.client

    def _connected(self) -> S3Client:
        with self._as_storage_error("connect"):
            return connect(
                endpoint=self._endpoint,
                region=self._region,
                profile=self._profile,
                retry=self._retry,
                on_busy=self.limit.slow_down,
            )

    def _where(self, key: str) -> str:
        return f"{self.name}/{key}".rstrip("/")

    def _key(self, key: str) -> str:
        return checked_key(f"{self.prefix}/{key}" if self.prefix else key)

    @contextmanager
    def _call(self, operation: str, key: str = "", *, writes: bool = False) -> Iterator[None]:
        """One request to the store, sent as soon as it may be asked again."""
        with self._as_storage_error(operation, key, writes=writes), self.limit.request():
            yield

    @contextmanager
    def _as_storage_error(self, operation: str, key: str = "", *, writes: bool = False) -> Iterator[None]:
        _log.debug("%s %s", operation, self._where(key))
        call = Call(
            operation=operation,
            where=self._where(key),
            bucket=self.bucket,
            writes=writes,
            endpoint=self._endpoint or "",
            profile=self._profile or "",
        )
        with as_storage_error(call):
            yield

    def _get(self, key: str, options: Mapping[str, Any]) -> tuple[bytes, GetObjectOutputTypeDef]:
        """Bytes and headers of one answer; asks again if the connection breaks. Raises `_NoSuchBytes`."""
        with self._call("GetObject", key):
            broken = 0
            while True:
                try:
                    answer = self._client.get_object(**options, Bucket=self.bucket, Key=self._key(key))
                    return answer["Body"].read(), answer
                except ClientError as error:
                    if code_of(error) in {"NoSuchKey", "InvalidRange"}:
                        raise _NoSuchBytes from None
                    raise
                except (ResponseStreamingError, IncompleteReadError):
                    broken += 1
                    if broken == self._retry.attempts:
                        raise

    def _put_at_once(self, key: str, body: Body, options: Mapping[str, Any], on_bytes: OnBytes) -> str:
        client = self._client
        with self._memory.held(body.size):
            data = b"".join(body.checked())
            check: dict[str, Any] = checksum(data, aws=is_aws(client))
            with self._call("PutObject", key, writes=True):
                answer = client.put_object(
                    Bucket=self.bucket,
                    Key=self._key(key),
                    Body=UploadStream(data, on_bytes, Event()),
                    **options,
                    **check,
                )
        return token_of(answer, self._where(key))


def _quoted(token: str) -> str:
    """An entity tag as headers have it: in this answer some stores leave out the quotes."""
    return token if token.startswith(('"', "W/")) else f'"{token}"'


def _whole_checksum(answer: HeadObjectOutputTypeDef | GetObjectOutputTypeDef) -> str:
    """The SHA-256 (hex) that AWS computed when the object was put; of what came in parts there is only one of parts."""
    found = answer.get("ChecksumSHA256", "")
    if not found or "-" in found or answer.get("ChecksumType", "FULL_OBJECT") != "FULL_OBJECT":
        return ""
    return b64decode(found).hex()


class _NoSuchBytes(Exception):
    """The object is not there, or has no bytes in this range."""


def _condition(guard: Guard | None) -> dict[str, Any]:
    match guard:
        case None:
            return {}
        case Absent():
            return {"IfNoneMatch": "*"}
        case Same():
            return {"IfMatch": guard.token}
