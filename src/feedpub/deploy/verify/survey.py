"""Everything that is published, looked at: whether each object is there as it was put, and whether the public gets it.

What a publish verifies is what it sends; this verifies everything that was ever sent. A listing tells what is there;
the headers of an object tell its type, its caching and the digest that was stored with it; only reading it tells its
bytes. What was looked at in which way, and what was not, is part of the result.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import partial
from hashlib import sha256
from typing import TypeVar

from feedpub import feed, fetch
from feedpub.catalog import RENDERER, AppliedObject, is_stamped
from feedpub.catalog.inventory import (
    Discrepancy,
    Expected,
    Flaw,
    fault,
    inventory,
    is_immutable,
    listed_fault,
    may_be_document,
)
from feedpub.deploy.actions import Verify
from feedpub.deploy.target import Observed, Target
from feedpub.deploy.verify.feed import refuse_other_feed, verify_feed
from feedpub.deploy.verify.http import verify_head
from feedpub.errors import Denied, FetchError, StorageError, VerificationFailed
from feedpub.model.address import address, feed_address
from feedpub.model.catalog import Catalog
from feedpub.storage import Body, ListedObject, ObjectInfo, Storage

T = TypeVar("T")
R = TypeVar("R")

AT_ONCE = 16
"""Requests at a time."""

SMALL = 1 << 20
"""Bytes up to which a file of a directory is read: it has no headers that would tell."""

MOST_UNNAMED = 100
"""Objects that no manifest names, and that may be pages of ours: so many are read at most."""

_PIECE = 8 << 20
"""Bytes of an object that are in memory at a time."""


class Depth(StrEnum):
    """How an object was looked at, from the shallowest to the deepest."""

    ABSENT = "absent"
    LISTED = "listed"
    HEADERS = "headers"
    READ = "read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """How deep to look."""

    deep: bool = False
    """Read everything."""

    sample: float = 0.0
    """Which part of the objects to read, from 0 to 1; another one each day."""

    asks_public: bool = True


BY_HEADERS = Scope()
"""Nothing is read but what says nothing of itself otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Where the public gets what is published."""

    target: str
    endpoint: str = ""
    allow_private: bool = False
    is_directory: bool = False
    known: frozenset[str] = frozenset()
    """Keys that feedpub put beside those of the manifest."""


OnProgress = Callable[[int, int, str], None]
"""Called with the number of objects that were looked at, how many there are, and the key of one."""


def _silently(_done: int, _total: int, _key: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What was found of one show."""

    catalog: Catalog
    findings: tuple[Discrepancy, ...] = ()
    looked: Mapping[Depth, int] = field(default_factory=dict)
    """How many of the objects that the manifest names were looked at in which way, the deepest counts."""

    superseded: int = 0
    """How many of those only listed are ones that nothing refers to any more."""

    asked: int = 0
    """How many public addresses were asked."""

    is_listed: bool = True
    """Whether these credentials may list."""

    others: int = 0
    """Objects that feedpub did not put."""

    unread: int = 0
    """Objects that may be pages of ours, which no manifest names, and which were too many to read."""

    cached_until: datetime | None = None
    """Until when caches may show an older feed."""

    @property
    def damage(self) -> tuple[Discrepancy, ...]:
        """What listeners or readers may notice."""
        return tuple(one for one in self.findings if one.is_damage)


