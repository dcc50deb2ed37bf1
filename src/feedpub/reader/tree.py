"""XML → elements with paths and places: by expat, and what is malformed by lxml's recovery."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from lxml import etree

from feedpub.view import NAMESPACES, SAME, Element, Namespace, Trouble

DEPTH = 64
"""How deep elements may be nested: feeds need 6."""

_PREFIXES = {uri: prefix for prefix, uri in NAMESPACES.items()} | dict(SAME)
_LENIENT = {re.sub(r"^https?://(www\.)?|/$|#$", "", uri.lower()): prefix for uri, prefix in _PREFIXES.items()}
_NAME = re.compile(r"[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A document as a tree."""

    root: Element | None
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    namespaces: tuple[Namespace, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    """What is wrong, and was read nevertheless."""

    trouble: Trouble | None = None
    """Why it could not be read to its end."""


def parse(text: str, *, known: Collection[str] = ()) -> Parsed:
    """A document by expat, strictly; what came before a fault is in the result, with the fault.

    `known` are prefixes that need no declaration.
    """
    return _Builder(known).build(text)


def prefix_of(uri: str) -> str | None:
    """The usual prefix of a namespace, also where its URI is written wrongly but surely meant; None if unknown."""
    return _PREFIXES.get(uri) or _LENIENT.get(re.sub(r"^https?://(www\.)?|/$|#$", "", uri.strip().lower()))


@dataclass(slots=True)
class _Open:
    """An element that has begun."""

    name: str
    attributes: dict[str, str]
    path: str
    text: list[str] = field(default_factory=list)
    children: list[Element] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    scopes: int = 0


class _Builder:
    """Elements from expat's events. Namespaces are resolved here, so that an undeclared prefix is no end of it."""

    def __init__(self, known: Collection[str]) -> None:
        self._known = {"xml": "http://www.w3.org/XML/1998/namespace"} | {prefix: prefix for prefix in known}
        self._spaces: list[dict[str, str]] = [{}]
        self._stack: list[_Open] = []
        self._namespaces: list[Namespace] = []
        self._troubles: list[Trouble] = []
        self._unbound: set[str] = set()
        self._comments: list[tuple[int, int]] = []
        self._ended = 0
        self.places: dict[str, tuple[int, int]] = {}
        self.root: Element | None = None
        self._parser = expat.ParserCreate(encoding="utf-8")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.CommentHandler = self._comment

    def build(self, text: str) -> Parsed:
        trouble = None
        try:
            self._parser.Parse(_undeclared(text).encode("utf-8", "replace"), True)  # noqa: FBT003 - expat's signature
        except expat.ExpatError as error:
            trouble = _malformed(error)
        except _TooDeepError:
            trouble = self._trouble("malformed", f"elements are nested more than {DEPTH} deep", "no feed is")
        return Parsed(
            root=self.root,
            places=self.places,
            namespaces=tuple(self._namespaces),
            troubles=tuple(self._troubles),
            trouble=trouble,
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._stack) >= DEPTH:
            raise _TooDeepError
        place = (self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1)
        self._declare(attributes, place)
        canonical = self._canonical(name, place)
        path = self._path(canonical)
        self.places[path] = place
        named = {self._attribute(key, place): value for key, value in attributes.items() if not _is_declaration(key)}
        self._stack.append(_Open(canonical, named, path))

    def _declare(self, attributes: Mapping[str, str], place: tuple[int, int]) -> None:
        new = {key.partition(":")[2]: uri for key, uri in attributes.items() if _is_declaration(key)}
        for prefix, uri in new.items():
            self._namespaces.append(Namespace(prefix=prefix, uri=uri, line=place[0], column=place[1]))
        self._spaces.append({**self._spaces[-1], **new} if new else self._spaces[-1])

    def _canonical(self, name: str, place: tuple[int, int]) -> str:
        prefix, _, local = name.rpartition(":")
        uri = self._spaces[-1].get(prefix, self._known.get(prefix))
        if uri is None:
            return self._without_namespace(prefix, local, place)
        if not uri or prefix in self._known:
            return name
        usual = prefix_of(uri)
        return f"{usual}:{local}" if usual else f"{{{uri}}}{local}"

    def _without_namespace(self, prefix: str, local: str, place: tuple[int, int]) -> str:
        if not prefix:
            return local
        if prefix not in self._unbound:
            self._unbound.add(prefix)
            uri = NAMESPACES.get(prefix)
            hint = f'write `xmlns:{prefix}="{uri}"` into <rss>' if uri else "declare it in <rss>, or delete these tags"
            message = f"the prefix `{prefix}:` is declared nowhere: strict readers refuse the whole feed"
            self._troubles.append(
                Trouble(kind="undeclared-prefix", message=message, hint=hint, line=place[0], column=place[1])
            )
        return f"{prefix}:{local}" if prefix in NAMESPACES else f"{{{prefix}}}{local}"

    def _attribute(self, key: str, place: tuple[int, int]) -> str:
        return key if ":" not in key else self._canonical(key, place)

    def _path(self, name: str) -> str:
        if len(self._stack) < 2:  # <rss> and <channel>
            return ""
        above = self._stack[-1]
        number = above.counts.get(name, 0)
        above.counts[name] = number + 1
        if name == "item" and len(self._stack) == 2:
            return f"items[{number}]"
        own = f"{name}[{number}]" if number else name
        return f"{above.path}.{own}" if above.path else own

    def _end(self, _name: str) -> None:
        opened = self._stack.pop()
        self._spaces.pop()
        element = Element(opened.name, "".join(opened.text), opened.attributes, tuple(opened.children), opened.path)
        if self._stack:
            self._stack[-1].children.append(element)
        else:
            self.root = element

    def _characters(self, text: str) -> None:
        self._stack[-1].text.append(text)

    def _comment(self, _text: str) -> None:
        if self.root is not None:
            self._troubles.append(self._trouble("trailing-comment", *_COMMENT))

    def _trouble(self, kind: str, message: str, hint: str) -> Trouble:
        line, column = self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1
        return Trouble(kind=kind, message=message, hint=hint, line=line, column=column)


class _TooDeepError(Exception):
    pass


_COMMENT = (
    "a comment behind the feed: Apple's crawler has stumbled over such comments",
    "delete it (often a cache's signature)",
)


def _is_declaration(key: str) -> bool:
    return key == "xmlns" or key.startswith("xmlns:")


def _undeclared(text: str) -> str:
    """The text with the declaration blanked out: it is UTF-8 now, whatever the declaration says."""
    start = len(text) - len(text.lstrip("\ufeff \t\n"))
    end = text.find("?>", start) + 2
    if not text.startswith("<?xml", start) or end < 2:
        return text
    return re.sub(r"[^\n]", " ", text[:end]) + text[end:]


_ERRORS = {
    expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS]: ("there is no element in it", "is it the whole file?"),
    expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN]: (
        "it ends in the middle of a tag",
        "is it the whole file? it looks cut off",
    ),
    expat.errors.codes[expat.errors.XML_ERROR_TAG_MISMATCH]: (
        "a tag is closed here that was not opened, or another one is still open",
        "close tags in the reverse order; a `<` in text is `&lt;`",
    ),
    expat.errors.codes[expat.errors.XML_ERROR_DUPLICATE_ATTRIBUTE]: (
        "an attribute is there twice in one tag",
        "delete one of the two",
    ),
    expat.errors.codes[expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT]: (
        "something stands behind the end of the feed",
        "delete everything behind `</rss>`",
    ),
    expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION]: (
        "a `<![CDATA[` is never closed",
        "close it with `]]>`",
    ),
    expat.errors.codes[expat.errors.XML_ERROR_INVALID_TOKEN]: (
        "this is no XML",
        "a `<` in text is `&lt;`; attributes stand in quotes",
    ),
}


