"""The next revision of the catalog, and the documents that are rendered from it: pure, the clock is an argument."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from feedpub import feed
from feedpub.catalog import (
    NOWHERE,
    Change,
    Origin,
    PublishedDocument,
    changes,
    end_claim,
    release_due,
    revise,
    summary,
)
from feedpub.model.catalog import Catalog, Commit
from feedpub.standards import FEED_TYPE, with_charset
from feedpub.storage import Body


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """The next catalog, and what is rendered from it."""

    catalog: Catalog
    documents: Mapping[str, PublishedDocument]
    """Key → the feed and every page, in the order in which they appear."""

    assets: Mapping[str, Body]
    """Key → style sheets and scripts of the pages as this feedpub has them."""

    changes: tuple[Change, ...]
    """What listeners will notice of it."""


def next_revision(
    before: Catalog | None,
    wanted: Catalog,
    *,
    now: datetime,
    origin: Origin = NOWHERE,
    newest: int = 0,
    adopted: bool = False,
    deleted: Collection[str] = (),
) -> Revision:
    """Make `wanted` the next revision of `before` at `now`, or give `before` if nothing changes.

    Due episodes are released, and a claim whose day is over ends. `origin`, `newest`, `adopted` and `deleted` are as
    `revise` takes them.
    """
    after = end_claim(release_due(wanted, now=now), now=now)
    after, wanted_pages, assets = _pages_of(before, after, origin.redirect)
    rendering = feed.Rendering()
    whole = PublishedDocument(type=_FEED, source=rendering.source_digest(after), render=rendering.render)
    documents = {**wanted_pages, **feed.season_feeds(after), after.channel.feed: whole}
    rendered = {key: document.source for key, document in documents.items()}
    catalog = revise(
        before, after, rendered=rendered, now=now, origin=origin, newest=newest, adopted=adopted, deleted=deleted
    )
    changed = changes(before, catalog)
    if catalog is not before and catalog.lineage:
        made = Commit(author=origin.author, date=now, command=origin.command, changes=tuple(map(summary, changed)))
        catalog = replace(catalog, commit=made)
    return Revision(catalog=catalog, documents=documents, assets=assets, changes=changed)


_FEED = with_charset(FEED_TYPE)


_Pages = tuple[Catalog, Mapping[str, PublishedDocument], Mapping[str, Body]]
"""The catalog with what its pages load, the pages, and the style sheets and scripts of today."""


def _pages_of(before: Catalog | None, after: Catalog, redirect: str) -> _Pages:
    """The pages of a show; those of one that has moved lead to `redirect`."""
    if not after.channel.pages:
        return replace(after, design="", assets=()), {}, {}
    return _redirecting(after, redirect) if redirect else _with_pages(before, after)


def _redirecting(after: Catalog, to: str) -> _Pages:
    from feedpub import pages  # noqa: PLC0415 - as below

    return after, pages.redirecting(after, to=to), {}


def _with_pages(before: Catalog | None, after: Catalog) -> _Pages:
    from feedpub import pages  # noqa: PLC0415 - its dates and numbers take time to import

    # Pages keep the design that is recorded, unless all of them are rendered again anyway.
    keeps_design = after.design and before is not None and before.channel.theme.on_pages == after.channel.theme.on_pages
    after = after if keeps_design else replace(after, design=pages.design())
    wanted = pages.wanted(after)
    assets = {key: Body.of_bytes(data) for key, data in pages.assets(after).items()}
    return replace(after, assets=_loaded_assets(before, wanted, assets)), wanted, assets


def _loaded_assets(
    before: Catalog | None, pages: Mapping[str, PublishedDocument], current: Mapping[str, Body]
) -> tuple[tuple[str, str], ...]:
    """What some page loads: unchanged pages what they loaded before, pages that are rendered now the current assets.

    What is no HTML, such as the words of the search, loads nothing.
    """
    manifest = before.manifest if before else {}
    known = {key: entry.digest for key, entry in manifest.items() if entry.superseded is None}
    unchanged = [known.get(key) == page.source for key, page in pages.items() if page.type.startswith("text/html")]
    kept = dict(before.assets) if before and any(unchanged) else {}
    new = {} if all(unchanged) else {key: body.digest for key, body in current.items()}
    return tuple(sorted({**kept, **new}.items()))