def survey(
    target: Target,
    observed: Observed,
    catalog: Catalog,
    *,
    scope: Scope,
    reach: Reach,
    now: datetime,
    on_progress: OnProgress = _silently,
) -> Survey:
    """Look at everything that the catalog, which was observed, names; `now` is aware.

    Raises `StorageError` where the store does not answer: of what it has then nothing is known.
    """
    wanted = inventory(catalog, vouched(observed, catalog))
    listed = _listing(target.site)
    looking = _Looking(storage=target.site, listed=listed, scope=scope, reach=reach, catalog=catalog, now=now)
    feed_key = catalog.channel.feed
    with looking.opened:
        found = _each(looking.at, [one for one in wanted if one.key != feed_key], on_progress, key=lambda one: one.key)
    findings = [one for result in found for one in result.findings]
    of_feed, until = _feed(target.site, observed, catalog, scope=scope, reach=reach, now=now)
    findings += [*of_feed, *_state(observed, catalog)]
    unnamed, others, unread = _unnamed(target.site, listed, catalog, reach)
    how = Counter(result.looked for result in found)
    return Survey(
        catalog=catalog,
        findings=tuple(sorted([*findings, *unnamed], key=lambda one: (not one.is_damage, one.key))),
        looked={**how, Depth.READ: how[Depth.READ] + 1},
        superseded=sum(one.superseded is not None and not one.deleted for one in wanted),
        asked=sum(result.is_asked for result in found) + scope.asks_public,
        is_listed=listed is not None,
        others=others,
        unread=unread,
        cached_until=until,
    )


def look_again(
    target: Target, findings: Sequence[Discrepancy], observed: Observed, catalog: Catalog
) -> tuple[Discrepancy, ...]:
    """Those findings that are still true of what the store has, by reading it."""
    wanted = {one.key: one for one in inventory(catalog, vouched(observed, catalog))}
    keys = [one.key for one in findings if one.key in wanted]
    results = _each(lambda key: _read_all(target.site, wanted[key]), keys, _silently, key=str)
    return tuple(one for one in results if one is not None)


def vouched(observed: Observed, catalog: Catalog) -> Mapping[str, AppliedObject]:
    """What `applied` says of documents that have not changed since."""
    return {
        key: one
        for key, one in observed.vouched.items()
        if key in catalog.manifest and catalog.manifest[key].revision <= observed.reached
    }


def _listing(storage: Storage) -> Mapping[str, ListedObject] | None:
    try:
        return {one.key: one for one in storage.list()}
    except Denied:
        return None


def _each(work: Callable[[T], R], items: Sequence[T], on_progress: OnProgress, *, key: Callable[[T], str]) -> list[R]:
    """The results of work on each, some at a time, in order; the first error ends it."""
    done: list[R] = []
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="feedpub-verify") as pool:
        try:
            for item, result in zip(items, pool.map(work, items), strict=True):
                done.append(result)
                on_progress(len(done), len(items), key(item))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return done


# --- one object


