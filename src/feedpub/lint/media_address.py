"""The end of a file's address: name, extension, query."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from feedpub.view import Element
from feedpub.vocab import extension, url_fault


@dataclass(frozen=True, slots=True)
class Address:
    """The end of an address."""

    name: str
    """The last part of the path, as it is written."""

    extension: str
    query: str


@lru_cache(maxsize=4096)
def _of(url: str) -> Address | None:
    """The parts of an address; None for one that other rules have something against."""
    if url_fault(url):
        return None
    parts = urlsplit(url)
    name = parts.path.rpartition("/")[2]
    return Address(name, extension(name), parts.query)


def address_in(element: Element, attribute: str = "url") -> Address | None:
    """The parts of the address in an attribute; None if there is none, or other rules have something against it."""
    url = element.get(attribute)
    return _of(url) if url else None


def extension_in(element: Element, attribute: str = "url") -> str:
    """The extension of the address in an attribute, in lower case; empty if there is none."""
    address = address_in(element, attribute)
    return address.extension if address else ""
