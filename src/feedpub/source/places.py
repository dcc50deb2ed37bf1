"""Where in a file a field stands: `people[1].role` → line and column."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from feedpub.errors import Place
from feedpub.source.nodes import Node, Path

_STEP = re.compile(r"\[([0-9]+)\]|[^.\[\]]+")


@dataclass(frozen=True, slots=True)
class Places:
    """The places of one file's fields."""

    name: str
    """What messages call the file."""

    root: Node = field(repr=False, compare=False)

    def of(self, subject: str) -> Place:
        """Where the value of a field stands, or the nearest thing around it; the file itself for an empty subject."""
        if not subject:
            return Place(self.name)
        return self.at(tuple(int(step[1]) if step[1] else step[0] for step in _STEP.finditer(subject)))

    def at(self, path: Path) -> Place:
        """Where the deepest node on the path stands that exists."""
        node = self.nodes(path)[-1]
        return Place(self.name, node.line, node.column)

    def key(self, path: Path) -> Place:
        """Where a key stands; where its mapping stands if it is not there."""
        around = self.nodes(path[:-1])[-1]
        pair = (around.pairs or {}).get(str(path[-1]))
        return Place(self.name, pair.line, pair.column) if pair else Place(self.name, around.line, around.column)

    def nodes(self, path: Path) -> list[Node]:
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