@dataclass(frozen=True, slots=True, kw_only=True)
class _Result:
    looked: Depth
    findings: tuple[Discrepancy, ...] = ()
    is_asked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Looking:
    """What all looks at single objects have in common."""

    storage: Storage
    listed: Mapping[str, ListedObject] | None
    scope: Scope
    reach: Reach
    catalog: Catalog
    now: datetime
    of_thread: threading.local = field(default_factory=threading.local)
    opened: ExitStack = field(default_factory=ExitStack)

    def at(self, wanted: Expected) -> _Result:
        """Look at an object in the store, and if nothing is wrong with it there, at its address."""
        how = self._how(wanted)
        found = self._in_store(wanted, how)
        if found or not self.scope.asks_public or wanted.superseded or wanted.deleted:
            return _Result(looked=how, findings=(found,) if found else ())
        unreachable = self._at_address(wanted)
        return _Result(looked=how, findings=(unreachable,) if unreachable else (), is_asked=True)

    def _how(self, wanted: Expected) -> Depth:
        listed = self.listed.get(wanted.key) if self.listed is not None else None
        if self.listed is not None and (listed is None or wanted.deleted):
            return Depth.LISTED if listed else Depth.ABSENT
        if self.scope.deep or _is_sampled(wanted.key, self.scope.sample, self.now):
            return Depth.READ
        if wanted.superseded:
            return Depth.LISTED if listed else Depth.HEADERS
        if not self.reach.is_directory or listed is None:
            return Depth.HEADERS
        return Depth.READ if listed.size <= SMALL or listed.size != wanted.size else Depth.LISTED

    def _in_store(self, wanted: Expected, how: Depth) -> Discrepancy | None:
        try:
            match how:
                case Depth.ABSENT | Depth.LISTED:
                    return listed_fault(wanted, self.listed.get(wanted.key) if self.listed is not None else None)
                case Depth.HEADERS:
                    return _by_headers(self.storage, wanted)
                case Depth.READ if self.reach.is_directory:  # whose answer to HEAD is read from the file
                    return _by_headers(self.storage, wanted)
                case Depth.READ:
                    return self._read(wanted)
        except Denied as denied:
            return _unreadable(wanted, denied)
        except StorageError as error:
            if not self.reach.is_directory:
                raise
            return _unreadable(wanted, error)

    def _read(self, wanted: Expected) -> Discrepancy | None:
        """By all its bytes: of a small object in one request, whose answer says what HEAD would."""
        listed = self.listed.get(wanted.key) if self.listed is not None else None
        if listed is not None and listed.size <= _PIECE and wanted.digest:
            content = self.storage.read(wanted.key)
            if content is not None and content.info is not None:
                return fault(wanted, content.info, read=sha256(content.data).hexdigest())
        return _read_all(self.storage, wanted)

    def _connections(self) -> fetch.Connections:
        """Those of this thread, closed when everything was looked at."""
        if not hasattr(self.of_thread, "connections"):
            self.of_thread.connections = self.opened.enter_context(fetch.Connections())
        connections: fetch.Connections = self.of_thread.connections
        return connections

    def _at_address(self, wanted: Expected) -> Discrepancy | None:
        action = Verify(
            key=wanted.key,
            url=address(self.catalog.channel, wanted.key),
            type=wanted.type,
            size=-1 if wanted.size is None else wanted.size,
            body=Body(size=0, digest=wanted.digest),
            reason="",
            is_page=wanted.is_page,
        )
        try:
            verify_head(
                action,
                connections=self._connections(),
                target=self.reach.target,
                endpoint=self.reach.endpoint,
                allow_private=self.reach.allow_private,
            )
        except (VerificationFailed, FetchError) as failure:
            return _unreachable(wanted.key, wanted.what, failure, url=action.url)
        return None


def _is_sampled(key: str, part: float, now: datetime) -> bool:
    """Whether an object is one of those that are read today."""
    return part > 0 and int(sha256(f"{now:%Y-%m-%d} {key}".encode()).hexdigest()[:8], 16) < part * (1 << 32)


def _by_headers(storage: Storage, wanted: Expected) -> Discrepancy | None:
    seen = storage.head(wanted.key)
    if seen and wanted.is_document and not wanted.digest and not wanted.superseded:
        content = storage.read(wanted.key)
        if content and not is_stamped(content.data):
            return _other_page(wanted, seen)
    return fault(wanted, seen)


def _read_all(storage: Storage, wanted: Expected) -> Discrepancy | None:
    seen = storage.head(wanted.key)
    if seen is None or not wanted.digest:
        return _by_headers(storage, wanted)
    return fault(wanted, seen, read=digest_of(storage, wanted.key, seen))


def digest_of(storage: Storage, key: str, seen: ObjectInfo) -> str:
    """SHA-256 (hex) of an object's bytes, read piece by piece."""
    found = sha256()
    for start in range(0, seen.size, _PIECE):
        found.update(storage.slice(key, start, min(seen.size, start + _PIECE)))
    return found.hexdigest()


def _other_page(wanted: Expected, seen: ObjectInfo) -> Discrepancy:
    message = "is not what feedpub put there: it does not say that feedpub made it"
    return Discrepancy(key=wanted.key, what=wanted.what, fault=Flaw.CHANGED, message=message, token=seen.token)


def _unreadable(wanted: Expected, error: StorageError) -> Discrepancy:
    return Discrepancy(
        key=wanted.key,
        what=wanted.what,
        fault=Flaw.UNREADABLE,
        message=f"cannot be read: {error.message}",
        hint=error.hint,
    )


