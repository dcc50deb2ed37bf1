"""Two feeds of one show, item by item: what apps read of each, and a reason for every difference.

`facts` names what is read and which reasons a difference may have; what has no entry there is compared as it stands.
The reasons are a closed list, and each is held against both values: one that does not fit explains nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from feedpub.commands.imports.dates import date_of
from feedpub.commands.imports.differing import REASONS, Difference, Reason
from feedpub.commands.imports.elements import SPOTIFY, shown
from feedpub.commands.imports.facts import CHANNEL_FACTS, ITEM_FACTS, Fact
from feedpub.commands.imports.items import SourceItem, SourcePage, read_items
from feedpub.commands.imports.old_host import without_prefixes
from feedpub.commands.imports.plan import refuse_other_documents
from feedpub.commands.imports.remarks import Remark, Remarks
from feedpub.commands.imports.sides import ItemPair, Side
from feedpub.commands.imports.source import read_source
from feedpub.commands.imports.swapped import other_recordings
from feedpub.commands.imports.texts import clean
from feedpub.elements.element import CHANNEL, ITEM, at
from feedpub.feed_view import Element
from feedpub.standards import quoted

__all__ = ["REASONS", "Comparison", "Difference", "Reason", "compare_feeds"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What came of comparing two feeds."""

    source: str
    """Path or address of the one that came first."""

    ours: str
    items: int
    """Items that are in both."""

    differences: tuple[Difference, ...] = ()

    @property
    def unexplained(self) -> tuple[Difference, ...]:
        """Those that no reason explains."""
        return tuple(one for one in self.differences if one.reason is None)


def compare(source: str, ours: str, *, now: datetime, allow_private: bool = False) -> Comparison:
    """Compare two feeds of a show, each at an address or in a file: the second takes the place of the first.

    `now` is aware. Raises `FeedpubError` if one of them is no feed.
    """
    both = [read_source(one, now=now, allow_private=allow_private) for one in (source, ours)]
    for pages in both:
        refuse_other_documents(pages[0])
    return compare_feeds(*both)


def compare_feeds(
    source: Sequence[SourcePage],
    ours: Sequence[SourcePage],
    *,
    expected: Collection[str] | None = None,
    with_show: bool = True,
) -> Comparison:
    """Compare the feed of a show with the one that shall take its place.

    `expected` are the guids of the items that were to be taken, None for all; only these are compared. `with_show`
    compares the channels, too. A document that is no feed has no items.
    """
    before, after = Side.of(source), Side.of(ours)
    differences = list(_differences(_pair(before, after), CHANNEL_FACTS, CHANNEL)) if with_show else []
    all_remarks = [Remarks(page.read, page.name) for page in source]
    theirs = [one for one in read_items(source, all_remarks, before.base) if expected is None or one.guid in expected]
    mine = {one.guid: one for one in read_items(ours, [Remarks(page.read, page.name) for page in ours], after.base)}
    if with_show:
        differences += _of_items(remark for one in all_remarks for remark in one.found)
    known = {one.guid for one in theirs}
    for one in theirs:
        if one.guid in mine:
            pair = _pair(before, after, one, mine[one.guid])
            differences += (replace(found, episode=one.guid) for found in _differences(pair, ITEM_FACTS, ITEM))
        else:
            differences.append(_missing(one, source[0].read.feed.now))
    newest = max((moment for one in theirs if (moment := date_of(one.element))), default=None)
    for one in mine.values():
        if one.guid not in known:
            moment = date_of(one.element)
            is_newer = bool(newest and moment and moment > newest)
            reason: Reason | None = "added" if is_newer or not known else None
            differences.append(Difference("item", "", _title(one), reason, one.guid))
    differences += _order(
        [one for one in theirs if one.guid in mine], [one for one in mine.values() if one.guid in known]
    )
    differences += _mixed_up([(one, mine[one.guid]) for one in theirs if one.guid in mine])
    if expected is None:  # else they were just fetched from there, and what differs is measured
        differences += other_recordings(
            [_pair(before, after, one, mine[one.guid]) for one in theirs if one.guid in mine]
        )
    return Comparison(
        source=source[0].name,
        ours=ours[0].name,
        items=len(known & mine.keys()),
        differences=tuple(differences),
    )


