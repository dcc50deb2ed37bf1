"""The next revision of what is published: what is due is released, and everything rendered is known by its source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from feedpub import feed
from feedpub.catalog import Document, release_due, revise
from feedpub.model.catalog import Catalog
from feedpub.standards import FEED_TYPE, with_charset
from feedpub.storage import Body


@dataclass(frozen=True, slots=True, kw_only=True)
class Revised:
    """A catalog, and what is rendered of it."""

    catalog: Catalog
    documents: Mapping[str, Document]
    """Key → the feed and every page."""

    bodies: Mapping[str, Body]
    """Key → style sheets and scripts of the pages as this feedpub has them."""


def revised(before: Catalog | None, wanted: Catalog, *, now: datetime, applied: int = 0) -> Revised:
    """What `wanted` becomes as the next revision of `before` at `now`; `before` itself if nothing changed.

    `applied` is the revision that pages and feed have reached.
    """
    from feedpub import pages  # noqa: PLC0415 - its dates and numbers take time to import; who only looks needs none

    after = _designed(before, release_due(wanted, now=now), today=pages.design)
    shown = pages.wanted(after)
    loaded = {key: Body.of_bytes(data) for key, data in pages.assets(after).items()}
    after = replace(after, assets=_loaded(before, shown, loaded))
    source = feed.source_digest(after)
    documents = {**shown, after.channel.feed: Document(type=_FEED, source=source, render=feed.render)}
    rendered = {key: document.source for key, document in documents.items()}
    catalog = revise(before, after, rendered=rendered, now=now, applied=applied)
    return Revised(catalog=catalog, documents=documents, bodies=loaded)


_FEED = with_charset(FEED_TYPE)


def _designed(before: Catalog | None, after: Catalog, *, today: Callable[[], str]) -> Catalog:
    """The catalog with the design its pages have: the recorded one, unless all of them are rendered again anyway."""
    if not after.channel.pages:
        return replace(after, design="")
    if after.design and before is not None and before.channel.theme == after.channel.theme:
        return after
    return replace(after, design=today())


def _loaded(
    before: Catalog | None, shown: Mapping[str, Document], loaded: Mapping[str, Body]
) -> tuple[tuple[str, str], ...]:
    """What some page loads: those that stay as they are what they loaded before, those rendered now today's."""
    manifest = before.manifest if before else {}
    known = {key: entry.digest for key, entry in manifest.items() if entry.superseded is None}
    stays = [known.get(key) == page.source for key, page in shown.items()]
    kept = dict(before.assets) if before and any(stays) else {}
    todays = {} if all(stays) else {key: body.digest for key, body in loaded.items()}
    return tuple(sorted({**kept, **todays}.items()))
