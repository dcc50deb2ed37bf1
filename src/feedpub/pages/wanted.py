"""Which pages a show has, what each is rendered from, and how."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from feedpub.catalog.deleted import marked
from feedpub.catalog.objects import PEOPLE, PublishedDocument, is_searched, revision_of, stamp
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
from feedpub.pages.digest import SHOWING, alone, digest, known_to, on_every_page, visible_channel, visible_item
from feedpub.pages.episode import Neighbours, embed_page, episode_page, transcript_page
from feedpub.pages.home import home_page, older_page
from feedpub.pages.layout import gone_page, missing_page, moved_page
from feedpub.pages.lists import ListedEpisode, Shelf, listed, shelves
from feedpub.pages.people import Portrayed, person_page, person_source, portrayed, shown_people
from feedpub.pages.podcasting import chat, comments, places, recommended
from feedpub.pages.search import (
    INDEX_TYPE,
    SITEMAP_TYPE,
    WORDS_TYPE,
    Block,
    blocks,
    search_entry,
    search_index,
    sitemap,
    word_file,
)
from feedpub.pages.site import SEARCH, SITEMAP, SUBSCRIBE, Site, site_of
from feedpub.pages.subscribe import subscribe_page
from feedpub.pages.transcripts import NOTHING, Objects, Text, texts_of
from feedpub.standards import media_type

HTML = "text/html; charset=utf-8"
"""As what pages are stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Show:
    """A show as its pages know it, and the digest of what all of them have in common."""

    catalog: Catalog
    site: Site
    common: str
    items: tuple[Item, ...]
    """The published ones, newest first."""

    episodes: tuple[ListedEpisode, ...]
    """The same for lists."""

    people: tuple[Portrayed, ...]
    """Those who have a page."""

    design: int
    """The number of the design that pages out there have."""

    blocks: tuple[Block, ...]
    """The files by which the search finds what is said."""


def wanted(catalog: Catalog) -> Mapping[str, PublishedDocument]:
    """Key → page of everything that changes under its address; empty for a show without pages.

    A page's source is the digest of what it shows: it tells without rendering whether the page would change. The text
    of our own templates, scripts and styles is no part of it but by the catalog's `design`, so another version of
    feedpub changes no page by itself. Withheld episodes are nowhere; of those that were taken out, their pages say so.
    Pages that others link to come first, those that list them last.
    """
    if not catalog.channel.pages:
        return {}
    show = _show(catalog)
    pages = {
        **dict(_sheet(catalog)),
        **dict(_people(show)),
        **dict(_transcripts(show)),
        **dict(_episodes(show)),
        **dict(_gone(show)),
        **dict(_moved(show)),
        SUBSCRIBE: _page(show, SUBSCRIBE, partial(subscribe_page, show.site), "subscribe"),
        MISSING: _page(show, MISSING, partial(missing_page, show.site), "missing"),
        **dict(_homes(show)),
        **{one.key: _word_file(one) for one in show.blocks},
        SEARCH: _search(show),
    }
    return {**pages, SITEMAP: _sitemap(catalog, pages, {item.slug for item in show.items if _is_found(show, item)})}


def assets(catalog: Catalog) -> Mapping[str, bytes]:
    """Key → bytes of the scripts and style sheets that the pages load, which never change; empty without pages."""
    return static.assets(catalog.channel.theme, marked(catalog)) if catalog.channel.pages else {}


def _show(catalog: Catalog) -> _Show:
    channel = visible_channel(catalog.channel)
    published = catalog.published_items
    items = tuple(map(visible_item, published))
    stable = catalog.channel.has_stable_sheet
    keys = static.keys(channel.theme, marked(catalog), sheet=static.sheet_key(catalog.design) if stable else "")
    site = site_of(channel, keys)
    people = portrayed(site, items)
    return _Show(
        catalog=catalog,
        site=replace(site, person_pages={name: one.key for name, one in people.items()}),
        common=digest(on_every_page(channel), catalog.design, *_sheet_of_tint(catalog)),
        items=items,
        episodes=tuple(map(listed, published)),
        people=tuple(people.values()),
        design=static.design_number(catalog.design),
        blocks=blocks(catalog) if _has_word_files(catalog) else (),
    )


def _has_word_files(catalog: Catalog) -> bool:
    """Whether the search finds what is said.

    A show that was published by a feedpub which did not know that does so from its next `--rerender` on: all of its
    transcripts have to be read for that.
    """
    return catalog.design in {"", static.design()} or any(map(is_searched, catalog.manifest))


def _sheet_of_tint(catalog: Catalog) -> tuple[str, ...]:
    """What says that pages name a style sheet, where nothing does that they know of the theme."""
    return ("tint",) if catalog.channel.has_stable_sheet and not catalog.channel.theme.stable_sheet else ()


