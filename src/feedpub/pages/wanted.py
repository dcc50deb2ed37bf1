"""Which pages a show has, what each is rendered from, and how."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from feedpub.catalog.deleted import marked
from feedpub.catalog.objects import LISTS, PEOPLE, SEASONS, TOPICS, PublishedDocument, revision_of, stamp
from feedpub.model import Catalog, Item
from feedpub.model.address import (
    HOME,
    MISSING,
    canonical_page,
    embed_key,
    is_transcript,
    is_transcript_of,
    page_key,
    slug_of_transcript,
)
from feedpub.pages import static
from feedpub.pages.archive import browse
from feedpub.pages.archive_documents import (
    archive_by_slug,
    archive_documents,
    documents_for_programs,
    oembed_document,
    own_documents,
)
from feedpub.pages.digest import alone, digest
from feedpub.pages.episode import Neighbours, embed_page, episode_page, transcript_page
from feedpub.pages.home import home_page, older_page
from feedpub.pages.layout import gone_page, missing_page, moved_page
from feedpub.pages.lists import home_shelves
from feedpub.pages.people import person_page, person_source, shown_people
from feedpub.pages.podcasting import chat, comments, places, recommended
from feedpub.pages.related import InArchive
from feedpub.pages.search import (
    INDEX_TYPE,
    SITEMAP_TYPE,
    WORDS_TYPE,
    WordBlock,
    search_index,
    sitemap,
    word_file,
)
from feedpub.pages.shown import Shown, document, page, reading, shelf_values, shown_show
from feedpub.pages.site import SEARCH, SITEMAP, SUBSCRIBE
from feedpub.pages.static import Design
from feedpub.pages.subscribe import subscribe_page
from feedpub.pages.transcripts import NOTHING, Objects, texts_of
from feedpub.standards import media_type


def wanted(catalog: Catalog) -> Mapping[str, PublishedDocument]:
    """Key → page of everything that changes under its address; empty for a show without pages.

    A page's source is the digest of what it shows: it tells without rendering whether the page would change. The text
    of our own templates, scripts and styles is no part of it but by the catalog's `design`, so another version of
    feedpub changes no page by itself. Withheld episodes are nowhere; of those that were taken out, their pages say so.
    Pages that others link to come first, those that list them last.
    """
    if not catalog.channel.pages:
        return {}
    show = shown_show(catalog)
    episodes = tuple(_described(show))
    pages = {
        **dict(_sheet(catalog)),
        **dict(own_documents(show)),
        **dict(_people(show)),
        **dict(archive_documents(show)),
        **dict(_transcripts(show, episodes)),
        **dict(_episodes(show, episodes)),
        **dict(_gone(show)),
        **dict(_moved(show)),
        SUBSCRIBE: page(show, SUBSCRIBE, partial(subscribe_page, show.site), "subscribe"),
        MISSING: page(show, MISSING, partial(missing_page, show.site), "missing"),
        **dict(_homes(show)),
        **{one.key: _word_file(one) for one in show.blocks},
        SEARCH: _search(show),
        **dict(documents_for_programs(show)),
    }
    return {**pages, SITEMAP: _sitemap(catalog, pages, {item.slug for item in show.items if _is_found(show, item)})}


def assets(catalog: Catalog) -> Mapping[str, bytes]:
    """Key → bytes of the scripts and style sheets that the pages load, which never change; empty without pages."""
    return static.assets(catalog.channel.theme, marked(catalog)) if catalog.channel.pages else {}


def _sheet(catalog: Catalog) -> Iterator[tuple[str, PublishedDocument]]:
    """The style sheet of the theme and the tint, if it has a key that stays: an edit of it changes no page."""
    channel = catalog.channel
    if not channel.has_stable_sheet:
        return
    key, css = static.sheet_key(catalog.design), static.sheet(channel.theme, channel.tint)

    def printed(named: Catalog) -> bytes:
        return f"{css.rstrip()}\n/* {stamp(revision_of(named, key))} */\n".encode()

    yield key, PublishedDocument(type=media_type(key), source=digest("sheet", css), render=printed)


# --- pages


def _people(show: Shown) -> Iterator[tuple[str, PublishedDocument]]:
    """Everybody's page."""
    for one in show.people:
        for shelf in one.shelves(has_archive=show.site.has_archive):
            source = person_source(show.site, one, replace(shelf, episodes=show.known(shelf.episodes)))
            yield shelf.key, page(show, shelf.key, partial(person_page, show.site, one, shelf), "person", *source)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Described:
    """An episode, and all that its page shows."""

    item: Item
    near: Neighbours
    archive: InArchive | None
    values: tuple[object, ...]


