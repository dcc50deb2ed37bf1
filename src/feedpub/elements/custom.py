"""Elements of other namespaces: whatever an author declares that has no field here and runs nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Annotated, ClassVar

from feedpub.elements.collection import Refused
from feedpub.elements.element import CHANNEL, ITEM, Examples, ShowContext, element, entry
from feedpub.elements.xml import Tag
from feedpub.scalars import JsonSchema, Line, Reads, did_you_mean, refuse, refuse_at
from feedpub.scalars.podcasting import FreeText, formed, keyed
from feedpub.standards import nearest, quoted
from feedpub.standards.namespaces import NAMESPACES, SAME

OURS = frozenset({"itunes", "podcast", "atom", "content", "psc", "spotify", "xhtml", "rdf", "xml", "xmlns", "seen"})
"""Prefixes whose elements have fields of their own, or no place in a podcast's feed."""

USUAL = {prefix: uri for prefix, uri in NAMESPACES.items() if prefix not in OURS}
"""Prefixes that need no declaration: `media`, `dc`, …."""

_REFUSED_URIS = {NAMESPACES[prefix]: prefix for prefix in OURS if prefix in NAMESPACES} | dict(SAME)
_NAME = r"[A-Za-z_][A-Za-z0-9_.-]{0,60}"
_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,30}")
_ELEMENT = re.compile(rf"(?:{_NAME}:)?{_NAME}")
_RUNS = frozenset({"script", "iframe", "object", "embed", "applet", "style", "link", "base", "form", "svg", "math"})
_RUNNING = re.compile(r"(?i)\s*(?:javascript|vbscript|data)\s*:")


def check_namespaces(prefixes: dict[str, str]) -> dict[str, str]:
    """The declarations; raises for those of elements that have fields of their own."""
    for prefix, uri in prefixes.items():
        if prefix in OURS or uri in _REFUSED_URIS:
            namespace = prefix if prefix in OURS else _REFUSED_URIS[uri]
            hint = "feedpub writes these elements itself, from fields of their own: delete the line"
            raise refuse_at((prefix,), refuse(f"the namespace {namespace} is not for elements of one's own", hint))
        if USUAL.get(prefix, uri) != uri:
            raise refuse_at((prefix,), refuse(f"{prefix} is everywhere the prefix of {USUAL[prefix]}", "take another"))
    return prefixes


def _uri(value: object) -> str:
    """A namespace's name; compared as an exact string, so nothing about it is changed."""
    return formed(_is_uri, "the name of a namespace", "https://acme.example/ns/1.0")(value)


def _is_uri(text: str) -> bool:
    return bool(re.fullmatch(r"(?:https?://|urn:|tag:)[!-~]+", text)) and not set(text) & set('<>"')


Namespaces = Annotated[
    dict[str, Annotated[str, Reads(_uri), JsonSchema({"type": "string", "pattern": ":"})]],
    Reads(
        keyed(lambda text: bool(_PREFIX.fullmatch(text)), "a prefix", "write it like `acme: https://acme.example/ns`")
    ),
]
"""Prefix → URI."""


def _element(value: object) -> str:
    name = formed(lambda text: bool(_ELEMENT.fullmatch(text)), "the name of an element", "acme:mood")(value)
    prefix, _, local = name.rpartition(":")
    if prefix in OURS:
        raise refuse(f"{quoted(name)} is of a namespace that feedpub writes itself", "use its own field")
    if local.casefold() in _RUNS:
        raise refuse(f"{quoted(name)} has no place in a feed: it runs, or is shown, in browsers", "delete it")
    return name


Attributes = Annotated[
    dict[str, Line],
    Reads(keyed(lambda text: bool(_ELEMENT.fullmatch(text)), "an attribute's name", "write `name: value`")),
]


