"""How the show's episodes are found: `search.json` for the search on its home, `sitemap.xml` for search engines.

What is said in them is found by `search_….txt`, files of words of which the search reads the parts that it needs.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape
from typing import NamedTuple

from feedpub.catalog.objects import DIGITS, SEARCHED
from feedpub.elements.podcast.people import Person
from feedpub.model import Catalog, Item
from feedpub.model.address import address, page_key
from feedpub.notes import feed_form
from feedpub.pages.digest import digest
from feedpub.pages.site import Site, relative
from feedpub.pages.transcripts import Objects, PageText, read_text, texts_of
from feedpub.pages.word_index import FORMAT, TEXTS, decode, encode, words
from feedpub.standards import plain_text

INDEX_TYPE = "application/json"
WORDS_TYPE = "text/plain; charset=utf-8"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class WordBlock:
    """Episodes whose transcripts are searched in one file, which is named by what it is made of and never changes."""

    key: str
    source: str
    """SHA-256 (hex) of which transcripts are in it."""

    members: Mapping[int, tuple[PageText, ...]]
    """Place of an episode in the file → its texts."""

    slugs: Mapping[int, str]
    earlier: str = ""
    """Key of a file that was published, and holds the first of them; empty for none."""

    known: frozenset[int] = frozenset()
    """The places that are in that file."""

    @property
    def reads(self) -> tuple[str, ...]:
        """Keys of what it is made of: the earlier file, and the transcripts that are not in that."""
        new = (self.members[at] for at in self.members if at not in self.known)
        return (*([self.earlier] if self.earlier else []), *_keys(new))

    @property
    def instead(self) -> tuple[str, ...]:
        """Keys of all of its transcripts."""
        return _keys(self.members.values())


def _keys(texts: Iterable[Sequence[PageText]]) -> tuple[str, ...]:
    return tuple(one.transcript.key for some in texts for one in some)


def blocks(catalog: Catalog) -> tuple[WordBlock, ...]:
    """The published episodes that have a text, in the order in which episodes were first recorded, 64 places each.

    An episode that is taken out leaves its place empty, so that no other one moves.
    """
    ever = [*catalog.items, *(stone.item for stone in catalog.gone)]
    ever.sort(key=lambda item: (item.first, item.published, item.guid))
    published = {item.guid for item in catalog.items if not item.scheduled}
    texts = [texts_of(catalog.channel, item) if item.guid in published else () for item in ever]
    found = []
    for number, start in enumerate(range(0, len(ever), TEXTS), start=1):
        places = range(min(TEXTS, len(ever) - start))
        members = {at: texts[start + at] for at in places if texts[start + at]}
        if members:
            slugs = {at: ever[start + at].slug for at in members}
            found.append(_block(catalog, number, members, slugs))
    return tuple(found)


def _block(
    catalog: Catalog, number: int, members: Mapping[int, tuple[PageText, ...]], slugs: Mapping[int, str]
) -> WordBlock:
    source = _source(members)
    block = WordBlock(key=_named(number, source), source=source, members=members, slugs=slugs)
    places = list(members)
    for count in range(len(places) - 1, 0, -1) if block.key not in catalog.manifest else ():
        earlier = _named(number, _source({at: members[at] for at in places[:count]}))
        entry = catalog.manifest.get(earlier)
        if entry is not None and entry.deleted is None:
            return replace(block, earlier=earlier, known=frozenset(places[:count]))
    return block


def _source(members: Mapping[int, tuple[PageText, ...]]) -> str:
    return digest("words", FORMAT, tuple((at, _keys([texts])) for at, texts in members.items()))


def _named(number: int, source: str) -> str:
    return f"{SEARCHED}{number}-{source[:DIGITS]}.txt"


def word_file(block: WordBlock, objects: Objects, *, revision: int) -> bytes:
    """The file of a block; `objects` has what it reads. What is not there is not found by the search."""
    known: Mapping[int, Collection[str]] = {}
    if data := objects.get(block.earlier):
        with suppress(ValueError):
            known = decode(data)
    found = {at: known[at] if at in known else _words(texts, objects) for at, texts in block.members.items()}
    return encode(found, revision=revision)


def _words(texts: Sequence[PageText], objects: Objects) -> frozenset[str]:
    return frozenset().union(*(words("\n".join(one.text for one in read_text(text, objects))) for text in texts))


def search_index(site: Site, entries: Iterable[SearchEntry], blocks: Sequence[WordBlock], *, revision: int) -> bytes:
    """Of every episode where it is, and all that is written about it as plain text: as JSON, in the given order.

    `words` has for each block its file, and of each place in it the number of the episode, -1 where none is.
    """
    entries = list(entries)
    number = {one.slug: at for at, one in enumerate(entries)}
    texts = {slug: block.members[at] for block in blocks for at, slug in block.slugs.items()}
    index: dict[str, object] = {
        "revision": revision,
        "episodes": [_as_json(site, one, texts.get(one.slug, ())) for one in entries],
    }
    if blocks:
        index["words"] = [[one.key, _numbers(one, number)] for one in blocks]
    return (json.dumps(index, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _numbers(block: WordBlock, number: Mapping[str, int]) -> list[int]:
    return [number[block.slugs[at]] if at in block.slugs else -1 for at in range(max(block.slugs) + 1)]


def _as_json(site: Site, one: SearchEntry, texts: Sequence[PageText]) -> dict[str, object]:
    entry: dict[str, object] = {
        "url": page_key(one.slug),
        "title": one.title,
        "date": site.speech.date(one.published, site.channel.timezone),
        "summary": one.summary,
        "text": " ".join(" ".join([plain_text(feed_form(one.notes)), *one.more]).split()),
        "texts": [relative(text.page) for text in texts] if any(text.is_own_page for text in texts) else [],
    }
    return {name: value for name, value in entry.items() if value}


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
