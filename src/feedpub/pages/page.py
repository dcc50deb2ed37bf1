"""A page: a document whose source is the digest of the values it shows, and which says its revision."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable
from dataclasses import MISSING, Field, fields
from datetime import datetime
from functools import cache, partial
from hashlib import sha256

from feedpub.catalog.documents import Document, revision_of
from feedpub.model import Catalog

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
    return printed + f"<!-- feedpub (revision {revision_of(catalog, key)}) -->\n".encode()


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
    return {name: _plain(one) for name, default in _fields(kind) if (one := getattr(value, name)) != default}


@cache
def _fields(kind: Hashable) -> tuple[tuple[str, object], ...]:
    """Names of a dataclass' fields, each with its default; what has none is never left out."""
    return tuple((one.name, _default(one)) for one in fields(kind))  # type: ignore[arg-type]  # all others are above


def _default(field: Field[object]) -> object:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default
