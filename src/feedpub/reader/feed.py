"""A feed's bytes → what it says, and where."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from feedpub.reader import lenient, strict
from feedpub.reader.build import BeyondBoundsError, Builder
from feedpub.reader.characters import Characters, decode
from feedpub.reader.kinds import kind_of_bytes, kind_of_root
from feedpub.reader.lines import Lines
from feedpub.reader.tags import attribute_place
from feedpub.reader.troubles import Complaints, Troubles
from feedpub.view import Document, Element, Feed

SIZE = 32 << 20
"""Bytes that are read of a feed at most; the largest real ones have 20 MB."""

_NOTHING = Element("")
_POSITION = re.compile(r"@([0-9]{1,9}):([0-9]{1,9})")
_FATAL = frozenset(
    {"malformed", "late-declaration", "illegal-character", "undefined-entity", "stray-ampersand", "doctype"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a feed says, and where it says it."""

    feed: Feed
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Path of an element → its line and column, from 1."""

    text: str = ""
    """The document as characters, for showing its lines."""

    _lines: list[Lines] = field(default_factory=list, repr=False, compare=False, init=False)
    """At most one, made when a place inside a tag is first asked for."""

    def place(self, path: str) -> tuple[int, int]:
        """Line and column of a path, an attribute's where it stands; of the nearest thing around; (0, 0) for none."""
        if at := _POSITION.fullmatch(path):
            return int(at[1]), int(at[2])
        if path in self.places:
            return self.places[path]
        element, _, attribute = path.rpartition("@") if "@" in path else (path, "", "")
        if element in self.places:
            if not self._lines:
                self._lines.append(Lines(self.text))
            return attribute_place(self._lines[0], self.places[element], attribute)
        while element and element not in self.places:
            element = element.rpartition(".")[0]
        return self.places.get(element, (0, 0))


def read(data: bytes, *, now: datetime, address: str = "", seen: bool = False) -> Read:
    """What the bytes of a feed say. Never raises, whatever they are.

    `seen` lets the document say facts (elements with the prefix `seen`): only for examples of our own.
    """
    kind = kind_of_bytes(data)
    if kind == "xml" and len(data) <= SIZE:
        return _read(data, now=now, address=address, facts=seen)
    troubles = Troubles()
    if kind == "xml":
        troubles.say(*_beyond(f"it has {len(data) >> 20} MB", (1, 1)))
    document = Document(kind=kind, size=len(data), troubles=tuple(troubles.listed()))
    return Read(feed=Feed(root=_NOTHING, channel=_NOTHING, document=document, now=now, address=address))


def _read(data: bytes, *, now: datetime, address: str, facts: bool) -> Read:
    characters = decode(data)
    builder, troubles = _parsed(characters.text, facts=facts)
    root = builder.root or _NOTHING
    channel = (root.first("channel") if root.name == "rss" else None) or _NOTHING
    feed = Feed(
        root=root,
        channel=channel,
        items=tuple(channel.all("item")),
        document=_document(data, characters, builder, troubles),
        now=now,
        address=address,
    )
    return Read(feed=feed, places=builder.places, text=characters.text)


def _parsed(text: str, *, facts: bool) -> tuple[Builder, Troubles]:
    lines, troubles = Lines(text), Troubles()
    builder = Builder(Complaints(lines, troubles), facts=facts)
    try:
        refused = strict.parse(text, builder)
        if refused is None:
            return builder, troubles
        troubles = Troubles()
        builder = Builder(Complaints(lines, troubles), facts=facts)
        lenient.parse(builder, Complaints(lines, troubles))
    except BeyondBoundsError as error:
        builder.close_all()
        troubles.say(*_beyond(str(error), error.place))
        return builder, troubles
    if not any(one.kind in _FATAL for one in troubles.listed()):
        hint = "look at what stands just before"
        troubles.say("malformed", (refused.line, refused.column), f"this is no XML: {refused.why}", hint)
    return builder, troubles


def _document(data: bytes, characters: Characters, builder: Builder, troubles: Troubles) -> Document:
    kind = kind_of_root(builder.root) if builder.root else "xml"
    said = (*characters.troubles.listed(), *troubles.listed())
    return Document(
        kind=kind,
        size=len(data),
        encoding=characters.declared,
        namespaces=builder.namespaces,
        troubles=() if kind == "html" else said,
    )


def _beyond(message: str, place: tuple[int, int]) -> tuple[str, tuple[int, int], str, str]:
    return "boundless", place, f"{message}: no feed is like that", "it was not read to its end"
