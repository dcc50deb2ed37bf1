"""The end of a file's address: name, extension, query."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from feedpub.view import Element
from feedpub.vocab import extension, url_fault


@dataclass(frozen=True, slots=True)
class Address:
    """The end of an enclosure's address."""

    name: str
    """The last part of the path, as it is written."""

    extension: str
    query: str


@lru_cache(maxsize=4096)
def address_of(url: str) -> Address | None:
    """The parts of an address; None for one that other rules have something against."""
    if url_fault(url):
        return None
    parts = urlsplit(url)
    name = parts.path.rpartition("/")[2]
    return Address(name, extension(name), parts.query)


def address_in(enclosure: Element) -> Address | None:
    """The parts of an enclosure's address; None if there is none to speak of."""
    url = enclosure.get("url")
    return address_of(url) if url else None