def _described(show: Shown) -> Iterator[_Described]:
    around: Sequence[Item | None] = (None, *show.items, None)
    archive = dict(archive_by_slug(show))
    for at, item in enumerate(show.items):
        near = Neighbours(newer=_slug_and_title(around[at]), older=_slug_and_title(around[at + 2]))
        there = archive.get(item.slug)
        beside = (*shown_people(show.site, item), *_shown(show, item), *([there] if there else ()))
        yield _Described(item=item, near=near, archive=there, values=("episode", show.digests[at], near, *beside))


def _episodes(show: Shown, episodes: Sequence[_Described]) -> Iterator[tuple[str, PublishedDocument]]:
    """Of each episode its page, which knows its neighbours, and its player in a frame, which does not."""
    for one in episodes:
        item, key, embed = one.item, page_key(one.item.slug), embed_key(one.item.slug)
        texts = [text for text in texts_of(show.site.channel, item) if not text.is_own_page]
        whole = partial(episode_page, show.site, item, one.near, one.archive)
        yield key, reading(show, key, whole, *one.values, texts=texts)
        yield embed, page(show, embed, partial(embed_page, show.site, item), "embed", digest(alone(item)))
        if one.archive:
            yield oembed_document(show, item)


def _shown(show: Shown, item: Item | None = None) -> tuple[object, ...]:
    """What the page of an episode, or the home, shows of the show beside what all pages show."""
    if show.design < Design.ELEMENTS_AND_TEXTS:
        return ()
    site, channel = show.site, show.site.channel
    of_show = () if item else (recommended(channel), places(site, channel))
    found = (*of_show, chat(site, item), comments(site, item or channel))
    return tuple(one for one in found if one)


def _transcripts(show: Shown, episodes: Sequence[_Described]) -> Iterator[tuple[str, PublishedDocument]]:
    """Of each text that is too long for its episode's page, or in another language, its own page.

    It comes with the first rendering of the episode's page that leads to it, so an upgrade alone makes none. Where a
    text was, and is no more, its page leads to the episode.
    """
    manifest = show.catalog.manifest
    there: dict[str, list[str]] = {}
    for key in filter(is_transcript, manifest):
        there.setdefault(slug_of_transcript(key), []).append(key)
    for described in episodes:
        item = described.item
        texts = [one for one in texts_of(show.site.channel, item) if one.is_own_page]
        known = there.get(item.slug, [])
        if texts and show.design < Design.ELEMENTS_AND_TEXTS:
            entry = manifest.get(page_key(item.slug))
            is_new = entry is None or entry.digest != digest(show.common, *described.values)
            texts = [one for one in texts if is_new or one.page in known]
        shown = _without_words_about_it(alone(item))
        for text in texts:
            whole = partial(transcript_page, show.site, item, text)
            yield text.page, reading(show, text.page, whole, "transcript", shown, text, texts=[text])
        to = (item.slug, item.title)
        for key in known:
            if key not in {one.page for one in texts} and manifest[key].deleted is None:
                yield key, page(show, key, partial(moved_page, show.site, *to), "moved", *to)


def _without_words_about_it(item: Item) -> Item:
    """An episode without what only its own page shows."""
    bare = replace(item, notes="", summary="", standfirst="", content_warning="", seo_title="")
    return replace(bare, corrections=(), credits=(), links=(), chapters=(), portraits=())


def _is_found(show: Shown, item: Item) -> bool:
    """Whether search engines shall find the page here."""
    return canonical_page(show.site.channel, item) == show.site.absolute(page_key(item.slug))


def _slug_and_title(item: Item | None) -> tuple[str, str]:
    return (item.slug, item.title) if item else ("", "")


