"""Taking a revision back: what it changed becomes what it was, unless it was changed again since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import TypeVar

from feedpub.catalog.codec import Stored, digest
from feedpub.catalog.fields import AUTHOR_NAMES
from feedpub.catalog.sources import recorded_files, remember
from feedpub.errors import Refused
from feedpub.model.catalog import Catalog
from feedpub.model.channel import Channel
from feedpub.model.item import Item, Tombstone

T = TypeVar("T", Channel, Item)

KEPT: dict[type, frozenset[str]] = {
    Channel: frozenset({"guid", "base", "feed"}),
    Item: frozenset({"slug", "guid", "first", "scheduled", "sources", "undone"}),
}
"""What no undo changes: identity and address; `sources` and `scheduled` have rules of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """The catalog without what a revision changed."""

    catalog: Catalog
    remarks: tuple[str, ...] = ()
    """What of the revision stays, and what to do about it."""

    conflicts: tuple[str, ...] = ()
    """What was changed again since, so that it cannot be taken back alone."""

    removed: tuple[str, ...] = ()
    """Slugs of episodes that it took out, which come back only on purpose."""

    is_done: bool = False
    """Everything that can be taken back is taken back already."""


@dataclass(slots=True)
class _Undoing:
    """Three catalogs, and what is found out about them."""

    parent: Stored
    undone: Stored
    now: Catalog
    restore: bool
    at: datetime
    remarks: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    already: bool = False


def undo(parent: Stored, undone: Stored, now: Catalog, *, restore: bool, at: datetime) -> Undone:
    """`now` without what `undone` changed of `parent`.

    `restore` brings back what it took out; `at` is the time of the undo, for the record. What it
    added stays, since nothing that is published leaves the feed by an undo; guids, slugs and addresses stay as well.
    """
    work = _Undoing(parent, undone, now, restore, at)
    channel = _merged(work, parent.catalog.channel, undone.catalog.channel, now.channel, name="the show")
    items, gone = _items(work)
    sources = now.sources
    if channel != now.channel:
        again = any(getattr(channel, name) != getattr(now.channel, name) for name in ("image", "portraits", "theme"))
        sources = _sources(sources, parent.catalog.sources, undone.catalog.sources, undone, again=again)
    catalog = replace(
        now,
        channel=channel,
        sources=sources,
        undone=now.undone if sources == now.sources else at,
        items=tuple(sorted(items, key=lambda item: item.slug)),
        gone=tuple(sorted(gone, key=lambda stone: stone.item.slug)),
    )
    return Undone(
        catalog=catalog,
        remarks=tuple(work.remarks),
        conflicts=tuple(work.conflicts),
        removed=tuple(work.removed),
        is_done=work.already,
    )


def _items(work: _Undoing) -> tuple[list[Item], list[Tombstone]]:
    before, after = _by_guid(work.parent.catalog), _by_guid(work.undone.catalog)
    items, gone = dict(_by_guid(work.now)), {stone.item.guid: stone for stone in work.now.gone}
    for guid in sorted({*before, *after}, key=lambda one: (before.get(one) or after[one]).slug):
        old, new = before.get(guid), after.get(guid)
        if old is not None and new is not None:
            if old != new and (current := items.get(guid)):
                items[guid] = _edited(work, old, new, current)
            elif old != new:
                work.conflicts.append(f"{new.slug} was taken out since")
        elif old is None and new is not None:
            _added(work, new, items)
        elif old is not None:
            _taken_out(work, old, items, gone)
    return list(items.values()), list(gone.values())


def _by_guid(catalog: Catalog) -> dict[str, Item]:
    return {item.guid: item for item in catalog.items}


