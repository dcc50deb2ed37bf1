"""What the public feed says: the new one, an older one out of a cache, or something that apps cannot read."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256
from html import escape

from feedpub import web
from feedpub.errors import ProofFailed, WebError
from feedpub.proof.answers import ELSEWHERE, refuse_downgrade, refuse_status, wrong_type
from feedpub.proof.patience import WAIT, patiently, unproved
from feedpub.vocab import FEED_TYPE, common_type

_REVISION = re.compile(rb"<generator>[^<]*\(revision (\d+)\)</generator>")
_SHOW = re.compile(rb"<podcast:guid>([^<]+)</podcast:guid>")
_DIRECTIVE = re.compile(r"(?:^|,)\s*(s-maxage|max-age)\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


def feed(
    url: str,
    *,
    sent: bytes,
    guids: Collection[str],
    now: datetime,
    target: str = "",
    allow_private: bool = False,
    wait: float = WAIT,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> datetime | None:
    """Fetch the public feed after its put: None if apps see it now, else until when caches may show an older one.

    `sent` is what was put, `guids` are those that this run brought; a feed that somebody put after it is as good. An
    older copy is fine only out of a cache, and within its own max-age. `now` and the result are aware.
    Raises `ProofFailed` for anything else, when it stays so for `wait` seconds.
    """

    def look() -> datetime | None:
        with web.Lines() as lines:
            answer = web.ask(url, allow_private=allow_private, lines=lines)
            _refuse_unreadable(answer, url, sent, target=target)
            if _is_fresh(answer.body, sent, guids):
                return None
            beside = f"{url}{'&' if '?' in url else '?'}feedpub={sha256(sent).hexdigest()[:12]}"
            past_caches = _body(beside, lines, allow_private=allow_private) if "Age" not in answer.headers else b""
            return _cached_until(answer, now, known="Age" in answer.headers or _is_fresh(past_caches, sent, guids))

    try:
        return patiently(look, wait=wait, sleep=sleep, clock=clock)
    except (ProofFailed, WebError) as failure:
        raise unproved(failure, "recorded and out, but apps cannot read the feed", url=url) from failure


def missing_guids(url: str, guids: Sequence[str], *, allow_private: bool = False) -> list[str]:
    """Which of these guids the feed at an address does not hold. Raises `WebError` if no feed answers."""
    answer = web.ask(url, allow_private=allow_private)
    if answer.status != 200:
        raise WebError(f"the server answers {answer.status}", where=url, hint="the feed there must answer first")
    return [guid for guid in guids if not _holds(answer.body, guid)]


def _refuse_unreadable(answer: web.Answer, url: str, sent: bytes, *, target: str) -> None:
    refuse_status(answer, 200, key=url.rsplit("/", 1)[-1], target=target)
    refuse_downgrade(answer, url)
    said = answer.headers.get("Content-Type", "")
    if common_type(said) != FEED_TYPE:
        raise wrong_type(said, FEED_TYPE)
    if b"<rss" not in answer.body[:2048]:
        raise ProofFailed("what answers is no RSS", hint="look at the address in a browser")
    ours, theirs = _SHOW.search(sent), _SHOW.search(answer.body)
    if ours and theirs and ours[1] != theirs[1]:
        raise ProofFailed(
            f"the feed of another show answers (podcast:guid {theirs[1].decode(errors='replace')[:60]})",
            hint=ELSEWHERE,
        )


def _is_fresh(body: bytes, sent: bytes, guids: Collection[str]) -> bool:
    """Whether it is the feed that was put, or one that was put after it."""
    if body == sent:
        return True
    ours, theirs = _REVISION.search(sent), _REVISION.search(body)
    if ours and theirs:
        newer = int(theirs[1]) - int(ours[1])
        return newer > 0 or (newer == 0 and all(_holds(body, guid) for guid in guids))
    return bool(guids) and all(_holds(body, guid) for guid in guids)


def _holds(feed: bytes, guid: str) -> bool:
    """Whether a guid is the whole text of some element, as generators write it: escaped or in CDATA."""
    written = (escape(guid, quote=False), escape(guid), f"<![CDATA[{guid}]]>")
    return any(re.search(rb">\s*" + re.escape(text.encode()) + rb"\s*<", feed) for text in written)


def _body(url: str, lines: web.Lines, *, allow_private: bool) -> bytes:
    try:
        return web.ask(url, allow_private=allow_private, lines=lines).body
    except WebError:
        return b""


def _cached_until(answer: web.Answer, now: datetime, *, known: bool) -> datetime:
    """Until when a cache may show the older copy; `known` says that it comes out of one.

    Without a sign of a cache an old feed means that the address leads elsewhere, and no waiting would help. A sign is
    an Age (RFC 9111 §5.1), or that another spelling of the same address shows the new feed.
    """
    lifetime, age = _lifetime(answer), _age(answer, now)
    if not known:
        raise ProofFailed("an older feed answers, and not out of a cache", hint=ELSEWHERE)
    if age >= lifetime:
        raise ProofFailed(
            f"a cache shows an older feed, {age} s old, although it may keep it for {lifetime} s",
            hint="let the CDN keep to Cache-Control, or take the feed out of its cache now",
        )
    # `now` was read when the run began; a cache that passes the origin's Date on knows better.
    made = now - timedelta(seconds=age)
    return max(made, _date(answer) or made) + timedelta(seconds=lifetime)


def _lifetime(answer: web.Answer) -> int:
    """Seconds that a shared cache may keep it; `s-maxage` goes before `max-age` (RFC 9111 §4.2.1)."""
    said = {name.lower(): int(value) for name, value in _DIRECTIVE.findall(answer.headers.get("Cache-Control", ""))}
    return said.get("s-maxage", said.get("max-age", 0))


def _age(answer: web.Answer, now: datetime) -> int:
    said = answer.headers.get("Age", "").strip()
    if said.isdigit():
        return int(said)
    date = _date(answer)
    return max(0, int((now - date).total_seconds())) if date else 0


def _date(answer: web.Answer) -> datetime | None:
    try:
        date = parsedate_to_datetime(answer.headers.get("Date", ""))
    except ValueError:
        return None
    return date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)
