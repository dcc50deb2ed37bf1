"""Proof: do the public address, the store or the disk hold what `Prove` says?"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from html import escape
from urllib.parse import urlsplit

from feedpub import web
from feedpub.errors import FeedpubError, ProofFailed, Refused, WebError
from feedpub.plan import Prove
from feedpub.storage import Storage
from feedpub.vocab import common_type

WAIT = 60.0
"""Seconds in which a store or CDN may come to show what was put."""

PIECE = 4096
"""Bytes compared at the beginning, in the middle and at the end."""

_FEED_TYPES = {"application/rss+xml", "application/xml", "text/xml"}
_MAX_AGE = re.compile(r"max-age=(\d+)")


def pieces(size: int) -> list[tuple[int, int]]:
    """First and last byte (inclusive) of the beginning, middle and end of so many bytes; each once."""
    starts = (0, max(0, size // 2 - PIECE // 2), max(0, size - PIECE))
    return sorted({(start, min(size, start + PIECE) - 1) for start in starts})


def stored(prove: Prove, *, storage: Storage) -> None:
    """Compare with what the store itself (or the disk) holds. Raises `ProofFailed`."""
    seen = storage.look(prove.key)
    where = f"{storage.name}/{prove.key}"
    if seen is None:
        raise ProofFailed("what was just put is not there", where=where, hint="run again")
    if seen.size != prove.size:
        raise ProofFailed(f"there are {seen.size} bytes instead of {prove.size}", where=where, hint="run again")
    if seen.type and common_type(seen.type) != common_type(prove.type):
        raise ProofFailed(f"it is stored as {seen.type} instead of {prove.type}", where=where, hint="run again")
    for first, last in pieces(prove.size):
        if storage.slice(prove.key, first, last + 1) != prove.body.slice(first, last + 1):
            raise ProofFailed(f"bytes {first} to {last} are not those of the file", where=where, hint="run again")


def public(
    prove: Prove,
    *,
    allow_private: bool = False,
    wait: float = WAIT,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Fetch as a listener's app does: HEAD, then three ranges, compared with the local bytes.

    Retried for up to `wait` seconds, since stores and CDNs may lag. Raises `ProofFailed` with what was seen instead.
    """
    end, pause = clock() + wait, 0.5
    while True:
        try:
            _as_an_app(prove, allow_private=allow_private)
        except FeedpubError as failure:
            if clock() + pause > end:
                raise _unproved(failure, prove) from failure
            sleep(pause)
            pause = min(8.0, pause * 2)
        else:
            return


def _unproved(failure: FeedpubError, prove: Prove) -> ProofFailed:
    return ProofFailed(
        f"listeners would not get this: {failure.message} (nothing is in the feed yet)",
        where=prove.url,
        hint=failure.hint,
    )


def _as_an_app(prove: Prove, *, allow_private: bool) -> None:
    head = web.ask(prove.url, method="HEAD", allow_private=allow_private)
    _refuse_status(head.status, 200, prove.url)
    _refuse_headers(head, prove)
    for first, last in pieces(prove.size):
        part = web.ask(prove.url, byte_range=(first, last), limit=2 * PIECE, allow_private=allow_private)
        _refuse_status(part.status, 206, prove.url)
        wanted = f"bytes {first}-{last}/{prove.size}"
        if part.headers.get("content-range") != wanted:
            raise ProofFailed(f"Content-Range is {part.headers.get('content-range')!r} instead of {wanted!r}")
        if part.body != prove.body.slice(first, last + 1):
            raise ProofFailed(
                f"bytes {first} to {last} are not those of the file", hint="does the address lead to another bucket?"
            )


def _refuse_headers(head: web.Answer, prove: Prove) -> None:
    said = head.headers.get("content-type", "")
    if common_type(said) != common_type(prove.type):
        hint = "does the address lead to the store itself? a web page answers here"
        raise ProofFailed(
            f"Content-Type is {said or 'missing'} instead of {prove.type}", hint=hint if "html" in said else ""
        )
    if head.headers.get("content-encoding", "identity") != "identity":
        raise ProofFailed("it is compressed on the way; apps cannot seek in it", hint="turn compression off for media")
    if head.headers.get("content-length") != str(prove.size):
        raise ProofFailed(
            f"Content-Length is {head.headers.get('content-length', 'missing')} instead of {prove.size}",
            hint="players seek, and Apple checks, by the exact length",
        )


def _refuse_status(status: int, wanted: int, url: str) -> None:
    if status == wanted:
        return
    said = {
        200: ("the server ignores ranges (200 instead of 206); Apple refuses such hosts", "use the store or a CDN"),
        403: ("it is not public (403)", policy(url)),
        404: ("nothing is there (404)", "does `publish: url:` lead to the target? compare it with `publish: to:`"),
        405: ("the server refuses HEAD (405); Apple needs it", "allow HEAD on the server or CDN"),
        416: ("the server knows another length (416)", "an old copy in a CDN? it may take a while"),
    }
    message, hint = said.get(status, (f"the server answers {status}", "check the server"))
    raise ProofFailed(message, hint=hint)


