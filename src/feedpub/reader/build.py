"""Events of a parser → elements with their usual names, paths and places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from feedpub.reader.namespaces import is_exact, usual_form, usual_prefix
from feedpub.reader.tags import start_tag
from feedpub.reader.troubles import Complaints
from feedpub.standards import quoted
from feedpub.view import NAMESPACES, SEEN, Element, Namespace

DEPTH = 64
"""How deep elements may be nested: feeds need 6."""

MOST = 500_000
"""How many elements are read: the longest shows have 100,000."""

_MOST_NAMESPACES = 100
"""How many are told of; all are understood."""

_UNREAD = frozenset({"dc", "googleplay", "rdf", "sy", "slash", "wfw", "xhtml"})
"""Namespaces of which no podcast app misses anything."""

Place = tuple[int, int]
"""Line and column, from 1."""


class BeyondBoundsError(Exception):
    """More than any feed has; what was read so far is built."""

    def __init__(self, message: str, place: Place) -> None:
        super().__init__(message)
        self.place = place


@dataclass(slots=True)
class _Open:
    """An element that has begun."""

    raw: str
    """As the document writes it."""

    name: str
    attributes: dict[str, str]
    path: str
    place: Place
    declares: bool
    text: list[str] = field(default_factory=list)
    children: list[Element] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


class Builder:
    """Namespaces are resolved here, not by the parser, so that an undeclared prefix is not the end of a document."""

    def __init__(self, complaints: Complaints, *, facts: bool) -> None:
        self.root: Element | None = None
        self.places: dict[str, Place] = {}
        self.open: list[_Open] = []
        self._troubles = complaints.troubles
        self._lines = complaints.lines
        self._facts = facts
        self._scopes: list[dict[str, str]] = []
        self._names: dict[str, str] = {}
        self._namespaces: dict[tuple[str, str], Namespace] = {}
        self._undeclared: set[str] = set()
        self._core: str | None = None

    @property
    def namespaces(self) -> tuple[Namespace, ...]:
        """Every declaration once, where it is first made."""
        return tuple(self._namespaces.values())

    def start(self, raw: str, attributes: dict[str, str], place: Place) -> None:
        """An element begins."""
        if len(self.open) >= DEPTH:
            raise BeyondBoundsError(f"elements are nested more than {DEPTH} deep", place)
        if len(self.places) >= MOST:
            raise BeyondBoundsError(f"there are more than {MOST:,} elements", place)
        has_prefixes = bool(attributes) and ":" in "".join(attributes)
        declares = "xmlns" in attributes or (has_prefixes and any(key.startswith("xmlns:") for key in attributes))
        if declares:
            attributes = self._declare(raw, attributes, place)
        if not self.open and raw == "rss":
            self._missing(place)
        name = self._names.get(raw) or self._resolved(raw, place)
        path = self._path(raw, name)
        self.places[path] = place
        if has_prefixes:
            attributes = {self._attribute(key, place): value for key, value in attributes.items()}
        self.open.append(_Open(raw, name, attributes, path, place, declares))

    def end(self) -> None:
        """The innermost element ends."""
        one = self.open.pop()
        if one.declares:
            self._scopes.pop()
            self._names.clear()
        text = one.text[0] if len(one.text) == 1 else "".join(one.text)
        element = Element(one.name, text, one.attributes, tuple(one.children), one.path)
        if self.open:
            self.open[-1].children.append(element)
        elif self.root is None:
            self.root = element

    def text(self, text: str) -> None:
        """Characters of the innermost element."""
        if self.open:
            self.open[-1].text.append(text)

    def comment(self, place: Place) -> None:
        """A comment; those behind the show are worth a word."""
        above = self.open[0].children if self.open else [self.root]
        if len(self.open) < 2 and any(one and one.name in {"rss", "channel"} for one in above):
            self._troubles.say("trailing-comment", place, *_COMMENT)

    def close_all(self) -> None:
        """End whatever is open."""
        while self.open:
            self.end()

    def _declare(self, raw: str, attributes: Mapping[str, str], place: Place) -> dict[str, str]:
        """Take note of declarations; the other attributes."""
        scope = {
            key.partition(":")[2]: uri for key, uri in attributes.items() if key == "xmlns" or key.startswith("xmlns:")
        }
        if not self.open and raw == "rss" and scope.get(""):
            self._core = scope[""]
        self._scopes.append(scope)
        self._names.clear()
        if any((prefix, uri) not in self._namespaces for prefix, uri in scope.items()):
            self._note_all(scope, place)
        return {key: value for key, value in attributes.items() if key != "xmlns" and not key.startswith("xmlns:")}

    def _missing(self, place: Place) -> None:
        """Say which namespaces `<rss>` should declare, and does not."""
        declared = {usual_prefix(uri, prefix) for prefix, uri in self._namespaces}
        missing = [prefix for prefix in ("itunes", "podcast", "atom") if prefix not in declared]
        if missing:
            hint = "add `" + " ".join(f'xmlns:{prefix}="{NAMESPACES[prefix]}"' for prefix in missing) + "`"
            message = f"`<rss>` does not declare {', '.join(missing)}"
            self._troubles.say("missing-namespace", place, message, hint)

    def _note_all(self, scope: Mapping[str, str], place: Place) -> None:
        """Take note of new declarations, each at its own place."""
        tag = start_tag(self._lines.text, self._lines.position(*place))
        places = {one.name: one.at for one in tag.attributes} if tag else {}
        for prefix, uri in scope.items():
            if (prefix, uri) not in self._namespaces and len(self._namespaces) < _MOST_NAMESPACES:
                at = places.get(f"xmlns:{prefix}" if prefix else "xmlns")
                self._note(prefix, uri, place if at is None else self._lines.place(at))

    def _note(self, prefix: str, uri: str, place: Place) -> None:
        self._namespaces[prefix, uri] = Namespace(prefix=prefix, uri=uri, line=place[0], column=place[1])
        usual = None if is_exact(uri) else usual_prefix(uri, prefix)
        if usual and usual not in _UNREAD:
            message = f"{quoted(uri)} is not the namespace of `{usual}:`, only almost: apps ignore all its tags"
            written = f'xmlns:{prefix}="{NAMESPACES[usual]}"' if prefix else f'xmlns="{NAMESPACES[usual]}"'
            self._troubles.say("inexact-namespace", place, message, f"write `{written}`, to the letter")
        elif uri and uri == self._core and not prefix:
            message = f"RSS 2.0 is in no namespace, and here it is in {quoted(uri)}: strict readers find nothing"
            self._troubles.say("inexact-namespace", place, message, f'delete `xmlns="{uri[:100]}"` from <rss>')

    def _resolved(self, raw: str, place: Place) -> str:
        """The usual name; kept until a declaration changes what it means."""
        prefix, _, local = raw.rpartition(":")
        uri = next((scope[prefix] for scope in reversed(self._scopes) if prefix in scope), None)
        if prefix == "xml" or (self._facts and prefix == SEEN):
            name = raw
        elif uri is None:
            name = self._undeclared_name(prefix, local, place) if prefix else local
        elif not uri or (not prefix and uri == self._core):
            name = local
        else:
            usual = usual_prefix(uri, prefix)
            name = f"{usual}:{local}" if usual else f"{{{uri}}}{local}"
        self._names[raw] = name
        return name

    def _undeclared_name(self, prefix: str, local: str, place: Place) -> str:
        usual = usual_form(prefix)
        if prefix not in self._undeclared:
            self._undeclared.add(prefix)
            message = f"the prefix `{prefix[:40]}:` is declared nowhere: strict readers refuse the whole feed"
            hint = "declare it in <rss>, or delete these tags"
            if usual:
                hint = f'write `xmlns:{usual}="{NAMESPACES[usual]}"` into <rss>'
                hint += "" if prefix == usual else f", and `{usual}:` in lower case everywhere"
            self._troubles.say("undeclared-prefix", place, message, hint)
        return f"{usual}:{local}" if usual else f"{{{prefix}}}{local}"

    def _attribute(self, key: str, place: Place) -> str:
        return (self._names.get(key) or self._resolved(key, place)) if ":" in key else key

    def _path(self, raw: str, name: str) -> str:
        """As people would name it; names of unknown namespaces as the document writes them."""
        own = raw if name.startswith("{") else name
        if not self.open:
            return own if self.root is None else "…"
        above = self.open[-1]
        number = above.counts.get(own, 0)
        above.counts[own] = number + 1
        if len(self.open) == 1 and name == "channel" and not number:
            return ""
        if len(self.open) == 2 and name == "item" and not above.path:
            return f"items[{number}]"
        written = f"{own}[{number}]" if number else own
        return f"{above.path}.{written}" if above.path else written


_COMMENT = (
    "a comment behind the show: Apple's crawler has stumbled over such comments",
    "delete it (often the signature of a cache)",
)
