"""What may leave the store: what no feed has named for long, what crashed runs left, and most of an old history."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from feedpub.catalog.history import committed
from feedpub.catalog.objects import key_digest
from feedpub.model.catalog import Catalog

DAYS = 90
"""For so long everything stays that a feed named: apps and caches hold old feeds for weeks."""

LEFTOVER = timedelta(days=7)
"""So old is what no run can still be about to name."""

HISTORY = timedelta(days=90)
"""So long every revision stays; of older ones one a week does."""

_PAGES = re.compile(
    r"[^/]+\.html|(?:search|feed|manifest|[^/]+-oembed)\.json|search_[^/]+\.txt|"
    r"(?:sitemap|network|season_[0-9]+)\.xml|robots\.txt"
)
"""Documents that may go; a feed under an earlier name is none of them: apps may still ask for it."""


# --- the published target


def superseded(catalog: Catalog, *, until: datetime, media: bool) -> frozenset[str]:
    """Keys that nothing has referred to since `until`, or longer.

    A recording that any feed ever named stays unless `media` is said: apps keep the first address that they saw.
    """
    entries = catalog.manifest.items()
    old = (key for key, one in entries if one.superseded and one.superseded <= until and one.deleted is None)
    return frozenset(key for key in old if _may_go(key, media=media))


def _may_go(key: str, *, media: bool) -> bool:
    if not key_digest(key):
        return bool(_PAGES.fullmatch(key))
    return media or not key.startswith("media/")


def unknown(keys: Iterable[str], *manifests: Collection[str]) -> list[str]:
    """Those of our form that no manifest names, sorted."""
    return sorted(key for key in keys if key_digest(key) and not any(key in one for one in manifests))


# --- the history


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An object of the history."""

    key: str
    digest: str
    """Of the catalog in whose place it is."""

    parent: str
    date: datetime
    """When it was written; aware."""

    names: frozenset[str] = frozenset()
    """Those objects that it names and today's manifest does not."""


def thinned(
    history: Sequence[Kept], *, heads: Collection[str], kept: Iterable[str], now: datetime
) -> tuple[frozenset[str], tuple[str, ...]]:
    """The keys that may go, and the digests of old catalogs that stay committed although others between them are gone.

    Of each week that is older than `HISTORY` the newest committed one stays. A week without one stays whole: if an
    object was lost, nobody knows which of those before it were committed. Of younger ones only what is known never to
    have been committed goes, once it is old enough.
    """
    known = committed({one.digest: one.parent for one in history}, [*heads, *kept])
    lost = _lost(history, known)
    old = sorted((one for one in history if now - one.date > HISTORY), key=lambda one: (one.date, one.key))
    stay: set[str] = set()
    go = {one.key for one in history if one.digest in lost and now - one.date > LEFTOVER}
    for _, week in groupby(old, key=lambda one: one.date.isocalendar()[:2]):
        objects = list(week)
        counted = [one for one in objects if one.digest in known]
        if counted:
            stay.add(counted[-1].digest)
            go |= {one.key for one in objects if one.digest != counted[-1].digest}
    in_use = {one.key for one in history if one.digest in heads}
    return frozenset(go - in_use), tuple(sorted(stay))


def _lost(history: Iterable[Kept], known: Collection[str]) -> frozenset[str]:
    """Digests of those that a run put and did not commit: another child of their parent was, or their parent is one.

    What has no parent is the first revision of some lineage, and was committed there, perhaps.
    """
    parents: Mapping[str, str] = {one.digest: one.parent for one in history}
    won = {parents[digest] for digest in known if parents.get(digest)}
    found: set[str] = set()
    for digest in parents:
        if digest not in known and any(one in won for one in _ancestors(digest, parents, known)):
            found.add(digest)
    return frozenset(found)


def _ancestors(digest: str, parents: Mapping[str, str], known: Collection[str]) -> Iterator[str]:
    """The parent of an uncommitted one, its parent, and so on, up to the first that was committed."""
    seen: set[str] = set()
    while digest in parents and digest not in known and digest not in seen:
        seen.add(digest)
        digest = parents[digest]
        yield digest
