"""A feed as its readers see it: its elements as text, nothing validated, each at its path.

Rules read this and nothing else. `reader` builds it from XML; `readback` renders a catalog and reads the result, so
what is checked is what is published. Facts that were measured or asked for stand in the tree as elements of their own
(`seen:audio` inside `enclosure`), so that a rule about them reads like any other.

A path names an element as people would: `title`, `items[3].enclosure@length`, `items[0].podcast:person[1]@role`. The
first of its name has no number. `@12:5` is a place in the document itself: line 12, column 5.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from operator import is_
from typing import Any

from feedpub.standards import namespaces

NAMESPACES = namespaces.NAMESPACES
"""The usual prefix of each namespace that podcast feeds hold → its URI."""

SAME = namespaces.SAME
"""Other URIs that readers must take for the same namespace → its prefix."""

SEEN = "seen"
"""Prefix of facts; no document can use it."""


NONE: Mapping[str, Any] = {}
"""Of an element without attributes, or without children: most are, and a dictionary of its own is as large as it is."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element and everything in it."""

    name: str
    """With the usual prefix of its namespace, whatever the document's (`itunes:explicit`); `{uri}name` if unknown."""

    text: str = ""
    """The text directly in it, CDATA and blanks included."""

    attributes: Mapping[str, str] = field(default_factory=lambda: NONE)
    children: tuple[Element, ...] = ()
    path: str = ""
    _named: Mapping[str, list[Element]] = field(default_factory=lambda: NONE, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.children:
            named: dict[str, list[Element]] = {}
            for child in self.children:
                named.setdefault(child.name, []).append(child)
            object.__setattr__(self, "_named", named)

    def all(self, name: str) -> Sequence[Element]:
        """Its children of that name, in order."""
        return self._named.get(name, ())

    def first(self, name: str) -> Element | None:
        """Its first child of that name."""
        found = self._named.get(name)
        return found[0] if found else None

    def value(self, name: str) -> str:
        """The text of its first child of that name, without the blanks around; empty if there is none."""
        found = self.first(name)
        return found.value_here if found else ""

    @property
    def value_here(self) -> str:
        """Its text, without the blanks around."""
        return self.text.strip()

    def get(self, attribute: str) -> str:
        """The value of an attribute, without the blanks around; empty if there is none."""
        return self.attributes.get(attribute, "").strip()

    def at(self, attribute: str) -> str:
        """The path of an attribute."""
        return f"{self.path}@{attribute}"

    def below(self) -> Iterator[Element]:
        """All elements in it, at any depth, in reading order."""
        for child in self.children:
            yield child
            yield from child.below()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something wrong with the document itself, found while it was read."""

    kind: str
    """The name of the rule that reports it."""

    message: str
    hint: str = ""
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Namespace:
    """A declaration of a namespace."""

    prefix: str
    uri: str
    usual: str = ""
    """The usual prefix of the namespace that it is, or is almost; empty for one that feeds do not usually hold."""

    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The document that holds the feed: its kind, encoding and namespaces, and what is wrong with it."""

    kind: str = "rss"
    """`rss`, `atom`, `rdf`, `opml`, `xml`, `html`, `json`, `gzip`, `zip`, `pdf`, `audio`, `image`, `empty`, `text`;
    `template` is what a site's generator makes a feed of, `refusal` a storage's own error, `boundless` larger than what
    is read.
    """

    size: int = 0
    """Bytes."""

    encoding: str = ""
    """As declared, in lower case; empty if nothing is declared."""

    namespaces: tuple[Namespace, ...] = ()
    troubles: tuple[Trouble, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedView:
    """A feed as it was read."""

    root: Element
    """The outermost element; without a name if nothing could be read."""

    channel: Element
    """The show; without a name if there is none."""

    items: tuple[Element, ...] = ()
    """The episodes, in the feed's order."""

    document: Document = Document()
    now: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    """When it is checked; aware. Dates behind it are in the future."""

    address: str = ""
    """Where it was fetched, or will be; empty if nobody knows."""

    rehearsal: bool = False
    """Whether its addresses are this machine's, or its network's, on purpose."""

    measured: bool = False
    """Whether it is ours and its media were measured here, so that what the feed says of them is what they are."""


_ITEM = re.compile(r"items\[([0-9]{1,9})\]")


def item_at(path: str) -> int | None:
    """The number of the item that a path is in; None for the show."""
    match = _ITEM.match(path)
    return int(match[1]) if match else None


def fact(name: str, **attributes: object) -> Element:
    """A fact that was measured or asked for: `fact("audio", bitrate=128000)` is `seen:audio`."""
    written = {key.replace("_", "-"): str(value) for key, value in attributes.items() if value is not None}
    return Element(f"{SEEN}:{name}", attributes=written)


def with_facts(feed: FeedView, facts: Mapping[str, Iterable[Element]]) -> FeedView:
    """The feed with facts (`seen:…`) inside the elements at these paths; an empty path is the channel."""
    around = {""} | {path[:end] for path in facts for end in _ends(path)}
    return with_changes(feed, lambda element: _with_facts(element, facts, around))


def with_changes(feed: FeedView, change: Callable[[Element], Element]) -> FeedView:
    """The feed with what `change` makes of each item, and then of the channel, which is given with its new items."""
    items = tuple(map(change, feed.items))
    channel = change(_with_others(feed.channel, dict(zip(map(id, feed.items), items, strict=True))))
    return replace(feed, root=_with_others(feed.root, {id(feed.channel): channel}), channel=channel, items=items)


def _with_others(element: Element, others: Mapping[int, Element]) -> Element:
    """The element with others in the place of some of its children, by their identity: nothing holds the old ones."""
    children = tuple([others.get(id(one), one) for one in element.children])
    return Element(element.name, element.text, element.attributes, children, element.path)


def _at(one: Element, path: str) -> Element:
    return Element(one.name, one.text, one.attributes, one.children, path)


def _ends(path: str) -> Iterator[int]:
    """Where a path may be cut so that an element around it is named."""
    yield from (at for at, char in enumerate(path) if char == ".")
    yield len(path)


def _with_facts(element: Element, facts: Mapping[str, Iterable[Element]], around: Container[str]) -> Element:
    """`around` has the paths of all elements that have facts, or something in them that has."""
    if element.path not in around:
        return element
    children = tuple([_with_facts(one, facts, around) if one.name != "item" else one for one in element.children])
    seen = tuple(_at(one, element.path) for one in facts.get(element.path, ()))
    if not seen and all(map(is_, children, element.children)):
        return element
    return Element(element.name, element.text, element.attributes, (*children, *seen), element.path)
