"""Whether an old feed sends apps on to the new one: with 301, in one hop, to exactly its address.

Source: RFC 9110 §15.4 (which redirects are permanent); Apple, "Change the RSS feed URL" (301, at least four weeks).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from typing import Literal
from urllib.parse import urljoin, urlsplit

from feedpub import fetch
from feedpub.errors import FetchError
from feedpub.standards import common_type, encode_url, is_http_url

State = Literal["done", "open", "unknown"]
"""Of a step: done, still to be done, or nobody can know it from here."""

MOST = 6
"""Answers of one chain that are looked at."""

TIMEOUTS = fetch.Timeouts(response=10.0, total=30.0)
"""For every look of `import --status`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one address answers, without following it."""

    url: str
    status: int = 0
    """0: nobody answers."""

    to: str = ""
    """Where its Location leads, absolute, as it is written; empty if it has none."""

    sends: str = ""
    """Where a web page, or a header Refresh, sends browsers; apps do not follow that."""

    type: str = ""
    """Without parameters."""

    body: bytes = b""
    trouble: str = ""
    """Why nobody answers."""


@dataclass(frozen=True, slots=True)
class RedirectState:
    """What a look has found."""

    state: State
    message: str
    hint: str = ""
    """What to do."""


def look_at(
    url: str, *, wanted: str, allow_private: bool = False, timeouts: fetch.Timeouts = TIMEOUTS
) -> tuple[Answer, ...]:
    """What an address answers, and every address that it leads to, up to `wanted`, which is asked, too."""
    hosts = {_host(one) for one in (url, wanted)}
    found: list[Answer] = []
    while url and len(found) < MOST and url not in {one.url for one in found}:
        found.append(_answer(url, timeouts, allow_private=allow_private and _host(url) in hosts))
        url = found[-1].to.partition("#")[0]
    return tuple(found)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _answer(url: str, timeouts: fetch.Timeouts, *, allow_private: bool) -> Answer:
    try:
        answer = fetch.request(url, allow_private=allow_private, timeouts=timeouts, redirects=None)
    except FetchError as error:
        return Answer(url=url, trouble=error.message)
    location = answer.headers.get("Location", "").strip() if answer.status in _REDIRECTS else ""
    type_ = common_type(answer.headers.get("Content-Type", ""))
    return Answer(
        url=url,
        status=answer.status,
        to=_joined(url, location),
        sends=_refresh(answer, type_),
        type=type_,
        body=answer.body,
    )


_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_META = re.compile(rb"""<meta\b[^<>]*http-equiv\s*=\s*["']?refresh\b[^<>]*>""", re.IGNORECASE)
_TARGET = re.compile(r"""url\s*=\s*['"]?([^'"<>\s;]+)""", re.IGNORECASE)
_HEAD = 1 << 16


def _refresh(answer: fetch.Response, type_: str) -> str:
    """Where a page sends browsers by itself: a header, or an element that a page has at its beginning."""
    written = answer.headers.get("Refresh", "")
    is_page = "html" in type_ or answer.body[:_HEAD].lstrip()[:15].lower().startswith((b"<!doctype html", b"<html"))
    if not written and is_page and (meta := _META.search(answer.body[:_HEAD])):
        written = unescape(meta[0].decode("utf-8", "replace"))
    found = _TARGET.search(written)
    return _joined(answer.url, found[1]) if found else ""


def _joined(base: str, written: str) -> str:
    """An address that a server writes, absolute; in ASCII if it can be."""
    try:
        whole = urljoin(base, written) if written else ""
        return encode_url(whole) if whole else ""
    except ValueError:
        return written


# --- what it means


