"""Which namespace is meant."""

from __future__ import annotations

import re
from functools import lru_cache

from feedpub.standards import nearest
from feedpub.view import NAMESPACES, SAME

_PREFIXES = {uri: prefix for prefix, uri in NAMESPACES.items()} | dict(SAME)
_AROUND = re.compile(r"^https?://(?:www\.)?|[/#]+$")
_ALIKE = {_AROUND.sub("", uri.lower()): prefix for uri, prefix in _PREFIXES.items()}
_LONGEST = 200


def is_exact(uri: str) -> bool:
    """Whether readers know this very spelling."""
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
