"""Whether podcast apps and browsers get what was sent, by asking the public address as they do."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from feedpub import fetch
from feedpub.deploy.plan import Verify
from feedpub.deploy.verify.store import Piece, is_same_page, sent_pieces
from feedpub.errors import FeedpubError, FetchError, VerificationFailed
from feedpub.standards import charset, common_type

WAIT = 60.0
"""Seconds in which a store or CDN may come to show what was put."""

T = TypeVar("T")


def verify_public(
    action: Verify,
    *,
    target: str = "",
    allow_private: bool = False,
    wait: float = WAIT,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Ask as a listener's app does: HEAD, then ranges, compared with the local bytes (Apple 823: both are required).

    A page is asked for once and whole, as browsers do. Asked again for up to `wait` seconds. `target`
    (`s3://bucket/prefix` or a path) is for what to do about a 403.
    Raises `VerificationFailed` with what was answered instead, and what to do.
    """
    sent = sent_pieces(action)

    def look() -> None:
        with fetch.Connections() as connections:
            if action.is_page:
                _refuse_page(action, connections, target=target, allow_private=allow_private)
                return
            _refuse_head(action, connections, target=target, allow_private=allow_private)
            for piece, wanted in sent.items():
                _refuse_piece(action, piece, wanted, connections, target=target, allow_private=allow_private)

    try:
        retry(look, wait=wait, sleep=sleep, clock=clock)
    except (VerificationFailed, FetchError) as failure:
        who = "readers" if action.is_page else "listeners"
        what = f"the feed stays as it was, because {who} would not get this"
        raise with_consequence(failure, what, url=action.url) from failure


def _refuse_page(action: Verify, connections: fetch.Connections, *, target: str, allow_private: bool) -> None:
    """A page as browsers ask for it; CDNs compress pages and write into them, so it has only to be the right one."""
    answer = fetch.request(action.url, allow_private=allow_private, connections=connections)
    refuse_status(answer, 200, key=action.key, target=target)
    refuse_downgrade(answer, action.url)
    _refuse_page_type(answer, action.type)
    if not is_same_page(action, answer.body):
        raise VerificationFailed(f"another page answers: it does not name {action.url}", hint=CHECK_ADDRESS)


def _refuse_head(action: Verify, connections: fetch.Connections, *, target: str, allow_private: bool) -> None:
    head = fetch.request(action.url, method="HEAD", allow_private=allow_private, connections=connections)
    refuse_status(head, 200, key=action.key, target=target)
    refuse_downgrade(head, action.url)
    _refuse_type(head, action.type)
    _refuse_encoding(head)
    _refuse_length(head, action.size)


def _refuse_piece(
    action: Verify, piece: Piece, wanted: bytes, connections: fetch.Connections, *, target: str, allow_private: bool
) -> None:
    first, last = piece
    part = fetch.request(action.url, byte_range=piece, allow_private=allow_private, connections=connections)
    refuse_status(part, 206, key=action.key, target=target)
    _refuse_encoding(part)
    _refuse_type(part, action.type)
    found, expected = part.headers.get("Content-Range", "missing"), f"bytes {first}-{last}/{action.size}"
    if found != expected:
        raise VerificationFailed(
            f"Content-Range is {found} instead of {expected}: players would join the pieces wrongly",
            hint="check how the server or CDN is configured for ranges",
        )
    if part.body != wanted:
        raise VerificationFailed(
            f"bytes {first} to {last} are not those that were sent",
            hint="check that no CDN keeps an older file or changes it, and that the address leads to the right bucket",
        )


# --- what is wrong with an answer


CHECK_ADDRESS = "check that the public address (`publish: url:`) shows what feedpub puts into `publish: to:`"
_TRY_LATER = "run the same command again later; look at the server's log"
_SERVE_RANGES = "serve from the store itself, or through a CDN that passes ranges on"

_STATUSES: Mapping[int, tuple[str, str]] = {
    200: (
        "the server ignores ranges (200 instead of 206): players cannot seek, and Apple refuses such hosts",
        _SERVE_RANGES,
    ),
    401: ("the server asks for a password (401), and podcast apps send none", "let everybody read what is published"),
    404: ("the server finds nothing at this address (404)", CHECK_ADDRESS),
    405: ("the server refuses HEAD (405), which Apple sends first", "allow HEAD on the server or CDN"),
    410: ("the server says that the file is gone (410)", CHECK_ADDRESS),
    416: (
        "the server has a file of another length (416)",
        "if a CDN keeps an older object, remove it from the CDN's cache",
    ),
    429: ("the server gets too many requests (429)", _TRY_LATER),
    501: ("the server does not know HEAD (501), which Apple sends first", "allow HEAD on the server or CDN"),
    503: ("the server is overloaded (503)", _TRY_LATER),
}


