"""What rules found in an item before: rules that read one item alone find the same in the same item.

An item is known by the digest of all that such a rule can see of it: its elements as they were read, with the facts
that were measured. It has no index, and no line of another file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from feedpub.errors import Place
from feedpub.feed_view import Element
from feedpub.lint.rule import Fault, Severity


def digest_of(item: Element, *around: object) -> str:
    """The digest of an item with everything in it, wherever it stands in the feed, and of what is `around` it."""
    parts = [*map(str, around)]
    waiting = [item]
    while waiting:
        element = waiting.pop()
        parts += (element.name, element.text, str(len(element.attributes)))
        for pair in element.attributes.items():
            parts += pair
        parts.append(str(len(element.children)))
        waiting += reversed(element.children)
    return sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()


@dataclass(slots=True)
class KnownFaults:
    """Digest of an item → what was found in it, as JSON holds it: of each fault its code, and what it says."""

    known: Mapping[str, Sequence[Sequence[Any]]]
    used: dict[str, Sequence[Sequence[Any]]] = field(default_factory=dict)
    """Those of this run, new ones among them."""

    def recall(self, digest: str, path: str) -> Mapping[str, Sequence[Fault]] | None:
        """By code, what was found in an item that stands at a path now; None if it is not known."""
        plain = self.used.get(digest, self.known.get(digest))
        if plain is None:
            return None
        found: dict[str, list[Fault]] = {}
        for code, inner, message, hint, place, severity, yaml in plain:
            at, how = Place(*place) if place else None, Severity(severity) if severity else None
            found.setdefault(code, []).append(Fault(path + inner, message, hint, at, how, yaml))
        self.used[digest] = plain
        return found

    def note(self, digest: str, path: str, faults: Mapping[str, Sequence[Fault]]) -> None:
        """Note what was found in an item; not where something was found elsewhere."""
        plain = [_plain(code, path, one) for code, some in faults.items() for one in some]
        if all(one is not None for one in plain):
            self.used[digest] = [one for one in plain if one is not None]


def _plain(code: str, path: str, fault: Fault) -> Sequence[Any] | None:
    if not fault.path.startswith(path):
        return None
    place = [fault.place.file, fault.place.line, fault.place.column] if fault.place else None
    severity = fault.severity.value if fault.severity else None
    return [code, fault.path.removeprefix(path), fault.message, fault.hint, place, severity, fault.yaml]
