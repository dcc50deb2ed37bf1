"""What a new catalog changes for listeners, as values to show before anything is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from feedpub.catalog.fields import NOTHING, is_long, texts, written_fields
from feedpub.model.catalog import Catalog
from feedpub.model.channel import Channel
from feedpub.model.item import Item


class Transition(StrEnum):
    """What happens to the show or an item, whatever is edited in it at the same time."""

    BEGIN = "begin"
    ADD = "add"
    SCHEDULE = "schedule"
    RELEASE = "release"
    UNSCHEDULE = "unschedule"
    """It was scheduled, and will not be released: nobody has ever seen it."""

    REMOVE = "remove"
    PURGE = "purge"
    """It is taken out, if it was not, and its objects are deleted."""

    RESTORE = "restore"


@dataclass(frozen=True, slots=True, kw_only=True)
class Altered:
    """One field that reads differently; texts as short as they can be shown."""

    field: str
    """As its author's file names it: `audio`, `publish.url`."""

    before: str | None
    after: str | None
    """None where there is nothing, and for a date that the publication gives: no plan can know it."""

    prose: tuple[str, str] | None = None
    """Both texts as a whole, where they are too long for a line: so their words can be compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What listeners will notice of the show or of one item; `slug` is empty for the show.

    What happens to it, its name and its fields change independently of each other: an item may be released, renamed
    and edited in one run.
    """

    slug: str
    title: str
    transition: Transition | None = None
    """None: it stays what it is, and is only renamed or edited."""

    renamed_from: str = ""
    altered: tuple[Altered, ...] = ()


def changes(before: Catalog | None, after: Catalog) -> tuple[Change, ...]:
    """The show first, then items by slug; nothing for what stays as it is."""
    if before is not None and before == after:
        return ()
    return (*_show(before, after), *_items(before, after))


def summary(change: Change) -> str:
    """A change in one line, for the record: `add first-light`, `edit trailer: title, notes`, `edit the show: image`."""
    words = [change.transition.value] if change.transition else []
    words += [f"rename {change.renamed_from} to"] if change.renamed_from else []
    words += [] if words else ["edit"]
    fields = ", ".join(one.field for one in change.altered)
    return f"{' and '.join(words)} {change.slug or 'the show'}" + (f": {fields}" if fields else "")


def dated_by_publication(before: Catalog | None, after: Catalog) -> frozenset[str]:
    """Slugs of the episodes that get their date from this publication, since their author wrote none."""
    known = [*before.items, *(stone.item for stone in before.gone)] if before else []
    dates = {item.guid: item.published for item in known}
    return frozenset(item.slug for item in after.items if not item.dated and dates.get(item.guid) != item.published)


def _show(before: Catalog | None, after: Catalog) -> Iterator[Change]:
    title = after.channel.title
    if before is None:
        yield Change(transition=Transition.BEGIN, slug="", title=title)
    elif altered := _altered(before.channel, after.channel, zone=after.channel.timezone):
        yield Change(slug="", title=title, altered=altered)


def _items(before: Catalog | None, after: Catalog) -> Iterator[Change]:
    old = {item.guid: item for item in before.items} if before else {}
    gone = {stone.item.guid: stone.item for stone in before.gone} if before else {}
    empty = {stone.item.guid for stone in before.gone if stone.purged} if before else set()
    new = {item.guid for item in after.items}
    undated = dated_by_publication(before, after)
    for item in after.items:
        for change in _item(old.get(item.guid), gone.get(item.guid), item, zone=after.channel.timezone):
            known = replace(change, altered=()) if item.guid in empty else change
            yield _without_date(known) if item.slug in undated else known
    purged = {stone.item.guid for stone in after.gone if stone.purged}
    purged -= {stone.item.guid for stone in before.gone if stone.purged} if before else set()
    for guid, item in (gone | old).items():
        if guid in purged:
            yield Change(transition=Transition.PURGE, slug=item.slug, title=item.title)
        elif guid in old.keys() - new:
            transition = Transition.UNSCHEDULE if item.scheduled else Transition.REMOVE
            yield Change(transition=transition, slug=item.slug, title=item.title)


def _item(old: Item | None, gone: Item | None, new: Item, *, zone: str) -> Iterator[Change]:
    """The change of an item that was `old`, or was taken out as `gone`; nothing if it is as it was."""
    known = old or gone
    transition = _transition(old, gone, new)
    altered = _altered(known, new, zone=zone) if known else ()
    renamed_from = known.slug if known and known.slug != new.slug else ""
    if transition or altered or renamed_from:
        yield Change(slug=new.slug, title=new.title, transition=transition, renamed_from=renamed_from, altered=altered)


def _transition(old: Item | None, gone: Item | None, new: Item) -> Transition | None:
    if old:
        return Transition.RELEASE if old.scheduled and not new.scheduled else None
    if gone:
        return Transition.RESTORE
    return Transition.SCHEDULE if new.scheduled else Transition.ADD


def _without_date(change: Change) -> Change:
    """The change, whose new date only the publication knows."""
    altered = (replace(one, after=None) if one.field == "published" else one for one in change.altered)
    return replace(change, altered=tuple(altered))


def _altered(old: Channel | Item, new: Channel | Item, *, zone: str) -> tuple[Altered, ...]:
    if old == new:
        return ()
    before = dict(written_fields(old))
    pairs = ((name, before[name], value) for name, value in written_fields(new) if before[name] != value)
    return tuple(_alteration(name, old_value, new_value, zone=zone) for name, old_value, new_value in pairs)


def _alteration(name: str, before: object, after: object, *, zone: str) -> Altered:
    old, new = texts(before, after, zone=zone)
    return Altered(
        field=name,
        before=None if old == NOTHING != before else old,
        after=None if new == NOTHING != after else new,
        prose=_prose(before, after),
    )


def _prose(before: object, after: object) -> tuple[str, str] | None:
    if not (isinstance(before, str) and isinstance(after, str) and before and after):
        return None
    return (before, after) if is_long(before) or is_long(after) else None
