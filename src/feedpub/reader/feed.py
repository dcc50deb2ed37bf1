"""A feed's bytes → what it says, and where."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from feedpub.reader import characters, kinds
from feedpub.reader.repair import repaired
from feedpub.reader.tree import DEPTH, Parsed, parse, recover
from feedpub.view import SEEN, Document, Element, Feed, Trouble

__all__ = ["DEPTH", "SIZE", "Read", "read"]

SIZE = 64 << 20
"""Bytes that are read of a feed at most; the largest real ones have 20 MB."""

_NOTHING = Element("")
_POSITION = re.compile(r"@(\d+):(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a feed says, and where it says it."""

    feed: Feed
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Path of an element → its line and column, from 1; column 0 where only the line is known."""

    text: str = ""
    """The document as characters, for showing its lines."""

    def place(self, path: str) -> tuple[int, int]:
        """Line and column of a path, an attribute's where it stands; of the nearest thing around; (0, 0) for none."""
        if at := _POSITION.fullmatch(path):
            return int(at[1]), int(at[2])
        element, _, attribute = path.partition("@")
        while element and element not in self.places:
            element = element.rpartition(".")[0]
        line, column = self.places.get(element, (0, 0))
        return self._attribute(line, column, attribute) if attribute and column else (line, column)

    def _attribute(self, line: int, column: int, name: str) -> tuple[int, int]:
        """Where an attribute stands in the start tag at a place; the tag's own place if it is not there."""
        start = _offset(self.text, line) + column - 1
        tag = re.compile(r"<[^<>\"']*(?:\"[^\"]*\"|'[^']*'|[^<>\"'])*>").match(self.text, start)
        found = tag and re.search(rf"\s({re.escape(name)})\s*=", tag[0])
        return characters.place(self.text, start + found.start(1)) if found else (line, column)


def read(data: bytes, *, now: datetime, address: str = "", seen: bool = False) -> Read:
    """What the bytes of a feed say. Never raises for anything that a document may hold.

    `seen` lets the document say facts (elements with the prefix `seen`): only for examples of our own.
    """
    kind = kinds.kind(data)
    if kind != "xml" or len(data) > SIZE:
        document = Document(kind=kind if kind != "xml" else "huge", size=len(data))
        return Read(feed=Feed(root=_NOTHING, channel=_NOTHING, document=document, now=now, address=address))
    decoded = characters.decode(data)
    text, troubles = repaired(decoded.text)
    parsed = parse(text, known=(SEEN,) if seen else ())
    if parsed.trouble:
        parsed = replace(recover(text), trouble=parsed.trouble)
    return _read(data, decoded, text, parsed, troubles, now=now, address=address)


def _read(
    data: bytes,
    decoded: characters.Characters,
    text: str,
    parsed: Parsed,
    troubles: tuple[Trouble, ...],
    *,
    now: datetime,
    address: str,
) -> Read:
    fatal = (parsed.trouble,) if parsed.trouble else ()
    root = parsed.root or _NOTHING
    document = Document(
        kind=_kind(root),
        size=len(data),
        encoding=decoded.declared,
        namespaces=parsed.namespaces,
        troubles=(*decoded.troubles, *troubles, *parsed.troubles, *fatal),
    )
    channel = root.first("channel") or _NOTHING
    feed = Feed(
        root=root,
        channel=channel,
        items=tuple(channel.all("item")),
        document=document,
        now=now,
        address=address,
    )
    return Read(feed=feed, places=parsed.places, text=text)


def _kind(root: Element) -> str:
    known = {"rss": "rss", "atom:feed": "atom", "rdf:RDF": "rdf", "html": "html", "xhtml:html": "html"}
    return known.get(root.name, "xml")


def _offset(text: str, line: int) -> int:
    """Where a line begins, from 1."""
    at = 0
    for _ in range(line - 1):
        at = text.find("\n", at) + 1
    return at
