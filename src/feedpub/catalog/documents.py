"""Documents: what is rendered of a catalog and changes under its address: the feed and the show's pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from feedpub.model.catalog import Catalog


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedDocument:
    """One mutable object of the target."""

    type: str
    """MIME type, with its character set."""

    source: str
    """SHA-256 (hex) of everything that it is rendered from: it tells without rendering whether it would change."""

    render: Callable[[Catalog], bytes]
    """Its bytes, made of the catalog that names it, and of the revision there that brought them.

    Raises `FeedpubError` for what an author's template cannot do.
    """


def revision_of(catalog: Catalog, key: str) -> int:
    """The revision that brought a document: it shows it, so no two versions of it have the same bytes.

    Without that, a publisher that was left behind could put an old version over a newer one, should the one it has seen
    have come back in between: a store compares no more than bytes.
    """
    entry = catalog.manifest.get(key)
    return entry.revision if entry else catalog.revision


def stamp(revision: int) -> str:
    """What feed and pages say of who made them: `feedpub (revision 3)`."""
    return f"feedpub (revision {revision})"


_STAMP = re.compile(rb'feedpub \(revision \d|\A\{"revision":\d')
"""The stamp, and how the search index begins."""


def is_stamped(data: bytes) -> bool:
    """Whether a stored document says that feedpub made it."""
    return _STAMP.search(data) is not None
