"""The catalog as stored bytes: gzipped JSON through a `TypeAdapter`, never through the author models.

A stricter author model therefore never locks out an old show.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256
from typing import Any

from pydantic import TypeAdapter, ValidationError

from feedpub.errors import Refused, StorageError
from feedpub.model.catalog import Catalog

SCHEMA = 1
"""Rises when a field changes meaning; then `MIGRATIONS` gains a step and the tests a golden old catalog."""

RENDERER = 1
"""Rises when the same catalog gives other bytes: an older feedpub then refuses to publish over a newer one's work."""

MIGRATIONS: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""Schema number → what makes its JSON that of the next number."""


@cache
def _adapter() -> TypeAdapter[Catalog]:
    return TypeAdapter(Catalog)


def plain(catalog: Catalog) -> dict[str, Any]:
    """The catalog as JSON values, in the order of its fields."""
    values: dict[str, Any] = _adapter().dump_python(catalog, mode="json")
    return values


def canonical(values: object) -> bytes:
    """The one spelling of JSON values that digests and comparisons use."""
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(values: object) -> str:
    """SHA-256 (hex) of JSON values, whatever their order."""
    return sha256(canonical(values)).hexdigest()


def dumps(catalog: Catalog) -> bytes:
    """The stored form; the same catalog gives the same bytes on the same machine."""
    return gzip.compress(canonical(plain(catalog)), mtime=0)


def loads(data: bytes, *, where: str) -> Catalog:
    """The catalog in `data`, migrated to `SCHEMA`.

    Raises `Refused` for one that a newer feedpub wrote, `StorageError` for one that is damaged. `where` names it.
    """
    values = _unpack(data, where=where)
    schema = values.get("schema")
    if not isinstance(schema, int):
        raise _damaged(where)
    if schema > SCHEMA:
        raise Refused(
            f"the catalog was written by a newer feedpub (schema {schema}, this one knows {SCHEMA})",
            where=where,
            hint="update feedpub: pip install --upgrade feedpub",
        )
    for number in range(schema, SCHEMA):
        values = MIGRATIONS[number](values) | {"schema": number + 1}
    try:
        return _adapter().validate_json(json.dumps(values))
    except ValidationError as error:
        raise _damaged(where) from error


def _unpack(data: bytes, *, where: str) -> dict[str, Any]:
    try:
        values = json.loads(gzip.decompress(data))
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise _damaged(where) from error
    if not isinstance(values, dict):
        raise _damaged(where)
    return values


def _damaged(where: str) -> StorageError:
    return StorageError(
        "the catalog is damaged; nothing was changed",
        where=where,
        hint="restore an earlier version of this object (bucket versioning, or a backup), then run again",
    )
