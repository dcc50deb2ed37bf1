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
