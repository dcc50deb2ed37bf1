"""`unpublish --purge`: delete what an episode had, show that it is gone, and say where copies may be."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit

from feedpub.catalog import CATALOG, NextCatalog, Removal, Rewritten, read_stored
from feedpub.catalog.history import HISTORY, history_key, history_revision
from feedpub.catalog.objects import is_searched
from feedpub.catalog.purge import purged, without_item
from feedpub.deploy.destination import Destination, open_target
from feedpub.deploy.effects import CatalogChange
from feedpub.deploy.run import RunResult
from feedpub.deploy.target import Observed, Target
from feedpub.deploy.verify import Held, held
from feedpub.model.address import OEMBED, address, enclosure_address, is_transcript
from feedpub.model.catalog import Catalog
from feedpub.model.item import Enclosure, Tombstone
from feedpub.standards.copies import COPIES, Copy


@dataclass(frozen=True, slots=True, kw_only=True)
class Purging:
    """How an episode is purged."""

    history: bool = False
    """Take its words out of the private history, too."""

    versions: bool = True
    """Delete what a bucket keeps of earlier versions; a directory keeps none."""

    reason: str = ""
    """For the record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged:
    """What was purged, and what is left of it."""

    keys: tuple[str, ...]
    """In the published target: what was deleted."""

    stored: tuple[str, ...]
    """Those that the store has all the same."""

    held: tuple[Held, ...]
    """The public addresses that do not show that nothing is there."""

    asked: int
    """How many public addresses were asked; 0: the target has none, or only the store was to be asked."""

    rewrites: bool
    """Whether the history was to be rewritten."""

    history: tuple[str, ...]
    """Keys of the history that have words of the episode all the same."""

    elsewhere: tuple[Held, ...] = ()
    """The recording at another host, unless that shows that it is gone; with neither status nor message: not asked."""

    copies: tuple[Copy, ...] = COPIES
    """Which nobody can delete from here."""

    @property
    def is_complete(self) -> bool:
        """Whether nothing was found that should be gone."""
        return not (self.stored or self.held or self.history or self.elsewhere)


def purging(before: Catalog, slug: str, how: Purging, *, now: datetime, author: str) -> NextCatalog:
    """The catalog with a tombstone without words, and what is to be deleted; the same again if that was done before."""
    after = purged(before, slug, now=now, author=author, reason=how.reason)
    stone = after.tombstone(slug)
    keys = stone.purged.keys if stone and stone.purged else ()
    removal = Removal(keys=frozenset(keys))
    if how.versions:
        removal = replace(removal, versions=(*keys, *_word_files(after)))
    if how.versions and how.history:
        versions = dict.fromkeys((*removal.versions, *_lists(after, keys)))
        removal = replace(removal, versions=tuple(versions), state_versions=(CATALOG,))
    warnings = tuple(map(_not_ours, _elsewhere(stone)))
    return NextCatalog(catalog=after, removal=removal, warnings=warnings)


def _word_files(catalog: Catalog) -> list[str]:
    """What the search has read; earlier versions of it have the words of the purged one."""
    return sorted(filter(is_searched, catalog.manifest))


def _elsewhere(stone: Tombstone | None) -> list[str]:
    """The address of a recording that is at another host."""
    return [stone.item.enclosure.key] if stone and stone.item.enclosure.is_elsewhere else []


def _not_ours(url: str) -> str:
    return (
        f"{url} is at another host, where feedpub deletes nothing: delete the recording there, too (in your account at "
        f"{urlsplit(url).hostname}, or ask its support)"
    )


def _lists(catalog: Catalog, keys: Sequence[str]) -> list[str]:
    """The feed, and the pages that name all episodes; earlier versions of them have the words of the purged one."""
    of_one = {f"{item.slug}{end}" for item in catalog.items for end in (".html", "-embed.html", OEMBED)}
    pages = [key for key, entry in catalog.manifest.items() if "/" not in key and entry.deleted is None]
    lists = (key for key in pages if key not in of_one and not is_transcript(key))
    return sorted({catalog.channel.feed, *lists} - set(keys))


# --- the history


def rewriting(
    slug: str, change: CatalogChange, target: Target, observed: Observed
) -> Generator[None, None, CatalogChange]:
    """The change that also rewrites every catalog of the history which has words of the episode."""
    wanted = change(observed.catalog)
    stone = wanted.catalog.tombstone(slug)
    rewritten = (yield from _rewritten(target, observed, stone)) if stone else {}
    versions = wanted.removal.state_versions
    more = (*versions, *sorted(rewritten)) if versions else ()
    removal = replace(wanted.removal, rewritten=rewritten, state_versions=more)
    return lambda before: replace(change(before), removal=removal)


def _rewritten(target: Target, observed: Observed, stone: Tombstone) -> Generator[None, None, dict[str, Rewritten]]:
    found = {}
    for key in (yield from _history(target)):
        yield None
        content = target.state.read(key)
        if content is None:
            continue
        if changed := without_item(read_stored(content.data, where=f"{target.state.name}/{key}"), stone):
            found[key] = Rewritten(data=changed.data, token=content.token)
    if observed.catalog and not observed.is_in_history:
        before = read_stored(observed.data, where=f"{target.state.name}/{CATALOG}")
        if changed := without_item(before, stone):
            found[history_key(observed.catalog.revision, observed.digest)] = Rewritten(data=changed.data, token="")
    return found


def _history(target: Target) -> Generator[None, None, list[str]]:
    yield None
    return sorted(one.key for one in target.state.list(HISTORY) if history_revision(one.key))


# --- is it gone?


def what_is_left(
    run: RunResult, slug: str, *, history: bool, asks: bool, now: datetime
) -> Generator[None, None, Purged]:
    """Ask the store, and with `asks` the public addresses as listeners had them; `history` looks there, too."""
    after, target = run.outcome.after, open_target(run.where)
    stone = after.tombstone(slug)
    keys = stone.purged.keys if stone and stone.purged else ()
    stored = []
    for key in keys:
        yield None
        if target.site.head(key) is not None:
            stored.append(key)
    addresses = _addresses(after, stone, run.where) if asks and stone else []
    ask = partial(held, now=now, allow_private=run.where.is_local_only)
    yield None
    found = ask(addresses)
    others = _elsewhere(stone)
    elsewhere = ask(others) if asks else [Held(url=url, status=None, holder="") for url in others]
    left = (yield from _with_words(target, stone)) if history and stone else ()
    return Purged(
        keys=keys,
        stored=tuple(stored),
        held=tuple(found),
        asked=len(addresses),
        rewrites=history,
        history=tuple(left),
        elsewhere=tuple(elsewhere),
    )


def _with_words(target: Target, stone: Tombstone) -> Generator[None, None, list[str]]:
    """Keys of the history that have words of the episode: another publisher may have put some meanwhile."""
    left = []
    for key in (yield from _history(target)):
        yield None
        content = target.state.read(key)
        if content and without_item(read_stored(content.data, where=f"{target.state.name}/{key}"), stone):
            left.append(key)
    return left


def _addresses(catalog: Catalog, stone: Tombstone, where: Destination) -> list[str]:
    """Those of the objects, and of the recordings also through the analytics prefix, as the feed had them."""
    if not where.has_address or stone.purged is None:
        return []
    channel, found = catalog.channel, []
    for key in stone.purged.keys:
        found.append(address(channel, key))
        if key.startswith("media/"):
            through: Enclosure = replace(stone.item.enclosure, key=key)
            found.append(enclosure_address(channel, through))
    return list(dict.fromkeys(found))