def _malformed(error: expat.ExpatError) -> Trouble:
    message, hint = _ERRORS.get(error.code, ("this is no well-formed XML", "look at what stands just before"))
    line, column = max(1, error.lineno), error.offset + 1
    return Trouble(
        kind="malformed",
        message=f"{message}: apps and directories refuse the whole feed",
        hint=hint,
        line=line,
        column=column,
    )


def recover(text: str) -> Parsed:
    """A malformed document as far as libxml2 makes something of it; places have lines only."""
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        top = etree.fromstring(_undeclared(text).encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return Parsed(root=None)
    if top is None:  # what libxml2 gives for a document of which nothing is left
        return Parsed(root=None)
    places: dict[str, tuple[int, int]] = {}
    root = _element(top, "", places, depth=0)
    return Parsed(root=root, places=places, namespaces=tuple(_namespaces(top)))


def _element(node: etree._Element, path: str, places: dict[str, tuple[int, int]], *, depth: int) -> Element:
    if path:
        places[path] = (_line(node), 0)
    counts: dict[str, int] = {}
    children: list[Element] = []
    for child in node if depth < DEPTH else ():
        if callable(child.tag):  # a comment
            continue
        name = _recovered(str(child.tag))
        number = counts.get(name, 0)
        counts[name] = number + 1
        children.append(_element(child, _below(path, name, number, depth), places, depth=depth + 1))
    attributes = {_recovered(str(key)): str(value) for key, value in node.attrib.items()}
    return Element(_recovered(str(node.tag)), _own_text(node), attributes, tuple(children), path)


def _below(path: str, name: str, number: int, depth: int) -> str:
    if depth == 0:
        return ""
    if name == "item" and depth == 1:
        return f"items[{number}]"
    own = f"{name}[{number}]" if number else name
    return f"{path}.{own}" if path else own


def _recovered(tag: str) -> str:
    """A name of libxml2's (`{uri}local`, or `itunes:author` where the prefix is undeclared) as ours."""
    if not tag.startswith("{"):
        return tag if _NAME.fullmatch(tag) else tag.replace(".", "_")
    uri, _, local = tag[1:].partition("}")
    usual = prefix_of(uri)
    return f"{usual}:{local}" if usual else tag


def _line(node: etree._Element) -> int:
    line: object = node.sourceline
    return line if isinstance(line, int) else 0


def _own_text(node: etree._Element) -> str:
    return "".join([node.text or "", *(child.tail or "" for child in node)])


def _namespaces(top: etree._Element) -> Iterator[Namespace]:
    for prefix, uri in top.nsmap.items():
        yield Namespace(prefix=prefix or "", uri=uri, line=_line(top))
