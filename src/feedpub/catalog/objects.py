"""The objects in a store: their keys, and the documents among them, which are rendered from a catalog.

The key of an immutable object has a readable name and the digest of its bytes, so different bytes never share a key. A
document (the feed, a page) changes under its key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TypeVar

from feedpub.model.address import OEMBED
from feedpub.model.catalog import Catalog
from feedpub.model.channel import Channel, Font
from feedpub.model.item import Artwork, ChapterFile, DerivedPicture, Enclosure, Item, Transcript
from feedpub.standards import slug_of

Stored = TypeVar("Stored", Enclosure, Artwork, Font, DerivedPicture, ChapterFile, Transcript)

CATALOG = "catalog.json.gz"
"""In the state: the commit point."""

DIGITS = 12
"""Of a digest, in a key."""


def key(folder: str, name: str, digest: str, extension: str) -> str:
    """`media/first-light-9a0c44d1e2f3.mp3`."""
    return f"{folder}/{name}-{digest[:DIGITS]}.{extension}"


SEARCHED = "search_"
"""Begins the names of what the show's search reads parts of; no slug has such a character in it."""


def is_searched(key: str) -> bool:
    """Whether it holds the words of transcripts for the show's search."""
    return key.startswith(SEARCHED)


PEOPLE = "people_"
"""Begins the names of what is about somebody: pages and, in `art/`, pictures. No slug has such a character in it."""


SEASONS, TOPICS, LISTS = "season_", "topic_", "all_"
"""Begin the names of pages of the archive: of a season (and of its feed), of a topic, of all topics and people."""


def portrait_name(file: str) -> str:
    """What a portrait is called in the target; `file` is its path as the author wrote it."""
    return f"{PEOPLE}{slug_of(PurePosixPath(file).stem) or 'portrait'}"


def badge_name(file: str) -> str:
    """What a platform's badge is called in the target; `file` is its path as the author wrote it."""
    return f"badge-{slug_of(PurePosixPath(file).stem) or 'platform'}"


def font_name(file: str) -> str:
    """What a font is called in the target; no slug has such a character in it."""
    return f"font_{slug_of(PurePosixPath(file).stem) or 'letters'}"


def is_about_somebody(key: str) -> bool:
    """Whether it is somebody's page or picture, which leaves the target with them."""
    return key.removeprefix("art/").startswith(PEOPLE)


def leaves_with_content(key: str) -> bool:
    """Whether it leaves the target once nothing is in it: about somebody, of the archive, or beside an episode's page.

    The page of an episode stays, and says that it is gone.
    """
    return is_about_somebody(key) or key.startswith((SEASONS, TOPICS, LISTS)) or key.endswith(OEMBED)


StoredObject = Enclosure | Artwork | Font | DerivedPicture | ChapterFile | Transcript
"""What the catalog says of an immutable object: its key, digest and size."""


def stored_for(item: Item) -> Iterator[StoredObject]:
    """Every object of the target that the item refers to."""
    if not item.enclosure.is_elsewhere:
        yield item.enclosure
    if item.image:
        yield item.image
    yield from item.pictures
    yield from item.portraits
    yield from (link.image for link in item.links if link.image)
    yield from item.derived
    if item.chapter_file:
        yield item.chapter_file
    yield from item.transcripts


def stored_for_channel(channel: Channel) -> Iterator[StoredObject]:
    """Every picture of the show itself, and the fonts of its pages."""
    yield channel.image
    yield from channel.portraits
    yield from channel.theme.pictures
    yield from channel.theme.page_fonts
    yield from channel.derived


def of_item(item: Item) -> Iterator[tuple[str, str]]:
    """Key and SHA-256 of every object the item refers to."""
    return ((one.key, one.digest) for one in stored_for(item))


def sizes(catalog: Catalog) -> dict[str, int]:
    """Key → bytes of every immutable object that the catalog refers to, but for what pages load."""
    items = (one for item in catalog.items for one in stored_for(item))
    return {one.key: one.size for one in (*stored_for_channel(catalog.channel), *items)}


def of_catalog(catalog: Catalog) -> Mapping[str, str]:
    """Key → SHA-256 of every immutable object that the catalog refers to, scheduled items included.

    A plan asks for it many times, of the same catalog one after the other: the last answer is kept.
    """
    kept = _last[0] if _last else None
    if kept is None or kept[0] is not catalog:
        kept = catalog, _of_catalog(catalog)
        _last[:] = [kept]
    return kept[1]


_last: list[tuple[Catalog, Mapping[str, str]]] = []
"""The catalog that was asked for last, by identity, and the answer; neither ever changes."""


def _of_catalog(catalog: Catalog) -> Mapping[str, str]:
    found = {one.key: one.digest for one in stored_for_channel(catalog.channel)}
    found.update(catalog.assets)
    for item in catalog.items:
        found.update(of_item(item))
    return found


