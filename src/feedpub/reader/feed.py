"""The bytes of a feed → a `FeedView`, with the position of every element.

What is well-formed is read by expat; anything else is read again by `lenient`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from xml.parsers import expat

from feedpub.feed_view import Document, Element, FeedView
from feedpub.reader.build import BeyondBoundsError, Builder, attribute_place
from feedpub.reader.template import is_template
from feedpub.reader.text import Characters, Complaints, Lines, Troubles, decode

SIZE = 32 << 20
"""Bytes that are read of a feed at most; the largest real ones have 20 MB."""

_NOTHING = Element("")
_POSITION = re.compile(r"@([0-9]{1,9}):([0-9]{1,9})")
_FATAL = frozenset(
    {"malformed", "late-declaration", "illegal-character", "undefined-entity", "stray-ampersand", "doctype"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A feed and the positions of its elements."""

    feed: FeedView
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Path of an element → its line and column, from 1."""

    text: str = ""
    """The document as characters, for showing its lines."""

    _lines: list[Lines] = field(default_factory=list, repr=False, compare=False, init=False)
    """At most one, made when a place inside a tag is first asked for."""

    def place(self, path: str) -> tuple[int, int]:
        """Line and column of an element or attribute, or of the nearest element around it; (0, 0) if there is none."""
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


def read(data: bytes, *, now: datetime, address: str = "", seen: bool = False, with_places: bool = True) -> Read:
    """The feed in some bytes. Never raises, whatever they are.

    `now` is aware; it is kept for rules that compare dates. `address` is where the feed was fetched, if anywhere. No
    request is sent.

    >>> from datetime import UTC, datetime
    >>> xml = b"<rss version='2.0'><channel><title>Tidewater</title></channel></rss>"
    >>> read = feedpub.read_feed(xml, now=datetime(2026, 10, 1, 12, tzinfo=UTC))
    >>> read.feed.channel.value("title"), read.place("title")
    ('Tidewater', (1, 29))

    `seen` lets the document say facts (elements with the prefix `seen`): only for examples of our own. Without
    `with_places` nobody asks where something stands: `place` gives (0, 0).
    """
    kind = kind_of_bytes(data)
    if kind == "xml" and len(data) <= SIZE:
        return _read(data, now=now, address=address, facts=seen, with_places=with_places)
    troubles = Troubles()
    if kind == "xml":
        troubles.add(*_beyond(f"it has {len(data) >> 20} MB", (1, 1)))
    document = Document(kind=kind, size=len(data), troubles=tuple(troubles.listed()))
    return Read(feed=FeedView(root=_NOTHING, channel=_NOTHING, document=document, now=now, address=address))


def _read(data: bytes, *, now: datetime, address: str, facts: bool, with_places: bool) -> Read:
    characters = decode(data)
    builder, troubles = _parsed(characters.text, facts=facts, with_places=with_places)
    root = builder.root or _NOTHING
    channel = (root.first("channel") if root.name == "rss" else None) or _NOTHING
    document = _document(data, characters, builder, troubles)
    if is_template(characters.text, root, channel):
        root = channel = _NOTHING
        document = replace(document, kind="template")
    feed = FeedView(
        root=root,
        channel=channel,
        items=tuple(channel.all("item")),
        document=document,
        now=now,
        address=address,
    )
    return Read(feed=feed, places=builder.places, text=characters.text)


def _parsed(text: str, *, facts: bool, with_places: bool) -> tuple[Builder, Troubles]:
    lines, troubles = Lines(text), Troubles()
    builder = Builder(Complaints(lines, troubles), facts=facts, with_places=with_places)
    try:
        stop = parse_strictly(text, builder)
        if stop is None:
            builder.report_namespaces()
            return builder, troubles
        from feedpub.reader import lenient  # noqa: PLC0415 - nothing of ours is malformed

        troubles = Troubles()
        builder = Builder(Complaints(lines, troubles), facts=facts)
        lenient.parse(builder, Complaints(lines, troubles))
    except BeyondBoundsError as error:
        builder.cut_off()
        builder.report_namespaces()
        troubles.add(*_beyond(str(error), error.place))
        return builder, troubles
    builder.report_namespaces()
    if not any(one.kind in _FATAL for one in troubles.listed()):
        hint = "look at what stands just before"
        troubles.add("malformed", (stop.line, stop.column), f"this is no XML: {stop.why}", hint)
    return builder, troubles


def _document(data: bytes, characters: Characters, builder: Builder, troubles: Troubles) -> Document:
    kind = kind_of_root(builder.root) if builder.root else "xml"
    found = (*characters.troubles.listed(), *troubles.listed())
    return Document(
        kind=kind,
        size=len(data),
        encoding=characters.declared,
        namespaces=builder.namespaces,
        troubles=() if kind == "html" else found,
    )


def _beyond(message: str, place: tuple[int, int]) -> tuple[str, tuple[int, int], str, str]:
    return "boundless", place, f"{message}: no feed is like that", "it was not read to its end"


@dataclass(frozen=True, slots=True)
class _Stop:
    """Where expat stops, and why."""

    line: int
    column: int
    why: str
    """The message of expat."""


class _DoctypeError(Exception):
    pass


def parse_strictly(text: str, builder: Builder) -> _Stop | None:
    """Send the builder the events of a document; where expat stops, and why, if it does, as at a DOCTYPE."""
    parser = expat.ParserCreate(encoding="utf-8")  # whatever the declaration says
    parser.buffer_text = True
    parser.buffer_size = 1 << 16

    def start(name: str, attributes: dict[str, str]) -> None:
        builder.start(name, attributes, (parser.CurrentLineNumber, parser.CurrentColumnNumber + 1))

    def end(_name: str) -> None:
        builder.end()

    def comment(_text: str) -> None:
        builder.comment((parser.CurrentLineNumber, parser.CurrentColumnNumber + 1))

    def doctype(*_: object) -> None:
        raise _DoctypeError

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.text
    parser.CommentHandler = comment
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(text.encode(), True)  # noqa: FBT003 - expat's signature
    except expat.ExpatError as error:
        return _Stop(max(1, error.lineno), error.offset + 1, expat.ErrorString(error.code))
    except _DoctypeError:
        return _Stop(parser.CurrentLineNumber, parser.CurrentColumnNumber + 1, "DOCTYPE")
    return None


_BEGINNINGS = (
    ("gzip", re.compile(rb"\x1f\x8b")),
    ("zip", re.compile(rb"PK\x03\x04")),
    ("pdf", re.compile(rb"%PDF-")),
    ("audio", re.compile(rb"ID3|\xff[\xe2-\xe7\xf2-\xf7\xfa\xfb]|OggS|fLaC|RIFF....WAVE|....ftyp", re.DOTALL)),
    ("image", re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8|RIFF....WEBP", re.DOTALL)),
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_FEED = re.compile(rb"<\0?(?:\?\0?x\0?m\0?l|r\0?s\0?s|f\0?e\0?e\0?d)[\0\s>]")
_BLANK = b"\x00\xef\xbb\xbf\xfe\xff \t\r\n"
_ROOTS = {
    "rss": "rss",
    "atom:feed": "atom",
    "feed": "atom",
    "rdf:RDF": "rdf",
    "html": "html",
    "xhtml:html": "html",
    "opml": "opml",
    "Error": "refusal",
}


def kind_of_bytes(data: bytes) -> str:
    """What the first bytes show: `xml` for anything that may be a feed, else what it is."""
    if named := next((name for name, beginning in _BEGINNINGS if beginning.match(data)), ""):
        return named
    if not data[:4096].strip(_BLANK) and not data.strip(_BLANK):
        return "empty"
    start = data[:4096].lstrip(_BLANK)
    if _HTML.match(start) or (start.startswith(b"<!--") and _HTML.search(start) and not _FEED.search(start)):
        return "html"
    if start.startswith(b"<") or _FEED.search(data[:65536]):
        return "xml"
    return "json" if start.startswith((b"{", b"[")) else "text"


def kind_of_root(root: Element) -> str:
    """What the name of the outermost element shows; `xml` for an unknown one."""
    return _ROOTS.get(root.name.rpartition("}")[2] or root.name, "xml")
