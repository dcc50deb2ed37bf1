"""How a feed is answered, as facts for rules: redirects, type, validators and whether they work, compression."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass

from feedpub import fetch as web
from feedpub.errors import WebError
from feedpub.feed_view import Element, fact
from feedpub.standards import charset

ACCEPT = "application/rss+xml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.5"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A feed as it was answered."""

    data: bytes
    url: str
    """The address that answered."""

    hops: tuple[str, ...]
    """Addresses that redirected, in order."""

    facts: tuple[Element, ...]


def fetch(url: str, *, allow_private: bool = False, lines: web.Lines | None = None) -> Fetched:
    """A feed and how it is answered: to somebody new, to somebody who has it, to somebody who takes gzip.

    Raises `WebError` if there is no feed to read.
    """
    with web.Lines() if lines is None else nullcontext(lines) as opened:
        begin = time.monotonic()
        answer = web.ask(url, headers={"Accept": ACCEPT}, allow_private=allow_private, lines=opened)
        seconds = time.monotonic() - begin
        _refuse_nothing(answer, url)
        asking = _Asking(answer, opened, allow_private)
        hops = map(_hop, (*answer.hops, answer.url) if answer.hops else ())
        facts = (_answer(answer, seconds=seconds), *hops, *asking.again(answer), *asking.packed())
        return Fetched(data=answer.body, url=answer.url, hops=answer.hops, facts=facts)


_NO_FEED: Mapping[int, tuple[str, str]] = {
    401: ("asks for a password: no directory can read it", "make the feed public"),
    403: ("is forbidden to everybody (403)", "make the feed public; is it behind a shield against robots?"),
    404: ("is not there (404)", "check the address"),
    410: ("says that it is gone for good (410): apps stop asking", "check the address"),
    429: ("says that it is asked too often (429)", "try again later"),
}


def _refuse_nothing(answer: web.Answer, url: str) -> None:
    if answer.status != 200:
        other = f"answers with the status {answer.status}", "try again later; look at the server's log"
        if 300 <= answer.status < 400:
            other = f"redirects without saying where ({answer.status})", "look at the server's redirects"
        what, hint = _NO_FEED.get(answer.status, other)
        raise WebError(f"the feed {what}", where=url, hint=hint)


def _answer(answer: web.Answer, *, seconds: float) -> Element:
    said = answer.headers.get("Content-Type", "")
    return fact(
        "answer",
        url=answer.url,
        status=answer.status,
        type=said.partition(";")[0].strip().lower(),
        charset=charset(said),
        etag=answer.headers.get("ETag", ""),
        last_modified=answer.headers.get("Last-Modified", ""),
        cache=answer.headers.get("Cache-Control", ""),
        cookies="yes" if "Set-Cookie" in answer.headers else "",
        seconds=f"{seconds:.1f}",
        hops=len(answer.hops),
    )


def _hop(url: str) -> Element:
    return fact("hop", url=url)


@dataclass(frozen=True, slots=True)
class _Asking:
    """The same question once more, as others ask it."""

    first: web.Answer
    lines: web.Lines
    allow_private: bool

    def again(self, known: web.Answer, *, encoding: str = "identity") -> Iterator[Element]:
        """By somebody who has that answer already."""
        validators = {
            "If-None-Match": known.headers.get("ETag"),
            "If-Modified-Since": known.headers.get("Last-Modified"),
        }
        headers = {name: value for name, value in validators.items() if value}
        if not headers:
            return
        try:
            second = self._ask({**headers, "Accept-Encoding": encoding})
        except WebError as error:
            yield fact("again", encoding=encoding, message=error.message, hint=error.hint)
        else:
            yield fact("again", encoding=encoding, status=second.status, same=self._same(second))

    def packed(self) -> Iterator[Element]:
        """By somebody who takes compressed answers; and by the same who has it already, if it has its own ETag.

        Apache's `"1a2b-gzip"` is such an ETag, which some of its versions do not know when it comes back.
        """
        try:
            answer = self._ask({"Accept-Encoding": "gzip"})
        except WebError as error:
            yield fact("packed", message=error.message, hint=error.hint)
            return
        encoding = answer.headers.get("Content-Encoding", "").strip().lower()
        size = len(self.first.body)
        yield fact("packed", status=answer.status, encoding=encoding, size=size, same=self._same(answer))
        if answer.status == 200 and encoding and answer.headers.get("ETag") != self.first.headers.get("ETag"):
            yield from self.again(answer, encoding="gzip")

    def _ask(self, headers: Mapping[str, str]) -> web.Answer:
        url = self.first.url
        return web.ask(url, headers={"Accept": ACCEPT, **headers}, allow_private=self.allow_private, lines=self.lines)

    def _same(self, other: web.Answer) -> str:
        """Whether it is the same feed; 304 says so itself."""
        return "yes" if other.status == 304 or other.body == self.first.body else ""
