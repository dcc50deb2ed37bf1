"""Fields of a YAML file set in its text: everything else, comments and order among it, stays as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import TypeVar

from feedpub.errors import FeedpubError, Invalid, Problem
from feedpub.model.written import Written
from feedpub.source.validation import validate
from feedpub.source.yaml import Node, NodePlaces, Pair, compose

W = TypeVar("W", bound=Written)

FieldName = tuple[str, ...]
"""`new_feed_url`, or `publish`, `to`."""

_PLAIN = re.compile(r"[A-Za-z0-9./_~][A-Za-z0-9:/._~%+=@-]*[A-Za-z0-9/._~%+=-]")
"""What needs no quotes in YAML, whatever stands around it."""

_Edit = tuple[int, int, str]
"""From where to where a text is replaced, and by what."""


def with_fields(text: str, fields: Mapping[FieldName, str]) -> str | None:
    """The text of a YAML file with these values; None where that cannot be done without changing anything else.

    A field is at the top, or in a mapping there. One that is there gets another value, another one becomes a line.
    """
    try:
        root = compose(text, "").root
        if any(node and text[node.start : node.start + 1] in {"|", ">"} for node in (_at(root, one) for one in fields)):
            return None
        edited = _edited(text, root, fields)
        found = dict(_scalars(compose(edited, "").root))
    except Invalid:
        return None
    return edited if found == dict(_scalars(root)) | dict(fields) else None


def read_options(model: type[W], texts: Mapping[str, str]) -> W:
    """Options of the command line, read as the fields of a file of the same names are.

    Raises `FeedpubError` for the first that could not stand there.
    """
    pairs = {name: Pair(1, 1, Node(line=1, column=1, text=text)) for name, text in texts.items()}
    root, problems = Node(line=1, column=1, pairs=pairs), list[Problem]()
    found = validate(model, root, NodePlaces("", root), problems)
    if found is None or problems:
        raise FeedpubError(problems[0].message, where=f"--{problems[0].subject}", hint=problems[0].hint)
    return found


def lines(fields: Mapping[FieldName, str]) -> list[str]:
    """The fields as lines of YAML, for whoever writes them by hand."""
    found, last = [], ""
    for (first, *rest), value in sorted(fields.items(), key=lambda one: (len(one[0]), one[0][0])):
        if rest and first != last:
            found.append(f"{first}:")
        found.append(f"{'  ' if rest else ''}{rest[0] if rest else first}: {_scalar(value)}")
        last = first
    return found


def _edited(text: str, root: Node, fields: Mapping[FieldName, str]) -> str:
    end = "\r\n" if "\r\n" in text else "\n"
    starts = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]
    edits: list[_Edit] = []
    new: dict[FieldName, str] = {}
    for name, value in fields.items():
        node = _at(root, name)
        if node is not None and node.text is not None:
            edits.append((node.start, node.end, _scalar(value)))
        elif node is None and (around := _at(root, name[:-1])) is not None and len(name) > 1:
            edits.append(_inserted(text, starts, around, name[-1], value, end))
        else:
            new[name] = value
    for start, stop, replacement in sorted(edits, reverse=True):
        text = text[:start] + replacement + text[stop:]
    if new:
        text = text + ("" if text.endswith(("\n", "\r")) else end) + end.join(["", *lines(new), ""])
    return text


def _inserted(text: str, starts: list[int], around: Node, name: str, value: str, end: str) -> _Edit:
    """The first entry of a mapping."""
    at = starts[around.line - 1] + around.column - 1
    if text[at : at + 1] == "{":
        return at + 1, at + 1, f"{name}: {json.dumps(value)}{', ' if around.pairs else ''}"
    return at, at, f"{name}: {_scalar(value)}{end}{' ' * (around.column - 1)}"


def _at(root: Node, name: FieldName) -> Node | None:
    node: Node | None = root
    for step in name:
        pair = (node.pairs or {}).get(step) if node else None
        node = pair.value if pair else None
    return node


def _scalars(node: Node, above: FieldName = ()) -> Iterator[tuple[FieldName, str]]:
    """Every scalar by its path; the place of an entry of a list is its number."""
    if node.text is not None:
        yield above, node.text
    for name, pair in (node.pairs or {}).items():
        yield from _scalars(pair.value, (*above, name))
    for number, one in enumerate(node.items or ()):
        yield from _scalars(one, (*above, str(number)))


def _scalar(value: str) -> str:
    return value if _PLAIN.fullmatch(value) else json.dumps(value, ensure_ascii=False)
