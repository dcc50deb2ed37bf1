"""What a new catalog changes for listeners, as values to show before anything is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum

from feedpub.elements import element
from feedpub.model.catalog import Catalog
from feedpub.model.channel import Channel
from feedpub.model.chapter import Chapter
from feedpub.model.item import Item
from feedpub.vocab import written_clock


class Kind(StrEnum):
    """What happens to the show or an item."""

    BEGIN = "begin"
    EDIT = "edit"
    ADD = "add"
    WITHHOLD = "withhold"
    RELEASE = "release"
    RENAME = "rename"
    REMOVE = "remove"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True, kw_only=True)
class Altered:
    """One field that reads differently; texts as short as they can be shown."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that listeners will notice; `slug` is empty for the show."""

    kind: Kind
    slug: str
    title: str
    altered: tuple[Altered, ...] = ()
    renamed_from: str = ""


_SILENT = frozenset({"elements", "sources", "first", "dated", "files", "guid", "slug", "withheld", "derived"})


def changes(before: Catalog | None, after: Catalog) -> tuple[Change, ...]:
    """The show first, then items by slug; nothing for what stays as it is."""
    if before is not None and before == after:
        return ()
    return (*_show(before, after), *_items(before, after))


def _show(before: Catalog | None, after: Catalog) -> Iterator[Change]:
    title = after.channel.title
    if before is None:
        yield Change(kind=Kind.BEGIN, slug="", title=title)
    elif altered := _altered(before.channel, after.channel):
        yield Change(kind=Kind.EDIT, slug="", title=title, altered=altered)


def _items(before: Catalog | None, after: Catalog) -> Iterator[Change]:
    old = {item.guid: item for item in before.items} if before else {}
    new = {item.guid: item for item in after.items}
    stones = {stone.item.guid for stone in before.gone} if before else set()
    for item in after.items:
        if item.guid not in old:
            yield Change(kind=_appearance(item, stones), slug=item.slug, title=item.title)
        elif change := _edited(old[item.guid], item):
            yield change
    for guid, item in old.items():
        if guid not in new:
            yield Change(kind=Kind.REMOVE, slug=item.slug, title=item.title)


def _appearance(item: Item, stones: set[str]) -> Kind:
    if item.guid in stones:
        return Kind.RESTORE
    return Kind.WITHHOLD if item.withheld else Kind.ADD


def _edited(old: Item, new: Item) -> Change | None:
    altered = _altered(old, new)
    if old.slug != new.slug:
        kind = Kind.RENAME
    elif old.withheld and not new.withheld:
        kind = Kind.RELEASE
    elif altered:
        kind = Kind.EDIT
    else:
        return None
    renamed = old.slug if kind is Kind.RENAME else ""
    return Change(kind=kind, slug=new.slug, title=new.title, altered=altered, renamed_from=renamed)


def _altered(old: Channel | Item, new: Channel | Item) -> tuple[Altered, ...]:
    names = [field.name for field in fields(new) if field.name not in _SILENT]
    own = ((name, getattr(old, name), getattr(new, name)) for name in names)
    kinds = element.at(new.holds).items()
    elements = ((name, old.all(kind.cls), new.all(kind.cls)) for name, kind in kinds)
    pairs = (*own, *elements)
    return tuple(Altered(field=name, before=_said(a), after=_said(b)) for name, a, b in pairs if a != b)


def _said(value: object) -> str:
    """A value in few words: keys for objects, names for people, the beginning of long texts."""
    if value is None or value in ("", ()):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(_said(one) for one in value)
    if isinstance(value, Chapter):
        return f"{written_clock(value.start_ms)} {value.title}".strip()
    for name in ("key", "name", "label", "title", "email"):
        if hasattr(value, name) and not isinstance(value, str):
            return str(getattr(value, name))
    text = " ".join(str(value).split())
    return text if len(text) <= 60 else text[:57] + "…"
