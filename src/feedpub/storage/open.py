"""Open the storage that the author names (`publish.to`). The AWS SDK is loaded only for a bucket."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import unquote

from feedpub.errors import FeedpubError
from feedpub.storage.directory import Directory
from feedpub.storage.protocol import Bucket, Storage, checked_key

_SCHEME = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<rest>.*)", re.DOTALL)
_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]")

PRIVATE_FOLDER = ".feedpub"
"""The folder of the private state, beside what is public."""


def open_storage(
    url: str,
    *,
    endpoint: str | None = None,
    region: str | None = None,
    profile: str | None = None,
    impatient: bool = False,
    beside: Storage | None = None,
) -> Storage:
    """The storage at `s3://bucket/prefix`, `file:///path` or a path; no request is sent yet.

    `endpoint` (`https://…`), `region` and `profile` are for buckets. `impatient`: a bucket that does not answer within
    seconds is asked once more, and not for minutes. `beside` was opened with the same options: two buckets have one
    client, which takes long to be made.

    >>> storage = feedpub.open_storage("public/tidewater")
    >>> storage.name, storage.read("feed.xml")
    ('public/tidewater', None)

    Raises `FeedpubError` for any other address; the methods of the storage raise `StorageError`.
    """
    if bucket := _bucket(url):
        from feedpub.storage.s3 import S3, RetryPolicy  # noqa: PLC0415 - loading the SDK takes as long as a publish

        retry = RetryPolicy(connect=3.0, read=10.0, attempts=2) if impatient else None
        other = beside if isinstance(beside, S3) else None
        return S3(*bucket, endpoint=endpoint, region=region, profile=profile, retry=retry, beside=other)
    path = _path(url)
    return Directory(path, private=_private(path))


def open_bucket(
    url: str, *, endpoint: str | None = None, region: str | None = None, profile: str | None = None
) -> Bucket:
    """The bucket at `s3://bucket/prefix`; no request is sent yet. Raises `FeedpubError` for any other address."""
    bucket = _bucket(url)
    if bucket is None:
        raise FeedpubError("this is no bucket", where=url, hint="write s3://bucket/prefix")
    from feedpub.storage.s3 import S3  # noqa: PLC0415 - as above

    return S3(*bucket, endpoint=endpoint, region=region, profile=profile)


def open_state(
    url: str,
    *,
    endpoint: str | None = None,
    region: str | None = None,
    profile: str | None = None,
    impatient: bool = False,
    beside: Storage | None = None,
) -> Storage:
    """`open_storage` for a private state: of what is written to a directory nobody but the owner may read anything."""
    if _bucket(url):
        options = {"endpoint": endpoint, "region": region, "profile": profile}
        return open_storage(url, **options, impatient=impatient, beside=beside)
    path = _path(url)
    return Directory(path, private=_private(path), owner_only=True)


def redirect_website(
    url: str, *, to: str, endpoint: str | None = None, region: str | None = None, profile: str | None = None
) -> bool:
    """Have the website that a bucket is answer 301 for everything below `url`, with the same below the address `to`.

    False where the bucket is no website, and for a directory; other rules of a website stay. Raises `StorageError`.
    """
    if not (bucket := _bucket(url)):
        return False
    from feedpub.storage.s3 import S3  # noqa: PLC0415 - as above

    return S3(*bucket, endpoint=endpoint, region=region, profile=profile).redirect(to)


def _private(folder: Path) -> Path:
    """Where no stranger looks: a folder of the state, or the one beside what may be public."""
    return folder if PRIVATE_FOLDER in folder.parts else folder.parent / PRIVATE_FOLDER / folder.name


def state_url(target: str) -> str:
    """Where the private state of a target lies: outside of what is public, beside it.

    `s3://bucket/prefix` → `s3://bucket/.feedpub/prefix`, `public/tidewater` → `public/.feedpub/tidewater`.
    Raises `FeedpubError` for a bucket without a prefix: all of it is public.
    """
    if bucket := _bucket(target):
        name, prefix = bucket
        if not prefix:
            raise FeedpubError(
                "a whole bucket is published, so the private state has no place beside it",
                where=target,
                hint=f"publish under a prefix, for example s3://{name}/podcast; "
                "or name another, private bucket under `publish:`: `state: s3://…`",
            )
        return f"s3://{name}/{PRIVATE_FOLDER}/{prefix}"
    path = _path(target)
    if path.name in {"", ".."}:
        path = Path(os.path.realpath(path))  # of links in a circle, too; whoever writes there says so
    if not path.name:
        raise FeedpubError("the root of a disk cannot be published", where=target, hint="name a folder of its own")
    return str(path.parent / PRIVATE_FOLDER / path.name)


def _bucket(url: str) -> tuple[str, str] | None:
    """Bucket and prefix (without slashes at its ends); None if no bucket is meant."""
    if not (match := _SCHEME.fullmatch(url)) or match["scheme"].lower() != "s3":
        return None
    name, _, prefix = match["rest"].partition("/")
    if not _BUCKET.fullmatch(name):
        raise FeedpubError(
            f"{name!r} is not a bucket name" if name else "no bucket is named",
            where=url,
            hint="write s3://bucket/prefix; a bucket's name has 3 to 63 letters, digits, dots and hyphens",
        )
    prefix = prefix.strip("/")
    return name, checked_key(prefix) if prefix else ""


_OTHER_SCHEMES = {
    "http": "`to` is where files are written; the public address goes into `url:`",
    "https": "`to` is where files are written; the public address goes into `url:`",
    "r2": "for Cloudflare R2 write `to: s3://bucket/prefix` and `endpoint: https://<account>.r2.cloudflarestorage.com`",
    "b2": "for Backblaze B2 write `to: s3://bucket/prefix` and `endpoint: https://s3.<region>.backblazeb2.com`",
}


def _path(url: str) -> Path:
    match = _SCHEME.fullmatch(url)
    if not match:
        return _local(url, url)
    scheme = match["scheme"].lower()
    if scheme == "file" and match["rest"].startswith("/"):
        return _local(unquote(match["rest"]), url)
    raise FeedpubError(
        f"feedpub cannot write to {scheme}://",
        where=url,
        hint=_OTHER_SCHEMES.get(
            scheme, "write s3://bucket/prefix, with `endpoint:` for stores other than AWS, or a path"
        ),
    )


def _local(text: str, url: str) -> Path:
    if not text or "\0" in text:
        raise FeedpubError("this is not a path", where=url, hint="name a folder, or s3://bucket/prefix")
    return Path(text)
