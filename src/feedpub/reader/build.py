"""Events of a parser → elements with their usual names, paths and positions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from feedpub.feed_view import NAMESPACES, NONE, SAME, SEEN, Element, Namespace
from feedpub.reader.text import Complaints, Lines
from feedpub.standards import nearest, quoted
from feedpub.standards.namespaces import RESPELT

DEPTH = 64
"""How deep elements may be nested: feeds need 6."""

MOST = 500_000
"""How many elements are read: the longest shows have 100,000."""

LONGEST = 1 << 20
"""How many characters a text or an attribute may have: the longest notes have 100,000."""

_MOST_NAMESPACES = 100
"""How many are listed; all are understood."""

_UNREAD = frozenset({"dc", "googleplay", "rdf", "sy", "slash", "wfw", "xhtml"})
"""Namespaces that no podcast app reads."""

Place = tuple[int, int]
"""Line and column, from 1."""


class BeyondBoundsError(Exception):
    """More than any feed has; what was read so far is built."""

    def __init__(self, message: str, place: Place) -> None:
        super().__init__(message)
        self.place = place


@dataclass(slots=True)
class _Open:
    """An element that has begun. Most have one text and no children: lists are made for those that have more."""

    raw: str
    """As the document writes it."""

    name: str
    attributes: dict[str, str]
    path: str
    place: Place
    declares: bool
    text: str = ""
    """Where it begins, if `more` follows."""

    more: list[str] | None = None
    children: list[Element] | None = None
    counts: dict[str, int] | None = None

    def whole_text(self) -> str:
        """All of its text so far."""
        return self.text if self.more is None else "".join((self.text, *self.more))


class Builder:
    """Namespaces are resolved here, not by the parser, so that an undeclared prefix is not the end of a document."""

    def __init__(self, complaints: Complaints, *, facts: bool, with_places: bool = True) -> None:
        """`with_places`: note where each element begins; in a large feed that takes a quarter of the memory."""
        self.root: Element | None = None
        self.places: dict[str, Place] = {}
        self._with_places = with_places
        self._count = 0
        self.open: list[_Open] = []
        self._troubles = complaints.troubles
        self._lines = complaints.lines
        self._facts = facts
        self._scopes: list[dict[str, str]] = []
        self._names: dict[str, str] = {}
        self._namespaces: dict[tuple[str, str], Namespace] = {}
        self._used: set[tuple[str, str]] = set()
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
        if self._count >= MOST:
            raise BeyondBoundsError(f"there are more than {MOST:,} elements", place)
        if attributes and max(map(len, attributes.values())) > LONGEST:
            raise BeyondBoundsError(f"an attribute has more than {LONGEST:,} characters", place)
        has_prefixes = bool(attributes) and ":" in "".join(attributes)
        declares = "xmlns" in attributes or (has_prefixes and any(key.startswith("xmlns:") for key in attributes))
        if declares:
            attributes = self._declare(raw, attributes, place)
        if not self.open and raw == "rss":
            self._missing(place)
        name = self._names.get(raw) or self._resolved(raw, place)
        path = self._path(raw, name)
        self._count += 1
        if self._with_places:
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
        text = one.whole_text()
        if len(text) > LONGEST:
            raise BeyondBoundsError(f"a text has more than {LONGEST:,} characters", one.place)
        children = tuple(one.children) if one.children else ()
        element = Element(one.name, text, one.attributes or NONE, children, one.path)
        if self.open:
            above = self.open[-1]
            if above.children is None:
                above.children = []
            above.children.append(element)
        elif self.root is None:
            self.root = element

    def text(self, text: str) -> None:
        """Characters of the innermost element."""
        if not self.open:
            return
        one = self.open[-1]
        if not one.text:
            one.text = text
        elif one.more is None:
            one.more = [text]
        else:
            one.more.append(text)

    def comment(self, place: Place) -> None:
        """A comment; one behind the show is reported."""
        above = (self.open[0].children or []) if self.open else [self.root]
        if len(self.open) < 2 and any(one and one.name in {"rss", "channel"} for one in above):
            self._troubles.add("trailing-comment", place, *_COMMENT)

    def close_all(self) -> None:
        """End all open elements."""
        while self.open:
            self.end()

    def cut_off(self) -> None:
        """End all open elements where reading stops; an episode that is not whole is dropped, since more is missing."""
        whole = next((at for at, one in enumerate(self.open) if one.name == "item"), len(self.open))
        while len(self.open) > whole:
            if self.open.pop().declares:
                self._scopes.pop()
        self._names.clear()
        for one in self.open:
            if len(one.whole_text()) > LONGEST:
                one.text, one.more = "", None
        self.close_all()

    def report_namespaces(self) -> None:
        """Report the namespaces that are written almost rightly, at the end: what no tag is in harms nobody."""
        for key, one in self._namespaces.items():
            if key in self._used and (wrong := self._misspelt(one)):
                kind, message, hint = wrong
                self._troubles.add(kind, (one.line, one.column), message, hint)

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
        """Report the namespaces that `<rss>` should declare, and does not."""
        declared = {usual_prefix(uri, prefix) for prefix, uri in self._namespaces}
        missing = [prefix for prefix in ("itunes", "podcast", "atom") if prefix not in declared]
        if missing:
            hint = "add `" + " ".join(f'xmlns:{prefix}="{NAMESPACES[prefix]}"' for prefix in missing) + "`"
            message = f"`<rss>` does not declare {', '.join(missing)}"
            self._troubles.add("missing-namespace", place, message, hint)

    def _note_all(self, scope: Mapping[str, str], place: Place) -> None:
        """Take note of new declarations, each at its own place."""
        tag = start_tag(self._lines.text, self._lines.position(*place))
        places = {one.name: one.at for one in tag.attributes} if tag else {}
        for prefix, uri in scope.items():
            if (prefix, uri) not in self._namespaces and len(self._namespaces) < _MOST_NAMESPACES:
                at = places.get(f"xmlns:{prefix}" if prefix else "xmlns")
                self._note(prefix, uri, place if at is None else self._lines.place(at))

    def _note(self, prefix: str, uri: str, place: Place) -> None:
        usual = usual_prefix(uri, prefix) or ""
        self._namespaces[prefix, uri] = Namespace(prefix=prefix, uri=uri, usual=usual, line=place[0], column=place[1])

    def _misspelt(self, one: Namespace) -> tuple[str, str, str] | None:
        """Name of the rule, message and hint for a declaration that is not to the letter."""
        usual, uri = one.usual, one.uri
        if usual and usual not in _UNREAD and not is_exact(uri):
            name = f"xmlns:{one.prefix}" if one.prefix else "xmlns"
            hint = f'write `{name}="{NAMESPACES[usual]}"`, to the letter'
            if RESPELT.get(uri.lower()) == usual:
                message = f"{quoted(uri)} is another spelling of the namespace of `{usual}:`"
                return "respelt-namespace", message, hint
            message = f"{quoted(uri)} is not the namespace of `{usual}:`, only almost: apps ignore all its tags"
            return "inexact-namespace", message, hint
        if uri and uri == self._core and not one.prefix:
            message = f"RSS 2.0 is in no namespace, and here it is in {quoted(uri)}: strict readers find nothing"
            return "inexact-namespace", message, f'delete `xmlns="{uri[:100]}"` from <rss>'
        return None

    def _resolved(self, raw: str, place: Place) -> str:
        """The usual name; kept until a declaration changes what it means."""
        prefix, _, local = raw.rpartition(":")
        uri = next((scope[prefix] for scope in reversed(self._scopes) if prefix in scope), None)
        if uri:
            self._used.add((prefix, uri))
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
            self._troubles.add("undeclared-prefix", place, message, hint)
        return f"{usual}:{local}" if usual else f"{{{prefix}}}{local}"

    def _attribute(self, key: str, place: Place) -> str:
        return (self._names.get(key) or self._resolved(key, place)) if ":" in key else key

    def _path(self, raw: str, name: str) -> str:
        """As people would name it; names of unknown namespaces as the document writes them."""
        own = raw if name.startswith("{") else name
        if not self.open:
            return own if self.root is None else "…"
        above = self.open[-1]
        if above.counts is None:
            above.counts = {}
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


_PREFIXES = {uri: prefix for prefix, uri in NAMESPACES.items()} | dict(SAME)
_AROUND = re.compile(r"^https?://(?:www\.)?|[/#]+$")
_ALIKE = {_AROUND.sub("", uri.lower()): prefix for uri, prefix in _PREFIXES.items()}
_LONGEST = 200


def is_exact(uri: str) -> bool:
    """Whether the URI is one that readers know, to the letter."""
    return uri in _PREFIXES


@lru_cache(maxsize=256)
def usual_prefix(uri: str, prefix: str) -> str | None:
    """The usual prefix of a namespace; None if it is not one that feeds usually hold.

    Also where the URI is written almost rightly: `https`, another case, a slash more or less; or anything alike, if the
    prefix in front of it is the usual one.
    """
    if (exact := _PREFIXES.get(uri)) is not None or len(uri) > _LONGEST:
        return exact
    bare = _AROUND.sub("", uri.strip().lower())
    if (alike := _ALIKE.get(bare)) is not None:
        return alike
    usual = prefix.lower()
    own = [known for known, name in _ALIKE.items() if name == usual]
    return usual if own and nearest(bare, own, cutoff=0.75) else None


def usual_form(prefix: str) -> str | None:
    """The usual prefix that an undeclared one surely means: `iTunes` is `itunes`."""
    return prefix.lower() if prefix.lower() in NAMESPACES else None


NAME = re.compile(r"[^\W\d][\w:.-]*")
_ATTRIBUTE = re.compile(
    r"(?P<blank>\s*)(?P<name>[^\W\d][\w:.-]*)\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'<>]+))"
)
_END = re.compile(r"\s*(/?)>")
_JUNK = re.compile(r"\s*[^\s<>]+")
_RUN_ON = re.compile(r"\s[\w:.-]+\s*=\s*\Z")


@dataclass(frozen=True, slots=True)
class RawAttribute:
    """An attribute as it is written."""

    name: str
    raw: str
    at: int
    """Where its name begins."""

    value_at: int


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a tag is no XML."""

    at: int
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class StartTag:
    """A start tag from `<` to `>`."""

    name: str
    attributes: tuple[RawAttribute, ...]
    end: int
    """The position behind it."""

    is_closed: bool
    """Whether it ends in `/>`."""

    wrong: tuple[Wrong, ...] = ()


