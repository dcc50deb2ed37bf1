"""What the status of an answer means for podcast apps, who gave it, and what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from urllib.parse import unquote, urlsplit

from feedpub import fetch
from feedpub.errors import VerificationFailed
from feedpub.standards import common_type, quoted
from feedpub.standards.bucket import beyond_aws, cloudfront_command, opening_commands

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


def refuse_status(answer: fetch.Response, wanted: int, *, key: str, target: str, endpoint: str = "") -> None:
    """Raise `VerificationFailed` for another status than the wanted one (200, 206).

    `key` is the object's in the target (`s3://bucket/prefix` or a path), `endpoint` the store's address if it is not
    AWS: from them follows what makes the object public.
    """
    if answer.status == wanted:
        return
    if found := _filter(answer) or _at_another_place(answer, key=key, target=target):
        message, hint = found
        raise VerificationFailed(message, hint=hint)
    if answer.status == 403:
        hint = _how_to_open(answer, key=key, target=target, endpoint=endpoint)
        raise VerificationFailed("it is not public (403)", hint=hint)
    if 300 <= answer.status < 400:
        raise VerificationFailed(
            f"it redirects without an address ({answer.status})",
            hint="if the bucket is in another region, use the address of that region",
        )
    fallback = f"the server fails ({answer.status})" if answer.status >= 500 else f"the server answers {answer.status}"
    message, hint = _STATUSES.get(answer.status, (fallback, _TRY_LATER))
    raise VerificationFailed(message, hint=hint)


# --- a filter in front of the store


_CHALLENGING = frozenset({403, 429, 503})
"""Statuses of filters that let only browsers pass."""

_CLOUDFLARE = (
    "in Cloudflare's dashboard, switch Bot Fight Mode off (no rule can skip it), and add a custom rule for this host "
    "with the action Skip, for what else is on (Security > Security rules)"
)
_ELSEWHERE = "let requests for this address through in its settings: apps and directories are programs, too"

_FILTERS: tuple[tuple[str, str, str, str], ...] = (
    ("cf-ray", "", "Cloudflare", _CLOUDFLARE),
    ("server", "cloudflare", "Cloudflare", _CLOUDFLARE),
    ("server", "akamaighost", "Akamai", _ELSEWHERE),
    ("x-akamai-request-id", "", "Akamai", _ELSEWHERE),
    ("x-datadome", "", "DataDome", _ELSEWHERE),
    ("x-iinfo", "", "Imperva", _ELSEWHERE),
    ("x-sucuri-id", "", "Sucuri", _ELSEWHERE),
    ("server", "sucuri", "Sucuri", _ELSEWHERE),
    ("x-vercel-mitigated", "", "Vercel", _ELSEWHERE),
    ("x-amzn-waf-action", "", "AWS WAF", _ELSEWHERE),
    ("x-amz-cf-id", "", "CloudFront (AWS WAF, or a geographic restriction)", _ELSEWHERE),
)
"""Header, what it begins with, whose it is, and what to do."""


def _filter(answer: fetch.Response) -> tuple[str, str] | None:
    """The filter of a CDN that takes us for a bot: it answers with a page for people, where a store would send XML."""
    is_page = common_type(answer.headers.get("Content-Type", "")) == "text/html"
    if answer.status not in _CHALLENGING or not is_page:
        return None
    is_challenge = "challenge" in answer.headers.get("cf-mitigated", "")
    if answer.status != 403 and not is_challenge:
        return None
    for header, begins, name, hint in _FILTERS:
        if header in answer.headers and answer.headers[header].lower().startswith(begins):
            return f"{name} takes podcast apps for bots: it answers {answer.status} with a web page of its own", hint
    return None


# --- the store's own word


_CODE = re.compile(rb"<Code>([A-Za-z0-9.]{1,60})</Code>")
_ENDPOINT = re.compile(rb"<Endpoint>([A-Za-z0-9.:_-]{1,200})</Endpoint>")
_KEY = re.compile(rb"<Key>([^<]{1,1024})</Key>")
_BUCKET = re.compile(rb"<BucketName>([A-Za-z0-9._-]{1,63})</BucketName>")
_REGION = re.compile(r"[a-z0-9-]{1,40}")
_TITLE = re.compile(rb"<title[^>]*>([^<]{1,200})</title", re.IGNORECASE)


def _text(pattern: re.Pattern[bytes], answer: fetch.Response) -> str:
    found = pattern.search(answer.body[:65536])
    return unescape(found[1].decode("utf-8", "replace")).strip() if found else ""


def _at_another_place(answer: fetch.Response, *, key: str, target: str) -> tuple[str, str] | None:
    """What the store says of the place that was meant: another region, bucket or prefix."""
    code, region = _text(_CODE, answer), answer.headers.get("x-amz-bucket-region", "")
    host = _text(_ENDPOINT, answer)
    if 300 <= answer.status < 400 and host:
        return f"the bucket does not answer here, but at {host} ({answer.status})", f"write `url: https://{host}/…`"
    if 300 <= answer.status < 400 and _REGION.fullmatch(region):
        return (
            f"the bucket is in the region {region} ({answer.status})",
            f"write its address in `url:`, as https://BUCKET.s3.{region}.amazonaws.com/…",
        )
    if answer.status == 404 and code == "NoSuchBucket":
        named = _text(_BUCKET, answer)
        return f"there is no bucket {quoted(named)} at this address (404)" if named else _NO_BUCKET, CHECK_ADDRESS
    looked_for, ours = _text(_KEY, answer), f"{target.removeprefix('s3://').partition('/')[2]}/{key}".strip("/")
    if answer.status == 404 and code == "NoSuchKey" and target.startswith("s3://") and looked_for not in {"", ours}:
        return (
            f"this address leads to {quoted(looked_for, 200)}, but feedpub puts the file at {quoted(ours, 200)} (404)",
            CHECK_ADDRESS,
        )
    return None


_NO_BUCKET = "there is no bucket at this address (404)"


def page_title(answer: fetch.Response) -> str:
    """The title of a web page that answers; empty if it has none, or is no page."""
    is_page = common_type(answer.headers.get("Content-Type", "")) == "text/html"
    return " ".join(_text(_TITLE, answer).split()) if is_page else ""


# --- what makes the published prefix public


def _how_to_open(answer: fetch.Response, *, key: str, target: str, endpoint: str) -> str:
    """What to do about a 403: what makes exactly the published prefix public. Each command is a line of its own."""
    if target and not target.startswith("s3://"):
        return "let the web server read the files, and let everybody ask it for them"
    endpoint = beyond_aws(endpoint)
    if endpoint and (advice := _by_switch(endpoint)):
        return advice
    if not target:
        prefix = unquote(urlsplit(answer.url).path).strip("/").removesuffix(key).strip("/")
        target = f"s3://BUCKET/{prefix}"
    lines = ["make the published prefix public, and nothing else, as the bucket's owner"]
    if not endpoint:
        lines[0] += "; new buckets block public policies, so that comes first"
    lines += opening_commands(target, endpoint=endpoint)
    lines.append("a policy takes the place of the one that is there: if the bucket has one, add this statement to it")
    if "x-amz-cf-id" in answer.headers:
        lines += ["or, where only CloudFront shall read it, with origin access control:", cloudfront_command(target)]
    lines.append(f"a store answers 403 also for what is not there: {CHECK_ADDRESS}")
    return "\n".join(lines)


_ALL_IS_PUBLIC = "Everything in it is public then: keep the state in another one (`publish: state:`)"

_SWITCHES: Mapping[str, str] = {
    ".r2.cloudflarestorage.com": "R2 has no bucket policies: give the bucket a custom domain (bucket > Settings > "
    f"Custom Domains), and write that in `publish: url:`. {_ALL_IS_PUBLIC}",
    ".backblazeb2.com": f"B2 has no bucket policies: make the bucket public (Bucket Settings). {_ALL_IS_PUBLIC}",
}
"""End of an endpoint's host, and what to do where no policy can."""


def _by_switch(endpoint: str) -> str:
    host = urlsplit(endpoint).hostname or ""
    return next((advice for end, advice in _SWITCHES.items() if host.endswith(end)), "")
