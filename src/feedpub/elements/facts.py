"""What is true of each XML element of a feed, whoever writes it: where it may stand, how often, what it says.

Those that are declared as classes say it themselves; the others stand in tables beside them. Sources: RSS 2.0
specification; Apple, A Podcaster's Guide to RSS (with what it dropped); podcast namespace; Media RSS; Podlove Simple
Chapters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from feedpub.elements import element
from feedpub.elements.element import Attribute, Declared, Text, Within


@dataclass(frozen=True, slots=True)
class XmlAttribute:
    """An attribute of an element."""

    name: str
    required: bool = False
    address: Literal["", "web", "any"] = ""
    """Whether it is an address: of the web, or of any scheme."""

    limit: int = 0
    """Characters; 0 where there is no limit."""

    shown: bool = False
    """Apps print it as it is."""

    field: str = ""
    """The author's field that gives it, where it is not the one that gives the element."""


@dataclass(frozen=True, slots=True, kw_only=True)
class XmlElement:
    """An element of a feed."""

    name: str
    inside: tuple[str, ...]
    """Elements it may stand in."""

    once: bool = False
    """It may stand there once."""

    text: Literal["", "plain", "html", "address"] = ""
    """What its text is: printed as it is, HTML, or an address; empty for anything else."""

    needs_text: bool = False
    limit: int = 0
    """Characters of its text; 0 where there is no limit."""

    attributes: tuple[XmlAttribute, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    """Element around it and the author's field that gives it: `("item", "people[]")`; `[]` where each has its own."""

    def field(self, place: str) -> str:
        """The author's field that gives it there; empty if none does."""
        return dict(self.fields).get(place, "")


def row(
    name: str,
    inside: str,
    *,
    once: bool = False,
    text: Literal["", "plain", "html", "address"] = "",
    needs_text: bool = False,
    limit: int = 0,
    attributes: Iterable[XmlAttribute] = (),
    field: str | Mapping[str, str] = "",
) -> XmlElement:
    """A row of a table; `inside` names elements, `field` the author's field, where it differs by the place."""
    places = inside.split()
    by_place = dict.fromkeys(places, field) if isinstance(field, str) else field
    return XmlElement(
        name=name,
        inside=tuple(places),
        once=once,
        text=text,
        needs_text=needs_text,
        limit=limit,
        attributes=tuple(attributes),
        fields=tuple((place, one) for place, one in by_place.items() if one),
    )


@cache
def facts(name: str) -> XmlElement | None:
    """What is true of an element; None for one that nobody knows."""
    return table().get(name)


@cache
def table() -> Mapping[str, XmlElement]:
    """Every element by its name, the classes' first."""
    from feedpub.elements.tables import FOREIGN, ITUNES, PODCAST, RSS  # noqa: PLC0415 - they are made of this

    found: dict[str, XmlElement] = {}
    for one in (*_declared(), *RSS, *ITUNES, *PODCAST, *FOREIGN):
        found[one.name] = _both(found[one.name], one) if one.name in found else one
    return found


def _both(one: XmlElement, other: XmlElement) -> XmlElement:
    """What two say of the same element, which stands in several places."""
    names = {attribute.name for attribute in one.attributes}
    return XmlElement(
        name=one.name,
        inside=tuple(dict.fromkeys((*one.inside, *other.inside))),
        once=one.once and other.once,
        text=one.text or other.text,
        needs_text=one.needs_text or other.needs_text,
        limit=one.limit or other.limit,
        attributes=(*one.attributes, *(attribute for attribute in other.attributes if attribute.name not in names)),
        fields=(*one.fields, *other.fields),
    )


def _declared() -> Iterator[XmlElement]:
    for one in element.declared():
        if one.around:
            yield row(one.around, " ".join(one.inside), once=True, field=one.field)
        if one.name:
            yield _of_class(one)
        yield from _of_fields(one)


def _of_class(one: Declared) -> XmlElement:
    roles = [(field, field.role) for field in element.fields_of(one.cls)]
    texts = [(field, role) for field, role in roles if isinstance(role, Text)]
    text = texts[0][1] if texts else None
    needed = bool(texts) and _is_needed(texts[0][0].required, texts[0][1])
    attributes = [
        XmlAttribute(role.name, _is_needed(field.required, role), role.address, role.limit, role.shown)
        for field, role in roles
        if isinstance(role, Attribute)
    ]
    return row(
        one.name,
        one.around or " ".join(one.inside),
        once=not one.many and not one.around,
        text="plain" if text and text.shown else "",
        needs_text=needed,
        limit=text.limit if text else 0,
        attributes=attributes,
        field="" if one.around else dict.fromkeys(one.authored, one.field + ("[]" if one.many else "")),
    )


def _is_needed(by_class: bool, role: Attribute | Text) -> bool:  # noqa: FBT001 - a field's own word
    return by_class if role.required is None else role.required


def _of_fields(one: Declared) -> Iterator[XmlElement]:
    """Elements of which a class writes several, one for a field."""
    for field in element.fields_of(one.cls):
        if isinstance(field.role, Within):
            yield row(field.role.name, " ".join(one.inside), field=f"{one.field}.{field.name}")


# --- views that rules ask for


@cache
def names_inside(parent: str) -> frozenset[str]:
    """RSS's own elements (those without a prefix) that may stand in an element."""
    return frozenset(one.name for one in table().values() if parent in one.inside and ":" not in one.name)


@cache
def names_with(prefix: str) -> tuple[str, ...]:
    """The elements of a namespace, without its prefix."""
    return tuple(name.removeprefix(prefix) for name in table() if name.startswith(prefix))


@cache
def text_attributes(kind: Literal["plain", "html"]) -> Mapping[str, tuple[str, ...]]:
    """Element → what of it is printed as it is, or is HTML: names of attributes, an empty one for its text."""
    found: dict[str, tuple[str, ...]] = {}
    for one in table().values():
        shown = [attribute.name for attribute in one.attributes if attribute.shown and kind == "plain"]
        if names := (*([""] if one.text == kind else []), *shown):
            found[one.name] = names
    return found


@cache
def addresses() -> Mapping[str, tuple[str, ...]]:
    """Element → what of it is an address: names of attributes, an empty one for its text."""
    found: dict[str, tuple[str, ...]] = {}
    for one in table().values():
        named = [attribute.name for attribute in one.attributes if attribute.address]
        if names := (*([""] if one.text == "address" else []), *named):
            found[one.name] = names
    return found


def takes_any_scheme(name: str) -> bool:
    """Whether the addresses of an element need not be of the web: `nostr:…`, `ipfs:…`, `magnet:…`."""
    found = facts(name)
    return found is not None and any(attribute.address == "any" for attribute in found.attributes)


@cache
def once_inside(parent: str) -> frozenset[str]:
    """RSS's and Apple's elements that may stand once in a channel or an item (Apple's wherever they stray to)."""
    found = (one for one in table().values() if one.once and not one.name.startswith(("podcast:", "psc:")))
    return frozenset(one.name for one in found if parent in one.inside or _is_apples(one))


def _is_apples(one: XmlElement) -> bool:
    return one.name.startswith("itunes:") and "itunes:owner" not in one.inside