def _sheet(catalog: Catalog) -> Iterator[tuple[str, PublishedDocument]]:
    """The style sheet of the theme and the tint, if it has a key that stays: an edit of it changes no page."""
    channel = catalog.channel
    if not channel.has_stable_sheet:
        return
    key, css = static.sheet_key(catalog.design), static.sheet(channel.theme, channel.tint)

    def printed(named: Catalog) -> bytes:
        return f"{css.rstrip()}\n/* {stamp(revision_of(named, key))} */\n".encode()

    yield key, PublishedDocument(type=media_type(key), source=digest("sheet", css), render=printed)


# --- documents


def _document(
    key: str, source: str, print: Callable[[Catalog], bytes], *, type: str = HTML, lists: bool = False
) -> PublishedDocument:
    """The document of a key; `print` is given the catalog that names it."""
    return PublishedDocument(type=type, source=source, render=partial(_stamped, key, print), lists=lists)


def _stamped(key: str, print: Callable[[Catalog], bytes], catalog: Catalog) -> bytes:
    """What is printed, with the revision that brought it where it has no place of its own: at the end."""
    printed = print(catalog)
    if not key.endswith((".html", ".xml")):
        return printed
    return printed + f"<!-- {stamp(revision_of(catalog, key))} -->\n".encode()


def _page(show: _Show, key: str, print: Callable[[], bytes], *values: object, lists: bool = False) -> PublishedDocument:
    """A page of HTML; `values` are all that it shows besides what is common to all pages of the show."""
    return _document(key, digest(show.common, *values), lambda _: print(), lists=lists)


def _reading(
    show: _Show, key: str, print: Callable[[Objects], bytes], *values: object, texts: Sequence[Text]
) -> PublishedDocument:
    """A page that shows these texts as well, of files that only who renders it has to read."""

    def made_of(objects: Objects) -> Callable[[Catalog], bytes]:
        return partial(_stamped, key, lambda _: print(objects))

    page = _page(show, key, partial(print, NOTHING), *values)
    return replace(page, reads=tuple(one.transcript.key for one in texts), made_of=made_of) if texts else page


# --- pages


def _people(show: _Show) -> Iterator[tuple[str, PublishedDocument]]:
    """Everybody's page."""
    for one in show.people:
        source = person_source(show.site, one)
        yield one.key, _page(show, one.key, partial(person_page, show.site, one), "person", *source)


def _episodes(show: _Show) -> Iterator[tuple[str, PublishedDocument]]:
    """Of each episode its page, which knows its neighbours, and its player in a frame, which does not."""
    for item, near in _with_neighbours(show):
        key, embed = page_key(item.slug), embed_key(item.slug)
        texts = [one for one in texts_of(show.site.channel, item) if not one.is_own_page]
        values = _episode_values(show, item, near)
        yield key, _reading(show, key, partial(episode_page, show.site, item, near), *values, texts=texts)
        yield embed, _page(show, embed, partial(embed_page, show.site, item), "embed", digest(alone(item)))


def _with_neighbours(show: _Show) -> Iterator[tuple[Item, Neighbours]]:
    around: Sequence[Item | None] = (None, *show.items, None)
    for at, item in enumerate(show.items):
        yield item, Neighbours(newer=_slug_and_title(around[at]), older=_slug_and_title(around[at + 2]))


def _episode_values(show: _Show, item: Item, near: Neighbours) -> tuple[object, ...]:
    """All that an episode's page shows."""
    source = digest(known_to(show.design, item))
    return ("episode", source, near, *shown_people(show.site, item), *_shown(show, item))


def _shown(show: _Show, item: Item | None = None) -> tuple[object, ...]:
    """What the page of an episode, or the home, shows of the show beside what all pages show."""
    if show.design < SHOWING:
        return ()
    site, channel = show.site, show.site.channel
    of_show = () if item else (recommended(channel), places(site, channel))
    found = (*of_show, chat(site, item), comments(site, item or channel))
    return tuple(one for one in found if one)


def _transcripts(show: _Show) -> Iterator[tuple[str, PublishedDocument]]:
    """Of each text that is too long for its episode's page, or in another language, its own page.

    It comes with the first rendering of the episode's page that leads to it, so an upgrade alone makes none. Where a
    text was, and is no more, its page leads to the episode.
    """
    manifest = show.catalog.manifest
    there: dict[str, list[str]] = {}
    for key in filter(is_transcript, manifest):
        there.setdefault(slug_of_transcript(key), []).append(key)
    is_todays = show.catalog.design in {"", static.design()}
    for item, near in _with_neighbours(show):
        texts = [one for one in texts_of(show.site.channel, item) if one.is_own_page]
        known = there.get(item.slug, [])
        if texts and not is_todays:
            entry = manifest.get(page_key(item.slug))
            is_new = entry is None or entry.digest != digest(show.common, *_episode_values(show, item, near))
            texts = [one for one in texts if is_new or one.page in known]
        shown = _without_words_about_it(alone(item))
        for text in texts:
            page = partial(transcript_page, show.site, item, text)
            yield text.page, _reading(show, text.page, page, "transcript", shown, text, texts=[text])
        to = (item.slug, item.title)
        for key in known:
            if key not in {one.page for one in texts} and manifest[key].deleted is None:
                yield key, _page(show, key, partial(moved_page, show.site, *to), "moved", *to)