def _unreachable(key: str, what: str, failure: VerificationFailed | FetchError, *, url: str) -> Discrepancy:
    return Discrepancy(
        key=key, what=what, fault=Flaw.UNREACHABLE, message=f"{url}: {failure.message}", hint=failure.hint
    )


# --- the feed


def _feed(
    storage: Storage, observed: Observed, catalog: Catalog, *, scope: Scope, reach: Reach, now: datetime
) -> tuple[list[Discrepancy], datetime | None]:
    """What is wrong with the feed, in the store and at its address, and until when caches may show an older one."""
    key = catalog.channel.feed
    wanted = next(one for one in inventory(catalog, vouched(observed, catalog)) if one.key == key)
    content, seen = storage.read(key), storage.head(key)
    if content is None or seen is None:
        return [one for one in [fault(wanted, None)] if one], None
    found = _wrong_feed(content.data, wanted, observed, catalog)
    if found:
        finding = Discrepancy(key=key, what=wanted.what, fault=Flaw.INVALID, message=found, token=content.token)
        return [finding], None
    if headers := fault(replace(wanted, digest="", size=None), seen):
        return [headers], None
    if not scope.asks_public:
        return [], None
    try:
        until = verify_feed(
            feed_address(catalog.channel),
            sent=content.data,
            now=now,
            stored=lambda: content.data,
            target=reach.target,
            endpoint=reach.endpoint,
            allow_private=reach.allow_private,
            wait=0.0,
        )
    except VerificationFailed as failure:
        return [_unreachable(key, wanted.what, failure, url=feed_address(catalog.channel))], None
    return [], until


def _wrong_feed(data: bytes, wanted: Expected, observed: Observed, catalog: Catalog) -> str:
    """What is wrong with the stored feed; empty if it is that of the catalog, byte for byte where that is known."""
    try:
        refuse_other_feed(data, catalog, digest=observed.digest)
    except VerificationFailed as failure:
        return failure.message
    known = {wanted.digest} if wanted.digest else set()
    if catalog.renderer == RENDERER:
        shown = replace(catalog, feed_digest=observed.digest) if catalog.feed_digest == "" else catalog
        known.add(sha256(feed.render(shown)).hexdigest())
    return "has other bytes than those that were published" if sha256(data).hexdigest() not in known and known else ""


# --- what else there is


def _state(observed: Observed, catalog: Catalog) -> Iterator[Discrepancy]:
    if observed.reached != catalog.revision:
        yield Discrepancy(
            key="applied",
            what="what pages and feed have reached",
            fault=Flaw.BEHIND,
            message=f"pages and feed are not known to be those of revision {catalog.revision}: a run was interrupted, "
            "or an older catalog was restored",
            hint="feedpub publish or release sends what is missing",
        )


def _unnamed(
    storage: Storage, listed: Mapping[str, ListedObject] | None, catalog: Catalog, reach: Reach
) -> tuple[list[Discrepancy], int, int]:
    """Objects of ours that no manifest names, how many others there are, and how many of those were not read."""
    strangers = [key for key in sorted(listed or {}) if key not in catalog.manifest and key not in reach.known]
    ours = [key for key in strangers if is_immutable(key)]
    candidates = [key for key in strangers if may_be_document(key)]
    read = _each(partial(_says_ours, storage), candidates[:MOST_UNNAMED], _silently, key=str)
    pages = [key for key, is_ours in zip(candidates, read, strict=False) if is_ours]
    findings = [
        Discrepancy(
            key=key,
            what="object of ours",
            fault=Flaw.UNNAMED,
            message=f"feedpub put {what} here, and no catalog names it",
        )
        for keys, what in ((ours, "this"), (pages, "this page"))
        for key in keys
    ]
    unread = max(0, len(candidates) - MOST_UNNAMED)
    return findings, len(strangers) - len(ours) - len(pages) - unread, unread


def _says_ours(storage: Storage, key: str) -> bool:
    content = storage.read(key)
    return content is not None and is_stamped(content.data)
