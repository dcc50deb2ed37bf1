"""Every address of a feed, with its place, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from feedpub.lint.facts import all_elements, cached
from feedpub.view import Element, Feed
from feedpub.vocab import ADDRESSES, ANY_SCHEME, is_private_address, url_fault

Address = tuple[Element, str, str]
"""An address in a feed: its element, its path, itself without blanks around."""


@cached
def addresses(feed: Feed) -> Sequence[Address]:
    """Every address in the feed, in reading order."""
    return list(_found(feed))


def _found(feed: Feed) -> Iterator[Address]:
    for element in all_elements(feed):
        for name in ADDRESSES.get(element.name, ()):
            if said := element.get(name) if name else element.value_here:
                yield element, (element.at(name) if name else element.path), said
        if element.name == "podcast:images":
            for one in element.get("srcset").split(","):
                if said := one.strip().partition(" ")[0]:
                    yield element, element.at("srcset"), said


_PATH = r"(?:/(?:[A-Za-z0-9/._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})*)?(?:\?(?:[A-Za-z0-9/._~=&+-]|%[0-9A-Fa-f]{2})*)?"

USUAL = re.compile(
    r"https?://(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,9}(?!local\b|internal\b|lan\b|arpa\b|localhost\b)[a-z]{2,24}"
    + _PATH
)
"""What nearly all addresses look like: complete, encoded, of a host that anybody can reach."""

_USUAL_PATH = re.compile(r"(https?://[^/?#\s]+)" + _PATH)

_RAW = re.compile(r"[<>\"{}|\\^`]|%(?![0-9A-Fa-f]{2})")

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")

_LOCAL = re.compile(r"(?:file:|[A-Za-z]:[\\/]|\\\\|~/|/(?:home|Users|root|tmp|var|mnt|media|opt|srv)/[^/]+/)")


def address_fault(address: str, *, any_scheme: bool) -> str:
    """The name of the one thing that is wrong with an address; empty if nothing is."""
    if USUAL.fullmatch(address):  # nearly all
        return "" if address.startswith("https") else "insecure"
    if usual := _USUAL_PATH.fullmatch(address):  # only what is in front can be wrong, and many begin alike
        return _odd(usual[1], any_scheme=any_scheme)
    return _odd(address, any_scheme=any_scheme)


@lru_cache(maxsize=1024)
def _odd(address: str, *, any_scheme: bool) -> str:
    is_web = address.lower().startswith(("http://", "https://"))
    why = url_fault(address) or ""
    has_blank = "space" in why
    if any_scheme and not is_web and _SCHEME.match(address):
        return ""
    wrong = {
        "local": _LOCAL.match(address),
        "private": is_web and not has_blank and is_private_address(address),
        "password": "password" in why,
        "incomplete": why and not (is_web and has_blank),
        "unencoded": why or not address.isascii() or _RAW.search(address),
        "insecure": address[:5].lower() == "http:",
    }
    return next((name for name, found in wrong.items() if found), "")


@cached
def _faults(feed: Feed) -> Mapping[str, Sequence[Address]]:
    """Name of what is wrong → the addresses with that."""
    found: dict[str, list[Address]] = {}
    for address in addresses(feed):
        element, _, said = address
        if name := address_fault(said, any_scheme=element.name in ANY_SCHEME):
            found.setdefault(name, []).append(address)
    return found


def wrong(feed: Feed, name: str) -> Sequence[Address]:
    """The addresses with one certain thing wrong."""
    return _faults(feed).get(name, ())