@entry
class CustomEntry:
    """An element of another namespace, and everything in it."""

    example: ClassVar[str] = "{element: acme:mood, text: …}"

    element: Annotated[str, Reads(_element), JsonSchema({"type": "string"}), Examples("acme:mood")]
    """Its name with a prefix that show.yaml declares in `namespaces:`; inside another one also without."""

    text: Annotated[FreeText | None, Examples("calm")] = None
    """What stands in it, as text: `<` and `&` are escaped."""

    attributes: Annotated[Attributes, Examples({"scale": "5"})] = field(default_factory=dict)
    """Its attributes by name."""

    children: tuple[CustomEntry, ...] = ()
    """The elements in it."""

    def check(self) -> Iterator[Exception]:
        """No attribute runs anything, or declares a namespace."""
        for name, value in self.attributes.items():
            if name.casefold().startswith("on") or name == "xmlns" or name.startswith("xmlns:"):
                error = refuse(f"{quoted(name)} is no attribute of a feed's elements", "delete it")
                yield refuse_at(("attributes", name), error)
            elif _RUNNING.match(value):
                error = refuse(f"{quoted(value)} is an address that runs", "write https://…")
                yield refuse_at(("attributes", name), error)

    def disagreements(self, show: ShowContext) -> Iterator[Refused]:
        """Names whose prefix nobody declares, or that have none where they need one."""
        yield from _undeclared(self, {**USUAL, **show.namespaces}, is_top=True)


def _undeclared(one: CustomEntry, known: Mapping[str, str], *, is_top: bool) -> Iterator[Refused]:
    for name, where in ((one.element, "element"), *((name, "attributes") for name in one.attributes)):
        prefix = name.rpartition(":")[0]
        if is_top and where == "element" and not prefix:
            yield (where,), f"{quoted(name)} has no prefix; RSS's own elements have fields", "write acme:mood"
        elif prefix and prefix not in known and (prefix, where) != ("xml", "attributes"):
            hint = did_you_mean(nearest(prefix, known), f"add `namespaces: {{{prefix}: https://…}}` to show.yaml")
            yield (where,), f"no field declares the namespace of {quoted(prefix)}", hint
    for number, child in enumerate(one.children):
        for way, message, hint in _undeclared(child, known, is_top=False):
            yield ("children", number, *way), message, hint


@element("", field="custom", inside=(CHANNEL, ITEM), many=True, written=CustomEntry)
class Custom:
    """Any other element, of a namespace that show.yaml declares in `namespaces`, and everything in it."""

    element: str
    """With its prefix: `acme:mood`."""

    namespaces: tuple[tuple[str, str], ...] = ()
    """Prefix → URI of all that it and its attributes use, so that the item needs nothing else to be written."""

    text: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    children: tuple[Custom, ...] = ()

    @classmethod
    def resolve(cls, written: CustomEntry, show: ShowContext) -> Custom:
        """The element with the URIs of its prefixes; those must be declared."""
        known = {**USUAL, **show.namespaces}
        prefixes = {name.rpartition(":")[0] for name in (written.element, *written.attributes)}
        return cls(
            element=written.element,
            namespaces=tuple((prefix, known[prefix]) for prefix in sorted(prefixes) if prefix in known),
            text=written.text or "",
            attributes=tuple(written.attributes.items()),
            children=tuple(cls.resolve(child, show) for child in written.children),
        )

    def tags(self) -> Iterator[Tag]:
        """The element as it was declared, whatever its prefix means elsewhere."""
        uris = dict(self.namespaces)
        attributes = tuple((_name(name, uris), value) for name, value in self.attributes)
        children = tuple(tag for child in self.children for tag in child.tags())
        yield Tag(_name(self.element, uris), self.text.strip(), attributes, children, False)  # noqa: FBT003


def _name(written: str, uris: Mapping[str, str]) -> str:
    """A name with its namespace: `{https://acme.example/ns}acme:mood`."""
    uri = uris.get(written.rpartition(":")[0])
    return f"{{{uri}}}{written}" if uri else written
