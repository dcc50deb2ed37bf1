"""A page: a document whose source is the digest of the values it shows, and which says its revision."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Mapping
from dataclasses import MISSING, Field, fields
from datetime import datetime
from functools import cache, partial
from hashlib import sha256

from feedpub.catalog.documents import Document, revision_of, stamp
from feedpub.elements import element
from feedpub.elements.collection import Holding
from feedpub.elements.podcast.show import UpdateFrequency
from feedpub.elements.podcast.value import Funding
from feedpub.model import Catalog, Channel, Item

HTML = "text/html; charset=utf-8"
"""As what pages are stored."""

Print = Callable[[Catalog], bytes]
"""Prints a page of the catalog that names it."""


def page(key: str, print: Print, *, source: str, type: str = HTML) -> Document:
    """The page of a key; `source` is the digest of everything it shows, but for the text of our own templates."""
    return Document(type=type, source=source, render=partial(_stamped, key, print))


def _stamped(key: str, print: Print, catalog: Catalog) -> bytes:
    """What is printed, with the revision that brought it where it has no place of its own: at the end."""
    printed = print(catalog)
    if not key.endswith((".html", ".xml")):
        return printed
    return printed + f"<!-- {stamp(revision_of(catalog, key))} -->\n".encode()


def digest(*values: object) -> str:
    """SHA-256 (hex) of values of the model: equal values give equal digests, in every process and version.

    Fields that have their default are left out, so that a new one does not make every page anew.
    """
    said = json.dumps([_plain(value) for value in values], ensure_ascii=False, separators=(",", ":"))
    return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: object) -> object:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, datetime):
        return value.isoformat()
    kind: Hashable = type(value)  # type: ignore[assignment]  # mypy takes the class for one of its instances
    found = {name: _plain(one) for name, default in _fields(kind) if (one := getattr(value, name)) != default}
    if isinstance(value, Holding):
        found |= _elements(value)
    order = _ORDER.get(type(value))
    return found if order is None else {name: found[name] for name in (*order, *found.keys() - order) if name in found}


# What follows is as the pages of the first version had it, and stays: an order of names that changed would make every
# page of every show anew.

_ORDER: Mapping[type, tuple[str, ...]] = {
    Channel: (
        *("title", "description", "link", "language", "author", "image", "categories", "explicit", "guid", "base"),
        *("feed", "owner", "type", "copyright", "locked", "funding", "people", "medium", "trailer", "seasons"),
        *("license", "update_frequency", "keywords", "timezone", "footer", "prefix", "new_feed_url", "block"),
        *("complete", "pages", "platforms", "contact", "theme", "derived"),
    ),
    Item: (
        *("slug", "guid", "title", "published", "enclosure", "summary", "notes", "link", "season", "number", "type"),
        *("explicit", "author", "image", "people", "derived", "chapters", "chapter_file", "pictures", "transcripts"),
        *("links", "number_display", "funding", "license", "content_links", "keywords", "block", "withheld", "first"),
        *("dated", "files", "sources"),
    ),
    Funding: ("url", "label"),
    UpdateFrequency: ("text", "rrule", "start", "complete"),
}
_NEVER_LEFT_OUT = {(Funding, "label")}


def _elements(holder: Holding) -> dict[str, object]:
    kinds = ((one.field, holder.all(one.cls), one.many) for one in element.at(holder.holds).values())
    return {name: _plain(found if many else found[0]) for name, found, many in kinds if found}


@cache
def _fields(kind: Hashable) -> tuple[tuple[str, object], ...]:
    """Names of a dataclass' fields, each with its default; what has none is never left out."""
    found = {one.name: _default(one) for one in fields(kind) if one.name != "elements"}  # type: ignore[arg-type]  # above
    found |= {name: MISSING for of, name in _NEVER_LEFT_OUT if of is kind}
    return tuple(found.items())


def _default(field: Field[object]) -> object:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default
