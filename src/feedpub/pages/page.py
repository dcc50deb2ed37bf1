"""A page: what it is rendered from, as a digest, and how."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable
from dataclasses import MISSING, Field, dataclass, fields
from datetime import datetime
from functools import cache
from hashlib import sha256

HTML = "text/html; charset=utf-8"
"""As what pages are stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One mutable object of the show's web site."""

    type: str
    """MIME type, with its character set."""

    source: str
    """SHA-256 (hex) of everything that it is rendered from, but for the text of our own templates."""

    render: Callable[[], bytes]
    """Its bytes. Raises `FeedpubError` for what a template of the author cannot do."""


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
