"""The YAML of an author: a tree of nodes, the position of each, and what is wrong with the syntax.

No value is guessed: a scalar is the text that the author typed. libyaml finds the tokens; what YAML can do beyond
mappings, lists and texts is refused here: tags, merge keys, second documents, aliases that refer to themselves or
multiply, absurd depth.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from feedpub.errors import Invalid, Place, Problem
from feedpub.scalars import FieldPath
from feedpub.source.syntax import NO_TABS, TAB, odd_line, place, syntax_problem
from feedpub.standards import quoted

DEPTH = 32
"""Levels of mappings and lists that are read; the files of a show need four."""

EXPANDED = 4 << 20
"""Characters and nodes that a file may amount to once its aliases are written out."""

MOST_PROBLEMS = 100
"""Problems that are shown at once; a file with more is of another kind."""

PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's parser, or the one in Python where it was not built, many times slower.

Both give the same values and places; an error that one finds, the other may find a little earlier.
"""

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_CORE = "tag:yaml.org,2002:"
_WORD = re.compile(r"\w+")
_COMMENT = re.compile(r"(?:^|(?<=\s))#[^\r\n]*")


def subject(path: Iterable[str | int]) -> str:
    """The path of a field as messages write it: `people[1].role`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{_word(step)}" for step in path).removeprefix(".")


def _word(step: str) -> str:
    return step if _WORD.fullmatch(step) else quoted(step)


@dataclass(slots=True, kw_only=True)
class Node:
    """A mapping, a list or a scalar of the file; `line` and `column` count from 1."""

    line: int
    column: int
    text: str | None = None
    """The text of a scalar."""

    items: list[Node] | None = None
    """The entries of a list."""

    pairs: dict[str, Pair] | None = None
    """The entries of a mapping."""

    refused: bool = False
    """A problem was reported already; nothing else is reported about its value."""

    weight: int = 1
    height: int = 0


@dataclass(slots=True)
class Pair:
    """An entry of a mapping: the position of its key, and its value."""

    line: int
    column: int
    value: Node


@dataclass(slots=True)
class Composed:
    """The nodes of a file and the problems that were found in it."""

    root: Node
    problems: list[Problem]


def compose(text: str, name: str) -> Composed:
    """The nodes of the mapping in `text`; raises `Invalid` if none of it can be read."""
    composer = _Composer(name, text)
    try:
        composer.document()
    except yaml.MarkedYAMLError as error:
        raise Invalid([syntax_problem(error, text, name)]) from None
    except _StopError:
        raise Invalid(composer.problems) from None
    if composer.root is None:
        raise Invalid(composer.problems)
    return Composed(composer.root, composer.problems)


def _at(event: yaml.Event) -> Node:
    mark: Any = event.start_mark  # never None, although the stubs allow it
    return Node(line=mark.line + 1, column=mark.column + 1)


class _StopError(Exception):
    """The rest of the file cannot be read, or there are enough problems."""


@dataclass(slots=True)
class _Composer:
    name: str
    text: str
    problems: list[Problem] = field(default_factory=list)
    root: Node | None = None
    anchors: dict[str, Node | None] = field(default_factory=dict)
    weight: int = 0
    path: list[str | int] = field(default_factory=list)
    events: Iterator[yaml.Event] = field(init=False)

    def __post_init__(self) -> None:
        events = yaml.parse(self.text, Loader=PARSER)
        self.events = self._without_tabs(events) if "\t" in self.text else events

    def document(self) -> None:
        next(self.events)  # the stream begins
        event = next(self.events)
        if isinstance(event, yaml.StreamEndEvent):
            self._refuse(None, "is empty", "write `key: value` lines")
            return
        root = self._node(next(self.events), 1)
        if root.pairs is None:
            if odd := odd_line(self.text, self.name):
                raise Invalid([odd])
            self.problems.clear()
            self._refuse(
                root, "holds no `key: value` lines", "write one on each line, for example `title: First light`"
            )
            return
        self.root = root
        next(self.events)  # the document ends
        if not isinstance(again := next(self.events), yaml.StreamEndEvent):
            message = "begins a second document; a file holds one"
            self._refuse(_at(again), message, "delete the line, or use another file")
            raise _StopError

    def _node(self, event: yaml.Event, depth: int) -> Node:
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, depth)
        node = _at(event)
        if depth > DEPTH:
            self._refuse(node, f"is more than {DEPTH} levels deep", "is this another kind of file?")
            raise _StopError
        begin: Any = event  # the stubs have no name for the events that begin a node
        if begin.anchor is not None:
            self.anchors[begin.anchor] = None
        if begin.tag is not None:
            self._refuse(
                node,
                f"{quoted(begin.tag.replace(_CORE, '!!'))} is a YAML tag, which is not read here",
                "delete it; quote a text",
            )
        self._fill(node, event, depth)
        self._count(node.weight if node.text is not None else 1, node)
        if begin.anchor is not None:
            self.anchors[begin.anchor] = node
        return node

    def _fill(self, node: Node, event: yaml.Event, depth: int) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(node, event)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._sequence(node, depth)
        else:
            self._mapping(node, depth)

    def _scalar(self, node: Node, event: yaml.ScalarEvent) -> None:
        node.text = event.value
        node.weight = len(event.value) + 1
        if not event.style and event.value in _NULLS and not node.refused:
            what = f"is {quoted(event.value)}, which YAML reads as no value" if event.value else "has no value"
            self._refuse(node, what, "write a value, quote it, or delete the line")

    def _sequence(self, node: Node, depth: int) -> None:
        node.items = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            self.path.append(len(node.items))
            self._contain(node, item := self._node(event, depth + 1))
            node.items.append(item)
            self.path.pop()

    def _mapping(self, node: Node, depth: int) -> None:
        node.pairs = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self._key(event, depth)
            self.path.append(key.text or "" if key else "?")
            value = self._node(next(self.events), depth + 1)
            self.path.pop()
            if key is None:
                continue
            name = key.text or ""
            if earlier := node.pairs.get(name):
                message = f"{quoted(name)} is there twice, first in line {earlier.line}"
                self._refuse(key, message, "delete one of the two")
                continue
            self._contain(node, value)
            node.pairs[name] = Pair(key.line, key.column, value)

    def _key(self, event: yaml.Event, depth: int) -> Node | None:
        """The key, if it is a word; None with a problem if not."""
        before = len(self.problems)
        node = self._node(event, depth + 1)
        del self.problems[before:]
        if isinstance(event, yaml.ScalarEvent) and event.tag is None and event.anchor is None and event.value:
            if event.value != "<<" or event.style:
                return node
            self._refuse(node, "`<<` takes over another mapping, which is not read here", "write the lines out")
        else:
            self._refuse(node, "is no key: a word followed by a colon", "write `key: value`")
        return None

    def _alias(self, event: yaml.AliasEvent, depth: int) -> Node:
        here, anchor = _at(event), event.anchor or ""
        here.text = ""
        written = quoted("*" + anchor)
        if anchor not in self.anchors:
            self._refuse(here, f"{written} refers to nothing above", "put quotes around a value that begins with *")
            return here
        if (node := self.anchors[anchor]) is None:
            self._refuse(here, f"{written} refers to what it is part of", "write the values out")
            raise _StopError
        if depth + node.height > DEPTH:
            self._refuse(here, f"is more than {DEPTH} levels deep", "write the values out")
            raise _StopError
        self._count(node.weight, here)
        return node

    def _contain(self, node: Node, part: Node) -> None:
        node.weight += part.weight
        node.height = max(node.height, part.height + 1)

    def _count(self, weight: int, at: Node) -> None:
        self.weight += weight
        if self.weight > EXPANDED:
            self._refuse(at, "multiplies what is written above beyond all use", "write the values out")
            raise _StopError

    def _refuse(self, at: Node | None, message: str, hint: str) -> None:
        place = Place(self.name, at.line, at.column) if at else Place(self.name)
        if at:
            at.refused = True
        self.problems.append(Problem(place, subject(self.path), message, hint))
        if len(self.problems) >= MOST_PROBLEMS:
            raise _StopError

    def _without_tabs(self, events: Iterator[yaml.Event]) -> Iterator[yaml.Event]:
        """The events; refuses the first tab between two, as Python's parser does. Texts and comments may have some."""
        last = 0
        for event in events:
            marks: tuple[Any, Any] = event.start_mark, event.end_mark
            start, end = (mark.index for mark in marks)
            gap = _COMMENT.sub(lambda comment: " " * len(comment[0]), self.text[last:start])
            if (at := gap.find("\t")) >= 0:
                raise Invalid([Problem(place(self.name, self.text, last + at), "", TAB, NO_TABS)])
            last = max(last, end)
            yield event


