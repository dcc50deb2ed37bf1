"""Keys of immutable objects: a readable name and the digest of the bytes, so different bytes never share a key."""

from __future__ import annotations

from collections.abc import Iterator

from feedpub.model.catalog import Catalog
from feedpub.model.item import Item

CATALOG = "catalog.json.gz"
"""In the state: the commit point."""

APPLIED = "applied"
"""In the state: the revision that pages and feed have reached."""


def key(folder: str, name: str, digest: str, extension: str) -> str:
    """`media/first-light-9a0c44d1e2f3.mp3`."""
    return f"{folder}/{name}-{digest[:12]}.{extension}"


def of_item(item: Item) -> Iterator[tuple[str, str]]:
    """Key and SHA-256 of every object the item refers to."""
    yield item.enclosure.key, item.enclosure.digest
    if item.image:
        yield item.image.key, item.image.digest
    for picture in item.pictures:
        yield picture.key, picture.digest
    for made in item.derived:
        yield made.key, made.digest
    if item.chapter_file:
        yield item.chapter_file.key, item.chapter_file.digest
    for transcript in item.transcripts:
        yield transcript.key, transcript.digest


def of_catalog(catalog: Catalog) -> dict[str, str]:
    """Key → SHA-256 of every immutable object that the catalog refers to, scheduled items included."""
    found = {catalog.channel.image.key: catalog.channel.image.digest}
    if logo := catalog.channel.theme.logo:
        found[logo.key] = logo.digest
    found.update((made.key, made.digest) for made in catalog.channel.derived)
    found.update(catalog.assets)
    for item in catalog.items:
        found.update(of_item(item))
    return found
