"""The catalog: the only state there is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from feedpub.model.channel import Channel
from feedpub.model.item import Item, Tombstone


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One object that feedpub put, or is about to put."""

    digest: str
    """Immutable objects: SHA-256 of the bytes. Mutable ones (feed): digest of what they are rendered from."""

    revision: int
    """The catalog revision that brought this content."""

    since: datetime
    """When that was; aware, UTC, whole seconds."""

    superseded: datetime | None = None
    """Since when nothing refers to it any more."""

    deleted: int | None = None
    """The revision that marked it: its object may be deleted, and nothing refers to this key ever again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """Who wrote a revision of the catalog, when, how, and what it changed."""

    author: str
    """`user@host`, or the actor and the commit of a CI; empty where nobody said."""

    date: datetime
    """When the run began; aware, UTC, whole seconds."""

    command: str
    """The verb: `publish`."""

    changes: tuple[str, ...] = ()
    """One line for the show and each item: `add first-light`, `edit trailer: title, notes`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """The show, every item ever published, tombstones, and the manifest of objects.

    >>> from datetime import UTC, datetime
    >>> from pathlib import Path
    >>> trailer, now = Path("feeds/tidewater/trailer.yaml"), datetime(2026, 10, 1, 12, tzinfo=UTC)
    >>> catalog = feedpub.publish([trailer], now=now, to="public/plan", stop_after_plan=True).after
    >>> catalog.channel.title, [item.slug for item in catalog.published_items], catalog.item("absent")
    ('Tidewater', ['trailer'], None)
    """

    schema: int
    """Rises when a field changes meaning."""

    renderer: int
    """Rises when the same catalog gives other bytes."""

    revision: int
    """Rises with every write."""

    channel: Channel
    items: tuple[Item, ...] = ()
    """Sorted by slug; one slug, one guid, one recording each."""

    gone: tuple[Tombstone, ...] = ()
    """Sorted by slug."""

    manifest: Mapping[str, Entry] = field(default_factory=dict)
    """Key in the published target → what is there."""

    sources: tuple[str, ...] = ()
    """Digests of the last 20 sources of the show, newest last."""

    design: str = ""
    """Digest of what feedpub itself puts into the published pages; empty: today's, whatever that is."""

    assets: tuple[tuple[str, str], ...] = ()
    """Key and SHA-256 (hex) of every style sheet and script that some page loads; by key."""

    lineage: str = ""
    """128 random bits (hex) that the first revision drew; empty: all its revisions are of schema 1."""

    parent: str = ""
    """Digest of the catalog before this one: SHA-256 (hex) of its JSON as it was stored; empty: this is the first."""

    commit: Commit | None = None
    """None: of schema 1."""

    folder: str = ""
    """The show's folder, relative to its workspace (`feeds/tidewater`); empty: not known."""

    target: str = ""
    """The bucket and prefix that it is for (`s3://bucket/prefix`); empty: a directory, or not known."""

    undone: datetime | None = None
    """When an undo took back the source of the show before the newest; None as with an item's."""

    on_hold: tuple[str, ...] = ()
    """Slugs of which nobody knows whether they were ever published: the catalog was rebuilt without them."""

    feed_digest: str | None = None
    """Digest of the catalog that brought the feed, which the feed shows; empty: this one; None: one of schema 1."""

    kept: tuple[str, ...] = ()
    """Digests of committed catalogs that stay in a history from which others between them were deleted."""

    substitute: str = ""
    """In the history only: the digest of the catalog whose place this one has, since something was purged from it."""

    @property
    def published_items(self) -> tuple[Item, ...]:
        """Items in the feed, newest first; equal dates by slug."""
        visible = [item for item in self.items if not item.scheduled]
        return tuple(sorted(visible, key=lambda item: (-item.published.timestamp(), item.slug)))

    def item(self, slug: str) -> Item | None:
        """The item of that slug, published or scheduled."""
        return next((item for item in self.items if item.slug == slug), None)

    def tombstone(self, slug: str) -> Tombstone | None:
        """The tombstone of that slug."""
        return next((stone for stone in self.gone if stone.item.slug == slug), None)
