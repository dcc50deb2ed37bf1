"""Publish podcasts: YAML and audio in, a feed in your own bucket out, verified from outside.

>>> from datetime import UTC, datetime
>>> from pathlib import Path
>>> import feedpub
>>> result = feedpub.publish([Path("feeds/tidewater/trailer.yaml")], now=datetime(2026, 10, 1, 12, tzinfo=UTC))
>>> result.slugs, result.run.where.feed_url
(('trailer',), 'http://127.0.0.1:8910/feed.xml')

Every name is imported when it is first used, so `import feedpub` costs nothing. More in docs/library.md.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from feedpub.audio.probe import measure
    from feedpub.catalog import Overrides
    from feedpub.commands.check import CheckOptions, CheckResult, MediaSelection, check
    from feedpub.commands.publish import Published, publish
    from feedpub.deploy.actions import Plan
    from feedpub.deploy.caller import Caller
    from feedpub.deploy.events import Planned
    from feedpub.errors import (
        Conflict,
        Denied,
        ErrorGroup,
        FeedpubError,
        FetchError,
        FileChanged,
        Invalid,
        NoResponse,
        Place,
        Problem,
        Refused,
        Rejected,
        StorageError,
        Unsupported,
        Unusable,
        VerificationFailed,
    )
    from feedpub.feed import render
    from feedpub.ingest import ingest as load
    from feedpub.lint import Platform
    from feedpub.model import Catalog, Channel, Enclosure, Item
    from feedpub.model.episode import Episode
    from feedpub.model.show import Show
    from feedpub.reader import read as read_feed
    from feedpub.storage.open import open_storage

    __version__: str

__all__ = [
    "Caller",
    "Catalog",
    "Channel",
    "CheckOptions",
    "CheckResult",
    "Conflict",
    "Denied",
    "Enclosure",
    "Episode",
    "ErrorGroup",
    "FeedpubError",
    "FetchError",
    "FileChanged",
    "Invalid",
    "Item",
    "MediaSelection",
    "NoResponse",
    "Overrides",
    "Place",
    "Plan",
    "Planned",
    "Platform",
    "Problem",
    "Published",
    "Refused",
    "Rejected",
    "Show",
    "StorageError",
    "Unsupported",
    "Unusable",
    "VerificationFailed",
    "__version__",
    "check",
    "load",
    "measure",
    "open_storage",
    "publish",
    "read_feed",
    "render",
]

_ELSEWHERE = {
    "check": "feedpub.commands.check:check",
    "CheckOptions": "feedpub.commands.check:CheckOptions",
    "CheckResult": "feedpub.commands.check:CheckResult",
    "MediaSelection": "feedpub.commands.check:MediaSelection",
    "read_feed": "feedpub.reader:read",
    "Overrides": "feedpub.catalog:Overrides",
    "render": "feedpub.feed:render",
    "Catalog": "feedpub.model:Catalog",
    "Channel": "feedpub.model:Channel",
    "Enclosure": "feedpub.model:Enclosure",
    "Item": "feedpub.model:Item",
    "Episode": "feedpub.model.episode:Episode",
    "Show": "feedpub.model.show:Show",
    "Plan": "feedpub.deploy.actions:Plan",
    "Caller": "feedpub.deploy.caller:Caller",
    "Planned": "feedpub.deploy.events:Planned",
    "Platform": "feedpub.lint:Platform",
    "measure": "feedpub.audio.probe:measure",
    "load": "feedpub.ingest:ingest",
    "publish": "feedpub.commands.publish:publish",
    "Published": "feedpub.commands.publish:Published",
    "open_storage": "feedpub.storage.open:open_storage",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for (PEP 562)
    """A name of the public API; it is imported now."""
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415 - costs more than all the rest

        return version("feedpub")
    if name not in __all__:
        raise AttributeError(f"module 'feedpub' has no attribute {name!r}")
    module, _, attribute = _ELSEWHERE.get(name, f"feedpub.errors:{name}").partition(":")
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
