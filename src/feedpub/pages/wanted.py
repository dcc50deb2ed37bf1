"""Which pages a show has, what each is rendered from, and how."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from feedpub.catalog.documents import Document, revision_of
from feedpub.model import Catalog, Channel, Item
from feedpub.model.address import HOME, MISSING, page_key
from feedpub.pages import contents, search, shown, sitemap, static
from feedpub.pages.contents import Neighbours
from feedpub.pages.lists import Shelf, shelves
from feedpub.pages.page import digest, page
from feedpub.pages.shown import Listed
from feedpub.pages.site import SEARCH, SITEMAP, SUBSCRIBE, Site, embed_of, site_of


@dataclass(frozen=True, slots=True, kw_only=True)
class _Show:
    """A show as its pages know it, and the digest of what all of them have in common."""

    catalog: Catalog
    site: Site
    common: str
    items: tuple[Item, ...]
    """Those that are out, newest first."""

    episodes: tuple[Listed, ...]
    """The same for lists."""


def wanted(catalog: Catalog) -> Mapping[str, Document]:
    """Key → page of everything that changes under its address; empty for a show without pages.

    A page's source is the digest of what it shows: it tells without rendering whether the page would change. The text
    of our own templates, scripts and styles is no part of it but by the catalog's `design`, so another version of
    feedpub changes no page by itself. Withheld episodes are nowhere; of those that were taken out, their pages say so.
    Pages that others link to come first, those that list them last.
    """
    if not catalog.channel.pages:
        return {}
    show = _show(catalog)
    pages = {
        **dict(_episodes(show)),
        **dict(_gone(show)),
        SUBSCRIBE: _page(show, SUBSCRIBE, partial(contents.subscribe, show.site), "subscribe"),
        MISSING: _page(show, MISSING, partial(contents.missing, show.site), "missing"),
        **dict(_homes(show)),
        SEARCH: _searched(show),
    }
    return {**pages, SITEMAP: _map(catalog, pages, {item.slug for item in show.items})}


def assets(catalog: Catalog) -> Mapping[str, bytes]:
    """Key → bytes of the scripts and style sheets that the pages load, which never change; empty without pages."""
    return static.assets(catalog.channel.theme) if catalog.channel.pages else {}


def _show(catalog: Catalog) -> _Show:
    channel: Channel = shown.of_channel(catalog.channel)
    out = catalog.out
    return _Show(
        catalog=catalog,
        site=site_of(channel, static.keys(channel.theme)),
        common=digest(channel, catalog.design),
        items=tuple(map(shown.of_item, out)),
        episodes=tuple(map(shown.listed, out)),
    )


def _page(show: _Show, key: str, printed: Callable[[], bytes], *values: object) -> Document:
    return page(key, partial(_printed, printed), source=digest(show.common, *values))


def _printed(printed: Callable[[], bytes], _catalog: Catalog) -> bytes:
    """What is printed of values that were taken of the catalog before."""
    return printed()


def _episodes(show: _Show) -> Iterator[tuple[str, Document]]:
    """Of each episode its page, which knows its neighbours, and its player in a frame, which does not."""
    around: Sequence[Item | None] = (None, *show.items, None)
    for at, item in enumerate(show.items):
        source, key, frame = digest(item), page_key(item.slug), embed_of(item.slug)
        near = Neighbours(newer=_named(around[at]), older=_named(around[at + 2]))
        yield key, _page(show, key, partial(contents.episode, show.site, item, near), "episode", source, near)
        yield frame, _page(show, frame, partial(contents.embed, show.site, item), "embed", source)


def _named(item: Item | None) -> tuple[str, str]:
    return (item.slug, item.title) if item else ("", "")


def _gone(show: _Show) -> Iterator[tuple[str, Document]]:
    for slug in shown.gone(show.catalog):
        key, frame = page_key(slug), embed_of(slug)
        yield key, _page(show, key, partial(contents.gone, show.site), "gone")
        yield frame, _page(show, frame, partial(contents.gone, show.site, embed=True), "gone", "embed")


def _homes(show: _Show) -> Iterator[tuple[str, Document]]:
    first, *older = shelves(show.episodes)
    latest = show.items[0] if show.items else None
    trailer = next((one for one in show.episodes if one.slug == show.site.channel.trailer), None)
    for shelf in older:
        printed = partial(contents.older, show.site, shelf)
        yield shelf.key, _page(show, shelf.key, printed, "older", *_listing(shelf))
    home = partial(contents.home, show.site, first, latest, trailer)
    yield HOME, _page(show, HOME, home, "home", *_listing(first), latest, trailer)


def _listing(shelf: Shelf) -> tuple[object, ...]:
    return (shelf.episodes, shelf.newer, shelf.older)


def _searched(show: _Show) -> Document:
    said = tuple(map(search.said, show.items))

    def index(catalog: Catalog) -> bytes:
        return search.index(show.site, said, revision=revision_of(catalog, SEARCH))

    return page(SEARCH, index, source=digest(show.common, "search", said), type=search.TYPE)


def _map(catalog: Catalog, pages: Mapping[str, Document], slugs: set[str]) -> Document:
    """Of what search engines shall know: the home, where to subscribe, every episode."""
    keys = [HOME, SUBSCRIBE, *(key for key in pages if key.removesuffix(".html") in slugs or key.startswith("index-"))]
    source = digest(catalog.channel.base, tuple((key, pages[key].source) for key in keys))
    return page(SITEMAP, partial(sitemap.sitemap, keys), source=source, type=sitemap.TYPE)