def attribute_place(lines: Lines, place: tuple[int, int], name: str) -> tuple[int, int]:
    """The position of an attribute of the tag at a line and column; the tag's own if it has no such attribute."""
    tag = start_tag(lines.text, lines.position(*place))
    found = next((one for one in tag.attributes if one.name == name), None) if tag else None
    return lines.place(found.at) if found else place


def start_tag(text: str, at: int) -> StartTag | None:
    """The start tag whose `<` is at a position; None if that `<` begins none."""
    name = NAME.match(text, at + 1)
    if name is None:
        return None
    attributes: list[RawAttribute] = []
    names: set[str] = set()
    wrong: list[Wrong] = []
    place = name.end()
    while (end := _END.match(text, place)) is None:
        if (found := _ATTRIBUTE.match(text, place)) is not None:
            attribute, place = _read(text, found, wrong)
            if attribute.name in names:
                wrong.append(Wrong(attribute.at, f"`{attribute.name}` is there twice in one tag", "delete one of them"))
            else:
                names.add(attribute.name)
                attributes.append(attribute)
        elif (junk := _JUNK.match(text, place)) is not None:
            wrong.append(
                Wrong(place, f"{_shown(junk[0])} in a tag is no attribute", 'write attributes as `name="value"`')
            )
            place = junk.end()
        else:  # a `<`, or the end of the document
            unclosed = Wrong(at, f"the tag `<{name[0]}` is never closed", "a `>` is missing")
            return StartTag(name[0], tuple(attributes), place, is_closed=False, wrong=(unclosed, *wrong))
    return StartTag(name[0], tuple(attributes), end.end(), is_closed=bool(end[1]), wrong=tuple(wrong))