def _gone(show: Shown) -> Iterator[tuple[str, PublishedDocument]]:
    """Pages of episodes that were published once and no longer are; what was scheduled to the end had none.

    Those of what was purged are deleted.
    """
    for stone in show.catalog.gone:
        if stone.item.scheduled or stone.item.published > stone.removed or stone.purged:
            continue
        for slug in (stone.item.slug, *_free(show.catalog, stone.item.former)):
            embed = embed_key(slug)
            for key in (page_key(slug), *_transcripts_of(show.catalog, slug)):
                yield key, page(show, key, partial(gone_page, show.site), "gone")
            yield embed, page(show, embed, partial(gone_page, show.site, embed=True), "gone", "embed")


def _moved(show: Shown) -> Iterator[tuple[str, PublishedDocument]]:
    """Pages under the slugs that episodes had before they were renamed, unless another one has such a slug now."""
    for item in show.catalog.published_items:
        for slug in _free(show.catalog, item.former):
            embed, to = embed_key(slug), (item.slug, item.title)
            for key in (page_key(slug), *_transcripts_of(show.catalog, slug)):
                yield key, page(show, key, partial(moved_page, show.site, *to), "moved", *to)
            yield embed, page(show, embed, partial(moved_page, show.site, *to, embed=True), "moved", "embed", *to)


def _transcripts_of(catalog: Catalog, slug: str) -> list[str]:
    """Keys of the pages that transcripts of an episode had."""
    return [key for key in catalog.manifest if is_transcript_of(key, slug)]


def _free(catalog: Catalog, former: Sequence[str]) -> list[str]:
    """Those slugs that no episode has, or had to its end."""
    if not former:
        return []
    taken = {item.slug for item in (*catalog.items, *(stone.item for stone in catalog.gone))}
    return [slug for slug in former if slug not in taken]


def _homes(show: Shown) -> Iterator[tuple[str, PublishedDocument]]:
    first, *older = home_shelves(show.episodes, has_archive=show.site.has_archive)
    latest = replace(show.items[0], link="", canonical="") if show.items else None  # its page here in any case
    trailer = next((one for one in show.episodes if one.slug == show.site.channel.trailer), None)
    for shelf in older:
        older_one, values = partial(older_page, show.site, shelf), shelf_values(show, shelf)
        yield shelf.key, page(show, shelf.key, older_one, "older", *values, lists=True)
    more = browse(show.seasons, show.topics.values(), show.people) if show.site.has_archive else None
    home = partial(home_page, show.site, first, latest, trailer, more)
    shown = alone(latest) if latest else None
    people = shown_people(show.site)
    known = show.known([trailer])[0] if trailer else None
    values = ("home", *shelf_values(show, first), shown, known, *people, *_shown(show), *([more] if more else ()))
    yield HOME, page(show, HOME, home, *values, lists=True)


def _search(show: Shown) -> PublishedDocument:
    words = tuple((one.key, tuple(one.slugs.items())) for one in show.blocks)
    pages = tuple(text.page for one in show.blocks for texts in one.members.values() for text in texts)

    def index(catalog: Catalog) -> bytes:
        return search_index(show.site, show.entries, show.blocks, revision=revision_of(catalog, SEARCH))

    source = digest(show.common, "search", show.entries, *([words, pages] if words else []))
    return document(SEARCH, source, index, type=INDEX_TYPE, lists=True)


def _word_file(block: WordBlock) -> PublishedDocument:
    def made_of(objects: Objects) -> Callable[[Catalog], bytes]:
        return lambda catalog: word_file(block, objects, revision=revision_of(catalog, block.key))

    return PublishedDocument(
        type=WORDS_TYPE,
        source=block.source,
        render=made_of(NOTHING),
        reads=block.reads,
        instead=block.instead,
        made_of=made_of,
    )


def _sitemap(catalog: Catalog, pages: Mapping[str, PublishedDocument], slugs: set[str]) -> PublishedDocument:
    """Of what search engines shall know: the home, where to subscribe, own pages, the archive, episodes, texts."""
    texts = {key for key, one in pages.items() if is_transcript(key) and one.reads}
    slugs = {*slugs, *(one.name for one in catalog.channel.own_pages)}
    begins = ("index-", PEOPLE, SEASONS, TOPICS, LISTS)
    found = (key for key in pages if key.removesuffix(".html") in slugs or key.startswith(begins) or key in texts)
    keys = [HOME, SUBSCRIBE, *found]
    source = digest(catalog.channel.base, tuple((key, pages[key].source) for key in keys))
    return document(SITEMAP, source, partial(sitemap, keys), type=SITEMAP_TYPE, lists=True)
