"""`applied`: which catalog pages and feed have reached, and the token of each of them as its put gave it.

By the tokens a later run sees without reading that nobody has touched them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from feedpub.catalog.codec import CodecError, Codecs, canonical
from feedpub.catalog.version import Version

APPLIED = "applied"
"""In the state: the catalog that pages and feed have reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedObject:
    """A page or the feed, as it was put."""

    size: int
    digest: str
    """SHA-256 (hex) of its bytes."""

    token: str
    """That of its put; empty where it is not known yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """The catalog that pages and feed have reached; of schema 1 only its revision is known."""

    revision: int
    lineage: str = ""
    digest: str = ""
    objects: Mapping[str, AppliedObject] = field(default_factory=dict)
    """Key → every page, and the feed."""

    deleted: int = 0
    """The revision up to which everything is deleted that was marked."""

    @property
    def version(self) -> Version:
        """The catalog, as others name it."""
        return Version(revision=self.revision, lineage=self.lineage, digest=self.digest)

    @property
    def is_number(self) -> bool:
        """Whether it is of schema 1: a number, and no word of any object."""
        return not self.digest


_CODEC = Codecs(strict=False).of_class(Applied)


def dumps_applied(applied: Applied) -> bytes:
    """The stored form."""
    values = _CODEC.encode(applied)
    return canonical({name: one for name, one in values.items() if one or name != "deleted"}) + b"\n"


def loads_applied(data: bytes) -> Applied | None:
    """What is stored; None for what feedpub did not write: it vouches for nothing, as if it was lost."""
    if re.fullmatch(rb"[0-9]{1,15}\n?", data):
        return Applied(revision=int(data))
    try:
        applied: Applied = _CODEC.decode(json.loads(data))
    except (ValueError, RecursionError, CodecError):
        return None
    return applied if applied.digest and applied.revision > 0 else None


def with_tokens(applied: Applied, tokens: Mapping[str, str]) -> Applied:
    """The same with the tokens that the puts of a run gave, by key."""
    objects = {key: replace(one, token=tokens.get(key, one.token)) for key, one in applied.objects.items()}
    return replace(applied, objects=objects)
