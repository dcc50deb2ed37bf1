"""Items as a published feed of ours has them, for a catalog that is lost with its history: from text to values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import unquote

from feedpub.catalog.enclosure import with_facts
from feedpub.feed_view import SEEN, Element
from feedpub.model.address import page_key
from feedpub.model.chapter import Chapter
from feedpub.model.item import Artwork, ChapterFile, Enclosure, Item, Transcript
from feedpub.model.measured import Audio, Picture
from feedpub.standards import read_date

_KEY = re.compile(r"[a-z]+/(.+)-([0-9a-f]{12})(?:-[0-9]+)?\.[a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedItem:
    """An item of the feed, and the objects that it names."""

    element: Element
    guid: str
    title: str
    key: str
    """Of the recording; empty if the feed has it from another address than the show's.

    Of one that is known to stay at another host, its address.
    """

    url: str
    """Of the recording, as the feed has it."""

    prefix: str
    """Of the analytics service in front of its address."""

    slug: str


def published_item(element: Element, base: str) -> PublishedItem:
    """What an item of the feed says of who it is; `base` is the address of the target."""
    enclosure = element.first("enclosure")
    url = enclosure.get("url") if enclosure else ""
    key, prefix = _key_and_prefix(url, base)
    link = key_at(element.value("link"), base)
    page = link.removesuffix(".html")
    return PublishedItem(
        element=element,
        guid=element.value("guid"),
        title=element.value("title"),
        key=key,
        url=url,
        prefix=prefix,
        slug=page if link == page_key(page) and "/" not in page else slug_of_key(key),
    )


def key_at(url: str, base: str) -> str:
    """The key of an object of the target, by its address; empty for any other address."""
    return unquote(url.removeprefix(base)) if base and url.startswith(base) else ""


def _key_and_prefix(url: str, base: str) -> tuple[str, str]:
    if url.startswith(base):
        return key_at(url, base), ""
    before, found, rest = url.partition(base.removeprefix("https://"))
    return (unquote(rest), before) if found and base.startswith("https://") else ("", "")


def slug_of_key(key: str) -> str:
    """The readable name in a key of ours; empty for any other key."""
    found = _KEY.fullmatch(key)
    return found[1] if found else ""


def digits_of_key(key: str) -> str:
    """The digits of the digest in a key of ours; empty for any other key."""
    found = _KEY.fullmatch(key)
    return found[2] if found else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFiles:
    """What was read of the objects that an item names; None and nothing for what is not there, or is damaged."""

    audio: Audio | None
    image: Picture | None = None
    image_key: str = ""
    chapters: tuple[Chapter, ...] = ()
    chapter_file: ChapterFile | None = None
    transcripts: tuple[Transcript, ...] = ()


def rebuilt_item(one: PublishedItem, files: StoredFiles, *, audio_file: str, footer: str) -> Item | None:
    """The item that the feed shows; None if it has no date that can be read.

    `audio_file` is what its author calls the recording, `footer` the HTML below every item's notes.
    """
    element, date = one.element, read_date(one.element.value("pubDate")).moment
    if date is None:
        return None
    return Item(
        slug=one.slug,
        guid=one.guid,
        title=one.title,
        published=date,
        first=date,
        enclosure=_enclosure(one, files.audio, audio_file),
        notes=_notes(element, footer),
        link="" if element.value("link").endswith(f"/{page_key(one.slug)}") else element.value("link"),
        season=_number(element.value("itunes:season")),
        number=_number(element.value("itunes:episode")),
        type=element.value("itunes:episodeType") or "full",
        explicit=element.value("itunes:explicit") == "true",
        author=element.value("itunes:author"),
        block=element.value("itunes:block") == "Yes",
        image=_image(files),
        chapters=files.chapters,
        chapter_file=files.chapter_file,
        transcripts=files.transcripts,
    )


def _enclosure(one: PublishedItem, audio: Audio | None, file: str) -> Enclosure:
    """As the feed has it; what was measured of the stored bytes beside it."""
    written = one.element.first("enclosure") or Element("enclosure")
    seconds = _number(one.element.value("itunes:duration")) or 1
    if one.key == one.url:
        return _elsewhere(one, written, file)
    enclosure = Enclosure(
        key=one.key,
        type=written.get("type"),
        size=_number(written.get("length")) or 0,
        duration_ms=seconds * 1000,
        digest=digits_of_key(one.key),
        identity="",
        bitrate=0,
        sample_rate=0,
        channels=0,
        file=file,
        prefix=one.prefix,
    )
    return with_facts(enclosure, audio) if audio else enclosure


def _elsewhere(one: PublishedItem, written: Element, file: str) -> Enclosure:
    """A recording at another host, of which nobody knows more than the feed says."""
    return Enclosure(
        key=one.url,
        type=written.get("type"),
        size=_number(written.get("length")) or 0,
        duration_ms=1000 * (_number(one.element.value("itunes:duration")) or 0),
        digest="",
        identity=one.url,
        bitrate=0,
        sample_rate=0,
        channels=0,
        file=file,
    )


def _notes(element: Element, footer: str) -> str:
    text = element.value("content:encoded") or element.value("description")
    return text.removesuffix(footer).rstrip() if footer else text


def _image(files: StoredFiles) -> Artwork | None:
    if files.image is None:
        return None
    return Artwork(
        key=files.image_key,
        type=files.image.type,
        size=files.image.size,
        width=files.image.width,
        height=files.image.height,
        digest=files.image.digest,
        file="",
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None


_REBUILT = frozenset(
    {
        "title",
        "link",
        "guid",
        "enclosure",
        "pubDate",
        "description",
        "content:encoded",
        "itunes:duration",
        "itunes:explicit",
        "itunes:episodeType",
        "itunes:season",
        "itunes:episode",
        "itunes:image",
        "itunes:author",
        "itunes:block",
        "podcast:season",
        "podcast:episode",
        "podcast:chapters",
        "podcast:transcript",
        "psc:chapters",
    }
)
"""Elements that `rebuilt_item` keeps; the others need the author's file."""


def left_out(element: Element) -> Iterator[str]:
    """The names of the elements that are lost without the author's file, each once."""
    yield from dict.fromkeys(one.name for one in element.children if one.name not in _REBUILT)


def is_same(one: Element, other: Element) -> bool:
    """Whether two elements say the same; facts that were measured do not count."""
    if (one.name, one.value_here, one.attributes) != (other.name, other.value_here, other.attributes):
        return False
    ours, theirs = (
        [child for child in each.children if not child.name.startswith(f"{SEEN}:")] for each in (one, other)
    )
    return len(ours) == len(theirs) and all(map(is_same, ours, theirs))


def with_words_of_feed(item: Item, shown: Item) -> Item:
    """The item of an author's file with what the feed says where it can say something else.

    No source is known of it, so the next publish of the file is an edit.
    """
    return replace(
        item,
        title=shown.title,
        summary="",
        notes=shown.notes,
        link=shown.link,
        season=shown.season,
        number=shown.number,
        type=shown.type,
        explicit=shown.explicit,
        author=shown.author,
        block=shown.block,
        image=shown.image,
        chapters=shown.chapters,
        chapter_file=shown.chapter_file,
        pictures=(),
        transcripts=shown.transcripts,
        files=(),
        sources=(),
    )


def on_hold(files: Iterable[str], keys: Iterable[str], published: Iterable[str]) -> tuple[str, ...]:
    """Slugs of author's files, and of recordings in the store, that the feed does not have."""
    known = set(published)
    return tuple(sorted({*files, *filter(None, map(slug_of_key, keys))} - known))
