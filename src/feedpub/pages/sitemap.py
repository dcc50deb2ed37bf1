"""The show's pages for search engines.

Source: sitemaps.org protocol 0.9.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from feedpub.model import Catalog
from feedpub.model.address import address

TYPE = "application/xml; charset=utf-8"


def sitemap(keys: Iterable[str], catalog: Catalog) -> bytes:
    """The addresses of these pages, each with the moment of its last change by the manifest."""
    entries = "".join(f"<url>{_place(catalog, key)}</url>\n" for key in keys)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{entries}</urlset>\n".encode()


def _place(catalog: Catalog, key: str) -> str:
    entry = catalog.manifest.get(key)
    since = f"<lastmod>{entry.since.isoformat()}</lastmod>" if entry else ""
    return f"<loc>{escape(address(catalog.channel, key))}</loc>{since}"
