"""How the show's episodes are found: `search.json` for the search on its home, `sitemap.xml` for search engines.

What is said in them, and all that is written besides title and summary, is found by `search_….txt`, files of words
of which the search reads the parts that it needs.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from html import escape
from typing import NamedTuple

from feedpub.catalog.objects import DIGITS, SEARCHED
from feedpub.elements.podcast.people import Person
from feedpub.model import Catalog, Item
from feedpub.model.address import address, page_key
from feedpub.notes import feed_form
from feedpub.pages.digest import digest
from feedpub.pages.lists import excerpt
from feedpub.pages.site import Site, relative
from feedpub.pages.transcripts import Objects, PageText, read_text, texts_of
from feedpub.pages.word_index import FORMAT, TEXTS, decode, encode, words
from feedpub.standards import plain_text

INDEX_TYPE = "application/json"
WORDS_TYPE = "text/plain; charset=utf-8"
SITEMAP_TYPE = "application/xml; charset=utf-8"

SUMMARY = 160
"""Letters of a summary in `search.json` at most; a longer one is in the files of words as well."""


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


def list_entry(entry: SearchEntry) -> SearchEntry:
    """What `search.json` has of an episode whose other texts are in a file of words."""
    summary = entry.summary
    if len(summary) > SUMMARY:
        summary = excerpt(escape(summary, quote=False), SUMMARY)
    return entry._replace(summary=summary, notes="", more=())


def _other_texts(entry: SearchEntry) -> tuple[str, ...]:
    """What `list_entry` leaves out of what is written: the notes, in HTML, are the first of it."""
    whole = (entry.summary,) if len(entry.summary) > SUMMARY else ()
    found = (entry.notes, *whole, *entry.more)
    return found if any(found) else ()


def _plain(texts: Sequence[str]) -> str:
    """Notes in HTML, and other texts, as one line of plain text."""
    notes, *more = texts
    return " ".join(" ".join([plain_text(feed_form(notes)), *more]).split())


@dataclass(frozen=True, slots=True, kw_only=True)
class WordBlock:
    """Episodes of which one file has the words, which is named by what it is made of and never changes."""

    key: str
    source: str
    """SHA-256 (hex) of which transcripts and texts are in it."""

    slugs: Mapping[int, str]
    """Place of an episode in the file → its slug."""

    members: Mapping[int, tuple[PageText, ...]]
    """Place of each episode with transcripts → these."""

    written: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """Place of each episode about which more is written than in the list → that: notes in HTML, and other texts."""

    earlier: str = ""
    """Key of a file that was published, and holds the first of the transcripts; empty for none."""

    known: frozenset[int] = frozenset()
    """The places whose transcripts are in that file."""

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


def blocks(catalog: Catalog, entries: Iterable[SearchEntry] = ()) -> tuple[WordBlock, ...]:
    """The published episodes with words for a file, in the order in which episodes were first recorded, 64 places each.

    Those words are of transcripts, and of what the `entries` have besides title and summary. An episode that is taken
    out leaves its place empty, so that no other one moves.
    """
    ever = [*catalog.items, *(stone.item for stone in catalog.gone)]
    ever.sort(key=lambda item: (item.first, item.published, item.guid))
    published = {item.guid for item in catalog.items if not item.scheduled}
    others = {entry.slug: _other_texts(entry) for entry in entries}
    spoken = [texts_of(catalog.channel, item) if item.guid in published else () for item in ever]
    written = [others.get(item.slug, ()) if item.guid in published else () for item in ever]
    found = []
    for number, start in enumerate(range(0, len(ever), TEXTS), start=1):
        places = range(min(TEXTS, len(ever) - start))
        members = {at: spoken[start + at] for at in places if spoken[start + at]}
        about = {at: written[start + at] for at in places if written[start + at]}
        if members or about:
            slugs = {at: ever[start + at].slug for at in places if at in members or at in about}
            unnamed = WordBlock(key="", source="", slugs=slugs, members=members, written=about)
            found.append(_named(catalog, number, unnamed))
    return tuple(found)


def _named(catalog: Catalog, number: int, block: WordBlock) -> WordBlock:
    """The same with its key, and with the earlier file that has the transcripts of most of its places."""
    begin, source = _beginning(number, block.members), _source(block.members)
    if block.written:
        source = digest(source, FORMAT, tuple(block.written.items()))
    key = f"{begin}-{source[:DIGITS]}.txt" if block.written else f"{begin}.txt"
    block = replace(block, key=key, source=source)
    places = list(block.members)
    there = [] if key in catalog.manifest else _published(catalog, number)
    for count in range(len(places), 0, -1) if there else ():
        begin = _beginning(number, {at: block.members[at] for at in places[:count]})
        if earlier := next((one for one in there if one.startswith(begin)), ""):
            return replace(block, earlier=earlier, known=frozenset(places[:count]))
    return block


def _published(catalog: Catalog, number: int) -> list[str]:
    """Keys of the files of a block that were published and are still there."""
    begin = f"{SEARCHED}{number}-"
    return [key for key, entry in catalog.manifest.items() if key.startswith(begin) and entry.deleted is None]


def _source(members: Mapping[int, tuple[PageText, ...]]) -> str:
    return digest("words", FORMAT, tuple((at, _keys([texts])) for at, texts in members.items()))


def _beginning(number: int, members: Mapping[int, tuple[PageText, ...]]) -> str:
    """How the keys of all files of a block with these transcripts begin, whatever is written."""
    return f"{SEARCHED}{number}-{_source(members)[:DIGITS]}"


def word_file(block: WordBlock, objects: Objects, *, revision: int) -> bytes:
    """The file of a block; `objects` has what it reads. What is not there is not found by the search."""
    known: Mapping[int, Collection[str]] = {}
    if data := objects.get(block.earlier):
        with suppress(ValueError):
            known = decode(data)
    spoken = {at: known[at] if at in known else _words(texts, objects) for at, texts in block.members.items()}
    return encode(spoken, {at: _plain(texts) for at, texts in block.written.items()}, revision=revision)


def _words(texts: Sequence[PageText], objects: Objects) -> frozenset[str]:
    return frozenset().union(*(words("\n".join(one.text for one in read_text(text, objects))) for text in texts))


def search_index(site: Site, entries: Iterable[SearchEntry], blocks: Sequence[WordBlock], *, revision: int) -> bytes:
    """Of every episode where it is, and what the entry has of it as plain text: as JSON, in the given order.

    `words` has for each block its file, and of each place in it the number of the episode, -1 where none is.
    """
    entries = list(entries)
    number = {one.slug: at for at, one in enumerate(entries)}
    texts = {slug: block.members.get(at, ()) for block in blocks for at, slug in block.slugs.items()}
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
        "text": _plain((one.notes, *one.more)),
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