def _edited(work: _Undoing, old: Item, new: Item, current: Item) -> Item:
    if old.scheduled and not new.scheduled:
        work.remarks.append(f"{current.slug} stays published; to take it out: feedpub unpublish {current.slug}")
        old = replace(old, published=new.published, dated=new.dated)  # the date that it was to have may not be over
    if old.slug != new.slug:
        work.remarks.append(f"{current.slug} keeps its name, and so its address")
    item = _merged(work, old, new, current, name=current.slug)
    if item == current:
        return current
    again = recorded_files(item) != recorded_files(current) or item.enclosure.identity != current.enclosure.identity
    sources = _sources(current.sources, old.sources, new.sources, work.undone, again=again)
    return replace(item, sources=sources, undone=current.undone if sources == current.sources else work.at)


def _added(work: _Undoing, new: Item, items: dict[str, Item]) -> None:
    current = items.get(new.guid)
    if current is None:
        work.already = True
    elif current.scheduled:
        del items[new.guid]  # nobody has seen it
    else:
        work.remarks.append(f"{current.slug} stays published; to take it out: feedpub unpublish {current.slug}")


def _taken_out(work: _Undoing, old: Item, items: dict[str, Item], gone: dict[str, Tombstone]) -> None:
    if old.guid in items:
        work.already = True
        return
    stone = gone.get(old.guid)
    taken = {item.slug for item in items.values()} | {one.item.slug for one in gone.values() if one is not stone}
    if old.slug in taken:
        work.conflicts.append(f"{old.slug} is another episode now")
    elif stone is None:
        items[old.guid] = old  # it was taken off the schedule
    elif stone.purged:
        when = f"{stone.purged.date:%Y-%m-%d}"
        work.conflicts.append(f"{old.slug} was deleted for good on {when}, and nothing brings it back")
    elif work.restore:
        items[old.guid] = gone.pop(old.guid).item
    else:
        work.removed.append(old.slug)


def _merged(work: _Undoing, old: T, new: T, current: T, *, name: str) -> T:
    """`current` with the values of `old` where `new` has others and nobody has changed them since."""
    changed = {}
    for one in _names(type(old)):
        was, became, is_now = getattr(old, one), getattr(new, one), getattr(current, one)
        if was == became:
            continue
        if is_now == was:
            work.already = True
        elif is_now == became:
            changed[one] = was
        else:
            shown = AUTHOR_NAMES[type(old)].get(one, one)
            work.conflicts.append(f"{shown} of {name} was changed again since")
    return replace(current, **changed)


def _names(kind: type) -> Iterator[str]:
    yield from (one.name for one in fields(kind) if one.name not in KEPT[kind])


def _sources(
    now: tuple[str, ...], old: tuple[str, ...], new: tuple[str, ...], undone: Stored, *, again: bool
) -> tuple[str, ...]:
    """What was taken back, and behind it what it was before: the file of the former is an old checkout from now on.

    `again`: other files than the YAML were changed, and would be published again with the YAML that stayed the same.
    Then the newest source is none that an author has, so that this YAML is refused, too.
    """
    if new[-1:] != old[-1:]:
        for one in (*new[-1:], *old[-1:]):
            now = remember(now, one)
        return now
    return remember(now, digest(["undone", undone.digest, *new[-1:]])) if again else now


def refusal(undone: Undone, now: Catalog, *, where: str, number: int) -> Refused | None:
    """Why a revision cannot be taken back; None if it can, and if it is already."""
    if undone.conflicts:
        return Refused(
            f"revision {number} cannot be taken back alone: {'; '.join(undone.conflicts)}",
            where=where,
            hint="undo the later revision first (feedpub history), or publish the earlier file: "
            "feedpub publish --revert",
        )
    if undone.removed:
        names = ", ".join(undone.removed)
        return Refused(
            f"revision {number} took {names} out; apps that had {'it' if len(undone.removed) == 1 else 'them'} "
            "would show it again",
            where=where,
            flag="--restore",
            hint=f"to bring it back, with its guid and date: feedpub undo --revision {number} --restore",
        )
    if undone.catalog == now and not undone.is_done:
        return Refused(
            f"revision {number} changed nothing that can be taken back"
            + "".join(f"; {remark}" for remark in undone.remarks),
            where=where,
            hint="to see what it changed: feedpub history --revision " + str(number),
        )
    return None