def _pair(before: Side, after: Side, one: SourceItem | None = None, other: SourceItem | None = None) -> ItemPair:
    if one is None or other is None:
        return ItemPair(before, after, before.channel, after.channel)
    return ItemPair(before, after, one.element, other.element, one.guid)


def _title(item: SourceItem) -> str:
    return item.element.value("title") or item.guid


def _of_items(remarks: Iterable[Remark]) -> Iterator[Difference]:
    """What reading the items has decided: which are episodes, under which guid, and with which recording."""
    for one in remarks:
        if one.about == "guid@isPermaLink":
            continue
        reason: Reason = "guid" if one.about == "guid" else "repaired"
        yield Difference(one.about, one.message, "", "no episode" if one.kind == "skipped" else reason)


def _missing(item: SourceItem, now: datetime) -> Difference:
    """An item that is only in the source: in a format that feedpub does not publish, not out yet, or lost."""
    moment = date_of(item.element)
    is_lost = item.is_published and not (moment and moment > now)
    return Difference("item", _title(item), "", None if is_lost else "no episode", item.guid)


def _order(theirs: Sequence[SourceItem], mine: Sequence[SourceItem]) -> Iterator[Difference]:
    if [one.guid for one in theirs] == [one.guid for one in mine]:
        return
    moments = [date_of(one.element) for one in mine]
    is_sorted = all(one and other and one >= other for one, other in pairwise(moments))
    first = next(one for one, other in zip(theirs, mine, strict=True) if one.guid != other.guid)
    yield Difference("order", f"from {quoted(_title(first))} on", "by date", "order" if is_sorted else None)


def _mixed_up(pairs: Sequence[tuple[SourceItem, SourceItem]]) -> Iterator[Difference]:
    """Items whose recording is that of another one, which had a recording of its own."""
    first: dict[str, str] = {}
    for one, other in pairs:
        before = without_prefixes(one.enclosure)
        if first.setdefault(other.enclosure, before) != before:
            yield Difference("enclosure@url", one.enclosure, other.enclosure, None, one.guid)


# --- one channel or item


def _differences(pair: ItemPair, facts: Sequence[Fact], place: str) -> Iterator[Difference]:
    """The facts that differ, and every other element that does."""
    for fact in facts:
        before, after = fact.value(pair.one, pair.before), fact.value(pair.other, pair.after)
        if before != after:
            yield Difference(fact.about, before, after, fact.reason(pair, before, after))
    handled = {name for fact in facts for name in fact.elements}
    for name in dict.fromkeys(child.name for parent in (pair.one, pair.other) for child in parent.children):
        if name not in {*handled, "item"} and _raw(pair.one, name) != _raw(pair.other, name):
            yield from _element(pair, name, place)


def _element(pair: ItemPair, name: str, place: str) -> Iterator[Difference]:
    """An element that differs as it stands, unless both mean the same."""
    before, after = _shown(pair.one, name), _shown(pair.other, name)
    if name in SPOTIFY:
        field = "spotify"
    else:
        field = next((field for field, kind in at(place).items() if name == (kind.around or kind.name) != ""), "")
    if not field or not pair.one.all(name):
        prefixes = {**pair.after.elements.prefixes, **pair.before.elements.prefixes}
        yield Difference(shown(name, prefixes), before, after, pair.reason(name, place))
        return
    is_same, reason = pair.reason_of_meaning(field, name, place)
    if not is_same:
        yield Difference(name, before, after, reason)


def _raw(parent: Element, name: str) -> list[object]:
    """The elements of a name, whatever their blanks and the order of attributes; empty ones are none."""
    return [one for child in parent.all(name) if (one := _plain(child))[1:] != ("", (), ())]


def _plain(xml: Element) -> tuple[object, ...]:
    attributes = tuple(sorted((key, clean(value.strip())) for key, value in xml.attributes.items() if value.strip()))
    return xml.name, " ".join(clean(xml.text).split()), attributes, tuple(map(_plain, xml.children))


def _shown(parent: Element, name: str) -> str:
    texts = [" ".join((one.value_here, *one.attributes.values())).strip() for one in parent.all(name)]
    return ", ".join(text for text in texts if text)