def redirect_state(answers: Sequence[Answer], wanted: str, *, is_feed: bool, announces: str = "") -> RedirectState:
    """Whether apps that ask the first address learn that the feed is at `wanted`, and else what is wrong.

    `is_feed` says whether the first answer is a feed, and `announces` which address that names as its new one.
    """
    first = answers[0]
    if first.status == 301:
        return _permanent(answers, wanted)
    if first.status in _REDIRECTS:
        kind = _KINDS[first.status]
        leads = f" to {first.to}" if first.to else ""
        return RedirectState("open", f"answers {first.status}{leads}, {kind}", "ask the old host for a 301")
    if first.status in {404, 410}:
        message = f"answers {first.status}: it is gone, and apps that ask there find nothing"
        return RedirectState("open", message, "open the account at the old host again, and set the redirect there")
    if first.status != 200:
        what = f"answers {first.status}" if first.status else first.trouble
        return RedirectState("unknown", what, "open the address in a browser, and run this again later")
    if is_feed:
        return _still_a_feed(first, wanted, announces)
    return _a_page(first)


_KINDS = {
    302: "a redirect for the time being: apps go on asking the old address",
    303: "a redirect for the time being: apps go on asking the old address",
    307: "a redirect for the time being: apps go on asking the old address",
    308: "a permanent redirect that not every app knows: Apple asks for 301",
}


def _permanent(answers: Sequence[Answer], wanted: str) -> RedirectState:
    first = answers[0]
    if not first.to:
        return RedirectState("open", "answers 301 without an address", "set the redirect at the old host again")
    last = answers[-1]
    if first.to == wanted:
        if len(answers) > 1 and answers[1].to:
            message = f"leads to the new feed, which itself redirects to {answers[1].to}"
            return RedirectState("open", message, "let the new feed's address answer with the feed")
        return RedirectState("done", f"answers 301 to {wanted}")
    if wanted in {one.to for one in answers}:
        chain = " → ".join(one.to for one in answers if one.to)
        message = f"leads to the new feed by {len(answers) - 1} hops: {chain}; some apps follow only one"
        hint = (
            f"set the redirect at the old host to {wanted} itself; if that has another address of its own, which most "
        )
        return RedirectState("open", message, f"{hint}apps know, look from there: feedpub import --status {first.to}")
    if last.to and last.to.partition("#")[0] in {one.url for one in answers}:
        return RedirectState("open", f"redirects in a circle, by {last.url}", f"set the redirect to {wanted}")
    difference = f", {found}" if (found := _difference(first.to, wanted)) else ""
    message = f"answers 301 to {first.to}{difference}, and the new feed is at {wanted}"
    return RedirectState("open", message, f"set the redirect to {wanted}, exactly")


def _difference(found: str, wanted: str) -> str:
    """In what two addresses differ that are almost the same; empty for others."""
    if not is_http_url(found):
        return "which is no address"
    one, other = urlsplit(found), urlsplit(wanted)
    is_host = one.hostname != other.hostname
    paths = [path.strip("/") for path in (one.path, other.path)]
    same = {
        "with a fragment": one._replace(fragment=""),
        f"which begins with {one.scheme}": one._replace(scheme=other.scheme),
        "with a query behind it": one._replace(query=""),
        f"which has another {'host' if is_host else 'port'}": one._replace(netloc=other.netloc),
        "which differs in a slash": one._replace(path=other.path) if paths[0] == paths[1] else one,
        "in other letters": one._replace(path=other.path) if paths[0].casefold() == paths[1].casefold() else one,
    }
    return next((text for text, changed in same.items() if changed == other), "")


def _still_a_feed(first: Answer, wanted: str, announces: str) -> RedirectState:
    hint = "set the redirect at the old host"
    if announces == wanted:
        message = (
            "still answers with the old feed, which names the new one (`itunes:new-feed-url`): few apps follow that"
        )
        return RedirectState("open", message, hint)
    if announces:
        message = f"still answers with the old feed, which names {announces} as its new address"
        return RedirectState("open", message, f"change that to {wanted}, and {hint}")
    if first.sends:
        return RedirectState(
            "open", f"answers with the old feed and a header Refresh to {first.sends}: no app knows it", hint
        )
    return RedirectState("open", "still answers with the old feed", hint)


def _a_page(first: Answer) -> RedirectState:
    hint = "ask the old host for a 301: apps read no pages"
    if first.sends:
        message = f"answers 200 with a web page that sends browsers to {first.sends}: apps do not follow it"
        return RedirectState("open", message, hint)
    kind = f" ({first.type})" if first.type else ""
    return RedirectState("open", f"answers 200 with something that is no feed{kind}: apps do not follow it", hint)
