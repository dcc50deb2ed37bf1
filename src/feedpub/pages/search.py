"""How the show's episodes are found: `search.json` for the search on its home, `sitemap.xml` for search engines."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from html import escape
from typing import NamedTuple

from feedpub.elements.podcast.people import Person
from feedpub.model import Catalog, Item
from feedpub.model.address import address, page_key
from feedpub.notes import feed_form
from feedpub.pages.site import Site
from feedpub.standards import plain_text

INDEX_TYPE = "application/json"
SITEMAP_TYPE = "application/xml; charset=utf-8"


class SearchEntry(NamedTuple):
    """What is searched of an episode."""

    slug: str
    title: str
    published: datetime
    summary: str
    notes: str
    """HTML."""

    more: tuple[str, ...]
    """What stands above and below the notes: kicker, standfirst, chapters, people, links, corrections, credits."""


def search_entry(item: Item) -> SearchEntry:
    """What is searched of a published episode."""
    chapters = [one.title for one in item.chapters if one.toc]
    people = item.all(Person)
    said = (part for one in people for part in (one.affiliation, one.about) if part)
    links = (part for one in item.links for part in (one.title, one.kicker) if part)
    own = (*(one.text for one in item.corrections), *item.credits)
    above = (part for part in (item.kicker, item.standfirst) if part)
    more = (*above, *chapters, *dict.fromkeys(one.name for one in people), *said, *links, *own)
    return SearchEntry(item.slug, item.title, item.published, item.summary, item.notes, more)


def search_index(site: Site, entries: Iterable[SearchEntry], *, revision: int) -> bytes:
    """Of every episode where it is, and all that is written about it as plain text: as JSON, in the given order."""
    index = {"revision": revision, "episodes": [_as_json(site, one) for one in entries]}
    return (json.dumps(index, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _as_json(site: Site, one: SearchEntry) -> dict[str, str]:
    entry = {
        "url": page_key(one.slug),
        "title": one.title,
        "date": site.speech.date(one.published, site.channel.timezone),
        "summary": one.summary,
        "text": " ".join(" ".join([plain_text(feed_form(one.notes)), *one.more]).split()),
    }
    return {name: text for name, text in entry.items() if text}


def sitemap(keys: Iterable[str], catalog: Catalog) -> bytes:
    """The addresses of these pages, each with the moment of its last change by the manifest.

    Source: sitemaps.org protocol 0.9.
    """
    entries = "".join(f"<url>{_location(catalog, key)}</url>\n" for key in keys)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{entries}</urlset>\n".encode()


def _location(catalog: Catalog, key: str) -> str:
    entry = catalog.manifest.get(key)
    since = f"<lastmod>{entry.since.isoformat()}</lastmod>" if entry else ""
    return f"<loc>{escape(address(catalog.channel, key))}</loc>{since}"
