"""Whether apps get the new feed from the public address, and whether another feed has the same episodes."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cached_property
from hashlib import sha256

from feedpub import fetch
from feedpub.catalog import Version, feed_version, read_marker
from feedpub.catalog.version import SHOWN
from feedpub.deploy.verify.http import WAIT, refuse_downgrade, with_consequence, wrong_type
from feedpub.deploy.verify.status import CHECK_ADDRESS, refuse_status
from feedpub.deploy.verify.waiting import OnWait, retry, silently
from feedpub.errors import FetchError, VerificationFailed
from feedpub.feed_view import Element, FeedView
from feedpub.model.catalog import Catalog
from feedpub.reader import read
from feedpub.standards import FEED_TYPE, common_type, quoted, read_date

_DIRECTIVE = re.compile(r"(?:^|,)\s*(s-maxage|max-age)\s*=\s*\"?([0-9]{1,9})(?![0-9])", re.IGNORECASE)
_SECONDS = re.compile(r"[0-9]{1,15}")
_HARMLESS = frozenset({"trailing-comment", "foreign-encoding"})
"""Troubles with a document that no reader of XML minds."""

_HARMLESS_ELSEWHERE = _HARMLESS | {"missing-namespace"}
"""Those that do not matter in the feed of another program."""


def verify_feed(  # noqa: PLR0913 - what a caller may choose, each by its name
    url: str,
    *,
    sent: bytes,
    now: datetime,
    stored: Callable[[], bytes | None] = lambda: None,
    target: str = "",
    endpoint: str = "",
    allow_private: bool = False,
    on_wait: OnWait = silently,
    wait: float = WAIT,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> datetime | None:
    """Fetch the public feed after its put: None if apps get it now, else until when caches may show an older one.

    `sent` is what was put, `stored` reads what the store has now. The answer must be well-formed, of the same show, and
    have the same episodes in the same order. A feed that somebody put after it passes, too, if the store no longer has
    ours. An older one passes only if a cache shows it, and within its max-age. `now` and the result are aware.
    Raises `VerificationFailed` for anything else, if it stays so for `wait` seconds.
    """
    ours = _SentFeed(sent, stored)

    def look() -> datetime | None:
        with fetch.Connections() as connections:
            answer = fetch.request(url, allow_private=allow_private, connections=connections)
            _refuse_answer(answer, url, target=target, endpoint=endpoint)
            if ours.is_shown_by(answer.body):
                return None
            beside = f"{url}{'&' if '?' in url else '?'}feedpub={sha256(sent).hexdigest()[:12]}"
            is_cached = "Age" in answer.headers or _is_shown_at(beside, ours, connections, allow_private=allow_private)
            return _cached_until(answer, now, known=is_cached)

    try:
        return retry(look, url=url, wait=wait, sleep=sleep, clock=clock, on_wait=on_wait)
    except (VerificationFailed, FetchError) as failure:
        raise with_consequence(failure, "everything is published, but apps cannot read the feed", url=url) from failure


def public_version(url: str, *, allow_private: bool = False) -> Version | None:
    """The version of the catalog that the feed at a public address shows; None if no feed of feedpub answers."""
    try:
        answer = fetch.request(url, allow_private=allow_private, timeouts=_asked_first())
    except FetchError:
        return None
    return feed_version(answer.body) if answer.status == 200 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicFeed:
    """What a public address shows, beside what the store has."""

    is_stored: bool
    """The very bytes that the store has."""

    version: Version | None = None
    """Of the catalog that its feed names; None: no feed of feedpub answers."""

    trouble: str = ""
    """Why there is no feed: what the server answers, or that none does."""


def public_feed(url: str, *, stored: bytes, allow_private: bool = False) -> PublicFeed:
    """What apps get at a public address now, compared with what is stored."""
    try:
        answer = fetch.request(url, allow_private=allow_private, timeouts=_asked_first())
    except FetchError as error:
        return PublicFeed(is_stored=False, trouble=error.message)
    if answer.status != 200:
        return PublicFeed(is_stored=False, trouble=f"the server answers {answer.status}")
    return PublicFeed(is_stored=answer.body == stored, version=feed_version(answer.body))


def _asked_first() -> fetch.Timeouts:
    """Before a publish nobody waits long for an address that may not be there yet."""
    return fetch.Timeouts(response=5.0, total=10.0)


def server_date(url: str, *, allow_private: bool = False) -> datetime | None:
    """What time it is at a public server, by the Date of its answer, whatever that is; None if nobody says so."""
    try:
        answer = fetch.request(url, byte_range=(0, 0), allow_private=allow_private, timeouts=_asked_first())
    except FetchError:
        return None
    return read_date(answer.headers.get("Date", "")).moment


def refuse_other_feed(data: bytes, catalog: Catalog, *, digest: str) -> None:
    """Raise `VerificationFailed` unless a stored feed is well-formed, says the catalog's revision, and has its items.

    `digest` is the catalog's, exactly as it is stored.
    """
    found = _read(data)
    marked = _version(found)
    brought = catalog.manifest[catalog.channel.feed].revision
    shown = {None: "", "": digest}.get(catalog.feed_digest, catalog.feed_digest or "")
    wanted = Version(
        revision=brought,
        lineage="" if catalog.feed_digest is None else catalog.lineage[:SHOWN],
        digest=shown[:SHOWN],
    )
    if marked is None:
        raise VerificationFailed("does not say that feedpub made it")
    if marked != wanted:
        raise VerificationFailed(f"is of {marked}, and the catalog brought it with {wanted}")
    _refuse_other_items([item.guid for item in catalog.published_items], _guids(found))


def missing_guids(url: str, guids: Sequence[str], *, allow_private: bool = False) -> list[str]:
    """Which of these guids, the show's among them, the feed at an address does not hold.

    Raises `FetchError` if no feed answers that apps can read.
    """
    answer = fetch.request(url, allow_private=allow_private)
    if answer.status != 200:
        raise FetchError(
            f"the server answers {answer.status}", where=url, hint="publish the feed at its new address first"
        )
    try:
        found = _read(answer.body, harmless=_HARMLESS_ELSEWHERE)
    except VerificationFailed as failure:
        raise FetchError(failure.message, where=url, hint=failure.hint) from None
    held = {found.channel.value("podcast:guid"), *_guids(found)}
    return [guid for guid in guids if guid.strip() not in held]


def _refuse_answer(answer: fetch.Response, url: str, *, target: str, endpoint: str) -> None:
    refuse_status(answer, 200, key=url.rsplit("/", 1)[-1], target=target, endpoint=endpoint)
    refuse_downgrade(answer, url)
    found = answer.headers.get("Content-Type", "")
    if common_type(found) != FEED_TYPE:
        raise wrong_type(found, FEED_TYPE)


class _SentFeed:
    """The feed that was put; read only if other bytes answer."""

    def __init__(self, data: bytes, stored: Callable[[], bytes | None]) -> None:
        self._data = data
        self._stored = stored

    @cached_property
    def _feed(self) -> FeedView:
        return _read(self._data)

    def is_shown_by(self, data: bytes) -> bool:
        """Whether it, or one that was put after it, answers; False for an older one.

        Raises `VerificationFailed` for what is no feed of this show, or has other episodes.
        """
        if data == self._data:
            return True
        ours, theirs = self._feed, _read(data)
        _refuse_other_show(ours, theirs)
        mine, found = _version(ours), _version(theirs)
        if mine is not None and found is not None:
            self._refuse_other_lineage(mine, found)
            if found.revision == mine.revision:
                _refuse_other_items(_guids(ours), _guids(theirs))
                _refuse_changed_items(ours, theirs)
            return found.revision >= mine.revision
        # A service in front of the feed may name itself as its generator.
        dates = [one.channel.value("lastBuildDate") for one in (ours, theirs)]
        return dates[0] == dates[1] and _guids(ours) == _guids(theirs)

    def _refuse_other_lineage(self, mine: Version, found: Version) -> None:
        """Raise `VerificationFailed` for a feed that no catalog made which came of ours, or that ours came of."""
        is_ours = mine.lineage == found.lineage or not (mine.lineage and found.lineage)
        if is_ours and found.revision == mine.revision:
            is_ours = mine.digest == found.digest or not (mine.digest and found.digest)
        if is_ours and found.revision > mine.revision:
            is_ours = self._stored() != self._data
        if not is_ours:
            raise VerificationFailed(
                f"the feed of {found} answers, the one that was put is of {mine}, and the store has it: somebody began "
                "this show anew or restored an older catalog, or another copy of it answers here",
                hint=CHECK_ADDRESS,
            )


def _read(data: bytes, *, harmless: Collection[str] = _HARMLESS) -> FeedView:
    """The feed as it is read. Raises `VerificationFailed` for what is not RSS, and for what is not well-formed XML."""
    found = read(data, now=datetime.fromtimestamp(0, UTC)).feed  # whose dates nobody looks at
    document = found.document
    if document.kind == "empty":
        raise VerificationFailed("the answer is empty", hint=CHECK_ADDRESS)
    if document.kind == "html":
        raise VerificationFailed("a web page answers instead of a feed", hint=CHECK_ADDRESS)
    trouble = next((one for one in document.troubles if one.kind not in harmless), None)
    if trouble and document.kind in {"rss", "xml"}:
        raise VerificationFailed(
            f"the feed is damaged in line {trouble.line}, column {trouble.column}: {trouble.message}",
            hint="feedpub has stored the whole feed: check that no server or CDN cuts it off or changes it",
        )
    if document.kind != "rss" or not found.channel.name:
        raise VerificationFailed("the answer is not RSS", hint="open the address in a browser")
    return found


def _refuse_other_show(ours: FeedView, theirs: FeedView) -> None:
    mine, found = (one.channel.value("podcast:guid") for one in (ours, theirs))
    if mine != found:
        named = f"podcast:guid {found[:60]}" if found else "it has no podcast:guid"
        raise VerificationFailed(f"the feed of another show answers ({named})", hint=CHECK_ADDRESS)


def _refuse_other_items(ours: Sequence[str], theirs: Sequence[str]) -> None:
    """Raise `VerificationFailed` unless the guids are the same in the same order."""
    if ours == theirs:
        return
    hint = "check the service or CDN in front of the feed: it has to pass the feed on as it is"
    if missing := [guid for guid in ours if guid not in set(theirs)]:
        what = f"lacks {len(missing)} of {len(ours)} episodes, first the one with the guid {quoted(missing[0])}"
    elif more := [guid for guid in theirs if guid not in set(ours)]:
        what = f"has {len(more)} more than this show's episodes, first the one with the guid {quoted(more[0])}"
    else:
        what = "has this show's episodes in another order, or one of them twice"
    raise VerificationFailed(f"the feed {what}", hint=hint)


_OF_ITEM = ("title", "pubDate", "description", "content:encoded", "link")


def _refuse_changed_items(ours: FeedView, theirs: FeedView) -> None:
    """Raise `VerificationFailed` where an item of the very revision that was put says something else."""
    for mine, found in zip(ours.items, theirs.items, strict=True):
        names = [name for name in _OF_ITEM if mine.value(name) != found.value(name)]
        one, other = mine.first("enclosure"), found.first("enclosure")
        changed = {
            attribute for attribute in ("url", "length", "type") if _get(one, attribute) != _get(other, attribute)
        }
        if names or changed:
            what = ", ".join([*names, *(f"enclosure {attribute}" for attribute in sorted(changed))])
            raise VerificationFailed(
                f"the feed was changed on its way: {what} of the episode with the guid {quoted(mine.value('guid'))}",
                hint="does a service or a CDN in front of the feed change it? let it pass the feed on as it is",
            )


def _get(element: Element | None, attribute: str) -> str:
    return element.get(attribute) if element else ""


def _guids(feed: FeedView) -> list[str]:
    return [item.value("guid") for item in feed.items]


def _version(feed: FeedView) -> Version | None:
    return read_marker(feed.channel.value("generator"))


def _is_shown_at(url: str, ours: _SentFeed, connections: fetch.Connections, *, allow_private: bool) -> bool:
    try:
        return ours.is_shown_by(fetch.request(url, allow_private=allow_private, connections=connections).body)
    except (VerificationFailed, FetchError):
        return False


def _cached_until(answer: fetch.Response, now: datetime, *, known: bool) -> datetime:
    """Until when a cache may show the older copy; `known` says that it comes out of one.

    Without a sign of a cache an old feed means that the address leads elsewhere, and no waiting would help. A sign is
    an Age (RFC 9111 §5.1), or that another spelling of the same address shows the new feed.
    """
    lifetime, age = _lifetime(answer), _age(answer, now)
    if not known:
        raise VerificationFailed("an older feed answers, and it does not come from a cache", hint=CHECK_ADDRESS)
    if age >= lifetime:
        raise VerificationFailed(
            f"a cache shows an older feed, {age} s old, although it may keep it for only {lifetime} s",
            hint="let the CDN obey Cache-Control, or remove the feed from its cache now",
        )
    # `now` was read when the run began; a cache that passes the origin's Date on knows better.
    made = now - timedelta(seconds=age)
    return max(made, _date(answer, now) or made) + timedelta(seconds=lifetime)


def _lifetime(answer: fetch.Response) -> int:
    """Seconds that a shared cache may keep it; `s-maxage` goes before `max-age` (RFC 9111 §4.2.1)."""
    header = answer.headers.get("Cache-Control", "")
    found = {name.lower(): int(value) for name, value in _DIRECTIVE.findall(header)}
    return found.get("s-maxage", found.get("max-age", 0))


def _age(answer: fetch.Response, now: datetime) -> int:
    stated = answer.headers.get("Age", "").strip()
    if _SECONDS.fullmatch(stated):
        return int(stated)
    date = _date(answer, now)
    return max(0, int((now - date).total_seconds())) if date else 0


def _date(answer: fetch.Response, now: datetime) -> datetime | None:
    """The answer's Date; None if there is none, or one that no clock can have shown."""
    try:
        date = parsedate_to_datetime(answer.headers.get("Date", ""))
        date = date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return date if date < now + timedelta(days=1) else None