def described(catalog: Catalog) -> dict[str, str]:
    """Key → why each immutable object is there: what listeners get first, then what only pages need."""
    found = {catalog.channel.image.key: "artwork of the show"}
    for item in catalog.items:
        for key, _ in of_item(item):
            folder = key.partition("/")[0]
            what = {"media": "audio", "art": "artwork", "transcripts": "transcript"}.get(folder, folder)
            found[key] = f"{what} of {item.slug}" + (", scheduled" if item.scheduled else "")
    found |= {logo.key: "logo of the show" for logo in catalog.channel.theme.logos}
    found |= {one.key: "badge of a platform" for one in catalog.channel.theme.badges}
    found |= {font.key: "a font of the pages" for font in catalog.channel.theme.page_fonts}
    portraits = (*catalog.channel.portraits, *(one for item in catalog.items for one in item.portraits))
    found |= {one.key: "a portrait" for one in portraits}
    derived = [made.key for of in (catalog.channel.derived, *(item.derived for item in catalog.items)) for made in of]
    for key in derived:
        found.pop(key, None)
    return {
        **found,
        **dict.fromkeys(derived, "artwork, for pages"),
        **dict.fromkeys(dict(catalog.assets), "loaded by pages"),
    }


def with_keys(item: Item, keys: Mapping[str, str]) -> Item:
    """The item with other keys for objects that it refers to; `keys` is old → new."""
    return replace(
        item,
        enclosure=_with_key(item.enclosure, keys),
        image=_with_key(item.image, keys) if item.image else None,
        portraits=tuple(_with_key(one, keys) for one in item.portraits),
        links=tuple(replace(one, image=_with_key(one.image, keys)) if one.image else one for one in item.links),
        pictures=tuple(sorted((_with_key(one, keys) for one in item.pictures), key=lambda one: one.key)),
        chapters=tuple(replace(one, image=keys.get(one.image, one.image)) for one in item.chapters),
        derived=tuple(_with_key(one, keys) for one in item.derived),
        chapter_file=_with_key(item.chapter_file, keys) if item.chapter_file else None,
        transcripts=tuple(_with_key(one, keys) for one in item.transcripts),
    )


def with_keys_of_channel(channel: Channel, keys: Mapping[str, str]) -> Channel:
    """The channel with other keys for its pictures."""
    theme = channel.theme
    return replace(
        channel,
        image=_with_key(channel.image, keys),
        portraits=tuple(_with_key(one, keys) for one in channel.portraits),
        derived=tuple(_with_key(one, keys) for one in channel.derived),
        theme=replace(
            theme,
            logo=_with_key(theme.logo, keys) if theme.logo else None,
            logo_dark=_with_key(theme.logo_dark, keys) if theme.logo_dark else None,
            badges=tuple(_with_key(one, keys) for one in theme.badges),
            fonts=tuple(_with_key(one, keys) for one in theme.fonts),
        ),
    )


def _with_key(one: Stored, keys: Mapping[str, str]) -> Stored:
    return replace(one, key=keys.get(one.key, one.key))


# --- documents


_IMMUTABLE = re.compile(r"(?:media|art|chapters|transcripts|assets)/[^/]+-([0-9a-f]{12})(?:-[0-9]+)?\.[a-z0-9]+")


def key_digest(key: str) -> str:
    """The first digits of the SHA-256 of the bytes under a key that names them; empty for other keys."""
    found = _IMMUTABLE.fullmatch(key)
    return found[1] if found else ""


def is_document(key: str) -> bool:
    """Whether an object of ours changes under this key."""
    return not key_digest(key)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedDocument:
    """One mutable object of the target."""

    type: str
    """MIME type, with its character set."""

    source: str
    """SHA-256 (hex) of everything that it is rendered from: it tells without rendering whether it would change."""

    render: Callable[[Catalog], bytes]
    """Its bytes, made of the catalog that names it, and of the revision there that brought them.

    Raises `FeedpubError` for what an author's template cannot do.
    """

    lists: bool = False
    """Whether it lists other pages, which have to be there before it is: a home, older episodes, a map."""

    reads: tuple[str, ...] = ()
    """Keys of objects whose words it shows, such as transcripts; immutable, or documents of the catalog before."""

    instead: tuple[str, ...] = ()
    """What it reads where one of `reads` is not there any more."""

    made_of: Callable[[Mapping[str, bytes]], Callable[[Catalog], bytes]] | None = None
    """Gives `render` for the bytes of these objects; where one is missing, its words are."""

    def having(self, objects: Mapping[str, bytes]) -> PublishedDocument:
        """The document made of these objects, by their keys."""
        return replace(self, render=self.made_of(objects)) if self.made_of else self


def revision_of(catalog: Catalog, key: str) -> int:
    """The revision that brought a document: it shows it, so no two versions of it have the same bytes.

    Without that, a publisher that was left behind could put an old version over a newer one, should the one it has seen
    have come back in between: a store compares no more than bytes.
    """
    entry = catalog.manifest.get(key)
    return entry.revision if entry else catalog.revision


def stamp(revision: int) -> str:
    """What pages say of who made them: `feedpub (revision 3)`."""
    return f"feedpub (revision {revision})"


_STAMP = re.compile(rb'feedpub \(revision \d|\A\{"revision":\d')
"""The stamp, and how the search index begins."""


def is_stamped(data: bytes) -> bool:
    """Whether a stored document says that feedpub made it."""
    return _STAMP.search(data) is not None
