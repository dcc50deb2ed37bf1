"""What is wrong with a server's answer, in words for whoever publishes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from feedpub import fetch
from feedpub.errors import VerificationFailed
from feedpub.standards import charset, common_type

ELSEWHERE = "does the public address (`publish: url:`) lead to where feedpub puts the files (`publish: to:`)?"
_LATER = "run the same command again later; look at the server's log"

_STATUSES: Mapping[int, tuple[str, str]] = {
    200: ("ranges are ignored (200 instead of 206): players could not seek, and Apple refuses such hosts", ""),
    401: ("a password is asked for (401), and apps have none", "let everybody read what is published"),
    404: ("nothing is there (404)", ELSEWHERE),
    405: ("HEAD is refused (405), and Apple asks it first", "allow HEAD on the server or CDN"),
    410: ("nothing is there any more (410)", ELSEWHERE),
    416: ("the server knows another length (416)", "does a CDN keep an older object? take it out of its cache"),
    429: ("the server has had too many requests (429)", _LATER),
    501: ("HEAD is refused (501), and Apple asks it first", "allow HEAD on the server or CDN"),
    503: ("the server is overloaded (503)", _LATER),
}

_HOSTS = "serve from the store itself, or through a CDN that passes ranges on"


def refuse_status(answer: fetch.Response, wanted: int, *, key: str, target: str) -> None:
    """Raise `VerificationFailed` for another status than the wanted one (200, 206)."""
    if answer.status == wanted:
        return
    if answer.status == 403:
        raise VerificationFailed("it is not public (403)", hint=_opening(answer.url, key=key, target=target))
    if 300 <= answer.status < 400:
        raise VerificationFailed(
            f"it redirects without saying where ({answer.status})",
            hint="is the bucket in another region? use the address of its region",
        )
    fallback = f"the server fails ({answer.status})" if answer.status >= 500 else f"the server answers {answer.status}"
    message, hint = _STATUSES.get(answer.status, (fallback, _LATER))
    raise VerificationFailed(message, hint=hint or _HOSTS)


def refuse_type(answer: fetch.Response, wanted: str) -> None:
    """Raise `VerificationFailed` if the content type is another one, or names another charset."""
    said = answer.headers.get("Content-Type", "")
    if common_type(said) != common_type(wanted):
        raise wrong_type(said, wanted)
    served, ours = charset(said), charset(wanted)
    if served and ours and served != ours:
        raise VerificationFailed(
            f"the text is served as {served} instead of {ours}: letters beyond ASCII would be garbled",
            hint="take the charset out of the server's configuration",
        )


def refuse_page_type(answer: fetch.Response, wanted: str) -> None:
    """Raise `VerificationFailed` if browsers would not show it as a page, or would garble its letters."""
    said = answer.headers.get("Content-Type", "")
    if common_type(said) != common_type(wanted):
        raise VerificationFailed(
            f"Content-Type is {said or 'missing'} instead of {wanted}: browsers would offer a file, or its source",
            hint="set the type of .html on the server; what feedpub puts into a bucket has it, unless something copies "
            "it. To publish without web pages: `pages: off`",
        )
    refuse_type(answer, wanted)


def wrong_type(said: str, wanted: str) -> VerificationFailed:
    """For a content type that is not the wanted one."""
    if common_type(said) == "text/html":
        return VerificationFailed(f"a web page answers (text/html) instead of {wanted}", hint=ELSEWHERE)
    return VerificationFailed(
        f"Content-Type is {said or 'missing'} instead of {wanted}, and apps go by it",
        hint="set the type on the server; what feedpub puts into a bucket has it, unless something copies it",
    )


def refuse_encoding(answer: fetch.Response) -> None:
    """Raise `VerificationFailed` if bytes are compressed on the way: ranges of them mean nothing then."""
    said = answer.headers.get("Content-Encoding", "identity")
    if said.strip().lower() != "identity":
        raise VerificationFailed(
            f"it is compressed on the way ({said}): players could not seek",
            hint="turn compression off for media, on the server or CDN",
        )


def refuse_length(answer: fetch.Response, wanted: int) -> None:
    """Raise `VerificationFailed` unless the answer says the length that the feed says."""
    said = answer.headers.get("Content-Length")
    if said != str(wanted):
        raise VerificationFailed(
            f"Content-Length is {said or 'missing'} instead of {wanted}: players seek by it, and Apple compares it",
            hint=ELSEWHERE if said else "let the server say how long a file is; it must not send it in chunks",
        )


def refuse_downgrade(answer: fetch.Response, url: str) -> None:
    """Raise `VerificationFailed` where an https address ends at an http one."""
    if url.startswith("https:") and not answer.url.startswith("https:"):
        raise VerificationFailed(
            f"it leads from https to {answer.url}, and iPhones refuse http", hint="redirect to https only"
        )


def _opening(url: str, *, key: str, target: str) -> str:
    """What to do about a 403: what makes exactly the published prefix public."""
    bucket, prefix = "BUCKET", unquote(urlsplit(url).path).strip("/").removesuffix(key).strip("/")
    if target.startswith("s3://"):
        bucket, _, prefix = target.removeprefix("s3://").partition("/")
    elif target:
        return "let the web server read the files, and everybody ask it for them"
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
        f"(R2 and B2: by the bucket's own switch). A store also says 403 of what is not there: {ELSEWHERE}"
    )