def _read(text: str, found: re.Match[str], wrong: list[Wrong]) -> tuple[RawAttribute, int]:
    """An attribute and where to read on: at the end of its value, or where that should have ended."""
    group = next(one for one in ("double", "single", "bare") if found[one] is not None)
    raw, end = found[group], found.end()
    name, at = found["name"], found.start("name")
    unclosed = f"the value of `{name}` has no closing quote"
    if not found["blank"]:
        wrong.append(Wrong(at, f"a blank is missing in front of `{name}`", "or a quote is where it should not be"))
    if group == "bare":
        wrong.append(Wrong(at, f"the value of `{name}` is not in quotes", f'write `{name}="…"`'))
        if raw.endswith("/") and text.startswith(">", end):
            raw, end = raw[:-1], end - 1
    elif "<" in raw and ">" in raw.partition("<")[0]:
        wrong.append(Wrong(at, unclosed, 'add a `"` behind it'))
        raw = raw.partition(">")[0].rstrip().removesuffix("/").rstrip()
        end = found.start(group) + len(raw)
    elif "<" in raw:
        wrong.append(Wrong(at, f"the value of `{name}` has a `<` in it", "write `&lt;`"))
    elif not text.startswith((" ", "\n", "\t", "/", ">"), end) and (run_on := _RUN_ON.search(raw)) is not None:
        wrong.append(Wrong(at, unclosed, 'add a `"` behind it'))
        raw = raw[: run_on.start()]
        end = found.start(group) + run_on.start()
    return RawAttribute(name, raw, at, found.start(group)), end


def _shown(junk: str) -> str:
    bare = junk.strip()
    return f"`{bare[:30]}…`" if len(bare) > 30 else f"`{bare}`"
