"""Which pages a show has, what each is rendered from, and how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from feedpub.model import Catalog, Channel, Item
from feedpub.pages import contents, looks, search, shown, sitemap
from feedpub.pages.contents import Neighbours
from feedpub.pages.lists import Shelf, shelves
from feedpub.pages.page import HTML, Page, digest
from feedpub.pages.shown import Listed
from feedpub.pages.site import HOME, MISSING, SEARCH, SITEMAP, SUBSCRIBE, Site, embed_of, page_of, site_of


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


def wanted(catalog: Catalog) -> Mapping[str, Page]:
    """Key → page of everything that changes under its address; empty for a show without pages.

    A page's source is the digest of what it shows: it tells without rendering whether the page would change. The text
    of our own templates, scripts and styles is no part of it, so another version of feedpub changes no page by itself.
    Withheld episodes are nowhere; of those that were taken out, their pages say so.
    """
    if not catalog.channel.pages:
        return {}
    show = _show(catalog)
    pages = {
        **dict(_episodes(show)),
        **dict(_gone(show)),
        **dict(_homes(show)),
        SUBSCRIBE: _page(show, partial(contents.subscribe, show.site), "subscribe"),
        MISSING: _page(show, partial(contents.missing, show.site), "missing"),
        SEARCH: _searched(show),
    }
    return {**pages, SITEMAP: _map(catalog, pages, {item.slug for item in show.items})}


def assets(catalog: Catalog) -> Mapping[str, bytes]:
    """Key → bytes of the scripts and style sheets that the pages load, which never change; empty without pages."""
    return looks.assets(catalog.channel.theme) if catalog.channel.pages else {}


def _show(catalog: Catalog) -> _Show:
    channel: Channel = shown.of_channel(catalog.channel)
    out = catalog.out
    return _Show(
        catalog=catalog,
        site=site_of(channel, looks.keys(channel.theme)),
        common=digest(channel),
        items=tuple(map(shown.of_item, out)),
        episodes=tuple(map(shown.listed, out)),
    )


def _page(show: _Show, render: partial[bytes], *values: object, type: str = HTML) -> Page:
    return Page(type=type, source=digest(show.common, *values), render=render)


def _episodes(show: _Show) -> Iterator[tuple[str, Page]]:
    """Of each episode its page, which knows its neighbours, and its player in a frame, which does not."""
    around: Sequence[Item | None] = (None, *show.items, None)
    for at, item in enumerate(show.items):
        source = digest(item)
        near = Neighbours(newer=_named(around[at]), older=_named(around[at + 2]))
        page = partial(contents.episode, show.site, item, near)
        yield page_of(item.slug), _page(show, page, "episode", source, near)
        yield embed_of(item.slug), _page(show, partial(contents.embed, show.site, item), "embed", source)


def _named(item: Item | None) -> tuple[str, str]:
    return (item.slug, item.title) if item else ("", "")


def _gone(show: _Show) -> Iterator[tuple[str, Page]]:
    for slug in shown.gone(show.catalog):
        yield page_of(slug), _page(show, partial(contents.gone, show.site), "gone")
        yield embed_of(slug), _page(show, partial(contents.gone, show.site, embed=True), "gone", "embed")


def _homes(show: _Show) -> Iterator[tuple[str, Page]]:
    first, *older = shelves(show.episodes)
    latest = show.items[0] if show.items else None
    trailer = next((one for one in show.episodes if one.slug == show.site.channel.trailer), None)
    home = partial(contents.home, show.site, first, latest, trailer)
    yield HOME, _page(show, home, "home", *_listing(first), latest, trailer)
    for shelf in older:
        yield shelf.key, _page(show, partial(contents.older, show.site, shelf), "older", *_listing(shelf))


def _listing(shelf: Shelf) -> tuple[object, ...]:
    return (shelf.episodes, shelf.newer, shelf.older)


def _searched(show: _Show) -> Page:
    said = tuple(map(search.said, show.items))
    index = partial(search.index, show.site, said)
    return _page(show, index, "search", said, type=search.TYPE)


def _map(catalog: Catalog, pages: Mapping[str, Page], slugs: set[str]) -> Page:
    """Of what search engines shall know: the home, where to subscribe, every episode."""
    keys = [HOME, SUBSCRIBE, *(key for key in pages if key.removesuffix(".html") in slugs or key.startswith("index-"))]
    source = digest(catalog.channel.base, tuple((key, pages[key].source) for key in keys))
    return Page(type=sitemap.TYPE, source=source, render=partial(sitemap.sitemap, catalog, keys))
