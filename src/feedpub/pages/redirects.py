"""The pages that a show leaves behind where it was: each leads to the same page at its new place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from html import escape

from feedpub.catalog.objects import PublishedDocument, revision_of, stamp
from feedpub.model.address import MISSING, address, canonical_page, embed_key, page_key
from feedpub.model.catalog import Catalog
from feedpub.model.channel import Channel
from feedpub.model.item import Item
from feedpub.pages.digest import digest
from feedpub.pages.wanted import wanted

_PAGE = """\
<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="canonical" href="{canonical}">
<meta http-equiv="refresh" content="0; url={to}">
</head>
<body>
<p><a href="{to}"><bdi>{title}</bdi></a></p>
</body>
</html>
<!-- {stamp} -->
"""
"""A page without styles and scripts: it works for as long as it is there, whatever is deleted around it.

It may be indexed: to search engines an immediate refresh is a permanent redirect
(https://developers.google.com/search/docs/crawling-indexing/301-redirects).
"""


def redirecting(catalog: Catalog, *, to: str) -> Mapping[str, PublishedDocument]:
    """The documents of a show whose pages have moved to the public address `to` (ending in `/`).

    Players in frames of other sites stay as they are, and go on with the recordings here; so do the pages of episodes
    that were taken out, the one for unknown addresses, and what only machines read.
    """
    there = replace(catalog.channel, base=to)
    leading = dict(_leading(catalog, there))
    documents = wanted(catalog)
    stays = {MISSING, *(embed_key(slug) for slug in _slugs(catalog)), *_pages_of_gone(catalog)}
    return {
        key: document
        if not key.endswith(".html") or key in stays
        else _document(key, there, *leading.get(key, (address(there, key), address(there, key), there.title)))
        for key, document in documents.items()
    }


def _slugs(catalog: Catalog) -> Iterator[str]:
    """Every slug that an episode has, had, or had to its end."""
    for item in (*catalog.items, *(stone.item for stone in catalog.gone)):
        yield from (item.slug, *item.former)


def _pages_of_gone(catalog: Catalog) -> Iterator[str]:
    there = {item.slug for item in catalog.published_items}
    for stone in catalog.gone:
        yield from (page_key(slug) for slug in (stone.item.slug, *stone.item.former) if slug not in there)


def _leading(catalog: Catalog, there: Channel) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """Key → address, canonical address and title, of each page of an episode, also under the slugs that it had."""
    for item in catalog.published_items:
        for slug in (*item.former, item.slug):
            yield page_key(slug), _address_and_title(there, item)


def _address_and_title(there: Channel, item: Item) -> tuple[str, str, str]:
    title = f"{item.title} – {there.title}"
    return address(there, page_key(item.slug)), canonical_page(there, item), title


def _document(key: str, there: Channel, to: str, canonical: str, title: str) -> PublishedDocument:
    source = digest("redirect", to, canonical, title, there.language)
    return PublishedDocument(
        type="text/html; charset=utf-8", source=source, render=partial(_page, key, there.language, to, canonical, title)
    )


def _page(key: str, language: str, to: str, canonical: str, title: str, catalog: Catalog) -> bytes:
    values = {"language": language, "to": to, "canonical": canonical, "title": title}
    escaped = {name: escape(value) for name, value in values.items()}
    return _PAGE.format(**escaped, stamp=stamp(revision_of(catalog, key))).encode()
