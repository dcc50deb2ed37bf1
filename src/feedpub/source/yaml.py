"""The YAML of an author: a tree of nodes, the position of each, and what is wrong with the syntax.

No value is guessed: a scalar is the text that the author typed. libyaml finds the tokens; what YAML can do beyond
mappings, lists and texts is refused here: tags, merge keys, second documents, aliases that refer to themselves or
multiply, absurd depth.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import yaml

from feedpub.errors import Invalid, Place, Problem
from feedpub.scalars import FieldPath
from feedpub.source.syntax import NO_TABS, QUOTE_IT, TAB, odd_line, place, syntax_problem
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

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_CORE = "tag:yaml.org,2002:"
_WORD = re.compile(r"\w+")
_COMMENT = re.compile(r"(?:^|(?<=\s))#[^\r\n]*")
_COMMENT_BELOW = re.compile(r"[ \t]*(?:\r\n|[\r\n])( +)(#[^\r\n\x85\u2028\u2029]*)")
_COMMENT_BEHIND = re.compile(r"[ \t]+(#[^\r\n\x85\u2028\u2029]*)")


def parser(text: str) -> Any:  # noqa: ANN401 - PyYAML's loaders have no common type
    """The parser for a text: an emoji that is escaped as in JSON only the one in Python reads (yaml/libyaml#110)."""
    return yaml.SafeLoader if _SURROGATE.search(text) else PARSER


def subject(path: Iterable[str | int]) -> str:
    """The path of a field as messages write it: `people[1].role`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{_word(step)}" for step in path).removeprefix(".")


def _word(step: str) -> str:
    return step if _WORD.fullmatch(step) else quoted(step)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment between a key and the end of its value: to YAML it is no part of the value."""

    line: int
    column: int
    text: str
    """From its `#` to the end of the line."""

    is_behind: bool
    """Whether it stands behind the value; else between key and value."""


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

    start: int = 0
    end: int = 0
    """From where to where a scalar stands in the file, in characters."""

    comments: tuple[Comment, ...] = ()
    """Of a scalar without quotes."""

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


def _marks(event: yaml.Event) -> tuple[Any, Any]:
    """Where it begins and ends; never None, although the stubs allow it."""
    return event.start_mark, event.end_mark


def _at(event: yaml.Event) -> Node:
    mark, _ = _marks(event)
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
    unused: dict[str, Problem] = field(default_factory=dict)
    """Anchors of plain scalars that no alias refers to so far, with what is wrong if none does."""

    weight: int = 0
    path: list[str | int] = field(default_factory=list)
    events: Iterator[yaml.Event] = field(init=False)

    def __post_init__(self) -> None:
        events = yaml.parse(self.text, Loader=parser(self.text))
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
        self.problems += islice(self.unused.values(), MOST_PROBLEMS)
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
            self._anchor(begin.anchor, node, is_plain=isinstance(event, yaml.ScalarEvent) and not event.style)
        return node

    def _anchor(self, name: str, node: Node, *, is_plain: bool) -> None:
        """Remember the node; `&co is here` would be published as `is here`, so a plain anchor must have an alias."""
        self.anchors[name] = node
        if earlier := self.unused.pop(name, None):
            self.problems.append(earlier)
        if is_plain and not node.refused:
            message = f"{quoted('&' + name)} is a YAML anchor, which is not part of the value"
            hint = "put quotes around a value that begins with &; otherwise delete the anchor"
            self.unused[name] = Problem(Place(self.name, node.line, node.column), subject(self.path), message, hint)

    def _fill(self, node: Node, event: yaml.Event, depth: int) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(node, event)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._sequence(node, depth, is_flow=bool(event.flow_style))
        else:
            self._mapping(node, depth, is_flow=bool(getattr(event, "flow_style", False)))

    def _scalar(self, node: Node, event: yaml.ScalarEvent) -> None:
        begin, end = _marks(event)
        node.start, node.end = begin.index, end.index
        node.text = self._joined(node, event.value) if event.style == '"' else event.value
        node.weight = len(event.value) + 1
        if event.style:
            return
        if match := _COMMENT_BEHIND.match(self.text, end.index):
            column = end.column + 1 + match.start(1) - end.index
            node.comments = (Comment(line=end.line + 1, column=column, text=match[1].rstrip(), is_behind=True),)
        if event.value in _NULLS and not node.refused:
            self._refuse_nothing(node, event.value)

    def _refuse_nothing(self, node: Node, value: str) -> None:
        if node.comments and not value:
            self._refuse(node, "has no value, since `#` begins a comment", f"{QUOTE_IT}, or delete the line")
            return
        what = f"is {quoted(value)}, which YAML reads as no value" if value else "has no value"
        self._refuse(node, what, "write a value, quote it, or delete the line")

    def _joined(self, node: Node, text: str) -> str:
        """The text with one character for each pair of surrogates."""
        try:
            return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
        except UnicodeDecodeError:
            hint = "write the character itself, or both halves: \\ud83c\\udf99"
            self._refuse(node, "has an escape of half a character", hint)
            return ""

    def _comment_below(self, node: Node, event: yaml.Event, *, indent: int) -> None:
        """Note a comment where the next line of a plain text would be: in columns behind `indent`."""
        if not isinstance(event, yaml.ScalarEvent) or event.style or not event.value or node.comments:
            return
        match = _COMMENT_BELOW.match(self.text, node.end)
        if match and (column := match.end(1) - match.start(1) + 1) > indent:
            _, end = _marks(event)
            comment = Comment(line=end.line + 2, column=column, text=match[2].rstrip(), is_behind=True)
            node.comments = (comment,)

    def _comments_between(self, key: Node, value: Node) -> Iterator[Comment]:
        """The comments between a key and a text that begins on a later line."""
        lines = self.text[key.end : value.start].splitlines()
        for number, line in enumerate(lines):
            if match := _COMMENT.search(line):
                column = match.start() + 1 + (0 if number else key.column - 1 + key.end - key.start)
                yield Comment(line=key.line + number, column=column, text=match[0].rstrip(), is_behind=False)

    def _sequence(self, node: Node, depth: int, *, is_flow: bool) -> None:
        node.items = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            self.path.append(len(node.items))
            self._contain(node, item := self._node(event, depth + 1))
            if not is_flow:
                self._comment_below(item, event, indent=node.column)
            node.items.append(item)
            self.path.pop()

    def _mapping(self, node: Node, depth: int, *, is_flow: bool) -> None:
        node.pairs = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self._key(event, depth)
            self.path.append(key.text or "" if key else "?")
            begin = next(self.events)
            value = self._node(begin, depth + 1)
            self.path.pop()
            if key and not is_flow:
                self._comment_below(value, begin, indent=key.column)
            if key and value.line > key.line and isinstance(begin, yaml.ScalarEvent) and not begin.style:
                value.comments = (*self._comments_between(key, value), *value.comments)
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
        self.unused.pop(anchor, None)
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
            start, end = (mark.index for mark in _marks(event))
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
    inherited: Mapping[tuple[str, ...], NodePlaces] = field(default_factory=dict, repr=False, compare=False)
    """Of a show that extends another file: the fields that stand there, by their paths (`publish`, `publish.to`)."""

    def of(self, subject: str) -> Place:
        """The position of a field's value, or of the nearest one around it; the file itself for an empty subject."""
        if not subject:
            return Place(self.name)
        return self.at(tuple(int(step[1]) if step[1] else step[0] for step in _STEP.finditer(subject)))

    def at(self, path: FieldPath) -> Place:
        """The position of the deepest node on the path that exists."""
        node = self.nodes(path)[-1]
        if shared := self._file_with(path):
            return shared.at(path)
        return Place(self.name, node.line, node.column)

    def key(self, path: FieldPath) -> Place:
        """The position of a key; that of its mapping if there is no such key."""
        if shared := self._file_with(path):
            return shared.key(path)
        around = self.nodes(path[:-1])[-1]
        pair = (around.pairs or {}).get(str(path[-1]))
        return Place(self.name, pair.line, pair.column) if pair else Place(self.name, around.line, around.column)

    def _file_with(self, path: FieldPath) -> NodePlaces | None:
        """The other file that a field stands in; None if it stands in this one, or nowhere."""
        found = (self.inherited.get(tuple(map(str, path[:depth]))) for depth in (1, 2)) if self.inherited else ()
        return next(filter(None, found), None)

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
