"""Errors of stores and of the SDK, as `StorageError` that says what to do.

Their own messages are not passed on: they hold signatures and key ids, and do not help a podcaster. Error codes
are AWS's own (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html); other stores use the same.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from feedpub.errors import Denied, NoResponse, StorageError, Unsupported
from feedpub.storage.protocol import lost_race


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of the SDK, for the messages about it."""

    operation: str
    """The SDK's name of it: `PutObject`."""

    where: str
    """The object, as `s3://bucket/key`."""

    bucket: str
    writes: bool
    """Whether it may have changed something if no answer came."""

    endpoint: str
    """As the author wrote it; empty for AWS."""

    profile: str

    @property
    def store(self) -> str:
        """The store, for messages."""
        return self.endpoint or "AWS"


@contextmanager
def as_storage_error(call: Call) -> Iterator[None]:
    """Turn what the SDK raises into a `StorageError` that says what to do."""
    try:
        yield
    except ClientError as error:
        raise _of_answer(error, call) from None
    except BotoCoreError as error:
        raise _of_sdk(error, call) from None
    except ResponseParserError:
        raise _not_s3(call) from None
    except (ValueError, RuntimeError) as error:
        if not _is_raised_by_sdk(error):
            raise
        raise _not_s3(call) from None


def _not_s3(call: Call) -> StorageError:
    kind = NoResponse if call.writes else StorageError
    return kind(f"{call.store} gives an answer that is not S3's", where=call.where, hint="look at `endpoint:`")


def _is_raised_by_sdk(error: Exception) -> bool:
    """Whether the SDK raised it: it reads numbers and dates of headers without checking them."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    return at is not None and str(at.tb_frame.f_globals.get("__name__")).startswith("botocore.")


def size_of(answer: Mapping[str, Any], where: str) -> int:
    """The length of an answer; some proxies leave it out of what they answer to HEAD."""
    size = answer.get("ContentLength")
    if isinstance(size, int) and size >= 0:
        return size
    raise StorageError("the answer is not S3's: it has no length", where=where, hint="look at `endpoint:`")


def token_of(answer: Mapping[str, Any], where: str) -> str:
    """The entity tag of an answer; a web page that some gateway gives instead has none."""
    if token := answer.get("ETag"):
        return str(token)
    raise StorageError("the answer is not S3's: it has no entity tag", where=where, hint="look at `endpoint:`")


def date_of(answer: Mapping[str, Any]) -> datetime | None:
    """When the store answered, on its own clock; None if it does not say so that it can be read."""
    headers = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    try:
        date = parsedate_to_datetime(headers.get("date", ""))
    except (ValueError, OverflowError):
        return None
    return date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)


def code_of(error: ClientError) -> str:
    """The store's error code; only a number where the answer had no body."""
    return str(error.response.get("Error", {}).get("Code", ""))


_CREDENTIALS = (
    "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, run `aws configure`, or name a profile (`profile:` in show.yaml)"
)
_RENEW = "sign in again (`aws sso login`), or get new credentials from whoever gave you these"
_NETWORK = "look at the network connection, then run the same command again"
_AGAIN = "run the same command again in a few minutes"

_ACTIONS = {
    "PutObject": "s3:PutObject",
    "CopyObject": "s3:PutObject",
    "CreateMultipartUpload": "s3:PutObject",
    "UploadPart": "s3:PutObject",
    "CompleteMultipartUpload": "s3:PutObject",
    "GetObject": "s3:GetObject",
    "HeadObject": "s3:GetObject",
    "DeleteObject": "s3:DeleteObject",
    "AbortMultipartUpload": "s3:AbortMultipartUpload",
    "ListMultipartUploads": "s3:ListBucketMultipartUploads",
    "ListObjectVersions": "s3:ListBucketVersions",
    "DeleteObjectVersion": "s3:DeleteObjectVersion",
    "HeadBucket": "s3:ListBucket",
    "ListObjectsV2": "s3:ListBucket",
    "GetBucketWebsite": "s3:GetBucketWebsite",
    "PutBucketWebsite": "s3:PutBucketWebsite",
}
"""The permission that each operation needs."""

_CONFLICTS = {
    "PreconditionFailed",
    "412",
    "ConditionalRequestConflict",
    "OperationAborted",
    "409",
    "NoSuchUpload",
    "NoSuchKey",
}
_BUSY = {"SlowDown", "Throttling", "ThrottlingException", "RequestLimitExceeded", "TooManyRequests", "429", "503"}
_DENIED = {"AccessDenied", "Forbidden", "403", "401", "Unauthorized", "AllAccessDisabled", "AccountProblem"}
_REDIRECTED = {"PermanentRedirect", "AuthorizationHeaderMalformed", "301", "307", "TemporaryRedirect"}
_REDIRECTED |= {"IllegalLocationConstraintException", "InvalidRegion"}

