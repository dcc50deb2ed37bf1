"""A show as its pages are rendered from it, and how a page of it becomes a document."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from feedpub.catalog.deleted import marked
from feedpub.catalog.objects import PublishedDocument, revision_of, stamp
from feedpub.model import Catalog, Channel, Item
from feedpub.pages import static
from feedpub.pages.archive import Group, season_groups, topic_groups
from feedpub.pages.digest import alone, digest, on_every_page, visible_channel, visible_item
from feedpub.pages.lists import ListedEpisode, Shelf, listed
from feedpub.pages.people import Portrayed, portrayed
from feedpub.pages.search import SearchEntry, WordBlock, blocks, list_entry, search_entry
from feedpub.pages.site import JSON_FEED, Site, site_of
from feedpub.pages.static import Design
from feedpub.pages.transcripts import NOTHING, Objects, PageText

HTML = "text/html; charset=utf-8"
"""As what pages are stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A show as its pages know it, and the digest of what all of them have in common."""

    catalog: Catalog
    site: Site
    common: str
    items: tuple[Item, ...]
    """The published ones, newest first."""

    digests: tuple[str, ...]
    """Of each of them."""

    episodes: tuple[ListedEpisode, ...]
    """The same for lists."""

    people: tuple[Portrayed, ...]
    """Those who have a page."""

    design: Design
    """That of the pages that are out."""

    entries: tuple[SearchEntry, ...]
    """What the list of the search has of each of them."""

    blocks: tuple[WordBlock, ...]
    """The files by which the search finds what is said, and what is written besides."""

    seasons: tuple[Group, ...] = ()
    """The latest first; none without an archive, nor topics."""

    topics: Mapping[str, Group] = field(default_factory=dict)
    """By their case-folded words."""

    @property
    def channel(self) -> Channel:
        """The show with all that its feed says."""
        return self.catalog.channel

    def known(self, episodes: Sequence[ListedEpisode]) -> tuple[ListedEpisode, ...]:
        """Episodes as far as lists of the design show them: so an upgrade alone makes no list anew."""
        if self.design >= Design.ELEMENTS_AND_TEXTS:
            return tuple(episodes)
        return tuple(replace(one, audio="", image=None) for one in episodes)


def shown_show(catalog: Catalog) -> Shown:
    """A show as it is in the catalog."""
    channel = visible_channel(catalog.channel)
    design, published = static.design_of(catalog.design), catalog.published_items
    items = tuple(map(visible_item, published))
    sheet = static.sheet_key(catalog.design) if catalog.channel.has_stable_sheet else ""
    site = site_of(channel, static.keys(channel.theme, marked(catalog), sheet=sheet))
    people = portrayed(site, items)
    pages = {name: one.key for name, one in people.items()}
    episodes = tuple(map(listed, published))
    entries = tuple(map(search_entry, items))
    has_words, shows_elements = design >= Design.WORDS, design >= Design.ELEMENTS_AND_TEXTS
    show = Shown(
        catalog=catalog,
        site=replace(site, person_pages=pages, has_archive=_has_archive(catalog)),
        common=digest(on_every_page(channel), catalog.design, *_sheet_of_tint(catalog)),
        items=items,
        digests=tuple(digest(one if shows_elements else alone(one)) for one in items),
        design=design,
        episodes=episodes,
        people=tuple(people.values()),
        entries=tuple(map(list_entry, entries)) if has_words else entries,
        blocks=blocks(catalog, entries if has_words else ()) if shows_elements else (),
    )
    if not show.site.has_archive:
        return show
    by_slug = {one.slug: one for one in episodes}
    seasons = season_groups(catalog.channel, episodes)
    return replace(show, seasons=seasons, topics=topic_groups(published, by_slug))


def _has_archive(catalog: Catalog) -> bool:
    """Whether the show has what came with the archive: it is new, has it already, or all of its pages are made anew.

    So an upgrade alone sends nothing.
    """
    known = catalog.manifest
    return not known or JSON_FEED in known or catalog.design in {"", static.design()}


def _sheet_of_tint(catalog: Catalog) -> tuple[str, ...]:
    """What says that pages name a style sheet, where nothing does that they know of the theme."""
    return ("tint",) if catalog.channel.has_stable_sheet and not catalog.channel.theme.stable_sheet else ()


# --- documents


def document(
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


def page(show: Shown, key: str, print: Callable[[], bytes], *values: object, lists: bool = False) -> PublishedDocument:
    """A page of HTML; `values` are all that it shows besides what is common to all pages of the show."""
    return document(key, digest(show.common, *values), lambda _: print(), lists=lists)


def reading(
    show: Shown, key: str, print: Callable[[Objects], bytes], *values: object, texts: Sequence[PageText]
) -> PublishedDocument:
    """A page that shows these texts as well, of files that only who renders it has to read."""

    def made_of(objects: Objects) -> Callable[[Catalog], bytes]:
        return partial(_stamped, key, lambda _: print(objects))

    whole = page(show, key, partial(print, NOTHING), *values)
    return replace(whole, reads=tuple(one.transcript.key for one in texts), made_of=made_of) if texts else whole


def shelf_values(show: Shown, shelf: Shelf) -> tuple[object, ...]:
    """All that a page of a list of episodes shows of it."""
    return (show.known(shelf.episodes), shelf.newer, shelf.older)