def refuse_status(answer: fetch.Response, wanted: int, *, key: str, target: str) -> None:
    """Raise `VerificationFailed` for another status than the wanted one (200, 206)."""
    if answer.status == wanted:
        return
    if answer.status == 403:
        raise VerificationFailed("it is not public (403)", hint=_how_to_open(answer.url, key=key, target=target))
    if 300 <= answer.status < 400:
        raise VerificationFailed(
            f"it redirects without an address ({answer.status})",
            hint="if the bucket is in another region, use the address of that region",
        )
    fallback = f"the server fails ({answer.status})" if answer.status >= 500 else f"the server answers {answer.status}"
    message, hint = _STATUSES.get(answer.status, (fallback, _TRY_LATER))
    raise VerificationFailed(message, hint=hint)


def refuse_downgrade(answer: fetch.Response, url: str) -> None:
    """Raise `VerificationFailed` where an https address ends at an http one."""
    if url.startswith("https:") and not answer.url.startswith("https:"):
        raise VerificationFailed(
            f"it redirects from https to {answer.url}, and iPhones refuse http", hint="redirect to https only"
        )


def _refuse_type(answer: fetch.Response, wanted: str) -> None:
    """Raise `VerificationFailed` if the content type is another one, or names another charset."""
    found = answer.headers.get("Content-Type", "")
    if common_type(found) != common_type(wanted):
        raise wrong_type(found, wanted)
    served, sent = charset(found), charset(wanted)
    if served and sent and served != sent:
        raise VerificationFailed(
            f"the text is served as {served} instead of {sent}: apps would show letters beyond ASCII wrongly",
            hint="take the charset out of the server's configuration",
        )


def _refuse_page_type(answer: fetch.Response, wanted: str) -> None:
    """Raise `VerificationFailed` if browsers would not show it as a page, or would show its letters wrongly."""
    found = answer.headers.get("Content-Type", "")
    if common_type(found) != common_type(wanted):
        raise VerificationFailed(
            f"Content-Type is {found or 'missing'} instead of {wanted}: browsers would offer a file, or its source",
            hint="set the type of .html on the server; what feedpub puts into a bucket has it, unless something copies "
            "it. To publish without web pages: `pages: off`",
        )
    _refuse_type(answer, wanted)


def wrong_type(found: str, wanted: str) -> VerificationFailed:
    """For a content type that is not the wanted one."""
    if common_type(found) == "text/html":
        return VerificationFailed(f"a web page answers (text/html) instead of {wanted}", hint=CHECK_ADDRESS)
    return VerificationFailed(
        f"Content-Type is {found or 'missing'} instead of {wanted}, and apps rely on it",
        hint="set the type on the server; what feedpub puts into a bucket has it, unless something copies it",
    )


def _refuse_encoding(answer: fetch.Response) -> None:
    """Raise `VerificationFailed` if bytes are compressed on the way: ranges of them mean nothing then."""
    found = answer.headers.get("Content-Encoding", "identity")
    if found.strip().lower() != "identity":
        raise VerificationFailed(
            f"the server or CDN compresses the file ({found}): players cannot seek in it",
            hint="turn compression off for media, on the server or CDN",
        )


def _refuse_length(answer: fetch.Response, wanted: int) -> None:
    """Raise `VerificationFailed` unless the answer has the length that the feed declares."""
    found = answer.headers.get("Content-Length")
    if found != str(wanted):
        raise VerificationFailed(
            f"Content-Length is {found or 'missing'} instead of {wanted}: players seek by it, and Apple compares it",
            hint=CHECK_ADDRESS if found else "let the server send the length of a file; it must not send it in chunks",
        )


def _how_to_open(url: str, *, key: str, target: str) -> str:
    """What to do about a 403: what makes exactly the published prefix public."""
    bucket, prefix = "BUCKET", unquote(urlsplit(url).path).strip("/").removesuffix(key).strip("/")
    if target.startswith("s3://"):
        bucket, _, prefix = target.removeprefix("s3://").partition("/")
    elif target:
        return "let the web server read the files, and let everybody ask it for them"
    folder = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
    statement = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{bucket}/{folder}*",
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    return (
        f"make the published prefix public, and nothing else, by this bucket policy: {policy} "
        f"(R2 and B2: by the bucket's own switch). A store answers 403 also for what is not there: {CHECK_ADDRESS}"
    )


# --- asking again: stores and CDNs may need time to show what was put


_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 8.0
"""Seconds between two looks: doubled from the first to the longest."""


def retry(look: Callable[[], T], *, wait: float, sleep: Callable[[float], None], clock: Callable[[], float]) -> T:
    """What `look` returns, tried until `wait` seconds are over; what waiting cannot change is tried once.

    Raises the last `VerificationFailed` or `FetchError`.
    """
    end, pause = clock() + wait, _FIRST_PAUSE
    while True:
        try:
            return look()
        except fetch.PermanentError:
            raise
        except (VerificationFailed, FetchError):
            if clock() + pause > end:
                raise
        sleep(pause)
        pause = min(_LONGEST_PAUSE, pause * 2)


def with_consequence(failure: FeedpubError, consequence: str, *, url: str) -> VerificationFailed:
    """The failure as the author reads it: what it means for the show, then what was found."""
    found = failure.message if failure.where in {"", url} else f"{failure.message} ({failure.where})"
    return VerificationFailed(f"{consequence}: {found}", where=url, hint=failure.hint)