_BY_CODE: dict[str, tuple[str, str]] = {
    "ExpiredToken": ("the credentials have expired", _RENEW),
    "ExpiredTokenException": ("the credentials have expired", _RENEW),
    "TokenRefreshRequired": ("the credentials have expired", _RENEW),
    "RequestExpired": ("the credentials have expired, or this machine's clock is wrong", _RENEW),
    "InvalidToken": ("the store does not accept the session token", _RENEW),
    "InvalidAccessKeyId": ("the store does not know this access key", f"a key belongs to one store; {_CREDENTIALS}"),
    "SignatureDoesNotMatch": ("the secret key does not belong to the access key", f"copy both anew; {_CREDENTIALS}"),
    "InvalidBucketName": ("the store does not accept this name of a bucket", "look at `to:` in show.yaml"),
    "NoSuchBucket": ("there is no bucket {call.bucket}", "create it, or correct `to:`, `endpoint:` or `profile:`"),
    "404": (
        "the store does not know this address; perhaps there is no bucket {call.bucket}, or it is not an S3 store",
        "create the bucket, or correct `to:` and `endpoint:`",
    ),
    "400": (
        "the store refuses to answer; perhaps the credentials have expired or the region is wrong",
        "sign in again, or write `region:` under `publish:` in show.yaml",
    ),
    "BadDigest": ("bytes were damaged on the way; nothing of them was stored", "run the same command again"),
    "InvalidDigest": ("bytes were damaged on the way; nothing of them was stored", "run the same command again"),
    "XAmzContentSHA256Mismatch": (
        "bytes were damaged on the way; nothing of them was stored",
        "run the same command again",
    ),
    "IncompleteBody": ("the store received only a part; nothing of it was stored", _NETWORK),
    "RequestTimeout": ("the upload was too slow for the store; nothing of it was stored", _NETWORK),
    "EntityTooLarge": ("the store does not take objects of this size", "encode the audio with a lower bit rate"),
    "KeyTooLongError": ("the store does not take keys of this length", "use a shorter prefix in `to:`"),
    "QuotaExceeded": ("the space at the store is used up", "make room there, or ask for more"),
    "XMinioStorageFull": ("the store's disk is full", "make room there, then run the same command again"),
    "InvalidObjectState": ("the object lies in an archive", "restore it, and keep published objects out of archives"),
    "KMS.DisabledException": ("the bucket's encryption key is disabled", "enable it in AWS KMS"),
}
"""Error code → what is wrong, what to do."""


def _of_answer(error: ClientError, call: Call) -> StorageError:
    code, where = code_of(error), call.where
    status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    if error.operation_name not in _ACTIONS:  # the credential chain asks other services
        return StorageError(
            f"no credentials: {_safe(error.operation_name)} was refused", where=where, hint=_of_profile(call)
        )
    if code == "NotImplemented" or status == 501:
        return Unsupported(
            "the store cannot do this", where=where, hint=f"use a store that implements {call.operation}"
        )
    if call.writes and (code in _CONFLICTS or status == 412):
        return lost_race(where)
    if code not in _BY_CODE and (code in _BUSY or status >= 500 or status == 429):
        return _exhausted(code, call)
    return _refused(error, call, code=code, status=status)


def _refused(error: ClientError, call: Call, *, code: str, status: int) -> StorageError:
    where = call.where
    if code == "RequestTimeTooSkewed":
        return StorageError(_skew(error), where=where, hint="set the clock, or switch on setting it by network time")
    if code in _BY_CODE:
        message, hint = _BY_CODE[code]
        return StorageError(message.format(call=call), where=where, hint=hint)
    if code in _REDIRECTED or status == 301:
        return _in_another_region(error, call)
    if code in _DENIED or status == 403:
        return _locked(call) if "object lock" in _message(error).lower() else _denied(call)
    return StorageError(
        f"the store refuses {call.operation} ({_safe(code)}, HTTP {status})",
        where=where,
        hint="look the code up in the documentation of the store, or in the store's log",
    )


def _exhausted(code: str, call: Call) -> StorageError:
    kind = NoResponse if call.writes else StorageError
    if code in _BUSY:
        return kind("the store asks to slow down at every attempt", where=call.where, hint=_AGAIN)
    return kind("the store has an internal error at every attempt", where=call.where, hint=_AGAIN)