def _without_words_about_it(item: Item) -> Item:
    """An episode without what only its own page shows."""
    bare = replace(item, notes="", summary="", standfirst="", content_warning="", seo_title="")
    return replace(bare, corrections=(), credits=(), links=(), chapters=(), portraits=())


def _is_found(show: _Show, item: Item) -> bool:
    """Whether search engines shall find the page here."""
    return canonical_page(show.site.channel, item) == show.site.absolute(page_key(item.slug))


def _slug_and_title(item: Item | None) -> tuple[str, str]:
    return (item.slug, item.title) if item else ("", "")


def _gone(show: _Show) -> Iterator[tuple[str, PublishedDocument]]:
    """Pages of episodes that were published once and no longer are; what was scheduled to the end had none.

    Those of what was purged are deleted.
    """
    for stone in show.catalog.gone:
        if stone.item.scheduled or stone.item.published > stone.removed or stone.purged:
            continue
        for slug in (stone.item.slug, *_free(show.catalog, stone.item.former)):
            embed = embed_key(slug)
            for key in (page_key(slug), *_transcripts_of(show.catalog, slug)):
                yield key, _page(show, key, partial(gone_page, show.site), "gone")
            yield embed, _page(show, embed, partial(gone_page, show.site, embed=True), "gone", "embed")


def _moved(show: _Show) -> Iterator[tuple[str, PublishedDocument]]:
    """Pages under the slugs that episodes had before they were renamed, unless another one has such a slug now."""
    for item in show.catalog.published_items:
        for slug in _free(show.catalog, item.former):
            embed, to = embed_key(slug), (item.slug, item.title)
            for key in (page_key(slug), *_transcripts_of(show.catalog, slug)):
                yield key, _page(show, key, partial(moved_page, show.site, *to), "moved", *to)
            yield embed, _page(show, embed, partial(moved_page, show.site, *to, embed=True), "moved", "embed", *to)


def _transcripts_of(catalog: Catalog, slug: str) -> list[str]:
    """Keys of the pages that transcripts of an episode had."""
    return [key for key in catalog.manifest if is_transcript_of(key, slug)]


def _free(catalog: Catalog, former: Sequence[str]) -> list[str]:
    """Those slugs that no episode has, or had to its end."""
    if not former:
        return []
    taken = {item.slug for item in (*catalog.items, *(stone.item for stone in catalog.gone))}
    return [slug for slug in former if slug not in taken]


def _homes(show: _Show) -> Iterator[tuple[str, PublishedDocument]]:
    first, *older = shelves(show.episodes)
    latest = replace(show.items[0], link="", canonical="") if show.items else None  # its page here in any case
    trailer = next((one for one in show.episodes if one.slug == show.site.channel.trailer), None)
    for shelf in older:
        older_one, values = partial(older_page, show.site, shelf), _shelf_values(shelf)
        yield shelf.key, _page(show, shelf.key, older_one, "older", *values, lists=True)
    home = partial(home_page, show.site, first, latest, trailer)
    shown = alone(latest) if latest else None
    values = ("home", *_shelf_values(first), shown, trailer, *shown_people(show.site), *_shown(show))
    yield HOME, _page(show, HOME, home, *values, lists=True)


def _shelf_values(shelf: Shelf) -> tuple[object, ...]:
    return (shelf.episodes, shelf.newer, shelf.older)


def _search(show: _Show) -> PublishedDocument:
    entries = tuple(map(search_entry, show.items))
    words = tuple((one.key, tuple(one.slugs.items())) for one in show.blocks)
    pages = tuple(text.page for one in show.blocks for texts in one.members.values() for text in texts)

    def index(catalog: Catalog) -> bytes:
        return search_index(show.site, entries, show.blocks, revision=revision_of(catalog, SEARCH))

    source = digest(show.common, "search", entries, *([words, pages] if words else []))
    return _document(SEARCH, source, index, type=INDEX_TYPE, lists=True)


def _word_file(block: Block) -> PublishedDocument:
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
    """Of what search engines shall know: the home, where to subscribe, people, every episode, texts of their own."""
    texts = {key for key, page in pages.items() if is_transcript(key) and page.reads}
    lists = ("index-", PEOPLE)
    found = (key for key in pages if key.removesuffix(".html") in slugs or key.startswith(lists) or key in texts)
    keys = [HOME, SUBSCRIBE, *found]
    source = digest(catalog.channel.base, tuple((key, pages[key].source) for key in keys))
    return _document(SITEMAP, source, partial(sitemap, keys), type=SITEMAP_TYPE, lists=True)
