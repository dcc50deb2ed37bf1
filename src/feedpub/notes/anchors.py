"""Places in notes that links of the same notes lead to: ids, and the words of headings as GitHub makes ids of them.

Source: GitHub documentation, "Basic writing and formatting syntax", section links.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from feedpub.notes.links import fragment, is_player_time
from feedpub.notes.tokens import Token

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

_NO_SLUG = re.compile(r"[^\w\- ]")
_NO_ID = re.compile(r"[^\w.-]+")


def wanted(hrefs: Iterable[str]) -> frozenset[str]:
    """The ids that links with these addresses lead to."""
    trimmed = (href.strip() for href in hrefs)
    return frozenset(fragment(href) for href in trimmed if href.startswith("#") and not is_player_time(href))


def ids(tokens: Sequence[Token], links: frozenset[str]) -> dict[int, list[str]]:
    """Index of a start tag → the ids it has, of those that links lead to; each id once."""
    found: dict[int, list[str]] = {}
    if not links:
        return found
    left = set(links)
    for at, written in _written(tokens):
        if written in left:
            left.discard(written)
            found.setdefault(at, []).append(written)
    for at, written in _of_headings(tokens):
        if written in left:
            left.discard(written)
            found.setdefault(at, []).append(written)
    return found


def _written(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    for at, one in enumerate(tokens):
        if one.kind == "start":
            yield from ((at, one.attributes[name]) for name in ("id", "name") if one.attributes.get(name))


def _of_headings(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    used: dict[str, int] = {}
    begin, words = -1, [""]
    for at, one in enumerate(tokens):
        if one.kind == "start" and one.name in HEADINGS:
            begin, words = at, []
        elif one.kind == "text":
            words.append(one.text)
        elif one.kind == "end" and one.name in HEADINGS:
            slug = _NO_SLUG.sub("", "".join(words).strip().lower()).replace(" ", "-")
            count = used.get(slug, 0)
            used[slug] = count + 1
            yield begin, f"{slug}-{count}" if count else slug


def published_id(prefix: str, written: str) -> str:
    """The id on the page, which has ids of its own: `notes-boats`."""
    plain = _NO_ID.sub("-", written)
    return plain if plain.startswith(f"{prefix}-") else f"{prefix}-{plain}"
