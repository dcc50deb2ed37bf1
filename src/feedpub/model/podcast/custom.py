"""Elements of other namespaces: whatever an author declares that has no field here and runs nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema, field_validator

from feedpub.model import others
from feedpub.model.scalars import Line, did_you_mean, refuse
from feedpub.model.scalars.forms import Txt, formed, keyed, refuse_at
from feedpub.model.written import Written, listed
from feedpub.vocab import nearest, quoted
from feedpub.vocab.namespaces import NAMESPACES, SAME

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
            said = prefix if prefix in OURS else _REFUSED_URIS[uri]
            hint = "feedpub writes these elements itself, from fields of their own: delete the line"
            raise refuse_at((prefix,), refuse(f"the namespace {said} is not for elements of one's own", hint))
        if USUAL.get(prefix, uri) != uri:
            raise refuse_at((prefix,), refuse(f"{prefix} is everywhere the prefix of {USUAL[prefix]}", "take another"))
    return prefixes


def _uri(value: object) -> str:
    """A namespace's name; compared as an exact string, so nothing about it is changed."""
    return formed(_is_uri, "the name of a namespace", "https://acme.example/ns/1.0")(value)


def _is_uri(text: str) -> bool:
    return bool(re.fullmatch(r"(?:https?://|urn:|tag:)[!-~]+", text)) and not set(text) & set('<>"')


Namespaces = Annotated[
    dict[str, Annotated[str, BeforeValidator(_uri), WithJsonSchema({"type": "string", "pattern": ":"})]],
    BeforeValidator(
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
    BeforeValidator(keyed(lambda text: bool(_ELEMENT.fullmatch(text)), "an attribute's name", "write `name: value`")),
]


class Custom(Written):
    """An element of another namespace, and everything in it."""

    example = "{element: acme:mood, text: …}"
    becomes = others.Custom

    element: Annotated[str, BeforeValidator(_element), WithJsonSchema({"type": "string"})] = Field(
        examples=["acme:mood"]
    )
    """Its name with a prefix that show.yaml declares in `namespaces:`; inside another one also without."""

    text: Txt | None = Field(default=None, examples=["calm"])
    """What stands in it, as text: `<` and `&` are escaped."""

    attributes: Attributes = Field(default_factory=dict, examples=[{"scale": "5"}])
    """Its attributes by name."""

    children: Annotated[tuple[Custom, ...], BeforeValidator(listed)] = ()
    """The elements in it."""

    @field_validator("attributes")
    @classmethod
    def _nothing_that_runs(cls, attributes: dict[str, str]) -> dict[str, str]:
        for name, value in attributes.items():
            if name.casefold().startswith("on") or name == "xmlns" or name.startswith("xmlns:"):
                raise refuse_at((name,), refuse(f"{quoted(name)} is no attribute of a feed's elements", "delete it"))
            if _RUNNING.match(value):
                raise refuse_at((name,), refuse(f"{quoted(value)} is an address that runs", "write https://…"))
        return attributes


Customs = Annotated[tuple[Custom, ...], BeforeValidator(listed)]


def undeclared(
    elements: Iterable[Custom], declared: Mapping[str, str], place: tuple[str | int, ...] = (), *, top: bool = True
) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """Place, message and hint of each name whose prefix nobody declares, or that has none where it needs one."""
    known = {**USUAL, **declared}
    for number, one in enumerate(elements):
        here = (*place, number)
        for name, where in ((one.element, "element"), *((name, "attributes") for name in one.attributes)):
            prefix = name.rpartition(":")[0]
            if top and where == "element" and not prefix:
                yield (*here, where), f"{quoted(name)} has no prefix; RSS's own elements have fields", "write acme:mood"
            elif prefix and prefix not in known and (prefix, where) != ("xml", "attributes"):
                hint = did_you_mean(nearest(prefix, known), f"add `namespaces: {{{prefix}: https://…}}` to show.yaml")
                yield (*here, where), f"nothing says which namespace {quoted(prefix)} is", hint
        yield from undeclared(one.children, declared, (*here, "children"), top=False)


def as_written(one: Custom, declared: Mapping[str, str]) -> others.Custom:
    """The element with the URIs of its prefixes; those must be declared."""
    known = {**USUAL, **declared}
    prefixes = {name.rpartition(":")[0] for name in (one.element, *one.attributes)}
    return others.Custom(
        element=one.element,
        namespaces=tuple((prefix, known[prefix]) for prefix in sorted(prefixes) if prefix in known),
        text=one.text or "",
        attributes=tuple(one.attributes.items()),
        children=tuple(as_written(child, declared) for child in one.children),
    )