def policy(url: str) -> str:
    """What to do about a 403: the bucket policy that makes exactly the published prefix public."""
    prefix = urlsplit(url).path.strip("/").rsplit("/", 2)[0]
    statement = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": "*",
                "Action": "s3:GetObject",
                "Resource": f"arn:aws:s3:::BUCKET/{prefix}/*" if prefix else "arn:aws:s3:::BUCKET/*",
            }
        ],
    }
    return f"make the published prefix public, for example by this bucket policy: {json.dumps(statement)}"


# --- the feed


def feed(
    url: str,
    *,
    sent: bytes,
    guids: Sequence[str],
    now: datetime,
    allow_private: bool = False,
    wait: float = WAIT,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> datetime | None:
    """Fetch the public feed after its put: None if it is the new one, else until when caches may show an older one.

    `guids` are those that this run brought. Raises `ProofFailed` for anything that apps could not read.
    """
    end, pause = clock() + wait, 0.5
    while True:
        try:
            return _look_at_feed(url, sent=sent, guids=guids, now=now, allow_private=allow_private)
        except FeedpubError as failure:
            if clock() + pause > end:
                raise ProofFailed(
                    f"everything is recorded and stored, but apps cannot read the feed: {failure.message}",
                    where=url,
                    hint=failure.hint or "check the address in `publish: url:`",
                ) from failure
            sleep(pause)
            pause = min(8.0, pause * 2)


def _look_at_feed(
    url: str, *, sent: bytes, guids: Sequence[str], now: datetime, allow_private: bool
) -> datetime | None:
    answer = web.ask(url, allow_private=allow_private)
    _refuse_status(answer.status, 200, url)
    said = answer.headers.get("content-type", "").partition(";")[0].strip()
    if said not in _FEED_TYPES:
        raise ProofFailed(f"Content-Type is {said or 'missing'} instead of application/rss+xml")
    if answer.body == sent:
        return None
    if b"<rss" not in answer.body[:2048]:
        raise ProofFailed("what answers is no feed")
    if guids and all(_holds(answer.body, guid) for guid in guids):
        return None
    until = _cached_until(answer, now)
    if until is None:
        raise ProofFailed(
            "an older feed answers, and says nothing of being a cached copy", hint="wait, then look again"
        )
    return until


def _cached_until(answer: web.Answer, now: datetime) -> datetime | None:
    """Until when an older copy may be shown, by its own Cache-Control, Age and Date."""
    found = _MAX_AGE.search(answer.headers.get("cache-control", ""))
    if found is None:
        return None
    return now + timedelta(seconds=max(0, int(found[1]) - _age(answer, now)))


def _age(answer: web.Answer, now: datetime) -> int:
    if answer.headers.get("age", "").isdigit():
        return int(answer.headers["age"])
    try:
        date = parsedate_to_datetime(answer.headers.get("date", ""))
    except ValueError:
        return 0
    return max(0, int((now - date.astimezone(UTC)).total_seconds()))


def missing_guids(url: str, guids: Sequence[str], *, allow_private: bool = False) -> list[str]:
    """Which of these guids the feed at an address does not hold. Raises `WebError` if it does not answer."""
    answer = web.ask(url, allow_private=allow_private)
    if answer.status != 200:
        raise WebError(f"the server answers {answer.status}", where=url, hint="the new feed must answer first")
    return [guid for guid in guids if not _holds(answer.body, guid)]


def _holds(feed: bytes, guid: str) -> bool:
    """Whether a guid is the text of some element, as generators write it: escaped or in CDATA."""
    written = (escape(guid, quote=False), f"<![CDATA[{guid}]]>")
    return any(re.search(rb">\s*" + re.escape(text.encode()) + rb"\s*<", feed) for text in written)


# --- the private state


def state_addresses(*, base: str, target: str, state: str, key: str, endpoint: str | None) -> list[str]:
    """Every address at which strangers might reach an object of the state, given the public base; each once."""
    return list(dict.fromkeys(_state_addresses(base, target, state, key, endpoint)))


def _state_addresses(base: str, target: str, state: str, key: str, endpoint: str | None) -> Iterator[str]:
    site_bucket, _, site_prefix = target.removeprefix("s3://").partition("/")
    bucket, _, prefix = state.removeprefix("s3://").partition("/")
    path = "/".join(part for part in (prefix.strip("/"), key) if part)
    parts = urlsplit(base)
    root = f"{parts.scheme}://{parts.netloc}"
    if bucket == site_bucket:
        yield f"{root}/{path}"
        yield base + path
        mount = parts.path.strip("/").removesuffix(site_prefix.strip("/")).strip("/")
        yield "/".join(part for part in (root, mount, path) if part)
    yield f"{root}/{bucket}/{path}"
    if endpoint:
        yield f"{endpoint.rstrip('/')}/{bucket}/{path}"
    else:
        yield f"https://{bucket}.s3.amazonaws.com/{path}"


def state_is_private(addresses: Sequence[str], secret: bytes, *, allow_private: bool = True) -> None:
    """Ask each address as a stranger. Raises `Refused` if one shows the secret."""
    for url in addresses:
        try:
            answer = web.ask(url, limit=1 << 16, allow_private=allow_private)
        except WebError:
            continue  # what does not answer shows nothing
        if answer.status == 200 and secret.strip() in answer.body:
            raise Refused(
                "anyone can read the private state here, with episodes that are not out yet",
                where=url,
                hint="make only the published prefix public, or keep the state in a private bucket: "
                "`publish: {state: s3://another-bucket/name}`",
            )
