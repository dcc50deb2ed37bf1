"""The items of a feed that are episodes: which they are, under which guid, with which date and by which name.

An item keeps its guid character for character, whatever it looks like: apps know episodes by it, and another one would
be downloaded again by everybody.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from feedpub.commands.imports.dates import ItemDate
from feedpub.commands.imports.files import absolute, recording_suffix
from feedpub.commands.imports.remarks import Remarks
from feedpub.commands.imports.texts import clean, line
from feedpub.commands.imports.unescaped import with_texts
from feedpub.feed_view import Element
from feedpub.lint.rules.enclosure import is_type_of, other_unit
from feedpub.reader import Read
from feedpub.scalars.names import GUID_LENGTH
from feedpub.standards import ENCLOSURE_TYPES, SLUG_LENGTH, is_http_url, is_visible, quoted, slug_of
from feedpub.standards.podcasting import is_media_type


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePage:
    """A document of a feed: most feeds are one, paged feeds several (RFC 5005)."""

    read: Read
    name: str
    """Its path or address, for messages."""

    is_compressed: bool = False
    """Whether it came as gzip without saying so, which apps cannot read."""

    unescaped: tuple[str, ...] = field(default=(), init=False)
    """Paths of the texts whose HTML was not escaped; in `read` it is text."""

    def __post_init__(self) -> None:
        read, paths = with_texts(self.read)
        object.__setattr__(self, "read", read)
        object.__setattr__(self, "unescaped", paths)

    @property
    def address(self) -> str:
        """The feed's own address: where it was fetched, or what it says of itself; empty if nobody knows."""
        feed = self.read.feed
        links = [link.get("href") for link in feed.channel.all("atom:link") if link.get("rel") == "self"]
        return feed.address or next((link for link in links if absolute(link, "")), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyHere:
    """What the folder holds already, of an earlier import or of the author."""

    guids: Mapping[str, str] = field(default_factory=dict)
    """Guid → slug of the episodes that have one."""

    slugs: frozenset[str] = frozenset()
    """Names that are taken."""

    former: Mapping[str, str] = field(default_factory=dict)
    """Guid → slug of what was imported earlier, also of episodes that have no file any more."""

    namespaces: Mapping[str, str] | None = None
    """Those that show.yaml declares; None if there is no show.yaml yet."""


@dataclass(frozen=True, slots=True)
class SourceItem:
    """An item that is an episode."""

    element: Element
    remarks: Remarks
    guid: str
    is_permalink: bool
    """Whether the feed says that the guid is the address of a page."""

    enclosure: str
    """The address of its recording, absolute."""

    @property
    def is_published(self) -> bool:
        """Whether feedpub publishes recordings of its format."""
        sound = sound_of(self.element)
        return recording_suffix(self.enclosure, sound.get("type") if sound else "") in _PUBLISHED


_PUBLISHED = frozenset({*ENCLOSURE_TYPES, "m4b"})


def sound_of(item: Element) -> Element | None:
    """The enclosure of an item that is its recording: the first that apps play, else the first with an address.

    Pictures are none: blogs attach those of their posts.
    """
    named = [one for one in item.all("enclosure") if one.get("url") and not _is_picture(one)]
    return next((one for one in named if recording_suffix(one.get("url"), one.get("type")) in _PUBLISHED), None) or (
        named[0] if named else None
    )


def size_of(item: Element, enclosure: Element) -> int | None:
    """Bytes of a recording, as the feed says; None where that can be no number of bytes."""
    written = enclosure.get("length")
    size = int(written) if written.isascii() and written.isdigit() and len(written) < _LONGEST else 0
    return size if size and not other_unit(size, enclosure, item) else None


_LONGEST = 16
"""Digits of a number of bytes."""


def type_of(enclosure: Element) -> tuple[str, str]:
    """The media type of a recording, and why it is not what the feed says; empty if it is."""
    written = enclosure.get("type").strip()
    suffix = recording_suffix(enclosure.get("url"), written)
    usual = ENCLOSURE_TYPES.get(suffix, "audio/mpeg")
    if not written:
        return usual, f"is missing: it is {usual}"
    if not is_media_type(written):
        return usual, f"{quoted(written)} is no media type: it is {usual}"
    if suffix in ENCLOSURE_TYPES and not is_type_of(written, suffix):
        return usual, f"{quoted(written)} is not the type of a .{suffix} file: it is {usual}"
    return written, ""


def _is_picture(enclosure: Element) -> bool:
    return enclosure.get("type").lower().startswith("image/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Basics:
    """What is decided about all items together, before any of them is read as a whole."""

    slug: str
    guid: str
    is_permalink: bool = False
    """The guid is the address of a page."""

    date: ItemDate
    enclosure: str
    """The address of the recording, absolute."""

    first_slug: str = ""
    """Slug of the oldest item with the same recording, if that is another one."""


# --- which items, and under which guid


def read_items(pages: Sequence[SourcePage], all_remarks: Sequence[Remarks], base: str) -> Iterator[SourceItem]:
    """The items with a recording, each with a guid of its own."""
    guids: dict[str, tuple[Remarks, str]] = {}
    for page, remarks in zip(pages, all_remarks, strict=True):
        for element in page.read.feed.items:
            enclosure = sound.get("url") if (sound := sound_of(element)) else ""
            url = absolute(enclosure, base_of(element, base))
            if not url:
                why = (
                    f"has its recording at {quoted(enclosure)}, where no app gets it"
                    if enclosure
                    else _no_sound(element)
                )
                message = f"{quoted(line(element.value('title')))} {why}, so it is no episode"
                remarks.add("skipped", "item", message, element.path)
                continue
            if not is_http_url(enclosure):
                message = f"is relative, or not encoded: it is {url}"
                remarks.add("repaired", "enclosure@url", message, element.path)
            if guid := _guid(element, enclosure, guids, remarks):
                guids[guid] = remarks, enclosure
                yield SourceItem(element, remarks, guid, _is_permalink(element, guid, remarks), url)


def _no_sound(item: Element) -> str:
    is_picture = any(map(_is_picture, item.all("enclosure")))
    return "has no recording but a picture" if is_picture else "has no recording"


def base_of(item: Element, base: str) -> str:
    """What relative addresses of an item are relative to: its `xml:base`, else its link, else what the channel's are.

    Source: XML Base (W3C), which feeds in RSS use, too.
    """
    if written := item.get("xml:base"):
        return absolute(written, base) or base
    return page_of(item, base) or base


def page_of(item: Element, base: str) -> str:
    """The page that an item links to, whole; empty if it has none. `base` is that of the channel."""
    return absolute(link_of(item), absolute(item.get("xml:base"), base) or base)


def link_of(xml: Element) -> str:
    """The link of a channel or an item, with `https://` in front of a bare host name: `www.tidewater.example/about`."""
    written = xml.value("link")
    return f"https://{written}" if _BARE.match(written) else written


_BARE = re.compile(
    r"(?!(?:.*\.)?(?:html?|php[0-9]?|aspx?|jsp|xml|rss|json|md|txt|mp3|m4a|mp4|jpe?g|png|pdf)(?:[/?#]|$))"
    r"(?:[a-z0-9-]+\.)+[a-z]{2,24}(?:[/?#]|$)",
    re.IGNORECASE,
)
"""The name of a host, which is no name of a file."""


def base_of_feed(page: SourcePage) -> str:
    """What relative addresses of a channel are relative to: its `xml:base`, else its link, else the feed's address."""
    feed = page.read.feed
    written = feed.channel.get("xml:base") or feed.root.get("xml:base")
    return absolute(written or link_of(feed.channel), page.address) or page.address


def _guid(element: Element, enclosure: str, guids: Mapping[str, tuple[Remarks, str]], remarks: Remarks) -> str:
    """The guid that an item keeps; empty for an item that is there twice, as pages of a feed may overlap.

    `guids` has those of the items before it, with the remarks on their page and their enclosures.
    """
    written = element.value("guid") if is_visible(clean(element.value("guid"))) else ""
    page, sound = guids.get(written, (remarks, ""))
    if page is not remarks or (written in guids and sound == enclosure):
        remarks.add("skipped", "item", f"is there twice, with the guid {quoted(written)}", element.path)
        return ""
    if not written:
        remarks.add("guessed", "guid", "is missing, so apps know the episode by its enclosure's address", element.path)
    elif written in guids:
        message = f"{quoted(written)} is that of another item, too, so this one gets its enclosure's address"
        remarks.add("repaired", "guid", message, f"{element.path}.guid")
    guid = written if written and written not in guids else enclosure
    if guid in guids:
        remarks.add("skipped", "item", "has the guid and the recording of another item", element.path)
        return ""
    writable = " ".join(clean(guid).splitlines()).replace("\t", " ")[:GUID_LENGTH].strip()
    if guid != writable:
        message = f"{quoted(guid)} cannot be written exactly: apps will take the episode for a new one"
        remarks.add("warning", "guid", message, f"{element.path}.guid")
    return writable


def _is_permalink(element: Element, guid: str, remarks: Remarks) -> bool:
    """Whether the guid stays the address of a page; one that is none cannot be, whatever the feed says of it."""
    written = element.first("guid")
    if written is None or written.value_here != guid or written.get("isPermaLink").casefold() == "false":
        return False
    if not is_http_url(guid):
        remarks.add("repaired", "guid@isPermaLink", "is false, as the guid is no address", written.path)
    return is_http_url(guid)


# --- slugs


_NO_FILES = frozenset(
    {"show", "con", "prn", "aux", "nul", *(f"{one}{at}" for one in ("com", "lpt") for at in range(1, 10))}
)
"""Names that no episode's file can have: show.yaml is the show's, and Windows keeps the others for devices."""


def slugs_of(items: Iterable[SourceItem], here: AlreadyHere) -> list[str]:
    """A name for each item, from its title, else its number, else its place; those of one title are numbered.

    The oldest gets the title alone, so that later episodes change no name.
    """
    given: set[str] = set()
    numbers: Counter[str] = Counter()
    found: list[str] = []
    for place, item in enumerate(reversed(list(items)), 1):
        if item.guid in here.guids:
            found.append(here.guids[item.guid])
            continue
        former = here.former.get(item.guid, "")
        if former and former not in given and former not in here.slugs:
            given.add(former)
            found.append(former)
            continue
        title = slug_of(line(item.element.value("title") or item.element.value("itunes:title")))
        number = item.element.value("itunes:episode")
        stem = title or (f"episode-{number}" if number.isascii() and number.isdigit() else f"episode-{place}")
        slug = f"{stem}-episode" if stem in _NO_FILES else stem
        while slug in given or slug in here.slugs:
            numbers[stem] += 1
            end = f"-{numbers[stem] + 1}"
            slug = stem[: SLUG_LENGTH - len(end)].rstrip("-") + end
        given.add(slug)
        found.append(slug)
    return found[::-1]