def _denied(call: Call) -> StorageError:
    action = _ACTIONS[call.operation]
    hint = f"allow {action} on it"
    if call.operation in {"ListObjectsV2", "ListObjectVersions", "ListMultipartUploads"}:
        hint = f"allow {action} on the bucket {call.bucket}"
    if call.operation == "DeleteObjectVersion":
        hint += "; where the bucket has Object Lock, that may be the reason, too"
    if call.operation in {"GetObject", "HeadObject"}:
        hint += (
            f", and s3:ListBucket on the bucket {call.bucket}: without it a store says the same of what is not there, "
            "and feedpub never takes that for a first publication"
        )
    return Denied(f"these credentials do not have the permission {action}", where=call.where, hint=hint)


def _message(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Message", ""))


def _locked(call: Call) -> StorageError:
    """Object Lock: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html"""
    key = call.where.removeprefix(f"s3://{call.bucket}/")
    look = shlex.join(["aws", "s3api", "get-object-retention", "--bucket", call.bucket, "--key", key])
    return Denied(
        "Object Lock protects a version of this object: nobody can delete it before its retention ends, or its legal "
        "hold is lifted",
        where=call.where,
        hint=f"to see until when: {look}; where the mode is GOVERNANCE, somebody with "
        "s3:BypassGovernanceRetention can delete it",
    )


def _in_another_region(error: ClientError, call: Call) -> StorageError:
    if region := _named_region(error):
        return StorageError(
            f"the bucket {call.bucket} is in the region {region}",
            where=call.where,
            hint=f"write under `publish:` in show.yaml: `region: {region}`",
        )
    if not call.endpoint:
        return StorageError(
            f"the bucket {call.bucket} is in another region", where=call.where, hint="write its region: `region: …`"
        )
    if host := _named_host(error, call):
        scheme = call.endpoint.partition("://")[0]
        return StorageError(
            f"{call.endpoint} redirects to {host}",
            where=call.where,
            hint=f"write under `publish:` in show.yaml: `endpoint: {scheme}://{host}`",
        )
    return StorageError(
        f"{call.endpoint} redirects to another address",
        where=call.where,
        hint="write that address in `endpoint:`: perhaps with https, or of another region",
    )


_EXPECTING = re.compile(r"expecting '([A-Za-z0-9-]{1,40})'")
"""How AWS, MinIO, Garage and others name the right region in the message of AuthorizationHeaderMalformed."""

_REGION_OF_HOST = re.compile(r"s3[.-]([a-z]{2}(?:-[a-z]+)+-[0-9])\.amazonaws\.com")


def _named_region(error: ClientError) -> str:
    """The region that the store names: in its own field, a header, its message, or the address it redirects to."""
    headers = error.response.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    details: dict[str, Any] = dict(error.response.get("Error", {}))
    if region := _safe(str(details.get("Region") or headers.get("x-amz-bucket-region") or "")):
        return region
    texts = (_EXPECTING, details.get("Message")), (_REGION_OF_HOST, details.get("Endpoint"))
    return next((found[1] for pattern, text in texts if (found := pattern.search(str(text or "")))), "")


def _named_host(error: ClientError, call: Call) -> str:
    """The store's address in a redirect, without the bucket that may stand in front of it."""
    details: dict[str, Any] = dict(error.response.get("Error", {}))
    return re.sub(r"[^A-Za-z0-9.:-]", "", str(details.get("Endpoint") or ""))[:200].removeprefix(f"{call.bucket}.")


def _skew(error: ClientError) -> str:
    details: dict[str, Any] = dict(error.response.get("Error", {}))
    try:
        theirs = datetime.fromisoformat(details["ServerTime"])
        ours = datetime.strptime(details["RequestTime"], "%Y%m%dT%H%M%S%z")
    except (KeyError, ValueError):
        return "this machine's clock is wrong"
    minutes = round((ours - theirs).total_seconds() / 60)
    return f"this machine's clock is {abs(minutes)} minutes {'ahead' if minutes > 0 else 'behind'}"


_BY_SDK_ERROR: dict[str, tuple[str, str]] = {
    "NoCredentialsError": ("there are no credentials for {call.store}", _CREDENTIALS),
    "PartialCredentialsError": ("only one half of the credentials is set", _CREDENTIALS),
    "ProfileNotFound": (
        "there is no profile {call.profile!r} in the AWS configuration",
        "see `aws configure list-profiles`",
    ),
    "UnauthorizedSSOTokenError": ("the single sign-on has expired", _RENEW),
    "SSOTokenLoadError": ("nobody is signed in", _RENEW),
    "TokenRetrievalError": ("the single sign-on has expired", _RENEW),
    "SSOError": ("single sign-on does not work", _RENEW),
    "LoginError": ("the sign-in has expired", "sign in again (`aws login`)"),
    "CredentialRetrievalError": ("the credentials could not be fetched", "run the `credential_process` of the profile"),
    "MetadataRetrievalError": ("this machine's role gives no credentials", _CREDENTIALS),
    "RefreshWithMFAUnsupportedError": ("the credentials need a second factor again", _RENEW),
    "ConfigParseError": ("the AWS configuration file cannot be read", "correct ~/.aws/config and ~/.aws/credentials"),
    "ConfigNotFound": ("the AWS configuration file is not there", "look at AWS_CONFIG_FILE"),
    "InfiniteLoopConfigError": ("profiles of the AWS configuration refer to each other", "correct ~/.aws/config"),
    "InvalidConfigError": ("the AWS configuration contradicts itself", "correct ~/.aws/config"),
    "MissingDependencyException": ("this way to sign in needs a part of the SDK", "pip install 'botocore[crt]'"),
    "NoRegionError": ("no region is named", "write `region:` under `publish:` in show.yaml"),
    "InvalidRegionError": ("this is not the name of a region", "correct `region:`; it looks like eu-central-1"),
    "EndpointProviderError": (
        "the store's address does not follow from region and bucket",
        "correct `region:` and `to:`",
    ),
    "InvalidProxiesConfigError": ("the proxy's settings are wrong", "look at HTTPS_PROXY and AWS_CA_BUNDLE"),
    "ParamValidationError": ("the store does not take this name", "correct bucket and prefix in `to:`"),
    "ProxyConnectionError": ("the proxy does not answer", "look at HTTPS_PROXY and NO_PROXY"),
    "SSLError": (
        "no secure connection to {call.store}: its certificate is not trusted here, or is another host's",
        "look at `endpoint:`; name the certificate of a private store in AWS_CA_BUNDLE",
    ),
    "EndpointConnectionError": ("nothing answers at {call.store}", f"check `endpoint:`; {_NETWORK}"),
    "ConnectTimeoutError": ("{call.store} does not answer", f"check `endpoint:`; {_NETWORK}"),
    "ReadTimeoutError": ("{call.store} took too long to answer", _NETWORK),
    "ConnectionClosedError": ("{call.store} closed the connection without an answer", _NETWORK),
    "ResponseStreamingError": ("the connection broke in the middle of the answer", _NETWORK),
    "IncompleteReadError": ("the connection broke in the middle of the answer", _NETWORK),
    "HTTPClientError": ("the connection to {call.store} broke", _NETWORK),
    "ConnectionError": ("no connection to {call.store}", _NETWORK),
}
"""Name of the SDK's error, or of one it is a kind of → what is wrong, what to do. By name: older SDKs lack some."""

_CONNECTION_ERRORS = {"HTTPClientError", "ConnectionError", "IncompleteReadError"}


def _of_sdk(error: BotoCoreError, call: Call) -> StorageError:
    names = [kind.__name__ for kind in type(error).__mro__]
    name = next((name for name in names if name in _BY_SDK_ERROR), "")
    if name == "EndpointConnectionError" and _is_unresolved(error):
        message, hint = (
            "{call.store} cannot be found: no such host, or no network",
            f"check `endpoint:`; {_NETWORK}",
        )
    elif name:
        message, hint = _BY_SDK_ERROR[name]
    else:
        message, hint = f"the AWS SDK cannot do this ({names[0]})", "look at the AWS_… variables and ~/.aws/config"
    # Also a refused connection may be the retry of a request that had arrived.
    kind = NoResponse if call.writes and not _CONNECTION_ERRORS.isdisjoint(names) else StorageError
    return kind(message.format(call=call), where=call.where, hint=hint)


def _is_unresolved(error: BotoCoreError) -> bool:
    kwargs: dict[str, Any] = getattr(error, "kwargs", {})
    return type(kwargs.get("error")).__name__ in {"NameResolutionError", "gaierror"}


def _of_profile(call: Call) -> str:
    return f"look at the role of profile {call.profile!r}" if call.profile else _CREDENTIALS


def _safe(text: str) -> str:
    """A code or a region as it may be shown; a store could send anything."""
    return re.sub(r"[^A-Za-z0-9._-]", "", text)[:60]