_STEP = re.compile(r"\[([0-9]+)\]|[^.\[\]]+")


@dataclass(frozen=True, slots=True)
class NodePlaces:
    """The positions of the fields of one file: `people[1].role` → line and column."""

    name: str
    """The name of the file in messages."""

    root: Node = field(repr=False, compare=False)

    def of(self, subject: str) -> Place:
        """The position of a field's value, or of the nearest one around it; the file itself for an empty subject."""
        if not subject:
            return Place(self.name)
        return self.at(tuple(int(step[1]) if step[1] else step[0] for step in _STEP.finditer(subject)))

    def at(self, path: FieldPath) -> Place:
        """The position of the deepest node on the path that exists."""
        node = self.nodes(path)[-1]
        return Place(self.name, node.line, node.column)

    def key(self, path: FieldPath) -> Place:
        """The position of a key; that of its mapping if there is no such key."""
        around = self.nodes(path[:-1])[-1]
        pair = (around.pairs or {}).get(str(path[-1]))
        return Place(self.name, pair.line, pair.column) if pair else Place(self.name, around.line, around.column)

    def nodes(self, path: FieldPath) -> list[Node]:
        """The nodes on the path that exist, from the file's mapping on."""
        nodes = [self.root]
        for step in path:
            node = _child(nodes[-1], step)
            if node is None:
                break
            nodes.append(node)
        return nodes


def _child(node: Node, step: str | int) -> Node | None:
    if isinstance(step, int):
        return node.items[step] if node.items is not None and step < len(node.items) else None
    pair = (node.pairs or {}).get(step)
    return pair.value if pair else None
